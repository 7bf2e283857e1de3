/* Prints the names that are learnt from a capture file, one a line, in the form of the ".names"
 * files.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   print-names FILE     exit code 2: the file cannot be read
 */
#include "config.h"

#include <stdio.h>

#include "core/source/file-source.h"
#include "support/name-text.h"

static void
print_names (WeirMeter *meter)
{
  g_autoptr (WeirBatch) batch = weir_meter_take_batch (meter, FALSE);

  for (gsize i = 0; i < batch->n_names; i++)
    {
      g_autofree char *text = name_text (&batch->names[i]);

      puts (text);
    }
}

static void
interval_cb (WeirMeter *meter, gpointer user_data)
{
  print_names (meter);
}

int
main (int argc, char *argv[])
{
  static const WeirMeterOptions options = { .reads_names = TRUE };
  g_autoptr (WeirLocalNetwork) local = weir_local_network_new_empty ();
  g_autoptr (WeirMeter) meter = weir_meter_new (&options, local, interval_cb, NULL);
  g_autoptr (WeirSource) source = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 2)
    return 2;
  source = weir_file_source_new (argv[1], NULL);
  if (!weir_source_open (source, meter, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  while (weir_source_read (source, meter, &error) == WEIR_READ_AGAIN)
    g_clear_error (&error);
  print_names (meter);
  weir_source_close (source);
  return 0;
}
