/* The command line of weir: one table, for reading it, its help, its manual page and the shells.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An option has the letter and the name that it has for weir-cli, and holds for one run
 * (run-settings.h).  If Weir is running already it holds for the window that is there.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* To be translated; ends with an empty one. */
extern const GOptionEntry weir_app_options[];

/* What these options mean, as settings.  Sets WEIR_ERROR_INVALID or that of what a value is for,
 * with a sentence that names the option.
 * @options: as GApplication hands them over
 * @settings: what holds without them
 *
 * Returns: (transfer floating) (nullable): of type a{sv}, by key */
GVariant *weir_app_options_read (GVariantDict *options, GSettings *settings, GError **error);

G_END_DECLS
