/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/container.h"

#include <string.h>

#include "core/export/plain-text.h"
#include "core/identity/json-file.h"

/* Of one container; and of the list of all of an engine. */
#define MAX_CONFIG_BYTES (1024 * 1024)
#define MAX_LIST_BYTES (8 * 1024 * 1024)

/* A machine has some hundred pods. */
#define MAX_LOG_FILES 16384

/* No engine has longer names. */
#define MAX_NAME_BYTES 512

typedef const char *const Names[];

static gboolean
is_usable (const char *name)
{
  return name != NULL && *name != '\0' && strlen (name) <= MAX_NAME_BYTES;
}

static gboolean
take_name (WeirContainer *container, const char *engine, const char *name)
{
  g_autofree char *plain = NULL;

  if (container->name != NULL || !is_usable (name))
    return container->name != NULL;

  plain = weir_plain_text_dup (name);
  container->name = g_strdup_printf ("%s: %s", engine, plain);
  return TRUE;
}

static void
take_image (WeirContainer *container, const char *image)
{
  /* An image that has no name is known by its checksum. */
  if (container->image == NULL && is_usable (image) && !g_str_has_prefix (image, "sha256:"))
    container->image = weir_plain_text_dup (image);
}

static gboolean
take_pod (WeirContainer *container, const char *namespace, const char *pod, const char *name)
{
  g_autofree char *path = NULL;

  if (!is_usable (namespace) || !is_usable (pod))
    return FALSE;

  path = is_usable (name) ? g_strdup_printf ("%s/%s/%s", namespace, pod, name)
                          : g_strdup_printf ("%s/%s", namespace, pod);
  return take_name (container, "kubernetes", path);
}

/* Labels and annotations have dots in their names. */
static void
take_labels (WeirContainer *container, JsonNode *labels)
{
  const char *namespace =
      weir_json_get_text (labels, (Names){ "io.kubernetes.pod.namespace", NULL });
  const char *pod = weir_json_get_text (labels, (Names){ "io.kubernetes.pod.name", NULL });
  const char *name = weir_json_get_text (labels, (Names){ "io.kubernetes.container.name", NULL });

  if (namespace == NULL)
    {
      namespace =
          weir_json_get_text (labels, (Names){ "io.kubernetes.cri.sandbox-namespace", NULL });
      pod = weir_json_get_text (labels, (Names){ "io.kubernetes.cri.sandbox-name", NULL });
      name = weir_json_get_text (labels, (Names){ "io.kubernetes.cri.container-name", NULL });
    }
  if (!take_pod (container, namespace, pod, name))
    take_name (container, "containerd",
               weir_json_get_text (labels, (Names){ "nerdctl/name", NULL }));

  take_image (container,
              weir_json_get_text (labels, (Names){ "io.kubernetes.cri.image-name", NULL }));
  take_image (container,
              weir_json_get_text (labels, (Names){ "io.kubernetes.cri-o.ImageName", NULL }));
}

static JsonNode *
get_member (JsonNode *node, const char *name)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
             ? json_object_get_member (json_node_get_object (node), name)
             : NULL;
}

/* docker's own file of a container. */
static void
read_docker (const char *folder, const WeirCgroup *cgroup, WeirContainer *container)
{
  g_autofree char *path =
      g_build_filename (folder, "docker/containers", cgroup->id, "config.v2.json", NULL);
  g_autoptr (JsonNode) root = weir_json_file_load (path, MAX_CONFIG_BYTES);
  const char *name = weir_json_get_text (root, (Names){ "Name", NULL });

  if (root == NULL)
    return;

  take_labels (container, get_member (get_member (root, "Config"), "Labels"));
  if (name != NULL && name[0] == '/')
    name++;
  take_name (container, "docker", name);
  take_image (container, weir_json_get_text (root, (Names){ "Config", "Image", NULL }));
}

static void
take_stored (JsonNode *stored, const WeirCgroup *cgroup, WeirContainer *container)
{
  JsonNode *names = get_member (stored, "names");
  const char *text = weir_json_get_text (stored, (Names){ "metadata", NULL });
  g_autoptr (JsonNode) metadata = text != NULL ? weir_json_parse (text, -1) : NULL;

  if (names != NULL && JSON_NODE_HOLDS_ARRAY (names)
      && json_array_get_length (json_node_get_array (names)) > 0)
    take_name (container, cgroup->engine,
               weir_json_get_text (json_array_get_element (json_node_get_array (names), 0),
                                   (Names){ NULL }));
  take_image (container, weir_json_get_text (metadata, (Names){ "image-name", NULL }));
}

/* The list of containers/storage, which podman and CRI-O keep. */
static void
read_storage (const char *folder, const WeirCgroup *cgroup, WeirContainer *container)
{
  static const char *const drivers[] = { "overlay", "vfs", "btrfs" };

  for (gsize i = 0; i < G_N_ELEMENTS (drivers) && container->name == NULL; i++)
    {
      g_autofree char *path = g_strdup_printf (
          "%s/containers/storage/%s-containers/containers.json", folder, drivers[i]);
      g_autoptr (JsonNode) root = weir_json_file_load (path, MAX_LIST_BYTES);
      JsonArray *list =
          root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

      for (guint j = 0; list != NULL && j < json_array_get_length (list); j++)
        {
          JsonNode *stored = json_array_get_element (list, j);

          if (g_strcmp0 (weir_json_get_text (stored, (Names){ "id", NULL }), cgroup->id) == 0)
            {
              take_stored (stored, cgroup, container);
              return;
            }
        }
    }
}

