/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wire/message.h"

#include <string.h>

#include "wire/bytes.h"

#define PACKET_HEADER_SIZE ((size_t) 16)
#define SHARER_SIZE ((size_t) 20)

/* Kernel: dev_valid_name().  Control characters are refused on top: a name is shown to people. */
bool
weir_wire_name_is_valid (const char *name)
{
  size_t length = strnlen (name, WEIR_WIRE_NAME_SIZE);

  if (length == 0 || length == WEIR_WIRE_NAME_SIZE || !strcmp (name, ".") || !strcmp (name, ".."))
    return false;

  for (size_t i = 0; i < length; i++)
    if (name[i] == '/' || name[i] == ':' || (unsigned char) name[i] <= ' ' || name[i] == 0x7f)
      return false;

  return true;
}

/* @to: of WEIR_WIRE_NAME_SIZE.  Only zeros may follow the first. */
static bool
get_name (const uint8_t *from, char *to)
{
  size_t length = strnlen ((const char *) from, WEIR_WIRE_NAME_SIZE);

  if (length == WEIR_WIRE_NAME_SIZE)
    return false;
  for (size_t i = length; i < WEIR_WIRE_NAME_SIZE; i++)
    if (from[i] != 0)
      return false;

  memcpy (to, from, WEIR_WIRE_NAME_SIZE);
  return true;
}

static void
put_name (uint8_t *to, const char *from)
{
  memset (to, 0, WEIR_WIRE_NAME_SIZE);
  memcpy (to, from, strnlen (from, WEIR_WIRE_NAME_SIZE - 1));
}

/* Begins and adds in one, for the frames of a known size; end() is left to the caller. */
static uint8_t *
begin_sized (WeirFrameWriter *writer, WeirFrameType type, size_t size)
{
  weir_frame_writer_begin (writer, type);
  return weir_frame_writer_add (writer, size);
}

bool
weir_wire_hello_read (const WeirFrame *frame, WeirWireHello *hello)
{
  if (frame->type != WEIR_FRAME_HELLO)
    return false;

  hello->flags = weir_get_u32 (frame->payload);
  return hello->flags <= WEIR_WIRE_HELLO_SEES_OWNERS;
}

bool
weir_wire_hello_write (WeirFrameWriter *writer, const WeirWireHello *hello)
{
  uint8_t *to = begin_sized (writer, WEIR_FRAME_HELLO, 4);

  if (!to)
    return false;

  weir_put_u32 (to, hello->flags);
  weir_frame_writer_end (writer);
  return true;
}

bool
weir_wire_opened_read (const WeirFrame *frame, WeirWireOpened *opened)
{
  if (frame->type != WEIR_FRAME_OPENED)
    return false;

  opened->serial = weir_get_u32 (frame->payload);
  opened->link_type = weir_get_u32 (frame->payload + 4);
  opened->snaplen = weir_get_u32 (frame->payload + 8);
  return opened->link_type <= INT32_MAX && opened->snaplen > 0
         && opened->snaplen <= WEIR_FRAME_MAX_SNAPLEN;
}

bool
weir_wire_opened_write (WeirFrameWriter *writer, const WeirWireOpened *opened)
{
  uint8_t *to = begin_sized (writer, WEIR_FRAME_OPENED, 12);

  if (!to)
    return false;

  weir_put_u32 (to, opened->serial);
  weir_put_u32 (to + 4, opened->link_type);
  weir_put_u32 (to + 8, opened->snaplen);
  weir_frame_writer_end (writer);
  return true;
}

bool
weir_wire_stats_read (const WeirFrame *frame, WeirWireStats *stats)
{
  if (frame->type != WEIR_FRAME_STATS)
    return false;

  stats->received = weir_get_u64 (frame->payload);
  stats->dropped = weir_get_u64 (frame->payload + 8);
  stats->interface_dropped = weir_get_u64 (frame->payload + 16);
  stats->rx_octets = weir_get_u64 (frame->payload + 24);
  stats->rx_packets = weir_get_u64 (frame->payload + 32);
  stats->tx_octets = weir_get_u64 (frame->payload + 40);
  stats->tx_packets = weir_get_u64 (frame->payload + 48);
  return stats->dropped <= stats->received;
}

