/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "owners/finder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define NS_A_SECOND INT64_C (1000000000)
#define NS_A_MS INT64_C (1000000)

/* Of the processor time that passes, this share is look-ups'; what they have not used is theirs
 * later, up to a limit. */
#define CREDIT_SHARE 90
#define MAX_CREDIT_NS (120 * NS_A_MS)

/* A walk, and a list, waits so many times as long as the last one has taken. */
#define WALK_REST 100
#define LIST_REST 100

/* Recent processes whose likeliest descriptors are tried. */
#define N_TRIED 8
#define N_TRIED_TIRED 3

/* Processes whose descriptors are counted for one look-up: some milliseconds. */
#define MAX_ACTIVE 1000
#define MAX_OTHERS 4096

/* Sockets change hands without changing themselves: now and then everybody is looked at. */
#define MAX_WALK_AGE_NS (10 * NS_A_SECOND)

/* What is active shows with the second walk. */
#define MAX_FIRST_WALK_AGE_NS (2 * NS_A_SECOND)

#define MAX_COMPLETE_AGE_NS (60 * NS_A_SECOND)

#define GROUPS_REST_NS (200 * NS_A_MS)

/* A socket that so many walks have not found belongs to nobody who can be seen. */
#define MAX_WALKS 2

/* How long a listener, or the only socket of a port, is taken for granted. */
#define KNOWN_NS NS_A_SECOND

/* Sockets whose owners are filled in at a time. */
#define FILL_STEP 512

/* What was not found is looked for so often, so long after the last time. */
#define MAX_TRIES 8
#define RETRY_NS (40 * NS_A_MS)

/* Processes of one control group that are looked into at once. */
#define MAX_GROUP 256

/* The kernel's numbers (include/net/tcp_states.h). */
enum
{
  STATE_ESTABLISHED = 1,
  STATE_SYN_RECV = 3,
  STATE_CLOSE_WAIT = 8,
  STATE_LISTEN = 10,
  STATE_NEW_SYN_RECV = 12,
};

static const struct
{
  uint8_t family;
  uint8_t protocol;
} dumps[] = {
  { AF_INET, IPPROTO_TCP },
  { AF_INET6, IPPROTO_TCP },
  { AF_INET, IPPROTO_UDP },
  { AF_INET6, IPPROTO_UDP },
};

#define N_DUMPS (sizeof dumps / sizeof dumps[0])

static int64_t
read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * NS_A_SECOND + now.tv_nsec;
}

static int64_t
now_ns (void)
{
  return read_clock (CLOCK_MONOTONIC);
}

static int64_t
cpu_ns (void)
{
  return read_clock (CLOCK_THREAD_CPUTIME_ID);
}

/* ip(7): what the system chooses from where a program asks for no port. */
static void
read_port_range (WeirFinder *self)
{
  char text[64];
  int fd = open ("/proc/sys/net/ipv4/ip_local_port_range", O_RDONLY | O_CLOEXEC);
  ssize_t length = fd >= 0 ? read (fd, text, sizeof text - 1) : -1;

  if (fd >= 0)
    close (fd);
  if (length <= 0)
    return;
  text[length] = '\0';
  if (sscanf (text, "%" SCNu16 " %" SCNu16, &self->first_free_port, &self->last_free_port) != 2)
    self->last_free_port = 0;
}

