/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/app-options.h"
#include "app/flow-columns.h"
#include "app/theme-list.h"
#include "core/error.h"
#include "core/filter/filter.h"
#include "core/group/group-kind.h"
#include "core/naming/geo-database.h"
#include "core/source/capture-filter.h"

const GOptionEntry weir_app_options[] = {
  { "interface", 'i', 0, G_OPTION_ARG_STRING, NULL,
    N_ ("Listen on this network interface, “any” for all"), N_ ("NAME") },
  { "capture-filter", 'f', 0, G_OPTION_ARG_STRING, NULL,
    N_ ("Take only packets that match this BPF expression"), N_ ("EXPRESSION") },
  { "promiscuous", 'p', 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Capture also what is not for this machine"), NULL },
  { "filter", 0, 0, G_OPTION_ARG_STRING, NULL,
    N_ ("Show only flows that match, such as “app:firefox port:443 rate>1M”"), N_ ("TEXT") },
  { "view", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Flows, or their sums by application, host …"),
    N_ ("VIEW") },
  { "sort", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Order of the list"), N_ ("KEY") },
  { "no-dns", 'n', 0, G_OPTION_ARG_NONE, NULL, N_ ("Addresses alone, no names of hosts"), NULL },
  { "reverse-dns", 0, 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Ask the DNS server for names of hosts that have no other; it learns who they are"), NULL },
  { "geo-database", 0, 0, G_OPTION_ARG_FILENAME, NULL,
    N_ ("Take countries and networks from this database (.mmdb)"), N_ ("FILE") },
  { "no-port-names", 'N', 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Port numbers instead of names of services"), NULL },
  { "show-ports", 'P', 0, G_OPTION_ARG_NONE, NULL, N_ ("Show ports"), NULL },
  { "hide-ports", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Hide ports"), NULL },
  { "no-processes", 'Z', 0, G_OPTION_ARG_NONE, NULL, N_ ("Hide the column of the programs"), NULL },
  { "bytes", 'B', 0, G_OPTION_ARG_NONE, NULL, N_ ("Rates in bytes per second"), NULL },
  { "no-bars", 'b', 0, G_OPTION_ARG_NONE, NULL, N_ ("No bars behind the rows"), NULL },
  { "interval", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Time from one update to the next, 1 to 10"),
    N_ ("SECONDS") },
  { "theme", 0, 0, G_OPTION_ARG_STRING, NULL,
    N_ ("Colours: System, a theme that comes with Weir, or a file of yours"), N_ ("NAME") },
  { "background", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start without a window, in the background"),
    NULL },
  { "version", 'V', 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and quit"), NULL },
  { NULL },
};

/* Options that have no value, and the setting that each of them means. */
static const struct
{
  const char *option;
  const char *key;
  const char *value; /* as text */
} flags[] = {
  { "promiscuous", "promiscuous", "true" }, { "no-dns", "show-names", "false" },
  { "reverse-dns", "reverse-dns", "'on'" }, { "no-port-names", "show-services", "false" },
  { "show-ports", "show-ports", "true" },   { "hide-ports", "show-ports", "false" },
  { "bytes", "unit", "'bytes'" },           { "no-bars", "bar-style", "'none'" },
};

/* Orders that weir-cli has by another name. */
static const struct
{
  const char *name;
  const char *column;
} sort_names[] = {
  { "2s", "rate-2s" },   { "10s", "rate-10s" },       { "40s", "rate-40s" },
  { "source", "local" }, { "destination", "remote" }, { "protocol", "service" },
};

/* An option whose value is the setting's, once it has been found to be one. */
typedef gboolean (*Check) (const char *value, GError **error);

static gboolean
check_interface (const char *value, GError **error)
{
  if (*value != '\0')
    return TRUE;
  g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                       _ ("-i takes the name of an interface."));
  return FALSE;
}

static gboolean
check_filter (const char *value, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  WeirFilterSpan place;
  g_autoptr (WeirFilter) filter = weir_filter_new (value, &place, &local_error);

  if (filter != NULL)
    return TRUE;
  g_set_error (error, local_error->domain, local_error->code,
               /* Translators: the second is a sentence that says what is wrong. */
               _ ("--filter, at character %u: %s"), place.start + 1, local_error->message);
  return FALSE;
}

static gboolean
check_geo_database (const char *value, GError **error)
{
  g_autoptr (WeirGeoDatabase) database = weir_geo_database_open (value, error);

  return database != NULL;
}

static gboolean
check_view (const char *value, GError **error)
{
  guint n_kinds;
  const WeirGroupKind *kinds = weir_group_kinds_get (&n_kinds);
  g_autoptr (GString) names = g_string_new ("flows");

  if (g_str_equal (value, "flows") || weir_group_kind_find (value) != NULL)
    return TRUE;

  for (guint i = 0; i < n_kinds; i++)
    g_string_append_printf (names, ", %s", kinds[i].id);
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("“%s” is not a view. There are: %s."),
               value, names->str);
  return FALSE;
}

static gboolean
check_theme (const char *value, GError **error)
{
  g_autoptr (WeirThemeList) list = NULL;
  g_autoptr (WeirTheme) theme = NULL;
  const char *problem;

  /* To see what its colours are takes a widget. */
  if (!gtk_init_check ())
    {
      g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_FAILED,
                           _ ("There is no display to open a window on."));
      return FALSE;
    }
  list = weir_theme_list_new ();
  theme = weir_theme_list_dup (list, value);
  problem = weir_theme_get_error (theme);
  if (problem == NULL && g_str_equal (weir_theme_get_id (theme), value))
    return TRUE;
  if (problem != NULL)
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                 /* Translators: the second is a sentence that says what is wrong. */
                 _ ("The theme “%s” cannot be used: %s"), value, problem);
  else
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("There is no theme “%s”."), value);
  return FALSE;
}

static const struct
{
  const char *option;
  const char *key;
  Check check;
} texts[] = {
  { "interface", "last-interface", check_interface },
  { "capture-filter", "capture-filter", weir_capture_filter_check },
  { "filter", "filter", check_filter },
  { "geo-database", "geo-database", check_geo_database },
  { "view", "view", check_view },
  { "theme", "theme", check_theme },
};

/* Returns: whether there is no such option, or it could be read */
static gboolean
read_text (GVariantDict *options, guint i, GVariantBuilder *values, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;

  /* A file is meant as seen from here, not from where another process is. */
  if (g_variant_dict_lookup (options, texts[i].option, "^ay", &path))
    text = g_canonicalize_filename (path, NULL);
  else if (!g_variant_dict_lookup (options, texts[i].option, "s", &text))
    return TRUE;
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID, _ ("The value of --%s is not text."),
                   texts[i].option);
      return FALSE;
    }
  if (!texts[i].check (text, error))
    return FALSE;
  g_variant_builder_add (values, "{sv}", texts[i].key, g_variant_new_string (text));
  return TRUE;
}

