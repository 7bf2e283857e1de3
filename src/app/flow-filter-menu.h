/* The part of a flow's menu that filters: keep only this, or exclude it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Its items call "win.filter-keep" and "win.filter-exclude", or "win.filter-keep-part" and
 * "win.filter-exclude-part" for what is written in the filter language already.
 */
#pragma once

#include <gio/gio.h>

#include "app/flow-columns.h"
#include "core/filter/filter.h"

G_BEGIN_DECLS

/* What a cell of this column says, as a part of a filter.
 * @value: (out) (transfer full)
 * Returns: (nullable): the field, if there is one and the flow has it */
const WeirFilterField *weir_flow_filter_menu_get_part (const WeirFlowColumn *column,
                                                       const WeirFlow *flow,
                                                       const WeirFilterContext *context,
                                                       char **value);

/* @section: filled anew
 * @column: (nullable): the one pointed at, which comes first */
void weir_flow_filter_menu_fill (GMenu *section,
                                 const WeirFlowColumn *column,
                                 const WeirFlow *flow,
                                 const WeirFilterContext *context);

/* To keep only what this part lets through, or to exclude it.
 * @part: in the filter language */
void weir_flow_filter_menu_append_part (GMenu *menu, const char *part);

G_END_DECLS
