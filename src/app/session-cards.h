/* What the cards of the header and the footer say.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each fills an empty card.  Main loop only.
 */
#pragma once

#include "app/card.h"
#include "app/flow-model.h"
#include "app/session.h"

G_BEGIN_DECLS

/* What is captured on, or read. */
void weir_session_card_fill_source (WeirCard *card, WeirSession *session, GSettings *settings);

/* What it is doing, since when, and how it is shown.
 * @theme: (nullable): its name */
void weir_session_card_fill_state (WeirCard *card,
                                   WeirSession *session,
                                   GSettings *settings,
                                   const char *theme);

void weir_session_card_fill_pause (WeirCard *card, WeirSession *session);

/* One direction, as it is now. */
void weir_session_card_fill_rate (WeirCard *card,
                                  WeirSession *session,
                                  WeirUnit unit,
                                  gboolean is_download);

/* @matching: (nullable): what the filter lets through */
void weir_session_card_fill_sums (WeirCard *card,
                                  WeirSession *session,
                                  const WeirFilterSums *matching,
                                  WeirUnit unit);

void weir_session_card_fill_flows (WeirCard *card, WeirSession *session, WeirFlowModel *model);

/* Where every packet has gone, and what it takes to remember them. */
void weir_session_card_fill_packets (WeirCard *card, WeirSession *session);

G_END_DECLS
