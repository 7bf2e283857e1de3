/* What is kept of alerts: bounded, private, and never lost because of damage.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alert/alert-limiter.h"
#include "core/alert/alert-log.h"
#include "core/alert/seen-store.h"
#include "core/alert/store-file.h"
#include "core/alert/volume-store.h"
#include "support/temp-folder.h"

#define START_US G_GINT64_CONSTANT (1767225600000000) /* 2026-01-01T00:00:00Z */
#define SECOND ((int64_t) G_USEC_PER_SEC)

/* Directly before memory that may not be read. */
static char *
guard_text (const char *text, gsize length)
{
  static char *end;
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);
  const gsize room = 16 * page;

  if (end == NULL)
    {
      char *memory =
          mmap (NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

      g_assert_true (memory != MAP_FAILED);
      end = memory + room;
      g_assert_cmpint (mprotect (end, page, PROT_NONE), ==, 0);
    }
  g_assert_cmpuint (length, <=, room);
  memcpy (end - length, text, length);
  return end - length;
}

/* ---- never a storm -------------------------------------------------------------------------- */

static void
test_a_storm_is_five_and_one (void)
{
  WeirAlertLimiter limiter;
  guint n_sent = 0, n_held;

  weir_alert_limiter_init (&limiter, 5);
  for (guint i = 0; i < 19; i++)
    n_sent += weir_alert_limiter_take (&limiter, START_US + i);
  g_assert_cmpuint (n_sent, ==, 5);
  g_assert_cmpuint (weir_alert_limiter_release (&limiter, START_US + SECOND), ==, 0);
  n_held = weir_alert_limiter_release (&limiter, START_US + 11 * SECOND);
  g_assert_cmpuint (n_held, ==, 14);
  g_assert_cmpuint (weir_alert_limiter_release (&limiter, START_US + 12 * SECOND), ==, 0);
  g_assert_true (weir_alert_limiter_take (&limiter, START_US + 70 * SECOND));
}

static void
test_a_storm_without_end_is_six_a_minute (void)
{
  WeirAlertLimiter limiter;
  guint n_told = 0, n_alone = 0, n_together = 0, n = 0;

  weir_alert_limiter_init (&limiter, 5);
  for (guint second = 0; second < 600; second++)
    {
      guint n_held;

      for (guint i = 0; i < 10; i++, n++)
        n_alone += weir_alert_limiter_take (&limiter, START_US + second * SECOND);
      n_held = weir_alert_limiter_release (&limiter, START_US + second * SECOND);
      n_together += n_held;
      n_told += n_held > 0;
    }
  g_assert_cmpuint (n_alone + n_told, <=, 6 * 10);
  /* None is forgotten: the rest is held. */
  g_assert_cmpuint (n_alone + n_together + limiter.n_held, ==, n);
}

static void
test_a_clock_that_is_set_back_holds_nothing_for_ever (void)
{
  WeirAlertLimiter limiter;

  weir_alert_limiter_init (&limiter, 2);
  for (guint i = 0; i < 4; i++)
    weir_alert_limiter_take (&limiter, START_US + 3600 * SECOND);
  g_assert_cmpuint (weir_alert_limiter_release (&limiter, START_US), ==, 0);
  g_assert_cmpuint (weir_alert_limiter_release (&limiter, START_US + 11 * SECOND), ==, 2);
  g_assert_true (weir_alert_limiter_take (&limiter, START_US + 61 * SECOND));
}

/* ---- the list ------------------------------------------------------------------------------- */

static WeirAlert *
new_alert (const char *rule_text, const char *subject, int64_t time_us)
{
  g_autoptr (WeirAlertRule) rule = weir_alert_rule_parse (rule_text, NULL);

  g_assert_nonnull (rule);
  return weir_alert_new (rule, subject, time_us, 12.5e6);
}

