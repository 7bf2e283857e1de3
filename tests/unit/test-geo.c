/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/naming/geo.h"

static char *
fixture (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, "geo", name, NULL);
}

static WeirAddress
address_of (const char *text, WeirFamily *family)
{
  WeirAddress address;

  g_assert_true (weir_address_parse (text, &address, family));
  return address;
}

static WeirPlace
place_in (const WeirGeoDatabase *database, const char *text)
{
  WeirPlace place = { 0 };
  WeirFamily family;
  WeirAddress address = address_of (text, &family);

  weir_geo_database_lookup (database, &address, family, &place);
  return place;
}

static WeirGeoDatabase *
open_fixture (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture (name);
  WeirGeoDatabase *database = weir_geo_database_open (path, &error);

  g_assert_no_error (error);
  return database;
}

static void
test_countries (void)
{
  g_autoptr (WeirGeoDatabase) database = open_fixture ("country.mmdb");
  WeirPlace place = place_in (database, "192.0.2.1");

  g_assert_true (weir_geo_database_has_countries (database));
  g_assert_false (weir_geo_database_has_networks (database));
  g_assert_cmpstr (place.country, ==, "DE");
  g_assert_cmpstr (place.country_name, ==, "Germany");
  g_assert_cmpuint (place.asn, ==, 0);
  g_assert_cmpstr (place.as_name, ==, "");
  g_assert_cmpstr (place_in (database, "192.0.2.200").country, ==, "FR");
  g_assert_cmpstr (place_in (database, "2001:db8::1").country, ==, "NL");
  g_assert_cmpstr (place_in (database, "192.0.3.1").country, ==, "");
  g_assert_cmpstr (place_in (database, "::1").country, ==, "");

  /* A continent alone; text that is no code; a number. */
  g_assert_cmpstr (place_in (database, "198.51.100.1").country, ==, "");
  g_assert_cmpstr (place_in (database, "203.0.113.1").country, ==, "");
  g_assert_cmpstr (place_in (database, "203.0.113.1").country_name, ==, "");
  g_assert_cmpstr (place_in (database, "203.0.113.200").country, ==, "");
}

static void
test_networks (void)
{
  g_autoptr (WeirGeoDatabase) database = open_fixture ("asn.mmdb");
  WeirPlace place = place_in (database, "192.0.2.1");

  g_assert_true (weir_geo_database_has_networks (database));
  g_assert_false (weir_geo_database_has_countries (database));
  g_assert_cmpuint (place.asn, ==, 64496);
  g_assert_cmpstr (place.as_name, ==, "Example Networks");
  g_assert_cmpuint (place_in (database, "2001:db8:1::1").asn, ==, 4200000000);
  g_assert_cmpuint (place_in (database, "2001:db8:2::1").asn, ==, 0);

  place = place_in (database, "203.0.113.1");
  g_assert_true (g_str_has_prefix (place.as_name, "\xef\xbf\xbd[2J\xef\xbf\xbdlong long "));
  g_assert_true (g_utf8_validate (place.as_name, -1, NULL));
}

static void
test_flat (void)
{
  g_autoptr (WeirGeoDatabase) database = open_fixture ("flat.mmdb");
  WeirPlace place = place_in (database, "192.0.2.1");

  g_assert_cmpstr (place.country, ==, "AT");
  g_assert_cmpstr (place.country_name, ==, "Austria");
  g_assert_cmpuint (place.asn, ==, 64500);
  place = place_in (database, "198.51.100.1");
  g_assert_cmpstr (place.country, ==, "CH");
  g_assert_cmpuint (place.asn, ==, 64501);
  g_assert_cmpstr (place.as_name, ==, "Flat");
  place = place_in (database, "203.0.113.1");
  g_assert_cmpstr (place.country, ==, "");
  g_assert_cmpuint (place.asn, ==, 0);
}

typedef struct
{
  char *folder;
  char *path;
} Scratch;

static Scratch
make_scratch (void)
{
  g_autoptr (GError) error = NULL;
  Scratch scratch = { .folder = g_dir_make_tmp ("weir-geo-XXXXXX", &error) };

  g_assert_no_error (error);
  scratch.path = g_build_filename (scratch.folder, "country.mmdb", NULL);
  return scratch;
}

static void
scratch_clear (Scratch *scratch)
{
  g_remove (scratch->path);
  g_assert_cmpint (g_rmdir (scratch->folder), ==, 0);
  g_free (scratch->folder);
  g_free (scratch->path);
}

