/* What /proc, package managers and engines of containers say of a process.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: whose text it is (1 byte), then the text.
 */
#include <stdint.h>
#include <string.h>

#include "core/identity/app-image.h"
#include "core/identity/cgroup.h"
#include "core/identity/json-file.h"
#include "core/identity/package-tool.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define PROGRAM "/tmp/.mount_x/usr/bin/ls"

static void
read_cgroup (const char *text)
{
  WeirCgroup cgroup;

  weir_cgroup_parse (text, &cgroup);
  g_assert (memchr (cgroup.name, '\0', sizeof cgroup.name) != NULL);
  g_assert (memchr (cgroup.unit, '\0', sizeof cgroup.unit) != NULL);
  g_assert (memchr (cgroup.program, '\0', sizeof cgroup.program) != NULL);
  g_assert ((cgroup.engine != NULL) == (cgroup.kind == WEIR_CGROUP_CONTAINER));

  /* They become parts of paths. */
  g_assert (strspn (cgroup.id, "0123456789abcdefABCDEF") == strlen (cgroup.id));
  g_assert (strspn (cgroup.pod_id, "0123456789abcdefABCDEF-") == strlen (cgroup.pod_id));
}

static void
read_package (const WeirPackageTool *tool, const char *text)
{
  char name[WEIR_PACKAGE_NAME_MAX];
  WeirPackageAnswer answer = weir_package_tool_read (tool, text, PROGRAM, "/bin/ls", name);

  g_assert (memchr (name, '\0', sizeof name) != NULL);
  g_assert ((answer == WEIR_PACKAGE_OWNED) == (name[0] != '\0'));
  for (const char *p = name; *p != '\0'; p++)
    g_assert (g_ascii_isgraph (*p));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = NULL;
  g_autofree char *app_image = NULL;
  g_autoptr (JsonNode) json = NULL;

  if (size == 0)
    return 0;

  text = g_strndup ((const char *) data + 1, size - 1);
  if (data[0] < weir_n_package_tools)
    read_package (&weir_package_tools[data[0]], text);
  else if (data[0] == weir_n_package_tools)
    read_cgroup (text);
  else if (data[0] == weir_n_package_tools + 1)
    app_image = weir_app_image_from_mounts (PROGRAM, text);
  else
    json = weir_json_parse ((const char *) data + 1, (gssize) size - 1);

  return 0;
}
