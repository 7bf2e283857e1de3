/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/sockets-source.h"

#include <string.h>
#include <unistd.h>

#include "core/identity/wire-socket.h"
#include "core/source/address-monitor.h"
#include "core/source/helper-command.h"
#include "core/source/host-owners.h"
#include "core/source/interface-counters.h"
#include "core/source/interface.h"
#include "core/source/sock-diag.h"
#include "core/source/wakeup.h"
#include "owners/finder.h"

/* IP and TCP headers of a segment, with the time stamps option that every system of today sends
 * (RFC 7323). */
#define IPV4_SEGMENT_BYTES (20 + 20 + 12)
#define IPV6_SEGMENT_BYTES (40 + 20 + 12)

/* What Ethernet adds to each; interfaces count it. */
#define LINK_HEADER_BYTES 14

#define MAX_WAIT_MS 100

typedef struct
{
  uint64_t cookie; /* first: the key of the table */
  uint64_t sent_bytes;
  uint64_t received_bytes;
  uint64_t retransmitted_bytes;
  uint32_t sent_segments;
  uint32_t received_segments;
  guint poll; /* in which it was seen last */
} Known;

struct _WeirSocketsSource
{
  WeirSource parent_instance;

  WeirWakeup wakeup;
  int fd;       /* of polls */
  int ended_fd; /* -1: the kernel does not tell */
  WeirLocalNetwork *local;
  WeirAddressMonitor monitor;
  int64_t next_poll_us;
  guint poll;             /* counts; 0: none yet */
  gboolean is_first_poll; /* while it goes on */
  GHashTable *known;
  WeirHostOwners *host_owners; /* (nullable): in a sandbox */
  WeirFinder finder;
  gboolean has_finder;
  GArray *told; /* WeirSocketInfo: what goes into the batch */

  WeirInterfaceCounters counters; /* of the interface with the default route */
  WeirMeter *meter;               /* during a read */
  int64_t time_us;                /* of what is read */

  WeirSourceCounts interface_sum; /* since the start */
  uint64_t tcp_tx_sum;            /* frames of connections to elsewhere, since the start */
  uint64_t tcp_rx_sum;
  uint64_t other_tx_sum; /* what was handed over as other traffic */
  uint64_t other_rx_sum;
};

G_DEFINE_FINAL_TYPE (WeirSocketsSource, weir_sockets_source, WEIR_TYPE_SOURCE)

static gboolean
weir_sockets_source_open (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirSocketsSource *self = WEIR_SOCKETS_SOURCE (source);
  g_autofree char *interface = weir_interface_dup_default ();

  self->fd = weir_sock_diag_open (error);
  if (self->fd < 0)
    return FALSE;

  self->ended_fd = weir_sock_diag_open_ended ();
  weir_address_monitor_init (&self->monitor);
  self->local = weir_local_network_new_for_interface (NULL);
  weir_interface_counters_init (&self->counters, interface != NULL ? interface : "any");
  self->next_poll_us = 0;
  self->poll = 0;
  g_hash_table_remove_all (self->known);
  return TRUE;
}

static void
weir_sockets_source_close (WeirSource *source)
{
  WeirSocketsSource *self = WEIR_SOCKETS_SOURCE (source);

  if (self->fd < 0)
    return;

  close (self->fd);
  self->fd = -1;
  if (self->ended_fd >= 0)
    close (self->ended_fd);
  self->ended_fd = -1;
  g_clear_pointer (&self->host_owners, weir_host_owners_free);
  weir_address_monitor_clear (&self->monitor);
  g_clear_pointer (&self->local, weir_local_network_unref);
  weir_interface_counters_clear (&self->counters);
}

static gboolean
is_within_machine (WeirSocketsSource *self, const WeirFlowKey *key)
{
  return weir_local_network_contains (self->local, &key->remote, key->family);
}

/* A connection within this machine has a socket at either end, which both count it.  It is one
 * flow, seen from the end with the higher port: most often the client's. */
