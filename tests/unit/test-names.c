/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "core/naming/hosts-file.h"
#include "core/naming/names.h"

#define SECOND ((int64_t) G_USEC_PER_SEC)

static WeirAddress
address_of (const char *text, WeirFamily *family)
{
  WeirAddress address;

  g_assert_true (weir_address_parse (text, &address, family));
  return address;
}

static WeirNames *
new_names (const char *hosts_path, guint max_addresses)
{
  const WeirNamesOptions options = {
    .is_live = TRUE,
    .hosts_path = hosts_path,
    .max_addresses = max_addresses,
  };

  return weir_names_new (&options);
}

static void
learn (WeirNames *names,
       const char *text,
       const char *name,
       WeirNameSource source,
       int64_t seen_s,
       int64_t expires_s)
{
  WeirFamily family;
  WeirAddress address = address_of (text, &family);

  weir_names_learn (names, &address, name, source, seen_s * SECOND, expires_s * SECOND);
}

static void
assert_name (WeirNames *names,
             const char *text,
             int64_t at_s,
             const char *name,
             WeirNameSource source)
{
  WeirFamily family;
  WeirAddress address = address_of (text, &family);
  WeirNameSource found;

  g_assert_cmpstr (weir_names_lookup (names, &address, family, at_s * SECOND, &found), ==, name);
  g_assert_cmpint (found, ==, source);
}

static char *
write_hosts (const char *directory, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (directory, "hosts", NULL);

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return path;
}

static char *
make_directory (void)
{
  g_autoptr (GError) error = NULL;
  char *directory = g_dir_make_tmp ("weir-names-XXXXXX", &error);

  g_assert_no_error (error);
  return directory;
}

static void
remove_directory (char *directory)
{
  g_autofree char *path = g_build_filename (directory, "hosts", NULL);

  g_remove (path);
  g_assert_cmpint (g_rmdir (directory), ==, 0);
  g_free (directory);
}

static void
test_unknown (void)
{
  g_autoptr (WeirNames) names = new_names ("", 0);

  assert_name (names, "192.0.2.1", 10, NULL, WEIR_NAME_NONE);
  assert_name (names, "2001:db8::1", 10, NULL, WEIR_NAME_NONE);
  g_assert_cmpuint (weir_names_get_n_addresses (names), ==, 0);
  g_assert_false (weir_names_is_asking (names));
}

static void
test_trust (void)
{
  char *directory = make_directory ();
  g_autofree char *path = write_hosts (directory, "192.0.2.1 from-hosts\n");
  g_autoptr (WeirNames) names = new_names (path, 0);

  assert_name (names, "192.0.2.1", 10, "from-hosts", WEIR_NAME_HOSTS);
  learn (names, "192.0.2.1", "from-llmnr", WEIR_NAME_LLMNR, 5, 100);
  assert_name (names, "192.0.2.1", 10, "from-llmnr", WEIR_NAME_LLMNR);
  learn (names, "192.0.2.1", "from-mdns.local", WEIR_NAME_MDNS, 4, 100);
  assert_name (names, "192.0.2.1", 10, "from-mdns.local", WEIR_NAME_MDNS);
  learn (names, "192.0.2.1", "from-dns.example", WEIR_NAME_DNS, 3, 100);
  assert_name (names, "192.0.2.1", 10, "from-dns.example", WEIR_NAME_DNS);
  remove_directory (directory);
}

static void
test_expiry (void)
{
  g_autoptr (WeirNames) names = new_names ("", 0);

  /* Alone, it is still the best there is. */
  learn (names, "192.0.2.1", "old.example", WEIR_NAME_DNS, 10, 20);
  assert_name (names, "192.0.2.1", 5000, "old.example", WEIR_NAME_DNS);

  /* Beside one in force it is not, although that is less trusted. */
  learn (names, "192.0.2.1", "new.local", WEIR_NAME_MDNS, 30, 9000);
  assert_name (names, "192.0.2.1", 5000, "new.local", WEIR_NAME_MDNS);
  assert_name (names, "192.0.2.1", 15, "old.example", WEIR_NAME_DNS);
}

