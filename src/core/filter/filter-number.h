/* Numbers with units, as a filter writes them: "1M", "2.5MB/s", "10MiB", "30s".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a unit means is said here and in docs/filter.md, and nowhere else:
 *
 * - k, M, G, T are powers of 1000 (1 kB = 1000 bytes), Ki, Mi, Gi, Ti powers of 1024.  Upper and
 *   lower case of a prefix are the same: nobody filters for thousandths.
 * - b, bit and bps are bits, B, byte and Bps are bytes; "/s" may follow a rate.  A rate without any
 *   is in bits per second, as rates are shown; an amount without any is in bytes, as amounts are.
 * - ms, s, m (or min), h, d are times; a time without any is in seconds, a round trip in ms.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_NUMBER_COUNT,    /* prefixes alone */
  WEIR_NUMBER_RATE,     /* the value is in bits per second */
  WEIR_NUMBER_AMOUNT,   /* the value is in bytes */
  WEIR_NUMBER_DURATION, /* the value is in seconds */
  WEIR_NUMBER_RTT,      /* the value is in ms, also without a unit */
} WeirNumberUnit;

/* All of @text has to be one number, 0 or more.  The decimal point is a point in every locale. */
gboolean weir_filter_number_parse (const char *text, WeirNumberUnit unit, double *value);

G_END_DECLS
