#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of the traffic of short connections is attributed to the right process, and what it costs.

usage: bench_owners.py BUILD_DIRECTORY
"""

import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "owners"))

SIZES = [(200, 2_000), (2_000, 20_000)]
LIFETIMES_MS = [5, 50, 200, 2_000]
PER_CLASS = 20
GAP_MS = 50

# 1,000 connections a second, for ten seconds.
RATE_LIFETIME_MS = 5
RATE_PER_CLASS = 833
RATE_GAP_MS = 1


def main(build):
    os.environ["WEIR_CLI"] = f"{build}/src/cli/weir-cli"
    os.environ["WEIR_TEST_HELPER"] = f"{build}/src/helper/weir-helper"
    os.environ["WEIR_OWNER_TRAFFIC"] = f"{build}/tests/owners/owner-traffic"
    import owners  # pylint: disable=import-outside-toplevel

    ways = [(False, "by itself")]
    if os.path.exists(owners.HELPER):
        ways.append((True, "by the helper"))
    for uses_helper, way in ways:
        for n_processes, n_sockets in SIZES:
            print(f"{n_processes} processes, {n_sockets} sockets, {way}, load "
                  f"{os.getloadavg()[0]:.1f}\n")
            owners.print_result(owners.measure(n_processes, n_sockets, uses_helper, LIFETIMES_MS,
                                               PER_CLASS, GAP_MS))
            print(flush=True)

    for uses_helper, way in ways:
        n_processes, n_sockets = SIZES[-1]
        result = owners.measure(n_processes, n_sockets, uses_helper, [RATE_LIFETIME_MS],
                                RATE_PER_CLASS, RATE_GAP_MS)
        print(f"{result.per_second:.0f} new connections a second with {n_processes} processes and "
              f"{n_sockets} sockets, {way}: {result.busy_percent:.1f} % of a core, lists included "
              f"(goal: below 5 %); {len(result.wrong)} with a wrong owner", flush=True)


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("skipped: needs root")
        sys.exit(0)
    main(sys.argv[1])
