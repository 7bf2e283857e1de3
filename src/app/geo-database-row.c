/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/geo-database-row.h"
#include "core/naming/geo-database.h"

struct _WeirGeoDatabaseRow
{
  AdwActionRow parent_instance;

  GtkWidget *clear_button;
  GSettings *settings;
  GtkFileChooserNative *chooser; /* (nullable): while it is open */
  GCancellable *cancellable;     /* of the file that is being opened */
};

G_DEFINE_FINAL_TYPE (WeirGeoDatabaseRow, weir_geo_database_row, ADW_TYPE_ACTION_ROW)

static void
show_text (WeirGeoDatabaseRow *self, const char *text, gboolean is_error)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup);
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

static void
update (WeirGeoDatabaseRow *self)
{
  g_autofree char *path = g_settings_get_string (self->settings, "geo-database");
  g_autofree char *name = g_filename_display_name (path);

  show_text (self, *path != '\0' ? name : _ ("From the databases that are installed"), FALSE);
  gtk_widget_set_visible (self->clear_button, *path != '\0');
}

/* ---- a file that has been chosen ------------------------------------------------------------ */

static void
try_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (WeirGeoDatabase) database = weir_geo_database_open (path, &error);

  if (database == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WeirGeoDatabaseRow *self = WEIR_GEO_DATABASE_ROW (source);
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_settings_set_string (self->settings, "geo-database",
                             g_task_get_task_data (G_TASK (result)));
      update (self);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      show_text (self, error->message, TRUE);
    }
}

void
weir_geo_database_row_choose (WeirGeoDatabaseRow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GTask) task = NULL;

  if (path == NULL)
    {
      show_text (self, _ ("Only a file of this computer can be used."), TRUE);
      return;
    }

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, tried_cb, NULL);
  g_task_set_task_data (task, g_steal_pointer (&path), g_free);
  g_task_run_in_thread (task, try_in_thread);
}

static void
response_cb (GtkNativeDialog *dialog, int response, WeirGeoDatabaseRow *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_clear_object (&self->chooser);

  if (file != NULL)
    weir_geo_database_row_choose (self, file);
}

static void
choose_cb (WeirGeoDatabaseRow *self)
{
  if (self->chooser == NULL)
    {
      g_autoptr (GtkFileFilter) databases = gtk_file_filter_new ();

      self->chooser =
          gtk_file_chooser_native_new (_ ("Database of Countries and Networks"),
                                       GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                       GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
      gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
      gtk_file_filter_set_name (databases, _ ("Databases in MaxMind’s format"));
      gtk_file_filter_add_suffix (databases, "mmdb");
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), databases);
      g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self, 0);
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
clear_cb (WeirGeoDatabaseRow *self)
{
  g_settings_reset (self->settings, "geo-database");
}

/* ---- the row -------------------------------------------------------------------------------- */

static void
weir_geo_database_row_dispose (GObject *object)
{
  WeirGeoDatabaseRow *self = WEIR_GEO_DATABASE_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_geo_database_row_parent_class)->dispose (object);
}

static void
weir_geo_database_row_class_init (WeirGeoDatabaseRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = weir_geo_database_row_dispose;
}

static void
add_button (WeirGeoDatabaseRow *self, GtkWidget *button, const char *tooltip, GCallback callback)
{
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect_swapped (button, "clicked", callback, self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
}

static void
weir_geo_database_row_init (WeirGeoDatabaseRow *self)
{
  self->clear_button = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  gtk_widget_add_css_class (self->clear_button, "flat");
  add_button (self, self->clear_button, _ ("Use the installed databases"), G_CALLBACK (clear_cb));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->clear_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Use the installed databases"),
                                  -1);
  add_button (self, gtk_button_new_with_mnemonic (_ ("_Choose…")),
              _ ("Choose a database in MaxMind’s format (.mmdb)"), G_CALLBACK (choose_cb));
}

void
weir_geo_database_row_set_settings (WeirGeoDatabaseRow *self, GSettings *settings)
{
  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::geo-database", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}
