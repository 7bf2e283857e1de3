/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/theme-chooser.h"

#include <glib/gi18n.h>

#include "app/theme-editor.h"
#include "app/theme-swatch.h"

/* Until the list knows the heights of its rows. */
#define N_FRAMES 3

struct _WeirThemeChooser
{
  AdwWindow parent_instance;

  GtkWidget *use_button;
  GtkWidget *search_entry;
  GtkListView *list_view;
  GtkStringFilter *filter;
  GtkFilterListModel *filtered;
  GtkSingleSelection *selection;
  GtkStack *stack;
  GtkWidget *problem_box;
  GtkLabel *problem_label;
  GtkLabel *folder_label;
  GtkButton *edit_button;

  WeirThemeManager *manager;
  gboolean is_settled; /* what is selected has been selected by the user */
  guint n_frames;      /* since the window came up */
};

G_DEFINE_FINAL_TYPE (WeirThemeChooser, weir_theme_chooser, ADW_TYPE_WINDOW)

static WeirTheme *
get_selected (WeirThemeChooser *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

/* ---- the rows ------------------------------------------------------------------------------- */

typedef struct
{
  WeirThemeSwatch *swatch;
  GtkLabel *name;
  GtkLabel *note;
  gulong handler;
} Row;

static void
row_update (GtkListItem *list_item, WeirTheme *theme)
{
  Row *row = g_object_get_data (G_OBJECT (list_item), "row");
  GtkWidget *line = gtk_widget_get_parent (gtk_list_item_get_child (list_item));
  const char *error = weir_theme_get_error (theme);
  const char *note = error != NULL ? error : weir_theme_is_own (theme) ? _ ("Your own") : "";

  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  weir_theme_get_name (theme), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  note, -1);
  weir_theme_swatch_set_theme (row->swatch, theme);
  gtk_label_set_label (row->name, weir_theme_get_name (theme));
  gtk_label_set_label (row->note, note);
  gtk_widget_set_visible (GTK_WIDGET (row->note), *note != '\0');
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row->note), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row->note), "error");
}

static void
theme_changed_cb (WeirTheme *theme, GtkListItem *list_item)
{
  row_update (list_item, theme);
}

static GtkWidget *
new_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, WeirThemeChooser *self)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  row->swatch = WEIR_THEME_SWATCH (weir_theme_swatch_new ());
  row->name = GTK_LABEL (new_label ());
  row->note = GTK_LABEL (new_label ());
  gtk_widget_add_css_class (GTK_WIDGET (row->note), "caption");
  gtk_widget_set_valign (GTK_WIDGET (row->swatch), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (row->name));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (row->note));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (row->swatch));
  gtk_box_append (GTK_BOX (box), texts);
  gtk_list_item_set_child (list_item, box);
  g_object_set_data_full (G_OBJECT (list_item), "row", row, g_free);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, WeirThemeChooser *self)
{
  Row *row = g_object_get_data (G_OBJECT (list_item), "row");
  WeirTheme *theme = gtk_list_item_get_item (list_item);

  row->handler = g_signal_connect (theme, "changed", G_CALLBACK (theme_changed_cb), list_item);
  g_object_set_data (G_OBJECT (gtk_list_item_get_child (list_item)), "theme", theme);
  row_update (list_item, theme);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, WeirThemeChooser *self)
{
  Row *row = g_object_get_data (G_OBJECT (list_item), "row");

  g_clear_signal_handler (&row->handler, gtk_list_item_get_item (list_item));
}

/* ---- the window ----------------------------------------------------------------------------- */

static void
update_problem (WeirThemeChooser *self)
{
  const char *problem = weir_theme_manager_get_problem (self->manager);

  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem_box, problem != NULL);
}

static void
selected_cb (WeirThemeChooser *self)
{
  WeirTheme *theme = get_selected (self);

  gtk_stack_set_visible_child_name (self->stack, theme != NULL ? "themes" : "none");
  gtk_widget_set_sensitive (GTK_WIDGET (self->edit_button), theme != NULL);
  if (!self->is_settled)
    return;

  gtk_widget_set_sensitive (self->use_button,
                            theme != NULL && weir_theme_manager_preview (self->manager, theme));
  if (theme != NULL)
    gtk_button_set_label (self->edit_button,
                          weir_theme_is_own (theme) ? _ ("_Edit…") : _ ("_Edit a Copy…"));
}

static void
scroll_to_selected (WeirThemeChooser *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u",
                              gtk_single_selection_get_selected (self->selection));
}

static void
step (WeirThemeChooser *self, int distance)
{
  int n = (int) g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  int position = (int) gtk_single_selection_get_selected (self->selection) + distance;

  if (n == 0)
    return;
  gtk_single_selection_set_selected (self->selection, (guint) CLAMP (position, 0, n - 1));
  scroll_to_selected (self);
}

