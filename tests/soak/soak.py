# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of floods and faults share: how long to go on, what a process holds, and TAP.

A test is a script whose functions are its claims, "main(first, second)" its last line.  Each claim
is made once in the short form, which is what './dev test' runs, and for its share of the time that
WEIR_SOAK_SECONDS or --seconds asks for:

    for _ in soak.rounds():
        …

"say()" tells figures.  A claim that cannot be tried here raises Skip.
"""

import argparse
import contextlib
import faulthandler
import os
import pathlib
import re
import shutil
import signal
import statistics
import sys
import time
import traceback

WEIR_CLI = os.environ.get("WEIR_CLI", "weir-cli")
WEIR_HELPER = os.environ.get("WEIR_HELPER_PROGRAM", "weir-helper")

HERE = pathlib.Path(__file__).resolve().parent
for folder in "live", "window":
    sys.path.insert(0, str(HERE.parent / folder))

# What one claim may take beyond the time that was asked for, on a busy machine: then it hangs.
PATIENCE_S = 240

# Memory that is freed is not always given back at once.
SLACK_KB = 8192

_options = argparse.Namespace(seconds=0)
_end = 0


class Skip(Exception):
    """Why a claim cannot be tried here."""


class Hang(BaseException):
    """No Exception, so that nobody takes it for something that may be tried again."""


def is_sanitized():
    """Then times and amounts of memory are not Weir's."""
    return os.environ.get("WEIR_SOAK_SANITIZED", "") != "" or "ASAN_OPTIONS" in os.environ


def is_short():
    return _options.seconds == 0


def rounds(least=1):
    """0, 1, 2 … until the time of this claim is over, but so many at least."""
    n = 0
    while n < least or time.monotonic() < _end:
        yield n
        n += 1


def seconds_left(short):
    """What is left of this claim's time; "short" in the short form."""
    return max(short, _end - time.monotonic())


def say(text):
    print(f"# {text}", flush=True)


def need(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            raise Skip(f"{tool} is not installed")


def wait_until(what, condition, seconds=60, explain=lambda: ""):
    """Asks again and again; other processes send no signal.  Returns: what was true."""
    end = time.monotonic() + seconds * (4 if is_sanitized() else 1)
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s; {explain()}")


def check_totals(report, packets, ip_bytes, frame_bytes):
    """Of a report of weir-cli: so many packets, all of the same size, none of them malformed."""
    totals = report["totals"]
    sums = {part: totals["tx_" + part] + totals["rx_" + part]
            for part in ("packets", "bytes", "wire_bytes")}
    assert sums == {"packets": packets, "bytes": packets * ip_bytes,
                    "wire_bytes": packets * frame_bytes}, f"{sums}, not {packets} packets"
    assert report["packets_malformed"] == 0, report["packets_malformed"]


class Watch:
    """What a process holds, sampled now and then: memory of its own (kB) and descriptors."""

    def __init__(self, pid, name="it"):
        self.folder = pathlib.Path(f"/proc/{pid}")
        self.name = name
        self.memory_kb, self.fds = [], []

    def sample(self):
        rollup = (self.folder / "smaps_rollup").read_text()
        self.memory_kb.append(int(re.search(r"^Anonymous: +(\d+) kB", rollup, re.M).group(1)))
        self.fds.append(len(list((self.folder / "fd").iterdir())))
        return self.memory_kb[-1]

    def processor_s(self):
        """Of all threads since it began, those that have ended as well."""
        words = (self.folder / "stat").read_text().rpartition(") ")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def peak_kb(self):
        """The most that was resident, files and shared memory included."""
        status = (self.folder / "status").read_text()
        return int(re.search(r"^VmHWM:\s+(\d+) kB", status, re.M).group(1))

    def check_memory(self, limit_kb):
        if not is_sanitized():
            assert max(self.memory_kb) <= limit_kb, \
                f"{self.name} holds {max(self.memory_kb)} kB, {limit_kb} allowed"

    def check_growth(self, slack_kb=SLACK_KB, share=0.1, fds=4):
        """The last third of the samples against the one before it; the first is for warming up."""
        third = len(self.fds) // 3
        if third == 0:
            return
        pairs = [(statistics.median(values[third:2 * third]), statistics.median(values[2 * third:]))
                 for values in (self.memory_kb, self.fds)]
        (memory, memory_after), (before, after) = pairs
        assert after <= before + fds, f"{self.name}: from {before} to {after} descriptors"
        if not is_sanitized():
            assert memory_after <= memory + max(slack_kb, share * memory), \
                f"{self.name} grew from {memory} to {memory_after} kB"

    def __str__(self):
        return (f"{self.name}: {self.memory_kb[-1] / 1024:.0f} MiB, at most "
                f"{max(self.memory_kb) / 1024:.0f}; {self.fds[-1]} descriptors")


def _claim(function):
    return function.__name__.removeprefix("test_").replace("_", "-")


def _hang(*_):
    faulthandler.dump_traceback()
    raise Hang("hangs")


def _make(number, function, share):
    """Returns: whether the claim held."""
    global _end

    name = f"{number} - {_claim(function)}"
    start = time.monotonic()
    _end = start + share
    signal.alarm(int(share + PATIENCE_S * (4 if is_sanitized() else 1)))
    try:
        function()
    except Skip as reason:
        print(f"ok {name} # SKIP {reason}", flush=True)
        return True
    except (Exception, Hang):
        for line in traceback.format_exc().splitlines():
            say(line)
        print(f"not ok {name}", flush=True)
        return False
    finally:
        signal.alarm(0)
    say(f"{time.monotonic() - start:.1f} s")
    print(f"ok {name}", flush=True)
    return True


def skip_all(reason):
    """Meson takes the exit status 77 for an error of a test that speaks TAP."""
    print(f"1..0 # SKIP {reason}", flush=True)
    sys.exit(0)


def main(*claims, needs_root=True, tools=()):
    """Makes the claims, or those whose names hold a word of the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, help="how long in all (default: the short form)",
                        default=float(os.environ.get("WEIR_SOAK_SECONDS") or 0))
    parser.add_argument("claim", nargs="*", help="a part of its name (default: all)")
    parser.parse_args(namespace=_options)
    if needs_root and os.geteuid() != 0:
        skip_all("needs root")
    for tool in tools:
        if shutil.which(tool) is None:
            skip_all(f"{tool} is not installed")

    chosen = [claim for claim in claims
              if not _options.claim or any(word in _claim(claim) for word in _options.claim)]
    signal.signal(signal.SIGALRM, _hang)
    with contextlib.suppress(AttributeError):
        sys.stdout.reconfigure(errors="replace")
    print(f"1..{len(chosen)}", flush=True)
    good = [_make(i, claim, _options.seconds / len(chosen)) for i, claim in enumerate(chosen, 1)]
    sys.exit(0 if all(good) else 1)
