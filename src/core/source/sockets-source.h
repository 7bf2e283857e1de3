/* The TCP connections of this machine, without any privilege.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The kernel counts the payload and the segments of every connection; asked once a second, that
 * gives the same batches as packets do.  Bytes are IP bytes: the payload and the headers of its
 * segments.  Connections that come and go
 * between two questions are told of when they end.  What the interface with the default route has
 * moved beyond that (UDP, other machines' packets) is one flow of family WEIR_FAMILY_NONE: other
 * traffic.
 */
#pragma once

#include "core/source/source.h"

G_BEGIN_DECLS

#define WEIR_SOCKETS_SOURCE_INTERVAL_US G_USEC_PER_SEC

#define WEIR_TYPE_SOCKETS_SOURCE (weir_sockets_source_get_type ())
G_DECLARE_FINAL_TYPE (WeirSocketsSource, weir_sockets_source, WEIR, SOCKETS_SOURCE, WeirSource)

WeirSource *weir_sockets_source_new (void);

G_END_DECLS
