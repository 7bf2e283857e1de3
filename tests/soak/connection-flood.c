/* Opens connections over the loopback interface and closes them at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: connection-flood CONNECTIONS_PER_SECOND SECONDS   (rate 0: flat out)
 *
 * A child takes them.  Each ends with a reset, so that its port is free again.  Prints how many
 * there were and how long it took.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_SECONDS 3600

/* Addresses of 127.0.1.0/24 in turn: one alone runs out of ports. */
#define N_ADDRESSES 64
#define FIRST_ADDRESS 0x7f000101u

#define BACKLOG 4096

static uint64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (uint64_t) now.tv_sec * 1000000000u + (uint64_t) now.tv_nsec;
}

/* @address: (inout): where it listens */
static int
listen_anywhere (struct sockaddr_in *address)
{
  socklen_t size = sizeof *address;
  int fd = socket (AF_INET, SOCK_STREAM, 0);

  if (fd < 0 || bind (fd, (struct sockaddr *) address, size) != 0 || listen (fd, BACKLOG) != 0
      || getsockname (fd, (struct sockaddr *) address, &size) != 0)
    {
      perror ("listen");
      return -1;
    }
  return fd;
}

static void
take_all (int listener)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  for (;;)
    {
      int fd = accept (listener, NULL, NULL);

      if (fd >= 0)
        close (fd);
      else if (errno != ECONNABORTED && errno != EINTR)
        return;
    }
}

static int
open_and_close (const struct sockaddr_in *address)
{
  static const struct linger reset = { .l_onoff = 1 };
  int fd = socket (AF_INET, SOCK_STREAM, 0);
  int status;

  if (fd < 0)
    return -1;
  setsockopt (fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  status = connect (fd, (const struct sockaddr *) address, sizeof *address);
  close (fd);
  return status;
}

int
main (int argc, char *argv[])
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  uint64_t n_opened = 0;
  uint64_t start_ns;
  uint64_t passed_ns;
  double rate;
  unsigned long seconds;
  int listener;
  pid_t child;

  if (argc != 3 || (seconds = strtoul (argv[2], NULL, 10)) > MAX_SECONDS)
    {
      fprintf (stderr, "usage: %s CONNECTIONS_PER_SECOND SECONDS\n", argv[0]);
      return 2;
    }
  rate = strtod (argv[1], NULL);

  listener = listen_anywhere (&address);
  if (listener < 0)
    return 1;
  child = fork ();
  if (child < 0)
    return 1;
  if (child == 0)
    {
      take_all (listener);
      _exit (1);
    }

  start_ns = now_ns ();
  while ((passed_ns = now_ns () - start_ns) < seconds * 1000000000u)
    {
      if (rate > 0 && (double) n_opened >= (double) passed_ns * rate / 1e9)
        continue;
      address.sin_addr.s_addr = htonl (FIRST_ADDRESS + (uint32_t) (n_opened % N_ADDRESSES));
      if (open_and_close (&address) != 0)
        {
          perror ("connect");
          kill (child, SIGKILL);
          return 1;
        }
      n_opened++;
    }

  printf ("%llu connections in %.3f s\n", (unsigned long long) n_opened, (double) passed_ns / 1e9);
  kill (child, SIGKILL);
  return 0;
}
