#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a database for Weir (.mmdb) from lists of ranges of addresses.

    make-geo-database.py DESCRIPTION OUTPUT LIST...

A list has a range a line, in one of two forms (by comma or tab):

    FIRST,LAST,COUNTRY                  the "geoip" and "geoip6" files of Tor, made from the location
                                        database of IPFire (CC BY-SA 4.0)
    FIRST LAST NUMBER COUNTRY NAME      the "ip2asn" files of iptoasn.com (public domain)

Addresses are in the usual notation or, for IPv4, whole numbers.  The description is kept in the
database and has to say where the data is from, as the licences of both ask.
"""

import ipaddress
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import mmdb  # noqa: E402


def address(text):
    return ipaddress.ip_address(int(text) if text.isdigit() else text)


def record(fields):
    """What the rest of a line says; empty: nothing."""
    number, country, name = ["", *fields, ""] if len(fields) == 1 else fields
    known = {}
    if re.fullmatch("[A-Z]{2}", country) and country not in ("XX", "ZZ"):
        known["country_code"] = country
    if number.isdigit() and int(number) > 0:
        known["asn"] = int(number)
        known["as_name"] = name
    return known


def ranges(path):
    """First address, last address and record of each line; neighbours that say the same as one."""
    last = None
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            fields = line.split("\t", 4) if "\t" in line else line.split(",")
            first, end, known = address(fields[0]), address(fields[1]), record(fields[2:])
            if last and last[2] == known and int(last[1]) + 1 == int(first):
                last = (last[0], end, known)
                continue
            if last and last[2]:
                yield last
            last = (first, end, known)
    if last and last[2]:
        yield last


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    description, output, *lists = sys.argv[1:]
    writer = mmdb.Writer("Weir-Country-ASN", description)
    for path in lists:
        for first, last, known in ranges(path):
            for network in ipaddress.summarize_address_range(first, last):
                writer.insert(network, known)
    writer.write(output)


if __name__ == "__main__":
    main()
