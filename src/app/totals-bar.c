/* The footer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/totals-bar.h"
#include "app/totals-sums.h"

/* Narrower than this, the sums and what is said of them stand one below the other.  Where the sums
 * themselves do not fit, which the size of the text decides, their columns become rows; what is too
 * wide even so is scrolled. */
#define NARROW_PX 720
#define SPACING_PX 24

enum
{
  FIELD_TOTAL,
  FIELD_PEAK,
  FIELD_2S,
  FIELD_10S,
  FIELD_40S,
  N_FIELDS
};

static const char *const row_titles[WEIR_TOTALS_N_ROWS] = { N_ ("Received"), N_ ("Sent"),
                                                            N_ ("Both") };
static const char *const row_classes[WEIR_TOTALS_N_ROWS] = { "download", "upload", NULL };
static const char *const row_flags[WEIR_TOTALS_N_ROWS] = { "download", "upload",
                                                           NULL }; /* of "is:" */
static const char *const field_columns[N_FIELDS] = { "total", NULL, "rx-2s", "rate-10s",
                                                     "rate-40s" };
static const char *const field_titles[N_FIELDS] = {
  N_ ("Total"), N_ ("Peak"), N_ ("2 s"), N_ ("10 s"), N_ ("40 s"),
};
static const char *const field_tooltips[N_FIELDS] = {
  N_ ("Bytes since the start"),
  N_ ("The fullest second since the start"),
  N_ ("Per second, over the last 2 seconds"),
  N_ ("Per second, over the last 10 seconds"),
  N_ ("Per second, over the last 40 seconds"),
};

/* Of seconds of the past. */
static const char *const past_tooltips[N_FIELDS] = {
  N_ ("Bytes in these seconds"),
  N_ ("The fullest of these seconds"),
  N_ ("Per second, over the last 2 of these seconds"),
  N_ ("Per second, over the last 10 of these seconds"),
  N_ ("Per second, over the last 40 of these seconds"),
};

struct _WeirTotalsBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkGrid *grid;
  GtkWidget *sums; /* both grids */
  GtkButton *flows_button;
  GtkLabel *flows_label;
  GtkWidget *packets_button;
  GtkLabel *packets_label;
  GtkLabel *limit_label;
  GtkLabel *values[WEIR_TOTALS_N_ROWS][N_FIELDS];
  GtkWidget *row_titles[WEIR_TOTALS_N_ROWS];
  GtkGrid *matching_grid;
  GtkLabel *matching[WEIR_TOTALS_N_ROWS][N_FIELDS]; /* NULL for the peaks, which are not known */
  GtkWidget *honesty;
  WeirTotalsSums everything;
  WeirTotalsSums let_through; /* by the filter */
  WeirUnit unit;
  gboolean shows_matching; /* in place of everything */
  gboolean shows_attribution;
  GtkToggleButton *matching_button; /* where there is no room for both: which of them is shown */
  gboolean is_filtered;
  gboolean is_narrow;
  gboolean wants_room; /* for what matches beside everything */
  gboolean has_room;
  gboolean wants_fold;
  gboolean is_folded; /* the windows of time stand one below the other */
  int unfolded_width; /* the grid's, in pixels */
  guint narrow_id;
};

G_DEFINE_FINAL_TYPE (WeirTotalsBar, weir_totals_bar, GTK_TYPE_WIDGET)

static GtkLabel *
add_label (GtkGrid *grid, const char *text, int column, int row, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_grid_attach (grid, label, column, row, 1, 1);
  return GTK_LABEL (label);
}

/* @action: (nullable): it cannot be clicked */
static GtkWidget *
add_title (GtkGrid *grid,
           const char *text,
           int column,
           int row,
           float xalign,
           const char *tooltip,
           const char *action,
           GVariant *target)
{
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *title = label;

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_add_css_class (label, "dim-label");
  if (action != NULL)
    {
      title = gtk_button_new ();
      gtk_button_set_child (GTK_BUTTON (title), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                      -1);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (title), action);
      gtk_actionable_set_action_target_value (GTK_ACTIONABLE (title), target);
      gtk_widget_add_css_class (title, "flat");
      gtk_widget_add_css_class (title, "segment");
    }
  gtk_widget_set_tooltip_text (title, tooltip);
  gtk_grid_attach (grid, title, column, row, 1, 1);
  return title;
}

