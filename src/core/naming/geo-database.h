/* A database in MaxMind's format (.mmdb): from an address to its country and network.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing in the file is trusted: libmaxminddb checks its structure, this its content.
 *
 * The library maps the file into memory, and a mapped file that somebody shortens ends the process
 * (SIGBUS, mmap(2)).  So what is mapped is a copy without a name, in /var/tmp, or in memory where
 * that is not possible; file systems that can share the blocks do.
 *
 * Immutable once opened: any thread, one at a time.
 */
#pragma once

#include "core/address.h"

G_BEGIN_DECLS

/* The largest that are common have 130 MiB. */
#define WEIR_GEO_DATABASE_MAX_BYTES (512 * 1024 * 1024)

#define WEIR_PLACE_NAME_MAX 128

/* Where an address is.  What is not known is empty. */
typedef struct
{
  char country[3];                        /* "DE": ISO 3166-1 */
  char country_name[WEIR_PLACE_NAME_MAX]; /* "Germany"; safe to show */
  uint32_t asn;                           /* of the network that announces it; 0: not known */
  char as_name[WEIR_PLACE_NAME_MAX];      /* "Deutsche Telekom AG"; safe to show */
} WeirPlace;

typedef struct _WeirGeoDatabase WeirGeoDatabase;

/* Sets WEIR_ERROR_FAILED or WEIR_ERROR_INVALID.  May take a while: not for the main loop. */
WeirGeoDatabase *weir_geo_database_open (const char *path, GError **error);
void weir_geo_database_free (WeirGeoDatabase *self);

/* What it says that it has; a type that is not known may have both. */
gboolean weir_geo_database_has_countries (const WeirGeoDatabase *self);
gboolean weir_geo_database_has_networks (const WeirGeoDatabase *self);

/* Fills in what is empty in @place and known here. */
void weir_geo_database_lookup (const WeirGeoDatabase *self,
                               const WeirAddress *address,
                               WeirFamily family,
                               WeirPlace *place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirGeoDatabase, weir_geo_database_free)

G_END_DECLS