bool
weir_wire_stats_write (WeirFrameWriter *writer, const WeirWireStats *stats)
{
  uint8_t *to = begin_sized (writer, WEIR_FRAME_STATS, 56);

  if (!to)
    return false;

  weir_put_u64 (to, stats->received);
  weir_put_u64 (to + 8, stats->dropped);
  weir_put_u64 (to + 16, stats->interface_dropped);
  weir_put_u64 (to + 24, stats->rx_octets);
  weir_put_u64 (to + 32, stats->rx_packets);
  weir_put_u64 (to + 40, stats->tx_octets);
  weir_put_u64 (to + 48, stats->tx_packets);
  weir_frame_writer_end (writer);
  return true;
}

bool
weir_wire_end_read (const WeirFrame *frame, WeirFrameType *list)
{
  if (frame->type != WEIR_FRAME_END)
    return false;

  *list = weir_get_u32 (frame->payload);
  return *list == WEIR_FRAME_SOCKETS || *list == WEIR_FRAME_INTERFACES;
}

bool
weir_wire_end_write (WeirFrameWriter *writer, WeirFrameType list)
{
  uint8_t *to = begin_sized (writer, WEIR_FRAME_END, 4);

  if (!to)
    return false;

  weir_put_u32 (to, list);
  weir_frame_writer_end (writer);
  return true;
}

bool
weir_wire_problem_read (const WeirFrame *frame, WeirWireProblem *problem)
{
  uint32_t code;
  size_t length;

  if (frame->type != WEIR_FRAME_ERROR)
    return false;

  length = frame->length - 8;
  code = weir_get_u32 (frame->payload);
  problem->code = code;
  problem->serial = weir_get_u32 (frame->payload + 4);
  memcpy (problem->text, frame->payload + 8, length);
  problem->text[length] = '\0';
  return code >= WEIR_WIRE_PROBLEM_FAILED && code <= WEIR_WIRE_PROBLEM_PRIVILEGES
         && strlen (problem->text) == length;
}

bool
weir_wire_problem_write (WeirFrameWriter *writer, const WeirWireProblem *problem)
{
  size_t length = strnlen (problem->text, WEIR_WIRE_PROBLEM_MAX_TEXT);
  uint8_t *to = begin_sized (writer, WEIR_FRAME_ERROR, 8 + length);

  if (!to)
    return false;

  weir_put_u32 (to, problem->code);
  weir_put_u32 (to + 4, problem->serial);
  memcpy (to + 8, problem->text, length);
  weir_frame_writer_end (writer);
  return true;
}

bool
weir_wire_open_read (const WeirFrame *frame, WeirWireOpen *open)
{
  if (frame->type != WEIR_FRAME_OPEN)
    return false;

  open->serial = weir_get_u32 (frame->payload);
  open->snaplen = weir_get_u32 (frame->payload + 4);
  open->flags = weir_get_u32 (frame->payload + 8);
  return open->snaplen > 0 && open->snaplen <= WEIR_FRAME_MAX_SNAPLEN
         && open->flags <= WEIR_WIRE_OPEN_PROMISCUOUS && get_name (frame->payload + 12, open->name)
         && weir_wire_name_is_valid (open->name);
}

bool
weir_wire_open_write (WeirFrameWriter *writer, const WeirWireOpen *open)
{
  uint8_t *to = begin_sized (writer, WEIR_FRAME_OPEN, 28);

  if (!to)
    return false;

  weir_put_u32 (to, open->serial);
  weir_put_u32 (to + 4, open->snaplen);
  weir_put_u32 (to + 8, open->flags);
  put_name (to + 12, open->name);
  weir_frame_writer_end (writer);
  return true;
}

static bool
read_instructions (const WeirFrame *frame,
                   WeirFrameType type,
                   WeirWireInstruction *instructions,
                   size_t *count)
{
  if (frame->type != type)
    return false;

  *count = frame->length / 8;
  for (size_t i = 0; i < *count; i++)
    {
      const uint8_t *from = frame->payload + 8 * i;

      instructions[i] = (WeirWireInstruction){
        .code = weir_get_u16 (from), .jt = from[2], .jf = from[3], .k = weir_get_u32 (from + 4)
      };
    }
  return true;
}

bool
weir_wire_filter_read (const WeirFrame *frame, WeirWireInstruction *instructions, size_t *count)
{
  return read_instructions (frame, WEIR_FRAME_FILTER, instructions, count);
}