static void
add_field_title (GtkGrid *grid, int field, const char *text, const char *tooltip)
{
  const char *column = field_columns[field];

  add_title (grid, text, field + 1, 0, 1, tooltip, column != NULL ? "win.sort" : NULL,
             column != NULL ? g_variant_new_string (column) : NULL);
}

/* @is_matching: to be said to those who cannot see where it stands */
static void
describe_value (GtkLabel *value, int row, int field, gboolean is_matching)
{
  g_autofree char *name = g_strdup_printf (is_matching ? _ ("Matching: %s, %s") : "%s, %s",
                                           _ (row_titles[row]), _ (field_titles[field]));

  gtk_accessible_update_property (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name,
                                  -1);
}

static void
describe_row (GtkLabel *const values[N_FIELDS], int row, gboolean is_matching)
{
  for (int field = 0; field < N_FIELDS; field++)
    describe_value (values[field], row, field, is_matching);
}

static GtkLabel *
add_value (GtkGrid *grid, int row, int field, gboolean is_matching)
{
  GtkLabel *value = add_label (grid, "", field + 1, row + 1, 1);

  gtk_label_set_width_chars (value, 10);
  gtk_widget_add_css_class (GTK_WIDGET (value), "numeric");
  if (row_classes[row] != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (value), row_classes[row]);
  describe_value (value, row, field, is_matching);
  return value;
}

static void
build_grid (WeirTotalsBar *self)
{
  for (int field = 0; field < N_FIELDS; field++)
    add_field_title (self->grid, field, _ (field_titles[field]), _ (field_tooltips[field]));

  for (int row = 0; row < WEIR_TOTALS_N_ROWS; row++)
    {
      const char *flag = row_flags[row];

      self->row_titles[row] = add_title (self->grid, _ (row_titles[row]), 0, row + 1, 0, NULL,
                                         flag != NULL ? "win.filter-keep" : NULL,
                                         flag != NULL ? g_variant_new ("(ss)", "is", flag) : NULL);
      for (int field = 0; field < N_FIELDS; field++)
        self->values[row][field] = add_value (self->grid, row, field, FALSE);
    }
}

static void
show_row (GtkLabel *const labels[N_FIELDS], const WeirTotalsSums *sums, int row, WeirUnit unit)
{
  char text[WEIR_UNITS_TEXT_MAX];

  gtk_label_set_label (labels[FIELD_TOTAL], weir_units_format_amount (sums->totals[row], text));
  if (labels[FIELD_PEAK] != NULL && sums->has_peaks)
    gtk_label_set_label (labels[FIELD_PEAK],
                         weir_units_format_rate ((double) sums->peaks[row] * 8, unit, TRUE, text));
  else if (labels[FIELD_PEAK] != NULL)
    gtk_label_set_label (labels[FIELD_PEAK], "–");
  for (int i = 0; i < WEIR_N_WINDOWS; i++)
    gtk_label_set_label (labels[FIELD_2S + i],
                         weir_units_format_rate (sums->rates[row][i], unit, TRUE, text));
}

/* Everything, and beside it what matches; where there is no room for both, one of them. */
static void
update_sums (WeirTotalsBar *self)
{
  gboolean shows_button = self->is_filtered && !self->has_room;
  gboolean shows_matching = shows_button && gtk_toggle_button_get_active (self->matching_button);

  gtk_widget_set_visible (GTK_WIDGET (self->matching_button), shows_button);
  gtk_widget_set_visible (GTK_WIDGET (self->matching_grid), self->is_filtered && self->has_room);
  for (int row = 0; row < WEIR_TOTALS_N_ROWS; row++)
    {
      if (shows_matching != self->shows_matching)
        describe_row (self->values[row], row, shows_matching);
      show_row (self->values[row], shows_matching ? &self->let_through : &self->everything, row,
                self->unit);
      if (self->is_filtered)
        show_row (self->matching[row], &self->let_through, row, self->unit);
    }
  self->shows_matching = shows_matching;
}

