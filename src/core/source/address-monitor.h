/* Tells when addresses of this machine come and go.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A netlink socket (rtnetlink(7)) that needs no privilege.  One thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int fd; /* -1: the system does not tell, addresses stay as they were */
} WeirAddressMonitor;

void weir_address_monitor_init (WeirAddressMonitor *self);
void weir_address_monitor_clear (WeirAddressMonitor *self);

/* Whether anything has changed since the last call.  Does not wait. */
gboolean weir_address_monitor_has_changed (WeirAddressMonitor *self);

G_END_DECLS
