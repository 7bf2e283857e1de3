/* Everything that is known of one flow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/flow-columns.h"
#include "app/flow-details.h"
#include "app/flow-facts.h"
#include "app/rate-graph.h"
#include "core/flow/flow-owner.h"
#include "core/group/flow-groups.h"

/* What the graph shows: a minute at first, then up to five. */
#define FIRST_SPAN_S 60
#define LAST_SPAN_S 300

/* One line: a fact. */
typedef struct
{
  const WeirFlowFact *fact;
  GtkWidget *row;
  GtkLabel *value;
  GtkWidget *show_button; /* (nullable): for what may be secret */
} Line;

struct _WeirFlowDetails
{
  GtkWidget parent_instance;

  GtkWidget *scrolled_window;
  GtkStack *stack;
  GtkImage *image;
  GtkLabel *title;
  GtkLabel *subtitle;
  WeirRateGraph *graph;
  GtkWidget *permission_button;
  GtkBox *sections_box;

  GArray *lines; /* of Line */
  GtkWidget *sections[WEIR_N_FACT_SECTIONS];

  uint64_t serial; /* of the flow whose history is in @timeline; 0: none */
  int64_t second;  /* the newest in it */
  WeirTimeline *timeline;
};

G_DEFINE_FINAL_TYPE (WeirFlowDetails, weir_flow_details, GTK_TYPE_WIDGET)

static void
show_secret (GtkWidget *value)
{
  gtk_widget_set_visible (value, TRUE);
}

static void
add_line (WeirFlowDetails *self, const WeirFlowFact *fact)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ (fact->title));
  GtkWidget *value = gtk_label_new (NULL);
  Line line = { fact, row, GTK_LABEL (value), NULL };

  gtk_widget_add_css_class (row, "fact");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_widget_set_valign (title, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (title), 0);

  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_set_hexpand (value, TRUE);
  gtk_widget_set_valign (value, GTK_ALIGN_START);
  gtk_label_set_xalign (line.value, 1);
  gtk_label_set_justify (line.value, GTK_JUSTIFY_RIGHT);
  gtk_label_set_wrap (line.value, TRUE);
  gtk_label_set_wrap_mode (line.value, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (line.value, TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  title, NULL, -1);

  gtk_box_append (GTK_BOX (row), title);
  gtk_box_append (GTK_BOX (row), value);
  if (fact->may_be_secret)
    {
      line.show_button = gtk_button_new_with_label (_ ("Show"));
      gtk_widget_add_css_class (line.show_button, "flat");
      gtk_widget_set_hexpand (line.show_button, TRUE);
      gtk_widget_set_halign (line.show_button, GTK_ALIGN_END);
      g_signal_connect_swapped (line.show_button, "clicked", G_CALLBACK (show_secret), value);
      g_object_bind_property (value, "visible", line.show_button, "visible",
                              G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
      gtk_box_append (GTK_BOX (row), line.show_button);
    }
  gtk_box_append (GTK_BOX (self->sections[fact->section]), row);
  g_array_append_val (self->lines, line);
}

static void
add_section (WeirFlowDetails *self, WeirFactSection section)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (weir_fact_section_get_title (section));

  gtk_widget_add_css_class (box, "facts");
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (self->sections_box, box);
  self->sections[section] = box;
}

static void
set_label (GtkLabel *label, const char *text)
{
  /* Setting it anew would undo what somebody has selected in it. */
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

/* What was asked for of one flow was not asked for of the next. */
static void
hide_secrets (WeirFlowDetails *self)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = &g_array_index (self->lines, Line, i);

      if (line->fact->may_be_secret)
        gtk_widget_set_visible (GTK_WIDGET (line->value), FALSE);
    }
}

static void
update_lines (WeirFlowDetails *self,
              const WeirFlow *flow,
              const WeirLedger *ledger,
              const WeirFlowContext *context)
{
  gboolean has_lines[WEIR_N_FACT_SECTIONS] = { FALSE };

  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = &g_array_index (self->lines, Line, i);
      g_autofree char *text = weir_flow_fact_dup_text (line->fact, flow, ledger, context);

      gtk_widget_set_visible (line->row, text != NULL);
      if (text == NULL)
        continue;
      set_label (line->value, text);
      has_lines[line->fact->section] = TRUE;
    }

  for (guint i = 0; i < WEIR_N_FACT_SECTIONS; i++)
    gtk_widget_set_visible (self->sections[i], has_lines[i]);
}