/* In the corner, which is free. */
static void
build_matching_button (WeirTotalsBar *self)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (_ ("Matching"));

  self->matching_button = GTK_TOGGLE_BUTTON (button);
  gtk_toggle_button_set_active (self->matching_button, TRUE);
  gtk_widget_set_tooltip_text (button, _ ("Sums of what the filter lets through"));
  gtk_widget_set_visible (button, FALSE);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "matching");
  gtk_grid_attach (self->grid, button, 0, 0, 1, 1);
  g_signal_connect_object (button, "toggled", G_CALLBACK (update_sums), self, G_CONNECT_SWAPPED);
}

/* Beside the sums of everything; the rows are the same. */
static void
build_matching (WeirTotalsBar *self)
{
  for (int field = 0; field < N_FIELDS; field++)
    {
      if (field == FIELD_PEAK)
        continue;
      if (field == FIELD_TOTAL)
        add_field_title (self->matching_grid, field, _ ("Matching"),
                         _ ("Bytes of the flows that the filter lets through"));
      else
        add_field_title (self->matching_grid, field, _ (field_titles[field]),
                         _ (field_tooltips[field]));
      for (int row = 0; row < WEIR_TOTALS_N_ROWS; row++)
        self->matching[row][field] = add_value (self->matching_grid, row, field, TRUE);
    }
}

/* Rows become columns, or columns rows again. */
static void
turn (GtkGrid *grid)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (grid));

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (grid)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkGridLayoutChild *place =
          GTK_GRID_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (layout, child));
      int column = gtk_grid_layout_child_get_column (place);

      gtk_grid_layout_child_set_column (place, gtk_grid_layout_child_get_row (place));
      gtk_grid_layout_child_set_row (place, column);
    }
}

/* @grid: (transfer none): of both.  Returns: (nullable) (transfer none) */
static GtkWidget *
get_field_title (WeirTotalsBar *self, GtkGrid *grid, int field)
{
  return self->is_folded ? gtk_grid_get_child_at (grid, 0, field + 1)
                         : gtk_grid_get_child_at (grid, field + 1, 0);
}

/* Headings stand over the ends of their numbers, the titles of rows where lines begin. */
static void
align_title (GtkWidget *title, gboolean is_heading)
{
  GtkWidget *label = GTK_IS_BUTTON (title) ? gtk_button_get_child (GTK_BUTTON (title)) : title;

  gtk_label_set_xalign (GTK_LABEL (label), is_heading ? 1 : 0);
}

static void
fold (WeirTotalsBar *self, gboolean is_folded)
{
  if (is_folded == self->is_folded)
    return;

  for (int row = 0; row < WEIR_TOTALS_N_ROWS; row++)
    align_title (self->row_titles[row], is_folded);
  for (int field = 0; field < N_FIELDS; field++)
    align_title (get_field_title (self, self->grid, field), !is_folded);

  self->is_folded = is_folded;
  turn (self->grid);
  turn (self->matching_grid);
}

static void
stand (WeirTotalsBar *self)
{
  GtkAlign align = self->is_narrow ? GTK_ALIGN_START : GTK_ALIGN_END;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), self->is_narrow
                                                                  ? GTK_ORIENTATION_VERTICAL
                                                                  : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (GTK_BOX (self->box), self->is_narrow ? 3 : SPACING_PX);
  gtk_widget_set_halign (GTK_WIDGET (self->flows_button), align);
  gtk_widget_set_halign (self->packets_button, align);
  gtk_label_set_xalign (self->limit_label, self->is_narrow ? 0 : 1);
}

static gboolean
stand_cb (gpointer user_data)
{
  WeirTotalsBar *self = user_data;

  self->narrow_id = 0;
  stand (self);
  fold (self, self->wants_fold);
  self->has_room = self->wants_room;
  update_sums (self);
  return G_SOURCE_REMOVE;
}

