/* The columns of the flow list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/field-text.h"
#include "app/flow-columns.h"
#include "core/flow/flow-owner.h"
#include "core/identity/process.h"
#include "core/identity/user.h"
#include "core/naming/services.h"
#include "core/packet/protocol-name.h"

/* One way is "most" when it carries this many times the other. */
#define CLEARLY_MORE 4.0

static void
local_text (const WeirFlow *flow,
            const WeirFlowContext *context,
            char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  g_autofree char *local = weir_flow_key_dup_local_text (&flow->key);

  g_strlcpy (text, local, WEIR_FLOW_COLUMN_TEXT_MAX);
}

static void
remote_text (const WeirFlow *flow,
             const WeirFlowContext *context,
             char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  const char *name = context->hides_names
                         ? NULL
                         : weir_names_get_for_flow (context->known.options.names, flow, NULL);
  g_autofree char *remote = NULL;

  if (name != NULL && flow->key.remote_port != 0)
    g_snprintf (text, WEIR_FLOW_COLUMN_TEXT_MAX, "%s:%u", name, flow->key.remote_port);
  else if (name != NULL)
    g_strlcpy (text, name, WEIR_FLOW_COLUMN_TEXT_MAX);
  else
    {
      remote = weir_flow_key_dup_remote_text (&flow->key);
      g_strlcpy (text, remote, WEIR_FLOW_COLUMN_TEXT_MAX);
    }
}

static char *
remote_dup_more (const WeirFlow *flow, const WeirFlowContext *context)
{
  g_autofree char *remote = weir_flow_key_dup_remote_text (&flow->key);
  WeirNameSource source;
  const char *name = weir_names_get_for_flow (context->known.options.names, flow, &source);

  if (name == NULL)
    return g_steal_pointer (&remote);
  return g_strdup_printf ("%s\n%s\n%s", name, weir_name_source_get_label (source), remote);
}

static void
service_text (const WeirFlow *flow,
              const WeirFlowContext *context,
              char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  char protocol[WEIR_PROTOCOL_NAME_MAX];
  const char *service = NULL;

  weir_protocol_name (flow->key.family, flow->key.protocol, protocol);
  if (weir_protocol_has_ports (flow->key.family, flow->key.protocol))
    service = weir_services_for_flow (&flow->key, NULL);

  if (service != NULL)
    g_snprintf (text, WEIR_FLOW_COLUMN_TEXT_MAX, "%s · %s", service, protocol);
  else
    g_strlcpy (text, protocol, WEIR_FLOW_COLUMN_TEXT_MAX);
}

/* What went each way of late, in the shortest window that saw anything; in all if none did.
 * Returns: whether it is moving now */
static gboolean
recent_traffic (const WeirFlow *flow, double *tx, double *rx)
{
  for (WeirWindow window = WEIR_WINDOW_2S; window < WEIR_N_WINDOWS; window++)
    {
      *tx = weir_flow_get_tx_bps (flow, window);
      *rx = weir_flow_get_rx_bps (flow, window);
      if (*tx > 0 || *rx > 0)
        return TRUE;
    }

  *tx = (double) flow->tx_bytes;
  *rx = (double) flow->rx_bytes;
  return FALSE;
}

static void
direction_text (const WeirFlow *flow,
                const WeirFlowContext *context,
                char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  const char *glyph = "↔";
  double tx, rx;

  recent_traffic (flow, &tx, &rx);
  if (tx > CLEARLY_MORE * rx)
    glyph = "→";
  else if (rx > CLEARLY_MORE * tx)
    glyph = "←";

  g_strlcpy (text, glyph, WEIR_FLOW_COLUMN_TEXT_MAX);
}

static WeirFlowTone
direction_tone (const WeirFlow *flow)
{
  double tx, rx;

  if (!recent_traffic (flow, &tx, &rx))
    return WEIR_FLOW_TONE_DIM;
  if (tx > CLEARLY_MORE * rx)
    return WEIR_FLOW_TONE_UPLOAD;
  if (rx > CLEARLY_MORE * tx)
    return WEIR_FLOW_TONE_DOWNLOAD;
  return WEIR_FLOW_TONE_PLAIN;
}

