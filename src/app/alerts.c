/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/alerts.h"

#include <glib/gi18n.h>

#include "core/alert/alert-limiter.h"
#include "core/alert/store-file.h"
#include "core/error.h"
#include "core/group/flow-groups.h"

#define MUTED_US (3600 * (int64_t) G_USEC_PER_SEC)

/* Entries of the list in a minute; further ones are one that says how many. */
#define MAX_LISTED 30

/* How long what changed may wait until it is written. */
#define LOG_DELAY_S 2
#define STORES_DELAY_S 60

struct _WeirAlerts
{
  GObject parent_instance;

  GSettings *settings;
  WeirSession *session; /* (nullable) */

  GPtrArray *entries; /* WeirAlertEntry */
  GPtrArray *rules;   /* WeirAlertRule: those of them that could be read */
  GHashTable *muted;  /* id → int64_t *: until when */

  WeirAlertLog *log;
  WeirSeenStore *seen;
  WeirVolumeStore *volumes;
  WeirAlertEngine *engine;
  WeirAlertLimiter limiter;
  guint generation; /* of the engine, that has been told */

  WeirStoreFile *log_file;
  WeirStoreFile *seen_file;
  WeirStoreFile *volumes_file;
  guint log_id;    /* source that writes the list */
  guint stores_id; /* … and the others */
  char *problem;
};

enum
{
  SIGNAL_RAISED,
  SIGNAL_LOG_CHANGED,
  SIGNAL_RULES_CHANGED,
  SIGNAL_ROWS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirAlerts, weir_alerts, G_TYPE_OBJECT)

/* ---- what is kept --------------------------------------------------------------------------- */

static void
set_problem (WeirAlerts *self, const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_signal_emit (self, signals[SIGNAL_RULES_CHANGED], 0);
}

static void
note_write_error (WeirAlerts *self)
{
  WeirStoreFile *const files[] = { self->log_file, self->seen_file, self->volumes_file };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = weir_store_file_dup_error (files[i]);

      if (error != NULL)
        set_problem (self, error->message);
    }
}

static void
write_log (WeirAlerts *self)
{
  g_clear_handle_id (&self->log_id, g_source_remove);
  weir_store_file_write (self->log_file, weir_alert_log_to_text (self->log));
}

static gboolean
log_cb (gpointer user_data)
{
  WeirAlerts *self = user_data;

  self->log_id = 0;
  write_log (self);
  return G_SOURCE_REMOVE;
}

static void
log_changed (WeirAlerts *self)
{
  if (self->log_id == 0)
    self->log_id = g_timeout_add_seconds (LOG_DELAY_S, log_cb, self);
  g_signal_emit (self, signals[SIGNAL_LOG_CHANGED], 0);
}

static void
write_stores (WeirAlerts *self)
{
  gboolean learns = FALSE;

  for (guint i = 0; i < self->rules->len; i++)
    {
      const WeirAlertRule *rule = g_ptr_array_index (self->rules, i);

      learns |= rule->kind == WEIR_ALERT_NEW && !rule->is_off;
    }
  /* The clock of learning runs while nothing is new. */
  if (learns || weir_seen_store_is_changed (self->seen))
    weir_store_file_write (self->seen_file, weir_seen_store_to_text (self->seen));
  if (weir_volume_store_is_changed (self->volumes))
    weir_store_file_write (self->volumes_file, weir_volume_store_to_text (self->volumes));
}

static gboolean
stores_cb (gpointer user_data)
{
  WeirAlerts *self = user_data;

  write_stores (self);
  note_write_error (self);
  return G_SOURCE_CONTINUE;
}

/* What can be read of a damaged file is used; the file itself is kept, and that is said. */
static void
load (WeirAlerts *self,
      WeirStoreFile *file,
      gpointer store,
      gboolean (*read) (gpointer store, const char *text, gsize length))
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = weir_store_file_read (file, &length, &error);
  g_autofree char *problem = NULL;
  g_autofree char *aside = NULL;

  if (text == NULL && error == NULL)
    return;
  if (text != NULL && read (store, text, length))
    return;

  aside = weir_store_file_set_aside (file);
  if (aside != NULL)
    problem = g_strdup_printf (_ ("A file of the alerts was damaged, or is of a newer version. It "
                                  "has been kept as “%s”, and "
                                  "what could be read of it is used."),
                               aside);
  else
    problem = g_strdup (error != NULL ? error->message : _ ("A file of the alerts is damaged."));
  set_problem (self, problem);
}

