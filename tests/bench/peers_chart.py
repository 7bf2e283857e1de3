# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of bench_peers.py."""

import chart

RATE = 300_000
SIZE = 60


def draw(path, rows):
    """Processor time a packet against the number of flows."""
    curves = {}
    for row in rows:
        if row["rate"] == RATE and row["size"] == SIZE:
            for name, result in row["programs"].items():
                curves.setdefault(name, []).append((row["flows"], result["ns"]))
    chart.draw(path, f"Processor time for a packet sent, in ns, at {RATE:,} packets a second", "flows", curves)
