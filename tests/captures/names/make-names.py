#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes captures with names in them, and the names that must be read from them.

For every case of this file:
  NAME.pcap    the capture
  NAME.names   a line for each name: "tls|quic CLIENT PORT SERVER PORT NAME" or "dns|… ADDRESS NAME"

The bytes are made here from the RFCs, by no program of the project; QUIC packets need the Python
package "cryptography".  What is not made here is what was recorded: see README.md.

  make-names.py FOLDER
"""
import ipaddress
import struct
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

START_US = 1_704_067_200_000_000        # 2024-01-01 00:00:00 UTC
STEP_US = 1_003
CLIENT, SERVER, OTHER = '192.0.2.1', '198.51.100.7', '203.0.113.9'
CLIENT6, SERVER6 = '2001:db8::1', '2001:db8:1::7'
V1, V2 = 1, 0x6b3343cf

CASES = []


def case(function):
    CASES.append(function)
    return function


# ---- frames ----

def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ip(src, dst, protocol, payload):
    a, b = ipaddress.ip_address(src).packed, ipaddress.ip_address(dst).packed
    at = 16 if protocol == 6 else 6
    pseudo = a + b + struct.pack('!II', len(payload), protocol)
    total = checksum(pseudo + payload) or 0xffff
    payload = payload[:at] + struct.pack('!H', total) + payload[at + 2:]
    if len(a) == 16:
        return struct.pack('!IHBB', 6 << 28, len(payload), protocol, 64) + a + b + payload
    head = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(payload), 0, 0x4000, 64, protocol, 0) + a + b
    return head[:10] + struct.pack('!H', checksum(head)) + head[12:] + payload


def ethernet(packet, tag=None):
    kind = struct.pack('!H', 0x86dd if packet[0] >> 4 == 6 else 0x0800)
    if tag is not None:
        kind = struct.pack('!HH', 0x8100, tag) + kind
    return bytes.fromhex('00005e005302' '00005e005301') + kind + packet


def udp(src, sport, dst, dport, payload, tag=None):
    head = struct.pack('!HHHH', sport, dport, 8 + len(payload), 0)
    return ethernet(ip(src, dst, 17, head + payload), tag)


def tcp(src, sport, dst, dport, seq, payload=b'', flags=0x18, tag=None, ack=100):
    head = struct.pack('!IIBBHHH', seq & 0xffffffff, ack, 5 << 4, flags, 65535, 0, 0)
    return ethernet(ip(src, dst, 6, struct.pack('!HH', sport, dport) + head + payload), tag)


def write(folder, name, title, frames, names):
    data = struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1)
    for number, frame in enumerate(frames):
        seconds, rest = divmod(START_US + number * STEP_US, 1_000_000)
        data += struct.pack('<IIII', seconds, rest, len(frame), len(frame)) + frame
    (folder / f'{name}.pcap').write_bytes(data)
    (folder / f'{name}.names').write_text(f'# {title}\n' + ''.join(line + '\n' for line in names))


# ---- TLS ----

def vector(size, data):
    return len(data).to_bytes(size, 'big') + data


def extension(kind, data):
    return struct.pack('!H', kind) + vector(2, data)


def server_name(name):
    return extension(0, vector(2, b'\0' + vector(2, name)))


def hello(name, size=0):
    """@size: how long the message is to be, by key shares that come before the name."""
    def build(filler):
        extensions = extension(43, b'\x02\x03\x04')
        if filler:
            extensions += extension(51, bytes(filler))
        if name is not None:
            extensions += server_name(name)
        extensions += extension(13, vector(2, b'\x04\x03\x08\x04'))
        body = b'\x03\x03' + bytes(range(32)) + vector(1, bytes(32))
        body += vector(2, b'\x13\x01\x13\x02\x13\x03') + vector(1, b'\0') + vector(2, extensions)
        return b'\x01' + vector(3, body)

    return build(max(0, size - len(build(0)) - 4))


def records(message, *sizes):
    """In records of these sizes; the last takes the rest."""
    result = b''
    for size in (*sizes, len(message)):
        piece, message = message[:size], message[size:]
        if piece:
            result += b'\x16\x03\x01' + vector(2, piece)
    return result


def split(data, *sizes):
    pieces = []
    offset = 0
    for size in (*sizes, len(data)):
        if offset < len(data):
            pieces.append((offset, data[offset:offset + size]))
            offset += size
    return pieces


def connection(pieces, port=40000, server_port=443, first=0xffffff00, src=CLIENT, dst=SERVER,
               tag=None):
    """Sequence numbers that come round; the opening before."""
    frames = [tcp(src, port, dst, server_port, first - 1, flags=0x02, tag=tag, ack=0),
              tcp(dst, server_port, src, port, 99, flags=0x12, tag=tag, ack=first)]
    for offset, data in pieces:
        frames.append(tcp(src, port, dst, server_port, first + offset, data, tag=tag))
    return frames


def tls(name, port=40000, server_port=443, src=CLIENT, dst=SERVER):
    return f'tls {src} {port} {dst} {server_port} {name}'


@case
def tls_whole():
    """ClientHellos in one segment: IPv4, IPv6 behind a tag, another port, and capitals."""
    return [*connection([(0, records(hello(b'www.weir.test')))]),
            *connection([(0, records(hello(b'six.weir.test')))], src=CLIENT6, dst=SERVER6, tag=7),
            *connection([(0, records(hello(b'Mail.Weir.TEST')))], 40001, 993)], [
        tls('www.weir.test'), tls('six.weir.test', src=CLIENT6, dst=SERVER6),
        tls('mail.weir.test', 40001, 993)]


@case
def tls_segments():
    """A ClientHello over segments, some of a single byte, one of them twice."""
    data = records(hello(b'pieces.weir.test', 1800))
    pieces = split(data, 1, 4, 1, 600, 600)
    return connection([*pieces[:4], pieces[2], *pieces[4:]]), [tls('pieces.weir.test')]


@case
def tls_segments_out_of_order():
    """Later segments that come before earlier ones, and one that overlaps two."""
    data = records(hello(b'order.weir.test', 2400))
    first, second, third, fourth = split(data, 600, 600, 600)
    overlap = (300, data[300:900])
    return connection([first, fourth, third, overlap, second]), [tls('order.weir.test')]


@case
def tls_records():
    """A ClientHello over records that do not end where segments do."""
    data = records(hello(b'records.weir.test', 900), 3, 200, 1, 150)
    return connection(split(data, 250, 250)), [tls('records.weir.test')]


@case
def tls_early_data():
    """A ClientHello in two records, and behind it what the client sends before an answer."""
    data = records(hello(b'early.weir.test', 300), 40) + b'\x17\x03\x03' + vector(2, bytes(60))
    return connection(split(data, 200)), [tls('early.weir.test')]


@case
def tls_interleaved():
    """Two connections at a time from the same machine to the same server."""
    one = connection(split(records(hello(b'one.weir.test', 1500)), 1000), 40000)
    two = connection(split(records(hello(b'two.weir.test', 1500)), 1000), 40064)
    return [frame for pair in zip(one, two) for frame in pair], [
        tls('one.weir.test', 40000), tls('two.weir.test', 40064)]


@case
def tls_no_name():
    """Without a name, with names that are none, and what only begins like a ClientHello."""
    lies = [None, b'', b'.', b'192.0.2.80', b'a..b', b'evil\x1b[31m.test', b'evil\r\nHost: x.test',
            '\u202egnp.test'.encode(), 'b\u00fccher.test'.encode(), b'<b>bold.test', b'a' * 64 + b'.test',
            b'.'.join([b'a' * 60] * 5), b'x' * 5000, b'nul\0.test', b'=cmd|calc.test', b'1.2']
    frames = []
    for number, lie in enumerate(lies):
        frames += connection([(0, records(hello(lie)))], 40000 + number)
    broken = records(hello(b'broken.weir.test'))
    for number, data in enumerate((broken[:5] + b'\x02' + broken[6:], b'\x16\x02' + broken[2:],
                                   b'\x16\x03\x01\0\0' * 50, b'\x16\x03\x01\xff\xff' + broken[5:],
                                   b'\x16' * 1400, bytes(100) + broken)):
        frames += connection([(0, data)], 41000 + number)
    return frames, []


@case
def tls_odd_names():
    """What is a name, though it may not look like one."""
    good = ['xn--bcher-kva.test', '_service.weir.test', 'localhost', 'a-b.c--d.test', '1.2.3.4x.test']
    frames = []
    for number, name in enumerate(good):
        frames += connection([(0, records(hello(name.encode())))], 40000 + number)
    frames += connection([(0, records(hello(b'dot.weir.test.')))], 40000 + len(good))
    return frames, [tls(name, 40000 + number) for number, name in enumerate([*good, 'dot.weir.test'])]


# ---- QUIC ----

def hmac(key, data):
    result = HMAC(key, hashes.SHA256())
    result.update(data)
    return result.finalize()


def expand_label(secret, label, size):
    info = struct.pack('!H', size) + vector(1, b'tls13 ' + label) + b'\0'
    return hmac(secret, info + b'\x01')[:size]


SALTS = {V1: bytes.fromhex('38762cf7f55934b34d179ae6a4c80cadccbb7f0a'),
         V2: bytes.fromhex('0dede3def700a6db819381be6e269dcbf9bd2ed9')}


def keys(version, cid, label=b'client in'):
    secret = expand_label(hmac(SALTS[version], cid), label, 32)
    prefix = b'quicv2 ' if version == V2 else b'quic '
    return tuple(expand_label(secret, prefix + name, size)
                 for name, size in ((b'key', 16), (b'iv', 12), (b'hp', 16)))


# RFC 9001 appendix A.1, RFC 9369 appendix A.1.
EXAMPLE_CID = bytes.fromhex('8394c8f03e515708')
assert [key.hex() for key in keys(V1, EXAMPLE_CID)] == [
    '1f369613dd76d5467730efcbe3b1a22d', 'fa044b2f42a3fd3b46fb255c',
    '9f50449e04a0e810283a1e9933adedd2']
assert [key.hex() for key in keys(V2, EXAMPLE_CID)] == [
    '8b1a0bc121284290a29e0971b5cd045d', '91f73e2351d8fa91660e909f',
    '45b95e15235d6f45a6b19cbcb0294ba9']


def number(value):
    for size, mark in ((1, 0), (2, 0x40), (4, 0x80), (8, 0xc0)):
        if value < 1 << (8 * size - 2):
            data = value.to_bytes(size, 'big')
            return bytes([data[0] | mark]) + data[1:]
    raise ValueError(value)


def crypto(offset, data):
    return b'\x06' + number(offset) + number(len(data)) + data


def initial(version, dcid, frames, packet_number=0, key_cid=None, token=b'', size=1200, scid=b'',
            number_size=1, side=b'client in'):
    key, iv, protection = keys(version, key_cid or dcid, side)
    first = 0xc0 | (1 if version == V2 else 0) << 4 | number_size - 1
    head = struct.pack('!BI', first, version) + vector(1, dcid) + vector(1, scid)
    head += number(len(token)) + token
    room = size - len(head) - 2 - number_size - 16
    frames += bytes(max(0, room - len(frames)))
    head += struct.pack('!H', 0x4000 | number_size + len(frames) + 16)
    numbered = packet_number.to_bytes(number_size, 'big')
    nonce = (int.from_bytes(iv, 'big') ^ packet_number).to_bytes(12, 'big')
    cipher = AESGCM(key).encrypt(nonce, frames, head + numbered)
    sample = (numbered + cipher)[4:20]
    encryptor = Cipher(algorithms.AES(protection), modes.ECB()).encryptor()
    mask = encryptor.update(sample) + encryptor.finalize()
    head = bytes([head[0] ^ mask[0] & 0x0f]) + head[1:]
    return head + bytes(a ^ b for a, b in zip(numbered, mask[1:])) + cipher


def quic(name, port=50000, src=CLIENT, dst=SERVER):
    return f'quic {src} {port} {dst} 443 {name}'


def send(packet, port=50000, src=CLIENT, dst=SERVER):
    return udp(src, port, dst, 443, packet)


@case
def quic_whole():
    """ClientHellos in one Initial packet, versions 1 and 2, with the identifier of the RFCs."""
    return [send(initial(V1, EXAMPLE_CID, crypto(0, hello(b'one.weir.test')), 2, number_size=4)),
            send(initial(V2, EXAMPLE_CID, crypto(0, hello(b'two.weir.test'))), 50001),
            send(initial(V1, bytes(20), crypto(0, hello(b'six.weir.test'))), 50002, CLIENT6, SERVER6)], [
        quic('one.weir.test'), quic('two.weir.test', 50001),
        quic('six.weir.test', 50002, CLIENT6, SERVER6)]


@case
def quic_scattered():
    """CRYPTO frames in any order between pings, padding and acknowledgements, as browsers send them."""
    message = hello(b'scattered.weir.test', 700)
    pieces = split(message, 100, 1, 99, 250, 50)
    frames = b'\x01\0\0\0'
    for place in (3, 0, 5, 1, 4, 2):
        frames += crypto(*pieces[place]) + b'\x01\0'
        frames += b'\x02\x07\0\x01\x02\0\x01'
    frames += b'\x03\x05\0\0\0\x01\x02\x03'
    return [send(initial(V1, b'scatter!', frames))], [quic('scattered.weir.test')]


@case
def quic_two_packets():
    """A ClientHello of 1,800 bytes over two datagrams, in order and the other way round."""
    message = hello(b'long.weir.test', 1800)
    one = initial(V1, b'longlong', crypto(0, message[:1100]))
    two = initial(V1, b'longlong', crypto(1100, message[1100:]), 1)
    other = hello(b'turned.weir.test', 1800)
    three = initial(V2, b'turnedcid', crypto(0, other[:1100]), 0)
    four = initial(V2, b'turnedcid', crypto(1100, other[1100:]), 1)
    return [send(one), send(two), send(four, 50001), send(three, 50001)], [
        quic('long.weir.test'), quic('turned.weir.test', 50001)]


@case
def quic_coalesced():
    """Both halves in one datagram, behind each other."""
    message = hello(b'joined.weir.test', 600)
    one = initial(V1, b'joined!!', crypto(0, message[:300]), size=0)
    two = initial(V1, b'joined!!', crypto(300, message[300:]), 1, size=700)
    return [send(one + two)], [quic('joined.weir.test')]


@case
def quic_retry():
    """The second half comes only after a Retry, with the keys that the server's identifier gives."""
    message = hello(b'retry.weir.test', 1800)
    lost = initial(V1, b'firstcid', crypto(0, message[:1100]), scid=b'me')
    retry = struct.pack('!BI', 0xf0, V1) + vector(1, b'me') + vector(1, b'second')
    retry += b'token' + bytes(16)
    again = [initial(V1, b'secondcid', crypto(0, message[:1100]), 1, token=b'token', scid=b'me'),
             initial(V1, b'secondcid', crypto(1100, message[1100:]), 2, token=b'token', scid=b'me')]
    return [send(lost), udp(SERVER, 443, CLIENT, 50000, retry), *map(send, again)], [
        quic('retry.weir.test')]


