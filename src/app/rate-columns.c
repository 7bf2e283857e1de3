/* Columns about how much a flow carries, and how well.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/flow-columns-private.h"

/* Where each direction has a line, the cell asks for one after the other. */
static double
shown_bps (const WeirFlow *flow, const WeirFlowContext *context, WeirWindow window)
{
  double bps = 0;

  if (context->style.line_mode != WEIR_LINE_RECEIVED)
    bps += weir_flow_get_tx_bps (flow, window);
  if (context->style.line_mode != WEIR_LINE_SENT)
    bps += weir_flow_get_rx_bps (flow, window);
  return bps;
}

static uint64_t
shown_bytes (const WeirFlow *flow, const WeirFlowContext *context)
{
  uint64_t bytes = 0;

  if (context->style.line_mode != WEIR_LINE_RECEIVED)
    bytes += flow->tx_bytes;
  if (context->style.line_mode != WEIR_LINE_SENT)
    bytes += flow->rx_bytes;
  return bytes;
}

static WeirFlowTone
shown_tone (const WeirFlowContext *context)
{
  if (context->style.line_mode == WEIR_LINE_SENT)
    return WEIR_FLOW_TONE_UPLOAD;
  if (context->style.line_mode == WEIR_LINE_RECEIVED)
    return WEIR_FLOW_TONE_DOWNLOAD;
  return WEIR_FLOW_TONE_PLAIN;
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

static void
amount_text (uint64_t bytes, char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  char amount[WEIR_UNITS_TEXT_MAX];

  g_strlcpy (text, weir_units_format_amount (bytes, amount), WEIR_FLOW_COLUMN_TEXT_MAX);
}

/* A text, a tone and a key for a column that shows the rate @bps (an expression over flow). */
#define RATE_COLUMN(name, bps, tone_if_any)                                              \
  static void name##_text (const WeirFlow *flow, const WeirFlowContext *context,         \
                           char text[WEIR_FLOW_COLUMN_TEXT_MAX])                         \
  {                                                                                      \
    rate_text (bps, context->unit, text);                                                \
  }                                                                                      \
  static WeirFlowTone name##_tone (const WeirFlow *flow, const WeirFlowContext *context) \
  {                                                                                      \
    return rate_tone (bps, tone_if_any);                                                 \
  }                                                                                      \
  static uint64_t name##_key (const WeirFlow *flow, const WeirFlowContext *context)      \
  {                                                                                      \
    return (uint64_t) (bps);                                                             \
  }

/* A text and a key for a column that shows the amount @bytes (an expression over flow). */
#define AMOUNT_COLUMN(name, bytes)                                                  \
  static void name##_text (const WeirFlow *flow, const WeirFlowContext *context,    \
                           char text[WEIR_FLOW_COLUMN_TEXT_MAX])                    \
  {                                                                                 \
    amount_text (bytes, text);                                                      \
  }                                                                                 \
  static uint64_t name##_key (const WeirFlow *flow, const WeirFlowContext *context) \
  {                                                                                 \
    return bytes;                                                                   \
  }

/* clang-format off */
RATE_COLUMN (rx_2s, weir_flow_get_rx_bps (flow, WEIR_WINDOW_2S), WEIR_FLOW_TONE_DOWNLOAD)
RATE_COLUMN (tx_2s, weir_flow_get_tx_bps (flow, WEIR_WINDOW_2S), WEIR_FLOW_TONE_UPLOAD)
RATE_COLUMN (rate_2s, shown_bps (flow, context, WEIR_WINDOW_2S), shown_tone (context))
RATE_COLUMN (rate_10s, shown_bps (flow, context, WEIR_WINDOW_10S), shown_tone (context))
RATE_COLUMN (rate_40s, shown_bps (flow, context, WEIR_WINDOW_40S), shown_tone (context))
AMOUNT_COLUMN (total, shown_bytes (flow, context))
AMOUNT_COLUMN (sent, flow->tx_bytes)
AMOUNT_COLUMN (received, flow->rx_bytes)
/* clang-format on */

static WeirFlowTone
total_tone (const WeirFlow *flow, const WeirFlowContext *context)
{
  return shown_bytes (flow, context) > 0 ? shown_tone (context) : WEIR_FLOW_TONE_DIM;
}

static void
history_text (const WeirFlow *flow,
              const WeirFlowContext *context,
              char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  text[0] = '\0';
}

const WeirFlowColumn weir_rate_columns[] = {
  {
      .id = "rx-2s",
      .is_of_sums = TRUE,
      .line_modes = 1 << WEIR_LINE_BOTH | 1 << WEIR_LINE_RECEIVED,
      .kin = "2s",
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
      .line_modes = 1 << WEIR_LINE_BOTH | 1 << WEIR_LINE_SENT,
      .kin = "2s",
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
      .id = "rate-2s",
      .is_of_sums = TRUE,
      .is_two_lined = TRUE,
      .is_optional = TRUE,
      .line_modes = 1 << WEIR_LINE_BOTH | 1 << WEIR_LINE_TWO,
      .kin = "2s",
      .title = N_ ("2 s"),
      .name = N_ ("Both, 2 s"),
      .tooltip = N_ ("Per second, over the last 2 seconds: both ways, unless rows show one alone"),
      .is_numeric = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .text = rate_2s_text,
      .tone = rate_2s_tone,
      .key = rate_2s_key,
      .bar_window = WEIR_WINDOW_2S,
  },
  {
      .id = "rate-10s",
      .is_of_sums = TRUE,
      .is_two_lined = TRUE,
      .title = N_ ("10 s"),
      .name = N_ ("Both, 10 s"),
      .tooltip = N_ ("Per second, over the last 10 seconds: both ways, unless rows show one alone"),
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
      .is_two_lined = TRUE,
      .title = N_ ("40 s"),
      .name = N_ ("Both, 40 s"),
      .tooltip = N_ ("Per second, over the last 40 seconds: both ways, unless rows show one alone"),
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
      .id = "sent",
      .is_of_sums = TRUE,
      .is_optional = TRUE,
      .title = N_ ("Sent"),
      .tooltip = N_ ("What was sent since the flow was first seen"),
      .is_numeric = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .text = sent_text,
      .key = sent_key,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "received",
      .is_of_sums = TRUE,
      .is_optional = TRUE,
      .title = N_ ("Received"),
      .tooltip = N_ ("What was received since the flow was first seen"),
      .is_numeric = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .text = received_text,
      .key = received_key,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "total",
      .is_of_sums = TRUE,
      .is_two_lined = TRUE,
      .title = N_ ("Total"),
      .tooltip = N_ ("Since the flow was first seen: both ways, unless rows show one alone"),
      .is_numeric = TRUE,
      .min_chars = 8,
      .nat_chars = 8,
      .text = total_text,
      .tone = total_tone,
      .key = total_key,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "history",
      .is_of_sums = TRUE,
      .has_sparkline = TRUE,
      .title = N_ ("Last 40 s"),
      .tooltip = N_ ("Each of the last 40 seconds: download above the line, upload below; "
                     "every row has a scale of its own"),
      .text = history_text,
      .key = rate_40s_key,
      .bar_window = WEIR_WINDOW_40S,
  },
};

const guint weir_n_rate_columns = G_N_ELEMENTS (weir_rate_columns);
