/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter-field.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/flow/flow-owner.h"
#include "core/identity/user.h"

/* A flow is new in its first seconds, and idle when it has been silent for as long. */
#define RECENT_S 10.0

static double
seconds_since (int64_t time_us, const WeirFilterContext *context)
{
  return (double) MAX (context->now_us - time_us, 0) / G_USEC_PER_SEC;
}

#define NUMBER(name, expression)                                                     \
  static double read_##name (const WeirFlow *flow, const WeirFilterContext *context) \
  {                                                                                  \
    return (expression);                                                             \
  }

#define TX(window) weir_flow_get_tx_bps (flow, window)
#define RX(window) weir_flow_get_rx_bps (flow, window)

/* clang-format off */
NUMBER (rate, TX (WEIR_WINDOW_10S) + RX (WEIR_WINDOW_10S))
NUMBER (tx, TX (WEIR_WINDOW_10S))
NUMBER (rx, RX (WEIR_WINDOW_10S))
NUMBER (rate_2s, TX (WEIR_WINDOW_2S) + RX (WEIR_WINDOW_2S))
NUMBER (rate_40s, TX (WEIR_WINDOW_40S) + RX (WEIR_WINDOW_40S))
NUMBER (peak, 8.0 * (double) flow->peak_both)
NUMBER (total, (double) flow->tx_bytes + (double) flow->rx_bytes)
NUMBER (sent, (double) flow->tx_bytes)
NUMBER (received, (double) flow->rx_bytes)
NUMBER (packets, (double) flow->tx_packets + (double) flow->rx_packets)
NUMBER (age, seconds_since (flow->first_us, context))
NUMBER (idle, seconds_since (flow->last_us, context))
/* clang-format on */

static const char *
read_user (const WeirFlow *flow, const WeirFilterContext *context)
{
  if (!weir_flow_has_socket (flow))
    return NULL;
  return context->never_waits ? weir_user_peek (flow->socket->uid)
                              : weir_user_lookup (flow->socket->uid);
}

static const char *
read_interface (const WeirFlow *flow, const WeirFilterContext *context)
{
  return context->interface;
}

