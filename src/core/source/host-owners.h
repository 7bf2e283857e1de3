/* Whose the sockets are, as seen from a sandbox.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sandbox has a /proc of its own, in which the processes of the host are missing.  The helper's
 * program, run on the host with the user's own rights and no others, tells of the user's processes
 * what a program outside could see itself.  One thread.
 */
#pragma once

#include "core/flow/socket-info.h"

G_BEGIN_DECLS

typedef struct _WeirHostOwners WeirHostOwners;

/* @argv: from weir_helper_command_new_for_owners() */
WeirHostOwners *weir_host_owners_new (const char *const *argv);
void weir_host_owners_free (WeirHostOwners *self);

/* Takes the list that has come, and asks for the next.  The first call starts the program and may
 * take a moment; later ones never wait.  Where it does not work there is no second attempt. */
void weir_host_owners_poll (WeirHostOwners *self);

/* Fills in the process of those of @infos that have none, by the last complete list. */
void weir_host_owners_fill (const WeirHostOwners *self, WeirSocketInfo *infos, gsize n_infos);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirHostOwners, weir_host_owners_free)

G_END_DECLS
