#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How cost grows with flows, rows, history, interfaces, sockets and processes.

usage: bench_growth.py BUILD_DIRECTORY [--only NAME,…] [--json FILE] [--pictures DIRECTORY]

Most curves are columns of the other benchmarks' tables.  A cost that grows faster than n·log n from
a point to the next is told, and ends this with an error: beyond it is allowed the half again, for
caches that no longer hold everything.  Points below a measure's own noise are not judged.
"""

import argparse
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from bench_live import BUILD, TESTS, network, pinned, processor_time
import chart

ALLOWANCE = 1.5
IDLE_S = 5
N_INTERFACES = [10, 100, 1_000, 4_000]
FARMS = [(20, 200), (200, 2_000), (2_000, 20_000)]


class Curve:
    """What so many of something cost.  kind: "all": all of them together; "each": one of many."""

    def __init__(self, name, points, kind="all", noise=0.0):
        self.name, self.points, self.kind, self.noise = name, sorted(points), kind, noise

    def steps(self):
        """From each point to the next: how many times n·log n's growth the cost has grown."""
        costs = [(n, cost * (n if self.kind == "each" else 1), cost) for n, cost in self.points]
        for (n, cost, one), (m, more, other) in zip(costs, costs[1:]):
            if max(one, other) > self.noise and cost > 0:
                yield n, m, more / max(cost, self.noise) / (m * math.log(m) / (n * math.log(n)))

    def judge(self):
        """Returns whether it never grows faster."""
        worst = max((step for _, _, step in self.steps()), default=0)
        for n, m, step in self.steps():
            if step > ALLOWANCE:
                print(f"  MISSED  {self.name}: from {n:,} to {m:,}, {step:.2f} times n·log n")
        if worst <= ALLOWANCE:
            print(f"  reached  {self.name}: at most {worst:.2f} times n·log n from a point to the next")
        return worst <= ALLOWANCE


def table(command, **environment):
    """The rows of numbers in what a benchmark prints; further lines between them are left out."""
    text = subprocess.check_output(command, text=True, env={**os.environ, **environment})
    print(text, flush=True)
    lines = [line.split() for line in text.splitlines()]
    return [[float(part) for part in line] for line in lines
            if len(line) > 2 and all(re.fullmatch(r"[\d.]+", part) for part in line)]


def column(rows, x, y):
    return [(row[x], row[y]) for row in rows]


def grow_flows():
    meter = table([BUILD / "tests/bench/bench-meter"])
    tick = table([BUILD / "tests/bench/bench-tick"])
    return "flows", [
        Curve("parse and account, ns a packet", column(meter, 0, 2), "each"),
        Curve("and TCP, ns a packet", column(meter, 0, 6), "each"),
        Curve("book a batch of all, ms", column(tick, 0, 1), noise=0.05),
        Curve("and end a second, ms", column(tick, 0, 2), noise=0.05)]


def grow_rows():
    if not any(pathlib.Path(folder, "Xvfb").exists() for folder in os.environ["PATH"].split(":")):
        print("bench: the rows of the list are left out: they need Xvfb")
        return "rows", []
    rows = table([TESTS / "app/run-under-xvfb.sh", BUILD / "tests/app/bench-window"],
                 GSETTINGS_SCHEMA_DIR=str(BUILD / "data"))
    return "rows", [Curve("order and show them, ms a tick", column(rows, 0, 2)),
                    Curve("draw, ms a frame", column(rows, 0, 3))]


def grow_history():
    rows = [row for row in table([BUILD / "tests/bench/bench-history"]) if row[0] == 1_000]
    return "seconds of 1,000 flows", [
        Curve("memory, MB", column(rows, 1, 2)),
        Curve("write a second down, ms", column(rows, 1, 7), noise=0.05),
        Curve("go back to all of it, ms", column(rows, 1, 8)),
        Curve("filter all of it, ms", column(rows, 1, 9)),
        Curve("top 5 of a second, ms", column(rows, 1, 10), noise=0.05)]


def idle_share(net, *prefix):
    """Milliseconds of processor time a second of all threads of weir-cli, nothing being sent."""
    with network.Capture(net, "-i", "any", prefix=[*prefix], interval_s=3600) as capture:
        time.sleep(IDLE_S)    # what happens at the start
        before = processor_time(capture.process.pid)
        time.sleep(IDLE_S)
        return (processor_time(capture.process.pid) - before) / 1e6 / IDLE_S


def grow_interfaces():
    listed, idle = [], []
    for n in N_INTERFACES:
        net = network.Network()
        try:
            with tempfile.NamedTemporaryFile("w") as batch:
                batch.writelines(f"link add d{i} type veth peer name e{i}\nlink set d{i} up\n"
                                 for i in range(n // 2))
                batch.flush()
                subprocess.run(["ip", "-n", net.a, "-batch", batch.name], check=True, timeout=120)
            before = os.times()
            subprocess.run(["ip", "netns", "exec", net.a, network.WEIR_CLI, "-l"], check=True,
                           stdout=subprocess.DEVNULL, timeout=60)
            after = os.times()
            listed.append((n, (after.children_user + after.children_system - before.children_user
                               - before.children_system) * 1e3))
            idle.append((n, idle_share(net, *pinned(1))))
            print(f"{n:>8,} interfaces: {listed[-1][1]:8.0f} ms to list, {idle[-1][1]:8.2f} ms a second",
                  flush=True)
        finally:
            net.remove()
    return "interfaces", [Curve("list them, ms", listed, noise=20),
                          Curve("watch them, ms a second", idle, noise=1)]


def grow_sockets():
    """Lists rest the longer the longer they take, so that they keep to a share of a processor."""
    points = []
    for n_processes, n_sockets in FARMS:
        net = network.Network()
        farm = subprocess.Popen(["ip", "netns", "exec", net.a, BUILD / "tests/owners/owner-traffic", "farm",
                                 str(n_processes), str(n_sockets)], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)
        try:
            if farm.stdout.readline() != "ready\n":
                raise AssertionError("the farm has not begun")
            points.append((n_sockets, idle_share(net, *pinned(1))))
            print(f"{n_sockets:>8,} sockets of {n_processes:,} processes: {points[-1][1]:.2f} ms a second",
                  flush=True)
        finally:
            farm.communicate()
            net.remove()
    return "sockets, ten a process", [Curve("whose they are, ms a second", points, noise=1)]


PARTS = {"flows": grow_flows, "rows": grow_rows, "history": grow_history, "interfaces": grow_interfaces,
         "sockets": grow_sockets}
NEED_ROOT = {"interfaces", "sockets"}


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PARTS))
    parser.add_argument("--json")
    parser.add_argument("--pictures")
    options = parser.parse_args()
    result, is_good = {}, True
    for name in options.only:
        if name in NEED_ROOT and os.geteuid() != 0:
            print(f"bench: growth with {name} is left out: it needs root")
            continue
        print(f"\n-- growth: {name}\n", flush=True)
        x, curves = PARTS[name]()
        is_good = all([curve.judge() for curve in curves]) and is_good
        result[name] = {"x": x, "curves": {curve.name: curve.points for curve in curves},
                        "worst": {curve.name: max((step for _, _, step in curve.steps()), default=0)
                                  for curve in curves}}
        if options.pictures and curves:
            chart.draw(pathlib.Path(options.pictures, f"growth-{name}.svg"), f"Cost against {x}", x,
                       result[name]["curves"])
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(result, indent=1) + "\n")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