static void
write_bytes (const char *path, const char *bytes, gsize size)
{
  FILE *file;

  /* Not over what is there: file systems bring such a file to the disk when it is closed. */
  g_remove (path);
  file = g_fopen (path, "w");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

static char *
read_fixture (const char *name, gsize *size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = fixture (name);
  char *bytes;

  g_file_get_contents (path, &bytes, size, &error);
  g_assert_no_error (error);
  return bytes;
}

/* Whatever the file holds, looking up ends and what is found can be shown. */
static void
try_database (const char *path)
{
  static const char *const addresses[] = {
    "0.0.0.0",     "192.0.2.1",       "192.0.2.200", "198.51.100.1",
    "203.0.113.1", "255.255.255.255", "::",          "2001:db8:1::1",
  };
  g_autoptr (WeirGeoDatabase) database = weir_geo_database_open (path, NULL);

  for (guint i = 0; database != NULL && i < G_N_ELEMENTS (addresses); i++)
    {
      WeirPlace place = place_in (database, addresses[i]);

      g_assert_cmpuint (strlen (place.country), <=, 2);
      g_assert_true (g_utf8_validate (place.country_name, -1, NULL));
      g_assert_true (g_utf8_validate (place.as_name, -1, NULL));
    }
}

static void
test_truncated (void)
{
  static const char *const names[] = { "country.mmdb", "asn.mmdb", "flat.mmdb" };
  Scratch scratch = make_scratch ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize size;
      g_autofree char *bytes = read_fixture (names[i], &size);

      for (gsize length = 1; length <= size; length++)
        {
          write_bytes (scratch.path, bytes, length);
          try_database (scratch.path);
        }
    }
  scratch_clear (&scratch);
}

static void
test_damaged (void)
{
  static const guint8 values[] = { 0x00, 0xff, 0x3f, 0xe0 };
  Scratch scratch = make_scratch ();
  gsize size;
  g_autofree char *bytes = read_fixture ("asn.mmdb", &size);

  for (gsize i = 0; i < size; i++)
    {
      char original = bytes[i];

      bytes[i] = (char) values[i % G_N_ELEMENTS (values)];
      write_bytes (scratch.path, bytes, size);
      try_database (scratch.path);
      bytes[i] = original;
    }
  scratch_clear (&scratch);
}

static void
assert_refused (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirGeoDatabase) database = weir_geo_database_open (path, &error);

  g_assert_null (database);
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_FAILED);
}

static void
test_no_file (void)
{
  Scratch scratch = make_scratch ();

  assert_refused (scratch.path);
  assert_refused (scratch.folder);
  assert_refused ("/dev/zero");
  write_bytes (scratch.path, "", 0);
  assert_refused (scratch.path);
  write_bytes (scratch.path, "text", 4);
  assert_refused (scratch.path);
  g_remove (scratch.path);
  g_assert_cmpint (mkfifo (scratch.path, 0600), ==, 0);
  assert_refused (scratch.path);
  scratch_clear (&scratch);
}

static void
test_shortened_while_open (void)
{
  Scratch scratch = make_scratch ();
  gsize size;
  g_autofree char *bytes = read_fixture ("country.mmdb", &size);
  g_autoptr (WeirGeoDatabase) database = NULL;
  g_autofree char *garbage = g_strnfill (size, 'x');

  write_bytes (scratch.path, bytes, size);
  database = weir_geo_database_open (scratch.path, NULL);
  g_assert_nonnull (database);

  /* Of a mapped file this would end the process. */
  g_assert_cmpint (truncate (scratch.path, 0), ==, 0);
  g_assert_cmpstr (place_in (database, "192.0.2.1").country, ==, "DE");
  write_bytes (scratch.path, garbage, size);
  g_assert_cmpstr (place_in (database, "192.0.2.1").country, ==, "DE");
  scratch_clear (&scratch);
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("the databases were not loaded");
  return G_SOURCE_REMOVE;
}