static void
test_shared_address (void)
{
  g_autoptr (WeirNames) names = new_names ("", 0);

  learn (names, "2001:db8::1", "first.example", WEIR_NAME_DNS, 100, 400);
  assert_name (names, "2001:db8::1", 101, "first.example", WEIR_NAME_DNS);
  learn (names, "2001:db8::1", "second.example", WEIR_NAME_DNS, 200, 500);
  learn (names, "2001:db8::1", "third.example", WEIR_NAME_DNS, 300, 600);

  /* Each connection has the name that it was opened for … */
  assert_name (names, "2001:db8::1", 101, "first.example", WEIR_NAME_DNS);
  assert_name (names, "2001:db8::1", 201, "second.example", WEIR_NAME_DNS);
  assert_name (names, "2001:db8::1", 301, "third.example", WEIR_NAME_DNS);
  /* … one opened before any name was seen has the first … */
  assert_name (names, "2001:db8::1", 50, "first.example", WEIR_NAME_DNS);
  /* … and one whose packet was delivered before the answer has that. */
  assert_name (names, "2001:db8::1", 199, "second.example", WEIR_NAME_DNS);
}

static void
test_names_per_address (void)
{
  g_autoptr (WeirNames) names = new_names ("", 0);

  for (int i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("name-%d.example", i);

      learn (names, "192.0.2.1", name, WEIR_NAME_DNS, 10 * i, 10 * i + 5);
      assert_name (names, "192.0.2.1", 10 * i, name, WEIR_NAME_DNS);
    }
  g_assert_cmpuint (weir_names_get_n_addresses (names), ==, 1);
  /* The same again is one. */
  for (int i = 0; i < 100; i++)
    learn (names, "192.0.2.1", "same.example", WEIR_NAME_DNS, 2000 + i, 2010 + i);
  assert_name (names, "192.0.2.1", 2109, "same.example", WEIR_NAME_DNS);
  assert_name (names, "192.0.2.1", 990, "name-99.example", WEIR_NAME_DNS);
}

static void
test_all_names_of_an_address_are_listed (void)
{
  g_autofree char *path = NULL;
  g_autoptr (WeirNames) names = NULL;
  WeirKnownName known[WEIR_NAMES_MAX_KNOWN];
  WeirFamily family;
  WeirAddress address = address_of ("192.0.2.1", &family);
  int fd = g_file_open_tmp ("weir-hosts-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_true (g_file_set_contents (path, "192.0.2.1 printer.example\n", -1, NULL));
  names = new_names (path, 0);

  g_assert_cmpuint (weir_names_list (NULL, &address, family, known), ==, 0);
  learn (names, "192.0.2.1", "first.example", WEIR_NAME_DNS, 10, 20);
  learn (names, "192.0.2.1", "second.local", WEIR_NAME_MDNS, 30, 40);
  g_assert_cmpuint (weir_names_list (names, &address, family, known), ==, 3);
  g_assert_cmpstr (known[0].text, ==, "second.local");
  g_assert_cmpint (known[0].source, ==, WEIR_NAME_MDNS);
  g_assert_cmpint (known[0].seen_us, ==, 30 * SECOND);
  g_assert_cmpstr (known[1].text, ==, "first.example");
  g_assert_cmpstr (known[2].text, ==, "printer.example");
  g_assert_cmpint (known[2].source, ==, WEIR_NAME_HOSTS);
  g_assert_cmpuint (weir_names_list (names, &address, WEIR_FAMILY_LINK, known), ==, 0);
  for (int i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf ("name-%d.example", i);

      learn (names, "192.0.2.1", name, WEIR_NAME_DNS, 100 + i, 200);
    }
  g_assert_cmpuint (weir_names_list (names, &address, family, known), ==,
                    WEIR_NAMES_MAX_PER_ADDRESS + 1);
  g_assert_cmpstr (known[0].text, ==, "name-99.example");
  g_unlink (path);
}

static void
test_bound (void)
{
  g_autoptr (WeirNames) names = new_names ("", 100);

  learn (names, "192.0.2.1", "kept.example", WEIR_NAME_DNS, 1, 2);
  learn (names, "192.0.2.2", "forgotten.example", WEIR_NAME_DNS, 1, 2);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("10.0.%u.%u", i / 256, i % 256);

      learn (names, text, "other.example", WEIR_NAME_DNS, 1, 2);
      g_assert_cmpuint (weir_names_get_n_addresses (names), <=, 100);
      assert_name (names, "192.0.2.1", 1, "kept.example", WEIR_NAME_DNS);
    }
  assert_name (names, "192.0.2.2", 1, NULL, WEIR_NAME_NONE);
  assert_name (names, "10.0.3.231", 1, "other.example", WEIR_NAME_DNS);
}

