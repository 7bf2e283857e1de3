/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/name-text.h"

char *
name_text (const WeirLearntName *name)
{
  char local[WEIR_ADDRESS_TEXT_MAX];
  char remote[WEIR_ADDRESS_TEXT_MAX];
  const char *source = weir_name_source_get_id (name->source);

  weir_address_format (&name->key.remote, name->key.family, remote);
  if (!weir_learnt_name_is_of_flow (name))
    return g_strdup_printf ("%s %s %s", source, remote, name->text);
  weir_address_format (&name->key.local, name->key.family, local);
  return g_strdup_printf ("%s %s %u %s %u %s", source, local, name->key.local_port, remote,
                          name->key.remote_port, name->text);
}
