# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window, read and used as assistive technology does."""

import os
import subprocess
import sys
import time

SKIPPED = 77

try:
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as error:
    print(f"skipped: {error}")
    sys.exit(SKIPPED)

WEIR = os.environ["WEIR"]
APP_ID = "io.github.weirmonitor.Weir"
WAIT_S = 30


def wait_until(what, condition, seconds=WAIT_S):
    """Asks again and again; other processes send no signal."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


class Window:
    """What is on the screen, of whichever process it is."""

    def walk(self, accessible=None):
        """All that is there but the flows, which are many; what goes meanwhile is left out."""
        if accessible is None:
            accessible = self.application()
            if accessible is None:
                return
            accessible.clear_cache()
        yield accessible
        if self.is_flows(accessible):
            return
        try:
            children = [accessible.get_child_at_index(i)
                        for i in range(accessible.get_child_count())]
        except GLib.Error:
            return
        for child in children:
            if child is not None:
                yield from self.walk(child)

    def is_flows(self, accessible):
        return (self.role_of(accessible) == Atspi.Role.LIST
                and self.name_of(accessible) == "GtkColumnListView")

    @staticmethod
    def application():
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            if application is not None and Window.name_of(application) == "weir":
                return application
        return None

    @staticmethod
    def name_of(accessible):
        try:
            return accessible.get_name() or ""
        except GLib.Error:
            return ""

    @staticmethod
    def role_of(accessible):
        try:
            return accessible.get_role()
        except GLib.Error:
            return Atspi.Role.INVALID

    def texts(self, accessible=None):
        return [self.name_of(child) for child in self.walk(accessible)
                if self.role_of(child) == Atspi.Role.LABEL]

    def wait_for_text(self, text):
        return wait_until(f"“{text}”",
                          lambda: next((t for t in self.texts() if text in t), None))

    def count_windows(self):
        application = self.application()
        return application.get_child_count() if application is not None else 0

    def rows(self):
        """The cells of every flow that is listed."""
        return [[text for text in self.texts(row) if text]
                for view in self.walk() if self.is_flows(view)
                for row in (view.get_child_at_index(i) for i in range(view.get_child_count()))
                if row is not None]

    def row_with(self, *texts):
        return next((row for row in self.rows() if all(text in row for text in texts)), None)

    def click(self, text):
        """On the button that shows this text, or is called that."""
        def find():
            return next((button for button in self.walk()
                         if self.role_of(button) == Atspi.Role.PUSH_BUTTON
                         and (text == self.name_of(button) or text in self.texts(button))), None)

        Atspi.Action.do_action(wait_until(f"the button “{text}”", find), 0)


class Program(Window):
    """A process of its own."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([WEIR, *arguments])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        # The next window must not be taken for this one.
        wait_until("the window goes", lambda: self.application() is None)
