/* In which country and network the other end is, by the databases that are installed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Databases in MaxMind's format (.mmdb), looked for in "GeoIP" and "weir/geo" of the user's and the
 * system's data folders, and in /var/lib/GeoIP; a file that the user has chosen goes before them.
 * They are opened in another thread and followed: what is installed or replaced is read anew, and
 * what does not open leaves the rest as it is.  Nothing is ever downloaded or asked for.
 *
 * Main loop only.  A look-up takes microseconds.
 */
#pragma once

#include "core/naming/geo-database.h"

G_BEGIN_DECLS

/* No more are opened at a time. */
#define WEIR_GEO_MAX_DATABASES 4

typedef struct _WeirGeo WeirGeo;

/* @folders: (nullable): others than those above
 * @file: (nullable): chosen by the user */
WeirGeo *weir_geo_new (const char *const *folders, const char *file);
void weir_geo_free (WeirGeo *self);

/* @file: (nullable): none chosen any longer */
void weir_geo_set_file (WeirGeo *self, const char *file);

/* Returns: (nullable) (transfer none): valid until the next call of any function; %NULL where
 * nothing is known */
const WeirPlace *weir_geo_lookup (WeirGeo *self, const WeirAddress *address, WeirFamily family);

/* Whether databases are being opened, and answers may come that are not there yet. */
gboolean weir_geo_is_loading (const WeirGeo *self);

/* Why the chosen file cannot be used.  Returns: (nullable) (transfer none) */
const GError *weir_geo_get_error (const WeirGeo *self);

guint weir_geo_get_n_databases (const WeirGeo *self);

/* Called from the main loop when databases have been opened or have gone. */
typedef void (*WeirGeoFunc) (WeirGeo *geo, gpointer user_data);

void weir_geo_set_changed_func (WeirGeo *self, WeirGeoFunc func, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirGeo, weir_geo_free)

G_END_DECLS
