/* Columns about the program on this computer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/flow-columns-private.h"
#include "core/flow/flow-owner.h"
#include "core/identity/process.h"
#include "core/identity/user.h"

/* Why there is no program, in a word or two; the tooltip has the sentence. */
static const char *
unknown_text (WeirOwnerUnknown unknown)
{
  switch (unknown)
    {
    case WEIR_OWNER_NOT_OURS:
      return _ ("not this computer");
    case WEIR_OWNER_KERNEL:
      return _ ("the system");
    case WEIR_OWNER_OTHER_NAMESPACE:
      return _ ("other namespace");
    case WEIR_OWNER_CLOSED:
      return _ ("closed unseen");
    case WEIR_OWNER_NO_PERMISSION:
      return _ ("no permission");
    case WEIR_OWNER_SHARED_PORT:
      return _ ("shared port");
    case WEIR_OWNER_KNOWN:
    case WEIR_OWNER_NOT_LOOKED_UP:
    case WEIR_OWNER_NOT_LIVE:
    default:
      return "";
    }
}

/* The application where there is one, else the process: its name is bytes that anybody may choose.
 */
static void
process_text (const WeirFlow *flow,
              const WeirFlowContext *context,
              char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  const WeirProcess *process;
  g_autofree char *name = NULL;

  if (!weir_flow_has_owner (flow))
    {
      g_strlcpy (text, unknown_text (weir_flow_get_owner_unknown (flow)),
                 WEIR_FLOW_COLUMN_TEXT_MAX);
      return;
    }

  process = weir_process_lookup (flow->socket);
  name = g_utf8_make_valid (flow->socket->process, -1);
  if (process->application != NULL)
    g_strlcpy (text, process->application, WEIR_FLOW_COLUMN_TEXT_MAX);
  else if (process->container != NULL)
    g_snprintf (text, WEIR_FLOW_COLUMN_TEXT_MAX, "%s (%s)", name, process->container);
  else
    g_strlcpy (text, name, WEIR_FLOW_COLUMN_TEXT_MAX);
}

static WeirFlowTone
process_tone (const WeirFlow *flow, const WeirFlowContext *context)
{
  return weir_flow_has_owner (flow) ? WEIR_FLOW_TONE_PROCESS : WEIR_FLOW_TONE_DIM;
}

static char *
process_dup_more (const WeirFlow *flow, const WeirFlowContext *context)
{
  g_autofree char *name = NULL;

  if (!weir_flow_has_owner (flow))
    return g_strdup (weir_owner_unknown_get_text (weir_flow_get_owner_unknown (flow)));

  name = g_utf8_make_valid (flow->socket->process, -1);
  return g_strdup_printf (_ ("%s, process %u\n%s"), name, flow->socket->pid,
                          weir_owner_match_get_text (weir_flow_get_owner_match (flow)));
}

GIcon *
weir_program_icon (const WeirFlow *flow)
{
  static GIcon *usual;
  const WeirProcess *process;

  if (!weir_flow_has_owner (flow))
    return NULL;

  process = weir_process_lookup (flow->socket);
  if (process->icon != NULL)
    return process->icon;
  if (usual == NULL)
    usual = g_themed_icon_new ("application-x-executable");
  return usual;
}

/* Not the field: that would wait for a directory service. */
static void
user_text (const WeirFlow *flow,
           const WeirFlowContext *context,
           char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  const char *name;

  text[0] = '\0';
  if (flow->socket == NULL)
    return;

  name = weir_user_peek (flow->socket->uid);
  if (name != NULL)
    g_strlcpy (text, name, WEIR_FLOW_COLUMN_TEXT_MAX);
  else
    g_snprintf (text, WEIR_FLOW_COLUMN_TEXT_MAX, "%u", flow->socket->uid);
}

static uint64_t
user_key (const WeirFlow *flow, const WeirFlowContext *context)
{
  return flow->socket != NULL ? flow->socket->uid + UINT64_C (1) : 0;
}

static void
pid_text (const WeirFlow *flow,
          const WeirFlowContext *context,
          char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  text[0] = '\0';
  if (weir_flow_has_owner (flow))
    g_snprintf (text, WEIR_FLOW_COLUMN_TEXT_MAX, "%u", flow->socket->pid);
}

static uint64_t
pid_key (const WeirFlow *flow, const WeirFlowContext *context)
{
  return weir_flow_has_owner (flow) ? flow->socket->pid : 0;
}

const WeirFlowColumn weir_program_columns[] = {
  {
      .id = "process",
      .title = N_ ("Program"),
      .tooltip = N_ ("The application or program on this computer, where it is known"),
      .is_of_sockets = TRUE,
      .min_chars = 10,
      .nat_chars = 16,
      .text = process_text,
      .tone = process_tone,
      .icon = weir_program_icon,
      .dup_more = process_dup_more,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "pid",
      .title = N_ ("PID"),
      .name = N_ ("Process Number"),
      .tooltip = N_ ("The number of the process"),
      .is_numeric = TRUE,
      .is_optional = TRUE,
      .is_of_sockets = TRUE,
      .min_chars = 7,
      .nat_chars = 7,
      .text = pid_text,
      .key = pid_key,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "user",
      .title = N_ ("User"),
      .tooltip = N_ ("The user that the program runs as"),
      .is_optional = TRUE,
      .is_of_sockets = TRUE,
      .min_chars = 10,
      .nat_chars = 12,
      .text = user_text,
      .key = user_key,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "publisher",
      .title = N_ ("Publisher"),
      .tooltip = N_ ("The package that brought the program"),
      .is_optional = TRUE,
      .is_of_sockets = TRUE,
      .min_chars = 10,
      .nat_chars = 16,
      .field = "publisher",
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "unit",
      .title = N_ ("Unit"),
      .tooltip = N_ ("The service or scope of systemd that the program runs in"),
      .is_optional = TRUE,
      .is_of_sockets = TRUE,
      .min_chars = 10,
      .nat_chars = 16,
      .field = "unit",
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "container",
      .title = N_ ("Container"),
      .tooltip = N_ ("The container that the program runs in"),
      .is_optional = TRUE,
      .is_of_sockets = TRUE,
      .min_chars = 10,
      .nat_chars = 16,
      .field = "container",
      .bar_window = WEIR_WINDOW_10S,
  },
};

const guint weir_n_program_columns = G_N_ELEMENTS (weir_program_columns);
