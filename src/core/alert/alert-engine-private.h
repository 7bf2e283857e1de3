/* What the files of the engine share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/alert/alert-engine.h"
#include "core/alert/alert-level.h"
#include "core/alert/alert-watch.h"

#include <string.h>

G_BEGIN_DECLS

typedef struct
{
  uint64_t tx;
  uint64_t rx;
} WeirAlertSum;

typedef struct
{
  WeirAlertRule *rule; /* borrowed */
  char *id;
  gboolean is_changeable;
  WeirAlertLevel level; /* of a sum */
  GArray *levels;       /* (nullable): WeirAlertLevel, by the number of a name */
  WeirAlertSum sum;     /* since the last look; of a filter */
  GArray *sums;         /* (nullable): Sum, by the number of a name; of a filter */
  uint64_t volume;      /* of a filter: settled bytes that the month does not have yet */
  GArray *volumes;      /* (nullable): the same, uint64_t, by the number of a name */
  double highest;
} WeirAlertRuleState;

/* Who holds names although the flow has gone. */
typedef struct
{
  uint32_t app;
  uint32_t host;
} WeirAlertHolder;

struct _WeirAlertEngine
{
  WeirSeenStore *seen;
  WeirVolumeStore *volumes; /* (nullable) */
  const WeirAlertEngineFuncs *funcs;
  gpointer user_data;

  GPtrArray *rules;       /* Rule */
  uint32_t filtered_mask; /* those with a filter */
  uint32_t change_mask;   /* of these, those to be asked every time */
  gboolean sums_apps;     /* a rule needs the sums of every application … */
  gboolean sums_hosts;    /* … or host */
  gboolean counts_apps;   /* … or their bytes of the month */
  gboolean counts_hosts;
  gboolean learns[WEIR_ALERT_BY_DOMAIN + 1];

  WeirAlertNames *apps;
  WeirAlertNames *hosts;
  GArray *app_sums; /* Sum, by number */
  GArray *host_sums;
  GArray *app_volumes; /* uint64_t, by number */
  GArray *host_volumes;
  GArray *gone;       /* WeirAlertHolder: with bytes that the month does not have yet */
  GHashTable *marked; /* names of new applications and hosts → int64_t *: until when */

  WeirAlertWatches watches;
  guint next_asked;  /* again */
  uint64_t tx, rx;   /* of everything, counted */
  int64_t looked_us; /* 0: not yet */
  guint n_up;
  guint generation;
};

static inline WeirAlertRuleState *
weir_alert_engine_get_rule (const WeirAlertEngine *self, guint i)
{
  return g_ptr_array_index (self->rules, i);
}

static inline WeirAlertNames *
weir_alert_engine_get_names (const WeirAlertEngine *self, WeirAlertBy by)
{
  return by == WEIR_ALERT_BY_APPLICATION ? self->apps : self->hosts;
}

/* The rule is met.  Returns: the id of the alert */
uint64_t weir_alert_engine_raise (WeirAlertEngine *self,
                                  const WeirAlertRuleState *rule,
                                  const char *subject,
                                  double value);

/* For how long a new application or host is marked. */
#define WEIR_ALERT_MARK_US (30 * (int64_t) G_USEC_PER_SEC)

/* @id: of a WeirGroupKind
 * Returns: (nullable): the group that @flow belongs to; valid until the next call, or in @room */
const char *weir_alert_read_kind (const char *id,
                                  const WeirFlow *flow,
                                  const WeirReport *known,
                                  WeirFieldValue *room);

/* What follows from that an application or a destination was seen, if it never was before.
 * @name: (nullable)
 * @marked: (nullable): the application or host whose rows are to be marked
 * @mask: the rules whose filter lets the flow through */
void weir_alert_engine_note_new (WeirAlertEngine *self,
                                 WeirAlertBy by,
                                 const char *name,
                                 const char *marked,
                                 uint32_t mask,
                                 int64_t now_us);
void weir_alert_engine_note_destination (WeirAlertEngine *self,
                                         const WeirAlertWatch *watch,
                                         const WeirFlow *flow,
                                         const WeirFilterContext *context);

/* A flow's bytes are those of its names and filters, as far as rules of months ask for them. */
void weir_alert_engine_book_volume (WeirAlertEngine *self, WeirAlertWatch *watch);

/* Books what has been counted for the month since the last time, and looks whether it is too much.
 * @bytes: of everything */
void weir_alert_engine_count_month (WeirAlertEngine *self, uint64_t bytes);

static inline void
weir_alert_engine_zero (GArray *array)
{
  memset (array->data, 0, array->len * g_array_get_element_size (array));
}

G_END_DECLS
