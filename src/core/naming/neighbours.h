/* The hosts on the link: their hardware addresses, who made them, and which is the gateway.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the kernel's table of neighbours and its default routes (rtnetlink(7)), which it tells
 * everybody.  Read when asked for, again only if the kernel has told of a change and not more than
 * once a second, and bounded; nothing is sent to any host.  Main loop only; never waits.
 */
#pragma once

#include "core/address.h"

G_BEGIN_DECLS

/* The kernel itself keeps 1,024, unless it has been told otherwise. */
#define WEIR_NEIGHBOURS_MAX 8192

typedef struct
{
  uint8_t mac[6];
  gboolean has_mac;
  gboolean is_gateway; /* of a default route */
  /* Not the card's own (IEEE 802): made up, by a phone that hides or for a virtual machine. */
  gboolean is_locally_administered;
  const char *maker; /* (nullable): valid until the main loop runs again; safe to show */
} WeirNeighbour;

typedef struct _WeirNeighbours WeirNeighbours;

/* @is_live: unset, the addresses are those of a capture file: no IP address of it is a neighbour
 * @maker_files: (nullable): as in weir_makers_new() */
WeirNeighbours *weir_neighbours_new (gboolean is_live, const char *const *maker_files);
void weir_neighbours_free (WeirNeighbours *self);

/* Of an address of WEIR_FAMILY_LINK it says the maker; of an IP address, if it is on the link.  One
 * that two interfaces know with different hardware addresses has none.
 * @now_us: monotonic time
 * Returns: whether anything is known; @neighbour is set in any case */
gboolean weir_neighbours_lookup (WeirNeighbours *self,
                                 const WeirAddress *address,
                                 WeirFamily family,
                                 int64_t now_us,
                                 WeirNeighbour *neighbour);

/* Whether the list of makers is being read, and an answer may come that is not there yet. */
gboolean weir_neighbours_is_loading (const WeirNeighbours *self);

guint weir_neighbours_get_n (const WeirNeighbours *self);

/* A part of what the kernel answers (rtnetlink(7)), aligned for 32 bits; it may be anything.
 * Returns: whether more is to come */
gboolean weir_neighbours_read_answer (WeirNeighbours *self, const void *answer, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirNeighbours, weir_neighbours_free)

G_END_DECLS
