/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/process.h"

#include <fcntl.h>
#include <gio/gdesktopappinfo.h>
#include <string.h>
#include <unistd.h>

#include "core/identity/cgroup.h"
#include "core/identity/process-stat.h"

/* When there are more, all are looked up anew. */
#define MAX_PROCESSES 4096

/* Control groups have short names; what is longer is no name. */
#define MAX_CGROUP_BYTES 16384

typedef struct
{
  uint64_t start_time; /* first two: the key of the table */
  uint32_t pid;
  WeirProcess process;
} Entry;

static guint
entry_hash (gconstpointer key)
{
  const Entry *entry = key;

  return (guint) (entry->start_time * 31 + entry->pid);
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const Entry *x = a;
  const Entry *y = b;

  return x->start_time == y->start_time && x->pid == y->pid;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->process.application);
  g_free (entry->process.unit);
  g_free (entry->process.container);
  g_free (entry);
}

/* Returns: (nullable) (transfer full): the control group of the very process that held the socket
 */
static char *
dup_cgroup (const WeirSocketInfo *socket)
{
  g_autofree char *pid_text = g_strdup_printf ("%u", socket->pid);
  g_autofree char *path = g_strdup_printf ("%u/cgroup", socket->pid);
  g_autofree char *text = g_malloc (MAX_CGROUP_BYTES);
  WeirProcessStat stat;
  ssize_t size = -1;
  int proc_fd = open ("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int fd = proc_fd >= 0 ? openat (proc_fd, path, O_RDONLY | O_CLOEXEC) : -1;

  if (fd >= 0)
    {
      size = read (fd, text, MAX_CGROUP_BYTES - 1);
      close (fd);
    }
  if (size >= 0)
    text[size] = '\0';

  /* Asked last: if it is still the same one now, it was it then. */
  if (size < 0 || !weir_process_stat_read (proc_fd, pid_text, &stat)
      || stat.start_time != socket->start_time)
    g_clear_pointer (&text, g_free);

  if (proc_fd >= 0)
    close (proc_fd);
  return g_steal_pointer (&text);
}

/* The desktop's name for an application; a name that would lead out of the desktop's folders is
 * none. */
static char *
dup_application (const char *desktop_id, const char *id)
{
  g_autoptr (GDesktopAppInfo) info = NULL;

  if (strchr (desktop_id, '/') == NULL)
    info = g_desktop_app_info_new (desktop_id);

  return info != NULL ? g_strdup (g_app_info_get_name (G_APP_INFO (info)))
                      : g_utf8_make_valid (id, -1);
}

static void
fill_from_cgroup (WeirProcess *process, const char *text)
{
  g_autofree char *desktop_id = NULL;
  WeirCgroup cgroup;

  weir_cgroup_parse (text, &cgroup);
  if (cgroup.unit[0] != '\0')
    process->unit = g_utf8_make_valid (cgroup.unit, -1);

  switch (cgroup.kind)
    {
    case WEIR_CGROUP_APPLICATION:
    case WEIR_CGROUP_FLATPAK:
      desktop_id = g_strconcat (cgroup.name, ".desktop", NULL);
      process->application = dup_application (desktop_id, cgroup.name);
      break;
    case WEIR_CGROUP_SNAP:
      desktop_id = g_strdup_printf ("%s_%s.desktop", cgroup.name, cgroup.name);
      process->application = dup_application (desktop_id, cgroup.name);
      break;
    case WEIR_CGROUP_CONTAINER:
      {
        g_autofree char *name = g_utf8_make_valid (cgroup.name, -1);

        process->container = g_strdup_printf ("%s: %s", cgroup.engine, name);
        break;
      }
    case WEIR_CGROUP_SERVICE:
    case WEIR_CGROUP_OTHER:
    default:
      break;
    }
}

const WeirProcess *
weir_process_lookup (const WeirSocketInfo *socket)
{
  static GHashTable *entries;
  const Entry wanted = { .start_time = socket->start_time, .pid = socket->pid };
  Entry *entry;
  g_autofree char *text = NULL;

  if (entries == NULL)
    entries = g_hash_table_new_full (entry_hash, entry_equal, entry_free, NULL);

  entry = g_hash_table_lookup (entries, &wanted);
  if (entry != NULL)
    return &entry->process;

  if (g_hash_table_size (entries) >= MAX_PROCESSES)
    g_hash_table_remove_all (entries);

  entry = g_memdup2 (&wanted, sizeof wanted);
  text = socket->pid != 0 ? dup_cgroup (socket) : NULL;
  if (text != NULL)
    fill_from_cgroup (&entry->process, text);
  g_hash_table_add (entries, entry);

  return &entry->process;
}
