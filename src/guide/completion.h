/* What a shell offers when Tab is pressed behind the name of a program.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "guide/option-list.h"

G_BEGIN_DECLS

/* Returns: (transfer full): a script for bash, to be found as completions/PROGRAM */
char *weir_completion_dup_bash (const WeirOptionList *list);

/* Returns: (transfer full): a function for zsh, to be found as site-functions/_PROGRAM */
char *weir_completion_dup_zsh (const WeirOptionList *list);

/* Returns: (transfer full): a script for fish, to be found as vendor_completions.d/PROGRAM.fish */
char *weir_completion_dup_fish (const WeirOptionList *list);

G_END_DECLS
