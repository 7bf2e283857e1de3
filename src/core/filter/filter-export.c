/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/filter/filter-export.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <netinet/in.h>

#include "core/error.h"
#include "core/packet/packet.h"

#define MAX_PORT 65535.0

/* EtherTypes begin here (IEEE 802.3). */
#define FIRST_ETHERTYPE 0x0600

#define LINK_STP WEIR_LINK_PROTOCOL_LLC (0x42)
#define LINK_ARP 0x0806

typedef enum
{
  LANGUAGE_BPF,
  LANGUAGE_WIRESHARK,
} Language;

/* Protocols that have a word of their own. */
static const struct
{
  WeirProtocolId id;
  const char *words[2]; /* by Language */
} protocols[] = {
  { { IPPROTO_TCP, FALSE }, { "tcp", "tcp" } },
  { { IPPROTO_UDP, FALSE }, { "udp", "udp" } },
  { { IPPROTO_SCTP, FALSE }, { "sctp", "sctp" } },
  { { IPPROTO_ICMP, FALSE }, { "icmp", "icmp" } },
  { { IPPROTO_ICMPV6, FALSE }, { "icmp6", "icmpv6" } },
  { { LINK_ARP, TRUE }, { "arp", "arp" } },
  { { LINK_STP, TRUE }, { "stp", "stp" } },
};

static const char *
get_ip (WeirFamily family, Language language)
{
  if (family == WEIR_FAMILY_IPV4)
    return "ip";
  return language == LANGUAGE_BPF ? "ip6" : "ipv6";
}

static gboolean
write_address (const WeirFilterTerm *term, Language language, GString *text)
{
  guint bits = term->family == WEIR_FAMILY_IPV4 ? 32 : 128;
  guint first = term->family == WEIR_FAMILY_IPV4 ? 12 : 0;
  gboolean is_host = term->prefix_bits == bits;
  WeirAddress net = term->address;
  char address[WEIR_ADDRESS_TEXT_MAX];

  if (term->family == WEIR_FAMILY_NONE)
    return FALSE;

  g_string_append (text, get_ip (term->family, language));
  if (term->prefix_bits == 0)
    return TRUE;

  /* BPF refuses networks with host bits. */
  for (guint bit = term->prefix_bits; bit < bits; bit++)
    net.bytes[first + bit / 8] &= (uint8_t) ~(0x80 >> bit % 8);
  weir_address_format (&net, term->family, address);

  if (language == LANGUAGE_WIRESHARK)
    g_string_append_printf (text, ".addr == %s", address);
  else
    g_string_append_printf (text, " %s %s", is_host ? "host" : "net", address);
  if (!is_host)
    g_string_append_printf (text, "/%u", term->prefix_bits);
  return TRUE;
}

static gboolean
write_ports (const WeirFilterTerm *term, Language language, GString *text)
{
  static const char *const names[] = { "tcp", "udp", "sctp" };
  double first = ceil (MAX (term->low, 0));
  double last = floor (MIN (term->high, MAX_PORT));

  if (first > last)
    return FALSE;
  if (language == LANGUAGE_BPF && first == last)
    g_string_append_printf (text, "port %.0f", first);
  else if (language == LANGUAGE_BPF)
    g_string_append_printf (text, "portrange %.0f-%.0f", first, last);
  else
    {
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          g_string_append_printf (text, "%s%s.port ", i == 0 ? "(" : " or ", names[i]);
          if (first == last)
            g_string_append_printf (text, "== %.0f", first);
          else
            g_string_append_printf (text, "in {%.0f..%.0f}", first, last);
        }
      g_string_append_c (text, ')');
    }
  return TRUE;
}

static gboolean
write_protocol (const WeirProtocolId *id, Language language, GString *text)
{
  guint number = id->number;

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      if (protocols[i].id.number == id->number && protocols[i].id.is_link == id->is_link)
        {
          g_string_append (text, protocols[i].words[language]);
          return TRUE;
        }
    }

  if (id->is_link && number < FIRST_ETHERTYPE)
    return FALSE;
  if (language == LANGUAGE_BPF && id->is_link)
    g_string_append_printf (text, "ether proto 0x%04x", number);
  else if (language == LANGUAGE_BPF)
    g_string_append_printf (text, "(ip proto %u or ip6 proto %u)", number, number);
  else if (id->is_link)
    g_string_append_printf (text, "eth.type == 0x%04x", number);
  else
    g_string_append_printf (text, "(ip.proto == %u or ipv6.nxt == %u)", number, number);
  return TRUE;
}

