/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files as the engines write them, whole, torn and hostile.
 */
#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include "core/identity/container.h"
#include "core/identity/json-file.h"
#include "support/temp-folder.h"

#define ID "3f4e1b0c2d9a8f7e6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a39281706"
#define SHORT_ID "3f4e1b0c2d9a"
#define UID "6bb4a1d2-1c2d-4e5f-8a9b-0c1d2e3f4a5b"

#define DOCKER_GROUP "0::/system.slice/docker-" ID ".scope"
#define PODMAN_GROUP "0::/user.slice/user@1000.service/user.slice/libpod-" ID ".scope/container"
#define CRIO_GROUP "0::/kubepods.slice/kubepods-pod77.slice/crio-" ID ".scope"
#define CONTAINERD_GROUP                                                                         \
  "0::/kubepods.slice/kubepods-pod6bb4a1d2_1c2d_4e5f_8a9b_0c1d2e3f4a5b.slice/cri-containerd-" ID \
  ".scope"
#define NERDCTL_GROUP "0::/user.slice/nerdctl-" ID ".scope"
#define MACHINE_GROUP "0::/machine.slice/machine-qemu\\x2d1\\x2dwin.scope"

static const struct
{
  const char *cgroup;
  const char *file;
  const char *text;
  const char *name;
  const char *image;
} cases[] = {
  { DOCKER_GROUP, "var/lib/docker/containers/" ID "/config.v2.json",
    "{\"StreamConfig\":{},\"State\":{\"Running\":true},\"ID\":\"" ID
    "\",\"Config\":{\"Hostname\":\"3f4e\",\"Image\":\"nginx:1.27\",\"Labels\":{\"a\":\"b\"}},"
    "\"Image\":\"sha256:8f4c\",\"Name\":\"/web\"}",
    "docker: web", "nginx:1.27" },
  { DOCKER_GROUP, "data/docker/containers/" ID "/config.v2.json",
    "{\"Config\":{\"Image\":\"sha256:8f4c\"},\"Name\":\"/rootless\"}", "docker: rootless", NULL },
  { DOCKER_GROUP, "var/lib/docker/containers/" ID "/config.v2.json",
    "{\"Config\":{\"Image\":\"k8s.gcr.io/dns\",\"Labels\":{\"io.kubernetes.container.name\":"
    "\"dns\",\"io.kubernetes.pod.name\":\"dns-1\",\"io.kubernetes.pod.namespace\":\"kube-system\"}}"
    ",\"Name\":\"/k8s_dns_dns-1_kube-system_1_0\"}",
    "kubernetes: kube-system/dns-1/dns", "k8s.gcr.io/dns" },
  { PODMAN_GROUP, "data/containers/storage/overlay-containers/containers.json",
    "[{\"id\":\"other\",\"names\":[\"other\"]},{\"id\":\"" ID
    "\",\"names\":[\"db\"],\"image\":\"ab\",\"metadata\":\"{\\\"image-name\\\":"
    "\\\"docker.io/library/postgres:16\\\",\\\"name\\\":\\\"db\\\"}\"}]",
    "podman: db", "docker.io/library/postgres:16" },
  { PODMAN_GROUP, "var/lib/containers/storage/vfs-containers/containers.json",
    "[{\"id\":\"" ID "\",\"names\":[\"db\"],\"metadata\":\"{{{\"}]", "podman: db", NULL },
  { CRIO_GROUP, "run/containers/storage/overlay-containers/" ID "/userdata/config.json",
    "{\"ociVersion\":\"1.0\",\"annotations\":{\"io.kubernetes.container.name\":\"app\","
    "\"io.kubernetes.pod.name\":\"pod\",\"io.kubernetes.pod.namespace\":\"default\","
    "\"io.kubernetes.cri-o.ImageName\":\"quay.io/app:1\"}}",
    "kubernetes: default/pod/app", "quay.io/app:1" },
  { CRIO_GROUP, "var/lib/containers/storage/overlay-containers/containers.json",
    "[{\"id\":\"" ID "\",\"names\":[\"k8s_app_pod_default_77_0\"],\"metadata\":\"{}\"}]",
    "cri-o: k8s_app_pod_default_77_0", NULL },
  { CONTAINERD_GROUP, "run/containerd/io.containerd.runtime.v2.task/k8s.io/" ID "/config.json",
    "{\"annotations\":{\"io.kubernetes.cri.container-name\":\"nginx\",\"io.kubernetes.cri.image-"
    "name\":\"docker.io/library/nginx:1.27\",\"io.kubernetes.cri.sandbox-name\":\"web-7d4b\","
    "\"io.kubernetes.cri.sandbox-namespace\":\"default\"}}",
    "kubernetes: default/web-7d4b/nginx", "docker.io/library/nginx:1.27" },
  { NERDCTL_GROUP, "run/containerd/io.containerd.runtime.v2.task/default/" ID "/config.json",
    "{\"annotations\":{\"nerdctl/name\":\"cache\"}}", "containerd: cache", NULL },
  { CONTAINERD_GROUP, "var/log/containers/web-7d4b_default_nginx-" ID ".log", "",
    "kubernetes: default/web-7d4b/nginx", NULL },
  { CONTAINERD_GROUP, "var/log/pods/default_web-7d4b_" UID "/nginx/0.log", "",
    "kubernetes: default/web-7d4b", NULL },

  /* No name to be had. */
  { DOCKER_GROUP, "unused", "", "docker: " SHORT_ID, NULL },
  { "0::/lxc.payload.web/init.scope", "unused", "", "lxc: web", NULL },
  { "0::/machine.slice/systemd-nspawn@build.service/payload", "unused", "", "systemd-nspawn: build",
    NULL },
  { MACHINE_GROUP, "unused", "", "machine: qemu-1-win", NULL },
  { "0::/system.slice/sshd.service", "unused", "", NULL, NULL },

  /* Torn, wrong and hostile. */
  { DOCKER_GROUP, "var/lib/docker/containers/" ID "/config.v2.json", "{\"Name\":\"/we",
    "docker: " SHORT_ID, NULL },
  { DOCKER_GROUP, "var/lib/docker/containers/" ID "/config.v2.json",
    "{\"Name\":17,\"Config\":[{\"Image\":\"x\"}]}", "docker: " SHORT_ID, NULL },
  { DOCKER_GROUP, "var/lib/docker/containers/" ID "/config.v2.json", "[]", "docker: " SHORT_ID,
    NULL },
  { DOCKER_GROUP, "var/lib/docker/containers/" ID "/config.v2.json", "", "docker: " SHORT_ID,
    NULL },
  { DOCKER_GROUP, "var/lib/docker/containers/" ID "/config.v2.json",
    "{\"Name\":\"/\\u001b[31m\\u202eevil\"}",
    "docker: \xef\xbf\xbd[31m\xef\xbf\xbd"
    "evil",
    NULL },
  { DOCKER_GROUP, "var/lib/docker/containers/" ID "/config.v2.json", "{\"Name\":\"/\"}",
    "docker: " SHORT_ID, NULL },
  { PODMAN_GROUP, "data/containers/storage/overlay-containers/containers.json",
    "[null,1,{\"id\":[]},{\"id\":\"" ID "\",\"names\":{},\"metadata\":[]}]", "podman: " SHORT_ID,
    NULL },
  { PODMAN_GROUP, "data/containers/storage/overlay-containers/containers.json",
    "[{\"id\":\"" ID "\",\"names\":[[\"db\"]]}]", "podman: " SHORT_ID, NULL },
  { CONTAINERD_GROUP, "var/log/containers/no-such-form-" ID ".log", "", "containerd: " SHORT_ID,
    NULL },
};

