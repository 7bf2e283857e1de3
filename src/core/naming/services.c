/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/services.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include "core/packet/protocol-name.h"

/* Ports that are given to clients at random have no service (RFC 6335 section 6: the dynamic
 * ports). */
#define FIRST_DYNAMIC_PORT 49152

static const char *
protocol_to_text (uint16_t protocol)
{
  switch (protocol)
    {
    case IPPROTO_TCP:
      return "tcp";
    case IPPROTO_SCTP:
      return "sctp";
    case IPPROTO_DCCP:
      return "dccp";
    default:
      return "udp";
    }
}

const char *
weir_services_lookup (uint16_t protocol, uint16_t port)
{
  /* At most one entry for each port of four protocols. */
  static GHashTable *cache;
  gpointer key = GUINT_TO_POINTER ((guint) protocol << 16 | port);
  gpointer name;

  if (cache == NULL)
    cache = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  if (!g_hash_table_lookup_extended (cache, key, NULL, &name))
    {
      const struct servent *entry = getservbyport (htons (port), protocol_to_text (protocol));

      name = entry != NULL ? g_utf8_make_valid (entry->s_name, -1) : NULL;
      g_hash_table_insert (cache, key, name);
    }

  return name;
}

gboolean
weir_services_find (const char *name, uint16_t *port)
{
  static const uint16_t protocols[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP, IPPROTO_DCCP };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      const struct servent *entry = getservbyname (lower, protocol_to_text (protocols[i]));

      if (entry != NULL)
        {
          *port = ntohs ((uint16_t) entry->s_port);
          return TRUE;
        }
    }

  return FALSE;
}

const char *
weir_services_for_flow (const WeirFlowKey *key, uint16_t *port)
{
  const char *name = NULL;
  uint16_t named = 0;

  if (weir_protocol_has_ports (key->family, key->protocol))
    {
      named = key->remote_port;
      if (named != 0 && named < FIRST_DYNAMIC_PORT)
        name = weir_services_lookup (key->protocol, named);
      if (name == NULL && key->local_port != 0 && key->local_port < FIRST_DYNAMIC_PORT)
        {
          name = weir_services_lookup (key->protocol, key->local_port);
          if (name != NULL)
            named = key->local_port;
        }
      if (name == NULL)
        named = MIN (key->local_port, key->remote_port);
    }

  if (port != NULL)
    *port = named;
  return name;
}
