/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/helper-source.h"

#include <glib/gi18n-lib.h>
#include <linux/filter.h>
#include <string.h>

#include "core/source/arrival-clock.h"
#include "core/error.h"
#include "core/packet/link-type.h"
#include "core/source/capture-filter.h"
#include "core/source/helper-owners.h"
#include "core/source/interface-watch.h"
#include "core/source/openings.h"
#include "core/source/snapshot-filter.h"

/* How long a read may take. */
#define READ_MS 100

/* When the source is to end, what the kernel has collected so far comes with the block that is
 * filling: within its timeout, and a little for the way. */
#define LAST_READ_MS 150

/* A packet comes at most a block timeout after its time stamp; the rest is for a busy machine. */
#define LATENESS_US (3 * READ_MS * 1000)

/* The helper tells its counters four times a second.  A machine that is too busy for twenty of
 * them is rare, a helper that hangs is not seen otherwise. */
#define SILENCE_US (5 * G_USEC_PER_SEC)

/* How often the owners of sockets are asked for: a list costs the helper some 20 ms with 200
 * processes. */
#define OWNERS_INTERVAL_US (2 * G_USEC_PER_SEC)

struct _WeirHelperSource
{
  WeirSource parent_instance;

  WeirHelper *helper;
  char *interface;
  char *filter;
  gboolean is_promiscuous;
  struct bpf_program late_filter; /* for what has come; no instructions: none */

  WeirWakeup wakeup;
  uint32_t serial;
  gboolean is_open;
  gboolean was_open; /* ever */
  WeirInterfaceWatch watch;
  WeirWireStats stats; /* the last; the first is where counting begins */
  gint64 stats_at_us;
  WeirArrivalClock arrivals;
  gint64 ask_owners_at_us;
  WeirWireOpened opened;
  WeirSnapshot snapshot;   /* what the filter that was sent last asks for */
  guint n_stats_to_record; /* so many STATS later, it is in force: frames are complete */
  WeirHelperOwners owners;
  WeirOpenings *openings;
};

G_DEFINE_FINAL_TYPE (WeirHelperSource, weir_helper_source, WEIR_TYPE_SOURCE)

static void
set_problem (WeirHelperSource *self, const WeirWireProblem *problem, GError **error)
{
  g_autofree char *text = g_utf8_make_valid (problem->text, -1);

  switch (problem->code)
    {
    case WEIR_WIRE_PROBLEM_NO_INTERFACE:
      if (self->was_open)
        g_set_error (error, WEIR_ERROR, WEIR_ERROR_INTERFACE_DOWN,
                     _ ("The network interface “%s” has gone."), self->interface);
      else
        g_set_error (error, WEIR_ERROR, WEIR_ERROR_NO_INTERFACE,
                     _ ("There is no network interface “%s”."), self->interface);
      break;
    case WEIR_WIRE_PROBLEM_INTERFACE_DOWN:
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_INTERFACE_DOWN,
                   _ ("The network interface “%s” is down."), self->interface);
      break;
    case WEIR_WIRE_PROBLEM_PERMISSION:
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_PERMISSION,
                   _ ("You are not allowed to capture on “%s”."), self->interface);
      break;
    case WEIR_WIRE_PROBLEM_FILTER:
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILTER,
                   _ ("The capture filter cannot be used: %s."), text);
      break;
    case WEIR_WIRE_PROBLEM_PROTOCOL:
    case WEIR_WIRE_PROBLEM_PRIVILEGES:
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_BROKEN,
                   _ ("The program that captures has given up: %s."), text);
      break;
    case WEIR_WIRE_PROBLEM_FAILED:
    default:
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_FAILED, _ ("Cannot capture on “%s”: %s."),
                   self->interface, text);
      break;
    }
}

/* An ERROR frame that is about what was opened last.  Returns: whether to go on */
static gboolean
handle_problem (WeirHelperSource *self, const WeirFrame *frame, GError **error)
{
  WeirWireProblem problem;

  if (!weir_wire_problem_read (frame, &problem))
    {
      weir_helper_give_up (self->helper, error);
      return FALSE;
    }
  if (problem.serial != self->serial && problem.code < WEIR_WIRE_PROBLEM_PROTOCOL)
    return TRUE;

  set_problem (self, &problem, error);
  return FALSE;
}

