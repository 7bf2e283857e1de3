/* By what flows can be grouped: one table for the window's views and weir-cli's reports.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main thread only, as the readers of core/export/flow-field.h are.
 */
#pragma once

#include "core/export/flow-field.h"

G_BEGIN_DECLS

typedef struct _WeirGroupKind WeirGroupKind;

struct _WeirGroupKind
{
  const char *id;      /* in the settings */
  const char *title;   /* to be translated: "Applications" */
  const char *column;  /* to be translated: "Application" */
  const char *unknown; /* to be translated: what flows without one are listed as */
  const char *field;   /* of the filter language, which asks for a group by it */
  gboolean is_exact;   /* the flows of a group are those of which the field has just its value */
  gboolean is_of_programs;

  /* Two hosts and a protocol: rows are listed as flows are, with all that their flows agree on. */
  gboolean is_of_pairs;

  /* Flow fields; the group is the first that the flow has. */
  const char *reads[2];

  /* (nullable): instead of those
   * Returns: (nullable): valid until the next call, or in @room */
  const char *(*read) (const WeirFlow *flow, const WeirReport *known, WeirFieldValue *room);
};

/* Those that the window has a view for: all but pairs, which are its flows while ports are hidden.
 */
const WeirGroupKind *weir_group_kinds_get (guint *n_kinds);

/* Flows that differ in nothing but their ports. */
const WeirGroupKind *weir_group_kind_get_pairs (void);

/* Returns: (nullable) */
const WeirGroupKind *weir_group_kind_find (const char *id);

/* Returns: (transfer full): all ids, for a help text: "application, process, …" */
char *weir_group_kinds_dup_names (void);

/* @known: its options say what is known of hosts
 * Returns: (nullable): the group that @flow belongs to; valid until the next call, or in @room */
const char *weir_group_kind_read (const WeirGroupKind *self,
                                  const WeirFlow *flow,
                                  const WeirReport *known,
                                  WeirFieldValue *room);

/* What shows the flows of a group and no others, in the filter language.
 * @value: (nullable): the group of flows without one
 * Returns: (transfer full) */
char *weir_group_kind_dup_filter (const WeirGroupKind *self, const char *value);

G_END_DECLS
