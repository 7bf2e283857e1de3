#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the seed corpora of the fuzz targets: from the golden captures' cases, the captures with names
in them, the filters' cases and the databases of the tests; and what samples.py holds.

  make-seeds.py FOLDER      writes FOLDER/TARGET/*
"""
import struct
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'captures'))
sys.dont_write_bytecode = True

import cases as c  # noqa: E402
import samples  # noqa: E402
from importlib import import_module  # noqa: E402

captures = import_module('make-captures')

TCP, UDP = 6, 17

# The numbers that the file format gives to the link types of fuzz-packet.c, in its order.
LINK_TYPES = [c.LINK_ETHERNET, c.LINK_SLL, c.LINK_SLL2, c.LINK_NULL, c.LINK_LOOP, c.LINK_PPP,
              c.LINK_PPP_HDLC, c.LINK_PPP_ETHER, c.LINK_C_HDLC, c.LINK_IPV4, c.LINK_IPV6,
              c.LINK_RAW]


def packet_seed(capture, options, max_flows, max_listed):
    seed = bytes([LINK_TYPES.index(capture.link_type), options, max_flows, max_listed])
    before = None
    for time_us, part, captured, wire in captures.timed(capture):
        step = 1 if before is None or time_us - before < 1_000_000 else \
            min(0xef, 0x80 + (time_us - before) // 1_000_000)
        step = 0xf1 if before is not None and time_us < before else step
        before = time_us
        seed += struct.pack('!HBB', captured, step, min(wire - captured, 255))
        seed += part.data[:captured]
    return seed


def transports(path):
    """(protocol, source port, TCP or UDP header and what follows) of the frames of a capture."""
    data = path.read_bytes()
    at = 24
    while at < len(data):
        size, = struct.unpack_from('<I', data, at + 8)
        frame = data[at + 16:at + 16 + size]
        at += 16 + size
        packet = frame[18:] if frame[12:14] == b'\x81\0' else frame[14:]
        protocol, segment = (packet[6], packet[40:]) if packet[0] >> 4 == 6 else \
            (packet[9], packet[4 * (packet[0] & 15):])
        if protocol in (TCP, UDP):
            yield protocol, struct.unpack_from('!H', segment)[0], segment


def names_seeds(path):
    """(target, seed) of a capture: each message, and all of them."""
    everything = b'\0'
    for protocol, port, segment in transports(path):
        flow = (0x80 if protocol == UDP else 0) | {53: 0, 5353: 1, 5355: 2}.get(port, 3 + port % 2)
        everything += struct.pack('!BBH', flow, 0, len(segment)) + segment
        payload = segment[8:] if protocol == UDP else segment[4 * (segment[12] >> 4):]
        if protocol == TCP and port != 53:
            yield 'fuzz-tls', struct.pack('!H', len(payload) // 2) + payload
        elif protocol == UDP and port in (53, 5353, 5355):
            yield 'fuzz-dns', (b'\x01' if port == 5353 else b'\0') + payload
        elif protocol == UDP:
            yield 'fuzz-quic', b'\0' + payload
    yield 'fuzz-names', everything


def option(code, data):
    return struct.pack('=HH', code, len(data)) + data + bytes(-len(data) % 4)


def block(kind, body):
    length = struct.pack('=I', len(body) + 12)
    return struct.pack('=I', kind) + length + body + length


def recording():
    """A pcapng file with a process block, and packets that name it in each of the three ways."""
    end = option(0, b'')
    frame = bytes(20)
    packet = struct.pack('=IIIII', 0, 0, 1000000, len(frame), 60) + frame
    return b''.join([
        block(0x0a0d0d0a, struct.pack('=IHHq', 0x1a2b3c4d, 1, 0, -1) + option(4, b'Weir') + end),
        block(1, struct.pack('=HHI', 1, 0, 262144) + option(2, b'eth0') + option(9, b'\x06') + end),
        block(0x80000001, struct.pack('=I', 1234) + option(2, b'firefox') + end),
        block(6, packet + option(1, b'process: firefox (1234)') + end),
        block(6, packet + option(8, struct.pack('=II', 1234, 0)) + end),
        block(6, packet + option(0x8001, struct.pack('=I', 0)) + end),
        block(3, struct.pack('=I', 20) + frame),
    ])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    for target in HERE.glob('fuzz-*.c'):
        (folder / target.stem).mkdir(parents=True, exist_ok=True)
        for name, seed in getattr(samples, target.stem[5:].replace('-', '_').upper(), []):
            (folder / target.stem / name).write_bytes(seed)
    subprocess.run([sys.executable, HERE.parent / 'generators' / 'make-geo-databases.py',
                    HERE.parent.parent / 'data' / 'geo' / 'mmdb.py', folder / 'fuzz-geo'], check=True)
    for number, (name, title, function) in enumerate(c.CASES):
        capture = function()
        if capture.link_type in LINK_TYPES:
            seed = packet_seed(capture, number % 32, 255 if number % 3 else 1, 255)
            (folder / 'fuzz-packet' / name).write_bytes(seed)
        files = captures.render(title, capture)
        (folder / 'fuzz-file' / name).write_bytes(files[capture.form])
        if capture.form == 'pcapng':
            (folder / 'fuzz-pcapng' / name).write_bytes(files[capture.form])
    (folder / 'fuzz-pcapng' / 'recording').write_bytes(recording())
    (folder / 'fuzz-file' / 'recording').write_bytes(recording())
    cases = Path(__file__).resolve().parent.parent / 'filter' / 'cases.tsv'
    for number, line in enumerate(cases.read_text('utf-8').splitlines(), start=1):
        if line and not line.startswith('#'):
            (folder / 'fuzz-filter' / f'line-{number}').write_bytes(line.split('\t')[1].encode())
    for path in (HERE.parent / 'captures' / 'names').glob('*.pcap'):
        for number, (target, seed) in enumerate(names_seeds(path)):
            (folder / target / f'{path.stem}-{number}').write_bytes(seed)


if __name__ == '__main__':
    main()
