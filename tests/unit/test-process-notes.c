/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/identity/package-query.h"
#include "core/identity/process-notes.h"
#include "core/identity/process-stat.h"
#include "core/identity/process-table.h"

/* Returns: a process that has ended, of which a note was made while it was there */
static WeirProcessStat
note_a_short_life (WeirProcessNotes *notes)
{
  int proc_fd = open ("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autofree char *pid_text = NULL;
  WeirProcessStat stat;
  pid_t pid = fork ();

  if (pid == 0)
    {
      pause ();
      _exit (0);
    }
  pid_text = g_strdup_printf ("%d", pid);
  g_assert_true (weir_process_stat_read (proc_fd, pid_text, &stat));
  close (proc_fd);
  weir_process_notes_add (notes, stat.pid, stat.start_time);
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  return stat;
}

static void
test_they_outlive_the_process (void)
{
  g_autoptr (WeirProcessNotes) notes = weir_process_notes_new ("/proc");
  WeirProcessStat stat = note_a_short_life (notes);
  g_auto (WeirProcessFacts) facts = { 0 };
  g_auto (WeirProcessFacts) other = { 0 };

  g_assert_true (weir_process_notes_find (notes, stat.pid, stat.start_time, &facts));
  g_assert_true (g_str_has_suffix (facts.executable, "/test-process-notes"));
  g_assert_true (facts.shares_mounts);

  g_assert_false (weir_process_notes_find (notes, stat.pid, stat.start_time + 1, &other));
  g_assert_null (other.executable);
}

static void
test_the_table_goes_by_them (void)
{
  const char *const no_folders[] = { NULL };
  g_autoptr (WeirProcessNotes) notes = weir_process_notes_new ("/proc");
  const WeirProcessPlaces places = {
    .proc = "/proc",
    .notes = notes,
    .cgroups = "/nonexistent",
    .root = "/nonexistent",
    .data_folder = "/nonexistent",
    .desktop_folders = no_folders,
    .tools_path = WEIR_PACKAGE_TOOLS_PATH,
    .tool_timeout_ms = 30000,
  };
  g_autoptr (WeirProcessTable) table = weir_process_table_new (&places);
  WeirProcessStat stat = note_a_short_life (notes);
  const WeirSocketInfo socket = { .pid = stat.pid, .start_time = stat.start_time };
  const WeirProcess *process;

  weir_process_table_lookup (table, &socket);
  while (!weir_process_table_is_settled (table))
    g_main_context_iteration (NULL, TRUE);
  process = weir_process_table_lookup (table, &socket);
  g_assert_true (g_str_has_suffix (process->executable, "/test-process-notes"));

  /* Its publisher, too, where there is somebody to ask. */
  if (g_file_test ("/usr/bin/dpkg-query", G_FILE_TEST_EXISTS)
      && !g_file_test ("/usr/bin/rpm", G_FILE_TEST_EXISTS))
    {
      g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_NONE);
      g_assert_nonnull (process->publisher.sha256);
    }
}

/* In a sandbox, whose /proc lacks the process, or for somebody else's. */
static void
test_what_the_helper_has_read_is_believed (void)
{
  const char *const no_folders[] = { NULL };
  g_autoptr (WeirProcessNotes) notes = weir_process_notes_new ("/nonexistent");
  const WeirProcessPlaces places = {
    .proc = "/nonexistent",
    .notes = notes,
    .cgroups = "/nonexistent",
    .root = "/nonexistent",
    .data_folder = "/nonexistent",
    .desktop_folders = no_folders,
    .tools_path = "",
  };
  g_autoptr (WeirProcessTable) table = weir_process_table_new (&places);
  const WeirSocketInfo socket = { .pid = 4242, .start_time = 17 };
  const WeirProcess *process;
  WeirProcessFacts facts;

  /* Our own attempt was in vain, and the first word is not the last. */
  weir_process_notes_add (notes, socket.pid, socket.start_time);
  weir_process_facts_take_over (&facts, "0::/somewhere\n", NULL, FALSE);
  weir_process_notes_take (notes, socket.pid, socket.start_time, &facts);
  weir_process_facts_take_over (&facts,
                                "0::/user.slice/user-1000.slice/user@1000.service/app.slice/"
                                "app-flatpak-org.example.Talk-4242.scope\n",
                                "/app/bin/talk", FALSE);
  weir_process_notes_take (notes, socket.pid, socket.start_time, &facts);
  g_assert_null (facts.executable);
  g_assert_cmpuint (weir_process_notes_get_size (notes), ==, 1);

  process = weir_process_table_lookup (table, &socket);
  g_assert_cmpstr (process->application_id, ==, "org.example.Talk");
  g_assert_cmpstr (process->executable, ==, "/app/bin/talk");
  g_assert_cmpint (process->application_kind, ==, WEIR_APP_KIND_FLATPAK);
}

static void
test_no_more_are_kept_than_there_is_room (void)
{
  g_autoptr (WeirProcessNotes) notes = weir_process_notes_new ("/nonexistent");
  g_auto (WeirProcessFacts) facts = { 0 };

  for (guint i = 0; i < WEIR_PROCESS_NOTES_MAX + 10; i++)
    weir_process_notes_add (notes, i + 1, 1);
  g_assert_cmpuint (weir_process_notes_get_size (notes), ==, WEIR_PROCESS_NOTES_MAX);
  g_assert_false (weir_process_notes_find (notes, 1, 1, &facts));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/process-notes/they-outlive-the-process", test_they_outlive_the_process);
  g_test_add_func ("/process-notes/the-table-goes-by-them", test_the_table_goes_by_them);
  g_test_add_func ("/process-notes/what-the-helper-has-read-is-believed",
                   test_what_the_helper_has_read_is_believed);
  g_test_add_func ("/process-notes/no-more-are-kept-than-there-is-room",
                   test_no_more_are_kept_than_there_is_room);

  return g_test_run ();
}