@case
def quic_answered():
    """The server's Initial packets are no client's, and later ones of the client keep its first keys."""
    message = hello(b'late.weir.test', 1800)
    one = initial(V1, b'original', crypto(0, message[:1100]), scid=b'clientid')
    answer = initial(V1, b'clientid', b'\x02\0\0\0\0', scid=b'serverid', key_cid=b'original',
                     side=b'server in')
    two = initial(V1, b'serverid', crypto(1100, message[1100:]), 1, key_cid=b'original',
                  scid=b'clientid')
    return [send(one), udp(SERVER, 443, CLIENT, 50000, answer), send(two)], [quic('late.weir.test')]


@case
def quic_nothing():
    """Forged, cut, of other versions, with frames that lie, and without a name."""
    message = hello(b'never.weir.test')
    good = initial(V1, b'nothing!', crypto(0, message))
    lies = [good[:-1] + bytes([good[-1] ^ 1]), good[:600], b'\xc0\0\0\0\x02' + good[5:],
            initial(V1, b'short', crypto(0, message)),
            initial(V1, b'nothing!', b'\x06\0\x7f\xff' + message),
            initial(V1, b'nothing!', b'\x02\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0' + crypto(0, message)),
            initial(V1, b'nothing!', b'\x1c' + crypto(0, message)),
            initial(V1, b'nothing!', crypto(1 << 40, message)),
            initial(V1, b'nothing!', crypto(0, hello(b'evil\x1b.test'))),
            initial(V1, b'nothing!', crypto(0, hello(None))),
            good[:5] + b'\xff' + good[6:], b'\xc0\0\0\0\x01' + bytes(1200)]
    return [send(lie, 50000 + place) for place, lie in enumerate(lies)], []


