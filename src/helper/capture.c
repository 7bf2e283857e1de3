/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/capture.h"

#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "helper/interfaces.h"

/* Without immediate mode the kernel hands over whole blocks of packets, and a started one after
 * this long.  Measured: 10 ms costs three times the processor time, immediate mode thirty times. */
#define TIMEOUT_MS 100

/* Covers 300 ms without a read at 300,000 packets of 96 octets a second. */
#define RING_SIZE (16 * 1024 * 1024)

/* About a third of a millisecond's work. */
#define PACKETS_A_READ 4096

/* All that fits in the ring; an interface that is back already brings more. */
#define LAST_READS 64

static WeirWireProblemCode
problem_from_pcap (int status)
{
  switch (status)
    {
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return WEIR_WIRE_PROBLEM_NO_INTERFACE;
    case PCAP_ERROR_IFACE_NOT_UP:
      return WEIR_WIRE_PROBLEM_INTERFACE_DOWN;
    case PCAP_ERROR_PERM_DENIED:
    case PCAP_ERROR_PROMISC_PERM_DENIED:
      return WEIR_WIRE_PROBLEM_PERMISSION;
    default:
      return WEIR_WIRE_PROBLEM_FAILED;
    }
}

static bool
filter_is_in_kernel (pcap_t *pcap)
{
  socklen_t count = 0;

  return getsockopt (pcap_fileno (pcap), SOL_SOCKET, SO_GET_FILTER, NULL, &count) == 0 && count > 0;
}

/* Where the kernel refuses a filter, libpcap falls back to running it itself: that would be looking
 * into packets with privileges, so it counts as refused.  (It does run it, once it has checked it,
 * over the blocks that were in the ring when the filter changed; its interpreter knows no packet
 * type, so that "inbound" and "outbound" lose that one block.) */
bool
weir_capture_set_kernel_filter (pcap_t *pcap, struct bpf_insn *instructions, size_t count)
{
  struct bpf_program program = { .bf_len = count, .bf_insns = instructions };

  return pcap_setfilter (pcap, &program) == 0 && filter_is_in_kernel (pcap);
}

/* There always is a filter: without one the kernel copies whole packets into the ring, whatever the
 * snapshot length. */
static bool
set_constant_filter (WeirCapture *self, uint32_t captured)
{
  struct bpf_insn instruction = BPF_STMT (BPF_RET | BPF_K, captured);

  return weir_capture_set_kernel_filter (self->pcap, &instruction, 1);
}

static void
fail (WeirCapture *self, WeirOutput *output, WeirWireProblemCode code, const char *text)
{
  char kept[PCAP_ERRBUF_SIZE];

  /* The text may belong to what is closed here. */
  snprintf (kept, sizeof kept, "%s", text);
  weir_capture_close (self);
  weir_output_problem (output, code, self->open.serial, kept);
}

void
weir_capture_open (WeirCapture *self, const WeirWireOpen *open, WeirOutput *output)
{
  char message[PCAP_ERRBUF_SIZE] = "";
  WeirWireOpened opened = { .serial = open->serial, .snaplen = open->snaplen };
  int status;

  weir_capture_close (self);
  self->open = *open;
  memset (&self->last, 0, sizeof self->last);
  memset (&self->stats, 0, sizeof self->stats);

  /* libpcap knows more devices than interfaces (USB, D-Bus, …), by their names. */
  if (strcmp (open->name, "any") != 0 && if_nametoindex (open->name) == 0)
    {
      fail (self, output, WEIR_WIRE_PROBLEM_NO_INTERFACE, "no such interface");
      return;
    }

  self->pcap = pcap_create (open->name, message);
  if (!self->pcap)
    {
      fail (self, output, WEIR_WIRE_PROBLEM_FAILED, message);
      return;
    }

  pcap_set_snaplen (self->pcap, open->snaplen);
  pcap_set_promisc (self->pcap, (open->flags & WEIR_WIRE_OPEN_PROMISCUOUS) != 0);
  pcap_set_timeout (self->pcap, TIMEOUT_MS);
  pcap_set_buffer_size (self->pcap, RING_SIZE);
  status = pcap_activate (self->pcap);
  if (status < 0)
    {
      const char *text = pcap_geterr (self->pcap);

      fail (self, output, problem_from_pcap (status), *text ? text : pcap_statustostr (status));
      return;
    }

  /* Nothing passes before the program has sent its filter. */
  if (pcap_setnonblock (self->pcap, 1, message) != 0 || !set_constant_filter (self, 0))
    {
      fail (self, output, WEIR_WIRE_PROBLEM_FAILED, pcap_geterr (self->pcap));
      return;
    }

  opened.link_type = pcap_datalink (self->pcap);
  weir_wire_opened_write (&output->writer, &opened);
  weir_output_send (output);
}

