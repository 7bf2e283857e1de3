/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Processes that are folders of files, as /proc shows them, and some real ones.
 */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/identity/changes.h"
#include "core/identity/process-facts.h"
#include "core/identity/process-stat.h"
#include "core/identity/process-table.h"
#include "support/temp-folder.h"

#define ID "3f4e1b0c2d9a8f7e6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a39281706"

#define PID 4711u
#define START 987654u

typedef struct
{
  TempFolder *folder;
  char *proc;
  char *data;
  char *cgroups;
  char *tools;
  char *program; /* an executable file, which the fake package manager owns */
  GStrv desktop;
  WeirProcessTable *table;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  WeirProcessPlaces places = { .tool_timeout_ms = 30000 };
  g_autofree char *desktop = NULL;

  fixture->folder = temp_folder_new ();
  fixture->proc = temp_folder_dup_path (fixture->folder, "proc");
  fixture->data = temp_folder_dup_path (fixture->folder, "data");
  fixture->cgroups = temp_folder_dup_path (fixture->folder, "cgroups");
  fixture->tools = temp_folder_dup_path (fixture->folder, "tools");
  fixture->program = temp_folder_dup_path (fixture->folder, "bin/firefox");
  desktop = temp_folder_dup_path (fixture->folder, "applications");
  fixture->desktop = g_strdupv ((char *[]){ desktop, NULL });

  temp_folder_write_program (fixture->folder, "bin/firefox", "");
  temp_folder_write_program (fixture->folder, "tools/pacman", "echo firefox-package");
  temp_folder_write (fixture->folder, "cgroups/system.slice/late.service/x", "", 0);
  temp_folder_write (fixture->folder, "proc/self/stat", "", 0);

  places.proc = fixture->proc;
  places.root = temp_folder_get_path (fixture->folder);
  places.data_folder = fixture->data;
  places.cgroups = fixture->cgroups;
  places.tools_path = fixture->tools;
  places.desktop_folders = (const char *const *) fixture->desktop;
  fixture->table = weir_process_table_new (&places);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  weir_process_table_free (fixture->table);
  g_strfreev (fixture->desktop);
  g_free (fixture->proc);
  g_free (fixture->data);
  g_free (fixture->cgroups);
  g_free (fixture->tools);
  g_free (fixture->program);
  temp_folder_free (fixture->folder);
}

static void
write_entry (Fixture *fixture, guint pid, const char *name, const char *text, gssize length)
{
  g_autofree char *below = g_strdup_printf ("proc/%u/%s", pid, name);

  temp_folder_write (fixture->folder, below, text, length);
}

static void
link_entry (Fixture *fixture, guint pid, const char *name, const char *target)
{
  g_autofree char *below = g_strdup_printf ("proc/%u/%s", pid, name);

  temp_folder_link (fixture->folder, below, target);
}

/* @cgroup, @executable: (nullable) */
static void
add_process (Fixture *fixture, guint pid, const char *cgroup, const char *executable)
{
  g_autofree char *stat =
      g_strdup_printf ("%u (a name) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 %u 0 0", pid, START);

  write_entry (fixture, pid, "stat", stat, -1);
  if (cgroup != NULL)
    write_entry (fixture, pid, "cgroup", cgroup, -1);
  if (executable != NULL)
    link_entry (fixture, pid, "exe", executable);
}

static const WeirProcess *
look_up (Fixture *fixture, guint pid)
{
  const WeirSocketInfo socket = { .pid = pid, .start_time = START };

  return weir_process_table_lookup (fixture->table, &socket);
}

static void
settle (Fixture *fixture)
{
  while (!weir_process_table_is_settled (fixture->table))
    g_main_context_iteration (NULL, TRUE);
}

static const WeirProcess *
look_up_all (Fixture *fixture, guint pid)
{
  look_up (fixture, pid);
  settle (fixture);
  return look_up (fixture, pid);
}

static void
add_firefox_entry (Fixture *fixture)
{
  g_autofree char *text = g_strdup_printf (
      "[Desktop Entry]\nType=Application\nName=Firefox Browser\nIcon=firefox\nExec=%s %%u\n",
      fixture->program);

  temp_folder_write (fixture->folder, "applications/firefox.desktop", text, -1);
  temp_folder_write (fixture->folder, "applications/firefox_firefox.desktop", text, -1);
  temp_folder_write (fixture->folder, "applications/org.mozilla.firefox.desktop", text, -1);
}

