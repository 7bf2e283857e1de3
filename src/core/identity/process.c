/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/process.h"

#include "core/identity/cgroup-index.h"
#include "core/identity/package-query.h"
#include "core/identity/process-table.h"

static WeirProcessTable *table; /* (nullable): made when it is first needed, kept to the end */

/* A sandbox has the tools of its runtime, if any, which know nothing of the host's programs. */
static gboolean
is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

static WeirProcessTable *
make_table (void)
{
  g_auto (GStrv) desktop_folders = weir_desktop_index_dup_folders ();
  const WeirProcessPlaces places = {
    .proc = "/proc",
    .notes = weir_process_notes_get (),
    .cgroups = weir_cgroup_index_get_folder (),
    .root = "",
    .data_folder = g_get_user_data_dir (),
    .desktop_folders = (const char *const *) desktop_folders,
    .tools_path = is_sandboxed () ? "" : WEIR_PACKAGE_TOOLS_PATH,
    .tool_timeout_ms = WEIR_PACKAGE_QUERY_TIMEOUT_MS,
  };

  return weir_process_table_new (&places);
}

const WeirProcess *
weir_process_lookup (const WeirSocketInfo *socket)
{
  if (table == NULL)
    table = make_table ();
  return weir_process_table_lookup (table, socket);
}

gboolean
weir_process_is_settled (void)
{
  return table == NULL || weir_process_table_is_settled (table);
}
