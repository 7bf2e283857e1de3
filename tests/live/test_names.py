#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real names: a DNS server and a TLS server in a namespace, visited by curl from another one."""

import os
import pathlib
import shutil
import socket
import ssl
import struct
import sys
import tempfile
import unittest

from name_servers import Servers
from network import A4, B4, B6, Capture, Network, flows_with_port, run

SKIPPED = 77

HELPER = os.environ.get("WEIR_HELPER_PROGRAM", "weir-helper")
CAPTURES = pathlib.Path(__file__).resolve().parent.parent / "captures" / "names"
CAPABILITIES = "cap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep"
NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all")

ZONE = {
    "www.weir.test": ("edge.weir.test", [B4]),
    "six.weir.test": (None, [B6]),
}


def client_hello(name):
    """What OpenSSL would send."""
    out = ssl.MemoryBIO()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        context.wrap_bio(ssl.MemoryBIO(), out, server_hostname=name).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return out.read()


def frames(name):
    data = (CAPTURES / f"{name}.pcap").read_bytes()
    at = 24
    while at < len(data):
        size, = struct.unpack_from("<I", data, at + 8)
        yield data[at + 16:at + 16 + size]
        at += 16 + size


def datagrams(name):
    """The UDP payloads over IPv4 that go to port 443, by their source port."""
    for frame in frames(name):
        source, target = struct.unpack_from("!HH", frame, 34)
        if frame[12:14] == b"\x08\0" and target == 443:
            yield source, frame[42:]


