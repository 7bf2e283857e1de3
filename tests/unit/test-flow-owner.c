/* Which socket a flow belongs to, and what is said where there is none.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/flow/early-sockets.h"
#include "core/flow/flow-owner.h"
#include "core/flow/ledger.h"
#include "core/flow/socket-list.h"
#include "fixtures.h"

#define LOCAL "192.0.2.10"
#define REMOTE "198.51.100.20"
#define LOCAL6 "2001:db8::10"
#define REMOTE6 "2001:db8::20"
#define SECOND G_USEC_PER_SEC

static WeirSocketInfo
make_info (const WeirFlowKey *key, uint64_t inode, uint32_t pid)
{
  WeirSocketInfo info = { .key = *key, .inode = inode, .pid = pid };

  if (key->protocol == IPPROTO_TCP && key->remote_port == 0)
    info.state = WEIR_TCP_LISTEN;
  return info;
}

static void
assert_taker (const WeirSocketInfo *infos,
              gsize n_infos,
              const WeirFlowKey *key,
              uint32_t pid,
              WeirOwnerMatch expected)
{
  g_autoptr (WeirSocketList) list = weir_socket_list_new (infos, n_infos);
  WeirOwnerMatch match = WEIR_OWNER_MATCH_NONE;
  gboolean is_shared;
  const WeirSocketInfo *info = weir_socket_list_find (list, key, &match, &is_shared);

  g_assert_false (is_shared);
  if (pid == 0)
    {
      g_assert_null (info);
      return;
    }
  g_assert_nonnull (info);
  g_assert_cmpuint (info->pid, ==, pid);
  g_assert_cmpint (match, ==, expected);
}

static void
test_local_before_wildcard (void)
{
  const WeirFlowKey any = fixture_key (IPPROTO_UDP, "0.0.0.0", 53, "0.0.0.0", 0);
  const WeirFlowKey any6 = fixture_key (IPPROTO_UDP, "::", 53, "::", 0);
  const WeirFlowKey bound = fixture_key (IPPROTO_UDP, LOCAL, 53, "0.0.0.0", 0);
  const WeirFlowKey elsewhere = fixture_key (IPPROTO_UDP, "192.0.2.11", 53, "0.0.0.0", 0);
  const WeirFlowKey flow = fixture_key (IPPROTO_UDP, LOCAL, 53, REMOTE, 40000);
  const WeirFlowKey flow6 = fixture_key (IPPROTO_UDP, LOCAL6, 53, REMOTE6, 40000);
  const WeirFlowKey tcp = fixture_key (IPPROTO_TCP, LOCAL, 53, REMOTE, 40000);
  const WeirSocketInfo infos[] = { make_info (&any, 1, 11), make_info (&any6, 2, 12),
                                   make_info (&bound, 3, 13), make_info (&elsewhere, 4, 14) };

  assert_taker (infos, 4, &flow, 13, WEIR_OWNER_MATCH_LOCAL);
  assert_taker (infos, 2, &flow, 11, WEIR_OWNER_MATCH_WILDCARD);
  assert_taker (infos + 1, 1, &flow, 12, WEIR_OWNER_MATCH_WILDCARD);
  assert_taker (infos, 4, &flow6, 12, WEIR_OWNER_MATCH_WILDCARD);
  assert_taker (infos, 1, &flow6, 0, WEIR_OWNER_MATCH_NONE);
  assert_taker (infos + 3, 1, &flow, 0, WEIR_OWNER_MATCH_NONE);
  assert_taker (infos, 4, &tcp, 0, WEIR_OWNER_MATCH_NONE);
}

static void
test_listeners (void)
{
  const WeirFlowKey any6 = fixture_key (IPPROTO_TCP, "::", 80, "::", 0);
  const WeirFlowKey connected = fixture_key (IPPROTO_TCP, LOCAL, 80, REMOTE, 40001);
  const WeirFlowKey flow = fixture_key (IPPROTO_TCP, LOCAL, 80, REMOTE, 40000);
  WeirSocketInfo infos[] = { make_info (&any6, 1, 11), make_info (&connected, 2, 12) };

  assert_taker (infos, 2, &flow, 11, WEIR_OWNER_MATCH_LISTENER);
  /* Bound, but not listening. */
  infos[0].state = WEIR_TCP_CLOSE;
  assert_taker (infos, 2, &flow, 0, WEIR_OWNER_MATCH_NONE);
}

