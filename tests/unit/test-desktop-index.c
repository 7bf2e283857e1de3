/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <locale.h>
#include <sys/stat.h>

#include "core/identity/desktop-index.h"
#include "support/temp-folder.h"

typedef struct
{
  TempFolder *folder;
  char *bin;
  WeirDesktopIndex *index;
} Fixture;

static void
add_entry (Fixture *fixture, const char *file, const char *name, const char *exec, const char *more)
{
  g_autofree char *below = g_strconcat (file, ".desktop", NULL);
  g_autofree char *text =
      g_strdup_printf ("[Desktop Entry]\nType=Application\nName=%s\nExec=%s/%s\nIcon=%s-icon\n%s",
                       name, fixture->bin, exec, name, more);

  temp_folder_write (fixture->folder, below, text, -1);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const programs[] = { "alone",  "browser",    "office", "viewer",
                                          "hidden", "python3.11", "daemon", "wrapper" };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  fixture->folder = temp_folder_new ();
  fixture->bin = temp_folder_dup_path (fixture->folder, "bin");
  for (gsize i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *below = g_strconcat ("bin/", programs[i], NULL);

      temp_folder_write_program (fixture->folder, below, "");
    }
  temp_folder_link (fixture->folder, "bin/alone-link", "alone");

  first = temp_folder_dup_path (fixture->folder, "first");
  second = temp_folder_dup_path (fixture->folder, "second");
  fixture->index = weir_desktop_index_new ((const char *const[]){ first, second, NULL });
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  weir_desktop_index_free (fixture->index);
  g_free (fixture->bin);
  temp_folder_free (fixture->folder);
}

static void
check_id (Fixture *fixture, const char *id, const char *name)
{
  g_autoptr (GDesktopAppInfo) info = weir_desktop_index_find (fixture->index, id);

  g_assert_cmpstr (info != NULL ? g_app_info_get_name (G_APP_INFO (info)) : NULL, ==, name);
}

static void
check_program (Fixture *fixture, const char *program, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->bin, program, NULL);
  g_autoptr (GDesktopAppInfo) info = weir_desktop_index_find_by_executable (fixture->index, path);

  g_assert_cmpstr (info != NULL ? g_app_info_get_name (G_APP_INFO (info)) : NULL, ==, name);
}

static void
test_found_by_id (Fixture *fixture, gconstpointer data)
{
  add_entry (fixture, "first/org.a.One", "One", "alone", "");
  add_entry (fixture, "second/org.a.One", "Hidden by the first", "alone", "");
  add_entry (fixture, "second/kde/two", "Two", "alone", "NoDisplay=true\n");
  add_entry (fixture, "second/gone", "Gone", "alone", "Hidden=true\n");
  temp_folder_write (fixture->folder, "secret.desktop", "[Desktop Entry]\nType=Application\n", -1);
  temp_folder_write (fixture->folder, "first/broken.desktop", "\xff[Desk", -1);

  check_id (fixture, "org.a.One", "One");
  check_id (fixture, "org.a.One.desktop", "One");
  check_id (fixture, "kde-two", "Two");
  check_id (fixture, "gone", NULL);
  check_id (fixture, "broken", NULL);
  check_id (fixture, "org.a.Other", NULL);
  check_id (fixture, "../secret", NULL);
  check_id (fixture, "", NULL);
}

static void
test_names_are_translated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDesktopAppInfo) info = NULL;

  add_entry (fixture, "first/a", "Calendar", "alone", "Name[de]=Kalender\n");
  g_assert_true (g_setenv ("LANGUAGE", "de", TRUE));
  setlocale (LC_ALL, "C.UTF-8");
  info = weir_desktop_index_find (fixture->index, "a");
  g_assert_cmpstr (g_app_info_get_name (G_APP_INFO (info)), ==, "Kalender");
  g_assert_nonnull (g_app_info_get_icon (G_APP_INFO (info)));
  g_unsetenv ("LANGUAGE");
}

static void
test_found_by_what_it_runs (Fixture *fixture, gconstpointer data)
{
  add_entry (fixture, "first/alone", "Alone", "alone %U", "");
  check_program (fixture, "alone", "Alone");
  check_program (fixture, "alone-link", "Alone");
  check_program (fixture, "daemon", NULL);
  check_program (fixture, "nonexistent", NULL);
}

