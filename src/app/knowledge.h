/* What is known of hosts and programs beside their flows' numbers, as the settings allow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Main loop only.
 */
#pragma once

#include <gio/gio.h>

#include "core/export/report.h"

G_BEGIN_DECLS

/* The setting "reverse-dns". */
typedef enum
{
  WEIR_REVERSE_DNS_ASK, /* the user has not been asked yet */
  WEIR_REVERSE_DNS_OFF,
  WEIR_REVERSE_DNS_ON,
} WeirReverseDns;

typedef struct _WeirKnowledge WeirKnowledge;

/* More is known now. */
typedef void (*WeirKnowledgeFunc) (gpointer user_data);

/* The settings "reverse-dns" and "geo-database" are followed. */
WeirKnowledge *weir_knowledge_new (GSettings *settings, WeirKnowledgeFunc func, gpointer user_data);
void weir_knowledge_free (WeirKnowledge *self);

/* Another source, of which nothing is known yet.  What weir_knowledge_get() has told of the last
 * one stays until weir_knowledge_forget(). */
void weir_knowledge_begin (WeirKnowledge *self, gboolean is_live);

/* No source. */
void weir_knowledge_end (WeirKnowledge *self);
void weir_knowledge_forget (WeirKnowledge *self);

void weir_knowledge_learn (WeirKnowledge *self, const WeirBatch *batch);

/* Sets what of @known has to do with it, for as long as the source is the same one. */
void weir_knowledge_get (WeirKnowledge *self, WeirReportOptions *known);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirKnowledge, weir_knowledge_free)

G_END_DECLS
