# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports that follow one another, and how they end."""

import fcntl
import json
import os
import pty
import signal
import struct
import termios
import time
import unittest

import capture
from program import NOON, US, CliTestCase


def an_hour():
    """A packet each 100 ms, for longer than any test lasts."""
    packet = capture.frame(US, "198.51.100.7", capture.tcp(50000, 443, payload=b"x" * 60))
    return capture.pcap([(NOON + i / 10, packet) for i in range(36_000)])


class IntervalTest(CliTestCase):
    def setUp(self):
        super().setUp()
        self.path = self.write("hour.pcap", an_hour())

    def start_paced(self, *arguments, **options):
        return self.start_cli("-r", self.path, "--paced", "--interval", "0.25", *arguments,
                              **options)

    def test_ctrl_c_ends_with_a_summary(self):
        for number in signal.SIGINT, signal.SIGTERM:
            with self.subTest(number):
                process = self.start_paced("--json")
                lines = [process.stdout.readline() for _ in range(2)]
                process.send_signal(number)
                lines += process.stdout.readlines()
                self.assertEqual(process.wait(), 0, process.stderr.read())
                reports = [json.loads(line) for line in lines]
                self.assertEqual([report["final"] for report in reports],
                                 [False] * (len(reports) - 1) + [True])
                for report in reports:
                    self.assert_books_balance(report)
                self.assertGreater(reports[-1]["totals"]["tx_packets"], 0)

    def test_intervals_join_each_other(self):
        process = self.start_paced("--json")
        reports = [json.loads(process.stdout.readline()) for _ in range(3)]
        for earlier, later in zip(reports, reports[1:]):
            self.assertEqual(earlier["interval"]["end"], later["interval"]["start"])
            self.assertLessEqual(earlier["totals"]["tx_bytes"], later["totals"]["tx_bytes"])

    def test_seconds_end_it(self):
        begin = time.monotonic()
        reports = self.run_json("-r", self.path, "--paced", "-s", "0.6", "--interval", "0.25")
        self.assertGreater(time.monotonic() - begin, 0.5)
        self.assertTrue(reports[-1]["final"])
        self.assertLess(reports[-1]["packets_received"], 36_000)

    def test_a_paced_file_ends_with_its_last_packet(self):
        packet = capture.frame(US, "198.51.100.7", capture.udp(1, 2))
        path = self.write("short.pcap", capture.pcap([(NOON, packet), (NOON + 0.6, packet)]))
        reports = self.run_json("-r", path, "--paced", "--interval", "0.25")
        self.assertTrue(reports[-1]["final"])
        self.assertEqual(reports[-1]["packets_received"], 2)

    def test_too_many_flows_are_said_and_stay_in_the_totals(self):
        n_flows = 120_000
        records = [(NOON + i // 1000 / 1000, capture.frame(US, f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}",
                                                           capture.udp(1, 2))) for i in range(n_flows)]
        path = self.write("many.pcap", capture.pcap(records))
        result = self.run_cli("--json", "-r", path, "--paced", "--interval", "60")
        report = json.loads(result.stdout.splitlines()[-1])
        self.assertEqual(result.returncode, 0)
        self.assertTrue(report["flow_limit_reached"])
        self.assertLessEqual(report["flows_listed"], report["flow_limit"])
        self.assertEqual(report["flows_seen"], n_flows)
        self.assertEqual(report["totals"]["tx_packets"], n_flows)
        self.assertGreater(report["unlisted"]["tx_packets"], 0)
        self.assert_books_balance(report)
        self.assertIn(str(report["flow_limit"]).encode(), result.stderr)

    def test_csv_has_one_header(self):
        process = self.start_paced("--csv")
        lines = [process.stdout.readline() for _ in range(4)]
        process.send_signal(signal.SIGINT)
        lines += process.stdout.readlines()
        self.assertEqual(process.wait(), 0)
        self.assertEqual([line for line in lines if line.startswith(b"interval_start")], lines[:1])

    def test_a_closed_pipe_ends_it_quietly(self):
        process = self.start_paced("--json")
        process.stdout.readline()
        process.stdout.close()
        self.assertEqual(process.wait(), 0)
        self.assertEqual(process.stderr.read(), b"")


class TerminalTest(CliTestCase):
    LINES, COLUMNS = 24, 80

    def watch(self, *arguments):
        """What the program writes to a terminal until it has written two reports."""
        path = self.write("hour.pcap", an_hour())
        terminal, other_end = pty.openpty()
        self.addCleanup(os.close, terminal)
        size = struct.pack("HHHH", self.LINES, self.COLUMNS, 0, 0)
        fcntl.ioctl(other_end, termios.TIOCSWINSZ, size)
        process = self.start_cli("-r", path, "--paced", "--interval", "0.25", *arguments,
                                 stdout=other_end)
        os.close(other_end)
        written = b""
        while written.count(b"malformed") < 2:
            written += os.read(terminal, 4096)
        process.send_signal(signal.SIGINT)
        return written.decode()

    def test_reports_replace_each_other(self):
        for arguments in ([], ["--group-by", "host"]):
            with self.subTest(arguments):
                screens = self.watch(*arguments).split("\033[H")[1:]
                self.assertGreaterEqual(len(screens), 2)
                for screen in screens[:-1]:
                    self.assertLess(screen.count("\n"), self.LINES)
                    for line in screen.replace("\033[K", "").splitlines():
                        self.assertLessEqual(len(line.replace("\033[?7l", "")), self.COLUMNS)
                self.assertEqual("Host " in screens[0], bool(arguments))

    def test_plain_text_never_moves_the_cursor(self):
        self.assertNotIn("\033", self.watch("-t"))


if __name__ == "__main__":
    unittest.main()
