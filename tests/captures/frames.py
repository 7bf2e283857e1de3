# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames built header by header, each with what a reader must find in it.

A Part is some bytes with its facts (what a reader finds) and its marks (the offsets at which it
has seen enough to find it).  Every function here puts a header in front of a Part; the facts come
from the arguments, never from reading the bytes back.
"""
import ipaddress
import struct
from dataclasses import dataclass, field

FIN, SYN, RST, PSH, ACK = 0x01, 0x02, 0x04, 0x08, 0x10
ICMP, IGMP, TCP, UDP, DCCP, GRE, ESP, AH, ICMP6, OSPF, SCTP, UDPLITE = (
    1, 2, 6, 17, 33, 47, 50, 51, 58, 89, 132, 136)
HOP_BY_HOP, ROUTING, FRAGMENT, NO_NEXT, DESTINATION = 0, 43, 44, 59, 60

MAC_A, MAC_B = '00:00:5e:00:53:01', '00:00:5e:00:53:02'


@dataclass
class Part:
    data: bytes
    facts: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)

    def behind(self, header, **facts):
        marks = {name: offset + len(header) for name, offset in self.marks.items()}
        return Part(header + self.data, {**self.facts, **facts}, marks)

    def without(self, *names):
        return Part(self.data,
                    {k: v for k, v in self.facts.items() if k not in names},
                    {k: v for k, v in self.marks.items() if k not in names})

    def needing(self, size):
        """Nothing is found in fewer than @size bytes."""
        return Part(self.data, self.facts, {**self.marks, 'least': size, 'whole': size})

    def padded(self, least=60):
        return Part(self.data + bytes(max(0, least - len(self.data))), self.facts, self.marks)

    def malformed(self):
        return Part(self.data, {'malformed': True}, {})


def mac(text):
    return bytes(int(octet, 16) for octet in text.split(':'))


def checksum(data):
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


# Transport

def opaque(size):
    return Part(bytes(i & 0xff for i in range(size)))


def tcp(src, dst, flags, size=0):
    header = struct.pack('!HHIIBBHHH', src, dst, 1000, 2000, 5 << 4, flags, 65535, 0, 0)
    return Part(header + opaque(size).data, {'ports': (src, dst), 'tcp': flags},
                {'ports': 4, 'tcp': 14})


def udp(src, dst, size=0):
    return Part(struct.pack('!HHHH', src, dst, 8 + size, 0) + opaque(size).data,
                {'ports': (src, dst)}, {'ports': 4})


def sctp(src, dst, size=16):
    return Part(struct.pack('!HHII', src, dst, 7, 0) + opaque(size).data,
                {'ports': (src, dst)}, {'ports': 4})


def dccp(src, dst, size=4):
    header = struct.pack('!HHBBHBBHI', src, dst, 4, 0, 0, 2 << 1 | 1, 0, 0, 1)
    return Part(header + opaque(size).data, {'ports': (src, dst)}, {'ports': 4})


def icmp_query(kind, identifier, size=8):
    """ICMP and ICMPv6 messages that carry an identifier at the same place."""
    return Part(struct.pack('!BBHHH', kind, 0, 0, identifier, 1) + opaque(size).data,
                {'icmp': (kind, 0), 'ports': (identifier, identifier)}, {'icmp': 2, 'ports': 6})


def icmp_other(kind, code, body):
    return Part(struct.pack('!BBHI', kind, code, 0, 0) + body, {'icmp': (kind, code)}, {'icmp': 2})


# Internet

def ipv4(part, src, dst, protocol, options=b'', total=None, ident=0, offset=0, more=False,
         ihl=None, version=4):
    """@offset is in bytes.  @total, @ihl and @version make the header lie.

    The fact "bytes" is 0 where the length field is: the frame's length then counts."""
    size = 20 + len(options)
    length = size + len(part.data) if total is None else total
    words = size // 4 if ihl is None else ihl
    header = struct.pack('!BBHHHBBH4s4s', version << 4 | words, 0, length, ident,
                         (0x2000 if more else 0) | offset // 8, 64, protocol, 0,
                         ipaddress.IPv4Address(src).packed, ipaddress.IPv4Address(dst).packed)
    header += options
    header = header[:10] + struct.pack('!H', checksum(header)) + header[12:]
    if offset > 0:
        part = part.without('ports', 'tcp', 'icmp')
    whole = part.behind(header, family=4, src=src, dst=dst, protocol=protocol, bytes=length)
    if offset > 0 or more:
        whole.facts.update(fragment='later' if offset > 0 else 'first', ident=ident)
    whole.marks.update(ip=0, least=20, whole=size)
    return whole


