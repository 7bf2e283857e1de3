/* A pcapng file that is being written: what goes into it, and how it ends.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The part of a WeirRecorder that knows files.  One thread at a time.
 */
#pragma once

#include "core/flow/socket-info.h"
#include "core/source/pcapng-writer.h"

G_BEGIN_DECLS

typedef struct _WeirCaptureWriter WeirCaptureWriter;

/* Makes the file: new, readable for its owner alone, not through a symbolic link.
 * @replaces: a regular file, or a symbolic link, of that name is removed first
 * @interface: (nullable): @filter: (nullable): for every interface's description */
WeirCaptureWriter *weir_capture_writer_new (const char *path,
                                            gboolean replaces,
                                            uint32_t snaplen,
                                            const char *interface,
                                            const char *filter,
                                            GError **error);

/* Closes it as it is, if that has not been done. */
void weir_capture_writer_free (WeirCaptureWriter *self);

/* No more bytes than these; 0: as many as fit on the disk. */
void weir_capture_writer_set_max_bytes (WeirCaptureWriter *self, uint64_t max_bytes);

/* The frames that follow are of this link type. */
void weir_capture_writer_set_link_type (WeirCaptureWriter *self, int link_type);

/* The options for the packets of a process, which gets its block with the first of them.
 * Returns: (transfer none) (nullable): there are too many processes */
GBytes *weir_capture_writer_get_options (WeirCaptureWriter *self,
                                         const WeirSharer *process,
                                         uint64_t start_time,
                                         guint n_others);

/* Returns: whether there was room under the limit */
gboolean weir_capture_writer_add_packet (WeirCaptureWriter *self,
                                         int64_t time_us,
                                         const uint8_t *frame,
                                         uint32_t captured,
                                         uint32_t length,
                                         GBytes *options);

/* Writes what has been collected.  Where that fails the file is cut behind its last whole block
 * and closed; nothing more is to be asked of it then but its size. * Sets WEIR_ERROR_FILE_WRITE,
 * with a sentence */
gboolean weir_capture_writer_flush (WeirCaptureWriter *self, GError **error);

/* Whether so much has been collected that it is worth a write. */
gboolean weir_capture_writer_is_due (const WeirCaptureWriter *self);

/* Whether the file still has a name; sets WEIR_ERROR_FILE_WRITE where it was deleted. */
gboolean weir_capture_writer_check (WeirCaptureWriter *self, GError **error);

/* The last words, and the end of the file. */
gboolean weir_capture_writer_finish (WeirCaptureWriter *self,
                                     const WeirPcapngStatistics *statistics,
                                     GError **error);

/* With what has been collected. */
uint64_t weir_capture_writer_get_n_bytes (const WeirCaptureWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirCaptureWriter, weir_capture_writer_free)

G_END_DECLS
