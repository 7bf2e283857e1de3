/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#include "cli/interface-listing.h"
#include "cli/message.h"
#include "cli/monitor.h"
#include "cli/options.h"

#define EXIT_WRONG_USAGE 2

static int
list_interfaces (void)
{
  g_autoptr (GOutputStream) stream = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_autoptr (WeirOutput) output = weir_output_new (stream);
  g_autoptr (GError) error = NULL;

  if (weir_interface_listing_write (output, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    return EXIT_SUCCESS;
  weir_message ("%s", error->message);
  return EXIT_FAILURE;
}

int
main (int argc, char *argv[])
{
  g_auto (GStrv) arguments = g_strdupv (argv);
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirOptions) options = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, WEIR_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* A closed pipe is an error of the write, not the end of the process. */
  signal (SIGPIPE, SIG_IGN);

  /* So is a file that grows beyond what is allowed (setrlimit(2)). */
  signal (SIGXFSZ, SIG_IGN);

  options = weir_options_parse (&arguments, &error);
  if (options == NULL)
    {
      weir_message ("%s", error->message);
      weir_message (_ ("“weir-cli --help” lists the options."));
      return EXIT_WRONG_USAGE;
    }
  if (options->shows_version)
    {
      g_print ("weir-cli %s\n", WEIR_VERSION);
      return EXIT_SUCCESS;
    }
  if (options->lists_interfaces)
    return list_interfaces ();
  return weir_monitor_run (options);
}
