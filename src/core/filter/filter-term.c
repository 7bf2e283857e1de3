/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter-term.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "core/error.h"
#include "core/naming/services.h"

/* Words that are a question of themselves.  Others that are names of protocols too are more often
 * meant as words: "snap", "ethernet". */
static const struct
{
  const char *word;
  const char *field;
  const char *value;
} keywords[] = {
  { "tcp", "proto", "TCP" },      { "udp", "proto", "UDP" },       { "icmp", "proto", "ICMP" },
  { "icmp6", "proto", "ICMPv6" }, { "icmpv6", "proto", "ICMPv6" }, { "igmp", "proto", "IGMP" },
  { "sctp", "proto", "SCTP" },    { "dccp", "proto", "DCCP" },     { "arp", "proto", "ARP" },
  { "gre", "proto", "GRE" },      { "esp", "proto", "ESP" },       { "ah", "proto", "AH" },
  { "ospf", "proto", "OSPF" },    { "vrrp", "proto", "VRRP" },     { "lldp", "proto", "LLDP" },
  { "stp", "proto", "STP" },      { "ipv4", "is", "ipv4" },        { "ip", "is", "ipv4" },
  { "ipv6", "is", "ipv6" },       { "ip6", "is", "ipv6" },
};

#define MAX_PORT 65535

static gboolean G_GNUC_PRINTF (2, 3) fail (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (WEIR_ERROR, WEIR_ERROR_INVALID, format, args));
  va_end (args);
  return FALSE;
}

const char *
weir_filter_term_get_keyword (guint i)
{
  return i < G_N_ELEMENTS (keywords) ? keywords[i].word : NULL;
}

static int
find_keyword (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      if (g_ascii_strcasecmp (keywords[i].word, word) == 0)
        return (int) i;
    }

  return -1;
}

static gboolean
is_reserved (const char *word)
{
  WeirAddress net;
  WeirFamily family;
  guint prefix_bits;

  return find_keyword (word) >= 0 || weir_address_parse_prefix (word, &net, &family, &prefix_bits);
}

static gboolean
read_pattern (WeirFilterTerm *self)
{
  weir_filter_pattern_init (&self->pattern, self->word, self->relation == WEIR_OPERATOR_EQUAL);
  return TRUE;
}

static gboolean
read_network (WeirFilterTerm *self, const char *text)
{
  if (weir_filter_word_has_globs (self->word))
    return FALSE;
  if (weir_address_parse (text, &self->address, &self->family))
    {
      self->prefix_bits = self->family == WEIR_FAMILY_IPV4 ? 32 : 128;
      return TRUE;
    }
  return weir_address_parse_prefix (text, &self->address, &self->family, &self->prefix_bits);
}

static gboolean
read_address (WeirFilterTerm *self, const char *text, GError **error)
{
  if (read_network (self, text))
    return TRUE;
  self->family = WEIR_FAMILY_NONE;
  self->is_name = strspn (text, "0123456789abcdefABCDEF.:*?") < strlen (text);
  if (self->field->kind == WEIR_FILTER_NETWORK || strchr (text, '/') != NULL)
    return fail (error,
                 _ ("“%s” is not a network. Give an address and a prefix length, such as "
                    "192.168.1.0/24 or 2001:db8::/32."),
                 text);
  return read_pattern (self);
}

/* Makes an interval of numbers of what is compared with @low and @high, which are the same unless
 * a range was written. */
static gboolean
set_interval (WeirFilterTerm *self, double low, double high)
{
  self->low = 0;
  self->high = INFINITY;
  switch (self->relation)
    {
    case WEIR_OPERATOR_LESS:
      self->high = nextafter (low, -INFINITY);
      break;
    case WEIR_OPERATOR_LESS_EQUAL:
      self->high = low;
      break;
    case WEIR_OPERATOR_GREATER:
      self->low = nextafter (low, INFINITY);
      break;
    case WEIR_OPERATOR_GREATER_EQUAL:
      self->low = low;
      break;
    case WEIR_OPERATOR_NONE:
    case WEIR_OPERATOR_MATCHES:
    case WEIR_OPERATOR_EQUAL:
    case WEIR_OPERATOR_NOT_EQUAL:
    default:
      self->low = low;
      self->high = high;
    }
  return TRUE;
}

static gboolean
is_equality (const WeirFilterTerm *self)
{
  return self->relation == WEIR_OPERATOR_MATCHES || self->relation == WEIR_OPERATOR_EQUAL;
}

