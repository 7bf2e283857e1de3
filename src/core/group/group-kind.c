/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#ifdef HAVE_LIBPSL
#include <libpsl.h>
#endif

#include "core/filter/filter-lexer.h"
#include "core/group/group-kind.h"
#include "core/flow/flow-owner.h"
#include "core/identity/user.h"
#include "core/packet/protocol-name.h"

#define DOMAIN_ID "domain"
#define PAIR_ID "pair"

/* Not the flow field: that may wait for a directory service. */
static const char *
read_user (const WeirFlow *flow, const WeirReport *known, WeirFieldValue *room)
{
  return weir_flow_has_socket (flow) ? weir_user_peek (flow->socket->uid) : NULL;
}

static const char *
read_interface (const WeirFlow *flow, const WeirReport *known, WeirFieldValue *room)
{
  return known->options.interface;
}

/* What a pair is called is what asks for it in the filter language. */
static const char *
read_pair (const WeirFlow *flow, const WeirReport *known, WeirFieldValue *room)
{
  static char text[2 * WEIR_ADDRESS_TEXT_MAX + WEIR_PROTOCOL_NAME_MAX + 32];
  const WeirFlowKey *key = &flow->key;
  char local[WEIR_ADDRESS_TEXT_MAX], remote[WEIR_ADDRESS_TEXT_MAX];
  char protocol[WEIR_PROTOCOL_NAME_MAX];
  g_autofree char *word = NULL;

  if (key->family == WEIR_FAMILY_NONE)
    return NULL;

  word = weir_filter_word_quote (weir_protocol_name (key->family, key->protocol, protocol), TRUE,
                                 FALSE);
  g_snprintf (text, sizeof text, "local=%s remote=%s proto=%s",
              weir_address_format (&key->local, key->family, local),
              weir_address_format (&key->remote, key->family, remote), word);
  return text;
}

#ifdef HAVE_LIBPSL
/* "example.co.uk" of "www.example.co.uk", by the Public Suffix List: names below one registered
 * domain are one owner's. */
static const char *
read_domain (const WeirFlow *flow, const WeirReport *known, WeirFieldValue *room)
{
  const char *name = weir_names_get_for_flow (known->options.names, flow, NULL);
  const char *domain;

  if (name == NULL)
    return NULL;

  domain = psl_registrable_domain (psl_builtin (), name);
  return domain != NULL ? domain : name;
}
#endif

static const WeirGroupKind kinds[] = {
  {
      .id = "application",
      .title = N_ ("Applications"),
      .column = N_ ("Application"),
      .unknown = N_ ("Not known"),
      .field = "app",
      .is_exact = TRUE,
      .is_of_programs = TRUE,
      .reads = { "application", "process" },
  },
  {
      .id = "process",
      .title = N_ ("Processes"),
      .column = N_ ("Process"),
      .unknown = N_ ("Not known"),
      .field = "process",
      .is_exact = TRUE,
      .is_of_programs = TRUE,
      .reads = { "process" },
  },
  {
      .id = "host",
      .title = N_ ("Hosts"),
      .column = N_ ("Host"),
      .unknown = N_ ("Not known"),
      .field = "remote",
      .is_exact = TRUE,
      .reads = { "remote_name", "remote_address" },
  },
#ifdef HAVE_LIBPSL
  {
      .id = DOMAIN_ID,
      .title = N_ ("Domains"),
      .column = N_ ("Domain"),
      .unknown = N_ ("Without a name"),
      .field = "remote",
      .read = read_domain,
  },
#endif
  {
      .id = "service",
      .title = N_ ("Services"),
      .column = N_ ("Service"),
      .unknown = N_ ("Without a name"),
      .field = "service",
      .is_exact = TRUE,
      .reads = { "service" },
  },
  {
      .id = "protocol",
      .title = N_ ("Protocols"),
      .column = N_ ("Protocol"),
      .unknown = N_ ("Not known"),
      .field = "proto",
      .is_exact = TRUE,
      .reads = { "protocol" },
  },
  {
      .id = "publisher",
      .title = N_ ("Publishers"),
      .column = N_ ("Publisher"),
      .unknown = N_ ("Not known"),
      .field = "publisher",
      .is_exact = TRUE,
      .reads = { "publisher" },
  },
  {
      .id = "container",
      .title = N_ ("Containers"),
      .column = N_ ("Container"),
      .unknown = N_ ("In no container"),
      .field = "container",
      .is_exact = TRUE,
      .reads = { "container" },
  },
  {
      .id = "user",
      .title = N_ ("Users"),
      .column = N_ ("User"),
      .unknown = N_ ("Not known"),
      .field = "user",
      .is_exact = TRUE,
      .read = read_user,
  },
  {
      .id = "country",
      .title = N_ ("Countries"),
      .column = N_ ("Country"),
      .unknown = N_ ("Not known"),
      .field = "country",
      .is_exact = TRUE,
      .reads = { "country" },
  },
  {
      .id = "network",
      .title = N_ ("Networks"),
      .column = N_ ("Network"),
      .unknown = N_ ("Not known"),
      .field = "operator",
      .is_exact = TRUE,
      .reads = { "as_name" },
  },
  {
      .id = "interface",
      .title = N_ ("Interfaces"),
      .column = N_ ("Interface"),
      .unknown = N_ ("Not known"),
      .field = "interface",
      .is_exact = TRUE,
      .read = read_interface,
  },
  {
      .id = PAIR_ID,
      .title = N_ ("Pairs of Hosts"),
      .column = N_ ("Pair of Hosts"),
      .unknown = N_ ("Other traffic"),
      .field = "remote",
      .is_of_pairs = TRUE,
      .read = read_pair,
  },
};

