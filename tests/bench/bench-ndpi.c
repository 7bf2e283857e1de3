/* nDPI beside Weir's own readers, on the first packets of the flows of capture files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     bench-ndpi [--list] FILE…
 *
 * Prints what both cost and how many flows each names.  --list: a line for each flow that
 * either recognises by its content: file, flow, what nDPI and what Weir take it for, the server's
 * name by both.  Behind docs/ndpi.md.
 */
#include "config.h"

#include <malloc.h>
#include <ndpi_api.h>
#include <pcap.h>
#include <time.h>

#include "core/flow/flow-key.h"
#include "core/naming/name-reader.h"
#include "core/packet/link-type.h"
#include "core/packet/spoken.h"

#define PACKETS_OF_A_FLOW 8
#define REPEATS 32

typedef struct
{
  WeirFlowKey key;
  struct ndpi_flow_struct *ndpi; /* (nullable): done */
  ndpi_protocol protocol;
  guint n_packets;
  gboolean is_recognised;
  char server_name[80]; /* by nDPI */
  char *own_name;       /* (nullable) */
  WeirSpoken own_spoken;
} Flow;

typedef struct
{
  struct ndpi_detection_module_struct *ndpi;
  WeirNameReader *reader;
  GHashTable *flows; /* Flow, by its key */
  gboolean lists;
  guint64 n_packets;
  guint64 n_inspected;
  gint64 ndpi_ns;
  gint64 spoken_ns;
  gint64 clock_ns; /* of one measurement */
  guint n_flows;
  guint n_recognised;
  guint n_own_recognised;
  guint n_both_recognised;
  guint n_ndpi_names;
  guint n_own_names;
  guint n_same_names;
  guint n_other_names;
  guint n_own_addresses;
  gsize flow_bytes; /* of nDPI's flows that were open at the end of a file */
  guint n_open_flows;
  GHashTable *protocols; /* count by name */
} Bench;

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static gint64
measure_clock (void)
{
  gint64 start = now_ns ();

  for (guint i = 0; i < 1000000; i++)
    now_ns ();
  return (now_ns () - start) / 1000000;
}

static void
flow_free (gpointer data)
{
  Flow *flow = data;

  if (flow->ndpi != NULL)
    ndpi_flow_free (flow->ndpi);
  g_free (flow->own_name);
  g_free (flow);
}

/* Both ways of a conversation are one flow. */
static WeirFlowKey
get_key (const WeirPacket *packet)
{
  WeirFlowKey key;

  memset (&key, 0, sizeof key);
  key.local = packet->src;
  key.remote = packet->dst;
  key.local_port = packet->src_port;
  key.remote_port = packet->dst_port;
  key.protocol = packet->protocol;
  key.family = packet->family;
  if (memcmp (&key.local, &key.remote, sizeof key.local) > 0
      || (weir_address_equal (&key.local, &key.remote) && key.local_port > key.remote_port))
    key = weir_flow_key_reversed (&key);
  return key;
}

/* Where the IP header of the transport's begins, if it can be told. */
static const uint8_t *
find_ip (const WeirPacket *packet, const WeirTransport *transport, const uint8_t *frame)
{
  const uint8_t *header = transport->header;

  if (packet->family == WEIR_FAMILY_IPV6)
    return header - frame >= 40 && header[-40] >> 4 == 6 ? header - 40 : NULL;
  for (gssize length = 20; length <= 60 && header - frame >= length; length += 4)
    if (header[-length] >> 4 == 4 && (header[-length] & 15) * 4 == length)
      return header - length;
  return NULL;
}

static Flow *
ensure_flow (Bench *self, const WeirPacket *packet)
{
  WeirFlowKey key = get_key (packet);
  Flow *flow = g_hash_table_lookup (self->flows, &key);

  if (flow != NULL)
    return flow;
  flow = g_new0 (Flow, 1);
  flow->key = key;
  flow->ndpi = ndpi_flow_malloc (SIZEOF_FLOW_STRUCT);
  memset (flow->ndpi, 0, SIZEOF_FLOW_STRUCT);
  g_hash_table_add (self->flows, flow);
  return flow;
}

static gboolean
is_known (ndpi_protocol protocol)
{
  return protocol.app_protocol != NDPI_PROTOCOL_UNKNOWN
         || protocol.master_protocol != NDPI_PROTOCOL_UNKNOWN;
}

static void
finish_flow (Flow *flow)
{
  flow->is_recognised = is_known (flow->protocol);
  g_strlcpy (flow->server_name, flow->ndpi->host_server_name, sizeof flow->server_name);
  ndpi_flow_free (flow->ndpi);
  flow->ndpi = NULL;
}

