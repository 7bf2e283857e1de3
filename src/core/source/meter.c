/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/meter.h"

#include <string.h>

#include "core/flow/fragment-cache.h"
#include "core/flow/flow-owner.h"
#include "core/flow/told-owners.h"
#include "core/identity/process-notes.h"
#include "core/naming/name-reader.h"
#include "core/packet/spoken.h"
#include "core/packet/packet.h"

/* A time stamp this far before the open interval is no late packet: the clock was set back. */
#define CLOCK_STEP_US G_USEC_PER_SEC

typedef void (*AddFrameFunc) (WeirMeter *self,
                              int64_t time_us,
                              const uint8_t *frame,
                              uint32_t captured,
                              uint32_t length);

struct _WeirMeter
{
  WeirPacket burst[WEIR_FLOW_TABLE_BURST];
  WeirTcpSegment segments[WEIR_FLOW_TABLE_BURST]; /* of the same packets, if TCP is followed */
  guint n_burst;

  WeirFlowTable *table;
  WeirFragmentCache *fragments;
  WeirNameReader *names;   /* (nullable) */
  WeirTransport transport; /* of the frame that is booked, for its names */
  int link_type;

  gboolean is_live;
  gboolean follows_tcp;
  gboolean reads_on;      /* behind the ports, for names or TCP, or is recorded */
  AddFrameFunc add_frame; /* whichever does no more than that */
  WeirRecorder *recorder; /* (nullable) */
  gboolean is_malformed;  /* the frame that is being recorded */
  WeirLocalNetwork *local;
  WeirToldOwners *told; /* (nullable): until a file names the first process */
  int64_t interval_us;
  gboolean is_open; /* start_us and end_us are set */
  int64_t start_us; /* of what was booked since the last batch */
  int64_t end_us;   /* of the open interval */
  int64_t newest_us;
  uint64_t n_frames;
  uint64_t n_taken; /* of these, in batches */

  WeirSourceCounts counts;
  WeirIntervalFunc func;
  gpointer user_data;
};

static void
flush_burst (WeirMeter *self)
{
  weir_flow_table_add (self->table, self->burst, self->follows_tcp ? self->segments : NULL,
                       self->n_burst);
  self->n_burst = 0;
}

/* Intervals end at multiples of their length, so that none crosses the border of a second. */
static int64_t
next_border (const WeirMeter *self, int64_t time_us)
{
  int64_t past = time_us % self->interval_us;

  if (past < 0)
    past += self->interval_us;

  return time_us - past + self->interval_us;
}

static gboolean
has_something (const WeirMeter *self)
{
  return self->n_frames != self->n_taken || !weir_flow_table_is_empty_interval (self->table);
}

static void
open_interval (WeirMeter *self, int64_t time_us)
{
  self->is_open = TRUE;
  self->start_us = time_us;
  self->end_us = next_border (self, time_us);
  self->newest_us = time_us;
}

static void
end_interval (WeirMeter *self, int64_t time_us)
{
  flush_burst (self);
  self->func (self, self->user_data);

  /* Where nothing is left to hand over, a gap in time belongs to nobody. */
  if (!has_something (self))
    self->start_us = MAX (self->start_us, next_border (self, time_us) - self->interval_us);
  self->end_us = next_border (self, time_us);
}

static void
move_to (WeirMeter *self, int64_t time_us)
{
  if (!self->is_open)
    {
      open_interval (self, time_us);
    }
  else if (G_UNLIKELY (time_us >= self->end_us))
    {
      end_interval (self, time_us);
    }
  else if (G_UNLIKELY (self->is_live && time_us < self->start_us - CLOCK_STEP_US))
    {
      flush_burst (self);
      self->func (self, self->user_data);
      open_interval (self, time_us);
    }

  self->newest_us = MAX (self->newest_us, time_us);
}

static G_ALWAYS_INLINE inline void
book_frame (WeirMeter *self,
            gboolean reads_on,
            int64_t time_us,
            const uint8_t *frame,
            uint32_t captured,
            uint32_t length)
{
  WeirPacket *packet = &self->burst[self->n_burst];
  gboolean is_packet;

  self->n_frames++;
  packet->time_us = time_us;
  if (reads_on)
    is_packet = weir_packet_parse_with_transport (packet, &self->transport, self->link_type, frame,
                                                  captured, length);
  else
    is_packet = weir_packet_parse (packet, self->link_type, frame, captured, length);

  if (G_UNLIKELY (!is_packet))
    {
      self->counts.malformed++;
      self->is_malformed = TRUE;
      return;
    }

  if (reads_on && self->names != NULL)
    weir_name_reader_add (self->names, packet, &self->transport);
  if (reads_on && self->follows_tcp)
    {
      WeirTcpSegment *segment = &self->segments[self->n_burst];

      weir_tcp_segment_read (segment, packet, &self->transport);
      segment->spoken =
          self->names != NULL ? (uint8_t) weir_spoken_read (packet, &self->transport) : 0;
    }
  if (G_UNLIKELY ((packet->flags & WEIR_PACKET_FRAGMENT) != 0))
    weir_fragment_cache_resolve (self->fragments, packet);

  if (++self->n_burst == WEIR_FLOW_TABLE_BURST)
    flush_burst (self);
}

