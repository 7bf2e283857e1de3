/* The chooser in the header.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/interface-button.h"
#include "core/source/capture-filter.h"
#include "core/source/interface.h"

struct _WeirInterfaceButton
{
  GtkWidget parent_instance;

  GtkMenuButton *button;
  GtkPopover *popover;
  GtkImage *icon;
  GtkLabel *label;
  GtkListBox *list;
  GtkEntry *filter_entry;
  GtkLabel *filter_error;
  GtkSwitch *promiscuous_switch;

  WeirSession *session;
  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (WeirInterfaceButton, weir_interface_button, GTK_TYPE_WIDGET)

static const char *
icon_name_for_kind (WeirInterfaceKind kind)
{
  switch (kind)
    {
    case WEIR_INTERFACE_WIFI:
      return "network-wireless-symbolic";
    case WEIR_INTERFACE_MOBILE:
      return "network-cellular-symbolic";
    case WEIR_INTERFACE_LOOPBACK:
      return "computer-symbolic";
    case WEIR_INTERFACE_BRIDGE:
    case WEIR_INTERFACE_ANY:
      return "network-workgroup-symbolic";
    case WEIR_INTERFACE_TUNNEL:
      return "network-vpn-symbolic";
    case WEIR_INTERFACE_VIRTUAL:
      return "network-server-symbolic";
    case WEIR_INTERFACE_ETHERNET:
    case WEIR_INTERFACE_OTHER:
    default:
      return "network-wired-symbolic";
    }
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* Says nothing that the texts beside it do not. */
static GtkWidget *
new_icon (const char *icon_name)
{
  return g_object_new (GTK_TYPE_IMAGE, "icon-name", icon_name, "accessible-role",
                       GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
}

/* @detail: (nullable): a third line
 * @interface: (nullable): what to listen on; else the connections */
static GtkWidget *
new_row (const char *icon_name,
         const char *title,
         const char *state,
         const char *detail,
         const char *interface,
         gboolean is_current)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *check = new_icon ("object-select-symbolic");
  g_autofree char *name = g_strdup_printf ("%s, %s", title, state);

  gtk_box_append (GTK_BOX (box), new_icon (icon_name));
  gtk_box_append (GTK_BOX (texts), new_label (title, "heading"));
  gtk_box_append (GTK_BOX (texts), new_label (state, "caption"));
  if (detail != NULL)
    {
      GtkWidget *label = new_label (detail, "caption");

      gtk_widget_add_css_class (label, "dim-label");
      gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
      gtk_widget_set_tooltip_text (label, detail);
      gtk_box_append (GTK_BOX (texts), label);
    }
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_widget_set_opacity (check, is_current ? 1 : 0);
  gtk_box_append (GTK_BOX (box), check);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "interface", g_strdup (interface), g_free);
  return row;
}

static GtkWidget *
new_interface_row (const WeirInterface *interface, gboolean is_current)
{
  const char *kind = weir_interface_kind_to_string (interface->kind);
  g_autofree char *addresses = g_strjoinv (", ", interface->addresses);
  g_autofree char *state = NULL;
  GtkWidget *row;

  state = g_strdup_printf ("%s · %s", kind, interface->is_up ? _ ("up") : _ ("down"));
  row = new_row (icon_name_for_kind (interface->kind), interface->name, state,
                 *addresses != '\0' ? addresses : NULL, interface->name, is_current);
  if (!interface->is_up)
    gtk_widget_add_css_class (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row)), "faint");
  return row;
}

static GtkWidget *
new_connections_row (gboolean is_current)
{
  return new_row (icon_name_for_kind (WEIR_INTERFACE_LOOPBACK), _ ("This computer’s connections"),
                  _ ("TCP, with their programs"), NULL, NULL, is_current);
}

static gboolean
is_current (WeirInterfaceButton *self, const char *name)
{
  if (name == NULL)
    return weir_session_get_kind (self->session) == WEIR_SESSION_SOCKETS;
  return weir_session_get_kind (self->session) == WEIR_SESSION_INTERFACE
         && g_strcmp0 (weir_session_get_name (self->session), name) == 0;
}

static void
fill_list (WeirInterfaceButton *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) interfaces = weir_interface_list (&error);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);

  gtk_list_box_append (self->list, new_connections_row (is_current (self, NULL)));
  if (interfaces == NULL)
    {
      row = gtk_list_box_row_new ();
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), new_label (error->message, "dim-label"));
      gtk_list_box_append (self->list, row);
      return;
    }

  for (guint i = 0; i < interfaces->len; i++)
    {
      const WeirInterface *interface = g_ptr_array_index (interfaces, i);

      gtk_list_box_append (self->list,
                           new_interface_row (interface, is_current (self, interface->name)));
    }
}