static gboolean
send_open (WeirHelperSource *self, GError **error)
{
  uint8_t memory[64];
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
  WeirWireOpen open = {
    .serial = weir_helper_get_next_serial (self->helper),
    .snaplen = WEIR_SNAPSHOT_MAX_BYTES,
    .flags = self->is_promiscuous ? WEIR_WIRE_OPEN_PROMISCUOUS : 0,
  };

  if (!weir_wire_name_is_valid (self->interface))
    {
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_NO_INTERFACE,
                   _ ("There is no network interface “%s”."), self->interface);
      return FALSE;
    }

  self->serial = open.serial;
  g_strlcpy (open.name, self->interface, sizeof open.name);
  weir_wire_open_write (&writer, &open);
  return weir_helper_send (self->helper, &writer, error);
}

/* The next frame of @type; ERROR instead is one.  What comes before the answer to OPEN belongs to a
 * device that was open before. */
static gboolean
wait_for (WeirHelperSource *self, WeirFrameType type, WeirFrame *frame, GError **error)
{
  gint64 deadline_us = g_get_monotonic_time () + WEIR_HELPER_TIMEOUT_MS * G_GINT64_CONSTANT (1000);

  for (;;)
    {
      int timeout_ms = (int) ((deadline_us - g_get_monotonic_time ()) / 1000);

      switch (weir_helper_next (self->helper, timeout_ms, &self->wakeup, frame, error))
        {
        case WEIR_HELPER_FRAME:
          break;
        case WEIR_HELPER_INTERRUPTED:
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Capturing was not started."));
          return FALSE;
        case WEIR_HELPER_NOTHING:
          weir_helper_stop (self->helper);
          g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_LOST,
                       _ ("The program that captures does not answer."));
          return FALSE;
        case WEIR_HELPER_FAILED:
        default:
          return FALSE;
        }

      if (frame->type == WEIR_FRAME_ERROR && !handle_problem (self, frame, error))
        return FALSE;
      if (frame->type == type)
        return TRUE;
    }
}

static gboolean
wait_for_opened (WeirHelperSource *self, WeirWireOpened *opened, GError **error)
{
  WeirFrame frame;

  do
    {
      if (!wait_for (self, WEIR_FRAME_OPENED, &frame, error))
        return FALSE;
      if (!weir_wire_opened_read (&frame, opened))
        {
          weir_helper_give_up (self->helper, error);
          return FALSE;
        }
    }
  while (opened->serial != self->serial);
  return TRUE;
}

/* Filters what has come with the tags that the kernel does not show to its own filter. */
static gboolean
set_late_filter (WeirHelperSource *self, const WeirWireOpened *opened, GError **error)
{
  pcap_freecode (&self->late_filter);
  if (!weir_capture_filter_asks_for_tags (self->filter))
    return TRUE;
  if (!weir_capture_filter_compile (self->filter, (int) opened->link_type, (int) opened->snaplen,
                                    &self->late_filter, error))
    return FALSE;

  /* What the kernel keeps beside a packet does not come with it. */
  for (guint i = 0; i < self->late_filter.bf_len; i++)
    if (BPF_CLASS (self->late_filter.bf_insns[i].code) == BPF_LD
        && BPF_MODE (self->late_filter.bf_insns[i].code) == BPF_ABS
        && self->late_filter.bf_insns[i].k >= (guint32) SKF_AD_OFF)
      {
        g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILTER,
                     _ ("The capture filter “%s” cannot be used: “vlan” does not go together with "
                        "“inbound”, “outbound” or “ifindex”, unless Weir runs as root."),
                     self->filter);
        return FALSE;
      }
  return TRUE;
}

/* The helper knows no expressions: it gets instructions, and the kernel checks them. */
static gboolean
send_filter (WeirHelperSource *self,
             const WeirWireOpened *opened,
             const WeirSnapshot *snapshot,
             GError **error)
{
  uint8_t memory[WEIR_FRAME_HEADER_SIZE + WEIR_FRAME_MAX_TO_HELPER];
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
  WeirWireInstruction instructions[WEIR_WIRE_FILTER_MAX_LENGTH];
  struct bpf_program program;
  gboolean is_short_enough;

  if (!set_late_filter (self, opened, error)
      || !weir_capture_filter_compile (self->late_filter.bf_len > 0 ? NULL : self->filter,
                                       (int) opened->link_type, (int) opened->snaplen, &program,
                                       error))
    return FALSE;

  weir_snapshot_filter_apply (&program, (int) opened->link_type, snapshot);
  is_short_enough = program.bf_len <= WEIR_WIRE_FILTER_MAX_LENGTH;
  for (guint i = 0; is_short_enough && i < program.bf_len; i++)
    instructions[i] = (WeirWireInstruction){ .code = program.bf_insns[i].code,
                                             .jt = program.bf_insns[i].jt,
                                             .jf = program.bf_insns[i].jf,
                                             .k = program.bf_insns[i].k };
  if (is_short_enough)
    weir_wire_filter_write (&writer, instructions, program.bf_len);
  pcap_freecode (&program);
  if (is_short_enough)
    return weir_helper_send (self->helper, &writer, error);

  g_set_error (error, WEIR_ERROR, WEIR_ERROR_FILTER,
               _ ("The capture filter “%s” is too long for the kernel."), self->filter);
  return FALSE;
}

