#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of figures: measures all of them in one run, and writes docs/figures.md from that.

usage: figures.py BUILD_DIRECTORY [--only NAME,…]
       figures.py --render | --check

Whatever is measured goes to docs/figures/run.json as it came; the page and the pictures are made of
that file alone.  --only: measures these parts again, of the same commit.  --render: writes the page
anew; --check: fails where it is not what the run says.  To be run on a machine that does nothing
else, as root.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import time

import chart
import peers_chart

TESTS = pathlib.Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
FOLDER = ROOT / "docs/figures"
RUN = FOLDER / "run.json"
PAGE = ROOT / "docs/figures.md"
NOT_FOUND = "not measured"

# What is no figure in what a benchmark prints.
NOISE = re.compile(r"^(#|dbus-daemon|Linux |== |$)|GLib-GIO-DEBUG|^bench: ")


def first(pattern, text):
    found = re.search(pattern, text)
    return [float(part.replace(",", "")) for part in found.groups()] if found else None


def rows_of(text):
    """The lines of numbers, words left out."""
    lines = [re.findall(r"(?<![\w.])[\d.]+(?![\w.])", line) for line in text.splitlines()]
    return [[float(part) for part in line] for line in lines if len(line) > 2]


def at_most(what, value, limit, unit=""):
    shown = NOT_FOUND if value is None else f"{value:g}{unit}"
    return {"goal": f"{what}: at most {limit:g}{unit}", "value": shown,
            "is_reached": value is not None and value <= limit}


def goals_of_instructions(text):
    value = first(r"parse\+account: +(\d+)", text)
    return [at_most("instructions to parse and account a packet, 10,000 flows", value and value[0], 200)]


def goals_of_frames(text):
    """Rows: flows, view, rows, fold, update, tick, goal; below each what scrolling took."""
    goals = []
    for flows, view, tick, goal in re.findall(
            r"^ +(\d+) +([a-z]+) +\d+ +[\d.]+ +[\d.]+ +([\d.]+) +(\d+)$", text, re.MULTILINE):
        goals.append(at_most(f"a tick with {int(flows):,} busy flows, filter and details, by {view}",
                             float(tick), float(goal), " ms"))
    for usual, flows in zip(re.findall(r"every ([\d.]+) ms a frame \(median\)", text),
                            re.findall(r"^ +(\d+) +[a-z]+ ", text, re.MULTILINE)):
        if flows == "10000":
            goals.append(at_most("60 frames a second while scrolling 10,000 busy flows, median of a frame",
                                 float(usual), 17, " ms"))
    return goals


def goals_of_themes(text):
    walls = [row[-1] for row in rows_of(text) if len(row) == 5]
    return [at_most("a change of theme with 10,000 rows, the slowest", max(walls, default=None), 100, " ms")]


def goals_of_growth(text):
    """The memory of a flow in the worker, and of a row of the list."""
    meter = [row for row in rows_of(text.split("-- growth: rows")[0]) if row[0] == 100_000 and len(row) >= 8]
    lists = [row for row in rows_of(text.split("-- growth: rows")[-1].split("-- growth: history")[0])
             if row[0] == 10_000]
    return [at_most("memory of a flow in the worker, TCP followed, 100,000 flows",
                    meter[0][-1] if meter else None, 300, " bytes"),
            at_most("memory of a row of the list, 10,000 rows", lists[0][-1] if lists else None, 1024,
                    " bytes")]


# Name of the part, headline, what is measured, how the goals are found in what is printed.
PARTS = [
    ("peers", "Beside other programs", None, None),
    ("growth", "Growth", None, goals_of_growth),
    ("instructions", "Instructions a packet", "Counted by callgrind: the same on every machine.",
     goals_of_instructions),
    ("frames", "The whole window, everything busy", None, goals_of_frames),
    ("frames-live", "The same while 300,000 packets a second are captured", None, None),
    ("themes", "A change of theme", None, goals_of_themes),
    ("filter", "Filters", None, None),
    ("alerts", "Alerts", None, None),
    ("naming", "Names, places, makers", None, None),
    ("idle", "An idle window", None, None),
    ("record", "Recording", None, None),
    ("owners", "Whose a flow is", None, None),
    ("transport", "Between helper and window", None, None),
]
ADDITIONS = {"peers": "--peers --cross", "growth": "--growth"}


