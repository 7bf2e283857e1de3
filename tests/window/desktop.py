# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window, read and used as assistive technology does.

Speaks to the accessibility bus itself: the usual client library keeps a cache that can go stale.
"""

import os
import shutil
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
WAIT_S = 120
CALL_TIMEOUT_MS = 10_000

REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"

# AtspiRole
LABEL, LIST, MENU_ITEM, PUSH_BUTTON, COLUMN_HEADERS, ENTRY = 29, 31, 35, 43, 66, 79

# AtspiCoordType: in the window; GTK does not know where that is on the screen.
IN_WINDOW = 1

# AtspiStateType.  GTK 4.8 says of no widget that it is showing.
FOCUSABLE, FOCUSED, VISIBLE = 11, 12, 30

# GTK 4.8 does not know -1 as the end.
MAX_TEXT = 65536


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

    def get(self, what):
        try:
            return self.bus.call_sync(
                self.bus_name, self.path, "org.freedesktop.DBus.Properties", "Get",
                GLib.Variant("(ss)", ("org.a11y.atspi.Accessible", what)), None,
                Gio.DBusCallFlags.NONE, CALL_TIMEOUT_MS, None).unpack()[0]
        except GLib.Error:
            return ""

    @property
    def name(self):
        return self.get("Name")

    @property
    def description(self):
        return self.get("Description")

    @property
    def role(self):
        return self.call("Accessible", "GetRole", default=0)

    @property
    def children(self):
        return [Accessible(*child)
                for child in self.call("Accessible", "GetChildren", default=[])]

    def has_state(self, state):
        low, *_ = self.call("Accessible", "GetState", default=[0])
        return bool(low >> state & 1)

    @property
    def text(self):
        """What stands in an entry."""
        return self.call("Text", "GetText", GLib.Variant("(ii)", (0, MAX_TEXT)), default="")

    @property
    def extents(self):
        """Left, top, width and height in pixels, in its window."""
        return self.call("Component", "GetExtents", GLib.Variant("(u)", (IN_WINDOW,)),
                         default=(0, 0, 0, 0))

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
        return accessible.role == LIST and accessible.name == "Flows"

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

    def cells(self, row):
        """The texts of a row; a label holds nothing more, which spares a call for each."""
        texts, left = [], [row]
        while left:
            thing = left.pop()
            if thing.role == LABEL:
                texts.append(thing.name)
            else:
                left += reversed(thing.children)
        return [text for text in texts if text]

    def rows(self):
        """The cells of the flows on the screen: what is scrolled out of sight is not kept written."""
        # GTK gives those a height of nothing.
        return [self.cells(row) for row in self.flow_rows() if row.extents[3] > 0]

    def flow_rows(self):
        view = next((thing for thing in self.walk() if self.is_flows(thing)), None)
        return view.children if view is not None else []

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

    def __init__(self, *arguments, wrapper=()):
        super().__init__()
        self.process = subprocess.Popen([*wrapper, WEIR, *arguments])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        # The next window must not be taken for this one.
        wait_until("the window goes", lambda: self.application() is None)


class User(Program):
    """A window whose keys are pressed, and what is shown in it."""

    header = None

    def begin(self):
        wait_until("the window", self.columns, explain=self.explain)
        # Without a window manager nobody else gives it the keyboard.
        self.xdotool("search", "--sync", "--onlyvisible", "--pid", str(self.process.pid), "--name",
                     ".", "windowfocus", "--sync")

    @staticmethod
    def xdotool(*arguments):
        subprocess.run(["xdotool", *arguments], check=True, timeout=WAIT_S,
                       stdout=subprocess.DEVNULL)

    def press(self, *keys):
        self.xdotool("key", *keys)

    def type(self, text):
        self.xdotool("type", text)

    def walk_visible(self, accessible=None):
        """Without what is hidden, and all that is in it."""
        if accessible is None:
            application = self.application()
            for window in application.children if application is not None else []:
                yield from self.walk_visible(window)
        elif accessible.has_state(VISIBLE):
            yield accessible
            if not self.is_flows(accessible):
                for child in accessible.children:
                    yield from self.walk_visible(child)

    def focused(self):
        """What has the keyboard, or None; of the list, itself or one of its rows."""
        for thing in self.walk_visible():
            if thing.has_state(FOCUSED):
                return thing
            if self.is_flows(thing):
                row = next((row for row in thing.children
                            if row.extents[3] > 0 and row.has_state(FOCUSED)), None)
                if row is not None:
                    return row
        return None

    def show_whole_file(self):
        self.wait_for_text("packets in")
        self.wait_for_rows(lambda rows: rows)

    def shown(self, name):
        """What can be seen under this name."""
        return next((thing for thing in self.walk_visible() if thing.name == name), None)

    def shown_texts(self):
        return [thing.name for thing in self.walk_visible() if thing.role == LABEL]

    def buttons(self):
        """The names of those that can be seen."""
        return [thing.name for thing in self.walk_visible() if thing.role == PUSH_BUTTON]

    def wait_for_button(self, start):
        """Whose name begins so."""
        return wait_until(f"the button “{start}…”",
                          lambda: next((name for name in self.buttons() if name.startswith(start)),
                                       None),
                          explain=lambda: f"buttons: {self.buttons()}")

    def wait_for_shown(self, text):
        return wait_until(f"“{text}”",
                          lambda: next((t for t in self.shown_texts() if text in t), None),
                          explain=lambda: f"what is seen: {self.shown_texts()}")

    def find_shown(self, start):
        """The button whose name begins so, or None."""
        return next((thing for thing in self.walk_visible()
                     if thing.role == PUSH_BUTTON and thing.name.startswith(start)
                     and not any(child.role == PUSH_BUTTON for child in thing.children)), None)

    def click_shown(self, start):
        """On the button whose name begins so."""
        wait_until(f"the button “{start}…”", lambda: self.find_shown(start),
                   explain=lambda: f"buttons: {self.buttons()}").do_action()

    def wait_for_menu(self):
        """Until keys go to it."""
        wait_until("the menu", lambda: any(thing.role == MENU_ITEM and thing.has_state(FOCUSED)
                                           for thing in self.walk()), explain=self.explain)

    def columns(self):
        """The titles of the list's columns."""
        # The list stays while its columns change: to look for it each time takes longest.
        titles = self.titles_of(self.header) if self.header is not None else []
        if not titles:
            self.header = next((thing for thing in self.walk_visible()
                                if thing.role == COLUMN_HEADERS), None)
            titles = self.titles_of(self.header) if self.header is not None else []
        return titles

    def titles_of(self, header):
        return [label.name for label in self.walk_visible(header) if label.role == LABEL]

    def filter_text(self):
        entry = next((thing for thing in self.walk_visible()
                      if thing.role == ENTRY and thing.name == "Filter"), None)
        return entry.text if entry is not None else ""

    def wait_for_filter(self, text):
        wait_until(f"the filter “{text}”", lambda: self.filter_text() == text,
                   explain=lambda: f"it is “{self.filter_text()}”")

    def wait_for_rows(self, condition, what="the rows"):
        """Returns: those that are on the screen, when they are as they should be."""
        def find():
            rows = self.rows()
            return rows if condition(rows) else None

        return wait_until(what, find, explain=lambda: f"rows: {self.rows()[:5]}")


def skip_without(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            print(f"skipped: {tool} is not installed")
            sys.exit(SKIPPED)
