/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/rate-scale.h"

#define TICK_HEIGHT 4.0f
#define GAP 4

struct _WeirRateScale
{
  GtkWidget parent_instance;

  WeirBarScale scale; /* without an end there are no marks */
  char *tooltip;
  gboolean is_set_up;
};

G_DEFINE_FINAL_TYPE (WeirRateScale, weir_rate_scale, GTK_TYPE_WIDGET)

/* The bars begin where the whole title does and end with it; this here may begin further on.
 * @before: (out): what comes before it */
static float
get_length (WeirRateScale *self, float *before)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *title = gtk_widget_get_parent (widget);
  graphene_rect_t bounds;
  float length;

  *before = 0;
  if (title == NULL || !gtk_widget_compute_bounds (widget, title, &bounds))
    return (float) gtk_widget_get_width (widget);

  length = (float) gtk_widget_get_width (title);
  *before = bounds.origin.x;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    *before = length - bounds.origin.x - bounds.size.width;
  return length;
}

/* The text ends at its tick, as in a ruler: the last tick is at the edge.
 * @limit: (inout): what is taken, counted from the beginning */
static void
append_mark (WeirRateScale *self, GtkSnapshot *snapshot, float at, double bps, float *limit)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  char text[WEIR_UNITS_TEXT_MAX];
  g_autoptr (PangoLayout) layout =
      gtk_widget_create_pango_layout (widget, weir_units_format_tick (bps, self->scale.unit, text));
  GdkRGBA color;
  float x;
  int text_width, text_height;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  pango_layout_get_pixel_size (layout, &text_width, &text_height);

  x = is_mirrored ? width - at : at - 1;
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT (x, height - TICK_HEIGHT, 1, TICK_HEIGHT));
  if (at - (float) text_width - GAP < *limit)
    return;

  *limit = at;
  x = is_mirrored ? width - at + GAP : at - (float) text_width - GAP;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, (height - (float) text_height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
weir_rate_scale_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WeirRateScale *self = WEIR_RATE_SCALE (widget);
  double marks[WEIR_BAR_SCALE_MAX_MARKS];
  guint n_marks = weir_bar_scale_get_marks (&self->scale, marks);
  float before, length = get_length (self, &before);
  float limit = 0;

  for (guint i = 0; i < n_marks; i++)
    {
      float at = (float) weir_bar_scale_get_fraction (&self->scale, marks[i]) * length - before;

      if (at > 0)
        append_mark (self, snapshot, at, marks[i], &limit);
    }
}

static void
weir_rate_scale_finalize (GObject *object)
{
  g_free (WEIR_RATE_SCALE (object)->tooltip);

  G_OBJECT_CLASS (weir_rate_scale_parent_class)->finalize (object);
}

static void
weir_rate_scale_class_init (WeirRateScaleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = weir_rate_scale_finalize;
  widget_class->snapshot = weir_rate_scale_snapshot;
  gtk_widget_class_set_css_name (widget_class, "rate-scale");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
weir_rate_scale_init (WeirRateScale *self)
{
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
}

WeirRateScale *
weir_rate_scale_attach (GtkWidget *title, const char *tooltip)
{
  WeirRateScale *self = g_object_new (WEIR_TYPE_RATE_SCALE, NULL);
  GtkWidget *box = gtk_widget_get_first_child (title);

  self->tooltip = g_strdup (tooltip);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self));
  return self;
}

/* What the bars mean, in a sentence. */
static char *
dup_text (const WeirBarScale *scale)
{
  char end[WEIR_UNITS_TEXT_MAX];

  weir_units_format_tick (scale->end_bps, scale->unit, end);
  if (scale->kind == WEIR_BAR_SCALE_LINEAR)
    /* Translators: a rate, as in "100 Mb/s" */
    return g_strdup_printf (_ ("The bars end at %s"), end);
  /* Translators: a rate, as in "100 Mb/s" */
  return g_strdup_printf (_ ("The bars end at %s; every mark is ten times the one before"), end);
}

void
weir_rate_scale_show (WeirRateScale *self, const WeirBarScale *scale)
{
  const WeirBarScale none = { 0 };
  GtkWidget *title = gtk_widget_get_parent (gtk_widget_get_parent (GTK_WIDGET (self)));
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;

  if (scale == NULL || scale->end_bps <= 0)
    scale = &none;
  if (self->is_set_up && self->scale.kind == scale->kind && self->scale.unit == scale->unit
      && self->scale.end_bps == scale->end_bps)
    return;

  self->scale = *scale;
  self->is_set_up = TRUE;
  text = scale->end_bps > 0 ? dup_text (scale) : g_strdup (_ ("There are no bars"));
  tooltip = scale->end_bps > 0 ? g_strdup_printf ("%s\n%s", self->tooltip, text) : NULL;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (title, tooltip != NULL ? tooltip : self->tooltip);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
