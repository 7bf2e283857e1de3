/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "cli/moment.h"
#include "cli/options.h"
#include "core/alert/alert-rule.h"
#include "core/error.h"
#include "core/naming/geo-database.h"
#include "core/source/capture-filter.h"
#include "core/source/pcapng.h"

#define DEFAULT_TEXT_INTERVAL_S 2.0
#define DEFAULT_INTERVAL_S 1.0

/* A source's own interval is not finer; beyond a day a timer is not what is meant. */
#define MIN_INTERVAL_S 0.25
#define MAX_INTERVAL_S (24.0 * 60 * 60)
#define MIN_DURATION_S 0.001
#define MAX_DURATION_S (366.0 * 24 * 60 * 60)

#define MEGABYTE 1000000
#define MAX_RECORD_MEGABYTES 1000000000

/* Of a list in the help text. */
#define MAX_LINE 80

/* Later than any second of a file, and far from where sums of times run over. */
#define LAST_SECOND (G_GINT64_CONSTANT (1) << 40)

/* The arguments as they were given. */
typedef struct
{
  char *filter;
  char **alerts;
  char *local;
  char *sort;
  char *group_by;
  char *duration;
  char *interval;
  char *lines;
  char *record_size;
  char *record_time;
  char *snaplen;
  char *from;
  char *to;
  gboolean is_text;
  gboolean is_json;
  gboolean is_csv;
  char **rest;
} Arguments;

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
check_combination (const WeirOptions *self, const Arguments *arguments, GError **error)
{
  gboolean is_file = self->file != NULL;

  if (arguments->rest != NULL && arguments->rest[0] != NULL)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                   _ ("“%s” is not an option. A capture file is read with -r FILE."),
                   arguments->rest[0]);
      return FALSE;
    }
  if (arguments->is_text + arguments->is_json + arguments->is_csv > 1)
    return fail (error, _ ("Of -t, --json and --csv only one can be given."));
  if (self->lists_interfaces
      && (is_file || self->interface != NULL || arguments->is_json || arguments->is_csv))
    return fail (error, _ ("-l lists the interfaces and does nothing else."));
  if (is_file && self->interface != NULL)
    return fail (error, _ ("-i captures and -r reads a file: only one of them can be given."));
  if (is_file && self->wants_all)
    return fail (error, _ ("--all is for capturing; a file (-r) holds what it holds."));
  if (is_file && self->is_promiscuous)
    return fail (error, _ ("-p is for capturing; a file (-r) holds what it holds."));
  if (is_file && self->record != NULL)
    return fail (error, _ ("--record is for capturing; a file (-r) is recorded already."));
  if (self->record == NULL
      && (arguments->record_size != NULL || arguments->record_time != NULL
          || arguments->snaplen != NULL))
    return fail (error, _ ("--record-size, --record-time and --snaplen need --record FILE."));
  if (arguments->group_by != NULL && self->shows_ports)
    return fail (error, _ ("-P shows single flows and --group-by sums of them: only one of them "
                           "can be given."));
  if (self->is_paced && !is_file)
    return fail (error, _ ("--paced needs a file to read (-r FILE)."));
  if ((arguments->from != NULL || arguments->to != NULL) && (!is_file || self->is_paced))
    return fail (error, _ ("--from and --to are seconds of a file that is read at full speed "
                           "(-r FILE)."));
  if (self->asks_reverse_dns && self->hides_names)
    return fail (error,
                 _ ("-n wants no names of hosts and --reverse-dns asks for them: only one of "
                    "them can be given."));
  if (is_file && !self->is_paced && (arguments->duration != NULL || arguments->interval != NULL))
    return fail (error, _ ("A file is read at full speed and reported once; -s and --interval need "
                           "--paced."));
  return TRUE;
}

/* Written so that "nan" is out of range, too. */
static gboolean
read_seconds (const char *text, double least, double most, double *seconds)
{
  char *end = NULL;

  *seconds = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *seconds >= least && *seconds <= most;
}

