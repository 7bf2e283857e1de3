/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include "core/identity/publisher-cache.h"
#include "support/temp-folder.h"

#define PATIENCE_MS 30000

/* A package manager that tells how often it was asked, and which processes that were. */
#define COUNTING "echo $$ >>'%s/count/n'; %s"

typedef struct
{
  TempFolder *folder;
  WeirPublisherCache *cache;
  guint n_answers;
  guint n_freed;
  WeirPublisher last;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer script)
{
  g_autofree char *counting = NULL;
  g_autofree char *count = NULL;

  fixture->folder = temp_folder_new ();
  counting =
      g_strdup_printf (COUNTING, temp_folder_get_path (fixture->folder), (const char *) script);
  count = temp_folder_dup_path (fixture->folder, "count");
  temp_folder_write (fixture->folder, "count/unused", "", 0);
  g_assert_cmpint (chmod (count, 0777), ==, 0);
  temp_folder_write_program (fixture->folder, "tools/pacman", counting);
  count = (g_free (count), temp_folder_dup_path (fixture->folder, "tools"));
  fixture->cache = weir_publisher_cache_new (count, PATIENCE_MS);
}

static void
tear_down (Fixture *fixture, gconstpointer script)
{
  g_clear_pointer (&fixture->cache, weir_publisher_cache_free);
  weir_publisher_clear (&fixture->last);
  temp_folder_free (fixture->folder);
}

static void
on_answer (const WeirPublisher *publisher, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_answers++;
  weir_publisher_copy (&fixture->last, publisher);
}

static void
on_free (gpointer user_data)
{
  ((Fixture *) user_data)->n_freed++;
}

static gboolean
ask (Fixture *fixture, const char *name)
{
  g_autofree char *path = temp_folder_dup_path (fixture->folder, name);
  g_autoptr (WeirExecutable) executable = weir_executable_new (path, path);

  g_assert_nonnull (executable);
  return weir_publisher_cache_ask (fixture->cache, executable, on_answer, fixture, on_free);
}

static void
wait_for (Fixture *fixture, guint n_answers)
{
  while (fixture->n_answers < n_answers)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->n_answers, ==, n_answers);
  g_assert_cmpuint (fixture->n_freed, ==, n_answers);
}

static GStrv
dup_pids (const Fixture *fixture)
{
  g_autofree char *path = temp_folder_dup_path (fixture->folder, "count/n");
  g_autofree char *text = NULL;

  return g_strsplit (g_file_get_contents (path, &text, NULL, NULL) ? g_strchomp (text) : "", "\n",
                     -1);
}

static guint
get_n_asked (const Fixture *fixture)
{
  g_auto (GStrv) pids = dup_pids (fixture);

  return g_strv_length (pids);
}

