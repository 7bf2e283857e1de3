/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/interface-counters.h"

#include <fcntl.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const names[WEIR_INTERFACE_COUNTERS] = {
  "rx_packets",
  "tx_packets",
  "rx_bytes",
  "tx_bytes",
};

/* What leaves a loopback interface arrives there: counting both would count every packet twice. */
static gboolean
is_loopback (const char *interface)
{
  g_autofree char *path = g_build_filename ("/sys/class/net", interface, "type", NULL);
  g_autofree char *type = NULL;

  return g_file_get_contents (path, &type, NULL, NULL) && atoi (type) == ARPHRD_LOOPBACK;
}

void
weir_interface_counters_init (WeirInterfaceCounters *self, const char *interface)
{
  memset (self, 0, sizeof *self);
  for (guint i = 0; i < WEIR_INTERFACE_COUNTERS; i++)
    self->files[i] = -1;
  if (strcmp (interface, "any") != 0 && strchr (interface, '/') == NULL)
    {
      self->directory = g_strdup_printf ("/sys/class/net/%s/statistics", interface);
      self->is_loopback = is_loopback (interface);
    }
}

/* An interface that is made anew has new files. */
static void
close_files (WeirInterfaceCounters *self)
{
  for (guint i = 0; i < WEIR_INTERFACE_COUNTERS; i++)
    {
      if (self->files[i] >= 0)
        close (self->files[i]);
      self->files[i] = -1;
    }
}

void
weir_interface_counters_clear (WeirInterfaceCounters *self)
{
  if (self->directory == NULL)
    return;

  close_files (self);
  g_clear_pointer (&self->directory, g_free);
}

static gboolean
read_counter (WeirInterfaceCounters *self, guint i, uint64_t *value)
{
  char text[32];
  ssize_t length;

  if (self->files[i] < 0)
    {
      g_autofree char *path = g_build_filename (self->directory, names[i], NULL);

      self->files[i] = open (path, O_RDONLY | O_CLOEXEC);
      if (self->files[i] < 0)
        return FALSE;
    }

  length = pread (self->files[i], text, sizeof text - 1, 0);
  if (length <= 0)
    return FALSE;
  text[length] = '\0';
  return g_ascii_string_to_unsigned (g_strchomp (text), 10, 0, G_MAXUINT64, value, NULL);
}

void
weir_interface_counters_add (WeirInterfaceCounters *self, WeirSourceCounts *counts)
{
  uint64_t now[WEIR_INTERFACE_COUNTERS];
  gboolean is_usable = self->has_last;

  if (self->directory == NULL)
    return;

  for (guint i = 0; i < WEIR_INTERFACE_COUNTERS; i++)
    {
      if (!read_counter (self, i, &now[i]))
        {
          close_files (self);
          self->has_last = FALSE;
          return;
        }
      if (now[i] < self->last[i])
        is_usable = FALSE;
    }

  if (is_usable)
    {
      counts->interface_rx_packets += now[0] - self->last[0];
      counts->interface_rx_bytes += now[2] - self->last[2];
      if (!self->is_loopback)
        {
          counts->interface_tx_packets += now[1] - self->last[1];
          counts->interface_tx_bytes += now[3] - self->last[3];
        }
    }

  memcpy (self->last, now, sizeof now);
  self->has_last = TRUE;
}