bool
weir_wire_watch_read (const WeirFrame *frame, WeirWireInstruction *instructions, size_t *count)
{
  return read_instructions (frame, WEIR_FRAME_WATCH, instructions, count);
}

static bool
write_instructions (WeirFrameWriter *writer,
                    WeirFrameType type,
                    const WeirWireInstruction *instructions,
                    size_t count)
{
  uint8_t *to;

  if (count > WEIR_WIRE_FILTER_MAX_LENGTH)
    return false;
  to = begin_sized (writer, type, 8 * count);
  if (!to)
    return false;

  for (size_t i = 0; i < count; i++, to += 8)
    {
      weir_put_u16 (to, instructions[i].code);
      to[2] = instructions[i].jt;
      to[3] = instructions[i].jf;
      weir_put_u32 (to + 4, instructions[i].k);
    }
  weir_frame_writer_end (writer);
  return true;
}

bool
weir_wire_filter_write (WeirFrameWriter *writer,
                        const WeirWireInstruction *instructions,
                        size_t count)
{
  return write_instructions (writer, WEIR_FRAME_FILTER, instructions, count);
}

bool
weir_wire_watch_write (WeirFrameWriter *writer,
                       const WeirWireInstruction *instructions,
                       size_t count)
{
  return write_instructions (writer, WEIR_FRAME_WATCH, instructions, count);
}

bool
weir_wire_request_write (WeirFrameWriter *writer, WeirFrameType type)
{
  if (!begin_sized (writer, type, 0))
    return false;

  weir_frame_writer_end (writer);
  return true;
}

bool
weir_wire_packet_add (WeirFrameWriter *writer, const WeirWirePacket *packet)
{
  uint8_t *to = weir_frame_writer_add (writer, PACKET_HEADER_SIZE + packet->captured);

  if (!to)
    return false;

  weir_put_u64 (to, packet->time_us);
  weir_put_u32 (to + 8, packet->captured);
  weir_put_u32 (to + 12, packet->length);
  memcpy (to + PACKET_HEADER_SIZE, packet->octets, packet->captured);
  return true;
}

WeirWireRecordResult
weir_wire_packet_next (WeirFrame *rest, WeirWirePacket *packet)
{
  if (rest->length == 0)
    return WEIR_WIRE_RECORD_END;
  if (rest->length < PACKET_HEADER_SIZE)
    return WEIR_WIRE_RECORD_BAD;

  packet->time_us = weir_get_u64 (rest->payload);
  packet->captured = weir_get_u32 (rest->payload + 8);
  packet->length = weir_get_u32 (rest->payload + 12);
  packet->octets = rest->payload + PACKET_HEADER_SIZE;
  if (packet->captured > rest->length - PACKET_HEADER_SIZE || packet->captured > packet->length
      || packet->time_us < 0)
    return WEIR_WIRE_RECORD_BAD;

  rest->payload += PACKET_HEADER_SIZE + packet->captured;
  rest->length -= PACKET_HEADER_SIZE + packet->captured;
  return WEIR_WIRE_RECORD_NEXT;
}

bool
weir_wire_tuple_add (WeirFrameWriter *writer, const WeirWireTuple *tuple)
{
  uint8_t *to = weir_frame_writer_add (writer, WEIR_WIRE_TUPLE_SIZE);

  if (!to)
    return false;

  to[0] = tuple->family;
  to[1] = tuple->protocol;
  weir_put_u16 (to + 2, 0);
  weir_put_u16 (to + 4, tuple->local_port);
  weir_put_u16 (to + 6, tuple->remote_port);
  memcpy (to + 8, tuple->local, 16);
  memcpy (to + 24, tuple->remote, 16);
  return true;
}

WeirWireRecordResult
weir_wire_tuple_next (WeirFrame *rest, WeirWireTuple *tuple)
{
  const uint8_t *from = rest->payload;

  if (rest->length == 0)
    return WEIR_WIRE_RECORD_END;
  if (rest->length < WEIR_WIRE_TUPLE_SIZE)
    return WEIR_WIRE_RECORD_BAD;

  tuple->family = from[0];
  tuple->protocol = from[1];
  tuple->local_port = weir_get_u16 (from + 4);
  tuple->remote_port = weir_get_u16 (from + 6);
  memcpy (tuple->local, from + 8, 16);
  memcpy (tuple->remote, from + 24, 16);
  if ((tuple->family != 4 && tuple->family != 6) || weir_get_u16 (from + 2) != 0)
    return WEIR_WIRE_RECORD_BAD;

  rest->payload += WEIR_WIRE_TUPLE_SIZE;
  rest->length -= WEIR_WIRE_TUPLE_SIZE;
  return WEIR_WIRE_RECORD_NEXT;
}

