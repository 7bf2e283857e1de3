/* The settings as they hold while the program runs: those that are saved, and above them what the
 * command line says.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An override holds until the program ends, or until somebody changes the setting in the window. It
 * is never saved; what is changed in the window is, at once, be it overridden or not.  What the
 * program writes back because it has just been told so is no change.
 *
 * How: the object that everybody goes by is in GSettings' delay mode as soon as there is an
 * override, and never applied.  Whatever is written to it and is not the override is written to a
 * second object, which saves; what is saved from elsewhere comes back the other way.  Without an
 * override there is one object, as usual.
 *
 * Main loop.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _WeirRunSettings WeirRunSettings;

WeirRunSettings *weir_run_settings_new (void);
void weir_run_settings_free (WeirRunSettings *self);

/* What everything in the program reads, binds and writes.  Returns: (transfer none): the same for
 * ever */
GSettings *weir_run_settings_get (WeirRunSettings *self);

/* @values: of type a{sv}, by key; what is no setting, or not of its type and range, is left out:
 *   they may come from another process */
void weir_run_settings_override (WeirRunSettings *self, GVariant *values);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRunSettings, weir_run_settings_free)

G_END_DECLS
