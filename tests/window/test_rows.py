#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader finds in the list: each row is a sentence, and names what it shows.

Usage: test_rows.py CAPTURE_FILE, where Weir is installed, see installed.sh.
"""

import re
import shutil
import subprocess
import sys
import unittest

from desktop import Program, wait_until

CAPTURE = sys.argv.pop()

# AtspiRole
TABLE_ROW = 90

RATE = r"[\d.]+ (kilo|mega|giga)?bits a second"
SENTENCE = re.compile(rf"\S+ to \S+(, [^,]+)?(, pinned)?((, receiving {RATE})?(, sending {RATE})?|, silent now)"
                      r", [\d.]+ (kilo|mega|giga)?bytes in all")


def press(*keys):
    subprocess.run(["xdotool", "search", "--sync", "--onlyvisible", "--name", "^Weir$", "windowfocus",
                    "--sync", "key", *keys], check=True, timeout=30)


class RowsTest(unittest.TestCase):
    @staticmethod
    def sentences(program):
        return [row.name for view in program.walk() if program.is_flows(view)
                for row in view.children if row.role == TABLE_ROW]

    def wait_for_sentences(self, program):
        program.wait_for_text("packets in")
        return wait_until("rows", lambda: [name for name in self.sentences(program) if name])

    def test_every_row_is_a_sentence(self):
        with Program(CAPTURE) as program:
            sentences = self.wait_for_sentences(program)
            self.assertGreater(len(sentences), 20)
            for sentence in sentences:
                self.assertRegex(sentence, SENTENCE)
            # Each is a row of its own.
            self.assertEqual(len(set(sentences)), len(sentences))

    @unittest.skipUnless(shutil.which("xdotool"), "xdotool is missing")
    def test_a_pinned_row_says_so_and_is_the_first(self):
        with Program(CAPTURE) as program:
            before = self.wait_for_sentences(program)
            press("j", "j", "j", "shift+f")
            first = wait_until("a pinned row",
                               lambda: next((name for name in self.sentences(program)[:1]
                                             if ", pinned" in name), None),
                               explain=lambda: str(self.sentences(program)[:3]))
            self.assertEqual(first.replace(", pinned", ""), before[2])

    @unittest.skipUnless(shutil.which("xdotool"), "xdotool is missing")
    def test_a_group_counts_its_flows(self):
        with Program(CAPTURE) as program:
            self.wait_for_sentences(program)
            press("v")
            wait_until("groups",
                       lambda: [name for name in self.sentences(program)
                                if re.match(r".*, \d+ flows?, .*in all$", name)],
                       explain=lambda: str(self.sentences(program)[:3]))


if __name__ == "__main__":
    unittest.main()