static gboolean
is_other_end (const WeirFlowKey *key)
{
  const WeirFlowKey reversed = weir_flow_key_reversed (key);

  return key->local_port < key->remote_port
         || (key->local_port == key->remote_port && weir_flow_key_compare (key, &reversed) < 0);
}

/* Fills in what has been moved since the last poll.  Returns whether there is something to tell. */
static gboolean
fill_delta (WeirSocketsSource *self,
            const WeirDiagSocket *socket,
            WeirFlowDelta *delta,
            WeirTcpDelta *tcp)
{
  uint32_t header =
      socket->info.key.family == WEIR_FAMILY_IPV6 ? IPV6_SEGMENT_BYTES : IPV4_SEGMENT_BYTES;
  Known *known = g_hash_table_lookup (self->known, &socket->cookie);
  gboolean is_new = known == NULL;
  uint64_t sent;
  uint64_t received;

  if (is_new)
    {
      known = g_new0 (Known, 1);
      known->cookie = socket->cookie;
      g_hash_table_add (self->known, known);
      /* What a connection did before anybody looked belongs to no interval. */
      if (self->is_first_poll)
        {
          known->sent_bytes = socket->sent_bytes;
          known->received_bytes = socket->received_bytes;
          known->sent_segments = socket->sent_segments;
          known->received_segments = socket->received_segments;
          known->retransmitted_bytes = socket->retransmitted_bytes;
        }
    }

  sent = socket->sent_bytes - known->sent_bytes;
  received = socket->received_bytes - known->received_bytes;
  delta->tx_packets = socket->sent_segments - known->sent_segments;
  delta->rx_packets = socket->received_segments - known->received_segments;
  delta->tx_bytes = sent + (uint64_t) delta->tx_packets * header;
  delta->rx_bytes = received + (uint64_t) delta->rx_packets * header;
  delta->tx_wire_bytes = delta->tx_bytes + (uint64_t) delta->tx_packets * LINK_HEADER_BYTES;
  delta->rx_wire_bytes = delta->rx_bytes + (uint64_t) delta->rx_packets * LINK_HEADER_BYTES;
  delta->key = socket->info.key;
  delta->is_local = TRUE;

  tcp->tx.rtt_us = socket->rtt_us;
  tcp->tx.retransmitted_bytes =
      (uint32_t) MIN (socket->retransmitted_bytes - known->retransmitted_bytes, UINT32_MAX);
  tcp->tx.state = socket->info.state;

  known->retransmitted_bytes = socket->retransmitted_bytes;
  known->sent_bytes = socket->sent_bytes;
  known->received_bytes = socket->received_bytes;
  known->sent_segments = socket->sent_segments;
  known->received_segments = socket->received_segments;
  known->poll = self->poll;

  return is_new || delta->tx_packets != 0 || delta->rx_packets != 0;
}

static gboolean
is_gone (gpointer key, gpointer value, gpointer user_data)
{
  return ((const Known *) value)->poll != GPOINTER_TO_UINT (user_data);
}

/* The growth of what the interface has counted beyond the connections.  The two are not read at the
 * same instant: only a new maximum counts, so that what came early is not counted twice. */
static uint64_t
take_growth (uint64_t interface_sum, uint64_t tcp_sum, uint64_t *other_sum)
{
  uint64_t other = interface_sum > tcp_sum ? interface_sum - tcp_sum : 0;
  uint64_t growth = other > *other_sum ? other - *other_sum : 0;

  *other_sum += growth;
  return growth;
}

