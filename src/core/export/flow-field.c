/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/export/flow-field.h"
#include "core/flow/flow-owner.h"
#include "core/identity/process.h"
#include "core/identity/user.h"
#include "core/packet/protocol-name.h"
#include "core/packet/spoken.h"

G_STATIC_ASSERT (WEIR_PROTOCOL_NAME_MAX <= WEIR_ADDRESS_TEXT_MAX);

static void
set_uint (WeirFieldValue *value, uint64_t number)
{
  value->kind = WEIR_FIELD_UINT;
  value->uint = number;
}

static void
set_rate (WeirFieldValue *value, double bps)
{
  value->kind = WEIR_FIELD_DECIMAL;
  value->decimal = bps;
}

static void
set_time (WeirFieldValue *value, int64_t time_us)
{
  value->kind = WEIR_FIELD_TIME;
  value->time_us = time_us;
}

static void
set_text (WeirFieldValue *value, const char *text)
{
  value->kind = WEIR_FIELD_TEXT;
  value->text = text;
}

static void
set_text_if_any (WeirFieldValue *value, const char *text)
{
  if (text != NULL)
    set_text (value, text);
}

static gboolean
is_icmp (const WeirFlow *flow)
{
  return weir_protocol_is_icmp (flow->key.family, flow->key.protocol);
}

/* The key of an ICMP flow has the identifier in the place of the ports. */
static uint16_t
get_port (const WeirFlow *flow, uint16_t port)
{
  return weir_protocol_has_ports (flow->key.family, flow->key.protocol) ? port : 0;
}

#define READER(name) \
  static void read_##name (const WeirReport *report, const WeirFlow *flow, WeirFieldValue *value)

READER (protocol)
{
  set_text (value, weir_protocol_name (flow->key.family, flow->key.protocol, value->room));
}

READER (local_address)
{
  set_text (value, weir_address_format (&flow->key.local, flow->key.family, value->room));
}

READER (local_port)
{
  set_uint (value, get_port (flow, flow->key.local_port));
}

READER (remote_address)
{
  set_text (value, weir_address_format (&flow->key.remote, flow->key.family, value->room));
}

READER (remote_name)
{
  set_text_if_any (value, weir_names_get_for_flow (report->options.names, flow, NULL));
}

READER (remote_name_source)
{
  WeirNameSource source;

  weir_names_get_for_flow (report->options.names, flow, &source);
  set_text_if_any (value, weir_name_source_get_id (source));
}

static const WeirPlace *
get_place (const WeirReport *report, const WeirFlow *flow)
{
  if (report == NULL || report->options.geo == NULL)
    return NULL;
  return weir_geo_lookup (report->options.geo, &flow->key.remote, flow->key.family);
}

READER (country)
{
  const WeirPlace *place = get_place (report, flow);

  if (place != NULL && place->country[0] != '\0')
    set_text (value, place->country);
}

READER (asn)
{
  const WeirPlace *place = get_place (report, flow);

  if (place != NULL && place->asn != 0)
    set_uint (value, place->asn);
}

READER (as_name)
{
  const WeirPlace *place = get_place (report, flow);

  if (place != NULL && place->as_name[0] != '\0')
    set_text (value, place->as_name);
}

static gboolean
find_neighbour (const WeirReport *report, const WeirFlow *flow, WeirNeighbour *neighbour)
{
  return report != NULL && report->options.neighbours != NULL
         && weir_neighbours_lookup (report->options.neighbours, &flow->key.remote, flow->key.family,
                                    g_get_monotonic_time (), neighbour);
}

READER (mac)
{
  WeirNeighbour neighbour;
  WeirAddress address;

  if (!find_neighbour (report, flow, &neighbour) || !neighbour.has_mac)
    return;
  weir_address_set_link (&address, neighbour.mac);
  set_text (value, weir_address_format (&address, WEIR_FAMILY_LINK, value->room));
}

