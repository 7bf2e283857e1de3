/* How each package manager is asked whose file something is, and how its answer reads.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pure: runs nothing.  An answer may be anything.
 */
#pragma once

#include "core/identity/publisher.h"

G_BEGIN_DECLS

/* A package's longest name; longer ones are none. */
#define WEIR_PACKAGE_NAME_MAX 128

typedef enum
{
  WEIR_PACKAGE_UNKNOWN, /* the answer makes no sense, or the tool failed */
  WEIR_PACKAGE_OWNED,
  WEIR_PACKAGE_NOT_OWNED,
} WeirPackageAnswer;

typedef struct
{
  WeirPublisherKind kind;
  const char *program;
  const char *const *arguments; /* before the paths */
} WeirPackageTool;

extern const WeirPackageTool weir_package_tools[];
extern const guint weir_n_package_tools;

/* @program: path of the tool; @alias: (nullable): see WeirExecutable
 *
 * Returns: (nullable) (transfer full): the command; NULL if a path of this kind cannot be asked
 * about safely */
GStrv weir_package_tool_dup_command (const WeirPackageTool *self,
                                     const char *program,
                                     const char *path,
                                     const char *alias);

/* @output: of standard output and error, in the C locale; @name: filled if it is OWNED */
WeirPackageAnswer weir_package_tool_read (const WeirPackageTool *self,
                                          const char *output,
                                          const char *path,
                                          const char *alias,
                                          char name[WEIR_PACKAGE_NAME_MAX]);

G_END_DECLS
