# SPDX-License-Identifier: GPL-3.0-or-later
"""The captures, one function each; its name is the file's, its first line says what it shows."""
from dataclasses import dataclass, replace

from frames import (
    ACK, DCCP, ESP, FIN, GRE, ICMP, ICMP6, IGMP, AH, NO_NEXT, OSPF, PSH, RST, SCTP, SYN, TCP, UDP,
    UDPLITE, MAC_A, MAC_B, Part, auth6, cisco_hdlc, cooked, cooked2, dccp, destination, ethernet,
    fragment6, hop_by_hop, icmp_other, icmp_query, ieee802_3, ipv4, ipv6, link_only, llc, mpls,
    null, opaque, ppp, pppoe, routing, sctp, snap, tcp, udp, vlan)

# Numbers of the capture file format, which for raw IP are not those of the library.
LINK_NULL, LINK_ETHERNET, LINK_PPP, LINK_RAW_12, LINK_RAW_14 = 0, 1, 9, 12, 14
LINK_PPP_HDLC, LINK_PPP_ETHER, LINK_RAW, LINK_C_HDLC, LINK_LOOP = 50, 51, 101, 104, 108
LINK_SLL, LINK_IPV4, LINK_IPV6, LINK_SLL2, LINK_80211 = 113, 228, 229, 276, 105

# Addresses for documentation (RFC 5737, RFC 3849).
A4, B4, C4 = '192.0.2.1', '198.51.100.7', '203.0.113.9'
A6, B6, C6 = '2001:db8:a::1', '2001:db8:b::7', '2001:db8:c::9'


@dataclass
class Record:
    part: Part
    time_us: int = None         # without one: a millisecond after the record before
    cut: int = None             # captured bytes
    wire: int = None            # original length, if it is more than there are bytes


@dataclass
class Capture:
    link_type: int
    records: list
    local: str = None           # the "-F" network
    form: str = 'pcap'          # or pcapng
    order: str = '<'
    nanoseconds: bool = False
    tail: bytes = b''           # behind the last record
    error: str = None           # what reading the file ends with


CASES = []


def case(function):
    CASES.append((function.__name__.replace('_', '-'), function.__doc__, function))
    return function


def records(*parts):
    return [part if isinstance(part, Record) else Record(part) for part in parts]


def plain(*parts, link=LINK_ETHERNET, **more):
    return Capture(link, records(*parts), **more)


def two_ways4(wrap=lambda part: part):
    """A question and its answer, of different sizes."""
    return [wrap(ipv4(udp(40000, 53, 20), A4, B4, UDP)), wrap(ipv4(udp(53, 40000, 90), B4, A4, UDP))]


def two_ways6(wrap=lambda part: part):
    return [wrap(ipv6(udp(40000, 53, 21), A6, B6, UDP)), wrap(ipv6(udp(53, 40000, 91), B6, A6, UDP))]


def both_families(wrap):
    return two_ways4(wrap) + two_ways6(wrap)


def arp(operation=1):
    return link_only(0x0806, b'\0\1\x08\0\6\4\0' + bytes([operation]) + bytes(20))


# Link layers

@case
def ethernet_ip():
    """Ethernet II, both families, both ways."""
    return plain(*both_families(ethernet))


@case
def ethernet_padding():
    """Frames padded to the 60 bytes of Ethernet: the padding is wire, not IP."""
    return plain(*[ethernet(part).padded() for part in (
        ipv4(tcp(40000, 80, SYN), A4, B4, TCP),
        ipv4(tcp(80, 40000, SYN | ACK), B4, A4, TCP),
        ipv4(udp(1, 2, 0), A4, B4, UDP),
        # The transport header ends with the datagram; the bytes behind it are not ports.
        ipv4(Part(b'\x12'), A4, B4, UDP),
        ipv6(Part(b''), A6, B6, NO_NEXT))])