const WeirFilterField weir_filter_fields[] = {
  {
      .name = "app",
      .aliases = "application program",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Application, or program where that is not known"),
      .reads = { "application", "process" },
      .takes_first = TRUE,
      .is_shown = TRUE,
  },
  {
      .name = "process",
      .aliases = "comm",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Name of the process"),
      .reads = { "process" },
      .is_shown = TRUE,
  },
  {
      .name = "pid",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Number of the process"),
      .reads = { "pid" },
      .unit = WEIR_NUMBER_COUNT,
  },
  {
      .name = "user",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Name of the user"),
      .read_text = read_user,
  },
  {
      .name = "uid",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Number of the user"),
      .reads = { "uid" },
      .unit = WEIR_NUMBER_COUNT,
  },
  {
      .name = "unit",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Unit of systemd"),
      .reads = { "unit" },
      .is_shown = TRUE,
  },
  {
      .name = "container",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Container"),
      .reads = { "container" },
      .is_shown = TRUE,
  },
  {
      .name = "publisher",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Who published the program"),
      .reads = { "publisher" },
      .is_shown = TRUE,
  },
  {
      .name = "executable",
      .aliases = "exe path",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Path of the program"),
      .reads = { "executable" },
  },
  {
      .name = "sha256",
      .aliases = "executable_sha256",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("SHA-256 of a program that no package has"),
      .reads = { "executable_sha256" },
  },
  {
      .name = "owner",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("How the program was found, or why none is known"),
      .reads = { "owner_match", "owner_unknown_why" },
  },
  {
      .name = "host",
      .aliases = "address ip",
      .kind = WEIR_FILTER_ADDRESS,
      .description = N_ ("Address, network or name of either side"),
      .side = WEIR_SIDE_BOTH,
  },
  {
      .name = "local",
      .aliases = "local_address",
      .kind = WEIR_FILTER_ADDRESS,
      .description = N_ ("Address, network or name of this side"),
      .side = WEIR_SIDE_LOCAL,
  },
  {
      .name = "remote",
      .aliases = "remote_address",
      .kind = WEIR_FILTER_ADDRESS,
      .description = N_ ("Address, network or name of the other side"),
      .side = WEIR_SIDE_REMOTE,
  },
  {
      .name = "namefrom",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Where the other side’s name came from: tls, dns, …"),
      .reads = { "remote_name_source" },
  },
  {
      .name = "net",
      .aliases = "network",
      .kind = WEIR_FILTER_NETWORK,
      .description = N_ ("Network of either side, such as 10.0.0.0/8"),
      .side = WEIR_SIDE_BOTH,
  },
  {
      .name = "port",
      .kind = WEIR_FILTER_PORT,
      .description = N_ ("Port of either side: a number, a range or a service"),
      .side = WEIR_SIDE_BOTH,
  },
  {
      .name = "lport",
      .aliases = "local_port",
      .kind = WEIR_FILTER_PORT,
      .description = N_ ("Port of this side"),
      .side = WEIR_SIDE_LOCAL,
  },
  {
      .name = "rport",
      .aliases = "remote_port",
      .kind = WEIR_FILTER_PORT,
      .description = N_ ("Port of the other side"),
      .side = WEIR_SIDE_REMOTE,
  },
  {
      .name = "service",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Name of the service"),
      .reads = { "service" },
      .is_shown = TRUE,
  },
  {
      .name = "spoken",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("What is spoken, by the content"),
      .reads = { "spoken" },
  },
  {
      .name = "proto",
      .aliases = "protocol",
      .kind = WEIR_FILTER_PROTOCOL,
      .description = N_ ("Protocol, by name or number"),
  },
  {
      .name = "interface",
      .aliases = "if iface dev",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Network interface"),
      .read_text = read_interface,
  },
  {
      .name = "country",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Country of the other side, as two letters"),
      .reads = { "country" },
  },
  {
      .name = "asn",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Number of the other side’s network (autonomous system)"),
      .reads = { "asn" },
      .unit = WEIR_NUMBER_COUNT,
  },
  {
      .name = "operator",
      .aliases = "as_name as org",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Who operates the other side’s network"),
      .reads = { "as_name" },
      .is_shown = TRUE,
  },
  {
      .name = "mac",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Hardware address of the other side"),
      .reads = { "mac" },
  },
  {
      .name = "maker",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("Maker of the other side’s network hardware"),
      .reads = { "maker" },
      .is_shown = TRUE,
  },
  {
      .name = "state",
      .kind = WEIR_FILTER_TEXT,
      .description = N_ ("State of a TCP connection"),
      .reads = { "tcp_state" },
  },
  {
      .name = "is",
      .kind = WEIR_FILTER_FLAG,
      .description = N_ ("What kind of flow: new, active, local, ipv6, …"),
  },
  {
      .name = "rate",
      .aliases = "rate10",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Rate of both ways over 10 seconds"),
      .read_number = read_rate,
      .unit = WEIR_NUMBER_RATE,
  },
  {
      .name = "rx",
      .aliases = "down download",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Download rate over 10 seconds"),
      .read_number = read_rx,
      .unit = WEIR_NUMBER_RATE,
  },
  {
      .name = "tx",
      .aliases = "up upload",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Upload rate over 10 seconds"),
      .read_number = read_tx,
      .unit = WEIR_NUMBER_RATE,
  },
  {
      .name = "rate2",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Rate of both ways over 2 seconds"),
      .read_number = read_rate_2s,
      .unit = WEIR_NUMBER_RATE,
  },
  {
      .name = "rate40",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Rate of both ways over 40 seconds"),
      .read_number = read_rate_40s,
      .unit = WEIR_NUMBER_RATE,
  },
  {
      .name = "peak",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Rate of the fullest second"),
      .read_number = read_peak,
      .unit = WEIR_NUMBER_RATE,
  },
  {
      .name = "total",
      .aliases = "bytes",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Bytes of both ways since the start"),
      .read_number = read_total,
      .unit = WEIR_NUMBER_AMOUNT,
  },
  {
      .name = "received",
      .aliases = "rx_bytes",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Bytes received since the start"),
      .read_number = read_received,
      .unit = WEIR_NUMBER_AMOUNT,
  },
  {
      .name = "sent",
      .aliases = "tx_bytes",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Bytes sent since the start"),
      .read_number = read_sent,
      .unit = WEIR_NUMBER_AMOUNT,
  },
  {
      .name = "packets",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Packets of both ways since the start"),
      .read_number = read_packets,
      .unit = WEIR_NUMBER_COUNT,
  },
  {
      .name = "age",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Time since the first packet"),
      .read_number = read_age,
      .unit = WEIR_NUMBER_DURATION,
  },
  {
      .name = "idle",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Time since the last packet"),
      .read_number = read_idle,
      .unit = WEIR_NUMBER_DURATION,
  },
  {
      .name = "rtt",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Round-trip time"),
      .reads = { "rtt_ms" },
      .unit = WEIR_NUMBER_RTT,
  },
  {
      .name = "localrtt",
      .aliases = "local_rtt_ms",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Round-trip time to the local side, of flows of others"),
      .reads = { "local_rtt_ms" },
      .unit = WEIR_NUMBER_RTT,
  },
  {
      .name = "handshake",
      .aliases = "handshake_rtt_ms",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Time that opening the connection took"),
      .reads = { "handshake_rtt_ms" },
      .unit = WEIR_NUMBER_RTT,
  },
  {
      .name = "retransmitted",
      .aliases = "retransmitted_bytes",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Bytes that were sent again"),
      .reads = { "retransmitted_bytes" },
      .unit = WEIR_NUMBER_AMOUNT,
  },
  {
      .name = "retransmits",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Segments that the system has sent again"),
      .reads = { "retransmits" },
      .unit = WEIR_NUMBER_COUNT,
  },
  {
      .name = "outoforder",
      .aliases = "out_of_order_bytes",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("Bytes that came out of order"),
      .reads = { "out_of_order_bytes" },
      .unit = WEIR_NUMBER_AMOUNT,
  },
  {
      .name = "zerowindows",
      .aliases = "zero_windows",
      .kind = WEIR_FILTER_NUMBER,
      .description = N_ ("How often a side had no room for more"),
      .reads = { "zero_windows" },
      .unit = WEIR_NUMBER_COUNT,
  },
};

