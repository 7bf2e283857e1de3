# SPDX-License-Identifier: GPL-3.0-or-later
"""What the flow table has to be, computed from the facts of the packets alone."""
import ipaddress

from frames import ACK, ICMP, ICMP6, SYN, TCP

FRAGMENT_LIFETIME_US = 30_000_000

IP_NAMES = {1: 'ICMP', 2: 'IGMP', 6: 'TCP', 17: 'UDP', 33: 'DCCP', 47: 'GRE', 50: 'ESP',
            58: 'ICMPv6', 59: 'IPv6-NoNxt', 89: 'OSPF', 132: 'SCTP', 136: 'UDP-Lite'}
LINK_NAMES = {0: 'Unknown', 0x0142: 'STP', 0x01aa: 'SNAP', 0x01fe: 'IS-IS', 0x0806: 'ARP', 0x2000: 'CDP',
              0x8035: 'RARP', 0x8137: 'IPX', 0x8847: 'MPLS', 0x8863: 'PPPoE discovery', 0x8864: 'PPPoE session',
              0x880b: 'PPP', 0x88cc: 'LLDP', 0x888e: 'EAPOL'}


def protocol_name(family, number):
    if family == 1:
        return LINK_NAMES.get(number, f'EtherType 0x{number:04x}')
    return IP_NAMES.get(number, f'IP {number}')


def is_group(address):
    if ':' in address and len(address) == 17:
        return int(address[:2], 16) & 1 == 1
    return ipaddress.ip_address(address).is_multicast or address == '255.255.255.255'


def is_local(address, family, network):
    if network is None or family == 1 or is_group(address):
        return False
    return ipaddress.ip_address(address) in ipaddress.ip_network(network)


def source_is_left(packet, network):
    """Which side stands left, by the flow's first packet."""
    near = [is_local(packet[side], packet['family'], network) for side in ('src', 'dst')]
    if near[0] != near[1]:
        return near[0]
    if packet['family'] != 1 and packet['protocol'] == TCP and packet.get('tcp', 0) & SYN:
        return not packet['tcp'] & ACK
    if all(near):
        sport, dport = packet.get('ports', (0, 0))
        return sport >= dport
    return True


def join_fragments(packets):
    """Gives later fragments the ports and the protocol of their first, where it came before."""
    firsts = {}
    for packet in packets:
        if 'fragment' not in packet:
            continue
        key = (packet['src'], packet['dst'], packet['ident'], packet['family'])
        if packet['fragment'] == 'first':
            firsts[key] = packet
        elif key in firsts and abs(packet['time_us'] - firsts[key]['time_us']) <= \
                FRAGMENT_LIFETIME_US:
            packet['protocol'] = firsts[key]['protocol']
            if 'ports' in firsts[key]:
                packet['ports'] = firsts[key]['ports']


def flow_table(packets, network):
    """@packets: dictionaries of facts, malformed ones left out.  Returns sorted lines."""
    flows = {}
    packets = [dict(packet) for packet in packets]
    join_fragments(packets)
    for packet in packets:
        ports = packet.get('ports', (0, 0))
        ends = (packet['src'], ports[0]), (packet['dst'], ports[1])
        key = packet['family'], packet['protocol'], frozenset(ends)
        if key not in flows:
            flows[key] = dict(ends=ends if source_is_left(packet, network) else ends[::-1],
                              tx=[0, 0, 0], rx=[0, 0, 0], times=[])
        flow = flows[key]
        if ends[0] == ends[1]:
            side = flow['tx']
        else:
            side = flow['tx'] if flow['ends'] == ends else flow['rx']
        for i, amount in enumerate((packet['bytes'], 1, packet['wire'])):
            side[i] += amount
        flow['times'].append(packet['time_us'])

    lines = []
    for (family, protocol, _), flow in flows.items():
        (local, local_port), (remote, remote_port) = flow['ends']
        tx, rx = flow['tx'], flow['rx']
        name = protocol_name(family, protocol).replace(' ', '_')
        stamps = ['%d.%06d' % divmod(time, 1_000_000)
                  for time in (min(flow['times']), max(flow['times']))]
        lines.append(f'{name} {local} {local_port} {remote} {remote_port} '
                     f'{tx[0]} {rx[0]} {tx[1]} {rx[1]} {tx[2]} {rx[2]} {" ".join(stamps)}')
    return sorted(lines)