@case
def novell_raw():
    """Novell's 802.3 without LLC carries IPX."""
    ipx = link_only(0x8137, b'\xff\xff\0\x1e\0\0' + bytes(24)).needing(3)
    return plain(ieee802_3(ipx).padded(), ieee802_3(ipx, MAC_B, MAC_A).padded())


@case
def llc_snap():
    """802.3 with LLC and SNAP: IP, ARP, and an organisation's own protocol."""
    cdp = link_only(0x01aa, b'\xaa\xaa\x03\x00\x00\x0c\x20\x00\x02\xb4' + bytes(30)).needing(8)
    cdp.marks['ip'] = 8
    return plain(*both_families(lambda part: ieee802_3(snap(part))),
                 ieee802_3(snap(arp())).padded(), ieee802_3(cdp).padded())


@case
def llc_ip():
    """802.3 with the LLC service access point of IP itself."""
    return plain(*two_ways4(lambda part: ieee802_3(llc(part, 0x06))))


@case
def llc_other():
    """Spanning tree and IS-IS on LLC: counted by their service access points."""
    bpdu = ieee802_3(llc(link_only(0x0142, bytes(35)), 0x42), MAC_A, '01:80:c2:00:00:00')
    isis = ieee802_3(llc(link_only(0x01fe, b'\x83' + bytes(60)), 0xfe), MAC_B, '09:00:2b:00:00:05')
    return plain(bpdu.padded(), isis, bpdu.padded())


@case
def vlan_tag():
    """802.1Q, IP and ARP."""
    return plain(*both_families(lambda part: ethernet(vlan(part, 0x6001), 0x8100)),
                 ethernet(vlan(arp(), 1), 0x8100).padded(64))


@case
def vlan_stacked():
    """802.1ad outside 802.1Q; three tags; the older number of the outer tag."""
    def two(part):
        return ethernet(vlan(vlan(part, 7), 100, 0x8100), 0x88a8)

    def three(part):
        return ethernet(vlan(vlan(vlan(part, 7), 8, 0x8100), 9, 0x88a8), 0x88a8)

    def old(part):
        return ethernet(vlan(vlan(part, 7), 100, 0x8100), 0x9100)

    return plain(*both_families(two), *two_ways4(three), *two_ways6(old))


@case
def vlan_llc():
    """A length in a VLAN tag, then LLC and SNAP."""
    return plain(*two_ways4(lambda part: ethernet(
        vlan(snap(part), 5, len(part.data) + 8), 0x8100)))


@case
def pppoe_session():
    """PPPoE with IP, link control and discovery."""
    lcp = pppoe(link_only(0x8864, b'\x09\x01\0\x08\0\0\0\0'), 0xc021)
    discovery = link_only(0x8863, b'\x11\x09\0\0\0\x04\x01\x01\0\0')
    return plain(*both_families(lambda part: ethernet(pppoe(part), 0x8864)),
                 ethernet(lcp, 0x8864), ethernet(discovery, dst='ff:ff:ff:ff:ff:ff'),
                 ethernet(vlan(pppoe(ipv4(udp(9, 10, 5), A4, B4, UDP)), 35, 0x8864), 0x8100))


@case
def mpls_labels():
    """MPLS: one label, three labels, multicast, and a pseudowire that is not IP."""
    pseudowire = link_only(0x8847, bytes(30))
    return plain(*both_families(lambda part: ethernet(mpls(part, 16), 0x8847)),
                 *both_families(lambda part: ethernet(mpls(part, 16, 17, 1048575), 0x8847)),
                 *two_ways4(lambda part: ethernet(mpls(part, 20), 0x8848)),
                 ethernet(mpls(pseudowire, 30, 31)))


@case
def cooked_v1():
    """Linux cooked v1: IP, ARP, a tag, and protocols that are no EtherTypes."""
    return plain(*both_families(cooked), cooked(arp(), 4),
                 cooked(vlan(ipv4(udp(5, 6), A4, B4, UDP), 12), protocol=0x8100),
                 cooked(llc(link_only(0x0142, bytes(35)), 0x42), protocol=4),
                 cooked(link_only(0x8137, b'\xff\xff\0\x1e\0\0' + bytes(24)), protocol=1),
                 cooked(link_only(0, bytes(20)), protocol=0x000c), link=LINK_SLL)


