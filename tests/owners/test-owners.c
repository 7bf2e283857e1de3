/* Whose sockets are, with sockets and processes of this very test; most of it without privileges.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "owners/finder.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <glib.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

typedef union
{
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
} Address;

static WeirFinder *
finder_new (void)
{
  WeirFinder *finder = g_new0 (WeirFinder, 1);

  g_assert_true (weir_finder_init (finder, false));
  weir_finder_begin_list (finder);
  while (weir_finder_step (finder))
    continue;
  return finder;
}

static void
finder_free (WeirFinder *finder)
{
  weir_finder_clear (finder);
  g_free (finder);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeirFinder, finder_free)

static Address
make_address (const char *text, uint16_t port)
{
  Address address = { 0 };

  if (inet_pton (AF_INET, text, &address.v4.sin_addr) == 1)
    {
      address.v4.sin_family = AF_INET;
      address.v4.sin_port = htons (port);
    }
  else
    {
      g_assert_cmpint (inet_pton (AF_INET6, text, &address.v6.sin6_addr), ==, 1);
      address.v6.sin6_family = AF_INET6;
      address.v6.sin6_port = htons (port);
    }
  return address;
}

static uint16_t
port_of (int fd)
{
  Address address;
  socklen_t size = sizeof address;

  g_assert_no_errno (getsockname (fd, &address.any, &size));
  return ntohs (address.v4.sin_port);
}

static int
bound (int type, const char *text, uint16_t port, gboolean is_shared)
{
  Address address = make_address (text, port);
  const int on = is_shared;
  const int off = 0;
  int fd = socket (address.any.sa_family, type | SOCK_CLOEXEC, 0);

  g_assert_no_errno (fd);
  if (address.any.sa_family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on));
  g_assert_no_errno (bind (
      fd, &address.any, address.any.sa_family == AF_INET ? sizeof address.v4 : sizeof address.v6));
  if (type == SOCK_STREAM)
    g_assert_no_errno (listen (fd, 16));
  return fd;
}

static void
connect_to (int fd, const char *text, uint16_t port)
{
  Address address = make_address (text, port);

  g_assert_no_errno (connect (
      fd, &address.any, address.any.sa_family == AF_INET ? sizeof address.v4 : sizeof address.v6));
}

static WeirWireTuple
make_tuple (uint8_t protocol,
            const char *local,
            uint16_t local_port,
            const char *remote,
            uint16_t remote_port)
{
  Address a = make_address (local, 0);
  Address b = make_address (remote, 0);
  WeirWireTuple tuple = {
    .family = a.any.sa_family == AF_INET ? 4 : 6,
    .protocol = protocol,
    .local_port = local_port,
    .remote_port = remote_port,
  };

  memcpy (tuple.local, tuple.family == 4 ? (void *) &a.v4.sin_addr : &a.v6.sin6_addr,
          tuple.family == 4 ? 4 : 16);
  memcpy (tuple.remote, tuple.family == 4 ? (void *) &b.v4.sin_addr : &b.v6.sin6_addr,
          tuple.family == 4 ? 4 : 16);
  return tuple;
}

static WeirWireSocket
look_up (WeirFinder *finder,
         uint8_t protocol,
         const char *local,
         uint16_t local_port,
         const char *remote,
         uint16_t remote_port)
{
  WeirWireTuple tuple = make_tuple (protocol, local, local_port, remote, remote_port);
  WeirWireSocket answer;

  weir_finder_look_up (finder, &tuple, 1, &answer);
  g_assert_cmpmem (&answer.tuple, sizeof answer.tuple, &tuple, sizeof tuple);
  g_assert_true ((answer.pid != 0) == (answer.unknown == WEIR_WIRE_OWNER_KNOWN));
  return answer;
}

static void
assert_ours (const WeirWireSocket *answer, WeirWireMatch match)
{
  g_assert_cmpuint (answer->unknown, ==, WEIR_WIRE_OWNER_KNOWN);
  g_assert_cmpuint (answer->pid, ==, getpid ());
  g_assert_cmpuint (answer->start_time, >, 0);
  g_assert_cmpuint (answer->match, ==, match);
  g_assert_true (g_str_has_prefix ("test-owners", answer->command));
}

static void
test_what_the_name_may_hold (void)
{
  WeirHolder holder;
  char name[16];
  int proc = open ("/proc", O_RDONLY | O_DIRECTORY);

  /* What would lead a careless reader of /proc/PID/stat astray. */
  g_assert_no_errno (prctl (PR_GET_NAME, name));
  g_assert_no_errno (prctl (PR_SET_NAME, "a) R (1 2"));
  g_assert_true (weir_holder_read (proc, getpid (), &holder));
  g_assert_no_errno (prctl (PR_SET_NAME, name));
  g_assert_cmpstr (holder.command, ==, "a) R (1 2");
  g_assert_cmpuint (holder.pid, ==, getpid ());
  g_assert_cmpuint (holder.parent, ==, getppid ());
  g_assert_cmpuint (holder.start_time, >, 0);
  g_assert_cmpuint (weir_holder_get_process (proc, getpid ()), ==, getpid ());
  g_assert_false (weir_holder_read (proc, 0, &holder));
  g_assert_false (weir_holder_read (proc, UINT32_MAX, &holder));
  close (proc);
}

