/* What a container is called, where its engine lets everybody, or this user, know.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From files that the engines keep: no daemon is asked, no privilege is used.  They may be missing,
 * unreadable, torn or hostile.  Reads files: not for the main thread; any other.
 */
#pragma once

#include "core/identity/cgroup.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;  /* (nullable): "docker: web"; with the id where there is no name */
  char *image; /* (nullable): "docker.io/library/nginx:1.27" */
} WeirContainer;

/* @root: "" but in tests: before /var, /run; @data_folder: this user's ($XDG_DATA_HOME), for
 * engines without root */
void weir_container_find (const char *root,
                          const char *data_folder,
                          const WeirCgroup *cgroup,
                          WeirContainer *container);
void weir_container_clear (WeirContainer *container);

/* "docker: 3f4e1b0c2d9a": what the control group alone says.  Returns: (transfer full) */
char *weir_container_dup_plain_name (const WeirCgroup *cgroup);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirContainer, weir_container_clear)

G_END_DECLS
