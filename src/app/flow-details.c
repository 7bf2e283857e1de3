/* Everything that is known of one flow or group.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/fact-row.h"
#include "app/flow-columns.h"
#include "app/columns.h"
#include "app/flow-details.h"
#include "app/flow-facts.h"
#include "app/flow-filter-menu.h"
#include "app/rate-graph.h"
#include "core/flow/flow-owner.h"

/* What the graph shows: a minute at first, then up to five, or more to show a span of the past. */
#define FIRST_SPAN_S 60
#define LAST_SPAN_S 300

/* How long the past is looked through before others have their turn. */
#define WORK_US 4000

/* As core/filter/filter-field.c has it: from then on a flow is idle. */
#define IDLE_S 10

/* A fact, with a row for each of its lines. */
typedef struct
{
  const WeirFlowFact *fact;
  GtkWidget *box;
  GPtrArray *rows; /* WeirFactRow, of the box */
} Fact;

struct _WeirFlowDetails
{
  GtkWidget parent_instance;

  GtkWidget *scrolled_window;
  GtkStack *stack;
  GtkImage *image;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *state;
  GtkMenuButton *filter_button;
  GtkButton *pin_button;
  WeirRateGraph *graph;
  GtkWidget *permission_button;
  GtkBox *sections_box;

  GArray *facts; /* of Fact */
  GArray *lines; /* of WeirFactLine: room for those of a fact */
  GtkWidget *sections[WEIR_N_FACT_SECTIONS];

  WeirFlowModel *model; /* (nullable) */
  WeirSession *session; /* (nullable) */

  /* Of what is shown. */
  uint64_t serial;                 /* 0: nothing */
  const WeirGroupKind *group_kind; /* (nullable): it is a flow */
  char *group_value;               /* (nullable) */
  WeirFlowKey key;                 /* of a flow */
  WeirFlowSummary *summary;        /* (nullable) */
  guint summary_age;               /* in updates */
  WeirHistorySum *past;            /* (nullable): of the session's history */
  char *past_filter;               /* of a group: what its flows had to match */
  guint work_id;
};

G_DEFINE_FINAL_TYPE (WeirFlowDetails, weir_flow_details, GTK_TYPE_WIDGET)

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
add_fact (WeirFlowDetails *self, const WeirFlowFact *fact)
{
  Fact entry = { fact, gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), g_ptr_array_new () };

  gtk_box_append (GTK_BOX (self->sections[fact->section]), entry.box);
  g_array_append_val (self->facts, entry);
}

static void
fact_clear (gpointer data)
{
  g_ptr_array_unref (((Fact *) data)->rows);
}

static void
set_label (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

/* What was asked for of one flow was not asked for of the next. */
static void
hide_secrets (WeirFlowDetails *self)
{
  for (guint i = 0; i < self->facts->len; i++)
    {
      const Fact *entry = &g_array_index (self->facts, Fact, i);

      for (guint k = 0; k < entry->rows->len; k++)
        weir_fact_row_hide_secret (g_ptr_array_index (entry->rows, k));
    }
}

/* Returns: whether there is a line */
static gboolean
update_fact (WeirFlowDetails *self, Fact *entry, const WeirFactInput *input)
{
  weir_flow_fact_read (entry->fact, input, self->lines);

  for (guint i = 0; i < self->lines->len; i++)
    {
      if (i == entry->rows->len)
        {
          GtkWidget *row =
              weir_fact_row_new (_ (entry->fact->title), i == 0, entry->fact->may_be_secret);

          gtk_box_append (GTK_BOX (entry->box), row);
          g_ptr_array_add (entry->rows, row);
        }
      weir_fact_row_set_line (g_ptr_array_index (entry->rows, i),
                              &g_array_index (self->lines, WeirFactLine, i));
    }
  for (guint i = 0; i < entry->rows->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (entry->rows, i), i < self->lines->len);

  gtk_widget_set_visible (entry->box, self->lines->len > 0);
  return self->lines->len > 0;
}

static void
update_facts (WeirFlowDetails *self, const WeirFactInput *input)
{
  gboolean has_lines[WEIR_N_FACT_SECTIONS] = { FALSE };

  for (guint i = 0; i < self->facts->len; i++)
    {
      Fact *entry = &g_array_index (self->facts, Fact, i);

      if (update_fact (self, entry, input))
        has_lines[entry->fact->section] = TRUE;
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
  if (weir_flow_is_group (flow) && !weir_flow_is_pair (flow))
    {
      const WeirFlowGroup *group = weir_flow_group_of_sum (flow);

      set_label (self->title, weir_flow_group_get_title (group));
      set_label (self->subtitle, _ (group->kind->column));
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
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), gtk_label_get_label (self->title));
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), *gtk_label_get_label (self->subtitle) != 0);

  gtk_widget_set_visible (GTK_WIDGET (self->image), icon != NULL);
  if (icon != NULL)
    gtk_image_set_from_gicon (self->image, icon);
  gtk_widget_set_visible (self->permission_button,
                          !weir_flow_is_group (flow)
                              && weir_flow_get_owner_unknown (flow) == WEIR_OWNER_NO_PERMISSION);
}

