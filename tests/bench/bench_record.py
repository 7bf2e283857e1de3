#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What weir-cli --record loses on a real interface under load, by turns with dumpcap.

usage: bench_record.py BUILD_DIRECTORY [FOLDER]

Both record whole packets to a new file in FOLDER (the temporary one).  The source has the first
processor to itself, the recorder the others.
"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

BUILD = pathlib.Path(sys.argv[1]).resolve()
FOLDER = sys.argv[2] if len(sys.argv) > 2 else None
TESTS = pathlib.Path(__file__).resolve().parent.parent

os.environ["WEIR_CLI"] = str(BUILD / "src/cli/weir-cli")
sys.path.insert(0, str(TESTS / "live"))

import network  # noqa: E402

SECONDS = 5
ROUNDS = 3
INTERVAL_S = 3600
N_PROCESSORS = os.cpu_count()
XDP = [str(BUILD / "tests/generators/xdp-generator"), str(BUILD / "tests/generators/xdp-generator.bpf.o"),
       "va"]

# Flows, bytes, packets a second.
LOADS = [(1_000, 128, 300_000), (1_000, 512, 300_000), (100_000, 128, 300_000)]


def pinned(processor):
    return ["taskset", "-c", str(processor)] if N_PROCESSORS > 1 else []


class Dumpcap:
    """dumpcap as it comes, but with a buffer as large as Weir's ring."""

    def __init__(self, net, path):
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", net.a, *pinned(1), "dumpcap", "-q", "-i", "va", "-B", "16", "-w", path],
            stderr=subprocess.PIPE, text=True)
        while "File:" not in self.process.stderr.readline():
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def finish(self):
        self.process.send_signal(signal.SIGINT)
        text = self.process.stderr.read()
        received, dropped = re.search(r"'va': (\d+)/(\d+)", text).groups()
        return int(received), int(dropped)


class Weir(network.Capture):
    def __init__(self, net, path):
        super().__init__(net, "-i", "va", "--record", path, prefix=pinned(1), interval_s=INTERVAL_S)
        network.wait_until("the file is there", lambda: os.path.exists(path))
        time.sleep(0.5)    # the filter follows

    def finish(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)
        text = self.messages()
        recorded = int(re.search(r"(\d+) packets were recorded", text).group(1))
        lost = sum(int(number) for number in re.findall(r"missing in it because.*: (\d+)", text))
        return recorded, lost


def processor_time(pid):
    return sum(int((task / "schedstat").read_text().split()[0])
               for task in pathlib.Path(f"/proc/{pid}/task").iterdir())


def measure(kind, net, path, load):
    with kind(net, path) as recorder:
        before = processor_time(recorder.process.pid)
        sent = int(re.search(r"(\d+) packets in", subprocess.check_output(
            ["ip", "netns", "exec", net.a, *pinned(0), *XDP, *map(str, load), str(SECONDS)],
            text=True, timeout=60)).group(1))
        time.sleep(0.5)    # the last block
        cost = processor_time(recorder.process.pid) - before
        recorded, lost = recorder.finish()
    megabytes = os.path.getsize(path) / 1e6
    os.unlink(path)
    return sent, recorded, lost, megabytes, cost / max(recorded, 1)


def main():
    if os.geteuid() != 0 or shutil.which("dumpcap") is None:
        print("needs root and dumpcap")
        return
    net = network.Network()
    print("| flows | bytes | packets a second | program | sent | recorded | lost | file | ns a packet |")
    print("|---:|---:|---:|---|---:|---:|---:|---:|---:|")
    try:
        with tempfile.TemporaryDirectory(prefix="weir-record-", dir=FOLDER) as folder:
            for load in LOADS:
                for number in range(ROUNDS):
                    for name, kind in (("weir-cli", Weir), ("dumpcap", Dumpcap)):
                        path = os.path.join(folder, f"{name}-{number}.pcapng")
                        sent, recorded, lost, megabytes, ns = measure(kind, net, path, load)
                        print(f"| {load[0]:,} | {load[1]} | {load[2]:,} | {name} | {sent:,} | {recorded:,} | "
                              f"{lost:,} | {megabytes:.0f} MB | {ns:.0f} |", flush=True)
    finally:
        net.remove()


main()