bool
weir_finder_init (WeirFinder *self, bool is_hasty)
{
  int init;

  memset (self, 0, sizeof *self);
  self->is_hasty = is_hasty;
  self->find_fd = weir_diag_open ();
  self->dump_fd = weir_diag_open ();
  weir_processes_init (&self->processes);
  weir_search_init (&self->search, self->processes.proc);
  weir_control_groups_init (&self->groups);
  self->owners = calloc (WEIR_FINDER_N_OWNERS, sizeof *self->owners);
  self->listeners = calloc (WEIR_FINDER_N_LISTENERS, sizeof *self->listeners);
  self->ports = calloc (WEIR_FINDER_N_PORTS, sizeof *self->ports);
  self->bound_ports = calloc (1, WEIR_FINDER_PORT_BYTES);
  self->reply = malloc (WEIR_DIAG_REPLY_BYTES);
  read_port_range (self);
  self->credit_ns = MAX_CREDIT_NS;
  self->credit_at_ns = now_ns ();

  /* Whoever may look into the first process may look into all. */
  init = self->processes.proc >= 0 ? weir_holder_open_fds (self->processes.proc, 1) : -1;
  self->sees_all = init >= 0;
  if (init >= 0)
    close (init);
  return self->owners && self->listeners && self->ports && self->bound_ports && self->reply;
}

void
weir_finder_clear (WeirFinder *self)
{
  if (self->find_fd >= 0)
    close (self->find_fd);
  if (self->dump_fd >= 0)
    close (self->dump_fd);
  weir_search_clear (&self->search);
  weir_processes_clear (&self->processes);
  weir_control_groups_clear (&self->groups);
  free (self->owners);
  free (self->listeners);
  free (self->ports);
  free (self->bound_ports);
  free (self->reply);
  free (self->sockets);
  free (self->orphans);
  memset (self, 0, sizeof *self);
  self->find_fd = -1;
  self->dump_fd = -1;
}

/* ---- who holds a socket ------------------------------------------------------------------------
 */

static WeirKnownOwner *
known_owner (const WeirFinder *self, uint64_t inode)
{
  return &self->owners[inode % WEIR_FINDER_N_OWNERS];
}

static void
set_holder (WeirWireSocket *socket, const WeirHolder *holder)
{
  socket->pid = holder->pid;
  socket->start_time = holder->start_time;
  socket->unknown = WEIR_WIRE_OWNER_KNOWN;
  memcpy (socket->command, holder->command, sizeof socket->command);
}

/* From what is known already.  Returns whether it is. */
static bool
fill_owner (const WeirFinder *self, WeirWireSocket *socket)
{
  const WeirHolder *holders[WEIR_PROCESSES_MAX_HOLDERS];
  size_t n = weir_processes_find (&self->processes, socket->inode, holders);

  if (n > 0)
    {
      set_holder (socket, holders[0]);
      socket->n_others = (uint16_t) (n - 1 < UINT16_MAX ? n - 1 : UINT16_MAX);
      for (size_t i = 1; i < n && i < WEIR_PROCESSES_MAX_HOLDERS; i++)
        {
          WeirWireSharer *sharer = &socket->sharers[socket->n_sharers++];

          sharer->pid = holders[i]->pid;
          memcpy (sharer->command, holders[i]->command, sizeof sharer->command);
        }
      return true;
    }

  if (socket->inode == 0 || known_owner (self, socket->inode)->inode != socket->inode)
    return false;
  set_holder (socket, &known_owner (self, socket->inode)->holder);
  return true;
}

static int
compare_orphans (const void *a, const void *b)
{
  const WeirOrphan *x = a, *y = b;

  return x->inode < y->inode ? -1 : x->inode > y->inode;
}

static unsigned
count_walks (const WeirFinder *self, uint64_t inode)
{
  const WeirOrphan key = { .inode = inode };
  const WeirOrphan *orphan = self->n_orphans > 0 ? bsearch (&key, self->orphans, self->n_orphans,
                                                            sizeof key, compare_orphans)
                                                 : NULL;

  return orphan ? orphan->n_walks : 0;
}

static bool
was_listed (const WeirFinder *self, uint64_t inode)
{
  const WeirOrphan key = { .inode = inode };

  return self->n_orphans > 0
         && bsearch (&key, self->orphans, self->n_orphans, sizeof key, compare_orphans);
}

/* ---- look-ups ----------------------------------------------------------------------------------
 */

