/* Reads pcapng files (draft-ietf-opsawg-pcapng), which libpcap reads only in part: it knows neither
 * whose a packet is (core/source/pcapng.h), nor files with interfaces of several kinds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Both byte orders, any number of sections.  The file is taken to be hostile: nothing is believed
 * that has not been compared with what is there, and nothing grows with what it claims.  Knows no
 * files: it asks a function for bytes.
 */
#pragma once

#include "core/flow/socket-info.h"

G_BEGIN_DECLS

/* A larger block is damage (libpcap's bound). */
#define WEIR_PCAPNG_MAX_BLOCK_BYTES (16 * 1024 * 1024)

/* Of one section; a file with more is refused. */
#define WEIR_PCAPNG_MAX_INTERFACES 4096

/* Of one section; further ones are not known. */
#define WEIR_PCAPNG_MAX_PROCESSES 65536

/* Returns: how many bytes were put in @buffer, 0 at the end, -1 if that failed */
typedef gssize (*WeirPcapngReadFunc) (gpointer user_data, uint8_t *buffer, gsize size);

typedef struct _WeirPcapngReader WeirPcapngReader;

typedef struct
{
  int link_type;   /* a DLT_… number */
  int64_t time_us; /* since 1970, never negative; of a packet without a time that of the last */
  uint32_t captured;
  uint32_t length;      /* not less */
  const uint8_t *frame; /* valid until the next call */
  WeirSharer process;   /* pid 0: the file does not say */
} WeirPcapngPacket;

typedef enum
{
  WEIR_PCAPNG_OK,
  WEIR_PCAPNG_AT_END,
  WEIR_PCAPNG_TRUNCATED,  /* it ends in the middle of a block */
  WEIR_PCAPNG_DAMAGED,    /* get_problem() says how */
  WEIR_PCAPNG_UNREADABLE, /* the function has failed */
} WeirPcapngResult;

WeirPcapngReader *weir_pcapng_reader_new (WeirPcapngReadFunc func, gpointer user_data);
void weir_pcapng_reader_free (WeirPcapngReader *self);

/* Reads on to the description of the first interface, or the first packet.
 * @link_type: (out): of that interface */
WeirPcapngResult weir_pcapng_reader_open (WeirPcapngReader *self, int *link_type);

WeirPcapngResult weir_pcapng_reader_next (WeirPcapngReader *self, WeirPcapngPacket *packet);

/* Of DAMAGED: what is wrong, untranslated, for the end of a sentence. */
const char *weir_pcapng_reader_get_problem (const WeirPcapngReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirPcapngReader, weir_pcapng_reader_free)

G_END_DECLS