static void
test_the_list_is_kept_as_it_was (void)
{
  g_autoptr (WeirAlertLog) log = weir_alert_log_new ();
  g_autoptr (WeirAlertLog) again = weir_alert_log_new ();
  g_autoptr (GString) text = NULL;
  const WeirAlert *alert;
  uint64_t id;

  id = weir_alert_log_add (
           log, new_alert ("rate > 10M by application", "A \"quoted\" <b>name</b>", START_US))
           ->id;
  weir_alert_log_end (log, id, START_US + 30 * SECOND, 20e6);
  weir_alert_log_add (log, new_alert ("new host", "www.example.org", START_US + SECOND));
  weir_alert_log_add (log, weir_alert_new_more (START_US + 2 * SECOND, 14));
  weir_alert_log_mark_all_read (log);
  text = weir_alert_log_to_text (log);
  g_assert_true (weir_alert_log_read (again, text->str, text->len));

  g_assert_cmpuint (weir_alert_log_get_n (again), ==, 3);
  g_assert_cmpuint (weir_alert_log_get_n_unread (again), ==, 0);
  alert = weir_alert_log_get (again, 0);
  g_assert_cmpstr (alert->subject, ==, "A \"quoted\" <b>name</b>");
  g_assert_cmpstr (alert->rule, ==, "rate > 10M for 10s by application");
  g_assert_cmpint (alert->end_us, ==, START_US + 30 * SECOND);
  g_assert_cmpfloat (alert->value, ==, 20e6);
  g_assert_cmpfloat (weir_alert_log_get (again, 2)->value, ==, 14);
}

static void
test_the_list_is_bounded (void)
{
  g_autoptr (WeirAlertLog) log = weir_alert_log_new ();

  for (guint i = 0; i < WEIR_ALERT_LOG_MAX + 5; i++)
    weir_alert_log_add (log, weir_alert_new_more (START_US + i, i + 1));
  g_assert_cmpuint (weir_alert_log_get_n (log), ==, WEIR_ALERT_LOG_MAX);
  g_assert_cmpfloat (weir_alert_log_get (log, 0)->value, ==, 6);
}

static void
test_titles_and_sentences (void)
{
  static const struct
  {
    const char *rule;
    const char *subject;
    const char *title;
    const char *sentence;
  } cases[] = {
    { "rate > 10M for 5s", NULL, "All traffic: fast",
      "12.5 Mb/s, more than 10.0 Mb/s for 5 seconds." },
    { "down > 10M for 5s by application", "Firefox", "Firefox: downloading fast",
      "12.5 Mb/s, more than 10.0 Mb/s for 5 seconds." },
    { "up > 10M for 1s of port:22", NULL, "“port:22”: uploading fast",
      "12.5 Mb/s, more than 10.0 Mb/s for 1 second." },
    { "new application", "curl", "New application: curl",
      "It was never seen on the network before." },
    { "new domain", "example.org", "New domain: example.org", "It was never talked to before." },
    { "month > 10MB", NULL, "All traffic: limit of the month reached",
      "12.5 MB this month, more than 10.0 MB." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WeirAlert) alert = new_alert (cases[i].rule, cases[i].subject, START_US);
      g_autofree char *title = weir_alert_dup_title (alert);
      g_autofree char *sentence = weir_alert_dup_sentence (alert, WEIR_UNIT_BITS);

      g_assert_cmpstr (title, ==, cases[i].title);
      g_assert_cmpstr (sentence, ==, cases[i].sentence);
    }
}

