#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Capture files that grow, shrink, are replaced or never come while they are read."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading

import soak
import traffic

N_PACKETS = 200_000
WHOLE = "was read to its end."
CUT = "ends in the middle of a record; everything before it was read."


class Reader:
    """weir-cli that reads a file."""

    def __init__(self, path):
        self.process = subprocess.Popen(
            [soak.WEIR_CLI, "--json", "-L", "1", "-r", str(path)], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def position(self, path):
        """How much of the file it has read; 0 where it is not open."""
        folder = pathlib.Path(f"/proc/{self.process.pid}")
        with contextlib.suppress(OSError):
            for fd in (folder / "fd").iterdir():
                if os.readlink(fd).removesuffix(" (deleted)") == str(path):
                    return int((folder / "fdinfo" / fd.name).read_text().split()[1])
        return 0

    def finish(self):
        """Returns: the sum of all, and what was said."""
        out, err = self.process.communicate(timeout=soak.PATIENCE_S)
        assert self.process.returncode in (0, 1), f"{self.process.returncode}: {err}"
        reports = [json.loads(line) for line in out.splitlines()]
        assert reports, err
        return reports[-1], err


def check_whole_records(report, messages, least=0, most=N_PACKETS):
    n = report["packets_received"]
    assert least <= n <= most, f"{n} packets, not {least} to {most}"
    soak.check_totals(report, n, traffic.IP_BYTES, traffic.FRAME_BYTES)
    assert messages.count("\n") == 1 and (WHOLE in messages or CUT in messages), messages
    return n


class Folder:
    """A place for a capture file."""

    def __enter__(self):
        self.directory = tempfile.TemporaryDirectory(prefix="weir-soak-")
        self.path = pathlib.Path(self.directory.name, "capture.pcap")
        return self

    def __exit__(self, *_):
        self.directory.cleanup()


class Growing:
    """A thread that appends N_PACKETS to a file, in pieces that end where they like."""

    def __init__(self, file, pause_s=0.001):
        self.data = traffic.HEADER + traffic.records(0, N_PACKETS)
        self.file, self.pause_s = file, pause_s
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        sizes = [1, 7, 65_537, 1_000, 300_007]
        at = 0
        with contextlib.suppress(BrokenPipeError):
            for n in range(len(self.data)):
                if at >= len(self.data) or self.is_over.is_set():
                    break
                size = sizes[n % len(sizes)]
                self.file.write(self.data[at:at + size])
                at += size
                self.is_over.wait(self.pause_s)
        with contextlib.suppress(BrokenPipeError):
            self.file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()


def test_of_a_file_that_grows_whole_packets_are_read():
    numbers = []
    for _ in soak.rounds(3):
        with Folder() as folder, open(folder.path, "wb", buffering=0) as file:
            with Growing(file):
                soak.wait_until("the file begins", lambda: folder.path.stat().st_size > 100_000)
                with Reader(folder.path) as reader:
                    # As far as it had come when it was opened, and what came meanwhile.
                    numbers.append(check_whole_records(*reader.finish(), least=1000))
    soak.say(f"read while it grew to {N_PACKETS}: {numbers[:5]}")


def test_a_file_that_is_cut_while_it_is_read_ends_there():
    numbers = []
    for n in soak.rounds(3):
        with Folder() as folder:
            traffic.write(folder.path, N_PACKETS)
            size = folder.path.stat().st_size
            with Reader(folder.path) as reader:
                soak.wait_until("it is read",
                                lambda: reader.position(folder.path) > n % 3 * size // 4
                                or reader.process.poll() is not None)
                os.truncate(folder.path, 1_000_000 + 7)
                numbers.append(check_whole_records(*reader.finish()))
            # Nothing that was read before is taken back, nothing is made up.
            with Reader(folder.path) as reader:
                report, messages = reader.finish()
            check_whole_records(report, messages, least=1_000_000 // traffic.RECORD_BYTES)
            assert CUT in messages, messages
    soak.say(f"read of {N_PACKETS} while it was cut: {numbers[:5]}")


def test_a_file_that_is_replaced_is_read_to_its_own_end():
    for _ in soak.rounds(2):
        with Folder() as folder:
            traffic.write(folder.path, N_PACKETS)
            other = folder.path.with_name("other")
            traffic.write(other, 10)
            with Reader(folder.path) as reader:
                soak.wait_until("it is read", lambda: reader.position(folder.path) > 0
                                or reader.process.poll() is not None)
                other.rename(folder.path)
                report, messages = reader.finish()
            check_whole_records(report, messages, least=N_PACKETS)
            assert WHOLE in messages, messages


def test_a_pipe_with_a_name_is_read_however_slowly_it_comes():
    for _ in soak.rounds():
        with Folder() as folder:
            os.mkfifo(folder.path)
            with Reader(folder.path) as reader, open(folder.path, "wb", buffering=0) as pipe, \
                    Growing(pipe):
                report, messages = reader.finish()
            check_whole_records(report, messages, least=N_PACKETS)
            assert WHOLE in messages, messages


def test_a_pipe_that_nobody_writes_can_be_left():
    for _ in soak.rounds(2):
        with Folder() as folder:
            os.mkfifo(folder.path)
            with Reader(folder.path) as reader:
                # There is no sign of waiting but that it is open.
                soak.wait_until("the pipe is open", lambda: is_open(reader, folder.path))
                reader.process.send_signal(signal.SIGINT)
                _, err = reader.process.communicate(timeout=soak.PATIENCE_S)
                assert "was not read to its end" in err, err


def is_open(reader, path):
    with contextlib.suppress(OSError):
        return any(os.readlink(fd) == str(path)
                   for fd in pathlib.Path(f"/proc/{reader.process.pid}/fd").iterdir())
    return False


if __name__ == "__main__":
    soak.main(test_of_a_file_that_grows_whole_packets_are_read,
              test_a_file_that_is_cut_while_it_is_read_ends_there,
              test_a_file_that_is_replaced_is_read_to_its_own_end,
              test_a_pipe_with_a_name_is_read_however_slowly_it_comes,
              test_a_pipe_that_nobody_writes_can_be_left)
