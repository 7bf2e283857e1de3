/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/settings-rescue.h"
#include "core/error.h"

#define GROUP "io/github/weirmonitor/Weir"

static const char sound[] = "# by hand\n"
                            "[" GROUP "]\n"
                            "columns=['process', 'remote']\n"
                            "column-widths={'remote': 240}\n"
                            "unit='bytes'\n"
                            "from-the-future=<'x'>\n"
                            "\n"
                            "[org/example/other]\n"
                            "not-a-value=]\n";

typedef struct
{
  char *folder;
  char *path;
} Place;

static void
set_up (Place *place, gconstpointer user_data)
{
  place->folder = g_dir_make_tmp ("weir-settings-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "keyfile", NULL);
}

static void
tear_down (Place *place, gconstpointer user_data)
{
  GDir *dir = g_dir_open (place->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (place->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_dir_close (dir);
  g_rmdir (place->folder);
  g_free (place->path);
  g_free (place->folder);
}

static void
write_bytes (const char *path, const char *data, gsize length)
{
  g_assert_true (g_file_set_contents (path, data, (gssize) length, NULL));
}

static void
assert_holds (const char *path, const char *data, gsize length)
{
  g_autofree char *there = NULL;
  gsize there_length;

  g_assert_true (g_file_get_contents (path, &there, &there_length, NULL));
  g_assert_cmpmem (there, there_length, data, length);
}

/* Returns: (transfer full) (nullable): the copy */
static char *
rescue (Place *place)
{
  g_autoptr (GError) error = NULL;
  char *copy;
  gboolean may_be_used = weir_settings_rescue_file (place->path, GROUP, &copy, &error);

  g_assert_no_error (error);
  g_assert_true (may_be_used);
  return copy;
}

static void
assert_refused (Place *place)
{
  g_autoptr (GError) error = NULL;
  char *copy;

  g_assert_false (weir_settings_rescue_file (place->path, GROUP, &copy, &error));
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_FAILED);
  g_assert_null (copy);
}

static void
assert_n_files (Place *place, guint n)
{
  GDir *dir = g_dir_open (place->folder, 0, NULL);
  guint n_files = 0;

  while (g_dir_read_name (dir) != NULL)
    n_files++;
  g_dir_close (dir);
  g_assert_cmpuint (n_files, ==, n);
}

static void
test_what_is_sound_is_left_alone (Place *place, gconstpointer user_data)
{
  g_assert_null (rescue (place));
  assert_n_files (place, 0);
  write_bytes (place->path, "", 0);
  g_assert_null (rescue (place));
  write_bytes (place->path, sound, strlen (sound));
  g_assert_null (rescue (place));
  assert_n_files (place, 1);
}

/* That is: kept as it was, or sound, and the file itself is never touched. */
static void
test_every_beginning_of_a_file_loses_nothing (Place *place, gconstpointer user_data)
{
  guint n_kept = 0;

  for (gsize length = 0; length < strlen (sound); length++)
    {
      g_autofree char *copy = NULL;

      write_bytes (place->path, sound, length);
      copy = rescue (place);
      assert_holds (place->path, sound, length);
      if (copy == NULL)
        continue;
      n_kept++;
      assert_holds (copy, sound, length);
      g_assert_cmpint (g_unlink (copy), ==, 0);
    }
  g_assert_cmpuint (n_kept, >, 50);
}

static void
test_damage_is_kept_under_another_name_once (Place *place, gconstpointer user_data)
{
  static const struct
  {
    const char *data;
    gsize length;
  } cases[] = {
    { "\x7f"
      "ELF\0\0\1\2",
      8 },
    { "\0\0\0\0\0\0\0\0", 8 },
    { "no group\n", 9 },
    { "[" GROUP "]\nunit='by", 37 },
    { "[" GROUP "]\nunit='\xff'\n", 38 },
    { "[" GROUP "]\nunit\n", 34 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *copy = NULL;
      g_autofree char *expected = g_strdup_printf ("%s.damaged-%u", place->path, i + 1);
      struct stat status;

      write_bytes (place->path, cases[i].data, cases[i].length);
      copy = rescue (place);
      g_assert_cmpstr (copy, ==, expected);
      assert_holds (copy, cases[i].data, cases[i].length);
      assert_holds (place->path, cases[i].data, cases[i].length);
      g_assert_cmpint (stat (copy, &status), ==, 0);
      g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
      g_assert_null (rescue (place));
      assert_n_files (place, i + 2);
    }
}

static void
test_copies_are_bounded (Place *place, gconstpointer user_data)
{
  g_autofree char *first = g_strconcat (place->path, ".damaged-1", NULL);
  g_autofree char *last = g_strdup_printf ("%s.damaged-%d", place->path, WEIR_SETTINGS_MAX_COPIES);

  for (guint i = 0; i < WEIR_SETTINGS_MAX_COPIES + 3; i++)
    {
      g_autofree char *copy = NULL;
      g_autofree char *text = g_strdup_printf ("damage %02u", i);

      write_bytes (place->path, text, strlen (text));
      copy = rescue (place);
      g_assert_nonnull (copy);
    }
  assert_n_files (place, WEIR_SETTINGS_MAX_COPIES + 1);
  assert_holds (first, "damage 00", 9);
  assert_holds (last, "damage 11", 9);
}

static void
test_what_is_no_file_or_too_large_is_not_read (Place *place, gconstpointer user_data)
{
  g_assert_cmpint (g_mkdir (place->path, 0700), ==, 0);
  assert_refused (place);
  g_assert_cmpint (g_rmdir (place->path), ==, 0);

  /* Opening it would wait for somebody to write. */
  g_assert_cmpint (mkfifo (place->path, 0600), ==, 0);
  assert_refused (place);
  g_assert_cmpint (g_unlink (place->path), ==, 0);

  g_assert_cmpint (symlink ("keyfile", place->path), ==, 0);
  assert_refused (place);
  g_assert_cmpint (g_unlink (place->path), ==, 0);

  write_bytes (place->path, sound, strlen (sound));
  g_assert_cmpint (truncate (place->path, WEIR_SETTINGS_MAX_BYTES + 1), ==, 0);
  assert_refused (place);
  assert_n_files (place, 1);
}

static void
test_a_link_in_the_place_of_a_copy_is_not_followed (Place *place, gconstpointer user_data)
{
  g_autofree char *elsewhere = g_build_filename (place->folder, "elsewhere", NULL);
  g_autofree char *copy = NULL;

  write_bytes (elsewhere, "mine", 4);
  write_bytes (place->path, "damage", 6);
  for (guint i = 1; i <= WEIR_SETTINGS_MAX_COPIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s.damaged-%u", place->path, i);

      g_assert_cmpint (symlink (i % 2 ? "elsewhere" : "nowhere", name), ==, 0);
    }
  copy = rescue (place);
  assert_holds (copy, "damage", 6);
  g_assert_false (g_file_test (copy, G_FILE_TEST_IS_SYMLINK));
  assert_holds (elsewhere, "mine", 4);
}

static void
test_what_cannot_be_copied_is_not_given_away (Place *place, gconstpointer user_data)
{
  write_bytes (place->path, "damage", 6);
  g_assert_cmpint (g_chmod (place->folder, 0500), ==, 0);
  if (g_access (place->folder, W_OK) == 0)
    {
      g_test_skip ("who runs this may write everywhere");
      return;
    }
  assert_refused (place);
  g_assert_cmpint (g_chmod (place->folder, 0700), ==, 0);

  g_assert_cmpint (g_chmod (place->path, 0), ==, 0);
  assert_refused (place);
  assert_n_files (place, 1);
}

#define ADD(name, func) g_test_add ("/settings-rescue/" name, Place, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("what-is-sound-is-left-alone", test_what_is_sound_is_left_alone);
  ADD ("every-beginning-of-a-file-loses-nothing", test_every_beginning_of_a_file_loses_nothing);
  ADD ("damage-is-kept-under-another-name-once", test_damage_is_kept_under_another_name_once);
  ADD ("copies-are-bounded", test_copies_are_bounded);
  ADD ("what-is-no-file-or-too-large-is-not-read", test_what_is_no_file_or_too_large_is_not_read);
  ADD ("a-link-in-the-place-of-a-copy-is-not-followed",
       test_a_link_in_the_place_of_a_copy_is_not_followed);
  ADD ("what-cannot-be-copied-is-not-given-away", test_what_cannot_be_copied_is_not_given_away);
  return g_test_run ();
}
