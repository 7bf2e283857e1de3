/* From the number of a control group, which a socket bears, to its processes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Of cgroups version 2 (cgroups(7)), which is also there beside version 1: a group's number is the
 * inode of its folder.  The number of a socket is that of the group in which it was made.  One
 * thread.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Groups and bytes of their paths remembered at most. */
#define WEIR_CONTROL_GROUPS_MAX 16384
#define WEIR_CONTROL_GROUPS_MAX_BYTES (4 * 1024 * 1024)

typedef struct
{
  uint64_t id;
  uint32_t path; /* place in paths */
} WeirControlGroup;

typedef struct
{
  int root; /* descriptor of the hierarchy; -1: there is none */
  uint64_t root_id;
  WeirControlGroup *groups; /* by id */
  size_t n_groups;
  size_t groups_size;
  char *paths;
  size_t paths_used;
  size_t paths_size;
} WeirControlGroups;

void weir_control_groups_init (WeirControlGroups *self);
void weir_control_groups_clear (WeirControlGroups *self);

/* Reads all groups there are: some milliseconds on a machine with hundreds. */
void weir_control_groups_refresh (WeirControlGroups *self);

/* Whether @id narrows anything down: it is not the root, where everybody is who is in no group. */
bool weir_control_groups_is_worth (const WeirControlGroups *self, uint64_t id);

/* Whether the last refresh has seen it. */
bool weir_control_groups_knows (const WeirControlGroups *self, uint64_t id);

/* The processes of the group itself, newest numbers first.
 * Returns: how many of them are in @pids, which has room for @size */
size_t weir_control_groups_list (const WeirControlGroups *self,
                                 uint64_t id,
                                 uint32_t *pids,
                                 size_t size);
