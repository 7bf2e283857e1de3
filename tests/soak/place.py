# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a test of floods and faults captures: a cable of its own, directly or through the helper."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import soak
from network import A4, B4, ETHERNET_HEADER, NOBODY, Capture, Network, run

# Longer than a packet is under way in the kernel's ring and in Weir.
QUIET_REPORTS = 8

CAPABILITIES = "cap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep"


class Place(Network):
    """The test's own namespace, where the display is, as "a"."""

    def __init__(self):
        self.a = f"weir-{os.getpid()}-a"
        self.b = f"weir-{os.getpid()}-b"
        try:
            run("ip", "netns", "attach", self.a, str(os.getpid()))
            run("ip", "netns", "add", self.b)
            # Interfaces that come up would introduce themselves: nothing is sent but by the test.
            for name in self.a, self.b:
                with self.inside(name):
                    for setting in "all", "default":
                        pathlib.Path(f"/proc/sys/net/ipv6/conf/{setting}/disable_ipv6").write_text("1")
                run("ip", "-n", name, "link", "set", "lo", "up")
            self.plug_in()
        except BaseException:
            self.remove()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()

    def set_up_addresses(self):
        for name, device, address in (self.a, "va", A4), (self.b, "vb", B4):
            run("ip", "-n", name, "address", "add", f"{address}/24", "dev", device)
            run("ip", "-n", name, "link", "set", device, "up")

    def remove(self):
        for name in "va", "vx":
            subprocess.run(["ip", "-n", self.a, "link", "delete", name], stderr=subprocess.DEVNULL,
                           check=False)
        super().remove()

    def count(self, device="va"):
        """Packets and their bytes, both ways, as the interface has counted them."""
        (link,) = json.loads(subprocess.check_output(
            ["ip", "-n", self.a, "-json", "-statistics", "link", "show", device]))
        # What leaves on the loopback interface comes back, and is captured once.
        ways = ("rx",) if device == "lo" else ("rx", "tx")
        return [sum(link["stats64"][way][what] for way in ways) for what in ("packets", "bytes")]


@contextlib.contextmanager
def helper():
    """An installed helper, for captures with prefix=NOBODY and "--all"."""
    soak.need("setcap", "setpriv")
    with tempfile.TemporaryDirectory(prefix="weir-soak-") as folder:
        os.chmod(folder, 0o755)
        program = pathlib.Path(folder, "weir-helper")
        shutil.copy(soak.WEIR_HELPER, program)
        run("setcap", CAPABILITIES, program)
        os.environ["WEIR_HELPER"] = str(program)
        try:
            yield program
        finally:
            del os.environ["WEIR_HELPER"]


def capture(place, *arguments, device="va", through_helper=False, **options):
    if through_helper:
        return Capture(place, "-i", device, "--all", *arguments, prefix=NOBODY, **options)
    return Capture(place, "-i", device, *arguments, **options)


class Sums:
    """What Weir has counted beside what the interface has, both since they were quiet."""

    def __init__(self, where, capture, device="va"):
        self.where, self.capture, self.device = where, capture, device
        self.before = soak.wait_until("quiet", self.read_quiet)

    def read_quiet(self):
        counted = self.where.count(self.device)
        reports = self.capture.reports()[-QUIET_REPORTS:]
        last = reports[-1] if len(reports) == QUIET_REPORTS else None
        if last is None or last["packets_received"] != reports[0]["packets_received"] \
                or self.where.count(self.device) != counted:
            return None
        return *counted, last["packets_received"], wire_bytes(last)

    def check(self, report):
        packets, octets = self.where.count(self.device)
        dropped = report["packets_dropped"]
        packets -= self.before[0]
        received = report["packets_received"] - self.before[2]
        assert received + dropped == packets, f"{received} and {dropped} dropped, of {packets}"
        if dropped == 0:
            seen = wire_bytes(report) - self.before[3]
            octets -= self.before[1]
            # The loopback interface counts when the header has been taken off.
            octets += packets * ETHERNET_HEADER if self.device == "lo" else 0
            assert seen == octets, f"{seen} bytes of {octets}"
        assert report["packets_malformed"] == 0, report["packets_malformed"]
        return packets


def wire_bytes(report):
    return report["totals"]["rx_wire_bytes"] + report["totals"]["tx_wire_bytes"]
