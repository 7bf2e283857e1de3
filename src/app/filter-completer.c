/* What may come next while a filter is written.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/filter-completer.h"
#include "core/filter/filter-completion.h"

struct _WeirFilterCompleter
{
  GtkWidget *parent;
  GtkEditable *entry;
  GtkPopover *popover;
  GtkListBox *list;
  WeirFlowModel *model;             /* (nullable) */
  WeirFilterCompletion *completion; /* (nullable): what is offered */
  guint idle_id;
  gboolean is_asked_for; /* also where nothing has been begun */
  gboolean is_taking;    /* the text changes by what was taken */
};

static GtkText *
get_text_widget (WeirFilterCompleter *self)
{
  return GTK_TEXT (gtk_editable_get_delegate (self->entry));
}

static gboolean
is_open (WeirFilterCompleter *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->popover));
}

static void
close_popover (WeirFilterCompleter *self)
{
  g_clear_handle_id (&self->idle_id, g_source_remove);
  self->is_asked_for = FALSE;
  gtk_popover_popdown (self->popover);
}

static GtkWidget *
row_new (const WeirFilterCandidate *candidate)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *text = gtk_label_new (candidate->text);
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 50);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (box), text);
  if (candidate->description != NULL)
    {
      GtkWidget *description = gtk_label_new (candidate->description);

      gtk_label_set_xalign (GTK_LABEL (description), 1);
      gtk_widget_add_css_class (description, "dim-label");
      gtk_widget_add_css_class (description, "caption");
      gtk_box_append (GTK_BOX (box), description);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  candidate->text, -1);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
fill (WeirFilterCompleter *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < self->completion->candidates->len; i++)
    gtk_list_box_append (self->list, row_new (g_ptr_array_index (self->completion->candidates, i)));
}

/* Under the beginning of what would be replaced. */
static void
point (WeirFilterCompleter *self)
{
  GtkWidget *text = GTK_WIDGET (get_text_widget (self));
  GdkRectangle at = { 0, 0, 1, 1 };
  graphene_rect_t cursor;
  double x, y;

  gtk_text_compute_cursor_extents (get_text_widget (self), self->completion->start, &cursor, NULL);
  gtk_widget_translate_coordinates (text, self->parent, cursor.origin.x,
                                    gtk_widget_get_height (text), &x, &y);
  at.x = CLAMP ((int) x, 0, MAX (gtk_widget_get_width (self->parent) - 1, 0));
  at.y = (int) y + 4;
  gtk_popover_set_pointing_to (self->popover, &at);
}

/* What is complete already, or nothing at all unless it was asked for, is not worth a popover. */
static gboolean
is_worth_it (WeirFilterCompleter *self)
{
  const WeirFilterCompletion *completion = self->completion;
  g_autofree char *begun = NULL;

  if (completion->candidates->len == 0)
    return FALSE;
  if (completion->start == completion->end)
    return self->is_asked_for;
  if (completion->candidates->len > 1)
    return TRUE;

  begun = gtk_editable_get_chars (self->entry, (int) completion->start, (int) completion->end);
  return g_strcmp0 (((WeirFilterCandidate *) completion->candidates->pdata[0])->text, begun) != 0;
}

static gboolean
update_cb (gpointer user_data)
{
  WeirFilterCompleter *self = user_data;
  int cursor = gtk_editable_get_position (self->entry);
  WeirFilterContext context = { 0 };

  self->idle_id = 0;
  g_clear_pointer (&self->completion, weir_filter_completion_free);
  if (self->model != NULL)
    weir_flow_model_get_filter_context (self->model, &context);
  self->completion = weir_filter_complete (
      gtk_editable_get_text (self->entry), (guint) MAX (cursor, 0),
      self->model != NULL ? weir_flow_model_get_ledger (self->model) : NULL, &context);

  if (!gtk_widget_has_focus (GTK_WIDGET (get_text_widget (self))) || !is_worth_it (self))
    {
      close_popover (self);
      return G_SOURCE_REMOVE;
    }
  fill (self);
  point (self);
  gtk_popover_popup (self->popover);
  return G_SOURCE_REMOVE;
}

