/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/hosts-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/naming/name-text.h"

/* An editor that saves makes several changes in a row. */
#define SETTLE_MS 200

struct _WeirHostsFile
{
  char *path;
  void (*func) (gpointer);
  gpointer user_data;
  GHashTable *names; /* WeirAddress to GRefString */
  GFileMonitor *monitor;
  guint reload_id;
};

static void
read_line (WeirHostsFile *self, char *line)
{
  static const char blanks[] = " \t\r";
  char *rest = NULL;
  char *text, *name;
  WeirAddress address;
  WeirFamily family;

  line[strcspn (line, "#")] = '\0';
  text = strtok_r (line, blanks, &rest);
  name = text != NULL ? strtok_r (NULL, blanks, &rest) : NULL;
  if (name == NULL || !weir_address_parse (text, &address, &family)
      || weir_address_is_unspecified (&address) || g_hash_table_contains (self->names, &address))
    return;

  name = weir_name_text_new (name, -1);
  if (name != NULL)
    g_hash_table_insert (self->names, g_memdup2 (&address, sizeof address), name);
}

static void
read_text (WeirHostsFile *self, char *text, gsize size)
{
  char *end = text + size;

  while (text < end && g_hash_table_size (self->names) < WEIR_HOSTS_FILE_MAX_ADDRESSES)
    {
      char *newline = memchr (text, '\n', (gsize) (end - text));

      if (newline == NULL)
        newline = end;
      *newline = '\0';
      read_line (self, text);
      text = newline + 1;
    }
}

/* Not waiting for what is no file: a pipe, say. */
static gsize
read_file (const char *path, char *text, gsize room)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat status;
  gsize size = 0;

  if (fd < 0)
    return 0;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    while (size < room)
      {
        ssize_t n = read (fd, text + size, room - size);

        if (n < 0 && errno == EINTR)
          continue;
        if (n <= 0)
          break;
        size += (gsize) n;
      }
  close (fd);
  return size;
}

static void
load (WeirHostsFile *self)
{
  struct stat status;
  g_autofree char *text = NULL;
  gsize room = 0;

  g_hash_table_remove_all (self->names);
  if (stat (self->path, &status) == 0)
    room = (gsize) CLAMP (status.st_size, 0, WEIR_HOSTS_FILE_MAX_BYTES);
  text = g_malloc (room + 1);
  read_text (self, text, read_file (self->path, text, room));
}

static gboolean
reload_cb (gpointer user_data)
{
  WeirHostsFile *self = user_data;

  self->reload_id = 0;
  load (self);
  self->func (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (GFileMonitor *monitor,
            GFile *file,
            GFile *other,
            GFileMonitorEvent event,
            gpointer user_data)
{
  WeirHostsFile *self = user_data;

  if (self->reload_id == 0)
    self->reload_id = g_timeout_add (SETTLE_MS, reload_cb, self);
}

WeirHostsFile *
weir_hosts_file_new (const char *path, void (*func) (gpointer), gpointer user_data)
{
  WeirHostsFile *self = g_new0 (WeirHostsFile, 1);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->path = g_strdup (path);
  self->func = func;
  self->user_data = user_data;
  self->names = g_hash_table_new_full (weir_address_hash, (GEqualFunc) weir_address_equal, g_free,
                                       (GDestroyNotify) g_ref_string_release);

  /* Watched first, so that no change falls between. */
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (changed_cb), self);
  load (self);
  return self;
}

void
weir_hosts_file_free (WeirHostsFile *self)
{
  if (self->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->monitor, self);
      g_object_unref (self->monitor);
    }
  g_clear_handle_id (&self->reload_id, g_source_remove);
  g_hash_table_unref (self->names);
  g_free (self->path);
  g_free (self);
}

const char *
weir_hosts_file_lookup (const WeirHostsFile *self, const WeirAddress *address)
{
  return g_hash_table_lookup (self->names, address);
}

guint
weir_hosts_file_get_n_addresses (const WeirHostsFile *self)
{
  return g_hash_table_size (self->names);
}
