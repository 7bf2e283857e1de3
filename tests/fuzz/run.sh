#!/bin/bash
# Runs all fuzz targets, as many at a time as there are processors: ./dev fuzz.
#
#   run.sh BUILD-DIRECTORY CORPUS-DIRECTORY SECONDS             so long for each target
#   run.sh BUILD-DIRECTORY CORPUS-DIRECTORY --total SECONDS     so long for all of them
#
# SPDX-License-Identifier: GPL-3.0-or-later
set -u

export targets=$1/tests/fuzz logs=$1 corpora=$2
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
shift 2

# Prints the target's name if nothing was found.
run_target ()
{
  local name=$1 log=$logs/$1.log
  # What was found interesting is kept from run to run; a crash leaves its input behind.
  mkdir -p "$corpora/$name"
  if "$targets/$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$corpora/$name-" -dict="$targets/$name.dict" \
    "$corpora/$name" "$targets/seeds/$name" >"$log" 2>&1; then
    printf 'ok    %s: %s inputs in %s s\n' "$name" \
      "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$seconds"
  else
    printf 'FAIL  %s\n' "$name"
    tail -n 60 "$log" | sed 's/^/      /'
  fi
}
export -f run_target

names=$(find "$targets" -maxdepth 1 -name 'fuzz-*' -type f -perm -u+x -printf '%f\n' | sort)
[ -n "$names" ] || { echo 'There is no fuzz target.' >&2; exit 1; }
jobs=$(nproc)
if [ "$1" = --total ]; then
  seconds=$(($2 * jobs / $(wc -l <<<"$names")))
  [ "$seconds" -gt 0 ] || seconds=1
else
  seconds=$1
fi
export seconds

export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export LSAN_OPTIONS=suppressions=$here/lsan.supp:print_suppressions=0
output=$(xargs -P "$jobs" -I '{}' bash -c 'run_target {}' <<<"$names" | tee /dev/stderr)
passed=$(grep -c '^ok ' <<<"$output")
failed=$(grep -c '^FAIL ' <<<"$output")
printf 'fuzz: %d passed, %d failed, 0 skipped\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
