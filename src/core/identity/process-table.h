/* The processes that were looked up, each once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads /proc for what is known at once, and has two threads for what may wait: files on a network,
 * a process's memory, desktop files, engines' files.  Main thread.
 */
#pragma once

#include "core/identity/process-notes.h"
#include "core/identity/process.h"

G_BEGIN_DECLS

/* Processes beyond this number: the one not looked up for the longest is forgotten. */
#define WEIR_PROCESS_TABLE_MAX 4096

/* Processes that are looked into at a time; others have their turn at a later look-up. */
#define WEIR_PROCESS_JOBS_MAX 1024

/* Where things are; tests have them elsewhere. */
typedef struct
{
  const char *proc;                   /* "/proc" */
  WeirProcessNotes *notes;            /* (nullable): of the same; outlives the table */
  const char *cgroups;                /* see weir_cgroup_index_get_folder() */
  const char *root;                   /* before engines' folders; "" */
  const char *data_folder;            /* g_get_user_data_dir() */
  const char *const *desktop_folders; /* see weir_desktop_index_dup_folders() */
  const char *tools_path;             /* see package-query.h; "": nobody is asked */
  guint tool_timeout_ms;
} WeirProcessPlaces;

typedef struct _WeirProcessTable WeirProcessTable;

WeirProcessTable *weir_process_table_new (const WeirProcessPlaces *places);

/* Waits for the threads. */
void weir_process_table_free (WeirProcessTable *self);

/* See weir_process_lookup(). */
const WeirProcess *weir_process_table_lookup (WeirProcessTable *self, const WeirSocketInfo *socket);
gboolean weir_process_table_is_settled (const WeirProcessTable *self);

/* For tests. */
guint weir_process_table_get_size (const WeirProcessTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirProcessTable, weir_process_table_free)

G_END_DECLS
