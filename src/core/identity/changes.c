/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/changes.h"

typedef struct
{
  guint id;
  WeirIdentityChangedFunc func;
  gpointer user_data;
} Listener;

static GArray *listeners; /* (nullable) */
static guint last_id;
static guint timeout_id;

guint
weir_identity_add_changed_func (WeirIdentityChangedFunc func, gpointer user_data)
{
  const Listener listener = { ++last_id, func, user_data };

  if (listeners == NULL)
    listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
  g_array_append_val (listeners, listener);
  return listener.id;
}

void
weir_identity_remove_changed_func (guint id)
{
  for (guint i = 0; listeners != NULL && i < listeners->len; i++)
    {
      if (g_array_index (listeners, Listener, i).id == id)
        {
          g_array_remove_index (listeners, i);
          return;
        }
    }
}

/* A function may add or remove others: one that is gone is not called, one that is new is. */
static gboolean
on_timeout (gpointer user_data)
{
  guint id = 0;
  guint i = 0;

  timeout_id = 0;
  while (listeners != NULL && i < listeners->len)
    {
      const Listener listener = g_array_index (listeners, Listener, i);

      if (listener.id > id)
        {
          id = listener.id;
          listener.func (listener.user_data);
          i = 0;
        }
      else
        {
          i++;
        }
    }
  return G_SOURCE_REMOVE;
}

void
weir_identity_changed (void)
{
  if (timeout_id == 0)
    timeout_id = g_timeout_add (WEIR_IDENTITY_CHANGES_INTERVAL_MS, on_timeout, NULL);
}
