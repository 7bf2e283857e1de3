/* What the kernel answers: sockets (sock_diag(7)), neighbours and routes (rtnetlink(7)).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: what was asked (1 byte), then the answer.
 */
#include "config.h"

#include <linux/netlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/naming/neighbours.h"
#include "core/source/sock-diag.h"
#include "owners/diag.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static int ends[2];
static uint32_t n_questions;

static void
open_ends (void)
{
  g_assert (socketpair (AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
}

static void
close_ends (void)
{
  close (ends[0]);
  close (ends[1]);
}

static void
send_answer (const void *answer, gsize size)
{
  g_assert (send (ends[1], answer, size, 0) == (ssize_t) size);
}

static void
parse_cb (const struct inet_diag_msg *message, size_t size, void *user_data)
{
  WeirWireSocket socket;

  weir_diag_parse (message, size, IPPROTO_TCP, &socket);
  g_assert (socket.tuple.family == 4 || socket.tuple.family == 6);
}

static void
read_list (const void *answer, gsize size)
{
  int error = 0;

  g_assert ((weir_diag_scan (answer, size, parse_cb, NULL, &error) == WEIR_DIAG_FAILED)
            || error == 0);
}

static void
socket_cb (const WeirDiagSocket *socket, gpointer user_data)
{
  g_assert (memchr (socket->info.process, '\0', sizeof socket->info.process) != NULL);
}

static void
read_ended (const void *answer, gsize size)
{
  open_ends ();
  send_answer (answer, size);
  weir_sock_diag_read_ended (ends[0], socket_cb, NULL);
  close_ends ();
}

static void
read_found (void *answer, gsize size)
{
  const WeirWireTuple tuple = { .family = 4, .protocol = IPPROTO_UDP, .local_port = 53 };
  WeirWireSocket socket;

  /* The number of the question, so that it is the answer. */
  n_questions++;
  if (size >= sizeof (struct nlmsghdr))
    ((struct nlmsghdr *) answer)->nlmsg_seq = n_questions;
  open_ends ();
  send_answer (answer, size);
  weir_diag_find (ends[0], &tuple, &socket);
  close_ends ();
}

static void
read_neighbours (const void *answer, gsize size)
{
  static const char *const no_files[] = { NULL };
  g_autoptr (WeirNeighbours) neighbours = weir_neighbours_new (FALSE, no_files);

  weir_neighbours_read_answer (neighbours, answer, size);
  g_assert (weir_neighbours_get_n (neighbours) <= WEIR_NEIGHBOURS_MAX);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree void *answer = NULL;

  if (size < 2 || size > 8000)
    return 0;

  /* Of exactly this size, so that the address sanitizer sees one byte too far. */
  size--;
  answer = g_memdup2 (data + 1, size);
  switch (data[0] % 4)
    {
    case 0:
      read_list (answer, size);
      break;
    case 1:
      read_ended (answer, size);
      break;
    case 2:
      read_found (answer, size);
      break;
    default:
      read_neighbours (answer, size);
    }
  return 0;
}
