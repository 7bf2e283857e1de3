/* Which columns the list shows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/column-layout.h"

/* Whatever the settings say: a column can be seen, and dragged. */
#define WIDEST 4096
#define NARROWEST 24

/* What no version calls a column, and no list has. */
#define MAX_ID_BYTES 64
#define MAX_FOREIGN_WIDTHS 64

/* Which is there in every view of flows, whatever the settings and the source are. */
#define LAST_COLUMN "remote"

struct _WeirColumnLayout
{
  GtkColumnView *view;
  WeirColumnLayoutFunc func;
  gpointer user_data;

  GSimpleActionGroup *actions; /* their states are what the user has chosen */
  GSettings *settings;         /* (nullable) */
  gboolean shows_sockets;
  gboolean is_grouped;
  WeirLineMode line_mode;
  int scale;           /* percent */
  gboolean is_cramped; /* drawn columns give way */
  int room;
  int room_of_drawn;     /* what they take, as far as it is known */
  guint room_idle;       /* 0: none */
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

/* Where there is no room for it in a mode. */
static gboolean
fits_line_mode (WeirColumnLayout *self, const WeirFlowColumn *column)
{
  return column->line_modes == 0 || (column->line_modes & 1u << self->line_mode) != 0;
}

/* Whether it, or another one that it stands for in this mode, is wanted. */
static gboolean
is_wanted (WeirColumnLayout *self, const WeirFlowColumn *column)
{
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  if (is_chosen (self, column))
    return TRUE;
  if (self->line_mode != WEIR_LINE_TWO || column->kin == NULL)
    return FALSE;

  for (guint i = 0; i < n_columns; i++)
    {
      if (g_strcmp0 (columns[i].kin, column->kin) == 0 && !fits_line_mode (self, &columns[i])
          && is_chosen (self, &columns[i]))
        return TRUE;
    }
  return FALSE;
}

/* The columns of groups are no choice: a group without its name is nothing. */
static gboolean
has_place (WeirColumnLayout *self, const WeirFlowColumn *column)
{
  if (column->is_of_groups)
    return self->is_grouped;
  if (self->is_grouped && !column->is_of_sums)
    return FALSE;
  if (column->has_sparkline && self->is_cramped)
    return FALSE;
  return is_wanted (self, column) && fits_line_mode (self, column)
         && (self->shows_sockets || !column->is_of_sockets);
}

/* Rows reach across the list: if none of the columns takes what is left, the last one does. */
static void
fill_width (WeirColumnLayout *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr (GtkColumnViewColumn) last = NULL;
  gboolean is_filled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);
      gboolean expands = weir_column_layout_get_column (view_column)->expands;

      gtk_column_view_column_set_expand (view_column, expands);
      if (!gtk_column_view_column_get_visible (view_column))
        continue;
      is_filled = is_filled || expands;
      g_set_object (&last, view_column);
    }
  if (!is_filled && last != NULL)
    gtk_column_view_column_set_expand (last, TRUE);
}

static void
update_visibility (WeirColumnLayout *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  guint n_shown = 0;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);
      const WeirFlowColumn *column = weir_column_layout_get_column (view_column);
      gboolean is_shown = has_place (self, column);

      gtk_column_view_column_set_visible (view_column, is_shown);
      n_shown += is_shown ? 1 : 0;
    }
  /* What was chosen may have no place in a capture file, or with one direction alone. */
  if (n_shown == 0)
    gtk_column_view_column_set_visible (
        weir_column_layout_find (self, weir_flow_columns_find (LAST_COLUMN)), TRUE);
  fill_width (self);
  self->func (self->user_data);
}

/* Whether it may be a column of another version. */
static gboolean
is_foreign (const char *id)
{
  return weir_flow_columns_find (id) == NULL && strlen (id) <= MAX_ID_BYTES;
}

