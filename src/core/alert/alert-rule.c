/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/alert-rule.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/error.h"
#include "core/group/group-kind.h"

/* More than any network of this world carries. */
#define MAX_BPS 1e15
#define MAX_MONTH_BYTES 1e18

#define MAX_LEARNING_SECONDS (30 * 24 * 3600)
#define LEARNING_SECONDS_OF_APPLICATIONS 3600
#define LEARNING_SECONDS_OF_DESTINATIONS (24 * 3600)

#define MAX_WORD 40

static const char *const kind_names[] = {
  [WEIR_ALERT_RATE] = "rate", [WEIR_ALERT_DOWN] = "down",   [WEIR_ALERT_UP] = "up",
  [WEIR_ALERT_NEW] = "new",   [WEIR_ALERT_MONTH] = "month",
};

static const char *const by_names[] = {
  [WEIR_ALERT_BY_NONE] = NULL,
  [WEIR_ALERT_BY_APPLICATION] = "application",
  [WEIR_ALERT_BY_HOST] = "host",
  [WEIR_ALERT_BY_DOMAIN] = "domain",
};

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, WEIR_ERROR, WEIR_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
is_rate (const WeirAlertRule *self)
{
  return self->kind == WEIR_ALERT_RATE || self->kind == WEIR_ALERT_DOWN
         || self->kind == WEIR_ALERT_UP;
}

/* ---- reading -------------------------------------------------------------------------------- */

static void
skip_blanks (const char **text)
{
  while (g_ascii_isspace (**text))
    (*text)++;
}

/* The next word, in small letters; "" at the end, or if it is longer than any that there is. */
static const char *
read_word (const char **text, char word[MAX_WORD + 1])
{
  gsize length = 0;

  skip_blanks (text);
  while ((*text)[length] != '\0' && !g_ascii_isspace ((*text)[length]) && (*text)[length] != '>')
    length++;
  word[0] = '\0';
  if (length <= MAX_WORD)
    {
      for (gsize i = 0; i < length; i++)
        word[i] = g_ascii_tolower ((*text)[i]);
      word[length] = '\0';
    }
  *text += length;
  return word;
}

/* Numbers keep their case: "b" are bits, "B" are bytes. */
static char *
dup_number (const char **text)
{
  gsize length;
  char *number;

  skip_blanks (text);
  length = strcspn (*text, " \t\r\n\f\v>");
  number = g_strndup (*text, MIN (length, MAX_WORD));
  *text += length;
  return number;
}

static int
find_name (const char *const *names, guint n_names, const char *word)
{
  for (guint i = 0; i < n_names; i++)
    {
      if (g_strcmp0 (names[i], word) == 0)
        return (int) i;
    }
  return -1;
}

static gboolean
read_limit (WeirAlertRule *self, const char **text, GError **error)
{
  gboolean is_month = self->kind == WEIR_ALERT_MONTH;

  skip_blanks (text);
  if (**text != '>')
    return fail (error, _ ("After “rate”, “down”, “up” or “month” there should be a “>” and a "
                           "number, such as “rate > 10Mb/s”."));
  (*text)++;
  self->limit_text = dup_number (text);
  if (!weir_filter_number_parse (self->limit_text, is_month ? WEIR_NUMBER_AMOUNT : WEIR_NUMBER_RATE,
                                 &self->limit))
    return fail (error, is_month
                            ? _ ("A volume is written as a number and a unit, such as “100GB”.")
                            : _ ("A rate is written as a number and a unit, such as “10Mb/s”."));
  if (self->limit <= 0)
    return fail (error, _ ("Everything is more than nothing: the limit has to be larger than 0."));
  if (self->limit > (is_month ? MAX_MONTH_BYTES : MAX_BPS))
    return fail (error, _ ("No network is that fast: the limit could never be reached."));
  return TRUE;
}

