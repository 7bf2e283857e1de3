/* Reading numbers from packet bytes, which are in network order and not aligned.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The caller has compared the length first.
 */
#pragma once

#include <glib.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t
weir_read_be16 (const uint8_t *bytes)
{
  uint16_t value;

  memcpy (&value, bytes, sizeof value);
  return GUINT16_FROM_BE (value);
}

static inline uint32_t
weir_read_be32 (const uint8_t *bytes)
{
  uint32_t value;

  memcpy (&value, bytes, sizeof value);
  return GUINT32_FROM_BE (value);
}

/* Whether any of these bits is set in a 16-bit field. */
static inline gboolean
weir_has_bits_be16 (const uint8_t *bytes, uint16_t bits)
{
  uint16_t value;

  memcpy (&value, bytes, sizeof value);
  return (value & GUINT16_TO_BE (bits)) != 0;
}
