/* In which order the list shows its flows.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "app/flow-order.h"

/* While the order is frozen, places of so many flows are kept beside those that are listed; when
 * there are more, those are forgotten: flows that go while another ledger is shown are not told of.
 */
#define MAX_MORE_PLACES 400000

struct _WeirFlowOrder
{
  const WeirFlowColumn *column; /* (nullable) */
  gboolean is_descending;
  GHashTable *places; /* (nullable): serial -> place, while the order is frozen */
  guint next_place;
};

/* A table of 64 bit numbers without an allocation each; where pointers are shorter, a serial that
 * runs over costs a row its place. */
#define SERIAL_TO_POINTER(serial) ((gpointer) (uintptr_t) (serial))

WeirFlowOrder *
weir_flow_order_new (void)
{
  return g_new0 (WeirFlowOrder, 1);
}

void
weir_flow_order_free (WeirFlowOrder *self)
{
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_free (self);
}

void
weir_flow_order_set_column (WeirFlowOrder *self,
                            const WeirFlowColumn *column,
                            gboolean is_descending)
{
  self->column = column;
  self->is_descending = is_descending;
}

/* A total order: flows that carry nothing now stand by what they carried, then by age. */
static inline int
compare_rows (const WeirFlowOrder *self,
              const WeirFlowContext *context,
              gboolean is_by_place,
              const WeirFlowRow *a,
              const WeirFlowRow *b)
{
  int order = 0;

  if (a->is_pinned != b->is_pinned)
    return a->is_pinned ? -1 : 1;
  if (is_by_place)
    return a->key < b->key ? -1 : 1;

  if (a->key != b->key)
    order = a->key < b->key ? -1 : 1;
  else
    order = weir_flow_column_compare (self->column, a->flow, b->flow, context);

  if (order != 0)
    return self->is_descending ? -order : order;
  if (a->total_bytes != b->total_bytes)
    return a->total_bytes > b->total_bytes ? -1 : 1;
  return a->serial < b->serial ? -1 : 1;
}

/* A merge sort that costs next to nothing where the rows are in order already, as most are from one
 * update to the next. */
static void
merge_sort (const WeirFlowOrder *self,
            const WeirFlowContext *context,
            gboolean is_by_place,
            WeirFlowRow *rows,
            guint n_rows,
            WeirFlowRow *scratch)
{
  guint half = n_rows / 2;
  guint left = 0, right = half;

  if (n_rows < 2)
    return;

  merge_sort (self, context, is_by_place, rows, half, scratch);
  merge_sort (self, context, is_by_place, rows + half, n_rows - half, scratch);
  if (compare_rows (self, context, is_by_place, &rows[half - 1], &rows[half]) < 0)
    return;

  memcpy (scratch, rows, half * sizeof (WeirFlowRow));
  for (guint i = 0; left < half; i++)
    {
      if (right < n_rows
          && compare_rows (self, context, is_by_place, &rows[right], &scratch[left]) < 0)
        rows[i] = rows[right++];
      else
        rows[i] = scratch[left++];
    }
}

static void
sort (const WeirFlowOrder *self,
      const WeirFlowContext *context,
      gboolean is_by_place,
      WeirFlowRow *rows,
      guint n_rows)
{
  g_autofree WeirFlowRow *scratch = g_new (WeirFlowRow, n_rows / 2 + 1);

  merge_sort (self, context, is_by_place, rows, n_rows, scratch);
}

static void
sort_by_column (const WeirFlowOrder *self,
                const WeirFlowContext *context,
                WeirFlowRow *rows,
                guint n_rows)
{
  if (self->column == NULL)
    return;

  for (guint i = 0; i < n_rows; i++)
    {
      rows[i].key = weir_flow_column_get_key (self->column, rows[i].flow, context);
      rows[i].total_bytes = rows[i].flow->tx_bytes + rows[i].flow->rx_bytes;
    }
  sort (self, context, FALSE, rows, n_rows);
}

/* Returns: 0: it has none yet */
static guint
get_place (const WeirFlowOrder *self, const WeirFlowRow *row)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->places, SERIAL_TO_POINTER (row->serial)));
}

static void
add_places (WeirFlowOrder *self, const WeirFlowRow *rows, guint n_rows)
{
  for (guint i = 0; i < n_rows; i++)
    g_hash_table_insert (self->places, SERIAL_TO_POINTER (rows[i].serial),
                         GUINT_TO_POINTER (++self->next_place));
}

/* Those that are new come last, in the column's order among themselves. */
static void
place_new (WeirFlowOrder *self, GArray *rows, const WeirFlowContext *context)
{
  WeirFlowRow *row = (WeirFlowRow *) (gpointer) rows->data;
  g_autoptr (GArray) fresh = g_array_new (FALSE, FALSE, sizeof (WeirFlowRow));
  guint n_known = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      if (get_place (self, &row[i]) == 0)
        g_array_append_val (fresh, row[i]);
      else
        row[n_known++] = row[i];
    }
  if (fresh->len == 0)
    return;

  sort_by_column (self, context, (WeirFlowRow *) (gpointer) fresh->data, fresh->len);
  memcpy (row + n_known, fresh->data, fresh->len * sizeof (WeirFlowRow));
  if (g_hash_table_size (self->places) > MAX_MORE_PLACES + rows->len)
    {
      g_hash_table_remove_all (self->places);
      n_known = 0;
    }
  add_places (self, row + n_known, rows->len - n_known);
}

void
weir_flow_order_sort (WeirFlowOrder *self, GArray *rows, const WeirFlowContext *context)
{
  WeirFlowRow *row = (WeirFlowRow *) (gpointer) rows->data;

  if (self->places == NULL)
    {
      sort_by_column (self, context, row, rows->len);
      return;
    }

  place_new (self, rows, context);
  for (guint i = 0; i < rows->len; i++)
    row[i].key = get_place (self, &row[i]);
  sort (self, context, TRUE, row, rows->len);
}

void
weir_flow_order_lift_pinned (GArray *rows)
{
  WeirFlowRow *row = (WeirFlowRow *) (gpointer) rows->data;
  g_autoptr (GArray) others = g_array_sized_new (FALSE, FALSE, sizeof (WeirFlowRow), rows->len);
  guint n_pinned = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      if (row[i].is_pinned)
        row[n_pinned++] = row[i];
      else
        g_array_append_val (others, row[i]);
    }
  if (others->len > 0)
    memcpy (row + n_pinned, others->data, others->len * sizeof (WeirFlowRow));
}

void
weir_flow_order_freeze (WeirFlowOrder *self, const GArray *rows)
{
  g_clear_pointer (&self->places, g_hash_table_unref);
  self->next_place = 0;
  if (rows == NULL)
    return;

  self->places = g_hash_table_new (NULL, NULL);
  add_places (self, (const WeirFlowRow *) (gconstpointer) rows->data, rows->len);
}

gboolean
weir_flow_order_is_frozen (const WeirFlowOrder *self)
{
  return self->places != NULL;
}

void
weir_flow_order_forget (WeirFlowOrder *self, uint64_t serial)
{
  if (self->places != NULL)
    g_hash_table_remove (self->places, SERIAL_TO_POINTER (serial));
}