static void
save_columns (WeirColumnLayout *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_auto (GVariantBuilder) ids = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("as"));
  g_auto (GStrv) before = NULL;
  guint n_chosen = 0, n_unknown = 0;

  if (self->settings == NULL || self->is_arranging)
    return;

  fill_width (self);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);
      const WeirFlowColumn *column = weir_column_layout_get_column (view_column);

      if (!column->is_of_groups && is_chosen (self, column))
        {
          g_variant_builder_add (&ids, "s", column->id);
          n_chosen++;
        }
    }
  /* Columns of a newer version are there again when that is; never so many that the list would not
   * be believed. */
  before = g_settings_get_strv (self->settings, "columns");
  for (guint i = 0; before[i] != NULL && n_unknown < n_chosen; i++)
    {
      if (is_foreign (before[i]))
        {
          g_variant_builder_add (&ids, "s", before[i]);
          n_unknown++;
        }
    }
  g_settings_set_value (self->settings, "columns", g_variant_builder_end (&ids));
  weir_column_layout_set_room (self, self->room);
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
  g_autoptr (GVariant) before = NULL;
  GVariantIter iter;
  const char *id;
  int other_width;
  guint n_foreign = 0;

  if (self->settings == NULL || self->is_arranging)
    return;

  for (guint i = 0; i < n_columns; i++)
    {
      int width =
          gtk_column_view_column_get_fixed_width (weir_column_layout_find (self, &columns[i]));

      if (width > 0)
        g_variant_builder_add (&widths, "{si}", columns[i].id,
                               MIN (width * 100 / self->scale, WIDEST));
    }
  before = g_settings_get_value (self->settings, "column-widths");
  g_variant_iter_init (&iter, before);
  while (n_foreign < MAX_FOREIGN_WIDTHS && g_variant_iter_next (&iter, "{&si}", &id, &other_width))
    {
      if (!is_foreign (id))
        continue;
      g_variant_builder_add (&widths, "{si}", id, other_width);
      n_foreign++;
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
  self->scale = 100;
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

  g_clear_handle_id (&self->room_idle, g_source_remove);
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
  guint n_known = 0, n_unknown = 0;

  /* Of a list of which most cannot be understood the rest is not what anybody has chosen, and no
   * names at all would leave the list without columns. */
  for (guint i = 0; ids[i] != NULL; i++)
    {
      const WeirFlowColumn *column = weir_flow_columns_find (ids[i]);

      n_unknown += column == NULL ? 1 : 0;
      n_known += column != NULL && !column->is_of_groups ? 1 : 0;
    }
  if (n_known == 0 || n_unknown > n_known)
    return;

  /* What a group is called stays in front. */
  for (guint i = 0; i < n_columns; i++)
    {
      choose (self, &columns[i], FALSE);
      if (columns[i].is_of_groups)
        gtk_column_view_insert_column (self->view, position++,
                                       weir_column_layout_find (self, &columns[i]));
    }
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

      /* What nobody can have dragged it to is none. */
      if (g_variant_lookup (widths, columns[i].id, "i", &width) && width > 0 && width <= WIDEST)
        gtk_column_view_column_set_fixed_width (weir_column_layout_find (self, &columns[i]),
                                                MAX (width, NARROWEST) * self->scale / 100);
    }
}

void
weir_column_layout_keep (WeirColumnLayout *self, GSettings *settings)
{
  self->settings = g_object_ref (settings);
  weir_column_layout_follow (self);
}

void
weir_column_layout_follow (WeirColumnLayout *self)
{
  self->is_arranging = TRUE;
  follow_columns (self);
  follow_widths (self);
  self->is_arranging = FALSE;
  update_visibility (self);
}

void
weir_column_layout_set_line_mode (WeirColumnLayout *self, WeirLineMode line_mode)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  self->line_mode = line_mode;
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (columns, i);
      const WeirFlowColumn *column = weir_column_layout_get_column (view_column);

      if (column->is_two_lined)
        {
          g_autofree char *title = weir_flow_column_dup_title (column, line_mode);

          gtk_column_view_column_set_title (view_column, title);
        }
    }
  update_visibility (self);
}

void
weir_column_layout_set_scale (WeirColumnLayout *self, int percent)
{
  if (self->scale == percent)
    return;

  self->scale = percent;
  if (self->settings == NULL)
    return;

  self->is_arranging = TRUE;
  follow_widths (self);
  self->is_arranging = FALSE;
}

static gboolean
has_own_columns (WeirColumnLayout *self)
{
  g_auto (GStrv) ids = NULL;

  if (self->settings == NULL)
    return FALSE;
  ids = g_settings_get_strv (self->settings, "columns");
  return *ids != NULL;
}

static int
measure (WeirColumnLayout *self)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (self->view), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  return minimum;
}

static void
fit_room_cb (gpointer user_data)
{
  WeirColumnLayout *self = user_data;
  int minimum = measure (self);

  self->room_idle = 0;
  if (has_own_columns (self))
    {
      if (self->is_cramped)
        {
          self->is_cramped = FALSE;
          update_visibility (self);
        }
    }
  else if (!self->is_cramped && minimum > self->room)
    {
      self->is_cramped = TRUE;
      update_visibility (self);
      self->room_of_drawn = minimum - measure (self);
    }
  else if (self->is_cramped && minimum + self->room_of_drawn <= self->room)
    {
      self->is_cramped = FALSE;
      update_visibility (self);
    }
}

void
weir_column_layout_set_room (WeirColumnLayout *self, int width)
{
  self->room = width;
  if (self->room_idle == 0 && width > 0)
    self->room_idle = g_idle_add_once (fit_room_cb, self);
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
weir_column_layout_get_stand_in (WeirColumnLayout *self, const WeirFlowColumn *column)
{
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  if (weir_column_layout_is_shown (self, column))
    return column;

  for (guint i = 0; column->kin != NULL && i < n_columns; i++)
    {
      if (g_strcmp0 (columns[i].kin, column->kin) == 0
          && weir_column_layout_is_shown (self, &columns[i]))
        return &columns[i];
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

GPtrArray *
weir_column_layout_dup_shown (WeirColumnLayout *self)
{
  GListModel *view_columns = gtk_column_view_get_columns (self->view);
  GPtrArray *shown = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (view_columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (view_columns, i);
      const WeirFlowColumn *column = weir_column_layout_get_column (view_column);

      if (gtk_column_view_column_get_visible (view_column) && !column->has_sparkline)
        g_ptr_array_add (shown, (gpointer) column);
    }
  return shown;
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

GMenuModel *
weir_column_layout_create_sort_menu (void)
{
  GMenu *menu = g_menu_new ();
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr (GMenuItem) item = NULL;

      if (columns[i].is_of_groups)
        continue;
      item = g_menu_item_new (weir_flow_column_get_name (&columns[i]), NULL);
      g_menu_item_set_action_and_target (item, "win.sort", "s", columns[i].id);
      g_menu_append_item (menu, item);
    }

  return G_MENU_MODEL (menu);
}