bool
weir_wire_process_add (WeirFrameWriter *writer, const WeirWireProcess *process)
{
  uint8_t *to = weir_frame_writer_add (writer, WEIR_WIRE_PROCESS_SIZE + process->cgroup_length
                                                   + process->executable_length);

  if (!to)
    return false;

  weir_put_u32 (to, process->pid);
  weir_put_u32 (to + 4, process->flags);
  weir_put_u64 (to + 8, process->start_time);
  weir_put_u16 (to + 16, (uint16_t) process->cgroup_length);
  weir_put_u16 (to + 18, (uint16_t) process->executable_length);
  to += WEIR_WIRE_PROCESS_SIZE;
  memcpy (to, process->cgroup, process->cgroup_length);
  memcpy (to + process->cgroup_length, process->executable, process->executable_length);
  return true;
}

WeirWireRecordResult
weir_wire_process_next (WeirFrame *rest, WeirWireProcess *process)
{
  const uint8_t *from = rest->payload;
  size_t size;

  if (rest->length == 0)
    return WEIR_WIRE_RECORD_END;
  if (rest->length < WEIR_WIRE_PROCESS_SIZE)
    return WEIR_WIRE_RECORD_BAD;

  process->pid = weir_get_u32 (from);
  process->flags = weir_get_u32 (from + 4);
  process->start_time = weir_get_u64 (from + 8);
  process->cgroup_length = weir_get_u16 (from + 16);
  process->executable_length = weir_get_u16 (from + 18);
  size = WEIR_WIRE_PROCESS_SIZE + process->cgroup_length + process->executable_length;
  if (process->pid == 0 || process->pid > INT32_MAX
      || (process->flags & ~(uint32_t) WEIR_WIRE_PROCESS_SHARES_MOUNTS) != 0
      || process->cgroup_length > WEIR_WIRE_CGROUP_MAX
      || process->executable_length > WEIR_WIRE_EXECUTABLE_MAX || rest->length < size)
    return WEIR_WIRE_RECORD_BAD;

  process->cgroup = (const char *) from + WEIR_WIRE_PROCESS_SIZE;
  process->executable = process->cgroup + process->cgroup_length;
  if (memchr (process->cgroup, 0, process->cgroup_length + process->executable_length))
    return WEIR_WIRE_RECORD_BAD;

  rest->payload += size;
  rest->length -= size;
  return WEIR_WIRE_RECORD_NEXT;
}

bool
weir_wire_socket_add (WeirFrameWriter *writer, const WeirWireSocket *socket)
{
  size_t n_sharers =
      socket->n_sharers < WEIR_WIRE_MAX_SHARERS ? socket->n_sharers : WEIR_WIRE_MAX_SHARERS;
  uint8_t *to = weir_frame_writer_add (writer, WEIR_WIRE_SOCKET_SIZE + n_sharers * SHARER_SIZE);

  if (!to)
    return false;

  to[0] = socket->tuple.family;
  to[1] = socket->tuple.protocol;
  to[2] = socket->state;
  to[3] = socket->match;
  weir_put_u16 (to + 4, socket->tuple.local_port);
  weir_put_u16 (to + 6, socket->tuple.remote_port);
  memcpy (to + 8, socket->tuple.local, 16);
  memcpy (to + 24, socket->tuple.remote, 16);
  weir_put_u64 (to + 40, socket->inode);
  weir_put_u64 (to + 48, socket->cgroup_id);
  weir_put_u32 (to + 56, socket->uid);
  weir_put_u32 (to + 60, socket->pid);
  weir_put_u64 (to + 64, socket->start_time);
  put_name (to + 72, socket->command);
  to[88] = socket->unknown;
  to[89] = (uint8_t) n_sharers;
  weir_put_u16 (to + 90, socket->n_others);
  to += WEIR_WIRE_SOCKET_SIZE;
  for (size_t i = 0; i < n_sharers; i++, to += SHARER_SIZE)
    {
      weir_put_u32 (to, socket->sharers[i].pid);
      put_name (to + 4, socket->sharers[i].command);
    }
  return true;
}

