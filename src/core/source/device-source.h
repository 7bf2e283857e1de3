/* A network interface, opened by this very process where it may (root or file capability).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/source/source.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_promiscuous;
  char *filter;            /* (nullable): BPF expression */
  WeirLocalNetwork *local; /* (nullable): instead of the interface's addresses */
} WeirDeviceSourceOptions;

#define WEIR_TYPE_DEVICE_SOURCE (weir_device_source_get_type ())
G_DECLARE_FINAL_TYPE (WeirDeviceSource, weir_device_source, WEIR, DEVICE_SOURCE, WeirSource)

/* @interface: a name from weir_interface_list(), or "any".  Options are copied; (nullable). */
WeirSource *weir_device_source_new (const char *interface, const WeirDeviceSourceOptions *options);

G_END_DECLS
