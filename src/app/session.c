/* What the window shows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <unistd.h>

#include "app/intake.h"
#include "app/knowledge.h"
#include "app/permission.h"
#include "app/session.h"
#include "core/error.h"
#include "core/flow/history-fold.h"
#include "core/source/device-source.h"
#include "core/source/file-source.h"
#include "core/source/helper-source.h"
#include "core/source/interface.h"
#include "core/source/sockets-source.h"

/* Of an interface; of a file every flow stays. */
#define KEEP_IDLE_US (10 * 60 * G_USEC_PER_SEC)

/* Of the memory, for the seconds of a file. */
#define HISTORY_SHARE 4

struct _WeirSession
{
  GObject parent_instance;

  GSettings *settings;
  WeirSessionKind kind;
  GFile *file;
  char *name;

  WeirIntake *intake; /* (nullable) */
  WeirLedger *paused; /* (nullable): a copy, while paused */
  WeirLedger *span;   /* (nullable): seconds of the past that are shown instead */
  gint64 span_first;
  gint64 span_last;
  WeirKnowledge *knowledge;
  gboolean needs_permission;  /* this process may not capture itself */
  WeirHelper *helper;         /* (nullable): captures for us; it was allowed to once */
  WeirPermission *permission; /* asked for while the connections are shown */
  gboolean is_outdated;       /* the interface or the filter that it was asked with */
  gboolean wants_all;         /* ask as soon as it turns out to be needed */
};

enum
{
  PROP_0,
  PROP_PAUSED,
  N_PROPS
};

enum
{
  SIGNAL_LEDGER_CHANGED,
  SIGNAL_TICK,
  SIGNAL_COUNTED,
  SIGNAL_STATUS_CHANGED,
  SIGNAL_LEARNT,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirSession, weir_session, G_TYPE_OBJECT)

static void fall_back (WeirSession *self, const GError *error);

static void
batch_cb (const WeirBatch *batch, gpointer user_data)
{
  WeirSession *self = user_data;

  weir_knowledge_learn (self->knowledge, batch);
  if (self->kind != WEIR_SESSION_FILE)
    g_signal_emit (self, signals[SIGNAL_COUNTED], 0);
}

static void
tick_cb (gpointer user_data)
{
  WeirSession *self = user_data;

  if (self->paused == NULL)
    g_signal_emit (self, signals[SIGNAL_TICK], 0);
}

/* Whether capturing has ended for want of permission, or of somebody to ask for it. */
static gboolean
is_refused (WeirSession *self)
{
  const WeirWorkerStatus *status = weir_session_get_status (self);

  return self->kind == WEIR_SESSION_INTERFACE && status != NULL
         && status->state == WEIR_WORKER_FAILED && weir_error_is_refusal (status->error);
}

static void
status_changed_cb (gpointer user_data)
{
  WeirSession *self = user_data;

  g_signal_emit (self, signals[SIGNAL_STATUS_CHANGED], 0);
  if (is_refused (self))
    fall_back (self, weir_session_get_status (self)->error);
}

static const WeirIntakeFuncs intake_funcs = { batch_cb, tick_cb, status_changed_cb };

/* @place: of the ledger that is shown instead of another one
 * @ledger: (transfer full) (nullable) */
static void
swap_ledger (WeirSession *self, WeirLedger **place, WeirLedger *ledger)
{
  WeirLedger *old = *place;

  *place = ledger;
  g_signal_emit (self, signals[SIGNAL_LEDGER_CHANGED], 0, TRUE);
  g_clear_pointer (&old, weir_ledger_free);
}

static WeirHistoryLimits
get_history_limits (WeirSession *self)
{
  WeirHistoryLimits limits = { 0 };

  if (self->kind == WEIR_SESSION_FILE)
    {
      /* Where a size_t is narrow, so is the memory that one process can have. */
      guint64 bytes = (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE);

      limits.max_bytes = (gsize) MIN (bytes / HISTORY_SHARE, G_MAXSIZE / 2);
      return limits;
    }

  limits.max_seconds = (uint64_t) g_settings_get_int (self->settings, "history-minutes") * 60;
  limits.max_bytes = (gsize) g_settings_get_int (self->settings, "history-megabytes") * 1000 * 1000;
  return limits;
}

static void
history_setting_changed_cb (WeirSession *self)
{
  const WeirHistoryLimits limits = get_history_limits (self);

  if (self->intake != NULL)
    weir_history_set_limits (weir_session_get_history (self), &limits);
}

static void
learnt_cb (gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_LEARNT], 0);
}

/* Begins anew, with a worker that has just been started or with none.
 * @worker: (transfer full) (nullable) */
