#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs a build where it belongs, for this mount namespace alone.
#   install-here.sh BUILD_DIRECTORY PREFIX
# Exits 77 where that may not be done.
set -eu
build=$1 prefix=$2

skip ()
{
  echo "skipped: $*"
  exit 77
}

command -v meson >/dev/null || skip 'meson is not installed'
[ -d "$prefix" ] || skip "there is no $prefix to install into"

if [ -O "$prefix" ]; then
  # What was there stays to be seen below.  /mnt is nobody's.
  mount -t tmpfs -o mode=755 tmpfs /mnt
  mkdir /mnt/upper /mnt/work
  mount -t overlay overlay -o "lowerdir=$prefix,upperdir=/mnt/upper,workdir=/mnt/work" "$prefix" \
    2>/dev/null || skip 'the kernel has no overlays'
else
  # An ordinary user may not change what root's folders hold, but what is seen in their place.
  case $(command -v meson) in
    "$prefix"/*) skip "meson is in $prefix itself" ;;
  esac
  mount -t tmpfs -o mode=755 tmpfs "$prefix"
fi
# One at a time: it writes a log into the build folder.
exec flock "$build/meson-private" meson install -C "$build" --no-rebuild
