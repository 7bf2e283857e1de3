# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections of known lifetime from known processes, and how many of their bytes are attributed.

Two namespaces with a cable between them; clients in the first, a server in each, so that there are
connections over the cable and over loopback; and a farm of processes with sockets of their own, so
that there are many to search through.
"""

import collections
import contextlib
import itertools
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "live"))

from network import A4, A6, B4, B6, WAIT_S, Network, run, wait_until  # pylint: disable=wrong-import-position

TRAFFIC = os.environ.get("WEIR_OWNER_TRAFFIC", "owner-traffic")
WEIR_CLI = os.environ.get("WEIR_CLI", "weir-cli")
HELPER = os.environ.get("WEIR_TEST_HELPER", "weir-helper")

SERVER_PORT = 7700
N_WORKERS = 12

CAPABILITIES = "cap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep"
NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all")

PATHS = {
    "lo4": ("127.0.0.1", "127.0.0.1"), "lo6": ("::1", "::1"),
    "veth4": (A4, B4), "veth6": (A6, B6),
}
HEADERS = {"tcp": 20, "udp": 8, "sendto": 8}


def find_cgroup2():
    for folder in "/sys/fs/cgroup", "/sys/fs/cgroup/unified":
        if os.path.exists(f"{folder}/cgroup.controllers"):
            return pathlib.Path(folder)
    return None


class ControlGroups:
    """A few, if there may be any; else "-"."""

    def __init__(self, count):
        root = find_cgroup2()
        self.folders = []
        try:
            for number in range(count if root else 0):
                folder = root / f"weir-{os.getpid()}-{number}"
                folder.mkdir()
                self.folders.append(folder)
        except OSError:
            self.remove()

    def get(self, number):
        return str(self.folders[number % len(self.folders)]) if self.folders else "-"

    def remove(self):
        def is_gone(folder):
            with contextlib.suppress(OSError):
                folder.rmdir()
            return not folder.exists()

        for folder in self.folders:
            wait_until(f"{folder} is empty", lambda f=folder: is_gone(f))
        self.folders = []


def inside(name, *command):
    """In its network; unlike "ip netns exec", with the control groups there are."""
    return ["nsenter", f"--net=/run/netns/{name}", *command]


class Program:
    """One that says "ready" and ends with its standard input."""

    def __init__(self, name, *arguments):
        self.process = subprocess.Popen(inside(name, TRAFFIC, *arguments), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def wait_until_ready(self):
        line = self.process.stdout.readline()
        if line != "ready\n":
            raise AssertionError(f"owner-traffic: {line!r}, status {self.process.poll()}")
        return self

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()


def make_plan(lifetimes_ms, per_class, seed=1):
    """Connections of every class, shuffled: (number, protocol, path, lifetime)."""
    plan = [(protocol, path, life)
            for life, protocol, path in itertools.product(lifetimes_ms, HEADERS, PATHS)
            for _ in range(per_class)]
    random.Random(seed).shuffle(plan)
    return [(number, *connection) for number, connection in enumerate(plan)]


def who_opens(number):
    """By turns processes that live on, with and without a control group; and new ones.

    Returns the number of the process, if it is one of those, and what it is.
    """
    turn, place = number % 4, number // 4 % (N_WORKERS // 2)
    if turn == 0:
        return place, "old, in a group"
    if turn == 1:
        return place + N_WORKERS // 2, "old, in none"
    return None, "new, in a group" if turn == 2 else "new, in none"


class Monitor:
    """weir-cli on all interfaces of the first namespace, by itself or by a helper."""

    def __init__(self, name, uses_helper, directory):
        self.out = pathlib.Path(directory, "report")
        self.err = pathlib.Path(directory, "messages")
        command = [WEIR_CLI, "-i", "any", "-n", "-N", "--json", "--interval", "0.5"]
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        environment.pop("WEIR_HELPER", None)
        self.uses_helper = uses_helper
        if uses_helper:
            helper = pathlib.Path(directory, "weir-helper")
            shutil.copy(HELPER, helper)
            run("setcap", CAPABILITIES, str(helper))
            environment["WEIR_HELPER"] = str(helper)
            command = [*NOBODY, *command]
        os.chmod(directory, 0o755)
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen(inside(name, *command), stdout=out, stderr=err,
                                            env=environment)

    def wait_until_capturing(self):
        wait_until("weir-cli reports", lambda: self.out.stat().st_size > 0 or self.has_ended())

    def has_ended(self):
        if self.process.poll() is not None:
            raise AssertionError(f"weir-cli has ended: {self.err.read_text()}")
        return False

    def processor_ns(self):
        """Of what looks for owners: a thread of weir-cli, or the helper."""
        tasks = list(pathlib.Path(f"/proc/{self.process.pid}/task").iterdir())
        if self.uses_helper:
            return sum(int(pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0])
                       for task in tasks for pid in (task / "children").read_text().split())
        return sum(int((task / "schedstat").read_text().split()[0])
                   for task in tasks if (task / "comm").read_text().strip() == "weir-sockets")

    def finish(self):
        self.process.send_signal(signal.SIGINT)
        if self.process.wait(WAIT_S) != 0:
            raise AssertionError(f"weir-cli: {self.err.read_text()}")
        with self.out.open() as out:
            for line in out:
                pass
        return json.loads(line)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Score:
    """Bytes by whom they are attributed to."""

    def __init__(self):
        self.right = self.wrong = self.none = 0
        self.reasons = {}

    def add(self, flow, pid):
        n_bytes = flow["tx_bytes"] + flow["rx_bytes"]
        if "pid" not in flow:
            self.none += n_bytes
            why = flow["owner_unknown_why"]
            self.reasons[why] = self.reasons.get(why, 0) + 1
        elif flow["pid"] == pid:
            self.right += n_bytes
        else:
            self.wrong += n_bytes

    def share(self, part):
        total = self.right + self.wrong + self.none
        return 100 * part / total if total else 0.0


class Result:
    def __init__(self, plan, truth, report, cpu_ns, idle_ns):
        flows = {(flow["protocol"], flow["local_address"], flow["local_port"]): flow
                 for flow in report["flows"] if flow["remote_port"] == SERVER_PORT}
        ends = {number: ("TCP" if protocol == "tcp" else "UDP", PATHS[path][0], truth[number][1])
                for number, protocol, path, _ in plan}
        uses = collections.Counter(ends.values())
        self.scores = {}
        self.missing = 0
        self.wrong = []
        self.report = report
        self.n = len(plan)
        self.idle_percent = self.busy_percent = self.per_second = 0.0
        self.cpu_ms = max(cpu_ns - idle_ns, 0) / 1e6 / max(len(plan), 1)
        for number, protocol, path, life in plan:
            flow = flows.get(ends[number])
            # A port that the system gave out twice makes one flow of two processes.
            if flow is None or uses[ends[number]] > 1:
                self.missing += flow is None
                continue
            pid = truth[number][0]
            who = who_opens(number)[1]
            for key in (life,), (life, "", who), (life, protocol, path):
                self.scores.setdefault(key, Score()).add(flow, pid)
            if flow.get("pid", pid) != pid:
                self.wrong.append((number, pid, flow))


def measure(n_processes, n_sockets, uses_helper, lifetimes_ms, per_class, gap_ms):
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="weir-owners-"))
        network = Network()
        stack.callback(network.remove)
        groups = ControlGroups(N_WORKERS // 2)
        stack.callback(groups.remove)

        def start(name, *arguments):
            program = Program(name, *arguments)
            stack.callback(program.kill)
            return program

        clients = start(network.a, "clients", str(gap_ms * 1000))
        for number in range(N_WORKERS):
            folder = groups.get(number) if number < N_WORKERS // 2 else "-"
            clients.process.stdin.write(f"{folder}\n")
        clients.process.stdin.write("\n")
        clients.process.stdin.flush()
        clients.wait_until_ready()
        for name in network.a, network.b:
            start(name, "serve", str(SERVER_PORT)).wait_until_ready()
        start(network.a, "farm", str(n_processes), str(n_sockets)).wait_until_ready()

        monitor = Monitor(network.a, uses_helper, directory)
        stack.callback(monitor.kill)
        monitor.wait_until_capturing()
        # Begins with a walk through all there is; then what it costs where nothing happens.
        time.sleep(2)
        idle_from, idle_ns = time.monotonic(), monitor.processor_ns()
        time.sleep(3)
        idle_share = (monitor.processor_ns() - idle_ns) / (time.monotonic() - idle_from)

        plan = make_plan(lifetimes_ms, per_class)
        from_s, from_ns = time.monotonic(), monitor.processor_ns()
        for number, protocol, path, life in plan:
            source, target = PATHS[path]
            worker, who = who_opens(number)
            if worker is None:
                folder = groups.get(number) if who == "new, in a group" else "-"
                worker = f"new:{folder}"
            clients.process.stdin.write(f"{number} {worker} {protocol} {source} 0 {target} "
                                        f"{SERVER_PORT} {life} 1000\n")
        clients.process.stdin.close()
        truth = {}
        for line in clients.process.stdout:
            number, pid, port = map(int, line.split())
            truth[number] = pid, port
        if clients.process.wait(60) != 0:
            raise AssertionError("owner-traffic has failed")
        cpu_ns, seconds = monitor.processor_ns() - from_ns, time.monotonic() - from_s
        idle_ns = idle_share * seconds
        time.sleep(1)
        result = Result(plan, truth, monitor.finish(), cpu_ns, idle_ns)
        result.idle_percent = idle_share / 1e7
        result.busy_percent = cpu_ns / seconds / 1e7
        result.per_second = len(plan) / seconds
        return result


def print_result(result):
    print(f"{'lifetime':>9} {'protocol':>8} {'path, who':>16} {'right %':>9} {'wrong %':>9} {'none %':>9}  why none")
    for key in sorted(result.scores, key=lambda key: (key[0], len(key), key)):
        score = result.scores[key]
        name = (f"{key[0]} ms", *(key[1:] if len(key) > 1 else ("", "all")))
        reasons = " ".join(f"{why}:{count}" for why, count in sorted(score.reasons.items()))
        print(f"{name[0]:>9} {name[1]:>8} {name[2]:>16} {score.share(score.right):9.2f} "
              f"{score.share(score.wrong):9.2f} {score.share(score.none):9.2f}  {reasons}")
    print(f"{result.n} connections, {result.missing} not seen; {result.cpu_ms:.2f} ms of processor "
          f"time for each, beside {result.idle_percent:.1f} % of one for the lists")