@case
def cooked_v2():
    """Linux cooked v2, frames of several interfaces."""
    return plain(*both_families(cooked2), cooked2(arp(), 4, interface=7),
                 *two_ways4(lambda part: cooked2(part, 4, interface=3)),
                 cooked2(link_only(0, bytes(20)), protocol=0x000c), link=LINK_SLL2)


def null_frames(order):
    return [null(part, family, order) for family in (24, 28, 30, 10)
            for part in two_ways6()] + [null(part, 2, order) for part in two_ways4()] + [
        null(link_only(0, bytes(12)), 7, order)]


@case
def null_little_endian():
    """BSD loopback of a little-endian machine."""
    return plain(*null_frames('<'), link=LINK_NULL)


@case
def null_big_endian():
    """BSD loopback of a big-endian machine, in a file of its byte order."""
    return plain(*null_frames('>'), link=LINK_NULL, order='>')


@case
def loop():
    """OpenBSD loopback: always network order."""
    return plain(*null_frames('>'), link=LINK_LOOP)


@case
def ppp_frames():
    """PPP with and without its address and control fields, and with a short protocol field."""
    return plain(*both_families(ppp), *both_families(lambda part: ppp(part, framing=b'')),
                 *both_families(lambda part: ppp(part, framing=b'', compressed=True)),
                 ppp(mpls(ipv4(udp(3, 4), A4, B4, UDP), 99), 0x0281),
                 ppp(link_only(0x880b, b'\x09\x01\0\x08\0\0\0\0'), 0xc021), link=LINK_PPP)


@case
def ppp_hdlc():
    """PPP in HDLC-like framing, and Cisco's framing on the same link type."""
    return plain(*both_families(ppp), *both_families(cisco_hdlc), link=LINK_PPP_HDLC)


@case
def hdlc():
    """Cisco HDLC: unicast, multicast, and its own keepalive."""
    keepalive = cisco_hdlc(link_only(0x8035, bytes(14)), 0x8f)
    return plain(*both_families(cisco_hdlc),
                 cisco_hdlc(ipv4(udp(520, 520, 24), A4, '224.0.0.9', UDP), 0x8f), keepalive,
                 link=LINK_C_HDLC)


@case
def pppoe_link():
    """PPPoE without Ethernet."""
    return plain(*both_families(pppoe), link=LINK_PPP_ETHER)


@case
def raw_ip_12():
    """Raw IP, as most BSDs number it."""
    return plain(*both_families(lambda part: part), link=LINK_RAW_12)


@case
def raw_ip_14():
    """Raw IP, as OpenBSD numbers it."""
    return plain(*both_families(lambda part: part), link=LINK_RAW_14)


@case
def raw_ip_101():
    """Raw IP, as files number it; a first nibble that is neither 4 nor 6."""
    return plain(*both_families(lambda part: part), Part(b'\x50' + bytes(59)).malformed(),
                 link=LINK_RAW)


@case
def raw_ipv4():
    """Raw IPv4 alone; IPv6 on it contradicts the link type."""
    return plain(*two_ways4(), ipv6(udp(1, 2), A6, B6, UDP).malformed(), link=LINK_IPV4)


@case
def raw_ipv6():
    """Raw IPv6 alone; IPv4 on it contradicts the link type."""
    return plain(*two_ways6(), ipv4(udp(1, 2, 40), A4, B4, UDP).malformed(), link=LINK_IPV6)


# Internet headers

@case
def ipv4_options():
    """IPv4 with options: router alert, record route, the longest possible."""
    route = b'\x07\x0b\x04' + bytes(8) + b'\0'
    return plain(*[ethernet(ipv4(udp(40000, 53, 20), A4, B4, UDP, options=options))
                   for options in (b'\x94\x04\0\0', route, b'\x01' * 40)],
                 ethernet(ipv4(tcp(53, 40000, ACK, 9), B4, A4, TCP, options=b'\x01' * 4)))


