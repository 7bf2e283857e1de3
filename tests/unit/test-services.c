/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <netinet/in.h>

#include "core/naming/services.h"

/* Of the registry, and in no system's list that is known. */
static void
test_list (void)
{
  g_assert_cmpstr (weir_services_lookup (IPPROTO_TCP, 27017), ==, "mongodb");
  g_assert_cmpstr (weir_services_lookup (IPPROTO_TCP, 6379), ==, "redis");
  g_assert_null (weir_services_lookup (IPPROTO_UDP, 27017));
  g_assert_null (weir_services_lookup (IPPROTO_TCP, 4));
  g_assert_null (weir_services_lookup (IPPROTO_TCP, 0));
  g_assert_null (weir_services_lookup (IPPROTO_TCP, 65535));
  /* The first and the last line. */
  g_assert_cmpstr (weir_services_lookup (IPPROTO_TCP, 1), ==, "tcpmux");
  g_assert_cmpstr (weir_services_lookup (IPPROTO_TCP, 49150), ==, "inspider");
}

static void
test_system (void)
{
  g_assert_cmpstr (weir_services_lookup (IPPROTO_TCP, 443), ==, "https");
  g_assert_cmpstr (weir_services_lookup (IPPROTO_UDP, 53), ==, "domain");
}

/* Bisecting finds what reading from the start finds. */
static void
test_every_line (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("WEIR_TEST_CAPTURES"), "..", "..", "data",
                                            "services", "services.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_named = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", 3);

      if (g_strv_length (fields) != 3 || fields[0][0] == '#')
        continue;
      if (strstr (fields[1], "sctp") != NULL)
        {
          guint port = (guint) g_ascii_strtoull (fields[0], NULL, 10);

          n_named++;
          g_assert_nonnull (weir_services_lookup (IPPROTO_SCTP, (uint16_t) port));
        }
    }
  g_assert_cmpuint (n_named, >, 30);
}

static void
test_find (void)
{
  uint16_t port = 0;

  g_assert_true (weir_services_find ("HTTPS", &port));
  g_assert_cmpuint (port, ==, 443);
  g_assert_true (weir_services_find ("MongoDB", &port));
  g_assert_cmpuint (port, ==, 27017);
  g_assert_false (weir_services_find ("no-such-service", &port));
  g_assert_false (weir_services_find ("", &port));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/services/the-registry-has-what-the-system-does-not", test_list);
  g_test_add_func ("/services/the-system-goes-first", test_system);
  g_test_add_func ("/services/every-line-of-the-registry-is-found", test_every_line);
  g_test_add_func ("/services/are-found-by-their-name", test_find);

  return g_test_run ();
}
