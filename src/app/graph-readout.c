/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/graph-readout.h"

#include <glib/gi18n.h>

#include "app/graph-time.h"

static void
add_up (WeirGraphSums *sums, const WeirTimeline *timeline, WeirGraphSpan span)
{
  int64_t oldest;
  int64_t newest;

  *sums = (WeirGraphSums){ 0 };
  if (!weir_timeline_get_range (timeline, &oldest, &newest))
    return;

  for (int64_t second = MAX (span.from, oldest); second <= MIN (span.to, newest); second++)
    {
      uint64_t tx;
      uint64_t rx;

      weir_timeline_get (timeline, second, &tx, &rx);
      sums->tx_bytes += tx;
      sums->rx_bytes += rx;
      sums->tx_peak_bps = MAX (sums->tx_peak_bps, (double) tx * 8.0);
      sums->rx_peak_bps = MAX (sums->rx_peak_bps, (double) rx * 8.0);
      if (second == G_MAXINT64)
        break;
    }
}

void
weir_graph_readout_fill (WeirGraphReadout *self,
                         WeirGraphSpan span,
                         gboolean is_sum,
                         const WeirTimeline *timeline,
                         const WeirTimeline *filtered)
{
  weir_graph_readout_clear (self);
  self->span = span;
  self->is_sum = is_sum;
  self->has_filtered = filtered != NULL;
  add_up (&self->all, timeline, span);
  if (filtered != NULL)
    add_up (&self->filtered, filtered, span);
}

void
weir_graph_readout_clear (WeirGraphReadout *self)
{
  g_clear_pointer (&self->tops, g_ptr_array_unref);
}

static double
get_seconds (const WeirGraphReadout *self)
{
  return (double) self->span.to - (double) self->span.from + 1.0;
}

/* @text: at least WEIR_UNITS_TEXT_MAX */
static void
format_part (const WeirGraphReadout *self,
             const WeirGraphSums *sums,
             gboolean is_download,
             WeirUnit unit,
             char *text)
{
  if (self->is_sum)
    weir_units_format_amount (is_download ? sums->rx_bytes : sums->tx_bytes, text);
  else
    weir_units_format_rate (is_download ? sums->rx_peak_bps : sums->tx_peak_bps, unit, TRUE, text);
}

char *
weir_graph_readout_dup_value (const WeirGraphReadout *self, gboolean is_download, WeirUnit unit)
{
  char all[WEIR_UNITS_TEXT_MAX];
  char filtered[WEIR_UNITS_TEXT_MAX];
  char mean[WEIR_UNITS_TEXT_MAX];

  format_part (self, &self->all, is_download, unit, all);
  if (self->has_filtered)
    {
      format_part (self, &self->filtered, is_download, unit, filtered);
      /* Translators: what the filter leaves, and everything, as in "1.20 Mb/s of 24.3 Mb/s" */
      return g_strdup_printf (C_ ("graph", "%s of %s"), filtered, all);
    }
  if (!self->is_sum)
    return g_strdup (all);

  weir_units_format_rate ((double) (is_download ? self->all.rx_bytes : self->all.tx_bytes) * 8.0
                              / get_seconds (self),
                          unit, TRUE, mean);
  /* Translators: an amount and its mean rate, as in "12.3 MB, 6.50 Mb/s" */
  return g_strdup_printf (C_ ("graph", "%s, %s"), all, mean);
}

char *
weir_graph_readout_dup_time (const WeirGraphReadout *self)
{
  g_autofree char *range = weir_graph_time_dup_range (self->span.from, self->span.to);
  g_autofree char *length = NULL;

  if (self->span.from == self->span.to)
    return g_steal_pointer (&range);

  length = weir_graph_time_dup_length ((guint64) get_seconds (self));
  /* Translators: a range of time and its length, as in "14:03:10 – 14:03:14 (5 s)" */
  return g_strdup_printf (C_ ("graph", "%s (%s)"), range, length);
}

static gboolean
shows_highest (const WeirGraphReadout *self)
{
  return !self->is_sum && self->span.from != self->span.to;
}

char *
weir_graph_readout_dup_text (const WeirGraphReadout *self, WeirUnit unit)
{
  g_autofree char *time = weir_graph_readout_dup_time (self);
  g_autofree char *download = weir_graph_readout_dup_value (self, TRUE, unit);
  g_autofree char *upload = weir_graph_readout_dup_value (self, FALSE, unit);
  GString *text = g_string_new (NULL);

  g_string_printf (text,
                   /* Translators: a time or a range of it, then amounts or rates */
                   shows_highest (self) ? _ ("%s: download at most %s, upload at most %s.")
                                        : _ ("%s: download %s, upload %s."),
                   time, download, upload);
  for (guint i = 0; self->tops != NULL && i < self->tops->len; i++)
    {
      const WeirGraphTop *top = g_ptr_array_index (self->tops, i);
      char rate[WEIR_UNITS_TEXT_MAX];

      weir_units_format_rate (top->rx_bps + top->tx_bps, unit, TRUE, rate);
      /* Translators: one of the top flows and its rate, after another sentence */
      g_string_append_printf (text, C_ ("graph", " %s %s."), top->name, rate);
    }
  return g_string_free (text, FALSE);
}
