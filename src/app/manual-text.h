/* The manual, cut into what it consists of.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads as much of Markdown as docs/manual.md and its translations are written in: headings,
 * paragraphs, lists with
 * "- ", **bold**, `code`.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_MANUAL_TITLE,
  WEIR_MANUAL_HEADING,
  WEIR_MANUAL_PARAGRAPH,
  WEIR_MANUAL_POINT, /* of a list */
} WeirManualKind;

typedef struct
{
  WeirManualKind kind;
  char *markup; /* of Pango */
} WeirManualBlock;

void weir_manual_block_free (WeirManualBlock *self);

/* The manual in the first of these languages in which there is one, else in English.
 * @languages: as g_get_language_names() has them
 * Returns: (transfer full) */
char *weir_manual_text_load (const char *const *languages);

/* Returns: (transfer full) (element-type WeirManualBlock): in their order */
GPtrArray *weir_manual_text_read (const char *markdown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirManualBlock, weir_manual_block_free)

G_END_DECLS
