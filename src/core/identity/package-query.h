/* Asks the package managers of this machine, one after the other, whose file something is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tool runs as the user, or, where Weir is run by root, as nobody: never as root.  It gets an
 * empty environment, no input, a bounded time and a bounded room for its answer, and is killed
 * beyond.  Main thread.
 */
#pragma once

#include <gio/gio.h>

#include "core/identity/package-tool.h"

G_BEGIN_DECLS

/* Where the tools are looked for: not in $PATH, which is not for Weir to trust. */
#define WEIR_PACKAGE_TOOLS_PATH "/usr/bin:/bin:/usr/sbin:/sbin"

/* A package manager answers within a second; one that waits for a lock may take this long. */
#define WEIR_PACKAGE_QUERY_TIMEOUT_MS 10000

/* @tools_path: folders, separated by colons; @path, @alias: see WeirExecutable */
void weir_package_query_async (const char *tools_path,
                               const char *path,
                               const char *alias,
                               guint timeout_ms,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* @publisher: (out caller-allocates): of the owning package, or NONE if every package manager that
 * is installed answered that it has none; UNKNOWN where one did not answer or there is none. */
void weir_package_query_finish (GAsyncResult *result, WeirPublisher *publisher);

G_END_DECLS
