/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/flow-owner.h"

#include <glib/gi18n-lib.h>

#include "core/packet/protocol-name.h"

WeirOwnerMatch
weir_flow_get_owner_match (const WeirFlow *flow)
{
  return weir_flow_has_owner (flow) ? (WeirOwnerMatch) flow->socket->match : WEIR_OWNER_MATCH_NONE;
}

WeirOwnerUnknown
weir_flow_get_owner_unknown (const WeirFlow *flow)
{
  const WeirFlowKey *key = &flow->key;

  if (weir_flow_has_owner (flow))
    return WEIR_OWNER_KNOWN;
  if (flow->owner_unknown == WEIR_OWNER_NOT_LIVE)
    return WEIR_OWNER_NOT_LIVE;

  /* What the interface has moved beyond the connections: only capturing tells what it is. */
  if (key->family == WEIR_FAMILY_NONE)
    return WEIR_OWNER_NO_PERMISSION;
  if (!flow->is_local)
    return WEIR_OWNER_NOT_OURS;
  if (!weir_protocol_has_ports (key->family, key->protocol))
    return WEIR_OWNER_KERNEL;
  return flow->owner_unknown != WEIR_OWNER_KNOWN ? (WeirOwnerUnknown) flow->owner_unknown
                                                 : WEIR_OWNER_NOT_LOOKED_UP;
}

const char *
weir_owner_match_get_id (WeirOwnerMatch match)
{
  switch (match)
    {
    case WEIR_OWNER_MATCH_EXACT:
      return "exact";
    case WEIR_OWNER_MATCH_LOCAL:
      return "local";
    case WEIR_OWNER_MATCH_WILDCARD:
      return "wildcard";
    case WEIR_OWNER_MATCH_LISTENER:
      return "listener";
    case WEIR_OWNER_MATCH_RECORDED:
      return "recorded";
    case WEIR_OWNER_MATCH_NONE:
    default:
      return NULL;
    }
}

const char *
weir_owner_unknown_get_id (WeirOwnerUnknown unknown)
{
  switch (unknown)
    {
    case WEIR_OWNER_NOT_LOOKED_UP:
      return "not-looked-up";
    case WEIR_OWNER_NOT_OURS:
      return "not-ours";
    case WEIR_OWNER_KERNEL:
      return "kernel";
    case WEIR_OWNER_OTHER_NAMESPACE:
      return "other-namespace";
    case WEIR_OWNER_CLOSED:
      return "closed";
    case WEIR_OWNER_NO_PERMISSION:
      return "no-permission";
    case WEIR_OWNER_SHARED_PORT:
      return "shared-port";
    case WEIR_OWNER_NOT_LIVE:
      return "not-live";
    case WEIR_OWNER_KNOWN:
    default:
      return NULL;
    }
}

const char *
weir_owner_match_get_text (WeirOwnerMatch match)
{
  switch (match)
    {
    case WEIR_OWNER_MATCH_EXACT:
      return _ ("Its socket has these very addresses and ports.");
    case WEIR_OWNER_MATCH_LOCAL:
      return _ ("Its socket is bound to this local address and port, and takes from anybody.");
    case WEIR_OWNER_MATCH_WILDCARD:
      return _ ("Its socket is bound to this local port, and takes from anybody.");
    case WEIR_OWNER_MATCH_LISTENER:
      return _ ("It listens on this port; nobody was seen to accept the connection.");
    case WEIR_OWNER_MATCH_RECORDED:
      return _ ("The capture file says so.");
    case WEIR_OWNER_MATCH_NONE:
    default:
      return NULL;
    }
}

const char *
weir_owner_unknown_get_text (WeirOwnerUnknown unknown)
{
  switch (unknown)
    {
    case WEIR_OWNER_NOT_LOOKED_UP:
      return _ ("It has not been looked up yet.");
    case WEIR_OWNER_NOT_OURS:
      return _ ("Neither end is this computer: the traffic of others, forwarded or overheard.");
    case WEIR_OWNER_KERNEL:
      return _ ("The system itself: no process holds such traffic.");
    case WEIR_OWNER_OTHER_NAMESPACE:
      return _ ("No socket here has it: it belongs to another network namespace, such as a "
                "container’s or a virtual machine’s.");
    case WEIR_OWNER_CLOSED:
      return _ ("No socket has it: it was closed before its process could be seen, or nobody takes "
                "it.");
    case WEIR_OWNER_NO_PERMISSION:
      return _ ("You may not see whose it is: it takes permission to see all traffic.");
    case WEIR_OWNER_SHARED_PORT:
      return _ ("Several processes share its port; packets do not tell which of them it is.");
    case WEIR_OWNER_NOT_LIVE:
      return _ ("Its packets are from a file, which does not say whose they were.");
    case WEIR_OWNER_KNOWN:
    default:
      return NULL;
    }
}
