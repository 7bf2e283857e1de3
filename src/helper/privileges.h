/* Giving up what the helper was started with.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <stdbool.h>

#include "wire/message.h"

typedef enum
{
  WEIR_PRIVILEGES_USUAL,
  WEIR_PRIVILEGES_STAY_ROOT, /* if pkexec names no other user */
  WEIR_PRIVILEGES_NONE,      /* go on with no capability at all: to see the user's own processes */
} WeirPrivileges;

/* Leaves this process with the uid of the calling user and exactly
 *
 *   CAP_NET_RAW                           to open packet sockets, now and later
 *   CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH   to see which process owns a socket (both are needed)
 *
 * and no way to gain more: no_new_privs, no core file, not dumpable.  It ends with the process
 * that started it.  With WEIR_PRIVILEGES_NONE all three go as well.
 *
 * Started as root, the user is the one that pkexec names in PKEXEC_UID; without, only
 * WEIR_PRIVILEGES_STAY_ROOT lets it go on, as root with those three capabilities.  Started with
 * file capabilities, the user stays, and what is missing of the three stays missing.
 *
 * @sees_owners: whether the last two are held
 * @text: why it failed
 * Returns: false if the result is anything but the above: the process must end. */
bool weir_privileges_drop (WeirPrivileges privileges,
                           bool *sees_owners,
                           char text[static WEIR_WIRE_PROBLEM_MAX_TEXT]);