# ---- DNS ----

A, CNAME, AAAA = 1, 5, 28


def name_bytes(name):
    return b''.join(vector(1, label.encode()) for label in name.split('.') if label) + b'\0'


def record(name, kind, data, ttl=300, klass=1):
    name = name if isinstance(name, bytes) else name_bytes(name)
    if kind in (A, AAAA) and isinstance(data, str):
        data = ipaddress.ip_address(data).packed
    if kind == CNAME and isinstance(data, str):
        data = name_bytes(data)
    return name + struct.pack('!HHI', kind, klass, ttl) + vector(2, data)


def message(question, *answers, flags=0x8180, counts=None, additional=(), kind=A):
    questions = [] if question is None else [
        (question if isinstance(question, bytes) else name_bytes(question)) + struct.pack('!HH', kind, 1)]
    counts = counts or (len(questions), len(answers), 0, len(additional))
    return struct.pack('!HHHHHH', 0x1234, flags, *counts) + b''.join(
        [*questions, *answers, *additional])


def answer(data, port=5300, src=SERVER, dst=CLIENT):
    return udp(src, 53, dst, port, data)


Q = b'\xc0\x0c'         # a pointer to the question


@case
def dns_udp():
    """Addresses of both families, a chain of aliases in order, out of order, and capitals."""
    chain = [record(Q, CNAME, 'edge.weir.test'), record('edge.weir.test', CNAME, 'host7.cdn.test'),
             record('host7.cdn.test', A, '203.0.113.7')]
    return [answer(message('www.weir.test', record(Q, A, '203.0.113.1'), record(Q, A, '203.0.113.2'))),
            answer(message('six.weir.test', record(Q, AAAA, '2001:db8::6'), kind=AAAA)),
            answer(message('chain.weir.test', *chain)),
            answer(message('turned.weir.test', chain[2][:-4] + bytes([203, 0, 113, 8]), chain[1],
                           record(Q, CNAME, 'edge.weir.test'))),
            answer(message('Capitals.Weir.TEST', record('cAPITALS.wEIR.test', A, '203.0.113.9')))], [
        'dns 203.0.113.1 www.weir.test', 'dns 203.0.113.2 www.weir.test',
        'dns 2001:db8::6 six.weir.test', 'dns 203.0.113.7 chain.weir.test',
        'dns 203.0.113.8 turned.weir.test', 'dns 203.0.113.9 capitals.weir.test']