static void
test_tcp (void)
{
  g_autoptr (WeirFinder) finder = finder_new ();
  int listener = bound (SOCK_STREAM, "::", 0, FALSE);
  int client = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int client6 = socket (AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int mapped = socket (AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  uint16_t port = port_of (listener);
  WeirWireSocket answer;
  int accepted;

  connect_to (client, "127.0.0.1", port);
  answer = look_up (finder, IPPROTO_TCP, "127.0.0.1", port_of (client), "127.0.0.1", port);
  assert_ours (&answer, WEIR_WIRE_MATCH_EXACT);

  /* The other end, accepted and not. */
  answer = look_up (finder, IPPROTO_TCP, "127.0.0.1", port, "127.0.0.1", port_of (client));
  assert_ours (&answer, WEIR_WIRE_MATCH_LISTENER);
  memset (finder->listeners, 0, WEIR_FINDER_N_LISTENERS * sizeof *finder->listeners);
  accepted = accept (listener, NULL, NULL);
  answer = look_up (finder, IPPROTO_TCP, "127.0.0.1", port, "127.0.0.1", port_of (client));
  assert_ours (&answer, WEIR_WIRE_MATCH_EXACT);

  connect_to (client6, "::1", port);
  answer = look_up (finder, IPPROTO_TCP, "::1", port_of (client6), "::1", port);
  assert_ours (&answer, WEIR_WIRE_MATCH_EXACT);

  /* A socket of IPv6 that speaks IPv4 (RFC 4291). */
  connect_to (mapped, "::ffff:127.0.0.1", port);
  answer = look_up (finder, IPPROTO_TCP, "127.0.0.1", port_of (mapped), "127.0.0.1", port);
  assert_ours (&answer, WEIR_WIRE_MATCH_EXACT);

  answer = look_up (finder, IPPROTO_TCP, "127.0.0.1", 1, "127.0.0.1", 1);
  g_assert_cmpuint (answer.unknown, ==, WEIR_WIRE_OWNER_CLOSED);
  close (accepted);
  close (client);
  close (client6);
  close (mapped);
  close (listener);
}

static void
test_udp (void)
{
  g_autoptr (WeirFinder) finder = finder_new ();
  int connected = bound (SOCK_DGRAM, "127.0.0.1", 0, FALSE);
  int local = bound (SOCK_DGRAM, "127.0.0.1", 0, FALSE);
  int any = bound (SOCK_DGRAM, "0.0.0.0", 0, FALSE);
  int both = bound (SOCK_DGRAM, "::", 0, FALSE);
  WeirWireSocket answer;

  connect_to (connected, "127.0.0.2", 9);
  answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port_of (connected), "127.0.0.2", 9);
  assert_ours (&answer, WEIR_WIRE_MATCH_EXACT);
  answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port_of (local), "127.0.0.2", 9);
  assert_ours (&answer, WEIR_WIRE_MATCH_LOCAL);
  answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port_of (any), "127.0.0.2", 9);
  assert_ours (&answer, WEIR_WIRE_MATCH_WILDCARD);
  answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port_of (both), "127.0.0.2", 9);
  assert_ours (&answer, WEIR_WIRE_MATCH_WILDCARD);
  answer = look_up (finder, IPPROTO_UDP, "::1", port_of (both), "::1", 9);
  assert_ours (&answer, WEIR_WIRE_MATCH_WILDCARD);

  /* Not what the socket is connected to. */
  answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port_of (connected), "127.0.0.3", 9);
  g_assert_cmpuint (answer.unknown, ==, WEIR_WIRE_OWNER_CLOSED);
  close (connected);
  close (local);
  close (any);
  close (both);
}