static void
test_shared_port (void)
{
  const WeirFlowKey any = fixture_key (IPPROTO_UDP, "0.0.0.0", 5353, "0.0.0.0", 0);
  const WeirFlowKey flow = fixture_key (IPPROTO_UDP, LOCAL, 5353, REMOTE, 40000);
  g_autofree WeirSocketInfo *infos = g_new0 (WeirSocketInfo, 200);
  WeirOwnerMatch match;
  gboolean is_shared;

  /* Several sockets of one process are no riddle … */
  infos[0] = make_info (&any, 1, 11);
  infos[1] = make_info (&any, 2, 11);
  assert_taker (infos, 2, &flow, 11, WEIR_OWNER_MATCH_WILDCARD);

  /* … of two they are, and so are more than anybody wants to look at. */
  for (guint i = 0; i < 200; i++)
    infos[i] = make_info (&any, i + 1, 11);
  for (guint n = 2; n <= 200; n += 198)
    {
      g_autoptr (WeirSocketList) list = NULL;

      infos[1].pid = n == 2 ? 12 : 11;
      list = weir_socket_list_new (infos, n);
      g_assert_null (weir_socket_list_find (list, &flow, &match, &is_shared));
      g_assert_true (is_shared);
    }
}

static WeirBatch *
batch_new (double start_s)
{
  WeirBatch *batch = weir_batch_new ();

  batch->start_us = FIXTURE_START_US + (int64_t) (start_s * SECOND);
  batch->end_us = batch->start_us + SECOND / 4;
  batch->is_live = TRUE;
  return batch;
}

static void
batch_add (WeirBatch *batch, const WeirFlowKey *key, gboolean is_local)
{
  batch->deltas = g_renew (WeirFlowDelta, batch->deltas, batch->n_deltas + 1);
  batch->deltas[batch->n_deltas++] = (WeirFlowDelta){ .key = *key,
                                                      .tx_bytes = 100,
                                                      .tx_packets = 1,
                                                      .first_us = batch->start_us,
                                                      .last_us = batch->end_us - 1,
                                                      .is_local = is_local != 0 };
}

static void
batch_add_info (WeirBatch *batch, const WeirSocketInfo *info)
{
  batch->sockets = g_renew (WeirSocketInfo, batch->sockets, batch->n_sockets + 1);
  batch->sockets[batch->n_sockets++] = *info;
}

static const WeirFlow *
book (WeirLedger *ledger, WeirBatch *batch, const WeirFlowKey *key)
{
  weir_ledger_add_batch (ledger, batch);
  weir_batch_free (batch);
  return weir_ledger_find (ledger, key);
}

static void
test_an_answer_may_come_before_its_flow (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  const WeirFlowKey key = fixture_key (IPPROTO_TCP, LOCAL, 40000, REMOTE, 443);
  WeirSocketInfo info = make_info (&key, 1, 11);
  WeirBatch *batch = batch_new (0);
  const WeirFlow *flow;

  info.match = WEIR_OWNER_MATCH_EXACT;
  batch_add_info (batch, &info);
  g_assert_null (book (ledger, batch, &key));
  g_assert_cmpuint (weir_ledger_get_totals (ledger)->attributed_bytes, ==, 0);

  batch = batch_new (0.25);
  batch_add (batch, &key, TRUE);
  flow = book (ledger, batch, &key);
  g_assert_cmpuint (flow->socket->pid, ==, 11);
  g_assert_cmpint (weir_flow_get_owner_match (flow), ==, WEIR_OWNER_MATCH_EXACT);
  g_assert_cmpint (weir_flow_get_owner_unknown (flow), ==, WEIR_OWNER_KNOWN);
  g_assert_cmpuint (weir_ledger_get_totals (ledger)->attributed_bytes, ==, 100);
}

static void
test_bytes_before_the_answer_are_attributed (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  const WeirFlowKey key = fixture_key (IPPROTO_TCP, LOCAL, 40000, REMOTE, 443);
  const WeirFlowKey other = fixture_key (IPPROTO_TCP, LOCAL, 40001, REMOTE, 443);
  WeirSocketInfo info = make_info (&key, 1, 11);
  WeirBatch *batch = batch_new (0);

  batch_add (batch, &key, TRUE);
  batch_add (batch, &other, TRUE);
  book (ledger, batch, &key);
  batch = batch_new (0.25);
  batch_add (batch, &key, TRUE);
  batch_add_info (batch, &info);
  book (ledger, batch, &key);
  g_assert_cmpuint (weir_ledger_get_totals (ledger)->attributed_bytes, ==, 200);
  g_assert_cmpuint (weir_ledger_get_totals (ledger)->counts.tx_bytes, ==, 300);
}

