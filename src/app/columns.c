/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/columns.h"

/* In pixels. */
#define SPACING_BELOW 12
#define SPACING_BESIDE 32
#define FIRST_WIDTH 300

struct _WeirColumns
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (WeirColumns, weir_columns, GTK_TYPE_WIDGET)

typedef struct
{
  GtkWidget *first;
  GtkWidget *second;
  gboolean is_beside;
  int first_width;
  int second_width;
} Plan;

/* @width: -1: not known yet */
static void
make_plan (WeirColumns *self, int width, Plan *plan)
{
  int first_least, second_least;

  plan->first = gtk_widget_get_first_child (GTK_WIDGET (self));
  plan->second = gtk_widget_get_next_sibling (plan->first);
  gtk_widget_measure (plan->first, GTK_ORIENTATION_HORIZONTAL, -1, &first_least, NULL, NULL, NULL);
  gtk_widget_measure (plan->second, GTK_ORIENTATION_HORIZONTAL, -1, &second_least, NULL, NULL,
                      NULL);
  first_least = MAX (first_least, FIRST_WIDTH);
  second_least = MAX (second_least, FIRST_WIDTH);
  plan->is_beside = width >= first_least + SPACING_BESIDE + second_least;
  plan->first_width = plan->is_beside ? first_least : width;
  plan->second_width = plan->is_beside ? width - first_least - SPACING_BESIDE : width;
}

static GtkSizeRequestMode
weir_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
weir_columns_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  gboolean is_width = orientation == GTK_ORIENTATION_HORIZONTAL;
  int first_min, first_nat, second_min, second_nat;
  Plan plan;

  make_plan (WEIR_COLUMNS (widget), is_width ? -1 : for_size, &plan);
  gtk_widget_measure (plan.first, orientation, is_width ? -1 : plan.first_width, &first_min,
                      &first_nat, NULL, NULL);
  gtk_widget_measure (plan.second, orientation, is_width ? -1 : plan.second_width, &second_min,
                      &second_nat, NULL, NULL);
  if (is_width || plan.is_beside)
    {
      *minimum = MAX (first_min, second_min);
      *natural = MAX (first_nat, second_nat);
    }
  else
    {
      *minimum = first_min + SPACING_BELOW + second_min;
      *natural = first_nat + SPACING_BELOW + second_nat;
    }
}

static void
weir_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation first = { 0 }, second = { 0 };
  int first_height, first_least;
  Plan plan;

  make_plan (WEIR_COLUMNS (widget), width, &plan);
  gtk_widget_measure (plan.first, GTK_ORIENTATION_VERTICAL, plan.first_width, &first_least,
                      &first_height, NULL, NULL);
  first.width = plan.first_width;
  second.width = plan.second_width;
  if (plan.is_beside)
    {
      first.height = MAX (first_least, MIN (first_height, height));
      second.height = height;
      if (is_mirrored)
        first.x = width - first.width;
      else
        second.x = first.width + SPACING_BESIDE;
    }
  else
    {
      first.height = first_height;
      second.y = first_height + SPACING_BELOW;
      second.height = height - second.y;
    }
  gtk_widget_size_allocate (plan.first, &first, -1);
  gtk_widget_size_allocate (plan.second, &second, -1);
}

static void
weir_columns_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (weir_columns_parent_class)->dispose (object);
}

static void
weir_columns_class_init (WeirColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_columns_dispose;
  widget_class->get_request_mode = weir_columns_get_request_mode;
  widget_class->measure = weir_columns_measure;
  widget_class->size_allocate = weir_columns_size_allocate;
}

static void
weir_columns_init (WeirColumns *self)
{
}
