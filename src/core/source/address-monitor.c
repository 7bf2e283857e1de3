/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/address-monitor.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

void
weir_address_monitor_init (WeirAddressMonitor *self)
{
  struct sockaddr_nl address = {
    .nl_family = AF_NETLINK,
    .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR,
  };

  self->fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (self->fd >= 0 && bind (self->fd, (struct sockaddr *) &address, sizeof address) != 0)
    weir_address_monitor_clear (self);
}

void
weir_address_monitor_clear (WeirAddressMonitor *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

gboolean
weir_address_monitor_has_changed (WeirAddressMonitor *self)
{
  gboolean has_changed = FALSE;
  char message[8192];

  if (self->fd < 0)
    return FALSE;

  /* What a message says is not needed: the addresses are read anew.  An overrun says as much. */
  while (recv (self->fd, message, sizeof message, 0) > 0 || errno == ENOBUFS)
    {
      has_changed = TRUE;
      errno = 0;
    }

  return has_changed;
}
