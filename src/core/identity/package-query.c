/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/package-query.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

/* One line; some more where a file is diverted or warnings come first. */
#define MAX_ANSWER_BYTES 16384

/* Where there is no user "nobody": the kernel's overflow uid. */
#define NOBODY 65534

typedef struct
{
  uid_t uid;
  gid_t gid;
} Ids;

typedef struct
{
  char *tools_path;
  char *path;
  char *alias;
  guint timeout_ms;
  guint tool; /* which is asked */
  gboolean has_answer;
  gboolean is_unsure; /* one of them failed */
  GSubprocess *subprocess;
  GCancellable *stop; /* of this tool's answer */
  GSource *timeout;
  GSource *cancelled; /* (nullable) */
  gsize size;
  char answer[MAX_ANSWER_BYTES + 1];
  WeirPublisher publisher;
} Query;

static void ask_next (GTask *task);

static void
query_free (gpointer data)
{
  Query *query = data;

  g_free (query->tools_path);
  g_free (query->path);
  g_free (query->alias);
  weir_publisher_clear (&query->publisher);
  g_free (query);
}

/* Between fork and exec: async-signal-safe calls alone.  A tool that can't be run as nobody is not
 * run. */
static void
become (gpointer user_data)
{
  const Ids *ids = user_data;

  if (setgroups (0, NULL) != 0 || setresgid (ids->gid, ids->gid, ids->gid) != 0
      || setresuid (ids->uid, ids->uid, ids->uid) != 0)
    _exit (126);
}

static Ids
get_nobody (void)
{
  const struct passwd *nobody = getpwnam ("nobody");

  return nobody != NULL && nobody->pw_uid != 0 ? (Ids){ nobody->pw_uid, nobody->pw_gid }
                                               : (Ids){ NOBODY, NOBODY };
}

static GSubprocess *
spawn (const char *const *command)
{
  static const char *const environment[] = { "PATH=" WEIR_PACKAGE_TOOLS_PATH, "LC_ALL=C", "HOME=/",
                                             NULL };
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  Ids nobody;

  g_subprocess_launcher_set_environ (launcher, (char **) environment);
  g_subprocess_launcher_set_cwd (launcher, "/");
  if (geteuid () == 0)
    {
      nobody = get_nobody ();
      g_subprocess_launcher_set_child_setup (launcher, become, &nobody, NULL);
    }
  return g_subprocess_launcher_spawnv (launcher, command, NULL);
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
on_timeout (gpointer user_data)
{
  Query *query = g_task_get_task_data (user_data);

  g_cancellable_cancel (query->stop);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  return on_timeout (user_data);
}

/* @size: of the answer; negative: there is none */
static void
take_answer (GTask *task, gssize size)
{
  Query *query = g_task_get_task_data (task);
  const WeirPackageTool *tool = &weir_package_tools[query->tool];
  WeirPackageAnswer answer = WEIR_PACKAGE_UNKNOWN;
  char name[WEIR_PACKAGE_NAME_MAX];

  if (size >= 0)
    {
      query->answer[size] = '\0';
      answer = weir_package_tool_read (tool, query->answer, query->path, query->alias, name);
    }
  if (answer == WEIR_PACKAGE_OWNED)
    {
      query->publisher.kind = tool->kind;
      query->publisher.name = g_strdup (name);
    }
  query->has_answer |= answer == WEIR_PACKAGE_NOT_OWNED;
  query->is_unsure |= answer == WEIR_PACKAGE_UNKNOWN;
}

static void
finish_tool (GTask *task, gboolean has_exited, gssize size)
{
  Query *query = g_task_get_task_data (task);

  clear_source (&query->timeout);
  clear_source (&query->cancelled);

  /* The tool, not what it may have started: whoever still holds its output is not waited for. */
  if (!has_exited)
    g_subprocess_force_exit (query->subprocess);
  g_clear_object (&query->subprocess);
  g_clear_object (&query->stop);

  take_answer (task, has_exited ? size : -1);
  query->tool++;
  ask_next (task);
}

static void
on_exited (GObject *object, GAsyncResult *result, gpointer user_data)
{
  const Query *query = g_task_get_task_data (user_data);
  gboolean has_exited = g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);

  finish_tool (user_data, has_exited, (gssize) query->size);
}

static void
on_read (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Query *query = g_task_get_task_data (user_data);

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &query->size, NULL)
      && query->size < MAX_ANSWER_BYTES)
    g_subprocess_wait_async (query->subprocess, query->stop, on_exited, user_data);
  else
    finish_tool (user_data, FALSE, -1);
}

/* Returns: whether it was started */
static gboolean
ask (GTask *task, const char *program)
{
  Query *query = g_task_get_task_data (task);
  g_auto (GStrv) command = weir_package_tool_dup_command (&weir_package_tools[query->tool], program,
                                                          query->path, query->alias);

  query->subprocess = command != NULL ? spawn ((const char *const *) command) : NULL;
  if (query->subprocess == NULL)
    return FALSE;

  query->stop = g_cancellable_new ();
  query->timeout = g_timeout_source_new (query->timeout_ms);
  g_source_set_callback (query->timeout, on_timeout, task, NULL);
  g_source_attach (query->timeout, g_task_get_context (task));
  if (g_task_get_cancellable (task) != NULL)
    {
      query->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
      g_source_set_callback (query->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
      g_source_attach (query->cancelled, g_task_get_context (task));
    }
  g_input_stream_read_all_async (g_subprocess_get_stdout_pipe (query->subprocess), query->answer,
                                 MAX_ANSWER_BYTES, G_PRIORITY_DEFAULT, query->stop, on_read,
                                 g_object_ref (task));
  return TRUE;
}

static char *
find_program (const char *tools_path, const char *name)
{
  g_auto (GStrv) folders = g_strsplit (tools_path, ":", -1);

  for (guint i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *program = g_build_filename (folders[i], name, NULL);

      if (g_file_test (program, G_FILE_TEST_IS_EXECUTABLE)
          && !g_file_test (program, G_FILE_TEST_IS_DIR))
        return g_steal_pointer (&program);
    }
  return NULL;
}

/* @task: (transfer full) */
static void
ask_next (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Query *query = g_task_get_task_data (task);

  while (query->publisher.kind == WEIR_PUBLISHER_UNKNOWN && query->tool < weir_n_package_tools
         && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_autofree char *program =
          find_program (query->tools_path, weir_package_tools[query->tool].program);

      if (program != NULL && ask (task, program))
        return;
      query->is_unsure |= program != NULL;
      query->tool++;
    }

  if (query->publisher.kind == WEIR_PUBLISHER_UNKNOWN && query->has_answer && !query->is_unsure
      && query->tool == weir_n_package_tools)
    query->publisher.kind = WEIR_PUBLISHER_NONE;
  g_task_return_boolean (task, TRUE);
}

void
weir_package_query_async (const char *tools_path,
                          const char *path,
                          const char *alias,
                          guint timeout_ms,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Query *query = g_new0 (Query, 1);

  g_task_set_source_tag (task, weir_package_query_async);
  query->tools_path = g_strdup (tools_path);
  query->path = g_strdup (path);
  query->alias = g_strdup (alias);
  query->timeout_ms = timeout_ms;
  g_task_set_task_data (task, query, query_free);
  ask_next (task);
}

void
weir_package_query_finish (GAsyncResult *result, WeirPublisher *publisher)
{
  Query *query = g_task_get_task_data (G_TASK (result));

  *publisher = query->publisher;
  query->publisher = (WeirPublisher){ 0 };
}
