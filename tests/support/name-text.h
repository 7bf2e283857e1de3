/* Learnt names as the tests write them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/naming/learnt-name.h"

G_BEGIN_DECLS

/* In the form of the ".names" files: see tests/captures/names/README.md. */
char *name_text (const WeirLearntName *name);

G_END_DECLS
