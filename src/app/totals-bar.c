/* The footer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/totals-bar.h"

enum
{
  ROW_RECEIVED,
  ROW_SENT,
  ROW_BOTH,
  N_ROWS
};

enum
{
  FIELD_TOTAL,
  FIELD_PEAK,
  FIELD_2S,
  FIELD_10S,
  FIELD_40S,
  N_FIELDS
};

static const char *const row_titles[N_ROWS] = { N_ ("Received"), N_ ("Sent"), N_ ("Both") };
static const char *const row_classes[N_ROWS] = { "download", "upload", NULL };
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

struct _WeirTotalsBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkGrid *grid;
  GtkLabel *flows_label;
  GtkLabel *packets_label;
  GtkLabel *limit_label;
  GtkLabel *values[N_ROWS][N_FIELDS];
  GtkWidget *matching_window;
  GtkGrid *matching_grid;
  GtkLabel *matching[N_ROWS][N_FIELDS]; /* NULL for the peaks, which are not known */
  gboolean shows_attribution;
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

static void
add_field_title (GtkGrid *grid, int field, const char *text, const char *tooltip)
{
  GtkWidget *title = GTK_WIDGET (add_label (grid, text, field + 1, 0, 1));

  gtk_widget_add_css_class (title, "dim-label");
  gtk_widget_set_tooltip_text (title, tooltip);
}

/* @is_matching: to be said to those who cannot see where it stands */
static GtkLabel *
add_value (GtkGrid *grid, int row, int field, gboolean is_matching)
{
  GtkLabel *value = add_label (grid, "", field + 1, row + 1, 1);
  g_autofree char *name = g_strdup_printf (is_matching ? _ ("Matching: %s, %s") : "%s, %s",
                                           _ (row_titles[row]), _ (field_titles[field]));

  gtk_label_set_width_chars (value, 10);
  gtk_widget_add_css_class (GTK_WIDGET (value), "numeric");
  if (row_classes[row] != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (value), row_classes[row]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name,
                                  -1);
  return value;
}

static void
build_grid (WeirTotalsBar *self)
{
  for (int field = 0; field < N_FIELDS; field++)
    add_field_title (self->grid, field, _ (field_titles[field]), _ (field_tooltips[field]));

  for (int row = 0; row < N_ROWS; row++)
    {
      GtkLabel *title = add_label (self->grid, _ (row_titles[row]), 0, row + 1, 0);

      gtk_widget_add_css_class (GTK_WIDGET (title), "dim-label");
      for (int field = 0; field < N_FIELDS; field++)
        self->values[row][field] = add_value (self->grid, row, field, FALSE);
    }
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
      for (int row = 0; row < N_ROWS; row++)
        self->matching[row][field] = add_value (self->matching_grid, row, field, TRUE);
    }
}

static void
weir_totals_bar_dispose (GObject *object)
{
  WeirTotalsBar *self = WEIR_TOTALS_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (weir_totals_bar_parent_class)->dispose (object);
}

static void
weir_totals_bar_class_init (WeirTotalsBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_totals_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/totals-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, box);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, grid);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, matching_window);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, matching_grid);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, flows_label);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, packets_label);
  gtk_widget_class_bind_template_child (widget_class, WeirTotalsBar, limit_label);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "totals-bar");
}

static void
weir_totals_bar_init (WeirTotalsBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  build_grid (self);
  build_matching (self);
}

/* @labels: of one row
 * @peak: bytes of the fullest second, where there is a label for it */
static void
update_row (GtkLabel *const labels[N_FIELDS],
            uint64_t total,
            uint64_t peak,
            const double rates[WEIR_N_WINDOWS],
            WeirUnit unit)
{
  char text[WEIR_UNITS_TEXT_MAX];

  gtk_label_set_label (labels[FIELD_TOTAL], weir_units_format_amount (total, text));
  if (labels[FIELD_PEAK] != NULL)
    gtk_label_set_label (labels[FIELD_PEAK],
                         weir_units_format_rate ((double) peak * 8, unit, TRUE, text));
  for (int i = 0; i < WEIR_N_WINDOWS; i++)
    gtk_label_set_label (labels[FIELD_2S + i], weir_units_format_rate (rates[i], unit, TRUE, text));
}

