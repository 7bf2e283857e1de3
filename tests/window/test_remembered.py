#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window remembers when it is closed and started again.

Usage: test_remembered.py CAPTURE_FILE
"""

import os
import subprocess
import sys
import unittest

from desktop import LABEL, User, skip_without, wait_until

CAPTURE = sys.argv.pop()

# AtspiStateType
CHECKED, PRESSED = 4, 20


class RememberedTest(unittest.TestCase):
    def begin(self, *arguments):
        user = User(*arguments)
        self.addCleanup(user.end)
        user.begin()
        return user

    def begin_with_file(self, *options):
        user = self.begin(*options, CAPTURE)
        user.show_whole_file()
        return user

    def close(self, user):
        user.click("Close")
        self.assertEqual(user.process.wait(30), 0)
        wait_until("the window goes", lambda: user.application() is None)

    @staticmethod
    def window(user):
        """Its number, and how large it is."""
        number = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid",
                                 str(user.process.pid), "--name", "."], check=True,
                                stdout=subprocess.PIPE, text=True).stdout.split()[0]
        text = subprocess.run(["xdotool", "getwindowgeometry", "--shell", number], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        place = dict(line.split("=") for line in text.split())
        return number, (int(place["WIDTH"]), int(place["HEIGHT"]))

    @staticmethod
    def titles(user):
        """By column: where its title begins, and how wide it is."""
        return {thing.name: thing.extents for thing in user.walk_visible(user.header)
                if thing.role == LABEL}

    def drag(self, user, from_x, to_x, y):
        steps = [from_x, (from_x + to_x) // 2, to_x, to_x]
        moves = [word for x in steps[1:] for word in ("mousemove", str(x), str(y), "sleep", "0.05")]
        user.xdotool("mousemove", str(from_x), str(y), "sleep", "0.05", "mousedown", "1", *moves,
                     "mouseup", "1")

    def test_view_filter_and_order_come_back(self):
        user = self.begin_with_file()
        user.press("slash")
        user.type("port:443")
        user.press("Return")
        user.wait_for_filter("port:443")
        before = user.columns()
        user.press("v")
        wait_until("another view", lambda: user.columns() not in ([], before))
        view = user.columns()
        self.close(user)

        again = self.begin_with_file()
        again.wait_for_filter("port:443")
        wait_until("the same view", lambda: again.columns() == view,
                   explain=lambda: str(again.columns()))
        again.press("shift+v", "0")
        again.wait_for_filter("")
        self.close(again)

    def test_columns_rows_and_size_come_back(self):
        user = self.begin_with_file()
        number, _ = self.window(user)
        user.xdotool("windowsize", "--sync", number, "1200", "700")
        wait_until("the new size", lambda: self.window(user)[1] == (1200, 700))

        # Hidden, sorted the other way round, and one pinned.
        user.press("shift+u")
        wait_until("no totals", lambda: "Total" not in user.columns())
        rows = user.rows()
        user.press("less", "r")
        wait_until("another order", lambda: user.rows()[0][0] != rows[0][0])
        rows = user.rows()
        user.press("j", "j", "j", "shift+f")
        wait_until("the third row on top", lambda: user.rows()[0][0] == rows[2][0])

        # Dragged to another place, and wider.
        y = sum(self.titles(user)["Service"][1::2]) - 3
        at = self.titles(user)
        self.drag(user, at["Service"][0] + 5, at["Local"][0] + 5, y)
        wait_until("the column in front", lambda: user.columns()[0] == "Service",
                   explain=lambda: str(user.columns()))
        width = self.titles(user)["Local"][0] - self.titles(user)["Service"][0]
        edge = self.titles(user)["Local"][0] - 5
        self.drag(user, edge, edge + 60, y)
        wait_until("a wider column", lambda: self.titles(user)["Local"][0]
                   - self.titles(user)["Service"][0] > width + 20,
                   explain=lambda: str(self.titles(user)))
        columns, titles, rows = user.columns(), self.titles(user), user.rows()
        # The others share what is left.
        dragged = titles["Service"][0], titles["Local"][0]
        self.close(user)

        again = self.begin_with_file()
        self.assertEqual(self.window(again)[1], (1200, 700))
        self.assertEqual(again.columns(), columns)
        titles = self.titles(again)
        self.assertEqual((titles["Service"][0], titles["Local"][0]), dragged)
        # A column that is dragged takes its cells along, but not for assistive technology.
        self.assertEqual([sorted(row) for row in again.rows()[:5]],
                         [sorted(row) for row in rows[:5]])
        self.close(again)

    def checked(self, user):
        names = ("30 s", "1 min", "5 min", "1 h", "All")
        return [thing.name for thing in user.walk_visible()
                if thing.name in names and (thing.has_state(CHECKED) or thing.has_state(PRESSED))]

    def test_the_span_of_the_graph_comes_back_and_options_do_not(self):
        # The same, whether it may capture or not.
        user = self.begin("-i", "lo", "--bytes", "--view", "protocol", "--filter", "port:1")
        user.wait_for_filter("port:1")
        user.wait_for_button("Protocols")
        wait_until("five minutes", lambda: self.checked(user) == ["5 min"])
        user.press("Escape")
        user.shown("1 min").do_action()
        wait_until("a minute", lambda: self.checked(user) == ["1 min"],
                   explain=lambda: str(self.checked(user)))
        self.close(user)

        again = self.begin("-i", "lo")
        wait_until("a minute again", lambda: self.checked(again) == ["1 min"],
                   explain=lambda: str(self.checked(again)))
        again.wait_for_filter("")
        again.wait_for_button("Flows")
        self.assertFalse([text for text in again.shown_texts() if text.endswith("B/s")])


if __name__ == "__main__":
    skip_without("xdotool")
    # That of the other tests forgets.
    os.environ["GSETTINGS_BACKEND"] = "keyfile"
    unittest.main()
