/* What a process is to a person: of which application, service or container.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/flow/socket-info.h"

G_BEGIN_DECLS

typedef struct
{
  char *application; /* (nullable): the desktop's name for it, else its id */
  char *unit;        /* (nullable): systemd's service or scope */
  char *container;   /* (nullable): "docker: 3f4e1b0c2d9a" */
} WeirProcess;

/* Looked up once for each process and kept, for as many as there is room; a process that has gone,
 * or whose number belongs to another one by now, is known by what was seen before, or by its user
 * alone.
 *
 * Returns: (transfer none): valid until the next call.  Main thread only. */
const WeirProcess *weir_process_lookup (const WeirSocketInfo *socket);

G_END_DECLS
