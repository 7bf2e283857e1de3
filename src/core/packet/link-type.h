/* The link types that the parser reads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Raw IP goes by three numbers: as a DLT of most systems, as OpenBSD's, and as it stands in files
 * (https://www.tcpdump.org/linktypes.html).  libpcap's headers name the one of the system at hand.
 */
#define WEIR_DLT_RAW_BSD 12
#define WEIR_DLT_RAW_OPENBSD 14
#define WEIR_DLT_RAW_FILE 101

/* Whether weir_packet_parse() reads frames of this DLT_… number. */
gboolean weir_link_type_is_supported (int link_type);

/* Sets WEIR_ERROR_LINK_TYPE, naming the link type, if it is not supported. */
gboolean weir_link_type_check (int link_type, GError **error);

/* Between DLT_… numbers and those that stand in capture files, which differ for raw IP. */
int weir_link_type_to_file (int link_type);
int weir_link_type_from_file (int number);

G_END_DECLS