const guint weir_n_filter_fields = G_N_ELEMENTS (weir_filter_fields);

static gboolean
read_flag (const char *name, const WeirFlow *flow, const WeirFilterContext *context)
{
  WeirFieldValue value = { .kind = WEIR_FIELD_ABSENT };

  weir_flow_field_find (name)->read (context->known, flow, &value);
  return value.kind == WEIR_FIELD_BOOLEAN && value.boolean;
}

#define FLAG(name, expression)                                                       \
  static gboolean is_##name (const WeirFlow *flow, const WeirFilterContext *context) \
  {                                                                                  \
    return (expression);                                                             \
  }

/* clang-format off */
FLAG (new, seconds_since (flow->first_us, context) < RECENT_S)
FLAG (active, seconds_since (flow->last_us, context) < RECENT_S)
FLAG (idle, !is_active (flow, context))
FLAG (local, flow->is_local != 0)
FLAG (foreign, flow->is_local == 0)
FLAG (download, flow->rx_bytes > flow->tx_bytes)
FLAG (upload, flow->tx_bytes > flow->rx_bytes)
FLAG (gateway, read_flag ("is_gateway", flow, context))
FLAG (ipv4, flow->key.family == WEIR_FAMILY_IPV4)
FLAG (ipv6, flow->key.family == WEIR_FAMILY_IPV6)
FLAG (group, weir_address_is_group (&flow->key.remote, flow->key.family)
             || weir_address_is_group (&flow->key.local, flow->key.family))
/* clang-format on */

const WeirFilterFlag weir_filter_flags[] = {
  { "new", N_ ("First seen in the last 10 seconds"), is_new },
  { "active", N_ ("With a packet in the last 10 seconds"), is_active },
  { "idle", N_ ("Silent for 10 seconds or more"), is_idle },
  { "local", N_ ("This computer is one side"), is_local },
  { "foreign", N_ ("Between two others"), is_foreign },
  { "download", N_ ("More was received than sent"), is_download },
  { "upload", N_ ("More was sent than received"), is_upload },
  { "ipv4", N_ ("IPv4"), is_ipv4 },
  { "ipv6", N_ ("IPv6"), is_ipv6 },
  { "gateway", N_ ("The other side is a gateway of this computer"), is_gateway },
  { "multicast", N_ ("To a group of hosts, or to all"), is_group },
};

const guint weir_n_filter_flags = G_N_ELEMENTS (weir_filter_flags);

const char *
weir_filter_context_get_name (const WeirFilterContext *self, const WeirFlow *flow)
{
  return self->known != NULL ? weir_names_get_for_flow (self->known->options.names, flow, NULL)
                             : NULL;
}

static gboolean
is_name (const char *name, gsize length, const char *wanted)
{
  return strlen (wanted) == length && g_ascii_strncasecmp (name, wanted, length) == 0;
}

static gboolean
is_one_of (const char *name, gsize length, const char *words)
{
  while (words != NULL && *words != '\0')
    {
      gsize n = strcspn (words, " ");

      if (n == length && g_ascii_strncasecmp (name, words, n) == 0)
        return TRUE;
      words += n;
      words += *words == ' ';
    }

  return FALSE;
}