static void
earn_credit (WeirFinder *self)
{
  int64_t now = now_ns ();

  self->credit_ns += (now - self->credit_at_ns) / CREDIT_SHARE;
  if (self->credit_ns > MAX_CREDIT_NS)
    self->credit_ns = MAX_CREDIT_NS;
  self->credit_at_ns = now;
}

static bool
search_group (WeirFinder *self, uint64_t id, WeirWantedList *wanted)
{
  uint32_t pids[MAX_GROUP];
  size_t n = weir_control_groups_list (&self->groups, id, pids, MAX_GROUP);

  for (size_t i = 0; i < n && wanted->n_left > 0; i++)
    weir_search_process (&self->search, pids[i], wanted);
  return n > 0;
}

/* The groups of what is left: each once, as they come in rows. */
static void
search_groups (WeirFinder *self, WeirWantedList *wanted)
{
  uint64_t last = 0;

  for (size_t i = 0; i < wanted->n && wanted->n_left > 0; i++)
    {
      const WeirWanted *item = &wanted->items[i];

      if (item->holder.pid != 0 || item->cgroup_id == last
          || !weir_control_groups_is_worth (&self->groups, item->cgroup_id))
        continue;
      last = item->cgroup_id;
      if (!weir_control_groups_knows (&self->groups, last) && now_ns () >= self->groups_at_ns)
        {
          weir_control_groups_refresh (&self->groups);
          self->groups_at_ns = now_ns () + GROUPS_REST_NS;
        }
      search_group (self, last, wanted);
    }
}

typedef struct
{
  WeirFinder *finder;
  WeirWantedList *wanted;
  int64_t until_ns; /* of processor time */
} ChangedSearch;

static bool
changed_cb (uint32_t pid, void *user_data)
{
  ChangedSearch *search = user_data;

  weir_search_process (&search->finder->search, pid, search->wanted);
  return search->wanted->n_left > 0 && cpu_ns () < search->until_ns;
}

/* What is gone by now need not be searched for among many.  Returns whether anything is. */
static bool
drop_closed (WeirFinder *self, WeirWantedList *wanted, const WeirWireSocket *answers, size_t n)
{
  bool has_any = false;

  for (size_t i = 0; i < n; i++)
    {
      WeirWanted *item = weir_wanted_list_find (wanted, answers[i].inode);
      WeirWireSocket again;

      if (!item || item->holder.pid != 0 || item->is_closed
          || (weir_diag_find (self->find_fd, &answers[i].tuple, &again)
              && again.inode == answers[i].inode))
        continue;
      item->is_closed = true;
      has_any = true;
      wanted->n_left--;
    }
  return has_any;
}

static bool
has_credit (const WeirFinder *self, int64_t start)
{
  return self->credit_ns > cpu_ns () - start;
}

static void
search_changed (WeirFinder *self, WeirWantedList *wanted, bool is_active, int64_t start)
{
  ChangedSearch search = { self, wanted, start + self->credit_ns };

  if (wanted->n_left > 0 && has_credit (self, start))
    weir_processes_foreach_changed (&self->processes, is_active,
                                    is_active ? MAX_ACTIVE : MAX_OTHERS, changed_cb, &search);
}

/* From the likeliest and cheapest on. */
static void
search_processes (WeirFinder *self, WeirWantedList *wanted, const WeirWireSocket *answers, size_t n)
{
  int64_t start = cpu_ns ();
  bool has_closed = false;

  earn_credit (self);
  if (has_credit (self, start))
    search_groups (self, wanted);
  if (wanted->n_left > 0)
    weir_search_descriptors (&self->search, self->credit_ns > 0 ? N_TRIED : N_TRIED_TIRED, wanted);
  if (wanted->n_left > 0 && has_credit (self, start))
    weir_search_newest (&self->search, self->walked_pid, wanted);
  search_changed (self, wanted, true, start);
  if (wanted->n_left > 0 && has_credit (self, start))
    {
      has_closed = drop_closed (self, wanted, answers, n);
      weir_search_recent (&self->search, wanted);
    }
  search_changed (self, wanted, false, start);
  self->has_missed = self->has_missed || wanted->n_left > 0 || has_closed;
  self->credit_ns -= cpu_ns () - start;
}

