/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/status-text.h"
#include "app/application.h"
#include "app/main-window-private.h"

/* As the windowing systems number it. */
#define BACK_BUTTON 8

G_DEFINE_FINAL_TYPE (WeirMainWindow, weir_main_window, ADW_TYPE_APPLICATION_WINDOW)

static WeirUnit
get_unit (WeirMainWindow *self)
{
  return g_settings_get_enum (self->settings, "unit");
}

static gboolean
is_finished_file (WeirMainWindow *self)
{
  const WeirWorkerStatus *status = weir_session_get_status (self->session);

  return weir_session_get_kind (self->session) == WEIR_SESSION_FILE && status != NULL
         && status->state == WEIR_WORKER_FINISHED;
}

/* The two large numbers: what goes on now; of a file that has been read, and of the past, what went
 * on on average. */
static void
update_now (WeirMainWindow *self)
{
  WeirLedger *ledger = weir_session_get_ledger (self->session);
  gboolean is_mean = is_finished_file (self) || weir_main_window_is_in_past (self);
  WeirUnit unit = get_unit (self);
  double rx_bps = 0, tx_bps = 0;
  char text[WEIR_UNITS_TEXT_MAX];

  if (ledger != NULL)
    {
      const WeirTotals *totals = weir_ledger_get_totals (ledger);
      double seconds = (double) (totals->now_us - totals->start_us) / G_USEC_PER_SEC;

      if (!is_mean)
        {
          rx_bps = weir_rate_window_get_rx_bps (&totals->window, WEIR_WINDOW_2S);
          tx_bps = weir_rate_window_get_tx_bps (&totals->window, WEIR_WINDOW_2S);
        }
      else if (seconds > 0)
        {
          rx_bps = (double) totals->counts.rx_bytes * 8 / seconds;
          tx_bps = (double) totals->counts.tx_bytes * 8 / seconds;
        }
    }

  gtk_label_set_label (self->download_title, is_mean ? _ ("Download, on average") : _ ("Download"));
  gtk_label_set_label (self->upload_title, is_mean ? _ ("Upload, on average") : _ ("Upload"));
  gtk_label_set_label (self->download_label, weir_units_format_rate (rx_bps, unit, TRUE, text));
  gtk_label_set_label (self->upload_label, weir_units_format_rate (tx_bps, unit, TRUE, text));
}

static void
show_empty_state (WeirMainWindow *self, const WeirEmptyState *state, gboolean can_clear_filter)
{
  g_autofree char *description =
      g_markup_escape_text (state->description != NULL ? state->description : "", -1);
  g_autofree char *title = g_markup_escape_text (state->title, -1);

  adw_status_page_set_icon_name (self->empty_page, state->icon_name);
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_description (self->empty_page, description);
  gtk_widget_set_visible (self->retry_button, state->can_retry);
  gtk_widget_set_visible (self->open_button, state->can_open);
  gtk_widget_set_visible (self->clear_filter_button, can_clear_filter);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

/* The list, or why there is none. */
static void
update_page (WeirMainWindow *self)
{
  WeirLedger *ledger = weir_session_get_ledger (self->session);
  guint n_flows = ledger != NULL ? weir_ledger_get_n_flows (ledger) : 0;
  guint n_listed =
      g_list_model_get_n_items (G_LIST_MODEL (weir_flow_view_get_model (self->flow_view)));
  WeirEmptyState state = { 0 };

  if (n_listed > 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "flows");
      return;
    }

  if (n_flows > 0)
    {
      state.icon_name = "edit-find-symbolic";
      state.title = g_strdup (_ ("No Flow Matches the Filter"));
      state.description = g_strdup_printf (
          ngettext ("%'u flow is hidden.", "%'u flows are hidden.", n_flows), n_flows);
    }
  else
    {
      weir_status_get_empty_state (self->session, &state);
    }
  show_empty_state (self, &state, n_flows > 0);
  weir_empty_state_clear (&state);
}

static void
update_title (WeirMainWindow *self)
{
  g_autofree char *summary = weir_status_dup_summary (self->session);

  adw_window_title_set_subtitle (self->title, summary);
}

static void
update_details (WeirMainWindow *self)
{
  weir_flow_details_update (self->details, weir_flow_view_get_model (self->flow_view),
                            self->session);
}

static void
selection_changed_cb (WeirMainWindow *self)
{
  /* The selected row has another place; everything is brought up to date anyway. */
  if (weir_flow_view_get_updating (self->flow_view))
    return;

  weir_main_window_update_action_state (self);
  update_details (self);
}

