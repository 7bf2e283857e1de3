#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What capturing through the helper costs next to tcpdump and dumpcap, and the connections alone.

usage: bench_helper.py BUILD_DIRECTORY

weir-cli runs as an ordinary user, the helper with capabilities on its file, as a packager may
install it.  The source has the first processor to itself; all who capture share the second.
"""

import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from bench_live import (BUILD, GENERATORS, INTERVAL_S, PACKET, ROUNDS, SECONDS, XDP, Tcpdump,
                        has_packet_socket, network, pinned, processor_time)

LOADS = [
    ("xdp", 1_000, 60, 300_000),
    ("xdp", 1_000, 60, 1_000_000),
    # As much of each as is handed over: what the way between the two processes costs most.
    ("xdp", 1_000, 128, 1_000_000),
    ("xdp", 1_000, 60, 0),
    ("packet", 1_000, 60, 0),
]

NOBODY = 65534
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all"]
CAPABILITIES = "cap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep"

N_CONNECTIONS = 5_000
CONNECTIONS_S = 10
GOAL_PERCENT = 2

# Holds its connections, and sends on each of them once a second: every one has news.
TALKER = """
import resource, socket, sys, time
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[3]) + 100,) * 2)
talk = [socket.create_connection((sys.argv[1], int(sys.argv[2]))) for _ in range(int(sys.argv[3]))]
print("ready", flush=True)
while True:
    for connection in talk:
        connection.send(b"x" * 10)
    time.sleep(1)
