#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the real window costs while nothing happens, and what is lost while it is open.

usage: bench_open_window.py BUILD_DIRECTORY idle|busy|frames

It runs as an ordinary user, with the helper beside it where that has something to do.  Exits 1 where
an idle window costs more than it may, or an open one loses packets.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from bench_helper import AS_NOBODY, CAPABILITIES, NOBODY
from bench_live import BUILD, GENERATORS, TESTS, XDP, network, pinned, processor_time

IDLE_S = 10
GOAL_MS = 10     # of processor time a second: one percent
BUSY_S = 10
BUSY_RATE = 300_000
BUSY_FLOWS = (1_000, 100_000)
FRAMES_FLOWS = 10_000
FRAMES_S = 40
# Until what was drawn at the start is forgotten.
SETTLE_S = 3


class Window:
    """The window under a display of its own, in the first of the two namespaces."""

    def __init__(self, net, directory, text, *arguments, helper="false"):
        environment = {**os.environ, "WEIR": f"{directory}/weir", "WEIR_HELPER": helper,
                       "GSETTINGS_SCHEMA_DIR": directory, "WEIR_TEST_A11Y": "atspi",
                       "TMPDIR": f"{directory}/home", "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", net.a, *AS_NOBODY, f"{directory}/run-under-xvfb.sh",
             "/usr/bin/python3", f"{directory}/open_window.py", directory, text, *arguments],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        self.pid = int(self.answer())
        time.sleep(SETTLE_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)

    def ask(self, what):
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self):
        for line in self.process.stdout:
            if line.startswith("open-window: "):
                return line.removeprefix("open-window: ").strip()
        raise AssertionError("the window has ended")

    def helpers(self):
        return [int(child) for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir()
                for child in (task / "children").read_text().split()]

    def times(self):
        return {"window": processor_time(self.pid),
                "helper": sum(processor_time(helper) for helper in self.helpers())}

    def totals(self):
        """Packets, and of these those dropped, as the line of sums says."""
        text = self.ask("totals")
        return [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", text)[:2]]


def install(directory):
    """Where another user finds it."""
    os.chmod(directory, 0o755)
    for path in (BUILD / "src/app/weir", BUILD / "src/helper/weir-helper",
                 BUILD / "data/gschemas.compiled", TESTS / "bench/open_window.py",
                 TESTS / "window/desktop.py", TESTS / "app/run-under-xvfb.sh"):
        shutil.copy(path, directory)
    os.mkdir(f"{directory}/home")
    os.chown(f"{directory}/home", NOBODY, NOBODY)
    network.run("setcap", CAPABILITIES, f"{directory}/weir-helper")
    return f"{directory}/weir-helper"


def measure_idle(window, name):
    before = window.times()
    time.sleep(IDLE_S)
    costs = {part: (time_ns - before[part]) / 1e6 / IDLE_S for part, time_ns in window.times().items()}
    print(f"{name:<44} {costs['window']:>8.1f} {costs['helper']:>8.1f}", flush=True)
    return costs["window"] <= GOAL_MS


def run_idle(net, directory, helper):
    print(f"Milliseconds of processor time a second, all threads, over {IDLE_S} s; the window may take "
          f"{GOAL_MS}\n(the processor time that the kernel has counted, whatever else runs)\n")
    print(f"{'':<44} {'window':>8} {'helper':>8}")
    capture = pathlib.Path(directory, "traffic.pcap")
    subprocess.run([TESTS / "app/make-traffic.py", capture, "--seconds", "90"], check=True)
    are_good = []
    with Window(net, directory, "packets in", str(capture)) as window:
        are_good.append(measure_idle(window, "a capture file, read"))
    with Window(net, directory, "TCP connections") as window:
        are_good.append(measure_idle(window, "connections, of which there are none"))
    with Window(net, directory, "Capturing on va", "--interface", "va", helper=helper) as window:
        are_good.append(measure_idle(window, "capturing, no traffic"))
        source = ["ip", "netns", "exec", net.a, *XDP, "1000", "60", "10000", str(IDLE_S + SETTLE_S + 2)]
        if has_xdp():
            window.ask("hide")
            with subprocess.Popen(source, stdout=subprocess.DEVNULL):
                time.sleep(SETTLE_S)
                measure_idle(window, "minimised; 10,000 packets/s of 1,000 flows")
    return all(are_good)


def has_xdp():
    return (GENERATORS / "xdp-generator.bpf.o").exists() and (GENERATORS / "xdp-generator").exists()


def run_busy(net, directory, helper):
    if not has_xdp():
        print("bench: the open window under load is left out: it needs clang and libbpf")
        return True
    print(f"The window open, {BUSY_RATE:,} packets a second for {BUSY_S} s through the helper; "
          "milliseconds of\nprocessor time a second\n")
    print(f"{'flows':>8} {'a second':>10} {'sent':>10} {'seen':>10} {'dropped':>8} {'window':>8} {'helper':>8}")
    are_good = []
    for n_flows in BUSY_FLOWS:
        with Window(net, directory, "Capturing on va", "--interface", "va", helper=helper) as window:
            before = window.times()
            output = subprocess.check_output(
                ["ip", "netns", "exec", net.a, *pinned(0), *XDP, str(n_flows), "60", str(BUSY_RATE),
                 str(BUSY_S)], text=True, timeout=60)
            sent, seconds = re.search(r"(\d+) packets in ([\d.]+) s", output).groups()
            sent, seconds = int(sent), float(seconds)
            after = window.times()
            time.sleep(SETTLE_S)
            seen, dropped = window.totals()
            costs = [(after[part] - before[part]) / 1e6 / seconds for part in ("window", "helper")]
            print(f"{n_flows:>8,} {sent / seconds:>10,.0f} {sent:>10,} {seen:>10,} {dropped:>8,} {costs[0]:>8.0f} "
                  f"{costs[1]:>8.0f}", flush=True)
            are_good.append(dropped == 0 and seen >= sent)
    return all(are_good)


def run_frames(net):
    """The window's own ticks and frames, measured inside of it."""
    if not has_xdp():
        print("bench: frames under load are left out: they need clang and libbpf")
        return True
    print(f"The whole window, capturing {BUSY_RATE:,} packets a second by itself; milliseconds of the main "
          "thread's\nprocessor time a tick, and a second in all\n", flush=True)
    source = ["ip", "netns", "exec", net.a, *pinned(0), *XDP, str(FRAMES_FLOWS), "60", str(BUSY_RATE),
              str(FRAMES_S)]
    environment = {**os.environ, "GSETTINGS_SCHEMA_DIR": str(BUILD / "data")}
    with subprocess.Popen(source, stdout=subprocess.DEVNULL) as sender:
        try:
            return subprocess.run(
                ["ip", "netns", "exec", net.a, TESTS / "app/run-under-xvfb.sh",
                 BUILD / "tests/app/bench-frames-live", "va", str(FRAMES_FLOWS)], env=environment,
                timeout=FRAMES_S + 30, check=False).returncode == 0
        finally:
            sender.terminate()


def main():
    if os.geteuid() != 0 or not shutil.which("Xvfb") or not shutil.which("xdotool"):
        print("bench: the open window is left out: it needs root, Xvfb and xdotool")
        return 0
    net = network.Network()
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as directory:
        try:
            if sys.argv[2] == "frames":
                return 0 if run_frames(net) else 1
            run = run_idle if sys.argv[2] == "idle" else run_busy
            return 0 if run(net, directory, install(directory)) else 1
        finally:
            net.remove()


if __name__ == "__main__":
    sys.exit(main())
