#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the list of services that Weir carries from IANA's registry.

    make-services.py DATE <service-names-port-numbers.csv >services.txt

The registry is the "Service Name and Transport Protocol Port Number Registry" (RFC 6335) as IANA
publishes it, in CSV; IANA places its registries in the public domain (CC0-1.0).  DATE is that of the
registry, and is kept in the list.
"""

import collections
import csv
import re
import sys

PROTOCOLS = ("tcp", "udp", "sctp", "dccp")
HEAD = """\
# Names of ports, from IANA's Service Name and Transport Protocol Port Number Registry
# of {date}.
# Written by make-services.py: each line has a port, its protocols and its service, and the lines are
# in the order of the ports, as Weir looks for them.
#
# SPDX-License-Identifier: CC0-1.0
"""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    names = {}
    for row in csv.DictReader(sys.stdin):
        name, ports, protocol = row["Service Name"], row["Port Number"], row["Transport Protocol"]
        ends = [int(port) for port in ports.split("-")] if re.fullmatch(r"\d+(-\d+)?", ports) else []
        if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._+-]*", name) or protocol not in PROTOCOLS:
            continue
        # Of several names for a port the first is the one in use; the others are its aliases.
        for port in range(ends[0], ends[-1] + 1) if ends else ():
            names.setdefault((port, protocol), name)

    lines = collections.defaultdict(list)
    for (port, protocol), name in names.items():
        lines[port, name].append(protocol)
    print(HEAD.format(date=sys.argv[1]), end="")
    for (port, name), protocols in sorted(lines.items()):
        print(port, ",".join(sorted(protocols, key=PROTOCOLS.index)), name)


if __name__ == "__main__":
    main()