static void
test_an_application_has_name_icon_and_publisher (Fixture *fixture, gconstpointer data)
{
  static const char command_line[] = "firefox\0--private\0example.org\0";
  const WeirProcess *process;
  g_autofree char *icon = NULL;

  add_firefox_entry (fixture);
  add_process (fixture, PID, "0::/user.slice/app.slice/app-gnome-firefox-3102.scope\n",
               fixture->program);
  write_entry (fixture, PID, "cmdline", command_line, sizeof command_line - 1);

  /* What is known at once … */
  process = look_up (fixture, PID);
  g_assert_cmpstr (process->application, ==, "firefox");
  g_assert_cmpstr (process->unit, ==, "app-gnome-firefox-3102.scope");
  g_assert_cmpstr (process->executable, ==, fixture->program);
  g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_UNKNOWN);

  /* … and a moment later. */
  settle (fixture);
  g_assert_true (look_up (fixture, PID) == process);
  g_assert_cmpstr (process->application, ==, "Firefox Browser");
  g_assert_cmpstr (process->application_id, ==, "firefox");
  g_assert_cmpint (process->application_kind, ==, WEIR_APP_KIND_DESKTOP);
  icon = g_icon_to_string (process->icon);
  g_assert_cmpstr (icon, ==, "firefox");
  g_assert_cmpstr (process->command_line, ==, "firefox --private example.org");
  g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_PACMAN);
  g_assert_cmpstr (process->publisher.name, ==, "firefox-package");
}

static void
test_without_a_control_group_the_program_tells (Fixture *fixture, gconstpointer data)
{
  const WeirProcess *process;

  temp_folder_write (fixture->folder, "applications/unused.desktop", "", 0);
  add_process (fixture, PID, "0::/user.slice/user-1000.slice/session-2.scope\n", fixture->program);
  process = look_up_all (fixture, PID);
  g_assert_null (process->application);

  {
    g_autofree char *text = g_strdup_printf (
        "[Desktop Entry]\nType=Application\nName=Firefox Browser\nExec=%s\n", fixture->program);

    temp_folder_write (fixture->folder, "applications/mozilla.desktop", text, -1);
  }
  add_process (fixture, PID + 1, "0::/user.slice/user-1000.slice/session-2.scope\n",
               fixture->program);
  process = look_up_all (fixture, PID + 1);
  g_assert_cmpstr (process->application, ==, "Firefox Browser");
  g_assert_cmpstr (process->application_id, ==, "mozilla");

  /* A system's service is none of the desktop's applications, whatever it runs. */
  add_process (fixture, PID + 2, "0::/system.slice/x.service\n", fixture->program);
  process = look_up_all (fixture, PID + 2);
  g_assert_null (process->application);
  g_assert_cmpstr (process->unit, ==, "x.service");
}

static void
test_flatpaks_are_their_own_publishers (Fixture *fixture, gconstpointer data)
{
  const WeirProcess *process;

  add_firefox_entry (fixture);
  add_process (fixture, PID, "0::/user.slice/app.slice/app-flatpak-org.mozilla.firefox-1.scope\n",
               fixture->program);
  process = look_up_all (fixture, PID);
  g_assert_cmpint (process->application_kind, ==, WEIR_APP_KIND_FLATPAK);
  g_assert_cmpstr (process->application, ==, "Firefox Browser");
  g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_FLATPAK);
  g_assert_cmpstr (process->publisher.name, ==, "org.mozilla.firefox");

  /* Started without a scope, it is known by what its sandbox holds. */
  add_process (fixture, PID + 1, "0::/user.slice/session-2.scope\n", "/app/bin/firefox");
  write_entry (fixture, PID + 1, "root/.flatpak-info",
               "[Application]\nname=org.mozilla.firefox\nruntime=x\n", -1);
  process = look_up_all (fixture, PID + 1);
  g_assert_cmpint (process->application_kind, ==, WEIR_APP_KIND_FLATPAK);
  g_assert_cmpstr (process->publisher.name, ==, "org.mozilla.firefox");

  add_process (fixture, PID + 2, "0::/user.slice/session-2.scope\n", "/app/bin/evil");
  write_entry (fixture, PID + 2, "root/.flatpak-info", "[Application]\nname=../../evil\n", -1);
  process = look_up_all (fixture, PID + 2);
  g_assert_null (process->application);
  g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_UNKNOWN);
}