static void
test_not_by_what_others_run_too (Fixture *fixture, gconstpointer data)
{
  add_entry (fixture, "first/writer", "Writer", "office --writer %U", "");
  add_entry (fixture, "first/calc", "Calc", "office --calc %U", "");
  check_program (fixture, "office", NULL);

  add_entry (fixture, "first/twice", "Twice", "viewer", "");
  add_entry (fixture, "first/again", "Again", "viewer %f", "");
  check_program (fixture, "viewer", NULL);
}

static void
test_a_page_is_not_the_browser (Fixture *fixture, gconstpointer data)
{
  add_entry (fixture, "first/page", "Page", "browser --app=page", "");
  check_program (fixture, "browser", NULL);
  add_entry (fixture, "first/other", "Other", "browser profile", "");
  check_program (fixture, "browser", NULL);
  add_entry (fixture, "first/private", "Private", "browser --private", "");
  check_program (fixture, "browser", NULL);

  add_entry (fixture, "first/browser", "Browser", "browser %u", "");
  check_program (fixture, "browser", "Browser");
}

static void
test_the_window_class_settles_it (Fixture *fixture, gconstpointer data)
{
  add_entry (fixture, "first/a", "Right", "browser --with-option %U", "StartupWMClass=Browser\n");
  add_entry (fixture, "first/b", "Wrong", "browser %U", "StartupWMClass=Work\n");
  check_program (fixture, "browser", "Right");
}

static void
test_not_by_what_runs_other_programs (Fixture *fixture, gconstpointer data)
{
  add_entry (fixture, "first/python", "Python", "python3.11", "");
  add_entry (fixture, "first/hidden", "Hidden", "hidden", "NoDisplay=true\n");
  check_program (fixture, "python3.11", NULL);
  check_program (fixture, "hidden", NULL);
}

static void
test_new_files_are_seen (Fixture *fixture, gconstpointer data)
{
  const struct timespec times[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
  g_autofree char *folder = temp_folder_dup_path (fixture->folder, "first");

  check_id (fixture, "a", NULL);
  add_entry (fixture, "first/a", "A", "alone", "");
  check_id (fixture, "a", "A");
  add_entry (fixture, "first/b", "B", "alone", "");

  /* Whatever the resolution of the file system's clock. */
  g_assert_cmpint (utimensat (AT_FDCWD, folder, times, 0), ==, 0);
  check_id (fixture, "b", "B");
}

static void
test_no_more_are_read_than_there_is_room (Fixture *fixture, gconstpointer data)
{
  guint n_found = 0;

  temp_folder_write (fixture->folder, "one", "[Desktop Entry]\nType=Application\nName=x\n", -1);
  for (guint i = 0; i < WEIR_DESKTOP_INDEX_MAX + 10; i++)
    {
      g_autofree char *file = g_strdup_printf ("first/%u.desktop", i);

      temp_folder_link (fixture->folder, file, "../one");
    }
  for (guint i = 0; i < WEIR_DESKTOP_INDEX_MAX + 10; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autoptr (GDesktopAppInfo) info = weir_desktop_index_find (fixture->index, id);

      n_found += info != NULL ? 1 : 0;
    }
  g_assert_cmpuint (n_found, ==, WEIR_DESKTOP_INDEX_MAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/desktop-index/" name, Fixture, NULL, set_up, func, tear_down)

  ADD ("found-by-id", test_found_by_id);
  ADD ("names-are-translated", test_names_are_translated);
  ADD ("found-by-what-it-runs", test_found_by_what_it_runs);
  ADD ("not-by-what-others-run-too", test_not_by_what_others_run_too);
  ADD ("a-page-is-not-the-browser", test_a_page_is_not_the_browser);
  ADD ("the-window-class-settles-it", test_the_window_class_settles_it);
  ADD ("not-by-what-runs-other-programs", test_not_by_what_runs_other_programs);
  ADD ("new-files-are-seen", test_new_files_are_seen);
  ADD ("no-more-are-read-than-there-is-room", test_no_more_are_read_than_there_is_room);

  return g_test_run ();
}
