/* A JSON file that somebody else wrote.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * json-glib follows nested arrays and objects by calling itself, to any depth: how deep they are is
 * looked at first.  Any thread.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define WEIR_JSON_DEPTH_MAX 32

/* Returns: (nullable) (transfer full): NULL for what is no JSON, or nested too deep */
JsonNode *weir_json_parse (const char *text, gssize length);

/* Returns: (nullable) (transfer full): NULL also for what is no plain file, unreadable, or larger
 * than @max_bytes */
JsonNode *weir_json_file_load (const char *path, gsize max_bytes);

/* The text of a member of a member of …, of an object.
 * @names: the members' names, the last one NULL
 * Returns: (nullable) (transfer none): NULL where there is none, or no text */
const char *weir_json_get_text (JsonNode *node, const char *const *names);

G_END_DECLS
