# SPDX-License-Identifier: GPL-3.0-or-later
"""Inputs of the fuzz targets that are written by hand: usual ones, of each kind that a target reads.

Each list holds (name, bytes).  How an input begins is said in the first lines of its target.
"""
import struct

ID = b'3f4e1b0c2d9a8f7e6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a39281706'
LOCAL, REMOTE = bytes([192, 0, 2, 1]), bytes([198, 51, 100, 7])

ALERTS = [
    ('rule', b'\0rate > 5Mbit/s for 10s after 2h by application of port:443'),
    ('rule-off', b'\0off new host by application of is:remote'),
    ('rule-month', b'\0month > 100GB of interface:eth0'),
    ('log', b'\1{"id":1,"event":"over","time_us":1700000000000000,"rule":"rate > 1M","filter":"",'
            b'"value":2000000,"subject":"firefox"}\n{"id":2,"event":"below","time_us":1,"end_us":2,'
            b'"rule":"new host","filter":"port:443","value":1}\n'),
    ('seen', b'\2weir seen 1\nlearnt\t1700000000\napplication\tfirefox\t1700000000\nhost\t192.0.2.1'
             b'\t1700000001\n'),
    ('volumes', b'\3weir volume 1\n2026-11\tbytes\tfirefox\t1000\t2000\n2026-11\ttold\tmonth > 1G\n'),
]

CAPTURE_FILTER = [
    (f'filter-{number}', bytes([number, number]) + text) for number, text in enumerate([
        b'', b'tcp', b'udp port 53 or tcp port 443', b'not port 443', b'ip6', b'less 100',
        b'vlan 5 and host 192.0.2.1', b'ether host 02:00:00:00:00:01', b'net 10.0.0.0/8',
        b'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0', b'ip6 protochain 6', b'inbound and ifindex 1',
        b'mpls 1 and ip', b'portrange 1-1024', b'src net 2001:db8::/32 and dst port https'])
]

COLOR_SHEET = [
    ('sheet', b'/* A theme */\n@define-color weir_download #1c71d8;\n'
              b'@define-color weir_upload mix(@weir_download, alpha(#fff, 0.5), 0.25);\n'),
    ('torn', b'@define-color a rgb(1,2,3); @define-color b @a'),
    ('other', b'* { color: red; } @import url("http://a.test/");'),
]

CONTAINER = [
    ('docker', b'\0{"State":{"Running":true},"ID":"' + ID + b'","Config":{"Image":"nginx:1.27","Labels":'
               b'{"a":"b"}},"Image":"sha256:8f4c","Name":"/web"}'),
    ('docker-pod', b'\0{"Config":{"Image":"k8s.gcr.io/dns","Labels":{"io.kubernetes.container.name":"dns",'
                   b'"io.kubernetes.pod.name":"dns-1","io.kubernetes.pod.namespace":"kube-system"}},'
                   b'"Name":"/k8s_dns"}'),
    ('podman', b'\1[{"id":"other","names":["other"]},{"id":"' + ID + b'","names":["db"],"metadata":'
               b'"{\\"image-name\\":\\"docker.io/library/postgres:16\\",\\"name\\":\\"db\\"}"}]'),
    ('cri-o', b'\2{"annotations":{"io.kubernetes.container.name":"app","io.kubernetes.pod.name":"pod",'
              b'"io.kubernetes.pod.namespace":"default","io.kubernetes.cri-o.ImageName":"quay.io/app:1"}}'),
    ('containerd', b'\3{"annotations":{"io.kubernetes.cri.container-name":"nginx",'
                   b'"io.kubernetes.cri.image-name":"nginx:1","io.kubernetes.cri.sandbox-name":"web",'
                   b'"io.kubernetes.cri.sandbox-namespace":"default"}}'),
    ('nerdctl', b'\3{"annotations":{"nerdctl/name":"cache"}}'),
]

DESKTOP = [
    ('one', b'[Desktop Entry]\nType=Application\nName=One\nName[de]=Eins\nExec=/bin/true %U\nIcon=one\n'
            b'StartupWMClass=true\n'),
    ('options', b'[Desktop Entry]\nType=Application\nName=Two\nExec=true --option "a b" %%\nTryExec=true\n'
                b'NoDisplay=true\n[Desktop Action x]\nName=X\nExec=true\n'),
    ('hidden', b'[Desktop Entry]\nType=Application\nName=Three\nExec=/bin/true\nHidden=true\n'),
]