static void
begin (WeirSession *self, WeirWorker *worker, const WeirLedgerOptions *options)
{
  const WeirHistoryLimits limits = get_history_limits (self);
  WeirIntake *old = g_steal_pointer (&self->intake);
  WeirLedger *old_paused = g_steal_pointer (&self->paused);
  WeirLedger *old_span = g_steal_pointer (&self->span);

  if (old != NULL)
    weir_intake_stop (old);
  if (worker != NULL)
    {
      self->intake = weir_intake_new (worker, options, &limits);
      weir_knowledge_begin (self->knowledge, self->kind != WEIR_SESSION_FILE);
    }
  else
    weir_knowledge_end (self->knowledge);

  /* Whoever looks at the old flows does so until this has been told. */
  g_signal_emit (self, signals[SIGNAL_LEDGER_CHANGED], 0, FALSE);
  g_signal_emit (self, signals[SIGNAL_STATUS_CHANGED], 0);
  g_clear_pointer (&old, weir_intake_free);
  weir_knowledge_forget (self->knowledge);
  g_clear_pointer (&old_span, weir_ledger_free);
  if (old_paused != NULL)
    {
      weir_ledger_free (old_paused);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
    }

  if (self->intake != NULL)
    weir_intake_start (self->intake, &intake_funcs, self);
}

static void
start (WeirSession *self, WeirSource *source, const WeirLedgerOptions *options)
{
  const WeirMeterOptions meter_options = { .reads_names = TRUE };

  /* First: two sources cannot use the helper at a time. */
  if (self->intake != NULL)
    weir_intake_stop (self->intake);

  begin (self, weir_worker_new (source, &meter_options), options);
}

/* What is needed of the settings.
 * @filter: (out) (transfer full): what the options point to */
static WeirDeviceSourceOptions
get_options (WeirSession *self, char **filter)
{
  WeirDeviceSourceOptions options = { 0 };

  *filter = g_settings_get_string (self->settings, "capture-filter");
  options.is_promiscuous = g_settings_get_boolean (self->settings, "promiscuous");
  options.filter = **filter != '\0' ? *filter : NULL;
  return options;
}

static void
start_connections (WeirSession *self)
{
  const WeirLedgerOptions options = { .keep_idle_us = KEEP_IDLE_US };
  g_autoptr (WeirSource) source = weir_sockets_source_new ();

  self->kind = WEIR_SESSION_SOCKETS;
  start (self, source, &options);
}

static void
start_interface (WeirSession *self)
{
  const WeirLedgerOptions ledger_options = { .keep_idle_us = KEEP_IDLE_US };
  g_autofree char *filter = NULL;
  const WeirDeviceSourceOptions options = get_options (self, &filter);
  g_autoptr (WeirSource) source = NULL;

  weir_permission_reset (self->permission);
  if (self->helper != NULL)
    source = weir_helper_source_new (self->helper, self->name, &options);
  else if (!self->needs_permission)
    source = weir_device_source_new (self->name, &options);
  else
    {
      start_connections (self);
      return;
    }

  self->kind = WEIR_SESSION_INTERFACE;
  start (self, source, &ledger_options);
}

/* Whoever may not capture sees the connections that the system tells of.
 * @error: why; what is worth telling about it is told with the offer to ask for permission */
static void
fall_back (WeirSession *self, const GError *error)
{
  gboolean was_allowed = self->helper != NULL;

  weir_permission_reset (self->permission);
  if (was_allowed)
    weir_permission_set_refusal (self->permission, error);
  g_clear_pointer (&self->helper, weir_helper_unref);
  self->needs_permission = TRUE;
  start_connections (self);

  /* Where the helper needs nobody's permission, nobody is bothered. */
  if (self->wants_all || (!was_allowed && weir_permission_is_free (self->permission)))
    weir_session_see_all_traffic (self);
}

static void
answered_cb (gpointer user_data)
{
  WeirSession *self = user_data;
  const WeirLedgerOptions options = { .keep_idle_us = KEEP_IDLE_US };
  WeirHelper *helper;
  g_autoptr (WeirWorker) worker = weir_permission_take (self->permission, &helper);

  if (worker == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_STATUS_CHANGED], 0);
      return;
    }

  g_clear_pointer (&self->helper, weir_helper_unref);
  self->helper = helper;
  if (self->is_outdated)
    {
      /* First: two sources cannot use the helper at a time. */
      g_clear_pointer (&worker, weir_worker_free);
      start_interface (self);
      return;
    }
  self->kind = WEIR_SESSION_INTERFACE;
  begin (self, g_steal_pointer (&worker), &options);
}

