/* Ledgers filled by hand, for tests of what shows them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "core/flow/ledger.h"

#include <netinet/in.h>
#include <string.h>

/* A full second. */
#define LEDGER_FIXTURE_START_US G_GINT64_CONSTANT (1767225600000000)

/* Flow number @number: 192.0.2.10 with a host of 198.51.100.0/24 over TCP, port 443. */
static inline WeirFlowKey
ledger_fixture_key (guint number)
{
  const uint8_t local[] = { 192, 0, 2, 10 };
  const uint8_t remote[] = { 198, 51, 100, (uint8_t) (number % 250) };
  WeirFlowKey key;

  memset (&key, 0, sizeof key);
  weir_address_set_ipv4 (&key.local, local);
  weir_address_set_ipv4 (&key.remote, remote);
  key.local_port = (uint16_t) (1024 + number / 250);
  key.remote_port = 443;
  key.protocol = IPPROTO_TCP;
  key.family = WEIR_FAMILY_IPV4;
  return key;
}

static inline void
ledger_fixture_add (WeirBatch *batch, guint number, uint64_t tx_bytes, uint64_t rx_bytes)
{
  WeirFlowDelta *delta;

  /* With the sanitizers every growth is a copy. */
  if ((batch->n_deltas & (batch->n_deltas - 1)) == 0)
    batch->deltas = g_renew (WeirFlowDelta, batch->deltas, MAX (2 * batch->n_deltas, 1));
  delta = &batch->deltas[batch->n_deltas++];
  memset (delta, 0, sizeof *delta);
  delta->key = ledger_fixture_key (number);
  delta->tx_bytes = tx_bytes;
  delta->rx_bytes = rx_bytes;
  delta->tx_packets = 1;
  delta->rx_packets = 1;
  delta->first_us = batch->start_us;
  delta->last_us = batch->end_us - 1;
  delta->is_local = TRUE;
}

/* The second number @second of the test's time. */
static inline WeirBatch *
ledger_fixture_batch (int64_t second)
{
  WeirBatch *batch = weir_batch_new ();

  batch->start_us = LEDGER_FIXTURE_START_US + second * G_USEC_PER_SEC;
  batch->end_us = batch->start_us + G_USEC_PER_SEC;
  return batch;
}

/* One flow received @rx_bytes in that second. */
static inline void
ledger_fixture_book (WeirLedger *ledger, int64_t second, guint number, uint64_t rx_bytes)
{
  g_autoptr (WeirBatch) batch = ledger_fixture_batch (second);

  ledger_fixture_add (batch, number, 0, rx_bytes);
  weir_ledger_add_batch (ledger, batch);
}