def fragments4(ident, sizes, src=A4, dst=B4, ports=(40000, 2049)):
    """A UDP datagram in pieces of the given payload sizes."""
    whole = udp(*ports, sum(sizes) - 8)
    parts, offset = [], 0
    for size in sizes:
        more = offset + size < sum(sizes)
        piece = Part(whole.data[offset:offset + size], whole.facts, whole.marks)
        parts.append(ethernet(ipv4(piece, src, dst, UDP, ident=ident, offset=offset, more=more)))
        offset += size
    return parts


@case
def fragments_in_order():
    """Three IPv4 fragments and the answer's two: all on the flow of the first."""
    return plain(*fragments4(77, (256, 256, 100)), *fragments4(78, (64, 16), B4, A4, (2049, 40000)))


@case
def fragments_first_not_seen():
    """Later fragments alone are booked without ports."""
    return plain(*fragments4(77, (256, 256, 100))[1:], *fragments4(79, (64, 16))[1:])


@case
def fragments_out_of_order():
    """A later fragment before the first has no ports yet; one after it has."""
    first, second, third = fragments4(77, (256, 256, 100))
    return plain(third, first, second)


@case
def fragments_overlapping():
    """A second piece that overlaps the first and would spell other ports: it never does."""
    first, second = fragments4(77, (64, 64))
    evil = ipv4(Part(udp(6666, 7777, 48).data), A4, B4, UDP, ident=77, offset=8, more=True)
    return plain(first, ethernet(evil), second)


@case
def fragments_interleaved():
    """Two datagrams in pieces at the same time, told apart by identification and addresses."""
    one, two = fragments4(77, (64, 64, 8)), fragments4(78, (128, 128, 9), ports=(40001, 2050))
    three = fragments4(77, (16, 16, 7), src=C4, ports=(40002, 2051))
    return plain(*[part for group in zip(one, two, three) for part in group])


@case
def fragments_too_late():
    """A fragment a minute after its first belongs to another datagram."""
    first, second = fragments4(77, (64, 64))
    return plain(Record(first, 0), Record(second, 60_000_000))


@case
def fragments_tiny_first():
    """A first fragment that ends before the ports: nothing is invented."""
    whole = tcp(40000, 80, SYN)
    first = Part(whole.data[:2])
    return plain(ethernet(ipv4(first, A4, B4, TCP, ident=5, more=True)).padded(),
                 ethernet(ipv4(Part(whole.data[8:]), A4, B4, TCP, ident=5, offset=8)).padded())


@case
def fragments_of_ping():
    """An echo request in pieces: the later ones join by the identifier of the first."""
    whole = icmp_query(8, 0x4242, 40)
    first = Part(whole.data[:24], whole.facts, whole.marks)
    return plain(ethernet(ipv4(first, A4, B4, ICMP, ident=9, more=True)),
                 ethernet(ipv4(Part(whole.data[24:]), A4, B4, ICMP, ident=9, offset=24)))


@case
def ipv6_extensions():
    """Each IPv6 extension header alone, then all in the recommended order."""
    chains = ([hop_by_hop()], [destination(bytes(20))], [routing(C6, B6)], [auth6()],
              [fragment6(1, 0, False)],
              [hop_by_hop(b'\x05\x02\0\0'), destination(), routing(B6), auth6(20), destination()])
    return plain(*[ethernet(ipv6(tcp(40000, 443, ACK, 10), A6, B6, TCP, chain))
                   for chain in chains])


@case
def ipv6_fragments():
    """IPv6 fragments in order, out of order, and behind other extension headers."""
    whole = udp(40000, 2049, 120)

    def piece(ident, start, end, before=()):
        part = Part(whole.data[start:end], whole.facts, whole.marks)
        chain = [*before, fragment6(ident, start, end < len(whole.data))]
        return ethernet(ipv6(part, A6, B6, UDP, chain))

    return plain(piece(1, 0, 64), piece(1, 64, 128), piece(2, 64, 128), piece(2, 0, 64),
                 piece(2, 64, 128), piece(3, 0, 64, [hop_by_hop()]),
                 piece(3, 64, 128, [hop_by_hop(), routing(B6)]), piece(70000, 64, 128))


