/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the cable through the real helper and the worker into batches.
 */
#include "support/namespace.h"

#include <gio/gio.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/source/device-source.h"
#include "core/source/helper-source.h"
#include "core/source/worker.h"

#define PATIENCE_US (60 * G_USEC_PER_SEC)

/* UDP over IPv4 from 192.0.2.1, port 1, to 192.0.2.2, port 2.
 * @tags: VLANs, from the outside in, each a character: "75" is 5 within 7 */
static void
send_tagged_udp (const char *interface, const char *tags, guint count, guint ip_bytes)
{
  static const uint8_t addresses[12] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 };
  int fd = socket (AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  const struct sockaddr_ll address = {
    .sll_family = AF_PACKET,
    .sll_ifindex = (int) if_nametoindex (interface),
  };
  uint8_t frame[1522] = { 0 };
  uint8_t *ip = frame + sizeof addresses;
  ssize_t length;

  g_assert_no_errno (fd);
  memcpy (frame, addresses, sizeof addresses);
  for (; *tags != '\0'; tags++, ip += 4)
    memcpy (ip, (const uint8_t[]){ 0x81, 0, 0, (uint8_t) (*tags - '0') }, 4);
  memcpy (ip, (const uint8_t[]){ 8, 0, 0x45 }, 3);
  ip += 2;
  ip[2] = (uint8_t) (ip_bytes >> 8);
  ip[3] = (uint8_t) ip_bytes;
  ip[8] = 64;
  ip[9] = IPPROTO_UDP;
  memcpy (ip + 12, (const uint8_t[]){ 192, 0, 2, 1, 192, 0, 2, 2, 0, 1, 0, 2 }, 12);
  ip[24] = (uint8_t) ((ip_bytes - 20) >> 8);
  ip[25] = (uint8_t) (ip_bytes - 20);
  length = ip - frame + (ssize_t) ip_bytes;
  for (guint i = 0; i < count; i++)
    g_assert_cmpint (
        sendto (fd, frame, (size_t) length, 0, (const struct sockaddr *) &address, sizeof address),
        ==, length);
  close (fd);
}

static void
send_udp (const char *interface, guint count, guint ip_bytes)
{
  send_tagged_udp (interface, "", count, ip_bytes);
}

static void
worker_cb (WeirWorker *worker, gpointer user_data)
{
}

/* So that a wait for something that does not come ends with its patience. */
static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* @is_failed: not only paused: the next attempt has its time */
static void
wait_for_state (WeirWorker *worker, WeirWorkerState state, gboolean is_failed)
{
  gint64 deadline_us = g_get_monotonic_time () + PATIENCE_US;

  for (;;)
    {
      g_autoptr (WeirWorkerStatus) status = weir_worker_dup_status (worker);

      if (status->state == state && (!is_failed || status->retry_at_us > 0))
        return;
      g_assert_cmpint (status->state, !=, WEIR_WORKER_FAILED);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
      g_main_context_iteration (NULL, TRUE);
    }
}

typedef struct
{
  WeirCounts counts;
  WeirSourceCounts source;
} Sums;

/* Until @tx + @rx packets have come. */
static void
add_up (WeirWorker *worker, Sums *sums, uint64_t n_packets)
{
  gint64 deadline_us = g_get_monotonic_time () + PATIENCE_US;

  memset (sums, 0, sizeof *sums);
  while (sums->counts.tx_packets + sums->counts.rx_packets < n_packets)
    {
      g_autoptr (WeirBatch) batch = weir_worker_pop (worker);

      g_assert_cmpint (g_get_monotonic_time (), <, deadline_us);
      if (batch == NULL)
        {
          g_main_context_iteration (NULL, TRUE);
          continue;
        }
      for (gsize i = 0; i < batch->n_deltas; i++)
        {
          sums->counts.tx_bytes += batch->deltas[i].tx_bytes;
          sums->counts.rx_bytes += batch->deltas[i].rx_bytes;
          sums->counts.tx_packets += batch->deltas[i].tx_packets;
          sums->counts.rx_packets += batch->deltas[i].rx_packets;
        }
      sums->source.dropped += batch->source.dropped;
    }
}

static WeirHelper *
make_helper (void)
{
  const char *const argv[] = { g_getenv ("WEIR_HELPER"), NULL };

  return weir_helper_new (argv, WEIR_HELPER_TIMEOUT_MS);
}

/* @helper: (nullable): without one this process captures itself */
static WeirWorker *
start_filtered (WeirHelper *helper, const char *interface, const char *filter)
{
  const WeirDeviceSourceOptions options = { .filter = (char *) filter };
  g_autoptr (WeirSource) source = helper != NULL
                                      ? weir_helper_source_new (helper, interface, &options)
                                      : weir_device_source_new (interface, &options);
  WeirWorker *worker = weir_worker_new (source, NULL);

  weir_worker_set_func (worker, worker_cb, NULL);
  wait_for_state (worker, WEIR_WORKER_RUNNING, FALSE);
  return worker;
}

static WeirWorker *
start_worker (WeirHelper *helper, const char *interface)
{
  return start_filtered (helper, interface, "udp port 2");
}

static void
test_bytes_are_right_each_way (void)
{
  g_autoptr (WeirHelper) helper = make_helper ();
  g_autoptr (WeirWorker) worker = NULL;
  Sums sums;

  worker = start_worker (helper, "weir-a");
  send_udp ("weir-a", 300, 1000);
  add_up (worker, &sums, 300);
  g_assert_cmpuint (sums.counts.tx_packets, ==, 300);
  g_assert_cmpuint (sums.counts.tx_bytes, ==, 300 * 1000);
  g_assert_cmpuint (sums.counts.rx_packets, ==, 0);
  g_assert_cmpuint (sums.source.dropped, ==, 0);
}