bool
weir_finder_is_tired (WeirFinder *self)
{
  earn_credit (self);
  return self->credit_ns <= 0;
}

static bool
is_zero (const uint8_t *octets, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (octets[i] != 0)
      return false;
  return true;
}

/* Also of a socket for both families, which has an IPv4 address mapped (RFC 4291). */
static bool
is_any_address (const uint8_t *address, uint8_t family)
{
  static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

  if (family == 4)
    return is_zero (address, 4);
  return is_zero (address, 16)
         || (memcmp (address, mapped, sizeof mapped) == 0 && is_zero (address + 12, 4));
}

static uint8_t
get_match (const WeirWireSocket *found)
{
  if (found->state == STATE_LISTEN && found->tuple.protocol == IPPROTO_TCP)
    return WEIR_WIRE_MATCH_LISTENER;
  if (found->tuple.remote_port != 0)
    return WEIR_WIRE_MATCH_EXACT;
  return is_any_address (found->tuple.local, found->tuple.family) ? WEIR_WIRE_MATCH_WILDCARD
                                                                  : WEIR_WIRE_MATCH_LOCAL;
}

/* Nobody has accepted it yet, so that it is in no process: the kernel closes such a socket only
 * with the listening one. */
static bool
is_unaccepted (const WeirWireSocket *socket)
{
  return socket->tuple.protocol == IPPROTO_TCP && socket->inode == 0
         && (socket->state == STATE_ESTABLISHED || socket->state == STATE_SYN_RECV
             || socket->state == STATE_CLOSE_WAIT || socket->state == STATE_NEW_SYN_RECV);
}

static bool
is_same_end (const WeirWireTuple *a, const WeirWireTuple *b)
{
  return a->family == b->family && a->protocol == b->protocol && a->local_port == b->local_port
         && memcmp (a->local, b->local, sizeof a->local) == 0;
}

static WeirKnownListener *
known_listener (const WeirFinder *self, const WeirWireTuple *tuple)
{
  return &self->listeners[(tuple->local_port ^ tuple->local[3] ^ tuple->local[15])
                          % WEIR_FINDER_N_LISTENERS];
}

/* Asks the kernel.  Fills in all but the owner; false: there is nothing to find any more. */
static bool
find_socket (WeirFinder *self, const WeirWireTuple *tuple, WeirWireSocket *answer)
{
  WeirWireSocket found;
  bool is_found = weir_diag_find (self->find_fd, tuple, &found);

  memset (answer, 0, sizeof *answer);
  if (is_found && is_unaccepted (&found))
    {
      WeirWireTuple listener = *tuple;

      listener.remote_port = 0;
      memset (listener.remote, 0, sizeof listener.remote);
      is_found = weir_diag_find (self->find_fd, &listener, &found);
    }
  if (is_found)
    {
      *answer = found;
      answer->match = get_match (&found);
    }
  else
    answer->match = WEIR_WIRE_MATCH_EXACT;
  answer->tuple = *tuple;
  if (is_found && answer->inode != 0)
    return true;

  answer->unknown = WEIR_WIRE_OWNER_CLOSED;
  return false;
}

typedef struct
{
  const WeirFinder *finder;
  const WeirWireSocket *own;
  bool is_shared;
} PortSearch;

/* Another socket that packets for the same port might be given to. */
static void
port_cb (const struct inet_diag_msg *message, size_t size, void *user_data)
{
  PortSearch *search = user_data;
  WeirWireSocket other;

  weir_diag_parse (message, size, IPPROTO_UDP, &other);
  if (other.inode == search->own->inode || other.tuple.remote_port != 0
      || get_match (&other) != search->own->match
      || (other.match == WEIR_WIRE_MATCH_LOCAL
          && memcmp (other.tuple.local, search->own->tuple.local, sizeof other.tuple.local) != 0))
    return;
  /* Several sockets of one process are no riddle; that it is one is known of old ones alone. */
  search->is_shared = search->is_shared || search->own->pid == 0
                      || !fill_owner (search->finder, &other) || other.pid != search->own->pid;
}

