/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/list-style.h"

void
weir_list_style_read (WeirListStyle *self, GSettings *settings)
{
  self->bar_style = g_settings_get_enum (settings, "bar-style");
  self->bar_scale = g_settings_get_enum (settings, "bar-scale");
  self->line_mode = g_settings_get_enum (settings, "line-mode");
  self->hides_ports = !g_settings_get_boolean (settings, "show-ports");
  self->hides_services = !g_settings_get_boolean (settings, "show-services");
}

int
weir_list_style_get_next_scale (int percent, gboolean is_larger)
{
  static const int steps[] = {
    WEIR_TEXT_SCALE_LEAST, 60, 70, 80, 90, 100, 110, 120, 135, 150, 175, 200, 225, 250, 275,
    WEIR_TEXT_SCALE_MOST
  };
  int next = percent;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (is_larger && steps[i] > percent)
        return steps[i];
      if (!is_larger && steps[i] < percent)
        next = steps[i];
    }
  return next;
}
