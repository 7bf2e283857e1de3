/* The manual, cut into what it consists of.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reads as much of Markdown as docs/manual.md is written in: headings, paragraphs, lists with
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

/* Returns: (transfer full) (element-type WeirManualBlock): in their order */
GPtrArray *weir_manual_text_read (const char *markdown);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirManualBlock, weir_manual_block_free)

G_END_DECLS