static uint64_t
direction_key (const WeirFlow *flow, const WeirFlowContext *context)
{
  double tx, rx;

  recent_traffic (flow, &tx, &rx);
  if (tx > CLEARLY_MORE * rx)
    return 2;
  return rx > CLEARLY_MORE * tx ? 0 : 1;
}

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

/* Link-layer addresses, then IPv4 whole with its port, then the beginning of IPv6. */
static uint64_t
endpoint_key (const WeirAddress *address, uint16_t port, uint8_t family)
{
  gsize first = family == WEIR_FAMILY_IPV4 ? 12 : 0;
  uint64_t key = family;

  for (gsize i = first; i < first + 4; i++)
    key = key << 8 | address->bytes[i];

  if (family == WEIR_FAMILY_IPV4)
    return key << 24 | (uint64_t) port << 8;

  return key << 24 | (uint64_t) address->bytes[4] << 16 | (uint64_t) address->bytes[5] << 8
         | address->bytes[6];
}

static uint64_t
local_key (const WeirFlow *flow, const WeirFlowContext *context)
{
  return endpoint_key (&flow->key.local, flow->key.local_port, flow->key.family);
}

static uint64_t
remote_key (const WeirFlow *flow, const WeirFlowContext *context)
{
  return endpoint_key (&flow->key.remote, flow->key.remote_port, flow->key.family);
}

static int
local_compare (const WeirFlow *a, const WeirFlow *b, const WeirFlowContext *context)
{
  int order = memcmp (&a->key.local, &b->key.local, sizeof (WeirAddress));

  return order != 0 ? order : (int) a->key.local_port - (int) b->key.local_port;
}

static int
remote_compare (const WeirFlow *a, const WeirFlow *b, const WeirFlowContext *context)
{
  int order = memcmp (&a->key.remote, &b->key.remote, sizeof (WeirAddress));

  return order != 0 ? order : (int) a->key.remote_port - (int) b->key.remote_port;
}

static uint64_t
service_key (const WeirFlow *flow, const WeirFlowContext *context)
{
  char text[WEIR_FLOW_COLUMN_TEXT_MAX];

  service_text (flow, context, text);
  return weir_text_key (text);
}

static int
service_compare (const WeirFlow *a, const WeirFlow *b, const WeirFlowContext *context)
{
  char text_a[WEIR_FLOW_COLUMN_TEXT_MAX], text_b[WEIR_FLOW_COLUMN_TEXT_MAX];

  service_text (a, context, text_a);
  service_text (b, context, text_b);
  return g_ascii_strcasecmp (text_a, text_b);
}

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
process_tone (const WeirFlow *flow)
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

static GIcon *
process_icon (const WeirFlow *flow)
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

static uint64_t
process_key (const WeirFlow *flow, const WeirFlowContext *context)
{
  char text[WEIR_FLOW_COLUMN_TEXT_MAX];

  process_text (flow, context, text);
  return weir_text_key (text);
}

static int
process_compare (const WeirFlow *a, const WeirFlow *b, const WeirFlowContext *context)
{
  char text_a[WEIR_FLOW_COLUMN_TEXT_MAX], text_b[WEIR_FLOW_COLUMN_TEXT_MAX];

  process_text (a, context, text_a);
  process_text (b, context, text_b);
  return g_ascii_strcasecmp (text_a, text_b);
}

