/* The files of a process in /proc, whoever wrote them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: which of the files (1 byte), then what is in it.  The others hold what is usual, and
 * all readers look at all of them.
 */
#include "config.h"

#include <fcntl.h>
#include <string.h>

#include "core/identity/app-identity.h"
#include "core/identity/process-stat.h"
#include "core/source/interface-speed.h"
#include "core/source/interface.h"
#include "fuzz/folder.h"
#include "helper/interfaces.h"
#include "owners/holder.h"
#include "owners/search.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define START_TIME 77

static const struct
{
  const char *name;
  const char *usual;
} files[] = {
  { "1/stat", "1 (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 77 0 0\n" },
  { "1/status", "Name:\tx\nTgid:\t1\nPid:\t1\n" },
  { "1/schedstat", "1 2 3\n" },
  { "1/cgroup", "0::/\n" },
  { "1/cmdline", "x" },
  { "1/environ", "A=B" },
  { "1/mountinfo", "" },
  { "1/root/.flatpak-info", "" },
  { "loadavg", "0.1 0.2 0.3 1/2 3\n" },
};

static int proc_fd;
static WeirDesktopIndex *desktop_index;

static void
write_usual (guint file)
{
  folder_write (files[file].name, files[file].usual, strlen (files[file].usual));
}

static void
set_up (void)
{
  static const char *const no_folders[] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    write_usual (i);
  folder_link ("1/exe", "/tmp/.mount_x/usr/bin/x");
  folder_link ("1/ns/mnt", "mnt:[1]");
  folder_link ("self/ns/mnt", "mnt:[1]");
  proc_fd = open (folder_get_path (), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert (proc_fd >= 0);
  desktop_index = weir_desktop_index_new (no_folders);
}

static void
read_owner (void)
{
  WeirSearch search;
  WeirHolder holder;
  WeirProcessStat stat;

  if (weir_holder_read (proc_fd, 1, &holder))
    g_assert (memchr (holder.command, '\0', sizeof holder.command) != NULL);
  if (weir_process_stat_read (proc_fd, "1", &stat))
    g_assert (memchr (stat.name, '\0', sizeof stat.name) != NULL);
  weir_holder_get_process (proc_fd, 1);
  weir_holder_read_run_time (proc_fd, 1);

  weir_search_init (&search, proc_fd);
  weir_search_get_newest_pid (&search);
  weir_search_clear (&search);
}

static void
read_identity (void)
{
  g_auto (WeirProcessFacts) facts = { 0 };
  g_auto (WeirAppIdentity) application = { 0 };
  g_autofree char *command_line = weir_process_dup_command_line (proc_fd, 1);

  g_assert (command_line == NULL || g_utf8_validate (command_line, -1, NULL));
  if (!weir_process_facts_read (proc_fd, 1, START_TIME, &facts))
    return;
  g_assert (facts.shares_mounts);
  weir_app_identity_find (proc_fd, 1, &facts.cgroup, facts.executable, TRUE, desktop_index,
                          &application);
  g_assert (application.id == NULL || g_utf8_validate (application.id, -1, NULL));
  g_assert (application.name == NULL || g_utf8_validate (application.name, -1, NULL));
}

/* What the kernel says of interfaces: /proc/net/dev, route and ipv6_route;
 * /sys/class/net/NAME/speed. */
static void
read_interface (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *route = weir_interface_parse_routes (text, FALSE);
  g_autofree char *ipv6_route = weir_interface_parse_routes (text, TRUE);
  double speed = weir_interface_parse_speed (text);
  WeirWireStats sum = { 0 };

  g_assert (speed >= 0 && speed <= 1e13);
  g_assert (route == NULL || (*route != '\0' && strchr (route, '\n') == NULL));
  g_assert (ipv6_route == NULL || (*ipv6_route != '\0' && strchr (ipv6_route, '\n') == NULL));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean is_eth0 = weir_interface_count_line (lines[i], "eth0", &sum);
      gboolean is_any = weir_interface_count_line (lines[i], "any", &sum);

      g_assert (is_any || !is_eth0);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  guint file;

  if (desktop_index == NULL)
    set_up ();
  if (size < 1)
    return 0;

  file = data[0] % (G_N_ELEMENTS (files) + 1);
  if (file == G_N_ELEMENTS (files))
    {
      read_interface (data + 1, size - 1);
      return 0;
    }
  folder_write (files[file].name, data + 1, size - 1);
  read_owner ();
  read_identity ();
  write_usual (file);
  return 0;
}
