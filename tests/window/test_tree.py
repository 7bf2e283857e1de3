#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every screen as a screen reader finds it: whatever can be used has a role and a name.

Usage: test_tree.py CAPTURE_FILE
"""

import re
import sys
import unittest

from desktop import (FOCUSABLE, FOCUSED, LABEL, LIST, MENU_ITEM, PUSH_BUTTON, VISIBLE, User,
                     skip_without, wait_until)

CAPTURE = sys.argv.pop()

# AtspiRole
COMBO_BOX, FILLER, IMAGE, LIST_ITEM, PANEL, SCROLL_BAR, SCROLL_PANE, SEPARATOR, CELL, TAB, ROW = (
    11, 20, 27, 32, 39, 48, 49, 50, 56, 37, 90)

# What only holds other things together.  A label's name is its text: an empty one says nothing.
STRUCTURE = (FILLER, PANEL, SCROLL_BAR, SEPARATOR, CELL, LABEL)

# What their parts are is told by their own name (WAI-ARIA: "children presentational").
SPEAK_FOR_THEIR_PARTS = (COMBO_BOX, LIST_ITEM, MENU_ITEM, PUSH_BUTTON, TAB)

# They have keys of their own there.
OF_THE_WINDOW_MANAGER = ("Close", "Maximize", "Minimize")

# What GTK calls things that have no name.
CLASS_NAME = re.compile(r"(Adw|Gdk|Gtk|Weir)[A-Z]\w*")


class Thing:
    """What one object was when it was looked at, and what it is in."""

    def __init__(self, accessible, above):
        self.accessible = accessible
        self.role = accessible.role
        self.name = accessible.name
        self.has_room = accessible.extents[2] > 0
        self.is_focusable = accessible.has_state(FOCUSABLE)
        self.above = above
        self.texts = []

    def __repr__(self):
        return f"{self.role} “{self.name}” in " + " / ".join(
            f"{other.role} {other.name}" for other in self.above[-6:])

    @property
    def has_name(self):
        return (bool(self.name) and not CLASS_NAME.fullmatch(self.name)
                and not self.name.endswith("-symbolic")
                and not re.search(r"(^|\s)_\w", self.name))

    def is_faulty(self):
        if self.has_name or (self.role in STRUCTURE and not self.is_focusable):
            return False
        return not any(excepts(self) for excepts in EXCEPTIONS)


# Of the toolkit alone, with the reason why it has to stay so.
EXCEPTIONS = (
    # A scrolled window takes the focus where nothing in it can, to be scrolled by keys.  What it
    # shows has a name; GTK 4.8 has no way to name one that libadwaita has made, and screen readers
    # pass over scroll panes.
    lambda thing: thing.role == SCROLL_PANE,
    # The choice of a row of settings, made by libadwaita; GTK 4.8 cannot label a GtkListItem.  Its
    # text is a label in it, and the list around it is called as its row.
    lambda thing: thing.role == LIST_ITEM and thing.texts and thing.above[-1].has_name,
    # A picture in a control is none of its own.
    lambda thing: thing.role == IMAGE and any(other.role in SPEAK_FOR_THEIR_PARTS and other.has_name
                                              for other in thing.above),
    # So is the pencil in a row that is written in, which a click anywhere begins.
    lambda thing: thing.role == IMAGE and thing.above[-2].has_name and thing.above[-2].is_focusable,
    # The logo in what libadwaita shows about a program, whose name stands below.
    lambda thing: thing.role == IMAGE and thing.above[0].name == "About",
    # The toolkit's own dialog to choose a file.
    lambda thing: any(other.name == "GtkFileChooserWidget" for other in thing.above),
)


def look(accessible, above=()):
    """All that is on the screen."""
    if not accessible.has_state(VISIBLE) or accessible.extents[3] <= 0:
        return
    thing = Thing(accessible, above)
    yield thing
    if thing.role == LABEL:
        if thing.has_name:
            for other in above:
                other.texts.append(thing.name)
        return
    # One line of the list is made as the others.
    children = accessible.children
    for child in children[:1] if User.is_flows(accessible) else children:
        yield from look(child, above + (thing,))


class TreeTest(unittest.TestCase):
    def start(self):
        self.user = User(CAPTURE)
        self.addCleanup(self.user.end)
        self.user.begin()
        self.user.show_whole_file()
        return self.user

    def top(self):
        """The window that was opened last."""
        return self.user.application().children[-1]

    def check(self, screen, *expected):
        """That all of the window can be heard, and what makes this screen is there."""
        wrong = []

        def is_right():
            things = list(look(self.top()))
            names = [thing.name for thing in things]
            wrong[:] = [thing for thing in things if thing.is_faulty()]
            wrong.extend(f"“{name}” is not there" for name in expected
                         if not any(name in other for other in names))
            return not wrong

        with self.subTest(screen):
            # Things come and go while they are looked at.
            wait_until(screen, is_right, 30, explain=lambda: "\n".join(map(str, wrong)))

    def check_rows(self, screen):
        with self.subTest(screen):
            rows = [row for row in self.user.flow_rows() if row.extents[3] > 0]
            self.assertGreater(len(rows), 0)
            for row in rows:
                self.assertRegex(row.name, r".+, (receiving|sending|.*in all)")

    def check_window(self, key, screen, *expected):
        """One that a key opens and Escape closes."""
        before = self.user.count_windows()
        self.user.press(key)
        wait_until(screen, lambda: self.user.count_windows() > before)
        self.focus(screen)
        self.check(screen, *expected)

    def focus(self, title):
        """Without a window manager nobody gives the keyboard to a new window."""
        self.user.xdotool("search", "--sync", "--onlyvisible", "--name", f"^{title}", "windowfocus",
                          "--sync")

    def close(self, *keys):
        before = self.user.count_windows()
        self.user.press(*keys)
        wait_until("the window goes", lambda: self.user.count_windows() < before,
                   explain=lambda: str([w.name for w in self.user.application().children]))
        self.focus("Weir")

    def check_menu(self, screen, *expected):
        self.user.wait_for_menu()
        self.check(screen, *expected)
        self.user.press("Escape")
        wait_until("the menu goes", lambda: not any(
            thing.role == MENU_ITEM and thing.has_state(FOCUSED) for thing in self.user.walk()))

    def check_tab(self, screen, key):
        """That Tab leads to whatever can have the keyboard, and on from there."""
        user = self.user
        things = [thing for thing in look(self.top()) if thing.is_focusable]
        expected = {thing.name for thing in things
                    if thing.role not in (SCROLL_PANE, LIST, ROW) and thing.has_room
                    and thing.name not in OF_THE_WINDOW_MANAGER}
        places = {thing.accessible.path: thing.accessible for thing in things}
        places.update((row.path, row) for row in user.flow_rows() if row.extents[3] > 0)
        seen = set()

        def goes_on_from(last):
            place = next((place for place in places.values() if place.has_state(FOCUSED)), None)
            return place if place is not None and place.path != last else None

        with self.subTest(f"{screen} by {key}"):
            last = None
            for _ in range(2 * len(expected) + 10):
                place = wait_until("the focus goes on", lambda path=last: goes_on_from(path), 30,
                                   explain=lambda path=last: places[path].name if path else "")
                seen.add(place.name)
                last = place.path
                if expected <= seen:
                    break
                user.press(key)
            self.assertFalse(expected - seen)

    def test_the_window_with_a_capture_file(self):
        user = self.start()
        self.check("flows", "Pause", "Main menu", "Filter", "Rates of download and upload",
                   "Sums", "Direction")
        self.check_rows("flows")
        user.press("F9", "j")
        user.wait_for_button("Remote: ")
        self.check("details", "Pin", "Copy")
        self.check_tab("details", "Tab")
        self.check_tab("details", "shift+Tab")
        user.press("k")
        user.press("Menu")
        self.check_menu("menu of a row", "Copy")
        user.press("F10")
        self.check_menu("main menu", "Export…", "About Weir")
        user.press("i")
        self.check("interfaces", "This computer’s connections")
        user.press("Escape")
        user.press("F9", "v")
        user.wait_for_button("Applications")
        user.press("shift+v", "shift+v")
        self.check_rows("groups")
        self.check("groups")
        user.press("Home", "Return")
        user.wait_for_button("Flows")
        self.check("in a group", "Path")
        user.press("Escape")

    def test_the_filter(self):
        user = self.start()
        user.press("slash")
        user.type("p")
        self.check("suggestions", "Suggestions", "port:")
        user.type("ort:x")
        user.press("Return")
        user.wait_for_shown("“x”")
        self.check("an error in the filter")
        user.press("ctrl+a")
        user.type("udp !port:53")
        user.press("Return")
        self.check("parts of the filter", "Remove udp", "Matching", "Faint: everything")

    def test_the_windows_beside_it(self):
        user = self.start()
        self.check_window("question", "Keyboard shortcuts", "Search")
        self.close("Escape")
        self.check_window("F1", "Help")
        self.close("Escape")
        self.check_window("c", "Themes", "Use", "High Contrast")
        self.close("Escape")
        self.check_window("shift+c", "Edit Theme", "Save")
        self.close("Escape")
        self.check_window("e", "Export What Is Shown")
        self.close("Escape")
        user.press("F10")
        user.wait_for_menu()
        user.press("Up", "Up")
        self.check_window("Return", "About", "Weir")
        self.close("Escape")

    def test_the_preferences(self):
        user = self.start()
        self.check_window("ctrl+comma", "Preferences", "General")
        for page in ("List", "Graph", "Capture", "Appearance", "Alerts"):
            next(thing for thing in user.walk_visible(self.top())
                 if thing.role == TAB and thing.name == page).do_action()
            self.check(f"preferences: {page}")
        self.close("Escape")

    def test_the_alerts(self):
        user = self.start()
        self.check_window("a", "Alerts", "Clear", "Make a Rule…")
        user.click_shown("Make a Rule…")
        self.check("rule")


if __name__ == "__main__":
    skip_without("xdotool")
    unittest.main()
