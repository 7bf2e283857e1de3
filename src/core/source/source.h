/* Where packets come from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A source is made on any thread, then owned by a WeirWorker: all methods but interrupt() are
 * called on the worker's thread, in the order open, read …, close, and again after a failure.
 */
#pragma once

#include <gio/gio.h>

#include "core/source/meter.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_READ_AGAIN,  /* delivered what there was, or nothing came in time */
  WEIR_READ_PAUSED, /* nothing can come at present, @error says why; it goes on by itself */
  WEIR_READ_END,    /* the file has ended */
  WEIR_READ_FAILED, /* @error is set */
} WeirReadResult;

#define WEIR_TYPE_SOURCE (weir_source_get_type ())
G_DECLARE_DERIVABLE_TYPE (WeirSource, weir_source, WEIR, SOURCE, GObject)

struct _WeirSourceClass
{
  GObjectClass parent_class;

  /* Opens, and tells the meter the link type and the local addresses. */
  gboolean (*open) (WeirSource *self, WeirMeter *meter, GError **error);

  /* Gives the meter what has arrived.  Waits for about 100 ms at most. */
  WeirReadResult (*read) (WeirSource *self, WeirMeter *meter, GError **error);

  void (*close) (WeirSource *self);

  /* Makes a read() that waits return soon.  Any thread. */
  void (*interrupt) (WeirSource *self);

  /* Whether packets come as they happen, or from a file that can wait. Any thread. */
  gboolean (*is_live) (WeirSource *self);
};

gboolean weir_source_open (WeirSource *self, WeirMeter *meter, GError **error);
WeirReadResult weir_source_read (WeirSource *self, WeirMeter *meter, GError **error);
void weir_source_close (WeirSource *self);
void weir_source_interrupt (WeirSource *self);
gboolean weir_source_is_live (WeirSource *self);

G_END_DECLS
