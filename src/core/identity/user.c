/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/user.h"

#include <gio/gio.h>
#include <pwd.h>

#include "core/identity/changes.h"

/* A container may use any number of them; when there are more, all are looked up anew. */
#define MAX_USERS 1024

/* An entry of the user database is never longer in earnest. */
#define MAX_ENTRY_BYTES 65536

static GHashTable *names;

static gboolean
find (uint32_t uid, gpointer *name)
{
  if (names == NULL)
    names = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return g_hash_table_lookup_extended (names, GUINT_TO_POINTER (uid), NULL, name);
}

static void
take (uint32_t uid, char *name)
{
  if (g_hash_table_size (names) >= MAX_USERS)
    g_hash_table_remove_all (names);
  g_hash_table_insert (names, GUINT_TO_POINTER (uid), name);
}

/* Any thread.  Returns: (nullable) (transfer full) */
static char *
ask (uint32_t uid)
{
  g_autofree char *room = g_malloc (MAX_ENTRY_BYTES);
  struct passwd user;
  struct passwd *found = NULL;

  if (getpwuid_r (uid, &user, room, MAX_ENTRY_BYTES, &found) != 0 || found == NULL)
    return NULL;
  return g_utf8_make_valid (found->pw_name, -1);
}

const char *
weir_user_lookup (uint32_t uid)
{
  gpointer name;

  if (!find (uid, &name))
    {
      name = ask (uid);
      take (uid, name);
    }

  return name;
}

static void
ask_in_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, ask (GPOINTER_TO_UINT (data)), g_free);
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  take (GPOINTER_TO_UINT (data), g_task_propagate_pointer (G_TASK (result), NULL));
  weir_identity_changed ();
}

const char *
weir_user_peek (uint32_t uid)
{
  gpointer name;

  if (!find (uid, &name))
    {
      g_autoptr (GTask) task = g_task_new (NULL, NULL, asked_cb, GUINT_TO_POINTER (uid));

      /* None until it is known better; asked only once. */
      name = NULL;
      take (uid, NULL);
      g_task_set_task_data (task, GUINT_TO_POINTER (uid), NULL);
      g_task_run_in_thread (task, ask_in_thread);
    }

  return name;
}
