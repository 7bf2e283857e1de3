# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows of a capture file as tshark's fields tell them.

Only the outermost IP header counts, whose fields come first in a frame.  A packet is taken where
tshark gives its addresses, protocol and length; everything else is left out.
"""
import ipaddress
import re
import subprocess

FIELDS = '''
frame.number frame.time_epoch frame.protocols frame.len
ip.hdr_len ip.len ip.id ip.flags.mf ip.frag_offset ip.proto ip.src ip.dst
ipv6.plen ipv6.nxt ipv6.src ipv6.dst
ipv6.hopopts.nxt ipv6.routing.nxt ipv6.dstopts.nxt ah.next_header mip6.proto
ipv6.fraghdr.nxt ipv6.fraghdr.offset ipv6.fraghdr.more ipv6.fraghdr.ident
tcp.srcport tcp.dstport udp.srcport udp.dstport
sctp.srcport sctp.dstport dccp.srcport dccp.dstport
icmp.type icmp.ident icmpv6.type icmpv6.echo.identifier
'''.split()

# Frame by frame: nothing is put together from several of them.
PREFERENCES = ('ip.defragment:FALSE', 'ipv6.defragment:FALSE', 'tcp.desegment_tcp_streams:FALSE',
               'sctp.reassembly:FALSE')

ICMP, TCP, UDP, DCCP, AH, ICMP6, NO_NEXT, SCTP, MOBILITY, UDPLITE = (
    1, 6, 17, 33, 51, 58, 59, 132, 135, 136)
FRAGMENT = 44
EXTENSIONS = {0: 'ipv6.hopopts.nxt', 43: 'ipv6.routing.nxt', 60: 'ipv6.dstopts.nxt',
              AH: 'ah.next_header', FRAGMENT: 'ipv6.fraghdr.nxt', MOBILITY: 'mip6.proto'}
PORTS = {TCP: 'tcp', UDP: 'udp', UDPLITE: 'udp', SCTP: 'sctp', DCCP: 'dccp'}
QUERIES = {ICMP: {0, 8, 13, 14, 15, 16, 17, 18, 42, 43}, ICMP6: {128, 129, 160, 161}}
FRAGMENT_LIFETIME_S = 30


class Frame:
    """One line of tshark's output: the values of each field in their order."""

    def __init__(self, names, line):
        self.values = {name: text.split(',') if text else []
                       for name, text in zip(names, line.split('\t'))}

    def first(self, name):
        values = self.values[name]
        return values[0] if values else None

    def number(self, name):
        text = self.first(name)
        return None if text is None else int(float(text)) if '.' in text else int(text, 0)

    def take(self, name):
        """The next value of a field that may occur once for each header of a chain."""
        values = self.values[name]
        return int(values.pop(0), 0) if values else None


def run(path, more_fields=()):
    fields = [*FIELDS, *more_fields]
    command = ['tshark', '-n', '-r', str(path), '-T', 'fields', '-E', 'occurrence=a',
               '-E', 'aggregator=,', '-E', 'separator=/t']
    for preference in PREFERENCES:
        command += ['-o', preference]
    for field in fields:
        command += ['-e', field]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if b"aren't valid" in result.stderr:
        raise RuntimeError(result.stderr.decode())
    lines = result.stdout.decode('utf-8', 'replace').split('\n')
    return [Frame(fields, line) for line in lines if line.count('\t') == len(fields) - 1]


def outer_family(frame):
    for name in re.split(':', frame.first('frame.protocols') or ''):
        if name in ('ip', 'ipv6'):
            return 4 if name == 'ip' else 6
    return None


def read_ipv4(frame):
    length, header = frame.number('ip.len'), frame.number('ip.hdr_len')
    protocol = frame.number('ip.proto')
    src, dst = frame.first('ip.src'), frame.first('ip.dst')
    if None in (length, header, protocol, src, dst) or header < 20 or length < header:
        return None
    offset = frame.number('ip.frag_offset') or 0
    more = frame.first('ip.flags.mf') in ('1', 'True')
    packet = dict(family=4, src=src, dst=dst, protocol=protocol, bytes=length)
    if offset or more:
        packet['fragment'] = (frame.number('ip.id'), protocol)
        packet['is_later'] = offset > 0
    if protocol == AH and not packet.get('is_later'):
        packet['protocol'] = frame.take('ah.next_header') or AH
    return packet


def read_ipv6(frame):
    payload, protocol = frame.number('ipv6.plen'), frame.number('ipv6.nxt')
    src, dst = frame.first('ipv6.src'), frame.first('ipv6.dst')
    if None in (payload, protocol, src, dst):
        return None
    packet = dict(family=6, src=src, dst=dst, bytes=payload + 40)
    while protocol in EXTENSIONS:
        following = frame.take(EXTENSIONS[protocol])
        if following is None:
            break
        if protocol == FRAGMENT:
            offset = frame.take('ipv6.fraghdr.offset') or 0
            more = (frame.values['ipv6.fraghdr.more'] or ['0']).pop(0) in ('1', 'True')
            ident = frame.take('ipv6.fraghdr.ident')
            if offset or more:
                packet['fragment'] = (ident, None)
                packet['is_later'] = offset > 0
        if protocol == MOBILITY and following == NO_NEXT:
            break
        protocol = following
        if packet.get('is_later'):
            break
    packet['protocol'] = protocol
    return packet


def add_ports(packet, frame):
    protocol = packet['protocol']
    packet['ports'] = (0, 0)
    if packet.get('is_later'):
        return
    if protocol in PORTS:
        ports = [frame.number(f'{PORTS[protocol]}.{side}port') for side in ('src', 'dst')]
        if None not in ports:
            packet['ports'] = tuple(ports)
    elif protocol in QUERIES:
        name = 'icmp' if protocol == ICMP else 'icmpv6'
        field = 'icmp.ident' if protocol == ICMP else 'icmpv6.echo.identifier'
        identifier = frame.number(field)
        if frame.number(f'{name}.type') in QUERIES[protocol] and identifier is not None:
            packet['ports'] = (identifier, identifier)


def join_fragments(packets):
    """tshark shows no ports for later fragments; they are those of the first, if it came before."""
    firsts = {}
    for packet in packets:
        if 'fragment' not in packet:
            continue
        key = packet['family'], packet['src'], packet['dst'], packet['fragment']
        if not packet['is_later']:
            firsts[key] = packet
        elif key in firsts and abs(packet['time'] - firsts[key]['time']) <= FRAGMENT_LIFETIME_S:
            packet['ports'] = firsts[key]['ports']
            packet['protocol'] = firsts[key]['protocol']


def canonical(address):
    return str(ipaddress.ip_address(address))


def read_packet(frame):
    """The IP packet of a frame, later fragments without ports; None if there is none."""
    family = outer_family(frame)
    if family is None:
        return None
    packet = read_ipv4(frame) if family == 4 else read_ipv6(frame)
    if packet is not None:
        packet['time'] = float(frame.first('frame.time_epoch') or 0)
        add_ports(packet, frame)
    return packet


def read_flows(path):
    """({key: [bytes, packets]}, number of frames); a key's two ends are in no order."""
    frames = run(path)
    packets = [packet for packet in map(read_packet, frames) if packet is not None]
    join_fragments(packets)

    flows = {}
    for packet in packets:
        ends = sorted([(canonical(packet['src']), packet['ports'][0]),
                       (canonical(packet['dst']), packet['ports'][1])])
        counts = flows.setdefault((packet['family'], packet['protocol'], *ends), [0, 0])
        counts[0] += packet['bytes']
        counts[1] += 1
    return flows, len(frames)
