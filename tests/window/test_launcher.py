#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One window, however Weir is started: by command, by the launcher, by the launcher's menu.

Usage: test_launcher.py CAPTURE_FILE, with a session bus that has no services of Weir's yet.
"""

import configparser
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import unittest

from desktop import APP_ID, WEIR, Program, Window, wait_until

from gi.repository import Gio, GLib

DESKTOP_FILE = pathlib.Path(os.environ["WEIR_DESKTOP_FILE"])
SERVICE_FILE = pathlib.Path(os.environ["WEIR_SERVICE_FILE"])
BINDIR = os.environ["WEIR_BINDIR"]
CAPTURE = pathlib.Path(sys.argv.pop())


def call_bus(method, parameters, reply):
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    return bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                         method, parameters, GLib.VariantType(reply), Gio.DBusCallFlags.NONE, -1,
                         None).unpack()


class SingleInstanceTest(unittest.TestCase):
    def test_a_second_start_opens_its_file_in_the_first(self):
        with Program() as program:
            program.wait_for_text("TCP connections")
            second = subprocess.run([WEIR, str(CAPTURE)], timeout=30, check=False)
            self.assertEqual(second.returncode, 0)
            program.wait_for_text(CAPTURE.name)
            self.assertIsNone(program.process.poll())
            self.assertEqual(program.count_windows(), 1)

    def test_a_second_start_without_a_file_changes_nothing(self):
        with Program(str(CAPTURE)) as program:
            program.wait_for_text("packets in")
            self.assertEqual(subprocess.run([WEIR], timeout=30, check=False).returncode, 0)
            self.assertEqual(program.count_windows(), 1)
            self.assertIn(CAPTURE.name, program.texts())

    def test_a_second_start_can_choose_the_interface(self):
        with Program(str(CAPTURE)) as program:
            program.wait_for_text("packets in")
            second = subprocess.run([WEIR, "--interface", "lo"], timeout=30, check=False)
            self.assertEqual(second.returncode, 0)
            wait_until("the file goes", lambda: CAPTURE.name not in program.texts())
            self.assertEqual(program.count_windows(), 1)


class LauncherTest(unittest.TestCase):
    """Everything but the path of the program is as it is installed."""

    def setUp(self):
        services = pathlib.Path(os.environ["XDG_RUNTIME_DIR"], "dbus-1", "services")
        services.mkdir(parents=True, exist_ok=True)
        service = SERVICE_FILE.read_text()
        self.assertIn(f"Exec={BINDIR}/weir ", service)
        (services / SERVICE_FILE.name).write_text(service.replace(f"{BINDIR}/weir", WEIR))
        call_bus("ReloadConfig", None, "()")
        self.addCleanup((services / SERVICE_FILE.name).unlink)
        self.addCleanup(self.end)
        self.window = Window()

    def end(self):
        """The process belongs to the bus."""
        try:
            (pid,) = call_bus("GetConnectionUnixProcessID", GLib.Variant("(s)", (APP_ID,)), "(u)")
        except GLib.Error:
            return
        os.kill(pid, signal.SIGKILL)
        wait_until("the window goes", lambda: self.window.application() is None)

    def launch(self, *arguments):
        subprocess.run(["gapplication", *arguments], check=True, timeout=30)

    def test_the_launcher_opens_the_window(self):
        self.launch("launch", APP_ID)
        self.window.wait_for_text("TCP connections")

    def test_the_launcher_opens_a_file(self):
        self.launch("launch", APP_ID, str(CAPTURE))
        self.window.wait_for_text("packets in")
        self.launch("launch", APP_ID)
        self.assertEqual(self.window.count_windows(), 1)

    def run_menu_entry(self, name):
        """As it stands in the desktop file."""
        entries = configparser.ConfigParser(interpolation=None)
        entries.read(DESKTOP_FILE)
        subprocess.run(shlex.split(entries[f"Desktop Action {name}"]["Exec"]), check=True, timeout=30)

    def test_the_menu_offers_all_traffic(self):
        self.run_menu_entry("see-all-traffic")
        # What comes of it depends on what is installed; it is more than the offer.
        wait_until("the question or its answer",
                   lambda: {"Try Again…", "Cancel"}.intersection(self.window.texts()))

    def test_the_menu_opens_a_file(self):
        self.run_menu_entry("open-file")
        wait_until("the dialog", lambda: self.window.count_windows() == 2)

    @unittest.skipUnless(shutil.which("desktop-file-validate"), "desktop-file-utils is missing")
    def test_the_desktop_file_is_valid(self):
        result = subprocess.run(["desktop-file-validate", str(DESKTOP_FILE)], timeout=30, check=False,
                                stdout=subprocess.PIPE, text=True)
        self.assertEqual((result.returncode, result.stdout), (0, ""))


if __name__ == "__main__":
    # Windows that the bus starts can be read as well.
    call_bus("UpdateActivationEnvironment",
             GLib.Variant("(a{ss})", (dict(os.environ),)), "()")
    unittest.main()