/* From the STATS that answers the filter on, packets flow, and counting begins there. */
static gboolean
wait_for_flow (WeirHelperSource *self, GError **error)
{
  WeirFrame frame;

  if (!wait_for (self, WEIR_FRAME_STATS, &frame, error))
    return FALSE;
  if (weir_wire_stats_read (&frame, &self->stats))
    return TRUE;

  weir_helper_give_up (self->helper, error);
  return FALSE;
}

static gboolean
send_request (WeirHelperSource *self, WeirFrameType type, GError **error)
{
  uint8_t memory[WEIR_FRAME_HEADER_SIZE];
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };

  weir_wire_request_write (&writer, type);
  return weir_helper_send (self->helper, &writer, error);
}

/* What the second packet socket lets through: now and then another filter. */
static gboolean
send_watch (WeirHelperSource *self, GError **error)
{
  uint8_t memory[WEIR_FRAME_HEADER_SIZE + WEIR_FRAME_MAX_TO_HELPER];
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
  WeirWireInstruction instructions[WEIR_WIRE_FILTER_MAX_LENGTH];
  gsize count;

  if (self->watch.local != NULL)
    weir_openings_set_local (self->openings, self->watch.local);
  if (!weir_openings_get_filter (self->openings, g_get_monotonic_time (), instructions, &count))
    return TRUE;

  weir_wire_watch_write (&writer, instructions, count);
  return weir_helper_send (self->helper, &writer, error);
}

static void
weir_helper_source_close (WeirSource *source)
{
  WeirHelperSource *self = WEIR_HELPER_SOURCE (source);

  if (!self->is_open)
    return;

  /* The helper stays for the next one. */
  if (weir_helper_is_running (self->helper))
    send_request (self, WEIR_FRAME_CLOSE, NULL);
  weir_interface_watch_stop (&self->watch);
  self->is_open = FALSE;
}

static gboolean
weir_helper_source_open (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirHelperSource *self = WEIR_HELPER_SOURCE (source);
  WeirWireOpened opened;

  if (!weir_helper_start (self->helper, &self->wakeup, error) || !send_open (self, error)
      || !wait_for_opened (self, &opened, error))
    return FALSE;

  self->is_open = TRUE;
  self->opened = opened;
  self->snapshot = weir_meter_get_snapshot (meter);
  self->n_stats_to_record = 0;
  if (!weir_link_type_check ((int) opened.link_type, error)
      || !send_filter (self, &opened, &self->snapshot, error) || !wait_for_flow (self, error))
    {
      weir_helper_source_close (source);
      return FALSE;
    }

  self->was_open = TRUE;
  self->stats_at_us = g_get_monotonic_time ();
  weir_arrival_clock_init (&self->arrivals, LATENESS_US);
  self->ask_owners_at_us = self->stats_at_us;
  weir_openings_start (self->openings, (int) opened.link_type);
  weir_meter_set_link_type (meter, (int) opened.link_type);
  weir_interface_watch_start (&self->watch, meter);
  weir_meter_begin_recording (meter, g_get_real_time ());
  return TRUE;
}

/* More of each packet is wanted, or less again.  Of two STATS one answers the new filter: the other
 * may have been on its way. */
static gboolean
change_snapshot (WeirHelperSource *self, const WeirSnapshot *wanted, GError **error)
{
  self->snapshot = *wanted;
  self->n_stats_to_record = 2;
  /* Whose the packets are is wanted soon. */
  self->ask_owners_at_us = 0;
  return send_filter (self, &self->opened, wanted, error);
}

static gboolean
passes_late_filter (const WeirHelperSource *self, const WeirWirePacket *packet)
{
  const struct pcap_pkthdr header = { .caplen = packet->captured, .len = packet->length };

  return self->late_filter.bf_len == 0
         || pcap_offline_filter (&self->late_filter, &header, packet->octets) != 0;
}

