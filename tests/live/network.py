# SPDX-License-Identifier: GPL-3.0-or-later
"""Two network namespaces with a cable between them, and weir-cli in one of them."""

import contextlib
import ctypes
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

WEIR_CLI = os.environ.get("WEIR_CLI", "weir-cli")

# The range for tests of network equipment (RFC 2544), and the one for documentation (RFC 3849).
A4, B4 = "198.18.0.1", "198.18.0.2"
A6, B6 = "2001:db8::1", "2001:db8::2"

DISCARD_PORT = 9
WAIT_S = 15

# Before a command: without any right of root's.
NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all")

IPV4_UDP_HEADERS = 20 + 8
IPV6_UDP_HEADERS = 40 + 8
ETHERNET_HEADER = 14

CLONE_NEWNET = 0x40000000

# Whoever ends this program ends its namespaces as well.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=WAIT_S)


def wait_until(what, condition):
    """Asks again and again; what happens in the kernel and in other processes sends no signal."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {WAIT_S} s")


class Network:
    """Namespaces weir-…-a and weir-…-b; "va" in the first is wired to "vb" in the second."""

    def __init__(self):
        self.a = f"weir-{os.getpid()}-a"
        self.b = f"weir-{os.getpid()}-b"
        try:
            for name in self.a, self.b:
                run("ip", "netns", "add", name)
                run("ip", "-n", name, "link", "set", "lo", "up")
            self.plug_in()
        except BaseException:
            self.remove()
            raise

    def plug_in(self):
        run("ip", "link", "add", "va", "netns", self.a, "type", "veth", "peer", "name", "vb", "netns",
            self.b)
        self.set_up_addresses()

    def set_up_addresses(self):
        for name, device, address4, address6 in ((self.a, "va", A4, A6), (self.b, "vb", B4, B6)):
            run("ip", "-n", name, "address", "add", f"{address4}/24", "dev", device)
            # Usable at once, without looking for another that has it.
            run("ip", "-n", name, "address", "add", f"{address6}/64", "dev", device, "nodad")
            run("ip", "-n", name, "link", "set", device, "up")

    def unplug(self):
        run("ip", "-n", self.a, "link", "delete", "va")

    def remove(self):
        for name in self.a, self.b:
            subprocess.run(["ip", "netns", "delete", name], stderr=subprocess.DEVNULL, check=False)

    @contextlib.contextmanager
    def inside(self, name):
        """Sockets that are opened inside stay there."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/self/ns/net") as home, open(f"/run/netns/{name}") as there:
            if libc.setns(there.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
            try:
                yield
            finally:
                libc.setns(home.fileno(), CLONE_NEWNET)

    def udp(self, name, address, port=0):
        with self.inside(name):
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            result = socket.socket(family, socket.SOCK_DGRAM)
            result.bind((address, port))
            result.settimeout(WAIT_S)
            return result

    @contextlib.contextmanager
    def tcp_pair(self, a, b, port):
        """Both ends of a connection from a to b."""
        with self.inside(self.b):
            listener = socket.create_server((b, port))
        with self.inside(self.a):
            here = socket.create_connection((b, port), WAIT_S, (a, 0))
        with listener, here, listener.accept()[0] as there:
            there.settimeout(WAIT_S)
            yield here, there


class Capture:
    """weir-cli --json in a namespace."""

    def __init__(self, network, *arguments, name=None, prefix=(), interval_s=0.25):
        self.network = network
        self.directory = tempfile.TemporaryDirectory(prefix="weir-live-")
        self.out = pathlib.Path(self.directory.name, "out")
        self.err = pathlib.Path(self.directory.name, "err")
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen(
                ["ip", "netns", "exec", name or network.a, *prefix, WEIR_CLI, "--json", "--interval",
                 str(interval_s), *arguments],
                stdout=out, stderr=err, env={**os.environ, "LC_ALL": "C.UTF-8"})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.directory.cleanup()

    def messages(self):
        return self.err.read_text()

    def reports(self):
        """All that are complete; the last line may still be written."""
        return [json.loads(line) for line in self.out.read_text().split("\n")[:-1]]

    def wait_until_capturing(self):
        """A packet to nobody is sent until one has been reported that is not older than this call."""
        start = time.time()
        with self.network.udp(self.network.a, A4) as probe:
            def is_reported():
                with contextlib.suppress(OSError):
                    probe.sendto(b"", (B4, DISCARD_PORT))
                if self.process.poll() is not None:
                    raise AssertionError(f"weir-cli has ended: {self.messages()}")
                return any(flow["remote_port"] == DISCARD_PORT and flow["last_seen"] >= start
                           for report in self.reports()[-2:] for flow in report["flows"])

            wait_until("a packet is reported", is_reported)

    def wait_for_message(self, text, after=0):
        """Returns where the text ends."""
        def find():
            place = self.messages().find(text, after)
            return place + len(text) if place >= 0 else 0

        return wait_until(f"“{text}”", find)

    def finish(self):
        """The summary that follows Ctrl+C."""
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(WAIT_S)
        if status != 0:
            raise AssertionError(f"weir-cli: exit status {status}: {self.messages()}")
        return self.reports()[-1]


def flows_with_port(report, port):
    return [flow for flow in report["flows"] if port in (flow["local_port"], flow["remote_port"])]
