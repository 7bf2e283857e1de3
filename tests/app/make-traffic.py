#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a capture file of made-up but plausible traffic, for pictures and display tests.

    make-traffic.py OUT.pcap [--seconds N] [--flows N] [--cut]

Documentation addresses only (RFC 5737, RFC 3849).  Frames are cut off behind their transport header,
as a capture with a small snapshot length would be, so that megabits take few bytes.  The same
arguments give the same file.
"""
import argparse
import math
import random
import socket
import struct

START = 1_700_000_000
LOCAL4 = "192.0.2.20"
LOCAL6 = "2001:db8:20::5"
MOST_BYTES = 60_000  # of one packet, as segmentation offload delivers them


class Flow:
    def __init__(self, proto, port, remote, down, up, begin=0, end=None, local_port=None):
        self.proto, self.port, self.remote = proto, port, remote
        self.down, self.up = down, up  # bits per second, or functions of the second
        self.begin, self.end = begin, end
        self.local_port = local_port
        self.local = LOCAL6 if ":" in remote else LOCAL4


def steady(bps, jitter=0.15):
    return lambda t, rng: bps * (1 + rng.uniform(-jitter, jitter))


def video(bps, every=8, length=3):
    """Chunks, as players fetch them."""
    return lambda t, rng: bps * rng.uniform(0.7, 1.3) if t % every < length else bps * 0.02


def wave(bps, period):
    return lambda t, rng: bps * (0.55 + 0.45 * math.sin(2 * math.pi * t / period)) * rng.uniform(0.85, 1.1)


def now_and_then(bps, chance):
    return lambda t, rng: bps * rng.uniform(0.3, 1.4) if rng.random() < chance else 0


def plan(seconds, n_flows, rng):
    tcp, udp, icmp = socket.IPPROTO_TCP, socket.IPPROTO_UDP, socket.IPPROTO_ICMP
    flows = [
        Flow(udp, 443, "203.0.113.9", video(38e6), steady(380e3), begin=seconds * 0.22),
        Flow(tcp, 443, "198.51.100.41", wave(9e6, 90), steady(95e3), end=seconds * 0.8),
        Flow(tcp, 443, "2001:db8:ff::41", steady(4.4e6, 0.4), steady(60e3), begin=seconds * 0.35),
        Flow(tcp, 873, "203.0.113.77", steady(45e3), wave(3.1e6, 140), begin=seconds * 0.1),
        Flow(tcp, 22, "198.51.100.7", steady(2.4e3, 0.9), steady(1.5e3, 0.9)),
        Flow(tcp, 5432, "192.0.2.40", now_and_then(900e3, 0.5), now_and_then(420e3, 0.5)),
        Flow(tcp, 993, "198.51.100.25", now_and_then(240e3, 0.08), now_and_then(20e3, 0.08)),
        Flow(tcp, 5222, "198.51.100.90", now_and_then(6e3, 0.3), now_and_then(5e3, 0.25)),
        Flow(udp, 3478, "203.0.113.120", steady(310e3, 0.1), steady(290e3, 0.1), begin=seconds * 0.55),
        Flow(udp, 123, "203.0.113.123", now_and_then(600, 0.03), now_and_then(600, 0.03), local_port=123),
        Flow(tcp, 6443, "2001:db8:20::40", steady(60e3, 0.7), steady(18e3, 0.7)),
        Flow(udp, 51820, "198.51.100.200", wave(700e3, 45), wave(230e3, 60), local_port=51820),
        Flow(icmp, 0, "203.0.113.1", steady(784, 0), steady(784, 0)),
        Flow(tcp, 443, "2001:db8:8::2", now_and_then(2.2e6, 0.12), now_and_then(60e3, 0.12)),
    ]
    hosts = ["203.0.113.%d" % rng.randrange(2, 250) for _ in range(40)]
    hosts += ["198.51.100.%d" % rng.randrange(2, 250) for _ in range(30)]
    hosts += ["2001:db8:%x::%x" % (rng.randrange(1, 400), rng.randrange(1, 40)) for _ in range(40)]
    while len(flows) < n_flows:
        kind = rng.random()
        begin = rng.uniform(0, seconds * 0.97)
        if kind < 0.30:
            flows.append(Flow(udp, 53, rng.choice(["192.0.2.1", "2001:db8:20::1"]), steady(1.6e3), steady(640),
                              begin=begin, end=begin + 1))
        elif kind < 0.90:
            peak = 10 ** rng.uniform(4.2, 6.4)
            flows.append(Flow(tcp, rng.choice([443, 443, 443, 443, 80, 8443]), rng.choice(hosts),
                              now_and_then(peak, 0.5), now_and_then(peak / rng.uniform(8, 60), 0.5),
                              begin=begin, end=begin + rng.uniform(3, 70)))
        else:
            flows.append(Flow(udp, 443, rng.choice(hosts), now_and_then(10 ** rng.uniform(4, 6), 0.4),
                              now_and_then(20e3, 0.4), begin=begin, end=begin + rng.uniform(5, 60)))
    return flows


def frame(flow, outwards, length, serial):
    src, dst = (flow.local, flow.remote) if outwards else (flow.remote, flow.local)
    sport, dport = (flow.local_port, flow.port) if outwards else (flow.port, flow.local_port)
    header = {socket.IPPROTO_TCP: 20, socket.IPPROTO_UDP: 8, socket.IPPROTO_ICMP: 8}[flow.proto]
    if flow.proto == socket.IPPROTO_TCP:
        flags = 0x02 if serial == 0 else 0x10
        l4 = struct.pack("!HHIIBBHHH", sport, dport, serial, serial, 0x50, flags, 64240, 0, 0)
    elif flow.proto == socket.IPPROTO_UDP:
        l4 = struct.pack("!HHHH", sport, dport, max(length, header), 0)
    else:
        l4 = struct.pack("!BBHHH", 8 if outwards else 0, 0, 0, 77, serial & 0xFFFF)
    length = max(length, header)
    if ":" in src:
        l3 = struct.pack("!IHBB", 6 << 28, length, flow.proto, 64)
        l3 += socket.inet_pton(socket.AF_INET6, src) + socket.inet_pton(socket.AF_INET6, dst)
        ether_type = 0x86DD
    else:
        l3 = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, serial & 0xFFFF, 0, 64, flow.proto, 0)
        l3 += socket.inet_aton(src) + socket.inet_aton(dst)
        ether_type = 0x0800
    mac = b"\x02\x00\x5e\x00\x53\x01" + b"\x02\x00\x5e\x00\x53\x02"
    data = mac + struct.pack("!H", ether_type) + l3 + l4
    return data, 14 + len(l3) + length


def packets(flows, seconds, rng):
    ports = iter(range(32768, 60999))
    for flow in flows:
        flow.local_port = flow.local_port or next(ports)
        flow.serial = 0
        flow.end = seconds if flow.end is None else min(flow.end, seconds)
    for second in range(int(seconds)):
        records = []
        for flow in flows:
            if not flow.begin <= second < flow.end and not (second <= flow.begin < second + 1):
                continue
            for outwards, rate in ((True, flow.up), (False, flow.down)):
                left = int(rate(second, rng) / 8)
                while left > 40:
                    length = min(left, MOST_BYTES)
                    left -= length
                    records.append((second + rng.uniform(0, 0.999), flow, outwards, length - 40))
        records.sort(key=lambda record: record[0])
        for time, flow, outwards, length in records:
            if flow.serial == 0:
                outwards = True  # the local side opens
            yield time, *frame(flow, outwards, length, flow.serial)
            flow.serial += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--seconds", type=int, default=330)
    parser.add_argument("--flows", type=int, default=160)
    parser.add_argument("--cut", action="store_true", help="end in the middle of a record")
    args = parser.parse_args()
    rng = random.Random(6)
    out = bytearray(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
    for time, data, length in packets(plan(args.seconds, args.flows, rng), args.seconds, rng):
        out += struct.pack("<IIII", START + int(time), int(time % 1 * 1e6), len(data), length)
        out += data
    if args.cut:
        del out[-10:]
    with open(args.out, "wb") as file:
        file.write(out)


if __name__ == "__main__":
    main()
