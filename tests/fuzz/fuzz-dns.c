/* DNS messages.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: the kind (1 byte), then the message.
 */
#include "check-name.h"
#include "core/naming/dns-message.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  WeirDnsReader reader;
  WeirDnsAnswer answer;
  guint n_answers = 0;

  if (size < 1
      || !weir_dns_reader_init (&reader, data[0] & 1 ? WEIR_DNS_MULTICAST : WEIR_DNS_UNICAST,
                                data + 1, size - 1))
    return 0;

  while (weir_dns_reader_next (&reader, &answer))
    {
      check_name (answer.name);
      g_assert (answer.family == WEIR_FAMILY_IPV4 || answer.family == WEIR_FAMILY_IPV6);
      n_answers++;
    }
  g_assert (n_answers + reader.n_refused <= WEIR_DNS_MAX_RECORDS);
  return 0;
}
