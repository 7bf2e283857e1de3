/* Little-endian numbers at any alignment.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <endian.h>
#include <stdint.h>
#include <string.h>

#define WEIR_DEFINE_NUMBER(bits)                                          \
  static inline uint##bits##_t weir_get_u##bits (const uint8_t *from)     \
  {                                                                       \
    uint##bits##_t value;                                                 \
    memcpy (&value, from, sizeof value);                                  \
    return le##bits##toh (value);                                         \
  }                                                                       \
  static inline void weir_put_u##bits (uint8_t *to, uint##bits##_t value) \
  {                                                                       \
    value = htole##bits (value);                                          \
    memcpy (to, &value, sizeof value);                                    \
  }

WEIR_DEFINE_NUMBER (16)
WEIR_DEFINE_NUMBER (32)
WEIR_DEFINE_NUMBER (64)

#undef WEIR_DEFINE_NUMBER
