#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the seed corpora of the fuzz targets from the golden captures' cases and the filters'.

  make-seeds.py FOLDER      writes FOLDER/fuzz-packet/*, FOLDER/fuzz-file/*, FOLDER/fuzz-filter/*
"""
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'captures'))
sys.dont_write_bytecode = True

import cases as c  # noqa: E402
from importlib import import_module  # noqa: E402

captures = import_module('make-captures')

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


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    for target in ('fuzz-packet', 'fuzz-file', 'fuzz-filter'):
        (folder / target).mkdir(parents=True, exist_ok=True)
    for number, (name, title, function) in enumerate(c.CASES):
        capture = function()
        if capture.link_type in LINK_TYPES:
            seed = packet_seed(capture, number % 32, 255 if number % 3 else 1, 255)
            (folder / 'fuzz-packet' / name).write_bytes(seed)
        files = captures.render(title, capture)
        (folder / 'fuzz-file' / name).write_bytes(files[capture.form])
    cases = Path(__file__).resolve().parent.parent / 'filter' / 'cases.tsv'
    for number, line in enumerate(cases.read_text('utf-8').splitlines(), start=1):
        if line and not line.startswith('#'):
            (folder / 'fuzz-filter' / f'line-{number}').write_bytes(line.split('\t')[1].encode())


if __name__ == '__main__':
    main()
