#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an ordinary user sees, without rights and with them: the real window, helper and pkexec.

Runs as that user in namespaces of its own, see in-namespaces.sh.
"""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import unittest

from desktop import Program, User, wait_until

POLKIT_AGENT = os.environ["WEIR_POLKIT_AGENT"]
ALLOWED = pathlib.Path("/run/weir/allowed")
KEPT = pathlib.Path("/run/weir/kept")

HERE, THERE = "192.0.2.1", "192.0.2.2"
IPV4_UDP_HEADERS = 20 + 8

IPERF3_PORT = 5201
RATE_MBPS = 40
TOLERANCE = 0.05

# Columns; the one that says what the packets were is empty.
UP_2S, BOTH_10S, TOTAL = -4, -3, -1


@contextlib.contextmanager
def agent(program, answer):
    process = subprocess.Popen([POLKIT_AGENT, str(program.process.pid), answer],
                               stdout=subprocess.PIPE, text=True)
    with process:
        try:
            assert process.stdout.readline() == "ready\n"
            yield
        finally:
            process.kill()


def helpers():
    """The processes of that name; no zombies."""
    found = []
    for directory in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (directory / "stat").read_text()
            if "(weir-helper)" in stat and not stat.split(") ")[1].startswith("Z"):
                found.append(int(directory.name))
    return found


class WithoutRightsTest(unittest.TestCase):
    @unittest.skipUnless(shutil.which("iperf3"), "iperf3 is not installed")
    def test_a_connection_is_listed_with_its_program_and_rate(self):
        server = subprocess.Popen(["iperf3", "-s", "-1", "-B", HERE], stdout=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        with Program() as program:
            program.wait_for_text("TCP connections")
            client = wait_until("the server listens", self.start_client)
            self.addCleanup(client.__exit__, None, None, None)
            self.addCleanup(client.kill)
            cells = wait_until("the rates of ten seconds", lambda: self.find(program))
        self.assertEqual(cells[0], "iperf3")
        self.assertTrue(cells[1].startswith(f"{HERE}:"), cells)
        self.assertEqual(cells[3], f"{HERE}:{IPERF3_PORT}")
        for cell in cells[UP_2S], cells[BOTH_10S]:
            number, unit = cell.split()
            self.assertEqual(unit, "Mb", cells)
            self.assertAlmostEqual(float(number), RATE_MBPS, delta=RATE_MBPS * TOLERANCE)

    @staticmethod
    def start_client():
        """Returns: None if nobody listens yet."""
        client = subprocess.Popen(
            ["iperf3", "-c", HERE, "-b", f"{RATE_MBPS}M", "-t", "30", "--forceflush"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if client.stdout.readline().startswith("Connecting"):
            return client
        with client:
            return None

    @staticmethod
    def find(program):
        """The connection with the data, once it has lasted for more than ten seconds."""
        for row in program.rows():
            amount, unit = row[TOTAL].split()
            if unit == "MB" and float(amount) > 11 * RATE_MBPS / 8:
                return row
        return None


class ElevationTest(unittest.TestCase):
    def setUp(self):
        ALLOWED.unlink(missing_ok=True)
        KEPT.unlink(missing_ok=True)

    def ask(self, answer, expected):
        with Program() as program, agent(program, answer):
            program.click("See All Traffic…")
            program.wait_for_text(expected)
            program.wait_for_text("Try Again…")
            self.assertEqual(helpers(), [])

    def test_a_closed_question_is_told(self):
        self.ask("cancel", "You closed the question")

    def test_a_failed_question_is_told(self):
        self.ask("fail", "You are not allowed to capture")

    def test_a_wrong_password_is_told(self):
        self.ask("password=wrong", "the password was wrong")

    def test_a_desktop_that_cannot_ask_is_told(self):
        with Program() as program:
            program.click("See All Traffic…")
            program.wait_for_text("Nothing on this desktop can ask you for a password.")

    def test_an_open_question_goes_with_cancel(self):
        with Program() as program, agent(program, "wait"):
            program.click("See All Traffic…")
            program.wait_for_text("Waiting for your permission")
            program.click("Cancel")
            program.wait_for_text("Showing this computer’s TCP connections.")

    def capture(self, program):
        program.click("See All Traffic…")
        program.wait_for_text("Capturing on weir-a")
        self.assertEqual(len(helpers()), 1)

    def test_the_right_password_shows_every_byte(self):
        with Program() as program:
            with agent(program, "password=correct-horse"):
                self.capture(program)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.bind((HERE, 7001))
                for _ in range(123):
                    sender.sendto(b"x" * (1000 - IPV4_UDP_HEADERS), (THERE, 7002))
            cells = wait_until("the flow", lambda: program.row_with(f"{THERE}:7002", "123 kB"))
            self.assertIn(f"{HERE}:7001", cells)
            program.wait_for_text("123 packets · 0 dropped · 0 malformed")

    def lose_helper(self):
        """It has the user's own number by now."""
        helper, = helpers()
        os.kill(helper, signal.SIGKILL)
        return helper

    def test_a_lost_helper_comes_back_while_the_answer_is_remembered(self):
        KEPT.touch()
        with Program() as program:
            with agent(program, "password=correct-horse"):
                self.capture(program)
            # There is nobody any more who could be asked.
            lost = self.lose_helper()
            wait_until("another helper", lambda: helpers() and helpers() != [lost])
            program.wait_for_text("Capturing on weir-a")
            self.assertNotIn("Try Again…", program.texts())

    def test_a_lost_helper_does_not_ask_by_itself(self):
        with Program() as program:
            with agent(program, "password=correct-horse"):
                self.capture(program)
            with agent(program, "password=correct-horse"):
                self.lose_helper()
                program.wait_for_text("your permission is needed once more")
                self.assertEqual(helpers(), [])
                program.click("Try Again…")
                program.wait_for_text("Capturing on weir-a")

    def test_a_killed_window_leaves_no_helper(self):
        ALLOWED.touch()
        with Program() as program:
            self.capture(program)
            program.process.send_signal(signal.SIGKILL)
            wait_until("the helper ends", lambda: helpers() == [], seconds=1)

    def test_a_closed_window_leaves_no_helper(self):
        ALLOWED.touch()
        with Program() as program:
            self.capture(program)
            program.click("Close")
            wait_until("the helper ends", lambda: helpers() == [], seconds=1)
            self.assertEqual(program.process.wait(5), 0)


