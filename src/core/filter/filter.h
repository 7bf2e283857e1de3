/* The language in which people say which flows they want to see.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     app:firefox port:443 !host:*.example.org net:10.0.0.0/8 rate>1M (tcp or udp)
 *
 * docs/filter.md describes it.  A filter is immutable: it has been checked, what it names has been
 * looked up, and it is a short list of questions with two ways on from each, so that asking a flow
 * neither recurses nor asks more than it has to, the cheap questions first.  Any text is bounded in
 * length, depth and terms.  Main thread only.
 */
#pragma once

#include "core/filter/filter-field.h"
#include "core/filter/filter-node.h"

G_BEGIN_DECLS

#define WEIR_FILTER_MAX_BYTES 4096

typedef struct _WeirFilter WeirFilter;

/* An empty text is a filter that lets everything through.  Sets WEIR_ERROR_INVALID.
 * @place: (out) (optional): where in @text the error is
 * Returns: (nullable) */
WeirFilter *weir_filter_new (const char *text, WeirFilterSpan *place, GError **error);

/* The same filter once more, for as long: it never changes.  Each is freed.  One thread at a time.
 */
WeirFilter *weir_filter_ref (WeirFilter *self);
void weir_filter_free (WeirFilter *self);

gboolean weir_filter_is_empty (const WeirFilter *self);

/* The answer may be another one later: names come late, and rates and ages change by themselves. */
gboolean weir_filter_matches (const WeirFilter *self,
                              const WeirFlow *flow,
                              const WeirFilterContext *context);

/* The same filter in the shortest form that is clear.  Returns: (transfer full) */
char *weir_filter_to_text (const WeirFilter *self);

/* Its parts, all of which have to hold: what can be taken away one by one. */
guint weir_filter_get_n_terms (const WeirFilter *self);

/* @is_excluding: (out) (optional): whether the part is a negation
 * Returns: (transfer full): with its "!" */
char *weir_filter_dup_term (const WeirFilter *self, guint i, gboolean *is_excluding);

/* The text of the filter without part @i.  Returns: (transfer full) */
char *weir_filter_without_term (const WeirFilter *self, guint i);

/* The text of the filter that keeps (or excludes) flows whose @field is exactly @value besides.
 * What it would contradict, or repeat, is left out: a flow has one application, so that keeping one
 * replaces another.
 * Returns: (transfer full) */
char *weir_filter_with_term (const WeirFilter *self,
                             const char *field,
                             const char *value,
                             gboolean is_excluding);

/* The same for a part that is written already, or several of them: "remote:192.0.2.1 app=curl".
 * What cannot be read is added as it stands, so that what is wrong with it can be shown.
 * Returns: (transfer full) */
char *weir_filter_with_part (const WeirFilter *self, const char *part, gboolean is_excluding);

/* One part, which asks for just this value.  Returns: (transfer full) */
char *weir_filter_dup_part (const WeirFilterField *field, const char *value);

/* The tree, for those that write it in another language. */
const WeirFilterNode *weir_filter_get_root (const WeirFilter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFilter, weir_filter_free)

G_END_DECLS