static const WeirFlowColumn columns[] = {
  {
      .id = "process",
      .title = N_ ("Program"),
      .tooltip = N_ ("The application or program on this computer, where it is known"),
      .is_of_sockets = TRUE,
      .min_chars = 10,
      .nat_chars = 16,
      .text = process_text,
      .tone = process_tone,
      .icon = process_icon,
      .dup_more = process_dup_more,
      .key = process_key,
      .compare = process_compare,
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
  {
      .id = "local",
      .title = N_ ("Local"),
      .tooltip = N_ ("This computer’s side; of traffic between others, the side that began"),
      .min_chars = 17,
      .nat_chars = 24,
      .is_address = TRUE,
      .text = local_text,
      .key = local_key,
      .compare = local_compare,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "direction",
      .title = "",
      .name = N_ ("Direction"),
      .tooltip = N_ ("Which way most of it goes"),
      .min_chars = 2,
      .nat_chars = 2,
      .text = direction_text,
      .tone = direction_tone,
      .key = direction_key,
      .bar_window = WEIR_WINDOW_2S,
  },
  {
      .id = "remote",
      .title = N_ ("Remote"),
      .tooltip = N_ ("The other side. The bar shows its rate on a logarithmic scale: "
                     "download above, upload below"),
      .has_bar = TRUE,
      .expands = TRUE,
      .min_chars = 19,
      .nat_chars = 30,
      .is_address = TRUE,
      .text = remote_text,
      .dup_more = remote_dup_more,
      .key = remote_key,
      .compare = remote_compare,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "service",
      .title = N_ ("Service"),
      .tooltip = N_ ("Service and protocol"),
      .min_chars = 10,
      .nat_chars = 16,
      .text = service_text,
      .key = service_key,
      .compare = service_compare,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "rx-2s",
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

const WeirFlowColumn *
weir_flow_columns_get (guint *n_columns)
{
  *n_columns = G_N_ELEMENTS (columns);
  return columns;
}

const WeirFlowColumn *
weir_flow_columns_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      if (strcmp (columns[i].id, id) == 0)
        return &columns[i];
    }

  return NULL;
}

const char *
weir_flow_column_get_name (const WeirFlowColumn *self)
{
  return _ (self->name != NULL ? self->name : self->title);
}

/* Looked up once: lists are long. */
static const WeirFlowField *
get_field (const WeirFlowColumn *self)
{
  static const WeirFlowField *fields[G_N_ELEMENTS (columns)];
  const WeirFlowField **place = &fields[self - columns];

  if (*place == NULL)
    *place = weir_flow_field_find (self->field);
  return *place;
}

const char *
weir_flow_column_read (const WeirFlowColumn *self,
                       const WeirFlow *flow,
                       const WeirFlowContext *context,
                       char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  if (self->field != NULL)
    weir_field_text (get_field (self), &context->known, flow, text, WEIR_FLOW_COLUMN_TEXT_MAX);
  else
    self->text (flow, context, text);
  return text;
}

uint64_t
weir_flow_column_get_key (const WeirFlowColumn *self,
                          const WeirFlow *flow,
                          const WeirFlowContext *context)
{
  if (self->field != NULL)
    return weir_field_key (get_field (self), &context->known, flow);
  return self->key (flow, context);
}

int
weir_flow_column_compare (const WeirFlowColumn *self,
                          const WeirFlow *a,
                          const WeirFlow *b,
                          const WeirFlowContext *context)
{
  char text_a[WEIR_FLOW_COLUMN_TEXT_MAX], text_b[WEIR_FLOW_COLUMN_TEXT_MAX];

  if (self->compare != NULL)
    return self->compare (a, b, context);
  if (self->field == NULL || self->is_numeric)
    return 0;

  weir_flow_column_read (self, a, context, text_a);
  weir_flow_column_read (self, b, context, text_b);
  return g_ascii_strcasecmp (text_a, text_b);
}

char *
weir_flow_columns_dup_row_text (const WeirFlow *flow, const WeirFlowContext *context)
{
  g_autoptr (GString) row = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      char text[WEIR_FLOW_COLUMN_TEXT_MAX];

      if (columns[i].is_optional || (columns[i].is_of_sockets && flow->socket == NULL))
        continue;
      weir_flow_column_read (&columns[i], flow, context, text);
      if (row->len > 0)
        g_string_append_c (row, '\t');
      g_string_append (row, text);
    }

  return g_string_free (g_steal_pointer (&row), FALSE);
}
