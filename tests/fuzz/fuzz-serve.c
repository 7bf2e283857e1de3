/* What a hostile window asks of weir-helper, through all of it but its privileges and sandbox.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The input: frames without their headers: type (1 byte), length (2 bytes, little-endian), payload.
 * It runs in a network of its own, where there is nothing to capture; where that is not permitted
 * the target does nothing.
 */
#include "config.h"

#include <fcntl.h>
#include <glib.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "helper/serve.h"
#include "wire/bytes.h"

int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define FRAME_HEAD 3

/* More would not fit in the socket at once. */
#define MAX_BYTES 65536

static gboolean has_own_network;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  int nowhere = open ("/dev/null", O_WRONLY | O_CLOEXEC);

  has_own_network = unshare (CLONE_NEWNET) == 0 || unshare (CLONE_NEWUSER | CLONE_NEWNET) == 0;
  if (!has_own_network)
    fprintf (stderr, "No network of its own: nothing is done.\n");
  g_assert (nowhere >= 0 && dup2 (nowhere, STDOUT_FILENO) == STDOUT_FILENO);
  close (nowhere);
  return 0;
}

/* @requests: sent as a whole, then there is an end */
static void
serve (const uint8_t *requests, gsize size)
{
  WeirOutput output = { .writer.size = WEIR_FRAME_HEADER_SIZE + WEIR_FRAME_MAX_TO_PROGRAM };
  const int room = 4 * MAX_BYTES;
  int ends[2];

  g_assert (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  setsockopt (ends[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  g_assert (write (ends[1], requests, size) == (ssize_t) size);
  close (ends[1]);
  g_assert (dup2 (ends[0], STDIN_FILENO) == STDIN_FILENO);
  close (ends[0]);

  output.writer.data = malloc (output.writer.size);
  weir_serve (&output);
  free (output.writer.data);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree uint8_t *octets = g_malloc (MAX_BYTES);
  WeirFrameWriter writer = { .data = octets, .size = MAX_BYTES };
  gsize used = 0;

  if (!has_own_network)
    return 0;

  while (size >= FRAME_HEAD)
    {
      size_t length = MIN (weir_get_u16 (data + 1), size - FRAME_HEAD);

      if (used + WEIR_FRAME_HEADER_SIZE + length > MAX_BYTES)
        break;
      writer.data = octets + used;
      writer.size = MAX_BYTES - used;
      weir_frame_writer_begin (&writer, data[0]);
      memcpy (weir_frame_writer_add (&writer, length), data + FRAME_HEAD, length);
      weir_frame_writer_end (&writer);
      used += writer.used;
      data += FRAME_HEAD + length;
      size -= FRAME_HEAD + length;
    }
  serve (octets, used);
  return 0;
}