static gboolean
read_recording (WeirOptions *self, const Arguments *arguments, GError **error)
{
  guint64 number;

  if (arguments->record_size != NULL)
    {
      if (!g_ascii_string_to_unsigned (arguments->record_size, 10, 1, MAX_RECORD_MEGABYTES, &number,
                                       NULL))
        return fail (error, _ ("--record-size takes a number of megabytes, 1 or more."));
      self->record_bytes = number * MEGABYTE;
    }
  if (arguments->record_time != NULL
      && !read_seconds (arguments->record_time, MIN_DURATION_S, MAX_DURATION_S, &self->record_s))
    return fail (error, _ ("--record-time takes a number of seconds greater than 0."));
  if (arguments->snaplen != NULL)
    {
      if (!g_ascii_string_to_unsigned (arguments->snaplen, 10, 16, WEIR_PCAPNG_MAX_FRAME_BYTES,
                                       &number, NULL))
        return fail (error, _ ("--snaplen takes a number of bytes from 16 to 262144."));
      self->snaplen = (uint32_t) number;
    }
  return TRUE;
}

/* Said before anybody is asked for a password. */
static gboolean
check_record (const WeirOptions *self, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;

  if (self->record == NULL)
    return TRUE;

  folder = g_path_get_dirname (self->record);
  name = g_filename_display_name (self->record);
  if (*self->record == '\0' || g_file_test (self->record, G_FILE_TEST_IS_DIR))
    return fail (error, _ ("--record takes the name of a file that does not exist yet."));
  if (g_file_test (self->record, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                   _ ("“%s” exists already; a recording takes a new file."), name);
      return FALSE;
    }
  if (access (folder, W_OK) == 0)
    return TRUE;
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("“%s” cannot be written: %s."), name,
               g_strerror (errno));
  return FALSE;
}

static gboolean
read_numbers (WeirOptions *self, const Arguments *arguments, GError **error)
{
  guint64 lines;

  self->interval_s =
      self->format == WEIR_FORMAT_TEXT ? DEFAULT_TEXT_INTERVAL_S : DEFAULT_INTERVAL_S;
  self->max_lines = WEIR_OPTIONS_ALL_LINES;

  if (arguments->duration != NULL
      && !read_seconds (arguments->duration, MIN_DURATION_S, MAX_DURATION_S, &self->duration_s))
    return fail (error, _ ("-s takes a number of seconds greater than 0."));
  if (arguments->interval != NULL
      && !read_seconds (arguments->interval, MIN_INTERVAL_S, MAX_INTERVAL_S, &self->interval_s))
    return fail (error, _ ("--interval takes a number of seconds from 0.25 to 86400."));
  if (arguments->lines != NULL)
    {
      if (!g_ascii_string_to_unsigned (arguments->lines, 10, 0, G_MAXINT, &lines, NULL))
        return fail (error, _ ("-L takes a number of lines, 0 or more."));
      self->max_lines = (int) lines;
    }
  return read_recording (self, arguments, error);
}

static gboolean
read_moment (const char *option, const char *text, gint64 *second, GError **error)
{
  if (text == NULL || weir_moment_parse (text, second))
    return TRUE;
  /* Translators: the first is an option, the second what was written behind it. */
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
               _ ("%s takes a time such as 2026-01-31T14:03:10, 2026-01-31T14:03:10Z or seconds "
                  "since 1970, not “%s”."),
               option, text);
  return FALSE;
}

static gboolean
read_span (WeirOptions *self, const Arguments *arguments, GError **error)
{
  self->has_span = arguments->from != NULL || arguments->to != NULL;
  self->span_last = LAST_SECOND;
  if (!read_moment ("--from", arguments->from, &self->span_first, error)
      || !read_moment ("--to", arguments->to, &self->span_last, error))
    return FALSE;
  if (self->span_first > self->span_last)
    return fail (error, _ ("--to is a second before --from."));
  return TRUE;
}

static gboolean
read_filter (WeirOptions *self, const char *text, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  WeirFilterSpan place;

  self->filter = weir_filter_new (text, &place, &local_error);
  if (self->filter != NULL)
    return TRUE;
  g_set_error (error, local_error->domain, local_error->code,
               /* Translators: the second is a sentence that says what is wrong. */
               _ ("--filter, at character %u: %s"), place.start + 1, local_error->message);
  return FALSE;
}

