/* Answers that came before the flow they are about.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A connection's opening is looked up at once, its packets come with the next block and batch. Kept
 * for a while, and for no more than WEIR_EARLY_SOCKETS_MAX flows: then the oldest goes.
 */
#pragma once

#include "core/flow/socket-info.h"

G_BEGIN_DECLS

#define WEIR_EARLY_SOCKETS_MAX 8192
#define WEIR_EARLY_SOCKETS_KEEP_US (10 * G_USEC_PER_SEC)

typedef struct _WeirEarlySockets WeirEarlySockets;

WeirEarlySockets *weir_early_sockets_new (void);
void weir_early_sockets_free (WeirEarlySockets *self);

/* @info is copied; a later one for the same key takes its place. */
void weir_early_sockets_add (WeirEarlySockets *self, const WeirSocketInfo *info, int64_t now_us);

/* Takes out what is known of @key.  Returns: (transfer full) (nullable) */
WeirSocketInfo *weir_early_sockets_take (WeirEarlySockets *self, const WeirFlowKey *key);

/* Forgets what is too old at @now_us. */
void weir_early_sockets_expire (WeirEarlySockets *self, int64_t now_us);

guint weir_early_sockets_get_n (const WeirEarlySockets *self);

G_END_DECLS