/* Whether packets leave open whose they are.  Reading a port costs a millisecond or two where there
 * are many sockets, so it is done where there can be several: the system gives out a port by itself
 * to one socket alone.  The answer is kept for a while. */
static bool
is_port_shared (WeirFinder *self, const WeirWireSocket *answer)
{
  uint16_t number = answer->tuple.local_port;
  WeirKnownPort *port = &self->ports[number % WEIR_FINDER_N_PORTS];
  PortSearch search = { .finder = self, .own = answer };
  WeirDiagDump dump = {
    .protocol = IPPROTO_UDP,
    .local_port = number,
    .states = UINT32_MAX,
  };
  int64_t start = cpu_ns ();

  if (number >= self->first_free_port && number <= self->last_free_port
      && !(self->bound_ports[number / 8] & 1 << number % 8))
    return false;
  if (port->inode == answer->inode && now_ns () < port->until_ns)
    return port->is_shared;

  dump.family = AF_INET6;
  weir_diag_dump (self->find_fd, &dump, port_cb, &search);
  dump.family = AF_INET;
  if (answer->tuple.family == 4)
    weir_diag_dump (self->find_fd, &dump, port_cb, &search);
  *port = (WeirKnownPort){ answer->inode, search.is_shared, now_ns () + KNOWN_NS };
  self->credit_ns -= cpu_ns () - start;
  return search.is_shared;
}

/* Why nobody was found. */
static void
explain (WeirFinder *self, WeirWireSocket *answer)
{
  WeirWireSocket again;

  if (!self->sees_all && answer->uid != geteuid ())
    {
      answer->unknown = WEIR_WIRE_OWNER_NO_PERMISSION;
      return;
    }

  if (count_walks (self, answer->inode) >= MAX_WALKS)
    {
      answer->unknown = WEIR_WIRE_OWNER_KERNEL;
      return;
    }

  /* It may have gone while it was searched for. */
  answer->unknown = WEIR_WIRE_OWNER_NOT_LOOKED_UP;
  if (!weir_diag_find (self->find_fd, &answer->tuple, &again) || again.inode != answer->inode)
    answer->unknown = WEIR_WIRE_OWNER_CLOSED;
}

static void
finish_answer (WeirFinder *self, const WeirWantedList *wanted, WeirWireSocket *answer)
{
  const WeirWanted *item;

  if (answer->unknown == WEIR_WIRE_OWNER_CLOSED)
    return;

  if (answer->pid == 0)
    {
      item = weir_wanted_list_find (wanted, answer->inode);
      if (item && item->holder.pid != 0)
        {
          set_holder (answer, &item->holder);
          *known_owner (self, answer->inode) = (WeirKnownOwner){ item->holder, answer->inode };
          weir_processes_look_again (&self->processes, item->holder.pid);
        }
      else
        explain (self, answer);
    }

  if (answer->pid != 0 && answer->match == WEIR_WIRE_MATCH_LISTENER)
    *known_listener (self, &answer->tuple) = (WeirKnownListener){ *answer, now_ns () + KNOWN_NS };

  if (answer->pid != 0 && answer->tuple.protocol == IPPROTO_UDP
      && answer->match != WEIR_WIRE_MATCH_EXACT && is_port_shared (self, answer))
    {
      answer->pid = 0;
      answer->unknown = WEIR_WIRE_OWNER_SHARED_PORT;
    }
}

/* Connections to a listening socket come in rows, and in floods. */
static bool
answer_from_listener (const WeirFinder *self, const WeirWireTuple *tuple, WeirWireSocket *answer)
{
  const WeirKnownListener *known = known_listener (self, tuple);

  if (tuple->protocol != IPPROTO_TCP || !is_same_end (&known->socket.tuple, tuple)
      || now_ns () >= known->until_ns)
    return false;

  *answer = known->socket;
  answer->tuple = *tuple;
  return true;
}

