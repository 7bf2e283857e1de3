/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/graph-summary.h"

#include <glib/gi18n.h>

#include "app/graph-time.h"

static char *
dup_span (guint span, gboolean is_all)
{
  if (is_all)
    return g_strdup (_ ("The whole time is shown."));
  if (span % 3600 == 0)
    return g_strdup_printf (ngettext ("%u hour is shown.", "%u hours are shown.", span / 3600),
                            span / 3600);
  if (span % 60 == 0)
    return g_strdup_printf (ngettext ("%u minute is shown.", "%u minutes are shown.", span / 60),
                            span / 60);
  return g_strdup_printf (ngettext ("%u second is shown.", "%u seconds are shown.", span), span);
}

/* The first second that has the highest rate of one direction. */
static char *
dup_peak_clock (const WeirGraphSteps *steps, const WeirTimeline *timeline, gboolean is_download)
{
  for (guint i = steps->steps->len; i > 0; i--)
    {
      const WeirGraphStep *step = &g_array_index (steps->steps, WeirGraphStep, i - 1);
      const double bps = is_download ? steps->rx_peak_bps : steps->tx_peak_bps;

      if ((is_download ? step->rx_bps : step->tx_bps) < bps)
        continue;

      for (guint age = step->far; age > step->near; age--)
        {
          uint64_t tx;
          uint64_t rx;

          weir_timeline_get (timeline, steps->newest - (int64_t) age, &tx, &rx);
          if ((double) (is_download ? rx : tx) * 8.0 >= bps)
            return weir_graph_time_dup_clock (steps->newest - (int64_t) age);
        }
    }
  return g_strdup ("");
}

char *
weir_graph_summary_dup (const WeirGraphSteps *steps,
                        const WeirTimeline *timeline,
                        gboolean is_all,
                        WeirUnit unit)
{
  uint64_t tx;
  uint64_t rx;
  char download[WEIR_UNITS_TEXT_MAX];
  char upload[WEIR_UNITS_TEXT_MAX];
  char download_peak[WEIR_UNITS_TEXT_MAX];
  char upload_peak[WEIR_UNITS_TEXT_MAX];
  g_autofree char *span = NULL;
  g_autofree char *download_clock = NULL;
  g_autofree char *upload_clock = NULL;

  if (timeline == NULL || steps->steps->len == 0)
    return g_strdup (_ ("No traffic yet."));

  weir_timeline_get (timeline, steps->newest - 1, &tx, &rx);
  weir_units_format_rate ((double) rx * 8.0, unit, TRUE, download);
  weir_units_format_rate ((double) tx * 8.0, unit, TRUE, upload);
  weir_units_format_rate (steps->rx_peak_bps, unit, TRUE, download_peak);
  weir_units_format_rate (steps->tx_peak_bps, unit, TRUE, upload_peak);
  span = dup_span (steps->span, is_all);
  download_clock = dup_peak_clock (steps, timeline, TRUE);
  upload_clock = dup_peak_clock (steps, timeline, FALSE);

  return g_strdup_printf (
      /* Translators: rates, then a sentence such as "5 minutes are shown.", then twice a rate and
       * the time of day at which it was reached */
      _ ("Download %s, upload %s. %s The download peaked at %s at %s, the upload at %s at %s."),
      download, upload, span, download_peak, download_clock, upload_peak, upload_clock);
}
