#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What weir-cli loses and costs on a real interface under load, next to tcpdump under the same.

usage: bench_live.py BUILD_DIRECTORY

tcpdump -w /dev/null is the yardstick: it looks into no packet and keeps nothing.  The source has the
first processor to itself, the capture the second.
"""

import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time

BUILD = pathlib.Path(sys.argv[1]).resolve()
TESTS = pathlib.Path(__file__).resolve().parent.parent

os.environ["WEIR_CLI"] = str(BUILD / "src/cli/weir-cli")
sys.path.insert(0, str(TESTS / "live"))

import network  # noqa: E402

SECONDS = 3
ROUNDS = 3

# Long enough for no report but the last: this is about capturing, not about writing JSON.
INTERVAL_S = 3600
N_PROCESSORS = os.cpu_count()

GENERATORS = BUILD / "tests/generators"
PACKET = [str(GENERATORS / "packet-generator"), "vb"]
XDP = [str(GENERATORS / "xdp-generator"), str(GENERATORS / "xdp-generator.bpf.o"), "va"]

# Source, flows, bytes, packets a second (0: as many as it can).
LOADS = [
    ("xdp", 1_000, 60, 1_000_000),
    ("xdp", 1_000, 60, 0),
    ("xdp", 100_000, 60, 300_000),
    ("xdp", 100_000, 60, 1_000_000),
    ("packet", 1_000, 60, 0),
    ("packet", 100_000, 60, 300_000),
]


def pinned(processor):
    command = ["taskset", "-c", str(processor)] if N_PROCESSORS > 1 else []
    # Where other work would slow down the source: before it, for as long as this takes.
    return ["chrt", "--rr", "1", *command] if os.environ.get("WEIR_BENCH_REALTIME") else command


class Tcpdump:
    """As long as it is needed of what network.Capture is for weir-cli."""

    def __init__(self, net, *_, prefix=()):
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", net.a, *prefix, "tcpdump", "-i", "va", "-n", "-s", "128", "-B",
             "16384", "-w", "/dev/null"], stderr=subprocess.PIPE, text=True)
        while "listening" not in self.process.stderr.readline():
            pass

    def finish(self):
        self.process.send_signal(signal.SIGINT)
        text = self.process.stderr.read()
        received = int(re.search(r"(\d+) packets captured", text).group(1))
        dropped = int(re.search(r"(\d+) packets? dropped by kernel", text).group(1))
        return {"packets_received": received, "packets_dropped": dropped}


def processor_time(pid):
    """Of all threads, in ns."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total


def has_packet_socket(process):
    sockets = pathlib.Path(f"/proc/{process.pid}/net/packet").read_text()
    return len(sockets.splitlines()) > 1


def start_weir(net, prefix):
    capture = network.Capture(net, "-i", "va", prefix=prefix, interval_s=INTERVAL_S)
    network.wait_until("the socket is open", lambda: has_packet_socket(capture.process))
    time.sleep(0.5)    # its filter follows
    return capture


def measure(capture, source):
    before = processor_time(capture.process.pid)
    sent, seconds = re.search(r"(\d+) packets in ([\d.]+) s", subprocess.check_output(
        source, text=True, timeout=60)).groups()
    time.sleep(0.3)    # the last block
    cost = processor_time(capture.process.pid) - before
    report = capture.finish()
    received = report["packets_received"]
    return {"rate": int(sent) / float(seconds), "received": received, "sent": int(sent),
            "dropped": report["packets_dropped"], "ns": cost / max(received, 1)}


def show(net, kind, n_flows, size, rate):
    generator, where = (PACKET, net.b) if kind == "packet" else (XDP, net.a)
    source = ["ip", "netns", "exec", where, *pinned(0), *generator, str(n_flows), str(size), str(rate),
              str(SECONDS)]
    weir, dump = [], []
    for _ in range(ROUNDS):
        with start_weir(net, pinned(1)) as capture:
            weir.append(measure(capture, source))
        if shutil.which("tcpdump"):
            dump.append(measure(Tcpdump(net, prefix=pinned(1)), source))

    def middle(results, key):
        return statistics.median(result[key] for result in results)

    line = (f"{kind:>8} {n_flows:>8} {size:>6} {middle(weir, 'rate') / 1e3:>10.0f} "
            f"{sum(r['received'] for r in weir) / sum(r['sent'] for r in weir) * 100:>9.2f} "
            f"{sum(r['dropped'] for r in weir):>9} {middle(weir, 'ns'):>8.0f}")
    if dump:
        line += (f" {sum(r['dropped'] for r in dump):>9} {middle(dump, 'ns'):>8.0f} "
                 f"{middle(weir, 'ns') / middle(dump, 'ns'):>6.2f}")
    print(line, flush=True)


def show_idle(net):
    with start_weir(net, ()) as capture:
        before = processor_time(capture.process.pid)
        time.sleep(SECONDS)
        cost = processor_time(capture.process.pid) - before
        memory = re.search(r"VmRSS:\s+(\d+)",
                           pathlib.Path(f"/proc/{capture.process.pid}/status").read_text()).group(1)
    print(f"\nwithout traffic: {cost / 1e6 / SECONDS:.1f} ms of processor time a "
          f"second, {int(memory) / 1024:.0f} MB resident (the ring is 16 MB of them)")


def main():
    if os.geteuid() != 0:
        print("bench: live capture is left out: it needs root")
        return
    has_xdp = (GENERATORS / "xdp-generator.bpf.o").exists() and (GENERATORS / "xdp-generator").exists()
    net = network.Network()
    try:
        print(f"Live capture on veth, {ROUNDS} rounds of {SECONDS} s; rate in thousand packets a second; "
              "ns of\nprocessor time a packet, of the capturing process alone; drops are sums\n")
        print(f"{'source':>8} {'flows':>8} {'bytes':>6} {'rate':>10} {'seen, %':>9} {'dropped':>9} "
              f"{'ns':>8} {'tcpdump':>9} {'ns':>8} {'ratio':>6}")
        for kind, *load in LOADS:
            if kind == "packet" or has_xdp:
                show(net, kind, *load)
        if not has_xdp:
            print("\n(without the source in the kernel: it needs clang and libbpf)")
        show_idle(net)
    finally:
        net.remove()


if __name__ == "__main__":
    main()
