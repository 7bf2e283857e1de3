#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""As many connections a second as the machine can open and close on its loopback interface."""

import contextlib
import os
import pathlib
import re
import subprocess
import time

import place
import soak
from network import NOBODY, Capture

# As many as are asked for; few machines can.
RATE = 50_000
FLOOD_SECONDS = 3

# What finding owners may take of one processor, in all: look-ups, lists and walks (ARCHITECTURE.md),
# and what the kernel does to tell.  In the short form the machine may be busy with anything.
OWNERS_SHARE = 0.15

MEMORY_KB = 400 * 1024


def threads(pid):
    """Processor time in s of each thread, by its name."""
    times = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            name = (task / "comm").read_text().strip()
            times[name] = times.get(name, 0) + int((task / "schedstat").read_text().split()[0]) / 1e9
    return times


def wait_until_capturing(where, capture):
    with where.udp(where.a, "127.0.0.1", 9) as there:
        def is_reported():
            there.sendto(b"", ("127.0.0.1", 9))
            return any(report["packets_received"] > 0 for report in capture.reports()[-2:])

        soak.wait_until("a packet is reported", is_reported, explain=capture.messages)


def helpers(pid):
    return [int(child) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()]


def flood(watches):
    """For as long as is asked, at least once.  Returns: what is to be said of it."""
    afters = [soak.Watch(watch.folder.name, watch.name) for watch in watches]
    while True:
        with subprocess.Popen([os.environ["WEIR_CONNECTION_FLOOD"], str(RATE), str(FLOOD_SECONDS)],
                              stdout=subprocess.PIPE, text=True) as process:
            while process.poll() is None:
                for watch in watches:
                    watch.sample()
                time.sleep(0.25)
            out = process.stdout.read()
        count, seconds = re.fullmatch(r"(\d+) connections in ([\d.]+) s\n", out).groups()
        for after in afters:
            after.sample()
        if soak.seconds_left(0) == 0:
            break
    for watch, after in zip(watches, afters):
        watch.check_memory(MEMORY_KB)
        after.check_growth()
    return f"{int(count) / float(seconds):.0f} connections a second"


def check_share(what, share):
    soak.say(f"{what}: {share * 100:.1f} % of a processor")
    assert soak.is_short() or soak.is_sanitized() or share <= OWNERS_SHARE, what


def flood_capture(through_helper):
    with place.Place() as where, place.capture(where, "-L", "5", device="lo",
                                               through_helper=through_helper) as capture:
        wait_until_capturing(where, capture)
        sums = place.Sums(where, capture, "lo")
        pid = capture.process.pid
        watches = [soak.Watch(pid, "weir-cli"), *(soak.Watch(helper, "weir-helper")
                                                  for helper in helpers(pid))]
        assert len(watches) == 1 + through_helper, watches
        before, start = threads(pid), time.monotonic()
        rate = flood(watches)
        passed = time.monotonic() - start
        spent = {name: (s - before.get(name, 0)) / passed for name, s in threads(pid).items()}
        report = capture.finish()
        n_packets = sums.check(report)
    soak.say(f"{rate}, {report['flows_seen']} flows, {n_packets} packets, "
             f"{report['packets_dropped']} dropped; {'; '.join(map(str, watches))}")
    if not through_helper:
        check_share("finding owners", spent["weir-sockets"])


def test_connections_of_an_instant_are_counted_and_looked_up_within_bounds():
    flood_capture(False)


def test_connections_of_an_instant_through_the_helper_are_counted_within_bounds():
    with place.helper():
        flood_capture(True)


def test_the_list_of_connections_stays_within_bounds():
    """What a user without rights has."""
    soak.need("setpriv")
    with place.Place() as where, Capture(where, "-L", "5", prefix=NOBODY) as capture:
        soak.wait_until("reports", capture.reports, explain=capture.messages)
        watch = soak.Watch(capture.process.pid, "weir-cli")
        before, start = watch.processor_s(), time.monotonic()
        rate = flood([watch])
        share = (watch.processor_s() - before) / (time.monotonic() - start)
        report = capture.finish()
        soak.say(f"{rate}, {report['flows_seen']} of them seen; {watch}")
        check_share("listing connections", share)


if __name__ == "__main__":
    soak.main(test_connections_of_an_instant_are_counted_and_looked_up_within_bounds,
              test_connections_of_an_instant_through_the_helper_are_counted_within_bounds,
              test_the_list_of_connections_stays_within_bounds)