/* While places are given out they may not be asked for anew. */
static void
weir_totals_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  WeirTotalsBar *self = WEIR_TOTALS_BAR (widget);
  gboolean is_narrow = width < NARROW_PX;
  gboolean wants_fold, wants_room;
  int honesty_width;

  gtk_widget_size_allocate (self->box, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (!self->is_folded)
    gtk_widget_measure (GTK_WIDGET (self->grid), GTK_ORIENTATION_HORIZONTAL, -1, NULL,
                        &self->unfolded_width, NULL, NULL);
  wants_fold = width < self->unfolded_width;
  gtk_widget_measure (self->honesty, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &honesty_width, NULL,
                      NULL);
  wants_room = width >= 2 * self->unfolded_width + honesty_width + 2 * SPACING_PX;
  if (is_narrow == self->is_narrow && wants_fold == self->wants_fold
      && wants_room == self->wants_room)
    return;

  self->is_narrow = is_narrow;
  self->wants_fold = wants_fold;
  self->wants_room = wants_room;
  if (self->narrow_id == 0)
    self->narrow_id = g_idle_add (stand_cb, self);
}

static void
weir_totals_bar_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  gtk_widget_measure (WEIR_TOTALS_BAR (widget)->box, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
weir_totals_bar_dispose (GObject *object)
{
  WeirTotalsBar *self = WEIR_TOTALS_BAR (object);

  g_clear_handle_id (&self->narrow_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (weir_totals_bar_parent_class)->dispose (object);
}

static void
weir_totals_bar_class_init (WeirTotalsBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_totals_bar_dispose;
  widget_class->measure = weir_totals_bar_measure;
  widget_class->size_allocate = weir_totals_bar_size_allocate;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/totals-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, box);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, grid);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, matching_grid);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, sums);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, flows_button);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, flows_label);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, packets_button);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, packets_label);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, limit_label);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, honesty);
  gtk_widget_class_set_css_name (widget_class, "totals-bar");
}

static void
weir_totals_bar_init (WeirTotalsBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  build_grid (self);
  build_matching (self);
  build_matching_button (self);
}

static char *
dup_number (uint64_t number)
{
  return g_strdup_printf ("%'" G_GUINT64_FORMAT, number);
}

static void
update_honesty (WeirTotalsBar *self, const WeirTotals *totals, guint n_flows, guint n_listed)
{
  uint64_t dropped = totals->source.dropped + totals->source.dropped_interface;
  uint64_t bytes = totals->counts.tx_bytes + totals->counts.rx_bytes;
  g_autofree char *received = dup_number (totals->source.received);
  g_autofree char *lost = dup_number (dropped);
  g_autofree char *malformed = dup_number (totals->source.malformed);
  g_autofree char *flows = NULL;
  g_autofree char *packets = NULL;

  if (n_listed == n_flows)
    flows = g_strdup_printf (ngettext ("%'u flow", "%'u flows", n_flows), n_flows);
  else
    flows = g_strdup_printf (ngettext ("%'u of %'u flow", "%'u of %'u flows", n_flows), n_listed,
                             n_flows);

  if (self->shows_attribution && bytes > 0)
    {
      g_autofree char *listed = g_steal_pointer (&flows);

      /* Rounded down: all of it is said of nothing less. */
      flows = g_strdup_printf (_ ("%s · %.1f %% attributed"), listed,
                               floor (1000.0 * (double) totals->attributed_bytes / (double) bytes)
                                   / 10);
    }

  packets =
      g_strdup_printf (_ ("%s packets · %s dropped · %s malformed"), received, lost, malformed);
  gtk_label_set_label (self->flows_label, flows);
  gtk_label_set_label (self->packets_label, packets);
  if (dropped > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->packets_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->packets_label), "warning");

  if (totals->limit_reached)
    gtk_label_set_label (self->limit_label, _ ("Flow limit reached: some are in the sums only"));
  gtk_widget_set_visible (GTK_WIDGET (self->limit_label), totals->limit_reached);
}

