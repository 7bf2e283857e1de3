/* One cell of the list.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/alerts.h"
#include "app/flow-cell.h"
#include "app/rate-bar.h"
#include "app/sparkline.h"

struct _WeirFlowCell
{
  const WeirFlowColumn *column;
  WeirFlowModel *model;        /* outlives the cells */
  GtkListItem *list_item;      /* holds the cell */
  GtkInscription *inscription; /* (nullable): of a sparkline */
  GtkInscription *below;       /* (nullable): what is received, once that had a line of its own */
  WeirSparkline *sparkline;    /* (nullable) */
  WeirRateBar *bar;            /* (nullable) */
  GtkImage *image;             /* (nullable) */
  GIcon *icon;                 /* (nullable): of @image */
  WeirFlowTone tone;
  WeirFlowTone tone_below;
  gboolean shows_alerts; /* of its flow, for the whole row */
};

/* Before the text of a row that an alert is about: colour alone would not do. */
#define ALERT_SIGN "⚠ "

static G_DEFINE_QUARK (weir_flow_cell, cell)

    static const char *const tone_classes[] = {
      [WEIR_FLOW_TONE_PLAIN] = NULL,          [WEIR_FLOW_TONE_DIM] = "faint",
      [WEIR_FLOW_TONE_DOWNLOAD] = "download", [WEIR_FLOW_TONE_UPLOAD] = "upload",
      [WEIR_FLOW_TONE_PROCESS] = "process",
    };

static void
set_tone (GtkInscription *inscription, WeirFlowTone *shown, WeirFlowTone tone)
{
  GtkWidget *widget = GTK_WIDGET (inscription);

  if (*shown == tone)
    return;

  if (tone_classes[*shown] != NULL)
    gtk_widget_remove_css_class (widget, tone_classes[*shown]);
  if (tone_classes[tone] != NULL)
    gtk_widget_add_css_class (widget, tone_classes[tone]);
  *shown = tone;
}

/* Most updates change nothing: icons are shared, and compared by their address. */
static void
set_icon (WeirFlowCell *self, GIcon *icon)
{
  if (self->icon == icon)
    return;

  g_set_object (&self->icon, icon);
  /* A column of groups has icons for some kinds of them; in one of flows the texts stay in line. */
  gtk_widget_set_visible (GTK_WIDGET (self->image), icon != NULL || !self->column->is_of_groups);
  if (icon != NULL)
    gtk_image_set_from_gicon (self->image, icon);
  else
    gtk_image_clear (self->image);
}

/* Pango asks the text which way a line goes, and an address is one thing to it and a name another.
 * Marks decide it: texts begin where lines begin, digits of numbers stand one below the other, and
 * what is written is read as it would be alone (Unicode Standard Annex 9, 2.4 to 2.6). */
static void
write_mirrored (WeirFlowCell *self, GtkInscription *inscription, const char *text)
{
  static const char left_to_right[] = "\u200e", right_to_left[] = "\u200f";
  static const char isolate[] = "\u2068", end[] = "\u2069";
  char marked[sizeof ALERT_SIGN + WEIR_FLOW_COLUMN_TEXT_MAX + sizeof left_to_right + sizeof isolate
              + sizeof end];

  g_snprintf (marked, sizeof marked, "%s%s%s%s",
              self->column->is_numeric ? left_to_right : right_to_left, isolate, text, end);
  gtk_inscription_set_text (inscription, marked);
}

static gboolean
is_alerting (WeirFlowCell *self, const WeirFlow *flow, const WeirFlowContext *context)
{
  return self->shows_alerts && flow != NULL && context->alerts != NULL
         && weir_alerts_is_alerting (context->alerts, flow);
}

static void
mark_row (WeirFlowCell *self, gboolean is_marked)
{
  GtkWidget *row = gtk_widget_get_parent (gtk_list_item_get_child (self->list_item));

  if (row != NULL)
    row = gtk_widget_get_parent (row);
  if (row == NULL || gtk_widget_has_css_class (row, "alerting") == is_marked)
    return;

  if (is_marked)
    gtk_widget_add_css_class (row, "alerting");
  else
    gtk_widget_remove_css_class (row, "alerting");
}