static void
popover_show_cb (GtkPopover *popover, WeirInterfaceButton *self)
{
  g_autofree char *filter = g_settings_get_string (self->settings, "capture-filter");

  fill_list (self);
  gtk_editable_set_text (GTK_EDITABLE (self->filter_entry), filter);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, WeirInterfaceButton *self)
{
  const char *name = g_object_get_data (G_OBJECT (row), "interface");

  gtk_popover_popdown (self->popover);
  if (is_current (self, name))
    return;
  if (name != NULL)
    weir_session_start_interface (self->session, name);
  else
    weir_session_start_connections (self->session);
}

static void
show_filter_error (WeirInterfaceButton *self, const GError *error)
{
  gtk_widget_set_visible (GTK_WIDGET (self->filter_error), error != NULL);
  gtk_label_set_label (self->filter_error, error != NULL ? error->message : "");
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->filter_entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter_entry), "error");
}

static void
filter_changed_cb (GtkEntry *entry, WeirInterfaceButton *self)
{
  g_autoptr (GError) error = NULL;

  weir_capture_filter_check (gtk_editable_get_text (GTK_EDITABLE (entry)), &error);
  show_filter_error (self, error);
}

/* A filter that does not compile never reaches the settings. */
static void
filter_activate_cb (GtkEntry *entry, WeirInterfaceButton *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (!weir_capture_filter_check (text, NULL))
    return;

  g_settings_set_string (self->settings, "capture-filter", text);
  gtk_popover_popdown (self->popover);
}

static void
update_button (WeirInterfaceButton *self)
{
  const char *name = weir_session_get_name (self->session);
  const char *icon_name = "network-offline-symbolic";
  g_autofree char *description = NULL;

  if (weir_session_get_kind (self->session) == WEIR_SESSION_FILE)
    {
      icon_name = "text-x-generic-symbolic";
    }
  else if (weir_session_get_kind (self->session) == WEIR_SESSION_SOCKETS)
    {
      icon_name = icon_name_for_kind (WEIR_INTERFACE_LOOPBACK);
      name = _ ("This computer");
    }
  else if (name != NULL)
    {
      g_autoptr (GPtrArray) interfaces = weir_interface_list (NULL);

      icon_name = icon_name_for_kind (WEIR_INTERFACE_OTHER);
      for (guint i = 0; interfaces != NULL && i < interfaces->len; i++)
        {
          const WeirInterface *interface = g_ptr_array_index (interfaces, i);

          if (g_strcmp0 (interface->name, name) == 0)
            icon_name = icon_name_for_kind (interface->kind);
        }
    }

  if (name == NULL)
    name = _ ("No source");
  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_label (self->label, name);
  /* Translators: the name of an interface or a file */
  description = g_strdup_printf (_ ("Source: %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  description, -1);
}

static void
ledger_changed_cb (WeirSession *session, gboolean is_continued, WeirInterfaceButton *self)
{
  if (!is_continued)
    update_button (self);
}

static void
weir_interface_button_dispose (GObject *object)
{
  WeirInterfaceButton *self = WEIR_INTERFACE_BUTTON (object);

  if (self->button != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->button));
  self->button = NULL;
  g_clear_object (&self->session);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (weir_interface_button_parent_class)->dispose (object);
}

static void
weir_interface_button_class_init (WeirInterfaceButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = weir_interface_button_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               WEIR_RESOURCE_PATH "/ui/interface-button.ui");
  gtk_widget_class_bind_template_child (widget_class, WeirInterfaceButton, button);
  gtk_widget_class_bind_template_child (widget_class, WeirInterfaceButton, popover);
  gtk_widget_class_bind_template_child (widget_class, WeirInterfaceButton, icon);
  gtk_widget_class_bind_template_child (widget_class, WeirInterfaceButton, label);
  gtk_widget_class_bind_template_child (widget_class, WeirInterfaceButton, list);
  gtk_widget_class_bind_template_child (widget_class, WeirInterfaceButton, filter_entry);
  gtk_widget_class_bind_template_child (widget_class, WeirInterfaceButton, filter_error);
  gtk_widget_class_bind_template_child (widget_class, WeirInterfaceButton, promiscuous_switch);
  gtk_widget_class_bind_template_callback (widget_class, popover_show_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_activate_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
weir_interface_button_init (WeirInterfaceButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
weir_interface_button_set_session (WeirInterfaceButton *self,
                                   WeirSession *session,
                                   GSettings *settings)
{
  self->session = g_object_ref (session);
  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "promiscuous", self->promiscuous_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (session, "ledger-changed", G_CALLBACK (ledger_changed_cb), self, 0);
  update_button (self);
}

void
weir_interface_button_open (WeirInterfaceButton *self)
{
  gtk_menu_button_popup (self->button);
}
