#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A link that goes down and up, vanishes, and changes all that it is known by while it is captured."""

import contextlib
import json
import subprocess

import place
import soak
from network import A4, B4, ETHERNET_HEADER, IPV4_UDP_HEADERS, flows_with_port, run

N_SENT, N_ANSWERED = 50, 20
SENT_BYTES, ANSWER_BYTES = 900, 300

NEW_ADDRESS = "198.18.0.77"


class Link:
    """A capture on a cable, and talk over it that is counted."""

    def __init__(self, where, through_helper):
        self.place = where
        self.capture = place.capture(where, through_helper=through_helper)
        self.port = 7000
        self.seen = 0
        self.expected = {}

    def __enter__(self):
        self.capture.wait_until_capturing()
        return self

    def __exit__(self, *_):
        self.capture.__exit__()

    def ip(self, *arguments):
        run("ip", "-n", self.place.a, *arguments)

    def expect(self, text):
        """Said after what was said before."""
        self.seen = soak.wait_until(
            f"“{text}”", lambda: self.find(text),
            explain=lambda: f"said since: {self.capture.messages()[self.seen:]}")

    def find(self, text):
        at = self.capture.messages().find(text, self.seen)
        return at + len(text) if at >= 0 else 0

    def talk(self, address=A4, sent_bytes=SENT_BYTES):
        """There and back, each datagram awaited, so that none is lost."""
        self.port += 1
        a, b = self.place.a, self.place.b
        with self.place.udp(a, address) as here, self.place.udp(b, B4, self.port) as there:
            here.connect((B4, self.port))
            there.connect(here.getsockname())
            for _ in range(N_SENT):
                here.send(bytes(sent_bytes))
                there.recv(65536)
            for _ in range(N_ANSWERED):
                there.send(bytes(ANSWER_BYTES))
                here.recv(65536)
        self.expected[self.port] = address, sent_bytes

    def resume(self):
        """Captured again, and to be proven."""
        self.expect("Capturing on “va” again.")
        self.capture.wait_until_capturing()

    def check(self):
        """Every talk, to the byte, and not a word of anything else."""
        report = self.capture.finish()
        for port, (address, size) in self.expected.items():
            flows = flows_with_port(report, port)
            assert len(flows) == 1, f"of port {port} of {list(self.expected)}: {flows}"
            flow = flows[0]
            got = {key: flow[key] for key in ("local_address", "tx_packets", "tx_bytes", "rx_packets",
                                              "rx_bytes", "tx_wire_bytes")}
            assert got == {
                "local_address": address,
                "tx_packets": N_SENT, "tx_bytes": N_SENT * (size + IPV4_UDP_HEADERS),
                "rx_packets": N_ANSWERED, "rx_bytes": N_ANSWERED * (ANSWER_BYTES + IPV4_UDP_HEADERS),
                "tx_wire_bytes": N_SENT * (size + IPV4_UDP_HEADERS + ETHERNET_HEADER),
            }, got
        assert report["packets_dropped"] == 0, report["packets_dropped"]
        assert report["packets_malformed"] == 0, report["packets_malformed"]


def try_both(change):
    """Directly, and through the helper."""
    with place.Place() as where:
        for through_helper in False, True:
            with contextlib.ExitStack() as stack:
                if through_helper:
                    stack.enter_context(place.helper())
                link = stack.enter_context(Link(where, through_helper))
                watch = soak.Watch(link.capture.process.pid, "helper's" if through_helper else "direct")
                link.talk()
                for _ in soak.rounds(2):
                    change(link)
                    watch.sample()
                link.check()
                watch.check_growth()
                soak.say(f"{watch}, {len(watch.fds)} times")


def flap(link):
    for _ in range(20):
        link.ip("link", "set", "va", "down")
        link.ip("link", "set", "va", "up")
    link.ip("link", "set", "va", "down")
    link.expect("The network interface “va” is down.")
    link.ip("link", "set", "va", "up")
    link.resume()
    link.talk()


