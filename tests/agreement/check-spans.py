#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares seconds of capture files as the window shows them with what weir-cli counts in them.

  check-spans.py FOLD-SPANS WEIR-CLI FOLDER [FILE…]

FOLD-SPANS takes them from the history of a run over the whole file, "weir-cli --from --to" counts no
others: everything in the two reports must be the same, flow by flow. The spans are chosen by chance,
the same ones each time. Files are named by their paths; without any, all of the folder are read. The
folder "-" is as in check-agreement.py.
"""
import json
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

sys.dont_write_bytecode = True

agreement = import_module('check-agreement')

JOBS = 2
SPANS = 8
SPANS_OF_MANY = 2  # where there are many files

# How many flows there is room for is another thing in a program that reports once; makers of
# hardware are looked up, not counted.
IGNORED = ('flow_limit', 'file')
LOOKED_UP = {'mac', 'mac_is_locally_administered', 'maker'}


def read_report(line):
    report = json.loads(line)
    for name in IGNORED:
        report.pop(name, None)
    return report


def count(cli, path, span):
    command = [cli, '-r', str(path), '-n', '-N', '--json']
    if span:
        command += ['--from', str(span[0]), '--to', str(span[1])]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    return read_report(result.stdout) if result.stdout.strip() else None


def choose_spans(path, report, n):
    first, last = (int(report['interval'][name]) for name in ('start', 'end'))
    chance = random.Random(path.name)
    spans = [(first, last)] if first == last else []
    while len(spans) < n and first < last:
        start = chance.randint(first, last)
        # Short ones and long ones.
        spans.append((start, min(last, start + int((last - first) * chance.random() ** 3))))
    return spans


def differences(folded, counted):
    """Names of what differs."""
    flows = [{json.dumps([flow['protocol'], flow['local_address'], flow.get('local_port'),
                          flow['remote_address'], flow.get('remote_port')]): flow
              for flow in report['flows']} for report in (folded, counted)]
    found = [f'{name}: {folded.get(name)} {counted.get(name)}'
             for name in sorted({*folded, *counted} - {'flows'})
             if folded.get(name) != counted.get(name)]
    for key in sorted({*flows[0], *flows[1]}):
        pair = flows[0].get(key), flows[1].get(key)
        if None in pair:
            found.append(f'{key}: only {"counted" if pair[0] is None else "folded"}')
            continue
        found += [f'{key} {name}: {pair[0].get(name)} {pair[1].get(name)}'
                  for name in sorted({*pair[0], *pair[1]} - LOOKED_UP)
                  if pair[0].get(name) != pair[1].get(name)]
    return found


def compare(fold, cli, path, n):
    report = count(cli, path, None)
    if report is None or not report['packets_received']:
        return 0, []
    spans = choose_spans(path, report, n)
    arguments = [str(second) for span in spans for second in span]
    result = subprocess.run([fold, str(path), *arguments], stdout=subprocess.PIPE, check=True)
    found = []
    for span, line in zip(spans, result.stdout.splitlines(), strict=True):
        found += [f'{path.name} {span[0]}-{span[1]}: {text}'
                  for text in differences(read_report(line), count(cli, path, span))]
    return len(spans), found


def main():
    fold, cli, folder, *names = sys.argv[1:]
    files = [Path(name) for name in names]
    if not files:
        folder = agreement.choose_folder(folder)
        if not folder.is_dir():
            agreement.skip(f'there is no folder {folder}; WEIR_CAPTURES names another')
        files = sorted(path for path in folder.rglob('*') if path.suffix in ('.pcap', '.pcapng'))
    n = SPANS_OF_MANY if len(files) > 200 else SPANS
    with ThreadPoolExecutor(JOBS) as pool:
        results = list(pool.map(lambda path: compare(fold, cli, path, n), files))
    found = [text for _, texts in results for text in texts]
    print(f'{sum(spans for spans, _ in results)} spans of {len(files)} files, '
          f'{len(found)} differences')
    print('\n'.join(found[:40]))
    return 1 if found or not any(spans for spans, _ in results) else 0


if __name__ == '__main__':
    sys.exit(main())
