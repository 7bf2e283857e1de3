/* What a filter can ask of a flow: one table for parser, evaluation, completion and help.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts are read by the readers of core/export/flow-field.h, so that a filter finds what a report
 * says.  A line in the table makes a field known everywhere.  Main thread only, as these readers
 * are.
 */
#pragma once

#include "core/export/flow-field.h"
#include "core/filter/filter-number.h"

G_BEGIN_DECLS

/* At what moment, and where, flows are looked at. */
typedef struct
{
  int64_t now_us;          /* packet time, as WeirTotals.now_us: ages are counted from it */
  const char *interface;   /* (nullable): what is captured on */
  const WeirReport *known; /* (nullable): its options say what is known of hosts */
  gboolean never_waits;    /* a user that the network may have to be asked for is not there before
                            * it has come, instead of being waited for */
} WeirFilterContext;

/* What the remote side is called.  Returns: (nullable) (transfer none) */
const char *weir_filter_context_get_name (const WeirFilterContext *self, const WeirFlow *flow);

typedef enum
{
  WEIR_FILTER_TEXT,     /* contains it, equals it, matches the glob */
  WEIR_FILTER_ADDRESS,  /* an address, a network, or as a text: a piece of it or of its name */
  WEIR_FILTER_NETWORK,  /* an address or a network and nothing else */
  WEIR_FILTER_PORT,     /* a number, a range, the name of a service */
  WEIR_FILTER_NUMBER,   /* compared, or within a range */
  WEIR_FILTER_PROTOCOL, /* by its name or number */
  WEIR_FILTER_FLAG,     /* one of weir_filter_flags */
} WeirFilterKind;

typedef enum
{
  WEIR_SIDE_LOCAL = 1 << 0,
  WEIR_SIDE_REMOTE = 1 << 1,
  WEIR_SIDE_BOTH = WEIR_SIDE_LOCAL | WEIR_SIDE_REMOTE,
} WeirSide;

#define WEIR_FILTER_MAX_TEXTS 4

/* The texts of a field of one flow. */
typedef struct
{
  guint n;
  const char *texts[WEIR_FILTER_MAX_TEXTS];
  WeirFieldValue values[WEIR_FILTER_MAX_TEXTS]; /* where they may be kept */
} WeirFilterTexts;

typedef struct
{
  const char *name;
  const char *aliases; /* separated by blanks */
  WeirFilterKind kind;
  const char *description; /* to be translated */

  /* Names of flow fields.  TEXT: the flow has each of them, or as @takes_first says, the first that
   * it has.  NUMBER: one. */
  const char *reads[WEIR_FILTER_MAX_TEXTS];
  gboolean takes_first;
  gboolean is_shown; /* words without a field are looked for in it */

  /* (nullable): a text that no flow field is. */
  const char *(*read_text) (const WeirFlow *flow, const WeirFilterContext *context);

  WeirSide side; /* ADDRESS, NETWORK, PORT */

  /* (nullable): a number that every flow has, and no flow field is. */
  double (*read_number) (const WeirFlow *flow, const WeirFilterContext *context);
  WeirNumberUnit unit;
} WeirFilterField;

extern const WeirFilterField weir_filter_fields[];
extern const guint weir_n_filter_fields;

typedef struct
{
  const char *name;
  const char *description; /* to be translated */
  gboolean (*is_set) (const WeirFlow *flow, const WeirFilterContext *context);
} WeirFilterFlag;

extern const WeirFilterFlag weir_filter_flags[];
extern const guint weir_n_filter_flags;

/* By name or alias, in any case.  @length: of @name, -1: to its end.  Returns: (nullable) */
const WeirFilterField *weir_filter_field_find (const char *name, gssize length);

/* Returns: (nullable) */
const WeirFilterFlag *weir_filter_flag_find (const char *name);

/* What a TEXT or ADDRESS field says of @flow: of the remote side also its name; addresses come
 * without their ports.
 * @names_only: addresses themselves are not asked for */
void weir_filter_field_read_texts (const WeirFilterField *self,
                                   const WeirFlow *flow,
                                   const WeirFilterContext *context,
                                   gboolean names_only,
                                   WeirFilterTexts *texts);

/* What a NUMBER field says of @flow.
 * Returns: whether it has one */
gboolean weir_filter_field_read_number (const WeirFilterField *self,
                                        const WeirFlow *flow,
                                        const WeirFilterContext *context,
                                        double *number);

G_END_DECLS
