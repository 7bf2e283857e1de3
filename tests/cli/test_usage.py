# SPDX-License-Identifier: GPL-3.0-or-later
"""What is refused, with which exit status, and what the messages say."""

import json
import os
import socket
import subprocess
import unittest

import capture
from program import WEIR_CLI, CliTestCase, conversation

DONE, FAILED, WRONG_USAGE = 0, 1, 2


class UsageTest(CliTestCase):
    def test_wrong_usage(self):
        path = self.write_conversation()
        for arguments in (
                ["--no-such-option"],
                ["stray"],
                ["-r"],
                ["-r", ""],
                ["-i", ""],
                ["-r", path, "-i", "lo"],
                ["-r", path, "-p"],
                ["-r", path, "--all"],
                ["-r", path, "-s", "1"],
                ["-r", path, "--interval", "1"],
                ["--paced"],
                ["--json", "--csv"],
                ["-t", "--json"],
                ["-l", "--json"],
                ["-l", "-r", path],
                ["-r", path, "--sort", "beauty"],
                ["-r", path, "-L", "-1"],
                ["-r", path, "-L", "many"],
                ["-r", path, "-F", "192.0.2.0"],
                ["-r", path, "-F", "192.0.2.0/33"],
                ["-r", path, "-F", "here/8"],
                ["-r", path, "-f", "no such filter"],
                ["-r", path, "-n", "--reverse-dns"],
                ["-r", path, "--geo-database", "/no/such/file"],
                ["-r", path, "--geo-database", path],
                ["-i", "lo", "-f", "port"],
                ["-i", "lo", "-s", "0"],
                ["-i", "lo", "-s", "-1"],
                ["-i", "lo", "-s", "nan"],
                ["-i", "lo", "-s", "1x"],
                ["-i", "lo", "--interval", "0.1"],
                ["-i", "lo", "--interval", "1e9"]):
            with self.subTest(arguments):
                result = self.run_cli(*arguments)
                self.assertEqual(result.returncode, WRONG_USAGE)
                self.assertEqual(result.stdout, b"")
                self.assertIn(b"--help", result.stderr)
                self.assert_is_printable(result.stderr.decode())

    def test_a_hostile_argument_is_repeated_harmlessly(self):
        result = self.run_cli("\x1b[31mred")
        self.assertEqual(result.returncode, WRONG_USAGE)
        self.assert_is_printable(result.stderr.decode())

    def test_help_names_every_option(self):
        result = self.run_cli("--help")
        self.assertEqual(result.returncode, DONE)
        for option in ("-i", "-f", "-F", "-n", "-N", "-p", "-B", "-P", "-l", "-r", "-t", "--json",
                       "--csv", "-s", "--interval", "--sort", "-L", "--version", "--paced", "--all"):
            self.assertIn(option, result.stdout.decode())

    def test_version(self):
        result = self.run_cli("--version")
        self.assertEqual(result.returncode, DONE)
        self.assertRegex(result.stdout.decode(), r"^weir-cli \d+\.\d+")

    def test_lists_interfaces(self):
        result = self.run_cli("-l")
        self.assertEqual(result.returncode, DONE, result.stderr)
        loopback, = [line for line in result.stdout.decode().splitlines()
                     if line[2:].startswith("lo ")]
        self.assertIn("127.0.0.1/8", loopback)
        self.assert_is_printable(result.stdout.decode())