/* What the runtime was told (the OCI runtime specification's config.json). */
static void
read_runtime (const char *root, const WeirCgroup *cgroup, WeirContainer *container)
{
  static const char *const paths[] = {
    "%s/run/containerd/io.containerd.runtime.v2.task/k8s.io/%s/config.json",
    "%s/run/containerd/io.containerd.runtime.v2.task/default/%s/config.json",
    "%s/run/containers/storage/overlay-containers/%s/userdata/config.json",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (paths) && container->name == NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (paths[i], "%s", 3);
      g_autofree char *path = g_strconcat (root, parts[1], cgroup->id, parts[2], NULL);
      g_autoptr (JsonNode) config = weir_json_file_load (path, MAX_CONFIG_BYTES);

      take_labels (container, get_member (config, "annotations"));
    }
}

/* The kubelet's names of log files, which everybody may list:
 * /var/log/containers/POD_NAMESPACE_CONTAINER-ID.log, /var/log/pods/NAMESPACE_POD_UID */
static void
read_logs (const char *root, const WeirCgroup *cgroup, WeirContainer *container)
{
  g_autofree char *files = g_strconcat (root, "/var/log/containers", NULL);
  g_autofree char *pods = g_strconcat (root, "/var/log/pods", NULL);
  g_autofree char *file_ending = g_strdup_printf ("-%s.log", cgroup->id);
  g_autofree char *pod_ending = g_strdup_printf ("_%s", cgroup->pod_id);
  const struct
  {
    const char *folder;
    const char *id;
    const char *ending;
  } places[] = { { files, cgroup->id, file_ending }, { pods, cgroup->pod_id, pod_ending } };

  for (gsize i = 0; i < G_N_ELEMENTS (places) && container->name == NULL; i++)
    {
      g_autoptr (GDir) directory =
          *places[i].id != '\0' ? g_dir_open (places[i].folder, 0, NULL) : NULL;
      const char *name;
      guint n = 0;

      while (directory != NULL && n++ < MAX_LOG_FILES
             && (name = g_dir_read_name (directory)) != NULL)
        {
          g_autofree char *stem = NULL;
          g_auto (GStrv) parts = NULL;

          if (!g_str_has_suffix (name, places[i].ending))
            continue;

          stem = g_strndup (name, strlen (name) - strlen (places[i].ending));
          parts = g_strsplit (stem, "_", 4);
          if (i == 0 && g_strv_length (parts) == 3)
            take_pod (container, parts[1], parts[0], parts[2]);
          else if (i == 1 && g_strv_length (parts) == 2)
            take_pod (container, parts[0], parts[1], NULL);
          break;
        }
    }
}

/* systemd-machined: /run/systemd/machines/unit:UNIT leads to the machine's file. */
static void
read_machine (const char *root, const WeirCgroup *cgroup, WeirContainer *container)
{
  g_autofree char *path = g_strdup_printf ("%s/run/systemd/machines/unit:%s", root, cgroup->unit);
  g_autofree char *name = strchr (cgroup->unit, '/') == NULL ? g_file_read_link (path, NULL) : NULL;

  if (name != NULL && strchr (name, '/') == NULL)
    take_name (container, cgroup->engine, name);
}

void
weir_container_find (const char *root,
                     const char *data_folder,
                     const WeirCgroup *cgroup,
                     WeirContainer *container)
{
  g_autofree char *system_folder = g_strconcat (root, "/var/lib", NULL);

  memset (container, 0, sizeof *container);
  if (cgroup->kind != WEIR_CGROUP_CONTAINER)
    return;

  if (cgroup->id[0] != '\0')
    {
      if (strcmp (cgroup->engine, "docker") == 0)
        {
          read_docker (system_folder, cgroup, container);
          read_docker (data_folder, cgroup, container);
        }
      if (strcmp (cgroup->engine, "podman") == 0)
        {
          read_storage (data_folder, cgroup, container);
          read_storage (system_folder, cgroup, container);
        }
      read_logs (root, cgroup, container);
      read_runtime (root, cgroup, container);
      if (strcmp (cgroup->engine, "cri-o") == 0)
        read_storage (system_folder, cgroup, container);
    }
  else if (strcmp (cgroup->engine, "machine") == 0)
    {
      read_machine (root, cgroup, container);
    }

  if (container->name == NULL)
    container->name = weir_container_dup_plain_name (cgroup);
}

void
weir_container_clear (WeirContainer *container)
{
  g_clear_pointer (&container->name, g_free);
  g_clear_pointer (&container->image, g_free);
}

char *
weir_container_dup_plain_name (const WeirCgroup *cgroup)
{
  g_autofree char *plain = weir_plain_text_dup (cgroup->name);

  return g_strdup_printf ("%s: %s", cgroup->engine, plain);
}