static void
look_up (WeirFinder *self, const WeirWireTuple *tuples, size_t n, WeirWireSocket *answers)
{
  WeirWanted items[WEIR_WIRE_MAX_LOOK_UPS];
  WeirWantedList wanted;
  size_t n_items = 0;

  for (size_t i = 0; i < n; i++)
    {
      if (answer_from_listener (self, &tuples[i], &answers[i])
          || !find_socket (self, &tuples[i], &answers[i]) || fill_owner (self, &answers[i])
          || (!self->sees_all && answers[i].uid != geteuid ())
          || count_walks (self, answers[i].inode) >= MAX_WALKS)
        continue;
      items[n_items++] =
          (WeirWanted){ .inode = answers[i].inode, .cgroup_id = answers[i].cgroup_id };
    }

  weir_wanted_list_init (&wanted, items, n_items);
  if (wanted.n_left > 0)
    search_processes (self, &wanted, answers, n);
  for (size_t i = 0; i < n; i++)
    finish_answer (self, &wanted, &answers[i]);
}

/* It is there, and nobody was found who holds it: there was no time, or the process has been given
 * it since. */
static void
note_retry (WeirFinder *self, const WeirWireSocket *answer, unsigned n_tries)
{
  if (answer->unknown != WEIR_WIRE_OWNER_NOT_LOOKED_UP || n_tries == MAX_TRIES
      || self->n_retries == WEIR_FINDER_MAX_RETRIES)
    return;

  if (self->n_retries == 0)
    self->retry_at_ns = now_ns () + RETRY_NS;
  self->retries[self->n_retries++] = (WeirRetry){ answer->tuple, n_tries };
}

void
weir_finder_look_up (WeirFinder *self,
                     const WeirWireTuple *tuples,
                     size_t n,
                     WeirWireSocket *answers)
{
  look_up (self, tuples, n, answers);
  for (size_t i = 0; i < n; i++)
    note_retry (self, &answers[i], 1);
}

size_t
weir_finder_retry (WeirFinder *self, WeirWireSocket *answers)
{
  WeirWireTuple tuples[WEIR_FINDER_MAX_RETRIES];
  unsigned n_tries[WEIR_FINDER_MAX_RETRIES];
  size_t n = self->n_retries;
  size_t n_answered = 0;

  if (n == 0 || now_ns () < self->retry_at_ns)
    return 0;

  for (size_t i = 0; i < n; i++)
    {
      tuples[i] = self->retries[i].tuple;
      n_tries[i] = self->retries[i].n_tries;
    }
  self->n_retries = 0;
  look_up (self, tuples, n, answers);

  for (size_t i = 0; i < n; i++)
    if (answers[i].unknown == WEIR_WIRE_OWNER_NOT_LOOKED_UP)
      note_retry (self, &answers[i], n_tries[i] + 1);
    else
      answers[n_answered++] = answers[i];
  return n_answered;
}

int
weir_finder_get_retry_ms (const WeirFinder *self)
{
  int64_t wait_ns = self->retry_at_ns - now_ns ();

  if (self->n_retries == 0)
    return -1;
  return wait_ns > 0 ? (int) (wait_ns / NS_A_MS) + 1 : 0;
}

/* ---- lists -------------------------------------------------------------------------------------
 */

/* Fills in what is known.  Returns whether a walk might tell more: of a socket that is there for
 * the first time look-ups will tell, if only it sends something. */
static bool
fill_owners (const WeirFinder *self, WeirWireSocket *sockets, size_t n)
{
  bool is_walk_wanted = false;

  for (size_t i = 0; i < n; i++)
    if (sockets[i].inode != 0 && sockets[i].pid == 0 && !fill_owner (self, &sockets[i])
        && (self->is_hasty || was_listed (self, sockets[i].inode))
        && count_walks (self, sockets[i].inode) < MAX_WALKS)
      is_walk_wanted = true;
  return is_walk_wanted;
}

