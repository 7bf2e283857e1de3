/* What /proc says of one process, read while it lives.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each entry may be unreadable (others' processes without privilege), gone, huge or hostile; what
 * could not be had is absent.  Any thread.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "core/identity/cgroup.h"

G_BEGIN_DECLS

/* Longer command lines are cut. */
#define WEIR_COMMAND_LINE_MAX 4096

typedef struct
{
  WeirCgroup cgroup;
  char *executable; /* (nullable): as the process sees it; of a file that was deleted or replaced
                     * the kernel's " (deleted)" is kept */
  gboolean shares_mounts; /* it sees the files that we see: paths mean the same */
} WeirProcessFacts;

/* What can be read without touching the process's memory or files, and so never waits.
 * @proc_fd: /proc
 * Returns: whether it was the process with this start time; if not, @facts is empty */
gboolean weir_process_facts_read (int proc_fd,
                                  uint32_t pid,
                                  uint64_t start_time,
                                  WeirProcessFacts *facts);

/* The same, of what somebody else has read there.
 * @cgroup: all of /proc/PID/cgroup
 * @executable: (nullable) */
void weir_process_facts_take_over (WeirProcessFacts *facts,
                                   const char *cgroup,
                                   const char *executable,
                                   gboolean shares_mounts);
void weir_process_facts_clear (WeirProcessFacts *facts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirProcessFacts, weir_process_facts_clear)

/* /proc/PID/cmdline as one line of text for people: blanks between the arguments, no control or
 * formatting characters.  Reads the process's memory, which may wait.
 * Returns: (nullable) (transfer full) */
char *weir_process_dup_command_line (int proc_fd, uint32_t pid);

/* One variable of the environment that the process was started with.  May wait, like the above.
 * Returns: (nullable) (transfer full): bytes, not necessarily text */
char *weir_process_dup_variable (int proc_fd, uint32_t pid, const char *name);

/* At most @max bytes of /proc/PID/NAME, with a NUL after them.
 * Returns: (nullable) (transfer full) */
char *weir_process_read (int proc_fd, uint32_t pid, const char *name, gsize max, gsize *size);

/* Returns: (nullable) (transfer full): what the link /proc/PID/NAME says */
char *weir_process_read_link (int proc_fd, uint32_t pid, const char *name);

G_END_DECLS
