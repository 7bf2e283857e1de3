/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/volume-store.h"

#include <string.h>

#include "core/alert/store-file.h"

#define KIND "volume"
#define VERSION 1
#define MONTH_LENGTH 7

/* A name is a rule with its filter, and an application. */
#define MAX_NAME_BYTES (8 * 1024)

typedef struct
{
  char id[MONTH_LENGTH + 1]; /* sorts as it follows */
  GHashTable *bytes;         /* name → guint64 * */
  GHashTable *told;          /* name → the second, gint64 * */
} Month;

struct _WeirVolumeStore
{
  GTimeZone *zone;
  GPtrArray *months; /* in their order */
  Month *month;      /* (nullable): in which is counted */
  int64_t minute;
  gboolean is_changed;
};

static void
month_free (gpointer data)
{
  Month *month = data;

  g_hash_table_unref (month->bytes);
  g_hash_table_unref (month->told);
  g_free (month);
}

WeirVolumeStore *
weir_volume_store_new (GTimeZone *zone)
{
  WeirVolumeStore *self = g_new0 (WeirVolumeStore, 1);

  self->zone = zone != NULL ? g_time_zone_ref (zone) : g_time_zone_new_local ();
  self->months = g_ptr_array_new_with_free_func (month_free);
  self->minute = G_MININT64;
  return self;
}

void
weir_volume_store_free (WeirVolumeStore *self)
{
  g_ptr_array_unref (self->months);
  g_time_zone_unref (self->zone);
  g_free (self);
}

/* Digits, a hyphen, and a month that there is: such names sort as they follow. */
static gboolean
is_month (const char *id)
{
  guint number;

  if (strlen (id) != MONTH_LENGTH || id[4] != '-')
    return FALSE;
  for (guint i = 0; i < MONTH_LENGTH; i++)
    {
      if (i != 4 && !g_ascii_isdigit (id[i]))
        return FALSE;
    }
  number = (guint) (id[5] - '0') * 10 + (guint) (id[6] - '0');
  return number >= 1 && number <= 12;
}

/* The oldest month goes, never the one that is asked for. */
static Month *
get_month (WeirVolumeStore *self, const char *id)
{
  Month *month;
  guint at = 0;

  for (; at < self->months->len; at++)
    {
      Month *other = g_ptr_array_index (self->months, at);
      int order = strcmp (other->id, id);

      if (order == 0)
        return other;
      if (order > 0)
        break;
    }

  month = g_new0 (Month, 1);
  g_strlcpy (month->id, id, sizeof month->id);
  month->bytes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  month->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_insert (self->months, (int) at, month);
  if (self->months->len > WEIR_VOLUME_MAX_MONTHS)
    {
      guint oldest = g_ptr_array_index (self->months, 0) == month ? 1 : 0;

      if (g_ptr_array_index (self->months, oldest) == self->month)
        self->month = NULL;
      g_ptr_array_remove_index (self->months, oldest);
    }
  return month;
}

void
weir_volume_store_set_time (WeirVolumeStore *self, int64_t now_us)
{
  int64_t minute = now_us / G_USEC_PER_SEC / 60;
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *id = NULL;

  if (minute == self->minute && self->month != NULL)
    return;

  self->minute = minute;
  utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  local = utc != NULL ? g_date_time_to_timezone (utc, self->zone) : NULL;
  if (local == NULL)
    return; /* no calendar has that time; the month stays */

  id = g_strdup_printf ("%04d-%02d", g_date_time_get_year (local), g_date_time_get_month (local));
  if (is_month (id))
    self->month = get_month (self, id);
}

const char *
weir_volume_store_get_month (const WeirVolumeStore *self)
{
  return self->month != NULL ? self->month->id : "";
}

static gboolean
is_name (const char *name)
{
  gsize length = strnlen (name, MAX_NAME_BYTES + 1);

  return length > 0 && length <= MAX_NAME_BYTES && strpbrk (name, "\t\r\n") == NULL
         && g_utf8_validate (name, (gssize) length, NULL);
}

/* Everything, and what a rule's filter lets through: there are only as many as there are rules. */
static gboolean
is_of_all (const char *name)
{
  return g_str_equal (name, WEIR_VOLUME_EVERYTHING) || g_str_has_prefix (name, "of ");
}

static int
compare_bytes (gconstpointer a, gconstpointer b)
{
  guint64 bytes_a = *(const guint64 *) a, bytes_b = *(const guint64 *) b;

  return (bytes_a > bytes_b) - (bytes_a < bytes_b);
}

/* Of applications and hosts a sixteenth goes, those with the fewest bytes. */
static void
make_room (Month *month)
{
  g_autoptr (GArray) sums = g_array_new (FALSE, FALSE, sizeof (guint64));
  GHashTableIter iter;
  gpointer name, value;
  guint64 most;
  guint n_left;

  g_hash_table_iter_init (&iter, month->bytes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      if (!is_of_all (name))
        g_array_append_val (sums, *(const guint64 *) value);
    }
  if (sums->len == 0)
    return;

  g_array_sort (sums, compare_bytes);
  n_left = sums->len / 16 + 1;
  most = g_array_index (sums, guint64, n_left - 1);
  g_hash_table_iter_init (&iter, month->bytes);
  while (n_left > 0 && g_hash_table_iter_next (&iter, &name, &value))
    {
      if (is_of_all (name) || *(const guint64 *) value > most)
        continue;
      g_hash_table_iter_remove (&iter);
      n_left--;
    }
}

