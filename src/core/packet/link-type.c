/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/packet/link-type.h"

#include <glib/gi18n-lib.h>
#include <pcap/pcap.h>

#include "core/error.h"

gboolean
weir_link_type_is_supported (int link_type)
{
  switch (link_type)
    {
    case DLT_EN10MB:
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
    case DLT_NULL:
    case DLT_LOOP:
    case DLT_PPP:
    case DLT_PPP_SERIAL:
    case DLT_PPP_ETHER:
    case DLT_PPP_WITH_DIRECTION:
    case DLT_C_HDLC:
    case DLT_IPV4:
    case DLT_IPV6:
    case WEIR_DLT_RAW_BSD:
    case WEIR_DLT_RAW_OPENBSD:
    case WEIR_DLT_RAW_FILE:
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
weir_link_type_check (int link_type, GError **error)
{
  const char *name;
  const char *description;

  if (weir_link_type_is_supported (link_type))
    return TRUE;

  name = pcap_datalink_val_to_name (link_type);
  description = pcap_datalink_val_to_description (link_type);
  if (name != NULL && description != NULL)
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_LINK_TYPE,
                 _ ("Weir cannot read packets of link type %s (%s)."), name, description);
  else
    g_set_error (error, WEIR_ERROR, WEIR_ERROR_LINK_TYPE,
                 _ ("Weir cannot read packets of link type number %d."), link_type);

  return FALSE;
}

int
weir_link_type_to_file (int link_type)
{
  return link_type == WEIR_DLT_RAW_BSD || link_type == WEIR_DLT_RAW_OPENBSD ? WEIR_DLT_RAW_FILE
                                                                            : link_type;
}

int
weir_link_type_from_file (int number)
{
  return number == WEIR_DLT_RAW_FILE ? DLT_RAW : number;
}