/* Typing never waits: what may follow is looked for when there is nothing else to do. */
static void
update_later (WeirFilterCompleter *self)
{
  if (self->idle_id == 0)
    self->idle_id = g_idle_add_full (G_PRIORITY_LOW, update_cb, self, NULL);
}

static void
changed_cb (GtkEditable *entry, WeirFilterCompleter *self)
{
  if (!self->is_taking && gtk_widget_has_focus (GTK_WIDGET (get_text_widget (self))))
    update_later (self);
}

/* A field waits for its value; behind a value, another part may begin. */
static void
take (WeirFilterCompleter *self, guint i)
{
  const WeirFilterCandidate *candidate = g_ptr_array_index (self->completion->candidates, i);
  gboolean is_field =
      g_str_has_suffix (candidate->text, ":") || g_str_has_suffix (candidate->text, ">");
  g_autofree char *text = g_strconcat (candidate->text, is_field ? "" : " ", NULL);
  int position = (int) self->completion->start;

  self->is_taking = TRUE;
  gtk_editable_delete_text (self->entry, position, (int) self->completion->end);
  gtk_editable_insert_text (self->entry, text, -1, &position);
  gtk_editable_set_position (self->entry, position);
  self->is_taking = FALSE;

  close_popover (self);
  if (is_field)
    update_later (self);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, WeirFilterCompleter *self)
{
  take (self, (guint) gtk_list_box_row_get_index (row));
}

static void
move (WeirFilterCompleter *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int n = (int) self->completion->candidates->len;
  int index = row != NULL ? gtk_list_box_row_get_index (row) + step : (step > 0 ? 0 : n - 1);

  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (index + n) % n));
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        WeirFilterCompleter *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (!is_open (self))
    {
      if (keyval != GDK_KEY_Down && !(keyval == GDK_KEY_space && (state & GDK_CONTROL_MASK) != 0))
        return FALSE;
      self->is_asked_for = TRUE;
      update_later (self);
      return TRUE;
    }

  switch (keyval)
    {
    case GDK_KEY_Down:
      move (self, 1);
      return TRUE;
    case GDK_KEY_Up:
      move (self, -1);
      return TRUE;
    case GDK_KEY_Tab:
      take (self, row != NULL ? (guint) gtk_list_box_row_get_index (row) : 0);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (row == NULL)
        {
          close_popover (self);
          return FALSE;
        }
      take (self, (guint) gtk_list_box_row_get_index (row));
      return TRUE;
    case GDK_KEY_Escape:
      close_popover (self);
      return TRUE;
    default:
      return FALSE;
    }
}

WeirFilterCompleter *
weir_filter_completer_new (GtkWidget *parent, GtkEditable *entry)
{
  WeirFilterCompleter *self = g_new0 (WeirFilterCompleter, 1);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->parent = parent;
  self->entry = entry;
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_activate_on_single_click (self->list, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Suggestions"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);

  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_autohide (self->popover, FALSE);
  gtk_popover_set_has_arrow (self->popover, FALSE);
  gtk_popover_set_position (self->popover, GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self->popover), GTK_ALIGN_START);
  gtk_widget_set_can_focus (GTK_WIDGET (self->popover), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->popover), "menu");
  gtk_widget_add_css_class (GTK_WIDGET (self->popover), "filter-completion");
  gtk_popover_set_child (self->popover, GTK_WIDGET (self->list));
  gtk_widget_set_parent (GTK_WIDGET (self->popover), parent);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (close_popover), self);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
  g_signal_connect (entry, "changed", G_CALLBACK (changed_cb), self);
  return self;
}

void
weir_filter_completer_free (WeirFilterCompleter *self)
{
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->entry, self);
  g_clear_pointer (&self->completion, weir_filter_completion_free);
  gtk_widget_unparent (GTK_WIDGET (self->popover));
  g_clear_object (&self->model);
  g_free (self);
}

void
weir_filter_completer_set_model (WeirFilterCompleter *self, WeirFlowModel *model)
{
  g_set_object (&self->model, model);
}

void
weir_filter_completer_present (WeirFilterCompleter *self)
{
  if (self != NULL)
    gtk_popover_present (self->popover);
}
