/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/alert/alert.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/alert/store-file.h"
#include "core/identity/json-file.h"

#define MAX_LINE_BYTES (16 * 1024)

static const char *const event_names[] = {
  [WEIR_ALERT_KIND_OVER] = "over",
  [WEIR_ALERT_KIND_NEW] = "new",
  [WEIR_ALERT_KIND_MONTH] = "month",
  [WEIR_ALERT_KIND_MORE] = "more",
};

static WeirAlertEvent
get_event (WeirAlertKind kind)
{
  if (kind == WEIR_ALERT_NEW)
    return WEIR_ALERT_KIND_NEW;
  return kind == WEIR_ALERT_MONTH ? WEIR_ALERT_KIND_MONTH : WEIR_ALERT_KIND_OVER;
}

WeirAlert *
weir_alert_new (const WeirAlertRule *rule, const char *subject, int64_t time_us, double value)
{
  WeirAlert *self = g_new0 (WeirAlert, 1);

  self->event = get_event (rule->kind);
  self->time_us = time_us;
  self->rule = weir_alert_rule_dup_id (rule);
  self->subject = g_strdup (subject);
  self->filter = weir_alert_rule_dup_filter (rule, subject);
  self->value = value;
  return self;
}

WeirAlert *
weir_alert_new_more (int64_t time_us, guint n)
{
  WeirAlert *self = g_new0 (WeirAlert, 1);

  self->event = WEIR_ALERT_KIND_MORE;
  self->time_us = time_us;
  self->rule = g_strdup ("");
  self->filter = g_strdup ("");
  self->value = n;
  return self;
}

WeirAlert *
weir_alert_copy (const WeirAlert *self)
{
  WeirAlert *copy = g_memdup2 (self, sizeof *self);

  copy->rule = g_strdup (self->rule);
  copy->subject = g_strdup (self->subject);
  copy->filter = g_strdup (self->filter);
  return copy;
}

void
weir_alert_free (WeirAlert *self)
{
  g_free (self->rule);
  g_free (self->subject);
  g_free (self->filter);
  g_free (self);
}

/* ---- texts ---------------------------------------------------------------------------------- */

static char *
dup_new_title (const WeirAlert *self, const WeirAlertRule *rule)
{
  switch (rule->by)
    {
    case WEIR_ALERT_BY_APPLICATION:
      return g_strdup_printf (_ ("New application: %s"), self->subject);
    case WEIR_ALERT_BY_DOMAIN:
      return g_strdup_printf (_ ("New domain: %s"), self->subject);
    case WEIR_ALERT_BY_NONE:
    case WEIR_ALERT_BY_HOST:
    default:
      return g_strdup_printf (_ ("New destination: %s"), self->subject);
    }
}

/* What it is about: the application or host, what the filter lets through, everything. */
static char *
dup_whose (const WeirAlert *self, const WeirAlertRule *rule)
{
  if (self->subject != NULL)
    return g_strdup (self->subject);
  if (*rule->filter_text != '\0')
    return g_strdup_printf (_ ("“%s”"), rule->filter_text);
  return g_strdup (_ ("All traffic"));
}

char *
weir_alert_dup_title (const WeirAlert *self)
{
  g_autoptr (WeirAlertRule) rule = weir_alert_rule_parse (self->rule, NULL);
  g_autofree char *whose = NULL;

  if (self->event == WEIR_ALERT_KIND_MORE)
    return g_strdup_printf (ngettext ("%u more alert", "%u more alerts", (guint) self->value),
                            (guint) self->value);
  if (rule == NULL)
    return g_strdup (self->rule);
  if (self->event == WEIR_ALERT_KIND_NEW && self->subject != NULL)
    return dup_new_title (self, rule);

  whose = dup_whose (self, rule);
  if (self->event == WEIR_ALERT_KIND_MONTH)
    return g_strdup_printf (_ ("%s: limit of the month reached"), whose);
  if (rule->kind == WEIR_ALERT_DOWN)
    return g_strdup_printf (_ ("%s: downloading fast"), whose);
  if (rule->kind == WEIR_ALERT_UP)
    return g_strdup_printf (_ ("%s: uploading fast"), whose);
  return g_strdup_printf (_ ("%s: fast"), whose);
}

static char *
dup_rate_sentence (const WeirAlert *self, const WeirAlertRule *rule, WeirUnit unit)
{
  char value[WEIR_UNITS_TEXT_MAX], limit[WEIR_UNITS_TEXT_MAX];
  guint seconds = (guint) ((self->end_us - self->time_us) / G_USEC_PER_SEC) + rule->seconds;

  weir_units_format_rate (self->value, unit, TRUE, value);
  weir_units_format_rate (rule->limit, unit, TRUE, limit);
  if (self->end_us > self->time_us)
    return g_strdup_printf (ngettext ("Up to %s, more than %s for %u second in all.",
                                      "Up to %s, more than %s for %u seconds in all.", seconds),
                            value, limit, seconds);
  return g_strdup_printf (ngettext ("%s, more than %s for %u second.",
                                    "%s, more than %s for %u seconds.", rule->seconds),
                          value, limit, rule->seconds);
}