static gboolean
read_alerts (WeirOptions *self, const char *const *texts, GError **error)
{
  g_autoptr (GPtrArray) rules =
      g_ptr_array_new_with_free_func ((GDestroyNotify) weir_alert_rule_free);

  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (GError) local_error = NULL;
      WeirAlertRule *rule = weir_alert_rule_parse (texts[i], &local_error);

      if (rule != NULL)
        g_ptr_array_add (rules, rule);
      if (rule != NULL && rule->kind == WEIR_ALERT_MONTH)
        local_error = g_error_new_literal (
            WEIR_ERROR, WEIR_ERROR_INVALID,
            _ ("Only the window counts months: a run of weir-cli knows no other."));
      if (rule != NULL && rules->len > WEIR_ALERT_MAX_RULES)
        local_error = g_error_new (WEIR_ERROR, WEIR_ERROR_INVALID,
                                   _ ("There can be no more than %u rules."), WEIR_ALERT_MAX_RULES);
      if (local_error == NULL)
        continue;
      g_set_error (error, local_error->domain, local_error->code,
                   /* Translators: the first is a rule, the second a sentence that says what is
                    * wrong with it. */
                   _ ("--alert “%s”: %s"), texts[i], local_error->message);
      return FALSE;
    }
  self->alerts = g_steal_pointer (&rules);
  return TRUE;
}

static gboolean
check_geo_database (const WeirOptions *self, GError **error)
{
  g_autoptr (WeirGeoDatabase) database = NULL;

  if (self->geo_database == NULL)
    return TRUE;
  database = weir_geo_database_open (self->geo_database, error);
  return database != NULL;
}

static gboolean
read_texts (WeirOptions *self, const Arguments *arguments, GError **error)
{
  /* Live, what moves now comes first; in the end, what moved most. */
  self->sort = WEIR_REPORT_SORT_10S;
  self->final_sort = WEIR_REPORT_SORT_TOTAL;
  if (arguments->sort != NULL)
    {
      if (!weir_report_sort_parse (arguments->sort, &self->sort))
        {
          g_autofree char *names = weir_report_sort_dup_names ();

          g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                       _ ("“%s” is not a sort key. There are: %s."), arguments->sort, names);
          return FALSE;
        }
      self->final_sort = self->sort;
    }
  if (arguments->group_by != NULL)
    {
      self->group_by = weir_group_kind_find (arguments->group_by);
      if (self->group_by == NULL)
        {
          g_autofree char *names = weir_group_kinds_dup_names ();

          g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                       /* Translators: the first is what was written behind --group-by. */
                       _ ("Flows can’t be grouped by “%s”, but by: %s."), arguments->group_by,
                       names);
          return FALSE;
        }
    }
  if (self->interface != NULL && *self->interface == '\0')
    return fail (error, _ ("-i takes the name of an interface (-l lists them)."));
  if (self->file != NULL && *self->file == '\0')
    return fail (error, _ ("-r takes the name of a file, “-” for standard input."));
  if (arguments->local != NULL)
    {
      self->local = weir_local_network_new_parse (arguments->local, error);
      if (self->local == NULL)
        return FALSE;
    }
  if (arguments->filter != NULL && !read_filter (self, arguments->filter, error))
    return FALSE;
  if (arguments->alerts != NULL
      && !read_alerts (self, (const char *const *) arguments->alerts, error))
    return FALSE;
  if (!check_geo_database (self, error))
    return FALSE;
  return weir_capture_filter_check (self->capture_filter, error) && check_record (self, error);
}

/* In lines that a terminal holds.
 * @names: divided by ", " */
static char *
dup_wrapped (const char *names, gsize start)
{
  g_auto (GStrv) parts = g_strsplit (names, ", ", -1);
  GString *text = g_string_new (NULL);
  gsize width = start;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gboolean is_full = width + strlen (parts[i]) > MAX_LINE;

      if (i > 0)
        g_string_append (text, is_full ? ",\n" : ", ");
      if (is_full)
        width = 0;
      g_string_append (text, parts[i]);
      width += strlen (parts[i]) + strlen (", ");
    }
  return g_string_free (text, FALSE);
}

static char *
dup_fields (void)
{
  GString *fields = g_string_new (NULL);

  for (guint i = 0; i < weir_n_filter_fields; i++)
    g_string_append_printf (fields, "%s%s", i > 0 ? ", " : "", weir_filter_fields[i].name);
  return g_string_free (fields, FALSE);
}