/* A child that does @act and stays; *@pid is it. */
static void
start_child (pid_t *pid, void (*act) (void *), gpointer data)
{
  int ready[2];
  char octet;

  g_assert_no_errno (pipe2 (ready, O_CLOEXEC));
  *pid = fork ();
  g_assert_no_errno (*pid);
  if (*pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      act (data);
      if (write (ready[1], "x", 1) == 1)
        pause ();
      _exit (1);
    }
  close (ready[1]);
  g_assert_cmpint (read (ready[0], &octet, 1), ==, 1);
  close (ready[0]);
}

static void
end_child (pid_t pid)
{
  g_assert_no_errno (kill (pid, SIGKILL));
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
}

static void
do_nothing (void *data)
{
}

static void
test_the_oldest_of_several_owns (void)
{
  g_autoptr (WeirFinder) finder = finder_new ();
  int fd = bound (SOCK_DGRAM, "127.0.0.1", 0, FALSE);
  uint16_t port = port_of (fd);
  pid_t children[6];
  WeirWireSocket answer;

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    start_child (&children[i], do_nothing, NULL);

  /* The newest are looked into first; what they hold they have inherited. */
  answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port, "127.0.0.2", 9);
  assert_ours (&answer, WEIR_WIRE_MATCH_LOCAL);

  finder_free (g_steal_pointer (&finder));
  finder = finder_new ();
  answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port, "127.0.0.2", 9);
  assert_ours (&answer, WEIR_WIRE_MATCH_LOCAL);
  g_assert_cmpuint (answer.n_others, ==, G_N_ELEMENTS (children));
  g_assert_cmpuint (answer.n_sharers, ==, WEIR_WIRE_MAX_SHARERS);
  for (guint i = 0; i < answer.n_sharers; i++)
    {
      gboolean is_child = FALSE;

      for (guint k = 0; k < G_N_ELEMENTS (children); k++)
        is_child = is_child || answer.sharers[i].pid == (uint32_t) children[k];
      g_assert_true (is_child);
    }

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    end_child (children[i]);
  close (fd);
}

static void
bind_shared (void *data)
{
  bound (SOCK_DGRAM, "127.0.0.1", GPOINTER_TO_UINT (data), TRUE);
}

static void
test_a_shared_port_is_nobodys (void)
{
  g_autoptr (WeirFinder) finder = NULL;
  int fd = bound (SOCK_DGRAM, "127.0.0.1", 0, TRUE);
  int own = bound (SOCK_DGRAM, "127.0.0.1", port_of (fd), TRUE);
  WeirWireSocket answer;
  pid_t child;

  /* Two of one process are no riddle. */
  finder = finder_new ();
  answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port_of (fd), "127.0.0.2", 9);
  assert_ours (&answer, WEIR_WIRE_MATCH_LOCAL);
  close (own);

  start_child (&child, bind_shared, GUINT_TO_POINTER (port_of (fd)));
  finder_free (g_steal_pointer (&finder));
  finder = finder_new ();
  answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port_of (fd), "127.0.0.2", 9);
  g_assert_cmpuint (answer.unknown, ==, WEIR_WIRE_OWNER_SHARED_PORT);
  end_child (child);
  close (fd);
}

static void
test_the_list_has_all (void)
{
  g_autoptr (WeirFinder) finder = NULL;
  int listener = bound (SOCK_STREAM, "127.0.0.1", 0, FALSE);
  int datagrams = bound (SOCK_DGRAM, "::1", 0, FALSE);
  guint n_found = 0;

  finder = finder_new ();
  for (gsize i = 0; i < finder->n_sockets; i++)
    {
      const WeirWireSocket *socket = &finder->sockets[i];
      gboolean is_tcp = socket->tuple.protocol == IPPROTO_TCP;

      if (socket->tuple.local_port != port_of (is_tcp ? listener : datagrams)
          || socket->tuple.family != (is_tcp ? 4 : 6) || socket->tuple.remote_port != 0)
        continue;
      assert_ours (socket, WEIR_WIRE_MATCH_NONE);
      n_found++;
    }
  g_assert_cmpuint (n_found, ==, 2);
  close (listener);
  close (datagrams);
}

