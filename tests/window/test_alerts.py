#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the desktop gets of alerts and of the background, from the program itself.

Runs without the right to capture: traffic is a connection over loopback.
"""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from desktop import APP_ID, WEIR, Window
from fake_desktop import Notifications, Portal, iterate_until

from gi.repository import Gio, GLib

SCHEMA = "io.github.weirmonitor.Weir"


class Traffic:
    """A megabyte a second or so, from this process to itself."""

    def __enter__(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.port = listener.getsockname()[1]
        self.client = socket.create_connection(("127.0.0.1", self.port))
        self.server, _ = listener.accept()
        listener.close()
        self.is_over = False
        self.thread = threading.Thread(target=self.run)
        self.thread.start()
        return self

    def run(self):
        while not self.is_over:
            self.client.sendall(bytes(20_000))
            received = 0
            while received < 20_000:
                received += len(self.server.recv(20_000))
            time.sleep(0.02)

    def __exit__(self, *_):
        self.is_over = True
        self.thread.join()
        self.client.close()
        self.server.close()


class DesktopTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.env = dict(os.environ, GSETTINGS_BACKEND="keyfile",
                        XDG_CONFIG_HOME=str(self.folder / "config"),
                        XDG_DATA_HOME=str(self.folder / "data"))

    def set(self, key, value):
        subprocess.run(["gsettings", "set", SCHEMA, key, value], env=self.env, check=True)

    def get(self, key):
        return subprocess.run(["gsettings", "get", SCHEMA, key], env=self.env, check=True,
                              stdout=subprocess.PIPE, text=True).stdout.strip()

    def start(self, *arguments):
        process = subprocess.Popen([WEIR, *arguments], env=self.env)

        def end():
            if process.poll() is None:
                process.kill()
            process.wait()

        self.addCleanup(end)
        iterate_until("the program is on the bus", self.is_running)
        return process

    @staticmethod
    def is_running():
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        return bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus",
                             "org.freedesktop.DBus", "NameHasOwner",
                             GLib.Variant("(s)", (APP_ID,)), None, Gio.DBusCallFlags.NONE, -1,
                             None).unpack()[0]

    @staticmethod
    def has_window():
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Weir$"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              check=False).returncode == 0

    def show_again(self):
        self.assertEqual(subprocess.run([WEIR], env=self.env, timeout=60, check=False).returncode,
                         0)
        iterate_until("the window comes back", self.has_window)

    def quit(self, process):
        subprocess.run(["gapplication", "action", APP_ID, "quit"], check=True, timeout=60)
        iterate_until("the process ends", lambda: process.poll() is not None)
        self.assertEqual(process.returncode, 0)

    def close_window(self):
        """As the button of the header bar does."""
        iterate_until("the window", self.has_window)
        Window().click("Close")
        iterate_until("the window goes", lambda: not self.has_window())


class NotificationTest(DesktopTest):
    def setUp(self):
        super().setUp()
        self.desktop = Notifications()
        self.addCleanup(self.desktop.close)

    def wait_for(self, n, seconds=60):
        iterate_until(f"{n} notifications", lambda: len(self.desktop.sent) >= n, seconds)

    def test_an_alert_is_told_with_what_can_be_done(self):
        with Traffic() as traffic:
            rule = f"rate > 100kb/s for 1s of port:{traffic.port} \"<b>&\" or remote:127.0.0.1"
            rules = [rule, "down > 100kb/s for 1s", "up > 100kb/s for 1s"]
            self.set("alert-rules", GLib.Variant("as", rules).print_(False))
            process = self.start()
            self.wait_for(2)
            title, body, actions = self.desktop.sent[0]
            self.assertIn("fast", title)
            self.assertIn("more than 100 kb/s", body)
            for text in title, body:
                self.assertFalse(set("<>&").intersection(text), text)
            labels = dict(zip(actions[1::2], actions[0::2]))
            self.assertEqual([label for label in actions[1::2] if label],
                             ["Show", "Mute for an Hour"])
            self.assertIn("default", actions[0::2])

            # A notification goes when something of it has been chosen.
            muting = dict(zip(self.desktop.sent[1][2][1::2], self.desktop.sent[1][2][0::2]))
            self.desktop.invoke(2, muting["Mute for an Hour"])
            self.desktop.invoke(1, labels["Show"])
            iterate_until("the filter", lambda: "remote:127.0.0.1" in self.get("filter"))
            self.quit(process)
        kept = self.folder / "data" / "weir" / "alerts.jsonl"
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        self.assertEqual(len(kept.read_text().splitlines()), len(self.desktop.sent))

    def test_a_storm_is_five_and_how_many_more(self):
        rules = [f"rate > {n}kb/s for 1s" for n in range(1, 13)]
        self.set("alert-rules", GLib.Variant("as", rules).print_(False))
        with Traffic():
            process = self.start()
            self.wait_for(6)
            self.quit(process)
        self.assertEqual([title for title, _, _ in self.desktop.sent[5:]], ["7 more alerts"])


class BackgroundTest(DesktopTest):
    def test_without_a_portal_it_goes_on_as_any_program(self):
        self.set("run-in-background", "true")
        process = self.start()
        self.close_window()
        self.assertIsNone(process.poll())
        self.show_again()
        self.close_window()
        self.quit(process)

    def start_in_path(self):
        """As it is installed: the desktop finds it by its name."""
        self.env["PATH"] = f"{os.path.dirname(WEIR)}:{self.env['PATH']}"
        process = self.start()
        iterate_until("the window", self.has_window)
        return process

    def own_file(self):
        return self.folder / "config" / "autostart" / f"{APP_ID}.desktop"

    def test_without_a_portal_a_file_of_its_own_starts_it_at_login(self):
        process = self.start_in_path()
        self.set("start-at-login", "true")
        iterate_until("the file", self.own_file().exists)
        self.assertEqual(self.own_file().stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.get("run-in-background"), "true")
        if shutil.which("desktop-file-validate"):
            subprocess.run(["desktop-file-validate", str(self.own_file())], check=True)
        self.set("start-at-login", "false")
        iterate_until("the file goes", lambda: not self.own_file().exists())

        # It goes with the background, too.
        self.set("start-at-login", "true")
        iterate_until("the file", self.own_file().exists)
        self.set("run-in-background", "false")
        iterate_until("the file goes", lambda: not self.own_file().exists())
        self.assertEqual(self.get("start-at-login"), "false")
        self.quit(process)

        # What stands in it is what starts Weir without a window.
        process = self.start_in_path()
        self.set("start-at-login", "true")
        iterate_until("the file", self.own_file().exists)
        self.quit(process)
        file = GLib.KeyFile()
        file.load_from_file(str(self.own_file()), GLib.KeyFileFlags.NONE)
        command = file.get_string("Desktop Entry", "Exec").split()
        self.assertEqual(command[0], file.get_string("Desktop Entry", "TryExec"))
        process = self.start(*command[1:])
        self.assertFalse(self.has_window())
        self.quit(process)

    def test_a_file_that_is_not_its_own_is_left_alone(self):
        self.own_file().parent.mkdir(parents=True)
        self.own_file().write_text("[Desktop Entry]\nType=Application\nName=Mine\nExec=weir -x\n")
        before = self.own_file().read_bytes()
        process = self.start_in_path()
        self.set("start-at-login", "true")
        iterate_until("the setting goes off", lambda: self.get("start-at-login") == "false")
        self.set("run-in-background", "false")
        self.assertEqual(self.own_file().read_bytes(), before)

        # Nor is there one where there can be no folder.
        self.own_file().unlink()
        self.own_file().parent.rmdir()
        self.own_file().parent.write_text("no folder")
        self.set("start-at-login", "true")
        iterate_until("the setting goes off", lambda: self.get("start-at-login") == "false")
        self.quit(process)

    def test_a_portal_takes_the_file_over(self):
        process = self.start_in_path()
        self.set("start-at-login", "true")
        iterate_until("the file", self.own_file().exists)
        self.quit(process)
        portal = Portal(allows=True)
        self.addCleanup(portal.close)
        process = self.start_in_path()
        self.set("start-at-login", "false")
        iterate_until("the question", lambda: portal.requests)
        self.assertFalse(portal.requests[0]["autostart"])
        iterate_until("the file goes", lambda: not self.own_file().exists())
        self.quit(process)

    def test_the_portal_is_asked_and_told(self):
        portal = Portal(allows=True)
        self.addCleanup(portal.close)
        process = self.start()
        iterate_until("the window", self.has_window)
        self.set("run-in-background", "true")
        iterate_until("the question", lambda: portal.requests)
        self.assertFalse(portal.requests[0]["autostart"])
        self.assertTrue(portal.requests[0]["reason"])
        self.set("start-at-login", "true")
        iterate_until("another question", lambda: len(portal.requests) == 2)
        self.assertTrue(portal.requests[1]["autostart"])
        self.assertEqual(portal.requests[1]["commandline"], ["weir", "--background"])

        self.assertEqual(portal.statuses, [])
        thread = threading.Thread(target=self.close_by_button)
        thread.start()
        iterate_until("the window goes", lambda: not self.has_window())
        iterate_until("the status", lambda: portal.statuses)
        thread.join()
        self.assertTrue(all(0 < len(status) <= 96 for status in portal.statuses))
        self.assertEqual(self.get("run-in-background"), "true")
        self.assertEqual(self.get("start-at-login"), "true")
        self.quit(process)

    @staticmethod
    def close_by_button():
        Window().click("Close")

    def test_a_portal_that_refuses_is_obeyed(self):
        portal = Portal(allows=False)
        self.addCleanup(portal.close)
        process = self.start()
        iterate_until("the window", self.has_window)
        self.set("run-in-background", "true")
        iterate_until("the question", lambda: portal.requests)
        iterate_until("the setting goes off", lambda: self.get("run-in-background") == "false")
        self.close_by_button()
        iterate_until("the process ends", lambda: process.poll() is not None)

    def test_it_starts_without_a_window(self):
        process = self.start("--background")
        iterate_until("the setting", lambda: self.get("run-in-background") == "true")
        self.assertFalse(self.has_window())
        self.show_again()
        self.quit(process)


if __name__ == "__main__":
    if not all(map(shutil.which, ["gsettings", "gapplication", "xdotool"])):
        print("skipped: gsettings, gapplication or xdotool is missing")
        raise SystemExit(77)
    unittest.main()