IDENTITY = [
    ('dpkg', b'\0coreutils: /bin/ls\n'),
    ('dpkg-diversion', b'\0diversion by a from: /bin/ls\ndiversion by a to: /bin/ls.real\na: /bin/ls\n'),
    ('dpkg-none', b'\0dpkg-query: no path found matching pattern /tmp/.mount_x/usr/bin/ls\n'),
    ('rpm', b'\1coreutils-9.1-1.x86_64\n'),
    ('pacman', b'\2/bin/ls is owned by coreutils 9.1-1\n'),
    ('apk', b'\3/bin/ls is owned by busybox-1.36.1-r0\n'),
    ('cgroup', b'\4' b'0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-one-12.scope\n'),
    ('cgroup-container', b'\4' b'0::/kubepods.slice/kubepods-pod6bb4a1d2_1c2d_4e5f_8a9b_0c1d2e3f4a5b.slice/'
                         b'cri-containerd-' + ID + b'.scope\n'),
    ('cgroup-1', b'\4' b'12:pids:/docker/' + ID + b'\n1:name=systemd:/docker/' + ID + b'\n'),
    ('mounts', b'\5' b'36 35 0:32 / /tmp/.mount_x ro,nosuid - fuse.x.AppImage x.AppImage ro\n'),
    ('json', b'\6{"a":[1,"\\u001b",null,{"b":"c"}]}'),
]

LISTS = [
    ('hosts', b'\0' b'127.0.0.1 localhost\n::1\tlocalhost ip6-localhost # loopback\n192.0.2.1 Router.lan.\n'
              b'fe80::1%eth0 printer\n0.0.0.0 advertiser.test\n'),
    ('name', b'\1www.Example.com.'),
    ('name-strange', b'\1\xe2\x80\xae\x1b[2Jb\xc3\xbccher.test'),
    ('csv', b'\2Registry,Assignment,Organization Name,Organization Address\r\n'
            b'MA-L,286FB9,"Nokia, Ltd.","Street"\r\nMA-M,741AE09,Private,\r\nMA-S,70B3D5000,Three,x\r\n'),
    ('text', b'\3' b'28-6F-B9   (hex)\t\tNokia Shanghai Bell Co., Ltd.\n286FB9     (base 16)\t\tNokia\n'),
    ('hwdb', b'\4OUI:286FB9*\n ID_OUI_FROM_DATABASE=Nokia\n\nOUI:70B3D5000*\n ID_OUI_FROM_DATABASE=Three\n'),
]

_STAT = b'1 (a) b) S 1 1 1 0 -1 4194560 0 0 0 0 1 2 0 0 20 0 1 0 77 1000 10 18446744073709551615\n'

PROC = [
    ('stat', b'\0' + _STAT),
    ('status', b'\1Name:\tx\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t1\nPid:\t2\n'),
    ('schedstat', b'\2' b'123456 789 12\n'),
    ('cgroup', b'\3' b'0::/user.slice/user@1000.service/app.slice/app-flatpak-org.a.B-1.scope\n'),
    ('cgroup-snap', b'\3' b'0::/user.slice/user@1000.service/app.slice/snap.one.two-1.scope\n'),
    ('cmdline', b'\4program\0--option\0\xc3\xa4\x1b[2J\0\0\0'),
    ('environ', b'\5HOME=/\0APPIMAGE=/tmp/One.AppImage\0APPDIR=/tmp/.mount_x\0'),
    ('mountinfo', b'\6' b'36 35 0:32 / /tmp/.mount_x ro - fuse.x.AppImage One\\040Two.AppImage ro\n'),
    ('flatpak', b'\7[Application]\nname=org.a.B\nruntime=runtime/org.c.D/x86_64/1\n'),
    ('loadavg', b'\x080.10 0.20 0.30 1/234 5678\n'),
    ('dev', b'\x09Inter-|   Receive\n face |bytes\n    lo: 1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0\n'
            b'  eth0:1000 2000 0 0 0 0 0 0 3000 4000 0 0 0 0 0 0\n'),
    ('speed', b'\x0910000\n'),
    ('route', b'\x09Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n'
              b'eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n'),
    ('ipv6-route', b'\x09' + b'0' * 32 + b' 00 ' + b'0' * 32 + b' 00 fe80' + b'0' * 28
                   + b' 00000400 00000001 00000000 00000003     eth0\n'),
]