static void
update_head (WeirFlowDetails *self, const WeirFlow *flow, const WeirFlowContext *context)
{
  const WeirFlowColumn *program = weir_flow_columns_find ("process");
  char text[WEIR_FLOW_COLUMN_TEXT_MAX], remote[WEIR_FLOW_COLUMN_TEXT_MAX];
  GIcon *icon = program->icon (flow);

  weir_flow_column_read (weir_flow_columns_find ("remote"), flow, context, remote);
  weir_flow_column_read (program, flow, context, text);
  if (weir_flow_is_group (flow))
    {
      const WeirFlowGroup *group = weir_flow_group_of_sum (flow);
      g_autofree char *n_flows =
          g_strdup_printf (ngettext ("%'u flow", "%'u flows", group->n_flows), group->n_flows);

      set_label (self->title, weir_flow_group_get_title (group));
      set_label (self->subtitle, n_flows);
    }
  else if (weir_flow_has_owner (flow))
    {
      set_label (self->title, text);
      set_label (self->subtitle, remote);
    }
  else
    {
      set_label (self->title, remote);
      set_label (self->subtitle, text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), *gtk_label_get_label (self->subtitle) != 0);

  gtk_widget_set_visible (GTK_WIDGET (self->image), icon != NULL);
  if (icon != NULL)
    gtk_image_set_from_gicon (self->image, icon);
  gtk_widget_set_visible (self->permission_button,
                          !weir_flow_is_group (flow)
                              && weir_flow_get_owner_unknown (flow) == WEIR_OWNER_NO_PERMISSION);
}

/* The flow remembers 40 seconds; what it did while it was looked at is added to them. */
static void
update_graph (WeirFlowDetails *self, const WeirFlow *flow, const WeirLedger *ledger)
{
  int64_t newest = weir_ledger_get_totals (ledger)->end_us / G_USEC_PER_SEC - 1;
  gboolean is_other = self->serial != flow->serial || newest < self->second;
  int64_t oldest, span = 0;

  if (is_other)
    {
      weir_rate_graph_set_timeline (self->graph, NULL);
      g_clear_pointer (&self->timeline, weir_timeline_free);
      self->timeline = weir_timeline_new ();
      self->serial = flow->serial;
      self->second = MAX (newest - WEIR_RATE_SLOTS, flow->first_us / G_USEC_PER_SEC - 1);
    }

  for (int64_t second = MAX (self->second + 1, newest - WEIR_RATE_SLOTS + 1); second <= newest;
       second++)
    {
      uint64_t tx = 0, rx = 0;
      int64_t age = flow->window != NULL ? flow->window->second - 1 - second : -1;

      if (age >= 0 && age < WEIR_RATE_SLOTS)
        {
          tx = weir_rate_window_get_slot_tx (flow->window, (guint) age);
          rx = weir_rate_window_get_slot_rx (flow->window, (guint) age);
        }
      weir_timeline_add (self->timeline, second, tx, rx);
    }
  self->second = newest;

  if (weir_timeline_get_range (self->timeline, &oldest, &newest))
    span = newest - oldest + 1;
  weir_rate_graph_set_span (self->graph, (guint) CLAMP (span, FIRST_SPAN_S, LAST_SPAN_S));
  if (is_other)
    weir_rate_graph_set_timeline (self->graph, self->timeline);
  weir_rate_graph_update (self->graph);
}

static void
weir_flow_details_dispose (GObject *object)
{
  WeirFlowDetails *self = WEIR_FLOW_DETAILS (object);

  if (self->scrolled_window != NULL)
    weir_rate_graph_set_timeline (self->graph, NULL);
  g_clear_pointer (&self->scrolled_window, gtk_widget_unparent);
  g_clear_pointer (&self->timeline, weir_timeline_free);
  g_clear_pointer (&self->lines, g_array_unref);

  G_OBJECT_CLASS (weir_flow_details_parent_class)->dispose (object);
}

static void
weir_flow_details_class_init (WeirFlowDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_flow_details_dispose;

  g_type_ensure (WEIR_TYPE_RATE_GRAPH);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/flow-details.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, image);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, title);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, subtitle);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, graph);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, permission_button);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, sections_box);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "flowdetails");
}

static void
weir_flow_details_init (WeirFlowDetails *self)
{
  guint n_facts;
  const WeirFlowFact *facts = weir_flow_facts_get (&n_facts);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  for (guint i = 0; i < WEIR_N_FACT_SECTIONS; i++)
    add_section (self, i);
  for (guint i = 0; i < n_facts; i++)
    add_line (self, &facts[i]);
}

void
weir_flow_details_show (WeirFlowDetails *self,
                        const WeirFlow *flow,
                        const WeirLedger *ledger,
                        const WeirFlowContext *context)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (flow == NULL || flow->serial != self->serial)
    hide_secrets (self);
  gtk_stack_set_visible_child_name (self->stack, flow != NULL ? "flow" : "nothing");
  if (flow == NULL)
    return;

  weir_rate_graph_set_unit (self->graph, context->unit);
  update_head (self, flow, context);
  update_graph (self, flow, ledger);
  update_lines (self, flow, ledger, context);
}
