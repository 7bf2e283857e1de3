#!/bin/bash
# The part of run.sh that happens in namespaces of its own: a network, a system bus, a polkitd and an
# ordinary user, all of which end with this script.
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   inside.sh INSTALLATION REPOSITORY APPLICATION-ID OUTPUT
set -euo pipefail
installation=$1 repository=$2 app_id=$3 output=$4
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
tests=$(dirname -- "$here")
uid=54321
# Without what only root can reach.
system_path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

mount --make-rprivate /
# Else it shows the interfaces of the network that this process came from.
mount -t sysfs sysfs /sys

# Where Flatpak's own path says: "installed for all users".
mkdir -p /var/lib/flatpak
mount --bind "$installation" /var/lib/flatpak
unset FLATPAK_SYSTEM_DIR
location=$(flatpak info --system --show-location "$app_id")

# A /run of its own; from here on there is a user with the number above.
"$tests/root/polkit.sh" "$tests/../data/$app_id.policy.in" /usr/libexec/weir-helper "$uid" \
  "$location/files/libexec/weir-helper"
# The user may have no way to where these are.
mkdir /run/tests
mount --bind "$tests" /run/tests
mkdir /run/repository
mount --bind "$repository" /run/repository
mkdir /run/output
mount --bind "$output" /run/output
# What a package manager would do, at the user's word: the host's own helper is "ours", an "old" one, or
# "none".
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/upper /mnt/work
mount -t overlay overlay -o lowerdir=/usr/libexec,upperdir=/mnt/upper,workdir=/mnt/work /usr/libexec
mkfifo -m 666 /run/weir/package /run/weir/package-done
while read -r which </run/weir/package; do
  rm -f /usr/libexec/weir-helper
  case $which in
    ours) install -m 755 "$location/files/libexec/weir-helper" /usr/libexec/weir-helper ;;
    old)
      # shellcheck disable=SC2016 # of that script
      printf '#!/bin/sh\n[ "$1" != --version ] || echo "weir-helper 0.0.1 (frames 0)"\n' \
        >/usr/libexec/weir-helper
      chmod 755 /usr/libexec/weir-helper
      ;;
  esac
  echo "$which" >/run/weir/package-done
done &

# Else displays would be taken from those who run outside, where they cannot be seen from here.
mount -t tmpfs -o mode=1777 tmpfs /tmp

# The network: this computer, a cable, and another one at its end.
ip link set lo up
ip link add weir-a type veth peer name weir-b
ip netns add weir-peer
ip link set weir-b netns weir-peer
sysctl -q net.ipv6.conf.weir-a.disable_ipv6=1
ip address add 192.0.2.1/24 dev weir-a
ip link set weir-a up
ip route add default via 192.0.2.2
ip -n weir-peer address add 192.0.2.2/24 dev weir-b
ip -n weir-peer link set weir-b up
ip netns exec weir-peer /usr/bin/python3 /run/tests/flatpak/traffic.py serve 192.0.2.2 &
setpriv --reuid="$uid" --regid="$uid" --clear-groups \
  /usr/bin/python3 /run/tests/flatpak/traffic.py send 192.0.2.2 &

status=0
setpriv --reuid="$uid" --regid="$uid" --clear-groups env -i PATH="$system_path" \
  USER=weir-test SHELL=/bin/sh WEIR_TEST_SCREEN=1100x760x24 \
  /run/tests/app/run-under-xvfb.sh /run/tests/flatpak/try-window.py "$app_id" /run/repository \
  /run/weir /run/output/polkit-agent 2>/run/weir/session.log || status=$?
[ "$status" -eq 0 ] || cat /run/weir/session.log >&2
cp /run/weir/*.png /run/weir/*.log /run/output/ || true
cp /run/test/polkitd.log /run/output/
exit "$status"