static void
update_matching (WeirTotalsBar *self, const WeirFilterSums *sums, WeirUnit unit)
{
  double both[WEIR_N_WINDOWS];

  gtk_widget_set_visible (self->matching_window, sums != NULL);
  if (sums == NULL)
    return;

  for (int i = 0; i < WEIR_N_WINDOWS; i++)
    both[i] = sums->rx_bps[i] + sums->tx_bps[i];
  update_row (self->matching[ROW_RECEIVED], sums->counts.rx_bytes, 0, sums->rx_bps, unit);
  update_row (self->matching[ROW_SENT], sums->counts.tx_bytes, 0, sums->tx_bps, unit);
  update_row (self->matching[ROW_BOTH], sums->counts.rx_bytes + sums->counts.tx_bytes, 0, both,
              unit);
}

/* The other side of the books: what the interface itself has counted. A filter leaves packets out,
 * and segments that the system has joined to one packet are counted one by one there. */
static char *
dup_books (const WeirTotals *totals, uint64_t dropped)
{
  uint64_t counted = totals->source.interface_rx_packets + totals->source.interface_tx_packets;
  uint64_t known = totals->source.received + dropped;

  if (counted == 0)
    return g_strdup (_ ("Packets received; lost because the system was too slow; that could not be "
                        "understood"));

  return g_strdup_printf (_ ("The interface has counted %'" G_GUINT64_FORMAT " packets: "
                             "%'" G_GUINT64_FORMAT " captured, %'" G_GUINT64_FORMAT " dropped, "
                             "%'" G_GUINT64_FORMAT " left out by the filter or joined on the way"),
                          counted, totals->source.received, dropped,
                          counted > known ? counted - known : 0);
}

static void
update_honesty (WeirTotalsBar *self, const WeirTotals *totals, guint n_flows, guint n_listed)
{
  uint64_t dropped = totals->source.dropped + totals->source.dropped_interface;
  uint64_t bytes = totals->counts.tx_bytes + totals->counts.rx_bytes;
  g_autofree char *flows = NULL;
  g_autofree char *packets = NULL;
  g_autofree char *books = dup_books (totals, dropped);

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

  packets = g_strdup_printf (_ ("%'" G_GUINT64_FORMAT " packets · %'" G_GUINT64_FORMAT
                                " dropped · %'" G_GUINT64_FORMAT " malformed"),
                             totals->source.received, dropped, totals->source.malformed);
  gtk_label_set_label (self->flows_label, flows);
  gtk_label_set_label (self->packets_label, packets);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->packets_label), books);
  if (dropped > 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->packets_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->packets_label), "warning");

  if (totals->limit_reached)
    gtk_label_set_label (self->limit_label, _ ("Flow limit reached: some are in the sums only"));
  gtk_widget_set_visible (GTK_WIDGET (self->limit_label), totals->limit_reached);
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
  double rx[WEIR_N_WINDOWS], tx[WEIR_N_WINDOWS], both[WEIR_N_WINDOWS];

  for (int i = 0; i < WEIR_N_WINDOWS; i++)
    {
      rx[i] = weir_rate_window_get_rx_bps (&totals->window, i);
      tx[i] = weir_rate_window_get_tx_bps (&totals->window, i);
      both[i] = rx[i] + tx[i];
    }

  update_row (self->values[ROW_RECEIVED], totals->counts.rx_bytes, totals->window.peak_rx, rx,
              unit);
  update_row (self->values[ROW_SENT], totals->counts.tx_bytes, totals->window.peak_tx, tx, unit);
  update_row (self->values[ROW_BOTH], totals->counts.rx_bytes + totals->counts.tx_bytes,
              totals->window.peak_both, both, unit);
  update_matching (self, matching, unit);
  update_honesty (self, totals, n_flows, matching != NULL ? matching->n_flows : n_flows);
}

void
weir_totals_bar_set_counts_packets (WeirTotalsBar *self, gboolean counts_packets)
{
  gtk_widget_set_visible (GTK_WIDGET (self->packets_label), counts_packets);
}

void
weir_totals_bar_set_shows_attribution (WeirTotalsBar *self, gboolean shows_attribution)
{
  self->shows_attribution = shows_attribution;
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->flows_label),
      shows_attribution ? _ ("Attributed: the share of all bytes whose program is known") : NULL);
}