static char *
dup_description (void)
{
  g_autofree char *names = weir_report_sort_dup_names ();
  g_autofree char *kinds = weir_group_kinds_dup_names ();
  g_autofree char *wrapped_kinds = dup_wrapped (kinds, strlen (_ ("Groups: %s.\n")));
  g_autofree char *all_fields = dup_fields ();
  g_autofree char *fields = dup_wrapped (all_fields, 0);
  g_autofree char *sorts = g_strdup_printf (_ ("Sort keys: %s.\n"), names);
  g_autofree char *groups = g_strdup_printf (_ ("Groups: %s.\n"), wrapped_kinds);
  g_autofree char *text = g_strdup_printf (
      _ ("Without -r, reports follow one another until Ctrl+C, and a summary of every flow ends\n"
         "them. A file (-r) is reported once, when all of it has been read, unless it is --paced.\n"
         "Without -L every flow is listed; on a terminal, as many as fit. Without -P, text shows\n"
         "one row for all flows of a protocol between two addresses. --json and --csv give single\n"
         "flows, with addresses, ports and rates in bits per second, or groups (--group-by).\n"
         "\n"
         "With --from and --to, the seconds that they name are counted, both included, and no\n"
         "others: 2026-01-31T14:03:10 in this machine's time zone, 2026-01-31T14:03:10Z in UTC, "
         "or\n"
         "seconds since 1970, as the reports give them. What is known of a flow beside its "
         "numbers\n"
         "is what the whole file tells.\n"
         "\n"
         "A filter is words and fields, joined by “and” (or nothing), “or”, “not” (or “!”) and\n"
         "parentheses; sums are given for what it lets through beside those of everything. "
         "Fields:\n"
         "%s.\n"
         "\n"
         "To capture takes the right to. Without it, weir-cli shows the TCP connections that the\n"
         "system tells of; with --all, or with -i, -f, -F or -p, it asks for permission: in a\n"
         "window of the desktop, or on the terminal.\n"
         "\n"
         "Exit status: 0 done, 1 could not be done, 2 wrong usage."),
      fields);

  return g_strconcat (sorts, groups, "\n", text, NULL);
}

/* The table of options, with the places that they are read to. */
static GOptionEntry *
dup_entries (WeirOptions *self, Arguments *arguments)
{
  const GOptionEntry entries[] = {
    { "interface", 'i', 0, G_OPTION_ARG_STRING, &self->interface,
      N_ ("Capture on this interface, “any” for all (default: the one with the default route)"),
      N_ ("NAME") },
    { "all", 0, 0, G_OPTION_ARG_NONE, &self->wants_all,
      N_ ("Show all traffic, asking for permission if need be"), NULL },
    { "capture-filter", 'f', 0, G_OPTION_ARG_STRING, &self->capture_filter,
      N_ ("Take only packets that match this BPF expression"), N_ ("EXPRESSION") },
    { "alert", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->alerts,
      N_ ("Tell when this is met, such as “rate > 10Mb/s for 5s of app:firefox”; may be repeated"),
      N_ ("RULE") },
    { "filter", 0, 0, G_OPTION_ARG_STRING, &arguments->filter,
      N_ ("Show only flows that match, such as “app:firefox port:443 rate>1M”"), N_ ("TEXT") },
    { "net-filter", 'F', 0, G_OPTION_ARG_STRING, &arguments->local,
      N_ ("Addresses of this network are the local side"), N_ ("NET/PREFIX") },
    { "no-dns", 'n', 0, G_OPTION_ARG_NONE, &self->hides_names,
      N_ ("Addresses alone, no names of hosts"), NULL },
    { "reverse-dns", 0, 0, G_OPTION_ARG_NONE, &self->asks_reverse_dns,
      N_ ("Ask the DNS server for names of hosts that have no other; it learns who they are"),
      NULL },
    { "geo-database", 0, 0, G_OPTION_ARG_FILENAME, &self->geo_database,
      N_ ("Take countries and networks from this database (.mmdb), in JSON and CSV"), N_ ("FILE") },
    { "no-port-names", 'N', 0, G_OPTION_ARG_NONE, &self->hides_services,
      N_ ("Port numbers instead of names of services"), NULL },
    { "promiscuous", 'p', 0, G_OPTION_ARG_NONE, &self->is_promiscuous,
      N_ ("Capture also what is not for this machine"), NULL },
    { "bytes", 'B', 0, G_OPTION_ARG_NONE, &self->shows_bytes,
      N_ ("Rates in bytes per second, in text"), NULL },
    { "show-ports", 'P', 0, G_OPTION_ARG_NONE, &self->shows_ports,
      N_ ("Show ports, one row for each flow, in text"), NULL },
    { "list-interfaces", 'l', 0, G_OPTION_ARG_NONE, &self->lists_interfaces,
      N_ ("List the interfaces and quit"), NULL },
    { "read", 'r', 0, G_OPTION_ARG_FILENAME, &self->file,
      N_ ("Read a capture file (pcap or pcapng), “-” for standard input"), N_ ("FILE") },
    { "paced", 0, 0, G_OPTION_ARG_NONE, &self->is_paced,
      N_ ("Read the file as fast as it was captured, as if it happened now"), NULL },
    { "from", 0, 0, G_OPTION_ARG_STRING, &arguments->from,
      N_ ("Count only from this second of the file on"), N_ ("TIME") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &arguments->to,
      N_ ("Count only up to this second of the file, and it as well"), N_ ("TIME") },
    { "text", 't', 0, G_OPTION_ARG_NONE, &arguments->is_text,
      N_ ("Plain text, one report after the other; the terminal is not cleared"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &arguments->is_json, N_ ("JSON, one object a line"), NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &arguments->is_csv,
      N_ ("CSV with a header, one line for each flow and interval"), NULL },
    { "seconds", 's', 0, G_OPTION_ARG_STRING, &arguments->duration,
      N_ ("Quit after this many seconds"), N_ ("SECONDS") },
    { "interval", 0, 0, G_OPTION_ARG_STRING, &arguments->interval,
      N_ ("Time from one report to the next (default: 2 for text, else 1)"), N_ ("SECONDS") },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &self->record,
      N_ ("Write the packets to this new file (pcapng), each with its process"), N_ ("FILE") },
    { "record-size", 0, 0, G_OPTION_ARG_STRING, &arguments->record_size,
      N_ ("Quit when the file has this many megabytes"), N_ ("MEGABYTES") },
    { "record-time", 0, 0, G_OPTION_ARG_STRING, &arguments->record_time,
      N_ ("Quit when so much time has been recorded"), N_ ("SECONDS") },
    { "snaplen", 0, 0, G_OPTION_ARG_STRING, &arguments->snaplen,
      N_ ("Record no more than this many bytes of each packet"), N_ ("BYTES") },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &arguments->sort,
      N_ ("Order of the flows (default: 10s, in a summary total)"), N_ ("KEY") },
    { "group-by", 0, 0, G_OPTION_ARG_STRING, &arguments->group_by,
      N_ ("Sums of what flows have in common: application, host, service, …"), N_ ("KIND") },
    { "lines", 'L', 0, G_OPTION_ARG_STRING, &arguments->lines,
      N_ ("List no more than this many flows"), N_ ("LINES") },
    { "version", 'V', 0, G_OPTION_ARG_NONE, &self->shows_version, N_ ("Print the version and quit"),
      NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->rest, NULL, NULL },
    { NULL },
  };

  return g_memdup2 (entries, sizeof entries);
}

