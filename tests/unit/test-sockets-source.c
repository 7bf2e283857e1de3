/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With real connections over the loopback interface; no privilege.
 */
#include "config.h"

#include <gio/gio.h>
#include <unistd.h>

#include "core/flow/ledger.h"
#include "core/source/sockets-source.h"

#define PAYLOAD_BYTES 1000000

typedef struct
{
  WeirSource *source;
  WeirMeter *meter;
  WeirLedger *ledger;
  GSocket *client;
  GSocket *server;
} Fixture;

static void
interval_cb (WeirMeter *meter, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (WeirBatch) batch = weir_meter_take_batch (meter, FALSE);

  weir_ledger_add_batch (fixture->ledger, batch);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const WeirMeterOptions options = { .is_live = TRUE };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_empty ();
  g_autoptr (GError) error = NULL;

  fixture->source = weir_sockets_source_new ();
  fixture->ledger = weir_ledger_new (NULL);
  fixture->meter = weir_meter_new (&options, local, interval_cb, fixture);
  g_assert_true (weir_source_open (fixture->source, fixture->meter, &error));
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->client);
  g_clear_object (&fixture->server);
  weir_source_close (fixture->source);
  weir_meter_free (fixture->meter);
  weir_ledger_free (fixture->ledger);
  g_object_unref (fixture->source);
}

static void
connect_pair (Fixture *fixture, GSocketFamily family)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) any_port = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) listener =
      g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_assert_true (g_socket_bind (listener, any_port, TRUE, NULL));
  g_assert_true (g_socket_listen (listener, NULL));
  address = g_socket_get_local_address (listener, NULL);
  fixture->client = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_connect (fixture->client, address, NULL, NULL));
  fixture->server = g_socket_accept (listener, NULL, NULL);
  g_assert_nonnull (fixture->server);
}

/* Through the client's end; the server reads all of it. */
static void
send_payload (Fixture *fixture)
{
  g_autofree char *buffer = g_malloc0 (PAYLOAD_BYTES / 100);

  for (guint i = 0; i < 100; i++)
    {
      gsize left = PAYLOAD_BYTES / 100;

      g_assert_cmpint (g_socket_send (fixture->client, buffer, left, NULL, NULL), ==, left);
      while (left > 0)
        left -= (gsize) g_socket_receive (fixture->server, buffer, left, NULL, NULL);
    }
}

static WeirFlow *
find_flow (Fixture *fixture, uint16_t client_port, uint16_t server_port)
{
  for (guint i = 0; i < weir_ledger_get_n_flows (fixture->ledger); i++)
    {
      WeirFlow *flow = weir_ledger_get_flow (fixture->ledger, i);

      if ((flow->key.local_port == client_port && flow->key.remote_port == server_port)
          || (flow->key.local_port == server_port && flow->key.remote_port == client_port))
        return flow;
    }

  return NULL;
}

static uint16_t
get_port (GSocket *socket)
{
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, NULL);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

/* Reads on until the flow shows up: at most a few turns, each of which waits for what the kernel
 * has to tell. */
static WeirFlow *
read_until_known (Fixture *fixture, uint16_t client_port, uint16_t server_port, uint64_t bytes)
{
  for (guint i = 0; i < 50; i++)
    {
      WeirFlow *flow;

      g_assert_cmpint (weir_source_read (fixture->source, fixture->meter, NULL), ==,
                       WEIR_READ_AGAIN);
      interval_cb (fixture->meter, fixture);
      flow = find_flow (fixture, client_port, server_port);
      if (flow != NULL && MAX (flow->tx_bytes, flow->rx_bytes) >= bytes)
        return flow;
    }

  g_assert_not_reached ();
}

static void
test_closed_connection (Fixture *fixture, gconstpointer data)
{
  GSocketFamily family = GPOINTER_TO_INT (data);
  uint16_t client_port;
  uint16_t server_port;
  WeirFlow *flow;

  /* The first poll sets the base line. */
  g_assert_cmpint (weir_source_read (fixture->source, fixture->meter, NULL), ==, WEIR_READ_AGAIN);

  connect_pair (fixture, family);
  client_port = get_port (fixture->client);
  server_port = get_port (fixture->server);
  send_payload (fixture);
  g_clear_object (&fixture->client);
  g_clear_object (&fixture->server);

  flow = read_until_known (fixture, client_port, server_port, PAYLOAD_BYTES);
  g_assert_cmpuint (MAX (flow->tx_bytes, flow->rx_bytes), >=, PAYLOAD_BYTES);
  g_assert_cmpuint (MAX (flow->tx_bytes, flow->rx_bytes), <, PAYLOAD_BYTES * 1.05);
  g_assert_true (flow->is_local);
  g_assert_nonnull (flow->socket);
  g_assert_cmpuint (flow->socket->uid, ==, getuid ());
}

static void
test_open_connection (Fixture *fixture, gconstpointer data)
{
  uint16_t client_port;
  uint16_t server_port;
  WeirFlow *flow;

  connect_pair (fixture, G_SOCKET_FAMILY_IPV4);
  client_port = get_port (fixture->client);
  server_port = get_port (fixture->server);
  send_payload (fixture);

  /* It is there at once, and what it did before counts for nothing. */
  flow = read_until_known (fixture, client_port, server_port, 0);
  g_assert_cmpuint (flow->tx_bytes + flow->rx_bytes, ==, 0);
  g_assert_cmpuint (flow->socket->inode, !=, 0);
  g_assert_cmpuint (flow->socket->state, ==, WEIR_TCP_ESTABLISHED);
  g_assert_nonnull (flow->tcp);
  g_assert_false (flow->tcp->is_from_packets);
  g_assert_cmpuint (flow->tcp->state, ==, WEIR_TCP_ESTABLISHED);
  g_assert_cmpuint (flow->tcp->rtt_us, >, 0);
  g_assert_cmpuint (flow->tcp->rtt_us, <, G_USEC_PER_SEC);
  g_assert_cmpuint (flow->socket->pid, ==, getpid ());
  g_assert_true (g_str_has_prefix ("test-sockets-source", flow->socket->process));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/sockets-source/a-short-ipv4-connection-is-counted-to-its-end", Fixture,
              GINT_TO_POINTER (G_SOCKET_FAMILY_IPV4), set_up, test_closed_connection, tear_down);
  g_test_add ("/sockets-source/a-short-ipv6-connection-is-counted-to-its-end", Fixture,
              GINT_TO_POINTER (G_SOCKET_FAMILY_IPV6), set_up, test_closed_connection, tear_down);
  g_test_add ("/sockets-source/an-open-connection-is-shown-at-once-with-its-process", Fixture, NULL,
              set_up, test_open_connection, tear_down);

  return g_test_run ();
}