static void
start_file (WeirSession *self)
{
  g_autofree char *path = g_file_get_path (self->file);
  WeirLedgerOptions options = { 0 };
  g_autoptr (WeirSource) source = NULL;

  /* A file that has no path here cannot be read by libpcap; its URI makes the error readable. */
  if (path == NULL)
    path = g_file_get_uri (self->file);
  source = weir_file_source_new (path, NULL);
  start (self, source, &options);
}

static void
capture_setting_changed_cb (WeirSession *self)
{
  self->is_outdated = TRUE;
  if (self->kind == WEIR_SESSION_INTERFACE)
    start_interface (self);
}

static void
weir_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PAUSED:
      g_value_set_boolean (value, weir_session_get_paused (WEIR_SESSION (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
weir_session_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PAUSED:
      weir_session_set_paused (WEIR_SESSION (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
weir_session_dispose (GObject *object)
{
  WeirSession *self = WEIR_SESSION (object);

  if (self->kind != WEIR_SESSION_NOTHING)
    weir_session_stop (self);
  g_clear_pointer (&self->knowledge, weir_knowledge_free);
  g_clear_pointer (&self->permission, weir_permission_free);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_session_parent_class)->dispose (object);
}

static void
weir_session_class_init (WeirSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = weir_session_get_property;
  object_class->set_property = weir_session_set_property;
  object_class->dispose = weir_session_dispose;

  properties[PROP_PAUSED] =
      g_param_spec_boolean ("paused", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_LEDGER_CHANGED] =
      g_signal_new ("ledger-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_TICK] = g_signal_new ("tick", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_COUNTED] = g_signal_new ("counted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STATUS_CHANGED] =
      g_signal_new ("status-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LEARNT] = g_signal_new ("learnt", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_session_init (WeirSession *self)
{
  self->permission = weir_permission_new (answered_cb, self);
}

WeirSession *
weir_session_new (GSettings *settings)
{
  WeirSession *self = g_object_new (WEIR_TYPE_SESSION, NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::promiscuous",
                           G_CALLBACK (capture_setting_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::capture-filter",
                           G_CALLBACK (capture_setting_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::history-minutes",
                           G_CALLBACK (history_setting_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::history-megabytes",
                           G_CALLBACK (history_setting_changed_cb), self, G_CONNECT_SWAPPED);

  self->knowledge = weir_knowledge_new (settings, learnt_cb, self);
  return self;
}

/* The interface of last time, else the one with the default route.  Returns: (nullable) */
static char *
dup_usual_interface (WeirSession *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "last-interface");

  return *name != '\0' ? g_steal_pointer (&name) : weir_interface_dup_default ();
}

void
weir_session_start_interface (WeirSession *self, const char *name)
{
  g_autofree char *copy = g_strdup (name);

  g_clear_object (&self->file);
  g_free (self->name);
  self->name = g_steal_pointer (&copy);
  self->is_outdated = TRUE;
  g_settings_set_string (self->settings, "last-interface", self->name);

  if (self->kind == WEIR_SESSION_SOCKETS)
    weir_session_see_all_traffic (self);
  else
    start_interface (self);
}

void
weir_session_start_file (WeirSession *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  g_set_object (&self->file, file);
  g_free (self->name);
  self->name = g_filename_display_name (base);
  self->kind = WEIR_SESSION_FILE;
  weir_permission_reset (self->permission);
  start_file (self);
}

void
weir_session_start_default (WeirSession *self)
{
  g_autofree char *name = dup_usual_interface (self);

  if (name != NULL)
    weir_session_start_interface (self, name);
}

void
weir_session_stop (WeirSession *self)
{
  self->kind = WEIR_SESSION_NOTHING;
  g_clear_object (&self->file);
  g_clear_pointer (&self->name, g_free);
  weir_permission_reset (self->permission);
  begin (self, NULL, NULL);
  g_clear_pointer (&self->helper, weir_helper_unref);
}

void
weir_session_start_connections (WeirSession *self)
{
  g_clear_object (&self->file);
  if (self->kind != WEIR_SESSION_INTERFACE)
    {
      /* The interface to capture on, once that is asked for. */
      g_free (self->name);
      self->name = dup_usual_interface (self);
      if (self->name == NULL)
        self->name = g_strdup ("any");
    }
  weir_permission_reset (self->permission);
  start_connections (self);
}

void
weir_session_see_all_traffic (WeirSession *self)
{
  g_autofree char *filter = NULL;
  WeirDeviceSourceOptions options;

  if (self->kind == WEIR_SESSION_NOTHING || self->kind == WEIR_SESSION_FILE)
    weir_session_start_default (self);

  /* Whether permission is needed turns out when the interface is opened. */
  self->wants_all = self->kind == WEIR_SESSION_INTERFACE && self->helper == NULL
                    && weir_session_get_status (self)->state == WEIR_WORKER_OPENING;
  if (self->kind != WEIR_SESSION_SOCKETS || weir_permission_is_asking (self->permission))
    return;

  if (self->helper != NULL || !self->needs_permission)
    {
      start_interface (self);
      return;
    }

  options = get_options (self, &filter);
  self->is_outdated = FALSE;
  weir_permission_ask (self->permission, self->name, &options);
  g_signal_emit (self, signals[SIGNAL_STATUS_CHANGED], 0);
}

gboolean
weir_session_is_asking (WeirSession *self)
{
  return weir_permission_is_asking (self->permission);
}

void
weir_session_stop_asking (WeirSession *self)
{
  weir_permission_reset (self->permission);
  g_signal_emit (self, signals[SIGNAL_STATUS_CHANGED], 0);
}

const GError *
weir_session_get_refusal (WeirSession *self)
{
  return weir_permission_get_refusal (self->permission);
}

void
weir_session_set_helper_command (WeirSession *self, const char *const *argv, int hello_timeout_ms)
{
  weir_permission_set_command (self->permission, argv, hello_timeout_ms);
  self->needs_permission = TRUE;
}

void
weir_session_retry (WeirSession *self)
{
  const WeirWorkerStatus *status = weir_session_get_status (self);

  if (status == NULL)
    weir_session_start_default (self);
  else if (status->state == WEIR_WORKER_WAITING)
    weir_intake_retry (self->intake);
  else if (self->kind == WEIR_SESSION_FILE)
    start_file (self);
  else if (self->kind == WEIR_SESSION_SOCKETS)
    start_connections (self);
  else
    start_interface (self);
}

gboolean
weir_session_can_record (WeirSession *self)
{
  const WeirWorkerStatus *status = weir_session_get_status (self);

  return self->kind == WEIR_SESSION_INTERFACE && status != NULL
         && status->state == WEIR_WORKER_RUNNING;
}

void
weir_session_set_recorder (WeirSession *self, WeirRecorder *recorder)
{
  if (self->intake != NULL)
    weir_intake_set_recorder (self->intake, recorder);
}

gboolean
weir_session_get_paused (WeirSession *self)
{
  return self->paused != NULL;
}

void
weir_session_set_paused (WeirSession *self, gboolean is_paused)
{
  if (is_paused == weir_session_get_paused (self) || self->intake == NULL)
    return;

  swap_ledger (self, &self->paused,
               is_paused ? weir_ledger_copy (weir_intake_get_ledger (self->intake)) : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED]);
}

gboolean
weir_session_show_span (WeirSession *self, gint64 first, gint64 last)
{
  WeirHistory *history = weir_session_get_history (self);
  gint64 oldest, newest;

  if (history == NULL || !weir_history_get_range (history, &oldest, &newest))
    return FALSE;

  first = MAX (first, oldest);
  last = MIN (last, newest);
  if (first > last)
    return FALSE;

  self->span_first = first;
  self->span_last = last;
  swap_ledger (self, &self->span, weir_history_fold (history, first, last));
  return TRUE;
}

void
weir_session_show_now (WeirSession *self)
{
  if (self->span != NULL)
    swap_ledger (self, &self->span, NULL);
}

gboolean
weir_session_get_span (WeirSession *self, gint64 *first, gint64 *last)
{
  if (self->span == NULL)
    return FALSE;

  *first = self->span_first;
  *last = self->span_last;
  return TRUE;
}

const WeirTimeline *
weir_session_get_timeline (WeirSession *self)
{
  if (self->intake == NULL)
    return NULL;

  return weir_ledger_get_timeline (self->paused != NULL ? self->paused
                                                        : weir_intake_get_ledger (self->intake));
}

WeirHistory *
weir_session_get_history (WeirSession *self)
{
  return self->intake != NULL ? weir_ledger_get_history (weir_intake_get_ledger (self->intake))
                              : NULL;
}

WeirSessionKind
weir_session_get_kind (WeirSession *self)
{
  return self->kind;
}

const char *
weir_session_get_name (WeirSession *self)
{
  return self->name;
}

const WeirWorkerStatus *
weir_session_get_status (WeirSession *self)
{
  return self->intake != NULL ? weir_intake_get_status (self->intake) : NULL;
}

WeirLedger *
weir_session_get_ledger (WeirSession *self)
{
  if (self->span != NULL)
    return self->span;
  if (self->paused != NULL)
    return self->paused;
  return self->intake != NULL ? weir_intake_get_ledger (self->intake) : NULL;
}

WeirLedger *
weir_session_get_counting_ledger (WeirSession *self)
{
  return self->intake != NULL ? weir_intake_get_ledger (self->intake) : NULL;
}

void
weir_session_get_known (WeirSession *self, WeirReportOptions *known)
{
  weir_knowledge_get (self->knowledge, known);
}