static void
check (const char *group, const char *file, const char *text, gssize length, WeirContainer *found)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *data_folder = temp_folder_dup_path (folder, "data");
  WeirCgroup cgroup;

  temp_folder_write (folder, file, text, length);
  weir_cgroup_parse (group, &cgroup);
  weir_container_find (temp_folder_get_path (folder), data_folder, &cgroup, found);
}

static void
test_names_are_found_where_engines_keep_them (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (WeirContainer) container = { 0 };

      g_test_message ("%s %s", cases[i].cgroup, cases[i].file);
      check (cases[i].cgroup, cases[i].file, cases[i].text, -1, &container);
      g_assert_cmpstr (container.name, ==, cases[i].name);
      g_assert_cmpstr (container.image, ==, cases[i].image);
    }
}

static void
test_any_prefix_is_harmless (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (gsize length = 0; length < strlen (cases[i].text); length += 7)
        {
          g_auto (WeirContainer) container = { 0 };

          check (cases[i].cgroup, cases[i].file, cases[i].text, (gssize) length, &container);
          g_assert_nonnull (container.name);
        }
    }
}

static void
test_machines_are_called_what_systemd_calls_them (void)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_auto (WeirContainer) container = { 0 };
  WeirCgroup cgroup;

  temp_folder_link (folder, "run/systemd/machines/unit:machine-qemu\\x2d1\\x2dwin.scope", "win");
  weir_cgroup_parse (MACHINE_GROUP, &cgroup);
  weir_container_find (temp_folder_get_path (folder), "/nonexistent", &cgroup, &container);
  g_assert_cmpstr (container.name, ==, "machine: win");
}

