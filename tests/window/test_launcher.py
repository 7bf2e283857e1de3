#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One window, however Weir is started: by command, by the launcher, by the launcher's menu.

Usage: test_launcher.py CAPTURE_FILE, where Weir is installed, see installed.sh.
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
import xml.etree.ElementTree

from desktop import APP_ID, WEIR, Program, Window, wait_until

from gi.repository import Gio, GLib

DATADIR = pathlib.Path(os.environ["WEIR_DATADIR"])
DESKTOP_FILE = DATADIR / "applications" / f"{APP_ID}.desktop"
SERVICE_FILE = DATADIR / "dbus-1" / "services" / f"{APP_ID}.service"
SCHEMAS = DATADIR / "glib-2.0" / "schemas"
POLICY = pathlib.Path(os.environ["WEIR_POLICY"])
HELPER = pathlib.Path(os.environ["WEIR_LIBEXECDIR"], "weir-helper")
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

    def test_the_options_of_a_second_start_hold_in_the_first(self):
        with Program(str(CAPTURE)) as program:
            program.wait_for_text("packets in")
            second = subprocess.run([WEIR, "--bytes", "--view", "host", "--theme", "NeonSprawl"],
                                    timeout=30, check=False)
            self.assertEqual(second.returncode, 0)
            program.wait_for_text("B/s")
            program.wait_for_text("Hosts")
            self.assertEqual(program.count_windows(), 1)

    def test_a_wrong_option_is_refused_before_anything_starts(self):
        for arguments in (["--view", "colour"], ["--interval", "0"], ["-f", "port many"],
                          ["--theme", "Beige"]):
            result = subprocess.run([WEIR, *arguments], timeout=30, check=False, text=True,
                                    stderr=subprocess.PIPE)
            self.assertEqual(result.returncode, 2)
            self.assertTrue(result.stderr.startswith("weir: "), result.stderr)


class LauncherTest(unittest.TestCase):
    """Everything as 'meson install' has put it."""

    def setUp(self):
        self.addCleanup(self.end)
        self.window = Window()

    @staticmethod
    def pid():
        """Of the process, which belongs to the bus."""
        (pid,) = call_bus("GetConnectionUnixProcessID", GLib.Variant("(s)", (APP_ID,)), "(u)")
        return pid

    @staticmethod
    def is_running():
        return call_bus("NameHasOwner", GLib.Variant("(s)", (APP_ID,)), "(b)")[0]

    def end(self):
        try:
            os.kill(self.pid(), signal.SIGKILL)
        except GLib.Error:
            return
        wait_until("the window goes", lambda: self.window.application() is None)
        # Or the next start would still be sent to it.
        wait_until("the process goes", lambda: not self.is_running())

    def launch(self, *arguments):
        subprocess.run(["gapplication", *arguments], check=True, timeout=30)

    def test_the_launcher_opens_the_window(self):
        self.launch("launch", APP_ID)
        self.window.wait_for_text("TCP connections")
        # And nothing else that may be on this machine.
        self.assertEqual(os.readlink(f"/proc/{self.pid()}/exe"), os.path.realpath(WEIR))

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

    def test_what_refers_to_each_other_is_there(self):
        service = configparser.ConfigParser(interpolation=None)
        service.read(SERVICE_FILE)
        self.assertEqual(shlex.split(service["D-BUS Service"]["Exec"]), [WEIR, "--gapplication-service"])
        self.assertTrue((SCHEMAS / "gschemas.compiled").exists())
        self.assertTrue(os.access(HELPER, os.X_OK))
        if POLICY.exists():    # not where the helper has capabilities
            paths = [node.text for node in xml.etree.ElementTree.parse(POLICY).iter("annotate")
                     if node.get("key") == "org.freedesktop.policykit.exec.path"]
            self.assertEqual(paths, [str(HELPER)])

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