static void
add_other_traffic (WeirSocketsSource *self, WeirMeter *meter, int64_t time_us)
{
  WeirSourceCounts counts = { 0 };
  WeirFlowDelta delta = { 0 };

  weir_interface_counters_add (&self->counters, &counts);
  weir_meter_add_source_counts (meter, &counts);
  self->interface_sum.interface_tx_bytes += counts.interface_tx_bytes;
  self->interface_sum.interface_rx_bytes += counts.interface_rx_bytes;

  delta.tx_bytes =
      take_growth (self->interface_sum.interface_tx_bytes, self->tcp_tx_sum, &self->other_tx_sum);
  delta.rx_bytes =
      take_growth (self->interface_sum.interface_rx_bytes, self->tcp_rx_sum, &self->other_rx_sum);
  if (delta.tx_bytes == 0 && delta.rx_bytes == 0)
    return;

  delta.tx_wire_bytes = delta.tx_bytes;
  delta.rx_wire_bytes = delta.rx_bytes;
  delta.first_us = time_us;
  delta.last_us = time_us;
  delta.is_local = TRUE;
  weir_meter_add_delta (meter, &delta, NULL);
}

static void
add_socket (WeirSocketsSource *self, const WeirDiagSocket *socket)
{
  WeirFlowDelta delta = { .first_us = self->time_us, .last_us = self->time_us };
  WeirTcpDelta tcp = { 0 };
  gboolean has_news = fill_delta (self, socket, &delta, &tcp);

  if (is_within_machine (self, &delta.key))
    {
      if (is_other_end (&delta.key))
        return;
    }
  else
    {
      self->tcp_tx_sum += delta.tx_wire_bytes;
      self->tcp_rx_sum += delta.rx_wire_bytes;
    }

  if (has_news)
    weir_meter_add_delta (self->meter, &delta, &tcp);
  g_array_append_vals (self->told, &socket->info, 1);
}

/* Fills in whose the sockets are. */
static void
find_owners (WeirSocketsSource *self)
{
  g_autofree WeirWireSocket *sockets = g_new0 (WeirWireSocket, self->told->len);

  for (guint i = 0; i < self->told->len; i++)
    {
      const WeirSocketInfo *info = &g_array_index (self->told, WeirSocketInfo, i);

      sockets[i].inode = info->inode;
      sockets[i].uid = info->uid;
    }
  if (self->has_finder)
    weir_finder_resolve (&self->finder, sockets, self->told->len);
  for (guint i = 0; i < self->told->len; i++)
    weir_wire_socket_to_owner (&sockets[i], &g_array_index (self->told, WeirSocketInfo, i));
}

static void
tell_sockets (WeirSocketsSource *self)
{
  if (self->host_owners != NULL)
    weir_host_owners_fill (self->host_owners, (WeirSocketInfo *) (void *) self->told->data,
                           self->told->len);

  for (guint i = 0; i < self->told->len; i++)
    weir_meter_add_socket (self->meter, &g_array_index (self->told, WeirSocketInfo, i));

  g_array_set_size (self->told, 0);
}

static void
polled_cb (const WeirDiagSocket *socket, gpointer user_data)
{
  add_socket (user_data, socket);
}

static void
ended_cb (const WeirDiagSocket *socket, gpointer user_data)
{
  WeirSocketsSource *self = user_data;

  /* Before the first poll nobody knows what of it is new. */
  if (self->poll == 0)
    return;

  add_socket (self, socket);
  tell_sockets (self);
  g_hash_table_remove (self->known, &socket->cookie);
}

/* After the first connections are shown: this takes a moment. */
static void
poll_host_owners (WeirSocketsSource *self)
{
  if (self->poll == 2)
    {
      g_auto (WeirHelperSituation) situation = { 0 };
      g_auto (GStrv) argv = NULL;

      weir_helper_situation_init (&situation);
      argv = weir_helper_command_new_for_owners (&situation);
      if (argv != NULL)
        self->host_owners = weir_host_owners_new ((const char *const *) argv);
    }
  if (self->host_owners != NULL)
    weir_host_owners_poll (self->host_owners);
}

