#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""weir-cli on a real interface: what was sent is what it reports."""

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
import unittest

from network import (A4, A6, B4, B6, ETHERNET_HEADER, IPV4_UDP_HEADERS, IPV6_UDP_HEADERS, NOBODY,
                     WAIT_S, Capture, Network, flows_with_port, run, wait_until)

SKIPPED = 77


# What iperf3 says on its data connection before it sends (its own name for the test).
IPERF3_COOKIE_BYTES = 37
IPV4_TCP_HEADERS = 20 + 20 + 12    # with time stamps
IPV4_SYN_BYTES = 20 + 20 + 20      # the first segment has more options


TCP_INFO_TOTAL_RETRANS = 100        # its place in struct tcp_info


def read_to_end(connection):
    while connection.recv(1 << 20):
        pass


class LiveTest(unittest.TestCase):
    def setUp(self):
        self.network = Network()
        self.addCleanup(self.network.remove)

    def talk(self, a, b, port, n_sent=100, sent_bytes=1000, n_received=50, received_bytes=500):
        """From a to b and back, every datagram awaited, so that none can be lost."""
        with self.network.udp(self.network.a, a) as here, self.network.udp(self.network.b, b, port) \
                as there:
            here.connect((b, port))
            there.connect(here.getsockname()[:2])
            for _ in range(n_sent):
                here.send(b"x" * sent_bytes)
                there.recv(65536)
            for _ in range(n_received):
                there.send(b"y" * received_bytes)
                here.recv(65536)
            return here.getsockname()[1]

    def assert_talk(self, report, a, b, port, headers):
        (flow,) = flows_with_port(report, port)
        self.assertEqual((flow["local_address"], flow["remote_address"], flow["remote_port"]),
                         (a, b, port))
        self.assertTrue(flow["is_local"])
        self.assertEqual(flow["tx_packets"], 100)
        self.assertEqual(flow["rx_packets"], 50)
        self.assertEqual(flow["tx_bytes"], 100 * (1000 + headers))
        self.assertEqual(flow["rx_bytes"], 50 * (500 + headers))
        self.assertEqual(flow["tx_wire_bytes"], 100 * (1000 + headers + ETHERNET_HEADER))
        self.assertEqual(flow["rx_wire_bytes"], 50 * (500 + headers + ETHERNET_HEADER))

    def test_known_bytes_each_way_are_reported_to_the_byte(self):
        with Capture(self.network, "-i", "va") as capture:
            capture.wait_until_capturing()
            self.talk(A4, B4, 7001)
            self.talk(A6, B6, 7002)
            report = capture.finish()
        self.assert_talk(report, A4, B4, 7001, IPV4_UDP_HEADERS)
        self.assert_talk(report, A6, B6, 7002, IPV6_UDP_HEADERS)
        self.assertEqual(report["packets_dropped"], 0)
        self.assertEqual(report["packets_malformed"], 0)

    def test_the_other_end_sees_the_same_the_other_way_round(self):
        with Capture(self.network, "-i", "vb", "-f", "udp port 7003", name=self.network.b) as capture, \
                self.network.udp(self.network.a, A4) as probe:
            def is_reported():
                probe.sendto(b"", (B4, 7003))
                return any(flows_with_port(report, 7003) for report in capture.reports())

            wait_until("a packet is reported", is_reported)
            local_port = self.talk(A4, B4, 7003)
            report = capture.finish()
        (flow,) = [flow for flow in report["flows"] if flow["remote_port"] == local_port]
        self.assertEqual((flow["local_address"], flow["local_port"]), (B4, 7003))
        self.assertEqual(flow["rx_bytes"], 100 * (1000 + IPV4_UDP_HEADERS))
        self.assertEqual(flow["tx_bytes"], 50 * (500 + IPV4_UDP_HEADERS))

    def test_a_tcp_transfer_is_its_bytes_and_its_headers(self):
        sent = 64 * 1024 * 1024
        with Capture(self.network, "-i", "va") as capture:
            capture.wait_until_capturing()
            with self.network.tcp_pair(A4, B4, 7013) as (here, there):
                reader = threading.Thread(target=read_to_end, args=(there,))
                reader.start()
                here.sendall(bytes(sent))
                here.shutdown(socket.SHUT_WR)
                reader.join()
                n_retransmitted = struct.unpack_from("=I", here.getsockopt(
                    socket.IPPROTO_TCP, socket.TCP_INFO, 104), TCP_INFO_TOTAL_RETRANS)[0]
            report = capture.finish()
        (flow,) = flows_with_port(report, 7013)
        payload = flow["tx_bytes"] - IPV4_SYN_BYTES - IPV4_TCP_HEADERS * (flow["tx_packets"] - 1)
        self.assertEqual(report["packets_dropped"], 0)
        if n_retransmitted == 0:
            self.assertEqual(payload, sent)
        else:
            self.assertGreater(payload, sent)

    def test_any_takes_every_interface(self):
        with Capture(self.network, "-i", "any") as capture:
            capture.wait_until_capturing()
            self.talk(A4, B4, 7004)
            self.talk(A6, B6, 7005)
            with self.network.udp(self.network.a, "127.0.0.1", 7006) as loopback:
                loopback.sendto(b"x" * 100, ("127.0.0.1", 7006))
                loopback.recv(65536)
            report = capture.finish()
        for port, a, headers in (7004, A4, IPV4_UDP_HEADERS), (7005, A6, IPV6_UDP_HEADERS):
            (flow,) = flows_with_port(report, port)
            self.assertEqual(flow["local_address"], a)
            self.assertEqual(flow["tx_bytes"], 100 * (1000 + headers))
            self.assertEqual(flow["rx_bytes"], 50 * (500 + headers))
        (flow,) = flows_with_port(report, 7006)
        self.assertEqual(flow["tx_bytes"] + flow["rx_bytes"], 100 + IPV4_UDP_HEADERS)

    def iperf3(self, *arguments):
        """What the client says about a TCP test from a to b."""
        server = subprocess.Popen(["ip", "netns", "exec", self.network.b, "iperf3", "--server",
                                   "--one-off", "--bind", B4], stdout=subprocess.DEVNULL)
        self.addCleanup(server.wait, WAIT_S)
        self.addCleanup(server.terminate)

        def is_listening():
            with open(f"/proc/{server.pid}/net/tcp") as sockets:
                return any(":1451 " in line and " 0A " in line for line in sockets)

        wait_until("iperf3 listens", is_listening)
        client = subprocess.run(["ip", "netns", "exec", self.network.a, "iperf3", "--json", "--client",
                                 B4, *arguments], check=True, stdout=subprocess.PIPE, timeout=WAIT_S)
        return json.loads(client.stdout)["end"]

    def iperf3_data_flow(self, report):
        """The larger of its two connections; the other one is for control."""
        return max(flows_with_port(report, 5201), key=lambda flow: flow["tx_bytes"])

    @unittest.skipUnless(shutil.which("iperf3"), "iperf3 is not installed")
    def test_iperf3_agrees(self):
        """It counts what it has written and what was read; at its end it throws away what was on its
        way, so that the truth lies between."""
        with Capture(self.network, "-i", "va") as capture:
            capture.wait_until_capturing()
            end = self.iperf3("--bytes", "256M")
            report = capture.finish()
        flow = self.iperf3_data_flow(report)
        payload = flow["tx_bytes"] - IPV4_SYN_BYTES - IPV4_TCP_HEADERS * (flow["tx_packets"] - 1)
        self.assertEqual(report["packets_dropped"], 0)
        self.assertGreaterEqual(payload, end["sum_received"]["bytes"])
        if end["sum_sent"]["retransmits"] == 0:
            self.assertLessEqual(payload, end["sum_sent"]["bytes"] + IPERF3_COOKIE_BYTES)

    @unittest.skipUnless(shutil.which("iperf3"), "iperf3 is not installed")
    def test_iperf3_at_full_speed_loses_no_packet(self):
        with Capture(self.network, "-i", "va") as capture:
            capture.wait_until_capturing()
            end = self.iperf3("--time", "3")
            report = capture.finish()
        flow = self.iperf3_data_flow(report)
        self.assertEqual(report["packets_dropped"], 0)
        self.assertGreater(flow["tx_bytes"], end["sum_received"]["bytes"])

    def test_capturing_resumes_after_the_link_was_down(self):
        with Capture(self.network, "-i", "va") as capture:
            capture.wait_until_capturing()
            self.talk(A4, B4, 7007)
            run("ip", "-n", self.network.a, "link", "set", "va", "down")
            waiting = capture.wait_for_message("The network interface “va” is down.")
            run("ip", "-n", self.network.a, "link", "set", "va", "up")
            capture.wait_for_message("Capturing on “va” again.", waiting)
            capture.wait_until_capturing()
            self.talk(A4, B4, 7008)
            report = capture.finish()
        self.assert_talk(report, A4, B4, 7007, IPV4_UDP_HEADERS)
        self.assert_talk(report, A4, B4, 7008, IPV4_UDP_HEADERS)

    def test_capturing_resumes_when_a_deleted_interface_is_back(self):
        with Capture(self.network, "-i", "va") as capture:
            capture.wait_until_capturing()
            self.talk(A4, B4, 7009)
            self.network.unplug()
            waiting = capture.wait_for_message("Trying again in")
            self.network.plug_in()
            capture.wait_for_message("Capturing on “va” again.", waiting)
            capture.wait_until_capturing()
            self.talk(A4, B4, 7010)
            report = capture.finish()
        self.assert_talk(report, A4, B4, 7009, IPV4_UDP_HEADERS)
        self.assert_talk(report, A4, B4, 7010, IPV4_UDP_HEADERS)

    def test_an_address_added_while_running_is_local(self):
        new = "198.18.0.77"
        with Capture(self.network, "-i", "va") as capture, \
                self.network.udp(self.network.b, B4) as there:
            capture.wait_until_capturing()
            # Sent here, though nobody has the address yet.
            (mac,) = json.loads(subprocess.check_output(
                ["ip", "-n", self.network.a, "-json", "link", "show", "va"]))
            run("ip", "-n", self.network.b, "neighbour", "add", new, "lladdr", mac["address"], "dev",
                "vb")
            there.sendto(b"x" * 100, (new, 7011))
            run("ip", "-n", self.network.a, "address", "add", f"{new}/24", "dev", "va")

            def is_local():
                there.sendto(b"x" * 100, (new, 7012))
                return any(flow["is_local"] for report in capture.reports()[-2:]
                           for flow in flows_with_port(report, 7012))

            wait_until("the new address is local", is_local)
            report = capture.finish()
        (before,) = flows_with_port(report, 7011)
        self.assertEqual((before["local_address"], before["remote_address"]), (B4, new))
        self.assertFalse(before["is_local"])
        after = [flow for flow in flows_with_port(report, 7012) if flow["is_local"]]
        self.assertEqual((after[0]["local_address"], after[0]["remote_address"]), (new, B4))
        self.assertEqual(after[0]["tx_bytes"], 0)
        self.assertGreaterEqual(after[0]["rx_bytes"], 100 + IPV4_UDP_HEADERS)

    @unittest.skipUnless(shutil.which("setpriv"), "setpriv is not installed")
    def test_neighbours_and_the_gateway_are_told(self):
        """The kernel's own table: the other end of the cable, with a global address of hardware."""
        mac = "00:00:00:12:34:56"    # Xerox; whether that is known depends on the system's lists
        run("ip", "-n", self.network.b, "link", "set", "vb", "address", mac)
        run("ip", "-n", self.network.a, "route", "add", "default", "via", B4)
        with Capture(self.network, "-i", "va") as capture:
            capture.wait_until_capturing()
            self.talk(A4, B4, 5007)
            report = capture.finish()
        (flow,) = flows_with_port(report, 5007)
        self.assertEqual((flow["remote_address"], flow["mac"], flow["is_gateway"]), (B4, mac, True))
        self.assertFalse(flow["mac_is_locally_administered"])
        self.assertNotIn("country", flow)

    def test_a_missing_right_is_said_and_not_retried(self):
        with Capture(self.network, "-i", "va", "-f", "udp", prefix=NOBODY) as capture:
            self.assertEqual(capture.process.wait(WAIT_S), 1)
            self.assertIn("You are not allowed to capture on “va”.", capture.messages())
            self.assertNotIn("Trying again", capture.messages())
            self.assertEqual(capture.reports(), [])

    def test_a_missing_interface_is_said_and_not_retried(self):
        with Capture(self.network, "-i", "weir-none") as capture:
            self.assertEqual(capture.process.wait(WAIT_S), 1)
            self.assertIn("There is no network interface “weir-none”.", capture.messages())
            self.assertNotIn("Trying again", capture.messages())


def can_make_networks():
    try:
        Network().remove()
    except (OSError, subprocess.SubprocessError) as error:
        print(f"skipped: no network namespaces here ({error})")
        return False
    return True


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("skipped: needs root")
        sys.exit(SKIPPED)
    if not can_make_networks():
        sys.exit(SKIPPED)
    unittest.main()
