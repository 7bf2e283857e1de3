/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With sockets of this very process; no privilege.
 */
#include "config.h"

#include <gio/gio.h>
#include <unistd.h>

#include "core/flow/ledger.h"
#include "core/identity/socket-watch.h"

/* An answer that takes longer than this does not come. */
#define PATIENCE_US (20 * G_USEC_PER_SEC)

static void
interval_cb (WeirMeter *meter, gpointer user_data)
{
}

/* Returns: (transfer full): a batch with what the first answer says of sockets */
static WeirBatch *
wait_for_answer (void)
{
  const WeirMeterOptions options = { .is_live = TRUE };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_empty ();
  g_autoptr (WeirMeter) meter = weir_meter_new (&options, local, interval_cb, NULL);
  g_autoptr (WeirSocketWatch) watch = weir_socket_watch_new (NULL, NULL, NULL);
  gint64 deadline_us = g_get_monotonic_time () + PATIENCE_US;

  weir_meter_advance (meter, g_get_real_time ());
  while (g_get_monotonic_time () < deadline_us)
    {
      g_autoptr (WeirBatch) batch = NULL;

      weir_socket_watch_tell (watch, meter);
      batch = weir_meter_take_batch (meter, FALSE);
      if (batch->n_sockets > 0)
        return g_steal_pointer (&batch);
      g_thread_yield ();
    }

  g_assert_not_reached ();
}

static void
test_unconnected_udp (void)
{
  g_autoptr (GInetAddress) any = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (any, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (WeirBatch) batch = NULL;
  gboolean is_found = FALSE;
  uint16_t port;

  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  bound = g_socket_get_local_address (socket, NULL);
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));

  batch = wait_for_answer ();
  for (gsize i = 0; i < batch->n_sockets; i++)
    {
      const WeirSocketInfo *info = &batch->sockets[i];

      if (info->key.protocol != G_SOCKET_PROTOCOL_UDP || info->key.local_port != port)
        continue;
      is_found = TRUE;
      g_assert_true (weir_address_is_unspecified (&info->key.local));
      g_assert_true (weir_address_is_unspecified (&info->key.remote));
      g_assert_cmpuint (info->pid, ==, getpid ());
      g_assert_true (g_str_has_prefix ("test-socket-watch", info->process));
    }
  g_assert_true (is_found);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-watch/an-unconnected-udp-socket-has-its-process", test_unconnected_udp);

  return g_test_run ();
}
