/* What a process is to a person: of which application, service or container, and who published it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Known in two steps, so that no row waits.  At once: the control group's service, container and
 * application id.  A moment later, from a thread and from the package manager: the application's
 * name and icon, the container's name, the command line, the publisher; then the functions of
 * identity/changes.h are called.  What cannot be known is absent, never guessed.  Main thread only.
 */
#pragma once

#include <gio/gio.h>

#include "core/flow/socket-info.h"
#include "core/identity/app-identity.h"
#include "core/identity/publisher.h"

G_BEGIN_DECLS

typedef struct
{
  char *application;    /* (nullable): its name in the user's language, else its id */
  char *application_id; /* (nullable): of its desktop file, without the ending; of the Flatpak or
                         * the Snap; the AppImage's file name, without the ending */
  WeirAppKind application_kind;
  GIcon *icon;        /* (nullable): of the application */
  char *unit;         /* (nullable): systemd's service or scope */
  char *container;    /* (nullable): "docker: web", "kubernetes: default/web/nginx"; where its name
                       * is not to be had, the id: "docker: 3f4e1b0c2d9a" */
  char *executable;   /* (nullable): path, as the process sees it */
  char *command_line; /* (nullable): may hold secrets: shown on request only, never exported
                       * unasked; cut to WEIR_COMMAND_LINE_MAX, without control characters */
  WeirPublisher publisher;
} WeirProcess;

/* Looked up once for each process and kept, for as many as there is room; a process that has gone,
 * or whose number belongs to another one by now, is known by what was seen before, or by the
 * control group of its socket.
 *
 * Returns: (transfer none): valid until the next call */
const WeirProcess *weir_process_lookup (const WeirSocketInfo *socket);

/* Whether nothing that was looked up is still being asked for. */
gboolean weir_process_is_settled (void);

G_END_DECLS
