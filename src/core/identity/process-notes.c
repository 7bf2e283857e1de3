/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/process-notes.h"

#include <fcntl.h>
#include <unistd.h>

typedef struct
{
  uint64_t start_time;
  uint32_t pid;
  gboolean was_there;
  WeirProcessFacts facts;
} Note;

struct _WeirProcessNotes
{
  int proc_fd;

  GMutex mutex;
  GHashTable *notes; /* Note, as its own key */
  GQueue order;      /* oldest first */
};

static guint
note_hash (gconstpointer key)
{
  const Note *note = key;

  return (guint) (note->start_time * 31 + note->pid);
}

static gboolean
note_equal (gconstpointer a, gconstpointer b)
{
  const Note *x = a;
  const Note *y = b;

  return x->start_time == y->start_time && x->pid == y->pid;
}

static void
note_free (gpointer data)
{
  Note *note = data;

  weir_process_facts_clear (&note->facts);
  g_free (note);
}

WeirProcessNotes *
weir_process_notes_new (const char *proc)
{
  WeirProcessNotes *self = g_new0 (WeirProcessNotes, 1);

  self->proc_fd = open (proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  self->notes = g_hash_table_new_full (note_hash, note_equal, note_free, NULL);
  g_mutex_init (&self->mutex);
  return self;
}

void
weir_process_notes_free (WeirProcessNotes *self)
{
  g_queue_clear (&self->order);
  g_hash_table_unref (self->notes);
  g_mutex_clear (&self->mutex);
  if (self->proc_fd >= 0)
    close (self->proc_fd);
  g_free (self);
}

WeirProcessNotes *
weir_process_notes_get (void)
{
  static gsize notes;

  if (g_once_init_enter (&notes))
    g_once_init_leave (&notes, (gsize) weir_process_notes_new ("/proc"));
  return (WeirProcessNotes *) notes;
}

static gboolean
has_note (WeirProcessNotes *self, const Note *wanted)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_hash_table_contains (self->notes, wanted);
}

/* @note: (transfer full) */
static void
append (WeirProcessNotes *self, Note *note)
{
  g_hash_table_add (self->notes, note);
  g_queue_push_tail (&self->order, note);
  if (self->order.length > WEIR_PROCESS_NOTES_MAX)
    g_hash_table_remove (self->notes, g_queue_pop_head (&self->order));
}

void
weir_process_notes_add (WeirProcessNotes *self, uint32_t pid, uint64_t start_time)
{
  const Note wanted = { .pid = pid, .start_time = start_time };
  g_autoptr (GMutexLocker) locker = NULL;
  Note *note;

  if (has_note (self, &wanted))
    return;

  note = g_memdup2 (&wanted, sizeof wanted);
  note->was_there = weir_process_facts_read (self->proc_fd, pid, start_time, &note->facts);

  /* Another thread may have been as quick. */
  locker = g_mutex_locker_new (&self->mutex);
  if (g_hash_table_contains (self->notes, note))
    {
      note_free (note);
      return;
    }
  append (self, note);
}

void
weir_process_notes_take (WeirProcessNotes *self,
                         uint32_t pid,
                         uint64_t start_time,
                         WeirProcessFacts *facts)
{
  const Note wanted = { .pid = pid, .start_time = start_time };
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Note *note = g_hash_table_lookup (self->notes, &wanted);

  if (note == NULL)
    {
      note = g_memdup2 (&wanted, sizeof wanted);
      append (self, note);
    }
  else
    {
      weir_process_facts_clear (&note->facts);
    }
  note->facts = *facts;
  note->was_there = TRUE;
  *facts = (WeirProcessFacts){ 0 };
}

gboolean
weir_process_notes_find (WeirProcessNotes *self,
                         uint32_t pid,
                         uint64_t start_time,
                         WeirProcessFacts *facts)
{
  const Note wanted = { .pid = pid, .start_time = start_time };
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  const Note *note = g_hash_table_lookup (self->notes, &wanted);

  *facts = (WeirProcessFacts){ 0 };
  if (note == NULL || !note->was_there)
    return FALSE;

  *facts = note->facts;
  facts->executable = g_strdup (note->facts.executable);
  return TRUE;
}

guint
weir_process_notes_get_size (WeirProcessNotes *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_hash_table_size (self->notes);
}
