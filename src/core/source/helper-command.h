/* How the helper is started here: the one place that knows pkexec, Flatpak and capabilities.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the choice depends on. */
typedef struct
{
  char **development;          /* (nullable): WEIR_HELPER, for development: run as it is */
  char *helper;                /* (nullable): where this build's helper is installed, if it is */
  gboolean has_capabilities;   /* on that file */
  gboolean is_flatpak;         /* this process runs in a Flatpak sandbox */
  char *host_helper;           /* (nullable): in a Flatpak: the helper of the host's own package,
                                * if it speaks our frames */
  char *bundled_helper;        /* (nullable): in a Flatpak: the bundled one's path on the host */
  gboolean is_bundled_by_user; /* the bundled one can be written by the user */
} WeirHelperSituation;

/* Looks around; runs short commands on the host where this is a Flatpak. */
void weir_helper_situation_init (WeirHelperSituation *self);
void weir_helper_situation_clear (WeirHelperSituation *self);

/* Depends on nothing but @situation.  A file that the user's other programs may write is never
 * run as root: where there is only such a one, the message says what to do instead.
 *
 * Returns: (transfer full): what to run, or %NULL with WEIR_ERROR_HELPER_MISSING */
char **weir_helper_command_new (const WeirHelperSituation *situation, GError **error);

/* In a Flatpak: what tells, with no more than the user's own rights, which of the user's processes
 * on the host holds which socket.  There the bundled helper does no harm, whoever may write it.
 *
 * Returns: (transfer full) (nullable): %NULL where this process can see that itself */
char **weir_helper_command_new_for_owners (const WeirHelperSituation *situation);

/* What exits with 0 where the command can be run without a question, and asks nobody itself.
 *
 * Returns: (transfer full) (nullable): %NULL where there never is one */
char **weir_helper_command_new_check (const WeirHelperSituation *situation);

/* Whether starting it will ask the user for a password, unless that was done a moment ago. */
gboolean weir_helper_command_asks (const WeirHelperSituation *situation);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirHelperSituation, weir_helper_situation_clear)

G_END_DECLS
