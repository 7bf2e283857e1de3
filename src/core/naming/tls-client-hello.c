/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/tls-client-hello.h"

#include "core/packet/bytes.h"

#define RECORD_HEADER 5
#define RECORD_MAX 16384 /* RFC 8446 section 5.1 */

#define MESSAGE_HEADER 4
#define MESSAGE_CLIENT_HELLO 1
#define VERSION_AND_RANDOM 34

#define EXTENSION_HEADER 4
#define EXTENSION_SERVER_NAME 0
#define NAME_TYPE_HOST 0

/* What remains of the bytes.  A field that ends behind them sets is_short and is empty. */
typedef struct
{
  const uint8_t *at;
  gsize left;
  gboolean is_short;
} Cursor;

static const uint8_t *
take (Cursor *cursor, gsize count)
{
  const uint8_t *bytes = cursor->at;

  if (cursor->left < count)
    {
      cursor->is_short = TRUE;
      cursor->left = 0;
      return NULL;
    }
  cursor->at += count;
  cursor->left -= count;
  return bytes;
}

static guint
take_number (Cursor *cursor, guint n_bytes)
{
  const uint8_t *bytes = take (cursor, n_bytes);
  guint number = 0;

  for (guint i = 0; bytes != NULL && i < n_bytes; i++)
    number = number << 8 | bytes[i];
  return number;
}

/* A vector as RFC 8446 section 3.4 has them: its length, then so many bytes. */
static void
skip_vector (Cursor *cursor, guint n_bytes)
{
  take (cursor, take_number (cursor, n_bytes));
}

/* The extension as a whole is there. */
static WeirTlsHello
read_server_names (Cursor list, char name[WEIR_HOST_NAME_SIZE])
{
  guint size = take_number (&list, 2);

  if (size != list.left)
    return WEIR_TLS_HELLO_OTHER;

  while (list.left > 0)
    {
      guint type = take_number (&list, 1);
      guint length = take_number (&list, 2);
      const uint8_t *text = take (&list, length);

      if (text == NULL)
        return WEIR_TLS_HELLO_OTHER;
      if (type == NAME_TYPE_HOST)
        return weir_host_name_read (text, length, name) ? WEIR_TLS_HELLO_NAME
                                                        : WEIR_TLS_HELLO_REFUSED;
    }
  return WEIR_TLS_HELLO_OTHER;
}

/* @is_whole: nothing follows; what is missing is a lie */
static WeirTlsHello
read_extensions (Cursor *cursor, gboolean is_whole, char name[WEIR_HOST_NAME_SIZE])
{
  guint size = take_number (cursor, 2);

  while (!cursor->is_short && size > 0)
    {
      guint type = take_number (cursor, 2);
      guint length = take_number (cursor, 2);
      const uint8_t *data = take (cursor, length);

      if (cursor->is_short)
        break;
      if (size < EXTENSION_HEADER + length)
        return WEIR_TLS_HELLO_OTHER;
      if (type == EXTENSION_SERVER_NAME)
        return read_server_names ((Cursor){ .at = data, .left = length }, name);
      size -= EXTENSION_HEADER + length;
    }

  return cursor->is_short && !is_whole ? WEIR_TLS_HELLO_MORE : WEIR_TLS_HELLO_OTHER;
}

WeirTlsHello
weir_tls_client_hello_read (const uint8_t *bytes, gsize length, char name[WEIR_HOST_NAME_SIZE])
{
  Cursor cursor = { .at = bytes, .left = MIN (length, WEIR_TLS_HELLO_MAX) };
  gboolean is_whole;
  guint size;

  if (length > 0 && bytes[0] != MESSAGE_CLIENT_HELLO)
    return WEIR_TLS_HELLO_OTHER;
  take (&cursor, 1);
  size = take_number (&cursor, MESSAGE_HEADER - 1);
  is_whole = length >= WEIR_TLS_HELLO_MAX;
  if (!cursor.is_short && size <= cursor.left)
    {
      cursor.left = size;
      is_whole = TRUE;
    }

  take (&cursor, VERSION_AND_RANDOM);
  skip_vector (&cursor, 1); /* session */
  skip_vector (&cursor, 2); /* ciphers */
  skip_vector (&cursor, 1); /* compressions */
  return read_extensions (&cursor, is_whole, name);
}

WeirTlsHello
weir_tls_client_hello_read_records (const uint8_t *bytes,
                                    gsize length,
                                    char name[WEIR_HOST_NAME_SIZE])
{
  uint8_t message[WEIR_TLS_HELLO_MAX];
  gsize n_joined = 0;
  gboolean is_over = FALSE;
  WeirTlsHello result;

  while (length >= RECORD_HEADER)
    {
      gsize size = weir_read_be16 (bytes + 3);
      gsize there = MIN (size, length - RECORD_HEADER);
      gsize room = sizeof message - n_joined;

      /* Early data may follow.  Empty records are forbidden, and would keep a reader busy. */
      if (bytes[0] != WEIR_TLS_HANDSHAKE || bytes[1] != 3 || size == 0 || size > RECORD_MAX)
        {
          is_over = TRUE;
          break;
        }

      /* Nearly always the only one: read where it stands. */
      if (n_joined == 0)
        {
          result = weir_tls_client_hello_read (bytes + RECORD_HEADER, there, name);
          if (result != WEIR_TLS_HELLO_MORE)
            return result;
        }
      memcpy (message + n_joined, bytes + RECORD_HEADER, MIN (there, room));
      n_joined += MIN (there, room);
      bytes += RECORD_HEADER + there;
      length -= RECORD_HEADER + there;
    }

  result = WEIR_TLS_HELLO_MORE;
  if (n_joined > 0)
    result = weir_tls_client_hello_read (message, n_joined, name);
  return is_over && result == WEIR_TLS_HELLO_MORE ? WEIR_TLS_HELLO_OTHER : result;
}
