/* Private namespaces for tests that need root and must change nothing outside.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

/* What an ordinary user's uid looks like; nobody has to have it. */
#define NAMESPACE_USER 54321
#define NAMESPACE_USER_TEXT "54321"

/* The rest of what a test program needs before its tests, as root and in the namespaces.
 * Returns: whether it could be done; if not, why has been said as TAP wants it */
typedef gboolean (*NamespaceSetup) (void);

/* Runs g_test_run() in its own mount, process and network namespaces, with a pair of interfaces
 * in it that are each other's cable: weir-a and weir-b, up, without addresses or talk of their own.
 * @setup: (nullable)
 * Returns: the exit status of the test program; 0, having said why in TAP, where that is not
 * possible */
int namespace_run_tests (NamespaceSetup setup);

/* Runs a command line, which must succeed. */
void namespace_run (const char *command);
