/* What a session is doing, in words.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/status-text.h"
#include "core/error.h"

static char *
dup_finished_summary (WeirSession *session)
{
  const WeirTotals *totals = weir_ledger_get_totals (weir_session_get_ledger (session));
  uint64_t received = totals->source.received;
  double seconds = (double) (totals->now_us - totals->start_us) / G_USEC_PER_SEC;
  /* A text of its own: a macro inside of one that is translated hides the rest of it. */
  g_autofree char *number = g_strdup_printf ("%'" G_GUINT64_FORMAT, received);
  g_autofree char *packets = NULL;

  packets = g_strdup_printf (ngettext ("%s packet", "%s packets", (gulong) received), number);
  if (seconds < 60)
    /* Translators: "1,234 packets in 12.3 s" */
    return g_strdup_printf (_ ("%s in %.1f s"), packets, seconds);
  /* Translators: "1,234 packets in 2 h 5 min"; hours, minutes */
  if (seconds >= 3600)
    return g_strdup_printf (_ ("%s in %d h %d min"), packets, (int) (seconds / 3600),
                            (int) (seconds / 60) % 60);
  return g_strdup_printf (_ ("%s in %d min %d s"), packets, (int) (seconds / 60),
                          (int) seconds % 60);
}

char *
weir_status_dup_summary (WeirSession *session)
{
  const WeirWorkerStatus *status = weir_session_get_status (session);
  const char *name = weir_session_get_name (session);
  gboolean is_file = weir_session_get_kind (session) == WEIR_SESSION_FILE;
  gboolean is_sockets = weir_session_get_kind (session) == WEIR_SESSION_SOCKETS;
  gint64 first, last;

  if (status == NULL)
    return g_strdup (_ ("Not capturing"));

  if (weir_session_get_span (session, &first, &last))
    return is_sockets ? g_strdup (_ ("TCP connections of the past"))
                      : dup_finished_summary (session);
  if (weir_session_get_paused (session))
    return g_strdup (_ ("Paused · counting goes on"));

  switch (status->state)
    {
    case WEIR_WORKER_OPENING:
      return g_strdup_printf (_ ("Opening %s"), name);
    case WEIR_WORKER_RUNNING:
      if (is_sockets)
        return g_strdup (_ ("TCP connections"));
      return g_strdup_printf (is_file ? _ ("Reading %s") : _ ("Capturing on %s"), name);
    case WEIR_WORKER_WAITING:
      return g_strdup_printf (_ ("Waiting for %s"), name);
    case WEIR_WORKER_FAILED:
      return g_strdup (is_file ? _ ("Could not be read") : _ ("Not capturing"));
    case WEIR_WORKER_FINISHED:
    default:
      return dup_finished_summary (session);
    }
}

char *
weir_status_dup_problem (WeirSession *session)
{
  const WeirWorkerStatus *status = weir_session_get_status (session);
  int64_t left_us;
  guint seconds;

  if (status == NULL || status->error == NULL)
    return NULL;
  if (status->state != WEIR_WORKER_WAITING)
    return g_strdup (status->error->message);
  if (status->retry_at_us == 0)
    /* Translators: a sentence that says what went wrong, then this. */
    return g_strdup_printf (_ ("%s Capturing goes on as soon as it can."), status->error->message);

  left_us = MAX (0, status->retry_at_us - g_get_monotonic_time ());
  seconds = (guint) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
  /* Translators: a sentence that says what went wrong, then this. */
  return g_strdup_printf (
      ngettext ("%s Next attempt in %u second.", "%s Next attempt in %u seconds.", seconds),
      status->error->message, seconds);
}

static char *
dup_failed_title (WeirSession *session, const GError *error)
{
  const char *name = weir_session_get_name (session);

  if (g_error_matches (error, WEIR_ERROR, WEIR_ERROR_NO_INTERFACE))
    return g_strdup_printf (_ ("No Interface “%s”"), name);
  if (g_error_matches (error, WEIR_ERROR, WEIR_ERROR_FILTER))
    return g_strdup (_ ("The Capture Filter Is Not Understood"));
  if (weir_session_get_kind (session) == WEIR_SESSION_FILE)
    return g_strdup_printf (_ ("“%s” Cannot Be Read"), name);
  return g_strdup_printf (_ ("No Capture on %s"), name);
}

void
weir_status_get_empty_state (WeirSession *session, WeirEmptyState *state)
{
  const WeirWorkerStatus *status = weir_session_get_status (session);
  const char *name = weir_session_get_name (session);
  gboolean is_file = weir_session_get_kind (session) == WEIR_SESSION_FILE;
  gint64 first, last;

  *state = (WeirEmptyState){ 0 };

  if (weir_session_get_span (session, &first, &last))
    {
      state->icon_name = "document-open-recent-symbolic";
      state->title = g_strdup (_ ("No Traffic in These Seconds"));
      state->description = g_strdup (_ ("Nothing was sent or received then."));
    }
  else if (status == NULL)
    {
      state->icon_name = "network-offline-symbolic";
      state->title = g_strdup (_ ("No Network Interface"));
      state->description =
          g_strdup (_ ("There is nothing to listen on. A capture file can be shown "
                       "instead."));
      state->can_open = TRUE;
    }
  else if (status->state == WEIR_WORKER_FAILED || (is_file && status->error != NULL))
    {
      state->icon_name = "dialog-error-symbolic";
      state->title = dup_failed_title (session, status->error);
      state->description = g_strdup (status->error->message);
      state->can_retry = TRUE;
      state->can_open = TRUE;
    }
  else if (status->state == WEIR_WORKER_WAITING)
    {
      state->icon_name = "content-loading-symbolic";
      state->title = g_strdup_printf (_ ("Waiting for %s"), name);
      state->description = g_strdup (_ ("Capturing goes on as soon as it can."));
    }
  else if (status->state == WEIR_WORKER_FINISHED)
    {
      state->icon_name = "text-x-generic-symbolic";
      state->title = g_strdup_printf (_ ("No Packets in “%s”"), name);
      state->description = g_strdup (_ ("The capture file is complete, and empty."));
      state->can_open = TRUE;
    }
  else if (weir_session_get_kind (session) == WEIR_SESSION_SOCKETS)
    {
      state->icon_name = "network-transmit-receive-symbolic";
      state->title = g_strdup (_ ("No Connections"));
      state->description = g_strdup (_ ("Connections of this computer are listed here as soon as "
                                        "there are any."));
    }
  else if (is_file)
    {
      state->icon_name = "content-loading-symbolic";
      state->title = g_strdup_printf (_ ("Reading “%s”"), name);
    }
  else
    {
      state->icon_name = "network-transmit-receive-symbolic";
      state->title = g_strdup_printf (_ ("Waiting for Packets on %s"), name);
      state->description = g_strdup (_ ("Flows are listed here as soon as anything is sent or "
                                        "received."));
    }
}

void
weir_empty_state_clear (WeirEmptyState *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->description, g_free);
}