static gboolean
read_sort (GVariantDict *options, GVariantBuilder *values, GError **error)
{
  const WeirFlowColumn *column;
  const char *name;

  if (!g_variant_dict_lookup (options, "sort", "&s", &name))
    return TRUE;

  column = weir_flow_columns_find (name);
  for (guint i = 0; i < G_N_ELEMENTS (sort_names); i++)
    {
      if (g_str_equal (name, sort_names[i].name))
        column = weir_flow_columns_find (sort_names[i].column);
    }
  if (column == NULL)
    {
      g_autoptr (GString) names = g_string_new ("2s, 10s, 40s");
      guint n_columns;
      const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

      for (guint i = 0; i < n_columns; i++)
        g_string_append_printf (names, ", %s", columns[i].id);
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                   _ ("“%s” is not a sort key. There are: %s."), name, names->str);
      return FALSE;
    }
  g_variant_builder_add (values, "{sv}", "sort-column", g_variant_new_string (column->id));
  g_variant_builder_add (values, "{sv}", "sort-descending",
                         g_variant_new_boolean (column->is_numeric));
  return TRUE;
}

static gboolean
read_interval (GVariantDict *options, GVariantBuilder *values, GError **error)
{
  const char *text;
  guint64 seconds;

  if (!g_variant_dict_lookup (options, "interval", "&s", &text))
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, 10, &seconds, NULL))
    {
      g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                           _ ("--interval takes a whole number of seconds from 1 to 10."));
      return FALSE;
    }
  g_variant_builder_add (values, "{sv}", "refresh-seconds", g_variant_new_int32 ((int) seconds));
  return TRUE;
}

/* The columns that there would be, but the one of the programs. */
static void
leave_out_processes (GSettings *settings, GVariantBuilder *values)
{
  GVariantBuilder ids = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  g_auto (GStrv) chosen = g_settings_get_strv (settings, "columns");
  guint n_columns;
  const WeirFlowColumn *columns = weir_flow_columns_get (&n_columns);

  for (guint i = 0; chosen[i] != NULL; i++)
    {
      if (!g_str_equal (chosen[i], "process"))
        g_variant_builder_add (&ids, "s", chosen[i]);
    }
  for (guint i = 0; i < n_columns && chosen[0] == NULL; i++)
    {
      if (!columns[i].is_optional && !columns[i].is_of_groups
          && !g_str_equal (columns[i].id, "process"))
        g_variant_builder_add (&ids, "s", columns[i].id);
    }
  g_variant_builder_add (values, "{sv}", "columns", g_variant_builder_end (&ids));
}

static gboolean
check_combination (GVariantDict *options, GError **error)
{
  static const char *const pairs[][2] = { { "no-dns", "reverse-dns" },
                                          { "show-ports", "hide-ports" } };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (!g_variant_dict_contains (options, pairs[i][0])
          || !g_variant_dict_contains (options, pairs[i][1]))
        continue;
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                   _ ("Of --%s and --%s only one can be given."), pairs[i][0], pairs[i][1]);
      return FALSE;
    }
  return TRUE;
}

GVariant *
weir_app_options_read (GVariantDict *options, GSettings *settings, GError **error)
{
  g_auto (GVariantBuilder) values = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (!check_combination (options, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (!read_text (options, i, &values, error))
        return NULL;
    }
  if (!read_sort (options, &values, error) || !read_interval (options, &values, error))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      if (g_variant_dict_contains (options, flags[i].option))
        g_variant_builder_add (&values, "{sv}", flags[i].key,
                               g_variant_new_parsed (flags[i].value));
    }
  if (g_variant_dict_contains (options, "no-processes"))
    leave_out_processes (settings, &values);
  return g_variant_builder_end (&values);
}