static char *
dup_silence (int64_t seconds)
{
  if (seconds < 60)
    return g_strdup_printf (
        ngettext ("Silent for %u second", "Silent for %u seconds", (guint) seconds),
        (guint) seconds);
  return g_strdup_printf (
      ngettext ("Silent for %u minute", "Silent for %u minutes", (guint) (seconds / 60)),
      (guint) (seconds / 60));
}

static char *
dup_span_text (const WeirFactInput *input, int64_t first, int64_t last)
{
  g_autofree char *from = weir_fact_input_dup_time (input, first * G_USEC_PER_SEC);
  g_autofree char *to = weir_fact_input_dup_time (input, (last + 1) * G_USEC_PER_SEC);

  /* Translators: times of day: "At 14:03:10 – 14:04:00" */
  return g_strdup_printf (_ ("At %s – %s"), from, to);
}

static void
update_state (WeirFlowDetails *self, const WeirFactInput *input, gboolean is_hidden)
{
  int64_t now_us = input->filter_context.now_us;
  int64_t silence_s = MAX (now_us - input->flow->last_us, 0) / G_USEC_PER_SEC;
  gint64 first, last;
  g_autofree char *text = NULL;

  if (weir_session_get_span (self->session, &first, &last))
    text = dup_span_text (input, first, last);
  else if (is_hidden)
    text = g_strdup (_ ("Hidden by the filter"));
  else if (silence_s < IDLE_S)
    text = g_strdup (_ ("Active"));
  else
    text = dup_silence (silence_s);
  set_label (self->state, text);
}

static gboolean
is_of_past (const WeirFlow *flow, gpointer user_data)
{
  WeirFlowDetails *self = user_data;
  const WeirFilter *filter = weir_flow_model_get_filter (self->model);
  WeirFilterContext context;
  WeirFieldValue room;

  if (self->group_kind == NULL)
    return weir_flow_key_equal (&flow->key, &self->key);

  weir_flow_model_get_filter_context (self->model, &context);
  return g_strcmp0 (weir_group_kind_read (self->group_kind, flow, context.known, &room),
                    self->group_value)
             == 0
         && (filter == NULL || weir_filter_matches (filter, flow, &context));
}

static void
show_past (WeirFlowDetails *self)
{
  const WeirTimeline *timeline = weir_history_sum_get_timeline (self->past);
  int64_t oldest, newest, span = 0;
  gint64 first, last;

  if (timeline != NULL && weir_timeline_get_range (timeline, &oldest, &newest))
    span = CLAMP (newest - oldest + 1, FIRST_SPAN_S, LAST_SPAN_S);
  if (weir_session_get_span (self->session, &first, &last))
    {
      weir_rate_graph_set_marked_span (self->graph, first, last);
      if (span > 0)
        span = MAX (span, newest - first + FIRST_SPAN_S / 2);
    }
  else
    weir_rate_graph_set_marked_span (self->graph, 0, 0);
  weir_rate_graph_set_span (self->graph, (guint) MAX (span, FIRST_SPAN_S));
  weir_rate_graph_set_timeline (self->graph, timeline);
  weir_rate_graph_update (self->graph);
}

static gboolean
work_cb (gpointer user_data)
{
  WeirFlowDetails *self = user_data;

  if (!weir_history_sum_work (self->past, WORK_US))
    return G_SOURCE_CONTINUE;

  self->work_id = 0;
  show_past (self);
  return G_SOURCE_REMOVE;
}