uint64_t
weir_volume_store_add (WeirVolumeStore *self, const char *name, uint64_t bytes)
{
  guint64 *sum;

  if (self->month == NULL)
    return 0;

  sum = g_hash_table_lookup (self->month->bytes, name);
  if (sum == NULL)
    {
      if (bytes == 0 || !is_name (name))
        return 0;
      if (g_hash_table_size (self->month->bytes) >= WEIR_VOLUME_MAX_NAMES)
        make_room (self->month);
      if (g_hash_table_size (self->month->bytes) >= WEIR_VOLUME_MAX_NAMES)
        return 0;
      sum = g_new0 (guint64, 1);
      g_hash_table_insert (self->month->bytes, g_strdup (name), sum);
    }
  *sum = bytes <= G_MAXUINT64 - *sum ? *sum + bytes : G_MAXUINT64;
  self->is_changed |= bytes > 0;
  return *sum;
}

uint64_t
weir_volume_store_get (const WeirVolumeStore *self, const char *name)
{
  const guint64 *sum = self->month != NULL ? g_hash_table_lookup (self->month->bytes, name) : NULL;

  return sum != NULL ? *sum : 0;
}

static void
note_told (Month *month, const char *name, int64_t second)
{
  gint64 *at = g_new (gint64, 1);

  *at = second;
  g_hash_table_insert (month->told, g_strdup (name), at);
}

gboolean
weir_volume_store_tell (WeirVolumeStore *self, const char *name, int64_t now_us)
{
  if (self->month == NULL || g_hash_table_contains (self->month->told, name) || !is_name (name)
      || g_hash_table_size (self->month->told) >= WEIR_VOLUME_MAX_NAMES)
    return FALSE;

  note_told (self->month, name, MAX (now_us / G_USEC_PER_SEC, 0));
  self->is_changed = TRUE;
  return TRUE;
}

gboolean
weir_volume_store_is_changed (const WeirVolumeStore *self)
{
  return self->is_changed;
}

void
weir_volume_store_clear (WeirVolumeStore *self)
{
  self->month = NULL;
  g_ptr_array_set_size (self->months, 0);
  self->is_changed = FALSE;
}

GString *
weir_volume_store_to_text (WeirVolumeStore *self)
{
  GString *text = g_string_new ("weir " KIND " " G_STRINGIFY (VERSION) "\n");

  for (guint i = 0; i < self->months->len; i++)
    {
      const Month *month = g_ptr_array_index (self->months, i);
      GHashTableIter iter;
      gpointer name, value;

      g_hash_table_iter_init (&iter, month->bytes);
      while (g_hash_table_iter_next (&iter, &name, &value))
        g_string_append_printf (text, "%s\tbytes\t%" G_GUINT64_FORMAT "\t%s\n", month->id,
                                *(const guint64 *) value, (const char *) name);
      g_hash_table_iter_init (&iter, month->told);
      while (g_hash_table_iter_next (&iter, &name, &value))
        g_string_append_printf (text, "%s\ttold\t%" G_GINT64_FORMAT "\t%s\n", month->id,
                                *(const gint64 *) value, (const char *) name);
    }
  self->is_changed = FALSE;
  return text;
}

static gboolean
read_line (WeirVolumeStore *self, const char *line, gsize length)
{
  g_auto (GStrv) parts = weir_store_split_line (line, length, 4);
  Month *month;
  guint64 number;

  if (parts == NULL || !is_month (parts[0]) || !is_name (parts[3]))
    return FALSE;

  month = get_month (self, parts[0]);
  if (g_str_equal (parts[1], "bytes") && weir_store_read_number (parts[2], G_MAXUINT64, &number)
      && g_hash_table_size (month->bytes) < WEIR_VOLUME_MAX_NAMES)
    {
      /* Of a name that stands there twice the larger number: never their sum. */
      const guint64 *old = g_hash_table_lookup (month->bytes, parts[3]);

      if (old == NULL || *old < number)
        g_hash_table_insert (month->bytes, g_strdup (parts[3]), g_memdup2 (&number, sizeof number));
      return old == NULL;
    }
  if (g_str_equal (parts[1], "told") && weir_store_read_number (parts[2], G_MAXINT64, &number)
      && g_hash_table_size (month->told) < WEIR_VOLUME_MAX_NAMES)
    {
      note_told (month, parts[3], (int64_t) number);
      return TRUE;
    }
  return FALSE;
}

gboolean
weir_volume_store_read (WeirVolumeStore *self, const char *text, gsize length)
{
  gboolean is_whole = TRUE, is_first = TRUE;
  const char *line;
  gsize at = 0, line_length;
  guint64 version = 0;

  while (weir_store_next_line (text, length, &at, &line, &line_length))
    {
      if (is_first)
        {
          is_first = FALSE;
          if (!weir_store_read_header (line, line_length, KIND, &version))
            return FALSE;
          continue;
        }
      if (!read_line (self, line, line_length))
        is_whole = FALSE;
    }
  return is_whole && version == VERSION && text[length - 1] == '\n';
}
