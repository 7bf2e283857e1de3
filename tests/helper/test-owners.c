/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/owners.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void
walk (WeirOwners *owners)
{
  g_assert_true (weir_owners_begin (owners));
  while (weir_owners_step (owners))
    continue;
}

static uint64_t
inode_of (int fd)
{
  struct stat status;

  g_assert_no_errno (fstat (fd, &status));
  return status.st_ino;
}

static void
test_finds_the_process (void)
{
  WeirOwners owners = { 0 };
  const WeirOwner *owner;
  int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  char name[16];

  /* What would lead a careless reader of /proc/PID/stat astray. */
  g_assert_no_errno (prctl (PR_GET_NAME, name));
  g_assert_no_errno (prctl (PR_SET_NAME, "a) R (1 2"));
  walk (&owners);
  g_assert_no_errno (prctl (PR_SET_NAME, name));

  owner = weir_owners_find (&owners, inode_of (fd));
  g_assert_nonnull (owner);
  g_assert_cmpuint (owner->pid, ==, getpid ());
  g_assert_cmpuint (owner->start_time, >, 0);
  g_assert_cmpstr (owner->command, ==, "a) R (1 2");
  g_assert_null (weir_owners_find (&owners, 0));
  close (fd);
  weir_owners_clear (&owners);
}

static void
test_the_first_of_several_owners_counts (void)
{
  WeirOwners owners = { 0 };
  const WeirOwner *owner;
  int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  pid_t child = fork ();

  g_assert_no_errno (child);
  if (child == 0)
    {
      pause ();
      _exit (0);
    }

  walk (&owners);
  owner = weir_owners_find (&owners, inode_of (fd));
  g_assert_nonnull (owner);
  g_assert_cmpuint (owner->pid, ==, getpid ());
  g_assert_no_errno (kill (child, SIGKILL));
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  close (fd);
  weir_owners_clear (&owners);
}

static void
test_many_sockets_are_all_found (void)
{
  WeirOwners owners = { 0 };
  int fds[900];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      g_assert_no_errno (fds[i]);
    }
  walk (&owners);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      const WeirOwner *owner = weir_owners_find (&owners, inode_of (fds[i]));

      g_assert_nonnull (owner);
      g_assert_cmpuint (owner->pid, ==, getpid ());
      close (fds[i]);
    }

  /* A new walk starts from nothing. */
  walk (&owners);
  g_assert_null (weir_owners_find (&owners, UINT64_MAX));
  weir_owners_clear (&owners);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/owners/finds-the-process", test_finds_the_process);
  g_test_add_func ("/owners/the-first-of-several-owners-counts",
                   test_the_first_of_several_owners_counts);
  g_test_add_func ("/owners/many-sockets-are-all-found", test_many_sockets_are_all_found);
  return g_test_run ();
}
