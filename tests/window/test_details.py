#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The details of a flow and of a group in the real window, and what can be done with their lines.

Usage: test_details.py CAPTURE_FILE
"""

import sys
import unittest

from desktop import User, skip_without, wait_until

CAPTURE = sys.argv.pop()

# Of run-under-xvfb.sh.
BELOW_THE_SCREEN = 1024


class DetailsTest(unittest.TestCase):
    def setUp(self):
        self.user = User(CAPTURE)
        self.addCleanup(self.user.end)
        self.user.begin()
        self.user.show_whole_file()
        self.user.press("F9")
        self.user.wait_for_text("No Flow Selected")

    def select_first(self):
        """Returns: its cells."""
        first = self.user.rows()[0]
        self.user.press("j")
        self.user.wait_for_button("Remote: ")
        return first

    def do_with_line(self, start, *keys):
        """Opens the menu of a line, and goes to one of its items."""
        self.user.click_shown(start)
        self.user.wait_for_menu()
        self.user.press(*keys, "Return")

    def test_they_tell_of_the_selected_flow(self):
        local, _, remote, service, *_ = self.select_first()
        user = self.user
        user.wait_for_button(f"Local: {local}")
        user.wait_for_button(f"Remote: {remote}")
        user.wait_for_button(f"Service: {service}")
        for title in ("First seen: ", "In all: ↓ ", "Busiest second: ↓ ", "Seen since: "):
            user.wait_for_button(title)

    def test_a_line_is_kept_only(self):
        *_, remote, _, _, _, _, _, _ = self.select_first()
        address = self.user.wait_for_button("Remote: ").removeprefix("Remote: ").rsplit(":", 1)[0]
        self.do_with_line("Remote: ")
        self.user.wait_for_filter(f"remote:{address.strip('[]')}")
        self.user.wait_for_rows(lambda rows: rows and all(any(address in cell for cell in row)
                                                          for row in rows), remote)

    def test_a_line_is_excluded(self):
        self.select_first()
        protocol = self.user.wait_for_button("Protocol: ").removeprefix("Protocol: ")
        self.do_with_line("Protocol: ", "Down")
        self.user.wait_for_filter(f"!proto:{protocol}")

    def test_a_number_means_at_least_as_much(self):
        self.select_first()
        # Below the screen, where no menu could open: it is brought into sight for it.
        start = "Busiest second: "
        self.user.wait_for_button(start)
        line = self.user.find_shown(start)
        top = line.extents[1]
        self.assertGreater(top, BELOW_THE_SCREEN)
        self.do_with_line(start)
        self.assertLess(line.extents[1], top)
        wait_until("the filter", lambda: self.user.filter_text().startswith("peak>="),
                   explain=self.user.filter_text)
        # The flow itself is among them.
        self.user.wait_for_button("Remote: ")
        self.user.wait_for_shown("Matching")

    def test_what_is_hidden_stays_and_that_is_said(self):
        self.select_first()
        remote = self.user.wait_for_button("Remote: ")
        protocol = self.user.wait_for_button("Protocol: ").removeprefix("Protocol: ")
        self.user.press("slash")
        self.user.type(f"!{protocol}")
        self.user.press("Return")
        self.user.wait_for_shown("Hidden by the filter")
        self.user.wait_for_button(remote)

    def test_a_group_names_its_members(self):
        user = self.user
        for _ in range(20):
            if "Protocols" in user.buttons():
                break
            before = user.columns()
            user.press("v")
            wait_until("another view", lambda b=before: user.columns() not in ([], b))
        user.press("j")
        user.wait_for_button("Flows: ")
        host = user.wait_for_button("Hosts: ").removeprefix("Hosts: ")
        self.do_with_line("Hosts: ")
        wait_until("group and host", lambda: "proto=" in user.filter_text()
                   and host in user.filter_text(), explain=user.filter_text)

    def test_pins_are_set_and_taken_away(self):
        self.select_first()
        wait_until("Pin", lambda: self.user.shown("_Pin Pin") or self.user.shown("Pin"),
                   explain=lambda: str(self.user.buttons()))
        self.user.press("shift+f")
        wait_until("Unpin", lambda: any("Unpin" in name for name in self.user.buttons()),
                   explain=lambda: str(self.user.buttons()))


if __name__ == "__main__":
    skip_without("xdotool")
    unittest.main()
