/* That a rule was met: one line of the list of alerts.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As a line of JSON it is kept (core/alert/alert-log.h) and printed by weir-cli.
 */
#pragma once

#include "core/alert/alert-rule.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_ALERT_KIND_OVER, /* a rate; it may go on */
  WEIR_ALERT_KIND_NEW,
  WEIR_ALERT_KIND_MONTH,
  WEIR_ALERT_KIND_MORE, /* so many more, that were too many to be told one by one */
} WeirAlertEvent;

typedef struct
{
  uint64_t id; /* of those that are kept, each has another one; 0: none yet */
  WeirAlertEvent event;
  int64_t time_us; /* when it was told; µs since 1970 */
  int64_t end_us;  /* of OVER: when it was over; 0: it goes on, or has no end */
  char *rule;      /* weir_alert_rule_dup_id(); "" of MORE */
  char *subject;   /* (nullable): the application or host that it is about */
  char *filter;    /* shows it, "" for everything */
  double value; /* of OVER the highest rate in bits per second so far, of MONTH bytes, of MORE how
                 * many */
  gboolean is_read;
} WeirAlert;

/* @subject: (nullable) */
WeirAlert *weir_alert_new (const WeirAlertRule *rule,
                           const char *subject,
                           int64_t time_us,
                           double value);
WeirAlert *weir_alert_new_more (int64_t time_us, guint n);
WeirAlert *weir_alert_copy (const WeirAlert *self);
void weir_alert_free (WeirAlert *self);

/* A few words for a title, and a sentence that says the rest.  The texts hold what processes and
 * hosts call themselves.  Returns: (transfer full) */
char *weir_alert_dup_title (const WeirAlert *self);
char *weir_alert_dup_sentence (const WeirAlert *self, WeirUnit unit);

/* For a desktop's notification, whose server may read markup in it: it holds none, whatever the
 * names in it say.  Returns: (transfer full) */
char *weir_alert_dup_harmless (const char *text);

/* One object, one line, without its end.  Returns: (transfer full) */
char *weir_alert_to_json (const WeirAlert *self);

/* @line: need not end with NUL
 * Returns: (nullable) (transfer full): NULL for what is no such line */
WeirAlert *weir_alert_parse_json (const char *line, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirAlert, weir_alert_free)

G_END_DECLS
