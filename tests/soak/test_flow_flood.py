#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A million flows of one packet each, in a file and on a cable, told by weir-cli and shown."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

import place
import screen
import soak
import traffic

N_FLOWS = 1_000_000

# What the window reads in the short form.
SHORT_FLOWS = 300_000

FLOOD_SECONDS = 3

# Of a flow in weir-cli, with its share of what finds it; and what Weir takes without any.
FLOW_KB = 1.25
FIXED_KB = 64 * 1024

# What the flow table of a live capture may hold beside the ledger's flows.
TABLE_KB = 262_144 * 288 / 1024
LIVE_FLOWS = 100_000

# The window's: its ledger, a list of as many rows, and the past.
WINDOW_KB = 1024 * 1024

# How long the window may leave a question on the bus without an answer.
ANSWER_S = 5


class Flood:
    """One packet after the other of N_FLOWS flows, as fast as the machine sends, into "va"."""

    def __init__(self, where, seconds):
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", where.b, os.environ["WEIR_PACKET_GENERATOR"], "vb", str(N_FLOWS),
             str(traffic.FRAME_BYTES), "0", str(seconds)], stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def finish(self):
        """Returns: how many packets a second it has sent."""
        out, _ = self.process.communicate(timeout=soak.PATIENCE_S)
        sent, seconds = re.fullmatch(r"(\d+) packets in ([\d.]+) s\n", out).groups()
        return int(sent) / float(seconds)


def test_a_million_flows_of_a_file_are_right_to_the_byte():
    with tempfile.TemporaryDirectory(prefix="weir-soak-") as folder:
        path = pathlib.Path(folder, "flood.pcap")
        traffic.write(path, N_FLOWS)
        for _ in soak.rounds():
            start = time.monotonic()
            with open(path.with_suffix(".json"), "w+") as out:
                process = subprocess.Popen([soak.WEIR_CLI, "--json", "-L", "5", "-r", str(path)],
                                           stdout=out, stderr=subprocess.DEVNULL)
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                assert process.returncode == 0, process.returncode
                out.seek(0)
                report = json.loads(out.readlines()[-1])
            soak.check_totals(report, N_FLOWS, traffic.IP_BYTES, traffic.FRAME_BYTES)
            assert report["flows_seen"] == N_FLOWS, report["flows_seen"]
            assert report["flows_listed"] == 5 and len(report["flows"]) == 5
            assert report["unlisted"]["tx_packets"] == N_FLOWS - 5, report["unlisted"]
            assert soak.is_sanitized() or usage.ru_maxrss <= FIXED_KB + N_FLOWS * FLOW_KB, usage.ru_maxrss
    soak.say(f"{N_FLOWS} flows in {time.monotonic() - start:.1f} s, {usage.ru_maxrss / 1024:.0f} MiB")


def flood_weir_cli(through_helper):
    with place.Place() as where, place.capture(where, "-L", "5", through_helper=through_helper) \
            as capture:
        capture.wait_until_capturing()
        sums = place.Sums(where, capture)
        watch, after = (soak.Watch(capture.process.pid, "weir-cli") for _ in range(2))
        while True:
            with Flood(where, FLOOD_SECONDS) as flood:
                while flood.process.poll() is None:
                    watch.sample()
                    time.sleep(0.25)
                rate = flood.finish()
            after.sample()
            if soak.seconds_left(0) == 0:
                break
        report = capture.finish()
        n_packets = sums.check(report)
        assert len(report["flows"]) == 5
        assert report["flow_limit"] == LIVE_FLOWS, report["flow_limit"]
        if report["flows_seen"] > LIVE_FLOWS:
            assert report["flow_limit_reached"]
            assert f"“va” has more than {LIVE_FLOWS} flows: those that have been silent the longest " \
                   "are no longer listed; the totals still contain them." in capture.messages()
        watch.check_memory(FIXED_KB + TABLE_KB + LIVE_FLOWS * FLOW_KB)
        after.check_growth()
        soak.say(f"{report['flows_seen']} flows, {rate:.0f} packets a second, {n_packets} in all, "
                 f"{report['packets_dropped']} dropped; {watch}")


def test_a_million_flows_of_a_cable_are_counted_and_bounded():
    flood_weir_cli(False)


def test_a_million_flows_through_the_helper_are_counted_and_bounded():
    with place.helper():
        flood_weir_cli(True)


def total_packets(user):
    """Packets, and of these those dropped, as the line of sums says; none where it says nothing."""
    text = next((text for text in user.texts() if " dropped · " in text), "0 0")
    return [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", text)[:2]]


def test_the_window_answers_while_it_reads_a_million_flows():
    with tempfile.TemporaryDirectory(prefix="weir-soak-") as folder:
        path = pathlib.Path(folder, "flood.pcap")
        n_flows = SHORT_FLOWS if soak.is_short() else N_FLOWS
        traffic.write(path, n_flows)
        for _ in soak.rounds():
            start = time.monotonic()
            with screen.program(path) as user, screen.Answers(user) as answers:
                watch = soak.Watch(user.process.pid, "the window")
                soak.wait_until("the whole file", lambda: watch.sample() and next(
                    (text for text in user.texts() if text.startswith(f"{n_flows} packets in")), None),
                                soak.PATIENCE_S, user.explain)
                soak.wait_until("rows", user.rows)
                watch.check_memory(WINDOW_KB)
                answers.check(ANSWER_S)
                soak.say(f"{n_flows} flows read and shown in {time.monotonic() - start:.1f} s; {answers}; {watch}")


def test_the_window_answers_while_a_million_flows_arrive():
    with place.Place() as where, screen.program("--interface", "va") as user:
        user.wait_for_text("Capturing on va")
        watch, after = (soak.Watch(user.process.pid, "the window") for _ in range(2))
        before = where.count()[0] - sum(total_packets(user))
        with screen.Answers(user) as answers:
            while True:
                with Flood(where, FLOOD_SECONDS) as flood:
                    while flood.process.poll() is None:
                        watch.sample()
                        time.sleep(0.25)
                    rate = flood.finish()
                after.sample()
                if soak.seconds_left(0) == 0:
                    break
            soak.wait_until("every packet counted or told as dropped",
                            lambda: sum(total_packets(user)) == where.count()[0] - before,
                            explain=user.explain)
            soak.wait_until("rows", user.rows)
            packets, dropped = total_packets(user)
            watch.check_memory(WINDOW_KB)
            after.check_growth()
            answers.check(ANSWER_S)
            soak.say(f"{packets} packets, {rate:.0f} a second, {dropped} dropped; {answers}; {watch}")


if __name__ == "__main__":
    soak.main(test_a_million_flows_of_a_file_are_right_to_the_byte,
              test_a_million_flows_of_a_cable_are_counted_and_bounded,
              test_a_million_flows_through_the_helper_are_counted_and_bounded,
              test_the_window_answers_while_it_reads_a_million_flows,
              test_the_window_answers_while_a_million_flows_arrive)
