/* How fast an interface is at most.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bits per second, as the driver tells in /sys/class/net/NAME/speed
 * (Linux, Documentation/ABI/testing/sysfs-class-net); 0 where it tells nothing, as of Wi-Fi,
 * loopback, tunnels and what is not connected.  Any thread. */
double weir_interface_get_speed_bps (const char *name);

/* The same of the text that such a file holds. */
double weir_interface_parse_speed (const char *text);

G_END_DECLS
