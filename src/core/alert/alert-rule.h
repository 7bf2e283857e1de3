/* What somebody wants to be told of.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     rate > 10Mb/s for 10s of app:firefox     more than so much for so long
 *     down > 2MB/s for 30s by application      the same of any one application, received
 *     new application after 2h                 an application that was never seen before
 *     new host of port:22                      a destination, by name or address; "new domain"
 *     month > 100GB by application of tcp      more than so much in a month
 *
 * docs/alerts.md describes it.  What follows "of" is a filter (core/filter/filter.h) to the end;
 * numbers are written as there.  "off" in front: the rule is kept, but nobody is told.  A rule is
 * immutable and has been checked: one that nothing can ever meet is refused with a sentence that
 * says why.  Main thread only, as filters are.
 */
#pragma once

#include "core/filter/filter.h"
#include "core/units.h"

G_BEGIN_DECLS

#define WEIR_ALERT_RULE_MAX_BYTES (WEIR_FILTER_MAX_BYTES + 256)

/* Beyond it nobody reads them, and each has a bit of a word in the engine. */
#define WEIR_ALERT_MAX_RULES 32

#define WEIR_ALERT_DEFAULT_SECONDS 10
#define WEIR_ALERT_MAX_SECONDS 3600

typedef enum
{
  WEIR_ALERT_RATE, /* both directions */
  WEIR_ALERT_DOWN,
  WEIR_ALERT_UP,
  WEIR_ALERT_NEW,
  WEIR_ALERT_MONTH,
} WeirAlertKind;

/* What is looked at by itself.  Of "new": what is new. */
typedef enum
{
  WEIR_ALERT_BY_NONE, /* the sum of all that the filter lets through */
  WEIR_ALERT_BY_APPLICATION,
  WEIR_ALERT_BY_HOST,
  WEIR_ALERT_BY_DOMAIN, /* of "new" alone */
} WeirAlertBy;

typedef struct
{
  WeirAlertKind kind;
  WeirAlertBy by;
  gboolean is_off;
  double limit;     /* bits per second, or bytes of a month; 0 of "new" */
  char *limit_text; /* (nullable): as it was written */
  guint seconds;    /* how long it has to last; of "new": how long to learn before, 0: the usual */
  WeirFilter *filter; /* (nullable): everything */
  char *filter_text;  /* "" for everything */
} WeirAlertRule;

/* Sets WEIR_ERROR_INVALID.  Returns: (nullable) */
WeirAlertRule *weir_alert_rule_parse (const char *text, GError **error);
void weir_alert_rule_free (WeirAlertRule *self);

/* The rule in the shortest form that is clear: read again, it is the same one.
 * Returns: (transfer full) */
char *weir_alert_rule_to_text (const WeirAlertRule *self);

/* The same without "off": what the rule is known by.  Returns: (transfer full) */
char *weir_alert_rule_dup_id (const WeirAlertRule *self);

/* The rule as a sentence for people, in their language.  Returns: (transfer full) */
char *weir_alert_rule_dup_sentence (const WeirAlertRule *self, WeirUnit unit);

/* How long "new" learns before it tells anything, if it does not say so itself. */
guint weir_alert_rule_get_learning_seconds (const WeirAlertRule *self);

/* Whether the flows that the filter lets through can be other ones the next second. */
gboolean weir_alert_rule_is_changeable (const WeirAlertRule *self);

/* The filter that shows what the rule has met.
 * @subject: (nullable): the application or host that it is about
 * Returns: (transfer full): "" for everything */
char *weir_alert_rule_dup_filter (const WeirAlertRule *self, const char *subject);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirAlertRule, weir_alert_rule_free)

G_END_DECLS
