/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/seen-store.h"

#include <string.h>

#include "core/alert/store-file.h"

#define KIND "seen"
#define VERSION 1
#define N_KINDS (WEIR_ALERT_BY_DOMAIN + 1)
#define MAX_LEARNT_SECONDS (100.0 * 365 * 24 * 3600)

/* When a kind is full, this share of it goes at a time: searching costs a sort. */
#define EVICT_SHARE 16

static const char *const kind_names[N_KINDS] = {
  [WEIR_ALERT_BY_APPLICATION] = "application",
  [WEIR_ALERT_BY_HOST] = "host",
  [WEIR_ALERT_BY_DOMAIN] = "domain",
};

typedef struct
{
  int64_t last_s; /* seconds since 1970 */
  char name[];
} Seen;

struct _WeirSeenStore
{
  GHashTable *seen[N_KINDS]; /* name, inside → Seen */
  double learnt_s[N_KINDS];
  gboolean is_changed;
};

static guint
get_max (WeirAlertBy kind)
{
  return kind == WEIR_ALERT_BY_APPLICATION ? WEIR_SEEN_MAX_APPLICATIONS
                                           : WEIR_SEEN_MAX_DESTINATIONS;
}

WeirSeenStore *
weir_seen_store_new (void)
{
  WeirSeenStore *self = g_new0 (WeirSeenStore, 1);

  for (guint i = WEIR_ALERT_BY_APPLICATION; i < N_KINDS; i++)
    self->seen[i] = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return self;
}

void
weir_seen_store_free (WeirSeenStore *self)
{
  for (guint i = WEIR_ALERT_BY_APPLICATION; i < N_KINDS; i++)
    g_hash_table_unref (self->seen[i]);
  g_free (self);
}

static int
compare_last (gconstpointer a, gconstpointer b)
{
  const Seen *x = *(const Seen *const *) a;
  const Seen *y = *(const Seen *const *) b;

  return (x->last_s > y->last_s) - (x->last_s < y->last_s);
}

static void
make_room (WeirSeenStore *self, WeirAlertBy kind)
{
  GHashTable *seen = self->seen[kind];
  g_autoptr (GPtrArray) all = NULL;
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (seen) < get_max (kind))
    return;

  all = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (all, value);
  g_ptr_array_sort (all, compare_last);
  for (guint i = 0; i < get_max (kind) / EVICT_SHARE; i++)
    g_hash_table_remove (seen, ((Seen *) g_ptr_array_index (all, i))->name);
}

static void
add (WeirSeenStore *self, WeirAlertBy kind, const char *name, int64_t last_s)
{
  gsize size = strlen (name) + 1;
  Seen *seen = g_malloc (sizeof (Seen) + size);

  make_room (self, kind);
  seen->last_s = last_s;
  memcpy (seen->name, name, size);
  g_hash_table_replace (self->seen[kind], seen->name, seen);
}

gboolean
weir_seen_store_add (WeirSeenStore *self, WeirAlertBy kind, const char *name, int64_t now_us)
{
  Seen *seen;

  if (kind == WEIR_ALERT_BY_NONE || !weir_store_is_name (name))
    return FALSE;

  seen = g_hash_table_lookup (self->seen[kind], name);
  if (seen != NULL)
    {
      seen->last_s = MAX (seen->last_s, now_us / G_USEC_PER_SEC);
      return FALSE;
    }
  add (self, kind, name, now_us / G_USEC_PER_SEC);
  self->is_changed = TRUE;
  return TRUE;
}

void
weir_seen_store_learn (WeirSeenStore *self, WeirAlertBy kind, double seconds)
{
  self->learnt_s[kind] = MIN (self->learnt_s[kind] + seconds, MAX_LEARNT_SECONDS);
}

double
weir_seen_store_get_learnt_seconds (const WeirSeenStore *self, WeirAlertBy kind)
{
  return self->learnt_s[kind];
}

guint
weir_seen_store_get_n (const WeirSeenStore *self, WeirAlertBy kind)
{
  return kind != WEIR_ALERT_BY_NONE ? g_hash_table_size (self->seen[kind]) : 0;
}

gboolean
weir_seen_store_is_changed (const WeirSeenStore *self)
{
  return self->is_changed;
}

void
weir_seen_store_clear (WeirSeenStore *self)
{
  for (guint i = WEIR_ALERT_BY_APPLICATION; i < N_KINDS; i++)
    {
      g_hash_table_remove_all (self->seen[i]);
      self->learnt_s[i] = 0;
    }
  self->is_changed = FALSE;
}

GString *
weir_seen_store_to_text (WeirSeenStore *self)
{
  GString *text = g_string_new ("weir " KIND " " G_STRINGIFY (VERSION) "\n");

  for (guint i = WEIR_ALERT_BY_APPLICATION; i < N_KINDS; i++)
    {
      GHashTableIter iter;
      gpointer value;

      g_string_append_printf (text, "learnt\t%s\t%.0f\n", kind_names[i], self->learnt_s[i]);
      g_hash_table_iter_init (&iter, self->seen[i]);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          const Seen *seen = value;

          g_string_append_printf (text, "%s\t%" G_GINT64_FORMAT "\t%s\n", kind_names[i],
                                  seen->last_s, seen->name);
        }
    }
  self->is_changed = FALSE;
  return text;
}

static WeirAlertBy
find_kind (const char *name)
{
  for (guint i = WEIR_ALERT_BY_APPLICATION; i < N_KINDS; i++)
    {
      if (g_str_equal (name, kind_names[i]))
        return (WeirAlertBy) i;
    }
  return WEIR_ALERT_BY_NONE;
}

static gboolean
read_line (WeirSeenStore *self, const char *line, gsize length)
{
  g_auto (GStrv) parts = weir_store_split_line (line, length, 3);
  WeirAlertBy kind;
  guint64 number;

  if (parts == NULL)
    return FALSE;
  if (g_str_equal (parts[0], "learnt"))
    {
      kind = find_kind (parts[1]);
      if (kind == WEIR_ALERT_BY_NONE
          || !weir_store_read_number (parts[2], (guint64) MAX_LEARNT_SECONDS, &number))
        return FALSE;
      self->learnt_s[kind] = (double) number;
      return TRUE;
    }

  kind = find_kind (parts[0]);
  if (kind == WEIR_ALERT_BY_NONE || !weir_store_read_number (parts[1], G_MAXUINT32, &number)
      || !weir_store_is_name (parts[2]))
    return FALSE;
  add (self, kind, parts[2], (int64_t) number);
  return TRUE;
}

gboolean
weir_seen_store_read (WeirSeenStore *self, const char *text, gsize length)
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
  /* A file that ends in the middle of a line was cut. */
  return is_whole && version == VERSION && text[length - 1] == '\n';
}
