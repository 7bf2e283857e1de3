/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/setting-rows.h"

static gboolean
get_choice (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *text = g_variant_get_string (variant, NULL);
  char **values = user_data;

  for (guint i = 0; values[i] != NULL; i++)
    {
      if (!g_str_equal (values[i], text))
        continue;
      g_value_set_uint (value, i);
      return TRUE;
    }
  return FALSE;
}

static GVariant *
set_choice (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint selected = g_value_get_uint (value);
  char **values = user_data;

  return selected < g_strv_length (values) ? g_variant_new_string (values[selected]) : NULL;
}

void
weir_setting_rows_bind_choice (AdwComboRow *row,
                               GSettings *settings,
                               const char *key,
                               const char *const *values)
{
  g_settings_bind_with_mapping (settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, get_choice,
                                set_choice, g_strdupv ((char **) values),
                                (GDestroyNotify) g_strfreev);
}

static void
bind_enum (AdwComboRow *row, GSettings *settings, GSettingsSchemaKey *key)
{
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
  g_autoptr (GVariant) nicks = NULL;
  g_autofree const char **values = NULL;
  const char *type;

  g_variant_get (range, "(&sv)", &type, &nicks);
  if (!g_str_equal (type, "enum"))
    return;

  values = g_variant_get_strv (nicks, NULL);
  g_assert (g_list_model_get_n_items (adw_combo_row_get_model (row))
            == g_strv_length ((char **) values));
  weir_setting_rows_bind_choice (row, settings, g_settings_schema_key_get_name (key), values);
}

static void
bind_number (GtkSpinButton *button, GSettings *settings, GSettingsSchemaKey *key)
{
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
  g_autoptr (GVariant) limits = NULL;
  const char *type;
  int least, most;

  g_variant_get (range, "(&sv)", &type, &limits);
  g_assert (g_str_equal (type, "range"));
  g_variant_get (limits, "(ii)", &least, &most);
  gtk_spin_button_set_range (button, least, most);
  g_settings_bind (settings, g_settings_schema_key_get_name (key), button, "value",
                   G_SETTINGS_BIND_DEFAULT);
}

/* What a screen reader says; the words stand beside the control. */
static void
name_after_row (GtkWidget *control)
{
  GtkWidget *row = gtk_widget_get_ancestor (control, ADW_TYPE_ACTION_ROW);

  if (row == NULL || row == control)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);
}

static void
bind (GtkWidget *control, GSettings *settings, GSettingsSchemaKey *key)
{
  const GVariantType *type = g_settings_schema_key_get_value_type (key);

  name_after_row (control);
  if (GTK_IS_SWITCH (control) && g_variant_type_equal (type, G_VARIANT_TYPE_BOOLEAN))
    g_settings_bind (settings, g_settings_schema_key_get_name (key), control, "active",
                     G_SETTINGS_BIND_DEFAULT);
  else if (GTK_IS_SPIN_BUTTON (control))
    bind_number (GTK_SPIN_BUTTON (control), settings, key);
  else if (ADW_IS_COMBO_ROW (control))
    bind_enum (ADW_COMBO_ROW (control), settings, key);
}

static void
bind_all (GtkWidget *widget, GSettings *settings, GSettingsSchema *schema, GStrvBuilder *keys)
{
  const char *name = gtk_widget_get_name (widget);

  if (g_settings_schema_has_key (schema, name))
    {
      g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, name);

      bind (widget, settings, key);
      g_strv_builder_add (keys, name);
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    bind_all (child, settings, schema, keys);
}

char **
weir_setting_rows_bind (GtkWidget *root, GSettings *settings)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();

  g_object_get (settings, "settings-schema", &schema, NULL);
  bind_all (root, settings, schema, keys);
  return g_strv_builder_end (keys);
}
