#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the flows of weir-cli with those of tshark, for every capture file of a folder.

  check-agreement.py WEIR-CLI FOLDER [NAME…]

For every IP flow of either side, bytes and packets must be the same.  Differences that are known
are listed with their reasons in known-differences.txt; one that no longer occurs is a failure as
well.  With names, only these files are compared and all their differences shown.  The folder "-" is
the one that WEIR_CAPTURES names, or shared/captures beside the source tree.  Without the folder or
tshark the test is skipped (exit code 77).
"""
import ipaddress
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.dont_write_bytecode = True

import tshark  # noqa: E402

HERE = Path(__file__).resolve().parent
JOBS = 2
SKIPPED = 77

NUMBERS = {
    'HOPOPT': 0, 'ICMP': 1, 'IGMP': 2, 'IPv4': 4, 'TCP': 6, 'EGP': 8, 'IGP': 9, 'UDP': 17,
    'DCCP': 33, 'IPv6': 41, 'IPv6-Route': 43, 'IPv6-Frag': 44, 'RSVP': 46, 'GRE': 47, 'ESP': 50,
    'AH': 51, 'ICMPv6': 58, 'IPv6-NoNxt': 59, 'IPv6-Opts': 60, 'EIGRP': 88, 'OSPF': 89, 'IPIP': 94,
    'EtherIP': 97, 'ENCAP': 98, 'PIM': 103, 'IPComp': 108, 'VRRP': 112, 'L2TP': 115, 'IS-IS': 124,
    'SCTP': 132, 'FC': 133, 'Mobility': 135, 'UDP-Lite': 136, 'MPLS': 137, 'HIP': 139, 'Shim6': 140,
    'Ethernet': 143, 'Raw': 255}


def protocol_number(name):
    return int(name[3:]) if name.startswith('IP ') else NUMBERS[name]


def family_of(address):
    try:
        return ipaddress.ip_address(address).version
    except ValueError:
        return None


def weir_flows(cli, path):
    """The final report of one file; None if its link type is not read."""
    result = subprocess.run([cli, '-r', str(path), '--json'], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, check=False)
    lines = result.stdout.decode().splitlines()
    if result.returncode < 0:
        raise RuntimeError(f'{path.name}: weir-cli died of signal {-result.returncode}')
    if not lines:
        return None, result.stderr.decode().strip()
    report = json.loads(lines[-1])
    flows = {}
    for flow in report['flows']:
        family = family_of(flow['local_address'])
        if family is None:
            continue
        identifier = flow.get('icmp_id', 0)
        ends = sorted((flow[f'{side}_address'], flow[f'{side}_port'] or identifier)
                      for side in ('local', 'remote'))
        counts = flows.setdefault((family, protocol_number(flow['protocol']), *ends), [0, 0])
        counts[0] += flow['tx_bytes'] + flow['rx_bytes']
        counts[1] += flow['tx_packets'] + flow['rx_packets']
    return (flows, report), result.stderr.decode().strip()


def show(key):
    family, protocol, (src, sport), (dst, dport) = key
    return f'ip{family} protocol {protocol} {src} {sport} {dst} {dport}'


def compare(cli, path):
    """Returns (differences, frames, flows, packets, remark)."""
    ours, message = weir_flows(cli, path)
    if ours is None:
        return None, 0, 0, 0, message
    ours, report = ours
    theirs, frames = tshark.read_flows(path)
    differences = []
    if report['packets_received'] != frames:
        differences.append(f'frames: {report["packets_received"]}, tshark has {frames}')
    for key in sorted(set(ours) | set(theirs), key=str):
        mine, other = ours.get(key), theirs.get(key)
        if mine != other:
            differences.append(f'{show(key)}: {mine}, tshark has {other}')
    listed = sum(flow['tx_packets'] + flow['rx_packets'] for flow in report['flows'])
    if report['packets_received'] != report['packets_malformed'] + listed:
        differences.append(f'books: {report["packets_received"]} frames, '
                           f'{report["packets_malformed"]} malformed, {listed} in flows')
    agreed = [key for key in ours if ours[key] == theirs.get(key)]
    return differences, frames, len(agreed), sum(ours[key][1] for key in agreed), message


def known_differences():
    """File name: reason; lines "NAME  reason", comments with #."""
    known = {}
    for line in (HERE / 'known-differences.txt').read_text().splitlines():
        if line and not line.startswith('#'):
            name, reason = line.split(None, 1)
            known[name] = reason
    return known


def skip(why):
    print(f'Skipped: {why}.')
    sys.exit(SKIPPED)


def choose_folder(text):
    if text != '-':
        return Path(text)
    folder = os.environ.get('WEIR_CAPTURES')
    return Path(folder) if folder else HERE.parents[2] / 'shared' / 'captures'


def find_files(folder, names):
    if shutil.which('tshark') is None:
        skip('there is no tshark')
    if not folder.is_dir():
        skip(f'there is no folder {folder}; WEIR_CAPTURES names another')
    files = sorted(path for path in folder.rglob('*') if path.suffix in ('.pcap', '.pcapng'))
    return [path for path in files if not names or path.name in names]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    cli, names = sys.argv[1], sys.argv[3:]
    files = find_files(choose_folder(sys.argv[2]), names)
    known = known_differences()
    totals = dict(files=0, frames=0, flows=0, packets=0, unread=0, known=0)
    failures = []

    with ThreadPoolExecutor(JOBS) as pool:
        results = list(pool.map(lambda path: compare(cli, path), files))
    for path, (differences, frames, flows, packets, message) in zip(files, results):
        if differences is None:
            totals['unread'] += 1
            if names:
                print(f'{path.name}: {message}')
            continue
        for name, number in zip(('files', 'frames', 'flows', 'packets'),
                                (1, frames, flows, packets)):
            totals[name] += number
        is_known = path.name in known
        if differences and (names or not is_known):
            failures.append('\n  '.join([f'{path.name}: {message}', *differences]))
        elif differences:
            totals['known'] += 1
        elif is_known and not names:
            failures.append(f'{path.name}: agrees, but is listed in known-differences.txt')

    for failure in failures:
        print(failure)
    print(f'{totals["files"]} files with {totals["frames"]} frames compared, {totals["unread"]} of '
          f'link types that are not read; {totals["flows"]} IP flows with {totals["packets"]} '
          f'packets agree; {totals["known"]} files differ for known reasons, {len(failures)} for others.')
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
