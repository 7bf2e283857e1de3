/* The line under the header that appears when something is wrong.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/status-bar.h"
#include "app/status-text.h"

struct _WeirStatusBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkLabel *label;
  GtkWidget *retry_button;

  WeirSession *session;
  guint countdown_id;
};

G_DEFINE_FINAL_TYPE (WeirStatusBar, weir_status_bar, GTK_TYPE_WIDGET)

static void update (WeirStatusBar *self);

static gboolean
countdown_cb (gpointer user_data)
{
  update (user_data);
  return G_SOURCE_CONTINUE;
}

static void
update (WeirStatusBar *self)
{
  const WeirWorkerStatus *status = weir_session_get_status (self->session);
  g_autofree char *problem = weir_status_dup_problem (self->session);
  gboolean is_waiting = status != NULL && status->state == WEIR_WORKER_WAITING;
  gboolean is_file = weir_session_get_kind (self->session) == WEIR_SESSION_FILE;
  gboolean has_flows = FALSE;

  if (status != NULL)
    has_flows = weir_ledger_get_n_flows (weir_session_get_ledger (self->session)) > 0;

  /* Without flows the page in place of the list says it. */
  gtk_widget_set_visible (GTK_WIDGET (self), problem != NULL && (has_flows || is_waiting));
  if (problem != NULL)
    gtk_label_set_label (self->label, problem);
  gtk_widget_set_visible (self->retry_button, !is_file);

  if (is_waiting && self->countdown_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->countdown_id = g_timeout_add_seconds (1, countdown_cb, self);
  else if (!is_waiting)
    g_clear_handle_id (&self->countdown_id, g_source_remove);
}

static void
weir_status_bar_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (weir_status_bar_parent_class)->map (widget);

  if (WEIR_STATUS_BAR (widget)->session != NULL)
    update (WEIR_STATUS_BAR (widget));
}

static void
weir_status_bar_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&WEIR_STATUS_BAR (widget)->countdown_id, g_source_remove);

  GTK_WIDGET_CLASS (weir_status_bar_parent_class)->unmap (widget);
}

static void
weir_status_bar_dispose (GObject *object)
{
  WeirStatusBar *self = WEIR_STATUS_BAR (object);

  g_clear_handle_id (&self->countdown_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (weir_status_bar_parent_class)->dispose (object);
}

static void
weir_status_bar_class_init (WeirStatusBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_status_bar_dispose;
  widget_class->map = weir_status_bar_map;
  widget_class->unmap = weir_status_bar_unmap;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirStatusBar, box);
  gtk_widget_class_bind_template_child (widget_class, WeirStatusBar, label);
  gtk_widget_class_bind_template_child (widget_class, WeirStatusBar, retry_button);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
weir_status_bar_init (WeirStatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
weir_status_bar_set_session (WeirStatusBar *self, WeirSession *session)
{
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "status-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