GOptionEntry *
weir_options_dup_entries (void)
{
  static WeirOptions nowhere;
  static Arguments neither;

  return dup_entries (&nowhere, &neither);
}

static gboolean
read_arguments (WeirOptions *self, Arguments *arguments, char ***argv, GError **error)
{
  g_autofree GOptionEntry *entries = dup_entries (self, arguments);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autofree char *description = dup_description ();

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ ("Shows who this machine is talking to, and how fast."));
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return g_option_context_parse_strv (context, argv, error);
}

static void
arguments_clear (Arguments *arguments)
{
  g_free (arguments->filter);
  g_strfreev (arguments->alerts);
  g_free (arguments->local);
  g_free (arguments->sort);
  g_free (arguments->group_by);
  g_free (arguments->duration);
  g_free (arguments->interval);
  g_free (arguments->lines);
  g_free (arguments->record_size);
  g_free (arguments->record_time);
  g_free (arguments->snaplen);
  g_free (arguments->from);
  g_free (arguments->to);
  g_strfreev (arguments->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

WeirOptions *
weir_options_parse (char ***argv, GError **error)
{
  g_autoptr (WeirOptions) self = g_new0 (WeirOptions, 1);
  g_auto (Arguments) arguments = { NULL };

  if (!read_arguments (self, &arguments, argv, error))
    return NULL;
  self->is_plain = arguments.is_text;
  if (arguments.is_json)
    self->format = WEIR_FORMAT_JSON;
  else if (arguments.is_csv)
    self->format = WEIR_FORMAT_CSV;

  if (!check_combination (self, &arguments, error) || !read_numbers (self, &arguments, error)
      || !read_span (self, &arguments, error) || !read_texts (self, &arguments, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
weir_options_free (WeirOptions *self)
{
  g_free (self->interface);
  g_free (self->file);
  g_free (self->record);
  g_free (self->geo_database);
  g_free (self->capture_filter);
  g_clear_pointer (&self->filter, weir_filter_free);
  g_clear_pointer (&self->alerts, g_ptr_array_unref);
  g_clear_pointer (&self->local, weir_local_network_unref);
  g_free (self);
}