class NamesTest(unittest.TestCase):
    def setUp(self):
        self.network = Network()
        self.addCleanup(self.network.remove)
        scratch = tempfile.TemporaryDirectory(prefix="weir-names-")
        self.addCleanup(scratch.cleanup)
        self.directory = pathlib.Path(scratch.name)
        self.directory.chmod(0o755)

    def serve(self):
        with self.network.inside(self.network.b):
            servers = Servers((B4, B6), ZONE, self.directory)
        self.addCleanup(servers.close)

    def visit(self, url, options=""):
        """With the namespace's own DNS server, in the client's own view of the files."""
        resolv = self.directory / "resolv.conf"
        resolv.write_text(f"nameserver {B4}\n{options}\n")
        run("ip", "netns", "exec", self.network.a, "unshare", "-m", "sh", "-c",
            f"mount --bind {resolv} /etc/resolv.conf && exec curl -ksS --noproxy '*' -o /dev/null "
            f"--max-time 10 {url}")

    def name_of(self, report, port, address):
        """Of the flow that came last."""
        flows = [flow for flow in flows_with_port(report, port) if flow["remote_address"] == address]
        flow = max(flows, key=lambda flow: flow["last_seen"])
        return flow.get("remote_name"), flow.get("remote_name_source")

    def visit_all(self):
        self.visit("https://www.weir.test/")
        self.visit("https://six.weir.test/")
        self.visit("http://www.weir.test:8080/")

    def check_all(self, report):
        self.assertEqual(self.name_of(report, 443, B4), ("www.weir.test", "tls"))
        self.assertEqual(self.name_of(report, 443, B6), ("six.weir.test", "tls"))
        self.assertEqual(self.name_of(report, 8080, B4), ("www.weir.test", "dns"))
        self.assertEqual(report["packets_malformed"], 0)
        self.assertEqual(report["packets_dropped"], 0)

    def test_a_client_names_what_it_visits(self):
        self.serve()
        with Capture(self.network, "-i", "va") as capture:
            capture.wait_until_capturing()
            self.visit_all()
            self.check_all(capture.finish())

    def test_any_names_what_a_client_visits(self):
        self.serve()
        with Capture(self.network, "-i", "any") as capture:
            capture.wait_until_capturing()
            self.visit_all()
            self.check_all(capture.finish())

    def test_a_filter_of_the_user_is_kept(self):
        self.serve()
        with Capture(self.network, "-i", "va", "-f", "udp port 53 or port 8080 or port 9") as capture:
            capture.wait_until_capturing()
            self.visit_all()
            report = capture.finish()
        self.assertEqual(flows_with_port(report, 443), [])
        self.assertEqual(self.name_of(report, 8080, B4), ("www.weir.test", "dns"))

    def test_answers_over_tcp_are_read(self):
        self.serve()
        with Capture(self.network, "-i", "va") as capture:
            capture.wait_until_capturing()
            self.visit("http://www.weir.test:8080/", "options use-vc")
            report = capture.finish()
        self.assertEqual({flow["protocol"] for flow in flows_with_port(report, 53)}, {"TCP"})
        self.assertEqual(self.name_of(report, 8080, B4), ("www.weir.test", "dns"))

    def test_no_names_are_read_where_none_are_wanted(self):
        self.serve()
        with Capture(self.network, "-i", "va", "-n") as capture:
            capture.wait_until_capturing()
            self.visit_all()
            report = capture.finish()
        self.assertEqual(self.name_of(report, 443, B4), (None, None))
        self.assertFalse(any("remote_name" in flow for flow in report["flows"]))

    def test_the_helper_delivers_enough_for_names(self):
        helper = self.directory / "weir-helper"
        shutil.copy(HELPER, helper)
        helper.chmod(0o755)
        run("setcap", CAPABILITIES, helper)
        self.serve()
        os.environ["WEIR_HELPER"] = str(helper)
        self.addCleanup(os.environ.pop, "WEIR_HELPER")
        with Capture(self.network, "-i", "va", "--all", prefix=NOBODY) as capture:
            capture.wait_until_capturing()
            self.visit_all()
            self.check_all(capture.finish())

    def test_names_behind_a_tag_are_read(self):
        """Frames as they are, for kernels without interfaces for tags."""
        with self.network.inside(self.network.b):
            cable = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            cable.bind(("vb", 0))
        with Capture(self.network, "-i", "va") as capture, cable:
            capture.wait_until_capturing()
            for frame in frames("tls-whole"):
                cable.send(frame)
            report = capture.finish()
        self.assertEqual(self.name_of(report, 443, "2001:db8:1::7"), ("six.weir.test", "tls"))
        self.assertEqual(self.name_of(report, 993, "198.51.100.7"), ("mail.weir.test", "tls"))

    def test_a_hello_in_segments_is_read(self):
        hello = client_hello("segments.weir.test")
        self.assertGreater(len(hello), 400)
        with Capture(self.network, "-i", "va") as capture:
            capture.wait_until_capturing()
            with self.network.tcp_pair(A4, B4, 443) as (here, there):
                here.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for piece in hello[:150], hello[150:250], hello[250:]:
                    here.send(piece)
                    # So that it is a segment of its own.
                    there.recv(65536)
            report = capture.finish()
        self.assertEqual(self.name_of(report, 443, B4), ("segments.weir.test", "tls"))

    def test_names_of_a_recorded_quic_client_are_read(self):
        with Capture(self.network, "-i", "va") as capture, \
                self.network.udp(self.network.b, B4, 443) as there:
            capture.wait_until_capturing()
            for name in "recorded-quic", "quic-whole":
                for port, payload in datagrams(name):
                    with self.network.udp(self.network.a, A4, port) as here:
                        here.sendto(payload, (B4, 443))
                        there.recv(65536)
            report = capture.finish()
        names = {flow.get("remote_name") for flow in flows_with_port(report, 443)
                 if flow.get("remote_name_source") == "quic"}
        self.assertLessEqual({"recorded.weir.test", "one.weir.test", "two.weir.test"}, names)


def can_make_networks():
    try:
        Network().remove()
    except (OSError, RuntimeError) as error:
        print(f"skipped: no network namespaces here ({error})")
        return False
    return True


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("skipped: needs root")
        sys.exit(SKIPPED)
    for program in "curl", "openssl", "setpriv", "setcap", "unshare":
        if shutil.which(program) is None:
            print(f"skipped: {program} is not installed")
            sys.exit(SKIPPED)
    if not can_make_networks():
        sys.exit(SKIPPED)
    unittest.main()
