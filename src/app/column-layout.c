/* Which columns the list shows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/column-layout.h"

/* Whatever the settings say. */
#define WIDEST 4096

struct _WeirColumnLayout
{
  GtkColumnView *view;
  WeirColumnLayoutFunc func;
  gpointer user_data;

  GSimpleActionGroup *actions; /* their states are what the user has chosen */
  GSettings *settings;         /* (nullable) */
  gboolean shows_sockets;
  gboolean is_grouped;
  gboolean is_arranging; /* the settings are being followed, not written */
};

static G_DEFINE_QUARK (weir_column_layout_column, column)

    static gboolean is_chosen (WeirColumnLayout *self, const WeirFlowColumn *column)
{
  g_autoptr (GVariant) state =
      g_action_group_get_action_state (G_ACTION_GROUP (self->actions), column->id);

  return g_variant_get_boolean (state);
}

static void
choose (WeirColumnLayout *self, const WeirFlowColumn *column, gboolean is_chosen)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), column->id);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (is_chosen));
}

/* The columns of groups are no choice: a group without its name is nothing. */
static gboolean
has_place (WeirColumnLayout *self, const WeirFlowColumn *column)
{
  if (column->is_of_groups)
    return self->is_grouped;
  if (self->is_grouped && !column->is_of_sums)
    return FALSE;
  return is_chosen (self, column) && (self->shows_sockets || !column->is_of_sockets);
}

static void
update_visibility (WeirColumnLayout *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);
      const WeirFlowColumn *column = weir_column_layout_get_column (view_column);

      gtk_column_view_column_set_visible (view_column, has_place (self, column));
    }
  self->func (self->user_data);
}

static void
save_columns (WeirColumnLayout *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_auto (GVariantBuilder) ids = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));

  if (self->settings == NULL || self->is_arranging)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);
      const WeirFlowColumn *column = weir_column_layout_get_column (view_column);

      if (!column->is_of_groups && is_chosen (self, column))
        g_variant_builder_add (&ids, "s", column->id);
    }
  g_settings_set_value (self->settings, "columns", g_variant_builder_end (&ids));
}

/* A list without columns could not be brought back by anybody who does not know how. */
static guint
count_chosen (WeirColumnLayout *self)
{
  guint n_columns, n_chosen = 0;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    n_chosen += !columns[i].is_of_groups && is_chosen (self, &columns[i]) ? 1 : 0;
  return n_chosen;
}

static void
change_state_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  WeirColumnLayout *self = user_data;

  if (!g_variant_get_boolean (state) && count_chosen (self) == 1)
    return;

  g_simple_action_set_state (action, state);
  update_visibility (self);
  save_columns (self);
}

/* Somebody drags the edge of a column. */
static void
width_changed_cb (GtkColumnViewColumn *changed, GParamSpec *pspec, WeirColumnLayout *self)
{
  g_auto (GVariantBuilder) widths = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{si}"));
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  if (self->settings == NULL || self->is_arranging)
    return;

  for (guint i = 0; i < n_columns; i++)
    {
      int width =
          gtk_column_view_column_get_fixed_width (weir_column_layout_find (self, &columns[i]));

      if (width > 0)
        g_variant_builder_add (&widths, "{si}", columns[i].id, width);
    }
  g_settings_set_value (self->settings, "column-widths", g_variant_builder_end (&widths));
}

WeirColumnLayout *
weir_column_layout_new (GtkColumnView *view, WeirColumnLayoutFunc func, gpointer user_data)
{
  WeirColumnLayout *self = g_new0 (WeirColumnLayout, 1);

  self->view = view;
  self->func = func;
  self->user_data = user_data;
  self->shows_sockets = TRUE;
  self->actions = g_simple_action_group_new ();
  /* Somebody drags a title to another place. */
  g_signal_connect_swapped (gtk_column_view_get_columns (view), "items-changed",
                            G_CALLBACK (save_columns), self);
  return self;
}

void
weir_column_layout_free (WeirColumnLayout *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  g_signal_handlers_disconnect_by_data (columns, self);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);

      g_signal_handlers_disconnect_by_data (view_column, self);
    }

  g_clear_object (&self->actions);
  g_clear_object (&self->settings);
  g_free (self);
}

