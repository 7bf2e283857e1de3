#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections of some milliseconds are attributed to the right process, and none to a wrong one.

The short form of './dev bench owners', on a machine that may be busy with other tests.
"""

import os
import pathlib
import shutil
import sys
import unittest

import owners

SKIPPED = 77

# A busy machine may not run the monitor within 5 ms, nor within 50; a wrong owner is never right.
LEAST_RIGHT_PERCENT = {5: 60, 50: 85, 200: 95}


class OwnersTest(unittest.TestCase):
    def check(self, uses_helper):
        result = owners.measure(100, 1000, uses_helper, sorted(LEAST_RIGHT_PERCENT), 2, 30)
        owners.print_result(result)
        self.assertEqual(result.missing, 0)
        self.assertEqual(result.wrong, [])
        for life, least in LEAST_RIGHT_PERCENT.items():
            score = result.scores[(life,)]
            self.assertGreaterEqual(score.share(score.right), least, f"{life} ms")
        # The sums count what the flows do.
        totals = result.report["totals"]
        attributed = sum(flow["tx_bytes"] + flow["rx_bytes"] for flow in result.report["flows"]
                         if "pid" in flow)
        self.assertEqual(totals["attributed_bytes"], attributed)
        for flow in result.report["flows"]:
            self.assertEqual("pid" in flow, "owner_match" in flow)
            self.assertNotEqual("pid" in flow, "owner_unknown_why" in flow)

    def test_by_itself(self):
        self.check(False)

    def test_by_the_helper(self):
        if not shutil.which("setcap"):
            self.skipTest("there is no setcap")
        if not pathlib.Path(owners.HELPER).exists():
            self.skipTest("this build has no helper")
        self.check(True)


def why_not():
    if os.geteuid() != 0:
        return "needs root"
    for program in "ip", "nsenter", "setpriv":
        if not shutil.which(program):
            return f"needs {program}"
    try:
        owners.Network().remove()
    except OSError as error:
        return str(error)
    return None


if __name__ == "__main__":
    reason = why_not()
    if reason:
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    unittest.main()
