/* A row as one sentence, to be heard.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/flow-columns.h"
#include "app/flow-sentence.h"
#include "core/group/flow-groups.h"
#include "core/packet/protocol-name.h"

/* The symbols of core/units.h as words. */
static const struct
{
  const char *symbol;
  const char *rate;   /* to be translated */
  const char *amount; /* (nullable): to be translated */
} units[] = {
  /* Translators: these are read aloud; “%s” is a number such as “2.43”. */
  { "b", N_ ("%s bits a second"), NULL },
  { "kb", N_ ("%s kilobits a second"), NULL },
  { "Mb", N_ ("%s megabits a second"), NULL },
  { "Gb", N_ ("%s gigabits a second"), NULL },
  { "Tb", N_ ("%s terabits a second"), NULL },
  { "B", N_ ("%s bytes a second"), N_ ("%s bytes") },
  { "kB", N_ ("%s kilobytes a second"), N_ ("%s kilobytes") },
  { "MB", N_ ("%s megabytes a second"), N_ ("%s megabytes") },
  { "GB", N_ ("%s gigabytes a second"), N_ ("%s gigabytes") },
  { "TB", N_ ("%s terabytes a second"), N_ ("%s terabytes") },
  { "PB", N_ ("%s petabytes a second"), N_ ("%s petabytes") },
};

/* The place of “%s” in a translation, which is not ours, takes the number. */
static char *
put_number (const char *words, const char *number)
{
  const char *place = strstr (words, "%s");

  if (place == NULL)
    return g_strconcat (number, " ", words, NULL);
  return g_strdup_printf ("%.*s%s%s", (int) (place - words), words, number, place + 2);
}

/* @text: as core/units.h writes it */
static char *
dup_words (char *text, gboolean is_rate)
{
  char *blank = strrchr (text, ' ');

  for (guint i = 0; blank != NULL && i < G_N_ELEMENTS (units); i++)
    {
      const char *words = is_rate ? units[i].rate : units[i].amount;

      if (words == NULL || strcmp (blank + 1, units[i].symbol) != 0)
        continue;
      *blank = '\0';
      return put_number (_ (words), text);
    }
  return g_strdup (text);
}

char *
weir_flow_sentence_dup_rate (double bps, WeirUnit unit)
{
  char text[WEIR_UNITS_TEXT_MAX];

  weir_units_format_rate (bps, unit, FALSE, text);
  return dup_words (text, TRUE);
}

char *
weir_flow_sentence_dup_amount (uint64_t bytes)
{
  char text[WEIR_UNITS_TEXT_MAX];

  weir_units_format_amount (bytes, text);
  return dup_words (text, FALSE);
}

static void
append_cell (GString *sentence,
             const char *column,
             const WeirFlow *flow,
             const WeirFlowContext *context)
{
  char text[WEIR_FLOW_COLUMN_TEXT_MAX];

  weir_flow_column_read (weir_flow_columns_find (column), flow, context, text);
  if (*text != '\0')
    g_string_append_printf (sentence, ", %s", text);
}

static char *
dup_who (const WeirFlow *flow, const WeirFlowContext *context)
{
  char who[WEIR_FLOW_COLUMN_TEXT_MAX], whom[WEIR_FLOW_COLUMN_TEXT_MAX];

  weir_flow_column_read (weir_flow_columns_find ("process"), flow, context, who);
  if (*who == '\0')
    weir_flow_column_read (weir_flow_columns_find ("local"), flow, context, who);
  weir_flow_column_read (weir_flow_columns_find ("remote"), flow, context, whom);

  /* Translators: a program or an address, and whom it talks to */
  return g_strdup_printf (C_ ("a flow", "%s to %s"), who, whom);
}

static void
append_rate (GString *sentence, const char *format, double bps, WeirUnit unit)
{
  g_autofree char *rate = weir_flow_sentence_dup_rate (bps, unit);
  g_autofree char *part = put_number (format, rate);

  g_string_append_printf (sentence, ", %s", part);
}

char *
weir_flow_sentence_dup (const WeirFlow *flow, const WeirFlowContext *context, gboolean is_pinned)
{
  g_autoptr (GString) sentence = g_string_new (NULL);
  g_autofree char *amount = weir_flow_sentence_dup_amount (flow->tx_bytes + flow->rx_bytes);
  g_autofree char *who = NULL;
  char protocol[WEIR_PROTOCOL_NAME_MAX];
  double rx_bps = weir_flow_get_rx_bps (flow, WEIR_WINDOW_2S);
  double tx_bps = weir_flow_get_tx_bps (flow, WEIR_WINDOW_2S);

  if (weir_flow_is_group (flow) && !weir_flow_is_pair (flow))
    {
      g_string_append (sentence, weir_flow_group_get_title (weir_flow_group_of_sum (flow)));
    }
  else if (flow->key.family == WEIR_FAMILY_NONE)
    {
      /* Nobody to nobody: what it is has to do. */
      weir_protocol_name (flow->key.family, flow->key.protocol, protocol);
      g_string_append (sentence, protocol);
    }
  else
    {
      who = dup_who (flow, context);
      g_string_append (sentence, who);
      append_cell (sentence, "service", flow, context);
    }
  if (weir_flow_is_group (flow))
    {
      guint n_flows = weir_flow_group_of_sum (flow)->n_flows;

      g_string_append (sentence, ", ");
      g_string_append_printf (sentence, ngettext ("%'u flow", "%'u flows", n_flows), n_flows);
    }

  if (is_pinned)
    g_string_append_printf (sentence, ", %s", _ ("pinned"));
  /* Translators: “%s” is a rate in words, such as “2.43 megabits a second” */
  if (rx_bps > 0)
    append_rate (sentence, _ ("receiving %s"), rx_bps, context->unit);
  if (tx_bps > 0)
    append_rate (sentence, _ ("sending %s"), tx_bps, context->unit);
  if (rx_bps <= 0 && tx_bps <= 0)
    g_string_append_printf (sentence, ", %s", _ ("silent now"));
  g_string_append (sentence, ", ");
  /* Translators: “%s” is an amount in words, such as “24.1 megabytes” */
  g_string_append_printf (sentence, _ ("%s in all"), amount);
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}