@case
def ipv6_fragmented_options():
    """Destination options inside a fragmented datagram: the later piece names them alone."""
    number, body = destination()
    inner = udp(40000, 2049, 40).behind(bytes([UDP]) + body)
    first = Part(inner.data[:24], inner.facts, inner.marks)
    one = ipv6(first, A6, B6, number, [fragment6(1, 0, True)])
    one.facts['protocol'] = UDP
    one.marks['whole'] += 8
    two = ipv6(Part(inner.data[24:]), A6, B6, number, [fragment6(1, 24, False)])
    return plain(ethernet(one), ethernet(two))


@case
def authenticated():
    """The authentication header in IPv4; what it protects can be read."""
    inner = tcp(40000, 179, PSH | ACK, 8).behind(bytes([TCP]) + auth6()[1])
    part = ipv4(inner, A4, B4, AH)
    part.facts['protocol'] = TCP
    part.marks['whole'] += 24
    return plain(ethernet(part))


@case
def offload():
    """A length of 0 from segmentation offload: the frame less its link header counts."""
    return plain(Record(ethernet(ipv4(tcp(40000, 443, ACK, 300), A4, B4, TCP, total=0)),
                        wire=64000),
                 ethernet(ipv4(tcp(443, 40000, ACK, 30), B4, A4, TCP, total=0)),
                 Record(ethernet(ipv6(tcp(40000, 443, ACK, 200), A6, B6, TCP, payload=0)),
                        wire=65000))


@case
def jumbo():
    """A jumbo frame cut by the snapshot length, and an IPv6 jumbogram."""
    option = b'\xc2\x04' + (65600).to_bytes(4, 'big')
    jumbogram = ipv6(udp(5000, 6000, 100), A6, B6, UDP, [hop_by_hop(option)], payload=0)
    return plain(Record(ethernet(ipv4(udp(5000, 6000, 8972), A4, B4, UDP)), cut=96),
                 Record(ethernet(jumbogram), wire=14 + 40 + 65600))


@case
def snapshot_length():
    """Frames cut at 36, 40, 54 and 96 bytes, as a short snapshot length does."""
    return plain(*[Record(ethernet(part), cut=cut)
                   for cut in (36, 40, 54, 96)
                   for part in (ipv4(tcp(40000, 80, ACK, 1000), A4, B4, TCP),
                                ipv4(icmp_query(8, 7, 56), A4, B4, ICMP))],
                 Record(ethernet(ipv6(tcp(40000, 80, ACK, 1000), A6, B6, TCP)), cut=54),
                 Record(ethernet(ipv6(tcp(40000, 80, ACK, 1000), A6, B6, TCP)), cut=96),
                 Record(ethernet(ipv4(udp(1, 2, 900), A4, B4, UDP)).malformed(), cut=33),
                 Record(ethernet(arp()).malformed(), cut=13))


@case
def malformed():
    """Headers that contradict themselves are counted, and make no flow."""
    lies = [
        ipv4(udp(1, 2), A4, B4, UDP, ihl=4), ipv4(udp(1, 2), A4, B4, UDP, ihl=0),
        ipv4(udp(1, 2), A4, B4, UDP, total=19), ipv4(udp(1, 2), A4, B4, UDP, total=1),
        ipv4(udp(1, 2), A4, B4, UDP, options=b'\x01' * 8, total=24),
        ipv4(udp(1, 2), A4, B4, UDP, version=6), ipv4(udp(1, 2), A4, B4, UDP, version=5)]
    lies6 = [ipv6(udp(1, 2), A6, B6, UDP, version=4), ipv6(udp(1, 2), A6, B6, UDP, version=0)]
    short = Part(bytes([0x45]) + bytes(10), {'family': 4})
    return plain(*[ethernet(part).padded().malformed() for part in lies + lies6],
                 ethernet(short).malformed(), ethernet(Part(b''), 0x86dd).malformed(),
                 ethernet(Part(b'\0\1'), 0x8100).malformed(),
                 ethernet(Part(b'\x11\0\0'), 0x8864).malformed(),
                 ethernet(Part(b'\0\1\0\x40'), 0x8847).malformed(),
                 *two_ways4(ethernet))


