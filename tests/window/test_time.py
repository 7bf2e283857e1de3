#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The graph as a screen reader finds it, and going back in time: what the list then says is what
weir-cli counts in the same seconds.

Usage: test_time.py CAPTURE_FILE
"""

import json
import os
import re
import subprocess
import sys
import time
import unittest

from desktop import FOCUSED, LABEL, User, skip_without, wait_until

CAPTURE = sys.argv.pop()
WEIR_CLI = os.environ["WEIR_CLI"]

# Of make-traffic.py.
START = 1_700_000_000

# AtspiRole
IMAGE = 27

SPAN = re.compile(r"(\d\d:\d\d:\d\d) – (\d\d:\d\d:\d\d) · ")
GRAPH = "Rates of download and upload"
PREFIXES = ("", "k", "M", "G")


def amount(value, unit):
    """With three digits, as everywhere in Weir."""
    for prefix in PREFIXES:
        digits = 0 if not prefix else 2 if value < 9.995 else 1 if value < 99.95 else 0
        text = f"{value:.{digits}f}"
        if float(text) < 1000:
            return f"{text} {prefix}{unit}"
        value /= 1000
    raise AssertionError("more than any test sends")


def endpoint(flow, side):
    address, port = flow[f"{side}_address"], flow.get(f"{side}_port")
    if port is None:
        return address
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def counted(first, last):
    """What weir-cli counts from the first to the last of these seconds."""
    result = subprocess.run([WEIR_CLI, "-r", CAPTURE, "-n", "-N", "--json", "--from", str(first),
                             "--to", str(last)], check=True, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, timeout=60)
    return json.loads(result.stdout)


class TimeTest(unittest.TestCase):
    def setUp(self):
        self.user = User("-n", CAPTURE)
        self.addCleanup(self.user.end)
        self.user.begin()
        self.user.show_whole_file()
        # Numbers of ports are in both.
        self.user.press("shift+n")
        self.user.shown("All").do_action()
        self.graph = wait_until("the graph", lambda: self.user.shown(GRAPH))

    def focus_graph(self):
        self.user.press("Tab")
        for _ in range(40):
            if self.graph.has_state(FOCUSED):
                return
            self.user.press("shift+Tab")
            wait_until("the focus", self.user.focused)
        self.fail("Tab does not lead to the graph")

    def drag(self, from_part, to_part):
        left, top, width, height = self.graph.extents
        y = top + height // 2
        xs = [round(left + width * part) for part in
              (from_part, (from_part + to_part) / 2, to_part, to_part)]
        moves = [word for x in xs[1:] for word in ("mousemove", str(x), str(y), "sleep", "0.05")]
        self.user.xdotool("mousemove", str(xs[0]), str(y), "sleep", "0.05", "mousedown", "1",
                          *moves, "mouseup", "1", "mousemove", "0", "0")

    def span(self):
        """The first and the last second, as the bar over the graph says."""
        found = next((SPAN.search(text) for text in self.user.shown_texts() if SPAN.search(text)),
                     None)
        if found is None:
            return None
        day = time.strftime("%Y-%m-%d ", time.localtime(START))
        first, end = (int(time.mktime(time.strptime(day + clock, "%Y-%m-%d %H:%M:%S")))
                      for clock in found.groups())
        return first, end - 1

    def wait_for_span(self, but=None):
        return wait_until("a span of the past", lambda: self.span() not in (None, but)
                          and self.span(), explain=self.user.explain)

    def sums(self):
        """The numbers beside "Received" and "Sent" in the footer."""
        bar = next(thing for thing in self.user.walk_visible() if thing.name == "Sums")
        texts = [thing.name for thing in self.user.walk_visible(bar) if thing.role == LABEL]
        return {title: texts[texts.index(title) + 1:texts.index(title) + 6]
                for title in ("Received", "Sent") if title in texts}

    def assert_is_what_is_counted(self):
        report = counted(*self.span())
        totals = report["totals"]

        def sums(direction):
            return [amount(totals[f"{direction}_bytes"], "B")] + [
                amount(totals[f"{direction}_rate_{window}"], "b/s")
                for window in ("peak", "2s", "10s", "40s")]

        expected = {"Received": sums("rx"), "Sent": sums("tx")}
        wait_until("the sums", lambda: self.sums() == expected,
                   explain=lambda: f"{self.sums()} is not {expected}")
        self.assertTrue(any(text.startswith(f"{len(report['flows'])} flows")
                            for text in self.user.shown_texts()), self.user.shown_texts())

        flows = {(endpoint(flow, "local"), endpoint(flow, "remote")): flow
                 for flow in report["flows"]}
        columns = self.user.columns()
        for row in self.user.wait_for_rows(lambda rows: len(rows) > 5):
            cells = dict(zip((title for title in columns if title not in ("", "GtkLabel")),
                             (cell for cell in row if cell not in "←→⇄")))
            flow = flows[cells["Local"], cells["Remote"]]
            self.assertEqual(
                [cells[title] for title in ("↓ 2 s", "↑ 2 s", "10 s", "40 s", "Total")],
                [amount(flow["rx_rate_2s"], "b"), amount(flow["tx_rate_2s"], "b"),
                 *(amount(flow[f"rx_rate_{window}"] + flow[f"tx_rate_{window}"], "b")
                   for window in ("10s", "40s")),
                 amount(flow["rx_bytes"] + flow["tx_bytes"], "B")], cells)
        return len(flows)

    def test_a_span_shows_what_is_counted_in_it_and_a_key_leads_back(self):
        user = self.user
        now = self.sums()
        self.drag(0.2, 0.45)
        dragged = self.wait_for_span()
        self.assertGreater(self.assert_is_what_is_counted(), 10)

        # By keys as well, with the same result; what they choose is heard before it is chosen.
        self.focus_graph()
        user.press("Escape")
        wait_until("now", lambda: self.span() is None and self.sums() == now)
        user.press("Home")
        wait_until("the first moment", lambda: GRAPH not in self.graph.name)
        user.press("Right", "Right", *["shift+Right"] * 40)
        wait_until("what is marked", lambda: "Download" in self.graph.name
                   or "download" in self.graph.name, explain=lambda: self.graph.name)
        user.press("Return")
        self.wait_for_span(but=dragged)
        self.assert_is_what_is_counted()

        # Groups are those of these seconds, and now is a key away.
        before = user.columns()
        user.press("l")
        wait_until("now again", lambda: self.span() is None and self.sums() == now,
                   explain=lambda: str(self.sums()))
        self.assertEqual(user.columns(), before)
        self.assertNotIn("Back to Now", user.buttons())

        # By the button as well.
        self.drag(0.5, 0.7)
        self.wait_for_span()
        user.click_shown("Back to Now")
        wait_until("now once more", lambda: self.span() is None)

        self.graph_is_heard_as_a_summary()
        self.legend_is_clicked_into_the_filter()
        self.bars_are_heard()
        self.cards_are_opened_by_keys()

    def graph_is_heard_as_a_summary(self):
        self.assertEqual(self.graph.role, IMAGE)
        totals = counted(START, START + 3600)["totals"]
        wait_until("peaks", lambda: all(
            f"peaked at {amount(totals['rx_rate_peak'], 'b/s')} at " in text
            and f"the upload at {amount(totals['tx_rate_peak'], 'b/s')} at " in text
            for text in [self.graph.description]), explain=lambda: self.graph.description)

    def legend_is_clicked_into_the_filter(self):
        for title, value in (("Download", "download"), ("Upload", "upload")):
            self.user.click_shown(title)
            self.user.wait_for_filter(f"is:{value}")
            # The mean of what is left, and the way back to everything.
            self.user.wait_for_button("Faint: everything")
            self.user.click_shown("Faint: everything")
            self.user.wait_for_filter("")

    def bars_are_heard(self):
        """They are no more than the rates that each row says, on a scale that is said."""
        self.assertTrue(self.scale().startswith("The bars end at 100 Mb/s; every mark is ten"),
                        self.scale())
        self.user.press("shift+l")
        wait_until("a linear scale", lambda: "every mark is ten" not in self.scale(),
                   explain=self.scale)
        self.user.press("shift+l")
        for row in self.user.flow_rows()[:3]:
            self.assertRegex(row.name, r" to .+, (receiving|sending) .+ a second|.+ in all")

    def scale(self):
        return next((thing.name for thing in self.user.walk_visible(self.user.header)
                     if thing.role == IMAGE), "")

    def cards_are_opened_by_keys(self):
        """By the Menu key, where the focus has been brought by Tab."""
        left = {"Download": "Busiest second", "Upload": "Busiest second", "Weir": "Theme",
                "Received": "On the wire", "Source: ": "Packets captured", "Pause": "Shown up to"}
        left[next(text for text in self.user.shown_texts() if text.endswith(" flows"))] = "Pinned"
        left[next(text for text in self.user.shown_texts() if " packets · " in text)] = "Captured"
        self.user.press("Escape")
        for _ in range(60):
            focused = self.user.focused()
            title = next((start for start in left if focused and focused.name.startswith(start)),
                         None)
            if title is not None:
                text = left.pop(title)
                before = set(self.user.shown_texts())
                self.user.press("Menu")
                wait_until(f"the card of “{title}”", lambda: any(
                    text in new for new in set(self.user.shown_texts()) - before),
                    explain=lambda: str(set(self.user.shown_texts()) - before))
                self.user.press("Escape")
            if not left:
                return
            self.user.press("Tab")
            wait_until("the focus", self.user.focused)
        self.fail(f"no card was opened of {left}")


if __name__ == "__main__":
    skip_without("xdotool")
    unittest.main()
