/* What was read of processes the moment a flow was found to be theirs: many have gone when somebody
 * first wants to know who they were.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any thread.
 */
#pragma once

#include "core/identity/process-facts.h"

G_BEGIN_DECLS

/* Beyond, the oldest are forgotten. */
#define WEIR_PROCESS_NOTES_MAX 1024

typedef struct _WeirProcessNotes WeirProcessNotes;

/* Those of /proc, which live as long as the program.  Returns: (transfer none) */
WeirProcessNotes *weir_process_notes_get (void);

/* @proc: where proc is mounted */
WeirProcessNotes *weir_process_notes_new (const char *proc);
void weir_process_notes_free (WeirProcessNotes *self);

/* Reads what there is to read, unless it has. */
void weir_process_notes_add (WeirProcessNotes *self, uint32_t pid, uint64_t start_time);

/* What the helper has read, which may be more than we may: it goes before what is there.
 * @facts: (transfer full): cleared here */
void weir_process_notes_take (WeirProcessNotes *self,
                              uint32_t pid,
                              uint64_t start_time,
                              WeirProcessFacts *facts);

/* @facts: (out): empty where there are none
 * Returns: whether there are */
gboolean weir_process_notes_find (WeirProcessNotes *self,
                                  uint32_t pid,
                                  uint64_t start_time,
                                  WeirProcessFacts *facts);

/* For tests. */
guint weir_process_notes_get_size (WeirProcessNotes *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirProcessNotes, weir_process_notes_free)

G_END_DECLS
