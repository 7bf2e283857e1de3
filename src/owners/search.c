/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "owners/search.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Numbers below that of the newest process that are tried. */
#define N_NEWEST 64

/* Descriptors of one process that are looked at: one that has more is left to the walk. */
#define MAX_DESCRIPTORS 4096

/* Recent processes that are searched. */
#define N_SEARCHED 16

/* Descriptors beyond the highest of the last that are tried. */
#define N_NEXT_NAMES 2

/* A process younger than this may have inherited the socket.  (Of an older one the walk tells.) */
#define YOUNG_S 5

/* From parent to parent, at most. */
#define MAX_GENERATIONS 8

void
weir_search_init (WeirSearch *self, int proc)
{
  memset (self, 0, sizeof *self);
  self->proc = proc;
  for (size_t i = 0; i < WEIR_SEARCH_N_RECENT; i++)
    self->recent[i].fds = -1;
}

void
weir_search_clear (WeirSearch *self)
{
  for (size_t i = 0; i < WEIR_SEARCH_N_RECENT; i++)
    if (self->recent[i].fds >= 0)
      close (self->recent[i].fds);
  weir_search_init (self, -1);
}

static int
compare_inodes (const void *a, const void *b)
{
  const WeirWanted *x = a, *y = b;

  return x->inode < y->inode ? -1 : x->inode > y->inode;
}

void
weir_wanted_list_init (WeirWantedList *self, WeirWanted *items, size_t n)
{
  *self = (WeirWantedList){ .items = items };
  if (n == 0)
    return;

  qsort (items, n, sizeof *items, compare_inodes);
  for (size_t i = 0; i < n; i++)
    if (items[i].inode != 0 && (self->n == 0 || items[self->n - 1].inode != items[i].inode))
      items[self->n++] = items[i];
  self->n_left = self->n;
}

WeirWanted *
weir_wanted_list_find (const WeirWantedList *self, uint64_t inode)
{
  const WeirWanted key = { .inode = inode };

  return inode != 0 && self->n > 0
             ? bsearch (&key, self->items, self->n, sizeof *self->items, compare_inodes)
             : NULL;
}

/* Moves an entry to the front. */
static WeirRecentProcess *
touch (WeirSearch *self, size_t place)
{
  WeirRecentProcess entry = self->recent[place];

  memmove (self->recent + 1, self->recent, place * sizeof *self->recent);
  self->recent[0] = entry;
  return &self->recent[0];
}

static void
note_name (WeirRecentProcess *process, uint32_t name)
{
  for (unsigned i = 0; i < process->n_names; i++)
    if (process->names[i] == name)
      return;

  memmove (process->names + 1, process->names, (WEIR_SEARCH_N_NAMES - 1) * sizeof *process->names);
  process->names[0] = name;
  if (process->n_names < WEIR_SEARCH_N_NAMES)
    process->n_names++;
}

/* Of a process that has ended, nothing can be listed any more. */
static bool
is_alive (const WeirRecentProcess *process)
{
  uint64_t room[32];

  return lseek (process->fds, 0, SEEK_SET) == 0
         && getdents64 (process->fds, room, sizeof room) >= 0;
}

static void
drop (WeirSearch *self, size_t place)
{
  close (self->recent[place].fds);
  memmove (self->recent + place, self->recent + place + 1,
           (WEIR_SEARCH_N_RECENT - 1 - place) * sizeof *self->recent);
  memset (&self->recent[WEIR_SEARCH_N_RECENT - 1], 0, sizeof *self->recent);
  self->recent[WEIR_SEARCH_N_RECENT - 1].fds = -1;
}

/* Remembers a process under @fds, which becomes its own. */
static void
remember (WeirSearch *self, int fds, const WeirHolder *holder, const uint32_t *names, unsigned n)
{
  WeirRecentProcess *process;
  size_t place = 0;

  while (place + 1 < WEIR_SEARCH_N_RECENT
         && (self->recent[place].holder.pid != holder->pid
             || self->recent[place].holder.start_time != holder->start_time))
    place++;

  /* Those that live on are worth more than the newest ones. */
  if (self->recent[place].fds >= 0 && self->recent[place].holder.pid != holder->pid)
    for (size_t i = WEIR_SEARCH_N_RECENT; i > 0; i--)
      if (!is_alive (&self->recent[i - 1]))
        drop (self, i - 1);

  process = touch (self, place);
  if (process->holder.pid != holder->pid || process->holder.start_time != holder->start_time)
    process->n_names = 0;
  if (process->fds >= 0)
    close (process->fds);
  process->fds = fds;
  process->holder = *holder;
  for (unsigned i = 0; i < n; i++)
    note_name (process, names[i]);
}

