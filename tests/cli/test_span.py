# SPDX-License-Identifier: GPL-3.0-or-later
"""--from and --to: some seconds of a file, and no others."""

import collections
import random
import unittest

import capture
from program import NOON, US, CliTestCase, environment

LINK_HEADER = 14
COUNTS = ("tx_bytes", "rx_bytes", "tx_packets", "rx_packets", "tx_wire_bytes", "rx_wire_bytes")


def a_minute():
    """(time, local port, bytes sent, bytes received) of packets of eight flows, some silent for long."""
    chance = random.Random(7)
    for i in range(2400):
        port = 50000 + (i // 300 if i % 3 else i % 8)
        size = chance.randint(0, 1200)
        sends = chance.random() < 0.4
        yield (NOON + i / 40, port, 40 + size if sends else 0, 0 if sends else 40 + size)


def packet(port, sent, received):
    if sent:
        return capture.frame(US, "198.51.100.7", capture.tcp(port, 443, payload=b"x" * (sent - 40)))
    return capture.frame("198.51.100.7", US, capture.tcp(443, port, payload=b"x" * (received - 40)))


def add_up(packets, first, last):
    """By the packets' time stamps alone."""
    flows = collections.defaultdict(lambda: [0] * 6)
    for time, port, sent, received in packets:
        if not first <= int(time) <= last:
            continue
        for index, size in enumerate((sent, received)):
            if size:
                flows[port][index] += size
                flows[port][2 + index] += 1
                flows[port][4 + index] += size + LINK_HEADER
    return dict(flows)


class SpanTest(CliTestCase):
    def setUp(self):
        super().setUp()
        self.packets = list(a_minute())
        self.path = self.write("minute.pcap",
                               capture.pcap([(time, packet(*rest)) for time, *rest in self.packets]))

    def count(self, *arguments, **options):
        return self.run_json("-r", self.path, "-n", "-F", f"{US}/32", *arguments, **options)[0]

    def test_the_packets_of_these_seconds_are_counted(self):
        chance = random.Random(8)
        for _ in range(20):
            first = NOON + chance.randint(0, 59)
            last = min(first + chance.randint(0, 20), NOON + 59)
            with self.subTest(first=first, last=last):
                report = self.count("--from", str(first), "--to", str(last))
                self.assert_books_balance(report)
                flows = {flow["local_port"]: [flow[name] for name in COUNTS]
                         for flow in report["flows"]}
                self.assertEqual(flows, add_up(self.packets, first, last))
                self.assertEqual(report["packets_received"], report["totals"]["tx_packets"]
                                 + report["totals"]["rx_packets"])
                self.assertEqual(report["interval"]["start"], first)
                self.assertLessEqual(report["interval"]["end"], last + 1)

    def test_seconds_add_up_to_the_whole(self):
        whole = self.count()
        sums = collections.Counter()
        for second in range(NOON, NOON + 60):
            report = self.count("--from", str(second), "--to", str(second))
            sums.update({name: report["totals"][name] for name in COUNTS})
            self.assertLessEqual(report["totals"]["rate_peak"], whole["totals"]["rate_peak"])
        self.assertEqual(dict(sums), {name: whole["totals"][name] for name in COUNTS})

    def test_one_end_may_be_open(self):
        before = self.count("--to", str(NOON + 29))
        after = self.count("--from", str(NOON + 30))
        whole = self.count()
        for name in COUNTS:
            self.assertEqual(before["totals"][name] + after["totals"][name], whole["totals"][name])

    def test_rates_are_those_of_the_last_seconds(self):
        report = self.count("--from", str(NOON + 10), "--to", str(NOON + 19))
        sent = sum(sent for time, _, sent, _ in self.packets if 18 <= time - NOON < 20)
        self.assertEqual(report["totals"]["tx_rate_2s"], sent * 8 / 2)
        self.assertEqual(report["totals"]["tx_rate_10s"], report["totals"]["tx_bytes"] * 8 / 10)

    def test_times_are_written_in_many_ways(self):
        # 2023-11-14T22:13:20Z
        expected = self.count("--from", str(NOON + 5), "--to", str(NOON + 9))
        for first, last, zone in (
                ("2023-11-14T22:13:25Z", "2023-11-14T22:13:29Z", "America/New_York"),
                ("2023-11-14T22:13:25", "2023-11-14T22:13:29", "UTC"),
                ("2023-11-14 22:13:25", "2023-11-14 22:13:29", "UTC"),
                ("20231114T221325Z", "20231114T221329Z", "UTC"),
                ("2023-11-14T17:13:25-05:00", "2023-11-14T17:13:29-05", "UTC"),
                ("2023-11-15T03:43:25", "2023-11-15T03:43:29", "IST-5:30"),
                (f"{NOON + 5}.9", f"{NOON + 9}.999999", "UTC")):
            with self.subTest(first):
                report = self.count("--from", first, "--to", last, env=environment(TZ=zone))
                self.assertEqual(report["totals"], expected["totals"])

    def test_every_form_of_report_has_them(self):
        arguments = ["-r", self.path, "-F", f"{US}/32", "--from", str(NOON), "--to", str(NOON + 9)]
        expected = add_up(self.packets, NOON, NOON + 9)
        text = self.run_cli("-t", "-n", "-P", *arguments).stdout.decode()
        self.assertEqual(text.count("198.51.100.7:"), len(expected))
        lines = self.run_cli("--csv", "-n", *arguments).stdout.decode().splitlines()
        names = lines[0].split(",")
        self.assertEqual({int(row[names.index("local_port")]): int(row[names.index("tx_bytes")])
                          for row in (line.split(",") for line in lines[1:])},
                         {port: counts[0] for port, counts in expected.items()})

    def test_a_span_without_packets_says_where_they_are(self):
        result = self.run_cli("-t", "-r", self.path, "--from", "2001-01-01", "--to",
                              "2001-01-01T00:00:05Z")
        self.assertEqual(result.returncode, 2)
        for first, last in ((10, 20), (NOON + 100, NOON + 200)):
            result = self.run_cli("--json", "-r", self.path, "--from", str(first), "--to", str(last))
            self.assertEqual(result.returncode, 0)
            self.assertIn("from 2023-11-14T22:13:20 to 2023-11-14T22:14:19",
                          result.stderr.decode())

    def test_what_makes_no_sense_is_refused(self):
        for arguments, complaint in (
                (["-r", self.path, "--from", "soon"], "“soon”"),
                (["-r", self.path, "--from", ""], "“”"),
                (["-r", self.path, "--to", "-5"], "“-5”"),
                (["-r", self.path, "--to", "9" * 40], "“9999"),
                (["-r", self.path, "--to", "1.5.5"], "“1.5.5”"),
                (["-r", self.path, "--from", "0x10"], "“0x10”"),
                (["-r", self.path, "--from", "\x1b[2J"], "--from takes a time"),
                (["-r", self.path, "--from", "20", "--to", "10"], "before"),
                (["-r", self.path, "--paced", "--from", "20"], "full speed"),
                (["--from", "20"], "full speed")):
            with self.subTest(arguments):
                result = self.run_cli(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertIn(complaint, result.stderr.decode())
                self.assert_is_printable(result.stderr.decode())


if __name__ == "__main__":
    unittest.main()
