/* A desktop file from a stranger.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input is the file.
 */
#include "config.h"

#include <stdint.h>

#include "core/identity/app-identity.h"
#include "fuzz/folder.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *const folders[] = { folder_get_path (), NULL };
  const WeirCgroup by_id = { .kind = WEIR_CGROUP_APPLICATION, .name = "one" };
  const WeirCgroup other = { .kind = WEIR_CGROUP_OTHER };
  g_auto (WeirAppIdentity) named = { 0 };
  g_auto (WeirAppIdentity) started = { 0 };
  g_autoptr (WeirDesktopIndex) index = NULL;

  folder_write ("one.desktop", data, size);
  index = weir_desktop_index_new (folders);
  weir_app_identity_find (-1, 1, &by_id, NULL, TRUE, index, &named);
  g_assert (named.name != NULL && g_utf8_validate (named.name, -1, NULL));
  weir_app_identity_find (-1, 1, &other, "/bin/true", TRUE, index, &started);
  g_assert (started.name == NULL || g_utf8_validate (started.name, -1, NULL));
  return 0;
}
