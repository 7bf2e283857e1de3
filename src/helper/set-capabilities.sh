#!/bin/sh
# Gives the installed helper its capabilities (-Dhelper-mode=capabilities).
# SPDX-License-Identifier: GPL-3.0-or-later
capabilities=cap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep
file=${DESTDIR:-}$1

# Packages are often put together by an ordinary user, and archives lose capabilities anyway.
setcap "$capabilities" "$file" \
  || echo "weir: run this where the package is installed: setcap $capabilities $1" >&2
