/* The applications and destinations that were ever seen, so that new ones can be told from them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each kind learns for a while before anything counts as new: a first run would be a storm
 * otherwise.  The clock of that is the time in which traffic was watched for this kind.  Bounded:
 * of a kind that is full the one that was not seen for longest makes room.  Main loop only.
 *
 * As a file: a line "weir seen 1", then lines of three parts with tabs between them.
 *
 *     learnt  application  SECONDS
 *     application  SECOND-SEEN-LAST  NAME
 */
#pragma once

#include "core/alert/alert-rule.h"

G_BEGIN_DECLS

#define WEIR_SEEN_MAX_APPLICATIONS 4096
#define WEIR_SEEN_MAX_DESTINATIONS 65536 /* hosts, and as many domains */
#define WEIR_SEEN_MAX_FILE_BYTES (80 * 1024 * 1024)

typedef struct _WeirSeenStore WeirSeenStore;

WeirSeenStore *weir_seen_store_new (void);
void weir_seen_store_free (WeirSeenStore *self);

/* Notes that @name was seen.
 * @now_us: µs since 1970
 * Returns: whether it was not known before */
gboolean weir_seen_store_add (WeirSeenStore *self,
                              WeirAlertBy kind,
                              const char *name,
                              int64_t now_us);

/* Traffic was watched for so long. */
void weir_seen_store_learn (WeirSeenStore *self, WeirAlertBy kind, double seconds);
double weir_seen_store_get_learnt_seconds (const WeirSeenStore *self, WeirAlertBy kind);

guint weir_seen_store_get_n (const WeirSeenStore *self, WeirAlertBy kind);

/* Whether there is something that the file does not have; the clock alone is not. */
gboolean weir_seen_store_is_changed (const WeirSeenStore *self);

/* Nothing was ever seen, and learning begins anew. */
void weir_seen_store_clear (WeirSeenStore *self);

/* Returns: (transfer full): all of it, which is then not changed */
GString *weir_seen_store_to_text (WeirSeenStore *self);

/* Takes from a file what can be read.
 * Returns: whether that was all of it */
gboolean weir_seen_store_read (WeirSeenStore *self, const char *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirSeenStore, weir_seen_store_free)

G_END_DECLS
