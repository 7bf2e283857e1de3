/* Whether the books balance after a fuzzed run: what went in is what comes out.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Broken rules abort, which is how a fuzzer learns of them.
 */
#pragma once

#include "core/flow/ledger.h"
#include "core/packet/packet.h"
#include "core/source/meter.h"

G_BEGIN_DECLS

typedef struct _Books Books;

Books *books_new (const WeirLedgerOptions *options);
void books_free (Books *self);

/* A frame that is about to be given to the meter, and what the parser made of it (nullable). */
void books_add_frame (Books *self, const WeirPacket *packet);

/* A WeirIntervalFunc; @user_data: the Books. */
void books_take_batch (WeirMeter *meter, gpointer user_data);

/* Takes the last batch and compares all sums; with the frames only if any were added. */
void books_finish (Books *self, WeirMeter *meter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Books, books_free)

G_END_DECLS