static bool
holds (const WeirSearch *self, uint32_t pid, uint64_t inode)
{
  const struct dirent *entry;
  int fd = weir_holder_open_fds (self->proc, pid);
  DIR *fds = fd >= 0 ? fdopendir (fd) : NULL;
  bool is_found = false;

  if (!fds)
    {
      if (fd >= 0)
        close (fd);
      return false;
    }
  for (size_t i = 0; !is_found && i < MAX_DESCRIPTORS && (entry = readdir (fds)); i++)
    is_found = weir_holder_read_socket (fd, entry->d_name) == inode;
  closedir (fds);
  return is_found;
}

static bool
is_young (const WeirHolder *holder)
{
  uint64_t ticks_a_second = (uint64_t) sysconf (_SC_CLK_TCK);
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return holder->start_time / ticks_a_second + YOUNG_S >= (uint64_t) now.tv_sec;
}

/* Of several processes that hold a socket the oldest counts: what a young one holds it may have
 * inherited. */
static void
found (const WeirSearch *self, WeirWantedList *list, WeirWanted *wanted, const WeirHolder *holder)
{
  WeirHolder parent;

  wanted->holder = *holder;
  list->n_left--;
  for (int i = 0; i < MAX_GENERATIONS && is_young (&wanted->holder); i++)
    {
      if (wanted->holder.parent == 0 || !holds (self, wanted->holder.parent, wanted->inode)
          || !weir_holder_read (self->proc, wanted->holder.parent, &parent))
        return;
      wanted->holder = parent;
    }
}

/* Returns whether there is such a descriptor. */
static bool
try_descriptor (WeirSearch *self, size_t place, uint32_t name, WeirWantedList *list)
{
  WeirRecentProcess *process = &self->recent[place];
  WeirWanted *wanted;
  char text[16];
  uint64_t inode;

  snprintf (text, sizeof text, "%" PRIu32, name);
  inode = weir_holder_read_socket (process->fds, text);
  wanted = weir_wanted_list_find (list, inode);
  if (!wanted || wanted->holder.pid != 0)
    return inode != 0;

  found (self, list, wanted, &process->holder);
  note_name (process, name);
  return true;
}

/* Returns whether the process has any of the descriptors. */
static bool
try_process (WeirSearch *self, size_t place, WeirWantedList *wanted)
{
  const WeirRecentProcess *process = &self->recent[place];
  uint32_t names[WEIR_SEARCH_N_NAMES];
  unsigned n_names = process->n_names;
  uint32_t highest = 0;
  bool has_any = false;

  memcpy (names, process->names, sizeof names);
  for (unsigned i = 0; i < n_names && wanted->n_left > 0; i++)
    {
      highest = names[i] > highest ? names[i] : highest;
      has_any = try_descriptor (self, place, names[i], wanted) || has_any;
    }
  for (uint32_t i = 1; i <= N_NEXT_NAMES && wanted->n_left > 0; i++)
    has_any = try_descriptor (self, place, highest + i, wanted) || has_any;
  return has_any;
}

void
weir_search_descriptors (WeirSearch *self, size_t n, WeirWantedList *wanted)
{
  size_t place = 0;

  for (size_t i = 0; i < n && wanted->n_left > 0 && self->recent[place].fds >= 0; i++)
    {
      size_t n_before = wanted->n_left;
      bool has_any = try_process (self, place, wanted);

      if (wanted->n_left < n_before)
        touch (self, place);
      if (!has_any && !is_alive (&self->recent[place]))
        drop (self, place);
      else if (++place == WEIR_SEARCH_N_RECENT)
        return;
    }
}

