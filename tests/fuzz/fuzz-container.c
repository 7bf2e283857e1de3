/* What engines of containers keep in files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: which engine (1 byte), then its file.
 */
#include "config.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>

#include "core/identity/container.h"
#include "fuzz/folder.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define ID "3f4e1b0c2d9a8f7e6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a39281706"

static const struct
{
  const char *cgroup;
  const char *file;
} engines[] = {
  { "0::/system.slice/docker-" ID ".scope", "var/lib/docker/containers/" ID "/config.v2.json" },
  { "0::/user.slice/libpod-" ID ".scope/container",
    "data/containers/storage/overlay-containers/containers.json" },
  { "0::/kubepods.slice/kubepods-pod77.slice/crio-" ID ".scope",
    "run/containers/storage/overlay-containers/" ID "/userdata/config.json" },
  { "0::/kubepods.slice/kubepods-pod77.slice/cri-containerd-" ID ".scope",
    "run/containerd/io.containerd.runtime.v2.task/k8s.io/" ID "/config.json" },
};

static void
check_text (const char *text)
{
  g_assert (text == NULL || (g_utf8_validate (text, -1, NULL) && strchr (text, '\x1b') == NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *data_folder = folder_dup_path ("data");
  g_autofree char *path = NULL;
  g_auto (WeirContainer) container = { 0 };
  WeirCgroup cgroup;
  guint engine;

  if (size < 1)
    return 0;

  engine = data[0] % G_N_ELEMENTS (engines);
  path = folder_dup_path (engines[engine].file);
  folder_write (engines[engine].file, data + 1, size - 1);
  weir_cgroup_parse (engines[engine].cgroup, &cgroup);
  weir_container_find (folder_get_path (), data_folder, &cgroup, &container);
  g_assert (container.name != NULL);
  check_text (container.name);
  check_text (container.image);
  g_unlink (path);
  return 0;
}
