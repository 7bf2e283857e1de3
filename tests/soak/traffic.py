# SPDX-License-Identifier: GPL-3.0-or-later
"""Capture files of one-packet flows, as many as wanted, and what must be counted in them."""

import struct

# Ethernet, IPv4, UDP and 18 bytes: the shortest frame there is on a cable.
FRAME_BYTES = 60
IP_BYTES = FRAME_BYTES - 14
RECORD_BYTES = 16 + FRAME_BYTES

HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)

_FRAME = (bytes.fromhex("0200000000ee 020000000001 0800")
          + struct.pack(">BBHHHBBH4s4s", 0x45, 0, IP_BYTES, 0, 0, 64, 17, 0, bytes(4),
                        bytes([198, 19, 0, 1]))
          + struct.pack(">HHHH", 0, 9, IP_BYTES - 20, 0) + bytes(18))
_TIMES = struct.Struct("<IIII")
_SOURCE = struct.Struct(">I")
_PORT = struct.Struct(">H")
_SOURCE_AT, _PORT_AT = 16 + 26, 16 + 34

# Of a flow's number, one that looks random: no two are alike (odd, and coprime to 2^32).
_SCATTER = 2654435761


def records(first, count, start_s=1_000_000_000, rate=100_000):
    """Packets first … of as many flows, so many a second."""
    record = bytearray(16) + _FRAME
    parts = []
    for n in range(first, first + count):
        _TIMES.pack_into(record, 0, start_s + n // rate, n % rate * 1_000_000 // rate, FRAME_BYTES,
                         FRAME_BYTES)
        scattered = n * _SCATTER & 0xFFFFFFFF
        # 20 bits of it in the address, all of 10.0.0.0/12; 12 in the port.
        _SOURCE.pack_into(record, _SOURCE_AT, 0x0A000000 | scattered >> 12)
        _PORT.pack_into(record, _PORT_AT, 1024 + (scattered & 0xFFF))
        parts.append(bytes(record))
    return b"".join(parts)


def write(path, count, **options):
    with open(path, "wb") as file:
        file.write(HEADER)
        for first in range(0, count, 50_000):
            file.write(records(first, min(50_000, count - first), **options))