/* Everything but the flows. */
static void
update_rest (WeirMainWindow *self)
{
  WeirFlowModel *model = weir_flow_view_get_model (self->flow_view);

  update_now (self);
  update_page (self);
  update_title (self);
  weir_main_window_update_owners (self);
  update_details (self);
  weir_rate_graph_update (self->graph);
  weir_totals_bar_update (self->totals_bar, weir_session_get_ledger (self->session),
                          weir_flow_model_get_sums (model), get_unit (self));
  weir_main_window_update_action_state (self);
  weir_main_window_update_cards (self);
}

static void
tick_cb (WeirMainWindow *self)
{
  if (!self->is_shown)
    return;

  weir_flow_view_update (self->flow_view);
  weir_main_window_tick_graph (self);
  update_rest (self);
}

static void
session_tick_cb (WeirMainWindow *self)
{
  if (weir_main_window_is_update_due (self))
    tick_cb (self);
}

/* How the flows are shown has changed, or more is known of them. */
static void
context_changed_cb (WeirMainWindow *self)
{
  gboolean shows_names = g_settings_get_boolean (self->settings, "show-names");
  WeirFlowContext context = { .unit = get_unit (self),
                              .alerts = self->alerts,
                              .hides_names = !shows_names };

  weir_main_window_read_list_style (self, &context.style);
  weir_session_get_known (self->session, &context.known.options);
  if (weir_session_get_kind (self->session) != WEIR_SESSION_FILE)
    context.known.options.interface = g_intern_string (weir_session_get_name (self->session));
  weir_flow_model_set_context (weir_flow_view_get_model (self->flow_view), &context);
  weir_main_window_show_list_style (self);
  update_details (self);
}

/* What is paused does not even get a name. */
static void
learnt_cb (WeirMainWindow *self)
{
  if (!weir_session_get_paused (self->session))
    context_changed_cb (self);
}

static void
ledger_changed_cb (WeirSession *session, gboolean is_continued, WeirMainWindow *self)
{
  WeirLedger *ledger = weir_session_get_ledger (session);

  if (!is_continued)
    {
      context_changed_cb (self);
      weir_main_window_restart_graph (self);
    }
  weir_totals_bar_set_counts_packets (self->totals_bar,
                                      weir_session_get_kind (session) != WEIR_SESSION_SOCKETS);
  weir_flow_model_set_past (weir_flow_view_get_model (self->flow_view),
                            weir_session_get_history (session));
  weir_flow_model_set_ledger (weir_flow_view_get_model (self->flow_view), ledger, is_continued);
  /* Not before: until then the flow that was selected is. */
  if (!is_continued)
    weir_flow_details_clear (self->details);
  weir_main_window_update_time (self, is_continued);
  update_rest (self);
}

const WeirGroupKind *
weir_main_window_get_view (WeirMainWindow *self)
{
  g_autofree char *id = g_settings_get_string (self->settings, "view");
  const WeirGroupKind *kind = weir_group_kind_find (id);

  return kind != NULL && !kind->is_of_pairs ? kind : NULL;
}

static const char *
get_view_title (const WeirGroupKind *kind)
{
  return kind != NULL ? _ (kind->title) : _ ("Flows");
}

static void
view_changed_cb (WeirMainWindow *self)
{
  const WeirGroupKind *kind = weir_main_window_get_view (self);

  if (!self->is_on_path)
    weir_path_bar_clear (self->path_bar);
  weir_flow_details_clear (self->details);
  weir_column_layout_set_grouped (weir_flow_view_get_layout (self->flow_view),
                                  kind != NULL ? _ (kind->column) : NULL);
  weir_main_window_group_rows (self);
  update_rest (self);
}

static void
show_view (WeirMainWindow *self, const char *view, const char *filter)
{
  self->is_on_path = TRUE;
  weir_filter_bar_set_text (self->filter_bar, filter);
  g_settings_set_string (self->settings, "view", view);
  self->is_on_path = FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->flow_view));
}

static void
went_back_cb (WeirPathBar *bar, const char *view, const char *filter, WeirMainWindow *self)
{
  show_view (self, view, filter);
}

void
weir_main_window_go_back (WeirMainWindow *self)
{
  if (weir_main_window_leave_past (self) || weir_path_bar_go_back (self->path_bar))
    return;
  if (*gtk_editable_get_text (self->filter_entry) != '\0')
    weir_filter_bar_set_text (self->filter_bar, "");
  else
    gtk_selection_model_unselect_all (
        GTK_SELECTION_MODEL (weir_flow_view_get_model (self->flow_view)));
}