static void
test_a_listener_is_no_better_than_the_socket (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  const WeirFlowKey key = fixture_key (IPPROTO_TCP, LOCAL, 80, REMOTE, 40000);
  const WeirFlowKey any = fixture_key (IPPROTO_TCP, "0.0.0.0", 80, "0.0.0.0", 0);
  WeirSocketInfo listener = make_info (&any, 1, 11);
  WeirSocketInfo accepted = make_info (&key, 2, 12);
  WeirSocketInfo answer = make_info (&key, 1, 11);
  WeirBatch *batch = batch_new (0);
  const WeirFlow *flow;

  batch_add (batch, &key, TRUE);
  batch_add_info (batch, &listener);
  batch->lists_sockets = TRUE;
  flow = book (ledger, batch, &key);
  g_assert_cmpuint (flow->socket->pid, ==, 11);
  g_assert_cmpint (weir_flow_get_owner_match (flow), ==, WEIR_OWNER_MATCH_LISTENER);

  batch = batch_new (0.25);
  batch_add_info (batch, &accepted);
  flow = book (ledger, batch, &key);
  g_assert_cmpuint (flow->socket->pid, ==, 12);

  answer.match = WEIR_OWNER_MATCH_LISTENER;
  batch = batch_new (0.5);
  batch_add_info (batch, &answer);
  flow = book (ledger, batch, &key);
  g_assert_cmpuint (flow->socket->pid, ==, 12);
  g_assert_cmpint (weir_flow_get_owner_match (flow), ==, WEIR_OWNER_MATCH_EXACT);
}

static void
test_a_flow_in_no_list_is_closed_or_elsewhere (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  const WeirFlowKey ends = fixture_key (IPPROTO_TCP, LOCAL, 40000, REMOTE, 443);
  const WeirFlowKey goes_on = fixture_key (IPPROTO_TCP, LOCAL, 40001, REMOTE, 443);
  WeirBatch *batch = batch_new (0);

  batch_add (batch, &ends, TRUE);
  batch_add (batch, &goes_on, TRUE);
  g_assert_cmpint (weir_flow_get_owner_unknown (book (ledger, batch, &ends)), ==,
                   WEIR_OWNER_NOT_LOOKED_UP);

  for (guint second = 1; second <= 4; second++)
    {
      batch = batch_new (second);
      batch_add (batch, &goes_on, TRUE);
      batch->lists_sockets = TRUE;
      book (ledger, batch, &goes_on);
      g_assert_cmpint (weir_flow_get_owner_unknown (weir_ledger_find (ledger, &ends)), ==,
                       WEIR_OWNER_CLOSED);
      g_assert_cmpint (weir_flow_get_owner_unknown (weir_ledger_find (ledger, &goes_on)), ==,
                       second < 3 ? WEIR_OWNER_CLOSED : WEIR_OWNER_OTHER_NAMESPACE);
    }
}

static void
test_what_a_socket_says_of_its_owner_stands (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  const WeirFlowKey key = fixture_key (IPPROTO_TCP, LOCAL, 40000, REMOTE, 443);
  WeirSocketInfo info = make_info (&key, 1, 0);
  const WeirFlow *flow = NULL;

  info.unknown = WEIR_OWNER_NO_PERMISSION;
  for (guint second = 0; second < 5; second++)
    {
      WeirBatch *batch = batch_new (second);

      batch_add (batch, &key, TRUE);
      if (second == 0)
        batch_add_info (batch, &info);
      batch->lists_sockets = TRUE;
      flow = book (ledger, batch, &key);
    }
  g_assert_cmpint (weir_flow_get_owner_unknown (flow), ==, WEIR_OWNER_NO_PERMISSION);
}

static void
test_every_other_flow_says_why (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  const WeirFlowKey icmp = fixture_key (IPPROTO_ICMP, LOCAL, 7, REMOTE, 7);
  const WeirFlowKey udp = fixture_key (IPPROTO_UDP, LOCAL, 7, REMOTE, 7);
  const WeirFlowKey tcp = fixture_key (IPPROTO_TCP, LOCAL, 7, REMOTE, 7);
  WeirFlowKey none = { .family = WEIR_FAMILY_NONE };
  WeirBatch *batch = batch_new (0);

  batch_add (batch, &icmp, TRUE);
  batch_add (batch, &udp, FALSE);
  batch_add (batch, &none, TRUE);
  g_assert_cmpint (weir_flow_get_owner_unknown (book (ledger, batch, &icmp)), ==,
                   WEIR_OWNER_KERNEL);
  g_assert_cmpint (weir_flow_get_owner_unknown (weir_ledger_find (ledger, &udp)), ==,
                   WEIR_OWNER_NOT_OURS);
  g_assert_cmpint (weir_flow_get_owner_unknown (weir_ledger_find (ledger, &none)), ==,
                   WEIR_OWNER_NO_PERMISSION);

  batch = batch_new (0.25);
  batch->is_live = FALSE;
  batch_add (batch, &tcp, TRUE);
  g_assert_cmpint (weir_flow_get_owner_unknown (book (ledger, batch, &tcp)), ==,
                   WEIR_OWNER_NOT_LIVE);
}

