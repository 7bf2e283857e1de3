/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/socket-watch.h"

#include <pcap/pcap.h>

#include "core/identity/wire-socket.h"
#include "core/source/address-monitor.h"
#include "core/source/openings.h"
#include "core/source/wakeup.h"
#include "owners/finder.h"

#define INTERVAL_US G_USEC_PER_SEC

/* A few hundred frames: what is more is a flood, and may be lost. */
#define RING_BYTES (256 * 1024)

/* Packets of one read, and how long the next one waits: singles are looked up at once, floods in
 * heaps. */
#define PACKETS_A_READ 256
#define REST_US 1000
#define TIRED_REST_US 50000

/* How long a list is worked on before openings are looked for. */
#define STEP_US 500

struct _WeirSocketWatch
{
  GThread *thread;
  WeirWakeup wakeup;       /* raised to end the thread */
  char *interface;         /* (nullable) */
  char *filter;            /* (nullable) */
  WeirLocalNetwork *fixed; /* (nullable) */

  GMutex mutex;    /* guards all below */
  GArray *answers; /* WeirSocketInfo: not told yet */
  GArray *list;    /* (nullable): WeirSocketInfo; the newest, not told yet */
};

/* Of the thread. */
typedef struct
{
  WeirSocketWatch *watch;
  WeirFinder finder;
  pcap_t *pcap; /* (nullable): openings are not to be had */
  WeirOpenings *openings;
  WeirAddressMonitor monitor;
  gint64 read_at_us;   /* monotonic: not before */
  gint64 list_at_us;   /* likewise; the next list */
  gint64 list_from_us; /* the last one */
  gboolean is_listing;
} Thread;

static void
open_device (Thread *self)
{
  char message[PCAP_ERRBUF_SIZE];

  if (self->watch->interface == NULL)
    return;
  self->pcap = pcap_create (self->watch->interface, message);
  if (self->pcap == NULL)
    return;

  pcap_set_snaplen (self->pcap, WEIR_OPENINGS_SNAPSHOT_BYTES);
  pcap_set_immediate_mode (self->pcap, 1);
  pcap_set_buffer_size (self->pcap, RING_BYTES);
  if (pcap_activate (self->pcap) < 0 || pcap_setnonblock (self->pcap, 1, message) != 0)
    g_clear_pointer (&self->pcap, pcap_close);
  else
    weir_openings_start (self->openings, pcap_datalink (self->pcap));
}

static void
update_local (Thread *self, gboolean is_first)
{
  g_autoptr (WeirLocalNetwork) local = NULL;

  if (self->watch->fixed != NULL)
    local = weir_local_network_ref (self->watch->fixed);
  else if (is_first || weir_address_monitor_has_changed (&self->monitor))
    local = weir_local_network_new_for_interface (self->watch->interface);
  if (local != NULL)
    weir_openings_set_local (self->openings, local);
}

static void
update_filter (Thread *self)
{
  WeirWireInstruction instructions[WEIR_WIRE_FILTER_MAX_LENGTH];
  struct bpf_insn program[WEIR_WIRE_FILTER_MAX_LENGTH];
  struct bpf_program filter = { .bf_insns = program };
  gsize count;

  if (self->pcap == NULL
      || !weir_openings_get_filter (self->openings, g_get_monotonic_time (), instructions, &count))
    return;

  for (gsize i = 0; i < count; i++)
    program[i] = (struct bpf_insn){ .code = instructions[i].code,
                                    .jt = instructions[i].jt,
                                    .jf = instructions[i].jf,
                                    .k = instructions[i].k };
  filter.bf_len = (guint) count;
  if (count == 0 || pcap_setfilter (self->pcap, &filter) != 0)
    g_clear_pointer (&self->pcap, pcap_close);
}

static void
add_answers (WeirSocketWatch *watch, const WeirWireSocket *answers, gsize n)
{
  g_mutex_lock (&watch->mutex);
  for (gsize i = 0; i < n; i++)
    {
      WeirSocketInfo info;

      weir_wire_socket_to_info (&answers[i], &info);
      g_array_append_val (watch->answers, info);
    }
  if (watch->answers->len > WEIR_SOCKET_WATCH_MAX_ANSWERS)
    g_array_remove_range (watch->answers, 0, watch->answers->len - WEIR_SOCKET_WATCH_MAX_ANSWERS);
  g_mutex_unlock (&watch->mutex);
}

static void
look_up (Thread *self)
{
  WeirWireSocket answers[WEIR_WIRE_MAX_LOOK_UPS];
  const WeirWireTuple *tuples;
  gsize n;

  while ((tuples = weir_openings_take (self->openings, &n)), n > 0)
    {
      weir_finder_look_up (&self->finder, tuples, n, answers);
      add_answers (self->watch, answers, n);
    }
}

static void
look_up_again (Thread *self)
{
  WeirWireSocket answers[WEIR_FINDER_MAX_RETRIES];
  gsize n = weir_finder_retry (&self->finder, answers);

  if (n > 0)
    add_answers (self->watch, answers, n);
}

static void
frame_cb (u_char *user_data, const struct pcap_pkthdr *header, const u_char *frame)
{
  Thread *self = (Thread *) (void *) user_data;

  weir_openings_add_frame (self->openings, g_get_monotonic_time (), frame, header->caplen,
                           header->len);
}

