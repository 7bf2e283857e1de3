/* A field of the machine-readable reports, as people read it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/field-text.h"
#include "core/units.h"

gboolean
weir_field_text (const WeirFlowField *field,
                 const WeirReport *report,
                 const WeirFlow *flow,
                 char *text,
                 gsize size)
{
  WeirFieldValue value = { .kind = WEIR_FIELD_ABSENT };
  char amount[WEIR_UNITS_TEXT_MAX];

  *text = '\0';
  field->read (report, flow, &value);
  switch (value.kind)
    {
    case WEIR_FIELD_TEXT:
      g_strlcpy (text, value.text, size);
      break;
    case WEIR_FIELD_UINT:
      if (g_str_has_suffix (field->name, "_bytes"))
        g_strlcpy (text, weir_units_format_amount (value.uint, amount), size);
      else
        g_snprintf (text, size, "%'" G_GUINT64_FORMAT, (guint64) value.uint);
      break;
    case WEIR_FIELD_DURATION:
      {
        double ms = (double) value.duration_us / 1000;

        /* Translators: milliseconds */
        g_snprintf (text, size, ms < 100 ? _ ("%.1f ms") : _ ("%.0f ms"), ms);
        break;
      }
    case WEIR_FIELD_BOOLEAN:
      g_strlcpy (text, value.boolean ? _ ("yes") : _ ("no"), size);
      break;
    case WEIR_FIELD_DECIMAL:
    case WEIR_FIELD_TIME:
    case WEIR_FIELD_ABSENT:
    default:
      break;
    }

  return *text != '\0';
}

uint64_t
weir_field_key (const WeirFlowField *field, const WeirReport *report, const WeirFlow *flow)
{
  WeirFieldValue value = { .kind = WEIR_FIELD_ABSENT };

  field->read (report, flow, &value);
  switch (value.kind)
    {
    case WEIR_FIELD_TEXT:
      return weir_text_key (value.text);
    case WEIR_FIELD_UINT:
      return value.uint;
    case WEIR_FIELD_DURATION:
      return (uint64_t) value.duration_us;
    case WEIR_FIELD_BOOLEAN:
      return value.boolean ? 1 : 0;
    case WEIR_FIELD_DECIMAL:
    case WEIR_FIELD_TIME:
    case WEIR_FIELD_ABSENT:
    default:
      return 0;
    }
}

uint64_t
weir_text_key (const char *text)
{
  uint64_t key = 0;

  for (gsize i = 0; i < sizeof key; i++)
    {
      key = key << 8 | (uint8_t) g_ascii_tolower (*text);
      if (*text != '\0')
        text++;
    }
  return key;
}
