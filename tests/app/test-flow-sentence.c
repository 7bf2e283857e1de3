/* What is heard of a row.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/flow-sentence.h"
#include "core/flow/flow-owner.h"
#include "core/group/flow-groups.h"
#include "ledger-fixture.h"

static void
assert_sentence (const WeirFlow *flow, const char *expected)
{
  const WeirFlowContext context = { .unit = WEIR_UNIT_BITS };
  g_autofree char *sentence = weir_flow_sentence_dup (flow, &context, FALSE);

  g_assert_cmpstr (sentence, ==, expected);
}

static void
test_a_flow_is_between_two_ends (void)
{
  const WeirFlow flow = { .key = ledger_fixture_key (7),
                          .serial = 8,
                          .is_local = TRUE,
                          .owner_unknown = WEIR_OWNER_NOT_LIVE,
                          .rx_bytes = 24100000 };

  assert_sentence (&flow, "192.0.2.10:1024 to 198.51.100.7:443, https · TCP, silent now, "
                          "24.1 megabytes in all");
}

/* What nobody may see the sockets of is between nobody. */
static void
test_other_traffic_has_no_ends (void)
{
  const WeirFlow flow = { .key.family = WEIR_FAMILY_NONE,
                          .serial = 1,
                          .is_local = TRUE,
                          .owner_unknown = WEIR_OWNER_NO_PERMISSION,
                          .rx_bytes = 1500 };

  assert_sentence (&flow, "Other traffic, silent now, 1.50 kilobytes in all");
}

static void
test_a_pair_tells_its_hosts_and_how_many_flows (void)
{
  g_autoptr (WeirLedger) ledger = weir_ledger_new (NULL);
  g_autoptr (WeirFlowGroups) groups =
      weir_flow_groups_new (weir_group_kind_get_pairs (), NULL, NULL);
  const WeirFlowContext context = { .unit = WEIR_UNIT_BITS, .style.hides_ports = TRUE };
  g_autofree char *sentence = NULL;

  ledger_fixture_book (ledger, 0, 7, 1000);
  weir_flow_groups_update (groups, ledger, &context.known, NULL, NULL);
  sentence = weir_flow_sentence_dup (&weir_flow_groups_get (groups, 0)->sum, &context, FALSE);
  g_assert_cmpstr (sentence, ==,
                   "192.0.2.10 to 198.51.100.7, https · TCP, 1 flow, "
                   "receiving 4.00 kilobits a second, 1.00 kilobytes in all");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/flow-sentence/a-flow-is-between-two-ends", test_a_flow_is_between_two_ends);
  g_test_add_func ("/flow-sentence/other-traffic-has-no-ends", test_other_traffic_has_no_ends);
  g_test_add_func ("/flow-sentence/a-pair-tells-its-hosts-and-how-many-flows",
                   test_a_pair_tells_its_hosts_and_how_many_flows);

  return g_test_run ();
}
