/* The system's hosts file (hosts(5)), read backwards: from an address to its first name.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Followed while it changes.  Its content is not trusted: lines that make no sense are passed over,
 * and of a file beyond the bounds the first part is read.  Main loop only.
 */
#pragma once

#include "core/address.h"

G_BEGIN_DECLS

/* A list of advertisers to be blocked has some hundred thousand lines; its names all have the
 * address 0.0.0.0 or 127.0.0.1, of which one is kept. */
#define WEIR_HOSTS_FILE_MAX_BYTES (8 * 1024 * 1024)
#define WEIR_HOSTS_FILE_MAX_ADDRESSES 65536

typedef struct _WeirHostsFile WeirHostsFile;

/* @func: called when the file has changed and been read again */
WeirHostsFile *weir_hosts_file_new (const char *path, void (*func) (gpointer), gpointer user_data);
void weir_hosts_file_free (WeirHostsFile *self);

/* Returns: (nullable) (transfer none): valid until @func is called next; safe to show */
const char *weir_hosts_file_lookup (const WeirHostsFile *self, const WeirAddress *address);

guint weir_hosts_file_get_n_addresses (const WeirHostsFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirHostsFile, weir_hosts_file_free)

G_END_DECLS