const WeirFilterField *
weir_filter_field_find (const char *name, gssize length)
{
  gsize n = length < 0 ? strlen (name) : (gsize) length;

  for (guint i = 0; i < weir_n_filter_fields; i++)
    {
      const WeirFilterField *field = &weir_filter_fields[i];

      if (is_name (name, n, field->name) || is_one_of (name, n, field->aliases))
        return field;
    }

  return NULL;
}

const WeirFilterFlag *
weir_filter_flag_find (const char *name)
{
  for (guint i = 0; i < weir_n_filter_flags; i++)
    {
      if (g_ascii_strcasecmp (weir_filter_flags[i].name, name) == 0)
        return &weir_filter_flags[i];
    }

  return NULL;
}

/* By the place in both tables, found once. */
static const WeirFlowField *
get_flow_field (const WeirFilterField *self, guint i)
{
  static const WeirFlowField *found[G_N_ELEMENTS (weir_filter_fields)][WEIR_FILTER_MAX_TEXTS];
  const WeirFlowField **place = &found[self - weir_filter_fields][i];

  if (*place == NULL)
    *place = weir_flow_field_find (self->reads[i]);
  return *place;
}

gboolean
weir_filter_field_read_number (const WeirFilterField *self,
                               const WeirFlow *flow,
                               const WeirFilterContext *context,
                               double *number)
{
  WeirFieldValue value = { .kind = WEIR_FIELD_ABSENT };

  if (self->read_number != NULL)
    {
      *number = self->read_number (flow, context);
      return TRUE;
    }

  get_flow_field (self, 0)->read (context->known, flow, &value);
  switch (value.kind)
    {
    case WEIR_FIELD_UINT:
      *number = (double) value.uint;
      return TRUE;
    case WEIR_FIELD_DECIMAL:
      *number = value.decimal;
      return TRUE;
    case WEIR_FIELD_DURATION:
      *number = (double) value.duration_us / 1000.0;
      return TRUE;
    case WEIR_FIELD_ABSENT:
    case WEIR_FIELD_TEXT:
    case WEIR_FIELD_BOOLEAN:
    case WEIR_FIELD_TIME:
    default:
      return FALSE;
    }
}

static void
read_flow_field (const WeirFlowField *field,
                 const WeirFlow *flow,
                 const WeirFilterContext *context,
                 WeirFilterTexts *texts)
{
  WeirFieldValue *value = &texts->values[texts->n];

  value->kind = WEIR_FIELD_ABSENT;
  field->read (context->known, flow, value);
  if (value->kind == WEIR_FIELD_TEXT && *value->text != '\0')
    texts->texts[texts->n++] = value->text;
}

static void
read_address (const WeirAddress *address, WeirFamily family, WeirFilterTexts *texts)
{
  char *room = texts->values[texts->n].room;

  texts->texts[texts->n] = weir_address_format (address, family, room);
  if (*room != '\0')
    texts->n++;
}

static void
read_addresses (const WeirFilterField *self,
                const WeirFlow *flow,
                const WeirFilterContext *context,
                gboolean names_only,
                WeirFilterTexts *texts)
{
  gboolean is_remote = (self->side & WEIR_SIDE_REMOTE) != 0;
  const char *name = is_remote ? weir_filter_context_get_name (context, flow) : NULL;

  if (name != NULL)
    texts->texts[texts->n++] = name;
  if (names_only)
    return;
  if (is_remote)
    read_address (&flow->key.remote, flow->key.family, texts);
  if ((self->side & WEIR_SIDE_LOCAL) != 0)
    read_address (&flow->key.local, flow->key.family, texts);
}

void
weir_filter_field_read_texts (const WeirFilterField *self,
                              const WeirFlow *flow,
                              const WeirFilterContext *context,
                              gboolean names_only,
                              WeirFilterTexts *texts)
{
  texts->n = 0;
  if (self->kind == WEIR_FILTER_ADDRESS)
    read_addresses (self, flow, context, names_only, texts);

  if (self->read_text != NULL)
    {
      const char *text = self->read_text (flow, context);

      if (text != NULL)
        texts->texts[texts->n++] = text;
    }

  for (guint i = 0; i < WEIR_FILTER_MAX_TEXTS && self->reads[i] != NULL; i++)
    {
      if (self->takes_first && texts->n > 0)
        break;
      if (texts->n < WEIR_FILTER_MAX_TEXTS)
        read_flow_field (get_flow_field (self, i), flow, context, texts);
    }
}
