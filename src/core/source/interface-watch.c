/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/interface-watch.h"

#include <glib/gi18n-lib.h>

#include <net/if.h>

#include "core/error.h"
#include "core/source/interface.h"

/* libpcap mostly tells itself that its interface has gone, after the last packets.  Asked while it
 * was only going down, it takes it for down and says nothing more. */
#define GRACE_US G_USEC_PER_SEC

void
weir_interface_watch_init (WeirInterfaceWatch *self, const char *interface, WeirLocalNetwork *fixed)
{
  *self = (WeirInterfaceWatch){ .monitor = { .fd = -1 } };
  self->interface = g_strdup (interface);
  self->fixed = fixed != NULL ? weir_local_network_ref (fixed) : NULL;
}

void
weir_interface_watch_clear (WeirInterfaceWatch *self)
{
  weir_interface_watch_stop (self);
  g_clear_pointer (&self->interface, g_free);
  g_clear_pointer (&self->fixed, weir_local_network_unref);
}

static void
update_local (WeirInterfaceWatch *self, WeirMeter *meter)
{
  g_autoptr (WeirLocalNetwork) local = NULL;

  if (self->fixed != NULL)
    local = weir_local_network_ref (self->fixed);
  else
    local = weir_local_network_new_for_interface (self->interface);

  if (self->local != NULL && weir_local_network_equal (self->local, local))
    return;

  g_clear_pointer (&self->local, weir_local_network_unref);
  self->local = g_steal_pointer (&local);
  weir_meter_set_local (meter, self->local);
}

/* Gone, even if another one has taken its name since. */
static gboolean
is_gone (const WeirInterfaceWatch *self)
{
  return self->index != 0 && if_nametoindex (self->interface) != self->index;
}

static void
set_gone_error (const WeirInterfaceWatch *self, GError **error)
{
  char name[IF_NAMESIZE];
  g_autofree char *valid = NULL;

  if (if_indextoname (self->index, name) == NULL)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED,
                   _ ("Capturing on “%s” has ended: the interface has disappeared."),
                   self->interface);
      return;
    }

  valid = g_utf8_make_valid (name, -1);
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED,
               /* Translators: both are names of interfaces; the first is the former one. */
               _ ("Capturing on “%s” has ended: it is called “%s” now."), self->interface, valid);
}

void
weir_interface_watch_start (WeirInterfaceWatch *self, WeirMeter *meter)
{
  /* Before the addresses are read, so that no change is missed. */
  weir_address_monitor_init (&self->monitor);
  self->index = if_nametoindex (self->interface);
  self->gone_at_us = 0;
  self->is_down = FALSE;
  update_local (self, meter);
}

void
weir_interface_watch_stop (WeirInterfaceWatch *self)
{
  weir_address_monitor_clear (&self->monitor);
  g_clear_pointer (&self->local, weir_local_network_unref);
}

WeirReadResult
weir_interface_watch_check (WeirInterfaceWatch *self, WeirMeter *meter, GError **error)
{
  gint64 now_us = g_get_monotonic_time ();

  if (weir_address_monitor_has_changed (&self->monitor))
    {
      self->is_down = weir_interface_is_down (self->interface, NULL);
      if (is_gone (self) && self->gone_at_us == 0)
        self->gone_at_us = now_us;

      /* An interface loses its addresses when it goes.  What the kernel still holds of its packets
       * was captured while it had them, and goes by them. */
      if (!self->is_down && self->gone_at_us == 0)
        update_local (self, meter);
    }

  if (self->gone_at_us != 0 && now_us - self->gone_at_us > GRACE_US)
    {
      set_gone_error (self, error);
      return WEIR_READ_FAILED;
    }

  return self->is_down && weir_interface_is_down (self->interface, error) ? WEIR_READ_PAUSED
                                                                          : WEIR_READ_AGAIN;
}
