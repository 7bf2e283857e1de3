/* The command line of weir-cli.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/export/report.h"
#include "core/filter/filter.h"
#include "core/flow/local-network.h"
#include "core/group/group-kind.h"

G_BEGIN_DECLS

typedef enum
{
  WEIR_FORMAT_TEXT,
  WEIR_FORMAT_JSON,
  WEIR_FORMAT_CSV,
} WeirFormat;

#define WEIR_OPTIONS_ALL_LINES -1

typedef struct
{
  char *interface;         /* (nullable): the default one */
  char *file;              /* (nullable): read instead of captured; "-" is standard input */
  char *capture_filter;    /* (nullable): BPF, known to compile */
  WeirFilter *filter;      /* (nullable): the flows that are shown */
  GPtrArray *alerts;       /* (nullable): WeirAlertRule: what to tell of */
  WeirLocalNetwork *local; /* (nullable): the "-F" network */
  gboolean is_paced;       /* the file, by its time stamps */
  gboolean has_span;       /* only these seconds of the file are counted, both included */
  gint64 span_first;
  gint64 span_last;
  gboolean wants_all; /* asks for the permission to capture if need be */
  gboolean is_promiscuous;
  gboolean shows_ports;
  gboolean hides_names;
  gboolean asks_reverse_dns; /* the user agrees to it */
  char *geo_database;        /* (nullable): a file that can be opened */
  gboolean hides_services;
  gboolean shows_bytes; /* rates in bytes instead of bits */
  gboolean is_plain;    /* never clears the screen */
  WeirFormat format;
  double duration_s; /* 0: until it ends or is ended */
  double interval_s;
  WeirReportSort sort;
  WeirReportSort final_sort;
  const WeirGroupKind *group_by; /* (nullable): rows are flows */
  int max_lines;                 /* or WEIR_OPTIONS_ALL_LINES */
  char *record;                  /* (nullable): a file that what is captured goes to */
  uint64_t record_bytes;         /* its limits; 0: none */
  double record_s;
  uint32_t snaplen; /* of each packet that is recorded; 0: all */
  gboolean lists_interfaces;
  gboolean shows_version;
} WeirOptions;

/* Reads the arguments and checks everything that can be checked before anything starts.  "--help"
 * is printed here and ends the process.  Every error is a wrong usage.
 * @argv: (inout): NULL-terminated */
WeirOptions *weir_options_parse (char ***argv, GError **error);
void weir_options_free (WeirOptions *self);

/* The table that arguments are read by, for those who describe it: nothing is to be read with it.
 * Returns: (transfer full): ends with an entry without a name */
GOptionEntry *weir_options_dup_entries (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirOptions, weir_options_free)

G_END_DECLS
