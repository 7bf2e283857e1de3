/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/capture-filter.h"

#include <glib/gi18n-lib.h>

#include "core/error.h"
#include "core/export/plain-text.h"

#define ACCEPT_ALL "greater 0"

static gboolean
compile (pcap_t *pcap, const char *expression, struct bpf_program *program, GError **error)
{
  g_autofree char *plain_expression = NULL;
  g_autofree char *reason = NULL;

  if (pcap_compile (pcap, program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0)
    return TRUE;

  /* libpcap takes any bytes, and cites them. */
  plain_expression = weir_plain_text_dup (expression);
  reason = weir_plain_text_dup (pcap_geterr (pcap));
  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILTER,
               _ ("The capture filter “%s” is not valid: %s."), plain_expression, reason);
  return FALSE;
}

gboolean
weir_capture_filter_compile (const char *expression,
                             int link_type,
                             int snaplen,
                             struct bpf_program *program,
                             GError **error)
{
  pcap_t *pcap = pcap_open_dead (link_type, snaplen);
  gboolean is_valid;

  if (expression == NULL || *expression == '\0')
    expression = ACCEPT_ALL;

  is_valid = compile (pcap, expression, program, error);
  pcap_close (pcap);

  return is_valid;
}

gboolean
weir_capture_filter_asks_for_tags (const char *expression)
{
  g_auto (GStrv) words = NULL;

  if (expression == NULL)
    return FALSE;

  /* As a name it may mean something else; then the answer costs time, but is not wrong. */
  words = g_strsplit_set (expression, " \t\n()!&|", -1);
  return g_strv_contains ((const char *const *) words, "vlan");
}

gboolean
weir_capture_filter_check (const char *expression, GError **error)
{
  struct bpf_program program;

  if (!weir_capture_filter_compile (expression, DLT_EN10MB, 65535, &program, error))
    return FALSE;

  pcap_freecode (&program);
  return TRUE;
}

gboolean
weir_capture_filter_apply (const char *expression,
                           const WeirSnapshot *snapshot,
                           pcap_t *pcap,
                           GError **error)
{
  struct bpf_program program;
  int result;

  if (expression == NULL || *expression == '\0')
    expression = ACCEPT_ALL;

  if (!compile (pcap, expression, &program, error))
    return FALSE;

  if (snapshot != NULL)
    weir_snapshot_filter_apply (&program, pcap_datalink (pcap), snapshot);
  result = pcap_setfilter (pcap, &program);
  pcap_freecode (&program);
  if (result == 0)
    return TRUE;

  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILTER, _ ("The capture filter cannot be used: %s."),
               pcap_geterr (pcap));
  return FALSE;
}