@case
def dns_tcp():
    """Over TCP: two messages in a segment, one over three, and the length alone."""
    one = message('one.weir.test', record(Q, A, '203.0.113.1'))
    two = message('two.weir.test', record(Q, A, '203.0.113.2'))
    long = message('long.weir.test', *[record(Q, A, f'203.0.113.{i}') for i in range(10, 60)])
    data = vector(2, one) + vector(2, two) + vector(2, long) + vector(2, one)
    cut = len(vector(2, one) + vector(2, two)) + 300
    frames = [tcp(SERVER, 53, CLIENT, 5301, 1 + offset, piece)
              for offset, piece in split(data, cut, 400)]
    frames += [tcp(SERVER, 53, CLIENT, 5302, 1 + offset, piece)
               for offset, piece in split(vector(2, two), 2)]
    return frames, ['dns 203.0.113.1 one.weir.test', 'dns 203.0.113.2 two.weir.test',
                    *[f'dns 203.0.113.{i} long.weir.test' for i in range(10, 60)],
                    'dns 203.0.113.1 one.weir.test', 'dns 203.0.113.2 two.weir.test']


@case
def dns_multicast():
    """mDNS: addresses beside another answer, one taken back, and names of other domains; LLMNR."""
    service = record('_ipp._tcp.local', 12, name_bytes('Printer\u202e._ipp._tcp.local'))
    extra = [record('printer.local', A, '192.0.2.50', 120, 0x8001),
             record('printer.local', AAAA, 'fe80::50', 120, 0x8001)]
    mdns = udp('192.0.2.50', 5353, '224.0.0.251', 5353,
               message(None, service, additional=extra, flags=0x8400))
    gone = udp('192.0.2.50', 5353, '224.0.0.251', 5353,
               message(None, record('gone.local', A, '192.0.2.51', 0), flags=0x8400))
    lie = udp('192.0.2.66', 5353, '224.0.0.251', 5353,
              message(None, record('bank.test', A, '198.51.100.1'),
                      record('local', A, '198.51.100.1'),
                      record('notlocal', A, '198.51.100.1'), flags=0x8400))
    llmnr = udp('192.0.2.52', 5355, CLIENT, 5400,
                message('desk', record(Q, A, '192.0.2.52'), flags=0x8000))
    return [mdns, gone, lie, llmnr], ['mdns 192.0.2.50 printer.local', 'mdns fe80::50 printer.local',
                                      'llmnr 192.0.2.52 desk']


