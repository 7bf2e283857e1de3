#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes NAME.flows for every capture of this folder, from tshark's fields and the flow model.

  make-flows.py             needs tshark; to be run when a capture is added
"""
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE.parent), str(HERE.parents[1] / 'agreement')]
sys.dont_write_bytecode = True

import tshark  # noqa: E402
from model import flow_table  # noqa: E402

MORE_FIELDS = ['tcp.flags', 'eth.src', 'eth.dst', 'eth.type', 'eth.len', 'llc.dsap', 'llc.oui',
               'chdlc.protocol']


def time_us(frame):
    seconds, _, fraction = frame.first('frame.time_epoch').partition('.')
    return int(seconds) * 1_000_000 + int(fraction[:6].ljust(6, '0'))


def read_link(frame):
    """A frame that is not IP."""
    wire = frame.number('frame.len')
    packet = dict(family=1, src='00:00:00:00:00:00', dst='00:00:00:00:00:00')
    if frame.first('chdlc.protocol') is not None:
        return dict(packet, protocol=frame.number('chdlc.protocol'), bytes=wire - 4)
    packet.update(src=frame.first('eth.src'), dst=frame.first('eth.dst'))
    if frame.first('eth.type') is not None:
        return dict(packet, protocol=frame.number('eth.type'), bytes=wire - 14)
    # The eight bytes of LLC and SNAP belong to the link header, the three of LLC alone do not.
    header = 14 + (8 if frame.first('llc.oui') is not None else 0)
    return dict(packet, protocol=0x0100 | frame.number('llc.dsap'), bytes=wire - header)


def read_facts(frame):
    packet = tshark.read_packet(frame) or read_link(frame)
    packet.update(time_us=time_us(frame), wire=frame.number('frame.len'))
    if packet['protocol'] == tshark.TCP and packet['family'] != 1:
        packet['tcp'] = frame.number('tcp.flags')
    return packet


def main():
    for path in sorted(HERE.glob('*.pcap')):
        packets = [read_facts(frame) for frame in tshark.run(path, MORE_FIELDS)]
        if any('fragment' in packet for packet in packets):
            sys.exit(f'{path.name}: fragments are not provided for here')
        lines = [f'# {path.name} of tcpdump, by tshark and model.py',
                 'local -', 'error -', f'received {len(packets)} malformed 0',
                 *flow_table(packets, None)]
        path.with_suffix('.flows').write_text('\n'.join(lines) + '\n')


if __name__ == '__main__':
    main()
