/* Connections of known lifetime from known processes, to see whether the right ones are named.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *   owner-traffic farm PROCESSES SOCKETS
 *   owner-traffic serve PORT
 *   owner-traffic clients GAP_US
 *
 * "farm": so many processes, started one after the other, hold so many sockets between them, a
 * third of them connected TCP.  "serve": takes TCP and UDP of both families.  Both say "ready" and
 * end with their standard input.
 *
 * "clients": starts GROUPS processes that live as long as it does, one for each line of standard
 * input up to the first empty one, which names the folder of a control group, or "-".  It says
 * "ready", and reads connections, one a line, until the end:
 *
 *   CLASS WHO tcp|udp|sendto SOURCE SOURCE_PORT TARGET PORT LIFE_MS BYTES
 *
 * WHO: the number of one of the processes, 0 …, or "new:" and a control group's folder or "-", for
 * a process of its own.  One is begun every GAP_US; each is told of as
 *
 *   CLASS PID SOURCE_PORT
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_WORKERS 64
#define MAX_OPEN 512
#define LINE_SIZE 512
#define NAME_SIZE 128

/* What runs longer than this has been forgotten. */
#define MAX_LIFE_S 900

typedef union
{
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} Address;

typedef struct
{
  char class[NAME_SIZE];
  char who[NAME_SIZE];
  char protocol[8];
  char source[NAME_SIZE];
  unsigned source_port;
  char target[NAME_SIZE];
  unsigned port;
  unsigned life_ms;
  unsigned n_bytes;
} Connection;

static _Noreturn void
fail (const char *what)
{
  fprintf (stderr, "owner-traffic: %s: %s\n", what, strerror (errno));
  _exit (EXIT_FAILURE);
}

static int64_t
now_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C (1000000) + now.tv_nsec / 1000;
}

static void
say_ready (void)
{
  if (write (STDOUT_FILENO, "ready\n", 6) != 6)
    fail ("write");
}

static socklen_t
fill_address (Address *address, const char *text, unsigned port)
{
  memset (address, 0, sizeof *address);
  if (inet_pton (AF_INET, text, &address->v4.sin_addr) == 1)
    {
      address->v4.sin_family = AF_INET;
      address->v4.sin_port = htons ((uint16_t) port);
      return sizeof address->v4;
    }
  if (inet_pton (AF_INET6, text, &address->v6.sin6_addr) == 1)
    {
      address->v6.sin6_family = AF_INET6;
      address->v6.sin6_port = htons ((uint16_t) port);
      return sizeof address->v6;
    }
  errno = EINVAL;
  fail (text);
}

static void
wait_for_end_of_input (void)
{
  char octet;

  while (read (STDIN_FILENO, &octet, 1) > 0)
    continue;
}

/* ---- farm --------------------------------------------------------------------------------------
 */

static int
open_socket (int family, int type)
{
  int fd = socket (family, type | SOCK_CLOEXEC, 0);

  if (fd < 0)
    fail ("socket");
  return fd;
}

static void
hold_sockets (unsigned number, unsigned n_sockets)
{
  unsigned n_pairs = n_sockets / 6;
  int listener = open_socket (AF_INET, SOCK_STREAM);
  char text[INET_ADDRSTRLEN];
  Address address, bound;
  socklen_t size;

  snprintf (text, sizeof text, "127.0.1.%u", 1 + number % 200);
  size = fill_address (&address, text, 9);
  for (unsigned i = 0; i < n_sockets - 2 * n_pairs; i++)
    if (connect (open_socket (AF_INET, SOCK_DGRAM), &address.any, size) != 0)
      fail ("connect");

  size = fill_address (&bound, text, 0);
  if (bind (listener, &bound.any, size) != 0 || listen (listener, 64) != 0
      || getsockname (listener, &bound.any, &size) != 0)
    fail ("listen");
  for (unsigned i = 0; i < n_pairs; i++)
    if (connect (open_socket (AF_INET, SOCK_STREAM), &bound.any, size) != 0
        || accept (listener, NULL, NULL) < 0)
      fail ("accept");
  close (listener);
}

