/* Columns about how much a flow carries, and how well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/flow-columns-private.h"

static double
both_bps (const WeirFlow *flow, WeirWindow window)
{
  return weir_flow_get_tx_bps (flow, window) + weir_flow_get_rx_bps (flow, window);
}

static void
rate_text (double bps, WeirUnit unit, char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  char rate[WEIR_UNITS_TEXT_MAX];

  g_strlcpy (text, weir_units_format_rate (bps, unit, FALSE, rate), WEIR_FLOW_COLUMN_TEXT_MAX);
}

static WeirFlowTone
rate_tone (double bps, WeirFlowTone tone)
{
  return bps > 0 ? tone : WEIR_FLOW_TONE_DIM;
}

/* A text, a tone and a key for a column that shows the rate @bps (an expression over flow). */
#define RATE_COLUMN(name, bps, tone_if_any)                                         \
  static void name##_text (const WeirFlow *flow, const WeirFlowContext *context,    \
                           char text[WEIR_FLOW_COLUMN_TEXT_MAX])                    \
  {                                                                                 \
    rate_text (bps, context->unit, text);                                           \
  }                                                                                 \
  static WeirFlowTone name##_tone (const WeirFlow *flow)                            \
  {                                                                                 \
    return rate_tone (bps, tone_if_any);                                            \
  }                                                                                 \
  static uint64_t name##_key (const WeirFlow *flow, const WeirFlowContext *context) \
  {                                                                                 \
    return (uint64_t) (bps);                                                        \
  }

/* clang-format off */
RATE_COLUMN (rx_2s, weir_flow_get_rx_bps (flow, WEIR_WINDOW_2S), WEIR_FLOW_TONE_DOWNLOAD)
RATE_COLUMN (tx_2s, weir_flow_get_tx_bps (flow, WEIR_WINDOW_2S), WEIR_FLOW_TONE_UPLOAD)
RATE_COLUMN (rate_10s, both_bps (flow, WEIR_WINDOW_10S), WEIR_FLOW_TONE_PLAIN)
RATE_COLUMN (rate_40s, both_bps (flow, WEIR_WINDOW_40S), WEIR_FLOW_TONE_PLAIN)
/* clang-format on */

static uint64_t
total_key (const WeirFlow *flow, const WeirFlowContext *context)
{
  return flow->tx_bytes + flow->rx_bytes;
}

static void
total_text (const WeirFlow *flow,
            const WeirFlowContext *context,
            char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  char amount[WEIR_UNITS_TEXT_MAX];

  g_strlcpy (text, weir_units_format_amount (flow->tx_bytes + flow->rx_bytes, amount),
             WEIR_FLOW_COLUMN_TEXT_MAX);
}

const WeirFlowColumn weir_rate_columns[] = {
  {
      .id = "rx-2s",
      .is_of_sums = TRUE,
      .title = N_ ("↓ 2 s"),
      .name = N_ ("Download, 2 s"),
      .tooltip = N_ ("Download per second, over the last 2 seconds"),
      .is_numeric = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .text = rx_2s_text,
      .tone = rx_2s_tone,
      .key = rx_2s_key,
      .bar_window = WEIR_WINDOW_2S,
  },
  {
      .id = "tx-2s",
      .is_of_sums = TRUE,
      .title = N_ ("↑ 2 s"),
      .name = N_ ("Upload, 2 s"),
      .tooltip = N_ ("Upload per second, over the last 2 seconds"),
      .is_numeric = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .text = tx_2s_text,
      .tone = tx_2s_tone,
      .key = tx_2s_key,
      .bar_window = WEIR_WINDOW_2S,
  },
  {
      .id = "rate-10s",
      .is_of_sums = TRUE,
      .title = N_ ("10 s"),
      .name = N_ ("Both, 10 s"),
      .tooltip = N_ ("Both ways per second, over the last 10 seconds"),
      .is_numeric = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .text = rate_10s_text,
      .tone = rate_10s_tone,
      .key = rate_10s_key,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "rate-40s",
      .is_of_sums = TRUE,
      .title = N_ ("40 s"),
      .name = N_ ("Both, 40 s"),
      .tooltip = N_ ("Both ways per second, over the last 40 seconds"),
      .is_numeric = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .text = rate_40s_text,
      .tone = rate_40s_tone,
      .key = rate_40s_key,
      .bar_window = WEIR_WINDOW_40S,
  },
  {
      .id = "state",
      .title = N_ ("State"),
      .name = N_ ("TCP State"),
      .tooltip = N_ ("How far the TCP connection has come"),
      .is_optional = TRUE,
      .min_chars = 10,
      .nat_chars = 12,
      .field = "tcp_state",
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "rtt",
      .title = N_ ("RTT"),
      .name = N_ ("Round-Trip Time"),
      .tooltip = N_ ("Round-trip time to the other end"),
      .is_numeric = TRUE,
      .is_optional = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .field = "rtt_ms",
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "retransmitted",
      .title = N_ ("Again"),
      .name = N_ ("Sent Again"),
      .tooltip = N_ ("Bytes that had to be sent again, both ways"),
      .is_numeric = TRUE,
      .is_optional = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .field = "retransmitted_bytes",
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "total",
      .is_of_sums = TRUE,
      .title = N_ ("Total"),
      .tooltip = N_ ("Both ways since the flow was first seen"),
      .is_numeric = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .text = total_text,
      .key = total_key,
      .bar_window = WEIR_WINDOW_10S,
  },
};

const guint weir_n_rate_columns = G_N_ELEMENTS (weir_rate_columns);