static gboolean
handle_packets (WeirHelperSource *self, WeirFrame rest, WeirMeter *meter, GError **error)
{
  WeirWireRecordResult result;
  WeirWirePacket packet;

  while ((result = weir_wire_packet_next (&rest, &packet)) == WEIR_WIRE_RECORD_NEXT)
    if (passes_late_filter (self, &packet))
      weir_meter_add_frame (meter, packet.time_us, packet.octets, packet.captured, packet.length);
  if (result == WEIR_WIRE_RECORD_END)
    return TRUE;

  weir_helper_give_up (self->helper, error);
  return FALSE;
}

/* Asks whose the connections are that were opened just now. */
static gboolean
send_look_ups (WeirHelperSource *self, GError **error)
{
  uint8_t memory[WEIR_FRAME_HEADER_SIZE + WEIR_WIRE_MAX_LOOK_UPS * WEIR_WIRE_TUPLE_SIZE];
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };
  const WeirWireTuple *tuples;
  gsize n;

  while ((tuples = weir_openings_take (self->openings, &n)), n > 0)
    {
      weir_frame_writer_begin (&writer, WEIR_FRAME_LOOK_UP);
      for (gsize i = 0; i < n; i++)
        weir_wire_tuple_add (&writer, &tuples[i]);
      weir_frame_writer_end (&writer);
      if (!weir_helper_send (self->helper, &writer, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
handle_openings (WeirHelperSource *self, WeirFrame rest, GError **error)
{
  gint64 now_us = g_get_monotonic_time ();
  WeirWireRecordResult result;
  WeirWirePacket packet;

  while ((result = weir_wire_packet_next (&rest, &packet)) == WEIR_WIRE_RECORD_NEXT)
    weir_openings_add_frame (self->openings, now_us, packet.octets, packet.captured, packet.length);
  if (result == WEIR_WIRE_RECORD_END)
    return send_look_ups (self, error) && send_watch (self, error);

  weir_helper_give_up (self->helper, error);
  return FALSE;
}

/* What was counted since the last time; nothing where the interface was made anew. */
static uint64_t
difference (uint64_t now, uint64_t last)
{
  return now > last ? now - last : 0;
}

static gboolean
handle_stats (WeirHelperSource *self, const WeirFrame *frame, WeirMeter *meter, GError **error)
{
  WeirWireStats now;
  WeirSourceCounts counts = { 0 };
  int64_t arrived_us;

  if (!weir_wire_stats_read (frame, &now))
    {
      weir_helper_give_up (self->helper, error);
      return FALSE;
    }

  counts.dropped = difference (now.dropped, self->stats.dropped);
  counts.dropped_interface = difference (now.interface_dropped, self->stats.interface_dropped);
  counts.interface_rx_bytes = difference (now.rx_octets, self->stats.rx_octets);
  counts.interface_rx_packets = difference (now.rx_packets, self->stats.rx_packets);
  counts.interface_tx_bytes = difference (now.tx_octets, self->stats.tx_octets);
  counts.interface_tx_packets = difference (now.tx_packets, self->stats.tx_packets);
  self->stats = now;
  self->stats_at_us = g_get_monotonic_time ();
  weir_meter_add_source_counts (meter, &counts);
  /* What it had captured by now came before: no other frame says so. */
  if (weir_arrival_clock_tick (&self->arrivals, self->stats_at_us, g_get_real_time (), &arrived_us))
    weir_meter_advance (meter, arrived_us);
  if (self->n_stats_to_record > 0 && --self->n_stats_to_record == 0)
    weir_meter_begin_recording (meter, g_get_real_time ());
  return TRUE;
}

/* Returns: whether to go on; sets the error if not */
static gboolean
handle_frame (WeirHelperSource *self, const WeirFrame *frame, WeirMeter *meter, GError **error)
{
  if (frame->type == WEIR_FRAME_PACKETS)
    return handle_packets (self, *frame, meter, error);
  if (frame->type == WEIR_FRAME_STATS)
    return handle_stats (self, frame, meter, error);
  if (frame->type == WEIR_FRAME_ERROR)
    return handle_problem (self, frame, error);
  if (frame->type == WEIR_FRAME_OPENINGS)
    return handle_openings (self, *frame, error);
  if (frame->type == WEIR_FRAME_END)
    weir_helper_owners_tell (&self->owners, meter);
  if ((frame->type != WEIR_FRAME_SOCKETS || weir_helper_owners_add (&self->owners, frame))
      && (frame->type != WEIR_FRAME_OWNERS || weir_helper_owners_answer (frame, meter))
      && (frame->type != WEIR_FRAME_PROCESSES || weir_helper_owners_note (frame)))
    return TRUE;

  weir_helper_give_up (self->helper, error);
  return FALSE;
}

static WeirReadResult
weir_helper_source_read (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirHelperSource *self = WEIR_HELPER_SOURCE (source);
  const WeirSnapshot wanted = weir_meter_get_snapshot (meter);
  gint64 deadline_us = g_get_monotonic_time () + READ_MS * 1000;
  gboolean is_last = FALSE;
  WeirHelperResult result;

  if (!weir_snapshot_equal (&wanted, &self->snapshot) && !change_snapshot (self, &wanted, error))
    return WEIR_READ_FAILED;

  do
    {
      int timeout_ms = (int) MAX (deadline_us - g_get_monotonic_time (), 0) / 1000;
      WeirFrame frame;

      result = weir_helper_next (self->helper, timeout_ms, is_last ? NULL : &self->wakeup, &frame,
                                 error);
      if (result == WEIR_HELPER_FAILED)
        return WEIR_READ_FAILED;
      if (result == WEIR_HELPER_FRAME && !handle_frame (self, &frame, meter, error))
        return WEIR_READ_FAILED;
      if (result == WEIR_HELPER_INTERRUPTED)
        {
          is_last = TRUE;
          deadline_us = g_get_monotonic_time () + LAST_READ_MS * 1000;
        }
    }
  while (result != WEIR_HELPER_NOTHING && g_get_monotonic_time () < deadline_us);

  if (is_last)
    return WEIR_READ_END;
  if (!send_watch (self, error))
    return WEIR_READ_FAILED;

  if (g_get_monotonic_time () - self->stats_at_us > SILENCE_US)
    {
      weir_helper_stop (self->helper);
      g_set_error (error, WEIR_ERROR, WEIR_ERROR_HELPER_LOST,
                   _ ("The program that captures does not answer."));
      return WEIR_READ_FAILED;
    }

  if (g_get_monotonic_time () >= self->ask_owners_at_us)
    {
      self->ask_owners_at_us = g_get_monotonic_time () + OWNERS_INTERVAL_US;
      if (!send_request (self, WEIR_FRAME_LIST_SOCKETS, error))
        return WEIR_READ_FAILED;
    }

  return weir_interface_watch_check (&self->watch, meter, error);
}

static void
weir_helper_source_interrupt (WeirSource *source)
{
  weir_wakeup_raise (&WEIR_HELPER_SOURCE (source)->wakeup);
}

static gboolean
weir_helper_source_is_live (WeirSource *source)
{
  return TRUE;
}

static void
weir_helper_source_finalize (GObject *object)
{
  WeirHelperSource *self = WEIR_HELPER_SOURCE (object);

  weir_helper_source_close (WEIR_SOURCE (self));
  weir_helper_unref (self->helper);
  weir_interface_watch_clear (&self->watch);
  g_free (self->interface);
  g_free (self->filter);
  pcap_freecode (&self->late_filter);
  weir_wakeup_clear (&self->wakeup);
  weir_helper_owners_clear (&self->owners);
  weir_openings_free (self->openings);

  G_OBJECT_CLASS (weir_helper_source_parent_class)->finalize (object);
}

static void
weir_helper_source_class_init (WeirHelperSourceClass *klass)
{
  WeirSourceClass *source_class = WEIR_SOURCE_CLASS (klass);

  source_class->open = weir_helper_source_open;
  source_class->read = weir_helper_source_read;
  source_class->close = weir_helper_source_close;
  source_class->interrupt = weir_helper_source_interrupt;
  source_class->is_live = weir_helper_source_is_live;
  G_OBJECT_CLASS (klass)->finalize = weir_helper_source_finalize;
}

static void
weir_helper_source_init (WeirHelperSource *self)
{
  weir_wakeup_init (&self->wakeup);
  weir_helper_owners_init (&self->owners);
}

WeirSource *
weir_helper_source_new (WeirHelper *helper,
                        const char *interface,
                        const WeirDeviceSourceOptions *options)
{
  WeirHelperSource *self = g_object_new (WEIR_TYPE_HELPER_SOURCE, NULL);

  self->helper = weir_helper_ref (helper);
  self->interface = g_strdup (interface);
  if (options != NULL)
    {
      self->is_promiscuous = options->is_promiscuous;
      self->filter = g_strdup (options->filter);
    }
  self->openings = weir_openings_new (self->filter);
  weir_interface_watch_init (&self->watch, interface, options != NULL ? options->local : NULL);

  return WEIR_SOURCE (self);
}