static void
test_no_markup_reaches_a_notification (void)
{
  g_autofree char *text = weir_alert_dup_harmless ("a<b onclick='x'>&amp;\n\x1b[31m\xff end");

  g_assert_null (strpbrk (text, "<>&\n\x1b"));
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* ---- damage --------------------------------------------------------------------------------- */

static void
test_every_prefix_of_a_list_is_read (void)
{
  g_autoptr (WeirAlertLog) log = weir_alert_log_new ();
  g_autoptr (WeirAlertLog) again = weir_alert_log_new ();
  g_autoptr (GString) text = NULL;

  weir_alert_log_add (log, new_alert ("rate > 10M by application", "Größe", START_US));
  weir_alert_log_add (log, new_alert ("month > 1k", NULL, START_US));
  text = weir_alert_log_to_text (log);
  for (gsize length = 0; length <= text->len; length++)
    {
      gboolean is_whole = weir_alert_log_read (again, guard_text (text->str, length), length);
      gboolean is_end = length == 0 || text->str[length - 1] == '\n';

      g_assert_cmpint (is_whole, ==, is_end);
    }
}

static void
test_what_is_sound_in_a_damaged_list_is_kept (void)
{
  g_autoptr (WeirAlertLog) log = weir_alert_log_new ();
  g_autoptr (WeirAlertLog) again = weir_alert_log_new ();
  g_autoptr (GString) text = NULL;

  weir_alert_log_add (log, new_alert ("new host", "a.example", START_US));
  text = weir_alert_log_to_text (log);
  g_string_append (text, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n{\"id\":-1}\n\xff\n\n"
                         "{\"id\":1,\"event\":\"new\",\"time_us\":1e999,\"rule\":\"\"}\n");
  g_assert_false (weir_alert_log_read (again, text->str, text->len));
  g_assert_cmpuint (weir_alert_log_get_n (again), ==, 1);
}

static void
test_every_prefix_of_what_was_seen_is_read (void)
{
  g_autoptr (WeirSeenStore) store = weir_seen_store_new ();
  g_autoptr (GString) text = NULL;

  weir_seen_store_add (store, WEIR_ALERT_BY_APPLICATION, "Größe", START_US);
  weir_seen_store_add (store, WEIR_ALERT_BY_HOST, "a.example", START_US);
  weir_seen_store_learn (store, WEIR_ALERT_BY_HOST, 3600);
  text = weir_seen_store_to_text (store);
  for (gsize length = 0; length <= text->len; length++)
    {
      g_autoptr (WeirSeenStore) again = weir_seen_store_new ();
      gboolean is_whole = weir_seen_store_read (again, guard_text (text->str, length), length);

      g_assert_cmpint (is_whole, ==, length > 0 && text->str[length - 1] == '\n');
      if (length < text->len)
        continue;
      g_assert_false (weir_seen_store_add (again, WEIR_ALERT_BY_HOST, "a.example", START_US));
      g_assert_cmpfloat (weir_seen_store_get_learnt_seconds (again, WEIR_ALERT_BY_HOST), ==, 3600);
    }
}

static void
test_every_prefix_of_the_months_is_read (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (WeirVolumeStore) store = weir_volume_store_new (zone);
  g_autoptr (GString) text = NULL;

  weir_volume_store_set_time (store, START_US);
  weir_volume_store_add (store, WEIR_VOLUME_EVERYTHING, 12345);
  weir_volume_store_add (store, "app Größe", G_MAXUINT64);
  weir_volume_store_tell (store, "month > 1k", START_US);
  text = weir_volume_store_to_text (store);
  for (gsize length = 0; length <= text->len; length++)
    {
      g_autoptr (WeirVolumeStore) again = weir_volume_store_new (zone);
      gboolean is_whole = weir_volume_store_read (again, guard_text (text->str, length), length);

      g_assert_cmpint (is_whole, ==, length > 0 && text->str[length - 1] == '\n');
      weir_volume_store_set_time (again, START_US);
      if (length == text->len)
        g_assert_cmpuint (weir_volume_store_get (again, "app Größe"), ==, G_MAXUINT64);
    }
}

static void
test_damaged_lines_are_refused (void)
{
  static const char *const seen[] = { "",
                                      "weir seen 2\n",
                                      "weir seen 1\napplication\t5\n",
                                      "weir seen 1\napplication\t-5\tname\n",
                                      "weir seen 1\napplication\t5\tname\tmore\n",
                                      "weir seen 1\napplication\t5\t\n",
                                      "weir seen 1\ncountry\t5\tname\n",
                                      "weir seen 1\nlearnt\thost\t99999999999999999999\n",
                                      "weir seen 1\nhost\t5\ta\x1b[31m\n" };
  static const char *const volumes[] = { "",
                                         "weir volume\n",
                                         "weir volume 0\n",
                                         "weir volume one\n",
                                         "weir seen 1\n",
                                         "weir volume 1\n2026-13\tbytes\t5\t*\n",
                                         "weir volume 1\n2026-01\tbytes\t99999999999999999999\t*\n",
                                         "weir volume 1\n2026-01\tbits\t5\t*\n",
                                         "weir volume 1\n2026-01\tbytes\t5\t\n",
                                         "weir volume 1\n2026-01\tbytes\t5\t*\n"
                                         "2026-01\tbytes\t5\t*\n" };

  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    {
      g_autoptr (WeirSeenStore) store = weir_seen_store_new ();

      g_assert_false (weir_seen_store_read (store, seen[i], strlen (seen[i])));
    }
  for (guint i = 0; i < G_N_ELEMENTS (volumes); i++)
    {
      g_autoptr (WeirVolumeStore) store = weir_volume_store_new (NULL);

      g_assert_false (weir_volume_store_read (store, volumes[i], strlen (volumes[i])));
    }
}

/* ---- bounds --------------------------------------------------------------------------------- */

static void
test_what_was_seen_is_bounded (void)
{
  g_autoptr (WeirSeenStore) store = weir_seen_store_new ();

  for (guint i = 0; i < WEIR_SEEN_MAX_APPLICATIONS + 1; i++)
    {
      g_autofree char *name = g_strdup_printf ("program-%u", i);

      g_assert_true (
          weir_seen_store_add (store, WEIR_ALERT_BY_APPLICATION, name, START_US + i * SECOND));
    }
  g_assert_cmpuint (weir_seen_store_get_n (store, WEIR_ALERT_BY_APPLICATION), <=,
                    WEIR_SEEN_MAX_APPLICATIONS);
  /* The one that was not seen for longest went; the newest stayed. */
  g_assert_true (weir_seen_store_add (store, WEIR_ALERT_BY_APPLICATION, "program-0", START_US));
  g_assert_false (weir_seen_store_add (store, WEIR_ALERT_BY_APPLICATION, "program-4096", START_US));
}

static void
test_names_that_are_none_are_not_kept (void)
{
  g_autoptr (WeirSeenStore) store = weir_seen_store_new ();

  g_assert_false (weir_seen_store_add (store, WEIR_ALERT_BY_HOST, "", START_US));
  g_assert_false (weir_seen_store_add (store, WEIR_ALERT_BY_HOST, "a\tb", START_US));
  g_assert_false (weir_seen_store_add (store, WEIR_ALERT_BY_HOST, "a\nb", START_US));
  g_assert_false (weir_seen_store_add (store, WEIR_ALERT_BY_HOST, "\xff", START_US));
}

static void
test_months_are_bounded_and_clocks_lose_none (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (WeirVolumeStore) store = weir_volume_store_new (zone);
  const int64_t month_us = 31 * 24 * 3600 * SECOND;

  weir_volume_store_set_time (store, START_US);
  g_assert_cmpstr (weir_volume_store_get_month (store), ==, "2026-01");
  weir_volume_store_add (store, "*", 1000);

  /* The clock was wrong, and is put right: the month goes on where it was. */
  weir_volume_store_set_time (store, START_US + 12 * month_us);
  weir_volume_store_add (store, "*", 7);
  weir_volume_store_set_time (store, START_US - month_us);
  weir_volume_store_add (store, "*", 8);
  weir_volume_store_set_time (store, START_US);
  g_assert_cmpuint (weir_volume_store_add (store, "*", 1), ==, 1001);

  for (guint i = 0; i < 3 * WEIR_VOLUME_MAX_MONTHS; i++)
    {
      g_autoptr (GString) text = NULL;
      g_auto (GStrv) lines = NULL;

      weir_volume_store_set_time (store, START_US + i * month_us);
      weir_volume_store_add (store, "*", 1);
      text = weir_volume_store_to_text (store);
      lines = g_strsplit (text->str, "\n", -1);
      g_assert_cmpuint (g_strv_length (lines), <=, WEIR_VOLUME_MAX_MONTHS + 2);
    }
}

static void
test_a_month_begins_at_local_midnight (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (-5 * 3600);
  g_autoptr (WeirVolumeStore) store = weir_volume_store_new (zone);

  weir_volume_store_set_time (store, START_US);
  g_assert_cmpstr (weir_volume_store_get_month (store), ==, "2025-12");
  weir_volume_store_set_time (store, START_US + 5 * 3600 * SECOND);
  g_assert_cmpstr (weir_volume_store_get_month (store), ==, "2026-01");
}

static void
test_the_names_of_a_month_are_bounded (void)
{
  g_autoptr (WeirVolumeStore) store = weir_volume_store_new (NULL);
  g_autoptr (GString) text = NULL;
  g_auto (GStrv) lines = NULL;

  weir_volume_store_set_time (store, START_US);
  weir_volume_store_add (store, WEIR_VOLUME_EVERYTHING, 1);
  weir_volume_store_add (store, "of port:443", 1);
  for (guint i = 0; i < 3 * WEIR_VOLUME_MAX_NAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("app %u", i);

      g_assert_cmpuint (weir_volume_store_add (store, name, i < 5 ? 100 : 5), ==, i < 5 ? 100 : 5);
    }
  text = weir_volume_store_to_text (store);
  lines = g_strsplit (text->str, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), <=, WEIR_VOLUME_MAX_NAMES + 2);

  /* What has most stays, and what a rule counts itself, however little that is. */
  g_assert_cmpuint (weir_volume_store_get (store, WEIR_VOLUME_EVERYTHING), ==, 1);
  g_assert_cmpuint (weir_volume_store_get (store, "of port:443"), ==, 1);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("app %u", i);

      g_assert_cmpuint (weir_volume_store_get (store, name), ==, 100);
    }
}