READER (mac_is_locally_administered)
{
  WeirNeighbour neighbour;

  if (!find_neighbour (report, flow, &neighbour) || !neighbour.has_mac)
    return;
  value->kind = WEIR_FIELD_BOOLEAN;
  value->boolean = neighbour.is_locally_administered;
}

READER (maker)
{
  WeirNeighbour neighbour;

  if (find_neighbour (report, flow, &neighbour))
    set_text_if_any (value, neighbour.maker);
}

/* Absent where the system does not say, or not of this. */
READER (is_gateway)
{
  WeirNeighbour neighbour;

  if (!find_neighbour (report, flow, &neighbour) || flow->key.family == WEIR_FAMILY_LINK)
    return;
  value->kind = WEIR_FIELD_BOOLEAN;
  value->boolean = neighbour.is_gateway;
}

READER (remote_port)
{
  set_uint (value, get_port (flow, flow->key.remote_port));
}

READER (is_local)
{
  value->kind = WEIR_FIELD_BOOLEAN;
  value->boolean = flow->is_local != 0;
}

READER (service)
{
  const char *name = weir_report_get_service (report, flow, NULL);
  const char *spoken = weir_spoken_get_name ((WeirSpoken) flow->spoken);
  gsize i = 0;

  if (name != NULL)
    {
      set_text (value, name);
      return;
    }
  if (spoken == NULL || (report != NULL && report->options.hides_services))
    return;

  /* Of a port without a name; services are written in lower case (RFC 6335). */
  for (; spoken[i] != '\0' && i + 1 < sizeof value->room; i++)
    value->room[i] = g_ascii_tolower (spoken[i]);
  value->room[i] = '\0';
  set_text (value, value->room);
}

READER (spoken)
{
  set_text_if_any (value, weir_spoken_get_name ((WeirSpoken) flow->spoken));
}

READER (icmp_type)
{
  if (is_icmp (flow))
    set_uint (value, flow->icmp_type);
}

READER (icmp_code)
{
  if (is_icmp (flow))
    set_uint (value, flow->icmp_code);
}

READER (icmp_id)
{
  if (is_icmp (flow))
    set_uint (value, flow->key.local_port);
}

READER (pid)
{
  if (flow->socket != NULL && flow->socket->pid != 0)
    set_uint (value, flow->socket->pid);
}

READER (process)
{
  if (flow->socket != NULL && flow->socket->pid != 0)
    set_text (value, flow->socket->process);
}

READER (owner_match)
{
  set_text_if_any (value, weir_owner_match_get_id (weir_flow_get_owner_match (flow)));
}

/* Of several that hold its socket. */
READER (other_owners)
{
  if (weir_flow_has_owner (flow) && flow->socket->n_others > 0)
    set_uint (value, flow->socket->n_others);
}

READER (owner_unknown_why)
{
  set_text_if_any (value, weir_owner_unknown_get_id (weir_flow_get_owner_unknown (flow)));
}

#define READER_OF_PROCESS(name)                                          \
  READER (name)                                                          \
  {                                                                      \
    if (weir_flow_has_socket (flow))                                     \
      set_text_if_any (value, weir_process_lookup (flow->socket)->name); \
  }

READER_OF_PROCESS (application)
READER_OF_PROCESS (application_id)
READER_OF_PROCESS (unit)
READER_OF_PROCESS (container)
READER_OF_PROCESS (executable)

READER (publisher)
{
  const WeirPublisher *publisher;

  if (!weir_flow_has_socket (flow))
    return;

  /* Whoever reads this has publisher_kind, which says the same in any language. */
  publisher = &weir_process_lookup (flow->socket)->publisher;
  set_text_if_any (value,
                   publisher->kind == WEIR_PUBLISHER_NONE ? "not from a package" : publisher->name);
}

READER (publisher_kind)
{
  if (weir_flow_has_socket (flow))
    set_text_if_any (
        value, weir_publisher_kind_get_id (weir_process_lookup (flow->socket)->publisher.kind));
}

READER (executable_sha256)
{
  if (weir_flow_has_socket (flow))
    set_text_if_any (value, weir_process_lookup (flow->socket)->publisher.sha256);
}

