#!/usr/bin/python3
"""Uses the installed Flatpak through what assistive technologies see of it, as its user.

SPDX-License-Identifier: GPL-3.0-or-later

    try-window.py APPLICATION-ID REPOSITORY DIRECTORY

Needs a session bus and a display, and what inside.sh sets up around it: traffic.py's two flows over
weir-a, and a polkitd that lets the helper run once DIRECTORY holds a file "allowed".  Leaves pictures
and the window's log in DIRECTORY.  The last line counts, as ./dev's other commands do.
"""

import os
import pathlib
import re
import subprocess
import sys
import time

# run-under-xvfb.sh turns off what this needs.
for variable in ("GTK_A11Y", "NO_AT_BRIDGE"):
    os.environ.pop(variable, None)

import gi  # noqa: E402

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

app_id, repository, directory = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])


def descend(node):
    """All that is under a node, itself first; what goes away meanwhile is passed over."""
    try:
        yield node
        children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except GLib.Error:
        return
    for child in children:
        if child is not None:
            yield from descend(child)


def window():
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(i)
        if application is not None and application.get_name() == "weir":
            yield from descend(application)


def find(role, pattern):
    for node in window():
        try:
            if node.get_role_name() == role and re.search(pattern, node.get_name()):
                return node
        except GLib.Error:
            continue
    return None


def wait_for(what, condition, seconds=20):
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError(f"no {what} within {seconds} s")
        time.sleep(0.1)


def wait_for_text(role, pattern):
    return wait_for(f"{role} “{pattern}”", lambda: find(role, pattern))


def press(pattern):
    assert wait_for_text("push button", pattern).do_action(0)


def take_picture(name):
    subprocess.run(["import", "-window", "root", directory / name], check=True)


def helpers():
    """The processes of the helper; they are the host's, as this program is."""
    return [
        path.parent.name
        for path in pathlib.Path("/proc").glob("[0-9]*/comm")
        if path.read_text().strip() == "weir-helper"
    ]


def start(installation):
    with open(directory / "window.log", "ab") as log:
        subprocess.Popen(
            ["flatpak", "run", installation, "--env=GSK_RENDERER=cairo", "--env=GTK_A11Y=atspi", app_id],
            stdout=log,
            stderr=log,
        )


def test_the_window_appears():
    start("--system")
    wait_for_text("frame", "^Weir$")


def test_connections_are_seen_before_any_question():
    wait_for_text("label", "^TCP connections$")
    wait_for_text("table row", r"192\.0\.2\.2:47001 TCP")
    wait_for_text("table row", "Other traffic")
    assert not find("table row", r"192\.0\.2\.2:47002"), "datagrams have a row of their own"
    take_picture("connections.png")


def test_a_refusal_is_explained():
    press("^See All Traffic")
    wait_for_text("label", "Nothing on this desktop can ask you for a password")
    take_picture("refused.png")
    assert find("table row", r"192\.0\.2\.2:47001 TCP"), "the connections are gone"


def test_all_traffic_is_seen_once_allowed():
    (directory / "allowed").touch()
    press("^Try Again")
    wait_for_text("label", "^Capturing on weir-a$")
    # 1028 octets nearly ten times a second; a busy machine is slower.
    wait_for_text("table row", r"^python3 .*192\.0\.2\.2:47002 UDP 0 b [5-8]\d\.\d kb")
    wait_for_text("table row", r"192\.0\.2\.2:47001 TCP")
    assert len(helpers()) == 1
    take_picture("all-traffic.png")


def test_a_killed_window_leaves_no_helper():
    subprocess.run(["flatpak", "kill", app_id], check=True)
    wait_for("end of the helper", lambda: not helpers(), seconds=1)


def test_what_only_the_user_installed_is_not_run_as_root():
    flatpak = ["flatpak", "--user"]
    subprocess.run([*flatpak, "remote-add", "--no-gpg-verify", "built", f"file://{repository}"], check=True)
    subprocess.run(
        [*flatpak, "install", "-y", "--noninteractive", "--no-deps", "--no-related", "built", app_id],
        check=True,
        stdout=sys.stderr,
    )
    wait_for("end of the first window", lambda: not find("frame", "^Weir$"))
    start("--user")
    press("^See All Traffic")
    wait_for_text("label", "^Weir was installed for one user only")
    assert not helpers()
    subprocess.run(["flatpak", "kill", app_id], check=True)


def main():
    tests = [
        (name.removeprefix("test_").replace("_", " "), function)
        for name, function in globals().items()
        if name.startswith("test_")
    ]
    passed = 0
    Atspi.init()
    for name, function in tests:
        try:
            function()
        except (AssertionError, GLib.Error) as error:
            # What follows needs what failed.
            print(f"not ok - {name}: {error}", flush=True)
            take_picture("failed.png")
            for node in window():
                if node.get_name():
                    print(f"  {node.get_role_name()}: {node.get_name()}")
            break
        print(f"ok - {name}", flush=True)
        passed += 1
    failed = int(passed < len(tests))
    print(f"flatpak-test: {passed} passed, {failed} failed, {len(tests) - passed - failed} skipped")
    return failed


if __name__ == "__main__":
    sys.exit(main())