def command_of(name):
    return f"./dev bench {ADDITIONS.get(name, name)}"


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    release = dict(line.split("=", 1) for line in pathlib.Path("/etc/os-release").read_text().splitlines()
                   if "=" in line)
    return {"time": time.strftime("%Y-%m-%d %H:%M", time.gmtime()),
            "processor": model.group(1) if model else platform.machine(),
            "processors": os.cpu_count(), "kernel": platform.release(),
            "system": release.get("PRETTY_NAME", "Linux").strip('"'),
            "compiler": subprocess.check_output(["gcc", "-dumpfullversion"], text=True).strip(),
            "load": f"{os.getloadavg()[0]:.1f}"}


def commit():
    return subprocess.check_output(["git", "-C", ROOT, "describe", "--always", "--dirty", "--abbrev=12"],
                                   text=True).strip()


def measure(build, name):
    """Returns what the benchmark printed, and what it wrote down."""
    before = time.monotonic()
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        additions = {"peers": ["--peers", "--cross", "--json", file.name],
                     "growth": ["--growth", "--json", file.name]}
        process = subprocess.Popen([TESTS / "bench/run.sh", build, *additions.get(name, [name])],
                                   stdout=subprocess.PIPE, text=True,
                                   env={**os.environ, "WEIR_BENCH_REALTIME": "1"})
        lines = []
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line.rstrip())
        process.wait()
        written = pathlib.Path(file.name).read_text()
    text = "\n".join(line for line in lines if line == "" or not NOISE.search(line)).strip("\n")
    return {"text": re.sub(r"\n{3,}", "\n\n", text), "status": process.returncode,
            "data": json.loads(written) if written else None, "seconds": round(time.monotonic() - before)}


