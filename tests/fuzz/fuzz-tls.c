/* ClientHellos, in records and alone.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: how many bytes come at first (2 bytes), then all of them.  What was read of the first
 * ones must not change with those that follow.
 */
#include "check-name.h"
#include "core/naming/tls-client-hello.h"
#include "core/packet/bytes.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

typedef WeirTlsHello (*Reader) (const uint8_t *bytes, gsize length, char *name);

static void
check (Reader read, const uint8_t *bytes, gsize first, gsize length)
{
  char early[WEIR_HOST_NAME_SIZE] = "";
  char late[WEIR_HOST_NAME_SIZE] = "";
  g_autofree uint8_t *copy = g_memdup2 (bytes, first);
  WeirTlsHello before = read (copy, first, early);
  WeirTlsHello after = read (bytes, length, late);

  if (after == WEIR_TLS_HELLO_NAME)
    check_name (late);
  if (before == WEIR_TLS_HELLO_MORE)
    return;
  g_assert (before == after);
  g_assert (before != WEIR_TLS_HELLO_NAME || strcmp (early, late) == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gsize first;

  if (size < 2)
    return 0;
  first = MIN (weir_read_be16 (data), size - 2);
  check (weir_tls_client_hello_read, data + 2, first, size - 2);
  check (weir_tls_client_hello_read_records, data + 2, first, size - 2);
  return 0;
}