void
weir_capture_send_stats (WeirCapture *self, WeirOutput *output)
{
  struct pcap_stat now;

  if (pcap_stats (self->pcap, &now) == 0)
    {
      self->stats.received += now.ps_recv - self->last.ps_recv;
      self->stats.dropped += now.ps_drop - self->last.ps_drop;
      self->stats.interface_dropped += now.ps_ifdrop - self->last.ps_ifdrop;
      self->last = now;
    }
  weir_interface_count (self->open.name, &self->stats);
  weir_wire_stats_write (&output->writer, &self->stats);
  weir_output_send (output);
}

void
weir_capture_set_filter (WeirCapture *self,
                         WeirWireInstruction *instructions,
                         size_t count,
                         WeirOutput *output)
{
  struct bpf_insn program[WEIR_WIRE_FILTER_MAX_LENGTH];
  bool is_set;

  /* The device may have been lost while the filter was on its way; the program knows by now. */
  if (!self->pcap)
    return;

  for (size_t i = 0; i < count; i++)
    program[i] = (struct bpf_insn){ .code = instructions[i].code,
                                    .jt = instructions[i].jt,
                                    .jf = instructions[i].jf,
                                    .k = instructions[i].k };
  is_set = count > 0 ? weir_capture_set_kernel_filter (self->pcap, program, count)
                     : set_constant_filter (self, self->open.snaplen);
  if (!is_set)
    {
      fail (self, output, WEIR_WIRE_PROBLEM_FILTER, "the kernel refuses the filter");
      return;
    }

  self->is_flowing = true;
  weir_capture_send_stats (self, output);
}

int
weir_capture_get_fd (const WeirCapture *self)
{
  return self->pcap ? pcap_get_selectable_fd (self->pcap) : -1;
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

  if (weir_wire_packet_add (&output->writer, &packet))
    return;

  weir_output_send (output);
  weir_frame_writer_begin (&output->writer, WEIR_FRAME_PACKETS);
  weir_wire_packet_add (&output->writer, &packet);
}

/* Returns: what libpcap did */
static int
send_packets (WeirCapture *self, WeirOutput *output)
{
  int count;

  weir_frame_writer_begin (&output->writer, WEIR_FRAME_PACKETS);
  count = pcap_dispatch (self->pcap, PACKETS_A_READ, packet_cb, (u_char *) output);
  if (output->writer.used > WEIR_FRAME_HEADER_SIZE)
    weir_output_send (output);
  return count;
}

/* The block that the kernel is filling comes at the end of its timeout, though the interface is
 * gone. */
static void
send_last_packets (WeirCapture *self, WeirOutput *output)
{
  struct pollfd last = { pcap_get_selectable_fd (self->pcap), POLLIN, 0 };

  poll (&last, 1, TIMEOUT_MS * 3 / 2);
  for (int n = 0; n < LAST_READS && send_packets (self, output) > 0; n++)
    ;
}

void
weir_capture_read (WeirCapture *self, WeirOutput *output)
{
  WeirWireProblemCode code;
  char text[PCAP_ERRBUF_SIZE];
  const int count = send_packets (self, output);

  if (count >= 0)
    return;

  code = if_nametoindex (self->open.name) == 0 ? WEIR_WIRE_PROBLEM_NO_INTERFACE
                                               : problem_from_pcap (count);
  snprintf (text, sizeof text, "%s", pcap_geterr (self->pcap));
  send_last_packets (self, output);
  fail (self, output, code, text);
}

void
weir_capture_close (WeirCapture *self)
{
  if (self->pcap)
    pcap_close (self->pcap);
  self->pcap = NULL;
  self->is_flowing = false;
}