/* @flow: (nullable): nothing is said */
static void
write_line (WeirFlowCell *self,
            GtkInscription *inscription,
            WeirFlowTone *tone,
            const WeirFlow *flow,
            const WeirFlowContext *context)
{
  char text[sizeof ALERT_SIGN + WEIR_FLOW_COLUMN_TEXT_MAX] = "";
  gsize start = 0;

  if (is_alerting (self, flow, context))
    start = g_strlcpy (text, ALERT_SIGN, sizeof text);
  if (self->shows_alerts)
    mark_row (self, start > 0);
  if (flow != NULL)
    weir_flow_column_read (self->column, flow, context, text + start);
  if (context->style.is_mirrored && *text != '\0')
    write_mirrored (self, inscription, text);
  else
    gtk_inscription_set_text (inscription, text);
  if (flow != NULL && self->column->tone != NULL && weir_flow_column_applies (self->column, flow))
    set_tone (inscription, tone, self->column->tone (flow, context));
}

static GtkInscription *
create_inscription (const WeirFlowColumn *column)
{
  GtkWidget *widget = gtk_inscription_new (NULL);
  GtkInscription *inscription = GTK_INSCRIPTION (widget);

  gtk_inscription_set_min_chars (inscription, column->min_chars);
  gtk_inscription_set_nat_chars (inscription, column->nat_chars);
  gtk_inscription_set_text_overflow (inscription, column->is_address
                                                      ? GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE
                                                      : GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (column->is_numeric)
    gtk_inscription_set_xalign (inscription, 1);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (widget, "numeric");
  return inscription;
}

/* Cells with two lines are boxes; the second line is made when it is first needed. */
static void
show_second_line (WeirFlowCell *self, gboolean is_shown)
{
  if (self->below == NULL && is_shown)
    {
      self->below = create_inscription (self->column);
      gtk_box_append (GTK_BOX (gtk_list_item_get_child (self->list_item)),
                      GTK_WIDGET (self->below));
    }
  if (self->below != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->below), is_shown);
}

/* @flow: (nullable) */
static void
write_lines (WeirFlowCell *self, const WeirFlow *flow, const WeirFlowContext *context)
{
  gboolean has_two = self->column->is_two_lined && context->style.line_mode == WEIR_LINE_TWO;
  WeirFlowContext one_way;

  if (self->column->is_two_lined)
    show_second_line (self, has_two);
  if (!has_two)
    {
      write_line (self, self->inscription, &self->tone, flow, context);
      return;
    }

  one_way = *context;
  one_way.style.line_mode = WEIR_LINE_SENT;
  write_line (self, self->inscription, &self->tone, flow, &one_way);
  one_way.style.line_mode = WEIR_LINE_RECEIVED;
  write_line (self, self->below, &self->tone_below, flow, &one_way);
}

static void
update (gpointer user_data)
{
  WeirFlowCell *self = user_data;
  const WeirFlow *flow = weir_flow_item_get_flow (gtk_list_item_get_item (self->list_item));
  const WeirFlowContext *context = weir_flow_model_get_context (self->model);
  double rx = 0, tx = 0;

  if (!weir_flow_model_is_seen (self->model, gtk_list_item_get_position (self->list_item)))
    return;

  if (self->sparkline != NULL)
    {
      weir_sparkline_set_style (self->sparkline, context->style.line_mode, context->unit);
      weir_sparkline_set_window (self->sparkline, flow != NULL ? flow->window : NULL);
      return;
    }

  write_lines (self, flow, context);
  if (flow != NULL && !weir_flow_column_applies (self->column, flow))
    return;
  if (flow != NULL && self->image != NULL)
    set_icon (self, self->column->icon (flow));
  if (self->bar != NULL)
    {
      if (flow != NULL)
        weir_flow_model_get_bar (self->model, flow, &rx, &tx);
      weir_rate_bar_set_style (self->bar, context->style.bar_style, context->style.line_mode);
      weir_rate_bar_set_fractions (self->bar, rx, tx);
    }
}