static bool
begin_walk (WeirFinder *self, bool is_complete)
{
  self->is_walk_complete = is_complete;
  self->walk_cost_ns = 0;
  self->has_missed = false;
  self->walking_pid = weir_search_get_newest_pid (&self->search);
  return weir_processes_begin (&self->processes, is_complete);
}

static bool
begin_walk_if_wanted (WeirFinder *self, bool is_wanted)
{
  int64_t now = now_ns ();

  if (now < self->walk_at_ns
      || (!is_wanted && !self->has_missed && self->n_walks > 0
          && now - self->walked_at_ns
                 < (self->n_walks == 1 ? MAX_FIRST_WALK_AGE_NS : MAX_WALK_AGE_NS)))
    return false;
  return begin_walk (self,
                     self->walked_at_ns == 0 || now - self->complete_at_ns >= MAX_COMPLETE_AGE_NS);
}

/* One process more; false: the walk is over. */
static bool
walk (WeirFinder *self)
{
  int64_t start = cpu_ns ();
  bool goes_on = weir_processes_step (&self->processes);

  self->walk_cost_ns += cpu_ns () - start;
  if (goes_on)
    return true;

  self->n_walks++;
  self->walked_at_ns = now_ns ();
  self->walked_pid = self->walking_pid;
  self->walk_at_ns = self->walked_at_ns + WALK_REST * self->walk_cost_ns;
  if (self->is_walk_complete)
    self->complete_at_ns = self->walk_at_ns;
  return false;
}

/* Whether one that passes over nobody is to follow one that did. */
static bool
begin_complete_walk (WeirFinder *self, bool is_wanted)
{
  return is_wanted && !self->is_walk_complete && now_ns () >= self->complete_at_ns
         && begin_walk (self, true);
}

/* Why there is no owner, and how often it was looked for. */
static void
note_orphans (WeirFinder *self, WeirWireSocket *sockets, size_t n, bool has_walked)
{
  WeirOrphan *orphans = reallocarray (NULL, n + 1, sizeof *orphans);
  size_t n_orphans = 0;

  for (size_t i = 0; orphans && i < n; i++)
    {
      unsigned n_walks;

      if (sockets[i].inode == 0 || sockets[i].pid != 0)
        continue;
      n_walks = count_walks (self, sockets[i].inode) + (has_walked ? 1 : 0);
      orphans[n_orphans++] = (WeirOrphan){ sockets[i].inode, n_walks };
      if (!self->sees_all)
        sockets[i].unknown = WEIR_WIRE_OWNER_NO_PERMISSION;
      else
        sockets[i].unknown =
            n_walks < MAX_WALKS ? WEIR_WIRE_OWNER_NOT_LOOKED_UP : WEIR_WIRE_OWNER_KERNEL;
    }

  if (orphans)
    qsort (orphans, n_orphans, sizeof *orphans, compare_orphans);
  free (self->orphans);
  self->orphans = orphans;
  self->n_orphans = n_orphans;
}

void
weir_finder_resolve (WeirFinder *self, WeirWireSocket *sockets, size_t n)
{
  bool is_wanted = fill_owners (self, sockets, n);
  bool has_walked = begin_walk_if_wanted (self, is_wanted);
  bool is_complete = false;

  if (has_walked)
    {
      do
        {
          while (walk (self))
            continue;
          is_wanted = fill_owners (self, sockets, n);
          is_complete = self->is_walk_complete;
        }
      while (begin_complete_walk (self, is_wanted));
    }
  note_orphans (self, sockets, n, has_walked && is_complete);
}

/* Of those that share a port or might. */
static void
note_port (WeirFinder *self, const WeirWireSocket *socket)
{
  uint16_t port = socket->tuple.local_port;

  if (socket->tuple.protocol == IPPROTO_UDP && socket->tuple.remote_port == 0)
    self->bound_ports[port / 8] |= (uint8_t) (1 << port % 8);
}