void
weir_column_layout_add (WeirColumnLayout *self,
                        GtkColumnViewColumn *view_column,
                        const WeirFlowColumn *column)
{
  g_autoptr (GSimpleAction) action =
      g_simple_action_new_stateful (column->id, NULL, g_variant_new_boolean (!column->is_optional));

  g_signal_connect (action, "change-state", G_CALLBACK (change_state_cb), self);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));

  g_object_set_qdata (G_OBJECT (view_column), column_quark (), (gpointer) column);
  gtk_column_view_column_set_visible (view_column, has_place (self, column));
  gtk_column_view_append_column (self->view, view_column);
  g_signal_connect (view_column, "notify::fixed-width", G_CALLBACK (width_changed_cb), self);
}

static void
follow_columns (WeirColumnLayout *self)
{
  g_auto (GStrv) ids = g_settings_get_strv (self->settings, "columns");
  guint n_columns, position = 0;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);
  gboolean is_known = FALSE;

  for (guint i = 0; ids[i] != NULL; i++)
    is_known = is_known || weir_flow_columns_find (ids[i]) != NULL;
  if (!is_known)
    return;

  for (guint i = 0; i < n_columns; i++)
    choose (self, &columns[i], FALSE);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      const WeirFlowColumn *column = weir_flow_columns_find (ids[i]);

      if (column == NULL || column->is_of_groups || is_chosen (self, column))
        continue;
      choose (self, column, TRUE);
      gtk_column_view_insert_column (self->view, position++,
                                     weir_column_layout_find (self, column));
    }
}

static void
follow_widths (WeirColumnLayout *self)
{
  g_autoptr (GVariant) widths = g_settings_get_value (self->settings, "column-widths");
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      int width;

      if (g_variant_lookup (widths, columns[i].id, "i", &width) && width > 0)
        gtk_column_view_column_set_fixed_width (weir_column_layout_find (self, &columns[i]),
                                                MIN (width, WIDEST));
    }
}

void
weir_column_layout_keep (WeirColumnLayout *self, GSettings *settings)
{
  self->settings = g_object_ref (settings);
  self->is_arranging = TRUE;
  follow_columns (self);
  follow_widths (self);
  self->is_arranging = FALSE;
  update_visibility (self);
}

void
weir_column_layout_set_shows_sockets (WeirColumnLayout *self, gboolean shows_sockets)
{
  if (self->shows_sockets == shows_sockets)
    return;

  self->shows_sockets = shows_sockets;
  update_visibility (self);
}

void
weir_column_layout_set_grouped (WeirColumnLayout *self, const char *group_title)
{
  if (group_title != NULL)
    gtk_column_view_column_set_title (
        weir_column_layout_find (self, weir_flow_columns_find ("group")), group_title);
  self->is_grouped = group_title != NULL;
  update_visibility (self);
}

GtkColumnViewColumn *
weir_column_layout_find (WeirColumnLayout *self, const WeirFlowColumn *column)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);

      if (weir_column_layout_get_column (view_column) == column)
        return view_column;
    }

  return NULL;
}

const WeirFlowColumn *
weir_column_layout_get_column (GtkColumnViewColumn *view_column)
{
  return g_object_get_qdata (G_OBJECT (view_column), column_quark ());
}

gboolean
weir_column_layout_is_shown (WeirColumnLayout *self, const WeirFlowColumn *column)
{
  return gtk_column_view_column_get_visible (weir_column_layout_find (self, column));
}

GActionGroup *
weir_column_layout_get_actions (WeirColumnLayout *self)
{
  return G_ACTION_GROUP (self->actions);
}

GMenuModel *
weir_column_layout_create_menu (void)
{
  GMenu *menu = g_menu_new ();
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *action = g_strconcat ("columns.", columns[i].id, NULL);

      if (!columns[i].is_of_groups)
        g_menu_append (menu, weir_flow_column_get_name (&columns[i]), action);
    }

  return G_MENU_MODEL (menu);
}
