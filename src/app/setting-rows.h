/* Controls of a page of preferences, and the settings behind them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A template gives a control the key of its setting as its name, and that is all it takes: what is
 * changed is written at once, what is changed elsewhere is shown.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Binds what lies below @root: switches to booleans, spin buttons to numbers, with the range of the
 * schema, and combo rows to enumerations, whose rows are in the schema's order.  Controls in a row
 * are called what the row is called.  A control of another kind is left to its owner, but its key
 * is among those that are returned.
 *
 * Returns: (transfer full) (element-type utf8): the keys, NULL-terminated */
char **weir_setting_rows_bind (GtkWidget *root, GSettings *settings);

/* @row: with as many rows as there are in @values, which say what is written for each of them; what
 * the setting says besides those is shown as its default. */
void weir_setting_rows_bind_choice (AdwComboRow *row,
                                    GSettings *settings,
                                    const char *key,
                                    const char *const *values);

G_END_DECLS