"""


def thread_time(pid, name):
    return sum(int((task / "schedstat").read_text().split()[0])
               for task in pathlib.Path(f"/proc/{pid}/task").iterdir()
               if (task / "comm").read_text().strip() == name)


class Weir:
    """Its worker's time and the helper's; what is made of the batches is measured elsewhere."""

    def __init__(self, net, prefix):
        self.capture = network.Capture(net, "-i", "va", prefix=[*prefix, *AS_NOBODY],
                                       interval_s=INTERVAL_S)
        self.pid = self.capture.process.pid
        try:
            network.wait_until("the socket is open",
                               lambda: has_packet_socket(self.capture.process))
            time.sleep(0.5)    # its filter follows

            # A child belongs to the thread that started it.
            self.helper, = [int(child) for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir()
                            for child in (task / "children").read_text().split()]
        except BaseException:
            self.capture.__exit__()
            raise

    def times(self):
        return {"helper": processor_time(self.helper),
                "worker": thread_time(self.pid, "weir-worker")}

    def finish(self):
        with self.capture:
            return self.capture.finish()


class Yardstick(Tcpdump):
    def times(self):
        return {"all": processor_time(self.process.pid)}


class Dumpcap(Yardstick):
    def __init__(self, net, prefix):
        self.process = subprocess.Popen(
            ["ip", "netns", "exec", net.a, *prefix, "dumpcap", "-q", "-i", "va", "-s", "128", "-B",
             "16", "-w", "/dev/null"], stderr=subprocess.PIPE, text=True)
        while "File:" not in self.process.stderr.readline():
            pass
        network.wait_until("the socket is open", lambda: has_packet_socket(self.process))

    def finish(self):
        self.process.send_signal(signal.SIGINT)
        numbers = re.search(r"'va': (\d+)/(\d+)", self.process.stderr.read())
        self.process.wait()
        return {"packets_received": int(numbers.group(1)), "packets_dropped": int(numbers.group(2))}


def measure(capture, source):
    before = capture.times()
    sent, seconds = re.search(r"(\d+) packets in ([\d.]+) s", subprocess.check_output(
        source, text=True, timeout=60)).groups()
    time.sleep(0.3)    # the last block
    after = capture.times()
    report = capture.finish()
    received = max(report["packets_received"], 1)
    costs = {name: (after[name] - before[name]) / received for name in after}
    return {**costs, "ns": sum(costs.values()), "rate": int(sent) / float(seconds),
            "dropped": report["packets_dropped"] / int(sent) * 100}


def show(net, kind, n_flows, size, rate):
    generator, where = (PACKET, net.b) if kind == "packet" else (XDP, net.a)
    source = ["ip", "netns", "exec", where, *pinned(0), *generator, str(n_flows), str(size), str(rate),
              str(SECONDS)]
    rivals = {"tcpdump": Yardstick, "dumpcap": Dumpcap}
    makers = {"weir": Weir} | {name: rival for name, rival in rivals.items() if shutil.which(name)}
    results = {name: [] for name in makers}
    for _ in range(ROUNDS):
        for name, maker in makers.items():
            results[name].append(measure(maker(net, prefix=pinned(1)), source))

    def middle(name, key):
        return statistics.median(result[key] for result in results[name])

    line = (f"{kind:>7} {size:>5} {middle('weir', 'rate') / 1e3:>6.0f} {middle('weir', 'helper'):>7.0f} "
            f"{middle('weir', 'worker'):>7.0f} {middle('weir', 'ns'):>5.0f} "
            f"{middle('weir', 'dropped'):>6.2f}")
    for name in rivals:
        line += (f" {middle(name, 'ns'):>8.0f} {middle(name, 'dropped'):>6.2f} "
                 f"{middle('weir', 'ns') / middle(name, 'ns'):>6.2f}"
                 if name in results else f" {'-':>8} {'-':>6} {'-':>6}")
    print(line, flush=True)


def show_idle(net):
    capture = Weir(net, ())
    before = capture.times()
    time.sleep(SECONDS)
    costs = {name: (time_ns - before[name]) / 1e6 / SECONDS
             for name, time_ns in capture.times().items()}
    capture.finish()
    n_processes = sum(name.isdigit() for name in os.listdir("/proc"))
    print(f"\nwithout traffic, ms of processor time a second: helper {costs['helper']:.1f} (whose "
          f"sockets are\nwhose, on this machine with {n_processes} processes), worker "
          f"{costs['worker']:.1f}")


def show_connections(net):
    resource.setrlimit(resource.RLIMIT_NOFILE, (N_CONNECTIONS + 1000,) * 2)
    with net.inside(net.b):
        listener = socket.create_server((network.B4, 7), backlog=1000)
    accepted = []

    def accept():
        while len(accepted) < N_CONNECTIONS:
            accepted.append(listener.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    talker = subprocess.Popen(["ip", "netns", "exec", net.a, "setpriv", f"--reuid={NOBODY}",
                               sys.executable, "-c", TALKER, network.B4, "7", str(N_CONNECTIONS)],
                              stdout=subprocess.PIPE, text=True)
    try:
        assert talker.stdout.readline() == "ready\n"
        # No interface is asked for, so that the connections remain; the helper is kept away.
        os.environ["WEIR_HELPER"] = "false"
        with network.Capture(net, prefix=AS_NOBODY, interval_s=INTERVAL_S) as capture:
            capture.wait_for_message("TCP connections")
            time.sleep(2)    # the first poll has everything to learn
            before = processor_time(capture.process.pid)
            time.sleep(CONNECTIONS_S)
            percent = (processor_time(capture.process.pid) - before) / 1e7 / CONNECTIONS_S
            n_flows = len(capture.finish()["flows"])
    finally:
        talker.kill()
        talker.wait()
        for connection in accepted:
            connection.close()
        listener.close()
    print(f"\nconnections without rights, {n_flows} of them, each with news at every poll: "
          f"{percent:.2f} % of a processor\n(goal: less than {GOAL_PERCENT} %)")


def main():
    if os.geteuid() != 0:
        print("bench: the helper is left out: it needs root")
        return
    has_xdp = (GENERATORS / "xdp-generator.bpf.o").exists() and (GENERATORS / "xdp-generator").exists()
    net = network.Network()
    # Where another user finds them.
    with tempfile.TemporaryDirectory(prefix="weir-bench-") as directory:
        os.chmod(directory, 0o755)
        helper, network.WEIR_CLI = (shutil.copy(BUILD / path, directory)
                                    for path in ("src/helper/weir-helper", "src/cli/weir-cli"))
        network.run("setcap", CAPABILITIES, helper)
        os.environ["WEIR_HELPER"] = helper
        try:
            print(f"Capturing through the helper on veth, medians of {ROUNDS} interleaved rounds of "
                  f"{SECONDS} s,\n1,000 flows; rate in thousand packets a second, ns of processor time "
                  "a packet (user and\nsystem), drops in percent; the ratio is of helper and worker "
                  "together to the other\n")
            print(f"{'source':>7} {'bytes':>5} {'rate':>6} {'helper':>7} {'worker':>7} {'both':>5} {'drops':>6} "
                  f"{'tcpdump':>8} {'drops':>6} {'ratio':>6} {'dumpcap':>8} {'drops':>6} {'ratio':>6}")
            for kind, *load in LOADS:
                if kind == "packet" or has_xdp:
                    show(net, kind, *load)
            show_idle(net)
            show_connections(net)
        finally:
            net.remove()


if __name__ == "__main__":
    main()
