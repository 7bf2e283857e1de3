# SPDX-License-Identifier: GPL-3.0-or-later
"""The program under test, and the capture file that most tests read."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import capture

WEIR_CLI = os.environ.get("WEIR_CLI", "weir-cli")

# A test that hangs is a failure, not a wait.
TIMEOUT_S = 60

US = "192.0.2.1"
US6 = "2001:db8::1"
NOON = 1_700_000_000


def environment(**more):
    """The same language, numbers and time zone everywhere."""
    ours = {name: value for name, value in os.environ.items() if name != "WEIR_HELPER"}
    return {**ours, "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "xterm", **more}


def conversation():
    """Four flows of 192.0.2.1 and 2001:db8::1: what each did is plain to see."""
    return [
        (NOON + 0.000001, capture.frame(US, "198.51.100.7", capture.tcp(50000, 443, flags=0x02))),
        (NOON + 0.5, capture.frame("198.51.100.7", US, capture.tcp(443, 50000, payload=b"x" * 1000))),
        (NOON + 1, capture.frame(US, "198.51.100.7", capture.tcp(50000, 443, payload=b"x" * 100))),
        (NOON + 1.25, capture.frame(US, "198.51.100.53", capture.udp(40000, 53, b"x" * 10))),
        (NOON + 2, capture.frame(US6, "2001:db8::2", capture.udp(40001, 5353, b"x" * 20))),
        (NOON + 3, capture.frame(US, "198.51.100.7", capture.icmp_echo(77))),
        (NOON + 3.5, capture.frame("198.51.100.7", US, capture.icmp_echo(77, is_reply=True))),
    ]


class CliTestCase(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="weir-cli-test-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def write(self, name, data):
        path = self.directory / name
        path.write_bytes(data)
        return str(path)

    def write_conversation(self):
        return self.write("conversation.pcap", capture.pcap(conversation()))

    def run_cli(self, *arguments, **options):
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("env", environment())
        return subprocess.run([WEIR_CLI, *arguments], stderr=subprocess.PIPE, timeout=TIMEOUT_S,
                              **options)

    def run_json(self, *arguments, status=0, **options):
        result = self.run_cli("--json", *arguments, **options)
        self.assertEqual(result.returncode, status, result.stderr)
        return [json.loads(line) for line in result.stdout.decode().splitlines()]

    def start_cli(self, *arguments, **options):
        options.setdefault("stdout", subprocess.PIPE)
        process = subprocess.Popen([WEIR_CLI, *arguments], stderr=subprocess.PIPE,
                                   env=environment(), **options)
        self.addCleanup(self.end, process)
        return process

    def without_rights(self):
        """How to run the program as a user who may not capture."""
        options = {}
        if os.geteuid() == 0:
            options = {"user": 65534, "group": 65534, "extra_groups": []}
            try:
                subprocess.run([WEIR_CLI, "--version"], check=True, stdout=subprocess.DEVNULL,
                               **options)
            except (OSError, subprocess.CalledProcessError):
                self.skipTest("another user may not run the program where it was built")
        elif os.environ.get("WEIR_CLI_MAY_CAPTURE"):
            self.skipTest("this user may capture")
        return options

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in process.stdin, process.stdout, process.stderr:
            if stream is not None:
                stream.close()

    def assert_is_printable(self, text):
        for character in text:
            self.assertTrue(character == "\n" or character.isprintable(), repr(text))

    def assert_books_balance(self, report):
        """What is listed and what is not add up to the totals."""
        for name, unlisted in report["unlisted"].items():
            listed = sum(flow[name] for flow in report["flows"])
            self.assertEqual(listed + unlisted, report["totals"][name], name)
