/* What the user has pinned to the top of the list, by what stays the same: of a flow its addresses,
 * ports and protocol, of a group its kind and value.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A flow that was forgotten and comes back is pinned again.  Main loop only.
 */
#pragma once

#include "core/flow/flow.h"

G_BEGIN_DECLS

/* The oldest go. */
#define WEIR_PINS_MAX 256

/* What a group is called may be long; one that is longer cannot be pinned. */
#define WEIR_PIN_MAX_BYTES 512

typedef struct _WeirPins WeirPins;

WeirPins *weir_pins_new (void);
void weir_pins_free (WeirPins *self);

/* As they stand in the settings, the oldest first:
 *
 *     flow 6 192.0.2.10 50123 198.51.100.7 443
 *     application Firefox
 *     application                              those that no application is known of
 *
 * Replaces what was pinned.  What cannot be read pins nothing, but stays in the settings if it is
 * text of that length, up to WEIR_PINS_MAX of it: they may be from a newer version. */
void weir_pins_read (WeirPins *self, const char *const *texts);

/* Returns: (transfer full) */
char **weir_pins_dup_texts (const WeirPins *self);

guint weir_pins_get_n (const WeirPins *self);

/* @flow: or the sum of a group */
gboolean weir_pins_contain (const WeirPins *self, const WeirFlow *flow);

/* Pins @flow, or takes it off.  Returns: whether it is pinned now */
gboolean weir_pins_toggle (WeirPins *self, const WeirFlow *flow);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirPins, weir_pins_free)

G_END_DECLS
