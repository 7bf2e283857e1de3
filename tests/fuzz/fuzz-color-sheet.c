/* A theme from a stranger.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input is the text of the theme.
 */
#include <stdint.h>
#include <stdlib.h>

#include "core/color-sheet.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) sheet = weir_color_sheet_parse ((const char *) data, size, &error);

  if ((sheet == NULL) != (error != NULL))
    abort ();
  for (guint i = 0; sheet != NULL && i < sheet->len; i++)
    {
      const WeirColorDefinition *definition = &g_array_index (sheet, WeirColorDefinition, i);

      if (definition->length == 0 || definition->length > WEIR_COLOR_SHEET_MAX_VALUE
          || definition->line == 0 || definition->column == 0)
        abort ();
    }
  return 0;
}
