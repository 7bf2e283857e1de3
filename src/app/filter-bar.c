/* Where the filter is written.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/filter-bar.h"
#include "app/filter-completer.h"
#include "core/filter/filter-export.h"

/* A message begins under what it is about, unless that is so far to the right that it has no room.
 */
#define MESSAGE_MIN_WIDTH 280

/* In a menu. */
#define MAX_HISTORY_CHARS 60

struct _WeirFilterBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *line;
  GtkSearchEntry *entry;
  GtkMenuButton *menu_button;
  GtkLabel *message_label;
  GtkWidget *pills_window;
  GtkBox *pills;
  GMenu *history_section;

  WeirFlowModel *model; /* (nullable) */
  GSettings *settings;  /* (nullable) */
  char *applied;        /* the text that was read last */
  gboolean is_setting;  /* the text changes in more than one step */
  WeirFilter *filter;   /* the newest that could be read */
  GSimpleActionGroup *actions;
  WeirFilterCompleter *completer;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WeirFilterBar, weir_filter_bar, GTK_TYPE_WIDGET)

static GtkText *
get_text_widget (WeirFilterBar *self)
{
  return GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)));
}

static const char *
get_text (WeirFilterBar *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static void apply (WeirFilterBar *self);

/* Replaces the text at once, with the cursor behind it.  GTK empties the entry first and says so.
 */
static void
set_text (WeirFilterBar *self, const char *text)
{
  self->is_setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->is_setting = FALSE;
  apply (self);
}

static void
remove_cb (GtkButton *button, WeirFilterBar *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "part"));
  g_autofree char *text = weir_filter_without_term (self->filter, i);

  set_text (self, text);
}

static GtkWidget *
pill_new (WeirFilterBar *self, guint i)
{
  gboolean is_excluding;
  g_autofree char *text = weir_filter_dup_term (self->filter, i, &is_excluding);
  g_autofree char *name = g_strdup_printf (_ ("Remove %s"), text);
  GtkWidget *pill = gtk_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *cross = g_object_new (GTK_TYPE_IMAGE, "icon-name", "window-close-symbolic",
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_box_append (GTK_BOX (content), label);
  gtk_box_append (GTK_BOX (content), cross);
  gtk_button_set_child (GTK_BUTTON (pill), content);

  gtk_widget_set_tooltip_text (pill, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (pill), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_add_css_class (pill, "filter-pill");
  if (is_excluding)
    gtk_widget_add_css_class (pill, "excluding");
  g_object_set_data (G_OBJECT (pill), "part", GUINT_TO_POINTER (i));
  g_signal_connect (pill, "clicked", G_CALLBACK (remove_cb), self);
  return pill;
}

static void
update_pills (WeirFilterBar *self)
{
  guint n = weir_filter_get_n_terms (self->filter);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->pills))) != NULL)
    gtk_box_remove (self->pills, child);
  for (guint i = 0; i < n; i++)
    gtk_box_append (self->pills, pill_new (self, i));
  gtk_widget_set_visible (self->pills_window, n > 0);
}

static void
set_enabled (WeirFilterBar *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

/* The characters from @start to @end get the line under them that marks mistakes. */
static void
underline (WeirFilterBar *self, guint start, guint end)
{
  const char *text = get_text (self);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  glong length = g_utf8_strlen (text, -1);

  /* What is missing at the end is marked on what stands before it. */
  if (start >= end)
    start = end > 0 ? end - 1 : 0;
  if (end > start)
    {
      PangoAttribute *line = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);

      line->start_index =
          (guint) (g_utf8_offset_to_pointer (text, MIN ((glong) start, length)) - text);
      line->end_index = (guint) (g_utf8_offset_to_pointer (text, MIN ((glong) end, length)) - text);
      pango_attr_list_insert (attributes, line);
    }
  gtk_text_set_attributes (get_text_widget (self), attributes);
}

/* Puts the message under character @at. */
static void
place_message (WeirFilterBar *self, guint at)
{
  GtkWidget *text = GTK_WIDGET (get_text_widget (self));
  int room = gtk_widget_get_width (GTK_WIDGET (self)) - MESSAGE_MIN_WIDTH;
  graphene_rect_t cursor;
  double x, y;

  gtk_text_compute_cursor_extents (get_text_widget (self), at, &cursor, NULL);
  if (!gtk_widget_translate_coordinates (text, GTK_WIDGET (self), cursor.origin.x, 0, &x, &y))
    x = 0;
  gtk_widget_set_margin_start (GTK_WIDGET (self->message_label), CLAMP ((int) x, 0, MAX (room, 0)));
}