void
weir_main_window_turn_view (WeirMainWindow *self, int steps)
{
  guint n_kinds;
  const WeirGroupKind *kinds = weir_group_kinds_get (&n_kinds);
  const WeirGroupKind *kind = weir_main_window_get_view (self);
  int n_views = (int) n_kinds + 1;
  int view = kind != NULL ? (int) (kind - kinds) + 1 : 0;

  view = (view + steps + n_views) % n_views;
  g_settings_set_string (self->settings, "view", view == 0 ? "flows" : kinds[view - 1].id);
}

/* The flows of a group, below what is filtered already. */
static void
open_group (WeirMainWindow *self, const WeirFlowGroup *group)
{
  const char *before = gtk_editable_get_text (self->filter_entry);
  g_autofree char *part = weir_group_kind_dup_filter (group->kind, group->value);
  g_autofree char *filter = NULL;

  if (*before != '\0')
    filter = g_strdup_printf ("(%s) %s", before, part);
  else
    filter = g_strdup (part);

  weir_path_bar_push (self->path_bar, group->kind->id, before, get_view_title (group->kind),
                      weir_flow_group_get_title (group));
  show_view (self, "flows", filter);
}

static void
activated_cb (WeirMainWindow *self)
{
  const WeirFlow *flow =
      weir_flow_model_get_selected (weir_flow_view_get_model (self->flow_view), NULL);

  if (flow != NULL && weir_flow_is_group (flow) && !weir_flow_is_pair (flow))
    {
      open_group (self, weir_flow_group_of_sum (flow));
      return;
    }
  g_settings_set_boolean (self->settings, "show-details", TRUE);
}

static void
order_changed_cb (WeirMainWindow *self)
{
  gboolean is_descending;
  const WeirFlowColumn *column;

  column = weir_flow_view_get_order (self->flow_view, &is_descending);
  g_settings_set_string (self->settings, "sort-column", column->id);
  g_settings_set_boolean (self->settings, "sort-descending", is_descending);
}

static void
unit_changed_cb (WeirMainWindow *self)
{
  context_changed_cb (self);
  weir_rate_graph_set_unit (self->graph, get_unit (self));
  update_rest (self);
}

static void
filter_changed_cb (WeirFilterBar *bar, WeirMainWindow *self)
{
  if (self->session == NULL)
    return;

  weir_main_window_filter_graph (self);
  update_rest (self);
}

static void
filter_finished_cb (WeirFilterBar *bar, WeirMainWindow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->flow_view));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, WeirMainWindow *self)
{
  g_autoptr (GFile) file = NULL;

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      if (files != NULL)
        file = g_object_ref (files->data);
    }
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE))
    {
      file = g_value_dup_object (value);
    }

  if (file == NULL)
    return FALSE;

  weir_session_start_file (self->session, file);
  return TRUE;
}

/* GTK knows since 4.12 whether a window is hidden behind others. */
static gboolean
has_suspended (WeirMainWindow *self)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (self), "suspended") != NULL;
}

static void
update_is_shown (WeirMainWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  gboolean is_shown = gtk_widget_get_mapped (GTK_WIDGET (self));

  if (is_shown && GDK_IS_TOPLEVEL (surface))
    is_shown = !(gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED);
  if (is_shown && has_suspended (self))
    {
      gboolean is_suspended;

      g_object_get (self, "suspended", &is_suspended, NULL);
      is_shown = !is_suspended;
    }
  if (is_shown == self->is_shown)
    return;

  /* While nobody looks batches are folded, and that is all. */
  self->is_shown = is_shown;
  tick_cb (self);
}

static void
weir_main_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (weir_main_window_parent_class)->map (widget);
  update_is_shown (WEIR_MAIN_WINDOW (widget));
}

static void
weir_main_window_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (weir_main_window_parent_class)->unmap (widget);
  update_is_shown (WEIR_MAIN_WINDOW (widget));
}

static void
weir_main_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (weir_main_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "notify::state",
                           G_CALLBACK (update_is_shown), widget, G_CONNECT_SWAPPED);
}

