/* What the machine-readable reports say of a flow: one list for all of them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The names are part of the format's schema: never change the meaning of one.
 */
#pragma once

#include "core/export/report.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_FIELD_ABSENT, /* the flow has no such thing */
  WEIR_FIELD_TEXT,
  WEIR_FIELD_UINT,
  WEIR_FIELD_BOOLEAN,
  WEIR_FIELD_TIME,     /* µs since 1970 */
  WEIR_FIELD_DECIMAL,  /* bits per second */
  WEIR_FIELD_DURATION, /* µs; written in ms */
} WeirFieldKind;

typedef struct
{
  WeirFieldKind kind;
  union
  {
    const char *text;
    uint64_t uint;
    gboolean boolean;
    int64_t time_us;
    int64_t duration_us;
    double decimal;
  };
  char room[WEIR_ADDRESS_TEXT_MAX]; /* where @text may be kept */
} WeirFieldValue;

/* @report: (nullable): without one, nothing is hidden; but fields of names need it */
typedef void (*WeirFieldFunc) (const WeirReport *report,
                               const WeirFlow *flow,
                               WeirFieldValue *value);

typedef struct
{
  const char *name;
  WeirFieldFunc read;
} WeirFlowField;

extern const WeirFlowField weir_flow_fields[];
extern const guint weir_n_flow_fields;

/* Returns: (nullable) */
const WeirFlowField *weir_flow_field_find (const char *name);

G_END_DECLS