static gboolean
read_log (gpointer store, const char *text, gsize length)
{
  return weir_alert_log_read (store, text, length);
}

static gboolean
read_seen (gpointer store, const char *text, gsize length)
{
  return weir_seen_store_read (store, text, length);
}

static gboolean
read_volumes (gpointer store, const char *text, gsize length)
{
  return weir_volume_store_read (store, text, length);
}

static void
load_all (WeirAlerts *self, const char *folder)
{
  g_autofree char *log = g_build_filename (folder, "alerts.jsonl", NULL);
  g_autofree char *seen = g_build_filename (folder, "seen.txt", NULL);
  g_autofree char *volumes = g_build_filename (folder, "months.txt", NULL);

  self->log_file = weir_store_file_new (log, WEIR_ALERT_LOG_MAX_FILE_BYTES);
  self->seen_file = weir_store_file_new (seen, WEIR_SEEN_MAX_FILE_BYTES);
  self->volumes_file = weir_store_file_new (volumes, WEIR_VOLUME_MAX_FILE_BYTES);
  load (self, self->log_file, self->log, read_log);
  load (self, self->seen_file, self->seen, read_seen);
  load (self, self->volumes_file, self->volumes, read_volumes);
}

/* ---- alerts --------------------------------------------------------------------------------- */

static uint64_t
raised_cb (WeirAlert *taken, gpointer user_data)
{
  g_autoptr (WeirAlert) alert = taken;
  WeirAlerts *self = user_data;
  const WeirAlert *listed;
  uint64_t id;

  if (!weir_alert_limiter_take (&self->limiter, alert->time_us))
    return 0;

  listed = weir_alert_log_add (self->log, g_steal_pointer (&alert));
  id = listed->id;
  if (!weir_alerts_is_muted (self, listed->rule))
    g_signal_emit (self, signals[SIGNAL_RAISED], 0, listed);
  log_changed (self);
  return id;
}

static void
ended_cb (uint64_t id, int64_t end_us, double peak_bps, gpointer user_data)
{
  WeirAlerts *self = user_data;

  weir_alert_log_end (self->log, id, end_us, peak_bps);
  log_changed (self);
}

static const WeirAlertEngineFuncs engine_funcs = { raised_cb, ended_cb };

static void
tell_rows (WeirAlerts *self)
{
  guint generation = weir_alert_engine_get_generation (self->engine);

  if (generation == self->generation)
    return;
  self->generation = generation;
  g_signal_emit (self, signals[SIGNAL_ROWS_CHANGED], 0);
}

static void
counted_cb (WeirAlerts *self)
{
  WeirLedger *ledger = weir_session_get_counting_ledger (self->session);
  WeirReport known = { .options.name = "" };
  WeirFilterContext context = { .known = &known, .never_waits = TRUE };
  guint n_more;

  if (ledger == NULL)
    return;

  weir_session_get_known (self->session, &known.options);
  known.options.interface = g_intern_string (weir_session_get_name (self->session));
  context.interface = known.options.interface;
  weir_alert_engine_look (self->engine, ledger, &context);

  n_more = weir_alert_limiter_release (&self->limiter, weir_ledger_get_totals (ledger)->end_us);
  if (n_more > 0)
    {
      weir_alert_log_add (self->log,
                          weir_alert_new_more (weir_ledger_get_totals (ledger)->end_us, n_more));
      log_changed (self);
    }
  tell_rows (self);
}

static void
ledger_changed_cb (WeirSession *session, gboolean is_continued, WeirAlerts *self)
{
  if (is_continued)
    return;
  weir_alert_engine_begin (self->engine);
  tell_rows (self);
}

static void
learnt_cb (WeirAlerts *self)
{
  weir_alert_engine_learnt (self->engine);
}

void
weir_alerts_set_session (WeirAlerts *self, WeirSession *session)
{
  if (self->session == session)
    return;

  if (self->session != NULL)
    {
      weir_alert_engine_begin (self->engine);
      g_signal_handlers_disconnect_by_data (self->session, self);
      write_stores (self);
    }
  g_set_object (&self->session, session);
  if (session == NULL)
    return;

  g_signal_connect_swapped (session, "counted", G_CALLBACK (counted_cb), self);
  g_signal_connect (session, "ledger-changed", G_CALLBACK (ledger_changed_cb), self);
  g_signal_connect_swapped (session, "learnt", G_CALLBACK (learnt_cb), self);
}

