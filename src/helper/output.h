/* Frames to standard output, until nobody wants them any more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Waiting for a slow reader is right: the kernel's ring fills meanwhile, and what it drops is
 * counted and told.  Waiting for one that is gone is not, so the wait watches standard input too.
 */
#pragma once

#include "wire/message.h"

typedef struct
{
  WeirFrameWriter writer; /* the frame that is being put together */
  bool is_broken;         /* nobody reads or asks any more: the helper ends */
} WeirOutput;

/* Checks that standard input and output are pipes or sockets, and makes output not block.
 * false: they are not, or no memory. */
bool weir_output_init (WeirOutput *self);

/* Ends the frame in the writer and writes it. */
void weir_output_send (WeirOutput *self);

/* Sends one ERROR frame. */
void weir_output_problem (WeirOutput *self,
                          WeirWireProblemCode code,
                          uint32_t serial,
                          const char *text);