READER (user)
{
  if (weir_flow_has_socket (flow))
    set_text_if_any (value, weir_user_lookup (flow->socket->uid));
}

READER (uid)
{
  if (weir_flow_has_socket (flow))
    set_uint (value, flow->socket->uid);
}

static void
set_ms (WeirFieldValue *value, uint32_t time_us)
{
  if (time_us == 0)
    return;

  value->kind = WEIR_FIELD_DURATION;
  value->duration_us = time_us;
}

READER (rtt_ms)
{
  if (flow->tcp != NULL)
    set_ms (value, flow->tcp->rtt_us);
}

READER (local_rtt_ms)
{
  /* This machine's own answering is no way to anywhere. */
  if (flow->tcp != NULL && !flow->is_local)
    set_ms (value, flow->tcp->local_rtt_us);
}

READER (handshake_rtt_ms)
{
  if (flow->tcp != NULL)
    set_ms (value, flow->tcp->handshake_rtt_us);
}

READER (tcp_state)
{
  if (flow->tcp != NULL)
    set_text_if_any (value, weir_tcp_state_get_id ((WeirTcpState) flow->tcp->state));
}

READER (tx_retransmitted_bytes)
{
  if (flow->tcp != NULL)
    set_uint (value, flow->tcp->tx_retransmitted_bytes);
}

/* What only packets tell. */
#define READER_OF_TCP(name, number)                      \
  READER (name)                                          \
  {                                                      \
    if (flow->tcp != NULL && flow->tcp->is_from_packets) \
      set_uint (value, number);                          \
  }

READER_OF_TCP (rx_retransmitted_bytes, flow->tcp->rx_retransmitted_bytes)
READER_OF_TCP (out_of_order_bytes,
               flow->tcp->tx_out_of_order_bytes + flow->tcp->rx_out_of_order_bytes)
READER_OF_TCP (tx_out_of_order_bytes, flow->tcp->tx_out_of_order_bytes)
READER_OF_TCP (rx_out_of_order_bytes, flow->tcp->rx_out_of_order_bytes)
READER_OF_TCP (zero_windows, (uint64_t) flow->tcp->tx_zero_windows + flow->tcp->rx_zero_windows)
READER_OF_TCP (tx_zero_windows, flow->tcp->tx_zero_windows)
READER_OF_TCP (rx_zero_windows, flow->tcp->rx_zero_windows)

/* Both ways, as far as they are known: without packets that of the local side alone. */
READER (retransmitted_bytes)
{
  if (flow->tcp != NULL)
    set_uint (value, flow->tcp->tx_retransmitted_bytes + flow->tcp->rx_retransmitted_bytes);
}

READER (retransmits)
{
  if (weir_flow_has_socket (flow))
    set_uint (value, flow->socket->retransmits);
}

#define READER_OF_COUNT(name)     \
  READER (name)                   \
  {                               \
    set_uint (value, flow->name); \
  }