/* Looks through @fds, of the process @pid, and remembers it if anything was found; takes @fds. */
static void
search_descriptors (WeirSearch *self, int fd, uint32_t pid, WeirWantedList *list)
{
  uint32_t names[WEIR_SEARCH_N_NAMES];
  unsigned n_names = 0;
  WeirHolder holder = { 0 };
  const struct dirent *entry;
  DIR *fds = fdopendir (fd);
  int kept;

  if (!fds)
    {
      close (fd);
      return;
    }

  for (size_t i = 0; list->n_left > 0 && i < MAX_DESCRIPTORS && (entry = readdir (fds)); i++)
    {
      WeirWanted *wanted =
          weir_wanted_list_find (list, weir_holder_read_socket (fd, entry->d_name));

      if (!wanted || wanted->holder.pid != 0)
        continue;
      /* The number may be a thread's, of whose process nobody else is to be told. */
      if (holder.pid == 0
          && !weir_holder_read (self->proc, weir_holder_get_process (self->proc, pid), &holder))
        break;
      found (self, list, wanted, &holder);
      if (n_names < WEIR_SEARCH_N_NAMES)
        names[n_names++] = (uint32_t) strtoul (entry->d_name, NULL, 10);
    }

  kept = n_names > 0 ? fcntl (fd, F_DUPFD_CLOEXEC, 3) : -1;
  closedir (fds);
  if (kept >= 0)
    remember (self, kept, &holder, names, n_names);
}

bool
weir_search_process (WeirSearch *self, uint32_t pid, WeirWantedList *wanted)
{
  int fd = weir_holder_open_fds (self->proc, pid);

  if (fd >= 0)
    search_descriptors (self, fd, pid, wanted);
  return fd >= 0;
}

void
weir_search_recent (WeirSearch *self, WeirWantedList *wanted)
{
  uint32_t pids[N_SEARCHED];
  size_t n = 0;

  /* What is found moves to the front. */
  for (size_t i = 0; i < WEIR_SEARCH_N_RECENT && n < N_SEARCHED; i++)
    if (self->recent[i].fds >= 0)
      pids[n++] = self->recent[i].holder.pid;
  for (size_t i = 0; i < n && wanted->n_left > 0; i++)
    weir_search_process (self, pids[i], wanted);
}

/* proc(5), /proc/loadavg: the last of its five fields is the number given last. */
uint32_t
weir_search_get_newest_pid (const WeirSearch *self)
{
  char text[128];
  const char *last;
  ssize_t length;
  int fd = openat (self->proc, "loadavg", O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return 0;
  length = read (fd, text, sizeof text - 1);
  close (fd);
  if (length <= 0)
    return 0;
  text[length] = '\0';
  last = strrchr (text, ' ');
  return last ? (uint32_t) strtoul (last, NULL, 10) : 0;
}

/* Those that were young the last time, and still are there. */
static void
search_young (WeirSearch *self, uint32_t known, WeirWantedList *wanted)
{
  size_t n = 0;

  for (size_t i = 0; i < self->n_young; i++)
    if (wanted->n_left == 0
        || (self->young[i] > known && weir_search_process (self, self->young[i], wanted)))
      self->young[n++] = self->young[i];
  self->n_young = n;
}

static void
add_young (WeirSearch *self, const uint32_t *pids, size_t n)
{
  size_t n_kept = self->n_young < WEIR_SEARCH_N_YOUNG - n ? self->n_young : WEIR_SEARCH_N_YOUNG - n;

  memmove (self->young + n, self->young, n_kept * sizeof *self->young);
  memcpy (self->young, pids, n * sizeof *pids);
  self->n_young = n + n_kept;
}

void
weir_search_newest (WeirSearch *self, uint32_t known, WeirWantedList *wanted)
{
  uint32_t newest = weir_search_get_newest_pid (self);
  uint32_t last = newest > N_NEWEST ? newest - N_NEWEST : 0;
  uint32_t found_alive[WEIR_SEARCH_N_YOUNG];
  size_t n_alive = 0;

  /* Where the numbers have come round, those from before are higher, and tell nothing. */
  if (known <= newest && known > last)
    last = known;
  if (self->probed_pid <= newest && self->probed_pid > last)
    last = self->probed_pid;
  else if (self->probed_pid > newest)
    self->n_young = 0;

  for (uint32_t pid = newest; pid > last && pid > 1; pid--)
    if (wanted->n_left == 0 || weir_search_process (self, pid, wanted))
      {
        /* What is not looked at any more may be there. */
        if (n_alive < WEIR_SEARCH_N_YOUNG)
          found_alive[n_alive++] = pid;
      }
  self->probed_pid = newest;
  search_young (self, known, wanted);
  add_young (self, found_alive, n_alive);
}
