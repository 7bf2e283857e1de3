/* Readers of outside bytes that have no test of their own for it: on every prefix of what they
 * read, and with what fuzzing has found.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/pins.h"
#include "cli/moment.h"
#include "core/error.h"
#include "core/identity/app-identity.h"
#include "core/identity/process-stat.h"
#include "core/naming/hosts-file.h"
#include "core/naming/name-text.h"
#include "core/source/capture-filter.h"
#include "core/source/interface.h"
#include "helper/interfaces.h"
#include "owners/holder.h"
#include "support/temp-folder.h"

static void
unused_cb (gpointer user_data)
{
}

static void
test_hosts_file (void)
{
  static const char text[] = "127.0.0.1 localhost\n::1\tlocalhost # loop\n192.0.2.1 Router.lan.\n";
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = temp_folder_dup_path (folder, "hosts");

  for (gsize length = 0; length < sizeof text; length++)
    {
      g_autoptr (WeirHostsFile) file = NULL;

      temp_folder_write (folder, "hosts", text, (gssize) length);
      file = weir_hosts_file_new (path, unused_cb, NULL);
      g_assert_cmpuint (weir_hosts_file_get_n_addresses (file), <=, 3);
    }
}

static void
test_desktop_file (void)
{
  static const char text[] = "[Desktop Entry]\nType=Application\nName=One\nName[de]=Eins\n"
                             "Exec=/bin/true %U\nIcon=one\nStartupWMClass=true\n";
  const WeirCgroup cgroup = { .kind = WEIR_CGROUP_APPLICATION, .name = "one" };
  g_autoptr (TempFolder) folder = temp_folder_new ();
  const char *const folders[] = { temp_folder_get_path (folder), NULL };

  for (gsize length = 0; length < sizeof text; length++)
    {
      g_autoptr (WeirDesktopIndex) index = weir_desktop_index_new (folders);
      g_auto (WeirAppIdentity) application = { 0 };
      g_autoptr (GDesktopAppInfo) info = NULL;

      temp_folder_write (folder, "one.desktop", text, (gssize) length);
      weir_app_identity_find (-1, 0, &cgroup, NULL, TRUE, index, &application);
      g_assert_nonnull (application.name);
      info = weir_desktop_index_find_by_executable (index, "/bin/true");
    }
}

static void
test_stat (void)
{
  static const char text[] =
      "1 (a) b) S 1 1 1 0 -1 4194560 0 0 0 0 1 2 0 0 20 0 1 0 77 1000 10 18446744073709551615\n";
  gsize enough = (gsize) (strstr (text, " 77") - text) + strlen (" 77");
  g_autoptr (TempFolder) folder = temp_folder_new ();
  int proc = open (temp_folder_get_path (folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  for (gsize length = 0; length < sizeof text; length++)
    {
      WeirProcessStat stat;
      WeirHolder holder;

      temp_folder_write (folder, "1/stat", text, (gssize) length);
      g_assert_true (weir_process_stat_read (proc, "1", &stat)
                     == weir_holder_read (proc, 1, &holder));
      if (length < enough)
        continue;
      g_assert_cmpstr (stat.name, ==, "a) b");
      g_assert_cmpstr (holder.command, ==, "a) b");
      g_assert_cmpuint (stat.start_time, ==, 77);
      g_assert_cmpuint (holder.start_time, ==, 77);
      g_assert_cmpuint (holder.parent, ==, 1);
    }
  close (proc);
}

static void
test_flatpak_info (void)
{
  static const char text[] = "[Application]\nname=org.a.B\nruntime=runtime/org.c.D/x86_64/1\n";
  static const char *const no_folders[] = { NULL };
  const WeirCgroup cgroup = { .kind = WEIR_CGROUP_OTHER };
  g_autoptr (WeirDesktopIndex) index = weir_desktop_index_new (no_folders);
  g_autoptr (TempFolder) folder = temp_folder_new ();
  int proc = open (temp_folder_get_path (folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  for (gsize length = 0; length < sizeof text; length++)
    {
      g_auto (WeirAppIdentity) application = { 0 };

      temp_folder_write (folder, "1/root/.flatpak-info", text, (gssize) length);
      weir_app_identity_find (proc, 1, &cgroup, "/app/bin/b", FALSE, index, &application);
      if (application.kind == WEIR_APP_KIND_FLATPAK)
        g_assert_true (g_str_has_prefix ("org.a.B", application.id));
    }
  close (proc);
}

static void
test_interface_counters (void)
{
  static const char text[] = "  eth0: 1000 2000 0 0 0 0 0 0 3000 4000 0 0 0 0 0 0";
  gsize enough = (gsize) (strstr (text, "4000") - text) + 1;

  for (gsize length = 0; length <= strlen (text); length++)
    {
      g_autofree char *line = g_strndup (text, length);
      WeirWireStats sum = { 0 };

      g_assert_false (weir_interface_count_line (line, "eth", &sum));
      g_assert_true (weir_interface_count_line (line, "eth0", &sum) == (length >= enough));
      g_assert_cmpuint (sum.rx_octets, ==, length >= enough ? 1000 : 0);
    }
}

static void
test_routes (void)
{
  static const char text[] = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
                             "eth1\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
                             "eth0\t00000000\t010200C0\t0003\t0\t0\t10\t00000000\t0\t0\t0\n";

  for (gsize length = 0; length < sizeof text; length++)
    {
      g_autofree char *part = g_strndup (text, length);
      g_autofree char *name = weir_interface_parse_routes (part, FALSE);

      g_assert_true (name == NULL || g_str_equal (name, "eth0") || g_str_equal (name, "eth1"));
      g_assert_true (length < strlen (text) || g_str_equal (name, "eth0"));
      g_assert_null (weir_interface_parse_routes (part, TRUE));
    }
}

static void
test_settings (void)
{
  static const char pin[] = "flow 6 192.0.2.1 50000 198.51.100.7 443";
  static const char moment[] = "2026-01-01T14:03:10+01:00";
  g_autoptr (WeirPins) pins = weir_pins_new ();
  gint64 second;

  for (gsize length = 0; length <= strlen (pin); length++)
    {
      g_autofree char *text = g_strndup (pin, length);

      weir_pins_read (pins, (const char *const[]){ text, NULL });
      g_assert_cmpuint (weir_pins_get_n (pins), <=, 1);
    }
  g_assert_cmpuint (weir_pins_get_n (pins), ==, 1);

  for (gsize length = 0; length < strlen (moment); length++)
    {
      g_autofree char *text = g_strndup (moment, length);

      weir_moment_parse (text, &second);
    }
  g_assert_true (weir_moment_parse (moment, &second));
  g_assert_cmpint (second, ==, 1767272590);
}

/* Each byte that is not shown takes three. */
static void
test_names_that_grow_too_long_are_none (void)
{
  g_autofree char *controls = g_strnfill (200, '\x17');
  char *few = weir_name_text_new ("\x17", -1);

  g_assert_null (weir_name_text_new (controls, -1));
  g_assert_cmpstr (few, ==, "\xef\xbf\xbd");
  g_ref_string_release (few);
}

static void
test_errors_of_filters_are_text (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (weir_capture_filter_check ("tcp port \xff\x1b[2J", &error));
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_FILTER);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strchr (error->message, '\x1b'));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/prefixes/of-a-hosts-file", test_hosts_file);
  g_test_add_func ("/prefixes/of-a-desktop-file", test_desktop_file);
  g_test_add_func ("/prefixes/of-a-process-stat-are-read-alike-by-both", test_stat);
  g_test_add_func ("/prefixes/of-a-flatpak-info", test_flatpak_info);
  g_test_add_func ("/prefixes/of-a-line-of-interface-counters", test_interface_counters);
  g_test_add_func ("/prefixes/of-a-table-of-routes", test_routes);
  g_test_add_func ("/prefixes/of-pins-and-moments", test_settings);
  g_test_add_func ("/name-text/names-that-grow-too-long-are-none",
                   test_names_that_grow_too_long_are_none);
  g_test_add_func ("/capture-filter/errors-are-text-whatever-the-filter-is",
                   test_errors_of_filters_are_text);

  return g_test_run ();
}
