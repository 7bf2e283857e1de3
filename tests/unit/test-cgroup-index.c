/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sys/stat.h>

#include "core/identity/cgroup-index.h"
#include "support/temp-folder.h"

static uint64_t
make_group (TempFolder *folder, const char *below)
{
  g_autofree char *file = g_strconcat (below, "/cgroup.procs", NULL);
  g_autofree char *path = temp_folder_dup_path (folder, below);
  struct stat group;

  temp_folder_write (folder, file, "", 0);
  g_assert_cmpint (stat (path, &group), ==, 0);
  return group.st_ino;
}

static void
test_a_number_leads_to_its_group (void)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  uint64_t id = make_group (folder, "system.slice/sshd.service");
  uint64_t slice = make_group (folder, "system.slice");
  g_autoptr (WeirCgroupIndex) index = weir_cgroup_index_new (temp_folder_get_path (folder));
  WeirCgroup cgroup;

  g_assert_true (weir_cgroup_index_find (index, id, 0, &cgroup));
  g_assert_cmpint (cgroup.kind, ==, WEIR_CGROUP_SERVICE);
  g_assert_cmpstr (cgroup.unit, ==, "sshd.service");
  g_assert_true (weir_cgroup_index_find (index, slice, 0, &cgroup));
  g_assert_cmpstr (cgroup.unit, ==, "");
}

static void
test_new_groups_are_looked_for_now_and_then (void)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autoptr (WeirCgroupIndex) index = weir_cgroup_index_new (temp_folder_get_path (folder));
  WeirCgroup cgroup;
  uint64_t id;

  g_assert_false (weir_cgroup_index_find (index, 1, 0, &cgroup));
  id = make_group (folder, "a.scope");
  g_assert_false (weir_cgroup_index_find (index, id, WEIR_CGROUP_INDEX_INTERVAL_US - 1, &cgroup));
  g_assert_true (weir_cgroup_index_find (index, id, WEIR_CGROUP_INDEX_INTERVAL_US, &cgroup));
  g_assert_cmpstr (cgroup.unit, ==, "a.scope");
}

static void
test_without_the_hierarchy_nothing_is_known (void)
{
  g_autoptr (WeirCgroupIndex) index = weir_cgroup_index_new ("/nonexistent");
  WeirCgroup cgroup;

  g_assert_false (weir_cgroup_index_find (index, 1, 0, &cgroup));
  g_assert_nonnull (weir_cgroup_index_get_folder ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cgroup-index/a-number-leads-to-its-group", test_a_number_leads_to_its_group);
  g_test_add_func ("/cgroup-index/new-groups-are-looked-for-now-and-then",
                   test_new_groups_are_looked_for_now_and_then);
  g_test_add_func ("/cgroup-index/without-the-hierarchy-nothing-is-known",
                   test_without_the_hierarchy_nothing_is_known);

  return g_test_run ();
}
