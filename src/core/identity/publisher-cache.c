/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/publisher-cache.h"

#include "core/identity/package-query.h"

typedef struct
{
  WeirPublisherFunc func;
  gpointer user_data;
  GDestroyNotify free_func;
} Waiter;

typedef struct
{
  WeirExecutable *executable;
  WeirPublisher publisher;
  GArray *waiters; /* (nullable): Waiter: while the question is open */
  GList link;      /* in "used", or in "queue" until it is asked; in none while it is being asked */
} Entry;

/* Kept by the questions that run, too, which outlive what asked. */
struct _WeirPublisherCache
{
  GHashTable *entries; /* of the WeirExecutable in an Entry → Entry */
  GQueue used;         /* those answered, newest first */
  GQueue queue;        /* those to be asked, oldest first */
  guint n_running;
  guint timeout_ms;
  char *tools_path;
  GCancellable *cancellable;
  gboolean is_closed;
};

typedef struct
{
  WeirPublisherCache *cache;
  Entry *entry; /* not freed while it is asked for */
} Question;

static void ask_queued (WeirPublisherCache *self);

static void
waiter_clear (gpointer data)
{
  Waiter *waiter = data;

  if (waiter->free_func != NULL)
    waiter->free_func (waiter->user_data);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_clear_pointer (&entry->waiters, g_array_unref);
  weir_executable_free (entry->executable);
  weir_publisher_clear (&entry->publisher);
  g_free (entry);
}

WeirPublisherCache *
weir_publisher_cache_new (const char *tools_path, guint timeout_ms)
{
  WeirPublisherCache *self = g_new0 (WeirPublisherCache, 1);

  self->entries =
      g_hash_table_new_full (weir_executable_hash, weir_executable_equal, NULL, entry_free);
  self->cancellable = g_cancellable_new ();
  self->tools_path = g_strdup (tools_path);
  self->timeout_ms = timeout_ms;
  return self;
}

static void
free_if_unused (WeirPublisherCache *self)
{
  if (!self->is_closed || self->n_running > 0)
    return;

  g_hash_table_unref (self->entries);
  g_object_unref (self->cancellable);
  g_free (self->tools_path);
  g_free (self);
}

void
weir_publisher_cache_free (WeirPublisherCache *self)
{
  GHashTableIter iter;
  gpointer value;

  self->is_closed = TRUE;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_clear_pointer (&((Entry *) value)->waiters, g_array_unref);
  g_cancellable_cancel (self->cancellable);
  free_if_unused (self);
}

static void
make_room (WeirPublisherCache *self)
{
  while (g_hash_table_size (self->entries) > WEIR_PUBLISHER_CACHE_MAX)
    {
      GList *oldest = g_queue_pop_tail_link (&self->used);

      if (oldest == NULL)
        return;
      g_hash_table_remove (self->entries, ((Entry *) oldest->data)->executable);
    }
}

/* @publisher: (transfer full) of what it holds */
static void
answer (WeirPublisherCache *self, Entry *entry, WeirPublisher *publisher)
{
  g_autoptr (GArray) waiters = g_steal_pointer (&entry->waiters);

  entry->publisher = *publisher;
  self->n_running--;
  g_queue_push_head_link (&self->used, &entry->link);
  if (self->is_closed)
    {
      free_if_unused (self);
      return;
    }

  /* A waiter may ask for something else, but the entry stays while this one is running. */
  self->n_running++;
  for (guint i = 0; i < waiters->len; i++)
    {
      const Waiter *waiter = &g_array_index (waiters, Waiter, i);

      waiter->func (&entry->publisher, waiter->user_data);
    }
  self->n_running--;
  make_room (self);
  if (self->is_closed)
    free_if_unused (self);
  else
    ask_queued (self);
}

static void
sum_in_thread (GTask *task, gpointer object, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (
      task, weir_executable_dup_sha256 (task_data, WEIR_PUBLISHER_SHA256_MAX_BYTES, cancellable),
      g_free);
}

static void
on_summed (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  WeirPublisher publisher = { .kind = WEIR_PUBLISHER_NONE };

  publisher.sha256 = g_task_propagate_pointer (G_TASK (result), NULL);
  answer (question->cache, question->entry, &publisher);
}

static void
on_queried (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Question *question = user_data;
  WeirPublisherCache *self = question->cache;
  WeirPublisher publisher;
  g_autoptr (GTask) task = NULL;

  weir_package_query_finish (result, &publisher);
  if (publisher.kind != WEIR_PUBLISHER_NONE || self->is_closed)
    {
      answer (self, question->entry, &publisher);
      return;
    }

  task = g_task_new (NULL, self->cancellable, on_summed, question);
  g_task_set_task_data (task, weir_executable_copy (question->entry->executable),
                        (GDestroyNotify) weir_executable_free);
  g_steal_pointer (&question);
  g_task_run_in_thread (task, sum_in_thread);
}

static void
ask_queued (WeirPublisherCache *self)
{
  while (self->n_running < WEIR_PUBLISHER_RUNNING_MAX)
    {
      GList *next = g_queue_pop_head_link (&self->queue);
      Question *question;

      if (next == NULL)
        return;

      question = g_new (Question, 1);
      question->cache = self;
      question->entry = next->data;
      self->n_running++;
      weir_package_query_async (self->tools_path, question->entry->executable->path,
                                question->entry->executable->alias, self->timeout_ms,
                                self->cancellable, on_queried, question);
    }
}

gboolean
weir_publisher_cache_ask (WeirPublisherCache *self,
                          const WeirExecutable *executable,
                          WeirPublisherFunc func,
                          gpointer user_data,
                          GDestroyNotify free_func)
{
  const Waiter waiter = { func, user_data, free_func };
  Entry *entry = g_hash_table_lookup (self->entries, executable);

  if (entry != NULL && entry->waiters == NULL)
    {
      g_queue_unlink (&self->used, &entry->link);
      g_queue_push_head_link (&self->used, &entry->link);
      func (&entry->publisher, user_data);
      if (free_func != NULL)
        free_func (user_data);
      return TRUE;
    }

  if (entry == NULL)
    {
      if (self->queue.length >= WEIR_PUBLISHER_QUEUE_MAX)
        return FALSE;

      entry = g_new0 (Entry, 1);
      entry->executable = weir_executable_copy (executable);
      entry->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
      g_array_set_clear_func (entry->waiters, waiter_clear);
      entry->link.data = entry;
      g_hash_table_insert (self->entries, entry->executable, entry);
      g_queue_push_tail_link (&self->queue, &entry->link);
    }
  g_array_append_val (entry->waiters, waiter);
  ask_queued (self);
  return TRUE;
}

guint
weir_publisher_cache_get_size (const WeirPublisherCache *self)
{
  return g_hash_table_size (self->entries);
}
