# SPDX-License-Identifier: GPL-3.0-or-later
"""The window in a test of floods and faults, and how long it leaves a question unanswered."""

import os
import threading
import time

import soak

PAUSE_S = 0.02


def program(*arguments):
    """Starts the window, in the namespace of the test; see desktop.User."""
    if not os.environ.get("WEIR"):
        raise soak.Skip("built without the window")
    try:
        import desktop
    except SystemExit:
        raise soak.Skip("without GObject's bindings for Python") from None
    soak.need("xdotool")
    # Nobody is asked for permission: the test has it.
    os.environ.setdefault("WEIR_HELPER", "false")
    user = desktop.User(*map(str, arguments))
    try:
        soak.wait_until("the window", lambda: user.application() or has_ended(user))
    except BaseException:
        user.end()
        raise
    return user


def has_ended(user):
    """Never so: whoever waits for the window need not wait longer."""
    assert user.process.poll() is None, f"the window has ended: {user.process.returncode}"


class Answers:
    """Asks the main loop for what it need not think about, all the time, until the context ends."""

    def __init__(self, user):
        self.application = user.application()
        self.longest_s, self.count = 0.0, 0
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.is_over.wait(PAUSE_S):
            start = time.monotonic()
            self.application.call("Accessible", "GetRole")
            if self.is_over.is_set():
                break
            self.longest_s = max(self.longest_s, time.monotonic() - start)
            self.count += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()

    def check(self, limit_s):
        assert self.count > 0
        # How long is not asked where the machine is busy with other tests.
        assert soak.is_short() or soak.is_sanitized() or self.longest_s <= limit_s, str(self)

    def __str__(self):
        return f"{self.count} questions answered, the slowest after {self.longest_s * 1000:.0f} ms"
