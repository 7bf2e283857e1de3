/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines as /proc/PID/cgroup shows them for processes of every kind.
 */
#include "config.h"

#include <string.h>

#include "core/identity/cgroup.h"

#define ID "3f4e1b0c2d9a8f7e6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a39281706"
#define SHORT_ID "3f4e1b0c2d9a"

static const struct
{
  const char *text;
  WeirCgroupKind kind;
  const char *name;
  const char *unit;
  const char *engine;
} cases[] = {
  { "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome-firefox-3102.scope\n",
    WEIR_CGROUP_APPLICATION, "firefox", "app-gnome-firefox-3102.scope", NULL },
  { "0::/user.slice/user-1000.slice/user@1000.service/app.slice/"
    "app-gnome-org.gnome.Terminal-7.scope",
    WEIR_CGROUP_APPLICATION, "org.gnome.Terminal", "app-gnome-org.gnome.Terminal-7.scope", NULL },
  { "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-firefox@a1b2c3.service",
    WEIR_CGROUP_APPLICATION, "firefox", "app-firefox@a1b2c3.service", NULL },
  { "0::/user.slice/user-1000.slice/user@1000.service/app.slice/"
    "app-org.gnome.Evolution\\x2dalarm\\x2dnotify@autostart.service",
    WEIR_CGROUP_APPLICATION, "org.gnome.Evolution-alarm-notify",
    "app-org.gnome.Evolution\\x2dalarm\\x2dnotify@autostart.service", NULL },
  { "0::/user.slice/user-1000.slice/user@1000.service/app.slice/"
    "app-flatpak-org.mozilla.Thunderbird-88123.scope",
    WEIR_CGROUP_FLATPAK, "org.mozilla.Thunderbird",
    "app-flatpak-org.mozilla.Thunderbird-88123.scope", NULL },
  { "0::/user.slice/user-1000.slice/user@1000.service/app.slice/"
    "snap.spotify.spotify-11f0c6a4-5c62-4a8f-8f43-2c3d7b8f0e77.scope",
    WEIR_CGROUP_SNAP, "spotify", "snap.spotify.spotify-11f0c6a4-5c62-4a8f-8f43-2c3d7b8f0e77.scope",
    NULL },
  { "0::/system.slice/snap.lxd.daemon.service", WEIR_CGROUP_SNAP, "lxd", "snap.lxd.daemon.service",
    NULL },
  { "0::/system.slice/sshd.service", WEIR_CGROUP_SERVICE, "sshd", "sshd.service", NULL },
  { "0::/system.slice/system-getty.slice/getty@tty1.service", WEIR_CGROUP_SERVICE, "getty@tty1",
    "getty@tty1.service", NULL },
  { "0::/user.slice/user-1000.slice/user@1000.service/session.slice/pipewire.service",
    WEIR_CGROUP_SERVICE, "pipewire", "pipewire.service", NULL },
  { "0::/user.slice/user-1000.slice/session-2.scope", WEIR_CGROUP_OTHER, "", "session-2.scope",
    NULL },
  { "0::/user.slice/user-1000.slice/user@1000.service/init.scope", WEIR_CGROUP_OTHER, "",
    "init.scope", NULL },
  { "0::/system.slice/docker-" ID ".scope", WEIR_CGROUP_CONTAINER, SHORT_ID, "docker-" ID ".scope",
    "docker" },
  { "0::/docker/" ID, WEIR_CGROUP_CONTAINER, SHORT_ID, "", "docker" },
  { "12:pids:/docker/" ID "\n1:name=systemd:/docker/" ID "\n", WEIR_CGROUP_CONTAINER, SHORT_ID, "",
    "docker" },
  { "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID ".scope/container",
    WEIR_CGROUP_CONTAINER, SHORT_ID, "libpod-" ID ".scope", "podman" },
  { "0::/machine.slice/libpod-" ID ".scope/system.slice/nginx.service", WEIR_CGROUP_CONTAINER,
    SHORT_ID, "nginx.service", "podman" },
  { "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1234.slice/"
    "cri-containerd-" ID ".scope",
    WEIR_CGROUP_CONTAINER, SHORT_ID, "cri-containerd-" ID ".scope", "containerd" },
  { "0::/system.slice/containerd.service/kubepods-besteffort-pod12.slice:cri-containerd:" ID,
    WEIR_CGROUP_CONTAINER, SHORT_ID, "", "containerd" },
  { "0::/kubepods.slice/kubepods-pod77.slice/crio-" ID ".scope", WEIR_CGROUP_CONTAINER, SHORT_ID,
    "crio-" ID ".scope", "cri-o" },
  { "3:cpu:/kubepods/besteffort/pod6bb4/" ID, WEIR_CGROUP_CONTAINER, SHORT_ID, "", "kubernetes" },
  { "0::/lxc.payload.web/system.slice/nginx.service", WEIR_CGROUP_CONTAINER, "web", "nginx.service",
    "lxc" },
  { "5:memory:/lxc/web", WEIR_CGROUP_CONTAINER, "web", "", "lxc" },
  { "0::/machine.slice/systemd-nspawn@build.service/payload", WEIR_CGROUP_CONTAINER, "build",
    "systemd-nspawn@build.service", "systemd-nspawn" },
  { "0::/machine.slice/machine-fedora\\x2d40.scope", WEIR_CGROUP_CONTAINER, "fedora-40",
    "machine-fedora\\x2d40.scope", "machine" },
  { "12:cpu:/\n1:name=systemd:/system.slice/cron.service\n0::/\n", WEIR_CGROUP_SERVICE, "cron",
    "cron.service", NULL },
  { "0::/", WEIR_CGROUP_OTHER, "", "", NULL },
  { "", WEIR_CGROUP_OTHER, "", "", NULL },
  { "nonsense", WEIR_CGROUP_OTHER, "", "", NULL },
  { "0::", WEIR_CGROUP_OTHER, "", "", NULL },
  { "0::/app-.scope", WEIR_CGROUP_OTHER, "", "app-.scope", NULL },
  { "0::/snap..scope", WEIR_CGROUP_OTHER, "", "snap..scope", NULL },
  { "0::/docker-12.scope", WEIR_CGROUP_OTHER, "", "docker-12.scope", NULL },
};

