/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "core/identity/app-image.h"

static const char mounts[] =
    "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
    "35 22 0:31 / /tmp/.mount_OtherAbC123 ro,nosuid,nodev,relatime shared:2 - fuse.Other.AppImage "
    "Other.AppImage ro,user_id=1000\n"
    "36 22 0:32 / /tmp/.mount_KritaXYZ987 ro,nosuid,nodev,relatime shared:3 - "
    "fuse.krita-5.2\\040x.AppImage krita-5.2\\040x.AppImage ro,user_id=1000\n"
    "37 22 0:33 / /tmp/.mount_plain ro - ext4 /dev/Fake.AppImage ro\n";

static void
test_a_program_inside_it_is_of_it (void)
{
  g_autofree char *file =
      weir_app_image_from_variables ("/tmp/.mount_KritaXYZ987/usr/bin/krita",
                                     "/srv/images/krita-5.2.AppImage", "/tmp/.mount_KritaXYZ987");
  g_autofree char *mounted =
      weir_app_image_from_mounts ("/tmp/.mount_KritaXYZ987/usr/bin/krita", mounts);

  g_assert_cmpstr (file, ==, "/srv/images/krita-5.2.AppImage");
  g_assert_cmpstr (mounted, ==, "krita-5.2 x.AppImage");
}

static void
test_what_it_started_is_not_of_it (void)
{
  g_assert_null (weir_app_image_from_variables ("/usr/bin/firefox", "/srv/images/krita.AppImage",
                                                "/tmp/.mount_KritaXYZ987"));
  g_assert_null (weir_app_image_from_variables (
      "/tmp/.mount_KritaXYZ9871/krita", "/srv/images/krita.AppImage", "/tmp/.mount_KritaXYZ987"));
  g_assert_null (
      weir_app_image_from_variables ("/usr/bin/firefox", "/srv/images/krita.AppImage", "/"));
  g_assert_null (
      weir_app_image_from_variables ("/usr/bin/firefox", "/srv/images/krita.AppImage", ""));
  g_assert_null (weir_app_image_from_variables ("/a/b", "relative.AppImage", "/a"));
  g_assert_null (weir_app_image_from_variables ("/a/b", NULL, "/a"));
  g_assert_null (weir_app_image_from_variables ("/a/b", "/x.AppImage", NULL));
  g_assert_null (weir_app_image_from_mounts ("/usr/bin/firefox", mounts));
  g_assert_null (weir_app_image_from_mounts ("/tmp/.mount_plain/x", mounts));
  g_assert_null (weir_app_image_from_mounts ("/tmp/.mount_gone/x", mounts));
}

static void
test_the_ending_is_no_part_of_its_name (void)
{
  static const struct
  {
    const char *file;
    const char *id;
  } cases[] = {
    { "/srv/images/krita-5.2.AppImage", "krita-5.2" },
    { "krita.appimage", "krita" },
    { "/opt/krita", "krita" },
    { ".AppImage", ".AppImage" },
    { "/", "" },
    { "", "" },
    { "/x/\xff.AppImage", "\xef\xbf\xbd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = weir_app_image_dup_id (cases[i].file);

      g_assert_cmpstr (id, ==, cases[i].id);
    }
}

static void
test_any_prefix_of_the_mounts_is_harmless (void)
{
  for (gsize length = 0; length < strlen (mounts); length++)
    {
      g_autofree char *text = g_strndup (mounts, length);
      g_autofree char *file =
          weir_app_image_from_mounts ("/tmp/.mount_KritaXYZ987/usr/bin/krita", text);

      g_assert_true (file == NULL || g_str_has_suffix (file, ".AppImage"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app-image/a-program-inside-it-is-of-it", test_a_program_inside_it_is_of_it);
  g_test_add_func ("/app-image/what-it-started-is-not-of-it", test_what_it_started_is_not_of_it);
  g_test_add_func ("/app-image/the-ending-is-no-part-of-its-name",
                   test_the_ending_is_no_part_of_its_name);
  g_test_add_func ("/app-image/any-prefix-of-the-mounts-is-harmless",
                   test_any_prefix_of_the_mounts_is_harmless);

  return g_test_run ();
}
