#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Weir costs beside its peers, on one cable, in one run, round after round.

usage: bench_peers.py BUILD_DIRECTORY [--rounds N] [--seconds S] [--flows N,…] [--rates N,…]
                      [--sizes N,…] [--only NAME,…] [--cross] [--json FILE] [--picture FILE.svg]

--cross: not every rate with every number of flows, but all rates with 1,000 flows and all numbers
of flows at 300,000 packets a second: a third of the time.

Every program captures on the same interface, one after the other in each round, while a generator
sends; medians of the rounds.  Processor time is that of the program and its helpers, user and
system, divided by the packets that were SENT, so that a program does not get cheaper by losing
some.  It is taken in the midst of sending, once every flow has been seen.  "Capturing" is
what of Weir's belongs to that: the worker's thread and the helper, without the main loop, which
makes the reports, and the thread that looks for the owners of sockets.  The generator has the first
processor to itself, the programs the second.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import peers_chart
from bench_helper import Dumpcap, Weir, Yardstick, thread_time
from bench_live import BUILD, PACKET, XDP, has_packet_socket, network, pinned, processor_time
from bench_open_window import Window, has_xdp, install

RATES = [20_000, 100_000, 300_000, 0]
FLOWS = [10, 1_000, 10_000, 100_000]
SIZES = [60, 1_500]
# What is compared in full; full-size packets cost a capture the same, so one row of them is enough.
SIZES_FLOWS = {1_500: [1_000]}
CROSS_FLOWS = 1_000

# Before it is measured: every flow has been seen then, and whose it is has been looked for.
WARM_UP_S = 2

# Capturing, beside the processor time of another one, at 1,000 flows.
GOALS = [("weir-cli", "tcpdump", 1_000, 1.2), ("helper", "tcpdump", 1_000, 2.0)]
IFTOP_FLOWS = 100_000
IFTOP_TIMES = 20


class Direct(Weir):
    """weir-cli as root, which opens the device itself: worker and main loop."""

    def __init__(self, net, prefix):
        self.capture = network.Capture(net, "-i", "va", prefix=prefix, interval_s=3600)
        self.pid = self.capture.process.pid
        network.wait_until("the socket is open", lambda: has_packet_socket(self.capture.process))
        time.sleep(0.5)    # its filter follows

    def pids(self):
        return [self.pid]

    def times(self):
        capturing = thread_time(self.pid, "weir-worker")
        return {"capturing": capturing, "rest": processor_time(self.pid) - capturing}


class Helper(Weir):
    """weir-cli as an ordinary user and weir-helper, all of both."""

    def pids(self):
        return [self.pid, self.helper]

    def times(self):
        worker = thread_time(self.pid, "weir-worker")
        return {"capturing": worker + processor_time(self.helper),
                "rest": processor_time(self.pid) - worker}


class OpenWindow:
    """The window and weir-helper, drawing included."""

    def __init__(self, net, prefix):
        self.window = Window(net, OpenWindow.directory, "Capturing on va", "--interface", "va",
                             helper=OpenWindow.helper)

    def pids(self):
        return [self.window.pid, *self.window.helpers()]

    def times(self):
        times = self.window.times()
        worker = thread_time(self.window.pid, "weir-worker")
        return {"capturing": worker + times["helper"], "rest": times["window"] - worker}

    def finish(self):
        time.sleep(3)    # until the line of sums has the last second
        with self.window:
            seen, dropped = self.window.totals()
        return {"packets_received": seen, "packets_dropped": dropped}


class Peer:
    """A program that tells nothing of packets: what it saw is not known, unless says() does."""

    command = []

    def __init__(self, net, prefix):
        # Lines as they come, for a pipe holds them back.
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", net.a, *prefix, *self.command], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        network.wait_until("the socket is open", lambda: has_packet_socket(self.process))
        time.sleep(0.5)

    def pids(self):
        return [self.process.pid]

    def times(self):
        return {"all": processor_time(self.process.pid)}

    def finish(self):
        self.process.send_signal(signal.SIGINT)
        try:
            text = self.process.communicate(timeout=10)[0]
        except subprocess.TimeoutExpired:
            self.process.kill()
            text = self.process.communicate()[0]
        return self.says(text)

    def says(self, text):
        return {}


