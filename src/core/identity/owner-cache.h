/* Remembers which process holds which socket, so that /proc is walked for new sockets only.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One entry for every socket of the newest round: bounded by the sockets of the machine.  One
 * thread.
 */
#pragma once

#include <glib.h>

#include "core/flow/socket-info.h"

G_BEGIN_DECLS

typedef struct _WeirOwnerCache WeirOwnerCache;

WeirOwnerCache *weir_owner_cache_new (void);
void weir_owner_cache_free (WeirOwnerCache *self);

/* Fills in pid and process of @infos, and remembers them under their @cookies (which no two sockets
 * share until the machine is started again). */
void weir_owner_cache_resolve (WeirOwnerCache *self,
                               WeirSocketInfo *infos,
                               const uint64_t *cookies,
                               gsize n_infos);

/* Forgets the sockets that were not resolved since the last call. */
void weir_owner_cache_end_round (WeirOwnerCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirOwnerCache, weir_owner_cache_free)

G_END_DECLS