class SourceTest(CliTestCase):
    def test_a_missing_file(self):
        result = self.run_cli("--json", "-r", str(self.directory / "missing.pcap"))
        self.assertEqual(result.returncode, FAILED)
        self.assertEqual(result.stdout, b"")
        self.assertIn(b"missing.pcap", result.stderr)

    def test_a_file_that_is_no_capture(self):
        path = self.write("letter.pcap", b"Dear reader, this is not a capture file at all.\n" * 10)
        result = self.run_cli("--json", "-r", path)
        self.assertEqual(result.returncode, FAILED)
        self.assertEqual(result.stdout, b"")
        self.assertIn(b"letter.pcap", result.stderr)

    def test_an_unsupported_link_type_is_named(self):
        path = self.write("usb.pcap", capture.pcap([(1, b"x" * 64)], link_type=189))
        result = self.run_cli("--json", "-r", path)
        self.assertEqual(result.returncode, FAILED)
        self.assertIn(b"USB", result.stderr)

    def test_a_truncated_file_is_reported_as_far_as_it_goes(self):
        data = capture.pcap(conversation())
        path = self.write("cut.pcap", data[:-10])
        reports = self.run_json("-r", path, status=FAILED)
        self.assertEqual(len(reports), 1)
        self.assertEqual(reports[0]["packets_received"], len(conversation()) - 1)
        result = self.run_cli("-r", path)
        self.assertEqual(result.returncode, FAILED)
        self.assertIn(b"198.51.100.7", result.stdout)
        self.assertIn(b"cut.pcap", result.stderr)

    def test_standard_input(self):
        report, = self.run_json("-r", "-", input=capture.pcap(conversation()))
        self.assertEqual(report["packets_received"], len(conversation()))

    def test_a_missing_interface(self):
        result = self.run_cli("--json", "-i", "weir-none")
        self.assertEqual(result.returncode, FAILED)
        self.assertEqual(result.stdout, b"")
        self.assertIn(b"weir-none", result.stderr)

    def test_a_missing_right_says_what_to_do(self):
        if os.path.exists(os.environ.get("WEIR_LIBEXECDIR", "") + "/weir-helper"):
            self.skipTest("a helper is installed, and would ask for permission")
        result = self.run_cli("--json", "-i", "lo", "-s", "5", **self.without_rights())
        self.assertEqual(result.returncode, FAILED)
        self.assertEqual(result.stdout, b"")
        self.assertEqual(len(result.stderr.splitlines()), 1)
        self.assertIn(b"setcap cap_net_raw+eip", result.stderr)
        self.assertIn(b"root", result.stderr)

    def test_without_rights_there_are_connections_with_their_process(self):
        options = self.without_rights()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            client = subprocess.Popen(
                ["python3", "-c", "import socket, sys, time\n"
                 f"s = socket.create_connection(('127.0.0.1', {port}))\n"
                 "for line in sys.stdin: s.sendall(b'x' * 100000)\n"],
                stdin=subprocess.PIPE, text=True, **options)
            connection, _ = listener.accept()
            with connection, client:
                process = self.start_cli("--json", "-s", "4", **options)
                sent = 0
                for line in process.stdout:
                    # As soon as one report has come, the base line stands.
                    client.stdin.write("\n")
                    client.stdin.flush()
                    connection.recv(100000, socket.MSG_WAITALL)
                    sent += 100000
                client.stdin.close()
                report = json.loads(line)
                process.wait(60)
            errors = process.stderr.read()
        flows = [flow for flow in report["flows"]
                 if port in (flow["local_port"], flow["remote_port"])]
        self.assertEqual(len(flows), 1)
        self.assertEqual(process.returncode, DONE)
        moved = max(flows[0]["tx_bytes"], flows[0]["rx_bytes"])
        self.assertGreaterEqual(moved, 100000)
        self.assertLess(moved, sent * 1.1)
        self.assertIn(b"TCP", errors)
        if flows[0]["local_port"] != port:
            self.assertEqual(flows[0]["pid"], client.pid)
            self.assertTrue(flows[0]["process"].startswith("python3"))


class OutputTest(CliTestCase):
    def test_a_closed_pipe_ends_quietly(self):
        records = [(i, capture.frame("192.0.2.1", f"198.18.{i >> 8}.{i & 255}",
                                     capture.udp(1, 2))) for i in range(5000)]
        path = self.write("long.pcap", capture.pcap(records))
        for output in "-t", "--json", "--csv":
            with self.subTest(output):
                process = self.start_cli(output, "-r", path)
                process.stdout.read(1)
                process.stdout.close()
                self.assertNotIn(b"written", process.stderr.read())
                self.assertEqual(process.wait(), DONE)

    def test_a_pipe_closed_from_the_start_ends_quietly(self):
        path = self.write_conversation()
        for arguments in ["-r", path], ["--csv", "-r", path], ["-l"]:
            with self.subTest(arguments):
                reader, writer = os.pipe()
                os.close(reader)
                result = self.run_cli(*arguments, stdout=writer)
                os.close(writer)
                self.assertEqual(result.returncode, DONE, result.stderr)

    @unittest.skipUnless(os.path.exists("/dev/full"), "there is no /dev/full")
    def test_a_full_disk_is_a_failure(self):
        with open("/dev/full", "wb") as full:
            result = self.run_cli("-r", self.write_conversation(), stdout=full)
        self.assertEqual(result.returncode, FAILED)
        self.assertIn(b"No space left", result.stderr)


if __name__ == "__main__":
    unittest.main()
