#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""weir-cli --record on a real interface: tshark reads what was sent, and whose it was."""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import unittest

from network import (A4, B4, NOBODY, WEIR_CLI, Capture, Network, flows_with_port, run, wait_until)

SKIPPED = 77
PORT = 7101

HELPER = os.environ.get("WEIR_HELPER_PROGRAM", "weir-helper")
CAPABILITIES = "cap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep"
NOBODY_ID = 65534

TALKER = """
import socket, sys
with socket.create_connection((sys.argv[1], int(sys.argv[2])), 10) as there:
    there.sendall(b"x" * 100000)
    there.shutdown(socket.SHUT_WR)
    there.recv(1)
"""


def tshark(path, *arguments):
    result = subprocess.run(["tshark", "-r", str(path), *arguments], check=True, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    return result.stdout.splitlines()


def fields(path, *names, filter="tcp.port==%d" % PORT):
    arguments = ["-Y", filter, "-T", "fields", "-E", "separator=/t"]
    for name in names:
        arguments += ["-e", name]
    return [line.split("\t") for line in tshark(path, *arguments)]


def knows_field(name):
    listing = subprocess.run(["tshark", "-G", "fields"], check=True, text=True, timeout=60,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    return any(line.split("\t")[2] == name for line in listing.splitlines() if line[:2] == "F\t")


class RecordingTest(unittest.TestCase):
    prefix = ()

    def setUp(self):
        self.network = Network()
        self.addCleanup(self.network.remove)
        self.folder = tempfile.TemporaryDirectory(prefix="weir-recording-")
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name, "capture.pcapng")

    def talk(self, capture=None):
        """Returns the process that talked.  It stays until the capture has found it."""
        with self.network.inside(self.network.b):
            listener = socket.create_server((B4, PORT))
        with listener:
            talker = subprocess.Popen(["ip", "netns", "exec", self.network.a, sys.executable, "-c",
                                       TALKER, B4, str(PORT)])
            with listener.accept()[0] as there:
                while there.recv(1 << 16):
                    pass
                if capture is not None:
                    wait_until("the process is known", lambda: any(
                        "pid" in flow for report in capture.reports()[-1:]
                        for flow in flows_with_port(report, PORT)))
            self.assertEqual(talker.wait(15), 0)
        return talker.pid

    def record(self, *arguments):
        with Capture(self.network, "-i", "va", "--record", str(self.path), *arguments,
                     prefix=self.prefix) as capture:
            capture.wait_until_capturing()
            pid = self.talk(capture)
            report = capture.finish()
            messages = capture.messages()
        return pid, report, messages

    def test_tshark_reads_the_packets_and_whose_they_are(self):
        pid, report, _ = self.record()
        (flow,) = flows_with_port(report, PORT)
        packets = fields(self.path, "frame.len", "frame.cap_len", "frame.comment",
                         "frame.interface_name")
        self.assertEqual(len(packets), flow["tx_packets"] + flow["rx_packets"])
        self.assertEqual(sum(int(packet[0]) for packet in packets),
                         flow["tx_wire_bytes"] + flow["rx_wire_bytes"])
        for length, captured, comment, name in packets:
            self.assertEqual(length, captured)
            self.assertEqual(comment, f"process: {flow['process']} ({pid})")
            self.assertEqual(name, "va")

    def test_tshark_knows_the_process_where_it_can(self):
        pid, report, _ = self.record()
        (flow,) = flows_with_port(report, PORT)
        if knows_field("frame.darwin.process_info.pid"):
            packets = fields(self.path, "frame.darwin.process_info.pid",
                             "frame.darwin.process_info.pname")
            self.assertEqual({tuple(packet) for packet in packets}, {(str(pid), flow["process"])})
            return
        # Older ones know the block in the file, if not beside the packet.
        blocks = tshark(self.path, "-X", "read_format:MIME Files Format", "-T", "fields", "-e",
                        "pcapng.darwin.process_id", "-e", "pcapng.darwin.process_name")
        pids, names = blocks[0].split("\t")
        self.assertIn((str(pid), flow["process"]), zip(pids.split(","), names.split(",")))

    def test_weir_reads_its_own_recordings(self):
        pid, report, _ = self.record()
        read = subprocess.run([WEIR_CLI, "--json", "-r", str(self.path)], check=True, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        (flow,) = flows_with_port(report, PORT)
        (again,) = flows_with_port(json.loads(read.stdout), PORT)
        self.assertEqual((again["pid"], again["process"]), (pid, flow["process"]))
        self.assertEqual(again["owner_match"], "recorded")
        # Who has that number here and now is somebody else.
        for field in "uid", "user", "application", "executable", "publisher":
            self.assertNotIn(field, again)
        self.assertEqual({flow["tx_bytes"], flow["rx_bytes"]},
                         {again["tx_bytes"], again["rx_bytes"]})

    def test_a_recording_is_its_owners_alone_and_new(self):
        self.record()
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o600)
        before = self.path.read_bytes()
        again = subprocess.run([WEIR_CLI, "--record", str(self.path)], text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30)
        self.assertEqual(again.returncode, 2)
        self.assertIn("exists already", again.stderr)
        self.assertEqual(self.path.read_bytes(), before)

    def test_packets_are_cut_where_that_is_wanted(self):
        self.record("--snaplen", "60")
        packets = fields(self.path, "frame.cap_len", "frame.len")
        self.assertEqual(max(int(captured) for captured, _ in packets), 60)
        self.assertGreater(max(int(length) for _, length in packets), 1000)

    def test_the_limit_of_size_ends_it(self):
        with Capture(self.network, "-i", "va", "--record", str(self.path), "--record-size", "1",
                     prefix=self.prefix) as capture:
            capture.wait_until_capturing()
            for _ in range(20):
                self.talk()
                if capture.process.poll() is not None:
                    break
            self.assertEqual(capture.process.wait(15), 0)
            self.assertIn("as large as it may become", capture.messages())
        self.assertLessEqual(self.path.stat().st_size, 1000000)
        self.assertGreater(len(tshark(self.path)), 100)

    def test_a_full_disk_is_told_and_the_file_can_be_read(self):
        disk = pathlib.Path(self.folder.name, "disk")
        disk.mkdir()
        run("mount", "-t", "tmpfs", "-o", "size=256k", "weir-disk", str(disk))
        try:
            os.chmod(disk, 0o777)
            self.path = disk / "capture.pcapng"
            with Capture(self.network, "-i", "va", "--record", str(self.path),
                         prefix=self.prefix) as capture:
                capture.wait_until_capturing()
                for _ in range(20):
                    self.talk()
                    if capture.process.poll() is not None:
                        break
                self.assertEqual(capture.process.wait(15), 1)
                self.assertIn("The disk is full. “capture.pcapng” holds what was recorded until then.",
                              capture.messages())
            self.assertGreater(len(tshark(self.path)), 10)
        finally:
            run("umount", str(disk))

    def test_a_disk_that_takes_nothing_is_told_first(self):
        disk = pathlib.Path(self.folder.name, "disk")
        disk.mkdir()
        run("mount", "-t", "tmpfs", "-o", "ro", "weir-disk", str(disk))
        try:
            result = subprocess.run([WEIR_CLI, "--record", str(disk / "x.pcapng")], text=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30,
                                    env={**os.environ, "LC_ALL": "C.UTF-8"})
            self.assertEqual(result.returncode, 2)
            self.assertIn("cannot be written: Read-only file system", result.stderr)
        finally:
            run("umount", str(disk))


class HelperRecordingTest(RecordingTest):
    """The same as a user without any right: weir-helper captures, and that user writes the file."""

    # Nothing of these is done by the helper.
    test_a_disk_that_takes_nothing_is_told_first = None
    test_a_recording_is_its_owners_alone_and_new = None

    def setUp(self):
        super().setUp()
        helper = pathlib.Path(self.folder.name, "weir-helper")
        shutil.copy(HELPER, helper)
        helper.chmod(0o755)
        run("setcap", CAPABILITIES, str(helper))
        os.chown(self.folder.name, NOBODY_ID, NOBODY_ID)
        os.environ["WEIR_HELPER"] = str(helper)
        self.addCleanup(os.environ.pop, "WEIR_HELPER")
        self.prefix = NOBODY

    def test_the_file_is_the_users_own(self):
        self.record()
        status = self.path.stat()
        self.assertEqual((status.st_uid, stat.S_IMODE(status.st_mode)), (NOBODY_ID, 0o600))

    def test_packets_are_whole_although_headers_were_captured_before(self):
        self.record()
        packets = fields(self.path, "frame.cap_len", "frame.len")
        self.assertGreater(max(int(captured) for captured, _ in packets), 1400)
        self.assertEqual([captured for captured, length in packets],
                         [length for captured, length in packets])

    def test_a_helper_that_is_lost_leaves_what_was_recorded(self):
        with Capture(self.network, "-i", "va", "--record", str(self.path), prefix=NOBODY) as capture:
            capture.wait_until_capturing()
            pid = self.talk(capture)
            wait_until("the packets are written", lambda: len(self.comments()) > 10)
            for child in children(capture.process.pid):
                os.kill(child, signal.SIGKILL)
            capture.wait_for_message("again")
            capture.wait_until_capturing()
            self.talk(capture)
            capture.finish()
        self.assertGreater(len({comment for comment in self.comments() if comment}), 1)
        self.assertTrue(any(f"({pid})" in comment for comment in self.comments()))

    def comments(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            return [comment for comment, in fields(self.path, "frame.comment")]
        return []


def children(pid):
    """Those that capture."""
    for directory in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            name, rest = (directory / "stat").read_text().split(") ")
            if name.endswith("(weir-helper") and int(rest.split()[1]) == pid:
                yield int(directory.name)


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("network namespaces need root", file=sys.stderr)
        sys.exit(SKIPPED)
    for program in "setpriv", "setcap":
        if shutil.which(program) is None:
            print(f"{program} is not installed", file=sys.stderr)
            sys.exit(SKIPPED)
    if shutil.which("tshark") is None:
        print("tshark is not installed", file=sys.stderr)
        sys.exit(SKIPPED)
    unittest.main()
