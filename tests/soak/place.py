# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a test of floods and faults captures: a cable of its own, directly or through the helper."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

import soak
from network import A4, B4, NOBODY, Capture, Network, run

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

    def count_received(self, device="va"):
        """Packets and their bytes, as the interface has counted them."""
        folder = pathlib.Path("/sys/class/net", device, "statistics")
        return [int((folder / name).read_text()) for name in ("rx_packets", "rx_bytes")]


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


def capture(place, *arguments, through_helper=False, **options):
    if through_helper:
        return Capture(place, "-i", "va", "--all", *arguments, prefix=NOBODY, **options)
    return Capture(place, "-i", "va", *arguments, **options)
