/* A network interface, captured by the helper.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/source/device-source.h"
#include "core/source/helper.h"

G_BEGIN_DECLS

#define WEIR_TYPE_HELPER_SOURCE (weir_helper_source_get_type ())
G_DECLARE_FINAL_TYPE (WeirHelperSource, weir_helper_source, WEIR, HELPER_SOURCE, WeirSource)

/* Starts the helper where it does not run yet.  Several sources may use one helper, one after the
 * other; the last one must have been closed.
 *
 * @interface, @options: as for weir_device_source_new() */
WeirSource *weir_helper_source_new (WeirHelper *helper,
                                    const char *interface,
                                    const WeirDeviceSourceOptions *options);

G_END_DECLS