@case
def longer_than_frame():
    """A total length beyond the frame is believed: the header says what was sent."""
    return plain(ethernet(ipv4(udp(40000, 53, 20), A4, B4, UDP, total=1500)),
                 ethernet(ipv6(udp(40000, 53, 20), A6, B6, UDP, payload=1400)))


# Transports and the protocols that have none

@case
def transports():
    """TCP, UDP, UDP-Lite, SCTP and DCCP with the same ports are five flows."""
    makers = ((TCP, lambda a, b: tcp(a, b, ACK, 5)), (UDP, udp), (UDPLITE, udp), (SCTP, sctp),
              (DCCP, dccp))
    return plain(*[ethernet(part) for number, make in makers for part in (
        ipv4(make(40000, 5001), A4, B4, number), ipv4(make(5001, 40000), B4, A4, number),
        ipv6(make(40000, 5001), A6, B6, number), ipv6(make(5001, 40000), B6, A6, number))])


@case
def icmp_echo():
    """Two pings to one host, told apart by identifier, with their replies; both families."""
    return plain(*[ethernet(part) for identifier in (100, 200) for part in (
        ipv4(icmp_query(8, identifier, 56), A4, B4, ICMP),
        ipv4(icmp_query(0, identifier, 56), B4, A4, ICMP),
        ipv6(icmp_query(128, identifier, 56), A6, B6, ICMP6),
        ipv6(icmp_query(129, identifier, 56), B6, A6, ICMP6))],
        ethernet(ipv4(icmp_query(13, 7, 12), A4, B4, ICMP)),
        ethernet(ipv4(icmp_query(14, 7, 12), B4, A4, ICMP)))


@case
def icmp_errors():
    """ICMP errors and neighbour discovery have no identifier; what they quote is not theirs."""
    quoted4 = ipv4(udp(40000, 53, 0), A4, B4, UDP).data
    quoted6 = ipv6(udp(40000, 53, 0), A6, B6, UDP).data
    return plain(*[ethernet(part) for part in (
        ipv4(icmp_other(3, 3, quoted4), B4, A4, ICMP),
        ipv4(icmp_other(11, 0, quoted4), C4, A4, ICMP),
        ipv6(icmp_other(1, 4, quoted6), B6, A6, ICMP6),
        ipv6(icmp_other(2, 0, quoted6), C6, A6, ICMP6),
        ipv6(icmp_other(135, 0, bytes(24)), 'fe80::1', 'ff02::1:ff00:7', ICMP6),
        ipv6(icmp_other(136, 0, bytes(24)), 'fe80::7', 'fe80::1', ICMP6))])


@case
def other_protocols():
    """IGMP, GRE, ESP, OSPF and a number without a name: by protocol, without ports."""
    return plain(*[ethernet(part) for part in (
        ipv4(opaque(8), A4, '224.0.0.22', IGMP, options=b'\x94\x04\0\0'),
        ipv4(opaque(60), A4, B4, GRE), ipv4(opaque(70), B4, A4, GRE),
        ipv4(opaque(80), A4, B4, ESP), ipv6(opaque(90), A6, B6, ESP),
        ipv4(opaque(44), A4, '224.0.0.5', OSPF), ipv6(opaque(36), 'fe80::1', 'ff02::5', OSPF),
        ipv4(opaque(10), A4, B4, 253))])


