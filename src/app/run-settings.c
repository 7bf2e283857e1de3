/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/run-settings.h"

struct _WeirRunSettings
{
  GSettings *run;
  GSettings *saved; /* (nullable): once there is an override */
  GSettingsSchema *schema;
  GHashTable *overrides; /* of char *key to GVariant * */
};

static gboolean
is_equal (GVariant *a, GVariant *b)
{
  return a == b || (a != NULL && b != NULL && g_variant_equal (a, b));
}

/* From one to the other, if it is not so there; what is not set there is not set here. */
static void
copy (GSettings *from, GSettings *to, const char *key)
{
  g_autoptr (GVariant) value = g_settings_get_user_value (from, key);
  g_autoptr (GVariant) there = g_settings_get_user_value (to, key);

  if (is_equal (value, there))
    return;
  if (value != NULL)
    g_settings_set_value (to, key, value);
  else
    g_settings_reset (to, key);
}

static void
run_changed_cb (GSettings *run, const char *key, WeirRunSettings *self)
{
  GVariant *override = g_hash_table_lookup (self->overrides, key);
  g_autoptr (GVariant) value = g_settings_get_user_value (run, key);

  if (override != NULL && is_equal (override, value))
    return;

  g_hash_table_remove (self->overrides, key);
  copy (run, self->saved, key);
}

static void
saved_changed_cb (GSettings *saved, const char *key, WeirRunSettings *self)
{
  if (!g_hash_table_contains (self->overrides, key))
    copy (saved, self->run, key);
}

/* No earlier than it has to: delayed settings are read in two places. */
static void
part (WeirRunSettings *self)
{
  if (self->saved != NULL)
    return;

  self->saved = g_settings_new (WEIR_APP_ID);
  g_settings_delay (self->run);
  g_signal_connect (self->run, "changed", G_CALLBACK (run_changed_cb), self);
  g_signal_connect (self->saved, "changed", G_CALLBACK (saved_changed_cb), self);
}

static gboolean
is_valid (WeirRunSettings *self, const char *name, GVariant *value)
{
  g_autoptr (GSettingsSchemaKey) key = NULL;

  if (!g_settings_schema_has_key (self->schema, name))
    return FALSE;
  key = g_settings_schema_get_key (self->schema, name);
  return g_variant_is_of_type (value, g_settings_schema_key_get_value_type (key))
         && g_settings_schema_key_range_check (key, value);
}

WeirRunSettings *
weir_run_settings_new (void)
{
  WeirRunSettings *self = g_new0 (WeirRunSettings, 1);

  self->run = g_settings_new (WEIR_APP_ID);
  g_object_get (self->run, "settings-schema", &self->schema, NULL);
  self->overrides =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_variant_unref);
  return self;
}

void
weir_run_settings_free (WeirRunSettings *self)
{
  if (self->saved != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->run, self);
      g_signal_handlers_disconnect_by_data (self->saved, self);
    }
  g_clear_object (&self->saved);
  g_object_unref (self->run);
  g_settings_schema_unref (self->schema);
  g_hash_table_unref (self->overrides);
  g_free (self);
}

GSettings *
weir_run_settings_get (WeirRunSettings *self)
{
  return self->run;
}

void
weir_run_settings_override (WeirRunSettings *self, GVariant *values)
{
  GVariantIter iter;
  const char *key;
  GVariant *value;

  g_variant_iter_init (&iter, values);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    {
      if (!is_valid (self, key, value))
        continue;

      part (self);
      g_hash_table_replace (self->overrides, g_strdup (key), g_variant_ref (value));
      g_settings_set_value (self->run, key, value);
    }
}