static void
test_snaps_are_their_own_publishers (Fixture *fixture, gconstpointer data)
{
  const WeirProcess *process;

  add_firefox_entry (fixture);
  add_process (fixture, PID,
               "0::/user.slice/app.slice/"
               "snap.firefox.firefox-11f0c6a4-5c62-4a8f-8f43-2c3d7b8f0e77.scope\n",
               "/snap/firefox/123/usr/lib/firefox/firefox");
  process = look_up_all (fixture, PID);
  g_assert_cmpint (process->application_kind, ==, WEIR_APP_KIND_SNAP);
  g_assert_cmpstr (process->application, ==, "Firefox Browser");
  g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_SNAP);
  g_assert_cmpstr (process->publisher.name, ==, "firefox");

  add_process (fixture, PID + 1, "0::/user.slice/session-2.scope\n", "/snap/vlc/3/usr/bin/vlc");
  process = look_up_all (fixture, PID + 1);
  g_assert_cmpstr (process->application, ==, "vlc");
  g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_SNAP);

  add_process (fixture, PID + 2, "0::/user.slice/session-2.scope\n", "/snap/bin/vlc");
  g_assert_null (look_up_all (fixture, PID + 2)->application);
}

static void
test_app_images_are_known_by_their_file (Fixture *fixture, gconstpointer data)
{
  static const char variables[] = "HOME=/\0APPDIR=/tmp/.mount_KritaX\0"
                                  "APPIMAGE=/srv/images/krita-5.2.AppImage\0";
  const WeirProcess *process;

  add_process (fixture, PID, "0::/user.slice/session-2.scope\n",
               "/tmp/.mount_KritaX/usr/bin/krita");
  write_entry (fixture, PID, "environ", variables, sizeof variables - 1);
  process = look_up_all (fixture, PID);
  g_assert_cmpint (process->application_kind, ==, WEIR_APP_KIND_APPIMAGE);
  g_assert_cmpstr (process->application, ==, "krita-5.2");

  /* What it starts inherits the variables. */
  add_process (fixture, PID + 1, "0::/user.slice/session-2.scope\n", fixture->program);
  write_entry (fixture, PID + 1, "environ", variables, sizeof variables - 1);
  g_assert_null (look_up_all (fixture, PID + 1)->application);

  add_process (fixture, PID + 2, "0::/user.slice/session-2.scope\n",
               "/tmp/.mount_KritaX/usr/bin/krita");
  write_entry (fixture, PID + 2, "mountinfo",
               "36 22 0:32 / /tmp/.mount_KritaX ro - fuse.krita.AppImage krita.AppImage ro\n", -1);
  g_assert_cmpstr (look_up_all (fixture, PID + 2)->application, ==, "krita");
}

static void
test_a_container_is_its_programs_publisher (Fixture *fixture, gconstpointer data)
{
  const WeirProcess *process;

  temp_folder_write (fixture->folder, "var/lib/docker/containers/" ID "/config.v2.json",
                     "{\"Name\":\"/web\",\"Config\":{\"Image\":\"nginx:1.27\"}}", -1);
  add_process (fixture, PID, "0::/system.slice/docker-" ID ".scope\n", fixture->program);
  process = look_up_all (fixture, PID);
  g_assert_cmpstr (process->container, ==, "docker: web");
  g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_CONTAINER);
  g_assert_cmpstr (process->publisher.name, ==, "nginx:1.27");
  g_assert_null (process->application);

  add_process (fixture, PID + 1, "0::/lxc.payload.web/system.slice/nginx.service\n",
               fixture->program);
  process = look_up_all (fixture, PID + 1);
  g_assert_cmpstr (process->container, ==, "lxc: web");
  g_assert_cmpstr (process->publisher.name, ==, "lxc: web");
  g_assert_cmpstr (process->unit, ==, "nginx.service");
}

/* Another file has its name here, as in a container that no control group tells; or none. */
static void
test_no_one_is_asked_about_files_that_are_not_here (Fixture *fixture, gconstpointer data)
{
  const WeirProcess *process;

  add_process (fixture, PID, NULL, "/nonexistent/program");
  process = look_up_all (fixture, PID);
  g_assert_cmpstr (process->executable, ==, "/nonexistent/program");
  g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_UNKNOWN);

  add_process (fixture, PID + 1, NULL, "/usr/bin/program (deleted)");
  process = look_up_all (fixture, PID + 1);
  g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_UNKNOWN);
}