typedef gboolean (*ReadFunc) (const WeirFilterTerm *self, const char *text, double *value);

/* "5", or where it makes sense "5-10".
 * Returns: whether it could be read */
static gboolean
read_range (WeirFilterTerm *self, const char *text, ReadFunc read, gboolean *is_backwards)
{
  const char *dash = strchr (text, '-');
  g_autofree char *first = dash != NULL ? g_strndup (text, (gsize) (dash - text)) : NULL;
  double low, high;

  *is_backwards = FALSE;
  if (read (self, text, &low))
    return set_interval (self, low, low);
  if (dash == NULL || !is_equality (self) || !read (self, first, &low)
      || !read (self, dash + 1, &high))
    return FALSE;

  *is_backwards = low > high;
  return set_interval (self, low, high);
}

static gboolean
read_port_number (const WeirFilterTerm *self, const char *text, double *value)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, MAX_PORT, &number, NULL))
    return FALSE;
  *value = (double) number;
  return TRUE;
}

static gboolean
read_port (WeirFilterTerm *self, const char *text, GError **error)
{
  gboolean is_backwards;
  uint16_t port;

  if (read_range (self, text, read_port_number, &is_backwards))
    return !is_backwards || fail (error, _ ("In “%s” the lower port has to come first."), text);
  if (weir_services_find (text, &port))
    return set_interval (self, port, port);
  if (g_ascii_isdigit (*text))
    return fail (error,
                 _ ("“%s” is not a port. Give a number up to 65535, or a range such as "
                    "8000-8100."),
                 text);
  return fail (error, _ ("No service is known by the name “%s”."), text);
}

static gboolean
read_number_value (const WeirFilterTerm *self, const char *text, double *value)
{
  return weir_filter_number_parse (text, self->field->unit, value);
}

static const char *
describe_unit (WeirNumberUnit unit)
{
  switch (unit)
    {
    case WEIR_NUMBER_RATE:
      return _ ("a rate, such as 1M (bits per second) or 2.5MB/s (bytes)");
    case WEIR_NUMBER_AMOUNT:
      return _ ("an amount of bytes, such as 500k, 10MB or 2GiB");
    case WEIR_NUMBER_DURATION:
      return _ ("a time, such as 30s, 5m or 2h");
    case WEIR_NUMBER_RTT:
      return _ ("a time, such as 50ms");
    case WEIR_NUMBER_COUNT:
    default:
      return _ ("a number, such as 100 or 10k");
    }
}

static gboolean
read_number (WeirFilterTerm *self, const char *text, GError **error)
{
  gboolean is_backwards;

  if (read_range (self, text, read_number_value, &is_backwards))
    return !is_backwards || fail (error, _ ("In “%s” the lower number has to come first."), text);

  /* Translators: the second is "a rate, such as 1M", and the like. */
  return fail (error, _ ("“%s” is not %s."), text, describe_unit (self->field->unit));
}

static gboolean
read_protocol (WeirFilterTerm *self, const char *text, GError **error)
{
  int keyword = find_keyword (text);
  guint64 number;

  if (g_ascii_string_to_unsigned (text, 10, 0, 255, &number, NULL))
    {
      self->protocols[0] = (WeirProtocolId){ .number = (uint16_t) number };
      self->n_protocols = 1;
      return TRUE;
    }

  if (keyword >= 0 && g_str_equal (keywords[keyword].field, "proto"))
    text = keywords[keyword].value;
  self->n_protocols = weir_protocol_lookup (text, self->protocols, WEIR_FILTER_MAX_PROTOCOLS);
  return self->n_protocols > 0 || fail (error, _ ("No protocol is known by the name “%s”."), text);
}

