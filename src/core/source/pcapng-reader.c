/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/pcapng-reader.h"

#include <string.h>

#include "core/packet/link-type.h"
#include "core/source/pcapng.h"

#define BUFFER_BYTES (256 * 1024)
#define DEFAULT_UNITS_PER_SECOND 1000000

/* 2554: what is later is damage, and counts as that. */
#define MAX_SECONDS (INT64_C (1) << 34)

typedef struct
{
  int link_type;
  uint32_t snaplen; /* 0: no limit */
  uint64_t units_per_second;
  int64_t offset_s;
} Interface;

/* Bytes that remain to be read of a block. */
typedef struct
{
  const uint8_t *at;
  gsize left;
} Cursor;

struct _WeirPcapngReader
{
  WeirPcapngReadFunc func;
  gpointer user_data;

  uint8_t *buffer;
  gsize size;
  gsize start; /* of what has been read and not yet used */
  gsize end;
  gboolean is_at_end;

  gboolean is_swapped;
  gboolean has_section;
  GArray *interfaces; /* Interface */
  GArray *processes;  /* WeirSharer */
  int64_t last_us;
  WeirPcapngPacket packet;
  const char *problem;
};

WeirPcapngReader *
weir_pcapng_reader_new (WeirPcapngReadFunc func, gpointer user_data)
{
  WeirPcapngReader *self = g_new0 (WeirPcapngReader, 1);

  self->func = func;
  self->user_data = user_data;
  self->size = BUFFER_BYTES;
  self->buffer = g_malloc (self->size);
  self->interfaces = g_array_new (FALSE, FALSE, sizeof (Interface));
  self->processes = g_array_new (FALSE, FALSE, sizeof (WeirSharer));
  return self;
}

void
weir_pcapng_reader_free (WeirPcapngReader *self)
{
  g_free (self->buffer);
  g_array_unref (self->interfaces);
  g_array_unref (self->processes);
  g_free (self);
}

const char *
weir_pcapng_reader_get_problem (const WeirPcapngReader *self)
{
  return self->problem;
}

static WeirPcapngResult
fail (WeirPcapngReader *self, const char *problem)
{
  self->problem = problem;
  return WEIR_PCAPNG_DAMAGED;
}

/* ---- bytes ----------------------------------------------------------------------------------- */

static uint16_t
to_u16 (const WeirPcapngReader *self, const uint8_t *at)
{
  uint16_t number;

  memcpy (&number, at, sizeof number);
  return self->is_swapped ? GUINT16_SWAP_LE_BE (number) : number;
}

static uint32_t
to_u32 (const WeirPcapngReader *self, const uint8_t *at)
{
  uint32_t number;

  memcpy (&number, at, sizeof number);
  return self->is_swapped ? GUINT32_SWAP_LE_BE (number) : number;
}

/* The first of two numbers is the more significant, in either byte order. */
static uint64_t
to_time (const WeirPcapngReader *self, const uint8_t *at)
{
  return (uint64_t) to_u32 (self, at) << 32 | to_u32 (self, at + 4);
}

static uint64_t
to_u64 (const WeirPcapngReader *self, const uint8_t *at)
{
  uint64_t number;

  memcpy (&number, at, sizeof number);
  return self->is_swapped ? GUINT64_SWAP_LE_BE (number) : number;
}

/* Returns: (nullable): %NULL if there are fewer bytes */
static const uint8_t *
take (Cursor *cursor, gsize size)
{
  const uint8_t *at = cursor->at;

  if (size > cursor->left)
    return NULL;
  cursor->at += size;
  cursor->left -= size;
  return at;
}

/* The next option.  Returns: %FALSE at the end of the list, whole or not */
static gboolean
take_option (const WeirPcapngReader *self, Cursor *cursor, uint16_t *code, Cursor *value)
{
  const uint8_t *head = take (cursor, 4);
  gsize size;

  if (head == NULL)
    return FALSE;
  *code = to_u16 (self, head);
  size = to_u16 (self, head + 2);
  value->at = take (cursor, size);
  value->left = size;
  if (*code == WEIR_PCAPNG_OPTION_END || value->at == NULL)
    return FALSE;

  /* Who leaves out the padding of the last one is forgiven. */
  take (cursor, MIN (-size & 3, cursor->left));
  return TRUE;
}