static void
read_openings (Thread *self)
{
  if (pcap_dispatch (self->pcap, PACKETS_A_READ, frame_cb, (u_char *) self) < 0)
    g_clear_pointer (&self->pcap, pcap_close);
  look_up (self);
  self->read_at_us =
      g_get_monotonic_time () + (weir_finder_is_tired (&self->finder) ? TIRED_REST_US : REST_US);
}

static void
publish_list (Thread *self)
{
  GArray *list =
      g_array_sized_new (FALSE, FALSE, sizeof (WeirSocketInfo), (guint) self->finder.n_sockets);

  for (gsize i = 0; i < self->finder.n_sockets; i++)
    {
      WeirSocketInfo info;

      weir_wire_socket_to_info (&self->finder.sockets[i], &info);
      g_array_append_val (list, info);
    }

  g_mutex_lock (&self->watch->mutex);
  g_clear_pointer (&self->watch->list, g_array_unref);
  self->watch->list = list;
  g_mutex_unlock (&self->watch->mutex);
}

static void
work_on_list (Thread *self)
{
  gint64 until_us = g_get_monotonic_time () + STEP_US;

  do
    {
      self->is_listing = weir_finder_step (&self->finder);
      if (self->is_listing)
        continue;
      publish_list (self);
      self->list_at_us = self->list_from_us
                         + MAX (INTERVAL_US, weir_finder_get_list_rest_ns (&self->finder) / 1000);
      return;
    }
  while (g_get_monotonic_time () < until_us);
}

/* Returns whether to go on. */
static gboolean
run_once (Thread *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 wait_us = self->is_listing ? 0 : self->list_at_us - now_us;
  gboolean is_resting = now_us < self->read_at_us;
  gboolean is_readable = FALSE;
  int retry_ms = weir_finder_get_retry_ms (&self->finder);
  int fd = self->pcap != NULL && !is_resting ? pcap_get_selectable_fd (self->pcap) : -1;

  /* The filter may be due sooner than the list. */
  wait_us = CLAMP (wait_us, 0, is_resting ? self->read_at_us - now_us : INTERVAL_US / 10);
  if (retry_ms >= 0)
    wait_us = MIN (wait_us, retry_ms * 1000);
  if (weir_wakeup_wait (&self->watch->wakeup, fd, (int) ((wait_us + 999) / 1000), &is_readable))
    return FALSE;

  if (is_readable && fd >= 0)
    read_openings (self);
  look_up_again (self);
  update_filter (self);
  if (!self->is_listing && g_get_monotonic_time () >= self->list_at_us)
    {
      self->list_from_us = g_get_monotonic_time ();
      self->is_listing = TRUE;
      update_local (self, FALSE);
      weir_finder_begin_list (&self->finder);
    }
  if (self->is_listing)
    work_on_list (self);
  return TRUE;
}

static gpointer
watch_thread (gpointer data)
{
  Thread self = { .watch = data };

  self.openings = weir_openings_new (self.watch->filter);
  weir_address_monitor_init (&self.monitor);
  open_device (&self);
  update_local (&self, TRUE);
  update_filter (&self);

  if (weir_finder_init (&self.finder, FALSE))
    {
      while (run_once (&self))
        continue;
    }

  weir_finder_clear (&self.finder);
  g_clear_pointer (&self.pcap, pcap_close);
  weir_address_monitor_clear (&self.monitor);
  weir_openings_free (self.openings);
  return NULL;
}

WeirSocketWatch *
weir_socket_watch_new (const char *interface, const char *filter, WeirLocalNetwork *local)
{
  WeirSocketWatch *self = g_new0 (WeirSocketWatch, 1);

  weir_wakeup_init (&self->wakeup);
  self->interface = g_strdup (interface);
  self->filter = g_strdup (filter);
  self->fixed = local != NULL ? weir_local_network_ref (local) : NULL;
  g_mutex_init (&self->mutex);
  self->answers = g_array_new (FALSE, FALSE, sizeof (WeirSocketInfo));
  self->thread = g_thread_new ("weir-sockets", watch_thread, self);

  return self;
}

void
weir_socket_watch_free (WeirSocketWatch *self)
{
  weir_wakeup_raise (&self->wakeup);
  g_thread_join (self->thread);

  g_array_unref (self->answers);
  g_clear_pointer (&self->list, g_array_unref);
  g_mutex_clear (&self->mutex);
  weir_wakeup_clear (&self->wakeup);
  g_clear_pointer (&self->fixed, weir_local_network_unref);
  g_free (self->interface);
  g_free (self->filter);
  g_free (self);
}

void
weir_socket_watch_tell (WeirSocketWatch *self, WeirMeter *meter)
{
  g_autoptr (GArray) list = NULL;

  g_mutex_lock (&self->mutex);
  list = g_steal_pointer (&self->list);
  for (guint i = 0; i < self->answers->len; i++)
    weir_meter_add_socket (meter, &g_array_index (self->answers, WeirSocketInfo, i));
  g_array_set_size (self->answers, 0);
  g_mutex_unlock (&self->mutex);

  if (list == NULL)
    return;
  for (guint i = 0; i < list->len; i++)
    weir_meter_add_socket (meter, &g_array_index (list, WeirSocketInfo, i));
  weir_meter_end_socket_list (meter);
}