/* A frame that is not simply a little later than the last one. */
static G_GNUC_NO_INLINE void
move_and_book_frame (WeirMeter *self,
                     int64_t time_us,
                     const uint8_t *frame,
                     uint32_t captured,
                     uint32_t length)
{
  move_to (self, time_us);
  book_frame (self, self->reads_on, time_us, frame, captured, length);
}

static G_ALWAYS_INLINE inline void
add_frame (WeirMeter *self,
           gboolean reads_on,
           int64_t time_us,
           const uint8_t *frame,
           uint32_t captured,
           uint32_t length)
{
  if (G_LIKELY (time_us >= self->newest_us && time_us < self->end_us))
    {
      self->newest_us = time_us;
      book_frame (self, reads_on, time_us, frame, captured, length);
    }
  else
    {
      move_and_book_frame (self, time_us, frame, captured, length);
    }
}

/* Three ways, so that plain accounting does not pay for the rest. */
static void
add_frame_alone (WeirMeter *self,
                 int64_t time_us,
                 const uint8_t *frame,
                 uint32_t captured,
                 uint32_t length)
{
  add_frame (self, FALSE, time_us, frame, captured, length);
}

static void
add_frame_and_read_on (WeirMeter *self,
                       int64_t time_us,
                       const uint8_t *frame,
                       uint32_t captured,
                       uint32_t length)
{
  add_frame (self, TRUE, time_us, frame, captured, length);
}

static void
add_frame_and_record (WeirMeter *self,
                      int64_t time_us,
                      const uint8_t *frame,
                      uint32_t captured,
                      uint32_t length)
{
  guint place;

  self->is_malformed = FALSE;
  add_frame_and_read_on (self, time_us, frame, captured, length);

  /* A burst that has been booked is still there. */
  place = (self->n_burst > 0 ? self->n_burst : WEIR_FLOW_TABLE_BURST) - 1;
  weir_recorder_add_frame (self->recorder, self->is_malformed ? NULL : &self->burst[place], time_us,
                           frame, captured, length);
}

static void
choose_way (WeirMeter *self)
{
  self->reads_on = self->follows_tcp || self->names != NULL || self->recorder != NULL;
  if (!self->reads_on)
    self->add_frame = add_frame_alone;
  else if (self->recorder == NULL)
    self->add_frame = add_frame_and_read_on;
  else
    self->add_frame = add_frame_and_record;
}

WeirMeter *
weir_meter_new (const WeirMeterOptions *options,
                WeirLocalNetwork *local,
                WeirIntervalFunc func,
                gpointer user_data)
{
  WeirMeter *self = g_new0 (WeirMeter, 1);

  self->interval_us = options->interval_us > 0 ? options->interval_us : WEIR_METER_LIVE_INTERVAL_US;
  self->is_live = options->is_live;
  self->follows_tcp = options->follows_tcp;
  self->table = weir_flow_table_new (options->max_flows, local);
  self->fragments = weir_fragment_cache_new ();
  if (options->reads_names)
    self->names = weir_name_reader_new (options->is_live);
  self->link_type = -1;
  self->local = weir_local_network_ref (local);
  self->func = func;
  self->user_data = user_data;
  choose_way (self);

  return self;
}

void
weir_meter_free (WeirMeter *self)
{
  weir_flow_table_free (self->table);
  weir_fragment_cache_free (self->fragments);
  g_clear_pointer (&self->names, weir_name_reader_free);
  g_clear_pointer (&self->told, weir_told_owners_free);
  weir_local_network_unref (self->local);
  weir_meter_set_recorder (self, NULL);
  g_free (self);
}

WeirSnapshot
weir_meter_get_snapshot (const WeirMeter *self)
{
  return (WeirSnapshot){
    .reads_names = self->names != NULL,
    .bytes = self->recorder != NULL ? weir_recorder_get_snaplen (self->recorder) : 0,
  };
}

void
weir_meter_set_recorder (WeirMeter *self, WeirRecorder *recorder)
{
  if (recorder == self->recorder)
    return;

  if (self->recorder != NULL)
    weir_recorder_end (self->recorder);
  g_clear_pointer (&self->recorder, weir_recorder_unref);
  if (recorder != NULL)
    {
      self->recorder = weir_recorder_ref (recorder);
      weir_recorder_set_local (recorder, self->local);
      if (self->link_type >= 0)
        weir_recorder_set_link_type (recorder, self->link_type);
    }
  choose_way (self);
}

WeirRecorder *
weir_meter_get_recorder (const WeirMeter *self)
{
  return self->recorder;
}

