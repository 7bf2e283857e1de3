/* Follows an interface while packets are taken from it: its addresses, and whether it is up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part of a source; of the worker's thread.
 */
#pragma once

#include "core/source/address-monitor.h"
#include "core/source/source.h"

G_BEGIN_DECLS

typedef struct
{
  char *interface;
  WeirLocalNetwork *fixed; /* (nullable): instead of the interface's addresses */
  WeirLocalNetwork *local; /* (nullable): what the meter was told last */
  WeirAddressMonitor monitor;
  guint index;       /* of the interface when it was opened; 0: "any" */
  gint64 gone_at_us; /* monotonic: when it was no longer that one; 0: it is */
  gboolean is_down;  /* as far as the monitor has told */
} WeirInterfaceWatch;

/* @fixed: (nullable) */
void weir_interface_watch_init (WeirInterfaceWatch *self,
                                const char *interface,
                                WeirLocalNetwork *fixed);
void weir_interface_watch_clear (WeirInterfaceWatch *self);

/* Begins, and tells @meter the local addresses. */
void weir_interface_watch_start (WeirInterfaceWatch *self, WeirMeter *meter);
void weir_interface_watch_stop (WeirInterfaceWatch *self);

/* Tells @meter of changes.  What a read that has nothing else to say returns: WEIR_READ_AGAIN, or
 * WEIR_READ_PAUSED with WEIR_ERROR_INTERFACE_DOWN, WEIR_READ_FAILED where the interface has gone
 * and whoever captures has not noticed. */
WeirReadResult weir_interface_watch_check (WeirInterfaceWatch *self,
                                           WeirMeter *meter,
                                           GError **error);

G_END_DECLS