static void
wait_for_load (WeirGeo *geo)
{
  guint id = g_timeout_add_seconds (10, too_late_cb, NULL);

  while (weir_geo_is_loading (geo))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static void
changed_cb (WeirGeo *geo, gpointer user_data)
{
  guint *n_changes = user_data;

  (*n_changes)++;
}

static void
wait_for_change (const guint *n_changes, guint n)
{
  guint id = g_timeout_add_seconds (10, too_late_cb, NULL);

  while (*n_changes < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static void
assert_place (WeirGeo *geo, const char *text, const char *country, guint asn)
{
  WeirFamily family;
  WeirAddress address = address_of (text, &family);
  const WeirPlace *place = weir_geo_lookup (geo, &address, family);

  g_assert_cmpint (place != NULL, ==, *country != '\0' || asn != 0);
  if (place == NULL)
    return;
  g_assert_cmpstr (place->country, ==, country);
  g_assert_cmpuint (place->asn, ==, asn);
}

static void
test_installed (void)
{
  g_autofree char *folder = fixture ("");
  const char *const folders[] = { "/nonexistent", folder, NULL };
  g_autofree char *chosen = fixture ("flat.mmdb");
  g_autoptr (WeirGeo) geo = weir_geo_new (folders, NULL);

  wait_for_load (geo);
  /* Two are enough to know all. */
  g_assert_cmpuint (weir_geo_get_n_databases (geo), ==, 2);
  assert_place (geo, "192.0.2.1", "DE", 64496);
  assert_place (geo, "2001:db8:1::1", "NL", 4200000000);
  assert_place (geo, "8.8.8.8", "", 0);
  g_assert_no_error (weir_geo_get_error (geo));

  /* What was chosen goes before them, and they fill in what it does not have. */
  weir_geo_set_file (geo, chosen);
  wait_for_load (geo);
  assert_place (geo, "192.0.2.1", "AT", 64500);
  assert_place (geo, "2001:db8:1::1", "NL", 4200000000);
  g_assert_no_error (weir_geo_get_error (geo));

  weir_geo_set_file (geo, "/nonexistent.mmdb");
  wait_for_load (geo);
  assert_place (geo, "192.0.2.1", "DE", 64496);
  g_assert_error (weir_geo_get_error (geo), WEIR_ERROR, WEIR_ERROR_FAILED);
}

static void
test_none (void)
{
  const char *const folders[] = { NULL };
  g_autoptr (WeirGeo) geo = weir_geo_new (folders, NULL);

  assert_place (geo, "192.0.2.1", "", 0);
  wait_for_load (geo);
  assert_place (geo, "192.0.2.1", "", 0);
}

static void
test_replaced (void)
{
  Scratch scratch = make_scratch ();
  const char *const folders[] = { scratch.folder, NULL };
  g_autoptr (WeirGeo) geo = weir_geo_new (folders, NULL);
  guint n_changes = 0;
  gsize size, other_size;
  g_autofree char *bytes = read_fixture ("country.mmdb", &size);
  g_autofree char *other = read_fixture ("flat.mmdb", &other_size);

  weir_geo_set_changed_func (geo, changed_cb, &n_changes);
  wait_for_change (&n_changes, 1);
  assert_place (geo, "192.0.2.1", "", 0);

  write_bytes (scratch.path, bytes, size);
  wait_for_change (&n_changes, 2);
  assert_place (geo, "192.0.2.1", "DE", 0);

  write_bytes (scratch.path, other, other_size);
  wait_for_change (&n_changes, 3);
  assert_place (geo, "192.0.2.1", "AT", 64500);
  scratch_clear (&scratch);
}

static void
test_freed (void)
{
  g_autofree char *folder = fixture ("");
  const char *const folders[] = { folder, NULL };

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (WeirGeo) geo = weir_geo_new (folders, NULL);

      weir_geo_set_file (geo, i % 2 == 0 ? "/nonexistent" : NULL);
      if (i % 3 == 0)
        wait_for_load (geo);
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/geo-database/countries", test_countries);
  g_test_add_func ("/geo-database/networks", test_networks);
  g_test_add_func ("/geo-database/flat-records", test_flat);
  g_test_add_func ("/geo-database/every-prefix-is-survived", test_truncated);
  g_test_add_func ("/geo-database/every-wrong-byte-is-survived", test_damaged);
  g_test_add_func ("/geo-database/what-is-no-database-is-refused", test_no_file);
  g_test_add_func ("/geo-database/a-file-may-be-shortened-while-open", test_shortened_while_open);
  g_test_add_func ("/geo/installed-databases-and-a-chosen-one", test_installed);
  g_test_add_func ("/geo/without-a-database-nothing-is-known", test_none);
  g_test_add_func ("/geo/a-replaced-database-is-read-anew", test_replaced);
  g_test_add_func ("/geo/can-be-freed-while-loading", test_freed);

  return g_test_run ();
}
