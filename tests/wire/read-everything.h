/* What a receiver does with a frame of any type.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "wire/message.h"

/* Reads all that the frame holds, and aborts where a reader lets something pass that does not lie
 * in the frame.  Returns: whether the frame makes sense */
gboolean read_everything (const WeirFrame *frame);