static void
run_farm (unsigned n_processes, unsigned n_sockets)
{
  const struct rlimit limit = { 65536, 65536 };
  int ready[2];

  setrlimit (RLIMIT_NOFILE, &limit);
  for (unsigned i = 0; i < n_processes; i++)
    {
      char octet;
      pid_t pid;

      if (pipe2 (ready, O_CLOEXEC) != 0)
        fail ("pipe");
      pid = fork ();
      if (pid < 0)
        fail ("fork");
      if (pid == 0)
        {
          prctl (PR_SET_PDEATHSIG, SIGKILL);
          hold_sockets (i, n_sockets / n_processes);
          close (ready[0]);
          close (ready[1]);
          alarm (MAX_LIFE_S);
          pause ();
          _exit (EXIT_SUCCESS);
        }
      close (ready[1]);
      if (read (ready[0], &octet, 1) != 0)
        fail ("farm");
      close (ready[0]);
    }
  say_ready ();
  wait_for_end_of_input ();
}

/* ---- serve -------------------------------------------------------------------------------------
 */

static int
listen_on (int type, unsigned port)
{
  int fd = open_socket (AF_INET6, type);
  const int off = 0;
  Address address;
  socklen_t size = fill_address (&address, "::", port);

  setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (bind (fd, &address.any, size) != 0 || (type == SOCK_STREAM && listen (fd, 4096) != 0))
    fail ("bind");
  return fd;
}

static void
run_server (unsigned port)
{
  static char room[65536];
  static struct pollfd fds[3 + 4096];
  nfds_t n = 3;

  fds[0] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
  fds[1] = (struct pollfd){ .fd = listen_on (SOCK_STREAM, port), .events = POLLIN };
  fds[2] = (struct pollfd){ .fd = listen_on (SOCK_DGRAM, port), .events = POLLIN };
  say_ready ();
  for (;;)
    {
      if (poll (fds, n, -1) < 0)
        fail ("poll");
      if (fds[0].revents != 0 && read (STDIN_FILENO, room, sizeof room) <= 0)
        return;
      while (fds[2].revents != 0 && recv (fds[2].fd, room, sizeof room, MSG_DONTWAIT) >= 0)
        continue;
      for (nfds_t i = n; i > 3; i--)
        if (fds[i - 1].revents != 0 && read (fds[i - 1].fd, room, sizeof room) <= 0)
          {
            close (fds[i - 1].fd);
            fds[i - 1] = fds[--n];
          }
      if (fds[1].revents != 0 && n < sizeof fds / sizeof fds[0])
        fds[n++] = (struct pollfd){ .fd = accept (fds[1].fd, NULL, NULL), .events = POLLIN };
    }
}

/* ---- clients -----------------------------------------------------------------------------------
 */

static void
join_group (const char *folder)
{
  char path[LINE_SIZE + 16];
  int fd;

  if (strcmp (folder, "-") == 0)
    return;
  snprintf (path, sizeof path, "%s/cgroup.procs", folder);
  fd = open (path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write (fd, "0", 1) != 1)
    fail (path);
  close (fd);
}

static bool
parse_connection (const char *line, Connection *connection)
{
  return sscanf (line, "%127s %127s %7s %127s %u %127s %u %u %u", connection->class,
                 connection->who, connection->protocol, connection->source,
                 &connection->source_port, connection->target, &connection->port,
                 &connection->life_ms, &connection->n_bytes)
         == 9;
}

/* Opens, sends all at once, and says whose it is.  Returns: the socket */
static int
begin_connection (const Connection *connection)
{
  static char data[65536];
  bool is_tcp = strcmp (connection->protocol, "tcp") == 0;
  Address source, target;
  socklen_t size = fill_address (&target, connection->target, connection->port);
  int fd = open_socket (target.any.sa_family, is_tcp ? SOCK_STREAM : SOCK_DGRAM);
  bool is_unconnected = strcmp (connection->protocol, "sendto") == 0;
  ssize_t sent = 0;
  char line[NAME_SIZE + 64];

  fill_address (&source, connection->source, connection->source_port);
  if (bind (fd, &source.any, size) != 0
      || (!is_unconnected && connect (fd, &target.any, size) != 0))
    fail (connection->class);
  if (is_unconnected)
    sent = sendto (fd, data, connection->n_bytes, 0, &target.any, size);
  else
    sent = send (fd, data, connection->n_bytes, MSG_NOSIGNAL);
  if (sent != (ssize_t) connection->n_bytes || getsockname (fd, &source.any, &size) != 0)
    fail (connection->class);

  /* The port is at the same place for both families. */
  snprintf (line, sizeof line, "%s %d %u\n", connection->class, (int) getpid (),
            (unsigned) ntohs (source.v4.sin_port));
  if (write (STDOUT_FILENO, line, strlen (line)) != (ssize_t) strlen (line))
    fail ("write");
  return fd;
}

typedef struct
{
  int fd;
  int64_t until_us;
} Open;

