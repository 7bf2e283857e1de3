# SPDX-License-Identifier: GPL-3.0-or-later
"""Without rights of its own: the helper, what becomes of it, and what is shown instead."""

import json
import os
import shlex
import unittest

from program import CliTestCase, environment

DONE, FAILED = 0, 1

# As in fake-helper.h.
PACKETS, DROPPED, IP_BYTES = 5, 3, 1000

# How it ends before it is ready, and what is said then.
REFUSALS = {
    "exit=126": "closed the question",
    "exit=127 'Error executing command as another user: Not authorized'": "wrong",
    "exit=127 'Error executing command as another user: No authentication agent found.'":
        "pkttyagent",
    "exit=127 'cannot open shared object file'": "cannot open shared object file",
    "version": "another version",
    "garbage": "make no sense",
    "torn": "make no sense",
    "unable": "without the right",
}


class HelperTest(CliTestCase):
    def run_with_helper(self, scenario, *arguments, **more):
        fake = shlex.quote(os.environ["WEIR_FAKE_HELPER"])
        return self.run_cli("--json", *arguments, **self.without_rights(),
                            env=environment(WEIR_HELPER=f"{fake} {scenario}", **more))

    def assert_is_captured(self, result):
        self.assertEqual(result.returncode, DONE, result.stderr)
        report = json.loads(result.stdout.decode().splitlines()[-1])
        self.assertEqual(report["packets_received"], PACKETS)
        self.assertEqual(report["packets_dropped"], DROPPED)
        flow, = report["flows"]
        self.assertEqual(flow["tx_bytes"] + flow["rx_bytes"], PACKETS * IP_BYTES)
        return report

    def test_one_that_needs_nobodys_permission_captures_without_a_word(self):
        for arguments in [], ["-i", "lo"], ["--all"]:
            with self.subTest(arguments):
                result = self.run_with_helper("works", *arguments, "-s", "1")
                self.assert_is_captured(result)
                self.assertEqual(result.stderr, b"")

    def test_nobody_is_asked_about_the_one_for_development(self):
        trap = self.directory / "pkexec"
        trap.write_text("#!/bin/sh\necho trapped >&2\nexit 126\n")
        trap.chmod(0o755)
        self.directory.chmod(0o755)
        result = self.run_with_helper("works", "--all", "-s", "1",
                                      PATH=f"{self.directory}:{os.environ['PATH']}")
        self.assert_is_captured(result)

    def test_each_refusal_has_its_message_and_ends_what_was_asked_for(self):
        for scenario, words in REFUSALS.items():
            for arguments in ["--all"], ["-i", "lo"], ["-f", "udp"]:
                with self.subTest(scenario, arguments=arguments):
                    result = self.run_with_helper(scenario, *arguments)
                    self.assertEqual(result.returncode, FAILED)
                    self.assertEqual(result.stdout, b"")
                    self.assertIn(words, result.stderr.decode())
                    self.assertEqual(len(result.stderr.splitlines()), 1)
                    self.assert_is_printable(result.stderr.decode())

    def test_the_messages_differ(self):
        messages = {self.run_with_helper(scenario, "--all").stderr
                    for scenario in REFUSALS if scenario != "torn"}
        self.assertEqual(len(messages), len(REFUSALS) - 1)

    def test_one_that_is_missing(self):
        result = self.run_cli("--json", "--all", **self.without_rights(),
                              env=environment(WEIR_HELPER=str(self.directory / "none")))
        self.assertEqual(result.returncode, FAILED)
        self.assertIn(b"could not be started", result.stderr)

    def test_a_refusal_leaves_the_connections_where_nothing_was_asked_for(self):
        for scenario in "exit=126", "version":
            with self.subTest(scenario):
                result = self.run_with_helper(scenario, "-s", "1")
                self.assertEqual(result.returncode, DONE, result.stderr)
                self.assertEqual(len(result.stderr.splitlines()), 1)
                self.assertIn(REFUSALS[scenario], result.stderr.decode())
                self.assertIn(b"TCP connections", result.stderr)
                self.assertIn("flows", json.loads(result.stdout.decode().splitlines()[-1]))

    def test_a_refused_interface_is_named(self):
        result = self.run_with_helper("refuses=2", "-i", "lo")
        self.assertEqual(result.returncode, FAILED)
        self.assertIn("“lo”", result.stderr.decode())

    def test_one_that_is_lost_is_started_again(self):
        result = self.run_with_helper("dies", "-i", "lo", "-s", "2")
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertIn(b"ended unexpectedly", result.stderr)
        self.assertIn(b"again", result.stderr)
        report = json.loads(result.stdout.decode().splitlines()[-1])
        self.assertGreaterEqual(report["packets_received"], 2 * PACKETS)

    def test_one_that_may_not_be_started_again_leaves_what_was_captured(self):
        self.directory.chmod(0o777)
        flag = self.directory / "started"
        fake = shlex.quote(os.environ["WEIR_FAKE_HELPER"])
        script = f"[ ! -e {flag} ] || exit 126; : >{flag}; exec {fake} dies"
        for arguments in ["-i", "lo"], []:
            with self.subTest(arguments):
                flag.unlink(missing_ok=True)
                result = self.run_cli("--json", *arguments, **self.without_rights(),
                                      env=environment(WEIR_HELPER=f"sh -c {shlex.quote(script)}"))
                self.assertEqual(result.returncode, FAILED)
                self.assertIn(b"ended unexpectedly", result.stderr)
                self.assertIn(b"closed the question", result.stderr)
                report = json.loads(result.stdout.decode().splitlines()[-1])
                self.assertEqual(report["packets_received"], PACKETS)


if __name__ == "__main__":
    unittest.main()
