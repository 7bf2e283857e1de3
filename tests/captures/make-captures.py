#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the golden captures and what must be read from them.

For every case of cases.py:
  NAME.pcap or NAME.pcapng  the capture
  NAME.packets              what the parser must find in each frame, and from which length on
  NAME.flows                the flow table after the last frame

The expectations come from the facts that built the frames (frames.py) and from a model of the flow
table (model.py), not from any program of the project.

  make-captures.py FOLDER   writes all of them
  make-captures.py --check  compares with what is there; exit code 1 if anything differs
"""
import struct
import sys
from pathlib import Path

from cases import CASES
from model import flow_table

HERE = Path(__file__).resolve().parent
START_US = 1_704_067_200_000_000        # 2024-01-01 00:00:00 UTC
STEP_US = 1_001

PACKET_COLUMNS = """\
# family protocol source port destination port bytes wire fragment icmp tcp
# | captured bytes: below the first malformed, from the second on a packet,
#   then those from which on it has its ports, ICMP type and TCP flags"""
FLOW_COLUMNS = """\
# protocol local port remote port tx_bytes rx_bytes tx_packets rx_packets tx_wire rx_wire first last"""


def timed(capture):
    """(time in µs, Part, captured, wire) of each record."""
    time_us = START_US - STEP_US
    for record in capture.records:
        time_us = time_us + STEP_US if record.time_us is None else START_US + record.time_us
        size = len(record.part.data)
        yield (time_us, record.part, size if record.cut is None else record.cut,
               size if record.wire is None else record.wire)


def facts_of(time_us, part, captured, wire):
    """The facts that can be found in the first @captured bytes; None if there is no packet."""
    if 'malformed' in part.facts or captured < part.marks['whole']:
        return None
    facts = {name: value for name, value in part.facts.items()
             if part.marks.get(name, 0) <= captured}
    if facts['bytes'] == 0:
        facts['bytes'] = wire - part.marks['ip']
    if facts['family'] == 1:
        for side in ('src', 'dst'):
            facts[side] = facts[side] or '00:00:00:00:00:00'
    facts.update(time_us=time_us, wire=wire)
    return facts


def describe(facts, marks):
    if facts is None:
        return 'malformed'
    ports = facts.get('ports', (0, 0))
    fragment = f"{facts['fragment']}:{facts['ident']}" if 'fragment' in facts else '-'
    icmp = '%d/%d' % facts['icmp'] if 'icmp' in facts else '-'
    tcp = '0x%02x' % facts['tcp'] if 'tcp' in facts else '-'
    limits = ' '.join(str(marks.get(name, '-'))
                      for name in ('least', 'whole', 'ports', 'icmp', 'tcp'))
    return (f"{facts['family']} 0x{facts['protocol']:04x} {facts['src']} {ports[0]} "
            f"{facts['dst']} {ports[1]} {facts['bytes']} {facts['wire']} {fragment} {icmp} {tcp} "
            f"| {limits}")


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    size = struct.pack(order + 'I', 12 + len(body))
    return struct.pack(order + 'I', kind) + size + body + size


def write_pcapng(capture):
    order = capture.order
    units = 1000 if capture.nanoseconds else 1
    option = struct.pack(order + 'HH', 9, 1) + b'\x09\0\0\0' if capture.nanoseconds else b''
    data = block(order, 0x0a0d0d0a, struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, -1))
    data += block(order, 1, struct.pack(order + 'HHI', capture.link_type, 0, 262144)
                  + option + (struct.pack(order + 'HH', 0, 0) if option else b''))
    for time_us, part, captured, wire in timed(capture):
        high, low = divmod(time_us * units, 1 << 32)
        data += block(order, 6, struct.pack(order + 'IIIII', 0, high, low, captured, wire)
                      + part.data[:captured])
    return data + capture.tail


def write_pcap(capture):
    order = capture.order
    data = struct.pack(order + 'IHHiIII', 0xa1b23c4d if capture.nanoseconds else 0xa1b2c3d4,
                       2, 4, 0, 0, 262144, capture.link_type)
    for time_us, part, captured, wire in timed(capture):
        seconds, rest = divmod(time_us, 1_000_000)
        data += struct.pack(order + 'IIII', seconds, rest * (1000 if capture.nanoseconds else 1),
                            captured, wire) + part.data[:captured]
    return data + capture.tail


def render(title, capture):
    """The three files, by their endings."""
    is_read = capture.error != 'link-type'
    lines, facts = [], []
    for record in timed(capture) if is_read else ():
        fact = facts_of(*record)
        lines.append(describe(fact, record[1].marks))
        facts.append(fact)

    good = [fact for fact in facts if fact is not None]
    head = f'# {title}\n'
    flows = head + FLOW_COLUMNS + '\n'
    flows += f'local {capture.local or "-"}\n'
    flows += f'error {capture.error or "-"}\n'
    flows += f'received {len(facts)} malformed {len(facts) - len(good)}\n'
    flows += ''.join(line + '\n' for line in flow_table(good, capture.local))
    writer = write_pcapng if capture.form == 'pcapng' else write_pcap
    files = {capture.form: writer(capture), 'flows': flows.encode()}
    if is_read:
        packets = head + PACKET_COLUMNS + '\n' + ''.join(line + '\n' for line in lines)
        files['packets'] = packets.encode()
    return files


def main():
    if len(sys.argv) != 2 or sys.argv[1] in ('-h', '--help'):
        sys.exit(__doc__)
    check = sys.argv[1] == '--check'
    folder = HERE if check else Path(sys.argv[1])
    differing = []
    for name, title, function in CASES:
        for ending, content in render(title, function()).items():
            path = folder / f'{name}.{ending}'
            if not check:
                path.write_bytes(content)
            elif not path.exists() or path.read_bytes() != content:
                differing.append(path.name)
    if differing:
        sys.exit('not what make-captures.py writes: ' + ' '.join(differing))


if __name__ == '__main__':
    main()
