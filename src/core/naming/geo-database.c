/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/geo-database.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <maxminddb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/export/plain-text.h"

#define COPY_DIRECTORY "/var/tmp"

struct _WeirGeoDatabase
{
  MMDB_s mmdb;
  gboolean has_countries;
  gboolean has_networks;
};

static gboolean
fail (GError **error, const char *path, const char *reason)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED, _ ("The database “%s” cannot be used: %s."),
               name, reason);
  return FALSE;
}

/* A pipe or a device would be waited for. */
static int
open_regular (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status;

  if (fd < 0)
    {
      fail (error, path, g_strerror (errno));
      return -1;
    }
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_size > 0
      && status.st_size <= WEIR_GEO_DATABASE_MAX_BYTES)
    return fd;

  fail (error, path, _ ("it is no file, empty or too large"));
  close (fd);
  return -1;
}

static gboolean
copy_bytes (int from, int to)
{
  gsize left = WEIR_GEO_DATABASE_MAX_BYTES;
  g_autofree char *buffer = NULL;
  ssize_t size;

  do
    {
      size = copy_file_range (from, NULL, to, NULL, left, 0);
      left -= size > 0 ? (gsize) size : 0;
    }
  while (size > 0 && left > 0);
  if (size == 0 || left == 0)
    return TRUE;

  /* Not between these two; what was copied before the error stays. */
  buffer = g_malloc (65536);
  while (left > 0 && (size = read (from, buffer, MIN (left, 65536))) != 0)
    {
      if (size < 0 && errno == EINTR)
        continue;
      if (size < 0 || write (to, buffer, (gsize) size) != size)
        return FALSE;
      left -= (gsize) size;
    }
  return TRUE;
}

/* Returns a descriptor of a copy that nobody else can open. */
static int
copy_file (int from)
{
  int fds[2] = {
    open (COPY_DIRECTORY, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600),
    memfd_create ("weir-geo", MFD_CLOEXEC),
  };

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      if (fds[i] >= 0 && lseek (from, 0, SEEK_SET) == 0 && copy_bytes (from, fds[i]))
        {
          if (i == 0 && fds[1] >= 0)
            close (fds[1]);
          return fds[i];
        }
      if (fds[i] >= 0)
        close (fds[i]);
    }
  return -1;
}

static gboolean
type_has (const char *type, const char *const *words)
{
  g_autofree char *lower = g_ascii_strdown (type, -1);

  for (; *words != NULL; words++)
    if (strstr (lower, *words) != NULL)
      return TRUE;
  return FALSE;
}

static void
read_type (WeirGeoDatabase *self)
{
  static const char *const countries[] = { "country", "city", "enterprise", "location", NULL };
  static const char *const networks[] = { "asn", "isp", "enterprise", NULL };
  const char *type = self->mmdb.metadata.database_type;

  if (type == NULL)
    return;
  self->has_countries = type_has (type, countries);
  self->has_networks = type_has (type, networks);
}

WeirGeoDatabase *
weir_geo_database_open (const char *path, GError **error)
{
  g_autofree WeirGeoDatabase *self = g_new0 (WeirGeoDatabase, 1);
  char copy_path[sizeof "/proc/self/fd/" + 11];
  int fd = open_regular (path, error);
  int copy, status;

  if (fd < 0)
    return NULL;
  copy = copy_file (fd);
  close (fd);
  if (copy < 0)
    {
      fail (error, path, _ ("there is no room for a copy"));
      return NULL;
    }

  g_snprintf (copy_path, sizeof copy_path, "/proc/self/fd/%d", copy);
  status = MMDB_open (copy_path, MMDB_MODE_MMAP, &self->mmdb);
  close (copy); /* the map remains */
  if (status != MMDB_SUCCESS)
    {
      fail (error, path, _ ("it is damaged or of another kind"));
      return NULL;
    }

  /* The library's own name of it, which leads nowhere now. */
  read_type (self);
  return g_steal_pointer (&self);
}

void
weir_geo_database_free (WeirGeoDatabase *self)
{
  MMDB_close (&self->mmdb);
  g_free (self);
}

gboolean
weir_geo_database_has_countries (const WeirGeoDatabase *self)
{
  return self->has_countries;
}

gboolean
weir_geo_database_has_networks (const WeirGeoDatabase *self)
{
  return self->has_networks;
}

