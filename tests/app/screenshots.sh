#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Takes pictures of the window in its states:
#   screenshots.sh BUILD-DIRECTORY OUTPUT-DIRECTORY
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$(CDPATH='' cd -- "$1" && pwd)
out=$2

traffic=$(mktemp -d "${TMPDIR:-/tmp}/weir-traffic-XXXXXX")
trap 'rm -rf "$traffic"' EXIT
"$here/make-traffic.py" "$traffic/afternoon.pcap"
"$here/make-traffic.py" "$traffic/interrupted.pcap" --cut

mkdir -p "$out"
GSETTINGS_SCHEMA_DIR="$build/data" WEIR_TEST_SCREEN=1600x1200x24 "$here/run-under-xvfb.sh" \
  "$build/tests/app/take-screenshots" "$traffic/afternoon.pcap" "$traffic/interrupted.pcap" "$out"