char *
weir_alert_dup_sentence (const WeirAlert *self, WeirUnit unit)
{
  g_autoptr (WeirAlertRule) rule = weir_alert_rule_parse (self->rule, NULL);
  char value[WEIR_UNITS_TEXT_MAX], limit[WEIR_UNITS_TEXT_MAX];

  if (self->event == WEIR_ALERT_KIND_MORE)
    return g_strdup (_ ("Too many at a time to be told one by one."));
  if (rule == NULL)
    return g_strdup (_ ("The rule is of another version of Weir."));

  switch (self->event)
    {
    case WEIR_ALERT_KIND_NEW:
      return g_strdup (rule->by == WEIR_ALERT_BY_APPLICATION
                           ? _ ("It was never seen on the network before.")
                           : _ ("It was never talked to before."));
    case WEIR_ALERT_KIND_MONTH:
      weir_units_format_amount ((guint64) CLAMP (self->value, 0, 1e18), value);
      weir_units_format_amount ((guint64) rule->limit, limit);
      return g_strdup_printf (_ ("%s this month, more than %s."), value, limit);
    case WEIR_ALERT_KIND_OVER:
    case WEIR_ALERT_KIND_MORE:
    default:
      return dup_rate_sentence (self, rule, unit);
    }
}

/* Servers that know markup and those that do not show these alike. */
char *
weir_alert_dup_harmless (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *harmless = g_string_sized_new (strlen (valid));

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '<')
        g_string_append (harmless, "‹");
      else if (c == '>')
        g_string_append (harmless, "›");
      else if (c == '&')
        g_string_append (harmless, "＆");
      else if (g_unichar_iscntrl (c))
        g_string_append_c (harmless, ' ');
      else
        g_string_append_unichar (harmless, c);
    }
  return g_string_free (harmless, FALSE);
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, int64_t value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

char *
weir_alert_to_json (const WeirAlert *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "type", "alert");
  add_number (builder, "id", (int64_t) self->id);
  add_text (builder, "event", event_names[self->event]);
  add_number (builder, "time_us", self->time_us);
  if (self->end_us > 0)
    add_number (builder, "end_us", self->end_us);
  add_text (builder, "rule", self->rule);
  if (self->subject != NULL)
    add_text (builder, "subject", self->subject);
  add_text (builder, "filter", self->filter);
  add_number (builder, "value", (int64_t) CLAMP (self->value, 0, 1e18));
  json_builder_set_member_name (builder, "is_read");
  json_builder_add_boolean_value (builder, self->is_read);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* Returns: (nullable) (transfer none) */
static const char *
get_text (JsonNode *root, const char *name)
{
  const char *const names[] = { name, NULL };

  return weir_json_get_text (root, names);
}

static gboolean
get_number (JsonObject *object, const char *name, int64_t max, int64_t *number)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *number = json_node_get_int (node);
  return *number >= 0 && *number <= max;
}

static int
find_event (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (event_names); i++)
    {
      if (g_strcmp0 (name, event_names[i]) == 0)
        return (int) i;
    }
  return -1;
}

static gboolean
is_text (const char *text, gsize max_bytes)
{
  return text != NULL && strnlen (text, max_bytes + 1) <= max_bytes;
}

WeirAlert *
weir_alert_parse_json (const char *line, gsize length)
{
  g_autofree char *copy = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (WeirAlert) self = NULL;
  const char *rule, *filter, *subject;
  JsonObject *object;
  JsonNode *is_read;
  int64_t id, time_us, value, end_us = 0;
  int event;

  if (length == 0 || length > MAX_LINE_BYTES || memchr (line, '\0', length) != NULL)
    return NULL;
  copy = g_strndup (line, length);
  if (!g_utf8_validate (copy, (gssize) length, NULL))
    return NULL;
  root = weir_json_parse (copy, (gssize) length);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  object = json_node_get_object (root);
  rule = get_text (root, "rule");
  filter = get_text (root, "filter");
  subject = get_text (root, "subject");
  event = find_event (get_text (root, "event"));
  if (event < 0 || !is_text (rule, WEIR_ALERT_RULE_MAX_BYTES)
      || !is_text (filter, 2 * WEIR_FILTER_MAX_BYTES)
      || (subject != NULL && !weir_store_is_name (subject))
      || !get_number (object, "id", G_MAXINT64, &id)
      || !get_number (object, "time_us", G_MAXINT64, &time_us)
      || !get_number (object, "value", G_MAXINT64, &value)
      || (json_object_has_member (object, "end_us")
          && !get_number (object, "end_us", G_MAXINT64, &end_us)))
    return NULL;

  self = g_new0 (WeirAlert, 1);
  self->id = (uint64_t) id;
  self->event = (WeirAlertEvent) event;
  self->time_us = time_us;
  self->end_us = end_us;
  self->value = (double) value;
  self->rule = g_strdup (rule);
  self->filter = g_strdup (filter);
  self->subject = g_strdup (subject);
  is_read = json_object_get_member (object, "is_read");
  self->is_read = is_read != NULL && JSON_NODE_HOLDS_VALUE (is_read)
                  && json_node_get_value_type (is_read) == G_TYPE_BOOLEAN
                  && json_node_get_boolean (is_read);
  return g_steal_pointer (&self);
}
