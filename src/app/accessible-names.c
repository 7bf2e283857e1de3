/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "app/accessible-names.h"

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* "Cancel" of "_Cancel". */
static char *
strip_mnemonic (const char *label)
{
  g_autofree char *text = NULL;

  if (!pango_parse_markup (label, -1, '_', NULL, &text, NULL, NULL))
    return g_strdup (label);
  return g_steal_pointer (&text);
}

static void
name_button (GtkButton *button)
{
  const char *label = gtk_button_get_label (button);
  const char *icon_name = gtk_button_get_icon_name (button);
  GtkWidget *child = gtk_button_get_child (button);
  g_autofree char *name = NULL;

  if (label != NULL && gtk_button_get_use_underline (button))
    {
      name = strip_mnemonic (label);
      set_name (GTK_WIDGET (button), name);
    }
  /* Of windows that the toolkit makes; those of this program have their names. */
  else if (g_strcmp0 (icon_name, "edit-find-symbolic") == 0)
    set_name (GTK_WIDGET (button), g_dgettext ("gtk40", "Search"));
  /* As it is whenever it is asked for: it may count something. */
  else if (label == NULL && GTK_IS_LABEL (child))
    gtk_accessible_update_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                    child, NULL, -1);
}

static void
name_menu_button (GtkMenuButton *button)
{
  const char *label = gtk_menu_button_get_label (button);
  const char *tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (button));
  GtkPopover *popover = gtk_menu_button_get_popover (button);
  g_autofree char *name = NULL;

  name = label != NULL && *label != '\0' ? strip_mnemonic (label) : g_strdup (tooltip);
  if (name == NULL)
    return;

  /* One with an icon has a name of its own. */
  if (label != NULL)
    set_name (GTK_WIDGET (button), name);
  if (popover != NULL)
    set_name (GTK_WIDGET (popover), name);
}

/* It can have the focus, for its card. */
static void
name_window_title (AdwWindowTitle *title)
{
  const char *subtitle = adw_window_title_get_subtitle (title);
  g_autofree char *name = NULL;

  if (*subtitle != '\0')
    name = g_strdup_printf ("%s, %s", adw_window_title_get_title (title), subtitle);
  set_name (GTK_WIDGET (title), name != NULL ? name : adw_window_title_get_title (title));
}

static void
name_by_row (GtkWidget *widget, AdwPreferencesRow *row)
{
  const char *title = adw_preferences_row_get_title (row);
  g_autofree char *name = NULL;

  name = adw_preferences_row_get_use_underline (row) ? strip_mnemonic (title) : g_strdup (title);
  set_name (widget, name);
}

/* A list of a group that has a title is called by that. */
static void
name_list (GtkListBox *list)
{
  GtkWidget *group = gtk_widget_get_ancestor (GTK_WIDGET (list), ADW_TYPE_PREFERENCES_GROUP);
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (list));

  while (row != NULL && !gtk_widget_get_visible (row))
    row = gtk_widget_get_next_sibling (row);
  if (group != NULL && *adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (group)) == '\0'
      && ADW_IS_PREFERENCES_ROW (row))
    name_by_row (GTK_WIDGET (list), ADW_PREFERENCES_ROW (row));
}

/* What a row of settings has chosen stands in a list of its own. */
static void
name_choice (GtkWidget *list)
{
  GtkWidget *row = gtk_widget_get_ancestor (list, ADW_TYPE_PREFERENCES_ROW);

  if (row != NULL)
    name_by_row (list, ADW_PREFERENCES_ROW (row));
}

static void
follow (GtkWidget *widget, const char *signal, GCallback name_func)
{
  g_signal_handlers_disconnect_by_func (widget, name_func, NULL);
  g_signal_connect (widget, signal, name_func, NULL);
}

static void
mend_one (GtkWidget *widget)
{
  if (GTK_IS_COLOR_BUTTON (widget))
    {
      set_name (gtk_widget_get_first_child (widget),
                gtk_color_button_get_title (GTK_COLOR_BUTTON (widget)));
    }
  else if (GTK_IS_MENU_BUTTON (widget))
    {
      name_menu_button (GTK_MENU_BUTTON (widget));
      follow (widget, "notify::label", G_CALLBACK (name_menu_button));
    }
  else if (GTK_IS_BUTTON (widget))
    {
      name_button (GTK_BUTTON (widget));
      follow (widget, "notify::label", G_CALLBACK (name_button));
    }
  else if (ADW_IS_WINDOW_TITLE (widget))
    {
      name_window_title (ADW_WINDOW_TITLE (widget));
      follow (widget, "notify::subtitle", G_CALLBACK (name_window_title));
    }
  else if (ADW_IS_VIEW_SWITCHER (widget))
    {
      set_name (widget, gtk_window_get_title (GTK_WINDOW (gtk_widget_get_root (widget))));
    }
  else if (GTK_IS_LIST_BOX (widget))
    {
      name_list (GTK_LIST_BOX (widget));
    }
}

void
weir_accessible_names_mend (GtkWidget *root)
{
  /* Long lists name their rows themselves. */
  if (GTK_IS_LIST_BASE (root))
    {
      name_choice (root);
      return;
    }

  mend_one (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    weir_accessible_names_mend (child);
}

static void
windows_changed_cb (GListModel *windows,
                    guint position,
                    guint n_removed,
                    guint n_added,
                    gpointer user_data)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      /* They are told of while they are made: what they are is known later. */
      g_signal_connect (window, "map", G_CALLBACK (weir_accessible_names_mend), NULL);
    }
}

void
weir_accessible_names_watch (void)
{
  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (windows_changed_cb),
                    NULL);
}
