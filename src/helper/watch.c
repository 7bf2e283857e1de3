/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/watch.h"

#include <time.h>

#include "helper/capture.h"

/* Headers, behind what link layers and options there may be. */
#define SNAPLEN 128

/* A few hundred frames: what is more is a flood, and may be lost. */
#define RING_SIZE (256 * 1024)

/* Packets of one frame, and how long the next one waits: singles go at once, floods in heaps. */
#define PACKETS_A_READ 256
#define REST_NS INT64_C (1000000)
#define TIRED_REST_NS INT64_C (50000000)

static int64_t
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C (1000000000) + now.tv_nsec;
}

static pcap_t *
open_device (const char *interface)
{
  char message[PCAP_ERRBUF_SIZE];
  pcap_t *pcap = pcap_create (interface, message);
  struct bpf_insn nothing = BPF_STMT (BPF_RET | BPF_K, 0);

  if (!pcap)
    return NULL;

  pcap_set_snaplen (pcap, SNAPLEN);
  pcap_set_immediate_mode (pcap, 1);
  pcap_set_buffer_size (pcap, RING_SIZE);
  if (pcap_activate (pcap) >= 0 && pcap_setnonblock (pcap, 1, message) == 0
      && weir_capture_set_kernel_filter (pcap, &nothing, 1))
    return pcap;

  pcap_close (pcap);
  return NULL;
}

void
weir_watch_set_filter (WeirWatch *self,
                       const char *interface,
                       const WeirWireInstruction *instructions,
                       size_t count)
{
  struct bpf_insn program[WEIR_WIRE_FILTER_MAX_LENGTH];

  if (count > 0 && !self->pcap)
    self->pcap = open_device (interface);
  if (!self->pcap)
    return;

  for (size_t i = 0; i < count; i++)
    program[i] = (struct bpf_insn){ .code = instructions[i].code,
                                    .jt = instructions[i].jt,
                                    .jf = instructions[i].jf,
                                    .k = instructions[i].k };
  if (count == 0 || !weir_capture_set_kernel_filter (self->pcap, program, count))
    weir_watch_close (self);
}

int
weir_watch_get_fd (const WeirWatch *self, int *timeout_ms)
{
  int wait_ms;

  if (!self->pcap)
    return -1;

  wait_ms = (int) ((self->read_at_ns - now_ns () + 999999) / 1000000);
  if (wait_ms <= 0)
    return pcap_get_selectable_fd (self->pcap);
  if (*timeout_ms < 0 || *timeout_ms > wait_ms)
    *timeout_ms = wait_ms;
  return -1;
}

static void
packet_cb (u_char *user_data, const struct pcap_pkthdr *header, const u_char *octets)
{
  WeirOutput *output = (WeirOutput *) user_data;
  WeirWirePacket packet = {
    .time_us = header->ts.tv_sec * INT64_C (1000000) + header->ts.tv_usec,
    .captured = header->caplen,
    .length = header->len,
    .octets = octets,
  };

  /* There is room for all of a read. */
  weir_wire_packet_add (&output->writer, &packet);
}

void
weir_watch_read (WeirWatch *self, bool is_tired, WeirOutput *output)
{
  int count;

  weir_frame_writer_begin (&output->writer, WEIR_FRAME_OPENINGS);
  count = pcap_dispatch (self->pcap, PACKETS_A_READ, packet_cb, (u_char *) output);
  if (output->writer.used > WEIR_FRAME_HEADER_SIZE)
    weir_output_send (output);
  self->read_at_ns = now_ns () + (is_tired ? TIRED_REST_NS : REST_NS);

  /* The interface has gone, which the other socket tells as well. */
  if (count < 0)
    weir_watch_close (self);
}

void
weir_watch_close (WeirWatch *self)
{
  if (self->pcap)
    pcap_close (self->pcap);
  self->pcap = NULL;
}
