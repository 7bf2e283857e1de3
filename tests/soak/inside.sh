#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test in mount, network and process namespaces of its own, so that interfaces, namespaces and
# processes that it makes go with it, however it ends:
#   inside.sh COMMAND [ARGUMENT…]
# Where that may not be done it says so, as TAP.
set -eu

skip ()
{
  echo "1..0 # SKIP $*"
  exit 0
}

if [ -z "${WEIR_IS_INSIDE:-}" ]; then
  [ "$(id -u)" = 0 ] || skip 'needs root'
  for tool in unshare ip; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
  done
  unshare --mount --net --pid --fork true 2>/dev/null || skip 'no private namespaces'
  mkdir -p /run/netns /tmp/.X11-unix
  WEIR_IS_INSIDE=yes exec unshare --mount --propagation private --net --pid --fork --kill-child \
    --mount-proc -- "$0" "$@"
fi

# The names of namespaces, and displays, of others are not to be taken for this one's.
mount -t tmpfs tmpfs /run/netns
mount -t tmpfs -o mode=1777 tmpfs /tmp/.X11-unix
ip link set lo up
# Not exec: the first process of the namespace waits for those that have lost their parents.
"$@"