/* @from: of socket->n_sharers * SHARER_SIZE */
static bool
get_sharers (const uint8_t *from, WeirWireSocket *socket)
{
  for (size_t i = 0; i < socket->n_sharers; i++, from += SHARER_SIZE)
    {
      socket->sharers[i].pid = weir_get_u32 (from);
      if (socket->sharers[i].pid > INT32_MAX || !get_name (from + 4, socket->sharers[i].command))
        return false;
    }
  return true;
}

WeirWireRecordResult
weir_wire_socket_next (WeirFrame *rest, WeirWireSocket *socket)
{
  const uint8_t *from = rest->payload;
  size_t size;

  if (rest->length == 0)
    return WEIR_WIRE_RECORD_END;
  if (rest->length < WEIR_WIRE_SOCKET_SIZE)
    return WEIR_WIRE_RECORD_BAD;

  socket->tuple.family = from[0];
  socket->tuple.protocol = from[1];
  socket->state = from[2];
  socket->match = from[3];
  socket->tuple.local_port = weir_get_u16 (from + 4);
  socket->tuple.remote_port = weir_get_u16 (from + 6);
  memcpy (socket->tuple.local, from + 8, 16);
  memcpy (socket->tuple.remote, from + 24, 16);
  socket->inode = weir_get_u64 (from + 40);
  socket->cgroup_id = weir_get_u64 (from + 48);
  socket->uid = weir_get_u32 (from + 56);
  socket->pid = weir_get_u32 (from + 60);
  socket->start_time = weir_get_u64 (from + 64);
  socket->unknown = from[88];
  socket->n_sharers = from[89];
  socket->n_others = weir_get_u16 (from + 90);
  if ((socket->tuple.family != 4 && socket->tuple.family != 6)
      || socket->match > WEIR_WIRE_MATCH_LISTENER || socket->unknown > WEIR_WIRE_OWNER_SHARED_PORT
      || socket->n_sharers > WEIR_WIRE_MAX_SHARERS || socket->n_sharers > socket->n_others
      || socket->pid > INT32_MAX || !get_name (from + 72, socket->command))
    return WEIR_WIRE_RECORD_BAD;

  size = WEIR_WIRE_SOCKET_SIZE + socket->n_sharers * SHARER_SIZE;
  if (rest->length < size || !get_sharers (from + WEIR_WIRE_SOCKET_SIZE, socket))
    return WEIR_WIRE_RECORD_BAD;

  rest->payload += size;
  rest->length -= size;
  return WEIR_WIRE_RECORD_NEXT;
}

bool
weir_wire_link_add (WeirFrameWriter *writer, const WeirWireLink *link)
{
  uint8_t *to = weir_frame_writer_add (writer, WEIR_WIRE_LINK_SIZE);

  if (!to)
    return false;

  put_name (to, link->name);
  weir_put_u32 (to + 16, link->index);
  weir_put_u32 (to + 20, link->flags);
  to[24] = link->family;
  to[25] = link->prefix;
  weir_put_u16 (to + 26, 0);
  memcpy (to + 28, link->address, 16);
  return true;
}

WeirWireRecordResult
weir_wire_link_next (WeirFrame *rest, WeirWireLink *link)
{
  const uint8_t *from = rest->payload;

  if (rest->length == 0)
    return WEIR_WIRE_RECORD_END;
  if (rest->length < WEIR_WIRE_LINK_SIZE)
    return WEIR_WIRE_RECORD_BAD;

  link->index = weir_get_u32 (from + 16);
  link->flags = weir_get_u32 (from + 20);
  link->family = from[24];
  link->prefix = from[25];
  memcpy (link->address, from + 28, 16);
  if (!get_name (from, link->name) || !weir_wire_name_is_valid (link->name)
      || weir_get_u16 (from + 26) != 0 || link->index > INT32_MAX
      || (link->family != 0 && link->family != 4 && link->family != 6)
      || link->prefix > (link->family == 6   ? 128
                         : link->family == 4 ? 32
                                             : 0))
    return WEIR_WIRE_RECORD_BAD;

  rest->payload += WEIR_WIRE_LINK_SIZE;
  rest->length -= WEIR_WIRE_LINK_SIZE;
  return WEIR_WIRE_RECORD_NEXT;
}