static void
show_message (WeirFilterBar *self, const char *message, guint at)
{
  gtk_label_set_label (self->message_label, message);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->message_label), message);
  place_message (self, at);
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), TRUE);
}

static void
hide_message (WeirFilterBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_text_set_attributes (get_text_widget (self), NULL);
}

/* The model goes on with the filter before until the mistake is mended. */
static void
apply (WeirFilterBar *self)
{
  g_autoptr (GError) error = NULL;
  WeirFilterSpan place = { 0, 0 };
  WeirFilter *filter;

  if (self->is_setting || g_strcmp0 (self->applied, get_text (self)) == 0)
    return;

  g_free (self->applied);
  self->applied = g_strdup (get_text (self));
  filter = weir_filter_new (self->applied, &place, &error);
  if (filter == NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
      underline (self, place.start, place.end);
      show_message (self, error->message, place.start);
      return;
    }

  hide_message (self);
  g_clear_pointer (&self->filter, weir_filter_free);
  self->filter = filter;
  update_pills (self);
  set_enabled (self, "copy-bpf", !weir_filter_is_empty (filter));
  set_enabled (self, "copy-wireshark", !weir_filter_is_empty (filter));
  set_enabled (self, "clear", !weir_filter_is_empty (filter));

  if (self->settings != NULL)
    g_settings_set_string (self->settings, "filter", self->applied);
  if (self->model != NULL)
    weir_flow_model_take_filter (self->model,
                                 weir_filter_is_empty (filter) ? NULL : weir_filter_ref (filter));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* In one line, with its underlines, and no longer than a menu should be. */
static char *
dup_menu_label (const char *text)
{
  g_autoptr (GString) label = g_string_new (NULL);
  guint n_chars = 0;

  for (; *text != '\0' && n_chars < MAX_HISTORY_CHARS; text = g_utf8_next_char (text), n_chars++)
    {
      gunichar c = g_utf8_get_char (text);

      if (c == '_')
        g_string_append_c (label, '_');
      g_string_append_unichar (label, g_unichar_isprint (c) ? c : ' ');
    }
  if (*text != '\0')
    g_string_append (label, "…");
  return g_strdup (label->str);
}

static void
update_history (WeirFilterBar *self)
{
  g_auto (GStrv) history = g_settings_get_strv (self->settings, "filter-history");
  guint n = MIN (g_strv_length (history), WEIR_FILTER_BAR_MAX_HISTORY);

  g_menu_remove_all (self->history_section);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GMenuItem) item = NULL;
      g_autofree char *label = dup_menu_label (history[i]);

      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "filter.use", "s", history[i]);
      g_menu_append_item (self->history_section, item);
    }
  set_enabled (self, "forget-history", n > 0);
}

/* The newest comes first, and each of them once. */
static void
remember (WeirFilterBar *self)
{
  g_auto (GStrv) history = NULL;
  g_autoptr (GPtrArray) newer = g_ptr_array_new ();
  g_autofree char *text = weir_filter_to_text (self->filter);

  if (self->settings == NULL || weir_filter_is_empty (self->filter))
    return;

  history = g_settings_get_strv (self->settings, "filter-history");
  g_ptr_array_add (newer, text);
  for (guint i = 0; history[i] != NULL && newer->len < WEIR_FILTER_BAR_MAX_HISTORY; i++)
    {
      if (!g_str_equal (history[i], text))
        g_ptr_array_add (newer, history[i]);
    }
  g_ptr_array_add (newer, NULL);
  g_settings_set_strv (self->settings, "filter-history", (const char *const *) newer->pdata);
  update_history (self);
}

static void
search_changed_cb (GtkSearchEntry *entry, WeirFilterBar *self)
{
  apply (self);
}

static void
stop_search_cb (GtkSearchEntry *entry, WeirFilterBar *self)
{
  set_text (self, "");
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
}

static void
activate_cb (GtkSearchEntry *entry, WeirFilterBar *self)
{
  apply (self);
  if (gtk_widget_get_visible (GTK_WIDGET (self->message_label)))
    return;

  remember (self);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
}

static void
copy (WeirFilterBar *self, char *(*to_language) (const WeirFilter *, GError **) )
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = to_language (self->filter, &error);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  else
    show_message (self, error->message, 0);
}

static void
copy_bpf_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  copy (user_data, weir_filter_to_bpf);
}

static void
copy_wireshark_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  copy (user_data, weir_filter_to_wireshark);
}

static void
clear_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  set_text (user_data, "");
}

static void
use_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  set_text (user_data, g_variant_get_string (parameter, NULL));
}

static void
forget_history_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirFilterBar *self = user_data;

  g_settings_reset (self->settings, "filter-history");
  update_history (self);
}

