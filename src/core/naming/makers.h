/* Who made a network card, by the first bits of its address (EUI-48).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the lists of the IEEE that the system has: blocks of 24 (MA-L), 28 (MA-M) and 36 bits
 * (MA-S), of which the longest that fits counts.  Some 50,000 lines: read by another thread when
 * the first address is asked for, and not before.  Main loop only.
 */
#pragma once

#include <gio/gio.h>
#include <stdint.h>

G_BEGIN_DECLS

/* Beyond these, what follows in a file is not read. */
#define WEIR_MAKERS_MAX_BYTES (16 * 1024 * 1024)
#define WEIR_MAKERS_MAX_BLOCKS 200000
#define WEIR_MAKER_NAME_MAX 96

typedef struct _WeirMakers WeirMakers;

/* @files: (nullable): others than those of the distributions, in the form that the name tells:
 * ".csv" and ".txt" as the IEEE has them, ".hwdb" as hwdb(7).  All those that exist are read. */
WeirMakers *weir_makers_new (const char *const *files);
void weir_makers_free (WeirMakers *self);

/* Returns: (nullable) (transfer none): %NULL where it is not known, or not yet; safe to show */
const char *weir_makers_lookup (WeirMakers *self, const uint8_t mac[6]);

/* Whether the lists are being read. */
gboolean weir_makers_is_loading (const WeirMakers *self);

guint weir_makers_get_n_blocks (const WeirMakers *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirMakers, weir_makers_free)

G_END_DECLS