void
weir_alerts_leave_session (WeirAlerts *self, WeirSession *session)
{
  if (self->session == session)
    weir_alerts_set_session (self, NULL);
}

const WeirAlertLog *
weir_alerts_get_log (WeirAlerts *self)
{
  return self->log;
}

void
weir_alerts_dismiss (WeirAlerts *self, uint64_t id)
{
  weir_alert_log_remove (self->log, id);
  log_changed (self);
}

void
weir_alerts_clear_log (WeirAlerts *self)
{
  weir_alert_log_clear (self->log);
  log_changed (self);
}

void
weir_alerts_mark_all_read (WeirAlerts *self)
{
  if (weir_alert_log_get_n_unread (self->log) == 0)
    return;
  weir_alert_log_mark_all_read (self->log);
  log_changed (self);
}

double
weir_alerts_get_highest (WeirAlerts *self, const char *id)
{
  return weir_alert_engine_get_highest (self->engine, id);
}

static WeirAlertBy
get_by (const WeirGroupKind *kind)
{
  if (g_str_equal (kind->id, "application"))
    return WEIR_ALERT_BY_APPLICATION;
  return g_str_equal (kind->id, "host") ? WEIR_ALERT_BY_HOST : WEIR_ALERT_BY_NONE;
}

gboolean
weir_alerts_is_alerting (WeirAlerts *self, const WeirFlow *flow)
{
  const WeirFlowGroup *group;
  WeirAlertBy by;

  if (!weir_flow_is_group (flow))
    return weir_alert_engine_is_alerting (self->engine, flow);

  group = weir_flow_group_of_sum (flow);
  if (group->is_marked)
    return TRUE;

  by = get_by (group->kind);
  return by != WEIR_ALERT_BY_NONE && group->value != NULL
         && weir_alert_engine_is_name_alerting (self->engine, by, group->value);
}

void
weir_alerts_forget (WeirAlerts *self)
{
  g_clear_handle_id (&self->log_id, g_source_remove);
  weir_alert_log_clear (self->log);
  weir_seen_store_clear (self->seen);
  weir_volume_store_clear (self->volumes);
  weir_store_file_remove (self->log_file);
  weir_store_file_remove (self->seen_file);
  weir_store_file_remove (self->volumes_file);
  set_problem (self, NULL);
  g_signal_emit (self, signals[SIGNAL_LOG_CHANGED], 0);
}

const char *
weir_alerts_get_problem (WeirAlerts *self)
{
  return self->problem;
}

void
weir_alerts_flush (WeirAlerts *self)
{
  if (self->log_id != 0)
    write_log (self);
  write_stores (self);
  weir_store_file_flush (self->log_file);
  weir_store_file_flush (self->seen_file);
  weir_store_file_flush (self->volumes_file);
}

/* ---- muting --------------------------------------------------------------------------------- */

void
weir_alerts_mute (WeirAlerts *self, const char *id)
{
  int64_t until_us = g_get_monotonic_time () + MUTED_US;

  /* Of rules that there are: ids come from notifications, which may be old. */
  for (guint i = 0; i < self->rules->len; i++)
    {
      g_autofree char *known = weir_alert_rule_dup_id (g_ptr_array_index (self->rules, i));

      if (g_str_equal (known, id))
        {
          g_hash_table_insert (self->muted, g_strdup (id), g_memdup2 (&until_us, sizeof until_us));
          g_signal_emit (self, signals[SIGNAL_RULES_CHANGED], 0);
          return;
        }
    }
}

gboolean
weir_alerts_is_muted (WeirAlerts *self, const char *id)
{
  const int64_t *until_us = g_hash_table_lookup (self->muted, id);

  if (until_us == NULL || g_get_monotonic_time () < *until_us)
    return until_us != NULL;
  g_hash_table_remove (self->muted, id);
  return FALSE;
}

/* ---- rules ---------------------------------------------------------------------------------- */

static void
rules_changed_cb (WeirAlerts *self)
{
  g_autoptr (GPtrArray) old_entries = g_steal_pointer (&self->entries);
  g_autoptr (GPtrArray) old_rules = g_steal_pointer (&self->rules);

  self->entries = weir_alert_entries_read (self->settings);
  self->rules = g_ptr_array_new ();
  for (guint i = 0; i < self->entries->len; i++)
    {
      const WeirAlertEntry *entry = weir_alerts_get_rule (self, i);

      if (entry->rule != NULL)
        g_ptr_array_add (self->rules, entry->rule);
    }
  weir_alert_engine_set_rules (self->engine, self->rules);
  g_signal_emit (self, signals[SIGNAL_RULES_CHANGED], 0);
  tell_rows (self);
}