static void
socket_cb (const struct inet_diag_msg *message, size_t size, void *user_data)
{
  WeirFinder *self = user_data;

  if (self->n_sockets == self->sockets_size)
    {
      size_t n = self->sockets_size ? 2 * self->sockets_size : 1024;
      WeirWireSocket *sockets;

      if (n > WEIR_FINDER_MAX_SOCKETS)
        return;
      sockets = reallocarray (self->sockets, n, sizeof *sockets);
      if (!sockets)
        return;
      self->sockets = sockets;
      self->sockets_size = n;
    }
  weir_diag_parse (message, size, dumps[self->dump].protocol, &self->sockets[self->n_sockets]);
  note_port (self, &self->sockets[self->n_sockets]);
  self->n_sockets++;
}

void
weir_finder_begin_list (WeirFinder *self)
{
  if (self->state != WEIR_FINDER_IDLE && self->state != WEIR_FINDER_LISTED)
    return;

  self->state = WEIR_FINDER_DUMPING;
  self->dump = 0;
  self->is_dump_requested = false;
  self->has_walked = false;
  self->list_cost_ns = 0;
  self->n_sockets = 0;
}

static void
begin_filling (WeirFinder *self)
{
  self->state = WEIR_FINDER_FILLING;
  self->n_filled = 0;
  self->is_walk_wanted = false;
}

/* One read of a dump: some hundred sockets. */
static void
step_dump (WeirFinder *self)
{
  const WeirDiagDump dump = {
    .family = dumps[self->dump].family,
    .protocol = dumps[self->dump].protocol,
    .states = UINT32_MAX,
  };
  int error = 0;

  if (!self->is_dump_requested)
    {
      if (self->dump == 2)
        memset (self->bound_ports, 0, WEIR_FINDER_PORT_BYTES);
      self->is_dump_requested = weir_diag_request (self->dump_fd, &dump) == 0;
    }
  else if (weir_diag_read (self->dump_fd, self->reply, socket_cb, self, &error) != WEIR_DIAG_MORE)
    self->is_dump_requested = false;
  if (self->is_dump_requested)
    return;

  self->dump++;
  if (self->dump == N_DUMPS)
    begin_filling (self);
}

/* Fills in some of the owners. */
static void
step_fill (WeirFinder *self)
{
  size_t n = self->n_sockets - self->n_filled;

  n = n < FILL_STEP ? n : FILL_STEP;
  if (fill_owners (self, self->sockets + self->n_filled, n))
    self->is_walk_wanted = true;
  self->n_filled += n;
  if (self->n_filled < self->n_sockets)
    return;

  if (self->has_walked ? begin_complete_walk (self, self->is_walk_wanted)
                       : begin_walk_if_wanted (self, self->is_walk_wanted))
    self->state = WEIR_FINDER_WALKING;
  else
    {
      note_orphans (self, self->sockets, self->n_sockets,
                    self->has_walked && self->is_walk_complete);
      self->state = WEIR_FINDER_LISTED;
    }
}

static void
step_walk (WeirFinder *self)
{
  if (walk (self))
    return;
  self->has_walked = true;
  begin_filling (self);
}

int64_t
weir_finder_get_list_rest_ns (const WeirFinder *self)
{
  return LIST_REST * self->list_cost_ns;
}

bool
weir_finder_step (WeirFinder *self)
{
  int64_t start = cpu_ns ();

  if (self->state == WEIR_FINDER_DUMPING)
    step_dump (self);
  else if (self->state == WEIR_FINDER_FILLING)
    step_fill (self);
  else if (self->state == WEIR_FINDER_WALKING)
    step_walk (self);
  if (self->state != WEIR_FINDER_WALKING)
    self->list_cost_ns += cpu_ns () - start;
  return self->state != WEIR_FINDER_IDLE && self->state != WEIR_FINDER_LISTED;
}