SETTINGS = [
    ('pins', b'\0flow 6 192.0.2.1 50000 198.51.100.7 443\nflow 2054 02:00:00:00:00:01 0 02:00:00:00:00:02 0\n'
             b'application Firefox\napplication\nflow 17 2001:db8::1 1 2001:db8::2 53\n'),
    ('moment', b'\1' b'2026-01-01T14:03:10+01:00'),
    ('moment-number', b'\1' b'1767275000.5'),
    ('moment-blank', b'\1' b'2026-01-01 14:03:10'),
    ('manual', b'\2# Title\n\nA **bold** word and `code <b>`.\nMore.\n\n- one\n- two & three\n<!-- no -->\n'),
]

SPOKEN = [
    (f'tcp-{number}', b'\1\0\0' + bytes(12) + b'\x50' + bytes(7) + text) for number, text in enumerate([
        b'GET / HTTP/1.1\r\nHost: a\r\n\r\n', b'SSH-2.0-OpenSSH_9.2\r\n', b'\x13BitTorrent protocol' + bytes(8),
        b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', b'* OK IMAP4rev1 ready', b'220 mail.test ESMTP\r\n',
        b'\x10\x1e\0\4MQTT\4\2\0<', b'\0\0\0\x08\4\xd2\x16\x2f', b'\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0',
        b'*1\r\n$4\r\nPING\r\n', b'RFB 003.008\n', b'OPTIONS rtsp://a RTSP/1.0\r\n', b'\0\0\0\x40\xfeSMB@\0',
        b"<?xml version='1.0'?><stream:stream", b'\x16\3\1\2\0\1\0\1\xfc\3\3'])
] + [
    (f'udp-{number}', b'\0\0\0' + bytes(8) + text) for number, text in enumerate([
        b'INVITE sip:a@b.test SIP/2.0\r\n', b'M-SEARCH * HTTP/1.1\r\n', b'\0\1\0\0\x21\x12\xa4\x42' + bytes(12),
        b'\1\0\0\0' + bytes(144), b'\x16\xfe\xfd' + bytes(8) + b'\0\x20\1', b'\xc3\0\0\0\1\x08' + bytes(1200),
        b'd1:ad2:id20:' + bytes(20) + b'e', b'\1\1\6\0' + bytes(232) + b'\x63\x82\x53\x63'])
]

TCP_QUALITY = [
    ('handshake', bytes.fromhex('0201000000000004' '3210000000000004' '1001000000000004' '1001000000000604'
                                '3010000000000004' '5101000000000004' '3110000000000004')),
    ('losses', bytes.fromhex('1001000000000604' '1001000000000604' '10104050000006f4' '3010000000000000'
                             '10904000000006f8' '1001810000000604' '5001000000000004')),
]


def _message(kind, body):
    return struct.pack('=IHHII', 16 + len(body), kind, 2, 1, 0) + body


def _attribute(kind, data):
    return struct.pack('=HH', 4 + len(data), kind) + data + bytes(-len(data) % 4)


def _diag(family, local, remote, attributes=b''):
    return _message(20, struct.pack('!BBBBHH', family, 1, 0, 0, 50000, 443) + local.ljust(16, b'\0')
                    + remote.ljust(16, b'\0') + struct.pack('=IIIIIIII', 0, 7, 9, 0, 0, 0, 1000, 4711)
                    + attributes)


_DIAG = _diag(2, LOCAL, REMOTE, _attribute(2, bytes(range(232))) + _attribute(21, bytes(8)))
_DONE = struct.pack('=IHHIII', 20, 3, 2, 1, 0, 0)
_NEIGHBOUR = _message(28, struct.pack('=BBHiHBB', 2, 0, 0, 2, 2, 0, 1) + _attribute(1, LOCAL)
                      + _attribute(2, bytes([2, 0, 0, 0, 0, 1])))
