#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command as an ordinary user, in mount, network and process namespaces of its own, with the
# build installed, a polkitd of its own, and an interface "weir-a" whose default route leads to a
# neighbour that does not answer:
#   in-namespaces.sh BUILD_DIRECTORY PREFIX COMMAND [ARGUMENT…]
# Exits 77 where that may not be done.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
user=54321

skip ()
{
  echo "skipped: $*"
  exit 77
}

if [ -z "${WEIR_IS_INSIDE:-}" ]; then
  [ "$(id -u)" = 0 ] || skip 'needs root'
  for tool in unshare setpriv ip pkexec dbus-daemon gdbus; do
    command -v "$tool" >/dev/null || skip "$tool is not installed"
  done
  unshare --mount --net --pid --fork true 2>/dev/null || skip 'no private namespaces'

  WEIR_IS_INSIDE=yes exec unshare --mount --propagation private --net --pid --fork --kill-child \
    --mount-proc -- "$0" "$@"
fi

# The displays of others cannot be reached from here: theirs are not to be taken for this one's.
mkdir -p /tmp/.X11-unix
mount -t tmpfs -o mode=1777 tmpfs /tmp/.X11-unix
"$here/install-here.sh" "$1" "$2"
shift 2
"$WEIR_POLKIT_SCRIPT" "$WEIR_POLICY" "$WEIR_LIBEXECDIR/weir-helper" $user

ip link set lo up
ip link add weir-a type veth peer name weir-b
# Interfaces that come up introduce themselves to IPv6 neighbours.
sysctl -q net.ipv6.conf.weir-a.disable_ipv6=1 net.ipv6.conf.weir-b.disable_ipv6=1
ip address add 192.0.2.1/24 dev weir-a
ip link set weir-a up
ip link set weir-b up
ip neighbour add 192.0.2.2 lladdr 02:00:00:00:00:02 nud permanent dev weir-a
ip route add default via 192.0.2.2

setpriv --reuid $user --regid $user --clear-groups --inh-caps=-all "$@"