static void
test_every_value_has_an_id_and_a_sentence (void)
{
  for (int match = WEIR_OWNER_MATCH_EXACT; match <= (int) WEIR_OWNER_MATCH_LAST; match++)
    {
      g_assert_nonnull (weir_owner_match_get_id ((WeirOwnerMatch) match));
      g_assert_nonnull (weir_owner_match_get_text ((WeirOwnerMatch) match));
    }
  for (int why = WEIR_OWNER_KNOWN + 1; why <= (int) WEIR_OWNER_UNKNOWN_LAST; why++)
    {
      g_assert_nonnull (weir_owner_unknown_get_id ((WeirOwnerUnknown) why));
      g_assert_nonnull (weir_owner_unknown_get_text ((WeirOwnerUnknown) why));
    }
  g_assert_null (weir_owner_match_get_id (WEIR_OWNER_MATCH_NONE));
  g_assert_null (weir_owner_unknown_get_id (WEIR_OWNER_KNOWN));
}

static void
test_early_answers_are_bounded (void)
{
  WeirEarlySockets *early = weir_early_sockets_new ();
  WeirFlowKey key = fixture_key (IPPROTO_UDP, LOCAL, 1, REMOTE, 1);
  g_autofree WeirSocketInfo *last = NULL;

  for (guint i = 0; i < 3 * WEIR_EARLY_SOCKETS_MAX; i++)
    {
      WeirSocketInfo info;

      key.local_port = (uint16_t) i;
      key.remote_port = (uint16_t) (i >> 16);
      info = make_info (&key, i + 1, i + 1);
      weir_early_sockets_add (early, &info, i);
      weir_early_sockets_add (early, &info, i);
      g_assert_cmpuint (weir_early_sockets_get_n (early), <=, WEIR_EARLY_SOCKETS_MAX);
    }

  last = weir_early_sockets_take (early, &key);
  g_assert_cmpuint (last->pid, ==, 3 * WEIR_EARLY_SOCKETS_MAX);
  g_assert_null (weir_early_sockets_take (early, &key));
  key.local_port = 0;
  g_assert_null (weir_early_sockets_take (early, &key));

  weir_early_sockets_expire (early, WEIR_EARLY_SOCKETS_KEEP_US + 3 * WEIR_EARLY_SOCKETS_MAX);
  g_assert_cmpuint (weir_early_sockets_get_n (early), ==, 0);
  weir_early_sockets_free (early);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flow-owner/local-before-wildcard", test_local_before_wildcard);
  g_test_add_func ("/flow-owner/a-connection-nobody-accepted-is-the-listeners", test_listeners);
  g_test_add_func ("/flow-owner/a-port-of-several-processes-is-nobodys", test_shared_port);
  g_test_add_func ("/flow-owner/an-answer-may-come-before-its-flow",
                   test_an_answer_may_come_before_its_flow);
  g_test_add_func ("/flow-owner/bytes-before-the-answer-are-attributed",
                   test_bytes_before_the_answer_are_attributed);
  g_test_add_func ("/flow-owner/a-listener-is-no-better-than-the-socket",
                   test_a_listener_is_no_better_than_the_socket);
  g_test_add_func ("/flow-owner/a-flow-in-no-list-is-closed-or-elsewhere",
                   test_a_flow_in_no_list_is_closed_or_elsewhere);
  g_test_add_func ("/flow-owner/what-a-socket-says-of-its-owner-stands",
                   test_what_a_socket_says_of_its_owner_stands);
  g_test_add_func ("/flow-owner/every-other-flow-says-why", test_every_other_flow_says_why);
  g_test_add_func ("/flow-owner/every-value-has-an-id-and-a-sentence",
                   test_every_value_has_an_id_and_a_sentence);
  g_test_add_func ("/flow-owner/early-answers-are-bounded", test_early_answers_are_bounded);
  return g_test_run ();
}