@case
def dns_nothing():
    """Questions, failures, answers to something else, addresses of nobody, and every lie."""
    good = record(Q, A, '203.0.113.1')
    loop = b'\xc0\x0c'
    long_name = b''.join(vector(1, b'a' * 63) for _ in range(4)) + b'\0'
    chain = b''.join(struct.pack('!H', 0xc000 | 12 + 2 * i) for i in range(1, 40))
    lies = [message('q.test', good, flags=0x0100), message('q.test', good, flags=0x8183),
            message('q.test', good, flags=0xa800), message('q.test', record('other.test', A, '203.0.113.1')),
            message('q.test', record(Q, A, '0.0.0.0'), record(Q, A, '127.0.0.1'),
                    record(Q, A, '224.0.0.1'), record(Q, AAAA, '::'), record(Q, AAAA, 'ff02::1')),
            message('q.test', record(Q, A, b'\x01\x02\x03')), message('q.test', record(Q, A, b'12345')),
            message('q.test', record(Q, A, '203.0.113.1', klass=3)),
            message(loop, good), message('q.test', record(b'\xc0\x1e', A, '203.0.113.1')),
            message('q.test', record(b'\xff\xff', A, '203.0.113.1')), message(long_name, good),
            message(chain, good), message(b'\x40abc\0', good), message(b'\x80abc\0', good),
            message('q.test', counts=(1, 65535, 65535, 65535)), message('q.test', good, counts=(65535, 1, 0, 0)),
            message('q.test', good, counts=(0, 1, 0, 0)), message('q.test', good, counts=(2, 1, 0, 0)),
            message('q.test', good[:-2]), message('q.test', good[:5]),
            message('evil\x1b[31m.test', good), message('\u202egnp.test', good),
            message(vector(1, b'a.b') + b'\0', good), message(vector(1, b'nul\0') + b'\0', good),
            message('', record(b'\0', A, '203.0.113.1')),
            message('loop.test', record(Q, CNAME, 'two.test'), record('two.test', CNAME, 'loop.test')),
            b'', b'\x12', message('q.test')[:11]]
    return [answer(lie, 5300 + place) for place, lie in enumerate(lies)], []


@case
def dns_half_right():
    """What comes before a lie counts; an alias that leads back to itself is no harm."""
    good = record(Q, A, '203.0.113.1')
    return [answer(message('half.weir.test', good, b'\xc0\xff', counts=(1, 9, 0, 0))),
            answer(message('self.weir.test', record(Q, CNAME, Q), record(Q, A, '203.0.113.2'))),
            answer(message('ttl.weir.test', record(Q, A, '203.0.113.3', 0xffffffff)))], [
        'dns 203.0.113.1 half.weir.test', 'dns 203.0.113.2 self.weir.test',
        'dns 203.0.113.3 ttl.weir.test']


def main():
    if len(sys.argv) != 2 or sys.argv[1] in ('-h', '--help'):
        sys.exit(__doc__)
    for function in CASES:
        frames, names = function()
        write(Path(sys.argv[1]), function.__name__.replace('_', '-'), function.__doc__, frames, names)


if __name__ == '__main__':
    main()
