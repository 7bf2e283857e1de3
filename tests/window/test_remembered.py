#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window remembers when it is closed and started again.

Usage: test_remembered.py CAPTURE_FILE
"""

import os
import sys
import unittest

from desktop import User, skip_without, wait_until

CAPTURE = sys.argv.pop()


class RememberedTest(unittest.TestCase):
    def begin(self):
        user = User(CAPTURE)
        self.addCleanup(user.end)
        user.begin()
        user.show_whole_file()
        return user

    def test_view_filter_and_order_come_back(self):
        user = self.begin()
        user.press("slash")
        user.type("port:443")
        user.press("Return")
        user.wait_for_filter("port:443")
        before = user.columns()
        user.press("v")
        wait_until("another view", lambda: user.columns() not in ([], before))
        view = user.columns()
        user.click("Close")
        self.assertEqual(user.process.wait(30), 0)
        wait_until("the window goes", lambda: user.application() is None)

        again = self.begin()
        again.wait_for_filter("port:443")
        wait_until("the same view", lambda: again.columns() == view,
                   explain=lambda: str(again.columns()))


if __name__ == "__main__":
    skip_without("xdotool")
    # That of the other tests forgets.
    os.environ["GSETTINGS_BACKEND"] = "keyfile"
    unittest.main()
