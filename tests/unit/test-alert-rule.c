/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/alert-rule.h"
#include "core/error.h"

static void
assert_rule (const char *text, const char *canonical, const char *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirAlertRule) rule = weir_alert_rule_parse (text, &error);
  g_autoptr (WeirAlertRule) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *rewritten = NULL;
  g_autofree char *said = NULL;

  g_assert_no_error (error);
  written = weir_alert_rule_to_text (rule);
  said = weir_alert_rule_dup_sentence (rule, WEIR_UNIT_BITS);
  g_assert_cmpstr (written, ==, canonical);
  g_assert_cmpstr (said, ==, sentence);
  again = weir_alert_rule_parse (written, &error);
  g_assert_no_error (error);
  rewritten = weir_alert_rule_to_text (again);
  g_assert_cmpstr (rewritten, ==, written);
}

static void
test_rules_are_read_and_said (void)
{
  assert_rule ("rate>10M", "rate > 10M for 10s", "More than 10.0 Mb/s for 10 seconds");
  assert_rule ("  RATE >  10Mb/s  for 1s", "rate > 10Mb/s for 1s",
               "More than 10.0 Mb/s for 1 second");
  assert_rule ("down > 2MB/s for 1m of app:firefox port:443",
               "down > 2MB/s for 60s of app:firefox port:443",
               "More than 16.0 Mb/s for 60 seconds, received, of “app:firefox port:443”");
  assert_rule ("up>1M by host for 5s", "up > 1M for 5s by host",
               "A host has more than 1.00 Mb/s for 5 seconds, sent");
  assert_rule ("rate>1M by application", "rate > 1M for 10s by application",
               "An application has more than 1.00 Mb/s for 10 seconds");
  assert_rule ("new application", "new application", "An application that was never seen before");
  assert_rule ("new host after 2h of port:22", "new host after 7200s of port:22",
               "A host that was never seen before, of “port:22”");
  assert_rule ("off new domain", "off new domain", "A domain that was never seen before");
  assert_rule ("month>100GB", "month > 100GB", "More than 100 GB in a month");
  assert_rule ("month > 5GB by application", "month > 5GB by application",
               "An application has more than 5.00 GB in a month");
  assert_rule ("month>2GB by host", "month > 2GB by host",
               "A host has more than 2.00 GB in a month");
  assert_rule ("month > 5GB by application of port:443", "month > 5GB by application of port:443",
               "An application has more than 5.00 GB in a month, of “port:443”");
  assert_rule ("month > 1GB by host of app:firefox !net:10.0.0.0/8",
               "month > 1GB by host of app:firefox !net:10.0.0.0/8",
               "A host has more than 1.00 GB in a month, of “app:firefox !net:10.0.0.0/8”");
}

static void
test_a_rule_is_known_without_its_switch (void)
{
  g_autoptr (WeirAlertRule) on = weir_alert_rule_parse ("rate>1M", NULL);
  g_autoptr (WeirAlertRule) off = weir_alert_rule_parse ("off rate > 1M for 10s", NULL);
  g_autofree char *id = weir_alert_rule_dup_id (on);
  g_autofree char *other = weir_alert_rule_dup_id (off);

  g_assert_false (on->is_off);
  g_assert_true (off->is_off);
  g_assert_cmpstr (id, ==, other);
}

static void
test_what_nobody_can_meet_is_refused (void)
{
  static const struct
  {
    const char *text;
    const char *piece; /* of the complaint */
  } cases[] = {
    { "", "A rule begins with" },
    { "off", "A rule begins with" },
    { "speed > 1M", "A rule begins with" },
    { "rate", "“>” and a number" },
    { "rate 10M", "“>” and a number" },
    { "rate > fast", "A rate is written" },
    { "rate > 0", "larger than 0" },
    { "rate > 1000000000T", "could never be reached" },
    { "month > 10000000TB", "could never be reached" },
    { "month > much", "A volume is written" },
    { "rate > 1M for 0s", "between 1 second and 1 hour" },
    { "rate > 1M for 2h", "between 1 second and 1 hour" },
    { "rate > 1M for ever", "A time is written" },
    { "rate > 1M by country", "“application” or “host”" },
    { "rate > 1M by", "“application” or “host”" },
    { "month > 1G by domain", "“application” or “host”" },
    { "month > 1G for 10s", "makes no sense here" },
    { "month > 1G by application of", "there should be a filter" },
    { "month > 1G by application of app:a !app:a", "asks for what it excludes" },
    { "new", "After “new”" },
    { "new country", "After “new”" },
    { "new host after 90d", "between 1 second and 720 hours" },
    { "rate > 1M app:firefox", "Write “of” before a filter" },
    { "rate > 1M for 5s for 6s", "makes no sense here" },
    { "rate > 1M of", "there should be a filter" },
    { "rate > 1M of nosuchfield:1", "nosuchfield" },
    { "rate > 1M of app:a !app:a", "asks for what it excludes" },
    { "rate > 1M \xff", "not a text" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *printable = g_strescape (cases[i].text, NULL);

      g_test_message ("%s", printable);
      g_assert_null (weir_alert_rule_parse (cases[i].text, &error));
      g_assert_error (error, WEIR_ERROR, WEIR_ERROR_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].piece));
    }
}

