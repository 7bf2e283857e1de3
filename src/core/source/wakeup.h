/* Wakes a thread that waits in poll().
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An eventfd(2) that is raised once and stays raised.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  int fd;
} WeirWakeup;

void weir_wakeup_init (WeirWakeup *self);
void weir_wakeup_clear (WeirWakeup *self);

/* Any thread. */
void weir_wakeup_raise (WeirWakeup *self);

/* Waits until @fd (-1: none) can be read, the wakeup is raised, or the time is over.  Returns
 * whether the wakeup is raised; @is_readable: (out) (optional): whether @fd can be read or has
 * failed. */
gboolean weir_wakeup_wait (WeirWakeup *self, int fd, int timeout_ms, gboolean *is_readable);

G_END_DECLS
