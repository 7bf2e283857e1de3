/* How much it was in each month, of everything, of applications, of what a filter lets through.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Months are the calendar's, by local time.  What is counted belongs to the month that the clock
 * shows: where the clock was wrong and is put right, counting goes on in the right month where it
 * had stopped, so that nothing is lost and nothing counted twice.  Each month remembers which
 * limits have been told, so that a limit is told once, however often Weir is started.  Bounded.
 * Main loop only.
 *
 * As a file: a line "weir volume 1", then lines of four parts with tabs between them.
 *
 *     2026-11  bytes  BYTES  NAME
 *     2026-11  told   SECOND  NAME        (NAME: the rule, and the application it was about)
 *
 * NAME is "*" for everything, "app NAME", "host NAME", "of FILTER", or, with the filter's length in
 * bytes, "app-of LENGTH FILTER NAME" and "host-of LENGTH FILTER NAME".  Names that this version
 * does not know are kept and written again.  Of a file of a newer version the lines that are as
 * these are read, and it is not all of it.
 */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

#define WEIR_VOLUME_MAX_MONTHS 13  /* the oldest goes */
#define WEIR_VOLUME_MAX_NAMES 4096 /* of a month; of many, those with the fewest bytes go */
#define WEIR_VOLUME_MAX_FILE_BYTES (128 * 1024 * 1024)

#define WEIR_VOLUME_EVERYTHING "*"

typedef struct _WeirVolumeStore WeirVolumeStore;

/* @zone: (nullable): the local one */
WeirVolumeStore *weir_volume_store_new (GTimeZone *zone);
void weir_volume_store_free (WeirVolumeStore *self);

/* What is counted from now on belongs to the month of @now_us (µs since 1970). */
void weir_volume_store_set_time (WeirVolumeStore *self, int64_t now_us);

/* "2026-11"; "" before the first set_time(). */
const char *weir_volume_store_get_month (const WeirVolumeStore *self);

/* Returns: the sum of this month, these bytes included */
uint64_t weir_volume_store_add (WeirVolumeStore *self, const char *name, uint64_t bytes);
uint64_t weir_volume_store_get (const WeirVolumeStore *self, const char *name);

/* That the limit of @name has been reached is to be told.
 * Returns: whether it had not been told in this month */
gboolean weir_volume_store_tell (WeirVolumeStore *self, const char *name, int64_t now_us);

gboolean weir_volume_store_is_changed (const WeirVolumeStore *self);
void weir_volume_store_clear (WeirVolumeStore *self);

/* Returns: (transfer full): all of it, which is then not changed */
GString *weir_volume_store_to_text (WeirVolumeStore *self);

/* Takes from a file what can be read.
 * Returns: whether that was all of it */
gboolean weir_volume_store_read (WeirVolumeStore *self, const char *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirVolumeStore, weir_volume_store_free)

G_END_DECLS