static void
test_the_next_worker_uses_the_same_helper (void)
{
  g_autoptr (WeirHelper) helper = make_helper ();

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (WeirWorker) worker = start_worker (helper, i == 0 ? "weir-a" : "weir-b");
      Sums sums;

      send_udp (i == 0 ? "weir-a" : "weir-b", 10, 500);
      add_up (worker, &sums, 10);
      g_assert_cmpuint (sums.counts.tx_packets + sums.counts.rx_packets, ==, 10);
      g_assert_cmpuint (sums.counts.tx_bytes + sums.counts.rx_bytes, ==, 10 * 500);

      /* Asked for rights once, and never again. */
      g_unsetenv ("PKEXEC_UID");
    }
  g_setenv ("PKEXEC_UID", NAMESPACE_USER_TEXT, TRUE);
}

static void
test_an_interface_that_comes_back_is_captured_again (void)
{
  g_autoptr (WeirHelper) helper = make_helper ();
  g_autoptr (WeirWorker) worker = NULL;
  Sums sums;

  namespace_run ("ip link add weir-c type veth peer name weir-d");
  namespace_run ("ip link set weir-c up");
  namespace_run ("ip link set weir-d up");
  worker = start_worker (helper, "weir-c");
  namespace_run ("ip link delete weir-c");
  wait_for_state (worker, WEIR_WORKER_WAITING, TRUE);

  namespace_run ("ip link add weir-c type veth peer name weir-d");
  namespace_run ("ip link set weir-c up");
  namespace_run ("ip link set weir-d up");
  weir_worker_retry (worker);
  wait_for_state (worker, WEIR_WORKER_RUNNING, FALSE);
  send_udp ("weir-d", 20, 100);
  add_up (worker, &sums, 20);
  g_assert_cmpuint (sums.counts.rx_bytes + sums.counts.tx_bytes, ==, 20 * 100);
  namespace_run ("ip link delete weir-c");
}

/* The kernel takes the tag off a frame before the filter sees it, whoever has opened the device. */
static void
test_filters_see_tags (void)
{
  /* What does not pass comes first, and would be found with what does. */
  static const struct
  {
    const char *filter;
    const char *others[3];
    const char *tags;
  } cases[] = {
    { "vlan 5 and udp port 2", { "", "6", "75" }, "5" },
    { "vlan 6", { "", "5", "75" }, "6" },
    { "(vlan 7)&&vlan 5&&(udp port 2)", { "", "5", "7" }, "75" },
    { "vlan and udp[4:2] = 180", { "", "5", "6" }, "6" },
    { "udp port 2 and not vlan", { "5", "6", "75" }, "" },
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++)
    {
      gboolean is_direct = i % 2 == 1;
      g_autoptr (WeirHelper) helper = make_helper ();
      g_autoptr (WeirWorker) worker =
          start_filtered (is_direct ? NULL : helper, "weir-a", cases[i / 2].filter);
      Sums sums;

      g_test_message ("%s, %s", cases[i / 2].filter, is_direct ? "direct" : "helper");
      for (guint j = 0; j < G_N_ELEMENTS (cases[0].others); j++)
        send_tagged_udp ("weir-b", cases[i / 2].others[j], 10, 1000);
      send_tagged_udp ("weir-b", cases[i / 2].tags, 7, 200);
      add_up (worker, &sums, 7);
      g_assert_cmpuint (sums.counts.tx_bytes + sums.counts.rx_bytes, ==, 7 * 200);
    }
}

static void
test_a_filter_that_needs_both_is_refused (void)
{
  const WeirDeviceSourceOptions options = { .filter = (char *) "vlan and inbound" };
  g_autoptr (WeirHelper) helper = make_helper ();
  g_autoptr (WeirSource) source = weir_helper_source_new (helper, "weir-a", &options);
  g_autoptr (WeirWorker) worker = weir_worker_new (source, NULL);
  g_autoptr (WeirWorkerStatus) status = NULL;

  weir_worker_set_func (worker, worker_cb, NULL);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      g_clear_pointer (&status, weir_worker_status_free);
      status = weir_worker_dup_status (worker);
    }
  while (status->state != WEIR_WORKER_FAILED);
  g_assert_error (status->error, WEIR_ERROR, WEIR_ERROR_FILTER);
  g_assert_nonnull (strstr (status->error->message, "does not go together"));
}

static gboolean
setup (void)
{
  namespace_run ("ip address add 192.0.2.1/24 dev weir-a");
  g_setenv ("PKEXEC_UID", NAMESPACE_USER_TEXT, TRUE);
  g_timeout_add (100, tick_cb, NULL);
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/helper-live/bytes-are-right-each-way", test_bytes_are_right_each_way);
  g_test_add_func ("/helper-live/the-next-worker-uses-the-same-helper",
                   test_the_next_worker_uses_the_same_helper);
  g_test_add_func ("/helper-live/an-interface-that-comes-back-is-captured-again",
                   test_an_interface_that_comes_back_is_captured_again);
  g_test_add_func ("/helper-live/filters-see-tags", test_filters_see_tags);
  g_test_add_func ("/helper-live/a-filter-that-needs-both-is-refused",
                   test_a_filter_that_needs_both_is_refused);
  return namespace_run_tests (setup);
}