/* Has @size bytes at @start, if there are so many. */
static WeirPcapngResult
fill (WeirPcapngReader *self, gsize size)
{
  if (self->end - self->start >= size)
    return WEIR_PCAPNG_OK;

  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
  self->end -= self->start;
  self->start = 0;
  while (self->end < size && !self->is_at_end)
    {
      gssize n;

      /* Grows with what has come, not with what is claimed. */
      if (self->end == self->size)
        {
          self->size *= 2;
          self->buffer = g_realloc (self->buffer, self->size);
        }
      n = self->func (self->user_data, self->buffer + self->end, self->size - self->end);
      if (n < 0)
        return WEIR_PCAPNG_UNREADABLE;
      self->is_at_end = n == 0;
      self->end += (gsize) n;
    }
  if (self->end >= size)
    return WEIR_PCAPNG_OK;
  return self->end == 0 ? WEIR_PCAPNG_AT_END : WEIR_PCAPNG_TRUNCATED;
}

/* ---- blocks ---------------------------------------------------------------------------------- */

/* The byte order is the section's; its header says which that is. */
static WeirPcapngResult
begin_section (WeirPcapngReader *self)
{
  WeirPcapngResult result = fill (self, WEIR_PCAPNG_BLOCK_FRAME_BYTES);
  uint32_t magic;

  if (result != WEIR_PCAPNG_OK)
    return result;
  memcpy (&magic, self->buffer + self->start + WEIR_PCAPNG_BLOCK_HEADER_BYTES, sizeof magic);
  if (magic != WEIR_PCAPNG_MAGIC && magic != WEIR_PCAPNG_MAGIC_SWAPPED)
    return fail (self, "a section begins without the byte-order magic");

  self->is_swapped = magic == WEIR_PCAPNG_MAGIC_SWAPPED;
  self->has_section = TRUE;
  g_array_set_size (self->interfaces, 0);
  g_array_set_size (self->processes, 0);
  return WEIR_PCAPNG_OK;
}

/* @body: (out): valid until the next call */
static WeirPcapngResult
next_block (WeirPcapngReader *self, uint32_t *type, Cursor *body)
{
  WeirPcapngResult result = fill (self, WEIR_PCAPNG_BLOCK_HEADER_BYTES);
  uint32_t raw;
  uint32_t length;

  if (result != WEIR_PCAPNG_OK)
    return result;
  memcpy (&raw, self->buffer + self->start, sizeof raw);
  if (raw == WEIR_PCAPNG_SECTION)
    result = begin_section (self);
  else if (!self->has_section)
    result = fail (self, "there is no section header");
  if (result != WEIR_PCAPNG_OK)
    return result == WEIR_PCAPNG_AT_END ? WEIR_PCAPNG_TRUNCATED : result;

  *type = to_u32 (self, self->buffer + self->start);
  length = to_u32 (self, self->buffer + self->start + 4);
  if (length < WEIR_PCAPNG_BLOCK_FRAME_BYTES || length % 4 != 0)
    return fail (self, "a block has an impossible length");
  if (length > WEIR_PCAPNG_MAX_BLOCK_BYTES)
    return fail (self, "a block is too long");
  result = fill (self, length);
  if (result != WEIR_PCAPNG_OK)
    return result;
  if (to_u32 (self, self->buffer + self->start + length - 4) != length)
    return fail (self, "the two lengths of a block differ");

  body->at = self->buffer + self->start + WEIR_PCAPNG_BLOCK_HEADER_BYTES;
  body->left = length - WEIR_PCAPNG_BLOCK_FRAME_BYTES;
  self->start += length;
  return WEIR_PCAPNG_OK;
}

static uint64_t
get_units_per_second (uint8_t resolution)
{
  const guint exponent = resolution & 0x7f;
  uint64_t units = 1;

  if ((resolution & 0x80) != 0)
    return exponent < 64 ? UINT64_C (1) << exponent : 0;
  if (exponent > 19)
    return 0;
  for (guint i = 0; i < exponent; i++)
    units *= 10;
  return units;
}

static WeirPcapngResult
add_interface (WeirPcapngReader *self, Cursor *body)
{
  Interface interface = { .units_per_second = DEFAULT_UNITS_PER_SECOND };
  const uint8_t *fixed = take (body, 8);
  uint16_t code;
  Cursor value;

  if (fixed == NULL)
    return fail (self, "the description of an interface is too short");
  if (self->interfaces->len >= WEIR_PCAPNG_MAX_INTERFACES)
    return fail (self, "there are too many interfaces");

  interface.link_type = weir_link_type_from_file (to_u16 (self, fixed));
  interface.snaplen = to_u32 (self, fixed + 4);
  while (take_option (self, body, &code, &value))
    {
      if (code == WEIR_PCAPNG_INTERFACE_TIME_RESOLUTION && value.left == 1)
        interface.units_per_second = get_units_per_second (*value.at);
      else if (code == WEIR_PCAPNG_INTERFACE_TIME_OFFSET && value.left == 8)
        interface.offset_s = (int64_t) to_u64 (self, value.at);
    }
  if (interface.units_per_second == 0)
    return fail (self, "the clock of an interface is too fine");
  g_array_append_val (self->interfaces, interface);
  return WEIR_PCAPNG_OK;
}

