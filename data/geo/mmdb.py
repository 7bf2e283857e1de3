# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes databases in MaxMind's format, version 2.0.

Only what Weir needs: values are dictionaries, texts and whole numbers.  One tree holds both families,
IPv4 at ::/96.
"""

import array
import struct
import time

_MAP, _TEXT, _UINT16, _UINT32, _UINT64, _ARRAY = 7, 2, 5, 6, 9, 11
_MARKER = b"\xab\xcd\xefMaxMind.com"

_EMPTY = 0xFFFFFFFF
_DATA = 0x80000000  # a child is an offset into the data, not a node


def _control(kind, size):
    if size >= 29:
        if size < 285:
            low, extra = 29, bytes([size - 29])
        elif size < 65821:
            low, extra = 30, struct.pack(">H", size - 285)
        else:
            raise ValueError("a value is too large")
    else:
        low, extra = size, b""
    if kind > 7:
        return bytes([low, kind - 7]) + extra
    return bytes([kind << 5 | low]) + extra


def _number(kind, value):
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return _control(kind, len(raw)) + raw


def encode(value):
    """The bytes of a value in the data section."""
    if isinstance(value, dict):
        return _control(_MAP, len(value)) + b"".join(
            encode(key) + encode(item) for key, item in value.items()
        )
    if isinstance(value, list):
        return _control(_ARRAY, len(value)) + b"".join(map(encode, value))
    if isinstance(value, str):
        raw = value.encode()
        return _control(_TEXT, len(raw)) + raw
    return _number(_UINT32, value)


class Writer:
    """Collects networks, then writes them."""

    def __init__(self, database_type, description, epoch=None):
        self.metadata = (database_type, description, int(time.time()) if epoch is None else epoch)
        self.children = array.array("I", [_EMPTY, _EMPTY])
        self.data = bytearray()
        self.offsets = {}

    def insert(self, network, record):
        """@network: of the module ipaddress; those that lie within another come after it."""
        bits, length = int(network.network_address), network.prefixlen
        if network.version == 4:
            length += 96
        raw = encode(record)
        if raw not in self.offsets:
            self.offsets[raw] = len(self.data)
            self.data += raw
        leaf = _DATA | self.offsets[raw]

        children, node = self.children, 0
        for depth in range(length - 1):
            side = 2 * node + (bits >> (127 - depth) & 1)
            child = children[side]
            if child & _DATA:  # empty, or a wider network, which goes on beside this one
                children.extend((child, child))
                child = len(children) // 2 - 1
                children[side] = child
            node = child
        children[2 * node + (bits >> (128 - length) & 1)] = leaf

    def write(self, path):
        database_type, description, epoch = self.metadata
        count = len(self.children) // 2
        largest = count + 16 + len(self.data)
        record_size = next(size for size in (24, 28, 32) if largest < 1 << size)

        def resolve(child):
            if child == _EMPTY:
                return count
            return count + 16 + (child & ~_DATA) if child & _DATA else child

        tree = bytearray()
        for node in range(count):
            left, right = map(resolve, self.children[2 * node : 2 * node + 2])
            if record_size == 28:
                tree += struct.pack(">I", left)[1:]
                tree.append(left >> 24 << 4 | right >> 24)
                tree += struct.pack(">I", right)[1:]
            else:
                size = record_size // 8
                tree += left.to_bytes(size, "big") + right.to_bytes(size, "big")

        fields = (
            ("binary_format_major_version", _number(_UINT16, 2)),
            ("binary_format_minor_version", _number(_UINT16, 0)),
            ("build_epoch", _number(_UINT64, epoch)),
            ("database_type", encode(database_type)),
            ("description", encode({"en": description})),
            ("ip_version", _number(_UINT16, 6)),
            ("languages", encode(["en"])),
            ("node_count", _number(_UINT32, count)),
            ("record_size", _number(_UINT16, record_size)),
        )
        with open(path, "wb") as file:
            file.write(tree + bytes(16) + self.data + _MARKER + _control(_MAP, len(fields)))
            for name, raw in fields:
                file.write(encode(name) + raw)
