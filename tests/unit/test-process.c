/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

#include "core/identity/cgroup.h"
#include "core/identity/process-stat.h"
#include "core/identity/process.h"
#include "core/identity/user.h"

static WeirSocketInfo
socket_of_this_process (void)
{
  g_autofree char *pid_text = g_strdup_printf ("%d", getpid ());
  WeirProcessStat stat;
  int proc_fd = open ("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  g_assert_true (weir_process_stat_read (proc_fd, pid_text, &stat));
  close (proc_fd);
  g_assert_cmpuint (stat.pid, ==, getpid ());
  g_assert_true (g_str_has_prefix ("test-process", stat.name));

  return (WeirSocketInfo){ .pid = stat.pid, .start_time = stat.start_time };
}

static void
test_unit_is_that_of_the_control_group (void)
{
  const WeirSocketInfo socket = socket_of_this_process ();
  const WeirProcess *process = weir_process_lookup (&socket);
  g_autofree char *text = NULL;
  WeirCgroup cgroup;

  g_assert_true (g_file_get_contents ("/proc/self/cgroup", &text, NULL, NULL));
  weir_cgroup_parse (text, &cgroup);
  g_assert_cmpstr (process->unit, ==, cgroup.unit[0] != '\0' ? cgroup.unit : NULL);
  g_assert_true (weir_process_lookup (&socket) == process);
}

static void
test_a_number_of_another_process_says_nothing (void)
{
  WeirSocketInfo socket = socket_of_this_process ();
  const WeirProcess *process;

  socket.start_time++;
  process = weir_process_lookup (&socket);
  g_assert_null (process->application);
  g_assert_null (process->unit);
  g_assert_null (process->container);
}

static void
test_users_have_names (void)
{
  const struct passwd *user = getpwuid (getuid ());

  g_assert_cmpstr (weir_user_lookup (getuid ()), ==, user != NULL ? user->pw_name : NULL);
  g_assert_null (weir_user_lookup (4000000000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/process/its-unit-is-that-of-its-control-group",
                   test_unit_is_that_of_the_control_group);
  g_test_add_func ("/process/a-number-of-another-process-says-nothing",
                   test_a_number_of_another_process_says_nothing);
  g_test_add_func ("/process/users-have-names", test_users_have_names);

  return g_test_run ();
}
