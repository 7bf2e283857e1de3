#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small databases of countries and networks, in the forms that are in use.

    make-geo-databases.py MMDB.PY OUTPUT-DIRECTORY

Addresses and numbers are those set aside for documentation.
"""

import importlib.util
import ipaddress
import pathlib
import sys

DATABASES = {
    # As MaxMind and DB-IP make them.
    "country.mmdb": (
        "Test-Country",
        {
            "192.0.2.0/24": {"country": {"iso_code": "DE", "names": {"de": "x", "en": "Germany"}}},
            "192.0.2.128/25": {"country": {"iso_code": "FR", "names": {"en": "France"}}},
            "2001:db8::/32": {"country": {"iso_code": "NL", "names": {"en": "Netherlands"}}},
            "198.51.100.0/24": {"continent": {"code": "EU"}},
            "203.0.113.0/25": {"country": {"iso_code": "<x>", "names": {"en": "No Country"}}},
            "203.0.113.128/25": {"country": {"iso_code": 7}},
        },
    ),
    "asn.mmdb": (
        "Test-ASN",
        {
            "192.0.2.0/24": {
                "autonomous_system_number": 64496,
                "autonomous_system_organization": "Example Networks",
            },
            "2001:db8:1::/48": {"autonomous_system_number": 4200000000},
            "203.0.113.0/24": {
                "autonomous_system_number": 64511,
                "autonomous_system_organization": "\x1b[2J\u202e" + "long " * 100,
            },
        },
    ),
    # As IPinfo and others do, and Weir's own.
    "flat.mmdb": (
        "test generic",
        {
            "192.0.2.0/24": {"country": "at", "country_name": "Austria", "asn": "AS64500"},
            "198.51.100.0/24": {"country_code": "CH", "asn": 64501, "as_name": "Flat"},
            "203.0.113.0/24": {"country_code": "Switzerland", "asn": "AS-SET"},
        },
    ),
}


def main():
    module, directory = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("mmdb", module)
    mmdb = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(mmdb)
    pathlib.Path(directory).mkdir(exist_ok=True)
    for name, (database_type, networks) in DATABASES.items():
        writer = mmdb.Writer(database_type, "made for tests", epoch=1)
        for network, record in networks.items():
            writer.insert(ipaddress.ip_network(network), record)
        writer.write(pathlib.Path(directory, name))


if __name__ == "__main__":
    main()
