#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Instructions that parse + account take a packet with 10,000 flows, counted by callgrind: the same
# number on every machine of one architecture, whatever else it is doing. Fails above the limit.
#
# usage: ir-gate.sh BENCH_METER [REASON_TO_SKIP]
set -eu

limit=200
tcp_limit=400
frames=250000   # one interval of 250 ms at a million packets a second
bench=$1
reason=${2:-}

skip ()
{
  echo "skipped: $1"
  exit 77
}

[ -z "$reason" ] || skip "$reason"
command -v valgrind >/dev/null || skip 'valgrind is not installed'

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

count ()
{
  valgrind --tool=callgrind --collect-atstart=no --callgrind-out-file="${WEIR_CALLGRIND_OUT:-$dir/out}" \
    "$bench" --instructions "$1" --flows 10000 --frames "$frames" >"$dir/log" 2>&1 || {
    cat "$dir/log" >&2
    exit 1
  }
  sed -n 's/^==[0-9]*== Collected : \([0-9]*\)$/\1/p' "$dir/log"
}

reference=$(count reference)
meter=$(count meter)
names=$(count names)
tcp=$(count tcp)
echo "plain counting: $((reference / frames)) instructions a packet"
echo "parse+account:  $((meter / frames)) instructions a packet, limit $limit"
echo "and names:      $((names / frames)) instructions a packet"
echo "and TCP:        $((tcp / frames)) instructions a packet, limit $tcp_limit"

# Nothing counted means that the markers are not in the program.
[ "$meter" -gt "$frames" ] || {
  echo 'callgrind has counted nothing' >&2
  exit 1
}
[ $((meter / frames)) -le "$limit" ]
[ $((tcp / frames)) -le "$tcp_limit" ]
