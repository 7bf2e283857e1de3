/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/error.h"
#include "core/source/helper-command.h"

#define ENV "env -u SHELL -u LANG -u LANGUAGE -u LC_ALL -u LC_MESSAGES "
#define PKEXEC ENV "pkexec --disable-internal-agent "
#define HOST "flatpak-spawn --host --directory=/ --watch-bus "

#define NATIVE "/usr/libexec/weir-helper"
#define BUNDLED                                                                    \
  "/var/lib/flatpak/app/io.github.weirmonitor.Weir/x86_64/stable/1/files/libexec/" \
  "weir-helper"
#define USERS "/user/.local/share/flatpak/app/io.github.weirmonitor.Weir/files/libexec/weir-helper"

static void
test_each_situation_has_its_command (void)
{
  static char *development[] = { (char *) "fake-helper", (char *) "works", NULL };
  static const struct
  {
    WeirHelperSituation situation;
    const char *command; /* NULL: an error */
    gboolean asks;
  } cases[] = {
    /* Never as root. */
    { { .development = development, .helper = (char *) NATIVE }, "fake-helper works", FALSE },
    { { .development = development, .is_flatpak = TRUE, .host_helper = (char *) NATIVE },
      "fake-helper works",
      FALSE },
    /* The packager has given the file its capabilities. */
    { { .helper = (char *) NATIVE, .has_capabilities = TRUE }, NATIVE, FALSE },
    { { .helper = (char *) NATIVE }, PKEXEC NATIVE, TRUE },
    { { .helper = NULL }, NULL, TRUE },
    /* The host's package counts more than what is bundled: its policy has words of its own. */
    { { .is_flatpak = TRUE,
        .helper = (char *) "/app/libexec/weir-helper",
        .host_helper = (char *) NATIVE,
        .bundled_helper = (char *) BUNDLED },
      HOST PKEXEC NATIVE,
      TRUE },
    { { .is_flatpak = TRUE, .bundled_helper = (char *) BUNDLED }, HOST PKEXEC BUNDLED, TRUE },
    /* Never what the user's programs may write. */
    { { .is_flatpak = TRUE, .bundled_helper = (char *) USERS, .is_bundled_by_user = TRUE },
      NULL,
      TRUE },
    { { .is_flatpak = TRUE,
        .host_helper = (char *) NATIVE,
        .bundled_helper = (char *) USERS,
        .is_bundled_by_user = TRUE },
      HOST PKEXEC NATIVE,
      TRUE },
    { { .is_flatpak = TRUE }, NULL, TRUE },
    /* Capabilities of a file do not reach into the sandbox. */
    { { .is_flatpak = TRUE, .has_capabilities = TRUE, .helper = (char *) "/app/libexec/h" },
      NULL,
      TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) argv = weir_helper_command_new (&cases[i].situation, &error);
      g_autofree char *command = argv != NULL ? g_strjoinv (" ", argv) : NULL;

      g_test_message ("case %u", i);
      g_assert_cmpstr (command, ==, cases[i].command);
      g_assert_cmpint (weir_helper_command_asks (&cases[i].situation), ==, cases[i].asks);
      if (argv == NULL)
        g_assert_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_MISSING);
    }
}

static void
test_owners_are_asked_for_without_rights (void)
{
  static const struct
  {
    WeirHelperSituation situation;
    const char *command;
  } cases[] = {
    { { .helper = (char *) NATIVE }, NULL },
    { { .is_flatpak = TRUE }, NULL },
    { { .is_flatpak = TRUE, .host_helper = (char *) NATIVE, .bundled_helper = (char *) BUNDLED },
      HOST BUNDLED " --no-capture" },
    /* Whoever runs it may write it. */
    { { .is_flatpak = TRUE, .bundled_helper = (char *) USERS, .is_bundled_by_user = TRUE },
      HOST USERS " --no-capture" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) argv = weir_helper_command_new_for_owners (&cases[i].situation);
      g_autofree char *command = argv != NULL ? g_strjoinv (" ", argv) : NULL;

      g_test_message ("case %u", i);
      g_assert_cmpstr (command, ==, cases[i].command);
    }
}

static void
test_each_situation_has_its_check (void)
{
  static char *development[] = { (char *) "fake-helper", NULL };
  static const struct
  {
    WeirHelperSituation situation;
    const char *action; /* NULL: nobody is ever asked */
    const char *program;
  } cases[] = {
    { { .development = development }, NULL, NULL },
    { { .helper = (char *) NATIVE, .has_capabilities = TRUE }, NULL, NULL },
    { { .helper = (char *) NATIVE }, "io.github.weirmonitor.Weir.capture", "sh" },
    { { .is_flatpak = TRUE, .host_helper = (char *) NATIVE, .bundled_helper = (char *) BUNDLED },
      "io.github.weirmonitor.Weir.capture",
      "flatpak-spawn" },
    { { .is_flatpak = TRUE, .bundled_helper = (char *) BUNDLED },
      "org.freedesktop.policykit.exec",
      "flatpak-spawn" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) argv = weir_helper_command_new_check (&cases[i].situation);

      g_test_message ("case %u", i);
      g_assert_cmpint (argv == NULL, ==, cases[i].action == NULL);
      if (argv == NULL)
        continue;
      g_assert_cmpstr (argv[0], ==, cases[i].program);
      g_assert_cmpstr (argv[g_strv_length (argv) - 1], ==, cases[i].action);
    }
}

static void
test_the_environment_names_one_for_development (void)
{
  static const struct
  {
    const char *text;
    const char *command;
  } cases[] = {
    { "'/a b/helper' works", "/a b/helper|works" },
    /* What is no command line is not the installed helper either. */
    { "'/a b/helper", "'/a b/helper" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (WeirHelperSituation) situation = { 0 };
      g_auto (GStrv) argv = NULL;
      g_autofree char *command = NULL;

      g_setenv ("WEIR_HELPER", cases[i].text, TRUE);
      weir_helper_situation_init (&situation);
      argv = weir_helper_command_new (&situation, NULL);
      command = g_strjoinv ("|", argv);
      g_assert_cmpstr (command, ==, cases[i].command);
      g_assert_false (weir_helper_command_asks (&situation));
    }
  g_unsetenv ("WEIR_HELPER");
}

static void
test_this_machine_is_a_situation (void)
{
  g_auto (WeirHelperSituation) situation = { 0 };

  weir_helper_situation_init (&situation);
  g_assert_cmpint (situation.is_flatpak, ==, g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper-command/each-situation-has-its-command",
                   test_each_situation_has_its_command);
  g_test_add_func ("/helper-command/owners-are-asked-for-without-rights",
                   test_owners_are_asked_for_without_rights);
  g_test_add_func ("/helper-command/each-situation-has-its-check",
                   test_each_situation_has_its_check);
  g_test_add_func ("/helper-command/the-environment-names-one-for-development",
                   test_the_environment_names_one_for_development);
  g_test_add_func ("/helper-command/this-machine-is-a-situation", test_this_machine_is_a_situation);
  return g_test_run ();
}
