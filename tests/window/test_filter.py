#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter in the real window: written, clicked, taken apart, wrong, remembered.

Usage: test_filter.py CAPTURE_FILE
"""

import sys
import unittest

from desktop import User, skip_without, wait_until

CAPTURE = sys.argv.pop()


class FilterTest(unittest.TestCase):
    def setUp(self):
        self.user = User(CAPTURE)
        self.addCleanup(self.user.end)
        self.user.begin()
        self.user.show_whole_file()

    def write(self, text):
        self.user.press("slash")
        self.user.type(text)
        self.user.press("Return")

    def wait_for_rows_with(self, text):
        self.user.wait_for_rows(lambda rows: rows and all(any(text in cell for cell in row)
                                                          for row in rows), f"rows with {text} alone")

    def test_what_is_written_is_filtered_by_and_has_pills(self):
        user = self.user
        self.write("udp port:443")
        self.wait_for_rows_with("https · UDP")
        user.wait_for_button("Remove udp")
        # A click takes a part away.
        user.click_shown("Remove udp")
        user.wait_for_filter("port:443")
        user.wait_for_rows(lambda rows: any("https · TCP" in row for row in rows))
        # The sums of what is left stand beside those of everything.
        user.wait_for_shown("Matching")

    def test_the_number_of_flows_clears_the_filter(self):
        user = self.user
        self.write("udp")
        self.wait_for_rows_with("UDP")
        everything = wait_until("“… of … flows”", lambda: next(
            (name for name in user.buttons() if " of " in name and name.endswith("flows")), None))
        user.click_shown(everything)
        user.wait_for_filter("")

    def test_the_titles_of_the_sums_filter_and_sort(self):
        user = self.user
        user.click_shown("Sent")
        user.wait_for_filter("is:upload")
        user.click_shown("Received")
        user.wait_for_filter("is:upload is:download")

    def test_what_is_wrong_is_said_and_the_list_stays(self):
        user = self.user
        before = user.rows()
        self.write("port:nonsense")
        wait_until("what is wrong", lambda: any("nonsense" in text for text in user.shown_texts()),
                   explain=user.explain)
        self.assertEqual([row[0] for row in user.rows()], [row[0] for row in before])
        user.press("Escape")

    def test_nothing_that_matches_is_said_with_a_way_out(self):
        user = self.user
        self.write("app:nobody")
        user.wait_for_text("No Flow Matches the Filter")
        user.click("Clear Filter")
        user.wait_for_filter("")
        user.wait_for_rows(lambda rows: rows)

    def test_names_that_look_like_markup_are_text(self):
        user = self.user
        self.write("\"<b>&amp;\"")
        user.wait_for_text("No Flow Matches the Filter")
        wait_until("the pill", lambda: any("<b>&amp;" in name for name in user.buttons()),
                   explain=lambda: str(user.buttons()))


if __name__ == "__main__":
    skip_without("xdotool")
    unittest.main()