@case
def not_ip():
    """ARP, LLDP, EAPOL and an EtherType without a name are counted, by their own addresses."""
    return plain(ethernet(arp(1), dst='ff:ff:ff:ff:ff:ff').padded(),
                 ethernet(arp(2), src=MAC_B, dst=MAC_A).padded(), ethernet(arp(1)).padded(),
                 ethernet(link_only(0x88cc, bytes(80)), dst='01:80:c2:00:00:0e'),
                 ethernet(link_only(0x888e, bytes(46))),
                 ethernet(link_only(0x88b5, bytes(46))))


# Flows

@case
def tcp_connection():
    """A connection from opening to end: the side that opened it is left."""
    return plain(*[ethernet(part) for part in (
        ipv4(tcp(40000, 443, SYN), A4, B4, TCP), ipv4(tcp(443, 40000, SYN | ACK), B4, A4, TCP),
        ipv4(tcp(40000, 443, ACK), A4, B4, TCP), ipv4(tcp(40000, 443, PSH | ACK, 517), A4, B4, TCP),
        ipv4(tcp(443, 40000, ACK, 1400), B4, A4, TCP),
        ipv4(tcp(443, 40000, PSH | ACK, 900), B4, A4, TCP),
        ipv4(tcp(40000, 443, FIN | ACK), A4, B4, TCP), ipv4(tcp(443, 40000, RST), B4, A4, TCP))])


@case
def answer_first():
    """Only the answer to the opening was seen first: it still tells who opened."""
    return plain(ethernet(ipv4(tcp(443, 40000, SYN | ACK), B4, A4, TCP)),
                 ethernet(ipv4(tcp(40000, 443, ACK), A4, B4, TCP)),
                 ethernet(ipv6(tcp(443, 40000, ACK, 5), B6, A6, TCP)),
                 ethernet(ipv6(tcp(40000, 443, ACK), A6, B6, TCP)))


@case
def local_network():
    """With a local network: its side is left, whoever came first; multicast never is local."""
    return plain(*[ethernet(part) for part in (
        ipv4(udp(53, 40000, 30), B4, A4, UDP), ipv4(udp(40000, 53, 10), A4, B4, UDP),
        ipv4(tcp(50000, 22, SYN), C4, A4, TCP), ipv4(tcp(22, 50000, SYN | ACK), A4, C4, TCP),
        ipv4(udp(5353, 5353, 40), A4, '224.0.0.251', UDP),
        ipv4(udp(5353, 5353, 50), '192.0.2.77', '224.0.0.251', UDP),
        ipv4(udp(9, 10, 3), B4, C4, UDP), ipv4(udp(10, 9, 4), C4, B4, UDP))], local='192.0.2.0/24')


@case
def local_to_local():
    """Between two local addresses the opener is left, or the higher port."""
    near, far = '127.0.0.1', '127.0.0.2'
    return plain(*[ethernet(part, src='00:00:00:00:00:00', dst='00:00:00:00:00:00') for part in (
        ipv4(tcp(1000, 50000, SYN), near, near, TCP),
        ipv4(tcp(50000, 1000, SYN | ACK), near, near, TCP),
        ipv4(tcp(1000, 50000, ACK, 6), near, near, TCP),
        ipv4(udp(53, 41000, 60), near, far, UDP), ipv4(udp(41000, 53, 20), far, near, UDP),
        ipv4(tcp(631, 42000, ACK, 60), far, near, TCP), ipv4(tcp(42000, 631, ACK), near, far, TCP),
        ipv4(icmp_query(8, 1), near, near, ICMP), ipv4(icmp_query(0, 1), near, near, ICMP))],
        local='127.0.0.0/8')


@case
def silent_for_minutes():
    """A flow silent for five minutes goes on as the same flow, even if the far side wakes it."""
    ask = ethernet(ipv4(tcp(40000, 443, PSH | ACK, 10), A4, B4, TCP))
    answer = ethernet(ipv4(tcp(443, 40000, PSH | ACK, 20), B4, A4, TCP))
    other = ethernet(ipv4(udp(7, 8, 1), A4, C4, UDP))
    return plain(Record(ask, 0), Record(answer, 50_000), *[
        Record(other, second * 1_000_000) for second in range(1, 300, 7)],
        Record(answer, 300_000_000), Record(ask, 300_040_000))