static void
weir_main_window_dispose (GObject *object)
{
  WeirMainWindow *self = WEIR_MAIN_WINDOW (object);

  weir_main_window_remove_cards (self);
  if (self->session != NULL)
    {
      weir_main_window_remove_actions (self);
      weir_main_window_disconnect_list (self);
      weir_main_window_remove_alerts (self);
      weir_main_window_clear_export (self);
      /* The flows go before those who look at them. */
      weir_session_stop (self->session);
      weir_main_window_disconnect_time (self);
      g_clear_object (&self->session);
    }
  g_clear_object (&self->file_chooser);
  g_clear_object (&self->theme_manager);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_main_window_parent_class)->dispose (object);
}

static void
weir_main_window_class_init (WeirMainWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_main_window_dispose;
  widget_class->map = weir_main_window_map;
  widget_class->unmap = weir_main_window_unmap;
  widget_class->realize = weir_main_window_realize;

  g_type_ensure (WEIR_TYPE_ALERT_BUTTON);
  g_type_ensure (WEIR_TYPE_DETAILS_HANDLE);
  g_type_ensure (WEIR_TYPE_DETAILS_PANE);
  g_type_ensure (WEIR_TYPE_FILTER_BAR);
  g_type_ensure (WEIR_TYPE_FLOW_DETAILS);
  g_type_ensure (WEIR_TYPE_FLOW_VIEW);
  g_type_ensure (WEIR_TYPE_INTERFACE_BUTTON);
  g_type_ensure (WEIR_TYPE_NOTICE_BAR);
  g_type_ensure (WEIR_TYPE_PATH_BAR);
  g_type_ensure (WEIR_TYPE_RATE_GRAPH);
  g_type_ensure (WEIR_TYPE_RECORDING_BAR);
  g_type_ensure (WEIR_TYPE_SETTINGS_BAR);
  g_type_ensure (WEIR_TYPE_STATUS_BAR);
  g_type_ensure (WEIR_TYPE_THEME_BAR);
  g_type_ensure (WEIR_TYPE_TIME_BAR);
  g_type_ensure (WEIR_TYPE_TOTALS_BAR);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/main-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, alert_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, interface_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, pause_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, frozen_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, title);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, notice_bar);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, status_bar);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, recording_bar);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, theme_bar);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, settings_bar);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, download_segment);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, time_bar);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, download_title);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, download_label);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, upload_segment);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, upload_title);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, upload_label);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, graph);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, span_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, details_pane);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, flow_view);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, details);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, empty_page);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, clear_filter_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, totals_bar);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, columns_section);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, orders_section);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, view_button);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, view_menu);
  gtk_widget_class_bind_template_child (widget_class, WeirMainWindow, path_bar);
  gtk_widget_class_bind_template_callback (widget_class, went_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_finished_cb);

  weir_main_window_class_bind_keys (widget_class);
  weir_main_window_class_bind_list_keys (widget_class);
  weir_main_window_class_bind_export_keys (widget_class);
}

static void
fill_view_menu (GMenu *menu)
{
  guint n_kinds;
  const WeirGroupKind *kinds = weir_group_kinds_get (&n_kinds);

  g_menu_append (menu, _ ("Flows"), "win.view::flows");
  for (guint i = 0; i < n_kinds; i++)
    {
      g_autofree char *action = g_strconcat ("win.view::", kinds[i].id, NULL);

      g_menu_append (menu, _ (kinds[i].title), action);
    }
}

/* The button of a mouse that goes back everywhere. */
static void
back_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, WeirMainWindow *self)
{
  weir_path_bar_go_back (self->path_bar);
}

static void
weir_main_window_init (WeirMainWindow *self)
{
  GType drop_types[] = { GDK_TYPE_FILE_LIST, G_TYPE_FILE };
  GtkDropTarget *drop_target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GtkGesture *back = gtk_gesture_click_new ();
  g_autoptr (GMenuModel) columns = NULL;
  g_autoptr (GMenuModel) orders = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->filter_entry = weir_filter_bar_get_entry (self->filter_bar);
  columns = weir_column_layout_create_menu ();
  g_menu_append_section (self->columns_section, NULL, columns);
  orders = weir_column_layout_create_sort_menu ();
  g_menu_append_section (self->orders_section, NULL, orders);
  fill_view_menu (self->view_menu);

  gtk_drop_target_set_gtypes (drop_target, drop_types, G_N_ELEMENTS (drop_types));
  g_signal_connect (drop_target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop_target));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (back), BACK_BUTTON);
  g_signal_connect (back, "pressed", G_CALLBACK (back_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (back));

  if (has_suspended (self))
    g_signal_connect (self, "notify::suspended", G_CALLBACK (update_is_shown), NULL);
}

