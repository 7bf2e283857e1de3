/* How the rows of the list are written and drawn, as the settings say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "core/bar-scale.h"

G_BEGIN_DECLS

/* The values of the setting "bar-style". */
typedef enum
{
  WEIR_BAR_GRADIENT,
  WEIR_BAR_SOLID,
  WEIR_BAR_THIN,
  WEIR_BAR_BLOCKS,
  WEIR_BAR_NONE,
} WeirBarStyle;

#define WEIR_N_BAR_STYLES 5

/* The values of the setting "line-mode". */
typedef enum
{
  WEIR_LINE_BOTH, /* in one line: columns for each and for the sum */
  WEIR_LINE_TWO,  /* what is sent in one line, what is received in a second one below */
  WEIR_LINE_SENT,
  WEIR_LINE_RECEIVED,
} WeirLineMode;

#define WEIR_N_LINE_MODES 4

/* Percent, as the range of the setting "text-scale" is. */
#define WEIR_TEXT_SCALE_LEAST 50
#define WEIR_TEXT_SCALE_MOST 300

typedef struct
{
  WeirBarStyle bar_style;
  WeirBarScaleKind bar_scale;
  WeirLineMode line_mode;
  gboolean hides_ports;
  gboolean hides_services;

  /* Not from the settings: */
  double link_bps;      /* 0: not known */
  gboolean is_mirrored; /* lines begin on the right, as in Arabic */
} WeirListStyle;

void weir_list_style_read (WeirListStyle *self, GSettings *settings);

/* The next step from @percent: nearly a tenth up or down, always through 100. */
int weir_list_style_get_next_scale (int percent, gboolean is_larger);

G_END_DECLS
