/* All themes: System, those that come with Weir, and the files of the user's folder.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder, "weir/themes" in the user's data directory, is read, and watched, once somebody wants
 * to choose or has chosen from it.  "changed" tells that files in it are not as they were; by then
 * the model has been renewed.
 *
 * Main loop.
 */
#pragma once

#include "app/theme.h"

G_BEGIN_DECLS

/* More files than these are left out. */
#define WEIR_THEME_LIST_MAX_OWN 200

#define WEIR_TYPE_THEME_LIST (weir_theme_list_get_type ())
G_DECLARE_FINAL_TYPE (WeirThemeList, weir_theme_list, WEIR, THEME_LIST, GObject)

WeirThemeList *weir_theme_list_new (void);

/* Of WeirTheme, in the order to show them in.  A theme stays the same object as long as it exists.
 */
GListModel *weir_theme_list_get_model (WeirThemeList *self);

/* Whether files had to be left out of the model. */
gboolean weir_theme_list_is_cut (WeirThemeList *self);

/* Without reading all the others.
 * Returns: (transfer full): System if there is no such theme; one of the user's may have an error,
 *   as that there is no such file */
WeirTheme *weir_theme_list_dup (WeirThemeList *self, const char *id);

/* Writes NAME.css to the folder, in one go.
 * @may_replace: whether there may be such a file already
 *
 * Returns: (transfer full) (nullable): the new theme */
WeirTheme *weir_theme_list_save (WeirThemeList *self,
                                 const char *name,
                                 const char *css,
                                 gboolean may_replace,
                                 GError **error);

/* The user's, which may not exist. */
GFile *weir_theme_list_get_folder (WeirThemeList *self);

G_END_DECLS
