#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the way from the helper to the program costs: a pipe, and shared memory in its place.

usage: bench_transport.py BUILD_DIRECTORY

The yardstick is what tcpdump -w /dev/null needs for all it does, live, under the same load.
"""

import os
import shutil
import subprocess

from bench_helper import Yardstick, measure
from bench_live import BUILD, GENERATORS, SECONDS, XDP, network, pinned

RATE = 1_000_000


def tcpdump_ns():
    """Returns: None where it cannot be measured."""
    has_xdp = (GENERATORS / "xdp-generator.bpf.o").exists() and (GENERATORS / "xdp-generator").exists()
    if os.geteuid() != 0 or not has_xdp or not shutil.which("tcpdump"):
        return None
    net = network.Network()
    try:
        source = ["ip", "netns", "exec", net.a, *pinned(0), *XDP, "1000", "60", str(RATE), str(SECONDS)]
        return measure(Yardstick(net, prefix=pinned(1)), source)["ns"]
    finally:
        net.remove()


def main():
    yardstick_ns = tcpdump_ns()
    if yardstick_ns is None:
        print("(without tcpdump beside it: it needs root, clang and libbpf)\n")
    else:
        print(f"tcpdump -w /dev/null: {yardstick_ns:.0f} ns a packet\n", flush=True)
    subprocess.run([BUILD / "tests/bench/bench-transport", *([str(yardstick_ns)] if yardstick_ns else [])],
                   check=True)
    print("\nKept: the pipe, the simpler of two that reach the goal ('./dev bench helper', all that the "
          "helper\nand the worker do: at most twice tcpdump's processor time, no loss); see "
          "docs/performance.md.")


if __name__ == "__main__":
    main()
