/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/dns-message.h"

#include <string.h>

#include "core/packet/bytes.h"

#define FLAGS_RESPONSE 0x8000
#define FLAGS_OPCODE_AND_CODE 0x780f

#define RECORD_FIXED 10 /* type, class, time to live, length */

/* The class of multicast answers has a bit beside it (RFC 6762 section 10.2). */
#define CLASS_MASK 0x7fff
#define CLASS_INTERNET 1

enum
{
  TYPE_A = 1,
  TYPE_CNAME = 5,
  TYPE_AAAA = 28,
};

typedef struct
{
  WeirDnsName name;
  uint16_t type;
  uint16_t class;
  uint32_t ttl_s;
  gsize data_at;
  guint data_length;
} Record;

/* A pointer leads to an earlier place only, and each to one before the last: so there is no loop.
 * @name: (optional)
 * Returns: where the name ends, 0 if it is none */
static gsize
read_name (const WeirDnsReader *self, gsize at, WeirDnsName *name)
{
  gsize limit = at;
  gsize end = 0;
  guint length = 0;

  while (at < self->length)
    {
      guint size = self->message[at];

      if ((size & 0xc0) == 0xc0)
        {
          gsize target;

          if (at + 1 >= self->length)
            return 0;
          target = (size & 0x3f) << 8 | self->message[at + 1];
          end = end == 0 ? at + 2 : end;
          if (target >= limit)
            return 0;
          limit = at = target;
          continue;
        }
      if (size > 63 || size > self->length - at - 1 || length + size + 1 > sizeof name->bytes)
        return 0;

      if (name != NULL)
        {
          name->bytes[length] = (uint8_t) size;
          for (guint i = 1; i <= size; i++)
            name->bytes[length + i] = (uint8_t) g_ascii_tolower ((char) self->message[at + i]);
        }
      length += size + 1;
      at += size + 1;
      if (size == 0)
        {
          if (name != NULL)
            name->length = (uint8_t) length;
          return end == 0 ? at : end;
        }
    }
  return 0;
}

static gboolean
name_equal (const WeirDnsName *a, const WeirDnsName *b)
{
  return a->length == b->length && memcmp (a->bytes, b->bytes, a->length) == 0;
}

static gboolean
name_to_text (const WeirDnsName *name, char text[WEIR_HOST_NAME_SIZE])
{
  uint8_t bytes[sizeof name->bytes];
  guint length = 0;

  for (guint at = 0; name->bytes[at] != 0; at += name->bytes[at] + 1)
    {
      /* A dot inside a label would look like the end of one. */
      if (memchr (name->bytes + at + 1, '.', name->bytes[at]) != NULL)
        return FALSE;
      if (length > 0)
        bytes[length++] = '.';
      memcpy (bytes + length, name->bytes + at + 1, name->bytes[at]);
      length += name->bytes[at];
    }
  return weir_host_name_read (bytes, length, text);
}

static gboolean
is_in_local_domain (const WeirDnsName *name)
{
  static const uint8_t local[] = { 5, 'l', 'o', 'c', 'a', 'l', 0 };
  guint at = 0;

  while (name->bytes[at] != 0 && at + sizeof local < name->length)
    at += name->bytes[at] + 1;
  return at > 0 && at + sizeof local == name->length
         && memcmp (name->bytes + at, local, sizeof local) == 0;
}

/* Reads the record at the reader's place and moves behind it. */
static gboolean
next_record (WeirDnsReader *self, Record *record)
{
  const uint8_t *fixed;
  gsize at;

  if (self->n_records == 0)
    return FALSE;
  self->n_records--;

  at = read_name (self, self->at, &record->name);
  if (at == 0 || self->length - at < RECORD_FIXED)
    return FALSE;
  fixed = self->message + at;
  record->type = weir_read_be16 (fixed);
  record->class = weir_read_be16 (fixed + 2) & CLASS_MASK;
  record->ttl_s = weir_read_be32 (fixed + 4);
  record->data_length = weir_read_be16 (fixed + 8);
  record->data_at = at + RECORD_FIXED;
  if (self->length - record->data_at < record->data_length)
    return FALSE;

  self->at = record->data_at + record->data_length;
  return TRUE;
}

