/* The question for permission to capture, and what came of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main loop only.  One question at a time; nobody is ever asked again without the user's doing.
 */
#pragma once

#include "core/source/device-source.h"
#include "core/source/helper.h"
#include "core/source/worker.h"

G_BEGIN_DECLS

typedef struct _WeirPermission WeirPermission;

/* The question has been answered: take() the worker, or get_refusal().  Not called from within
 * weir_permission_ask(). */
typedef void (*WeirPermissionFunc) (gpointer user_data);

WeirPermission *weir_permission_new (WeirPermissionFunc func, gpointer user_data);
void weir_permission_free (WeirPermission *self);

/* Runs this instead of the helper that is looked for.
 * @argv: copied
 * @hello_timeout_ms: how long the answer may take */
void weir_permission_set_command (WeirPermission *self,
                                  const char *const *argv,
                                  int hello_timeout_ms);

/* Whether it is had without a question, since the helper is installed with capabilities. */
gboolean weir_permission_is_free (WeirPermission *self);

/* Asks, by starting to capture on @interface.  A question that is open is taken away.
 * Returns: whether there is somebody to ask; if not, get_refusal() says why */
gboolean weir_permission_ask (WeirPermission *self,
                              const char *interface,
                              const WeirDeviceSourceOptions *options);
gboolean weir_permission_is_asking (WeirPermission *self);

/* Takes an open question away, and forgets how the last one was answered. */
void weir_permission_reset (WeirPermission *self);

/* Why it was not given.  Returns: (nullable): a sentence that says what to do */
const GError *weir_permission_get_refusal (WeirPermission *self);
void weir_permission_set_refusal (WeirPermission *self, const GError *error);

/* Once it is given: the worker that captures, and the helper that may.  The interface may have
 * turned out not to work; that is in the worker's status.
 * @helper: (out) (transfer full)
 * Returns: (transfer full) (nullable): %NULL if it is not given */
WeirWorker *weir_permission_take (WeirPermission *self, WeirHelper **helper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirPermission, weir_permission_free)

G_END_DECLS