static void
test_sockets_that_are_known_are_resolved (void)
{
  WeirFinder finder;
  int fd = bound (SOCK_DGRAM, "127.0.0.1", 0, FALSE);
  struct stat status;
  WeirWireSocket sockets[3] = { 0 };

  g_assert_no_errno (fstat (fd, &status));
  sockets[0].inode = status.st_ino;
  sockets[1].inode = UINT64_MAX;
  g_assert_true (weir_finder_init (&finder, true));
  weir_finder_resolve (&finder, sockets, G_N_ELEMENTS (sockets));
  assert_ours (&sockets[0], WEIR_WIRE_MATCH_NONE);
  g_assert_cmpuint (sockets[1].pid, ==, 0);
  g_assert_cmpuint (sockets[1].unknown, !=, WEIR_WIRE_OWNER_KNOWN);
  g_assert_cmpuint (sockets[2].unknown, ==, WEIR_WIRE_OWNER_KNOWN);
  weir_finder_clear (&finder);
  close (fd);
}

/* Whatever ends in the middle of a look-up: the right process or none. */
static void
test_processes_that_end_meanwhile (void)
{
  g_autoptr (WeirFinder) finder = finder_new ();

  for (guint i = 0; i < 300; i++)
    {
      uint16_t port;
      int ports[2];
      pid_t child;
      WeirWireSocket answer;

      g_assert_no_errno (pipe2 (ports, O_CLOEXEC));
      child = fork ();
      g_assert_no_errno (child);
      if (child == 0)
        {
          port = port_of (bound (SOCK_DGRAM, "127.0.0.1", 0, FALSE));
          _exit (write (ports[1], &port, sizeof port) != sizeof port);
        }
      g_assert_cmpint (read (ports[0], &port, sizeof port), ==, sizeof port);
      answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port, "127.0.0.2", 9);
      if (answer.unknown == WEIR_WIRE_OWNER_KNOWN)
        g_assert_cmpuint (answer.pid, ==, child);
      else
        g_assert_true (answer.unknown == WEIR_WIRE_OWNER_CLOSED
                       || answer.unknown == WEIR_WIRE_OWNER_NOT_LOOKED_UP);
      g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
      close (ports[0]);
      close (ports[1]);
    }
}

/* A socket that is on its way from one process to another is in none. */
static void
put_away (int pipe_end, int fd)
{
  char octet = 0;
  struct iovec data = { &octet, 1 };
  union
  {
    struct cmsghdr header;
    char room[CMSG_SPACE (sizeof (int))];
  } control = { .header = { .cmsg_len = CMSG_LEN (sizeof fd),
                            .cmsg_level = SOL_SOCKET,
                            .cmsg_type = SCM_RIGHTS } };
  struct msghdr message = { .msg_iov = &data,
                            .msg_iovlen = 1,
                            .msg_control = control.room,
                            .msg_controllen = sizeof control.room };

  memcpy (CMSG_DATA (&control.header), &fd, sizeof fd);
  g_assert_cmpint (sendmsg (pipe_end, &message, 0), ==, 1);
  close (fd);
}

static int
take_back (int pipe_end)
{
  char octet;
  struct iovec data = { &octet, 1 };
  union
  {
    struct cmsghdr header;
    char room[CMSG_SPACE (sizeof (int))];
  } control;
  struct msghdr message = { .msg_iov = &data,
                            .msg_iovlen = 1,
                            .msg_control = control.room,
                            .msg_controllen = sizeof control.room };
  int fd;

  g_assert_cmpint (recvmsg (pipe_end, &message, MSG_CMSG_CLOEXEC), ==, 1);
  memcpy (&fd, CMSG_DATA (&control.header), sizeof fd);
  return fd;
}

static void
test_what_was_not_found_is_looked_for_again (void)
{
  g_autoptr (WeirFinder) finder = finder_new ();
  WeirWireSocket answers[WEIR_FINDER_MAX_RETRIES];
  WeirWireSocket answer;
  int ends[2];
  int fd = bound (SOCK_DGRAM, "127.0.0.1", 0, FALSE);
  uint16_t port = port_of (fd);

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
  put_away (ends[0], fd);
  answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port, "127.0.0.2", 9);
  g_assert_cmpuint (answer.unknown, ==, WEIR_WIRE_OWNER_NOT_LOOKED_UP);
  g_assert_cmpint (weir_finder_get_retry_ms (finder), >=, 0);

  /* Not before its time, and not for ever. */
  finder->retry_at_ns = INT64_MAX;
  g_assert_cmpuint (weir_finder_retry (finder, answers), ==, 0);
  finder->retry_at_ns = 0;
  g_assert_cmpuint (weir_finder_retry (finder, answers), ==, 0);

  fd = take_back (ends[1]);
  finder->retry_at_ns = 0;
  g_assert_cmpuint (weir_finder_retry (finder, answers), ==, 1);
  assert_ours (&answers[0], WEIR_WIRE_MATCH_LOCAL);
  g_assert_cmpint (weir_finder_get_retry_ms (finder), ==, -1);

  finder_free (g_steal_pointer (&finder));
  put_away (ends[0], fd);
  finder = finder_new ();
  for (guint i = 0; i < 3 * WEIR_FINDER_MAX_RETRIES; i++)
    look_up (finder, IPPROTO_UDP, "127.0.0.1", port, "127.0.0.2", (uint16_t) (10 + i));
  g_assert_cmpuint (finder->n_retries, ==, WEIR_FINDER_MAX_RETRIES);
  for (guint i = 0; i < 20; i++)
    {
      finder->retry_at_ns = 0;
      g_assert_cmpuint (weir_finder_retry (finder, answers), ==, 0);
    }
  g_assert_cmpuint (finder->n_retries, ==, 0);
  close (ends[0]);
  close (ends[1]);
}

