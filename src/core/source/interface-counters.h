/* What an interface itself has counted: the other side of the books.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/flow/batch.h"

G_BEGIN_DECLS

#define WEIR_INTERFACE_COUNTERS 4

typedef struct
{
  char *directory; /* (nullable): /sys/class/net/NAME/statistics; none for "any" */
  gboolean is_loopback;
  int files[WEIR_INTERFACE_COUNTERS]; /* stay open, for opening costs more than reading; -1 if not
                                       */
  gboolean has_last;
  uint64_t last[WEIR_INTERFACE_COUNTERS];
} WeirInterfaceCounters;

void weir_interface_counters_init (WeirInterfaceCounters *self, const char *interface);
void weir_interface_counters_clear (WeirInterfaceCounters *self);

/* Adds what was counted since the last call; nothing on the first, nor after the interface has
 * been made anew. */
void weir_interface_counters_add (WeirInterfaceCounters *self, WeirSourceCounts *counts);

G_END_DECLS