/* As far as the past is kept. */
static void
update_graph (WeirFlowDetails *self)
{
  const WeirFilter *filter = weir_flow_model_get_filter (self->model);
  WeirHistory *history = weir_session_get_history (self->session);
  g_autofree char *text = NULL;
  int64_t oldest, newest;

  /* Without a second there is nothing to look through; to wait for it would keep a processor busy,
   * and draw it while paused. */
  if (history == NULL || self->work_id != 0 || !weir_history_get_range (history, &oldest, &newest))
    return;

  if (self->past == NULL)
    self->past = weir_history_sum_new (history, is_of_past, self);
  else if (weir_session_get_paused (self->session))
    return;
  if (self->group_kind != NULL)
    {
      text = filter != NULL ? weir_filter_to_text (filter) : g_strdup ("");
      if (self->past_filter != NULL && !g_str_equal (text, self->past_filter))
        weir_history_sum_restart (self->past);
      g_free (self->past_filter);
      self->past_filter = g_steal_pointer (&text);
    }

  if (weir_history_sum_work (self->past, WORK_US))
    show_past (self);
  else if (self->work_id == 0)
    self->work_id = g_idle_add_full (G_PRIORITY_LOW, work_cb, self, NULL);
}

/* Of many flows not every time. */
static void
update_summary (WeirFlowDetails *self, const WeirFactInput *input)
{
  guint n_updates =
      1 + weir_ledger_get_n_flows (input->ledger) / WEIR_FLOW_DETAILS_FLOWS_PER_UPDATE;

  if (self->summary != NULL && ++self->summary_age < n_updates)
    return;

  self->summary_age = 0;
  g_clear_pointer (&self->summary, weir_flow_summary_free);
  if (weir_flow_is_group (input->flow))
    self->summary = weir_flow_summary_new_of_group (input->ledger, &input->filter_context,
                                                    weir_flow_group_of_sum (input->flow),
                                                    weir_flow_model_get_filter (self->model));
  else
    self->summary =
        weir_flow_summary_new_beside (input->ledger, &input->context->known, input->flow);
}

static void
forget_past (WeirFlowDetails *self)
{
  g_clear_handle_id (&self->work_id, g_source_remove);
  weir_rate_graph_set_timeline (self->graph, NULL);
  weir_rate_graph_set_marked_span (self->graph, 0, 0);
  g_clear_pointer (&self->past, weir_history_sum_free);
  g_clear_pointer (&self->past_filter, g_free);
}

static void
forget_shown (WeirFlowDetails *self)
{
  hide_secrets (self);
  forget_past (self);
  g_clear_pointer (&self->summary, weir_flow_summary_free);
  g_clear_pointer (&self->group_value, g_free);
  self->group_kind = NULL;
  self->serial = 0;
}

static void
begin_to_show (WeirFlowDetails *self, const WeirFlow *flow)
{
  forget_shown (self);
  self->serial = flow->serial;
  self->key = flow->key;
  if (weir_flow_is_group (flow))
    {
      const WeirFlowGroup *group = weir_flow_group_of_sum (flow);

      self->group_kind = group->kind;
      self->group_value = g_strdup (group->value);
    }
}

static const char *
get_reason_for_absence (WeirFlowDetails *self)
{
  gint64 first, last;

  if (weir_session_get_span (self->session, &first, &last))
    return _ ("Silent in the time that is shown; this was known last");
  if (self->group_kind != NULL)
    return _ ("None of its flows is listed now; this was known last");
  return _ ("Not listed any more; this was known last");
}

/* What was shown before and is no longer selected: it may be hidden, gone, or not wanted any more.
 * Returns: (nullable): the flow, if it is hidden */
static const WeirFlow *
find_shown (WeirFlowDetails *self, const WeirFactInput *input)
{
  const WeirFilter *filter = weir_flow_model_get_filter (self->model);
  const WeirFlow *flow = self->group_kind != NULL || input->ledger == NULL
                             ? NULL
                             : weir_ledger_find (input->ledger, &self->key);

  if (flow == NULL || flow->serial != self->serial)
    {
      set_label (self->state, get_reason_for_absence (self));
      return NULL;
    }
  if (filter == NULL || weir_filter_matches (filter, flow, &input->filter_context))
    {
      forget_shown (self);
      return NULL;
    }
  return flow;
}

static void
fill_filter_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  WeirFlowDetails *self = user_data;
  const WeirFlow *flow =
      self->model != NULL ? weir_flow_model_get_selected (self->model, NULL) : NULL;
  g_autoptr (GMenu) menu = g_menu_new ();
  WeirFilterContext context;

  if (flow != NULL && weir_flow_is_group (flow))
    {
      const WeirFlowGroup *group = weir_flow_group_of_sum (flow);
      g_autofree char *part = weir_group_kind_dup_filter (group->kind, group->value);

      weir_flow_filter_menu_append_part (menu, part);
    }
  else if (flow != NULL)
    {
      weir_flow_model_get_filter_context (self->model, &context);
      weir_flow_filter_menu_fill (menu, weir_flow_columns_find ("remote"), flow, &context);
    }
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
copy_all_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  WeirFlowDetails *self = WEIR_FLOW_DETAILS (widget);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n%s\n", gtk_label_get_label (self->title),
                          gtk_label_get_label (self->subtitle));
  for (guint i = 0; i < self->facts->len; i++)
    {
      const Fact *entry = &g_array_index (self->facts, Fact, i);

      for (guint k = 0; k < entry->rows->len && gtk_widget_get_visible (entry->box); k++)
        {
          GtkWidget *row = g_ptr_array_index (entry->rows, k);
          g_autofree char *line = weir_fact_row_dup_text (WEIR_FACT_ROW (row));

          if (gtk_widget_get_visible (row) && line != NULL)
            g_string_append_printf (text, "%s\n", line);
        }
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
}

