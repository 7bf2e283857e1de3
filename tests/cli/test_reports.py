# SPDX-License-Identifier: GPL-3.0-or-later
"""What the reports say of a capture file."""

import csv
import io
import json
import unittest
from pathlib import Path

import capture
from program import NOON, US, US6, CliTestCase, conversation

COUNTS = ["tx_bytes", "rx_bytes", "tx_packets", "rx_packets", "tx_wire_bytes", "rx_wire_bytes"]
RATES = [f"{way}_rate_{window}" for window in ("2s", "10s", "40s") for way in ("tx", "rx")]
ENDS = ["protocol", "local_address", "local_port", "remote_address", "remote_port"]
NAMES = Path(__file__).resolve().parent.parent / "captures" / "names"
TIMES = ["first_seen", "last_seen"]


def find(report, **fields):
    return [flow for flow in report["flows"]
            if all(flow[name] == value for name, value in fields.items())]


class JsonTest(CliTestCase):
    def read(self, *arguments):
        reports = self.run_json("-r", self.write_conversation(), "-F", "192.0.2.0/24", *arguments)
        self.assertEqual(len(reports), 1)
        return reports[0]

    def test_has_every_field_of_the_schema(self):
        report = self.read()
        self.assertEqual(report["schema"], 1)
        for name in "interval", "totals", "packets_received", "packets_dropped", \
                "packets_malformed", "unlisted", "flow_limit", "flow_limit_reached":
            self.assertIn(name, report)
        for name in COUNTS + RATES:
            self.assertIn(name, report["totals"])
        self.assertEqual(report["totals"]["attributed_bytes"], 0)
        self.assertEqual(len(report["flows"]), 4)
        for flow in report["flows"]:
            for name in ENDS + COUNTS + RATES + TIMES:
                self.assertIn(name, flow)
            self.assertEqual(flow["owner_unknown_why"], "not-live")
            self.assertNotIn("owner_match", flow)

    def test_counts_each_way_of_a_flow(self):
        flow, = find(self.read(), protocol="TCP")
        self.assertEqual((flow["local_address"], flow["local_port"]), (US, 50000))
        self.assertEqual((flow["remote_address"], flow["remote_port"]), ("198.51.100.7", 443))
        self.assertEqual((flow["tx_packets"], flow["rx_packets"]), (2, 1))
        self.assertEqual((flow["tx_bytes"], flow["rx_bytes"]), (40 + 140, 1040))
        self.assertEqual((flow["tx_wire_bytes"], flow["rx_wire_bytes"]), (54 + 154, 1054))
        self.assertTrue(flow["is_local"])

    def test_what_is_spoken_does_not_depend_on_the_port(self):
        path = self.write("odd-ports.pcap", capture.pcap([
            (NOON, capture.frame(US, "198.51.100.7", capture.tcp(50000, 50022))),
            (NOON + 1, capture.frame("198.51.100.7", US,
                                     capture.tcp(50022, 50000, payload=b"SSH-2.0-x\r\n"))),
            (NOON + 2, capture.frame(US, "198.51.100.7",
                                     capture.tcp(50001, 443, payload=b"GET / HTTP/1.1\r\n"))),
            (NOON + 2, capture.frame(US, "198.51.100.7",
                                     capture.tcp(50002, 50023, payload=b"anything else\r\n")))]))
        report, = self.run_json("-r", path, "-F", "192.0.2.0/24")
        flows = {flow["remote_port"]: (flow.get("service"), flow.get("spoken"))
                 for flow in report["flows"]}
        self.assertEqual(flows, {50022: ("ssh", "SSH"), 443: ("https", "HTTP"), 50023: (None, None)})

    def test_names_the_remote_end_unless_told_not_to(self):
        path = str(NAMES / "recorded-curl.pcap")
        report, = self.run_json("-r", path, "-F", "198.18.0.1/32")
        flow, = find(report, remote_port=443, remote_address="198.18.0.2")
        self.assertEqual((flow["remote_name"], flow["remote_name_source"]), ("www.weir.test", "tls"))
        flow, = find(report, remote_port=8080)
        self.assertEqual((flow["remote_name"], flow["remote_name_source"]), ("www.weir.test", "dns"))
        report, = self.run_json("-r", path, "-n")
        for flow in report["flows"]:
            self.assertNotIn("remote_name", flow)
            self.assertNotIn("remote_name_source", flow)

    def test_a_server_here_does_not_lend_its_name_to_its_clients(self):
        report, = self.run_json("-r", str(NAMES / "recorded-curl.pcap"), "-F", "198.18.0.2/32")
        flow, = find(report, local_port=443, local_address="198.18.0.2")
        self.assertNotIn("remote_name", flow)

    def test_hostile_names_are_none(self):
        for name in "tls-no-name", "quic-nothing", "dns-nothing":
            report, = self.run_json("-r", str(NAMES / f"{name}.pcap"))
            self.assertGreater(len(report["flows"]), 5)
            for flow in report["flows"]:
                self.assertNotIn("remote_name", flow)

    def test_times_keep_their_microseconds(self):
        path = self.write_conversation()
        result = self.run_cli("--json", "-r", path, "-F", "192.0.2.0/24")
        self.assertIn(b'"first_seen":1700000000.000001,', result.stdout)
        flow, = find(json.loads(result.stdout), protocol="TCP")
        self.assertEqual(flow["last_seen"], NOON + 1)

    def test_icmp_has_type_and_identifier_but_no_ports(self):
        flow, = find(self.read(), protocol="ICMP")
        self.assertEqual((flow["local_port"], flow["remote_port"]), (0, 0))
        self.assertEqual((flow["icmp_type"], flow["icmp_code"], flow["icmp_id"]), (8, 0, 77))
        self.assertNotIn("icmp_type", find(self.read(), protocol="TCP")[0])

    def test_books_balance(self):
        for arguments in [], ["-L", "1"], ["-L", "0"]:
            report = self.read(*arguments)
            self.assert_books_balance(report)
            self.assertEqual(report["totals"]["tx_packets"], 5)
            self.assertEqual(report["totals"]["rx_packets"], 2)
            self.assertEqual(report["packets_received"], 7)

    def test_names_a_service_unless_told_not_to(self):
        with_names = find(self.read(), protocol="TCP")[0]
        if "service" in with_names:  # a machine may do without /etc/services
            self.assertEqual(with_names["service"], "https")
        self.assertNotIn("service", find(self.read("-N"), protocol="TCP")[0])

    def test_final_rates_are_those_of_the_last_seconds(self):
        flow, = find(self.read(), protocol="UDP", local_address=US6)
        # One packet of 68 bytes, within the last 10 seconds.
        self.assertEqual(flow["tx_rate_10s"], 68 * 8 / 10)
        self.assertEqual(flow["tx_rate_40s"], 68 * 8 / 40)

    def test_peak_of_the_sum_is_no_sum_of_peaks(self):
        totals = self.read()["totals"]
        self.assertLessEqual(totals["rate_peak"], totals["tx_rate_peak"] + totals["rx_rate_peak"])
        self.assertEqual(totals["rx_rate_peak"], 1040 * 8)

    def test_sorts(self):
        def order(*arguments):
            return [flow["tx_bytes"] + flow["rx_bytes"] for flow in self.read(*arguments)["flows"]]

        self.assertEqual(order(), sorted(order(), reverse=True))
        first = self.read("--sort", "first")["flows"]
        self.assertEqual([f["first_seen"] for f in first], sorted(f["first_seen"] for f in first))
        remote = self.read("--sort", "destination")["flows"]
        self.assertEqual([flow["remote_address"] for flow in remote],
                         ["198.51.100.7", "198.51.100.7", "198.51.100.53", "2001:db8::2"])

    def test_local_side_follows_the_given_network(self):
        path = self.write_conversation()
        report, = self.run_json("-r", path, "-F", "198.51.100.0/24")
        flow, = find(report, protocol="TCP")
        self.assertEqual(flow["local_address"], "198.51.100.7")
        self.assertEqual((flow["tx_packets"], flow["rx_packets"]), (1, 2))

    def test_a_filter_selects_packets(self):
        report = self.read("-f", "udp port 53")
        self.assertEqual([flow["remote_port"] for flow in report["flows"]], [53])
        self.assertEqual(report["totals"]["tx_packets"], 1)

    def test_every_flow_is_reported_however_many_and_old(self):
        records = []
        for i in range(20_000):
            remote = f"198.18.{i // 256}.{i % 256}"
            records.append((NOON + 30 * i, capture.frame(US, remote, capture.udp(1000, 2000))))
        path = self.write("many.pcap", capture.pcap(records))
        report, = self.run_json("-r", path)
        self.assertEqual(len(report["flows"]), 20_000)
        self.assertEqual(report["flows_seen"], 20_000)
        self.assertEqual(len({flow["remote_address"] for flow in report["flows"]}), 20_000)
        self.assertEqual(sum(report["unlisted"].values()), 0)
        self.assert_books_balance(report)

    def test_every_flow_of_one_moment_is_reported(self):
        records = [(NOON, capture.frame(US, f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}",
                                        capture.udp(1000, 2000))) for i in range(300_000)]
        path = self.write("moment.pcap", capture.pcap(records))
        report, = self.run_json("-r", path)
        self.assertEqual(len(report["flows"]), 300_000)
        self.assertEqual(sum(report["unlisted"].values()), 0)

    def test_an_empty_capture_is_an_empty_report(self):
        path = self.write("empty.pcap", capture.pcap([]))
        report, = self.run_json("-r", path)
        self.assertEqual(report["flows"], [])
        self.assertEqual(report["packets_received"], 0)


