/* The named colours that Weir's looks are made of, and whether they can be told apart.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * data/themes/README.md says what each is for.  Main loop.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_COLOR_WINDOW_BG,
  WEIR_COLOR_WINDOW_FG,
  WEIR_COLOR_VIEW_BG,
  WEIR_COLOR_VIEW_FG,
  WEIR_COLOR_HEADERBAR_BG,
  WEIR_COLOR_HEADERBAR_FG,
  WEIR_COLOR_POPOVER_BG,
  WEIR_COLOR_POPOVER_FG,
  WEIR_COLOR_DIALOG_BG,
  WEIR_COLOR_DIALOG_FG,
  WEIR_COLOR_ACCENT,
  WEIR_COLOR_ACCENT_BG,
  WEIR_COLOR_ACCENT_FG,
  WEIR_COLOR_SELECTED_BG,
  WEIR_COLOR_SELECTED_FG,
  WEIR_COLOR_HEADING,
  WEIR_COLOR_PROCESS,
  WEIR_COLOR_DOWNLOAD,
  WEIR_COLOR_UPLOAD,
  WEIR_COLOR_WARNING,
  WEIR_COLOR_ERROR,
  WEIR_COLOR_DOWNLOAD_BAR,
  WEIR_COLOR_UPLOAD_BAR,
  WEIR_N_COLORS
} WeirColor;

typedef struct
{
  GdkRGBA colors[WEIR_N_COLORS];
} WeirThemeColors;

/* As in the CSS. */
const char *weir_theme_colors_get_name (WeirColor color);

/* For people, translated.
 * Returns: (nullable): NULL for the bars', which come from others */
const char *weir_theme_colors_get_title (WeirColor color);

/* As they are for @widget at this moment; black where one is not defined at all. */
void weir_theme_colors_read (WeirThemeColors *self, GtkWidget *widget);

/* Returns: the contrast of two colours, 1 to 21, as WCAG 2.1 defines it
 * (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio); of @text what is seen through it counts */
double weir_theme_colors_get_contrast (const GdkRGBA *text, const GdkRGBA *ground);

/* WCAG's least for text, and what Weir does not show at all. */
#define WEIR_CONTRAST_GOOD 4.5
#define WEIR_CONTRAST_LEAST 3.0

/* Of all texts on all they stand on, bars and selected rows included, the one that is hardest to
 * read.
 *
 * @is_defined: (nullable): for each colour, whether to look at texts in it, and at vital ones on
 * it, as of the rest the desktop's style has its own mind; NULL: at all that is vital
 * @text, @ground: (out): which
 *
 * Returns: its contrast */
double weir_theme_colors_find_weakest (const WeirThemeColors *self,
                                       const gboolean *is_defined,
                                       WeirColor *text,
                                       WeirColor *ground);

G_END_DECLS
