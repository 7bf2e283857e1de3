/* Host names as the wire has them: any bytes; and as they may be shown: letters, digits, "-", "_".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is not such a name is not repaired and not escaped but refused, so that nothing that is kept
 * as a name can hold control characters, change the direction of text, or be of any length.
 * Internationalised names stay as they are sent, in ASCII (RFC 5890: "xn--…").
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/* RFC 1035 section 2.3.4: 253 characters without the last dot; and a NUL. */
#define WEIR_HOST_NAME_SIZE 254

/* Takes a name as text, with or without a dot at its end.  It becomes lower case.
 * Returns: whether @name was filled in */
gboolean weir_host_name_read (const uint8_t *text, gsize length, char name[WEIR_HOST_NAME_SIZE]);

G_END_DECLS