def options6(data=b''):
    """Hop-by-hop and destination options: @data is padded with PadN to a multiple of 8."""
    rest = -(2 + len(data)) % 8
    if rest == 1:
        data += b'\0'
    elif rest > 1:
        data += bytes([1, rest - 2]) + bytes(rest - 2)
    return bytes([(2 + len(data)) // 8 - 1]) + data


def hop_by_hop(data=b''):
    return HOP_BY_HOP, options6(data)


def destination(data=b''):
    return DESTINATION, options6(data)


def routing(*addresses):
    """A segment routing header (RFC 8754), all of whose segments have been visited."""
    return ROUTING, (bytes([2 * len(addresses), 4, 0, len(addresses) - 1, 0, 0, 0])
                     + b''.join(ipaddress.IPv6Address(a).packed for a in addresses))


def fragment6(ident, offset, more):
    return FRAGMENT, struct.pack('!BHI', 0, offset | (1 if more else 0), ident)


def auth6(icv=12):
    return AH, bytes([(12 + icv) // 4 - 2]) + struct.pack('!HII', 0, 0x1234, 1) + bytes(icv)


def ipv6(part, src, dst, protocol, chain=(), payload=None, version=6):
    """@chain: extension headers as (number, bytes after the next-header octet)."""
    numbers = [number for number, _ in chain] + [protocol]
    extra = b''.join(bytes([following]) + body
                     for (_, body), following in zip(chain, numbers[1:]))
    facts = dict(family=6, src=src, dst=dst, protocol=protocol)
    for number, body in chain:
        if number == FRAGMENT:
            place, ident = struct.unpack('!HI', body[1:7])
            if place != 0:
                facts.update(fragment='later' if place & 0xfff8 else 'first', ident=ident)
    if facts.get('fragment') == 'later':
        part = part.without('ports', 'tcp', 'icmp')
    length = len(extra) + len(part.data) if payload is None else payload
    header = struct.pack('!IHBB', version << 28, length, numbers[0], 64)
    header += ipaddress.IPv6Address(src).packed + ipaddress.IPv6Address(dst).packed
    has_length = length > 0 or numbers[0] == NO_NEXT
    whole = part.behind(header + extra, bytes=length + 40 if has_length else 0, **facts)
    whole.marks.update(ip=0, least=40, whole=40 + len(extra))
    return whole


# Link

def link_only(protocol, body, src=None, dst=None):
    """A frame that is not IP: counted under its own protocol."""
    return Part(body, dict(family=1, protocol=protocol, bytes=0, src=src, dst=dst),
                {'ip': 0, 'least': 0, 'whole': 0})


def ethertype_of(part):
    return {4: 0x0800, 6: 0x86dd}.get(part.facts.get('family'), part.facts.get('protocol'))


def ether_addresses(part, src, dst):
    return dict(src=src, dst=dst) if part.facts.get('family') == 1 else {}


def ethernet(part, ethertype=None, src=MAC_A, dst=MAC_B):
    header = mac(dst) + mac(src) + struct.pack(
        '!H', ethertype_of(part) if ethertype is None else ethertype)
    return part.behind(header, **ether_addresses(part, src, dst))


def vlan(part, tag, ethertype=None):
    """What follows the EtherType 0x8100 or 0x88a8: to be put behind ethernet (…, 0x8100)."""
    return part.behind(struct.pack('!HH', tag, ethertype_of(part)
                                   if ethertype is None else ethertype))


def mpls(part, *labels):
    """Nothing but the first octet behind the labels says what they carry."""
    if part.facts['family'] == 1:
        part = part.needing(1)
    return part.behind(b''.join(
        struct.pack('!I', label << 12 | (i == len(labels) - 1) << 8 | 64)
        for i, label in enumerate(labels)))


def ppp_number(part):
    return {4: 0x0021, 6: 0x0057}[part.facts['family']]


def pppoe(part, number=None):
    number = ppp_number(part) if number is None else number
    return part.behind(struct.pack('!BBHHH', 0x11, 0, 17, 2 + len(part.data), number))


def ppp(part, number=None, framing=b'\xff\x03', compressed=False):
    number = ppp_number(part) if number is None else number
    return part.behind(framing + (bytes([number]) if compressed else struct.pack('!H', number)))


def cisco_hdlc(part, address=0x0f):
    return part.behind(struct.pack('!BBH', address, 0, ethertype_of(part)))


def ieee802_3(part, src=MAC_A, dst=MAC_B):
    """Ethernet with a length where Ethernet II has its EtherType."""
    return ethernet(part, len(part.data), src, dst)


def llc(part, sap):
    """What is not IP is counted with its LLC header."""
    whole = part.behind(bytes([sap, sap, 3]))
    if part.facts['family'] == 1:
        whole.marks['ip'] = 0
    return whole


def snap(part, organisation=0):
    return part.behind(b'\xaa\xaa\x03' + organisation.to_bytes(3, 'big')
                       + struct.pack('!H', ethertype_of(part)))


def cooked(part, direction=0, src=MAC_A, protocol=None):
    protocol = ethertype_of(part) if protocol is None else protocol
    header = struct.pack('!HHH', direction, 1, 6) + mac(src) + bytes(2)
    return part.behind(header + struct.pack('!H', protocol), **ether_addresses(part, src, None))


def cooked2(part, direction=0, src=MAC_A, protocol=None, interface=2):
    protocol = ethertype_of(part) if protocol is None else protocol
    header = struct.pack('!HHIHBB', protocol, 0, interface, 1, direction, 6) + mac(src) + bytes(2)
    return part.behind(header, **ether_addresses(part, src, None))


def null(part, family, order='<'):
    return part.behind(struct.pack(order + 'I', family))
