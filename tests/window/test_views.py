#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Views, into a group and back, in the real window and by keys.

Usage: test_views.py CAPTURE_FILE
"""

import sys
import unittest

from desktop import User, skip_without, wait_until

CAPTURE = sys.argv.pop()


class ViewsTest(unittest.TestCase):
    def setUp(self):
        self.user = User(CAPTURE)
        self.addCleanup(self.user.end)
        self.user.begin()
        self.user.show_whole_file()

    def turn_to(self, view):
        """By the key that turns the views."""
        for _ in range(20):
            if view in self.user.buttons():
                return
            before = self.user.columns()
            self.user.press("v")
            wait_until("another view", lambda b=before: self.user.columns() not in ([], b))
        self.fail(f"there is no view “{view}”")

    def test_every_view_has_its_own_first_column(self):
        seen = []
        for _ in range(20):
            before = self.user.columns()
            self.user.press("v")
            wait_until("another view", lambda b=before: self.user.columns() not in ([], b))
            seen.append(self.user.columns()[0])
            if "Local" in self.user.columns():
                break
        for title in ("Application", "Process", "Host", "Service", "Protocol", "Publisher",
                      "Container", "User", "Country", "Network", "Interface"):
            self.assertIn(title, seen)

    def test_views_turn_back_as_well(self):
        self.turn_to("Hosts")
        self.user.press("shift+v")
        self.user.wait_for_button("Processes")

    def test_a_group_opens_and_escape_leads_back(self):
        user = self.user
        self.turn_to("Protocols")
        groups = user.wait_for_rows(lambda rows: {"TCP", "UDP"} <= {row[0] for row in rows})
        user.press("j")
        user.press("Return")
        protocol = next(row[0] for row in groups)
        user.wait_for_filter(f"proto={protocol}")
        user.wait_for_button("Flows")
        user.wait_for_rows(lambda rows: rows and all(any(protocol in cell for cell in row)
                                                     for row in rows), "flows of the group alone")
        # The way there is shown, and every step of it is a button.
        user.wait_for_button("Protocols")
        user.press("Escape")
        user.wait_for_filter("")
        user.wait_for_rows(lambda rows: {row[0] for row in rows} == {row[0] for row in groups},
                           "the groups again")

    def test_the_path_leads_back_over_several_steps(self):
        user = self.user
        self.turn_to("Protocols")
        user.press("j")
        user.press("Return")
        user.wait_for_button("Flows")
        self.turn_to("Hosts")
        self.assertNotIn("Protocols", user.buttons(), "a view that no step led to has no path")

    def test_what_was_filtered_stays_filtered_in_the_group(self):
        user = self.user
        user.press("slash")
        user.type("port:443")
        user.press("Return")
        user.wait_for_filter("port:443")
        self.turn_to("Protocols")
        user.press("j")
        user.press("Return")
        wait_until("both", lambda: user.filter_text().startswith("(port:443) proto="),
                   explain=user.filter_text)
        user.press("Escape")
        user.wait_for_filter("port:443")


if __name__ == "__main__":
    skip_without("xdotool")
    unittest.main()
