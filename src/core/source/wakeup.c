/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/wakeup.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

void
weir_wakeup_init (WeirWakeup *self)
{
  self->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->fd < 0)
    g_error ("No file descriptor left: %s", g_strerror (errno));
}

void
weir_wakeup_clear (WeirWakeup *self)
{
  close (self->fd);
  self->fd = -1;
}

void
weir_wakeup_raise (WeirWakeup *self)
{
  const uint64_t one = 1;

  /* It can only fail because it has been raised very often. */
  if (write (self->fd, &one, sizeof one) < 0)
    g_debug ("Wakeup is raised already");
}

gboolean
weir_wakeup_wait (WeirWakeup *self, int fd, int timeout_ms, gboolean *is_readable)
{
  struct pollfd fds[2] = { { self->fd, POLLIN, 0 }, { fd, POLLIN, 0 } };
  int n_ready = poll (fds, 2, timeout_ms);

  if (is_readable != NULL)
    *is_readable = n_ready > 0 && fds[1].revents != 0;

  return n_ready > 0 && fds[0].revents != 0;
}