static void
test_long_names_are_none (void)
{
  g_autofree char *long_name = g_strnfill (100000, 'x');
  g_autofree char *text =
      g_strdup_printf ("{\"Name\":\"/%s\",\"Config\":{\"Image\":\"%s\"}}", long_name, long_name);
  g_auto (WeirContainer) container = { 0 };

  check (DOCKER_GROUP, "var/lib/docker/containers/" ID "/config.v2.json", text, -1, &container);
  g_assert_cmpstr (container.name, ==, "docker: " SHORT_ID);
  g_assert_null (container.image);
}

static void
test_deep_json_is_none (void)
{
  const char *const openings[] = { "[",       "{\"a\":", "[{\"a\":", "/*\"*/[",
                                   "//\"\n[", "#\"\n[",  "'\"'[" };

  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      GString *text = g_string_new (NULL);
      g_autofree char *freed = NULL;

      for (guint j = 0; j < 500000; j++)
        g_string_append (text, openings[i]);
      freed = g_string_free (text, FALSE);
      g_assert_null (weir_json_parse (freed, -1));
    }

  {
    g_autoptr (JsonNode) strings = weir_json_parse ("[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\","
                                                    "\"\\\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]",
                                                    -1);

    g_assert_nonnull (strings);
  }
}

static void
test_what_is_no_plain_file_or_too_large_is_none (void)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *fifo = temp_folder_dup_path (folder, "fifo");
  g_autofree char *file = temp_folder_dup_path (folder, "file");
  g_autoptr (JsonNode) node = NULL;

  g_assert_cmpint (mkfifo (fifo, 0644), ==, 0);
  g_assert_null (weir_json_file_load (fifo, 100));
  g_assert_null (weir_json_file_load (temp_folder_get_path (folder), 100));
  g_assert_null (weir_json_file_load ("/nonexistent", 100));

  temp_folder_write (folder, "file", "[1,2]", -1);
  node = weir_json_file_load (file, 5);
  g_assert_nonnull (node);
  g_assert_null (weir_json_file_load (file, 4));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/container/names-are-found-where-engines-keep-them",
                   test_names_are_found_where_engines_keep_them);
  g_test_add_func ("/container/any-prefix-is-harmless", test_any_prefix_is_harmless);
  g_test_add_func ("/container/machines-are-called-what-systemd-calls-them",
                   test_machines_are_called_what_systemd_calls_them);
  g_test_add_func ("/container/long-names-are-none", test_long_names_are_none);
  g_test_add_func ("/container/deep-json-is-none", test_deep_json_is_none);
  g_test_add_func ("/container/what-is-no-plain-file-or-too-large-is-none",
                   test_what_is_no_plain_file_or_too_large_is_none);

  return g_test_run ();
}