/* The arrows go through the list also from the entry, and when the row that had the focus has just
 * been searched away. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        WeirThemeChooser *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != NULL && gtk_widget_get_mapped (focus)
      && !gtk_widget_is_ancestor (focus, self->search_entry))
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      step (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      step (self, -1);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
search_cb (GtkEditable *entry, WeirThemeChooser *self)
{
  gtk_string_filter_set_search (self->filter, gtk_editable_get_text (entry));
}

static void
use_cb (WeirThemeChooser *self)
{
  WeirTheme *theme = get_selected (self);

  if (theme != NULL && weir_theme_manager_choose (self->manager, theme))
    gtk_window_close (GTK_WINDOW (self));
}

static void
cancel_cb (WeirThemeChooser *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
edit_cb (WeirThemeChooser *self)
{
  g_autoptr (WeirTheme) theme = g_object_ref (get_selected (self));
  g_autoptr (WeirThemeManager) manager = g_object_ref (self->manager);
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_window_close (GTK_WINDOW (self));
  weir_theme_editor_present (parent, manager, theme);
}

static gboolean
close_request_cb (WeirThemeChooser *self)
{
  self->is_settled = FALSE;
  weir_theme_manager_end_preview (self->manager);
  return GDK_EVENT_PROPAGATE;
}

static void
weir_theme_chooser_dispose (GObject *object)
{
  WeirThemeChooser *self = WEIR_THEME_CHOOSER (object);

  if (self->manager != NULL)
    close_request_cb (self);
  g_clear_object (&self->manager);

  G_OBJECT_CLASS (weir_theme_chooser_parent_class)->dispose (object);
}

static void
weir_theme_chooser_class_init (WeirThemeChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_theme_chooser_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/theme-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, use_button);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, list_view);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, filter);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, filtered);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, selection);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, problem_box);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, problem_label);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, folder_label);
  gtk_widget_class_bind_template_child (widget_class, WeirThemeChooser, edit_button);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
weir_theme_chooser_init (WeirThemeChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search_entry),
                                           GTK_WIDGET (self));
}

static void
select_chosen (WeirThemeChooser *self)
{
  g_autoptr (WeirTheme) chosen = weir_theme_manager_dup_chosen (self->manager);
  GListModel *model = weir_theme_list_get_model (weir_theme_manager_get_list (self->manager));
  guint position;

  if (g_list_store_find (G_LIST_STORE (model), chosen, &position))
    gtk_single_selection_set_selected (self->selection, position);
  self->is_settled = TRUE;
  selected_cb (self);
}

/* Returns: (nullable): the row, if it is there */
static GtkWidget *
find_row (WeirThemeChooser *self, WeirTheme *theme)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list_view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *child = gtk_widget_get_first_child (row);

      if (child != NULL && g_object_get_data (G_OBJECT (child), "theme") == theme)
        return row;
    }
  return NULL;
}

/* A row far down is there one frame after the list has been scrolled to it, which it can be once it
 * has been laid out. */
static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  WeirThemeChooser *self = user_data;
  GtkWidget *row = find_row (self, get_selected (self));

  scroll_to_selected (self);
  self->n_frames++;
  if (self->n_frames < N_FRAMES || row == NULL || !gtk_widget_get_mapped (row)
      || !gtk_widget_grab_focus (row))
    return G_SOURCE_CONTINUE;
  return G_SOURCE_REMOVE;
}

static void
describe_folder (WeirThemeChooser *self)
{
  WeirThemeList *list = weir_theme_manager_get_list (self->manager);
  g_autofree char *path = g_file_get_parse_name (weir_theme_list_get_folder (list));
  g_autofree char *text = NULL;

  if (weir_theme_list_is_cut (list))
    text = g_strdup_printf (_ ("Only %d of your own themes in %s are listed."),
                            WEIR_THEME_LIST_MAX_OWN, path);
  else
    text = g_strdup_printf (_ ("Your own themes are CSS files in %s."), path);
  gtk_label_set_label (self->folder_label, text);
}

void
weir_theme_chooser_present (GtkWindow *parent, WeirThemeManager *manager)
{
  WeirThemeChooser *self = g_object_new (WEIR_TYPE_THEME_CHOOSER, "transient-for", parent, NULL);

  self->manager = g_object_ref (manager);
  gtk_filter_list_model_set_model (
      self->filtered, weir_theme_list_get_model (weir_theme_manager_get_list (manager)));
  g_signal_connect_object (manager, "notify::problem", G_CALLBACK (update_problem), self,
                           G_CONNECT_SWAPPED);
  select_chosen (self);
  update_problem (self);
  describe_folder (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self->list_view), frame_cb, self, NULL);
  gtk_window_present (GTK_WINDOW (self));
}
