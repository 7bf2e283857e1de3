/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/former-facts.h"

#include <string.h>

/* One of the two. */
typedef struct
{
  int64_t second;         /* in which it was replaced */
  WeirSocketInfo *socket; /* (nullable) */
  char *server_name;      /* (nullable) */
  uint8_t server_name_source;
  uint8_t server_is_local;
} Fact;

typedef struct
{
  GArray *owners; /* (nullable) (element-type Fact): the oldest first */
  GArray *names;
} Facts;

struct _WeirFormerFacts
{
  GHashTable *by_slot; /* slot → Facts */
};

static gsize
get_size (const Fact *fact)
{
  return sizeof *fact + (fact->socket != NULL ? sizeof *fact->socket : 0)
         + (fact->server_name != NULL ? strlen (fact->server_name) + 1 : 0);
}

static void
fact_clear (gpointer data)
{
  Fact *fact = data;

  g_free (fact->socket);
  g_free (fact->server_name);
}

static void
facts_free (gpointer data)
{
  Facts *facts = data;

  g_array_unref (facts->owners);
  g_array_unref (facts->names);
  g_free (facts);
}

WeirFormerFacts *
weir_former_facts_new (void)
{
  WeirFormerFacts *self = g_new0 (WeirFormerFacts, 1);

  self->by_slot = g_hash_table_new_full (NULL, NULL, NULL, facts_free);
  return self;
}

void
weir_former_facts_free (WeirFormerFacts *self)
{
  g_hash_table_unref (self->by_slot);
  g_free (self);
}

static Facts *
get_facts (WeirFormerFacts *self, guint slot)
{
  Facts *facts = g_hash_table_lookup (self->by_slot, GUINT_TO_POINTER (slot));

  if (facts != NULL)
    return facts;

  facts = g_new0 (Facts, 1);
  facts->owners = g_array_new (FALSE, FALSE, sizeof (Fact));
  facts->names = g_array_new (FALSE, FALSE, sizeof (Fact));
  g_array_set_clear_func (facts->owners, fact_clear);
  g_array_set_clear_func (facts->names, fact_clear);
  g_hash_table_insert (self->by_slot, GUINT_TO_POINTER (slot), facts);
  return facts;
}

/* @fact: (transfer full) */
static gssize
append (GArray *array, const Fact *fact)
{
  gssize n_bytes = (gssize) get_size (fact);

  if (array->len == WEIR_FORMER_FACTS_MAX)
    {
      n_bytes -= (gssize) get_size (&g_array_index (array, Fact, 0));
      g_array_remove_index (array, 0);
    }
  g_array_append_vals (array, fact, 1);
  return n_bytes;
}

gssize
weir_former_facts_add_owner (WeirFormerFacts *self,
                             guint slot,
                             const WeirFlow *flow,
                             int64_t second)
{
  const Fact fact = {
    .second = second,
    .socket = g_memdup2 (flow->socket, sizeof *flow->socket),
  };

  return append (get_facts (self, slot)->owners, &fact);
}

gssize
weir_former_facts_add_name (WeirFormerFacts *self, guint slot, const WeirFlow *flow, int64_t second)
{
  const Fact fact = {
    .second = second,
    .server_name = g_strdup (flow->server_name),
    .server_name_source = flow->server_name_source,
    .server_is_local = flow->server_is_local,
  };

  return append (get_facts (self, slot)->names, &fact);
}

static gsize
sum_up (const GArray *array)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < array->len; i++)
    n_bytes += get_size (&g_array_index (array, Fact, i));
  return n_bytes;
}

gsize
weir_former_facts_forget (WeirFormerFacts *self, guint slot)
{
  const Facts *facts = g_hash_table_lookup (self->by_slot, GUINT_TO_POINTER (slot));
  gsize n_bytes;

  if (facts == NULL)
    return 0;

  n_bytes = sum_up (facts->owners) + sum_up (facts->names);
  g_hash_table_remove (self->by_slot, GUINT_TO_POINTER (slot));
  return n_bytes;
}

/* Returns: (nullable): what held when @second ended, if something else does now */
static const Fact *
find (const GArray *array, int64_t second)
{
  for (guint i = 0; i < array->len; i++)
    {
      const Fact *fact = &g_array_index (array, Fact, i);

      if (fact->second > second)
        return fact;
    }
  return NULL;
}

void
weir_former_facts_restore (const WeirFormerFacts *self, guint slot, int64_t second, WeirFlow *flow)
{
  const Facts *facts = g_hash_table_lookup (self->by_slot, GUINT_TO_POINTER (slot));
  const Fact *fact;

  if (facts == NULL)
    return;

  fact = find (facts->owners, second);
  if (fact != NULL)
    *flow->socket = *fact->socket;

  fact = find (facts->names, second);
  if (fact == NULL)
    return;
  g_free (flow->server_name);
  flow->server_name = g_strdup (fact->server_name);
  flow->server_name_source = fact->server_name_source;
  flow->server_is_local = fact->server_is_local;
}
