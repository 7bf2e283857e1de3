/* The program "weir": one instance, one window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "app/alerts.h"
#include "app/background.h"
#include "app/theme-manager.h"

G_BEGIN_DECLS

#define WEIR_TYPE_APPLICATION (weir_application_get_type ())
G_DECLARE_FINAL_TYPE (WeirApplication, weir_application, WEIR, APPLICATION, AdwApplication)

WeirApplication *weir_application_new (void);

/* Once it has been registered.  Returns: (transfer none) */
WeirThemeManager *weir_application_get_theme_manager (WeirApplication *self);
WeirAlerts *weir_application_get_alerts (WeirApplication *self);
WeirBackground *weir_application_get_background (WeirApplication *self);

G_END_DECLS
