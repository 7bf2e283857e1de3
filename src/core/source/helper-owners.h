/* The owners that the helper tells: of everybody's sockets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/source/meter.h"
#include "wire/message.h"

G_BEGIN_DECLS

/* A list is complete only with its END: a part of it might show one owner of a port that has two.
 */
typedef struct
{
  GArray *infos; /* WeirSocketInfo: of the list that is coming */
} WeirHelperOwners;

/* Sockets beyond this number are not listed: the helper may not fill our memory. */
#define WEIR_HELPER_OWNERS_MAX 65536

void weir_helper_owners_init (WeirHelperOwners *self);
void weir_helper_owners_clear (WeirHelperOwners *self);

/* @frame: SOCKETS.  Returns: whether it makes sense */
gboolean weir_helper_owners_add (WeirHelperOwners *self, const WeirFrame *frame);

/* @frame: OWNERS, which @meter is told at once.  Returns: whether it makes sense */
gboolean weir_helper_owners_answer (const WeirFrame *frame, WeirMeter *meter);

/* @frame: PROCESSES, of which core/identity/process-notes.h is told.  Returns: whether it makes
 * sense
 */
gboolean weir_helper_owners_note (const WeirFrame *frame);

/* END: tells @meter the list. */
void weir_helper_owners_tell (WeirHelperOwners *self, WeirMeter *meter);

G_END_DECLS
