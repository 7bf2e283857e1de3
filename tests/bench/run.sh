#!/bin/sh
# All benchmarks, as tables.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: run.sh BUILD_DIRECTORY [NAME…]
#        run.sh BUILD_DIRECTORY --peers [OPTIONS OF bench_peers.py…]
#        run.sh BUILD_DIRECTORY --growth [OPTIONS OF bench_growth.py…]
#        run.sh BUILD_DIRECTORY --figures [OPTIONS OF figures.py…]
#
# NAME: meter, instructions, tick, history, naming, filter, alerts, window, frames, graph, themes, idle, transport, live,
# helper, record, open-window, frames-live, owners; all of them without one.  The build has to be optimised.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=${1:?usage: run.sh BUILD_DIRECTORY [NAME…]}
shift

build_generators ()
{
  ninja -C "$build" tests/generators/xdp-generator tests/generators/xdp-generator.bpf.o \
    >/dev/null 2>&1 || :
}

if [ "${1:-}" = --peers ]; then
  shift
  build_generators
  exec python3 "$here/bench_peers.py" "$build" "$@"
fi
if [ "${1:-}" = --growth ]; then
  shift
  ninja -C "$build" tests/owners/owner-traffic >/dev/null
  exec python3 "$here/bench_growth.py" "$build" "$@"
fi
if [ "${1:-}" = --figures ]; then
  shift
  exec python3 "$here/figures.py" "$build" "$@"
fi
[ $# -gt 0 ] || set -- meter instructions tick history naming filter alerts window frames graph themes idle \
  transport live helper record open-window frames-live owners

echo "$(uname -sr), $(nproc) processors, load $(cut -d ' ' -f 1 /proc/loadavg)"

for name; do
  printf '\n== %s\n\n' "$name"
  case $name in
    meter) "$build/tests/bench/bench-meter" ;;
    instructions) "$here/ir-gate.sh" "$build/tests/bench/bench-meter" || [ $? -eq 77 ] ;;
    tick) "$build/tests/bench/bench-tick" ;;
    history) "$build/tests/bench/bench-history" ;;
    naming) "$build/tests/bench/bench-naming" ;;
    filter) "$build/tests/bench/bench-filter" ;;
    alerts) "$build/tests/bench/bench-alerts" ;;
    window | frames | graph | themes)
      GSETTINGS_SCHEMA_DIR="$build/data" "$here/../app/run-under-xvfb.sh" \
        "$build/tests/app/bench-$name" || [ $? -eq 77 ]
      ;;
    idle | open-window | frames-live | transport | live | helper | record)
      build_generators
      case $name in
        idle) python3 "$here/bench_open_window.py" "$build" idle ;;
        open-window) python3 "$here/bench_open_window.py" "$build" busy ;;
        frames-live) python3 "$here/bench_open_window.py" "$build" frames ;;
        *) python3 "$here/bench_$name.py" "$build" ;;
      esac
      ;;
    owners)
      ninja -C "$build" tests/owners/owner-traffic >/dev/null
      python3 "$here/bench_owners.py" "$build"
      ;;
    *)
      echo "run.sh: there is no benchmark '$name'" >&2
      exit 2
      ;;
  esac
done
