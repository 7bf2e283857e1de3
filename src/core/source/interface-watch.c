/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/interface-watch.h"

#include <net/if.h>
#include <string.h>

#include "core/source/interface.h"

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

/* An interface loses its addresses when it goes.  What the kernel still holds of its packets was
 * captured while it had them, and goes by them. */
static gboolean
is_gone (const WeirInterfaceWatch *self)
{
  return strcmp (self->interface, "any") != 0 && if_nametoindex (self->interface) == 0;
}

void
weir_interface_watch_start (WeirInterfaceWatch *self, WeirMeter *meter)
{
  /* Before the addresses are read, so that no change is missed. */
  weir_address_monitor_init (&self->monitor);
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
  if (weir_address_monitor_has_changed (&self->monitor))
    {
      self->is_down = weir_interface_is_down (self->interface, NULL);
      if (!self->is_down && !is_gone (self))
        update_local (self, meter);
    }

  return self->is_down && weir_interface_is_down (self->interface, error) ? WEIR_READ_PAUSED
                                                                          : WEIR_READ_AGAIN;
}
