/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/alert-names.h"

typedef struct
{
  char *text; /* (nullable): free */
  guint n_users;
} Name;

struct _WeirAlertNames
{
  GArray *names;       /* Name; the first is nobody's */
  GHashTable *by_text; /* inside a Name → its number */
  GArray *free;        /* uint32_t */
};

static void
name_clear (gpointer data)
{
  g_free (((Name *) data)->text);
}

WeirAlertNames *
weir_alert_names_new (void)
{
  WeirAlertNames *self = g_new0 (WeirAlertNames, 1);

  self->names = g_array_new (FALSE, TRUE, sizeof (Name));
  g_array_set_clear_func (self->names, name_clear);
  g_array_set_size (self->names, 1);
  self->by_text = g_hash_table_new (g_str_hash, g_str_equal);
  self->free = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  return self;
}

void
weir_alert_names_free (WeirAlertNames *self)
{
  g_hash_table_unref (self->by_text);
  g_array_unref (self->names);
  g_array_unref (self->free);
  g_free (self);
}

static uint32_t
take_number (WeirAlertNames *self)
{
  uint32_t number;

  if (self->free->len > 0)
    {
      number = g_array_index (self->free, uint32_t, self->free->len - 1);
      g_array_set_size (self->free, self->free->len - 1);
      return number;
    }
  if (self->names->len > WEIR_ALERT_MAX_NAMES)
    return 0;
  number = self->names->len;
  g_array_set_size (self->names, number + 1);
  return number;
}

uint32_t
weir_alert_names_use (WeirAlertNames *self, const char *name)
{
  uint32_t number = weir_alert_names_find (self, name);
  Name *entry;

  if (number == 0)
    {
      number = take_number (self);
      if (number == 0)
        return 0;
      entry = &g_array_index (self->names, Name, number);
      entry->text = g_strdup (name);
      entry->n_users = 0;
      g_hash_table_insert (self->by_text, entry->text, GUINT_TO_POINTER (number));
    }
  g_array_index (self->names, Name, number).n_users++;
  return number;
}

void
weir_alert_names_release (WeirAlertNames *self, uint32_t number)
{
  Name *entry = &g_array_index (self->names, Name, number);

  if (number == 0 || --entry->n_users > 0)
    return;

  g_hash_table_remove (self->by_text, entry->text);
  g_clear_pointer (&entry->text, g_free);
  g_array_append_val (self->free, number);
}

uint32_t
weir_alert_names_find (const WeirAlertNames *self, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->by_text, name));
}

const char *
weir_alert_names_get (const WeirAlertNames *self, uint32_t number)
{
  return number < self->names->len ? g_array_index (self->names, Name, number).text : NULL;
}

uint32_t
weir_alert_names_get_end (const WeirAlertNames *self)
{
  return self->names->len;
}
