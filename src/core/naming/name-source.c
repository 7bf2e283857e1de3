/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/name-source.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *id;
  const char *label;
} Entry;

static const Entry entries[] = {
  [WEIR_NAME_NONE] = { NULL, NULL },
  [WEIR_NAME_TLS] = { "tls", N_ ("Server name asked for in TLS") },
  [WEIR_NAME_QUIC] = { "quic", N_ ("Server name asked for in QUIC") },
  [WEIR_NAME_DNS] = { "dns", N_ ("DNS answer seen on the network") },
  [WEIR_NAME_MDNS] = { "mdns", N_ ("Multicast DNS answer seen on the network") },
  [WEIR_NAME_LLMNR] = { "llmnr", N_ ("LLMNR answer seen on the network") },
  [WEIR_NAME_HOSTS] = { "hosts", N_ ("Hosts file") },
  [WEIR_NAME_REVERSE] = { "reverse", N_ ("Reverse DNS") },
};

const char *
weir_name_source_get_id (WeirNameSource source)
{
  g_return_val_if_fail ((guint) source < G_N_ELEMENTS (entries), NULL);
  return entries[source].id;
}

const char *
weir_name_source_get_label (WeirNameSource source)
{
  g_return_val_if_fail ((guint) source < G_N_ELEMENTS (entries), NULL);
  return entries[source].label != NULL ? _ (entries[source].label) : NULL;
}
