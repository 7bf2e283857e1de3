/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a sandbox learns of the host's processes; the program on the host is a fake.
 */
#include <gio/gio.h>

#include "core/source/host-owners.h"
#include "fake-helper.h"

/* What the fake lists has this one; in the sandbox nobody is seen to hold it. */
#define INODE 1

static WeirHostOwners *
start (const char *scenario)
{
  const char *const argv[] = { g_getenv ("WEIR_FAKE_HELPER"), scenario, NULL };

  return weir_host_owners_new (argv);
}

static WeirSocketInfo
fill (WeirHostOwners *owners, uint64_t inode, uint32_t pid)
{
  WeirSocketInfo info = { .inode = inode, .pid = pid };

  weir_host_owners_fill (owners, &info, 1);
  return info;
}

/* Until a list has come; the test's own time limit ends it. */
static void
poll_until_known (WeirHostOwners *owners)
{
  do
    {
      weir_host_owners_poll (owners);
      g_usleep (1000);
    }
  while (fill (owners, INODE, 0).pid == 0);
}

static void
test_the_process_is_filled_in (void)
{
  g_autoptr (WeirHostOwners) owners = start ("works");
  WeirSocketInfo info;

  g_assert_cmpuint (fill (owners, INODE, 0).pid, ==, 0);
  poll_until_known (owners);
  info = fill (owners, INODE, 0);
  g_assert_cmpuint (info.pid, ==, FAKE_HELPER_PID);
  g_assert_cmpstr (info.process, ==, FAKE_HELPER_COMMAND);

  /* Not of another socket, nor of those without, nor where it is known already. */
  g_assert_cmpuint (fill (owners, INODE + 1, 0).pid, ==, 0);
  g_assert_cmpuint (fill (owners, 0, 0).pid, ==, 0);
  g_assert_cmpuint (fill (owners, INODE, 5).pid, ==, 5);
}

static void
test_what_does_not_work_is_tried_once (void)
{
  static const char *const scenarios[] = { "exit=1", "garbage", "version", "unable", "leaves" };

  for (guint i = 0; i < G_N_ELEMENTS (scenarios); i++)
    {
      g_autoptr (WeirHostOwners) owners = start (scenarios[i]);

      for (guint j = 0; j < 10; j++)
        weir_host_owners_poll (owners);
      g_assert_cmpuint (fill (owners, INODE, 0).pid, ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/host-owners/the-process-is-filled-in", test_the_process_is_filled_in);
  g_test_add_func ("/host-owners/what-does-not-work-is-tried-once",
                   test_what_does_not_work_is_tried_once);
  return g_test_run ();
}
