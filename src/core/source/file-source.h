/* A capture file (pcap or pcapng), or standard input.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pcapng file may say which process a packet is of (core/source/pcapng.h): that is the flow's
 * owner. Reads record by record: a file may be larger than memory. All records before a damaged one
 * are delivered.
 */
#pragma once

#include "core/source/source.h"

G_BEGIN_DECLS

typedef struct
{
  gboolean is_paced;       /* by the time stamps instead of at full speed */
  char *filter;            /* (nullable): BPF expression */
  WeirLocalNetwork *local; /* (nullable): the "-F" network */
} WeirFileSourceOptions;

#define WEIR_TYPE_FILE_SOURCE (weir_file_source_get_type ())
G_DECLARE_FINAL_TYPE (WeirFileSource, weir_file_source, WEIR, FILE_SOURCE, WeirSource)

/* @path: "-" is standard input.  Options are copied; (nullable). */
WeirSource *weir_file_source_new (const char *path, const WeirFileSourceOptions *options);

G_END_DECLS
