/* Text on its way to a stream, handed over in pieces.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A report of millions of flows is never held in memory as a whole: its writer appends to @text and
 * calls weir_output_drain() after every line.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GOutputStream *stream; /* (nullable) */
  GString *text;         /* written, but not yet handed over */
} WeirOutput;

/* @stream: (nullable): kept alive, not closed by weir_output_free(); without one, everything stays
 * in @text */
WeirOutput *weir_output_new (GOutputStream *stream);
void weir_output_free (WeirOutput *self);

/* Hands over what is there once it is worth a write. */
gboolean weir_output_drain (WeirOutput *self, GError **error);

/* Hands over everything. */
gboolean weir_output_flush (WeirOutput *self, GError **error);

/* The forms of numbers that all machine-readable reports share, the same in every locale. */
void weir_output_append_uint (WeirOutput *self, guint64 value);

/* Seconds since 1970 with six decimals. */
void weir_output_append_time (WeirOutput *self, gint64 time_us);

/* Milliseconds with at most three decimals; @duration_us is not negative. */
void weir_output_append_ms (WeirOutput *self, gint64 duration_us);

/* Bits per second with at most one decimal, which is exact for windows of 2, 10 and 40 seconds. */
void weir_output_append_rate (WeirOutput *self, double bps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirOutput, weir_output_free)

G_END_DECLS
