/* What a session is doing, in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/session.h"

G_BEGIN_DECLS

/* A few words that always hold: "Capturing on eth0".  Returns: (transfer full) */
char *weir_status_dup_summary (WeirSession *session);

/* What is wrong, and when it is tried again.  Returns: (transfer full) (nullable) */
char *weir_status_dup_problem (WeirSession *session);

/* For an empty list: why it is, and what to do.  The title names the thing, the description is a
 * sentence or two. */
typedef struct
{
  const char *icon_name;
  char *title;
  char *description;
  gboolean can_retry;
  gboolean can_open;
} WeirEmptyState;

void weir_status_get_empty_state (WeirSession *session, WeirEmptyState *state);
void weir_empty_state_clear (WeirEmptyState *self);

G_END_DECLS
