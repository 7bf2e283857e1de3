/* Lists that the system has: the hosts file, makers of hardware; and names as a resolver tells
 * them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: which of them (1 byte), then all of it.
 */
#include "config.h"

#include <string.h>

#include "core/naming/host-name.h"
#include "core/naming/hosts-file.h"
#include "core/naming/makers.h"
#include "core/naming/name-text.h"
#include "fuzz/folder.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_text (const char *text)
{
  g_assert (g_utf8_validate (text, -1, NULL));
  g_assert (strpbrk (text, "\x1b\n\r\t") == NULL);
}

static void
changed_cb (gpointer user_data)
{
}

static void
read_hosts (const uint8_t *data, size_t size)
{
  g_autofree char *path = folder_dup_path ("hosts");
  g_autoptr (WeirHostsFile) file = NULL;
  WeirAddress address;
  WeirFamily family;
  const char *name;

  folder_write ("hosts", data, size);
  file = weir_hosts_file_new (path, changed_cb, NULL);
  g_assert (weir_hosts_file_get_n_addresses (file) <= size);
  weir_address_parse ("192.0.2.1", &address, &family);
  name = weir_hosts_file_lookup (file, &address);
  if (name != NULL)
    check_text (name);
}

static void
read_makers (const char *list, const uint8_t *data, size_t size)
{
  static const uint8_t address[6] = { 0x28, 0x6f, 0xb9, 0, 0, 1 };
  g_autofree char *path = folder_dup_path (list);
  const char *const paths[] = { path, NULL };
  g_autoptr (WeirMakers) makers = NULL;
  const char *name;

  folder_write (list, data, size);
  makers = weir_makers_new (paths);
  weir_makers_lookup (makers, address);
  while (weir_makers_is_loading (makers))
    g_main_context_iteration (NULL, TRUE);
  g_assert (weir_makers_get_n_blocks (makers) <= size);
  name = weir_makers_lookup (makers, address);
  if (name != NULL)
    check_text (name);
}

static void
read_name (const uint8_t *data, size_t size)
{
  char name[WEIR_HOST_NAME_SIZE];
  char *text = weir_name_text_new ((const char *) data, (gssize) size);

  if (text != NULL)
    {
      check_text (text);
      g_assert (*text != '\0' && strlen (text) <= WEIR_NAME_TEXT_MAX_BYTES);
      g_ref_string_release (text);
    }
  if (weir_host_name_read (data, size, name))
    g_assert (*name != '\0' && strlen (name) < sizeof name);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const makers[] = { "oui.csv", "oui.txt", "oui.hwdb" };

  if (size < 1)
    return 0;
  switch (data[0] % 5)
    {
    case 0:
      read_hosts (data + 1, size - 1);
      break;
    case 1:
      read_name (data + 1, size - 1);
      break;
    default:
      read_makers (makers[data[0] % 5 - 2], data + 1, size - 1);
    }
  return 0;
}