@unittest.skipUnless(shutil.which("tshark") and shutil.which("xdotool"),
                     "tshark or xdotool is not installed")
class RecordingTest(unittest.TestCase):
    """The helper captures; the window, which has no right to, writes the file."""

    def setUp(self):
        ALLOWED.touch()
        self.addCleanup(ALLOWED.unlink)
        folder = tempfile.TemporaryDirectory(prefix="weir-recording-")
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name, "capture.pcapng")

    def record(self, user):
        user.click("See All Traffic…")
        user.wait_for_text("Capturing on weir-a")
        user.press("shift+r")
        user.xdotool("search", "--sync", "--onlyvisible", "--name", "Record Packets", "windowfocus",
                     "--sync")
        user.press("ctrl+a")
        user.type(str(self.path))
        user.press("Return")
        user.wait_for_text("Recording to “capture.pcapng”")

    def comments(self):
        result = subprocess.run(
            ["tshark", "-r", str(self.path), "-Y", "udp.dstport==7102", "-T", "fields", "-E",
             "separator=/t", "-e", "frame.comment", "-e", "frame.len", "-e", "frame.cap_len"],
            check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
        return [line.split("\t") for line in result.stdout.splitlines()]

    def test_tshark_reads_what_the_window_recorded_through_the_helper(self):
        with User() as user:
            user.begin()
            self.record(user)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.bind((HERE, 7101))
                for _ in range(50):
                    sender.sendto(b"x" * (1000 - IPV4_UDP_HEADERS), (THERE, 7102))
                wait_until("the flow", lambda: user.row_with(f"{THERE}:7102", "50.0 kB"))
            user.click("Stop")
            user.wait_for_text("“capture.pcapng”")
            wait_until("the file is whole", lambda: len(self.comments()) == 50)
        name = pathlib.Path("/proc/self/comm").read_text().strip()
        self.assertEqual(self.comments(),
                         [[f"process: {name} ({os.getpid()})", "1014", "1014"]] * 50)
        status = self.path.stat()
        self.assertEqual((status.st_uid, stat.S_IMODE(status.st_mode)), (os.getuid(), 0o600))


if __name__ == "__main__":
    unittest.main()
