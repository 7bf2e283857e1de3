/* The neighbours and gateways of private namespaces.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>

#include "core/naming/neighbours.h"
#include "support/namespace.h"

static WeirNeighbour
find (WeirNeighbours *neighbours, const char *text, int64_t now_us)
{
  WeirNeighbour neighbour;
  WeirAddress address;
  WeirFamily family;

  g_assert_true (weir_address_parse (text, &address, &family));
  weir_neighbours_lookup (neighbours, &address, family, now_us, &neighbour);
  return neighbour;
}

static gboolean
setup (void)
{
  namespace_run ("sysctl -q net.ipv6.conf.weir-a.disable_ipv6=0");
  namespace_run ("ip address add 10.1.0.1/24 dev weir-a");
  namespace_run ("ip address add fd00:1::1/64 dev weir-a nodad");
  namespace_run ("ip neighbour add 10.1.0.2 lladdr 02:00:00:00:00:02 dev weir-a");
  namespace_run ("ip neighbour add 10.1.0.3 lladdr 00:55:da:00:00:03 dev weir-a");
  namespace_run ("ip neighbour add fd00:1::2 lladdr 02:00:00:00:00:06 dev weir-a");
  /* One address, two links, two hosts. */
  namespace_run ("sysctl -q net.ipv6.conf.weir-b.disable_ipv6=0");
  namespace_run ("ip neighbour add fe80::5 lladdr 02:00:00:00:00:05 dev weir-a");
  namespace_run ("ip neighbour add fe80::5 lladdr 02:00:00:00:00:15 dev weir-b");
  namespace_run ("ip neighbour add 10.1.0.9 nud failed dev weir-a");
  namespace_run ("ip route add default via 10.1.0.2 dev weir-a");
  namespace_run ("ip -6 route add default via fd00:1::2 dev weir-a");
  namespace_run ("ip route add 10.9.0.0/16 via 10.1.0.3 dev weir-a");
  return TRUE;
}

static void
test_neighbours (void)
{
  g_autoptr (WeirNeighbours) neighbours = weir_neighbours_new (TRUE, NULL);
  const uint8_t mac[6] = { 0x02, 0, 0, 0, 0, 0x02 };
  const uint8_t other[6] = { 0x00, 0x55, 0xda, 0, 0, 0x03 };
  WeirNeighbour found = find (neighbours, "10.1.0.2", 0);

  g_assert_true (found.has_mac);
  g_assert_cmpmem (found.mac, 6, mac, 6);
  g_assert_true (found.is_gateway);
  g_assert_true (found.is_locally_administered);

  /* A gateway of some network is not the gateway. */
  found = find (neighbours, "10.1.0.3", 0);
  g_assert_cmpmem (found.mac, 6, other, 6);
  g_assert_false (found.is_gateway);
  g_assert_false (found.is_locally_administered);

  found = find (neighbours, "fd00:1::2", 0);
  g_assert_true (found.has_mac);
  g_assert_true (found.is_gateway);

  g_assert_false (find (neighbours, "fe80::5", 0).has_mac);
  g_assert_false (find (neighbours, "10.1.0.9", 0).has_mac);
  g_assert_false (find (neighbours, "10.1.0.77", 0).has_mac);
  g_assert_false (find (neighbours, "8.8.8.8", 0).is_gateway);
}

static void
test_changes (void)
{
  g_autoptr (WeirNeighbours) neighbours = weir_neighbours_new (TRUE, NULL);

  g_assert_false (find (neighbours, "10.1.0.4", 0).has_mac);
  namespace_run ("ip neighbour add 10.1.0.4 lladdr 00:55:da:00:00:04 dev weir-a");
  namespace_run ("ip route replace default via 10.1.0.3 dev weir-a");

  /* Not within the second, but after it. */
  g_assert_false (find (neighbours, "10.1.0.4", G_USEC_PER_SEC / 2).has_mac);
  g_assert_true (find (neighbours, "10.1.0.4", G_USEC_PER_SEC).has_mac);
  g_assert_true (find (neighbours, "10.1.0.3", G_USEC_PER_SEC).is_gateway);
  g_assert_false (find (neighbours, "10.1.0.2", G_USEC_PER_SEC).is_gateway);
}

static void
test_bound (void)
{
  g_autoptr (WeirNeighbours) neighbours = NULL;
  g_autoptr (GString) batch = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "weir-neighbours-XXXXXX", NULL);
  g_autofree char *command = NULL;
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  for (guint i = 0; i < WEIR_NEIGHBOURS_MAX + 1000; i++)
    g_string_append_printf (
        batch, "neighbour replace 10.2.%u.%u lladdr 00:55:da:00:%02x:%02x dev weir-b\n", i / 250,
        i % 250 + 1, i >> 8 & 255, i & 255);
  g_file_set_contents (path, batch->str, -1, &error);
  g_assert_no_error (error);
  command = g_strdup_printf ("ip -batch %s", path);
  namespace_run (command);
  g_unlink (path);
  g_close (fd, NULL);

  neighbours = weir_neighbours_new (TRUE, NULL);
  /* The gateway has its place in any case. */
  g_assert_true (find (neighbours, "10.1.0.3", 0).is_gateway);
  g_assert_cmpuint (weir_neighbours_get_n (neighbours), ==, WEIR_NEIGHBOURS_MAX);
}

static void
test_capture_file (void)
{
  g_autoptr (WeirNeighbours) neighbours = weir_neighbours_new (FALSE, NULL);

  g_assert_false (find (neighbours, "10.1.0.3", 0).has_mac);
  g_assert_false (find (neighbours, "10.1.0.3", 0).is_gateway);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/neighbours/have-addresses-and-gateways-are-marked", test_neighbours);
  g_test_add_func ("/neighbours/are-followed", test_changes);
  g_test_add_func ("/neighbours/have-a-bound", test_bound);
  g_test_add_func ("/neighbours/are-not-those-of-a-capture-file", test_capture_file);
  return namespace_run_tests (setup);
}
