/* What names, places and makers cost the main loop, and how much memory they take.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     bench-naming [DATABASE.mmdb]
 */
#include "config.h"

#include <glib/gstdio.h>
#include <malloc.h>

#include "core/naming/geo-database.h"
#include "core/naming/hosts-file.h"
#include "core/naming/makers.h"
#include "core/naming/names.h"
#include "core/naming/neighbours.h"

#define ROUNDS 20

static gsize
get_heap_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

/* In an order that no cache foresees. */
static WeirAddress
get_address (guint i)
{
  guint mixed = i * 40503u & 0xffff;
  const uint8_t bytes[4] = { 20, (uint8_t) (i >> 16), (uint8_t) (mixed >> 8), (uint8_t) mixed };
  WeirAddress address;

  weir_address_set_ipv4 (&address, bytes);
  return address;
}

static void
bench_names (void)
{
  const WeirNamesOptions options = { .is_live = TRUE, .hosts_path = "" };
  g_autoptr (WeirNames) names = weir_names_new (&options);
  gsize before = get_heap_bytes ();
  int64_t start;

  for (guint i = 0; i < WEIR_NAMES_MAX_ADDRESSES; i++)
    {
      g_autofree char *text = g_strdup_printf ("host-%u.example.com", i);
      WeirAddress address = get_address (i);

      weir_names_learn (names, &address, text, WEIR_NAME_DNS, 0, 1);
    }
  g_print ("names: bytes an address            %.0f\n",
           (double) (get_heap_bytes () - before) / WEIR_NAMES_MAX_ADDRESSES);

  start = g_get_monotonic_time ();
  for (guint i = 0; i < ROUNDS * WEIR_NAMES_MAX_ADDRESSES; i++)
    {
      WeirAddress address = get_address (i & 0xffff);

      weir_names_lookup (names, &address, WEIR_FAMILY_IPV4, 0, NULL);
    }
  g_print ("names: ns a look-up                %.0f\n",
           (double) (g_get_monotonic_time () - start) * 1000 / ROUNDS / WEIR_NAMES_MAX_ADDRESSES);
}

static void
unused_cb (gpointer user_data)
{
}

/* @has_addresses: each line another; else one for all, as in lists of advertisers to be blocked */
static void
bench_hosts (const char *what, gboolean has_addresses)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "weir-bench-hosts", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  int64_t start;

  for (guint i = 0; text->len < WEIR_HOSTS_FILE_MAX_BYTES; i++)
    g_string_append_printf (text, "%u.%u.%u.%u advertiser-%u.example.com\n",
                            has_addresses ? 10u : 0u, has_addresses ? i >> 16 : 0u,
                            has_addresses ? i >> 8 & 255 : 0u, has_addresses ? i & 255 : 0u, i);
  g_file_set_contents (path, text->str, (gssize) text->len, NULL);
  start = g_get_monotonic_time ();
  {
    g_autoptr (WeirHostsFile) hosts = weir_hosts_file_new (path, unused_cb, NULL);

    g_print ("hosts file of 8 MiB, %s %.0f ms\n", what,
             (double) (g_get_monotonic_time () - start) / 1000);
  }
  g_remove (path);
}

static void
bench_makers (void)
{
  g_autoptr (WeirMakers) makers = weir_makers_new (NULL);
  const uint8_t mac[6] = { 0, 0x22, 0x72 };
  gsize before = get_heap_bytes ();
  int64_t start = g_get_monotonic_time ();
  double asked_ms;

  weir_makers_lookup (makers, mac);
  asked_ms = (double) (g_get_monotonic_time () - start) / 1000;
  while (weir_makers_is_loading (makers))
    g_main_context_iteration (NULL, TRUE);
  g_print ("makers: the first look-up          %.1f ms\n", asked_ms);
  g_print ("makers: read by a thread           %.0f ms, %u blocks, %.1f MiB\n",
           (double) (g_get_monotonic_time () - start) / 1000, weir_makers_get_n_blocks (makers),
           (double) (get_heap_bytes () - before) / 1048576);
}

static void
bench_neighbours (void)
{
  g_autoptr (WeirNeighbours) neighbours = weir_neighbours_new (TRUE, NULL);
  WeirAddress address = get_address (1);
  WeirNeighbour neighbour;
  int64_t start = g_get_monotonic_time ();

  weir_neighbours_lookup (neighbours, &address, WEIR_FAMILY_IPV4, start, &neighbour);
  g_print ("neighbours: read once a second     %.2f ms\n",
           (double) (g_get_monotonic_time () - start) / 1000);
}

static void
bench_database (const char *path)
{
  int64_t start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirGeoDatabase) database = weir_geo_database_open (path, &error);

  if (database == NULL)
    {
      g_printerr ("%s\n", error->message);
      return;
    }
  g_print ("database: opened by a thread       %.0f ms\n",
           (double) (g_get_monotonic_time () - start) / 1000);

  start = g_get_monotonic_time ();
  for (guint i = 0; i < ROUNDS * 65536; i++)
    {
      WeirAddress address = get_address (i);
      WeirPlace place = { 0 };

      weir_geo_database_lookup (database, &address, WEIR_FAMILY_IPV4, &place);
    }
  g_print ("database: ns a look-up             %.0f\n",
           (double) (g_get_monotonic_time () - start) * 1000 / ROUNDS / 65536);
}

int
main (int argc, char *argv[])
{
  bench_names ();
  bench_hosts ("advertisers:  ", FALSE);
  bench_hosts ("all addresses:", TRUE);
  bench_makers ();
  bench_neighbours ();
  if (argc > 1)
    bench_database (argv[1]);
  return 0;
}
