/* What the fake helper was asked, as it has written it down.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

/* The variable that names the file. */
#define HELPER_LOG "WEIR_FAKE_HELPER_LOG"

/* @last: (inout) (optional): the last of these lines
 * Returns: how many lines begin like that */
guint helper_log_count (const char *prefix, char **last);
guint helper_log_count_starts (void);

/* Of the helper that was started last. */
pid_t helper_log_get_pid (void);
