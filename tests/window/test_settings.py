#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that are damaged on disk, or from another version, in the real window.

Usage: test_settings.py CAPTURE_FILE
"""

import os
import pathlib
import shutil
import stat
import subprocess
import sys
import unittest

from desktop import User, skip_without, wait_until

CAPTURE = sys.argv.pop()
GROUP = "io/github/weirmonitor/Weir"
MAX_BYTES = 16 * 1024 * 1024


class Unprivileged(User):
    """Root, too, is then asked for its rights to a file."""

    def __init__(self, *arguments):
        rights = "-dac_override,-dac_read_search"
        wrapper = ["setpriv", f"--inh-caps={rights}", f"--bounding-set={rights}", "--"]
        super().__init__(*arguments, wrapper=wrapper if os.geteuid() == 0 else ())


class SettingsTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(os.environ["XDG_CONFIG_HOME"], "glib-2.0", "settings")
        self.file = self.folder / "keyfile"
        self.copy = self.folder / "keyfile.damaged-1"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def begin(self, kind=User):
        user = kind(CAPTURE)
        self.addCleanup(user.end)
        user.begin()
        user.show_whole_file()
        return user

    def begin_with(self, **values):
        """With settings in GVariant's text format."""
        lines = [f"{key.replace('_', '-')}={value}" for key, value in values.items()]
        self.file.write_text("\n".join([f"[{GROUP}]", *lines, ""]))
        return self.begin()

    def value(self, key):
        lines = self.file.read_text().splitlines()
        return next((line.partition("=")[2] for line in lines if line.startswith(f"{key}=")), None)

    def change_a_setting(self, user):
        before = user.columns()
        user.press("v")
        wait_until("another view", lambda: user.columns() not in ([], before))
        return user.columns()

    def assert_nothing_is_said(self, user):
        texts = " ".join(user.shown_texts())
        self.assertNotIn("settings", texts.lower())

    def test_a_file_that_was_cut_is_kept_and_that_is_said_once(self):
        damaged = f"[org/example/other]\nkey='value'\n[{GROUP}]\nunit='bytes'\ncolumns=['proc"
        self.file.write_text(damaged)
        user = self.begin()
        user.wait_for_shown(str(self.copy))
        user.wait_for_shown("Download")
        self.assertEqual(self.copy.read_text(), damaged)
        self.assertEqual(stat.S_IMODE(self.copy.stat().st_mode), 0o600)
        user.end()
        # Nothing has been changed: it is still damaged, and known to be.
        user = self.begin()
        self.assert_nothing_is_said(user)
        self.change_a_setting(user)
        wait_until("the settings are written", lambda: self.value("view") is not None)
        self.assertEqual(self.value("key"), "'value'")
        self.assertEqual(self.value("unit"), "'bytes'")
        self.assertEqual(self.copy.read_text(), damaged)
        self.assertEqual(len(list(self.folder.iterdir())), 2)

    def test_what_is_no_text_at_all_is_kept(self):
        damaged = bytes(range(256)) * 40
        self.file.write_bytes(damaged)
        user = self.begin()
        user.wait_for_shown(str(self.copy))
        self.change_a_setting(user)
        wait_until("the settings are written", lambda: b"view=" in self.file.read_bytes())
        self.assertEqual(self.copy.read_bytes(), damaged)

    def test_an_empty_file_is_like_none(self):
        self.file.touch()
        self.assert_nothing_is_said(self.begin())
        self.assertEqual([path.name for path in self.folder.iterdir()], ["keyfile"])

    def assert_forgets(self, user):
        user.wait_for_shown("will be forgotten")
        self.change_a_setting(user)
        user.click("Close")
        self.assertEqual(user.process.wait(30), 0)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["keyfile"])

    def test_a_folder_a_pipe_and_a_huge_file_stay_as_they_are(self):
        self.file.mkdir()
        self.assert_forgets(self.begin())
        self.assertTrue(self.file.is_dir())
        self.file.rmdir()

        os.mkfifo(self.file)
        self.assert_forgets(self.begin())
        self.assertTrue(self.file.is_fifo())
        self.file.unlink()

        with open(self.file, "wb") as file:
            file.truncate(64 * 1024 * MAX_BYTES)
        self.assert_forgets(self.begin())
        self.assertEqual(self.file.stat().st_size, 64 * 1024 * MAX_BYTES)

    def test_a_file_that_may_not_be_read_stays_as_it_is(self):
        text = f"[{GROUP}]\nunit='bytes'\n"
        self.file.write_text(text)
        self.file.chmod(0)
        self.assert_forgets(self.begin(Unprivileged))
        self.file.chmod(0o600)
        self.assertEqual(self.file.read_text(), text)

    def test_what_only_another_version_knows_is_kept(self):
        kept = {
            "not_yet": "<{'a': [1, 2]}>",
            "unit": "'furlongs'",
            "bar_style": "true",
            "line_mode": "'three-lines'",
            "refresh_seconds": "0",
            "text_scale": "-2147483648",
            "history_minutes": "uint64 9999999999999",
            "sort_column": "'phase-of-the-moon'",
            "view": "'planet'",
            "graph_seconds": "uint32 4000000000",
            "alert_rules": "['when the moon is full']",
        }
        user = self.begin_with(**kept)
        self.assert_nothing_is_said(user)
        self.assertIn("To", " ".join(user.columns()))
        user.press("shift+f")
        user.press("slash")
        user.type("port:443")
        user.press("Return")
        wait_until("the filter is written", lambda: self.value("filter") == "'port:443'")
        for key, value in kept.items():
            self.assertEqual(self.value(key.replace("_", "-")), value, key)
        self.assertFalse(self.copy.exists())

    def test_columns_that_are_mostly_unknown_are_the_usual_ones(self):
        usual = self.begin()
        titles = usual.columns()
        usual.end()
        user = self.begin_with(columns="['orbit', 'remote', 'parallax', 'redshift']")
        self.assertEqual(user.columns(), titles)
        self.assertEqual(self.value("columns"), "['orbit', 'remote', 'parallax', 'redshift']")

    def test_columns_are_each_there_once_in_their_order(self):
        user = self.begin_with(columns="['rate-10s', 'remote', 'orbit', 'remote', 'group']",
                               column_widths="{'remote': -40, 'rate-10s': 2147483647, 'orbit': 9}")
        titles = user.columns()
        self.assertEqual(len(titles), 2, titles)
        widths = [thing.extents[2] for thing in user.walk_visible(user.header)
                  if thing.name in titles]
        self.assertTrue(widths and all(0 < width < 1100 for width in widths), widths)
        self.assertEqual(self.value("column-widths"),
                         "{'remote': -40, 'rate-10s': 2147483647, 'orbit': 9}")

    def test_a_filter_that_cannot_be_read_is_shown_and_kept(self):
        too_long = "host:a or " * 500 + "port:1"
        user = self.begin_with(filter=f"'{too_long}'", filter_history=f"['{too_long}', '_\\n\\u0007']")
        user.wait_for_filter(too_long)
        user.wait_for_shown("The filter is too long.")
        self.assertTrue(user.rows())
        self.assertEqual(self.value("filter"), f"'{too_long}'")
        user.end()

        user = self.begin_with(filter="'port:\\u0001\\n\\u202e443('")
        user.wait_for_filter("port:\x01\n\u202e443(")
        self.assertTrue(user.rows())
        self.assertEqual(self.value("filter"), "'port:\\u0001\\n\\u202e443('")

    def test_pins_that_make_no_sense_are_kept_and_pin_nothing(self):
        user = self.begin_with(pinned="['', 'flow 6 one two', 'planet Mars', '\\u0001']")
        first = user.rows()[0][0]
        user.press("j", "shift+f")
        wait_until("the pin is written", lambda: "'flow 17 " in self.value("pinned")
                   or "'flow 6 1" in self.value("pinned"), explain=lambda: self.value("pinned"))
        self.assertEqual(user.rows()[0][0], first)
        self.assertIn("'planet Mars'", self.value("pinned"))
        self.assertIn("'flow 6 one two'", self.value("pinned"))

    def test_a_theme_that_is_gone_is_said_and_kept(self):
        user = self.begin_with(theme="'gone.css'")
        user.wait_for_shown("gone")
        self.assertEqual(self.value("theme"), "'gone.css'")

    def test_a_window_has_a_size_that_can_be_used(self):
        user = self.begin_with(window_width="0", window_height="100000")
        self.assertEqual(self.size(user), (1100, 760))
        user.end()
        # That is one on the settings' scale, on another screen.
        user = self.begin_with(window_width="32767", window_height="1")
        width, height = self.size(user)
        self.assertLess(width, 4000)
        self.assertGreater(height, 100)

    @staticmethod
    def size(user):
        windows = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid",
                                  str(user.process.pid), "--name", "."], check=True,
                                 stdout=subprocess.PIPE, text=True).stdout.split()
        text = subprocess.run(["xdotool", "getwindowgeometry", "--shell", windows[0]], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        sizes = dict(line.split("=") for line in text.split())
        return int(sizes["WIDTH"]), int(sizes["HEIGHT"])


if __name__ == "__main__":
    skip_without("xdotool", "setpriv")
    os.environ["GSETTINGS_BACKEND"] = "keyfile"
    unittest.main()
