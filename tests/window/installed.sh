#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command where the build is installed, in a mount namespace of its own:
#   installed.sh BUILD_DIRECTORY PREFIX COMMAND [ARGUMENT…]
# Exits 77 where that may not be done.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

if [ -z "${WEIR_IS_INSIDE:-}" ]; then
  user=
  [ "$(id -u)" = 0 ] || user='--user --map-root-user'
  # shellcheck disable=SC2086 # none, or two words
  unshare $user --mount true 2>/dev/null || { echo 'skipped: no private namespaces'; exit 77; }
  # shellcheck disable=SC2086
  WEIR_IS_INSIDE=yes exec unshare $user --mount --propagation private -- "$0" "$@"
fi

"$here/install-here.sh" "$1" "$2"
shift 2
exec "$@"