static void
work (int commands)
{
  static Open open[MAX_OPEN];
  size_t n_open = 0;
  FILE *input = fdopen (commands, "r");
  bool has_ended = false;

  setvbuf (input, NULL, _IONBF, 0);
  while (!has_ended || n_open > 0)
    {
      struct pollfd poll_fd = { .fd = has_ended ? -1 : commands, .events = POLLIN };
      int64_t until_us = INT64_MAX;
      char line[LINE_SIZE];
      Connection connection;
      struct timespec wait;

      for (size_t i = 0; i < n_open; i++)
        until_us = open[i].until_us < until_us ? open[i].until_us : until_us;
      until_us = until_us == INT64_MAX ? 1000000 : until_us - now_us ();
      until_us = until_us < 0 ? 0 : until_us;
      wait = (struct timespec){ until_us / 1000000, until_us % 1000000 * 1000 };
      if (ppoll (&poll_fd, 1, &wait, NULL) > 0)
        {
          if (!fgets (line, sizeof line, input))
            has_ended = true;
          else if (n_open < MAX_OPEN && parse_connection (line, &connection))
            {
              int64_t start_us = now_us ();

              open[n_open++] = (Open){ begin_connection (&connection),
                                       start_us + connection.life_ms * INT64_C (1000) };
            }
        }
      for (size_t i = n_open; i > 0; i--)
        if (open[i - 1].until_us <= now_us ())
          {
            close (open[i - 1].fd);
            open[i - 1] = open[--n_open];
          }
    }
  _exit (EXIT_SUCCESS);
}

static int
start_worker (const char *folder)
{
  int commands[2];
  pid_t pid;

  if (pipe2 (commands, O_CLOEXEC) != 0)
    fail ("pipe");
  pid = fork ();
  if (pid < 0)
    fail ("fork");
  if (pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      alarm (MAX_LIFE_S);
      close (commands[1]);
      join_group (folder);
      work (commands[0]);
    }
  close (commands[0]);
  return commands[1];
}

static void
run_alone (const Connection *connection)
{
  pid_t pid = fork ();
  int64_t start_us;
  int64_t wait_us;
  int fd;

  if (pid < 0)
    fail ("fork");
  if (pid > 0)
    return;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  join_group (connection->who + strlen ("new:"));
  start_us = now_us ();
  fd = begin_connection (connection);
  wait_us = start_us + connection->life_ms * INT64_C (1000) - now_us ();
  if (wait_us > 0)
    nanosleep (&(struct timespec){ wait_us / 1000000, wait_us % 1000000 * 1000 }, NULL);
  close (fd);
  _exit (EXIT_SUCCESS);
}

static void
run_clients (unsigned gap_us)
{
  int workers[MAX_WORKERS];
  size_t n_workers = 0;
  char line[LINE_SIZE];
  int64_t next_us;

  while (n_workers < MAX_WORKERS && fgets (line, sizeof line, stdin) && *line != '\n')
    {
      line[strcspn (line, "\n")] = '\0';
      workers[n_workers++] = start_worker (line);
    }
  say_ready ();

  next_us = 0;
  while (fgets (line, sizeof line, stdin))
    {
      Connection connection;
      int64_t wait_us = next_us - now_us ();

      if (!parse_connection (line, &connection))
        fail (line);
      if (wait_us > 0)
        nanosleep (&(struct timespec){ wait_us / 1000000, wait_us % 1000000 * 1000 }, NULL);
      next_us = (next_us > 0 ? next_us : now_us ()) + gap_us;
      if (strncmp (connection.who, "new:", 4) == 0)
        run_alone (&connection);
      else if (strtoul (connection.who, NULL, 10) >= n_workers
               || write (workers[strtoul (connection.who, NULL, 10)], line, strlen (line)) < 0)
        fail (line);
      while (waitpid (-1, NULL, WNOHANG) > 0)
        continue;
    }

  for (size_t i = 0; i < n_workers; i++)
    close (workers[i]);
  while (wait (NULL) > 0 || errno == EINTR)
    continue;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && strcmp (argv[1], "farm") == 0)
    run_farm ((unsigned) atoi (argv[2]), (unsigned) atoi (argv[3]));
  else if (argc == 3 && strcmp (argv[1], "serve") == 0)
    run_server ((unsigned) atoi (argv[2]));
  else if (argc == 3 && strcmp (argv[1], "clients") == 0)
    run_clients ((unsigned) atoi (argv[2]));
  else
    {
      fputs ("usage: owner-traffic farm PROCESSES SOCKETS | serve PORT | clients GAP_US\n", stderr);
      return 2;
    }
  return EXIT_SUCCESS;
}
