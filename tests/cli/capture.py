# SPDX-License-Identifier: GPL-3.0-or-later
"""Small capture files, built byte by byte."""

import ipaddress
import struct

ETHERNET = 1


def internet_checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def tcp(src_port, dst_port, flags=0x10, payload=b""):
    return 6, struct.pack("!HHIIBBHHH", src_port, dst_port, 1, 1, 5 << 4, flags, 1024, 0, 0) + payload


def udp(src_port, dst_port, payload=b""):
    return 17, struct.pack("!HHHH", src_port, dst_port, 8 + len(payload), 0) + payload


def icmp_echo(identifier, is_reply=False):
    return 1, struct.pack("!BBHHH", 0 if is_reply else 8, 0, 0, identifier, 1)


def frame(src, dst, transport):
    """An Ethernet frame with an IP packet of either version in it."""
    protocol, segment = transport
    src, dst = ipaddress.ip_address(src), ipaddress.ip_address(dst)
    if src.version == 4:
        ether_type = 0x0800
        length = 20 + len(segment)
        head = struct.pack("!BBHHHBBH", 0x45, 0, length, 1, 0, 64, protocol, 0)
        checksum = internet_checksum(head + src.packed + dst.packed)
        head = head[:10] + struct.pack("!H", checksum) + src.packed + dst.packed
    else:
        ether_type = 0x86DD
        head = struct.pack("!IHBB", 6 << 28, len(segment), protocol, 64) + src.packed + dst.packed
    return b"\x02\0\0\0\0\x01\x02\0\0\0\0\x02" + struct.pack("!H", ether_type) + head + segment


def pcap(records, link_type=ETHERNET):
    """A pcap file of (seconds since 1970, frame) pairs."""
    parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type)]
    for time, data in records:
        seconds, microseconds = divmod(round(time * 1_000_000), 1_000_000)
        parts.append(struct.pack("<IIII", seconds, microseconds, len(data), len(data)))
        parts.append(data)
    return b"".join(parts)