static gboolean
read_seconds (const char **text, guint max_seconds, guint *seconds, GError **error)
{
  g_autofree char *number = dup_number (text);
  double value;

  if (!weir_filter_number_parse (number, WEIR_NUMBER_DURATION, &value))
    return fail (error, _ ("A time is written as a number and a unit, such as “10s” or “2h”."));
  if (value < 1 || value > max_seconds)
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                   ngettext ("A time has to be between 1 second and %u hour.",
                             "A time has to be between 1 second and %u hours.", max_seconds / 3600),
                   max_seconds / 3600);
      return FALSE;
    }
  *seconds = (guint) value;
  return TRUE;
}

static gboolean
read_by (WeirAlertRule *self, const char **text, GError **error)
{
  char word[MAX_WORD + 1];
  int by = find_name (by_names, G_N_ELEMENTS (by_names), read_word (text, word));

  if (by == WEIR_ALERT_BY_APPLICATION || by == WEIR_ALERT_BY_HOST)
    {
      self->by = (WeirAlertBy) by;
      return TRUE;
    }
  return fail (error, _ ("After “by” there should be “application” or “host”."));
}

/* Whether one part of what all have to hold forbids what another one asks for. */
static gboolean
contradicts_itself (const WeirFilter *filter)
{
  guint n_terms = weir_filter_get_n_terms (filter);
  g_autoptr (GHashTable) terms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < n_terms; i++)
    g_hash_table_add (terms, weir_filter_dup_term (filter, i, NULL));
  for (guint i = 0; i < n_terms; i++)
    {
      gboolean is_excluding;
      g_autofree char *term = weir_filter_dup_term (filter, i, &is_excluding);

      if (is_excluding && g_hash_table_contains (terms, term + 1))
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_filter (WeirAlertRule *self, const char *text, GError **error)
{
  WeirFilterSpan place;

  self->filter = weir_filter_new (text, &place, error);
  if (self->filter == NULL)
    return FALSE;
  if (weir_filter_is_empty (self->filter))
    return fail (error, _ ("After “of” there should be a filter, such as “app:firefox”."));
  if (contradicts_itself (self->filter))
    return fail (error, _ ("No flow can match the filter: it asks for what it excludes."));
  g_free (self->filter_text);
  self->filter_text = weir_filter_to_text (self->filter);
  return TRUE;
}

static gboolean
read_kind (WeirAlertRule *self, const char **text, GError **error)
{
  char word[MAX_WORD + 1];
  int kind = -1, by;

  if (g_str_equal (read_word (text, word), "off"))
    {
      self->is_off = TRUE;
      read_word (text, word);
    }
  kind = find_name (kind_names, G_N_ELEMENTS (kind_names), word);
  if (kind < 0)
    return fail (error, _ ("A rule begins with “rate”, “down”, “up”, “new” or “month”."));

  self->kind = (WeirAlertKind) kind;
  if (self->kind != WEIR_ALERT_NEW)
    {
      self->seconds = is_rate (self) ? WEIR_ALERT_DEFAULT_SECONDS : 0;
      return read_limit (self, text, error);
    }

  by = find_name (by_names, G_N_ELEMENTS (by_names), read_word (text, word));
  if (by <= WEIR_ALERT_BY_NONE)
    return fail (error, _ ("After “new” there should be “application”, “host” or “domain”."));
  self->by = (WeirAlertBy) by;
  return TRUE;
}

/* Each part once, in any order; the filter goes to the end. */
static gboolean
read_rest (WeirAlertRule *self, const char *text, GError **error)
{
  gboolean has_time = FALSE, has_by = self->kind == WEIR_ALERT_NEW;
  char word[MAX_WORD + 1];

  while (skip_blanks (&text), *text != '\0')
    {
      read_word (&text, word);
      if (!has_time && is_rate (self) && g_str_equal (word, "for"))
        {
          if (!read_seconds (&text, WEIR_ALERT_MAX_SECONDS, &self->seconds, error))
            return FALSE;
          has_time = TRUE;
        }
      else if (!has_time && self->kind == WEIR_ALERT_NEW && g_str_equal (word, "after"))
        {
          if (!read_seconds (&text, MAX_LEARNING_SECONDS, &self->seconds, error))
            return FALSE;
          has_time = TRUE;
        }
      else if (!has_by && g_str_equal (word, "by"))
        {
          if (!read_by (self, &text, error))
            return FALSE;
          has_by = TRUE;
        }
      else if (g_str_equal (word, "of"))
        return read_filter (self, text, error);
      else
        {
          g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
                       _ ("“%s” makes no sense here. Write “of” before a filter."), word);
          return FALSE;
        }
    }
  return TRUE;
}

