/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/live-capture.h"

#include <glib/gi18n.h>

#include "cli/message.h"
#include "cli/terminal-agent.h"
#include "core/error.h"
#include "core/source/device-source.h"
#include "core/source/helper-command.h"
#include "core/source/helper-source.h"
#include "core/source/sockets-source.h"

typedef enum
{
  STAGE_NONE,
  STAGE_DEVICE,
  STAGE_HELPER,
  STAGE_SOCKETS,
} Stage;

struct _WeirLiveCapture
{
  const WeirOptions *options;
  char *interface;
  Stage stage;
  WeirHelper *helper; /* (nullable) */
  gboolean is_asking;
  WeirTerminalAgent *agent; /* (nullable) */
  gboolean can_insist;      /* the agent may be more than a fallback */
};

WeirLiveCapture *
weir_live_capture_new (const WeirOptions *options, const char *interface)
{
  WeirLiveCapture *self = g_new0 (WeirLiveCapture, 1);

  self->options = options;
  self->interface = g_strdup (interface);
  return self;
}

void
weir_live_capture_free (WeirLiveCapture *self)
{
  weir_live_capture_stop_asking (self);
  g_clear_pointer (&self->helper, weir_helper_unref);
  g_free (self->interface);
  g_free (self);
}

gboolean
weir_live_capture_is_asking (const WeirLiveCapture *self)
{
  return self->is_asking;
}

void
weir_live_capture_stop_asking (WeirLiveCapture *self)
{
  g_clear_pointer (&self->agent, weir_terminal_agent_free);
  self->is_asking = FALSE;
}

static gboolean
needs_packets (const WeirLiveCapture *self)
{
  const WeirOptions *options = self->options;

  return options->wants_all || options->interface != NULL || options->capture_filter != NULL
         || options->local != NULL || options->is_promiscuous || options->record != NULL;
}

/* @text: what is the matter, a sentence */
static void
say_with_remedy (const char *text)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  weir_message (_ ("%s Run weir-cli as root (sudo), or allow it once and for all: sudo setcap "
                   "cap_net_raw+eip %s"),
                text, program != NULL ? program : "weir-cli");
}

static void
say_no_agent (void)
{
  say_with_remedy (_ ("Nothing can ask you for a password here: there is no polkit agent on the "
                      "desktop, and none could be started on a terminal (pkttyagent)."));
}

static WeirSource *
new_source (WeirLiveCapture *self)
{
  const WeirDeviceSourceOptions options = {
    .is_promiscuous = self->options->is_promiscuous,
    .filter = self->options->capture_filter,
    .local = self->options->local,
  };

  return self->helper != NULL ? weir_helper_source_new (self->helper, self->interface, &options)
                              : weir_device_source_new (self->interface, &options);
}

static WeirSource *
start_helper (WeirLiveCapture *self, const WeirHelperSituation *situation, char **argv)
{
  g_auto (GStrv) check = weir_helper_command_new_check (situation);

  self->stage = STAGE_HELPER;
  self->is_asking = weir_helper_command_asks (situation);
  self->helper =
      weir_helper_new ((const char *const *) argv,
                       self->is_asking ? WEIR_HELPER_ASKING_TIMEOUT_MS : WEIR_HELPER_TIMEOUT_MS);
  weir_helper_set_restart_check (self->helper, (const char *const *) check);

  /* Polkit does not find this terminal from outside a sandbox. */
  if (self->is_asking && !situation->is_flatpak)
    self->agent = weir_terminal_agent_new (TRUE);
  self->can_insist = self->agent != NULL;
  return new_source (self);
}

/* Nobody has been asked yet: there is no agent with a window, and no session to fall back in. */
static WeirSource *
insist (WeirLiveCapture *self)
{
  self->can_insist = FALSE;
  self->is_asking = TRUE;
  self->agent = weir_terminal_agent_new (FALSE);
  return new_source (self);
}

/* @reason: a sentence, or two */
static WeirSource *
start_sockets (WeirLiveCapture *self, const char *reason)
{
  self->stage = STAGE_SOCKETS;
  weir_message (_ ("%s Showing this computer’s TCP connections, everything else as other "
                   "traffic."),
                reason);
  return weir_sockets_source_new ();
}

/* @error: this process may not capture */
static WeirSource *
next_after_device (WeirLiveCapture *self, const GError *error)
{
  g_auto (WeirHelperSituation) situation = { 0 };
  g_autoptr (GError) helper_error = NULL;
  g_auto (GStrv) argv = NULL;
  g_autofree char *reason = NULL;

  weir_helper_situation_init (&situation);
  argv = weir_helper_command_new (&situation, &helper_error);
  if (argv != NULL && (needs_packets (self) || !weir_helper_command_asks (&situation)))
    return start_helper (self, &situation, argv);

  if (!needs_packets (self))
    {
      reason = g_strdup_printf ("%s %s", error->message,
                                argv != NULL
                                    ? _ ("“weir-cli --all” asks for permission to see all traffic.")
                                    : _ ("To see all traffic, run weir-cli as root (sudo)."));
      return start_sockets (self, reason);
    }

  if (situation.is_flatpak)
    weir_message ("%s", helper_error->message);
  else
    {
      reason = g_strdup_printf (_ ("%s The program that may, weir-helper, is not installed."),
                                error->message);
      say_with_remedy (reason);
    }
  return NULL;
}

static WeirSource *
next_after_helper (WeirLiveCapture *self, const GError *error)
{
  gboolean has_no_agent = g_error_matches (error, WEIR_ERROR, WEIR_ERROR_NO_AGENT);

  if (has_no_agent && self->can_insist)
    return insist (self);
  if (weir_error_is_refusal (error) && !needs_packets (self))
    return start_sockets (self, error->message);

  if (has_no_agent)
    say_no_agent ();
  else
    weir_message ("%s", error->message);
  return NULL;
}

WeirSource *
weir_live_capture_next (WeirLiveCapture *self, const GError *error)
{
  weir_live_capture_stop_asking (self);
  switch (self->stage)
    {
    case STAGE_NONE:
      self->stage = STAGE_DEVICE;
      return new_source (self);

    case STAGE_DEVICE:
      if (g_error_matches (error, WEIR_ERROR, WEIR_ERROR_PERMISSION))
        return next_after_device (self, error);
      break;

    case STAGE_HELPER:
      return next_after_helper (self, error);

    case STAGE_SOCKETS:
    default:
      break;
    }

  weir_message ("%s", error->message);
  return NULL;
}