static gboolean
find_entry (const WeirGeoDatabase *self,
            const WeirAddress *address,
            WeirFamily family,
            MMDB_entry_s *entry)
{
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
  struct sockaddr_in in = { .sin_family = AF_INET };
  MMDB_lookup_result_s result;
  int error = MMDB_SUCCESS;

  if (family == WEIR_FAMILY_IPV4)
    {
      memcpy (&in.sin_addr, address->bytes + 12, 4);
      result = MMDB_lookup_sockaddr (&self->mmdb, (const struct sockaddr *) &in, &error);
    }
  else if (family == WEIR_FAMILY_IPV6)
    {
      memcpy (&in6.sin6_addr, address->bytes, 16);
      result = MMDB_lookup_sockaddr (&self->mmdb, (const struct sockaddr *) &in6, &error);
    }
  else
    return FALSE;

  *entry = result.entry;
  return error == MMDB_SUCCESS && result.found_entry;
}

static gboolean
get_value (MMDB_entry_s *entry, const char *const *path, guint32 type, MMDB_entry_data_s *data)
{
  return MMDB_aget_value (entry, data, path) == MMDB_SUCCESS && data->has_data
         && data->type == type;
}

/* Safe to show; cut where it is too long. */
static void
set_name (char name[WEIR_PLACE_NAME_MAX], const MMDB_entry_data_s *data)
{
  g_autofree char *copy = g_strndup (data->utf8_string, MIN (data->data_size, WEIR_PLACE_NAME_MAX));
  g_autofree char *plain = weir_plain_text_dup (g_strstrip (copy));
  const char *p = plain;

  while (*p != '\0' && g_utf8_next_char (p) - plain < WEIR_PLACE_NAME_MAX)
    p = g_utf8_next_char (p);
  memcpy (name, plain, (gsize) (p - plain));
  name[p - plain] = '\0';
}

static void
read_country (MMDB_entry_s *entry, WeirPlace *place)
{
  /* MaxMind's and DB-IP's; flat ones. */
  static const char *const paths[][3] = {
    { "country", "iso_code", NULL },
    { "country_code", NULL },
    { "country", NULL },
  };
  static const char *const names[][4] = {
    { "country", "names", "en", NULL },
    { "country_name", NULL },
  };
  MMDB_entry_data_s data;

  for (guint i = 0; i < G_N_ELEMENTS (paths) && place->country[0] == '\0'; i++)
    if (get_value (entry, paths[i], MMDB_DATA_TYPE_UTF8_STRING, &data) && data.data_size == 2
        && g_ascii_isalpha (data.utf8_string[0]) && g_ascii_isalpha (data.utf8_string[1]))
      for (guint k = 0; k < 2; k++)
        place->country[k] = g_ascii_toupper (data.utf8_string[k]);

  if (place->country[0] == '\0')
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names) && place->country_name[0] == '\0'; i++)
    if (get_value (entry, names[i], MMDB_DATA_TYPE_UTF8_STRING, &data))
      set_name (place->country_name, &data);
}

/* "AS64496" */
static uint32_t
parse_asn (const MMDB_entry_data_s *data)
{
  g_autofree char *text = g_strndup (data->utf8_string, MIN (data->data_size, 16));
  guint64 number;

  return g_ascii_strncasecmp (text, "AS", 2) == 0
                 && g_ascii_string_to_unsigned (text + 2, 10, 1, G_MAXUINT32, &number, NULL)
             ? (uint32_t) number
             : 0;
}

static void
read_network (MMDB_entry_s *entry, WeirPlace *place)
{
  static const char *const number[] = { "autonomous_system_number", NULL };
  static const char *const text[] = { "asn", NULL };
  static const char *const names[][2] = {
    { "autonomous_system_organization", NULL },
    { "as_name", NULL },
  };
  MMDB_entry_data_s data;

  if (get_value (entry, number, MMDB_DATA_TYPE_UINT32, &data)
      || get_value (entry, text, MMDB_DATA_TYPE_UINT32, &data))
    place->asn = data.uint32;
  else if (get_value (entry, text, MMDB_DATA_TYPE_UTF8_STRING, &data))
    place->asn = parse_asn (&data);

  if (place->asn == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (names) && place->as_name[0] == '\0'; i++)
    if (get_value (entry, names[i], MMDB_DATA_TYPE_UTF8_STRING, &data))
      set_name (place->as_name, &data);
}

void
weir_geo_database_lookup (const WeirGeoDatabase *self,
                          const WeirAddress *address,
                          WeirFamily family,
                          WeirPlace *place)
{
  MMDB_entry_s entry;

  if (!find_entry (self, address, family, &entry))
    return;
  if (place->country[0] == '\0')
    read_country (&entry, place);
  if (place->asn == 0)
    read_network (&entry, place);
}
