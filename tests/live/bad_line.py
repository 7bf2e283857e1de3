# SPDX-License-Identifier: GPL-3.0-or-later
"""A line between two network namespaces that delays, loses and reorders what it is told to.

Each namespace has a TUN device; a thread of this program carries the packets from one to the other.
"""
import fcntl
import heapq
import os
import select
import struct
import threading
import time

from network import Network, run

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
LINK_TYPE_RAW = 101
MTU = 1500
SNAP = 64
TCP = 6


def payload_bytes(packet):
    """Of an IPv4 packet with TCP; 0 for any other."""
    if packet[0] >> 4 != 4 or packet[9] != TCP:
        return 0
    header = (packet[0] & 15) * 4
    return len(packet) - header - (packet[header + 12] >> 4) * 4


class Recording:
    """A capture file of what passes one end."""

    def __init__(self, path):
        self.file = open(path, "wb")
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, SNAP, LINK_TYPE_RAW))

    def add(self, packet):
        now = time.time_ns() // 1000
        self.file.write(struct.pack("<IIII", now // 1000000, now % 1000000,
                                    min(len(packet), SNAP), len(packet)) + packet[:SNAP])


class BadLine(Network):
    """The devices are "va" and "vb", as in Network."""

    def __init__(self, delay_s):
        self.delay_s = delay_s
        self.fds = []
        self.loses = lambda number, size: False  # of payload from a to b: lost?
        self.holds_back = lambda number, size: False  # and: swapped with the next one?
        self.lost_bytes = 0
        self.swapped_bytes = 0
        self.recordings = []
        super().__init__()
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.carry, daemon=True)
        self.thread.start()

    def plug_in(self):
        for name, device in (self.a, b"va"), (self.b, b"vb"):
            with self.inside(name):
                fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
                self.fds.append(fd)
                fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", device, IFF_TUN | IFF_NO_PI))
        self.set_up_addresses()
        # Without segmentation offload: what is sent is what is lost.
        for name, device in (self.a, "va"), (self.b, "vb"):
            run("ip", "-n", name, "link", "set", device, "mtu", str(MTU))

    def remove(self):
        if hasattr(self, "thread"):
            self.is_over.set()
            self.thread.join()
        for fd in self.fds:
            os.close(fd)
        self.fds = []
        for recording in self.recordings:
            recording.file.close()
        super().remove()

    def record(self, folder, name):
        """Both ends, from now on."""
        self.recordings = [Recording(os.path.join(folder, f"{name}-{end}.pcap"))
                           for end in ("sender", "receiver")]

    def carry(self):
        waiting, count, n_payloads, held = [], 0, 0, None
        while not self.is_over.is_set():
            now = time.monotonic()
            while waiting and waiting[0][0] <= now:
                _, _, to, packet = heapq.heappop(waiting)
                self.deliver(to, packet)
            timeout = min(waiting[0][0] - now, 0.05) if waiting else 0.05
            for fd in select.select(self.fds, [], [], max(timeout, 0))[0]:
                packet = os.read(fd, MTU + 100)
                to = 1 - self.fds.index(fd)
                if self.recordings:
                    self.recordings[1 - to].add(packet)
                due = time.monotonic() + self.delay_s
                size = payload_bytes(packet) if to == 1 else 0
                if size > 0:
                    n_payloads += 1
                    if self.loses(n_payloads, size):
                        self.lost_bytes += size
                        continue
                    if held is None and self.holds_back(n_payloads, size):
                        held = packet
                        self.swapped_bytes += size
                        continue
                for late in [packet] if held is None or size == 0 else [packet, held]:
                    count += 1
                    heapq.heappush(waiting, (due, count, to, late))
                if size > 0:
                    held = None

    def deliver(self, to, packet):
        if self.recordings:
            self.recordings[to].add(packet)
        os.write(self.fds[to], packet)