/* As the first version wrote it, and with a kind of name that none has yet. */
static void
test_months_of_other_versions_lose_nothing (void)
{
  static const char older[] = "weir volume 1\n"
                              "2025-12\tbytes\t77\t*\n"
                              "2026-01\tbytes\t1000\t*\n"
                              "2026-01\tbytes\t400\tapp Firefox\n"
                              "2026-01\tbytes\t300\tof port:443\n"
                              "2026-01\tbytes\t5\tcountry-of 3 tcp DE\n"
                              "2026-01\ttold\t1767225600\tmonth > 100B by application: Firefox\n";
  static const char newer[] = "weir volume 7\n"
                              "2026-01\tbytes\t1000\t*\n"
                              "2026-01\tbytes\t400\tapp Firefox\tsomething more\n"
                              "2026-01\tof every country\n"
                              "2026-01\tbytes\t300\tof port:443\n";
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (WeirVolumeStore) store = weir_volume_store_new (zone);
  g_autoptr (WeirVolumeStore) other = weir_volume_store_new (zone);
  g_autoptr (GString) text = NULL;
  g_auto (GStrv) lines = g_strsplit (older, "\n", -1);

  g_assert_true (weir_volume_store_read (store, older, strlen (older)));
  weir_volume_store_set_time (store, START_US);
  g_assert_cmpuint (weir_volume_store_get (store, "app Firefox"), ==, 400);
  g_assert_false (weir_volume_store_tell (store, "month > 100B by application: Firefox", START_US));
  text = weir_volume_store_to_text (store);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_nonnull (strstr (text->str, lines[i]));

  /* That it is not all is said, so that the file is kept aside. */
  g_assert_false (weir_volume_store_read (other, newer, strlen (newer)));
  weir_volume_store_set_time (other, START_US);
  g_assert_cmpuint (weir_volume_store_get (other, WEIR_VOLUME_EVERYTHING), ==, 1000);
  g_assert_cmpuint (weir_volume_store_get (other, "of port:443"), ==, 300);
}

