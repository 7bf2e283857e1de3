#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the manual and the completions say what the programs' own help says.

usage: test_guide.py GUIDE DATA_DIRECTORY PROGRAM=PATH…
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

GUIDE, DATA = sys.argv[1], pathlib.Path(sys.argv[2])
PROGRAMS = dict(argument.split("=") for argument in sys.argv[3:])
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8"}
number = 0


def report(is_good, name, reason=""):
    global number
    number += 1
    print(f"{'ok' if is_good else 'not ok'} {number} {name}{' # SKIP ' + reason if reason else ''}", flush=True)


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, env=ENVIRONMENT).stdout


def options_of(program):
    """Long and short names, as the help has them."""
    text = run(PROGRAMS[program], "--help")
    lines = re.findall(r"^  (?:-(\w), )?--([\w-]+)", text, re.M)
    assert len(lines) > 5, text
    return [(short, long) for short, long in lines if not long.startswith(("help-", "gtk", "gapp"))]


def complete(script, program, *words):
    """What bash offers behind these words."""
    text = f"""source {script}
COMP_WORDS=({program} {' '.join(f"'{word}'" for word in words)}) COMP_CWORD={len(words)}
compopt () {{ :; }}
_{program.replace('-', '_')}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    return run("bash", "-c", text).split("\n")[:-1]


def check_manual(program, directory):
    page = DATA / "man" / f"{program}.1.in"
    text = run(GUIDE, program, "man", str(page))
    filled = directory / f"{program}.1"
    filled.write_text(text)
    plain = text.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "")
    report("@" not in re.sub(r"\S+@\S+\.\S+", "", text) and all(
        f"--{long}" in plain and (not short or f"-{short}," in plain) for short, long in options_of(program)),
        f"/manual/{program}/has-every-option")
    check_groff(program, filled)


def check_groff(name, path):
    if not shutil.which("groff"):
        report(True, f"/manual/{name}/is-well-formed", "groff is not installed")
        return
    result = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", path], capture_output=True, text=True)
    report(result.returncode == 0 and result.stderr == "", f"/manual/{name}/is-well-formed")
    print(result.stderr, file=sys.stderr, end="")


def check_bash(program, directory):
    script = directory / program
    script.write_text(run(GUIDE, program, "bash"))
    wanted = {f"--{long}" for _, long in options_of(program)}
    report(wanted <= set(complete(script, program, "--")), f"/completion/{program}/bash-offers-every-option")
    report("lo" in complete(script, program, "--interface", "l"),
           f"/completion/{program}/bash-offers-interfaces")
    report("total" in complete(script, program, "--sort", "to"), f"/completion/{program}/bash-offers-words")
    strange = directory / "a file; with $(signs)"
    strange.write_text("")
    option = "--read" if program == "weir-cli" else "--"
    report(program != "weir-cli" or complete(script, program, option, f"{directory}/a f") == [str(strange)],
           f"/completion/{program}/bash-keeps-strange-names-whole")


def check_other_shell(program, directory, shell, name):
    script = directory / name
    script.write_text(run(GUIDE, program, shell))
    text = script.read_text()
    marks = "-l {}" if shell == "fish" else "--{}"
    report(all(marks.format(long) in text for _, long in options_of(program)),
           f"/completion/{program}/{shell}-has-every-option")
    if not shutil.which(shell):
        report(True, f"/completion/{program}/{shell}-can-read-it", f"{shell} is not installed")
        return
    result = subprocess.run([shell, "-n", script], capture_output=True, text=True)
    report(result.returncode == 0 and result.stderr == "", f"/completion/{program}/{shell}-can-read-it")


with tempfile.TemporaryDirectory() as folder:
    place = pathlib.Path(folder)
    for each in PROGRAMS:
        check_manual(each, place)
        check_bash(each, place)
        check_other_shell(each, place, "zsh", f"_{each}")
        check_other_shell(each, place, "fish", f"{each}.fish")
    check_groff("weir-helper", DATA / "man/weir-helper.8")
    print(f"1..{number}")
