#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same traffic over and over, second by second of its own time: nothing may grow."""

import json
import os
import subprocess

import soak
import traffic

FLOWS = 20_000


class Replay:
    """weir-cli that reads an endless capture from its standard input."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [soak.WEIR_CLI, "--json", "-L", "1", *arguments, "-r", "-"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.process.stdin.write(traffic.HEADER)
        self.n_seconds = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def second(self):
        self.process.stdin.write(traffic.records(0, FLOWS, rate=FLOWS,
                                                 start_s=1_000_000_000 + self.n_seconds))
        self.n_seconds += 1

    def finish(self):
        out, err = self.process.communicate(timeout=soak.PATIENCE_S)
        assert self.process.returncode == 0, err.decode()
        return [json.loads(line) for line in out.splitlines()][-1]


def test_memory_does_not_grow_over_hours_of_the_same_traffic():
    with Replay() as replay:
        watch = soak.Watch(replay.process.pid, "weir-cli")
        for _ in soak.rounds(60):
            replay.second()
            watch.sample()
        report = replay.finish()
        soak.check_totals(report, FLOWS * replay.n_seconds, traffic.IP_BYTES, traffic.FRAME_BYTES)
        assert report["flows_seen"] == FLOWS, report["flows_seen"]
        watch.check_growth()
        soak.say(f"{watch}; {replay.n_seconds} s of {FLOWS} flows")


if __name__ == "__main__":
    soak.main(test_memory_does_not_grow_over_hours_of_the_same_traffic, needs_root=False)
