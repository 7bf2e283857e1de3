/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/screen.h"

/* ECMA-48: CUP, EL and ED; and DECAWM, so that a line that is too long is cut instead of pushing
 * the others down. */
#define TO_THE_TOP "\033[H"
#define CUT_LINES "\033[?7l"
#define WRAP_LINES "\033[?7h"
#define CLEAR_REST_OF_LINE "\033[K"
#define CLEAR_REST_OF_SCREEN "\033[J"

gboolean
weir_screen_get_size (WeirScreenSize *size)
{
  const char *term = g_getenv ("TERM");
  struct winsize window;

  if (!isatty (STDOUT_FILENO) || term == NULL || g_str_equal (term, "dumb"))
    return FALSE;
  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 || window.ws_row == 0)
    return FALSE;
  size->columns = window.ws_col;
  size->lines = window.ws_row;
  return TRUE;
}

void
weir_screen_overwrite (GString *text)
{
  g_string_replace (text, "\n", CLEAR_REST_OF_LINE "\n", 0);
  g_string_prepend (text, TO_THE_TOP CUT_LINES);
  g_string_append (text, CLEAR_REST_OF_SCREEN WRAP_LINES);
}
