/* Writes the frames of a running capture to a pcapng file, with the process that each is of.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file is made anew, for its owner alone, never through a symbolic link.  A thread of its own
 * writes, so that capturing never waits for the disk: what does not fit in between is counted as
 * lost, and said.  Whose a packet is may be known a moment after it came; packets are held back for
 * that, for WEIR_RECORDER_HOLD_US at most and while there is room.  Whatever ends the recording, a
 * full disk included, the file holds whole blocks.
 *
 * References are atomic.  The functions are for the thread that is named above them.
 */
#pragma once

#include "core/flow/batch.h"
#include "core/flow/local-network.h"
#include "core/packet/packet.h"

G_BEGIN_DECLS

/* A socket that was not looked up when it was opened is in the list that is made every two seconds
 * at the latest. */
#define WEIR_RECORDER_HOLD_US (2 * G_USEC_PER_SEC)

/* Megabytes that may wait for the disk; half of them for the owner. */
#define WEIR_RECORDER_DEFAULT_BUFFER_MB 64

/* Processes of one file; further ones are not named in it. */
#define WEIR_RECORDER_MAX_PROCESSES 65536

typedef struct
{
  uint32_t snaplen;      /* bytes of each frame; 0: all */
  uint64_t max_bytes;    /* of the file; 0: no limit */
  int64_t max_us;        /* from the first frame on; 0: no limit */
  guint buffer_mb;       /* 0: WEIR_RECORDER_DEFAULT_BUFFER_MB */
  gboolean replaces;     /* a file of that name goes first; else it is an error */
  const char *interface; /* (nullable): what is captured on */
  const char *filter;    /* (nullable): the capture filter */
} WeirRecorderOptions;

typedef enum
{
  WEIR_RECORDER_GOES_ON,
  WEIR_RECORDER_STOPPED, /* as it was asked to */
  WEIR_RECORDER_FULL,    /* max_bytes are reached */
  WEIR_RECORDER_TIME_UP, /* max_us are over */
  WEIR_RECORDER_FAILED,  /* the error says why */
} WeirRecorderState;

typedef struct
{
  WeirRecorderState state;
  GError *error;       /* (nullable): of FAILED */
  uint64_t n_bytes;    /* of the file */
  uint64_t n_frames;   /* in it */
  uint64_t n_owned;    /* of these, with a process */
  uint64_t n_lost;     /* frames for which there was no room on the way to the disk */
  uint64_t n_dropped;  /* by the kernel and the interface, meanwhile */
  int64_t duration_us; /* since it began, by the clock; 0 before */
} WeirRecorderStatus;

void weir_recorder_status_clear (WeirRecorderStatus *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WeirRecorderStatus, weir_recorder_status_clear)

typedef struct _WeirRecorder WeirRecorder;

/* Makes the file and starts the thread.  @options: copied */
WeirRecorder *weir_recorder_new (const char *path,
                                 const WeirRecorderOptions *options,
                                 GError **error);

/* Any thread, but who has called weir_recorder_end() or has never given it to a worker: the last
 * one to go waits for the rest to be written. */
WeirRecorder *weir_recorder_ref (WeirRecorder *self);
void weir_recorder_unref (WeirRecorder *self);

/* Any thread. */
void weir_recorder_get_status (WeirRecorder *self, WeirRecorderStatus *status);
const char *weir_recorder_get_path (const WeirRecorder *self);

/* Waits until all is written after weir_recorder_end(). */
void weir_recorder_wait (WeirRecorder *self);

/* ---- the thread that captures: WeirMeter's -------------------------------------------------- */

/* How much of each frame is wanted. */
uint32_t weir_recorder_get_snaplen (const WeirRecorder *self);

/* Whether nothing more is wanted. */
gboolean weir_recorder_is_over (WeirRecorder *self);

/* From now on the source delivers as much of each frame as is wanted: those with an earlier time
 * stamp are left out.  Later calls change nothing. */
void weir_recorder_begin (WeirRecorder *self, int64_t time_us);

void weir_recorder_set_link_type (WeirRecorder *self, int link_type);
void weir_recorder_set_local (WeirRecorder *self, WeirLocalNetwork *local);

/* @packet: (nullable): what the parser made of it */
void weir_recorder_add_frame (WeirRecorder *self,
                              const WeirPacket *packet,
                              int64_t time_us,
                              const uint8_t *frame,
                              uint32_t captured,
                              uint32_t length);
void weir_recorder_add_socket (WeirRecorder *self, const WeirSocketInfo *info);
void weir_recorder_end_socket_list (WeirRecorder *self);
void weir_recorder_add_counts (WeirRecorder *self, const WeirSourceCounts *counts);

/* Hands over what has come: to be called now and then. */
void weir_recorder_flush (WeirRecorder *self);

/* Nothing comes any more. */
void weir_recorder_end (WeirRecorder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirRecorder, weir_recorder_unref)

G_END_DECLS
