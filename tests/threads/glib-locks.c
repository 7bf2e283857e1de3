/* What the thread sanitizer has to be told of GLib.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GLib is not built with the sanitizer, and its locks are made of futexes, which the sanitizer does
 * not see: all that they order would look like races.  These functions stand before GLib's own,
 * call them, and say who waits for whom: what was done before a release is seen by whoever acquires
 * the same.
 *
 * Only in builds with -Db_sanitize=thread, and in all of their programs (src/core/meson.build).
 */
#include <dlfcn.h>
#include <gio/gio.h>
#include <sanitizer/tsan_interface.h>

/* GLib's own function of the name. */
#define OWN(name)                                                                             \
  ({                                                                                          \
    static __typeof__ (&(name)) own;                                                          \
    if (__atomic_load_n (&own, __ATOMIC_RELAXED) == NULL)                                     \
      __atomic_store_n (&own, (__typeof__ (own)) dlsym (RTLD_NEXT, #name), __ATOMIC_RELAXED); \
    __atomic_load_n (&own, __ATOMIC_RELAXED);                                                 \
  })

/* ---- GMutex, GCond --------------------------------------------------------------------------- */

void
g_mutex_lock (GMutex *mutex)
{
  OWN (g_mutex_lock) (mutex);
  __tsan_acquire (mutex);
}

gboolean
g_mutex_trylock (GMutex *mutex)
{
  gboolean is_locked = OWN (g_mutex_trylock) (mutex);

  if (is_locked)
    __tsan_acquire (mutex);
  return is_locked;
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  OWN (g_mutex_unlock) (mutex);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  OWN (g_cond_wait) (cond, mutex);
  __tsan_acquire (mutex);
}

gboolean
g_cond_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean is_signalled;

  __tsan_release (mutex);
  is_signalled = OWN (g_cond_wait_until) (cond, mutex, end_time);
  __tsan_acquire (mutex);
  return is_signalled;
}

/* ---- queues: what was pushed is seen by who pops it ------------------------------------------ */

void
g_async_queue_push (GAsyncQueue *queue, gpointer data)
{
  __tsan_release (queue);
  OWN (g_async_queue_push) (queue, data);
}

gpointer
g_async_queue_try_pop (GAsyncQueue *queue)
{
  gpointer data = OWN (g_async_queue_try_pop) (queue);

  __tsan_acquire (queue);
  return data;
}

/* ---- threads --------------------------------------------------------------------------------- */

/* What a thread is given, and what it leaves behind. */
typedef struct
{
  GThreadFunc func;
  gpointer data;
} Start;

static gpointer
start_cb (gpointer user_data)
{
  Start *start = user_data;
  GThreadFunc func;
  gpointer data, result;

  __tsan_acquire (start);
  func = start->func;
  data = start->data;
  result = func (data);
  __tsan_release (g_thread_self ());
  g_free (start);
  return result;
}

GThread *
g_thread_new (const char *name, GThreadFunc func, gpointer data)
{
  Start *start = g_new (Start, 1);

  *start = (Start){ func, data };
  __tsan_release (start);
  return OWN (g_thread_new) (name, start_cb, start);
}

gpointer
g_thread_join (GThread *thread)
{
  gpointer result = OWN (g_thread_join) (thread);

  __tsan_acquire (thread);
  return result;
}

/* ---- pools of threads: one function for all of its work -------------------------------------- */

typedef struct
{
  GFunc func;
  gpointer user_data;
} Work;

static void
work_cb (gpointer data, gpointer user_data)
{
  Work *work = user_data;

  __tsan_acquire (work);
  work->func (data, work->user_data);
  __tsan_release (work);
}

/* The pool's last thread frees it, after all of this. */
__attribute__ ((no_sanitize_thread)) static Work *
get_work (GThreadPool *pool)
{
  return pool->user_data;
}

GThreadPool *
g_thread_pool_new_full (GFunc func,
                        gpointer user_data,
                        GDestroyNotify free_func,
                        int max_threads,
                        gboolean exclusive,
                        GError **error)
{
  Work *work = g_new (Work, 1);

  *work = (Work){ func, user_data };
  __tsan_release (work);
  return OWN (g_thread_pool_new_full) (work_cb, work, free_func, max_threads, exclusive, error);
}

gboolean
g_thread_pool_push (GThreadPool *pool, gpointer data, GError **error)
{
  __tsan_release (get_work (pool));
  return OWN (g_thread_pool_push) (pool, data, error);
}

void
g_thread_pool_free (GThreadPool *pool, gboolean immediate, gboolean wait)
{
  Work *work = get_work (pool);

  OWN (g_thread_pool_free) (pool, immediate, wait);
  __tsan_acquire (work);
  if (wait)
    g_free (work);
}

/* ---- tasks: into a thread, and back with the answer ------------------------------------------ */

/* The function of a task that is under way.  One table for all, under a lock of its own. */
static GMutex tasks_mutex;
static GHashTable *tasks;

static void
task_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc func;

  g_mutex_lock (&tasks_mutex);
  func = (GTaskThreadFunc) g_hash_table_lookup (tasks, task);
  g_hash_table_remove (tasks, task);
  g_mutex_unlock (&tasks_mutex);
  __tsan_acquire (task);
  func (task, source, data, cancellable);
}

void
g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_mutex_lock (&tasks_mutex);
  if (tasks == NULL)
    tasks = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (tasks, task, (gpointer) func);
  g_mutex_unlock (&tasks_mutex);
  __tsan_release (task);
  OWN (g_task_run_in_thread) (task, task_cb);
}

void
g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify destroy)
{
  __tsan_release (task);
  OWN (g_task_return_pointer) (task, result, destroy);
}

void
g_task_return_boolean (GTask *task, gboolean result)
{
  __tsan_release (task);
  OWN (g_task_return_boolean) (task, result);
}

void
g_task_return_error (GTask *task, GError *error)
{
  __tsan_release (task);
  OWN (g_task_return_error) (task, error);
}

gpointer
g_task_propagate_pointer (GTask *task, GError **error)
{
  gpointer result = OWN (g_task_propagate_pointer) (task, error);

  __tsan_acquire (task);
  return result;
}

gboolean
g_task_propagate_boolean (GTask *task, GError **error)
{
  gboolean result = OWN (g_task_propagate_boolean) (task, error);

  __tsan_acquire (task);
  return result;
}

/* Callbacks take the data without the result. */
gpointer
g_task_get_task_data (GTask *task)
{
  __tsan_acquire (task);
  return OWN (g_task_get_task_data) (task);
}

/* ---- main loops: what was done before a source was made ready is seen by its callback, which
 * first makes it wait again
 * ------------------------------------------------------------------------- */

void
g_source_set_ready_time (GSource *source, gint64 ready_time)
{
  __tsan_release (source);
  OWN (g_source_set_ready_time) (source, ready_time);
  __tsan_acquire (source);
}

/* ---- references: whoever lets go of the last one sees what the others did -------------------- */

void
g_object_unref (gpointer object)
{
  __tsan_release (object);
  __tsan_acquire (object);
  OWN (g_object_unref) (object);
}

void (g_once_init_leave) (volatile void *location, gsize result)
{
  __tsan_release ((void *) location);
  OWN (g_once_init_leave) (location, result);
}
