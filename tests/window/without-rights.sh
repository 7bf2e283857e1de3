#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a command that may not capture, though its caller may: the right does not come with root.
#   without-rights.sh COMMAND [ARGUMENT…]
set -eu

[ "$(id -u)" = 0 ] || exec "$@"
exec setpriv --inh-caps=-net_raw,-net_admin --bounding-set=-net_raw,-net_admin -- "$@"
