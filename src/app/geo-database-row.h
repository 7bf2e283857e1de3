/* The row of the preferences that names the database of countries and networks.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that is chosen reaches the settings once it has been opened and found to be a database;
 * why it is none is said in the row, and what was there stays.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define WEIR_TYPE_GEO_DATABASE_ROW (weir_geo_database_row_get_type ())
G_DECLARE_FINAL_TYPE (WeirGeoDatabaseRow,
                      weir_geo_database_row,
                      WEIR,
                      GEO_DATABASE_ROW,
                      AdwActionRow)

void weir_geo_database_row_set_settings (WeirGeoDatabaseRow *self, GSettings *settings);

/* As if it had been chosen. */
void weir_geo_database_row_choose (WeirGeoDatabaseRow *self, GFile *file);

G_END_DECLS