def table(headline, rows, n_left):
    """In Markdown; all columns but the first are of numbers."""
    lines = ["| " + " | ".join(headline) + " |",
             "|" + "|".join("---" if i < n_left else "---:" for i in range(len(headline))) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def render_peers(data):
    blocks = []
    for row in data["rows"]:
        rate = "as fast as the machine sends" if row["rate"] == 0 else f"{row['rate']:,} packets a second"
        blocks.append(f"**{row['flows']:,} flows, {row['size']:,} bytes, {rate}**\n")
        blocks.append(table(
            ["program", "packets a second", "ns a packet", "capturing", "% of a processor", "dropped, %",
             "peak memory, MB"],
            [[name, f"{result['rate']:,.0f}", f"{result['ns']:,.0f}",
              f"{result['capturing']:,.0f}" if "capturing" in result else "",
              f"{result['busy']:.1f}", f"{result['dropped']:.2f}" if "dropped" in result else "not told",
              f"{result['memory']:.0f}"] for name, result in row["programs"].items()], 1) + "\n")
    return "\n".join(blocks)


def render_growth(data):
    blocks = [f"![Cost against {part['x']}](figures/growth-{name}.svg)\n" for name, part in data.items()]
    blocks.append(table(["cost", "against", "worst step, times n·log n"],
                        [[curve, part["x"], f"{worst:.2f}"] for part in data.values()
                         for curve, worst in part["worst"].items()], 2) + "\n")
    return "\n".join(blocks)


def goals_in(text):
    """Those that a benchmark has judged itself."""
    found = re.findall(r"^ +(reached|MISSED) +(.*)$", text, re.MULTILINE)
    goals = []
    for verdict, line in found:
        goal, _, value = line.rpartition(": ")
        goals.append({"goal": goal, "value": value, "is_reached": verdict == "reached"})
    return goals


def all_goals(run):
    return [(name, goal) for name, _, _, find in PARTS if name in run["parts"]
            for goal in goals_in(run["parts"][name]["text"])
            + (find(run["parts"][name]["text"]) if find else [])]


def render(run):
    where, goals = run["machine"], all_goals(run)
    n_reached = sum(goal["is_reached"] for _, goal in goals)
    parts = [
        "# Figures\n",
        "What Weir costs, beside other programs and by itself: all of it measured in one run of\n\n"
        "    ./dev bench --figures\n\n"
        "and written by it; nothing here was typed. What is measured, and how, is in "
        "[performance.md](performance.md). Below each headline stands the command that measures that part alone.\n",
        f"The run: {where['time']} UTC, commit `{run['commit']}`, {where['processors']} virtual processors of "
        f"{where['processor']}, {where['system']}, Linux {where['kernel']}, gcc {where['compiler']}; load "
        f"{where['load']} when it began.\n",
        f"## Goals\n\n{n_reached} of {len(goals)} reached.\n",
        table(["goal", "measured", "", "by"],
              [[goal["goal"], goal["value"], "reached" if goal["is_reached"] else "**missed**",
                f"`{command_of(name)}`"] for name, goal in goals], 4) + "\n"]
    for name, headline, says, _ in PARTS:
        part = run["parts"].get(name)
        parts.append(f"## {headline}\n\n    {command_of(name)}\n")
        if part is None:
            parts.append("Not in this run.\n")
            continue
        if says:
            parts.append(says + "\n")
        if name == "peers":
            parts.append("Processor time of a program and its helpers, user and system, for each packet that was "
                         "*sent*; *capturing* is what of it is not reports, drawing or owners of sockets. Medians "
                         "of five interleaved rounds.\n\n![Processor time for a packet against the number of "
                         "flows](figures/peers.svg)\n")
            parts.append(render_peers(part["data"]))
        elif name == "growth":
            parts.append(render_growth(part["data"]))
        parts.append("```text\n" + part["text"] + "\n```\n" if name != "peers" else "")
    return "\n".join(part for part in parts if part)


def pictures(run, folder):
    peers, growth = run["parts"].get("peers"), run["parts"].get("growth")
    if peers:
        peers_chart.draw(folder / "peers.svg", peers["data"]["rows"])
    for name, part in (growth["data"] if growth else {}).items():
        chart.draw(folder / f"growth-{name}.svg", f"Cost against {part['x']}", part["x"], part["curves"])


def write_page():
    run = json.loads(RUN.read_text())
    PAGE.write_text(render(run))
    pictures(run, FOLDER)


def check():
    run = json.loads(RUN.read_text())
    with tempfile.TemporaryDirectory() as directory:
        pictures(run, pathlib.Path(directory))
        wanted = {PAGE: render(run), **{FOLDER / file.name: file.read_text()
                                        for file in pathlib.Path(directory).iterdir()}}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    for path in stale:
        print(f"{path.relative_to(ROOT)} is not what docs/figures/run.json says: "
              "run tests/bench/figures.py --render")
    return 1 if stale else 0


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("build", nargs="?")
    parser.add_argument("--only", type=lambda text: text.split(","))
    parser.add_argument("--render", action="store_true")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    if options.check:
        return check()
    if options.render:
        write_page()
        return 0
    if os.geteuid() != 0:
        print("bench: the page of figures is not written: it needs root")
        return 1
    FOLDER.mkdir(exist_ok=True)
    run = {"commit": commit(), "machine": machine(), "parts": {}}
    if options.only:
        run = json.loads(RUN.read_text())
        if run["commit"] != commit():
            print(f"bench: the other figures are of {run['commit']}: all have to be of one commit")
            return 1
    for name, headline, _, _ in PARTS:
        if options.only is None or name in options.only:
            print(f"\n-- {headline}: {command_of(name)}\n", flush=True)
            run["parts"][name] = measure(options.build, name)
            RUN.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n")
    write_page()
    return 0


if __name__ == "__main__":
    sys.exit(main())
