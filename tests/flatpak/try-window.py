#!/usr/bin/python3
"""Uses the installed Flatpak through what assistive technologies see of it, as its user.

SPDX-License-Identifier: GPL-3.0-or-later

    try-window.py APPLICATION-ID REPOSITORY DIRECTORY POLKIT-AGENT

Needs a session bus and a display, and what inside.sh sets up around it: traffic.py's two flows over
weir-a, a polkitd that asks for the user's password, and somebody who installs the host's own helper
and removes it, as DIRECTORY/package is told.  Leaves pictures and the window's log in DIRECTORY.  The
last line counts, as ./dev's other commands do.
"""

import contextlib
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
polkit_agent = sys.argv[4]

HOST_HELPER = "/usr/libexec/weir-helper"
OWN_ACTION = "io.github.weirmonitor.Weir.capture"
GENERAL_ACTION = "org.freedesktop.policykit.exec"
BUNDLED_HELPER = rf"/var/lib/flatpak/app/{re.escape(app_id)}/.*/files/libexec/weir-helper"


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


def processes(name):
    """They are the host's, as this program is: their numbers and command lines."""
    found = {}
    for path in pathlib.Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if path.read_text().strip() == name:
                found[int(path.parent.name)] = (path.parent / "cmdline").read_text().split("\0")[:-1]
    return found


def helpers():
    """Those that capture."""
    return [line for line in processes("weir-helper").values() if "--no-capture" not in line]


def set_host_helper(which):
    (directory / "package").write_text(which + "\n")
    assert (directory / "package-done").read_text() == which + "\n"


@contextlib.contextmanager
def agent(answer):
    """Polkit asks on behalf of what runs commands on the host for the sandbox."""
    (session_helper,) = processes("flatpak-session")
    process = subprocess.Popen([polkit_agent, str(session_helper), answer],
                               stdout=subprocess.PIPE, text=True)
    with process:
        try:
            assert process.stdout.readline() == "ready\n"
            yield process.stdout
        finally:
            process.kill()


def capture(button, helper, action):
    """With the password, given to the question that is expected."""
    with agent("password=correct-horse") as questions:
        press(button)
        wait_for_text("label", "^Capturing on weir-a$")
        question = questions.readline()
    assert question.startswith(action + " "), question
    (line,) = helpers()
    assert re.fullmatch(helper, line[0]), line


def stop():
    subprocess.run(["flatpak", "kill", app_id], check=True)
    wait_for("end of the helpers", lambda: not processes("weir-helper"), seconds=1)
    wait_for("end of the window", lambda: not find("frame", "^Weir$"))


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
    wait_for_text("table row", "Other traffic")
    # The process is the host's, of the same user.
    wait_for_text("table row", r"^python3 .*192\.0\.2\.2:47001\b.*TCP")
    assert not find("table row", r"192\.0\.2\.2:47002"), "datagrams have a row of their own"
    take_picture("connections.png")


def test_a_refusal_is_explained():
    press("^See All Traffic")
    wait_for_text("label", "Nothing on this desktop can ask you for a password")
    take_picture("refused.png")
    assert find("table row", r"192\.0\.2\.2:47001\b.*TCP"), "the connections are gone"


def test_a_wrong_password_is_told():
    with agent("password=wrong"):
        press("^Try Again")
        wait_for_text("label", "the password was wrong")
    assert not helpers()


def test_all_traffic_is_seen_after_the_password():
    capture("^Try Again", BUNDLED_HELPER, GENERAL_ACTION)
    # 1028 octets nearly ten times a second; a busy machine is slower.
    wait_for_text("table row", r"^python3 .*192\.0\.2\.2:47002\b.*UDP, sending [5-8]\d\.\d kilobits")
    wait_for_text("table row", r"192\.0\.2\.2:47001\b.*TCP")
    take_picture("all-traffic.png")


def test_a_killed_window_leaves_no_helper():
    stop()


def test_the_hosts_own_helper_goes_first():
    set_host_helper("ours")
    start("--system")
    capture("^See All Traffic", HOST_HELPER, OWN_ACTION)
    stop()


def test_a_helper_of_another_version_is_passed_over():
    set_host_helper("old")
    start("--system")
    capture("^See All Traffic", BUNDLED_HELPER, GENERAL_ACTION)
    stop()


def test_what_only_the_user_installed_is_not_run_as_root():
    flatpak = ["flatpak", "--user"]
    subprocess.run([*flatpak, "remote-add", "--no-gpg-verify", "built", f"file://{repository}"], check=True)
    subprocess.run(
        [*flatpak, "install", "-y", "--noninteractive", "--no-deps", "--no-related", "built", app_id],
        check=True,
        stdout=sys.stderr,
    )
    set_host_helper("none")
    start("--user")
    press("^See All Traffic")
    wait_for_text("label", "^Weir was installed for one user only")
    # With the user's own rights it does no harm.
    wait_for_text("table row", r"^python3 .*192\.0\.2\.2:47001\b.*TCP")
    assert not helpers()


def test_what_the_host_installed_serves_that_one_user():
    set_host_helper("ours")
    capture("^Try Again", HOST_HELPER, OWN_ACTION)
    stop()


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