static gboolean
is_known (const WeirDnsReader *self, const WeirDnsName *name)
{
  for (guint i = 0; i < self->n_names; i++)
    if (name_equal (&self->names[i], name))
      return TRUE;
  return FALSE;
}

/* Collects the names that the first one leads to.  One walk over the records finds those that are
 * in order, as servers send them.  Returns: whether a name was added */
static gboolean
follow_aliases (WeirDnsReader *self)
{
  const gsize at = self->at;
  const guint n_records = self->n_records;
  const guint n_names = self->n_names;
  Record record;

  while (self->n_names < G_N_ELEMENTS (self->names) && next_record (self, &record))
    {
      WeirDnsName *alias = &self->names[self->n_names];

      if (record.type == TYPE_CNAME && record.class == CLASS_INTERNET
          && is_known (self, &record.name)
          && read_name (self, record.data_at, alias) == record.data_at + record.data_length
          && !is_known (self, alias))
        self->n_names++;
    }

  self->at = at;
  self->n_records = n_records;
  return self->n_names > n_names;
}

static gboolean
skip_questions (WeirDnsReader *self, guint count)
{
  for (guint i = 0; i < MIN (count, WEIR_DNS_MAX_RECORDS); i++)
    {
      gsize at = read_name (self, self->at, i == 0 ? &self->names[0] : NULL);

      if (at == 0 || self->length - at < 4)
        return FALSE;
      self->at = at + 4;
    }
  return count <= WEIR_DNS_MAX_RECORDS;
}

gboolean
weir_dns_reader_init (WeirDnsReader *self, WeirDnsKind kind, const uint8_t *message, gsize length)
{
  guint flags;
  guint n_questions;

  if (length < WEIR_DNS_HEADER)
    return FALSE;
  flags = weir_read_be16 (message + 2);
  if ((flags & FLAGS_RESPONSE) == 0 || (flags & FLAGS_OPCODE_AND_CODE) != 0)
    return FALSE;

  self->message = message;
  self->length = MIN (length, G_MAXUINT16);
  self->at = WEIR_DNS_HEADER;
  self->kind = kind;
  self->n_names = 0;
  self->n_refused = 0;
  n_questions = weir_read_be16 (message + 4);
  self->n_records = weir_read_be16 (message + 6);

  if (kind == WEIR_DNS_UNICAST && n_questions != 1)
    return FALSE;
  if (!skip_questions (self, n_questions))
    return FALSE;

  if (kind == WEIR_DNS_MULTICAST)
    {
      /* Addresses come along with other answers, behind them. */
      self->n_records += weir_read_be16 (message + 8) + weir_read_be16 (message + 10);
      self->n_records = MIN (self->n_records, WEIR_DNS_MAX_RECORDS);
      return TRUE;
    }

  self->n_records = MIN (self->n_records, WEIR_DNS_MAX_RECORDS);
  self->n_names = 1;
  /* The second time for a chain that is out of order. */
  if (follow_aliases (self))
    follow_aliases (self);
  return TRUE;
}

/* Whose address a record tells, or NULL. */
static const WeirDnsName *
get_owner (const WeirDnsReader *self, const Record *record)
{
  if (self->kind == WEIR_DNS_MULTICAST)
    return is_in_local_domain (&record->name) ? &record->name : NULL;
  return is_known (self, &record->name) ? &self->names[0] : NULL;
}

gboolean
weir_dns_reader_next (WeirDnsReader *self, WeirDnsAnswer *answer)
{
  Record record;

  while (next_record (self, &record))
    {
      const WeirDnsName *owner;

      if (record.class != CLASS_INTERNET)
        continue;
      if (record.type == TYPE_A && record.data_length == 4)
        {
          answer->family = WEIR_FAMILY_IPV4;
          weir_address_set_ipv4 (&answer->address, self->message + record.data_at);
        }
      else if (record.type == TYPE_AAAA && record.data_length == 16)
        {
          answer->family = WEIR_FAMILY_IPV6;
          weir_address_set_ipv6 (&answer->address, self->message + record.data_at);
        }
      else
        continue;

      owner = get_owner (self, &record);
      if (owner == NULL)
        continue;
      answer->ttl_s = record.ttl_s;
      if (name_to_text (owner, answer->name))
        return TRUE;
      self->n_refused++;
    }
  self->n_records = 0;
  return FALSE;
}
