/* Where the name of a host came from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In order of trust: of two names for the same host the one with the lower number is shown. */
typedef enum
{
  WEIR_NAME_NONE,
  WEIR_NAME_TLS,     /* asked for in this very connection (RFC 6066 section 3) */
  WEIR_NAME_QUIC,    /* the same, in a QUIC Initial packet (RFC 9001) */
  WEIR_NAME_DNS,     /* an answer seen on the wire; what was asked for, not what it led to */
  WEIR_NAME_MDNS,    /* RFC 6762 */
  WEIR_NAME_LLMNR,   /* RFC 4795 */
  WEIR_NAME_HOSTS,   /* the system's hosts file */
  WEIR_NAME_REVERSE, /* asked for by the address, if the user has agreed */
} WeirNameSource;

/* "tls", "quic", "dns", "mdns", "llmnr", "hosts", "reverse"; %NULL for WEIR_NAME_NONE.  Any
 * thread. */
const char *weir_name_source_get_id (WeirNameSource source);

/* For people, translated ("Server name asked for in TLS"); %NULL for WEIR_NAME_NONE.  Any thread.
 */
const char *weir_name_source_get_label (WeirNameSource source);

G_END_DECLS