void
weir_meter_begin_recording (WeirMeter *self, int64_t time_us)
{
  if (self->recorder != NULL)
    weir_recorder_begin (self->recorder, time_us);
}

void
weir_meter_set_link_type (WeirMeter *self, int link_type)
{
  self->link_type = link_type;
  if (self->recorder != NULL)
    weir_recorder_set_link_type (self->recorder, link_type);
}

void
weir_meter_set_local (WeirMeter *self, WeirLocalNetwork *local)
{
  flush_burst (self);
  weir_flow_table_set_local (self->table, local);

  weir_local_network_ref (local);
  weir_local_network_unref (self->local);
  self->local = local;
  if (self->recorder != NULL)
    weir_recorder_set_local (self->recorder, local);
}

void
weir_meter_add_frame (WeirMeter *self,
                      int64_t time_us,
                      const uint8_t *frame,
                      uint32_t captured,
                      uint32_t length)
{
  self->add_frame (self, time_us, frame, captured, length);
}

void
weir_meter_add_frame_of (WeirMeter *self,
                         const WeirSharer *process,
                         int64_t time_us,
                         const uint8_t *frame,
                         uint32_t captured,
                         uint32_t length)
{
  WeirSocketInfo info = { .pid = process->pid, .match = WEIR_OWNER_MATCH_RECORDED };
  WeirPacket packet;

  weir_meter_add_frame (self, time_us, frame, captured, length);
  if (!weir_packet_parse (&packet, self->link_type, frame, captured, length)
      || (packet.flags & WEIR_PACKET_LATER_FRAGMENT) != 0)
    return;

  if (self->told == NULL)
    self->told = weir_told_owners_new ();
  if (!weir_told_owners_add (self->told, &packet, process->pid))
    return;

  flush_burst (self);
  if (!weir_flow_table_find_key (self->table, &packet, &info.key))
    return;
  memcpy (info.process, process->process, sizeof info.process);
  weir_meter_add_socket (self, &info);
}

void
weir_meter_add_delta (WeirMeter *self, const WeirFlowDelta *delta, const WeirTcpDelta *tcp)
{
  move_to (self, delta->last_us);
  weir_flow_table_add_delta (self->table, delta, tcp);
}

void
weir_meter_add_socket (WeirMeter *self, const WeirSocketInfo *info)
{
  /* Who opened this connection may be gone before anybody asks who it was. */
  if (info->match != WEIR_OWNER_MATCH_NONE && info->match != WEIR_OWNER_MATCH_RECORDED
      && info->pid != 0)
    weir_process_notes_add (weir_process_notes_get (), info->pid, info->start_time);

  weir_flow_table_add_socket (self->table, info);
  if (self->recorder != NULL)
    weir_recorder_add_socket (self->recorder, info);
}

void
weir_meter_end_socket_list (WeirMeter *self)
{
  weir_flow_table_end_socket_list (self->table);
  if (self->recorder != NULL)
    weir_recorder_end_socket_list (self->recorder);
}

void
weir_meter_advance (WeirMeter *self, int64_t time_us)
{
  if (!self->is_open)
    open_interval (self, time_us);
  else if (time_us >= self->end_us)
    end_interval (self, time_us);
}

void
weir_meter_add_source_counts (WeirMeter *self, const WeirSourceCounts *counts)
{
  self->counts.dropped += counts->dropped;
  self->counts.dropped_interface += counts->dropped_interface;
  self->counts.interface_rx_packets += counts->interface_rx_packets;
  self->counts.interface_tx_packets += counts->interface_tx_packets;
  self->counts.interface_rx_bytes += counts->interface_rx_bytes;
  self->counts.interface_tx_bytes += counts->interface_tx_bytes;
  if (self->recorder != NULL)
    weir_recorder_add_counts (self->recorder, counts);
}

WeirBatch *
weir_meter_take_batch (WeirMeter *self, gboolean is_last)
{
  WeirBatch *batch = weir_batch_new ();

  flush_burst (self);
  batch->start_us = self->start_us;
  batch->end_us = is_last ? MAX (self->newest_us, self->start_us) : self->end_us;
  batch->source = self->counts;
  batch->source.received = self->n_frames - self->n_taken;
  batch->is_live = self->is_live;
  batch->is_last = is_last;
  weir_flow_table_take (self->table, batch, batch->end_us);
  if (self->names != NULL)
    batch->names = weir_name_reader_take (self->names, &batch->n_names);
  if (self->told != NULL)
    weir_told_owners_end_interval (self->told);

  self->counts = (WeirSourceCounts){ 0 };
  self->n_taken = self->n_frames;
  self->start_us = batch->end_us;
  return batch;
}

gboolean
weir_meter_is_empty (const WeirMeter *self)
{
  return !has_something (self) && self->n_burst == 0;
}

uint64_t
weir_meter_get_n_frames (const WeirMeter *self)
{
  return self->n_frames;
}
