/* The question for permission to capture.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/permission.h"

#include <glib/gi18n.h>

#include "core/error.h"
#include "core/source/helper-command.h"
#include "core/source/helper-source.h"

struct _WeirPermission
{
  WeirPermissionFunc func;
  gpointer user_data;

  char **command; /* (nullable) */
  int command_timeout_ms;

  WeirWorker *worker; /* (nullable): waits for the answer; once it is yes, captures */
  WeirHelper *helper;
  gboolean is_given;
  GError *refusal; /* (nullable) */
};

WeirPermission *
weir_permission_new (WeirPermissionFunc func, gpointer user_data)
{
  WeirPermission *self = g_new0 (WeirPermission, 1);

  self->func = func;
  self->user_data = user_data;
  return self;
}

void
weir_permission_free (WeirPermission *self)
{
  weir_permission_reset (self);
  g_strfreev (self->command);
  g_free (self);
}

void
weir_permission_set_command (WeirPermission *self, const char *const *argv, int hello_timeout_ms)
{
  g_strfreev (self->command);
  self->command = g_strdupv ((char **) argv);
  self->command_timeout_ms = hello_timeout_ms;
}

gboolean
weir_permission_is_free (WeirPermission *self)
{
  g_auto (WeirHelperSituation) situation = { 0 };

  if (self->command != NULL)
    return FALSE;

  weir_helper_situation_init (&situation);
  return !weir_helper_command_asks (&situation);
}

/* Returns: (nullable); then the refusal says why */
static WeirHelper *
new_helper (WeirPermission *self)
{
  g_auto (WeirHelperSituation) situation = { 0 };
  g_auto (GStrv) argv = NULL;
  g_auto (GStrv) check = NULL;
  WeirHelper *helper;

  if (self->command != NULL)
    return weir_helper_new ((const char *const *) self->command, self->command_timeout_ms);

  weir_helper_situation_init (&situation);
  argv = weir_helper_command_new (&situation, &self->refusal);
  if (argv == NULL)
    return NULL;
  helper = weir_helper_new ((const char *const *) argv, weir_helper_command_asks (&situation)
                                                            ? WEIR_HELPER_ASKING_TIMEOUT_MS
                                                            : WEIR_HELPER_TIMEOUT_MS);
  check = weir_helper_command_new_check (&situation);
  weir_helper_set_restart_check (helper, (const char *const *) check);
  return helper;
}

/* Whether the helper was started, and only then something went wrong that it can live with. */
static gboolean
is_of_interface (const GError *error)
{
  return !weir_error_is_refusal (error)
         && !g_error_matches (error, WEIR_ERROR, WEIR_ERROR_HELPER_LOST);
}

static void
refuse (WeirPermission *self, const GError *error)
{
  weir_permission_reset (self);
  if (g_error_matches (error, WEIR_ERROR, WEIR_ERROR_HELPER_LOST))
    /* Translators: a sentence that says what went wrong, then this. */
    g_set_error (&self->refusal, error->domain, error->code,
                 _ ("%s Try again. If that does not help, install Weir again."), error->message);
  else
    self->refusal = g_error_copy (error);
}

static void
worker_cb (WeirWorker *worker, gpointer user_data)
{
  WeirPermission *self = user_data;
  g_autoptr (WeirWorkerStatus) status = weir_worker_dup_status (worker);

  if (status->state != WEIR_WORKER_RUNNING && status->error == NULL)
    return;

  /* Trying again without a word would ask for a password again. */
  if (status->error != NULL && !is_of_interface (status->error))
    refuse (self, status->error);
  else
    self->is_given = TRUE;
  self->func (self->user_data);
}

gboolean
weir_permission_ask (WeirPermission *self,
                     const char *interface,
                     const WeirDeviceSourceOptions *options)
{
  /* It goes on as the session's. */
  const WeirMeterOptions meter_options = { .reads_names = TRUE };
  g_autoptr (WeirSource) source = NULL;

  weir_permission_reset (self);
  self->helper = new_helper (self);
  if (self->helper == NULL)
    return FALSE;

  source = weir_helper_source_new (self->helper, interface, options);
  self->worker = weir_worker_new (source, &meter_options);
  weir_worker_set_func (self->worker, worker_cb, self);
  return TRUE;
}

gboolean
weir_permission_is_asking (WeirPermission *self)
{
  return self->worker != NULL;
}

void
weir_permission_reset (WeirPermission *self)
{
  self->is_given = FALSE;
  g_clear_pointer (&self->worker, weir_worker_free);
  g_clear_pointer (&self->helper, weir_helper_unref);
  g_clear_error (&self->refusal);
}

const GError *
weir_permission_get_refusal (WeirPermission *self)
{
  return self->refusal;
}

void
weir_permission_set_refusal (WeirPermission *self, const GError *error)
{
  weir_permission_reset (self);
  self->refusal = g_error_copy (error);
}

WeirWorker *
weir_permission_take (WeirPermission *self, WeirHelper **helper)
{
  WeirWorker *worker;

  if (!self->is_given)
    return NULL;

  worker = g_steal_pointer (&self->worker);
  *helper = g_steal_pointer (&self->helper);
  weir_permission_reset (self);
  /* Nobody listens until the caller does. */
  weir_worker_set_func (worker, NULL, NULL);
  return worker;
}
