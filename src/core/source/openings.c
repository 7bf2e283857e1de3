/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/openings.h"

#include <netinet/in.h>
#include <string.h>

#include "core/flow/flow-key.h"
#include "core/flow/orientation.h"
#include "core/identity/wire-socket.h"
#include "core/packet/packet.h"
#include "core/source/capture-filter.h"

/* SYN without ACK, IPv6 with no extensions: what tells a filter more takes too many instructions.
 */
#define TCP_OPENINGS "(tcp[13] & 0x12 = 0x02) or (ip6[6] = 6 and ip6[53] & 0x12 = 0x02)"

/* Flows that were looked up; each displaces another one. */
#define N_SEEN 4096

/* Local ports whose UDP packets are counted. */
#define N_COUNTED 64

/* Filters are not changed more often than this, nor before so many packets may come again. */
#define FILTER_REST_US (G_USEC_PER_SEC / 10)
#define ENOUGH (WEIR_OPENINGS_PER_SECOND / 4.0)

typedef struct
{
  WeirFlowKey key;
  int64_t last_us;
} Seen;

typedef struct
{
  uint16_t port;
  guint n_packets;
} Counted;

typedef struct
{
  uint16_t port;
  int64_t until_us;
} LeftOut;

struct _WeirOpenings
{
  char *user_filter; /* (nullable) */
  WeirLocalNetwork *local;
  int link_type;

  gboolean is_paused; /* nothing is let through */
  double tokens;
  int64_t tokens_at_us;

  Counted counted[N_COUNTED];
  guint n_counted;
  guint n_seen; /* packets of UDP flows that were seen before */
  int64_t counted_from_us;
  LeftOut left_out[WEIR_OPENINGS_MAX_LEFT_OUT];
  guint n_left_out;
  int64_t no_udp_until_us;

  gboolean has_changed; /* another filter is wanted */
  int64_t filter_at_us; /* of the last one */

  Seen seen[N_SEEN];
  GArray *tuples; /* WeirWireTuple */
  gsize n_taken;
};

WeirOpenings *
weir_openings_new (const char *filter)
{
  WeirOpenings *self = g_new0 (WeirOpenings, 1);

  self->user_filter = g_strdup (filter);
  self->local = weir_local_network_new_empty ();
  self->tuples = g_array_new (FALSE, FALSE, sizeof (WeirWireTuple));
  weir_openings_start (self, -1);
  return self;
}

void
weir_openings_free (WeirOpenings *self)
{
  g_free (self->user_filter);
  weir_local_network_unref (self->local);
  g_array_unref (self->tuples);
  g_free (self);
}

void
weir_openings_start (WeirOpenings *self, int link_type)
{
  self->link_type = link_type;
  self->is_paused = FALSE;
  self->tokens = WEIR_OPENINGS_PER_SECOND;
  self->tokens_at_us = 0;
  self->n_counted = 0;
  self->n_seen = 0;
  self->counted_from_us = 0;
  self->n_left_out = 0;
  self->no_udp_until_us = 0;
  self->has_changed = TRUE;
  self->filter_at_us = 0;
}

void
weir_openings_set_local (WeirOpenings *self, WeirLocalNetwork *local)
{
  weir_local_network_ref (local);
  weir_local_network_unref (self->local);
  self->local = local;
}

static void
earn_tokens (WeirOpenings *self, int64_t now_us)
{
  double earned =
      (double) (now_us - self->tokens_at_us) / G_USEC_PER_SEC * WEIR_OPENINGS_PER_SECOND;

  if (self->tokens_at_us != 0)
    self->tokens = MIN (self->tokens + earned, WEIR_OPENINGS_PER_SECOND);
  self->tokens_at_us = now_us;
}

static void
update_filter (WeirOpenings *self, int64_t now_us)
{
  earn_tokens (self, now_us);
  if (self->is_paused && self->tokens >= ENOUGH)
    {
      self->is_paused = FALSE;
      self->has_changed = TRUE;
    }

  if (self->no_udp_until_us != 0 && now_us >= self->no_udp_until_us)
    {
      self->no_udp_until_us = 0;
      self->has_changed = TRUE;
    }
  for (guint i = self->n_left_out; i > 0; i--)
    {
      if (now_us < self->left_out[i - 1].until_us)
        continue;
      self->left_out[i - 1] = self->left_out[--self->n_left_out];
      self->has_changed = TRUE;
    }
}

