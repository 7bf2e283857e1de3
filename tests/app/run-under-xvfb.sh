#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a program with a display, a session bus and settings of its own:
#   run-under-xvfb.sh PROGRAM [ARGUMENT…]
# WEIR_TEST_SCREEN is the size of the screen (1280x1024x24), WEIR_TEST_A11Y how the window can be
# read (none, atspi).  Where there is no Xvfb it says so, as TAP.
set -eu

for tool in Xvfb dbus-run-session; do
  if ! command -v "$tool" >/dev/null; then
    echo "1..0 # SKIP $tool is not installed"
    exit 0
  fi
done

scratch=$(mktemp -d "${TMPDIR:-/tmp}/weir-display-XXXXXX")
xvfb=
clean_up ()
{
  [ -z "$xvfb" ] || kill "$xvfb" 2>/dev/null || true
  rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# Xvfb chooses a free display itself and writes its number.
mkfifo "$scratch/display"
Xvfb -displayfd 3 -screen 0 "${WEIR_TEST_SCREEN:-1280x1024x24}" -nolisten tcp \
  3>"$scratch/display" 2>"$scratch/xvfb.log" &
xvfb=$!
read -r number <"$scratch/display" || { cat "$scratch/xvfb.log" >&2; exit 1; }

mkdir -p "$scratch/runtime" "$scratch/home"
chmod 700 "$scratch/runtime"
export DISPLAY=":$number" XDG_RUNTIME_DIR="$scratch/runtime" HOME="$scratch/home"
export XDG_CONFIG_HOME="$scratch/home/config" XDG_CACHE_HOME="$scratch/home/cache"
export XDG_DATA_HOME="$scratch/home/data"
# No graphics driver: GTK loads one to ask what it can do, and the leaks would be its own.
export GDK_BACKEND=x11 GDK_DEBUG=gl-disable GSK_RENDERER=cairo GTK_A11Y="${WEIR_TEST_A11Y:-none}" GSETTINGS_BACKEND=memory
export GTK_USE_PORTAL=0 ADW_DISABLE_PORTAL=1 NO_AT_BRIDGE=1 LC_ALL=C.UTF-8
unset WAYLAND_DISPLAY GTK_THEME

dbus-run-session -- "$@"
