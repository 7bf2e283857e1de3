/* Names of well-known ports: the system's (services(5)), which its administrator may have changed,
 * and for what that does not have, IANA's registry, of which Weir carries a list (data/services).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/flow/flow-key.h"

G_BEGIN_DECLS

/* The name of a port ("https"), looked up once and kept for the life of the process.
 * Returns: (nullable) (transfer none): %NULL if it has none.  Main thread only. */
const char *weir_services_lookup (uint16_t protocol, uint16_t port);

/* The port that a service has, its name in upper or lower case.  Main thread only. */
gboolean weir_services_find (const char *name, uint16_t *port);

/* The service of a flow: of its remote port, else of its local port, where the flow has ports.
 * @port: (out) (optional): the port that was named, or the one most likely to be the server's
 * Returns: (nullable) (transfer none) */
const char *weir_services_for_flow (const WeirFlowKey *key, uint16_t *port);

G_END_DECLS
