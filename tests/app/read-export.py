#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an exported list, and prints a line a row: the remote address, or the group, the bytes
received, and those of the fullest second, "-" if that is not known.

  read-export.py FILE.csv|FILE.json
"""
import csv
import json
import sys


def rows(path):
    if path.endswith('.json'):
        with open(path, encoding='utf-8') as file:
            report = json.load(file)
        assert report['flows_listed'] == len(report.get('flows', report.get('groups')))
        listed = sum(row['rx_bytes'] for row in report.get('flows', report.get('groups')))
        assert listed + report['unlisted']['rx_bytes'] == report['totals']['rx_bytes']
        yield from report.get('flows', report.get('groups'))
    else:
        with open(path, encoding='utf-8', newline='') as file:
            yield from csv.DictReader(file, strict=True)


for row in rows(sys.argv[1]):
    name = row['remote_address'] if 'remote_address' in row else row.get('group', '')
    peak = row.get('rx_rate_peak', '')
    print(name, row['rx_bytes'], '-' if peak == '' else int(float(peak) / 8))