static const GActionEntry entries[] = {
  { .name = "copy-bpf", .activate = copy_bpf_cb },
  { .name = "copy-wireshark", .activate = copy_wireshark_cb },
  { .name = "clear", .activate = clear_cb },
  { .name = "use", .activate = use_cb, .parameter_type = "s" },
  { .name = "forget-history", .activate = forget_history_cb },
};

static void
weir_filter_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WeirFilterBar *self = WEIR_FILTER_BAR (widget);

  gtk_widget_size_allocate (self->box, &(GtkAllocation){ 0, 0, width, height }, baseline);
  weir_filter_completer_present (self->completer);
}

static void
weir_filter_bar_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  gtk_widget_measure (WEIR_FILTER_BAR (widget)->box, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

/* The entry, which comes first, would take the focus that is leaving it: in GTK 4.8 Shift+Tab does
 * not lead out of a search entry. */
static gboolean
weir_filter_bar_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *entry = GTK_WIDGET (WEIR_FILTER_BAR (widget)->entry);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (direction == GTK_DIR_TAB_BACKWARD && focus != NULL && gtk_widget_is_ancestor (focus, entry))
    return FALSE;

  return GTK_WIDGET_CLASS (weir_filter_bar_parent_class)->focus (widget, direction);
}

static gboolean
weir_filter_bar_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WEIR_FILTER_BAR (widget)->entry));
}

static void
weir_filter_bar_dispose (GObject *object)
{
  WeirFilterBar *self = WEIR_FILTER_BAR (object);

  g_clear_pointer (&self->completer, weir_filter_completer_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->filter, weir_filter_free);
  g_clear_pointer (&self->applied, g_free);
  g_clear_object (&self->actions);
  g_clear_object (&self->model);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_filter_bar_parent_class)->dispose (object);
}

static void
weir_filter_bar_class_init (WeirFilterBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_filter_bar_dispose;
  widget_class->focus = weir_filter_bar_focus;
  widget_class->grab_focus = weir_filter_bar_grab_focus;
  widget_class->measure = weir_filter_bar_measure;
  widget_class->size_allocate = weir_filter_bar_size_allocate;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/filter-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirFilterBar, box);
  gtk_widget_class_bind_template_child (widget_class, WeirFilterBar, line);
  gtk_widget_class_bind_template_child (widget_class, WeirFilterBar, entry);
  gtk_widget_class_bind_template_child (widget_class, WeirFilterBar, menu_button);
  gtk_widget_class_bind_template_child (widget_class, WeirFilterBar, message_label);
  gtk_widget_class_bind_template_child (widget_class, WeirFilterBar, pills_window);
  gtk_widget_class_bind_template_child (widget_class, WeirFilterBar, pills);
  gtk_widget_class_bind_template_child (widget_class, WeirFilterBar, history_section);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_set_css_name (widget_class, "filter-bar");

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
weir_filter_bar_init (WeirFilterBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filter = weir_filter_new ("", NULL, NULL);
  self->completer = weir_filter_completer_new (GTK_WIDGET (self), GTK_EDITABLE (self->entry));

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "filter", G_ACTION_GROUP (self->actions));
  set_enabled (self, "copy-bpf", FALSE);
  set_enabled (self, "copy-wireshark", FALSE);
  set_enabled (self, "clear", FALSE);
  set_enabled (self, "forget-history", FALSE);
}

void
weir_filter_bar_set_model (WeirFilterBar *self, WeirFlowModel *model, GSettings *settings)
{
  g_autofree char *text = g_settings_get_string (settings, "filter");

  g_set_object (&self->model, model);
  g_set_object (&self->settings, settings);
  weir_filter_completer_set_model (self->completer, model);
  update_history (self);

  /* The settings may be damaged, or from a version that knows more fields: what cannot be read is
   * shown with what is wrong with it, and stays in the settings until it is changed. */
  if (*text != '\0')
    set_text (self, text);
}

GtkEditable *
weir_filter_bar_get_entry (WeirFilterBar *self)
{
  return GTK_EDITABLE (self->entry);
}

void
weir_filter_bar_set_text (WeirFilterBar *self, const char *text)
{
  set_text (self, text);
}

void
weir_filter_bar_add (WeirFilterBar *self,
                     const char *field,
                     const char *value,
                     gboolean is_excluding)
{
  g_autofree char *text = weir_filter_with_term (self->filter, field, value, is_excluding);

  set_text (self, text);
  remember (self);
}

void
weir_filter_bar_add_part (WeirFilterBar *self, const char *part, gboolean is_excluding)
{
  g_autofree char *text = weir_filter_with_part (self->filter, part, is_excluding);

  set_text (self, text);
  remember (self);
}
