#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The helper, or whoever started it, is killed or stopped at any moment."""

import contextlib
import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import threading
import time

import place
import soak
import test_link_changes
from network import A4, B4

AGAIN = "Capturing on “va” again."
LOST = "has ended unexpectedly."
SILENT = "does not answer."

# What a stopped program finds of other packets than those that were sent to it.
MORE_PACKETS = 100


def children(pid):
    """Of all its threads."""
    with contextlib.suppress(OSError):
        return [int(child) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
                for child in (task / "children").read_text().split()]
    return []


def helper_of(capture):
    return soak.wait_until("a helper", lambda: [
        pid for pid in children(capture.process.pid) if name_of(pid) == "weir-helper"])[0]


def name_of(pid):
    with contextlib.suppress(OSError):
        return pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def wait_until_gone(pid):
    soak.wait_until(f"process {pid} has gone", lambda: not pathlib.Path(f"/proc/{pid}").exists(),
                    seconds=10)


class Sender:
    """Datagrams to nobody who reads them, as fast as can be, until the context ends."""

    def __init__(self, where, port, pause_s=0.0):
        self.here = where.udp(where.a, A4)
        # So that nothing is answered.
        self.there = where.udp(where.b, B4, port)
        self.address, self.pause_s, self.sent = (B4, port), pause_s, 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.is_over.is_set():
            for _ in range(20):
                self.sent += self.here.sendto(bytes(100), self.address) // 100
            if self.pause_s:
                self.is_over.wait(self.pause_s)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()
        self.here.close()
        self.there.close()


def try_helper(hurt, rounds, said):
    """Talk before and after is counted to the byte; in between there are always packets."""
    with place.Place() as where, place.helper(), \
            test_link_changes.Link(where, through_helper=True) as link:
        watch = soak.Watch(link.capture.process.pid, "weir-cli")
        link.talk()
        for n in soak.rounds(rounds):
            # What the kernel had not handed over goes with the helper: the talk has come first.
            link.capture.wait_until_capturing()
            pid = helper_of(link.capture)
            with Sender(where, 6999, pause_s=0.001):
                time.sleep(random.uniform(0, 0.3))
                hurt(pid, n)
                link.expect(said)
                link.expect(AGAIN)
            wait_until_gone(pid)
            link.capture.wait_until_capturing()
            link.talk()
            watch.sample()
        link.check()
        watch.check_growth()
        soak.say(f"{watch}, {len(watch.fds)} times")


def test_a_helper_killed_at_any_moment_is_started_again():
    def kill(pid, n):
        os.kill(pid, (signal.SIGKILL, signal.SIGTERM)[n % 2])

    try_helper(kill, 4, LOST)


def test_a_helper_that_stops_is_given_up_and_another_started():
    try_helper(lambda pid, _: os.kill(pid, signal.SIGSTOP), 1, SILENT)


def test_a_helper_that_stops_for_a_moment_loses_nothing():
    with place.Place() as where, place.helper(), \
            test_link_changes.Link(where, through_helper=True) as link:
        for _ in soak.rounds(2):
            pid = helper_of(link.capture)
            os.kill(pid, signal.SIGSTOP)
            link.talk()
            time.sleep(random.uniform(0, 2))
            os.kill(pid, signal.SIGCONT)
            link.talk()
            link.capture.wait_until_capturing()
        link.check()


def record_and_kill(where, folder, number):
    """weir-cli that records through the helper dies."""
    path = folder / "capture.pcapng"
    with place.capture(where, "--record", str(path), through_helper=True) as capture:
        capture.wait_until_capturing()
        pid = helper_of(capture)
        with Sender(where, 6998):
            # Packets wait two seconds for their owner; until then there is nothing in the file.
            soak.wait_until("the file begins", lambda: path.stat().st_size > 0)
            time.sleep(random.uniform(0, 0.5))
            capture.process.send_signal(number)
            capture.process.wait(soak.PATIENCE_S)
            wait_until_gone(pid)
    # What it had written is read.
    result = subprocess.run([soak.WEIR_CLI, "--json", "-r", str(path)], text=True, check=False,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            timeout=soak.PATIENCE_S)
    assert "to its end." in result.stderr or "ends in the middle" in result.stderr, result.stderr
    assert json.loads(result.stdout)["packets_received"] > 0, result.stdout
    assert sorted(folder.iterdir()) == [path], sorted(folder.iterdir())
    path.unlink()


def test_weir_cli_killed_at_any_moment_leaves_no_process_and_a_file_that_is_read():
    with place.Place() as where, place.helper(), \
            tempfile.TemporaryDirectory(prefix="weir-soak-") as name:
        os.chown(name, 65534, 65534)
        for n in soak.rounds(4):
            numbers = signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT
            record_and_kill(where, pathlib.Path(name), numbers[n % 4])


def stop_for_a_while(through_helper):
    with place.Place() as where, contextlib.ExitStack() as stack:
        if through_helper:
            stack.enter_context(place.helper())
        capture = stack.enter_context(place.capture(where, through_helper=through_helper))
        capture.wait_until_capturing()
        watch = soak.Watch(capture.process.pid, "helper's" if through_helper else "direct")
        sent = 0
        for _ in soak.rounds():
            with Sender(where, 6997) as sender:
                watch.sample()
                time.sleep(0.5)
                capture.process.send_signal(signal.SIGSTOP)
                time.sleep(4 if soak.is_short() else 20)
                capture.process.send_signal(signal.SIGCONT)
                time.sleep(0.5)
            sent += sender.sent
            capture.wait_until_capturing()
            watch.sample()
        report = capture.finish()
        counted = sum(flow["tx_packets"] for flow in report["flows"]
                      if flow["remote_port"] == 6997)
        dropped = report["packets_dropped"]
        # Each packet is counted, or told to be lost.
        assert sent <= counted + dropped <= sent + MORE_PACKETS, (sent, counted, dropped)
        assert report["packets_malformed"] == 0, report
        watch.check_memory(96 * 1024)
        soak.say(f"{watch}; {sent} packets, {dropped} told to be lost")


def test_what_comes_while_it_is_stopped_is_counted_or_told():
    stop_for_a_while(False)


def test_what_comes_while_it_is_stopped_is_counted_or_told_behind_the_helper():
    stop_for_a_while(True)


if __name__ == "__main__":
    soak.main(test_a_helper_killed_at_any_moment_is_started_again,
              test_a_helper_that_stops_is_given_up_and_another_started,
              test_a_helper_that_stops_for_a_moment_loses_nothing,
              test_weir_cli_killed_at_any_moment_leaves_no_process_and_a_file_that_is_read,
              test_what_comes_while_it_is_stopped_is_counted_or_told,
              test_what_comes_while_it_is_stopped_is_counted_or_told_behind_the_helper)
