/* A page of the manual, in the form of man(7).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "guide/option-list.h"

G_BEGIN_DECLS

/* @page: the page as it was written, in which a line "@OPTIONS@" stands where the options belong,
 * and "@VERSION@" for the version
 * Returns: (transfer full) */
char *weir_manual_fill_in (const char *page, const WeirOptionList *list, const char *version);

G_END_DECLS