/* Nothing is guessed from ports or addresses: "what is spoken", not what might be. */
static void
inspect (Bench *self, Flow *flow, const uint8_t *ip, guint size, int64_t time_us)
{
  gint64 start;

  if (flow->ndpi == NULL)
    return;
  start = now_ns ();
  flow->protocol = ndpi_detection_process_packet (self->ndpi, flow->ndpi, ip,
                                                  (unsigned short) MIN (size, G_MAXUINT16),
                                                  (u_int64_t) time_us / 1000);
  self->ndpi_ns += now_ns () - start - self->clock_ns;
  self->n_inspected++;
  if (++flow->n_packets == PACKETS_OF_A_FLOW)
    finish_flow (flow);
}

static void
add_packet (Bench *self, int link_type, const struct pcap_pkthdr *header, const uint8_t *frame)
{
  WeirPacket packet;
  WeirTransport transport;
  const uint8_t *ip;
  WeirSpoken spoken = WEIR_SPOKEN_NONE;
  gint64 start;
  Flow *flow;

  if (!weir_packet_parse_with_transport (&packet, &transport, link_type, frame, header->caplen,
                                         MAX (header->len, header->caplen))
      || transport.header == NULL)
    return;
  packet.time_us = (int64_t) header->ts.tv_sec * G_USEC_PER_SEC + header->ts.tv_usec;
  self->n_packets++;

  weir_name_reader_add (self->reader, &packet, &transport);

  /* Too short for the clock. */
  start = now_ns ();
  for (guint i = 0; i < REPEATS; i++)
    {
      spoken = weir_spoken_read (&packet, &transport);
      __asm__ volatile("" : : "r"(spoken) : "memory");
    }
  self->spoken_ns += now_ns () - start - self->clock_ns;

  ip = find_ip (&packet, &transport, frame);
  if (ip == NULL)
    return;
  flow = ensure_flow (self, &packet);
  if (flow->own_spoken == WEIR_SPOKEN_NONE)
    flow->own_spoken = spoken;
  inspect (self, flow, ip, (guint) (transport.header - ip) + transport.captured, packet.time_us);
}

static void
take_own_names (Bench *self)
{
  gsize n;
  g_autofree WeirLearntName *names = weir_name_reader_take (self->reader, &n);

  for (gsize i = 0; i < n; i++)
    {
      WeirPacket packet = { .src = names[i].key.local,
                            .dst = names[i].key.remote,
                            .src_port = names[i].key.local_port,
                            .dst_port = names[i].key.remote_port,
                            .protocol = names[i].key.protocol,
                            .family = names[i].key.family };
      WeirFlowKey key = get_key (&packet);
      Flow *flow;

      if (!weir_learnt_name_is_of_flow (&names[i]))
        {
          self->n_own_addresses++;
          continue;
        }
      flow = g_hash_table_lookup (self->flows, &key);
      if (flow != NULL && flow->own_name == NULL)
        flow->own_name = g_strdup (names[i].text);
    }
}

static gboolean
is_tls (const Flow *flow)
{
  return flow->protocol.master_protocol == NDPI_PROTOCOL_TLS
         || flow->protocol.app_protocol == NDPI_PROTOCOL_TLS
         || flow->protocol.master_protocol == NDPI_PROTOCOL_QUIC
         || flow->protocol.app_protocol == NDPI_PROTOCOL_QUIC;
}

static void
count_flow (Bench *self, const Flow *flow, const char *path)
{
  gboolean has_name = is_tls (flow) && flow->server_name[0] != '\0';
  char name[64];

  self->n_flows++;
  self->n_recognised += flow->is_recognised;
  self->n_own_recognised += flow->own_spoken != WEIR_SPOKEN_NONE;
  self->n_both_recognised += flow->is_recognised && flow->own_spoken != WEIR_SPOKEN_NONE;
  self->n_ndpi_names += has_name;
  self->n_own_names += flow->own_name != NULL;
  if (has_name && flow->own_name != NULL)
    {
      if (g_ascii_strcasecmp (flow->own_name, flow->server_name) == 0)
        self->n_same_names++;
      else
        self->n_other_names++;
    }
  if (!flow->is_recognised && flow->own_spoken == WEIR_SPOKEN_NONE)
    return;
  g_strlcpy (name, "-", sizeof name);
  if (flow->is_recognised)
    ndpi_protocol2name (self->ndpi, flow->protocol, name, sizeof name);
  g_hash_table_insert (
      self->protocols, g_strdup (name),
      GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (self->protocols, name)) + 1));
  if (self->lists)
    {
      const char *own = flow->own_spoken != 0 ? weir_spoken_get_name (flow->own_spoken) : "-";
      g_autofree char *base = g_path_get_basename (path);
      g_autofree char *local = weir_flow_key_dup_local_text (&flow->key);
      g_autofree char *remote = weir_flow_key_dup_remote_text (&flow->key);

      g_print ("%s\t%s %s %s\t%s\t%s\t%s\t%s\n", base,
               flow->key.protocol == IPPROTO_TCP ? "TCP" : "UDP", local, remote, name, own,
               flow->server_name, flow->own_name != NULL ? flow->own_name : "");
    }
}

