/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/process-table.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/flow/flow-owner.h"
#include "core/export/plain-text.h"
#include "core/identity/cgroup-index.h"
#include "core/identity/changes.h"
#include "core/identity/container.h"
#include "core/identity/process-facts.h"
#include "core/identity/process-stat.h"
#include "core/identity/publisher-cache.h"

#define N_THREADS 2

/* What the kernel says of a file that is no longer, or no longer this one. */
#define DELETED " (deleted)"

typedef struct
{
  uint64_t
      number; /* first two: the key of the table: start time, or of no process: the cgroup's id */
  uint32_t pid;
  guint n_refs;       /* the table's, the job's, the publisher's */
  gboolean needs_job; /* there was no room for one */
  WeirProcess process;
  WeirExecutable *unasked; /* (nullable): whose publisher there was no room to ask for */
  WeirProcessTable *table;
  GList link;
} Entry;

/* What the second step is given, and what comes of it.  Strings go from thread to thread with it.
 */
typedef struct
{
  Entry *entry; /* not looked into by the thread */
  uint32_t pid; /* 0: of no process, or of one that has gone */
  uint64_t start_time;
  uint64_t cgroup_id;
  WeirCgroup cgroup;
  char *executable;
  gboolean has_facts; /* of the process; else the socket's control group is all there is */
  gboolean shares_mounts;
  char *command_line;
  WeirAppIdentity application;
  WeirContainer container;
  WeirExecutable *file;
} Job;

struct _WeirProcessTable
{
  GHashTable *entries; /* Entry, as its own key */
  GQueue used;         /* newest first */
  guint n_jobs;
  guint n_questions;
  WeirProcessNotes *notes; /* (nullable) */
  WeirPublisherCache *publishers;
  GThreadPool *threads;
  GAsyncQueue *done; /* of Job */
  GSource *done_source;
  gboolean is_ending; /* atomic: what waits is not worth doing any more */

  /* The threads'. */
  int proc_fd;
  char *proc;
  char *root;
  char *data_folder;
  WeirDesktopIndex *desktop;
  WeirCgroupIndex *cgroups;
};

static guint
entry_hash (gconstpointer key)
{
  const Entry *entry = key;

  return (guint) (entry->number * 31 + entry->pid);
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const Entry *x = a;
  const Entry *y = b;

  return x->number == y->number && x->pid == y->pid;
}

static void
entry_unref (gpointer data)
{
  Entry *entry = data;

  if (--entry->n_refs > 0)
    return;

  g_free (entry->process.application);
  g_free (entry->process.application_id);
  g_clear_object (&entry->process.icon);
  g_free (entry->process.unit);
  g_free (entry->process.container);
  g_free (entry->process.executable);
  g_free (entry->process.command_line);
  weir_publisher_clear (&entry->process.publisher);
  g_clear_pointer (&entry->unasked, weir_executable_free);
  g_free (entry);
}

static Entry *
entry_ref (Entry *entry)
{
  entry->n_refs++;
  return entry;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  entry_unref (job->entry);
  g_free (job->executable);
  g_free (job->command_line);
  weir_app_identity_clear (&job->application);
  weir_container_clear (&job->container);
  g_clear_pointer (&job->file, weir_executable_free);
  g_free (job);
}

/* ---- the second step, on a thread ------------------------------------------------------------ */

static gboolean
is_still_there (const WeirProcessTable *self, const Job *job)
{
  char pid_text[16];
  WeirProcessStat stat;

  g_snprintf (pid_text, sizeof pid_text, "%u", job->pid);
  return weir_process_stat_read (self->proc_fd, pid_text, &stat)
         && stat.start_time == job->start_time;
}

/* Of a process that has gone, only the path is left to go by. */
static void
find_file (WeirProcessTable *self, Job *job)
{
  g_autofree char *link = g_strdup_printf ("%s/%u/exe", self->proc, job->pid);

  if (job->executable == NULL || g_str_has_suffix (job->executable, DELETED))
    return;

  if (job->pid != 0)
    job->file = weir_executable_new (link, job->executable);
  else if (job->shares_mounts)
    job->file = weir_executable_new (job->executable, job->executable);
}

static void
find_application (WeirProcessTable *self, Job *job)
{
  weir_app_identity_find (self->proc_fd, job->pid, &job->cgroup, job->executable, job->file != NULL,
                          self->desktop, &job->application);
}

