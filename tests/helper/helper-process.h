/* A running helper, seen from the other end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Waits for what must come, for HELPER_PROCESS_PATIENCE_MS at most, and fails the test otherwise.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

#include "wire/message.h"

#define HELPER_PROCESS_PATIENCE_MS 5000

typedef struct
{
  pid_t pid;
  int input; /* what the helper reads; -1: closed */
  int output;
  WeirFrameDecoder decoder;
  WeirFrameWriter writer;
} HelperProcess;

/* @argv: the program and its arguments
 * @pkexec_uid: (nullable)
 * @run_as: the uid it is started with, or 0 */
HelperProcess *helper_process_spawn (const char *const *argv, const char *pkexec_uid, uid_t run_as);

/* The helper itself.
 * @program: (nullable): instead of the one in WEIR_HELPER
 * @argument: (nullable) */
HelperProcess *helper_process_new (const char *program,
                                   const char *argument,
                                   const char *pkexec_uid,
                                   uid_t run_as);
void helper_process_free (HelperProcess *self);

/* Requests. */
void helper_process_open (HelperProcess *self, guint serial, const char *name);
void helper_process_filter (HelperProcess *self,
                            const WeirWireInstruction *instructions,
                            size_t count);
void helper_process_ask (HelperProcess *self, WeirFrameType request);
void helper_process_write (HelperProcess *self, const void *octets, size_t length);

/* The next frame, whatever it is; false at the end of file.  Valid until the next call. */
gboolean helper_process_next (HelperProcess *self, WeirFrame *frame);

/* The next frame of @type; those of other types before it are passed over. */
void helper_process_expect (HelperProcess *self, WeirFrameType type, WeirFrame *frame);
void helper_process_expect_problem (HelperProcess *self, WeirWireProblemCode code);

/* As waitpid().  Fails the test if the helper has not ended
 * within a second. */
int helper_process_wait (HelperProcess *self);

/* Ends its input, and checks that it exits with @exit_status. */
void helper_process_finish (HelperProcess *self, int exit_status);
void helper_process_close_input (HelperProcess *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HelperProcess, helper_process_free)
