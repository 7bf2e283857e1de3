/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter-values.h"

#include "core/filter/filter-pattern.h"
#include "core/naming/services.h"
#include "core/packet/protocol-name.h"

#define MAX_FLOWS 20000
#define MAX_VALUES 2048

typedef struct
{
  const char *text; /* of the table */
  uint64_t bytes;
} Value;

static void
add_value (GHashTable *values, const char *text, uint64_t bytes)
{
  uint64_t *sum = g_hash_table_lookup (values, text);

  if (sum != NULL)
    {
      *sum += bytes;
      return;
    }
  if (g_hash_table_size (values) < MAX_VALUES)
    g_hash_table_insert (values, g_strdup (text), g_memdup2 (&bytes, sizeof bytes));
}

/* Ports that are given to clients at random are of no use in a list. */
static char *
dup_port (const WeirFilterField *field, const WeirFlow *flow)
{
  const WeirFlowKey *key = &flow->key;
  uint16_t port;

  if (!weir_protocol_has_ports (key->family, key->protocol))
    return NULL;
  weir_services_for_flow (key, &port);
  if (field->side == WEIR_SIDE_LOCAL)
    port = key->local_port;
  else if (field->side == WEIR_SIDE_REMOTE)
    port = key->remote_port;
  return g_strdup_printf ("%u", port);
}

char *
weir_filter_value_dup (const WeirFlow *flow,
                       const WeirFilterField *field,
                       const WeirFilterContext *context)
{
  char protocol[WEIR_PROTOCOL_NAME_MAX];
  WeirFilterTexts texts;
  double number;

  switch (field->kind)
    {
    case WEIR_FILTER_TEXT:
    case WEIR_FILTER_ADDRESS:
      weir_filter_field_read_texts (field, flow, context, FALSE, &texts);
      return texts.n > 0 ? g_utf8_make_valid (texts.texts[0], -1) : NULL;
    case WEIR_FILTER_PORT:
      return dup_port (field, flow);
    case WEIR_FILTER_PROTOCOL:
      return g_strdup (weir_protocol_name (flow->key.family, flow->key.protocol, protocol));
    case WEIR_FILTER_NUMBER:
      if (field->unit != WEIR_NUMBER_COUNT
          || !weir_filter_field_read_number (field, flow, context, &number))
        return NULL;
      return g_strdup_printf ("%.0f", number);
    case WEIR_FILTER_NETWORK:
    case WEIR_FILTER_FLAG:
    default:
      return NULL;
    }
}

static void
add_flow (GHashTable *values,
          const WeirFilterField *field,
          const WeirFlow *flow,
          const WeirFilterContext *context)
{
  uint64_t bytes = flow->tx_bytes + flow->rx_bytes;
  g_autofree char *value = NULL;
  WeirFilterTexts texts;

  /* An address and its name are two values. */
  if (field->kind == WEIR_FILTER_ADDRESS)
    {
      weir_filter_field_read_texts (field, flow, context, FALSE, &texts);
      for (guint i = 0; i < texts.n; i++)
        add_value (values, texts.texts[i], bytes);
      return;
    }

  value = field->kind == WEIR_FILTER_NUMBER ? NULL : weir_filter_value_dup (flow, field, context);
  if (value != NULL)
    add_value (values, value, bytes);
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const Value *x = a;
  const Value *y = b;

  if (x->bytes != y->bytes)
    return x->bytes < y->bytes ? 1 : -1;
  return g_strcmp0 (x->text, y->text);
}

GPtrArray *
weir_filter_values_collect (const WeirLedger *ledger,
                            const WeirFilterField *field,
                            const WeirFilterContext *context,
                            const char *piece,
                            guint max)
{
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (Value));
  g_autofree char *word = weir_filter_word_new_for_text (piece);
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  guint n_flows = MIN (weir_ledger_get_n_flows (ledger), MAX_FLOWS);
  WeirFilterPattern pattern;
  GHashTableIter iter;
  gpointer text, bytes;

  for (guint i = 0; i < n_flows; i++)
    add_flow (values, field, weir_ledger_get_flow (ledger, i), context);

  weir_filter_pattern_init (&pattern, word, FALSE);
  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &text, &bytes))
    {
      const Value value = { text, *(uint64_t *) bytes };

      if (weir_filter_pattern_matches (&pattern, text))
        g_array_append_val (sorted, value);
    }
  weir_filter_pattern_clear (&pattern);

  g_array_sort (sorted, compare_values);
  for (guint i = 0; i < sorted->len && i < max; i++)
    g_ptr_array_add (texts, g_strdup (g_array_index (sorted, Value, i).text));
  return texts;
}
