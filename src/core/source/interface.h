/* The network interfaces of this machine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_INTERFACE_OTHER,
  WEIR_INTERFACE_ETHERNET,
  WEIR_INTERFACE_WIFI,
  WEIR_INTERFACE_MOBILE,
  WEIR_INTERFACE_LOOPBACK,
  WEIR_INTERFACE_BRIDGE,
  WEIR_INTERFACE_TUNNEL,  /* tun, wireguard, ppp, sit … */
  WEIR_INTERFACE_VIRTUAL, /* veth, bond, vlan, dummy … */
  WEIR_INTERFACE_ANY,     /* the pseudo interface that takes all others together */
} WeirInterfaceKind;

/* A snapshot; immutable. */
typedef struct
{
  char *name;
  char *description; /* (nullable): libpcap's, if it has one */
  char **addresses;  /* IPv4 and IPv6 as text, with their prefix length */
  WeirInterfaceKind kind;
  gboolean is_up;
  gboolean is_default; /* what weir_interface_dup_default() names */
} WeirInterface;

void weir_interface_free (WeirInterface *self);

/* A word for people, translated: "Wi-Fi", "Ethernet", "Loopback". */
const char *weir_interface_kind_to_string (WeirInterfaceKind kind);

/* Returns: (transfer full) (element-type WeirInterface): those that can be captured on, "any"
 * last, or %NULL with WEIR_ERROR_FAILED or WEIR_ERROR_PERMISSION. */
GPtrArray *weir_interface_list (GError **error);

/* The one that holds the default route, else the first that is up and not loopback, else the first
 * that is up.  Returns: (transfer full) (nullable): its name */
char *weir_interface_dup_default (void);

/* The interface of the default route with the lowest metric in a table of /proc/net ("route",
 * "ipv6_route"; they may hold anything).  Returns: (nullable) (transfer full) */
char *weir_interface_parse_routes (const char *text, gboolean is_ipv6);

/* Whether the interface is there but not up; sets WEIR_ERROR_INTERFACE_DOWN then.  Any thread. */
gboolean weir_interface_is_down (const char *name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirInterface, weir_interface_free)

G_END_DECLS
