#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What weir-cli tells of TCP connections, next to what the kernel knows of its own ends of them, over
a line whose delay, losses and disorder are known.

WEIR_RECORD names a folder for recordings of both ends of each line.
"""
import fcntl
import os
import shutil
import socket
import struct
import sys
import termios
import threading
import time
import unittest

from bad_line import BadLine
from network import A4, B4, Capture, NOBODY, WAIT_S, flows_with_port, wait_until

SKIPPED = 77
DELAY_S = 0.02
CHUNK = bytes(1000)

# In the kernel's struct tcp_info (include/uapi/linux/tcp.h).
RTT_OFFSET, BYTES_RETRANS_OFFSET, TCP_INFO_SIZE = 68, 208, 232


def tcp_info(connection):
    """(smoothed round-trip time in ms, bytes sent again)"""
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO_SIZE)
    (rtt_us,) = struct.unpack_from("=I", info, RTT_OFFSET)
    (bytes_retrans,) = struct.unpack_from("=Q", info, BYTES_RETRANS_OFFSET)
    return rtt_us / 1000, bytes_retrans


class TcpQualityTest(unittest.TestCase):
    def setUp(self):
        self.line = BadLine(DELAY_S)
        self.addCleanup(self.line.remove)
        folder = os.environ.get("WEIR_RECORD")
        if folder:
            self.line.record(folder, self.id().rsplit(".test_", 1)[1].replace("_", "-"))

    def transfer(self, here, there, n_chunks):
        """From here to there, to the last byte; returns the kernel's word of it at this end."""
        def read():
            left = n_chunks * len(CHUNK)
            while left > 0:
                left -= len(there.recv(65536))

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        for _ in range(n_chunks):
            here.sendall(CHUNK)
        reader.join(WAIT_S)
        self.assertFalse(reader.is_alive(), "everything arrives")
        # The last acknowledgements are on their way.
        wait_until("all is acknowledged", lambda: tcp_unacked(here) == 0)
        return tcp_info(here)

    def run_both(self, port, work):
        """The flow as both ends see it, and what work() returned."""
        with Capture(self.line, "-i", "va") as a, Capture(self.line, "-i", "vb",
                                                          name=self.line.b) as b:
            a.wait_until_capturing()
            wait_until("the other end captures", b.reports)
            with self.line.tcp_pair(A4, B4, port) as (here, there):
                result = work(here, there)
            wait_until("the end is reported", lambda: any(
                flow.get("tcp_state") in ("time-wait", "closed", "last-ack")
                for report in a.reports()[-1:] for flow in flows_with_port(report, port)))
            (mine,) = flows_with_port(a.finish(), port)
            (theirs,) = flows_with_port(b.finish(), port)
        return mine, theirs, result

    def test_round_trips_are_the_lines_and_the_kernels(self):
        def work(here, there):
            for _ in range(20):
                here.sendall(b"ping")
                there.recv(100)
                there.sendall(b"pong")
                here.recv(100)
            return tcp_info(here)[0], tcp_info(there)[0]

        mine, theirs, (kernel, kernel_there) = self.run_both(7101, work)
        for flow in mine, theirs:
            self.assertGreaterEqual(flow["handshake_rtt_ms"], 2000 * DELAY_S)
            self.assertLess(flow["handshake_rtt_ms"], 2000 * DELAY_S + 25)
            self.assertGreaterEqual(flow["rtt_ms"], 2000 * DELAY_S)
            self.assertEqual(flow["retransmitted_bytes"], 0)
            self.assertEqual(flow["out_of_order_bytes"], 0)
            self.assertNotIn("local_rtt_ms", flow)
        self.assertAlmostEqual(mine["rtt_ms"], kernel, delta=10)
        self.assertAlmostEqual(theirs["rtt_ms"], kernel_there, delta=10)

    def test_what_is_lost_is_counted_as_the_kernel_counts_it(self):
        self.line.loses = lambda number, size: number % 23 == 7

        def work(here, there):
            return self.transfer(here, there, 400)

        mine, theirs, (_, bytes_retrans) = self.run_both(7102, work)
        self.assertGreater(self.line.lost_bytes, 0)
        self.assertGreaterEqual(bytes_retrans, self.line.lost_bytes)
        self.assertEqual(mine["tx_retransmitted_bytes"], bytes_retrans)
        self.assertEqual(mine["out_of_order_bytes"], 0)
        self.assertEqual(mine["rx_retransmitted_bytes"], 0)
        # Beyond the losses it is seen that payload comes late; most of it is told from disorder.
        late = theirs["rx_retransmitted_bytes"] + theirs["rx_out_of_order_bytes"]
        self.assertLessEqual(late, bytes_retrans)
        self.assertGreaterEqual(late, bytes_retrans - self.line.lost_bytes)
        self.assertGreater(theirs["rx_retransmitted_bytes"], 0)

    def test_what_is_swapped_is_out_of_order(self):
        self.line.holds_back = lambda number, size: number % 31 == 9

        def work(here, there):
            return self.transfer(here, there, 300)

        mine, theirs, (_, bytes_retrans) = self.run_both(7103, work)
        self.assertGreater(self.line.swapped_bytes, 0)
        self.assertEqual(mine["retransmitted_bytes"], bytes_retrans)
        self.assertEqual(mine["out_of_order_bytes"], 0)
        if bytes_retrans == 0:
            self.assertEqual(theirs["rx_out_of_order_bytes"], self.line.swapped_bytes)
            self.assertEqual(theirs["rx_retransmitted_bytes"], 0)

    def test_a_closed_window_is_seen(self):
        def work(here, there):
            here.setblocking(False)
            sent, silent = 0, 0
            # Until nothing has gone for half a second: the other side takes no more.
            while silent < 10:
                try:
                    sent += here.send(bytes(8192))
                    silent = 0
                except BlockingIOError:
                    silent += 1
                    time.sleep(0.05)
            while sent > 0:
                sent -= len(there.recv(65536))
            wait_until("all is acknowledged", lambda: tcp_unacked(here) == 0)

        mine, theirs, _ = self.run_both(7104, work)
        self.assertGreater(mine["rx_zero_windows"], 0)
        self.assertEqual(mine["tx_zero_windows"], 0)
        self.assertGreater(theirs["tx_zero_windows"], 0)
        self.assertEqual(theirs["rx_zero_windows"], 0)
        self.assertEqual(mine["out_of_order_bytes"], 0)

    @unittest.skipUnless(shutil.which("setpriv"), "setpriv is not installed")
    def test_without_packets_the_kernel_tells(self):
        self.line.loses = lambda number, size: number % 23 == 7
        with Capture(self.line, prefix=NOBODY, interval_s=1) as capture:
            wait_until("the first report", capture.reports)
            with self.line.tcp_pair(A4, B4, 7105) as (here, there):
                rtt_ms, bytes_retrans = self.transfer(here, there, 200)

                def newest():
                    for report in capture.reports()[-1:]:
                        for flow in flows_with_port(report, 7105):
                            if flow.get("retransmitted_bytes") == bytes_retrans:
                                return flow
                    return None

                self.assertGreater(bytes_retrans, 0)
                flow = wait_until("the kernel's count is reported", newest)
                capture.finish()
        self.assertEqual(flow["tcp_state"], "established")
        self.assertAlmostEqual(flow["rtt_ms"], rtt_ms, delta=20)
        for name in ("handshake_rtt_ms", "out_of_order_bytes", "zero_windows", "rx_retransmitted_bytes"):
            self.assertNotIn(name, flow)


def tcp_unacked(connection):
    """Bytes that were written and not acknowledged: SIOCOUTQ."""
    return struct.unpack("i", fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)))[0]


def can_make_lines():
    try:
        BadLine(DELAY_S).remove()
    except (OSError, ValueError, AssertionError) as error:
        print(f"skipped: no TUN devices or no network namespaces here ({error})")
        return False
    return True


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("skipped: needs root")
        sys.exit(SKIPPED)
    if not can_make_lines():
        sys.exit(SKIPPED)
    unittest.main()