static void
test_what_cannot_be_read_is_absent (Fixture *fixture, gconstpointer data)
{
  const WeirProcess *process;

  /* Of others' processes without rights: no exe; folders in the place of files can't be read, by
   * root neither. */
  add_process (fixture, PID, NULL, NULL);
  write_entry (fixture, PID, "cgroup/x", "", 0);
  write_entry (fixture, PID, "cmdline/x", "", 0);
  write_entry (fixture, PID, "environ/x", "", 0);
  process = look_up_all (fixture, PID);
  g_assert_null (process->unit);
  g_assert_null (process->application);
  g_assert_null (process->container);
  g_assert_null (process->executable);
  g_assert_null (process->command_line);
  g_assert_cmpint (process->publisher.kind, ==, WEIR_PUBLISHER_UNKNOWN);
}

static void
test_hostile_text_is_made_harmless (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_line = g_strnfill (100000, 'x');
  const WeirProcess *process;

  add_process (fixture, PID, "0::/user.slice/app-gnome-\033[31m\xff-1.scope\n",
               "/tmp/\033]0;evil\007");
  write_entry (fixture, PID, "cmdline", "a\033[2J\nb\xe2\x80\xae\xff", -1);
  process = look_up_all (fixture, PID);
  g_assert_true (g_utf8_validate (process->application, -1, NULL));
  g_assert_null (strchr (process->application, '\033'));
  g_assert_null (strchr (process->unit, '\033'));
  g_assert_null (strchr (process->executable, '\033'));
  g_assert_cmpstr (process->command_line, ==,
                   "a\xef\xbf\xbd[2J\xef\xbf\xbd"
                   "b\xef\xbf\xbd\xef\xbf\xbd");

  add_process (fixture, PID + 1, long_line, NULL);
  write_entry (fixture, PID + 1, "cmdline", long_line, -1);
  process = look_up_all (fixture, PID + 1);
  g_assert_cmpuint (strlen (process->command_line), ==, WEIR_COMMAND_LINE_MAX);
}

static void
test_of_no_process_the_group_is_known (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      temp_folder_dup_path (fixture->folder, "cgroups/system.slice/late.service");
  struct stat group;
  WeirSocketInfo socket = { 0 };

  g_assert_cmpint (stat (path, &group), ==, 0);
  socket.cgroup_id = group.st_ino;

  /* Nobody may look who it is … */
  weir_process_table_lookup (fixture->table, &socket);
  settle (fixture);
  g_assert_cmpstr (weir_process_table_lookup (fixture->table, &socket)->unit, ==, "late.service");

  /* … or it has gone. */
  socket.pid = PID;
  socket.start_time = START;
  weir_process_table_lookup (fixture->table, &socket);
  settle (fixture);
  g_assert_cmpstr (weir_process_table_lookup (fixture->table, &socket)->unit, ==, "late.service");
}

static void
test_another_process_with_its_number_tells_nothing (Fixture *fixture, gconstpointer data)
{
  const WeirSocketInfo socket = { .pid = PID, .start_time = START - 1 };
  const WeirProcess *process;

  add_process (fixture, PID, "0::/system.slice/x.service\n", fixture->program);
  write_entry (fixture, PID, "cmdline", "secret", -1);
  weir_process_table_lookup (fixture->table, &socket);
  settle (fixture);
  process = weir_process_table_lookup (fixture->table, &socket);
  g_assert_null (process->unit);
  g_assert_null (process->executable);
  g_assert_null (process->command_line);
}