static char *
dup_expression (const WeirOpenings *self)
{
  GString *text = g_string_new (NULL);

  if (self->user_filter != NULL && *self->user_filter != '\0')
    g_string_append_printf (text, "(%s) and ", self->user_filter);
  g_string_append (text, "(" TCP_OPENINGS);
  if (self->no_udp_until_us == 0)
    {
      g_string_append (text, " or (udp");
      for (guint i = 0; i < self->n_left_out; i++)
        g_string_append_printf (text, " and not port %u", self->left_out[i].port);
      g_string_append_c (text, ')');
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

gboolean
weir_openings_get_filter (WeirOpenings *self,
                          int64_t now_us,
                          WeirWireInstruction *instructions,
                          gsize *count)
{
  const WeirWireInstruction nothing = { .code = BPF_RET | BPF_K };
  g_autofree char *expression = NULL;
  struct bpf_program program;

  update_filter (self, now_us);
  /* A flood is stopped at once. */
  if (!self->has_changed
      || (!self->is_paused && self->filter_at_us != 0
          && now_us - self->filter_at_us < FILTER_REST_US))
    return FALSE;

  self->has_changed = FALSE;
  self->filter_at_us = now_us;
  *count = 0;
  if (self->is_paused)
    {
      instructions[(*count)++] = nothing;
      return TRUE;
    }

  expression = dup_expression (self);
  if (!weir_capture_filter_compile (expression, self->link_type, WEIR_OPENINGS_SNAPSHOT_BYTES,
                                    &program, NULL))
    return TRUE;
  if (program.bf_len <= WEIR_WIRE_FILTER_MAX_LENGTH)
    for (; *count < program.bf_len; (*count)++)
      instructions[*count] = (WeirWireInstruction){ .code = program.bf_insns[*count].code,
                                                    .jt = program.bf_insns[*count].jt,
                                                    .jf = program.bf_insns[*count].jf,
                                                    .k = program.bf_insns[*count].k };
  pcap_freecode (&program);
  return TRUE;
}

static void
leave_udp_out (WeirOpenings *self, int64_t now_us)
{
  self->no_udp_until_us = now_us + WEIR_OPENINGS_LEFT_OUT_US;
  self->has_changed = TRUE;
}

static void
leave_out (WeirOpenings *self, int64_t now_us, uint16_t port)
{
  for (guint i = 0; i < self->n_left_out; i++)
    if (self->left_out[i].port == port)
      return;

  if (self->n_left_out == WEIR_OPENINGS_MAX_LEFT_OUT)
    {
      leave_udp_out (self, now_us);
      return;
    }
  self->left_out[self->n_left_out++] = (LeftOut){ port, now_us + WEIR_OPENINGS_LEFT_OUT_US };
  self->has_changed = TRUE;
}

/* Counts are those of one second. */
static void
begin_second (WeirOpenings *self, int64_t now_us)
{
  if (now_us - self->counted_from_us < G_USEC_PER_SEC)
    return;
  self->n_counted = 0;
  self->n_seen = 0;
  self->counted_from_us = now_us;
}

static void
count_port (WeirOpenings *self, int64_t now_us, uint16_t port)
{
  guint i = 0;

  while (i < self->n_counted && self->counted[i].port != port)
    i++;
  if (i == N_COUNTED)
    return;
  if (i == self->n_counted)
    self->counted[self->n_counted++] = (Counted){ .port = port };
  if (++self->counted[i].n_packets == WEIR_OPENINGS_PER_PORT)
    leave_out (self, now_us, port);
}

/* Whether the flow was not seen for so long. */
static gboolean
is_new (WeirOpenings *self, int64_t now_us, const WeirFlowKey *key)
{
  Seen *seen = &self->seen[weir_flow_key_hash (key) % N_SEEN];
  int64_t rest_us =
      key->protocol == IPPROTO_TCP ? WEIR_OPENINGS_TCP_REST_US : WEIR_OPENINGS_UDP_REST_US;
  gboolean is_known = weir_flow_key_equal (&seen->key, key) && now_us - seen->last_us < rest_us;

  if (!is_known)
    seen->key = *key;
  seen->last_us = now_us;
  return !is_known;
}

static gboolean
is_opening (const WeirPacket *packet)
{
  if ((packet->flags & WEIR_PACKET_HAS_PORTS) == 0
      || (packet->family != WEIR_FAMILY_IPV4 && packet->family != WEIR_FAMILY_IPV6))
    return FALSE;
  if (packet->protocol == IPPROTO_TCP)
    return (packet->tcp_flags & (WEIR_TCP_SYN | WEIR_TCP_ACK)) == WEIR_TCP_SYN;
  return packet->protocol == IPPROTO_UDP;
}

void
weir_openings_add_frame (WeirOpenings *self,
                         int64_t now_us,
                         const uint8_t *frame,
                         uint32_t captured,
                         uint32_t length)
{
  WeirPacket packet = { 0 };
  WeirFlowKey key;
  WeirWireTuple tuple;

  if (self->n_taken > 0)
    g_array_remove_range (self->tuples, 0, (guint) self->n_taken);
  self->n_taken = 0;

  earn_tokens (self, now_us);
  if (self->tokens < 1)
    {
      self->has_changed = self->has_changed || !self->is_paused;
      self->is_paused = TRUE;
      return;
    }
  self->tokens--;

  if (!weir_packet_parse (&packet, self->link_type, frame, captured, length)
      || !is_opening (&packet) || !weir_orient (&packet, self->local, &key, NULL))
    return;

  begin_second (self, now_us);
  if (key.protocol == IPPROTO_UDP)
    count_port (self, now_us, key.local_port);
  if (!is_new (self, now_us, &key))
    {
      if (key.protocol == IPPROTO_UDP && ++self->n_seen == WEIR_OPENINGS_SEEN_PER_SECOND)
        leave_udp_out (self, now_us);
      return;
    }

  weir_wire_tuple_from_key (&tuple, &key);
  g_array_append_val (self->tuples, tuple);
}

const WeirWireTuple *
weir_openings_take (WeirOpenings *self, gsize *count)
{
  const WeirWireTuple *first =
      &((const WeirWireTuple *) (const void *) self->tuples->data)[self->n_taken];

  *count = MIN (self->tuples->len - self->n_taken, WEIR_WIRE_MAX_LOOK_UPS);
  self->n_taken += *count;
  return first;
}