static void
run_job (gpointer data, gpointer user_data)
{
  WeirProcessTable *self = user_data;
  Job *job = data;

  if (g_atomic_int_get (&self->is_ending))
    {
      g_async_queue_push (self->done, job); /* what it holds is the main thread's to free */
      return;
    }

  if (!job->has_facts && job->cgroup_id != 0)
    weir_cgroup_index_find (self->cgroups, job->cgroup_id, g_get_monotonic_time (), &job->cgroup);
  find_file (self, job);
  if (job->pid != 0)
    job->command_line = weir_process_dup_command_line (self->proc_fd, job->pid);
  find_application (self, job);

  /* Asked last, of what was read from /proc: another process with its number may have told it. */
  if (job->pid != 0 && !is_still_there (self, job))
    {
      g_clear_pointer (&job->file, weir_executable_free);
      g_clear_pointer (&job->command_line, g_free);
      weir_app_identity_clear (&job->application);
      job->pid = 0;
      find_file (self, job);
      find_application (self, job);
    }
  weir_container_find (self->root, self->data_folder, &job->cgroup, &job->container);

  g_async_queue_push (self->done, job);
  g_source_set_ready_time (self->done_source, 0);
}

/* ---- what comes of it ------------------------------------------------------------------------ */

static void
take_text (char **to, char **from)
{
  if (*from != NULL)
    {
      g_free (*to);
      *to = g_steal_pointer (from);
    }
}

static void
set_publisher (Entry *entry, WeirPublisherKind kind, const char *name)
{
  weir_publisher_clear (&entry->process.publisher);
  entry->process.publisher.kind = kind;
  entry->process.publisher.name = g_strdup (name);
}

static void
on_published (const WeirPublisher *publisher, gpointer user_data)
{
  Entry *entry = user_data;

  weir_publisher_copy (&entry->process.publisher, publisher);
  weir_identity_changed ();
}

static void
question_free (gpointer data)
{
  Entry *entry = data;

  entry->table->n_questions--;
  entry_unref (entry);
}

/* @file: (transfer full) */
static void
ask_publisher (WeirProcessTable *self, Entry *entry, WeirExecutable *file)
{
  g_autoptr (WeirExecutable) owned = file;

  self->n_questions++;
  if (!weir_publisher_cache_ask (self->publishers, owned, on_published, entry_ref (entry),
                                 question_free))
    {
      question_free (entry);
      entry->unasked = g_steal_pointer (&owned);
    }
}

static void
fill_from_cgroup (Entry *entry, const WeirCgroup *cgroup)
{
  if (cgroup->unit[0] != '\0' && entry->process.unit == NULL)
    entry->process.unit = weir_plain_text_dup (cgroup->unit);
  if (cgroup->kind == WEIR_CGROUP_CONTAINER && entry->process.container == NULL)
    entry->process.container = weir_container_dup_plain_name (cgroup);
}

/* @application: what it holds is taken */
static void
take_application (Entry *entry, WeirAppIdentity *application)
{
  if (application->kind == WEIR_APP_KIND_NONE)
    return;

  entry->process.application_kind = application->kind;
  take_text (&entry->process.application, &application->name);
  take_text (&entry->process.application_id, &application->id);
  g_set_object (&entry->process.icon, application->icon);
}

static void
take_job (WeirProcessTable *self, Job *job)
{
  Entry *entry = job->entry;
  const char *id;

  self->n_jobs--;
  fill_from_cgroup (entry, &job->cgroup);
  take_application (entry, &job->application);
  take_text (&entry->process.container, &job->container.name);
  take_text (&entry->process.command_line, &job->command_line);

  id = entry->process.application_id;
  if (job->cgroup.kind == WEIR_CGROUP_CONTAINER)
    set_publisher (entry, WEIR_PUBLISHER_CONTAINER,
                   job->container.image != NULL ? job->container.image : entry->process.container);
  else if (entry->process.application_kind == WEIR_APP_KIND_FLATPAK)
    set_publisher (entry, WEIR_PUBLISHER_FLATPAK, id);
  else if (entry->process.application_kind == WEIR_APP_KIND_SNAP)
    set_publisher (entry, WEIR_PUBLISHER_SNAP, id);
  else if (job->file != NULL)
    ask_publisher (self, entry, g_steal_pointer (&job->file));

  weir_identity_changed ();
}