static void
on_changed (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_views_are_told (Fixture *fixture, gconstpointer data)
{
  guint n_changes = 0;
  guint id = weir_identity_add_changed_func (on_changed, &n_changes);
  guint removed = weir_identity_add_changed_func (on_changed, NULL);

  weir_identity_remove_changed_func (removed);
  add_process (fixture, PID, "0::/system.slice/x.service\n", fixture->program);
  look_up_all (fixture, PID);
  while (n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  weir_identity_remove_changed_func (id);
}

static void
test_those_not_asked_for_longest_make_room (Fixture *fixture, gconstpointer data)
{
  /* None of them is there: each is a question all the same. */
  for (guint i = 0; i < WEIR_PROCESS_TABLE_MAX + 100; i++)
    {
      look_up (fixture, 100000 + i);
      look_up (fixture, 100000);
    }
  g_assert_cmpuint (weir_process_table_get_size (fixture->table), ==, WEIR_PROCESS_TABLE_MAX);
  settle (fixture);

  {
    const WeirProcess *process = look_up (fixture, 100000);

    look_up (fixture, 100001);
    g_assert_true (process == look_up (fixture, 100000));
  }
  g_assert_cmpuint (weir_process_table_get_size (fixture->table), ==, WEIR_PROCESS_TABLE_MAX);
}

static void
test_more_than_can_wait_have_their_turn_later (Fixture *fixture, gconstpointer data)
{
  guint n_known = 0;

  for (guint i = 0; i < WEIR_PROCESS_JOBS_MAX + 200; i++)
    {
      add_process (fixture, 100000 + i, NULL, NULL);
      write_entry (fixture, 100000 + i, "cmdline", "x", 1);
    }
  for (guint round = 0; round < 2; round++)
    {
      for (guint i = 0; i < WEIR_PROCESS_JOBS_MAX + 200; i++)
        look_up (fixture, 100000 + i);
      settle (fixture);
    }
  for (guint i = 0; i < WEIR_PROCESS_JOBS_MAX + 200; i++)
    n_known += look_up (fixture, 100000 + i)->command_line != NULL ? 1 : 0;
  g_assert_cmpuint (n_known, ==, WEIR_PROCESS_JOBS_MAX + 200);
}

/* With the real /proc: what is told of a process that ends is its own, or nothing. */
static void
test_a_process_may_exit_at_any_moment (Fixture *fixture, gconstpointer data)
{
  const char *const no_folders[] = { NULL };
  const WeirProcessPlaces places = {
    .proc = "/proc",
    .cgroups = fixture->cgroups,
    .root = "/nonexistent",
    .data_folder = "/nonexistent",
    .desktop_folders = no_folders,
    .tools_path = "",
  };
  g_autoptr (WeirProcessTable) table = weir_process_table_new (&places);
  int proc_fd = open ("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *pid_text = NULL;
      WeirProcessStat stat;
      WeirSocketInfo socket = { 0 };
      const WeirProcess *process;
      pid_t pid = fork ();

      if (pid == 0)
        {
          pause ();
          _exit (0);
        }
      pid_text = g_strdup_printf ("%d", pid);
      g_assert_true (weir_process_stat_read (proc_fd, pid_text, &stat));
      socket.pid = stat.pid;
      socket.start_time = stat.start_time;

      weir_process_table_lookup (table, &socket);
      g_usleep (i * 20);
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
      while (!weir_process_table_is_settled (table))
        g_main_context_iteration (NULL, TRUE);

      process = weir_process_table_lookup (table, &socket);
      g_assert_true (g_str_has_suffix (process->executable, "/test-process-table"));
      g_assert_true (process->command_line == NULL
                     || strstr (process->command_line, "test-process-table") != NULL);
    }
  close (proc_fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/process-table/" name, Fixture, NULL, set_up, func, tear_down)

  ADD ("an-application-has-name-icon-and-publisher",
       test_an_application_has_name_icon_and_publisher);
  ADD ("without-a-control-group-the-program-tells", test_without_a_control_group_the_program_tells);
  ADD ("flatpaks-are-their-own-publishers", test_flatpaks_are_their_own_publishers);
  ADD ("snaps-are-their-own-publishers", test_snaps_are_their_own_publishers);
  ADD ("app-images-are-known-by-their-file", test_app_images_are_known_by_their_file);
  ADD ("a-container-is-its-programs-publisher", test_a_container_is_its_programs_publisher);
  ADD ("no-one-is-asked-about-files-that-are-not-here",
       test_no_one_is_asked_about_files_that_are_not_here);
  ADD ("what-cannot-be-read-is-absent", test_what_cannot_be_read_is_absent);
  ADD ("hostile-text-is-made-harmless", test_hostile_text_is_made_harmless);
  ADD ("of-no-process-the-group-is-known", test_of_no_process_the_group_is_known);
  ADD ("another-process-with-its-number-tells-nothing",
       test_another_process_with_its_number_tells_nothing);
  ADD ("views-are-told", test_views_are_told);
  ADD ("those-not-asked-for-longest-make-room", test_those_not_asked_for_longest_make_room);
  ADD ("more-than-can-wait-have-their-turn-later", test_more_than_can_wait_have_their_turn_later);
  ADD ("a-process-may-exit-at-any-moment", test_a_process_may_exit_at_any_moment);

  return g_test_run ();
}
