/* Who published each executable: asked once for each file, and remembered.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Known by device, inode and modification time: an upgraded program is another one.  A few tools
 * run at a time, the rest wait.  Main thread.
 */
#pragma once

#include "core/identity/executable.h"
#include "core/identity/publisher.h"

G_BEGIN_DECLS

/* Beyond, those not asked for the longest are forgotten. */
#define WEIR_PUBLISHER_CACHE_MAX 1024

/* Questions that wait; beyond, none is taken. */
#define WEIR_PUBLISHER_QUEUE_MAX 256

/* Tools that run, and files that are read, at a time. */
#define WEIR_PUBLISHER_RUNNING_MAX 2

/* Of files that are larger, no checksum is made. */
#define WEIR_PUBLISHER_SHA256_MAX_BYTES ((uint64_t) 512 * 1024 * 1024)

typedef struct _WeirPublisherCache WeirPublisherCache;

/* @publisher: borrowed; UNKNOWN where nobody could say */
typedef void (*WeirPublisherFunc) (const WeirPublisher *publisher, gpointer user_data);

/* @tools_path: see package-query.h; @timeout_ms: of one tool */
WeirPublisherCache *weir_publisher_cache_new (const char *tools_path, guint timeout_ms);

/* Questions that are open end without their function being called; their data is freed. */
void weir_publisher_cache_free (WeirPublisherCache *self);

/* Calls @func once: before it returns if the answer is known, else later.
 * @free_func: (nullable): for @user_data, after @func or when the question ends without it
 * Returns: whether there was room for the question; if not, @func is not called */
gboolean weir_publisher_cache_ask (WeirPublisherCache *self,
                                   const WeirExecutable *executable,
                                   WeirPublisherFunc func,
                                   gpointer user_data,
                                   GDestroyNotify free_func);

/* For tests. */
guint weir_publisher_cache_get_size (const WeirPublisherCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirPublisherCache, weir_publisher_cache_free)

G_END_DECLS