/* What a click on the number of flows does. */
static void
update_flows_action (WeirTotalsBar *self, gboolean is_filtered)
{
  GtkActionable *button = GTK_ACTIONABLE (self->flows_button);
  const char *action = is_filtered               ? "win.clear-filter"
                       : self->shows_attribution ? "win.filter-keep-part"
                                                 : NULL;

  if (g_strcmp0 (gtk_actionable_get_action_name (button), action) == 0)
    return;
  gtk_actionable_set_action_name (button, NULL);
  gtk_actionable_set_action_target_value (
      button, action == NULL || is_filtered ? NULL : g_variant_new_string ("!app:*"));
  gtk_actionable_set_action_name (button, action);
  /* Without an action it still has a card; GTK leaves it as the action was. */
  if (action == NULL)
    gtk_widget_set_sensitive (GTK_WIDGET (button), TRUE);
}

GtkWidget *
weir_totals_bar_get_segment (WeirTotalsBar *self, WeirTotalsSegment segment)
{
  switch (segment)
    {
    case WEIR_TOTALS_FLOWS:
      return GTK_WIDGET (self->flows_button);
    case WEIR_TOTALS_PACKETS:
      return self->packets_button;
    case WEIR_TOTALS_SUMS:
    default:
      return self->sums;
    }
}

void
weir_totals_bar_update (WeirTotalsBar *self,
                        const WeirLedger *ledger,
                        const WeirFilterSums *matching,
                        WeirUnit unit)
{
  static const WeirTotals nothing;
  const WeirTotals *totals = ledger != NULL ? weir_ledger_get_totals (ledger) : &nothing;
  guint n_flows = ledger != NULL ? weir_ledger_get_n_flows (ledger) : 0;

  self->unit = unit;
  self->is_filtered = matching != NULL;
  weir_totals_sums_of_all (&self->everything, totals);
  if (matching != NULL)
    weir_totals_sums_of_filter (&self->let_through, matching);
  update_sums (self);
  update_flows_action (self, matching != NULL);
  update_honesty (self, totals, n_flows, matching != NULL ? matching->n_flows : n_flows);
}

void
weir_totals_bar_set_counts_packets (WeirTotalsBar *self, gboolean counts_packets)
{
  gtk_widget_set_visible (self->packets_button, counts_packets);
}

void
weir_totals_bar_set_shows_attribution (WeirTotalsBar *self, gboolean shows_attribution)
{
  self->shows_attribution = shows_attribution;
}

void
weir_totals_bar_set_is_past (WeirTotalsBar *self, gboolean is_past)
{
  const char *const *tooltips = is_past ? past_tooltips : field_tooltips;

  for (int field = 0; field < N_FIELDS; field++)
    {
      GtkWidget *matching = get_field_title (self, self->matching_grid, field);

      gtk_widget_set_tooltip_text (get_field_title (self, self->grid, field), _ (tooltips[field]));
      /* Its total says what it is of. */
      if (matching != NULL && field != FIELD_TOTAL)
        gtk_widget_set_tooltip_text (matching, _ (tooltips[field]));
    }
}

void
weir_totals_bar_set_line_mode (WeirTotalsBar *self, WeirLineMode line_mode)
{
  const gboolean is_shown[WEIR_TOTALS_N_ROWS] = {
    [WEIR_TOTALS_ROW_RECEIVED] = line_mode != WEIR_LINE_SENT,
    [WEIR_TOTALS_ROW_SENT] = line_mode != WEIR_LINE_RECEIVED,
    [WEIR_TOTALS_ROW_BOTH] = line_mode == WEIR_LINE_BOTH || line_mode == WEIR_LINE_TWO,
  };

  for (int row = 0; row < WEIR_TOTALS_N_ROWS; row++)
    {
      gtk_widget_set_visible (self->row_titles[row], is_shown[row]);
      for (int field = 0; field < N_FIELDS; field++)
        {
          gtk_widget_set_visible (GTK_WIDGET (self->values[row][field]), is_shown[row]);
          if (self->matching[row][field] != NULL)
            gtk_widget_set_visible (GTK_WIDGET (self->matching[row][field]), is_shown[row]);
        }
    }
}
