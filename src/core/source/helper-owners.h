/* The owners that the helper tells: of everybody's connected sockets.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/source/meter.h"
#include "wire/message.h"

G_BEGIN_DECLS

/* @frame: SOCKETS.  Sockets that are connected to nobody belong to no flow, and are passed over.
 * Returns: whether the frame makes sense */
gboolean weir_helper_owners_add (const WeirFrame *frame, WeirMeter *meter);

G_END_DECLS
