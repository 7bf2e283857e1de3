/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/flow-key.h"

#include <string.h>

#include "core/packet/protocol-name.h"
#include "core/units.h"

guint
weir_flow_key_hash (gconstpointer key)
{
  const uint8_t *bytes = key;
  uint64_t hash = 0;

  for (gsize i = 0; i < sizeof (WeirFlowKey); i += sizeof (uint64_t))
    {
      uint64_t word;

      memcpy (&word, bytes + i, sizeof word);
      hash = (hash ^ word) * UINT64_C (0x9e3779b97f4a7c15);
      hash ^= hash >> 32;
    }

  return (guint) hash;
}

gboolean
weir_flow_key_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (WeirFlowKey)) == 0;
}

int
weir_flow_key_compare (const WeirFlowKey *a, const WeirFlowKey *b)
{
  int order = (int) a->family - (int) b->family;

  if (order == 0)
    order = memcmp (&a->local, &b->local, sizeof a->local);
  if (order == 0)
    order = memcmp (&a->remote, &b->remote, sizeof a->remote);
  if (order == 0)
    order = (int) a->protocol - (int) b->protocol;
  if (order == 0)
    order = (int) a->local_port - (int) b->local_port;
  if (order == 0)
    order = (int) a->remote_port - (int) b->remote_port;

  return order;
}

WeirFlowKey
weir_flow_key_without_ports (const WeirFlowKey *key)
{
  WeirFlowKey pair = *key;

  pair.local_port = 0;
  pair.remote_port = 0;
  return pair;
}

WeirFlowKey
weir_flow_key_reversed (const WeirFlowKey *key)
{
  WeirFlowKey reversed = *key;

  reversed.local = key->remote;
  reversed.local_port = key->remote_port;
  reversed.remote = key->local;
  reversed.remote_port = key->local_port;

  return reversed;
}

static const char *
format (const WeirFlowKey *key,
        const WeirAddress *address,
        uint16_t port,
        char text[WEIR_FLOW_KEY_TEXT_MAX])
{
  gboolean has_port = port != 0 && weir_protocol_has_ports (key->family, key->protocol);
  gboolean has_brackets = has_port && key->family == WEIR_FAMILY_IPV6;
  char *end = text;

  if (has_brackets)
    *end++ = '[';
  weir_address_format (address, key->family, end);
  if (!has_port)
    return text;

  end += strlen (end);
  if (has_brackets)
    *end++ = ']';
  *end++ = ':';
  end = weir_units_put_digits (end, port);
  *end = '\0';
  return text;
}

const char *
weir_flow_key_format_local (const WeirFlowKey *key, char text[WEIR_FLOW_KEY_TEXT_MAX])
{
  return format (key, &key->local, key->local_port, text);
}

const char *
weir_flow_key_format_remote (const WeirFlowKey *key, char text[WEIR_FLOW_KEY_TEXT_MAX])
{
  return format (key, &key->remote, key->remote_port, text);
}

char *
weir_flow_key_dup_local_text (const WeirFlowKey *key)
{
  char text[WEIR_FLOW_KEY_TEXT_MAX];

  return g_strdup (weir_flow_key_format_local (key, text));
}

char *
weir_flow_key_dup_remote_text (const WeirFlowKey *key)
{
  char text[WEIR_FLOW_KEY_TEXT_MAX];

  return g_strdup (weir_flow_key_format_remote (key, text));
}