static void
test_a_number_that_is_anothers_now (void)
{
  int proc = open ("/proc", O_RDONLY | O_DIRECTORY);
  WeirSearch search;
  WeirWantedList list;
  WeirWanted wanted = { 0 };
  struct stat status;
  pid_t child;
  int fd = bound (SOCK_DGRAM, "127.0.0.1", 0, FALSE);

  /* A process is remembered by its folder, which is never another's. */
  g_assert_no_errno (fstat (fd, &status));
  start_child (&child, do_nothing, NULL);
  close (fd);
  weir_search_init (&search, proc);
  wanted.inode = status.st_ino;
  weir_wanted_list_init (&list, &wanted, 1);
  weir_search_process (&search, child, &list);
  g_assert_cmpuint (list.n_left, ==, 0);
  g_assert_cmpuint (wanted.holder.pid, ==, child);
  g_assert_cmpint (search.recent[0].fds, >=, 0);

  end_child (child);
  wanted.holder.pid = 0;
  weir_wanted_list_init (&list, &wanted, 1);
  weir_search_descriptors (&search, 8, &list);
  g_assert_cmpuint (list.n_left, ==, 1);
  g_assert_cmpint (search.recent[0].fds, ==, -1);
  weir_search_clear (&search);
  close (proc);
}

static void
test_recent_processes_are_bounded (void)
{
  int proc = open ("/proc", O_RDONLY | O_DIRECTORY);
  int fd = bound (SOCK_DGRAM, "127.0.0.1", 0, FALSE);
  pid_t children[WEIR_SEARCH_N_RECENT + 8];
  WeirSearch search;
  struct stat status;

  g_assert_no_errno (fstat (fd, &status));
  weir_search_init (&search, proc);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    start_child (&children[i], do_nothing, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      WeirWanted wanted = { .inode = status.st_ino };
      WeirWantedList list;

      weir_wanted_list_init (&list, &wanted, 1);
      weir_search_process (&search, children[i], &list);
      g_assert_cmpuint (list.n_left, ==, 0);
      g_assert_cmpuint (search.recent[0].holder.pid, ==, children[i]);
    }
  for (guint i = 0; i < WEIR_SEARCH_N_RECENT; i++)
    g_assert_cmpint (search.recent[i].fds, >=, 0);

  /* Those that have ended make room for those that live. */
  for (guint i = 0; i + 1 < G_N_ELEMENTS (children); i++)
    end_child (children[i]);
  {
    WeirWanted wanted = { .inode = status.st_ino };
    WeirWantedList list;

    weir_wanted_list_init (&list, &wanted, 1);
    weir_search_process (&search, getpid (), &list);
    g_assert_cmpuint (search.recent[0].holder.pid, ==, getpid ());
    g_assert_cmpuint (search.recent[1].holder.pid, ==, children[G_N_ELEMENTS (children) - 1]);
    g_assert_cmpint (search.recent[2].fds, ==, -1);
  }
  end_child (children[G_N_ELEMENTS (children) - 1]);
  weir_search_clear (&search);
  close (proc);
  close (fd);
}