WeirAlertRule *
weir_alert_rule_parse (const char *text, GError **error)
{
  g_autoptr (WeirAlertRule) self = g_new0 (WeirAlertRule, 1);

  self->filter_text = g_strdup ("");
  if (strnlen (text, WEIR_ALERT_RULE_MAX_BYTES + 1) > WEIR_ALERT_RULE_MAX_BYTES)
    {
      fail (error, _ ("The rule is too long."));
      return NULL;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      fail (error, _ ("The rule is not a text."));
      return NULL;
    }
  if (!read_kind (self, &text, error) || !read_rest (self, text, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
weir_alert_rule_free (WeirAlertRule *self)
{
  g_clear_pointer (&self->filter, weir_filter_free);
  g_free (self->filter_text);
  g_free (self->limit_text);
  g_free (self);
}

/* ---- writing -------------------------------------------------------------------------------- */

char *
weir_alert_rule_dup_id (const WeirAlertRule *self)
{
  GString *text = g_string_new (kind_names[self->kind]);

  if (self->kind == WEIR_ALERT_NEW)
    g_string_append_printf (text, " %s", by_names[self->by]);
  else
    g_string_append_printf (text, " > %s", self->limit_text);
  if (is_rate (self))
    g_string_append_printf (text, " for %us", self->seconds);
  if (self->kind == WEIR_ALERT_NEW && self->seconds > 0)
    g_string_append_printf (text, " after %us", self->seconds);
  if (self->kind != WEIR_ALERT_NEW && self->by != WEIR_ALERT_BY_NONE)
    g_string_append_printf (text, " by %s", by_names[self->by]);
  if (*self->filter_text != '\0')
    g_string_append_printf (text, " of %s", self->filter_text);
  return g_string_free (text, FALSE);
}

char *
weir_alert_rule_to_text (const WeirAlertRule *self)
{
  g_autofree char *id = weir_alert_rule_dup_id (self);

  return self->is_off ? g_strconcat ("off ", id, NULL) : g_steal_pointer (&id);
}

static char *
dup_rate_sentence (const WeirAlertRule *self, WeirUnit unit)
{
  char rate[WEIR_UNITS_TEXT_MAX];

  weir_units_format_rate (self->limit, unit, TRUE, rate);
  if (self->by == WEIR_ALERT_BY_APPLICATION)
    return g_strdup_printf (ngettext ("An application has more than %s for %u second",
                                      "An application has more than %s for %u seconds",
                                      self->seconds),
                            rate, self->seconds);
  if (self->by == WEIR_ALERT_BY_HOST)
    return g_strdup_printf (ngettext ("A host has more than %s for %u second",
                                      "A host has more than %s for %u seconds", self->seconds),
                            rate, self->seconds);
  return g_strdup_printf (
      ngettext ("More than %s for %u second", "More than %s for %u seconds", self->seconds), rate,
      self->seconds);
}

static char *
dup_month_sentence (const WeirAlertRule *self)
{
  char amount[WEIR_UNITS_TEXT_MAX];

  weir_units_format_amount ((guint64) self->limit, amount);
  if (self->by == WEIR_ALERT_BY_APPLICATION)
    return g_strdup_printf (_ ("An application has more than %s in a month"), amount);
  if (self->by == WEIR_ALERT_BY_HOST)
    return g_strdup_printf (_ ("A host has more than %s in a month"), amount);
  return g_strdup_printf (_ ("More than %s in a month"), amount);
}

static const char *
get_new_sentence (const WeirAlertRule *self)
{
  switch (self->by)
    {
    case WEIR_ALERT_BY_APPLICATION:
      return _ ("An application that was never seen before");
    case WEIR_ALERT_BY_DOMAIN:
      return _ ("A domain that was never seen before");
    case WEIR_ALERT_BY_NONE:
    case WEIR_ALERT_BY_HOST:
    default:
      return _ ("A host that was never seen before");
    }
}

char *
weir_alert_rule_dup_sentence (const WeirAlertRule *self, WeirUnit unit)
{
  g_autofree char *what = NULL;
  g_autofree char *directed = NULL;

  if (self->kind == WEIR_ALERT_MONTH)
    what = dup_month_sentence (self);
  else if (self->kind == WEIR_ALERT_NEW)
    what = g_strdup (get_new_sentence (self));
  else
    what = dup_rate_sentence (self, unit);

  if (self->kind == WEIR_ALERT_DOWN)
    /* Translators: %s is “More than 10 Mb/s for 10 seconds” */
    directed = g_strdup_printf (_ ("%s, received"), what);
  else if (self->kind == WEIR_ALERT_UP)
    /* Translators: %s is “More than 10 Mb/s for 10 seconds” */
    directed = g_strdup_printf (_ ("%s, sent"), what);
  else
    directed = g_steal_pointer (&what);

  if (*self->filter_text == '\0')
    return g_steal_pointer (&directed);
  /* Translators: the first %s is such as “More than 10 Mb/s for 10 seconds”, the second a filter */
  return g_strdup_printf (_ ("%s, of “%s”"), directed, self->filter_text);
}

/* ---- meaning -------------------------------------------------------------------------------- */

guint
weir_alert_rule_get_learning_seconds (const WeirAlertRule *self)
{
  if (self->seconds > 0)
    return self->seconds;
  return self->by == WEIR_ALERT_BY_APPLICATION ? LEARNING_SECONDS_OF_APPLICATIONS
                                               : LEARNING_SECONDS_OF_DESTINATIONS;
}

/* Numbers change, and so do flags such as "active". */
static gboolean
is_node_changeable (const WeirFilterNode *node)
{
  if (node->kind == WEIR_NODE_TERM)
    return node->term->flag != NULL
           || (node->term->field != NULL && node->term->field->kind == WEIR_FILTER_NUMBER);

  for (guint i = 0; node->children != NULL && i < node->children->len; i++)
    {
      if (is_node_changeable (g_ptr_array_index (node->children, i)))
        return TRUE;
    }
  return FALSE;
}

gboolean
weir_alert_rule_is_changeable (const WeirAlertRule *self)
{
  return self->filter != NULL && is_node_changeable (weir_filter_get_root (self->filter));
}

static const WeirGroupKind *
get_group_kind (const WeirAlertRule *self)
{
  const WeirGroupKind *kind = NULL;

  if (self->by == WEIR_ALERT_BY_APPLICATION)
    return weir_group_kind_find ("application");
  if (self->by == WEIR_ALERT_BY_DOMAIN)
    kind = weir_group_kind_find ("domain");
  return kind != NULL ? kind : weir_group_kind_find ("host");
}

char *
weir_alert_rule_dup_filter (const WeirAlertRule *self, const char *subject)
{
  g_autofree char *part = NULL;

  if (self->by == WEIR_ALERT_BY_NONE || subject == NULL)
    return g_strdup (self->filter_text);

  part = weir_group_kind_dup_filter (get_group_kind (self), subject);
  if (*self->filter_text == '\0')
    return g_steal_pointer (&part);
  return g_strdup_printf ("(%s) %s", self->filter_text, part);
}
