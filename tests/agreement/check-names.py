#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the names that Weir learns from capture files with what tshark reads in them.

  check-names.py PRINT-NAMES FOLDER [NAME…]

For every file the same set of lines must come out: server names of TLS and QUIC with their flows
(tls.handshake.extensions_server_name), and addresses of DNS, multicast DNS and LLMNR answers with the
names that were asked for (dns.a, dns.aaaa, dns.cname).  Known differences are listed with their
reasons in known-names.txt; one that no longer occurs is a failure as well.  The folder "-" and what is
skipped: as in check-agreement.py.
"""
import ipaddress
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

sys.dont_write_bytecode = True

agreement = import_module('check-agreement')

HERE = Path(__file__).resolve().parent
JOBS = 2
SOURCES = {53: 'dns', 5353: 'mdns', 5355: 'llmnr'}
FILTER = ('tls.handshake.extensions_server_name or (dns.flags.response == 1 and dns.flags.rcode == 0 '
          'and dns.flags.opcode == 0 and (dns.a or dns.aaaa))')
PREFERENCES = ('tcp.reassemble_out_of_order:TRUE',)
NAME = re.compile(r'(?=.{1,253}$)([a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}')


def read_name(text):
    """As Weir keeps it; None if it cannot be one of a host."""
    name = text.lower().removesuffix('.')
    return name if NAME.fullmatch(name) and not re.fullmatch(r'[0-9.]*', name) else None


def as_list(value):
    return value if isinstance(value, list) else [value]


def find(tree, wanted):
    """All values of a field, wherever it is."""
    if isinstance(tree, list):
        for item in tree:
            yield from find(item, wanted)
    elif isinstance(tree, dict):
        for name, value in tree.items():
            if name == wanted:
                yield from as_list(value)
            else:
                yield from find(value, wanted)


def ends(layers):
    """(source, its port, destination, its port) of a frame with one IP header; None of others."""
    for network, suffix in ('ip', ''), ('ipv6', ''):
        for transport in 'tcp', 'udp':
            header, segment = layers.get(network), layers.get(transport)
            if isinstance(header, dict) and isinstance(segment, dict):
                return tuple(str(ipaddress.ip_address(header[f'{network}.{side}'])) if part == 0 else
                             int(segment[f'{transport}.{side}port'])
                             for side in ('src', 'dst') for part in (0, 1))
    return None


def addresses(records, names):
    """(address, name it belongs to) of the records that belong to one of these names; None: to any."""
    for record in records:
        owner = record.get('dns.resp.name', '').lower()
        for field in 'dns.a', 'dns.aaaa':
            address = ipaddress.ip_address(record[field]) if field in record else None
            if address is None or address.is_unspecified or address.is_loopback or \
                    address.is_multicast or (names is not None and owner not in names):
                continue
            if record.get('dns.resp.class') in ('0x0001', '0x00000001'):
                yield str(address), owner, int(record.get('dns.resp.ttl', 0))


def section(message, name):
    """Records that are alike are a list under one name."""
    records = message.get(name)
    return [record for value in records.values() for record in as_list(value)
            if isinstance(record, dict)] if isinstance(records, dict) else []


def read_dns(message, source):
    if source == 'mdns':
        records = [record for name in ('Answers', 'Authoritative nameservers', 'Additional records')
                   for record in section(message, name)]
        for address, owner, ttl in addresses(records, None):
            if owner.endswith('.local') and ttl > 0 and read_name(owner):
                yield f'{source} {address} {read_name(owner)}'
        return
    questions = section(message, 'Queries')
    if len(questions) != 1:
        return
    asked = questions[0]['dns.qry.name'].lower()
    answers = section(message, 'Answers')
    names = {asked}
    for _ in answers:
        names |= {record['dns.cname'].lower() for record in answers
                  if 'dns.cname' in record and record['dns.resp.name'].lower() in names}
    for address, _, _ in addresses(answers, names):
        if read_name(asked):
            yield f'{source} {address} {read_name(asked)}'


def read_frame(layers):
    flow = ends(layers)
    if flow is None:
        return
    for key in 'dns', 'mdns', 'llmnr':
        if flow[1] in SOURCES:
            for message in as_list(layers.get(key, [])):
                yield from read_dns(message, SOURCES[flow[1]])
    kind = 'quic' if 'quic' in layers else 'tls'
    for text in find(layers, 'tls.handshake.extensions_server_name'):
        if read_name(text):
            yield ' '.join(map(str, (kind, *flow, read_name(text))))


def theirs(path):
    command = ['tshark', '-n', '-r', str(path), '-Y', FILTER, '-T', 'json', '--no-duplicate-keys']
    for preference in PREFERENCES:
        command += ['-o', preference]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    frames = json.loads(result.stdout.decode('utf-8', 'replace') or '[]', strict=False)
    return {line for frame in frames for line in read_frame(frame['_source']['layers'])}


def ours(program, path):
    result = subprocess.run([program, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            check=False)
    if result.returncode < 0:
        raise RuntimeError(f'{path.name}: print-names died of signal {-result.returncode}')
    return None if result.returncode == 2 else set(result.stdout.decode().splitlines())


def compare(program, path):
    """Returns (names that agree, differences), None if the file's link type is not read."""
    mine = ours(program, path)
    if mine is None:
        return None
    other = theirs(path)
    return mine & other, [*(f'only Weir: {line}' for line in sorted(mine - other)),
                          *(f'only tshark: {line}' for line in sorted(other - mine))]


def known_differences():
    known = {}
    for line in (HERE / 'known-names.txt').read_text().splitlines():
        if line and not line.startswith('#'):
            name, reason = line.split(None, 1)
            known[name] = reason
    return known


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    program, names = sys.argv[1], sys.argv[3:]
    files = agreement.find_files(agreement.choose_folder(sys.argv[2]), names)
    known = known_differences()
    failures, kinds, n_known, n_unread = [], {}, 0, 0

    with ThreadPoolExecutor(JOBS) as pool:
        results = list(pool.map(lambda path: compare(program, path), files))
    for path, result in zip(files, results):
        if result is None:
            n_unread += 1
            continue
        agreed, differences = result
        for line in agreed:
            kind = line.split()[0]
            kinds[kind] = kinds.get(kind, 0) + 1
        if differences and path.name in known and not names:
            n_known += 1
        elif differences:
            failures.append('\n  '.join([path.name, *differences]))
        elif path.name in known and not names:
            failures.append(f'{path.name}: agrees, but is listed in known-names.txt')

    for failure in failures:
        print(failure)
    print(f'{len(files)} files compared, {n_unread} of link types that are not read; names that agree: '
          + (', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items())) or 'none')
          + f'; {n_known} files differ for known reasons, {len(failures)} for others.')
    sys.exit(1 if failures else 0)


if __name__ == '__main__':
    main()