static gboolean
write_protocols (const WeirFilterTerm *term, Language language, GString *text)
{
  gboolean is_group = term->n_protocols > 1;

  if (is_group)
    g_string_append_c (text, '(');
  for (guint i = 0; i < term->n_protocols; i++)
    {
      if (i > 0)
        g_string_append (text, " or ");
      if (!write_protocol (&term->protocols[i], language, text))
        return FALSE;
    }
  if (is_group)
    g_string_append_c (text, ')');
  return TRUE;
}

static gboolean
write_flag (const WeirFilterTerm *term, Language language, GString *text)
{
  gboolean is_ipv4 = g_str_equal (term->flag->name, "ipv4");

  if (!is_ipv4 && !g_str_equal (term->flag->name, "ipv6"))
    return FALSE;
  g_string_append (text, get_ip (is_ipv4 ? WEIR_FAMILY_IPV4 : WEIR_FAMILY_IPV6, language));
  return TRUE;
}

static gboolean
write_term (const WeirFilterTerm *term, Language language, GString *text)
{
  if (term->field == NULL)
    return FALSE;
  switch (term->field->kind)
    {
    case WEIR_FILTER_ADDRESS:
    case WEIR_FILTER_NETWORK:
      return write_address (term, language, text);
    case WEIR_FILTER_PORT:
      return write_ports (term, language, text);
    case WEIR_FILTER_PROTOCOL:
      return write_protocols (term, language, text);
    case WEIR_FILTER_FLAG:
      return write_flag (term, language, text);
    case WEIR_FILTER_TEXT:
    case WEIR_FILTER_NUMBER:
    default:
      return FALSE;
    }
}

static gboolean
fail (const WeirFilterTerm *term, Language language, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  weir_filter_term_append_text (term, text);
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_INVALID,
               language == LANGUAGE_BPF
                   ? _ ("“%s” cannot be said in BPF, which sees single packets: their addresses, "
                        "ports and protocols.")
                   : _ ("“%s” cannot be said in Wireshark’s filters, which see single packets: "
                        "their addresses, ports and protocols."),
               text->str);
  return FALSE;
}

/* In BPF "and" and "or" bind equally: every group has its parentheses. */
static gboolean
write_node (const WeirFilterNode *node,
            gboolean is_inner,
            Language language,
            GString *text,
            GError **error)
{
  gboolean has_parentheses = is_inner || node->is_negated;

  if (node->is_negated)
    g_string_append (text, language == LANGUAGE_BPF ? "not " : "!");
  if (node->kind == WEIR_NODE_TERM)
    {
      /* "!ip.addr == x" would negate "ip.addr". */
      if (node->is_negated)
        g_string_append_c (text, '(');
      if (!write_term (node->term, language, text))
        return fail (node->term, language, error);
      if (node->is_negated)
        g_string_append_c (text, ')');
      return TRUE;
    }

  if (has_parentheses)
    g_string_append_c (text, '(');
  for (guint i = 0; i < node->children->len; i++)
    {
      if (i > 0)
        g_string_append (text, node->kind == WEIR_NODE_AND ? " and " : " or ");
      if (!write_node (g_ptr_array_index (node->children, i), TRUE, language, text, error))
        return FALSE;
    }
  if (has_parentheses)
    g_string_append_c (text, ')');
  return TRUE;
}

static char *
to_language (const WeirFilter *filter, Language language, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!write_node (weir_filter_get_root (filter), FALSE, language, text, error))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
weir_filter_to_bpf (const WeirFilter *filter, GError **error)
{
  return to_language (filter, LANGUAGE_BPF, error);
}

char *
weir_filter_to_wireshark (const WeirFilter *filter, GError **error)
{
  return to_language (filter, LANGUAGE_WIRESHARK, error);
}