class Iftop(Peer):
    command = ["iftop", "-i", "va", "-n", "-N", "-P", "-t", "-B", "-L", "1"]


class Nethogs(Peer):
    command = ["nethogs", "-t", "va"]


class Tcpdump(Yardstick):
    def __init__(self, net, prefix):
        super().__init__(net, prefix=prefix)

    def pids(self):
        return [self.process.pid]


class Dump(Dumpcap):
    def pids(self):
        return [self.process.pid]


PROGRAMS = {"tcpdump": Tcpdump, "dumpcap": Dump, "iftop": Iftop, "nethogs": Nethogs,
            "weir-cli": Direct, "helper": Helper, "window": OpenWindow}
# Those that come with the system, if they do.
FOREIGN = {"tcpdump", "dumpcap", "iftop", "nethogs"}


def peak_memory(pids):
    """Of all of them, in MB."""
    total = 0
    for pid in pids:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        total += int(re.search(r"VmHWM:\s+(\d+)", status).group(1))
    return total / 1024


def measure(maker, net, source, seconds):
    """All while packets come, without a beginning or an end."""
    program = maker(net, pinned(1))
    generator = subprocess.Popen([*source, str(WARM_UP_S + seconds + 1)], stdout=subprocess.PIPE, text=True)
    time.sleep(WARM_UP_S)
    begin, before = time.monotonic(), program.times()
    time.sleep(seconds)
    costs = {part: after - before[part] for part, after in program.times().items()}
    took = time.monotonic() - begin
    sent, sent_in = re.search(r"(\d+) packets in ([\d.]+) s", generator.communicate(timeout=90)[0]).groups()
    time.sleep(0.3)    # the last block
    sent, rate = int(sent), int(sent) / float(sent_in)
    cost = sum(costs.values())
    memory = peak_memory(program.pids())
    report = program.finish()
    seen = report.get("packets_received")
    result = {"rate": rate, "ns": cost / (rate * took), "memory": memory, "busy": cost / 1e9 / took * 100}
    if "capturing" in costs:
        result["capturing"] = costs["capturing"] / (rate * took)
    if "packets_dropped" in report:
        result["dropped"] = report["packets_dropped"] / sent * 100
    if seen is not None:
        result["unseen"] = max(0, 1 - seen / sent) * 100
    return result


def compare(net, options, makers, n_flows, size, rate):
    """Returns what each program's medians are."""
    generator, where = (XDP, net.a) if has_xdp() else (PACKET, net.b)
    source = ["ip", "netns", "exec", where, *pinned(0), *generator, str(n_flows), str(size), str(rate)]
    results = {name: [] for name in makers}
    for _ in range(options.rounds):
        for name, maker in makers.items():
            results[name].append(measure(maker, net, source, options.seconds))
    return {name: {key: statistics.median(result[key] for result in rounds) for key in rounds[0]}
            for name, rounds in results.items()}


def show(row):
    print(f"\n{row['flows']:,} flows, {row['size']} bytes, "
          f"{'as fast as it goes' if row['rate'] == 0 else format(row['rate'], ',') + ' packets/s'}")
    for name, result in row["programs"].items():
        def value(key, text):
            return format(result[key], text) if key in result else "-"

        print(f"{name:>12} {result['rate'] / 1e3:>10.0f} {result['ns']:>10.0f} "
              f"{value('capturing', '.0f'):>10} {result['busy']:>8.1f} "
              f"{value('dropped', '.2f'):>9} {result['memory']:>8.0f}", flush=True)


