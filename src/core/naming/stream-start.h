/* The first bytes of a stream, put together from pieces in any order.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of bytes that come twice, the first ones count.  Never holds more than WEIR_STREAM_START_MAX
 * bytes.  One thread at a time.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define WEIR_STREAM_START_MAX 8192

typedef struct
{
  uint8_t *bytes;  /* (nullable): @size of them, those that have come and gaps */
  uint8_t *is_set; /* (nullable): a bit for each */
  guint size;
  guint n_ready; /* bytes before the first gap */
} WeirStreamStart;

void weir_stream_start_clear (WeirStreamStart *self);

/* What lies behind the bound is left out. */
void weir_stream_start_add (WeirStreamStart *self,
                            uint64_t offset,
                            const uint8_t *data,
                            gsize length);

G_END_DECLS
