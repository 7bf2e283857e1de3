/* Whether the thread sanitizer sees what it should: a race, and none where there is a lock.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   race with-lock       ends well
 *   race without-lock    is found
 */
#include <string.h>

#include "core/address.h"

static GMutex mutex;
static gboolean has_lock;
static guint n;

static gpointer
count (gpointer data)
{
  WeirAddress address;
  WeirFamily family;

  for (guint i = 0; i < 1000; i++)
    {
      if (has_lock)
        g_mutex_lock (&mutex);
      n += weir_address_parse ("192.0.2.1", &address, &family);
      if (has_lock)
        g_mutex_unlock (&mutex);
    }
  return NULL;
}

int
main (int argc, char *argv[])
{
  GThread *other;

  has_lock = argc == 2 && strcmp (argv[1], "with-lock") == 0;
  other = g_thread_new ("other", count, NULL);
  count (NULL);
  g_thread_join (other);
  /* g_thread_join() has taken it. */
  /* cppcheck-suppress memleak */
  return n == 2000 || !has_lock ? 0 : 1;
}
