/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/address.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "core/units.h"

void
weir_address_set_link (WeirAddress *address, const uint8_t bytes[6])
{
  memset (address->bytes, 0, 16);
  memcpy (address->bytes, bytes, 6);
}

guint
weir_address_hash (gconstpointer address)
{
  const WeirAddress *self = address;
  uint64_t hash = self->words[0] * UINT64_C (0x9e3779b97f4a7c15);

  hash = (hash ^ (hash >> 32) ^ self->words[1]) * UINT64_C (0x9e3779b97f4a7c15);
  return (guint) (hash ^ (hash >> 32));
}

const char *
weir_address_format (const WeirAddress *address,
                     WeirFamily family,
                     char text[WEIR_ADDRESS_TEXT_MAX])
{
  const uint8_t *b = address->bytes;
  char *end;

  switch (family)
    {
    case WEIR_FAMILY_IPV4:
      end = weir_units_put_digits (text, b[12]);
      for (guint i = 13; i < 16; i++)
        {
          *end++ = '.';
          end = weir_units_put_digits (end, b[i]);
        }
      *end = '\0';
      break;
    case WEIR_FAMILY_IPV6:
      if (inet_ntop (AF_INET6, b, text, WEIR_ADDRESS_TEXT_MAX) == NULL)
        text[0] = '\0';
      break;
    case WEIR_FAMILY_LINK:
      g_snprintf (text, WEIR_ADDRESS_TEXT_MAX, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2],
                  b[3], b[4], b[5]);
      break;
    case WEIR_FAMILY_NONE:
    default:
      text[0] = '\0';
      break;
    }

  return text;
}

gboolean
weir_address_parse (const char *text, WeirAddress *address, WeirFamily *family)
{
  uint8_t bytes[16];

  if (inet_pton (AF_INET, text, bytes) == 1)
    {
      weir_address_set_ipv4 (address, bytes);
      *family = WEIR_FAMILY_IPV4;
      return TRUE;
    }

  if (inet_pton (AF_INET6, text, bytes) == 1)
    {
      weir_address_set_ipv6 (address, bytes);
      *family = WEIR_FAMILY_IPV6;
      return TRUE;
    }

  return FALSE;
}

gboolean
weir_address_parse_prefix (const char *text,
                           WeirAddress *net,
                           WeirFamily *family,
                           guint *prefix_bits)
{
  const char *slash = strchr (text, '/');
  g_autofree char *address = slash != NULL ? g_strndup (text, (gsize) (slash - text)) : NULL;
  guint64 bits;

  /* A leading zero is no number in common use, and octal to some. */
  if (slash == NULL || !weir_address_parse (address, net, family)
      || (slash[1] == '0' && slash[2] != '\0')
      || !g_ascii_string_to_unsigned (slash + 1, 10, 0, *family == WEIR_FAMILY_IPV4 ? 32 : 128,
                                      &bits, NULL))
    return FALSE;

  *prefix_bits = (guint) bits;
  return TRUE;
}

gboolean
weir_address_is_group (const WeirAddress *address, WeirFamily family)
{
  static const uint8_t limited_broadcast[4] = { 255, 255, 255, 255 };
  const uint8_t *b = address->bytes;

  switch (family)
    {
    case WEIR_FAMILY_IPV4:
      /* 224.0.0.0/4 (RFC 5771), and RFC 919. */
      return (b[12] & 0xf0) == 0xe0 || memcmp (b + 12, limited_broadcast, 4) == 0;
    case WEIR_FAMILY_IPV6:
      return b[0] == 0xff; /* RFC 4291 section 2.7 */
    case WEIR_FAMILY_LINK:
      return (b[0] & 0x01) != 0; /* IEEE 802: the individual/group bit */
    case WEIR_FAMILY_NONE:
    default:
      return FALSE;
    }
}

gboolean
weir_address_is_unspecified (const WeirAddress *address)
{
  static const uint8_t none[4];
  static const WeirAddress any;
  WeirAddress any_ipv4;

  weir_address_set_ipv4 (&any_ipv4, none);
  return weir_address_equal (address, &any) || weir_address_equal (address, &any_ipv4);
}

gboolean
weir_address_is_loopback (const WeirAddress *address, WeirFamily family)
{
  static const uint8_t one[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

  if (family == WEIR_FAMILY_IPV4)
    return address->bytes[12] == 127;

  return family == WEIR_FAMILY_IPV6 && memcmp (address->bytes, one, 16) == 0;
}

gboolean
weir_address_in_prefix (const WeirAddress *address,
                        const WeirAddress *net,
                        WeirFamily family,
                        guint prefix_bits)
{
  guint bits = family == WEIR_FAMILY_IPV4 ? 96 + prefix_bits : prefix_bits;
  guint whole = bits / 8;
  guint rest = bits % 8;

  if (bits > 128 || memcmp (address->bytes, net->bytes, whole) != 0)
    return FALSE;

  return rest == 0 || ((address->bytes[whole] ^ net->bytes[whole]) >> (8 - rest)) == 0;
}
