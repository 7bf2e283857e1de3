#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pins, the frozen order and pause in the real window, by keys.

Usage: test_pace.py CAPTURE_FILE
"""

import sys
import unittest

from desktop import User, skip_without, wait_until

CAPTURE = sys.argv.pop()


class PaceTest(unittest.TestCase):
    def setUp(self):
        self.user = User(CAPTURE)
        self.addCleanup(self.user.end)
        self.user.begin()
        self.user.show_whole_file()

    def test_a_pinned_row_stays_on_top_whatever_the_order(self):
        user = self.user
        rows = user.rows()
        user.press("j", "j", "j")
        user.press("shift+f")
        wait_until("the third row on top", lambda: user.rows()[0][0] == rows[2][0],
                   explain=lambda: str(user.rows()[:4]))
        user.press("r")
        wait_until("another order below it", lambda: user.rows()[1][0] != rows[0][0],
                   explain=lambda: str(user.rows()[:4]))
        self.assertEqual(user.rows()[0][0], rows[2][0])

    def test_pause_is_said(self):
        self.user.press("shift+p")
        self.user.wait_for_text("Paused")
        self.user.press("shift+p")
        self.user.wait_for_text("packets in")


if __name__ == "__main__":
    skip_without("xdotool")
    unittest.main()
