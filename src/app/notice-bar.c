/* The line under the header that says what is not shown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/notice-bar.h"

struct _WeirNoticeBar
{
  GtkWidget parent_instance;

  GtkRevealer *revealer;
  GtkSpinner *spinner;
  GtkWidget *icon;
  GtkLabel *label;
  GtkButton *button;
  GtkWidget *cancel_button;

  WeirSession *session;
};

G_DEFINE_FINAL_TYPE (WeirNoticeBar, weir_notice_bar, GTK_TYPE_WIDGET)

static void
update (WeirNoticeBar *self)
{
  gboolean is_limited = weir_session_get_kind (self->session) == WEIR_SESSION_SOCKETS;
  gboolean is_asking = weir_session_is_asking (self->session);
  const GError *refusal = weir_session_get_refusal (self->session);

  gtk_revealer_set_reveal_child (self->revealer, is_limited);
  /* A spinner that nobody sees draws the window over and over as well. */
  gtk_spinner_set_spinning (self->spinner, is_limited && is_asking);
  if (!is_limited)
    return;

  if (is_asking)
    gtk_label_set_label (self->label, _ ("Waiting for your permission to see all traffic…"));
  else if (refusal != NULL)
    gtk_label_set_label (self->label, refusal->message);
  else
    gtk_label_set_label (self->label,
                         _ ("Showing this computer’s TCP connections. Everything else is in "
                            "“Other traffic”."));

  gtk_button_set_label (self->button,
                        refusal != NULL ? _ ("_Try Again…") : _ ("_See All Traffic…"));
  gtk_widget_set_visible (GTK_WIDGET (self->button), !is_asking);
  gtk_widget_set_visible (self->cancel_button, is_asking);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_asking);
  gtk_widget_set_visible (self->icon, !is_asking);
}

static void
weir_notice_bar_dispose (GObject *object)
{
  WeirNoticeBar *self = WEIR_NOTICE_BAR (object);

  if (self->revealer != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->revealer));
  self->revealer = NULL;
  g_clear_object (&self->session);

  G_OBJECT_CLASS (weir_notice_bar_parent_class)->dispose (object);
}

static void
weir_notice_bar_class_init (WeirNoticeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = weir_notice_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/notice-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirNoticeBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, WeirNoticeBar, spinner);
  gtk_widget_class_bind_template_child (widget_class, WeirNoticeBar, icon);
  gtk_widget_class_bind_template_child (widget_class, WeirNoticeBar, label);
  gtk_widget_class_bind_template_child (widget_class, WeirNoticeBar, button);
  gtk_widget_class_bind_template_child (widget_class, WeirNoticeBar, cancel_button);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
weir_notice_bar_init (WeirNoticeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
weir_notice_bar_set_session (WeirNoticeBar *self, WeirSession *session)
{
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "status-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
