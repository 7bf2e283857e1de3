/* A database of countries and networks from a stranger.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input is the file.
 */
#include "config.h"

#include <string.h>

#include "core/naming/geo-database.h"
#include "fuzz/folder.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
look_up (const WeirGeoDatabase *database, const char *text)
{
  WeirPlace place = { 0 };
  WeirAddress address;
  WeirFamily family;

  g_assert (weir_address_parse (text, &address, &family));
  weir_geo_database_lookup (database, &address, family, &place);
  g_assert (strlen (place.country) == 0 || strlen (place.country) == 2);
  g_assert (memchr (place.country_name, '\0', sizeof place.country_name) != NULL);
  g_assert (memchr (place.as_name, '\0', sizeof place.as_name) != NULL);
  g_assert (g_utf8_validate (place.country_name, -1, NULL));
  g_assert (g_utf8_validate (place.as_name, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *path = folder_dup_path ("database.mmdb");
  g_autoptr (WeirGeoDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  folder_write ("database.mmdb", data, size);
  database = weir_geo_database_open (path, &error);
  g_assert ((database == NULL) == (error != NULL));
  if (database == NULL)
    return 0;
  look_up (database, "192.0.2.200");
  look_up (database, "198.51.100.1");
  look_up (database, "203.0.113.200");
  look_up (database, "2001:db8:1::1");
  return 0;
}
