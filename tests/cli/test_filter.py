# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of display filters, as the program speaks it: tests/filter/cases.tsv."""

import csv
import io
import os
import pathlib
import shutil
import subprocess
import unittest

from program import TIMEOUT_S, CliTestCase

TESTS = pathlib.Path(__file__).resolve().parent.parent
CAPTURE = str(TESTS / "captures" / "filters.pcap")
ENDS = ["protocol", "local_address", "local_port", "remote_address", "remote_port"]
COUNTS = ["tx_bytes", "rx_bytes", "tx_packets", "rx_packets", "tx_wire_bytes", "rx_wire_bytes"]
RATES = [f"{way}_rate_{window}" for window in ("2s", "10s", "40s") for way in ("tx", "rx")]
NO_FLOW = "-"


def cases(kind):
    for line in (TESTS / "filter" / "cases.tsv").read_text("utf-8").splitlines():
        columns = line.split("\t")
        if columns[0] == kind:
            yield columns[1:]


def ends(flow):
    return tuple(str(flow[name]) for name in ENDS)


class FilterTest(CliTestCase):
    def setUp(self):
        super().setUp()
        report = self.read("--sort", "first")
        self.letters = {ends(flow): chr(ord("a") + i) for i, flow in enumerate(report["flows"])}
        self.all = report

    def read(self, *arguments):
        report, = self.run_json("-r", CAPTURE, "-F", "192.0.2.0/24", *arguments)
        return report

    def letters_of(self, flows):
        return "".join(sorted(self.letters[ends(flow)] for flow in flows)) or NO_FLOW

    def test_every_case_lists_its_flows_and_sums_them_up(self):
        for text, matches, short in cases("flows"):
            with self.subTest(text):
                report = self.read("--filter", text)
                flows = report["flows"]
                self.assertEqual(self.letters_of(flows), matches)
                self.assertEqual(report["filter"], short)
                self.assertEqual(report["matching"]["flows"], len(flows))
                self.assertEqual(report["totals"], self.all["totals"])
                self.assert_books_balance(report)
                for name in COUNTS:
                    self.assertEqual(report["matching"][name], sum(flow[name] for flow in flows))
                for name in RATES:
                    self.assertAlmostEqual(report["matching"][name],
                                           sum(flow[name] for flow in flows), delta=0.5)

    def test_every_case_that_is_no_filter_is_wrong_usage(self):
        for text, place, words in cases("error"):
            with self.subTest(text):
                result = self.run_cli("-r", CAPTURE, "--filter", text)
                message = result.stderr.decode()
                start = int(place.split("-")[0])
                self.assertEqual(result.returncode, 2)
                self.assertEqual(result.stdout, b"")
                self.assertIn(f"--filter, at character {start + 1}: ", message)
                self.assertIn(words, message)
                self.assert_is_printable(message)

    def test_sums_are_of_all_that_match_not_of_what_is_listed(self):
        report = self.read("--filter", "tcp", "-L", "1")
        self.assertEqual(len(report["flows"]), 1)
        self.assertEqual(report["matching"]["flows"], 4)
        self.assert_books_balance(report)

    def test_csv_lists_what_matches(self):
        result = self.run_cli("--csv", "-r", CAPTURE, "-F", "192.0.2.0/24", "--filter", "udp")
        rows = list(csv.DictReader(io.StringIO(result.stdout.decode(), newline="")))
        self.assertEqual(self.letters_of(rows), "bdk")

    def test_text_says_what_matches_beside_everything(self):
        result = self.run_cli("-t", "-P", "-r", CAPTURE, "-F", "192.0.2.0/24", "--filter",
                              "udp or arp")
        lines = result.stdout.decode().splitlines()
        everything = next(i for i, line in enumerate(lines) if "peak" in line)
        matching = lines.index("4 flows match: udp or arp")
        for i, name in enumerate(["sent", "received", "both"], start=1):
            self.assertTrue(lines[everything + i].startswith(name))
            self.assertTrue(lines[matching + i].startswith(name))
        self.assertTrue(lines[everything + 3].endswith("15.4 kB"))
        self.assertTrue(lines[matching + 3].endswith("460 B"))
        self.assertFalse(any("443" in line and "TCP" in line for line in lines))

    def test_merged_rows_are_made_of_what_matches(self):
        result = self.run_cli("-t", "-r", CAPTURE, "-F", "192.0.2.0/24", "--filter", "port:53")
        rows = [line for line in result.stdout.decode().splitlines() if "=> " in line]
        self.assertEqual(len([row for row in rows if row.startswith("192.0.2.1")]), 1)

    def test_the_same_in_bpf_finds_the_same(self):
        for text, expression in cases("bpf"):
            with self.subTest(text):
                if expression in (NO_FLOW, ""):
                    continue
                ours = self.read("--filter", text)["flows"]
                theirs = self.read("-f", expression)["flows"]
                self.assertEqual(self.letters_of(ours), self.letters_of(theirs))

    def test_the_same_for_wireshark_finds_the_same(self):
        if shutil.which("tshark") is None:
            self.skipTest("tshark is not installed")
        for text, expression in cases("shark"):
            with self.subTest(text):
                if expression in (NO_FLOW, ""):
                    continue
                sums = self.read("--filter", text)["matching"]
                result = subprocess.run(["tshark", "-n", "-r", CAPTURE, "-Y", expression, "-T",
                                         "fields", "-e", "frame.number"], capture_output=True,
                                        timeout=TIMEOUT_S, check=True)
                self.assertEqual(len(result.stdout.split()),
                                 sums["tx_packets"] + sums["rx_packets"])

    def test_a_filter_is_no_capture_filter(self):
        both = self.read("--filter", "tcp", "-f", "port 443 or port 53")
        self.assertEqual(self.letters_of(both["flows"]), "a")
        self.assertEqual(both["totals"]["tx_packets"], 3)

    def test_nonsense_of_any_length_ends_with_a_message(self):
        for text in "(" * 3000, "!" * 4097, "a or " * 2000, '"' + "x" * 9000, "\x1b[31m\x07:", "\\":
            with self.subTest(text[:10]):
                result = self.run_cli("-r", CAPTURE, "--filter", text)
                self.assertIn(result.returncode, (0, 2))
                self.assert_is_printable(result.stderr.decode())
                self.assert_is_printable(result.stdout.decode())

    def test_bytes_that_are_no_text_are_refused(self):
        result = self.run_cli("-r", CAPTURE, "--filter", os.fsdecode(b"tcp \xff"))
        self.assertEqual(result.returncode, 2)


if __name__ == "__main__":
    unittest.main()