static void
test_what_a_newer_version_has_seen_is_read (void)
{
  static const char newer[] = "weir seen 2\nhost\t5\ta.example\ncountry\t5\tDE\n";
  g_autoptr (WeirSeenStore) store = weir_seen_store_new ();

  g_assert_false (weir_seen_store_read (store, newer, strlen (newer)));
  g_assert_false (weir_seen_store_add (store, WEIR_ALERT_BY_HOST, "a.example", START_US));
}

/* ---- files ---------------------------------------------------------------------------------- */

static void
test_a_file_is_private_and_whole (void)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = temp_folder_dup_path (folder, "below/file");
  g_autoptr (WeirStoreFile) file = weir_store_file_new (path, 1000);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  struct stat status;
  gsize length;

  g_assert_null (weir_store_file_read (file, &length, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 100; i++)
    {
      GString *new = g_string_new (NULL);

      g_string_append_printf (new, "%u\n", i);
      weir_store_file_write (file, new);
    }
  weir_store_file_flush (file);
  text = weir_store_file_read (file, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "99\n");
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  weir_store_file_remove (file);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_what_is_no_file_is_told (void)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autoptr (WeirStoreFile) file = weir_store_file_new (temp_folder_get_path (folder), 1000);
  g_autoptr (WeirStoreFile) below = NULL;
  g_autofree char *path = temp_folder_dup_path (folder, "long");
  g_autofree char *path_below = g_build_filename (path, "file", NULL);
  g_autoptr (WeirStoreFile) too_long = weir_store_file_new (path, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;
  g_autoptr (GError) written = NULL;
  gsize length;

  g_assert_null (weir_store_file_read (file, &length, &error));
  g_assert_nonnull (error);
  g_assert_true (g_file_set_contents (path, "long", -1, NULL));
  g_assert_null (weir_store_file_read (too_long, &length, &other));
  g_assert_nonnull (other);

  below = weir_store_file_new (path_below, 1000);
  weir_store_file_write (below, g_string_new ("text"));
  weir_store_file_flush (below);
  written = weir_store_file_dup_error (below);
  g_assert_nonnull (written);
}

static void
test_a_damaged_file_is_kept_aside (void)
{
  g_autoptr (TempFolder) folder = temp_folder_new ();
  g_autofree char *path = temp_folder_dup_path (folder, "file");
  g_autoptr (WeirStoreFile) file = weir_store_file_new (path, 1000);

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = NULL;

      g_assert_true (g_file_set_contents (path, "damaged", -1, NULL));
      name = weir_store_file_set_aside (file);
      g_assert_nonnull (name);
      g_assert_true (g_file_test (name, G_FILE_TEST_EXISTS));
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/alert-stores/a-storm-is-five-and-one", test_a_storm_is_five_and_one);
  g_test_add_func ("/alert-stores/a-storm-without-end-is-six-a-minute",
                   test_a_storm_without_end_is_six_a_minute);
  g_test_add_func ("/alert-stores/a-clock-that-is-set-back-holds-nothing-for-ever",
                   test_a_clock_that_is_set_back_holds_nothing_for_ever);
  g_test_add_func ("/alert-stores/the-list-is-kept-as-it-was", test_the_list_is_kept_as_it_was);
  g_test_add_func ("/alert-stores/the-list-is-bounded", test_the_list_is_bounded);
  g_test_add_func ("/alert-stores/titles-and-sentences", test_titles_and_sentences);
  g_test_add_func ("/alert-stores/no-markup-reaches-a-notification",
                   test_no_markup_reaches_a_notification);
  g_test_add_func ("/alert-stores/every-prefix-of-a-list-is-read",
                   test_every_prefix_of_a_list_is_read);
  g_test_add_func ("/alert-stores/what-is-sound-in-a-damaged-list-is-kept",
                   test_what_is_sound_in_a_damaged_list_is_kept);
  g_test_add_func ("/alert-stores/every-prefix-of-what-was-seen-is-read",
                   test_every_prefix_of_what_was_seen_is_read);
  g_test_add_func ("/alert-stores/every-prefix-of-the-months-is-read",
                   test_every_prefix_of_the_months_is_read);
  g_test_add_func ("/alert-stores/damaged-lines-are-refused", test_damaged_lines_are_refused);
  g_test_add_func ("/alert-stores/what-was-seen-is-bounded", test_what_was_seen_is_bounded);
  g_test_add_func ("/alert-stores/names-that-are-none-are-not-kept",
                   test_names_that_are_none_are_not_kept);
  g_test_add_func ("/alert-stores/months-are-bounded-and-clocks-lose-none",
                   test_months_are_bounded_and_clocks_lose_none);
  g_test_add_func ("/alert-stores/a-month-begins-at-local-midnight",
                   test_a_month_begins_at_local_midnight);
  g_test_add_func ("/alert-stores/the-names-of-a-month-are-bounded",
                   test_the_names_of_a_month_are_bounded);
  g_test_add_func ("/alert-stores/months-of-other-versions-lose-nothing",
                   test_months_of_other_versions_lose_nothing);
  g_test_add_func ("/alert-stores/what-a-newer-version-has-seen-is-read",
                   test_what_a_newer_version_has_seen_is_read);
  g_test_add_func ("/alert-stores/a-file-is-private-and-whole", test_a_file_is_private_and_whole);
  g_test_add_func ("/alert-stores/what-is-no-file-is-told", test_what_is_no_file_is_told);
  g_test_add_func ("/alert-stores/a-damaged-file-is-kept-aside", test_a_damaged_file_is_kept_aside);
  return g_test_run ();
}