/* @time_us: the last moment of the second that is over */
static gboolean
poll_sockets (WeirSocketsSource *self, int64_t time_us, GError **error)
{
  self->time_us = time_us;
  self->poll++;

  if (weir_address_monitor_has_changed (&self->monitor))
    {
      weir_local_network_unref (self->local);
      self->local = weir_local_network_new_for_interface (NULL);
    }

  self->is_first_poll = self->poll == 1;
  if (!weir_sock_diag_dump (self->fd, polled_cb, self, error))
    return FALSE;
  self->is_first_poll = FALSE;
  find_owners (self);
  tell_sockets (self);
  poll_host_owners (self);

  add_other_traffic (self, self->meter, time_us);
  g_hash_table_foreach_remove (self->known, is_gone, GUINT_TO_POINTER (self->poll));
  return TRUE;
}

static WeirReadResult
weir_sockets_source_read (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirSocketsSource *self = WEIR_SOCKETS_SOURCE (source);
  int64_t now_us = g_get_real_time ();
  int64_t wait_us = self->next_poll_us - now_us;

  self->meter = meter;

  /* A clock that was set back is no reason to wait for an hour. */
  if (wait_us > 0 && wait_us <= WEIR_SOCKETS_SOURCE_INTERVAL_US)
    {
      int wait_ms = (int) MIN (wait_us / 1000 + 1, MAX_WAIT_MS);
      gboolean is_last = weir_wakeup_wait (&self->wakeup, -1, wait_ms, NULL);

      self->time_us = MIN (g_get_real_time (), self->next_poll_us - 1);
      if (self->ended_fd >= 0)
        weir_sock_diag_read_ended (self->ended_fd, ended_cb, self);
      return is_last ? WEIR_READ_END : WEIR_READ_AGAIN;
    }

  /* Asked right after a second is over, the answer is that second's. */
  if (!poll_sockets (self, self->poll == 0 ? now_us : now_us - now_us % G_USEC_PER_SEC - 1, error))
    return WEIR_READ_FAILED;

  self->next_poll_us = now_us - now_us % G_USEC_PER_SEC + WEIR_SOCKETS_SOURCE_INTERVAL_US;
  weir_meter_advance (meter, now_us);
  return WEIR_READ_AGAIN;
}

static void
weir_sockets_source_interrupt (WeirSource *source)
{
  weir_wakeup_raise (&WEIR_SOCKETS_SOURCE (source)->wakeup);
}

static gboolean
weir_sockets_source_is_live (WeirSource *source)
{
  return TRUE;
}

static void
weir_sockets_source_finalize (GObject *object)
{
  WeirSocketsSource *self = WEIR_SOCKETS_SOURCE (object);

  weir_sockets_source_close (WEIR_SOURCE (self));
  g_hash_table_unref (self->known);
  weir_finder_clear (&self->finder);
  g_array_unref (self->told);
  weir_wakeup_clear (&self->wakeup);

  G_OBJECT_CLASS (weir_sockets_source_parent_class)->finalize (object);
}

static void
weir_sockets_source_class_init (WeirSocketsSourceClass *klass)
{
  WeirSourceClass *source_class = WEIR_SOURCE_CLASS (klass);

  source_class->open = weir_sockets_source_open;
  source_class->read = weir_sockets_source_read;
  source_class->close = weir_sockets_source_close;
  source_class->interrupt = weir_sockets_source_interrupt;
  source_class->is_live = weir_sockets_source_is_live;
  G_OBJECT_CLASS (klass)->finalize = weir_sockets_source_finalize;
}

static void
weir_sockets_source_init (WeirSocketsSource *self)
{
  weir_wakeup_init (&self->wakeup);
  self->fd = -1;
  self->ended_fd = -1;
  self->has_finder = weir_finder_init (&self->finder, true);
  self->told = g_array_new (FALSE, FALSE, sizeof (WeirSocketInfo));
  self->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
}

WeirSource *
weir_sockets_source_new (void)
{
  return g_object_new (WEIR_TYPE_SOCKETS_SOURCE, NULL);
}
