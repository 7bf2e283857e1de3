#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what weir-cli tells of TCP connections with tshark's analysis, for every capture file of
a folder.

  check-tcp.py WEIR-CLI FOLDER [NAME…]

For every TCP flow: payload that was sent again, payload out of order, closed windows, the round trip
of the handshake, and the smoothed round-trip time, which has to lie between the least and the
greatest that tshark measures (tcp.analysis.retransmission, .out_of_order, .zero_window,
.initial_rtt, .ack_rtt).

tshark does not remember which payload it has seen: what comes soon after the newest payload is out of
order for it, even if all of it was there before.  Here as in Weir that is a retransmission, and of a
segment that brings new payload as well only the old part counts.  A segment that was captured twice,
with the same identification in the IP header and in the same millisecond, was not sent twice; and who
is refused has had no handshake.  Other differences are listed with
their reasons in known-tcp-differences.txt; one that no longer occurs is a failure as well.
"""
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

sys.dont_write_bytecode = True

import tshark  # noqa: E402

agreement = import_module('check-agreement')

HERE = Path(__file__).resolve().parent
ANALYSIS = 'tcp.analysis.'
FIELDS = ['tcp.stream', 'tcp.seq_raw', 'tcp.ack_raw', 'tcp.len', 'tcp.flags', 'tcp.window_size_value',
          *(ANALYSIS + name for name in ('retransmission', 'spurious_retransmission',
                                         'fast_retransmission', 'out_of_order', 'zero_window',
                                         'initial_rtt', 'ack_rtt'))]
RST = 0x04
HALF = 1 << 31
ROUNDING_MS = 0.0011
COPY_S = 0.001


class Seen:
    """The sequence numbers of one direction that were seen, without wrapping around."""

    def __init__(self):
        self.base = None
        self.ranges = []

    def add(self, seq, length):
        """Returns how many of them were seen before."""
        if self.base is None:
            self.base = seq - HALF
        start = (seq - self.base) % (1 << 32)
        end = start + length
        old, kept = 0, []
        for low, high in self.ranges:
            if high < start or low > end:
                kept.append((low, high))
                continue
            old += max(0, min(high, end) - max(low, start))
            start_, end_ = min(low, start), max(high, end)
            start, end = start_, end_
        kept.append((start, end))
        # What was counted twice while ranges grew together is no more than the segment itself.
        self.ranges = kept
        return min(old, length)


def new_flow():
    return dict(retransmitted=0, out_of_order=0, zero_windows=0, handshake=[], rtt={})


def read_tshark(path):
    flows, seen, last = {}, {}, {}
    for frame in tshark.run(path, FIELDS):
        packet = tshark.read_packet(frame)
        stream = frame.number('tcp.stream')
        if packet is None or stream is None or packet['protocol'] != tshark.TCP:
            continue
        if 'fragment' in packet or None in packet['ports']:
            continue
        src = tshark.canonical(packet['src']), packet['ports'][0]
        dst = tshark.canonical(packet['dst']), packet['ports'][1]
        flow = flows.setdefault((packet['family'], *sorted([src, dst])), new_flow())
        length = frame.number('tcp.len') or 0
        print_ = [frame.number(name) for name in ('ip.id', 'tcp.seq_raw', 'tcp.ack_raw', 'tcp.len',
                                                  'tcp.flags', 'tcp.window_size_value')]
        before, last[stream, src] = last.get((stream, src)), (print_, packet['time'])
        if before and before[0] == print_ and (length or print_[0]) \
                and abs(before[1] - packet['time']) <= COPY_S:
            continue
        old = seen.setdefault((stream, src), Seen()).add(frame.number('tcp.seq_raw') or 0, length)
        names = {name for name in FIELDS if name.startswith(ANALYSIS) and frame.values[name]}
        if ANALYSIS + 'out_of_order' in names and old == 0:
            flow['out_of_order'] += length
        elif names & {ANALYSIS + 'retransmission', ANALYSIS + 'fast_retransmission',
                      ANALYSIS + 'spurious_retransmission', ANALYSIS + 'out_of_order'}:
            flow['retransmitted'] += old or length
        flow['zero_windows'] += ANALYSIS + 'zero_window' in names
        for value in frame.values[ANALYSIS + 'initial_rtt'][:1]:
            if not frame.number('tcp.flags') & RST:
                flow['handshake'].append(float(value) * 1000)
        for value in frame.values[ANALYSIS + 'ack_rtt'][:1]:
            flow['rtt'].setdefault(src, []).append(float(value) * 1000)
    return flows


def read_weir(cli, path):
    result = subprocess.run([cli, '-r', str(path), '--json'], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, check=False)
    lines = result.stdout.decode().splitlines()
    if result.returncode < 0:
        raise RuntimeError(f'{path.name}: weir-cli died of signal {-result.returncode}')
    if not lines:
        return {}
    flows = {}
    for flow in json.loads(lines[-1])['flows']:
        family = agreement.family_of(flow['local_address'])
        if family is None or flow['protocol'] != 'TCP' or 'zero_windows' not in flow:
            continue
        ends = [(flow[f'{side}_address'], flow[f'{side}_port']) for side in ('local', 'remote')]
        flow['ends'] = ends
        flows[(family, *sorted(ends))] = flow
    return flows


def compare_flow(mine, other):
    for ours, theirs in (('retransmitted_bytes', 'retransmitted'),
                         ('out_of_order_bytes', 'out_of_order'), ('zero_windows', 'zero_windows')):
        if mine[ours] != other[theirs]:
            yield f'{ours} {mine[ours]}, tshark has {other[theirs]}'
    # Of several connections with the same ports the newest counts.
    handshake = mine.get('handshake_rtt_ms')
    if handshake is None and other['handshake']:
        yield f'no handshake, tshark has {other["handshake"][-1]:.3f} ms'
    elif handshake is not None and not any(abs(handshake - value) < ROUNDING_MS
                                           for value in other['handshake']):
        yield f'handshake {handshake} ms, tshark has {sorted(set(other["handshake"]))[-3:]}'
    for name, acks_from in (('rtt_ms', 1), ('local_rtt_ms', 0)):
        rtt = mine.get(name)
        values = other['rtt'].get(mine['ends'][acks_from])
        if rtt is not None and values is None:
            yield f'{name} {rtt}, tshark has none'
        elif rtt is not None and not min(values) - ROUNDING_MS < rtt < max(values) + ROUNDING_MS:
            yield f'{name} {rtt}, tshark has {min(values):.3f} to {max(values):.3f}'


def compare(cli, path):
    ours = read_weir(cli, path)
    theirs = read_tshark(path) if ours else {}
    differences, counts = [], dict(flows=0, retransmitted=0, out_of_order=0, zero_windows=0,
                                   handshakes=0, rtts=0)
    for key in sorted(set(ours) & set(theirs), key=str):
        found = list(compare_flow(ours[key], theirs[key]))
        differences += [f'{key[1]} {key[2]}: {text}' for text in found]
        if not found:
            counts['flows'] += 1
            counts['retransmitted'] += theirs[key]['retransmitted']
            counts['out_of_order'] += theirs[key]['out_of_order']
            counts['zero_windows'] += theirs[key]['zero_windows']
            counts['handshakes'] += 'handshake_rtt_ms' in ours[key]
            counts['rtts'] += 'rtt_ms' in ours[key]
    return differences, counts


def known_differences():
    known = {}
    for line in (HERE / 'known-tcp-differences.txt').read_text().splitlines():
        if line and not line.startswith('#'):
            name, reason = line.split(None, 1)
            known[name] = reason
    return known


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    cli, names = sys.argv[1], sys.argv[3:]
    files = agreement.find_files(agreement.choose_folder(sys.argv[2]), names)
    known = known_differences()
    sums, n_files, n_known, n_failed = {}, 0, 0, 0

    with ThreadPoolExecutor(agreement.JOBS) as pool:
        results = list(pool.map(lambda path: compare(cli, path), files))
    for path, (differences, counts) in zip(files, results):
        n_files += counts['flows'] > 0
        for name, number in counts.items():
            sums[name] = sums.get(name, 0) + number
        is_known = path.name in known and not names
        if differences and is_known:
            n_known += 1
        elif differences:
            n_failed += 1
            print('\n  '.join([f'{path.name}:', *differences]))
        elif is_known:
            n_failed += 1
            print(f'{path.name}: agrees, but is listed in known-tcp-differences.txt')

    print(f'{n_files} files: {sums["flows"]} TCP flows agree, with {sums["retransmitted"]} bytes sent '
          f'again, {sums["out_of_order"]} out of order, {sums["zero_windows"]} closed windows, '
          f'{sums["handshakes"]} handshakes and {sums["rtts"]} round-trip times; {n_known} files differ '
          f'for known reasons, {n_failed} for others.')
    sys.exit(1 if n_failed else 0)


if __name__ == '__main__':
    main()