static gboolean
on_done (gpointer user_data)
{
  WeirProcessTable *self = user_data;
  Job *job;

  g_source_set_ready_time (self->done_source, -1);
  while ((job = g_async_queue_try_pop (self->done)) != NULL)
    {
      take_job (self, job);
      job_free (job);
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

/* ---- the table ------------------------------------------------------------------------------- */

static GSourceFuncs source_funcs = { .dispatch = dispatch };

WeirProcessTable *
weir_process_table_new (const WeirProcessPlaces *places)
{
  WeirProcessTable *self = g_new0 (WeirProcessTable, 1);

  self->entries = g_hash_table_new_full (entry_hash, entry_equal, entry_unref, NULL);
  self->proc = g_strdup (places->proc);
  self->proc_fd = open (places->proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  self->notes = places->notes;
  self->root = g_strdup (places->root);
  self->data_folder = g_strdup (places->data_folder);
  self->desktop = weir_desktop_index_new (places->desktop_folders);
  self->cgroups = weir_cgroup_index_new (places->cgroups);
  self->publishers = weir_publisher_cache_new (places->tools_path, places->tool_timeout_ms);

  self->done = g_async_queue_new_full (job_free);
  self->done_source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_callback (self->done_source, on_done, self, NULL);
  g_source_attach (self->done_source, g_main_context_get_thread_default ());
  self->threads = g_thread_pool_new_full (run_job, self, job_free, N_THREADS, FALSE, NULL);
  return self;
}

void
weir_process_table_free (WeirProcessTable *self)
{
  /* Not at once: GLib loses a job that a thread has taken when that is said. */
  g_atomic_int_set (&self->is_ending, TRUE);
  g_thread_pool_free (self->threads, FALSE, TRUE);
  g_source_destroy (self->done_source);
  g_source_unref (self->done_source);
  g_async_queue_unref (self->done);
  weir_publisher_cache_free (self->publishers);
  g_hash_table_unref (self->entries);
  weir_cgroup_index_free (self->cgroups);
  weir_desktop_index_free (self->desktop);
  if (self->proc_fd >= 0)
    close (self->proc_fd);
  g_free (self->proc);
  g_free (self->root);
  g_free (self->data_folder);
  g_free (self);
}

static Entry *
add_entry (WeirProcessTable *self, const Entry *wanted)
{
  Entry *entry = g_memdup2 (wanted, sizeof *wanted);

  entry->n_refs = 1;
  entry->link.data = entry;
  entry->table = self;
  g_hash_table_add (self->entries, entry);
  g_queue_push_head_link (&self->used, &entry->link);

  if (g_hash_table_size (self->entries) > WEIR_PROCESS_TABLE_MAX)
    g_hash_table_remove (self->entries, g_queue_pop_tail_link (&self->used)->data);
  return entry;
}

static gboolean
find_facts (WeirProcessTable *self, const WeirSocketInfo *socket, WeirProcessFacts *facts)
{
  return (self->notes != NULL
          && weir_process_notes_find (self->notes, socket->pid, socket->start_time, facts))
         || weir_process_facts_read (self->proc_fd, socket->pid, socket->start_time, facts);
}

/* @facts: empty for a process that can't be looked at (any more) */
static Job *
job_new (Entry *entry,
         const WeirSocketInfo *socket,
         gboolean has_facts,
         const WeirProcessFacts *facts)
{
  Job *job = g_new0 (Job, 1);

  job->entry = entry_ref (entry);
  job->start_time = socket->start_time;
  job->cgroup_id = socket->cgroup_id;
  job->pid = has_facts ? socket->pid : 0;
  job->has_facts = has_facts;
  job->cgroup = facts->cgroup;
  job->executable = g_strdup (facts->executable);
  job->shares_mounts = facts->shares_mounts;
  return job;
}

/* The first step, and the start of the second. */
static void
look_at (WeirProcessTable *self, Entry *entry, const WeirSocketInfo *socket)
{
  g_auto (WeirProcessFacts) facts = { 0 };
  g_auto (WeirAppIdentity) application = { 0 };
  gboolean has_facts;

  entry->needs_job = self->n_jobs >= WEIR_PROCESS_JOBS_MAX;
  if (entry->needs_job || (socket->pid == 0 && socket->cgroup_id == 0))
    return;

  /* Whoever has this number here and now is somebody else. */
  if (socket->match == WEIR_OWNER_MATCH_RECORDED)
    return;

  has_facts = socket->pid != 0 && find_facts (self, socket, &facts);
  fill_from_cgroup (entry, &facts.cgroup);
  weir_app_identity_from_cgroup (&facts.cgroup, &application);
  take_application (entry, &application);
  if (facts.executable != NULL)
    entry->process.executable = weir_plain_text_dup (facts.executable);

  self->n_jobs++;
  g_thread_pool_push (self->threads, job_new (entry, socket, has_facts, &facts), NULL);
}

const WeirProcess *
weir_process_table_lookup (WeirProcessTable *self, const WeirSocketInfo *socket)
{
  const Entry wanted = {
    .pid = socket->pid,
    .number = socket->pid != 0 ? socket->start_time : socket->cgroup_id,
  };
  Entry *entry = g_hash_table_lookup (self->entries, &wanted);

  if (entry == NULL)
    {
      entry = add_entry (self, &wanted);
      entry->needs_job = TRUE;
    }
  else if (self->used.head != &entry->link)
    {
      g_queue_unlink (&self->used, &entry->link);
      g_queue_push_head_link (&self->used, &entry->link);
    }
  if (entry->needs_job)
    look_at (self, entry, socket);
  if (entry->unasked != NULL)
    ask_publisher (self, entry, g_steal_pointer (&entry->unasked));

  return &entry->process;
}

gboolean
weir_process_table_is_settled (const WeirProcessTable *self)
{
  return self->n_jobs == 0 && self->n_questions == 0;
}

guint
weir_process_table_get_size (const WeirProcessTable *self)
{
  return g_hash_table_size (self->entries);
}