static void
connect_session (WeirMainWindow *self)
{
  g_signal_connect_object (self->session, "ledger-changed", G_CALLBACK (ledger_changed_cb), self,
                           0);
  g_signal_connect_object (self->session, "tick", G_CALLBACK (session_tick_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "status-changed", G_CALLBACK (update_rest), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "learnt", G_CALLBACK (learnt_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::paused", G_CALLBACK (update_rest), self,
                           G_CONNECT_SWAPPED);
  weir_interface_button_set_session (self->interface_button, self->session, self->settings);
  weir_notice_bar_set_session (self->notice_bar, self->session);
  weir_status_bar_set_session (self->status_bar, self->session);
}

static void
follow_order (WeirMainWindow *self)
{
  g_autofree char *sort_column = g_settings_get_string (self->settings, "sort-column");
  const WeirFlowColumn *column = weir_flow_columns_find (sort_column);

  /* The settings may be from another version, or damaged. */
  if (column == NULL)
    {
      g_autoptr (GVariant) usual = g_settings_get_default_value (self->settings, "sort-column");

      column = weir_flow_columns_find (g_variant_get_string (usual, NULL));
    }
  weir_flow_view_sort (self->flow_view, column,
                       g_settings_get_boolean (self->settings, "sort-descending"));
}

void
weir_main_window_follow_settings (WeirMainWindow *self)
{
  g_autofree char *filter = g_settings_get_string (self->settings, "filter");

  weir_column_layout_follow (weir_flow_view_get_layout (self->flow_view));
  weir_filter_bar_set_text (self->filter_bar, filter);
  /* What a newer version sorts by stays in the settings. */
  g_signal_handlers_block_by_func (self->flow_view, order_changed_cb, self);
  follow_order (self);
  g_signal_handlers_unblock_by_func (self->flow_view, order_changed_cb, self);
}

static void
connect_settings (WeirMainWindow *self)
{
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->settings, "changed::unit", G_CALLBACK (unit_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::show-names", G_CALLBACK (context_changed_cb),
                           self, G_CONNECT_SWAPPED);
  weir_main_window_connect_list (self, G_CALLBACK (context_changed_cb));
  g_signal_connect_object (self->settings, "changed::view", G_CALLBACK (view_changed_cb), self,
                           G_CONNECT_SWAPPED);

  weir_column_layout_keep (weir_flow_view_get_layout (self->flow_view), self->settings);
  gtk_widget_insert_action_group (
      GTK_WIDGET (self), "columns",
      weir_column_layout_get_actions (weir_flow_view_get_layout (self->flow_view)));
  weir_filter_bar_set_model (self->filter_bar, weir_flow_view_get_model (self->flow_view),
                             self->settings);
  follow_order (self);
  g_signal_connect_object (self->flow_view, "order-changed", G_CALLBACK (order_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (weir_flow_view_get_model (self->flow_view), "selection-changed",
                           G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow_view, "activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  weir_details_pane_keep (self->details_pane, self->settings);
  g_settings_bind (self->settings, "show-details", self->flap, "reveal-flap",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (weir_flow_view_get_model (self->flow_view), "peaks-known",
                           G_CALLBACK (update_details), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->details, "map", G_CALLBACK (update_details), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
weir_main_window_new (AdwApplication *application, GSettings *settings)
{
  WeirMainWindow *self = g_object_new (WEIR_TYPE_MAIN_WINDOW, "application", application, NULL);

  self->settings = g_object_ref (settings);
  self->session = weir_session_new (settings);
  self->theme_manager =
      g_object_ref (weir_application_get_theme_manager (WEIR_APPLICATION (application)));
  weir_theme_bar_set_manager (self->theme_bar, self->theme_manager);

  weir_main_window_add_actions (self);
  weir_main_window_add_alerts (self, G_CALLBACK (context_changed_cb));
  weir_main_window_add_list_actions (self);
  weir_main_window_connect_time (self);
  weir_main_window_add_export_actions (self);
  connect_settings (self);
  connect_session (self);
  weir_main_window_add_cards (self);
  weir_main_window_connect_graph (self);
  unit_changed_cb (self);
  view_changed_cb (self);

  return GTK_WIDGET (self);
}

WeirSession *
weir_main_window_get_session (WeirMainWindow *self)
{
  return self->session;
}

WeirFlowView *
weir_main_window_get_flow_view (WeirMainWindow *self)
{
  return self->flow_view;
}

void
weir_main_window_tell_of_settings (WeirMainWindow *self, const char *message)
{
  weir_settings_bar_show (self->settings_bar, message);
}