static void
cell_free (gpointer data)
{
  WeirFlowCell *self = data;

  g_clear_object (&self->icon);
  g_free (self);
}

static GtkWidget *
add_image (WeirFlowCell *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->image = GTK_IMAGE (gtk_image_new ());
  gtk_widget_set_visible (GTK_WIDGET (self->image), !self->column->is_of_groups);
  gtk_widget_set_hexpand (GTK_WIDGET (self->inscription), TRUE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->image));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->inscription));
  return box;
}

void
weir_flow_cell_set_up (GtkListItem *list_item, const WeirFlowColumn *column, WeirFlowModel *model)
{
  WeirFlowCell *self = g_new0 (WeirFlowCell, 1);
  GtkWidget *child;

  self->column = column;
  self->model = model;
  self->list_item = list_item;
  self->shows_alerts = g_str_equal (column->id, "remote") || g_str_equal (column->id, "group");
  if (column->has_sparkline)
    {
      child = weir_sparkline_new ();
      self->sparkline = WEIR_SPARKLINE (child);
    }
  else
    {
      self->inscription = create_inscription (column);
      child = GTK_WIDGET (self->inscription);
    }
  if (column->is_two_lined)
    {
      child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (child), GTK_WIDGET (self->inscription));
    }
  if (column->icon != NULL)
    child = add_image (self);
  if (column->has_bar)
    {
      child = weir_rate_bar_new (child);
      self->bar = WEIR_RATE_BAR (child);
    }

  g_object_set_qdata_full (G_OBJECT (child), cell_quark (), self, cell_free);
  gtk_list_item_set_child (list_item, child);
}

static WeirFlowCell *
get_cell (GtkListItem *list_item)
{
  return g_object_get_qdata (G_OBJECT (gtk_list_item_get_child (list_item)), cell_quark ());
}

void
weir_flow_cell_bind (GtkListItem *list_item)
{
  WeirFlowCell *self = get_cell (list_item);

  weir_flow_item_watch (gtk_list_item_get_item (list_item), update, self);
  update (self);
}

void
weir_flow_cell_unbind (GtkListItem *list_item)
{
  weir_flow_item_unwatch (gtk_list_item_get_item (list_item), get_cell (list_item));
}

WeirFlowCell *
weir_flow_cell_pick (GtkWidget *list, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT);

  for (; widget != NULL && widget != list; widget = gtk_widget_get_parent (widget))
    {
      for (GtkWidget *child = widget; child != NULL; child = gtk_widget_get_first_child (child))
        {
          WeirFlowCell *cell = g_object_get_qdata (G_OBJECT (child), cell_quark ());

          if (cell != NULL)
            return cell;
        }
    }

  return NULL;
}

guint
weir_flow_cell_get_position (WeirFlowCell *self)
{
  return gtk_list_item_get_position (self->list_item);
}

const WeirFlow *
weir_flow_cell_get_flow (WeirFlowCell *self)
{
  WeirFlowItem *item = gtk_list_item_get_item (self->list_item);

  return item != NULL ? weir_flow_item_get_flow (item) : NULL;
}

const WeirFlowColumn *
weir_flow_cell_get_column (WeirFlowCell *self)
{
  return self->column;
}

char *
weir_flow_cell_dup_tooltip (WeirFlowCell *self)
{
  WeirFlowItem *item = gtk_list_item_get_item (self->list_item);
  const WeirFlow *flow = item != NULL ? weir_flow_item_get_flow (item) : NULL;

  if (flow == NULL || self->column->dup_more == NULL
      || !weir_flow_column_applies (self->column, flow))
    return NULL;

  return self->column->dup_more (flow, weir_flow_model_get_context (self->model));
}
