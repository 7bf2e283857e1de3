/* Control groups by the number that the kernel tells of a socket.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * So a socket is known by its service, container or application, without any privilege, where its
 * process can't be seen or has gone.  The number is that of the group's folder.  Walks through
 * /sys/fs/cgroup: not for the main thread; any other.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "core/identity/cgroup.h"

G_BEGIN_DECLS

/* Groups beyond this number are left out. */
#define WEIR_CGROUP_INDEX_MAX 16384

/* A number that is not known is looked for again, but not more often. */
#define WEIR_CGROUP_INDEX_INTERVAL_US (2 * G_USEC_PER_SEC)

typedef struct _WeirCgroupIndex WeirCgroupIndex;

/* @folder: where version 2's hierarchy is mounted */
WeirCgroupIndex *weir_cgroup_index_new (const char *folder);
void weir_cgroup_index_free (WeirCgroupIndex *self);

/* "/sys/fs/cgroup", or where it is mounted beside version 1.  Returns: (transfer none) */
const char *weir_cgroup_index_get_folder (void);

/* @now_us: of a monotonic clock
 * Returns: whether there is such a group; @cgroup is filled */
gboolean weir_cgroup_index_find (WeirCgroupIndex *self,
                                 uint64_t id,
                                 int64_t now_us,
                                 WeirCgroup *cgroup);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCgroupIndex, weir_cgroup_index_free)

G_END_DECLS
