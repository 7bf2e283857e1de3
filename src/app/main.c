/* The program "weir".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>

#include "app/application.h"

int
main (int argc, char *argv[])
{
  g_autoptr (WeirApplication) application = NULL;

  /* A file that grows beyond what is allowed is an error of the write (setrlimit(2)). */
  signal (SIGXFSZ, SIG_IGN);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, WEIR_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = weir_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