const WeirGroupKind *
weir_group_kinds_get (guint *n_kinds)
{
  *n_kinds = G_N_ELEMENTS (kinds) - 1;
  return kinds;
}

const WeirGroupKind *
weir_group_kind_get_pairs (void)
{
  return &kinds[G_N_ELEMENTS (kinds) - 1];
}

const WeirGroupKind *
weir_group_kind_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_equal (kinds[i].id, id))
        return &kinds[i];
    }

  return NULL;
}

char *
weir_group_kinds_dup_names (void)
{
  GString *names = g_string_new (kinds[0].id);

  for (guint i = 1; i < G_N_ELEMENTS (kinds); i++)
    g_string_append_printf (names, ", %s", kinds[i].id);
  return g_string_free (names, FALSE);
}

/* Looked up once: this runs for every flow. */
static const WeirFlowField *
get_field (const WeirGroupKind *self, guint i)
{
  static const WeirFlowField *fields[G_N_ELEMENTS (kinds)][G_N_ELEMENTS (self->reads)];
  const WeirFlowField **place = &fields[self - kinds][i];

  if (*place == NULL)
    *place = weir_flow_field_find (self->reads[i]);
  return *place;
}

const char *
weir_group_kind_read (const WeirGroupKind *self,
                      const WeirFlow *flow,
                      const WeirReport *known,
                      WeirFieldValue *room)
{
  if (self->read != NULL)
    return self->read (flow, known, room);

  for (guint i = 0; i < G_N_ELEMENTS (self->reads) && self->reads[i] != NULL; i++)
    {
      room->kind = WEIR_FIELD_ABSENT;
      get_field (self, i)->read (known, flow, room);
      if (room->kind == WEIR_FIELD_TEXT && *room->text != '\0')
        return room->text;
    }

  return NULL;
}

char *
weir_group_kind_dup_filter (const WeirGroupKind *self, const char *value)
{
  g_autofree char *quoted = NULL;

  if (value == NULL)
    return g_strdup_printf ("!%s:*", self->field);

  if (self->is_of_pairs)
    return g_strdup_printf ("(%s)", value);

  quoted = weir_filter_word_quote (value, TRUE, FALSE);
  /* The domain itself, and what is below it. */
  if (g_str_equal (self->id, DOMAIN_ID))
    return g_strdup_printf ("(%s=%s or %s:*.%s)", self->field, quoted, self->field, quoted);
  return g_strdup_printf ("%s=%s", self->field, quoted);
}
