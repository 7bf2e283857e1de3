/* What the kernel answers, as it does and as it should not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "core/naming/neighbours.h"
#include "owners/diag.h"

static void
put_attribute (GByteArray *bytes, uint16_t type, const void *data, uint16_t size)
{
  const struct rtattr header = { (uint16_t) RTA_LENGTH (size), type };

  g_byte_array_append (bytes, (const void *) &header, sizeof header);
  g_byte_array_append (bytes, data, size);
}

/* @size: what its header says */
static void
put_message (GByteArray *answer, uint16_t type, const GByteArray *body, guint size)
{
  const struct nlmsghdr header = { .nlmsg_len = size, .nlmsg_type = type };

  g_byte_array_append (answer, (const void *) &header, sizeof header);
  g_byte_array_append (answer, body->data, body->len);
}

/* A neighbour 192.0.2.@host with the hardware address 02:00:00:00:00:@host, in @extra octets more
 * than it needs. */
static void
put_neighbour (GByteArray *answer, uint8_t host, guint extra)
{
  const struct ndmsg message = { .ndm_family = AF_INET, .ndm_state = NUD_REACHABLE };
  const uint8_t address[4] = { 192, 0, 2, host };
  const uint8_t mac[6 + 2 + 3] = { 2, 0, 0, 0, 0, host };
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_byte_array_append (body, (const void *) &message, sizeof message);
  put_attribute (body, NDA_DST, address, sizeof address);
  put_attribute (body, NDA_LLADDR, mac, 6);
  g_byte_array_append (body, mac + 6, 2 + extra);
  put_message (answer, RTM_NEWNEIGH, body, (guint) sizeof (struct nlmsghdr) + body->len);
}

static void
put_socket (GByteArray *answer, guint extra)
{
  static const uint8_t padding[4];
  const struct inet_diag_msg message = { .idiag_family = AF_INET, .idiag_inode = 4711 };
  g_autoptr (GByteArray) body = g_byte_array_new ();

  g_byte_array_append (body, (const void *) &message, sizeof message);
  put_attribute (body, INET_DIAG_CGROUP_ID, "12345678", 8);
  g_byte_array_append (body, padding, extra);
  put_message (answer, SOCK_DIAG_BY_FAMILY, body, (guint) sizeof (struct nlmsghdr) + body->len);
}

static guint
read_neighbours (const GByteArray *answer, gsize size)
{
  static const char *const no_files[] = { NULL };
  g_autoptr (WeirNeighbours) neighbours = weir_neighbours_new (FALSE, no_files);
  /* Of exactly this size, so that the address sanitizer sees one byte too far. */
  g_autofree uint8_t *copy = g_memdup2 (answer->data, size);

  weir_neighbours_read_answer (neighbours, copy, size);
  return weir_neighbours_get_n (neighbours);
}

static void
count_cb (const struct inet_diag_msg *message, size_t size, void *user_data)
{
  WeirWireSocket socket;
  guint *n = user_data;

  weir_diag_parse (message, size, 6, &socket);
  g_assert_cmpuint (socket.inode, ==, 4711);
  (*n)++;
}

static guint
read_sockets (const GByteArray *answer, gsize size, WeirDiagResult *result, int *error)
{
  g_autofree uint8_t *copy = g_memdup2 (answer->data, size);
  guint n = 0;

  *result = weir_diag_scan (copy, size, count_cb, &n, error);
  return n;
}

static void
test_all_messages_are_read (void)
{
  g_autoptr (GByteArray) neighbours = g_byte_array_new ();
  g_autoptr (GByteArray) sockets = g_byte_array_new ();
  WeirDiagResult result;
  int error = 0;

  for (uint8_t i = 1; i <= 3; i++)
    {
      put_neighbour (neighbours, i, 0);
      put_socket (sockets, 0);
    }
  g_assert_cmpuint (read_neighbours (neighbours, neighbours->len), ==, 3);
  g_assert_cmpuint (read_sockets (sockets, sockets->len, &result, &error), ==, 3);
  g_assert_cmpint (result, ==, WEIR_DIAG_MORE);
}

/* Lengths are rounded up to fours, which may lead past the end. */
static void
test_nothing_behind_an_uneven_last_message_is_read (void)
{
  for (guint extra = 1; extra < 4; extra++)
    {
      g_autoptr (GByteArray) neighbours = g_byte_array_new ();
      g_autoptr (GByteArray) sockets = g_byte_array_new ();
      WeirDiagResult result;
      int error = 0;

      put_neighbour (neighbours, 1, extra);
      put_socket (sockets, extra);
      g_assert_cmpuint (read_neighbours (neighbours, neighbours->len), ==, 1);
      g_assert_cmpuint (read_sockets (sockets, sockets->len, &result, &error), ==, 1);
      g_assert_cmpint (result, ==, WEIR_DIAG_MORE);
    }
}

static void
test_every_prefix_is_survived (void)
{
  g_autoptr (GByteArray) neighbours = g_byte_array_new ();
  g_autoptr (GByteArray) sockets = g_byte_array_new ();

  for (uint8_t i = 1; i <= 2; i++)
    {
      put_neighbour (neighbours, i, 0);
      put_socket (sockets, 0);
    }
  for (gsize size = 1; size < neighbours->len; size++)
    g_assert_cmpuint (read_neighbours (neighbours, size), <=, 1);
  for (gsize size = 1; size < sockets->len; size++)
    {
      WeirDiagResult result;
      int error = 0;

      g_assert_cmpuint (read_sockets (sockets, size, &result, &error), <=, 1);
    }
}

static void
test_refusals_say_why (void)
{
  const struct nlmsgerr refusal = { .error = -ENOENT };
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GByteArray) body = g_byte_array_new ();
  WeirDiagResult result;
  int error = 0;

  g_byte_array_append (body, (const void *) &refusal, sizeof refusal);
  put_message (answer, NLMSG_ERROR, body, (guint) sizeof (struct nlmsghdr) + body->len);
  g_assert_cmpuint (read_sockets (answer, answer->len, &result, &error), ==, 0);
  g_assert_cmpint (result, ==, WEIR_DIAG_FAILED);
  g_assert_cmpint (error, ==, ENOENT);

  /* One that ends before it has said so. */
  g_byte_array_set_size (answer, sizeof (struct nlmsghdr) + 2);
  ((struct nlmsghdr *) (void *) answer->data)->nlmsg_len = answer->len;
  read_sockets (answer, answer->len, &result, &error);
  g_assert_cmpint (error, ==, EPROTO);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/netlink/all-messages-are-read", test_all_messages_are_read);
  g_test_add_func ("/netlink/nothing-behind-an-uneven-last-message-is-read",
                   test_nothing_behind_an_uneven_last_message_is_read);
  g_test_add_func ("/netlink/every-prefix-is-survived", test_every_prefix_is_survived);
  g_test_add_func ("/netlink/refusals-say-why", test_refusals_say_why);

  return g_test_run ();
}
