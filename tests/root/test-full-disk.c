/* Small, full and read-only disks of private namespaces, and what is to be written there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/alert/store-file.h"
#include "core/error.h"
#include "core/export/new-file.h"
#include "support/namespace.h"

#define DISK_BYTES (64 * 1024)
#define OLD "what was there before\n"

typedef struct
{
  char *disk;
  char *path;
  char *filler;
} Fixture;

static void
mount_disk (const Fixture *fixture)
{
  g_autofree char *options = g_strdup_printf ("size=%u", (guint) DISK_BYTES);

  g_assert_no_errno (mount ("tmpfs", fixture->disk, "tmpfs", 0, options));
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->disk = g_dir_make_tmp ("weir-disk-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->disk, "file", NULL);
  fixture->filler = g_build_filename (fixture->disk, "filler", NULL);
  mount_disk (fixture);
  g_assert_true (g_file_set_contents (fixture->path, OLD, -1, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  umount2 (fixture->disk, MNT_DETACH);
  g_assert_no_errno (g_rmdir (fixture->disk));
  g_free (fixture->disk);
  g_free (fixture->path);
  g_free (fixture->filler);
}

/* Until nothing more fits. */
static void
fill (const Fixture *fixture)
{
  g_autofree char *zeros = g_malloc0 (DISK_BYTES);
  FILE *file = fopen (fixture->filler, "w");

  g_assert_nonnull (file);
  setvbuf (file, NULL, _IONBF, 0);
  while (fwrite (zeros, 1, 4096, file) == 4096)
    continue;
  fclose (file);
}

static void
assert_text (const Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_n_files (const Fixture *fixture, guint expected)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->disk, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      n++;
    }
  g_assert_cmpuint (n, ==, expected);
}

static GString *
long_text (char letter)
{
  g_autofree char *text = g_strnfill (DISK_BYTES / 4, letter);

  return g_string_new (text);
}

static void
assert_not_written (WeirStoreFile *file, const char *why)
{
  g_autoptr (GError) error = NULL;

  weir_store_file_write (file, long_text ('x'));
  weir_store_file_flush (file);
  error = weir_store_file_dup_error (file);
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_FILE_WRITE);
  if (strstr (error->message, why) == NULL)
    g_error ("“%s” is not in: %s", why, error->message);
  g_assert_nonnull (strstr (error->message, "“file”"));
}

static void
assert_written (const Fixture *fixture, WeirStoreFile *file)
{
  GString *text = long_text ('y');
  g_autofree char *expected = g_strdup (text->str);

  weir_store_file_write (file, text);
  weir_store_file_flush (file);
  g_assert_null (weir_store_file_dup_error (file));
  assert_text (fixture, expected);
}

static void
test_a_store_keeps_its_old_file (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (WeirStoreFile) file = weir_store_file_new (fixture->path, DISK_BYTES);

  fill (fixture);
  for (guint i = 0; i < 10; i++)
    assert_not_written (file, "the disk is full");
  assert_text (fixture, OLD);
  assert_n_files (fixture, 2);

  /* And goes on once there is room. */
  g_assert_no_errno (g_unlink (fixture->filler));
  assert_written (fixture, file);
  assert_n_files (fixture, 1);
}

static void
test_a_store_that_may_not_write_says_so (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (WeirStoreFile) file = weir_store_file_new (fixture->path, DISK_BYTES);

  g_assert_no_errno (mount (NULL, fixture->disk, NULL, MS_REMOUNT | MS_RDONLY, NULL));
  assert_not_written (file, g_strerror (EROFS));
  assert_text (fixture, OLD);
  g_assert_no_errno (mount (NULL, fixture->disk, NULL, MS_REMOUNT, NULL));
  assert_written (fixture, file);
}

static void
test_a_store_whose_folder_has_gone_makes_it_anew (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (WeirStoreFile) file = weir_store_file_new (fixture->path, DISK_BYTES);

  umount2 (fixture->disk, MNT_DETACH);
  g_assert_no_errno (g_rmdir (fixture->disk));
  assert_written (fixture, file);
  g_assert_no_errno (g_unlink (fixture->path));
}

static void
test_an_export_leaves_what_was_there (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GString) text = long_text ('x');
  WeirNewFile *file;
  gboolean is_written;

  fill (fixture);
  file = weir_new_file_new (fixture->path, &error);
  g_assert_no_error (error);
  is_written = g_output_stream_write_all (weir_new_file_get_stream (file), text->str, text->len,
                                          NULL, NULL, &problem);
  g_assert_false (is_written);
  error = weir_new_file_explain (file, problem);
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_FILE_WRITE);
  g_assert_nonnull (strstr (error->message, "the disk is full"));
  weir_new_file_free (file);
  assert_text (fixture, OLD);
  assert_n_files (fixture, 2);
}

/* In a process of its own, which does not come back. */
static void
write_and_die (const Fixture *fixture, gsize n_bytes)
{
  g_autoptr (GString) text = long_text ('x');
  WeirNewFile *file = weir_new_file_new (fixture->path, NULL);

  g_output_stream_write_all (weir_new_file_get_stream (file), text->str, n_bytes, NULL, NULL, NULL);
  if (n_bytes == text->len)
    weir_new_file_commit (file, NULL);
  raise (SIGKILL);
}

static void
test_a_killed_process_leaves_nothing_behind (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GString) text = long_text ('x');

  for (gsize n_bytes = 0; n_bytes <= text->len; n_bytes += 1024)
    {
      pid_t pid = fork ();
      int status;

      g_assert_no_errno (pid);
      if (pid == 0)
        write_and_die (fixture, n_bytes);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      g_assert_true (WIFSIGNALED (status));
      assert_text (fixture, n_bytes < text->len ? OLD : text->str);
      assert_n_files (fixture, 1);
    }
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/full-disk/a-store-keeps-its-old-file", test_a_store_keeps_its_old_file);
  add ("/full-disk/a-store-that-may-not-write-says-so", test_a_store_that_may_not_write_says_so);
  add ("/full-disk/a-store-whose-folder-has-gone-makes-it-anew",
       test_a_store_whose_folder_has_gone_makes_it_anew);
  add ("/full-disk/an-export-leaves-what-was-there", test_an_export_leaves_what_was_there);
  add ("/full-disk/a-killed-process-leaves-nothing-behind",
       test_a_killed_process_leaves_nothing_behind);
  return namespace_run_tests (NULL);
}