static gboolean
read_flag (WeirFilterTerm *self, const char *text, GError **error)
{
  g_autoptr (GString) names = NULL;

  self->flag = weir_filter_flag_find (text);
  if (self->flag != NULL)
    return TRUE;

  names = g_string_new (NULL);
  for (guint i = 0; i < weir_n_filter_flags; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", weir_filter_flags[i].name);
  return fail (error, _ ("A flow cannot be “%s”. There are: %s."), text, names->str);
}

static gboolean
check_operator (const WeirFilterTerm *self, GError **error)
{
  gboolean has_order =
      self->field->kind == WEIR_FILTER_NUMBER || self->field->kind == WEIR_FILTER_PORT;

  if (has_order || is_equality (self))
    return TRUE;
  return fail (error, _ ("“%s” knows no more and no less: ask with “:” or “=”."),
               self->field->name);
}

static gboolean
read_value (WeirFilterTerm *self, GError **error)
{
  int keyword = self->is_bare ? find_keyword (self->word) : -1;
  g_autofree char *text =
      keyword >= 0 ? g_strdup (keywords[keyword].value) : weir_filter_word_dup_text (self->word);

  if (self->field == NULL)
    return read_pattern (self);
  switch (self->field->kind)
    {
    case WEIR_FILTER_ADDRESS:
    case WEIR_FILTER_NETWORK:
      return read_address (self, text, error);
    case WEIR_FILTER_PORT:
      return read_port (self, text, error);
    case WEIR_FILTER_NUMBER:
      return read_number (self, text, error);
    case WEIR_FILTER_PROTOCOL:
      return read_protocol (self, text, error);
    case WEIR_FILTER_FLAG:
      return read_flag (self, text, error);
    case WEIR_FILTER_TEXT:
    default:
      return read_pattern (self);
    }
}

/* A word that stands for a field and its value. */
static void
expand_word (WeirFilterTerm *self)
{
  int keyword = find_keyword (self->word);

  self->is_bare = is_reserved (self->word);
  if (!self->is_bare)
    return;
  self->relation = WEIR_OPERATOR_MATCHES;
  self->field = weir_filter_field_find (keyword >= 0 ? keywords[keyword].field : "net", -1);
}

static gboolean
find_field (WeirFilterTerm *self, WeirFilterToken *token, const char *text, GError **error)
{
  gsize length = token->field_end - token->start;
  g_autofree char *name = NULL;

  self->field = weir_filter_field_find (text + token->start, (gssize) length);
  if (self->field == NULL)
    {
      token->error_start = token->start;
      token->error_end = token->field_end;
      name = weir_filter_dup_excerpt (text + token->start, length);
      return fail (error,
                   _ ("There is no field “%s”. To look for these very characters, put them in "
                      "quotation marks."),
                   name);
    }

  token->error_start = token->field_end;
  token->error_end = token->value_start;
  return check_operator (self, error);
}

WeirFilterTerm *
weir_filter_term_new (WeirFilterToken *token, const char *text, GError **error)
{
  g_autoptr (WeirFilterTerm) self = g_new0 (WeirFilterTerm, 1);

  self->word = g_strdup (token->word);
  self->relation =
      token->relation == WEIR_OPERATOR_NOT_EQUAL ? WEIR_OPERATOR_EQUAL : token->relation;
  if (token->kind == WEIR_TOKEN_TERM && !find_field (self, token, text, error))
    return NULL;
  if (token->kind == WEIR_TOKEN_WORD && !token->is_quoted)
    expand_word (self);
  g_free (self->word);
  self->word = weir_filter_word_dup_plain (token->word);

  token->error_start = token->value_start;
  token->error_end = token->end;
  if (!read_value (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
weir_filter_term_free (WeirFilterTerm *self)
{
  weir_filter_pattern_clear (&self->pattern);
  g_free (self->word);
  g_free (self);
}

static void
append_line (WeirFilterShown *shown, gsize *length, const char *text)
{
  char room[512];
  g_autofree char *allocated = NULL;
  const char *folded = weir_filter_fold (text, room, sizeof room, &allocated);
  gsize n = strlen (folded);

  /* With its newline and the NUL. */
  if (n + 2 > sizeof shown->text - *length)
    return;
  memcpy (shown->text + *length, folded, n);
  *length += n;
  shown->text[(*length)++] = '\n';
}

static void
make_shown (WeirFilterShown *shown, const WeirFlow *flow, const WeirFilterContext *context)
{
  const char *name = weir_filter_context_get_name (context, flow);
  char protocol[WEIR_PROTOCOL_NAME_MAX];
  char end[WEIR_FLOW_KEY_TEXT_MAX];
  gsize length = 0;

  shown->is_made = TRUE;
  append_line (shown, &length, weir_protocol_name (flow->key.family, flow->key.protocol, protocol));
  append_line (shown, &length, weir_flow_key_format_local (&flow->key, end));
  append_line (shown, &length, weir_flow_key_format_remote (&flow->key, end));
  if (name != NULL)
    append_line (shown, &length, name);
  for (guint i = 0; i < weir_n_filter_fields; i++)
    {
      WeirFilterTexts texts;

      if (!weir_filter_fields[i].is_shown)
        continue;
      weir_filter_field_read_texts (&weir_filter_fields[i], flow, context, FALSE, &texts);
      for (guint n = 0; n < texts.n; n++)
        append_line (shown, &length, texts.texts[n]);
    }
  shown->text[length] = '\0';
}

/* A piece may be anywhere, for it holds no newline; a glob has to match a whole line. */
static gboolean
is_shown (const WeirFilterTerm *self, WeirFilterShown *shown)
{
  char *line = shown->text;
  gboolean is_found = FALSE;

  if (self->pattern.kind == WEIR_PATTERN_CONTAINS)
    return weir_filter_pattern_matches_folded (&self->pattern, shown->text);

  while (!is_found && *line != '\0')
    {
      char *end = strchr (line, '\n');

      *end = '\0';
      is_found = weir_filter_pattern_matches_folded (&self->pattern, line);
      *end = '\n';
      line = end + 1;
    }
  return is_found;
}

static gboolean
matches_texts (const WeirFilterTerm *self, const WeirFlow *flow, const WeirFilterContext *context)
{
  WeirFilterTexts texts;

  weir_filter_field_read_texts (self->field, flow, context, self->is_name, &texts);
  for (guint i = 0; i < texts.n; i++)
    {
      if (weir_filter_pattern_matches (&self->pattern, texts.texts[i]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
matches_address (const WeirFilterTerm *self, const WeirFlow *flow)
{
  const WeirFlowKey *key = &flow->key;

  if (key->family != self->family)
    return FALSE;
  return ((self->field->side & WEIR_SIDE_LOCAL) != 0
          && weir_address_in_prefix (&key->local, &self->address, self->family, self->prefix_bits))
         || ((self->field->side & WEIR_SIDE_REMOTE) != 0
             && weir_address_in_prefix (&key->remote, &self->address, self->family,
                                        self->prefix_bits));
}

static gboolean
is_within (const WeirFilterTerm *self, double value)
{
  return value >= self->low && value <= self->high;
}

static gboolean
matches_port (const WeirFilterTerm *self, const WeirFlow *flow)
{
  const WeirFlowKey *key = &flow->key;

  if (!weir_protocol_has_ports (key->family, key->protocol))
    return FALSE;
  return ((self->field->side & WEIR_SIDE_LOCAL) != 0 && is_within (self, key->local_port))
         || ((self->field->side & WEIR_SIDE_REMOTE) != 0 && is_within (self, key->remote_port));
}

static gboolean
matches_protocol (const WeirFilterTerm *self, const WeirFlow *flow)
{
  const WeirFlowKey *key = &flow->key;
  gboolean is_link = key->family == WEIR_FAMILY_LINK;

  for (guint i = 0; i < self->n_protocols && key->family != WEIR_FAMILY_NONE; i++)
    {
      if (self->protocols[i].number == key->protocol && self->protocols[i].is_link == is_link)
        return TRUE;
    }
  return FALSE;
}

gboolean
weir_filter_term_matches (const WeirFilterTerm *self,
                          const WeirFlow *flow,
                          const WeirFilterContext *context,
                          WeirFilterShown *shown)
{
  double value;

  if (self->field == NULL)
    {
      if (!shown->is_made)
        make_shown (shown, flow, context);
      return is_shown (self, shown);
    }

  switch (self->field->kind)
    {
    case WEIR_FILTER_ADDRESS:
    case WEIR_FILTER_NETWORK:
      return self->family != WEIR_FAMILY_NONE ? matches_address (self, flow)
                                              : matches_texts (self, flow, context);
    case WEIR_FILTER_PORT:
      return matches_port (self, flow);
    case WEIR_FILTER_NUMBER:
      return weir_filter_field_read_number (self->field, flow, context, &value)
             && is_within (self, value);
    case WEIR_FILTER_PROTOCOL:
      return matches_protocol (self, flow);
    case WEIR_FILTER_FLAG:
      return self->flag->is_set (flow, context);
    case WEIR_FILTER_TEXT:
    default:
      return matches_texts (self, flow, context);
    }
}

guint
weir_filter_term_get_cost (const WeirFilterTerm *self)
{
  if (self->field == NULL)
    return 3;
  return self->pattern.folded != NULL ? 2 : 1;
}

void
weir_filter_term_append_text (const WeirFilterTerm *self, GString *text)
{
  gboolean has_field = self->field != NULL && !self->is_bare;
  g_autofree char *word = NULL;

  if (has_field)
    g_string_append_printf (text, "%s%s", self->field->name,
                            weir_filter_operator_get_text (self->relation));
  word = weir_filter_word_quote (self->word, has_field,
                                 self->field == NULL && is_reserved (self->word));
  g_string_append (text, word);
}