@case
def back_in_time():
    """Time stamps that go backwards: everything is counted, first and last are the extremes."""
    ask, answer = two_ways4(ethernet)
    return plain(Record(ask, 10_000_000), Record(answer, 9_000_000), Record(ask, 12_000_000),
                 Record(answer, 11_999_999))


@case
def hundred_flows():
    """A hundred flows of different sizes, each both ways."""
    return plain(*[ethernet(part) for i in range(100) for part in (
        ipv4(udp(30000 + i, 4000, i), A4, B4, UDP),
        ipv4(udp(4000, 30000 + i, 3 * i), B4, A4, UDP))])


@case
def filters():
    """A flow for each thing that a display filter tells apart, over a minute."""
    # tests/filter/cases.tsv calls them a, b, c … in the order of their first packets.
    me, other_me, group = A4, '192.0.2.2', '224.0.0.251'
    parts = [
        (0, ipv4(tcp(50000, 443, SYN), me, B4, TCP)),                       # a
        (1, ipv4(udp(40000, 53, 20), me, '198.51.100.53', UDP)),            # b
        (2, ipv4(tcp(50001, 22, SYN), me, C4, TCP)),                        # c
        (3, ipv4(udp(5353, 5353, 40), me, group, UDP)),                     # d
        (4, ipv4(icmp_query(8, 77), me, B4, ICMP)),                         # e
        (5, ipv6(tcp(50002, 8080, SYN), A6, B6, TCP)),                      # f
        (6, ipv6(icmp_query(128, 78), A6, B6, ICMP6)),                      # g
        (7, arp()),                                                         # h
        (8, ipv4(tcp(50003, 80, SYN), other_me, '10.1.2.3', TCP)),          # i
        (9, ipv4(opaque(40), me, C4, GRE)),                                 # j
        (10, ipv4(udp(53, 40000, 200), '198.51.100.53', me, UDP)),          # b
        (20, ipv4(tcp(443, 50000, ACK, 1400), B4, me, TCP)),                # a
        (50, ipv4(tcp(50001, 22, ACK, 1000), me, C4, TCP)),                 # c
    ]
    parts += [(52 + i, ipv4(tcp(443, 50000, ACK, 1400), B4, me, TCP)) for i in range(8)]     # a
    parts += [(60, ipv6(tcp(8080, 50002, ACK, 500), B6, A6, TCP)),                           # f
              (61, ipv4(udp(40001, 443, 60), me, '198.51.100.8', UDP))]                      # k
    return Capture(LINK_ETHERNET, local='192.0.2.0/24', records=[
        Record(ethernet(part), time_us=1_000_000 * second) for second, part in parts])


# Files

@case
def empty():
    """A capture file with no packet in it."""
    return plain()


@case
def big_endian():
    """A file of a big-endian machine."""
    return plain(*two_ways4(ethernet), order='>')


@case
def nanoseconds():
    """A file with nanosecond time stamps."""
    return plain(*two_ways4(ethernet), nanoseconds=True)


@case
def next_generation():
    """pcapng, little-endian."""
    return plain(*both_families(ethernet), form='pcapng')


@case
def next_generation_big_endian():
    """pcapng, big-endian, nanosecond time stamps, cooked frames."""
    return plain(*both_families(cooked), link=LINK_SLL, form='pcapng', order='>', nanoseconds=True)


@case
def ends_in_record():
    """A file that ends in the middle of a record: what came before it counts."""
    return plain(*two_ways4(ethernet), tail=bytes(8) + b'\x40\0\0\0\x40\0\0\0' + bytes(20),
                 error='file-truncated')


@case
def damaged_record():
    """A record that claims an impossible size: what came before it counts."""
    return plain(*two_ways4(ethernet), tail=bytes(8) + b'\xff' * 8 + bytes(64),
                 error='file-format')


@case
def radio():
    """A link type that is not read is refused, not guessed at."""
    return plain(opaque(80), link=LINK_80211, error='link-type')