class CsvTest(CliTestCase):
    def test_says_what_json_says(self):
        path = self.write_conversation()
        result = self.run_cli("--csv", "-r", path, "-F", "192.0.2.0/24")
        self.assertEqual(result.returncode, 0, result.stderr)
        text = result.stdout.decode()
        self.assertTrue(all(line.endswith("\r\n") for line in text.splitlines(keepends=True)))
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        report, = self.run_json("-r", path, "-F", "192.0.2.0/24")
        self.assertEqual(len(rows), len(report["flows"]))
        for row, flow in zip(rows, report["flows"]):
            self.assertEqual(float(row["interval_end"]), report["interval"]["end"])
            for name, value in flow.items():
                expected = str(int(value)) if isinstance(value, bool) else value
                self.assertEqual(type(expected)(row[name]), expected, name)

    def test_an_empty_capture_has_a_header(self):
        path = self.write("empty.pcap", capture.pcap([]))
        result = self.run_cli("--csv", "-r", path)
        self.assertEqual(len(result.stdout.splitlines()), 1)


class TextTest(CliTestCase):
    def read(self, *arguments):
        result = self.run_cli("-r", self.write_conversation(), "-F", "192.0.2.0/24", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout.decode()

    def test_shows_pairs_of_addresses(self):
        lines = self.read().splitlines()
        local = [i for i, line in enumerate(lines) if line.startswith(US + " ") and "TCP" in line]
        self.assertEqual(len(local), 1)
        self.assertIn("=>", lines[local[0]])
        self.assertIn("180 B", lines[local[0]])
        self.assertTrue(lines[local[0] + 1].startswith("198.51.100.7 "))
        self.assertIn("<=", lines[local[0] + 1])
        self.assertIn("1.04 kB", lines[local[0] + 1])

    def test_shows_names_unless_told_not_to(self):
        path = str(NAMES / "recorded-curl.pcap")
        self.assertIn("www.weir.test:https", self.run_cli("-r", path, "-P").stdout.decode())
        text = self.run_cli("-r", path, "-P", "-n").stdout.decode()
        self.assertNotIn("weir.test", text)
        self.assertIn("198.18.0.2:https", text)

    def test_shows_ports_if_asked(self):
        text = self.read("-P", "-N")
        self.assertIn(f"{US}:50000 ", text)
        self.assertIn("198.51.100.7:443 ", text)
        self.assertIn(f"[{US6}]:40001 ", text)

    def test_pairs_are_sums_of_their_flows(self):
        records = [(NOON + i, capture.frame(US, "198.51.100.7", capture.tcp(50000 + i, 443)))
                   for i in range(10)]
        path = self.write("ten.pcap", capture.pcap(records))
        text = self.run_cli("-r", path).stdout.decode()
        pairs = [line for line in text.splitlines() if "=>" in line and "TCP" in line]
        self.assertEqual(len(pairs), 1)
        self.assertIn("400 B", pairs[0])

    def test_rates_in_bits_or_bytes(self):
        self.assertIn("b/s", self.read())
        self.assertNotIn("b/s", self.read("-B"))
        self.assertIn("B/s", self.read("-B"))

    def test_lists_as_many_as_asked_and_says_so(self):
        text = self.read("-P", "-L", "1")
        rows = [line for line in text.splitlines() if " => " in line and "local" not in line]
        self.assertEqual(len(rows), 1)
        self.assertIn("3 more rows", text)

    def test_only_printable_characters(self):
        records = conversation() + [(NOON + 4, b"\x1b" * 60)]
        name = "\x1b]0;owned\x07\u202e.pcap"
        path = self.write(name, capture.pcap(records))
        result = self.run_cli("-r", path)
        self.assertEqual(result.returncode, 0)
        self.assert_is_printable(result.stdout.decode())
        self.assert_is_printable(result.stderr.decode())
        result = self.run_cli("--json", "-r", path)
        self.assert_is_printable(result.stdout.decode())
        self.assertTrue(json.loads(result.stdout)["file"].endswith(name))


if __name__ == "__main__":
    unittest.main()