_ROUTE = _message(24, struct.pack('=BBBBBBBBI', 2, 0, 0, 0, 254, 3, 0, 1, 0) + _attribute(5, LOCAL))
_HOP = struct.pack('=HBBi', 16, 0, 0, 2) + _attribute(5, LOCAL)
_ROUTES = _message(24, struct.pack('=BBBBBBBBI', 2, 0, 0, 0, 254, 3, 0, 1, 0) + _attribute(9, _HOP + _HOP)
                   + _attribute(18, struct.pack('=H', 10) + bytes(16)))

NETLINK = [
    ('sockets', b'\0' + _DIAG + _diag(10, bytes(16), bytes(16)) + _DONE),
    ('refused', b'\0' + _message(2, struct.pack('=i', -2) + bytes(16))),
    ('ended', b'\1' + _DIAG),
    ('found', b'\2' + _DIAG),
    ('neighbours', b'\3' + _ROUTE + _ROUTES + _NEIGHBOUR + _DONE),
]


def _frame(kind, payload):
    return struct.pack('<BH', kind, len(payload)) + payload


_PACKET = bytes.fromhex('020000000001020000000002080045000028000040004006') + bytes(2) + LOCAL + REMOTE \
    + struct.pack('!HHIIBBHHH', 50000, 443, 1, 1, 0x50, 2, 1000, 0, 0)


def _socket(match):
    return struct.pack('<BBBBHH16s16sQQIIQ16sBBH', 4, 6, 1, match, 50000, 443, LOCAL, REMOTE, 4711, 0, 1000,
                       1234, 77, b'firefox', 0, 1, 1) + struct.pack('<I16s', 99, b'other')


_PACKETS = _frame(3, struct.pack('<QII', 1700000000000000, len(_PACKET), len(_PACKET)) + _PACKET)
_PROCESSES = _frame(11, struct.pack('<IIQHH', 1234, 1, 77, 4, 8) + b'0::/' + b'/bin/one')
_TO_PROGRAM = [
    _frame(1, struct.pack('<I', 1)), _frame(2, struct.pack('<III', 1, 1, 262144)), _PACKETS,
    _frame(4, struct.pack('<QQQQQQQ', 1, 2, 3, 4, 5, 6, 7)), _PROCESSES, _frame(10, _socket(1)),
    _frame(5, _socket(0) + _socket(0)), _frame(7, struct.pack('<I', 5)),
    _frame(6, struct.pack('<16sIIBBH16s', b'eth0', 2, 1, 4, 24, 0, LOCAL)), _frame(8, struct.pack('<II', 1, 1) + b'x'),
]
_INSTRUCTIONS = struct.pack('<HBBI', 0x28, 0, 0, 12) + struct.pack('<HBBI', 6, 0, 0, 262144)
_TUPLE = struct.pack('<BBHHH16s16s', 4, 6, 0, 50000, 443, LOCAL, REMOTE)
_TO_HELPER = [
    _frame(65, struct.pack('<III16s', 1, 262144, 1, b'lo')), _frame(66, _INSTRUCTIONS), _frame(70, _INSTRUCTIONS),
    _frame(71, _TUPLE + _TUPLE), _frame(68, b''), _frame(69, b''), _frame(67, b''),
]


def _whole(frames):
    return b''.join(struct.pack('<IBB2s', len(f) - 3, f[0], 2, b'WR') + f[3:] for f in frames)


HELPER = [('all', b''.join([_PACKETS, _PROCESSES] + _TO_PROGRAM[5:8])), ('packets', _PACKETS)]
SERVE = [('all', b''.join(_TO_HELPER)), ('open', b''.join(_TO_HELPER[:3])), ('ask', b''.join(_TO_HELPER[3:]))]
WIRE = [
    ('to-program', b'\2\xff' + b''.join(_TO_PROGRAM)), ('to-helper', b'\3\xff' + b''.join(_TO_HELPER)),
    ('stream-to-program', b'\0\x10' + _whole(_TO_PROGRAM)), ('stream-to-helper', b'\1\x10' + _whole(_TO_HELPER)),
]

OPENINGS = [
    ('syn', b'\0' + bytes([len(_PACKET), 1]) + _PACKET + bytes([len(_PACKET), 0xff]) + _PACKET),
    ('udp', b'\3' + bytes([28, 1]) + bytes.fromhex('4500001c000040004011') + bytes(2) + REMOTE + LOCAL
            + struct.pack('!HHHH', 53, 40000, 8, 0)),
]