def test_a_link_that_flaps_is_captured_whenever_it_is_up():
    try_both(flap)


def vanish(link):
    link.place.unplug()
    link.expect("Trying again in")
    link.place.plug_in()
    link.resume()
    link.talk()


def test_a_link_that_vanishes_is_captured_when_it_is_back():
    try_both(vanish)


def vanish_at_once(link):
    """Another one of the same name, before anybody has looked."""
    link.place.unplug()
    link.place.plug_in()
    link.resume()
    link.talk()


def test_another_link_of_the_same_name_is_captured_in_its_place():
    try_both(vanish_at_once)


def change_name(link):
    link.ip("link", "set", "va", "name", "vx")
    # Packets are the interface's, whatever it is called.
    link.talk()
    link.expect("Capturing on “va” has ended: it is called “vx” now.")
    for _ in range(3):
        link.expect("Trying again in")
    link.ip("link", "set", "vx", "name", "va")
    link.resume()
    link.talk()


def test_a_link_that_is_called_otherwise_is_captured_by_its_old_name_again():
    try_both(change_name)


def move_away(link):
    link.ip("link", "set", "va", "netns", link.place.b)
    link.expect("Trying again in")
    run("ip", "-n", link.place.b, "link", "set", "va", "netns", link.place.a)
    link.ip("address", "add", f"{A4}/24", "dev", "va")
    link.ip("link", "set", "va", "up")
    link.resume()
    link.talk()


def test_a_link_that_moves_to_another_namespace_is_captured_when_it_is_back():
    try_both(move_away)


def change_address_and_mtu(link):
    messages = link.capture.messages()
    link.ip("address", "delete", f"{A4}/24", "dev", "va")
    link.ip("address", "add", f"{NEW_ADDRESS}/24", "dev", "va")
    wait_until_local(link, NEW_ADDRESS)
    link.talk(NEW_ADDRESS)
    link.ip("address", "delete", f"{NEW_ADDRESS}/24", "dev", "va")
    link.ip("address", "add", f"{A4}/24", "dev", "va")
    wait_until_local(link, A4)
    for mtu in "9000", "1280", "1500":
        link.ip("link", "set", "va", "mtu", mtu)
        run("ip", "-n", link.place.b, "link", "set", "vb", "mtu", mtu)
        link.talk(sent_bytes=int(mtu) - IPV4_UDP_HEADERS)
    # That is nothing to talk about.
    assert link.capture.messages() == messages, link.capture.messages()


def wait_until_local(link, address):
    """Talk to nobody until it is told as the address's own."""
    with link.place.udp(link.place.b, B4) as there:
        (mac,) = json.loads(subprocess.check_output(
            ["ip", "-n", link.place.a, "-json", "link", "show", "va"]))
        run("ip", "-n", link.place.b, "neighbour", "replace", address, "lladdr", mac["address"], "dev",
            "vb")
        link.port += 1

        def is_local():
            there.sendto(b"", (address, link.port))
            return any(flow["is_local"] and flow["local_address"] == address
                       for report in link.capture.reports()[-2:]
                       for flow in flows_with_port(report, link.port))

        soak.wait_until(f"{address} is local", is_local)


def test_other_addresses_and_packets_of_other_sizes_are_followed():
    try_both(change_address_and_mtu)


if __name__ == "__main__":
    soak.main(test_a_link_that_flaps_is_captured_whenever_it_is_up,
              test_a_link_that_vanishes_is_captured_when_it_is_back,
              test_another_link_of_the_same_name_is_captured_in_its_place,
              test_a_link_that_is_called_otherwise_is_captured_by_its_old_name_again,
              test_a_link_that_moves_to_another_namespace_is_captured_when_it_is_back,
              test_other_addresses_and_packets_of_other_sizes_are_followed)
