/* One question to a flow: "app:firefox", "rate>1M", "tcp", or a word by itself.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything that can be looked up once has been when it is made.
 */
#pragma once

#include "core/filter/filter-field.h"
#include "core/filter/filter-lexer.h"
#include "core/packet/protocol-name.h"

G_BEGIN_DECLS

/* "MPLS" is a protocol over IP and two EtherTypes. */
#define WEIR_FILTER_MAX_PROTOCOLS 4

typedef struct
{
  const WeirFilterField *field; /* (nullable): a word is looked for in all that is shown */
  WeirFilterOperator relation;  /* never NOT_EQUAL: the parser negates instead */
  char *word;                   /* as core/filter/filter-pattern.h has it */
  gboolean is_bare;             /* written without the field: "tcp", "ipv6", "10.0.0.0/8" */

  WeirFilterPattern pattern; /* TEXT, ADDRESS that is none, and words */
  WeirAddress address;       /* ADDRESS and NETWORK, if family is set */
  WeirFamily family;
  guint prefix_bits;
  gboolean is_name; /* ADDRESS: no address has these letters */
  double low;       /* NUMBER and PORT: both belong to it */
  double high;
  WeirProtocolId protocols[WEIR_FILTER_MAX_PROTOCOLS]; /* PROTOCOL */
  guint n_protocols;
  const WeirFilterFlag *flag; /* FLAG */
} WeirFilterTerm;

/* What several words of a filter look at, made at most once for a flow.  Start with @is_made
 * FALSE. */
typedef struct
{
  gboolean is_made;
  char text[4096]; /* folded, one line for each thing shown */
} WeirFilterShown;

/* @token: a word or a term of @text; an error has its place there
 * Returns: (nullable) */
WeirFilterTerm *weir_filter_term_new (WeirFilterToken *token, const char *text, GError **error);
void weir_filter_term_free (WeirFilterTerm *self);

gboolean weir_filter_term_matches (const WeirFilterTerm *self,
                                   const WeirFlow *flow,
                                   const WeirFilterContext *context,
                                   WeirFilterShown *shown);

/* What it costs to ask, to be compared with that of others. */
guint weir_filter_term_get_cost (const WeirFilterTerm *self);

/* As it is to be written; read again, it is the same term. */
void weir_filter_term_append_text (const WeirFilterTerm *self, GString *text);

/* @i counts the words that stand for a term of themselves ("tcp", "ipv6").
 * Returns: (nullable): %NULL after the last */
const char *weir_filter_term_get_keyword (guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFilterTerm, weir_filter_term_free)

G_END_DECLS
