/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/user.h"

#include <pwd.h>

/* A container may use any number of them; when there are more, all are looked up anew. */
#define MAX_USERS 1024

const char *
weir_user_lookup (uint32_t uid)
{
  static GHashTable *names;
  gpointer name;

  if (names == NULL)
    names = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  if (!g_hash_table_lookup_extended (names, GUINT_TO_POINTER (uid), NULL, &name))
    {
      const struct passwd *user = getpwuid (uid);

      if (g_hash_table_size (names) >= MAX_USERS)
        g_hash_table_remove_all (names);
      name = user != NULL ? g_utf8_make_valid (user->pw_name, -1) : NULL;
      g_hash_table_insert (names, GUINT_TO_POINTER (uid), name);
    }

  return name;
}