#define READER_OF_RATE(way, suffix, window)                     \
  READER (way##_rate_##suffix)                                  \
  {                                                             \
    set_rate (value, weir_flow_get_##way##_bps (flow, window)); \
  }

/* The fullest second's bytes as a rate. */
#define READER_OF_PEAK(name, member)               \
  READER (name)                                    \
  {                                                \
    set_rate (value, 8.0 * (double) flow->member); \
  }

READER_OF_COUNT (tx_bytes)
READER_OF_COUNT (rx_bytes)
READER_OF_COUNT (tx_packets)
READER_OF_COUNT (rx_packets)
READER_OF_COUNT (tx_wire_bytes)
READER_OF_COUNT (rx_wire_bytes)
READER_OF_RATE (tx, 2s, WEIR_WINDOW_2S)
READER_OF_RATE (rx, 2s, WEIR_WINDOW_2S)
READER_OF_RATE (tx, 10s, WEIR_WINDOW_10S)
READER_OF_RATE (rx, 10s, WEIR_WINDOW_10S)
READER_OF_RATE (tx, 40s, WEIR_WINDOW_40S)
READER_OF_RATE (rx, 40s, WEIR_WINDOW_40S)
READER_OF_PEAK (tx_rate_peak, peak_tx)
READER_OF_PEAK (rx_rate_peak, peak_rx)
READER_OF_PEAK (rate_peak, peak_both)

READER (first_seen)
{
  set_time (value, flow->first_us);
}

READER (last_seen)
{
  set_time (value, flow->last_us);
}

const WeirFlowField weir_flow_fields[] = {
  { "protocol", read_protocol },
  { "local_address", read_local_address },
  { "local_port", read_local_port },
  { "remote_address", read_remote_address },
  { "remote_port", read_remote_port },
  { "remote_name", read_remote_name },
  { "remote_name_source", read_remote_name_source },
  { "country", read_country },
  { "asn", read_asn },
  { "as_name", read_as_name },
  { "mac", read_mac },
  { "mac_is_locally_administered", read_mac_is_locally_administered },
  { "maker", read_maker },
  { "is_gateway", read_is_gateway },
  { "is_local", read_is_local },
  { "service", read_service },
  { "spoken", read_spoken },
  { "icmp_type", read_icmp_type },
  { "icmp_code", read_icmp_code },
  { "icmp_id", read_icmp_id },
  { "pid", read_pid },
  { "process", read_process },
  { "owner_match", read_owner_match },
  { "other_owners", read_other_owners },
  { "owner_unknown_why", read_owner_unknown_why },
  { "uid", read_uid },
  { "user", read_user },
  { "application", read_application },
  { "application_id", read_application_id },
  { "unit", read_unit },
  { "container", read_container },
  { "executable", read_executable },
  { "publisher", read_publisher },
  { "publisher_kind", read_publisher_kind },
  { "executable_sha256", read_executable_sha256 },
  { "tcp_state", read_tcp_state },
  { "handshake_rtt_ms", read_handshake_rtt_ms },
  { "rtt_ms", read_rtt_ms },
  { "local_rtt_ms", read_local_rtt_ms },
  { "retransmitted_bytes", read_retransmitted_bytes },
  { "tx_retransmitted_bytes", read_tx_retransmitted_bytes },
  { "rx_retransmitted_bytes", read_rx_retransmitted_bytes },
  { "out_of_order_bytes", read_out_of_order_bytes },
  { "tx_out_of_order_bytes", read_tx_out_of_order_bytes },
  { "rx_out_of_order_bytes", read_rx_out_of_order_bytes },
  { "zero_windows", read_zero_windows },
  { "tx_zero_windows", read_tx_zero_windows },
  { "rx_zero_windows", read_rx_zero_windows },
  { "retransmits", read_retransmits },
  { "tx_bytes", read_tx_bytes },
  { "rx_bytes", read_rx_bytes },
  { "tx_packets", read_tx_packets },
  { "rx_packets", read_rx_packets },
  { "tx_wire_bytes", read_tx_wire_bytes },
  { "rx_wire_bytes", read_rx_wire_bytes },
  { "tx_rate_2s", read_tx_rate_2s },
  { "rx_rate_2s", read_rx_rate_2s },
  { "tx_rate_10s", read_tx_rate_10s },
  { "rx_rate_10s", read_rx_rate_10s },
  { "tx_rate_40s", read_tx_rate_40s },
  { "rx_rate_40s", read_rx_rate_40s },
  { "tx_rate_peak", read_tx_rate_peak },
  { "rx_rate_peak", read_rx_rate_peak },
  { "rate_peak", read_rate_peak },
  { "first_seen", read_first_seen },
  { "last_seen", read_last_seen },
};

const guint weir_n_flow_fields = G_N_ELEMENTS (weir_flow_fields);

const WeirFlowField *
weir_flow_field_find (const char *name)
{
  for (guint i = 0; i < weir_n_flow_fields; i++)
    {
      if (g_str_equal (weir_flow_fields[i].name, name))
        return &weir_flow_fields[i];
    }

  return NULL;
}
