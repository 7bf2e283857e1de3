/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "cli/interface-listing.h"
#include "core/export/plain-text.h"
#include "core/source/interface.h"

enum
{
  COLUMN_NAME,
  COLUMN_KIND,
  COLUMN_STATE,
  COLUMN_REST,
  N_COLUMNS
};

typedef struct
{
  char *cells[N_COLUMNS];
  gboolean is_default;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;
  guint i;

  for (i = 0; i < N_COLUMNS; i++)
    g_free (row->cells[i]);
  g_free (row);
}

static Row *
row_new (const WeirInterface *interface)
{
  Row *row = g_new0 (Row, 1);
  g_autofree char *addresses =
      interface->addresses != NULL ? g_strjoinv (", ", interface->addresses) : g_strdup ("");
  g_autofree char *rest = NULL;

  if (interface->description == NULL)
    rest = g_strdup (addresses);
  else if (*addresses == '\0')
    rest = g_strdup_printf ("(%s)", interface->description);
  else
    rest = g_strdup_printf ("%s (%s)", addresses, interface->description);

  row->is_default = interface->is_default;
  row->cells[COLUMN_NAME] = weir_plain_text_dup (interface->name);
  row->cells[COLUMN_KIND] = g_strdup (weir_interface_kind_to_string (interface->kind));
  row->cells[COLUMN_STATE] = g_strdup (interface->is_up ? _ ("up") : _ ("down"));
  row->cells[COLUMN_REST] = weir_plain_text_dup (rest);
  return row;
}

static int
get_width (GPtrArray *rows, guint column)
{
  glong width = 0;
  guint i;

  for (i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);

      width = MAX (width, weir_plain_text_get_width (row->cells[column]));
    }
  return (int) width;
}

gboolean
weir_interface_listing_write (WeirOutput *output, GError **error)
{
  g_autoptr (GPtrArray) interfaces = weir_interface_list (error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  int widths[COLUMN_REST];
  guint i;

  if (interfaces == NULL)
    return FALSE;
  for (i = 0; i < interfaces->len; i++)
    g_ptr_array_add (rows, row_new (g_ptr_array_index (interfaces, i)));
  for (i = 0; i < COLUMN_REST; i++)
    widths[i] = get_width (rows, i);

  for (i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);
      guint column;

      g_string_append (output->text, row->is_default ? "* " : "  ");
      for (column = 0; column < COLUMN_REST; column++)
        {
          weir_plain_text_append_padded (output->text, row->cells[column], widths[column]);
          g_string_append (output->text, "  ");
        }
      g_string_append_printf (output->text, "%s\n", row->cells[COLUMN_REST]);
    }
  g_string_append (output->text, _ ("* is captured on unless -i names another one.\n"));
  return weir_output_flush (output, error);
}