static void
test_the_length_is_bounded (void)
{
  g_autoptr (GString) text = g_string_new ("rate > 1M of ");
  g_autoptr (GError) error = NULL;

  while (text->len <= WEIR_ALERT_RULE_MAX_BYTES)
    g_string_append (text, "port:1 ");
  g_assert_null (weir_alert_rule_parse (text->str, &error));
  g_assert_error (error, WEIR_ERROR, WEIR_ERROR_INVALID);
}

/* Every beginning is a rule or a complaint, never a crash. */
static void
test_every_prefix_is_read (void)
{
  static const char *const texts[] = {
    "off down > 2.5MB/s for 10s by application of (app:firefox or net:10.0.0.0/8) !port:443",
    "new domain after 2h of \"a b\"",
    "month > 100GiB by application of host:example.org or port:443",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      for (gsize length = 0; length <= strlen (texts[i]); length++)
        {
          g_autofree char *prefix = g_strndup (texts[i], length);
          g_autoptr (GError) error = NULL;
          g_autoptr (WeirAlertRule) rule = weir_alert_rule_parse (prefix, &error);

          g_assert_true ((rule == NULL) == (error != NULL));
        }
    }
}

static void
assert_filter (const char *text, const char *subject, const char *filter)
{
  g_autoptr (WeirAlertRule) rule = weir_alert_rule_parse (text, NULL);
  g_autofree char *shown = weir_alert_rule_dup_filter (rule, subject);
  g_autoptr (WeirFilter) read = weir_filter_new (shown, NULL, NULL);

  g_assert_cmpstr (shown, ==, filter);
  g_assert_nonnull (read);
}

static void
test_a_filter_shows_what_was_met (void)
{
  assert_filter ("rate>1M", NULL, "");
  assert_filter ("rate>1M of port:443", NULL, "port:443");
  assert_filter ("rate>1M by application", "Firefox", "app=Firefox");
  assert_filter ("rate>1M by application of port:443 or port:80", "Web Browser",
                 "(port:443 or port:80) app=\"Web Browser\"");
  assert_filter ("new host", "192.0.2.1", "remote=192.0.2.1");
  assert_filter ("month>1G by application of port:443", "Firefox", "(port:443) app=Firefox");
  assert_filter ("month>1G by host of tcp", "192.0.2.1", "(tcp) remote=192.0.2.1");
}

static void
test_what_changes_by_itself_is_known (void)
{
  g_autoptr (WeirAlertRule) fixed = weir_alert_rule_parse ("rate>1M of app:a or port:1", NULL);
  g_autoptr (WeirAlertRule) rate = weir_alert_rule_parse ("up>1M of app:a (tcp or down>1M)", NULL);
  g_autoptr (WeirAlertRule) flag = weir_alert_rule_parse ("up>1M of is:active", NULL);

  g_assert_false (weir_alert_rule_is_changeable (fixed));
  g_assert_true (weir_alert_rule_is_changeable (rate));
  g_assert_true (weir_alert_rule_is_changeable (flag));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alert-rule/rules-are-read-and-said", test_rules_are_read_and_said);
  g_test_add_func ("/alert-rule/a-rule-is-known-without-its-switch",
                   test_a_rule_is_known_without_its_switch);
  g_test_add_func ("/alert-rule/what-nobody-can-meet-is-refused",
                   test_what_nobody_can_meet_is_refused);
  g_test_add_func ("/alert-rule/the-length-is-bounded", test_the_length_is_bounded);
  g_test_add_func ("/alert-rule/every-prefix-is-read", test_every_prefix_is_read);
  g_test_add_func ("/alert-rule/a-filter-shows-what-was-met", test_a_filter_shows_what_was_met);
  g_test_add_func ("/alert-rule/what-changes-by-itself-is-known",
                   test_what_changes_by_itself_is_known);
  return g_test_run ();
}
