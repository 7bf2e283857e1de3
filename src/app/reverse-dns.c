/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/knowledge.h"
#include "app/reverse-dns.h"

gboolean
weir_reverse_dns_is_on (GSettings *settings)
{
  return g_settings_get_enum (settings, "reverse-dns") == WEIR_REVERSE_DNS_ON;
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, GSettings *settings)
{
  if (g_str_equal (response, "look-up"))
    g_settings_set_enum (settings, "reverse-dns", WEIR_REVERSE_DNS_ON);
}

/* Nothing about anybody's traffic leaves this computer before this has been agreed to. */
static void
ask (GtkWindow *parent, GSettings *settings)
{
  GtkWidget *dialog = adw_message_dialog_new (
      parent, _ ("Look Up Names?"),
      _ ("Weir can ask your DNS server what the hosts are called that have no name yet. The "
         "server, "
         "and others on the way to it, learn from the questions whom this computer talks to. "
         "Addresses of private networks are never asked for."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "look-up",
                                    _ ("_Look Up Names"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), settings, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
weir_reverse_dns_toggle (GtkWindow *parent, GSettings *settings)
{
  switch ((WeirReverseDns) g_settings_get_enum (settings, "reverse-dns"))
    {
    case WEIR_REVERSE_DNS_ON:
      g_settings_set_enum (settings, "reverse-dns", WEIR_REVERSE_DNS_OFF);
      break;
    case WEIR_REVERSE_DNS_OFF:
      g_settings_set_enum (settings, "reverse-dns", WEIR_REVERSE_DNS_ON);
      break;
    case WEIR_REVERSE_DNS_ASK:
    default:
      ask (parent, settings);
    }
}
