# SPDX-License-Identifier: GPL-3.0-or-later
"""--group-by: the sums are those of the flat output, added up here."""

import collections
import csv
import io
import json
import os
import pathlib
import signal
import struct
import unittest

import capture
from program import NOON, US, CliTestCase, conversation

CAPTURES = pathlib.Path(__file__).resolve().parent.parent / "captures"
COUNTS = ["tx_bytes", "rx_bytes", "tx_packets", "rx_packets", "tx_wire_bytes", "rx_wire_bytes"]
RATES = [f"{way}_rate_{window}" for window in ("2s", "10s", "40s") for way in ("tx", "rx")]

# The first of these fields of a flow that it has.
KINDS = {
    "application": ["application", "process"],
    "process": ["process"],
    "host": ["remote_name", "remote_address"],
    "service": ["service"],
    "protocol": ["protocol"],
    "publisher": ["publisher"],
    "container": ["container"],
    "country": ["country"],
    "network": ["as_name"],
}
OTHER_KINDS = ["domain", "user", "interface", "pair"]


def add_up(flows, kind):
    sums = collections.defaultdict(lambda: collections.Counter(flows=0))
    for flow in flows:
        name = next((flow[field] for field in KINDS[kind] if flow.get(field)), None)
        sums[name]["flows"] += 1
        for field in COUNTS + RATES:
            sums[name][field] += flow[field]
    return dict(sums)


def pcapng(packets):
    """@packets: (time, frame, comment or None)."""
    def block(kind, body):
        length = struct.pack("<I", len(body) + 12)
        return struct.pack("<I", kind) + length + body + length

    def padded(data):
        return data + b"\0" * (-len(data) % 4)

    blocks = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)),
              block(1, struct.pack("<HHI", 1, 0, 0))]
    for time, frame, comment in packets:
        stamp = int(time * 1_000_000)
        body = struct.pack("<IIIII", 0, stamp >> 32, stamp & 0xFFFFFFFF, len(frame), len(frame))
        options = b""
        if comment:
            text = comment.encode()
            options = struct.pack("<HH", 1, len(text)) + padded(text) + struct.pack("<HH", 0, 0)
        blocks.append(block(6, body + padded(frame) + options))
    return b"".join(blocks)


def recorded():
    """Five flows: two of one program, one of another, one whose name is a formula, one nobody's."""
    comments = ["process: firefox (1234)", "process: firefox (1234)", "process: curl (99)",
                "process: =cmd() (7)", None]
    for i, comment in enumerate(comments):
        frame = capture.frame(US, "198.51.100.7", capture.udp(40000 + i, 443, b"x" * 100 * (i + 1)))
        yield (NOON + i / 10, frame, comment)