static void
weir_flow_details_dispose (GObject *object)
{
  WeirFlowDetails *self = WEIR_FLOW_DETAILS (object);

  if (self->scrolled_window != NULL)
    {
      forget_shown (self);
      gtk_menu_button_set_create_popup_func (self->filter_button, NULL, NULL, NULL);
    }
  g_clear_pointer (&self->scrolled_window, gtk_widget_unparent);
  g_clear_pointer (&self->facts, g_array_unref);
  g_clear_pointer (&self->lines, g_array_unref);
  g_clear_object (&self->model);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (weir_flow_details_parent_class)->dispose (object);
}

static void
weir_flow_details_class_init (WeirFlowDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_flow_details_dispose;

  g_type_ensure (WEIR_TYPE_RATE_GRAPH);
  g_type_ensure (WEIR_TYPE_COLUMNS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/flow-details.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, image);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, title);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, subtitle);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, state);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, filter_button);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, pin_button);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, graph);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, permission_button);
  gtk_widget_class_bind_template_child (widget_class, WeirFlowDetails, sections_box);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "flowdetails");
  gtk_widget_class_install_action (widget_class, "details.copy-all", NULL, copy_all_cb);
}

static void
weir_flow_details_init (WeirFlowDetails *self)
{
  guint n_facts;
  const WeirFlowFact *facts = weir_flow_facts_get (&n_facts);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->facts = g_array_new (FALSE, FALSE, sizeof (Fact));
  g_array_set_clear_func (self->facts, fact_clear);
  self->lines = weir_fact_lines_new ();
  for (guint i = 0; i < WEIR_N_FACT_SECTIONS; i++)
    add_section (self, i);
  for (guint i = 0; i < n_facts; i++)
    add_fact (self, &facts[i]);
  gtk_menu_button_set_create_popup_func (self->filter_button, fill_filter_menu_cb, self, NULL);
}

static void
update_pin (WeirFlowDetails *self)
{
  const WeirFlow *flow = weir_flow_model_get_selected (self->model, NULL);
  gboolean is_pinned = flow != NULL && weir_flow_model_is_pinned (self->model, flow);

  gtk_button_set_label (self->pin_button, is_pinned ? _ ("Un_pin") : _ ("_Pin"));
}

static void
set_model (WeirFlowDetails *self, WeirFlowModel *model)
{
  if (self->model == model)
    return;

  g_set_object (&self->model, model);
  g_signal_connect_object (model, "pins-changed", G_CALLBACK (update_pin), self, G_CONNECT_SWAPPED);
}

void
weir_flow_details_update (WeirFlowDetails *self, WeirFlowModel *model, WeirSession *session)
{
  WeirFactInput input = {
    .flow = weir_flow_model_get_selected (model, NULL),
    .ledger = weir_flow_model_get_ledger (model),
    .context = weir_flow_model_get_context (model),
  };
  gboolean is_hidden = FALSE;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  set_model (self, model);
  g_set_object (&self->session, session);
  weir_flow_model_get_filter_context (model, &input.filter_context);
  if (input.flow == NULL && self->serial != 0)
    {
      input.flow = find_shown (self, &input);
      is_hidden = input.flow != NULL;
    }
  else if (input.flow != NULL && input.flow->serial != self->serial)
    {
      begin_to_show (self, input.flow);
    }

  gtk_stack_set_visible_child_name (self->stack, self->serial != 0 ? "flow" : "nothing");
  update_pin (self);
  if (input.flow == NULL)
    return;

  weir_rate_graph_set_unit (self->graph, input.context->unit);
  update_head (self, input.flow, input.context);
  update_state (self, &input, is_hidden);
  update_graph (self);
  update_summary (self, &input);
  input.summary = self->summary;
  update_facts (self, &input);
}

void
weir_flow_details_clear (WeirFlowDetails *self)
{
  forget_shown (self);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
}
