/* Numbers of the capture file format pcapng (draft-ietf-opsawg-pcapng).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which process a packet is of stands in three places, so that as many programs as possible know
 * it: in a comment, "process: firefox (1234)", which every program shows and keeps; in the option
 * epb_processid_threadid of the draft; and as Apple's tcpdump writes it, in a block for each
 * process that packets refer to, which Wireshark shows as frame.darwin.process_info from 4.6 on.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define WEIR_PCAPNG_MAGIC 0x1A2B3C4Du
#define WEIR_PCAPNG_MAGIC_SWAPPED 0x4D3C2B1Au

/* Type and length in front, the length once more behind. */
#define WEIR_PCAPNG_BLOCK_HEADER_BYTES 8
#define WEIR_PCAPNG_BLOCK_FRAME_BYTES 12

/* Interface, time and two lengths, before the packet. */
#define WEIR_PCAPNG_ENHANCED_BYTES 20

enum
{
  WEIR_PCAPNG_SECTION = 0x0A0D0D0A, /* the same in either byte order */
  WEIR_PCAPNG_INTERFACE = 1,
  WEIR_PCAPNG_OLD_PACKET = 2,
  WEIR_PCAPNG_SIMPLE_PACKET = 3,
  WEIR_PCAPNG_STATISTICS = 5,
  WEIR_PCAPNG_ENHANCED_PACKET = 6,
};

/* Of Apple's; numbers with the highest bit are for local use. */
#define WEIR_PCAPNG_PROCESS 0x80000001u

enum
{
  WEIR_PCAPNG_OPTION_END = 0,
  WEIR_PCAPNG_OPTION_COMMENT = 1,

  WEIR_PCAPNG_SECTION_HARDWARE = 2,
  WEIR_PCAPNG_SECTION_OS = 3,
  WEIR_PCAPNG_SECTION_PROGRAM = 4,

  WEIR_PCAPNG_INTERFACE_NAME = 2,
  WEIR_PCAPNG_INTERFACE_TIME_RESOLUTION = 9,
  WEIR_PCAPNG_INTERFACE_FILTER = 11,
  WEIR_PCAPNG_INTERFACE_OS = 12,
  WEIR_PCAPNG_INTERFACE_TIME_OFFSET = 14,

  WEIR_PCAPNG_PACKET_PROCESS_AND_THREAD = 8, /* two numbers of 32 bits */
  WEIR_PCAPNG_PACKET_PROCESS_INDEX = 0x8001, /* of the process blocks of this section, from 0 */

  WEIR_PCAPNG_PROCESS_NAME = 2,

  WEIR_PCAPNG_STATISTICS_START = 2,
  WEIR_PCAPNG_STATISTICS_END = 3,
  WEIR_PCAPNG_STATISTICS_RECEIVED = 4,
  WEIR_PCAPNG_STATISTICS_INTERFACE_DROPPED = 5,
  WEIR_PCAPNG_STATISTICS_SYSTEM_DROPPED = 7,
  WEIR_PCAPNG_STATISTICS_DELIVERED = 8,
};

/* What the comment says before the name and the number in parentheses. */
#define WEIR_PCAPNG_COMMENT_PREFIX "process: "

/* The longest frame that is written or read (libpcap's bound). */
#define WEIR_PCAPNG_MAX_FRAME_BYTES 262144

G_END_DECLS
