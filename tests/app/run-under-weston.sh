#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a program on a Wayland display of its own, with a session bus and settings of its own:
#   run-under-weston.sh PROGRAM [ARGUMENT…]
# Where there is no weston it says so, as TAP.
set -eu

for tool in weston dbus-run-session; do
  if ! command -v "$tool" >/dev/null; then
    echo "1..0 # SKIP $tool is not installed"
    exit 0
  fi
done

scratch=$(mktemp -d "${TMPDIR:-/tmp}/weir-display-XXXXXX")
weston=
clean_up ()
{
  [ -z "$weston" ] || kill "$weston" 2>/dev/null || true
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

mkdir -p "$scratch/runtime" "$scratch/home"
chmod 700 "$scratch/runtime"
export XDG_RUNTIME_DIR="$scratch/runtime" HOME="$scratch/home"
export XDG_CONFIG_HOME="$scratch/home/config" XDG_CACHE_HOME="$scratch/home/cache"
export XDG_DATA_HOME="$scratch/home/data"
unset DISPLAY WAYLAND_DISPLAY GTK_THEME

weston --backend=headless-backend.so --socket=weir-display --idle-time=0 --no-config \
  >"$scratch/weston.log" 2>&1 &
weston=$!
tries=0
while [ ! -S "$XDG_RUNTIME_DIR/weir-display" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 600 ] || ! kill -0 "$weston" 2>/dev/null; then
    cat "$scratch/weston.log" >&2
    echo '1..0 # SKIP weston does not run here'
    exit 0
  fi
  sleep 0.05
done

# No graphics driver: GTK loads one to ask what it can do, and the leaks would be its own.
export WAYLAND_DISPLAY=weir-display GDK_BACKEND=wayland GDK_DEBUG=gl-disable GSK_RENDERER=cairo
export GTK_A11Y=none GSETTINGS_BACKEND=memory GTK_USE_PORTAL=0 ADW_DISABLE_PORTAL=1 NO_AT_BRIDGE=1
export LC_ALL=C.UTF-8

dbus-run-session -- "$@"
