# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window, read and used as assistive technology does.

Speaks to the accessibility bus itself: the usual client library keeps a cache that can go stale.
"""

import os
import subprocess
import sys
import time

SKIPPED = 77

try:
    import gi
    gi.require_version("Gio", "2.0")
    from gi.repository import Gio, GLib
except (ImportError, ValueError) as error:
    print(f"skipped: {error}")
    sys.exit(SKIPPED)

WEIR = os.environ.get("WEIR")
APP_ID = "io.github.weirmonitor.Weir"
WAIT_S = 30
CALL_TIMEOUT_MS = 10_000

REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"

# AtspiRole
LABEL, LIST, PUSH_BUTTON = 29, 31, 43


def wait_until(what, condition, seconds=WAIT_S, explain=lambda: ""):
    """Asks again and again; other processes send no signal."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s; {explain()}")


def accessibility_bus():
    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    address, = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                 None, GLib.VariantType("(s)"), Gio.DBusCallFlags.NONE,
                                 CALL_TIMEOUT_MS, None).unpack()
    return Gio.DBusConnection.new_for_address_sync(
        address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
        | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)


class Accessible:
    """An object of a program on the accessibility bus; one that has gone is empty."""

    bus = None

    def __init__(self, name, path):
        self.bus_name = name
        self.path = path

    @classmethod
    def start(cls):
        """Programs that start later find the registry running and are listed at once."""
        if cls.bus is None:
            cls.bus = accessibility_bus()
            cls(REGISTRY, ROOT).call("Accessible", "GetChildren")

    def call(self, interface, method, parameters=None, default=None):
        try:
            return self.bus.call_sync(self.bus_name, self.path, f"org.a11y.atspi.{interface}",
                                      method, parameters, None, Gio.DBusCallFlags.NONE,
                                      CALL_TIMEOUT_MS, None).unpack()[0]
        except GLib.Error:
            return default

    @property
    def name(self):
        try:
            return self.bus.call_sync(
                self.bus_name, self.path, "org.freedesktop.DBus.Properties", "Get",
                GLib.Variant("(ss)", ("org.a11y.atspi.Accessible", "Name")), None,
                Gio.DBusCallFlags.NONE, CALL_TIMEOUT_MS, None).unpack()[0]
        except GLib.Error:
            return ""

    @property
    def role(self):
        return self.call("Accessible", "GetRole", default=0)

    @property
    def children(self):
        return [Accessible(*child)
                for child in self.call("Accessible", "GetChildren", default=[])]

    def do_action(self):
        self.call("Action", "DoAction", GLib.Variant("(i)", (0,)))


class Window:
    """What is on the screen, of whichever process it is."""

    def __init__(self):
        Accessible.start()

    @staticmethod
    def application():
        return next((application for application in Accessible(REGISTRY, ROOT).children
                     if application.name == "weir"), None)

    def walk(self, accessible=None):
        """All that is there but the flows, which are many; what goes meanwhile is left out."""
        if accessible is None:
            accessible = self.application()
            if accessible is None:
                return
        yield accessible
        if not self.is_flows(accessible):
            for child in accessible.children:
                yield from self.walk(child)

    @staticmethod
    def is_flows(accessible):
        return accessible.role == LIST and accessible.name == "GtkColumnListView"

    def texts(self, accessible=None):
        return [child.name for child in self.walk(accessible) if child.role == LABEL]

    def explain(self):
        return f"what is seen: {self.texts()}"

    def wait_for_text(self, text):
        return wait_until(f"“{text}”",
                          lambda: next((t for t in self.texts() if text in t), None),
                          explain=self.explain)

    def count_windows(self):
        application = self.application()
        return len(application.children) if application is not None else 0

    def rows(self):
        """The cells of every flow that is listed."""
        return [[text for text in self.texts(row) if text]
                for view in self.walk() if self.is_flows(view)
                for row in view.children]

    def row_with(self, *texts):
        return next((row for row in self.rows() if all(text in row for text in texts)), None)

    def click(self, text):
        """On the button that shows this text, or is called that."""
        def find():
            return next((button for button in self.walk()
                         if button.role == PUSH_BUTTON
                         and (text == button.name or text in self.texts(button))), None)

        wait_until(f"the button “{text}”", find, explain=self.explain).do_action()


class Program(Window):
    """A process of its own."""

    def __init__(self, *arguments):
        super().__init__()
        self.process = subprocess.Popen([WEIR, *arguments])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        # The next window must not be taken for this one.
        wait_until("the window goes", lambda: self.application() is None)