static void
test_others_processes_may_not_be_seen (void)
{
  int fd;
  uint16_t port;
  pid_t child;
  int status;

  if (geteuid () != 0)
    {
      g_test_skip ("only root can be nobody");
      return;
    }

  fd = bound (SOCK_DGRAM, "127.0.0.1", 0, FALSE);
  port = port_of (fd);
  child = fork ();
  g_assert_no_errno (child);
  if (child == 0)
    {
      g_autoptr (WeirFinder) finder = NULL;
      WeirWireSocket answer;

      close (fd);
      if (setresgid (NOBODY, NOBODY, NOBODY) != 0 || setresuid (NOBODY, NOBODY, NOBODY) != 0)
        _exit (1);
      finder = finder_new ();
      answer = look_up (finder, IPPROTO_UDP, "127.0.0.1", port, "127.0.0.2", 9);
      if (finder->sees_all || answer.unknown != WEIR_WIRE_OWNER_NO_PERMISSION)
        _exit (2);
      for (size_t i = 0; i < finder->n_sockets; i++)
        if (finder->sockets[i].tuple.local_port == port
            && finder->sockets[i].unknown != WEIR_WIRE_OWNER_NO_PERMISSION)
          _exit (3);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  close (fd);
}

static void
test_control_groups (void)
{
  WeirControlGroups groups;
  uint32_t pids[16];
  g_autofree char *folder = NULL;
  g_autofree char *members = NULL;
  g_autofree char *number = NULL;
  struct stat status;
  pid_t child;
  FILE *file;

  weir_control_groups_init (&groups);
  folder = g_strdup_printf ("%s/weir-test-%d",
                            access ("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0
                                ? "/sys/fs/cgroup"
                                : "/sys/fs/cgroup/unified",
                            getpid ());
  if (groups.root < 0 || mkdir (folder, 0755) != 0)
    {
      weir_control_groups_clear (&groups);
      g_test_skip ("control groups may not be made here");
      return;
    }

  g_assert_no_errno (stat (folder, &status));
  start_child (&child, do_nothing, NULL);
  members = g_build_filename (folder, "cgroup.procs", NULL);
  file = fopen (members, "w");
  g_assert_nonnull (file);
  fprintf (file, "%d\n", (int) child);
  g_assert_cmpint (fclose (file), ==, 0);

  g_assert_true (weir_control_groups_is_worth (&groups, status.st_ino));
  g_assert_false (weir_control_groups_is_worth (&groups, groups.root_id));
  g_assert_false (weir_control_groups_is_worth (&groups, 0));
  g_assert_false (weir_control_groups_knows (&groups, status.st_ino));
  weir_control_groups_refresh (&groups);
  g_assert_true (weir_control_groups_knows (&groups, status.st_ino));
  g_assert_cmpuint (weir_control_groups_list (&groups, status.st_ino, pids, 16), ==, 1);
  g_assert_cmpuint (pids[0], ==, child);
  g_assert_cmpuint (weir_control_groups_list (&groups, status.st_ino, pids, 0), ==, 0);

  end_child (child);
  g_assert_no_errno (rmdir (folder));
  g_assert_cmpuint (weir_control_groups_list (&groups, status.st_ino, pids, 16), ==, 0);
  weir_control_groups_refresh (&groups);
  g_assert_false (weir_control_groups_knows (&groups, status.st_ino));
  weir_control_groups_clear (&groups);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/owners/a-name-may-hold-anything", test_what_the_name_may_hold);
  g_test_add_func ("/owners/tcp-is-found-by-its-tuple-or-its-listener", test_tcp);
  g_test_add_func ("/owners/udp-is-found-connected-or-not", test_udp);
  g_test_add_func ("/owners/the-oldest-of-several-owns-and-others-are-named",
                   test_the_oldest_of_several_owns);
  g_test_add_func ("/owners/a-port-of-several-processes-is-nobodys", test_a_shared_port_is_nobodys);
  g_test_add_func ("/owners/the-list-has-listeners-and-datagrams", test_the_list_has_all);
  g_test_add_func ("/owners/sockets-that-are-known-are-resolved",
                   test_sockets_that_are_known_are_resolved);
  g_test_add_func ("/owners/a-process-that-ends-meanwhile-is-found-or-not",
                   test_processes_that_end_meanwhile);
  g_test_add_func ("/owners/what-was-not-found-is-looked-for-again",
                   test_what_was_not_found_is_looked_for_again);
  g_test_add_func ("/owners/a-process-that-has-ended-is-not-found-again",
                   test_a_number_that_is_anothers_now);
  g_test_add_func ("/owners/recent-processes-are-bounded", test_recent_processes_are_bounded);
  g_test_add_func ("/owners/others-processes-may-not-be-seen",
                   test_others_processes_may_not_be_seen);
  g_test_add_func ("/owners/a-control-group-leads-to-its-processes", test_control_groups);
  return g_test_run ();
}
