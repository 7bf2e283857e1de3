#!/bin/bash
# Builds the Flatpak from its manifest without a network, against a stand-in for its runtime, and
# tries it as an ordinary user would: ./dev flatpak-test.
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   run.sh DIRECTORY
#
# Leaves logs and pictures of the window in DIRECTORY.  The runtime (1 GB) and what the builder keeps
# are in $WEIR_CACHE, by default ~/.cache/weir.  Exits 77, having said why, where it cannot run.
set -euo pipefail

[ $# -eq 1 ] || { echo "Usage: $0 DIRECTORY" >&2; exit 2; }
mkdir -p "$1"
output=$(realpath -- "$1")
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(cd -- "$here/../.." && pwd)

app_id=io.github.weirmonitor.Weir
manifest=$root/flatpak/$app_id.json
# The packages of this one are as new as the runtime that the manifest names.
suite=trixie

skip ()
{
  echo "flatpak-test: skipped: $*" >&2
  exit 77
}

step ()
{
  printf 'flatpak-test: %s (at %d s)\n' "$*" "$SECONDS" >&2
}

# logged NAME COMMAND…: says what it said only if it fails.
logged ()
{
  local log=$output/$1.log
  shift
  "$@" >"$log" 2>&1 </dev/null || { tail -n 40 "$log" >&2; return 1; }
}

[ "$(id -u)" = 0 ] || skip 'it needs root, for namespaces and a system installation of its own'
for tool in mmdebstrap flatpak flatpak-builder ostree eu-strip bwrap pkexec dbus-daemon gdbus Xvfb \
  import ip python3 cc pkg-config; do
  command -v "$tool" >/dev/null || skip "$tool is not installed"
done
[ -x /usr/lib/polkit-1/polkitd ] || skip 'polkitd is not installed'
unshare --mount --pid --net --fork true 2>/dev/null || skip 'namespaces are not allowed here'

cache=${WEIR_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/weir}/flatpak
mkdir -p "$cache/state/downloads"
exec {lock}>"$cache/lock"
flock "$lock"

# ---- what has to be downloaded: once -------------------------------------------------------------

# Wherever this machine's own packages come from.
# shellcheck disable=SC2016 # not the shell's variables
mirror=$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' 2>/dev/null \
  | awk '$1 == "Debian" && $2 == "Debian" { print $3; exit }')

stamp=$(cat "$here/make-runtime.sh" <(grep -E '"(runtime|runtime-version|sdk)"' "$manifest") \
  <(echo "$suite") | sha256sum)
if [ "$(cat "$cache/stamp" 2>/dev/null)" != "$stamp" ]; then
  [ -n "$mirror" ] || skip 'no mirror of Debian is known here to make the runtime from'
  # As root: apt's own user may have no way into the cache.
  /usr/lib/apt/apt-helper -o APT::Sandbox::User=root download-file \
    "${mirror%/}/dists/$suite/InRelease" "$cache/InRelease" >"$output/mirror.log" 2>&1 \
    || skip "$(tail -n 1 "$output/mirror.log")"
  step "making a stand-in for the runtime from Debian $suite"
  rm -rf "$cache/stamp" "$cache/state/cache" "$cache/state/build"
  logged runtime "$here/make-runtime.sh" "$manifest" "$suite" "$mirror" "$cache"
  echo "$stamp" >"$cache/stamp"
fi

step 'fetching the sources that the manifest names'
logged sources "$here/fetch-sources.py" "$manifest" "$suite bookworm" "$mirror" \
  "$cache/state/downloads"

# ---- building ------------------------------------------------------------------------------------

export FLATPAK_SYSTEM_DIR=$cache/flatpak
step 'building'
logged build flatpak-builder --state-dir="$cache/state" --disable-rofiles-fuse --disable-download \
  --disable-updates --force-clean --repo="$cache/repo" "$cache/build" "$manifest"
step 'installing'
flatpak remote-add --system --if-not-exists --no-gpg-verify built "file://$cache/repo"
# What it depends on is there, but the remote that it came from is not.
logged install flatpak install --system -y --noninteractive --no-deps --no-related --or-update \
  built "$app_id"

# ---- trying --------------------------------------------------------------------------------------

# The agent that gives a password is a program of the host.
# shellcheck disable=SC2016 # of that shell
logged agent sh -c 'cc -o "$1" "$2" $(pkg-config --cflags --libs gio-2.0)' - "$output/polkit-agent" \
  "$here/../root/polkit-agent.c"

step 'trying'
unshare --mount --pid --net --ipc --uts --fork --mount-proc --kill-child \
  "$here/inside.sh" "$cache/flatpak" "$cache/repo" "$app_id" "$output"