static gsize
get_heap_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* What nDPI's state of them takes, with all that hangs on it. */
static void
measure_flows (Bench *self)
{
  GHashTableIter iter;
  gpointer data;
  gsize before = get_heap_bytes ();

  g_hash_table_iter_init (&iter, self->flows);
  while (g_hash_table_iter_next (&iter, &data, NULL))
    {
      Flow *flow = data;

      if (flow->ndpi == NULL)
        continue;
      finish_flow (flow);
      self->n_open_flows++;
    }
  self->flow_bytes += before - get_heap_bytes ();
}

static void
read_file (Bench *self, const char *path)
{
  char error[PCAP_ERRBUF_SIZE];
  pcap_t *pcap = pcap_open_offline (path, error);
  struct pcap_pkthdr *header;
  const uint8_t *frame;
  GHashTableIter iter;
  gpointer flow;

  if (pcap == NULL)
    return;
  if (weir_link_type_is_supported (pcap_datalink (pcap)))
    while (pcap_next_ex (pcap, &header, &frame) == 1)
      add_packet (self, pcap_datalink (pcap), header, frame);
  pcap_close (pcap);

  take_own_names (self);
  measure_flows (self);
  g_hash_table_iter_init (&iter, self->flows);
  while (g_hash_table_iter_next (&iter, &flow, NULL))
    count_flow (self, flow, path);
  g_hash_table_remove_all (self->flows);
}

static struct ndpi_detection_module_struct *
start_ndpi (void)
{
  struct ndpi_detection_module_struct *ndpi = ndpi_init_detection_module (ndpi_no_prefs);
  NDPI_PROTOCOL_BITMASK all;

  NDPI_BITMASK_SET_ALL (all);
  ndpi_set_protocol_detection_bitmask2 (ndpi, &all);
  ndpi_finalize_initialization (ndpi);
  return ndpi;
}

static void
print_counts (const Bench *self)
{
  GHashTableIter iter;
  gpointer name, count;

  g_print ("packets with a transport       %" G_GUINT64_FORMAT "\n", self->n_packets);
  g_print ("flows                          %u\n", self->n_flows);
  g_print ("nDPI: ns a packet inspected    %.0f (%" G_GUINT64_FORMAT " packets)\n",
           (double) self->ndpi_ns / MAX (self->n_inspected, 1), self->n_inspected);
  g_print ("nDPI: heap bytes of a flow     %.0f\n",
           (double) self->flow_bytes / MAX (self->n_open_flows, 1));
  g_print ("own recognition: ns a packet   %.1f\n",
           (double) self->spoken_ns / REPEATS / MAX (self->n_packets, 1));
  g_print ("flows recognised by content    nDPI %u, own %u, both %u\n", self->n_recognised,
           self->n_own_recognised, self->n_both_recognised);
  g_print ("server names: nDPI %u, own %u; same %u, different %u\n", self->n_ndpi_names,
           self->n_own_names, self->n_same_names, self->n_other_names);
  g_print ("addresses named by own readers %u\n", self->n_own_addresses);
  g_hash_table_iter_init (&iter, self->protocols);
  while (g_hash_table_iter_next (&iter, &name, &count))
    g_print ("  %5u %s\n", GPOINTER_TO_UINT (count), (const char *) name);
}

int
main (int argc, char *argv[])
{
  Bench self = { .clock_ns = measure_clock () };
  gsize before = get_heap_bytes ();
  gint64 start = now_ns ();
  int first = 1;

  self.ndpi = start_ndpi ();
  g_print ("nDPI %s\n", ndpi_revision ());
  g_print ("start                          %.1f ms, %.1f MiB\n", (double) (now_ns () - start) / 1e6,
           (double) (get_heap_bytes () - before) / 1048576);

  if (argc > 1 && g_str_equal (argv[1], "--list"))
    {
      self.lists = TRUE;
      first = 2;
    }
  self.reader = weir_name_reader_new (FALSE);
  self.flows = g_hash_table_new_full (weir_flow_key_hash, weir_flow_key_equal, flow_free, NULL);
  self.protocols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (int i = first; i < argc; i++)
    read_file (&self, argv[i]);
  print_counts (&self);

  g_hash_table_unref (self.flows);
  g_hash_table_unref (self.protocols);
  weir_name_reader_free (self.reader);
  ndpi_exit_detection_module (self.ndpi);
  return 0;
}
