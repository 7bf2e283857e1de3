/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sys/stat.h>
#include <unistd.h>

#include "core/identity/executable.h"
#include "support/temp-folder.h"

/* FIPS 180-4, of "abc". */
#define SHA256_OF_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

#define ENOUGH 1000000

static void
test_its_sum_is_of_all_its_bytes (void)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = temp_folder_dup_path (folder, "program");
  g_autofree char *sum = NULL;
  g_autofree char *large_sum = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *large = g_strnfill (300001, 'x');
  g_autoptr (WeirExecutable) small_file = NULL;
  g_autoptr (WeirExecutable) large_file = NULL;

  temp_folder_write (folder, "program", "abc", 3);
  small_file = weir_executable_new (path, path);
  sum = weir_executable_dup_sha256 (small_file, 3, NULL);
  g_assert_cmpstr (sum, ==, SHA256_OF_ABC);
  g_assert_null (weir_executable_dup_sha256 (small_file, 2, NULL));

  temp_folder_write (folder, "program", large, -1);
  large_file = weir_executable_new (path, path);
  large_sum = weir_executable_dup_sha256 (large_file, ENOUGH, NULL);
  expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, large, -1);
  g_assert_cmpstr (large_sum, ==, expected);

  g_assert_false (weir_executable_equal (small_file, large_file));
  g_assert_null (weir_executable_dup_sha256 (small_file, ENOUGH, NULL));
}

static void
test_a_sum_can_be_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (WeirExecutable) self = weir_executable_new ("/proc/self/exe", "/proc/self/exe");

  g_assert_nonnull (self);
  g_cancellable_cancel (cancellable);
  g_assert_null (weir_executable_dup_sha256 (self, G_MAXUINT64, cancellable));
}

static void
test_another_file_of_its_name_is_not_it (void)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = temp_folder_dup_path (folder, "program");
  g_autofree char *fifo = temp_folder_dup_path (folder, "fifo");

  temp_folder_write (folder, "program", "x", 1);
  g_assert_null (weir_executable_new ("/proc/self/exe", path));
  g_assert_null (weir_executable_new ("/proc/self/exe", "/nonexistent"));
  g_assert_null (weir_executable_new ("/proc/0/exe", path));
  g_assert_null (weir_executable_new (path, "program"));
  g_assert_null (
      weir_executable_new (temp_folder_get_path (folder), temp_folder_get_path (folder)));
  g_assert_cmpint (mkfifo (fifo, 0644), ==, 0);
  g_assert_null (weir_executable_new (fifo, fifo));
}

static void
test_merged_folders_give_it_a_second_path (void)
{
  g_autoptr (WeirExecutable) shell = NULL;
  g_autoptr (WeirExecutable) other = NULL;
  g_autofree char *other_path = g_file_read_link ("/proc/self/exe", NULL);

  other = weir_executable_new ("/proc/self/exe", other_path);
  g_assert_nonnull (other);
  g_assert_null (other->alias);

  if (!g_file_test ("/bin", G_FILE_TEST_IS_SYMLINK)
      || !g_file_test ("/usr/bin/env", G_FILE_TEST_EXISTS))
    {
      g_test_skip ("/bin is not merged with /usr/bin");
      return;
    }
  shell = weir_executable_new ("/usr/bin/env", "/usr/bin/env");
  g_assert_cmpstr (shell->path, ==, "/usr/bin/env");
  g_assert_cmpstr (shell->alias, ==, "/bin/env");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/executable/its-sum-is-of-all-its-bytes", test_its_sum_is_of_all_its_bytes);
  g_test_add_func ("/executable/a-sum-can-be-cancelled", test_a_sum_can_be_cancelled);
  g_test_add_func ("/executable/another-file-of-its-name-is-not-it",
                   test_another_file_of_its_name_is_not_it);
  g_test_add_func ("/executable/merged-folders-give-it-a-second-path",
                   test_merged_folders_give_it_a_second_path);

  return g_test_run ();
}