static gboolean
is_any_running (const Fixture *fixture)
{
  g_auto (GStrv) pids = dup_pids (fixture);

  for (guint i = 0; pids[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/proc/%s", pids[i]);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static void
test_each_file_is_asked_for_once (Fixture *fixture, gconstpointer script)
{
  temp_folder_write (fixture->folder, "a", "1", 1);
  ask (fixture, "a");
  ask (fixture, "a");
  g_assert_cmpuint (fixture->n_answers, ==, 0);
  wait_for (fixture, 2);
  g_assert_cmpstr (fixture->last.name, ==, "p");

  ask (fixture, "a");
  g_assert_cmpuint (fixture->n_answers, ==, 3);
  g_assert_cmpuint (get_n_asked (fixture), ==, 1);
  g_assert_cmpuint (weir_publisher_cache_get_size (fixture->cache), ==, 1);
}

static void
test_a_file_that_changed_is_another (Fixture *fixture, gconstpointer script)
{
  temp_folder_write (fixture->folder, "a", "1", 1);
  ask (fixture, "a");
  wait_for (fixture, 1);
  temp_folder_write (fixture->folder, "a", "2", 1);
  ask (fixture, "a");
  wait_for (fixture, 2);
  g_assert_cmpuint (get_n_asked (fixture), ==, 2);
}

static void
test_without_a_package_there_is_a_sum (Fixture *fixture, gconstpointer script)
{
  temp_folder_write (fixture->folder, "a", "abc", 3);
  ask (fixture, "a");
  wait_for (fixture, 1);
  g_assert_cmpint (fixture->last.kind, ==, WEIR_PUBLISHER_NONE);
  g_assert_cmpstr (fixture->last.sha256, ==,
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void
test_no_more_questions_are_taken_than_there_is_room (Fixture *fixture, gconstpointer script)
{
  guint n_taken = 0;

  for (guint i = 0; i < WEIR_PUBLISHER_QUEUE_MAX + WEIR_PUBLISHER_RUNNING_MAX + 10; i++)
    {
      g_autofree char *name = g_strdup_printf ("many/%u", i);

      temp_folder_write (fixture->folder, name, "", 0);
      n_taken += ask (fixture, name) ? 1 : 0;
    }
  g_assert_cmpuint (n_taken, ==, WEIR_PUBLISHER_QUEUE_MAX + WEIR_PUBLISHER_RUNNING_MAX);
  g_assert_cmpuint (weir_publisher_cache_get_size (fixture->cache), ==, n_taken);

  while (get_n_asked (fixture) < WEIR_PUBLISHER_RUNNING_MAX)
    g_main_context_iteration (NULL, FALSE);

  /* It can be closed while tools hang, and they don't stay. */
  g_clear_pointer (&fixture->cache, weir_publisher_cache_free);
  g_assert_cmpuint (fixture->n_answers, ==, 0);
  g_assert_cmpuint (fixture->n_freed, ==, n_taken);
  while (is_any_running (fixture))
    g_main_context_iteration (NULL, FALSE);
}

/* Without any tool, answers need no process. */
static void
test_no_more_files_are_remembered_than_there_is_room (Fixture *fixture, gconstpointer script)
{
  WeirExecutable executable = { .path = (char *) "/nonexistent" };

  weir_publisher_cache_free (fixture->cache);
  fixture->cache = weir_publisher_cache_new ("", PATIENCE_MS);
  for (guint i = 0; i < WEIR_PUBLISHER_CACHE_MAX + 100; i++)
    {
      executable.inode = i;
      g_assert_true (
          weir_publisher_cache_ask (fixture->cache, &executable, on_answer, fixture, on_free));
      wait_for (fixture, i + 1);
    }
  g_assert_cmpuint (weir_publisher_cache_get_size (fixture->cache), ==, WEIR_PUBLISHER_CACHE_MAX);

  /* The first is forgotten, the last is not. */
  weir_publisher_cache_ask (fixture->cache, &executable, on_answer, fixture, on_free);
  wait_for (fixture, WEIR_PUBLISHER_CACHE_MAX + 101);
  executable.inode = 0;
  weir_publisher_cache_ask (fixture->cache, &executable, on_answer, fixture, on_free);
  g_assert_cmpuint (fixture->n_answers, ==, WEIR_PUBLISHER_CACHE_MAX + 101);
  wait_for (fixture, WEIR_PUBLISHER_CACHE_MAX + 102);
}

#define OWNS "echo p"
#define DENIES "echo 'error: No package owns it'"
#define HANGS "exec sleep 1000"

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, script, func) \
  g_test_add ("/publisher-cache/" name, Fixture, script, set_up, func, tear_down)

  ADD ("each-file-is-asked-for-once", OWNS, test_each_file_is_asked_for_once);
  ADD ("a-file-that-changed-is-another", OWNS, test_a_file_that_changed_is_another);
  ADD ("without-a-package-there-is-a-sum", DENIES, test_without_a_package_there_is_a_sum);
  ADD ("no-more-questions-are-taken-than-there-is-room", HANGS,
       test_no_more_questions_are_taken_than_there_is_room);
  ADD ("no-more-files-are-remembered-than-there-is-room", OWNS,
       test_no_more_files_are_remembered_than_there_is_room);

  return g_test_run ();
}
