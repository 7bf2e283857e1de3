/* Blocks of a pcapng file (core/source/pcapng.h), appended to bytes in memory.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * In this machine's byte order, times in microseconds since 1970.  Pure: what becomes of the bytes
 * is the caller's.  Strings are cut to what an option holds.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "core/source/pcapng.h"

G_BEGIN_DECLS

typedef struct
{
  const char *hardware; /* (nullable) */
  const char *os;       /* (nullable) */
  const char *program;  /* (nullable) */
} WeirPcapngSection;

typedef struct
{
  int link_type; /* a DLT_… number */
  uint32_t snaplen;
  const char *name;   /* (nullable) */
  const char *filter; /* (nullable): BPF expression */
  const char *os;     /* (nullable) */
} WeirPcapngInterface;

typedef struct
{
  int64_t start_us;
  int64_t end_us;
  uint64_t received;          /* by the capture */
  uint64_t delivered;         /* of these, in this file */
  uint64_t interface_dropped; /* and others, not received for want of room: by the interface … */
  uint64_t system_dropped;    /* … and by the kernel */
  const char *comment;        /* (nullable) */
} WeirPcapngStatistics;

void weir_pcapng_append_section (GByteArray *bytes, const WeirPcapngSection *section);
void weir_pcapng_append_interface (GByteArray *bytes, const WeirPcapngInterface *interface);

/* The next process of the section: the first is number 0.  @name: UTF-8 */
void weir_pcapng_append_process (GByteArray *bytes, uint32_t pid, const char *name);

/* The options of every packet of one process, to be given to weir_pcapng_append_packet().
 * @name: UTF-8
 * @n_others: how many more hold the same socket
 * @index: of its block; -1: it has none */
GBytes *weir_pcapng_packet_options (uint32_t pid, const char *name, guint n_others, int64_t index);

/* @captured: at most WEIR_PCAPNG_MAX_FRAME_BYTES
 * @options: (nullable) */
void weir_pcapng_append_packet (GByteArray *bytes,
                                uint32_t interface,
                                int64_t time_us,
                                const uint8_t *frame,
                                uint32_t captured,
                                uint32_t length,
                                GBytes *options);

void weir_pcapng_append_statistics (GByteArray *bytes,
                                    uint32_t interface,
                                    const WeirPcapngStatistics *statistics);

/* How many of the first @n bytes are whole blocks. */
gsize weir_pcapng_whole_blocks (const GByteArray *bytes, gsize n);

G_END_DECLS
