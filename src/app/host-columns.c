/* Columns about the two ends of a flow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/flow-columns-private.h"
#include "app/field-text.h"
#include "core/packet/protocol-name.h"

/* One way is "most" when it carries this many times the other. */
#define CLEARLY_MORE 4.0

/* @with_port: (transfer full) (nullable): the address alone */
static void
endpoint_text (const WeirAddress *address,
               uint8_t family,
               char *with_port,
               char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  g_autofree char *whole = with_port;

  G_STATIC_ASSERT (WEIR_ADDRESS_TEXT_MAX <= WEIR_FLOW_COLUMN_TEXT_MAX);
  if (whole != NULL)
    g_strlcpy (text, whole, WEIR_FLOW_COLUMN_TEXT_MAX);
  else
    weir_address_format (address, family, text);
}

static void
local_text (const WeirFlow *flow,
            const WeirFlowContext *context,
            char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  endpoint_text (&flow->key.local, flow->key.family,
                 context->style.hides_ports ? NULL : weir_flow_key_dup_local_text (&flow->key),
                 text);
}

static void
remote_text (const WeirFlow *flow,
             const WeirFlowContext *context,
             char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  const char *name = context->hides_names
                         ? NULL
                         : weir_names_get_for_flow (context->known.options.names, flow, NULL);

  if (name != NULL && flow->key.remote_port != 0 && !context->style.hides_ports)
    g_snprintf (text, WEIR_FLOW_COLUMN_TEXT_MAX, "%s:%u", name, flow->key.remote_port);
  else if (name != NULL)
    g_strlcpy (text, name, WEIR_FLOW_COLUMN_TEXT_MAX);
  else
    endpoint_text (&flow->key.remote, flow->key.family,
                   context->style.hides_ports ? NULL : weir_flow_key_dup_remote_text (&flow->key),
                   text);
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
  static const WeirFlowField *field;
  char protocol[WEIR_PROTOCOL_NAME_MAX];
  char service[WEIR_FLOW_COLUMN_TEXT_MAX];
  gboolean is_remote;

  if (field == NULL)
    field = weir_flow_field_find ("service");
  weir_protocol_name (flow->key.family, flow->key.protocol, protocol);
  if (!context->style.hides_services)
    weir_field_text (field, &context->known, flow, service, sizeof service);
  else if (weir_report_get_service (NULL, flow, &is_remote) != NULL)
    g_snprintf (service, sizeof service, "%d",
                is_remote ? flow->key.remote_port : flow->key.local_port);
  else
    *service = '\0';

  if (*service != '\0')
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
  /* The local side stands where lines begin. */
  const char *sent = context->style.is_mirrored ? "←" : "→";
  const char *received = context->style.is_mirrored ? "→" : "←";
  const char *glyph = "↔";
  double tx, rx;

  recent_traffic (flow, &tx, &rx);
  if (context->style.line_mode == WEIR_LINE_SENT)
    glyph = sent;
  else if (context->style.line_mode == WEIR_LINE_RECEIVED)
    glyph = received;
  else if (tx > CLEARLY_MORE * rx)
    glyph = sent;
  else if (rx > CLEARLY_MORE * tx)
    glyph = received;

  g_strlcpy (text, glyph, WEIR_FLOW_COLUMN_TEXT_MAX);
}

static WeirFlowTone
direction_tone (const WeirFlow *flow, const WeirFlowContext *context)
{
  double tx, rx;

  if (!recent_traffic (flow, &tx, &rx))
    return WEIR_FLOW_TONE_DIM;
  if (context->style.line_mode == WEIR_LINE_SENT)
    return tx > 0 ? WEIR_FLOW_TONE_UPLOAD : WEIR_FLOW_TONE_DIM;
  if (context->style.line_mode == WEIR_LINE_RECEIVED)
    return rx > 0 ? WEIR_FLOW_TONE_DOWNLOAD : WEIR_FLOW_TONE_DIM;
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

static void
country_text (const WeirFlow *flow,
              const WeirFlowContext *context,
              char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  const WeirPlace *place = weir_flow_context_get_place (context, flow);

  text[0] = '\0';
  if (place != NULL)
    g_strlcpy (text, *place->country_name != '\0' ? place->country_name : place->country,
               WEIR_FLOW_COLUMN_TEXT_MAX);
}

static void
network_text (const WeirFlow *flow,
              const WeirFlowContext *context,
              char text[WEIR_FLOW_COLUMN_TEXT_MAX])
{
  const WeirPlace *place = weir_flow_context_get_place (context, flow);

  text[0] = '\0';
  if (place != NULL && *place->as_name != '\0')
    g_strlcpy (text, place->as_name, WEIR_FLOW_COLUMN_TEXT_MAX);
  else if (place != NULL && place->asn != 0)
    g_snprintf (text, WEIR_FLOW_COLUMN_TEXT_MAX, "AS%u", place->asn);
}

const WeirFlowColumn weir_host_columns[] = {
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
      .is_of_sums = TRUE,
      .is_two_lined = TRUE,
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
      .tooltip = N_ ("The other side"),
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
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "country",
      .title = N_ ("Country"),
      .tooltip = N_ ("Where the other end is, by the databases that are installed"),
      .is_optional = TRUE,
      .min_chars = 8,
      .nat_chars = 12,
      .text = country_text,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "network",
      .title = N_ ("Network"),
      .tooltip = N_ ("Who runs the network of the other end (its autonomous system)"),
      .is_optional = TRUE,
      .min_chars = 8,
      .nat_chars = 18,
      .text = network_text,
      .bar_window = WEIR_WINDOW_10S,
  },
  {
      .id = "maker",
      .title = N_ ("Maker"),
      .tooltip = N_ ("Who made the other end’s network card, if it is on this link"),
      .is_optional = TRUE,
      .min_chars = 8,
      .nat_chars = 14,
      .field = "maker",
      .bar_window = WEIR_WINDOW_10S,
  },
};

const guint weir_n_host_columns = G_N_ELEMENTS (weir_host_columns);