/* A name as the kernel cuts it, without half a character at its end. */
static void
set_name (WeirSharer *process, const char *name, gsize size)
{
  const char *end;

  size = MIN (size, strnlen (name, size));
  size = MIN (size, sizeof process->process - 1);
  g_utf8_validate (name, (gssize) size, &end);
  memset (process->process, 0, sizeof process->process);
  memcpy (process->process, name, (gsize) (end - name));
}

/* What was not written by Weir may have no name. */
static void
set_number_as_name (WeirSharer *process)
{
  if (process->pid != 0 && process->process[0] == '\0')
    g_snprintf (process->process, sizeof process->process, "pid %u", process->pid);
}

static void
add_process (WeirPcapngReader *self, Cursor *body)
{
  WeirSharer process = { 0 };
  const uint8_t *pid = take (body, 4);
  uint16_t code;
  Cursor value;

  if (pid == NULL || self->processes->len >= WEIR_PCAPNG_MAX_PROCESSES)
    return;
  process.pid = to_u32 (self, pid);
  while (take_option (self, body, &code, &value))
    if (code == WEIR_PCAPNG_PROCESS_NAME)
      set_name (&process, (const char *) value.at, value.left);
  set_number_as_name (&process);
  g_array_append_val (self->processes, process);
}

/* "process: NAME (PID)", and what follows.  Names may have parentheses: the last number counts. */
static void
read_comment (const Cursor *comment, WeirSharer *process)
{
  const gsize prefix = strlen (WEIR_PCAPNG_COMMENT_PREFIX);
  const char *text = (const char *) comment->at;
  gsize open = comment->left;
  uint64_t pid = 0;

  if (comment->left <= prefix || memcmp (text, WEIR_PCAPNG_COMMENT_PREFIX, prefix) != 0)
    return;
  while (open > prefix && text[open - 1] != '(')
    open--;
  if (open < prefix + 2 || text[open - 2] != ' ')
    return;
  for (gsize at = open; at < comment->left && g_ascii_isdigit (text[at]); at++)
    pid = MIN (pid * 10 + (uint64_t) (text[at] - '0'), G_MAXUINT32);
  if (pid == 0)
    return;

  process->pid = (uint32_t) pid;
  set_name (process, text + prefix, open - 2 - prefix);
}

/* The block that the packet refers to is the surest, then the comment; a number alone is better
 * than nothing. */
static void
read_process (WeirPcapngReader *self, Cursor *options, WeirSharer *process)
{
  WeirSharer commented = { 0 };
  uint32_t pid = 0;
  uint16_t code;
  Cursor value;

  *process = (WeirSharer){ 0 };
  while (take_option (self, options, &code, &value))
    {
      if (code == WEIR_PCAPNG_PACKET_PROCESS_INDEX && value.left == 4)
        {
          const uint32_t index = to_u32 (self, value.at);

          if (index < self->processes->len)
            *process = g_array_index (self->processes, WeirSharer, index);
        }
      else if (code == WEIR_PCAPNG_PACKET_PROCESS_AND_THREAD && value.left == 8)
        pid = to_u32 (self, value.at);
      else if (code == WEIR_PCAPNG_OPTION_COMMENT)
        read_comment (&value, &commented);
    }
  if (process->pid == 0)
    *process = commented;
  if (process->pid == 0)
    process->pid = pid;
  set_number_as_name (process);
}

static int64_t
get_time_us (const Interface *interface, uint64_t time)
{
  const uint64_t seconds = time / interface->units_per_second;
  const uint64_t rest = time % interface->units_per_second;
  const int64_t capped = (int64_t) MIN (seconds, (uint64_t) MAX_SECONDS);
  const int64_t offset = CLAMP (interface->offset_s, -MAX_SECONDS, MAX_SECONDS);
  const int64_t rest_us =
      (int64_t) ((__uint128_t) rest * G_USEC_PER_SEC / interface->units_per_second);

  return CLAMP (capped + offset, 0, MAX_SECONDS) * G_USEC_PER_SEC + rest_us;
}