class GroupsTest(CliTestCase):
    def read(self, path, *arguments):
        report, = self.run_json("-r", str(path), "-F", "192.0.2.0/24", *arguments)
        return report

    def assert_groups(self, path, kind, *arguments):
        flat = self.read(path, *arguments)
        report = self.read(path, "--group-by", kind, *arguments)
        wanted = add_up(flat["flows"], kind)
        self.assertNotIn("flows", report)
        self.assertEqual(report["group_by"], kind)
        self.assertEqual(report["totals"], flat["totals"])
        self.assertEqual(report["unlisted"], flat["unlisted"])
        self.assertEqual(report.get("matching"), flat.get("matching"))
        self.assertEqual(report["flows_listed"], len(report["groups"]))
        found = {group.get("group"): group for group in report["groups"]}
        self.assertEqual(len(found), len(report["groups"]))
        self.assertEqual(set(found), set(wanted))
        for name, group in found.items():
            self.assertEqual(group["group_by"], kind)
            for field in ["flows"] + COUNTS:
                self.assertEqual(group[field], wanted[name][field], (name, field))
            for field in RATES:
                self.assertAlmostEqual(group[field], wanted[name][field], delta=0.5)
        return report

    def test_the_sums_are_those_of_the_flows(self):
        recording = self.write("recorded.pcapng", pcapng(recorded()))
        for path in (recording, CAPTURES / "filters.pcap", CAPTURES / "next-generation.pcapng"):
            for kind in KINDS:
                with self.subTest(path=path, kind=kind):
                    self.assert_groups(path, kind)

    def test_programs_of_a_recording_are_groups(self):
        path = self.write("recorded.pcapng", pcapng(recorded()))
        report = self.assert_groups(path, "application")
        self.assertEqual({group.get("group"): group["flows"] for group in report["groups"]},
                         {"firefox": 2, "curl": 1, "=cmd()": 1, None: 1})

    def test_a_filter_is_asked_first(self):
        for kind in ("host", "protocol", "service"):
            for text in ("port:443", "tcp !port:443", "port:1"):
                with self.subTest(kind=kind, filter=text):
                    self.assert_groups(CAPTURES / "filters.pcap", kind, "--filter", text)

    def test_no_groups_are_an_empty_list_of_groups(self):
        report = self.read(CAPTURES / "filters.pcap", "--group-by", "host", "--filter", "port:1")
        self.assertEqual(report["groups"], [])
        self.assertNotIn("flows", report)

    def test_every_kind_has_all_bytes(self):
        for kind in [*KINDS, *OTHER_KINDS]:
            result = self.run_cli("-r", str(CAPTURES / "filters.pcap"), "--json", "--group-by", kind)
            if kind == "domain" and result.returncode == 2:
                continue  # built without the list of public suffixes
            with self.subTest(kind):
                self.assertEqual(result.returncode, 0, result.stderr)
                report = self.read(CAPTURES / "filters.pcap", "--group-by", kind)
                for field in COUNTS:
                    self.assertEqual(sum(group[field] for group in report["groups"]),
                                     report["totals"][field])

    def test_csv_has_the_same_groups(self):
        path = self.write("recorded.pcapng", pcapng(recorded()))
        report = self.read(path, "--group-by", "application")
        result = self.run_cli("-r", path, "-F", "192.0.2.0/24", "--csv", "--group-by", "application")
        rows = list(csv.DictReader(io.StringIO(result.stdout.decode(), newline=""), strict=True))
        self.assertEqual(len(rows), len(report["groups"]))
        for row, group in zip(rows, report["groups"]):
            name = group.get("group", "")
            # No spreadsheet runs it.
            self.assertEqual(row["group"], f"'{name}" if name.startswith("=") else name)
            self.assertEqual(row["final"], "1")
            for field in ["flows", "active_flows"] + COUNTS:
                self.assertEqual(int(row[field]), group[field])

    def test_csv_without_groups_has_its_header(self):
        result = self.run_cli("-r", str(CAPTURES / "filters.pcap"), "--csv", "--group-by", "host",
                              "--filter", "port:1")
        header, rest = result.stdout.decode().split("\r\n", 1)
        self.assertIn("group_by,group,flows,active_flows,tx_bytes", header)
        self.assertEqual(rest, "")

    def test_text_has_two_lines_a_group(self):
        path = self.write("conversation.pcap", capture.pcap(conversation()))
        result = self.run_cli("-r", path, "-n", "-F", f"{US}/32", "-t", "--group-by", "host")
        lines = result.stdout.decode().splitlines()
        self.assertTrue(lines[1].startswith("Host "), lines)
        self.assertEqual(lines[1].split()[1], "flows")
        rows = [line.split() for line in lines if "=>" in line]
        report = self.read(path, "-n", "--group-by", "host")
        self.assertEqual([(row[0], int(row[2])) for row in rows],
                         [(group["group"], group["flows"]) for group in report["groups"]])
        self.assertEqual(sum("<=" in line for line in lines), len(rows))

    def test_rows_are_sorted_and_cut(self):
        path = CAPTURES / "filters.pcap"
        by_name = self.read(path, "--group-by", "host", "--sort", "remote")["groups"]
        self.assertEqual([group["group"] for group in by_name],
                         sorted(group["group"] for group in by_name))
        by_bytes = self.read(path, "--group-by", "host")["groups"]
        sums = [group["tx_bytes"] + group["rx_bytes"] for group in by_bytes]
        self.assertEqual(sums, sorted(sums, reverse=True))
        cut = self.read(path, "--group-by", "host", "-L", "2")
        self.assertEqual(cut["groups"], by_bytes[:2])
        for field in COUNTS:
            self.assertEqual(cut["unlisted"][field] + sum(group[field] for group in cut["groups"]),
                             cut["totals"][field])

    def test_every_report_of_a_run_balances(self):
        packets = [(NOON + i / 10, capture.frame(US, f"198.51.100.{i % 5}",
                                                 capture.udp(40000 + i % 7, 443, b"x" * i)))
                   for i in range(600)]
        path = self.write("minute.pcap", capture.pcap(packets))
        process = self.start_cli("-r", path, "-n", "--paced", "--interval", "0.25", "--json",
                                 "--group-by", "host")
        lines = [process.stdout.readline() for _ in range(4)]
        process.send_signal(signal.SIGINT)
        lines += process.communicate()[0].splitlines()
        self.assertEqual(process.returncode, 0)
        for line in filter(None, lines):
            report = json.loads(line)
            self.assertLessEqual(len(report["groups"]), 5)
            for field in COUNTS:
                self.assertEqual(report["unlisted"][field]
                                 + sum(group[field] for group in report["groups"]),
                                 report["totals"][field])
        self.assertTrue(json.loads(lines[-1])["final"])

    def test_what_makes_no_sense_is_wrong_usage(self):
        for arguments, words in ((["--group-by", "colour"], "application, process, host"),
                                 (["--group-by", ""], "application, process, host"),
                                 (["--group-by", "host", "-P"], "-P")):
            with self.subTest(arguments):
                result = self.run_cli("-r", os.devnull, *arguments)
                self.assertEqual(result.returncode, 2)
                self.assertIn(words, result.stderr.decode())


if __name__ == "__main__":
    unittest.main()