guint
weir_alerts_get_n_rules (WeirAlerts *self)
{
  return self->entries->len;
}

const WeirAlertEntry *
weir_alerts_get_rule (WeirAlerts *self, guint i)
{
  return g_ptr_array_index (self->entries, i);
}

gboolean
weir_alerts_save_rule (WeirAlerts *self,
                       const WeirAlertRule *rule,
                       const char *replaced,
                       GError **error)
{
  g_autofree char *text = weir_alert_rule_to_text (rule);
  g_autofree char *id = weir_alert_rule_dup_id (rule);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const WeirAlertEntry *entry = weir_alerts_get_rule (self, i);
      g_autofree char *other = entry->rule != NULL ? weir_alert_rule_dup_id (entry->rule) : NULL;

      if (g_strcmp0 (entry->text, replaced) != 0 && g_strcmp0 (other, id) == 0)
        {
          g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                               _ ("There is a rule like this already."));
          return FALSE;
        }
    }
  if (replaced == NULL && self->entries->len >= WEIR_ALERT_MAX_RULES)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("There can be no more than %u rules."),
                   WEIR_ALERT_MAX_RULES);
      return FALSE;
    }
  weir_alert_entries_write (self->entries, text, replaced, self->settings);
  return TRUE;
}

void
weir_alerts_remove_rule (WeirAlerts *self, const char *text)
{
  weir_alert_entries_write (self->entries, NULL, text, self->settings);
}

/* ---- the object ----------------------------------------------------------------------------- */

static void
weir_alerts_dispose (GObject *object)
{
  WeirAlerts *self = WEIR_ALERTS (object);

  weir_alerts_set_session (self, NULL);
  if (self->log_file != NULL)
    {
      weir_alerts_flush (self);
      g_clear_pointer (&self->log_file, weir_store_file_free);
      g_clear_pointer (&self->seen_file, weir_store_file_free);
      g_clear_pointer (&self->volumes_file, weir_store_file_free);
    }
  g_clear_handle_id (&self->log_id, g_source_remove);
  g_clear_handle_id (&self->stores_id, g_source_remove);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_alerts_parent_class)->dispose (object);
}

static void
weir_alerts_finalize (GObject *object)
{
  WeirAlerts *self = WEIR_ALERTS (object);

  weir_alert_engine_free (self->engine);
  weir_alert_log_free (self->log);
  weir_seen_store_free (self->seen);
  weir_volume_store_free (self->volumes);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->muted);
  g_free (self->problem);

  G_OBJECT_CLASS (weir_alerts_parent_class)->finalize (object);
}

static void
weir_alerts_class_init (WeirAlertsClass *klass)
{
  static const char *const names[] = {
    [SIGNAL_LOG_CHANGED] = "log-changed",
    [SIGNAL_RULES_CHANGED] = "rules-changed",
    [SIGNAL_ROWS_CHANGED] = "rows-changed",
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = weir_alerts_dispose;
  object_class->finalize = weir_alerts_finalize;

  signals[SIGNAL_RAISED] = g_signal_new ("raised", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  for (guint i = SIGNAL_LOG_CHANGED; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                               NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_alerts_init (WeirAlerts *self)
{
  self->entries = g_ptr_array_new ();
  self->rules = g_ptr_array_new ();
  self->muted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->log = weir_alert_log_new ();
  self->seen = weir_seen_store_new ();
  self->volumes = weir_volume_store_new (NULL);
  self->engine = weir_alert_engine_new (self->seen, self->volumes, &engine_funcs, self);
  weir_alert_limiter_init (&self->limiter, MAX_LISTED);
}

WeirAlerts *
weir_alerts_new (GSettings *settings, const char *folder)
{
  WeirAlerts *self = g_object_new (WEIR_TYPE_ALERTS, NULL);
  g_autofree char *usual = g_build_filename (g_get_user_data_dir (), "weir", NULL);

  self->settings = g_object_ref (settings);
  load_all (self, folder != NULL ? folder : usual);
  g_signal_connect_object (settings, "changed::alert-rules", G_CALLBACK (rules_changed_cb), self,
                           G_CONNECT_SWAPPED);
  rules_changed_cb (self);
  self->stores_id = g_timeout_add_seconds (STORES_DELAY_S, stores_cb, self);
  return self;
}
