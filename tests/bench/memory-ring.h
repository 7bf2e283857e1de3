/* Frames in memory that two processes share: what the pipe is measured against.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The reader makes the memory (a memfd whose size is sealed, so that the writer cannot have it
 * killed by SIGBUS) and hands it over a socket, with two eventfds on which each side waits for the
 * other; nothing is called while both are busy.  One writer, one reader.  A seal that would keep
 * the writer from changing what the reader has checked already does not exist.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct MemoryRing MemoryRing;

/* NULL: the system refuses */
MemoryRing *memory_ring_new (void);
void memory_ring_free (MemoryRing *self);

/* @socket: to the writer; stays open, and its end is the end of the other side */
bool memory_ring_send (MemoryRing *self, int socket);
MemoryRing *memory_ring_receive (int socket);

/* Writer.  Room for one frame of the longest kind; waits for it.  NULL: the reader is gone */
uint8_t *memory_ring_reserve (MemoryRing *self, size_t *size);
void memory_ring_commit (MemoryRing *self, size_t length);

/* Reader.  The oldest frame; waits for it.  NULL: the writer is gone */
const uint8_t *memory_ring_get (MemoryRing *self, size_t *length);
void memory_ring_release (MemoryRing *self);