static void
test_full_size (void)
{
  g_autoptr (WeirNames) names = new_names ("", 0);

  for (guint i = 0; i < 2 * WEIR_NAMES_MAX_ADDRESSES; i++)
    {
      const uint8_t bytes[4] = { 10, (uint8_t) (i >> 16), (uint8_t) (i >> 8), (uint8_t) i };
      WeirAddress address;

      weir_address_set_ipv4 (&address, bytes);
      weir_names_learn (names, &address, "many.example", WEIR_NAME_DNS, 0, SECOND);
    }
  g_assert_cmpuint (weir_names_get_n_addresses (names), ==, WEIR_NAMES_MAX_ADDRESSES);
}

static void
test_hostile_text (void)
{
  g_autoptr (WeirNames) names = new_names ("", 0);
  g_autofree char *longest = g_strnfill (255, 'a');
  g_autofree char *too_long = g_strnfill (1024 * 1024, 'a');

  learn (names, "192.0.2.1", "", WEIR_NAME_DNS, 1, 2);
  learn (names, "192.0.2.1", ".", WEIR_NAME_DNS, 1, 2);
  learn (names, "192.0.2.1", " \t ", WEIR_NAME_DNS, 1, 2);
  learn (names, "192.0.2.1", too_long, WEIR_NAME_DNS, 1, 2);
  assert_name (names, "192.0.2.1", 1, NULL, WEIR_NAME_NONE);

  learn (names, "192.0.2.1", longest, WEIR_NAME_DNS, 1, 2);
  assert_name (names, "192.0.2.1", 1, longest, WEIR_NAME_DNS);
  learn (names, "192.0.2.2", "dot.example.", WEIR_NAME_DNS, 1, 2);
  assert_name (names, "192.0.2.2", 1, "dot.example", WEIR_NAME_DNS);
  learn (names, "192.0.2.3",
         "\x1b[31m\xe2\x80\xae\xff"
         "x",
         WEIR_NAME_DNS, 1, 2);
  assert_name (names, "192.0.2.3", 1, "\xef\xbf\xbd[31m\xef\xbf\xbd\xef\xbf\xbdx", WEIR_NAME_DNS);
}

static void
test_hosts_content (void)
{
  char *directory = make_directory ();
  g_autofree char *path = write_hosts (directory, "# 192.0.2.9 commented\n"
                                                  "192.0.2.1\tcanonical.example alias\r\n"
                                                  "192.0.2.1 second-line\n"
                                                  "  2001:DB8::1   six.example # and a comment\n"
                                                  "0.0.0.0 advertisers.example\n"
                                                  ":: advertisers.example\n"
                                                  "192.0.2.2\n"
                                                  "fe80::1%eth0 with-zone\n"
                                                  "999.1.1.1 not-an-address\n"
                                                  "\n"
                                                  "192.0.2.3 \x1b[2J\xff\n"
                                                  "192.0.2.4 last-without-newline");
  g_autoptr (WeirNames) names = new_names (path, 0);

  assert_name (names, "192.0.2.1", 0, "canonical.example", WEIR_NAME_HOSTS);
  assert_name (names, "2001:db8::1", 0, "six.example", WEIR_NAME_HOSTS);
  assert_name (names, "192.0.2.3", 0, "\xef\xbf\xbd[2J\xef\xbf\xbd", WEIR_NAME_HOSTS);
  assert_name (names, "192.0.2.4", 0, "last-without-newline", WEIR_NAME_HOSTS);
  assert_name (names, "192.0.2.2", 0, NULL, WEIR_NAME_NONE);
  assert_name (names, "192.0.2.9", 0, NULL, WEIR_NAME_NONE);
  assert_name (names, "0.0.0.0", 0, NULL, WEIR_NAME_NONE);
  assert_name (names, "fe80::1", 0, NULL, WEIR_NAME_NONE);
  remove_directory (directory);
}

static void
unused_cb (gpointer user_data)
{
}