def judge(rows):
    """Prints each goal and whether it was reached; a goal that could not be measured says so."""
    print("\nGoals")

    def verdict(text, is_reached):
        print(f"  {'reached' if is_reached else 'MISSED':>8}  {text}")

    for name, other, n_flows, limit in GOALS:
        for row in rows:
            if row["flows"] == n_flows and name in row["programs"] and other in row["programs"]:
                ratio = row["programs"][name]["capturing"] / row["programs"][other]["ns"]
                verdict(f"{name}, capturing: at most {limit} times {other} at {n_flows:,} flows, {row['size']} bytes, "
                        f"{row['rate'] or 'all'} packets/s: {ratio:.2f}", ratio <= limit)
    for row in rows:
        programs = row["programs"]
        if row["flows"] == IFTOP_FLOWS and "iftop" in programs and "weir-cli" in programs:
            ratio = programs["iftop"]["ns"] / programs["weir-cli"]["ns"]
            verdict(f"iftop takes at least {IFTOP_TIMES} times as much as weir-cli at {IFTOP_FLOWS:,} flows, "
                    f"{row['rate'] or 'all'} packets/s: {ratio:.1f}", ratio >= IFTOP_TIMES)
        for name in ("weir-cli", "helper", "window"):
            if name in programs and "tcpdump" in programs:
                ours, theirs = programs[name]["dropped"], programs["tcpdump"]["dropped"]
                if ours > 0:
                    verdict(f"{name} drops nothing that tcpdump does not: {ours:.3f} % and {theirs:.3f} %, "
                            f"{row['flows']:,} flows, {row['rate'] or 'all'} packets/s", ours <= theirs)


def numbers(text):
    return [int(part) for part in text.split(",")]


def read_arguments():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--flows", type=numbers, default=FLOWS)
    parser.add_argument("--rates", type=numbers, default=RATES)
    parser.add_argument("--sizes", type=numbers, default=SIZES)
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PROGRAMS))
    parser.add_argument("--cross", action="store_true")
    parser.add_argument("--json")
    parser.add_argument("--picture")
    return parser.parse_args()


def find_programs(options):
    makers = {}
    for name, maker in PROGRAMS.items():
        if name not in options.only:
            continue
        if name in FOREIGN and not shutil.which(name):
            print(f"{name} is not installed and left out")
        elif name == "window" and not (shutil.which("Xvfb") and shutil.which("xdotool")):
            print("the window is left out: it needs Xvfb and xdotool")
        else:
            makers[name] = maker
    return makers


def main():
    options = read_arguments()
    if os.geteuid() != 0:
        print("bench: the peers are left out: it needs root")
        return
    makers = find_programs(options)
    machine = {"kernel": platform.release(), "processors": os.cpu_count(),
               "load": os.getloadavg()[0], "time": time.strftime("%Y-%m-%d %H:%M")}
    rows = []
    net = network.Network()
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as directory:
        OpenWindow.directory = directory
        OpenWindow.helper = install(directory)
        network.WEIR_CLI = shutil.copy(BUILD / "src/cli/weir-cli", directory)
        os.environ["WEIR_HELPER"] = OpenWindow.helper
        try:
            print(f"Capturing on veth, medians of {options.rounds} interleaved rounds of {options.seconds} s; "
                  "processor time\n(user and system, of the program and its helpers) in ns for each packet "
                  "that was sent, all of it and\nthat for capturing, and in percent of a processor; dropped: percent of the packets, where the "
                  "program tells; peak memory\nin MB\n")
            print(f"{'':>12} {'1,000 p/s':>10} {'ns':>10} {'capturing':>10} {'busy, %':>8} {'dropped':>9} {'memory':>8}")
            for size in options.sizes:
                for rate in options.rates:
                    for n_flows in SIZES_FLOWS.get(size, options.flows):
                        if options.cross and rate != peers_chart.RATE and (n_flows != CROSS_FLOWS or size != SIZES[0]):
                            continue
                        row = {"size": size, "rate": rate, "flows": n_flows,
                               "programs": compare(net, options, makers, n_flows, size, rate)}
                        rows.append(row)
                        show(row)
            judge(rows)
        finally:
            net.remove()
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n")
    if options.picture:
        peers_chart.draw(options.picture, rows)


if __name__ == "__main__":
    main()