/* @number: of the interface */
static WeirPcapngResult
fill_in (WeirPcapngReader *self,
         WeirPcapngPacket *packet,
         uint32_t number,
         const uint8_t *time,
         Cursor *body)
{
  const Interface *interface;

  if (number >= self->interfaces->len)
    return fail (self, "a packet is of an interface that is not described");
  if (packet->captured > WEIR_PCAPNG_MAX_FRAME_BYTES)
    return fail (self, "a packet is too long");
  interface = &g_array_index (self->interfaces, Interface, number);

  packet->frame = take (body, packet->captured);
  if (packet->frame == NULL)
    return fail (self, "a packet is longer than its block");
  take (body, MIN (-packet->captured & 3, body->left));

  packet->link_type = interface->link_type;
  packet->length = MAX (packet->length, packet->captured);
  if (time != NULL)
    self->last_us = get_time_us (interface, to_time (self, time));
  packet->time_us = self->last_us;
  return WEIR_PCAPNG_OK;
}

static WeirPcapngResult
read_enhanced (WeirPcapngReader *self, Cursor *body, WeirPcapngPacket *packet)
{
  const uint8_t *fixed = take (body, WEIR_PCAPNG_ENHANCED_BYTES);
  WeirPcapngResult result;

  if (fixed == NULL)
    return fail (self, "a packet’s block is too short");
  packet->captured = to_u32 (self, fixed + 12);
  packet->length = to_u32 (self, fixed + 16);
  result = fill_in (self, packet, to_u32 (self, fixed), fixed + 4, body);
  if (result == WEIR_PCAPNG_OK)
    read_process (self, body, &packet->process);
  return result;
}

static WeirPcapngResult
read_old (WeirPcapngReader *self, Cursor *body, WeirPcapngPacket *packet)
{
  const uint8_t *fixed = take (body, WEIR_PCAPNG_ENHANCED_BYTES);

  if (fixed == NULL)
    return fail (self, "a packet’s block is too short");
  packet->captured = to_u32 (self, fixed + 12);
  packet->length = to_u32 (self, fixed + 16);
  return fill_in (self, packet, to_u16 (self, fixed), fixed + 4, body);
}

static WeirPcapngResult
read_simple (WeirPcapngReader *self, Cursor *body, WeirPcapngPacket *packet)
{
  const uint8_t *length = take (body, 4);
  uint32_t snaplen;

  if (length == NULL)
    return fail (self, "a packet’s block is too short");
  if (self->interfaces->len == 0)
    return fail (self, "a packet is of an interface that is not described");
  snaplen = g_array_index (self->interfaces, Interface, 0).snaplen;
  packet->length = to_u32 (self, length);
  packet->captured = snaplen != 0 ? MIN (packet->length, snaplen) : packet->length;
  return fill_in (self, packet, 0, NULL, body);
}

/* Reads one block.  @is_packet: (out): it was a packet */
static WeirPcapngResult
read_block (WeirPcapngReader *self, gboolean *is_packet)
{
  uint32_t type;
  Cursor body;
  WeirPcapngResult result = next_block (self, &type, &body);

  *is_packet = FALSE;
  if (result != WEIR_PCAPNG_OK)
    return result;

  self->packet = (WeirPcapngPacket){ 0 };
  switch (type)
    {
    case WEIR_PCAPNG_INTERFACE:
      return add_interface (self, &body);
    case WEIR_PCAPNG_PROCESS:
      add_process (self, &body);
      return WEIR_PCAPNG_OK;
    case WEIR_PCAPNG_ENHANCED_PACKET:
      *is_packet = TRUE;
      return read_enhanced (self, &body, &self->packet);
    case WEIR_PCAPNG_OLD_PACKET:
      *is_packet = TRUE;
      return read_old (self, &body, &self->packet);
    case WEIR_PCAPNG_SIMPLE_PACKET:
      *is_packet = TRUE;
      return read_simple (self, &body, &self->packet);
    default:
      return WEIR_PCAPNG_OK;
    }
}

WeirPcapngResult
weir_pcapng_reader_open (WeirPcapngReader *self, int *link_type)
{
  WeirPcapngResult result = WEIR_PCAPNG_OK;
  gboolean is_packet; /* none is without an interface */

  while (result == WEIR_PCAPNG_OK && self->interfaces->len == 0)
    result = read_block (self, &is_packet);
  if (result == WEIR_PCAPNG_OK)
    *link_type = g_array_index (self->interfaces, Interface, 0).link_type;
  return result;
}

WeirPcapngResult
weir_pcapng_reader_next (WeirPcapngReader *self, WeirPcapngPacket *packet)
{
  WeirPcapngResult result = WEIR_PCAPNG_OK;
  gboolean is_packet = FALSE;

  while (result == WEIR_PCAPNG_OK && !is_packet)
    result = read_block (self, &is_packet);
  if (result == WEIR_PCAPNG_OK)
    *packet = self->packet;
  return result;
}