static void
test_hosts_bounds (void)
{
  char *directory = make_directory ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = NULL;

  for (guint i = 0; i < WEIR_HOSTS_FILE_MAX_ADDRESSES + 10; i++)
    g_string_append_printf (text, "10.%u.%u.%u name\n", i >> 16, i >> 8 & 255, i & 255);
  path = write_hosts (directory, text->str);
  {
    g_autoptr (WeirHostsFile) hosts = weir_hosts_file_new (path, unused_cb, NULL);

    g_assert_cmpuint (weir_hosts_file_get_n_addresses (hosts), ==, WEIR_HOSTS_FILE_MAX_ADDRESSES);
  }

  /* Endless, in one line. */
  g_assert_cmpint (truncate (path, (off_t) 1 << 36), ==, 0);
  {
    g_autoptr (WeirHostsFile) hosts = weir_hosts_file_new (path, unused_cb, NULL);

    g_assert_cmpuint (weir_hosts_file_get_n_addresses (hosts), >, 0);
  }

  /* What would be waited for. */
  g_remove (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  {
    g_autoptr (WeirHostsFile) hosts = weir_hosts_file_new (path, unused_cb, NULL);

    g_assert_cmpuint (weir_hosts_file_get_n_addresses (hosts), ==, 0);
  }
  remove_directory (directory);
}

static void
quit_cb (WeirNames *names, gpointer user_data)
{
  guint *n_changes = user_data;

  (*n_changes)++;
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("nothing has changed");
  return G_SOURCE_REMOVE;
}

static void
wait_for_change (const guint *n_changes, guint n)
{
  guint id = g_timeout_add_seconds (10, too_late_cb, NULL);

  while (*n_changes < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static void
test_hosts_followed (void)
{
  char *directory = make_directory ();
  g_autofree char *path = write_hosts (directory, "192.0.2.1 before\n");
  g_autoptr (WeirNames) names = new_names (path, 0);
  guint n_changes = 0;

  weir_names_set_changed_func (names, quit_cb, &n_changes);
  assert_name (names, "192.0.2.1", 0, "before", WEIR_NAME_HOSTS);

  /* Written as an editor does: another file in its place. */
  g_free (write_hosts (directory, "192.0.2.1 after\n"));
  wait_for_change (&n_changes, 1);
  assert_name (names, "192.0.2.1", 0, "after", WEIR_NAME_HOSTS);

  g_remove (path);
  wait_for_change (&n_changes, 2);
  assert_name (names, "192.0.2.1", 0, NULL, WEIR_NAME_NONE);
  remove_directory (directory);
}

static void
test_changes (void)
{
  g_autoptr (WeirNames) names = new_names ("", 0);
  guint n_changes = 0;

  weir_names_set_changed_func (names, quit_cb, &n_changes);
  for (int i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("192.0.%d.%d", i / 256, i % 256);

      learn (names, text, "one.example", WEIR_NAME_DNS, 1, 2);
    }
  g_assert_cmpuint (n_changes, ==, 0);
  wait_for_change (&n_changes, 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_changes, ==, 1);
}

static void
test_capture_file (void)
{
  char *directory = make_directory ();
  g_autofree char *path =
      write_hosts (directory, "192.168.1.1 my-router\nfd00::1 my-other\n198.41.0.4 root\n");
  const WeirNamesOptions options = { .is_live = FALSE, .hosts_path = path };
  g_autoptr (WeirNames) names = weir_names_new (&options);

  assert_name (names, "192.168.1.1", 0, NULL, WEIR_NAME_NONE);
  assert_name (names, "fd00::1", 0, NULL, WEIR_NAME_NONE);
  assert_name (names, "198.41.0.4", 0, "root", WEIR_NAME_HOSTS);
  remove_directory (directory);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/names/none-is-invented", test_unknown);
  g_test_add_func ("/names/go-by-trust", test_trust);
  g_test_add_func ("/names/outlive-their-answer-unless-there-is-a-better", test_expiry);
  g_test_add_func ("/names/of-a-shared-address-go-by-time", test_shared_address);
  g_test_add_func ("/names/of-one-address-are-few", test_names_per_address);
  g_test_add_func ("/names/of-one-address-are-listed", test_all_names_of_an_address_are_listed);
  g_test_add_func ("/names/the-longest-unused-are-forgotten", test_bound);
  g_test_add_func ("/names/have-a-bound", test_full_size);
  g_test_add_func ("/names/hostile-text-can-be-shown", test_hostile_text);
  g_test_add_func ("/names/changes-are-told-together", test_changes);
  g_test_add_func ("/names/of-a-capture-file-are-not-of-our-network", test_capture_file);
  g_test_add_func ("/hosts-file/lines-without-sense-are-passed-over", test_hosts_content);
  g_test_add_func ("/hosts-file/has-bounds", test_hosts_bounds);
  g_test_add_func ("/hosts-file/is-followed", test_hosts_followed);

  return g_test_run ();
}
