/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/services.h"

#include <arpa/inet.h>
#include <gio/gio.h>
#include <netdb.h>
#include <netinet/in.h>

#include "core/packet/protocol-name.h"
#include "weir-core-resources.h"

#define LIST_PATH WEIR_RESOURCE_PATH "/core/services.txt"

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

/* Of a line of the list: "443 tcp,udp,sctp https". */
typedef struct
{
  guint port; /* 0: a comment */
  const char *protocols;
  gsize protocols_length;
  const char *name;
  gsize name_length;
} Line;

static const char *
get_list (gsize *size)
{
  static GBytes *list;

  if (list == NULL)
    {
      weir_core_register_resource ();
      list = g_resources_lookup_data (LIST_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
    }
  return g_bytes_get_data (list, size);
}

/* Returns the start of the next line. */
static const char *
read_line (const char *text, const char *end, Line *line)
{
  const char *newline = memchr (text, '\n', (gsize) (end - text));
  const char *blank;

  line->port = 0;
  for (; text < newline && g_ascii_isdigit (*text); text++)
    line->port = 10 * line->port + (guint) g_ascii_digit_value (*text);
  if (line->port == 0)
    return newline + 1;

  line->protocols = text + 1;
  blank = memchr (line->protocols, ' ', (gsize) (newline - line->protocols));
  line->protocols_length = (gsize) (blank - line->protocols);
  line->name = blank + 1;
  line->name_length = (gsize) (newline - line->name);
  return newline + 1;
}

static gboolean
has_protocol (const Line *line, const char *protocol)
{
  g_autofree char *protocols = g_strndup (line->protocols, line->protocols_length);
  g_auto (GStrv) each = g_strsplit (protocols, ",", -1);

  return g_strv_contains ((const char *const *) each, protocol);
}

static char *
dup_from_list (uint16_t port, const char *protocol)
{
  gsize size;
  const char *list = get_list (&size);
  const char *low = list;
  const char *high = list + size;
  Line line;

  if (port == 0)
    return NULL;

  /* The first line of the port or of one above it. */
  while (low < high)
    {
      const char *middle = low + (high - low) / 2;
      const char *next;

      while (middle > low && middle[-1] != '\n')
        middle--;
      next = read_line (middle, list + size, &line);
      if (line.port < port)
        low = next;
      else
        high = middle;
    }

  while (low < list + size)
    {
      low = read_line (low, list + size, &line);
      if (line.port != port)
        break;
      if (has_protocol (&line, protocol))
        return g_strndup (line.name, line.name_length);
    }
  return NULL;
}

static gboolean
find_in_list (const char *name, uint16_t *port)
{
  gsize size;
  const char *text = get_list (&size);
  const char *end = text + size;
  gsize length = strlen (name);
  Line line;

  while (text < end)
    {
      text = read_line (text, end, &line);
      if (line.port != 0 && line.name_length == length
          && g_ascii_strncasecmp (line.name, name, length) == 0)
        {
          *port = (uint16_t) line.port;
          return TRUE;
        }
    }
  return FALSE;
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
      const char *protocol_text = protocol_to_text (protocol);
      const struct servent *entry = getservbyport (htons (port), protocol_text);

      name = entry != NULL ? g_utf8_make_valid (entry->s_name, -1)
                           : dup_from_list (port, protocol_text);
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

  return find_in_list (lower, port);
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
