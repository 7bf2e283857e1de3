#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real window, for a benchmark that runs beside it: where it runs there is a display.

usage: open_window.py MODULES TEXT [ARGUMENT…]

MODULES: where desktop.py is.  Starts the window with the arguments; says which process it is once
it shows TEXT.  Then does what each line of its input says: "hide" the window; "totals": print what
the line of sums says.  Ends with its input.
"""

import subprocess
import sys

sys.path.insert(0, sys.argv[1])

from desktop import Program  # noqa: E402


def answer(text):
    """The buses write to the same output."""
    print(f"open-window: {text}", flush=True)


with Program(*sys.argv[3:]) as program:
    program.wait_for_text(sys.argv[2])
    answer(program.process.pid)
    for line in sys.stdin:
        if line == "hide\n":
            subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Weir$", "windowunmap"],
                           check=True)
            answer("hidden")
        else:
            answer(program.wait_for_text(" dropped · "))