static void
test_every_kind (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WeirCgroup cgroup;

      g_test_message ("%s", cases[i].text);
      weir_cgroup_parse (cases[i].text, &cgroup);
      g_assert_cmpint (cgroup.kind, ==, cases[i].kind);
      g_assert_cmpstr (cgroup.name, ==, cases[i].name);
      g_assert_cmpstr (cgroup.unit, ==, cases[i].unit);
      g_assert_cmpstr (cgroup.engine, ==, cases[i].engine);
    }
}

static void
test_more_is_known_of_snaps_containers_and_the_bus (void)
{
  static const struct
  {
    const char *text;
    const char *program;
    const char *id;
    const char *pod_id;
  } more[] = {
    { "0::/user.slice/user-1000.slice/user@1000.service/app.slice/"
      "snap.firefox.firefox-11f0c6a4-5c62-4a8f-8f43-2c3d7b8f0e77.scope",
      "firefox", "", "" },
    { "0::/user.slice/user-1000.slice/user@1000.service/app.slice/"
      "snap.code.url-handler-11f0c6a4-5c62-4a8f-8f43-2c3d7b8f0e77.scope",
      "url-handler", "", "" },
    { "0::/system.slice/snap.lxd.daemon.service", "daemon", "", "" },
    { "0::/user.slice/snap.x.scope", "", "", "" },
    { "0::/user.slice/user-1000.slice/user@1000.service/app.slice/"
      "dbus-:1.2-org.gnome.Calendar@0.service",
      "org.gnome.Calendar", "", "" },
    { "0::/system.slice/dbus-:1.2.service", "", "", "" },
    { "0::/system.slice/docker-" ID ".scope", "", ID, "" },
    { "0::/system.slice/docker-" ID ".scope/snap.a.b.service", "", ID, "" },
    { "0::/docker/" SHORT_ID, "", SHORT_ID, "" },
    { "0::/lxc.payload.web/init.scope", "", "", "" },
    { "0::/kubepods.slice/kubepods-burstable.slice/"
      "kubepods-burstable-pod6bb4a1d2_1c2d_4e5f_8a9b_0c1d2e3f4a5b.slice/cri-containerd-" ID
      ".scope",
      "", ID, "6bb4a1d2-1c2d-4e5f-8a9b-0c1d2e3f4a5b" },
    { "0::/kubepods.slice/kubepods-pod77.slice/crio-" ID ".scope", "", ID, "77" },
    { "0::/system.slice/containerd.service/"
      "kubepods-besteffort-pod12_ab.slice:cri-containerd:" ID,
      "", ID, "12-ab" },
    { "3:cpu:/kubepods/besteffort/pod6bb4a1d2-1c2d-4e5f-8a9b-0c1d2e3f4a5b/" ID, "", ID,
      "6bb4a1d2-1c2d-4e5f-8a9b-0c1d2e3f4a5b" },
    { "0::/kubepods/podder/" ID, "", ID, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (more); i++)
    {
      WeirCgroup cgroup;

      g_test_message ("%s", more[i].text);
      weir_cgroup_parse (more[i].text, &cgroup);
      g_assert_cmpstr (cgroup.program, ==, more[i].program);
      g_assert_cmpstr (cgroup.id, ==, more[i].id);
      g_assert_cmpstr (cgroup.pod_id, ==, more[i].pod_id);
    }
}

static void
test_any_prefix_is_harmless (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (gsize length = 0; length < strlen (cases[i].text); length++)
        {
          g_autofree char *text = g_strndup (cases[i].text, length);
          WeirCgroup cgroup;

          weir_cgroup_parse (text, &cgroup);
          g_assert_cmpuint (strlen (cgroup.name), <, sizeof cgroup.name);
        }
    }
}

static void
test_long_names_are_cut (void)
{
  g_autofree char *long_name = g_strnfill (100000, 'x');
  g_autofree char *text = g_strdup_printf ("0::/system.slice/%s.service", long_name);
  WeirCgroup cgroup;

  weir_cgroup_parse (text, &cgroup);
  g_assert_cmpint (cgroup.kind, ==, WEIR_CGROUP_SERVICE);
  g_assert_cmpuint (strlen (cgroup.name), ==, sizeof cgroup.name - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cgroup/says-what-a-process-belongs-to", test_every_kind);
  g_test_add_func ("/cgroup/more-is-known-of-snaps-containers-and-the-bus",
                   test_more_is_known_of_snaps_containers_and_the_bus);
  g_test_add_func ("/cgroup/any-prefix-is-harmless", test_any_prefix_is_harmless);
  g_test_add_func ("/cgroup/long-names-are-cut", test_long_names_are_cut);

  return g_test_run ();
}
