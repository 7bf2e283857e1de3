/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/fact-layout.h"

/* In pixels. */
#define SPACING 12
#define LEAST_VALUE_WIDTH 72
#define USUAL_VALUE_WIDTH 180

struct _WeirFactLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (WeirFactLayout, weir_fact_layout, GTK_TYPE_LAYOUT_MANAGER)

typedef struct
{
  GtkWidget *title;
  GtkWidget *value;
  GtkWidget *more; /* (nullable): there is nothing more to say */
  int title_width;
} Parts;

static void
get_parts (GtkWidget *widget, Parts *parts)
{
  parts->title = gtk_widget_get_first_child (widget);
  parts->value = gtk_widget_get_next_sibling (parts->title);
  parts->more = gtk_widget_get_next_sibling (parts->value);
  if (!gtk_widget_should_layout (parts->more))
    parts->more = NULL;
  gtk_widget_measure (parts->title, GTK_ORIENTATION_HORIZONTAL, -1, &parts->title_width, NULL, NULL,
                      NULL);
}

/* @child: (nullable) */
static int
get_height (GtkWidget *child, int width)
{
  int height = 0;

  if (child != NULL)
    gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  return height;
}

static GtkSizeRequestMode
weir_fact_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
weir_fact_layout_measure (GtkLayoutManager *manager,
                          GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  Parts parts;
  int width;

  get_parts (widget, &parts);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = parts.title_width + SPACING + LEAST_VALUE_WIDTH;
      *natural = parts.title_width + SPACING + USUAL_VALUE_WIDTH;
      return;
    }

  width = for_size >= 0 ? MAX (for_size - parts.title_width - SPACING, LEAST_VALUE_WIDTH)
                        : USUAL_VALUE_WIDTH;
  *minimum = *natural = MAX (get_height (parts.title, -1),
                             get_height (parts.value, width) + get_height (parts.more, width));
}

static void
weir_fact_layout_allocate (GtkLayoutManager *manager,
                           GtkWidget *widget,
                           int width,
                           int height,
                           int baseline)
{
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation title = { 0 }, value = { 0 };
  Parts parts;

  get_parts (widget, &parts);
  title.width = parts.title_width;
  title.height = get_height (parts.title, -1);
  value.width = MAX (width - parts.title_width - SPACING, LEAST_VALUE_WIDTH);
  value.height = get_height (parts.value, value.width);
  if (is_mirrored)
    title.x = width - title.width;
  else
    value.x = title.width + SPACING;

  gtk_widget_size_allocate (parts.title, &title, -1);
  gtk_widget_size_allocate (parts.value, &value, -1);
  if (parts.more == NULL)
    return;

  value.y = value.height;
  value.height = get_height (parts.more, value.width);
  gtk_widget_size_allocate (parts.more, &value, -1);
}

static void
weir_fact_layout_class_init (WeirFactLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = weir_fact_layout_get_request_mode;
  layout_class->measure = weir_fact_layout_measure;
  layout_class->allocate = weir_fact_layout_allocate;
}

static void
weir_fact_layout_init (WeirFactLayout *self)
{
}

GtkLayoutManager *
weir_fact_layout_new (void)
{
  return g_object_new (WEIR_TYPE_FACT_LAYOUT, NULL);
}
