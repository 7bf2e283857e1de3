/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/snapshot-filter.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "core/naming/name-reader.h"
#include "core/packet/link-layer.h"

#define HTTPS_PORT 443
#define TCP_PSH 0x08

#define MAX_INSTRUCTIONS 96

/* Where a jump goes.  They go forward only, by 255 instructions at most. */
typedef enum
{
  NEXT, /* to the instruction that follows */
  IP,   /* A: the EtherType; X: bytes of tags */
  IPV4, /* X: bytes of tags */
  IPV6,
  TRANSPORT, /* M[0]: the protocol; X: bytes between the link header and the transport's */
  TCP,
  HELLO,
  UDP,
  QUIC_1,
  QUIC_2,
  SHORT,
  LONG,
  N_LABELS,
} Label;

typedef struct
{
  struct bpf_insn code[MAX_INSTRUCTIONS]; /* jt and jf: labels */
  guint length;
  guint places[N_LABELS];
  uint32_t link; /* bytes before the network layer */
} Program;

static void
emit (Program *self, uint16_t code, uint32_t k)
{
  g_assert (self->length < MAX_INSTRUCTIONS);
  self->code[self->length++] = (struct bpf_insn){ .code = code, .k = k };
}

static void
emit_jump (Program *self, uint16_t comparison, uint32_t k, Label then, Label otherwise)
{
  emit (self, BPF_JMP | comparison, k);
  self->code[self->length - 1].jt = (uint8_t) then;
  self->code[self->length - 1].jf = (uint8_t) otherwise;
}

/* Loads from behind the link header and X. */
static void
emit_load (Program *self, uint16_t size, uint32_t offset)
{
  emit (self, BPF_LD | size | BPF_IND, self->link + offset);
}

static void
place (Program *self, Label label)
{
  self->places[label] = self->length;
}

/* Up to what of a frame tells whether it is IP.  Where libpcap says that the link header is a
 * made-up one, it translates these loads into questions to the kernel. */
static gboolean
emit_link (Program *self, int link_type)
{
  emit (self, BPF_LDX | BPF_IMM, 0);
  switch (link_type)
    {
    case DLT_EN10MB:
      self->link = WEIR_ETHERNET_HEADER;
      emit (self, BPF_LD | BPF_H | BPF_ABS, 12);
      emit_jump (self, BPF_JEQ, WEIR_ETHERTYPE_VLAN, NEXT, IP);
      emit (self, BPF_LDX | BPF_IMM, WEIR_VLAN_TAG);
      emit (self, BPF_LD | BPF_H | BPF_ABS, 12 + WEIR_VLAN_TAG);
      break;
    case DLT_LINUX_SLL:
      self->link = 16;
      emit (self, BPF_LD | BPF_H | BPF_ABS, 14);
      break;
    case DLT_LINUX_SLL2:
      self->link = 20;
      emit (self, BPF_LD | BPF_H | BPF_ABS, 0);
      break;
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
      self->link = 0;
      emit (self, BPF_LD | BPF_B | BPF_ABS, 0);
      emit (self, BPF_ALU | BPF_AND | BPF_K, 0xf0);
      emit_jump (self, BPF_JEQ, 0x40, IPV4, NEXT);
      emit_jump (self, BPF_JEQ, 0x60, IPV6, SHORT);
      break;
    default:
      return FALSE;
    }

  place (self, IP);
  emit_jump (self, BPF_JEQ, WEIR_ETHERTYPE_IPV4, IPV4, NEXT);
  emit_jump (self, BPF_JEQ, WEIR_ETHERTYPE_IPV6, IPV6, SHORT);
  return TRUE;
}

static void
emit_network (Program *self)
{
  place (self, IPV4);
  emit_load (self, BPF_H, 6);
  emit_jump (self, BPF_JSET, 0x1fff, SHORT, NEXT); /* a later fragment */
  emit_load (self, BPF_B, 9);
  emit (self, BPF_ST, 0);
  emit_load (self, BPF_B, 0);
  emit (self, BPF_ALU | BPF_AND | BPF_K, 0x0f);
  emit (self, BPF_ALU | BPF_LSH | BPF_K, 2);
  emit (self, BPF_ALU | BPF_ADD | BPF_X, 0);
  emit (self, BPF_MISC | BPF_TAX, 0);
  emit (self, BPF_LD | BPF_MEM, 0);
  emit_jump (self, BPF_JA, 0, TRANSPORT, TRANSPORT);

  place (self, IPV6);
  emit_load (self, BPF_B, 6);
  emit (self, BPF_ST, 0);
  emit (self, BPF_MISC | BPF_TXA, 0);
  emit (self, BPF_ALU | BPF_ADD, 40);
  emit (self, BPF_MISC | BPF_TAX, 0);
  emit (self, BPF_LD | BPF_MEM, 0);

  place (self, TRANSPORT);
  emit_jump (self, BPF_JEQ, IPPROTO_TCP, TCP, NEXT);
  emit_jump (self, BPF_JEQ, IPPROTO_UDP, UDP, SHORT);
}

static void
emit_tcp (Program *self)
{
  place (self, TCP);
  emit_load (self, BPF_H, 0);
  emit_jump (self, BPF_JEQ, WEIR_DNS_PORT, LONG, NEXT);
  emit_load (self, BPF_H, 2);
  emit_jump (self, BPF_JEQ, HTTPS_PORT, NEXT, HELLO);
  emit_load (self, BPF_B, 13);
  emit_jump (self, BPF_JSET, TCP_PSH, LONG, NEXT);

  /* The payload may be anywhere, and a load from behind the end would be a refusal. */
  place (self, HELLO);
  emit_load (self, BPF_B, 12);
  emit (self, BPF_ALU | BPF_AND | BPF_K, 0xf0);
  emit (self, BPF_ALU | BPF_RSH | BPF_K, 2);
  emit (self, BPF_ALU | BPF_ADD | BPF_X, 0);
  emit (self, BPF_MISC | BPF_TAX, 0);
  emit (self, BPF_LD | BPF_W | BPF_LEN, 0);
  emit (self, BPF_ALU | BPF_SUB | BPF_K, self->link + 6);
  emit_jump (self, BPF_JGE | BPF_X, 0, NEXT, SHORT);
  emit_load (self, BPF_H, 0);
  emit_jump (self, BPF_JEQ, WEIR_TLS_HANDSHAKE << 8 | 3, NEXT, SHORT);
  emit_load (self, BPF_B, 5);
  emit_jump (self, BPF_JEQ, 1, LONG, SHORT);
}

static void
emit_udp (Program *self)
{
  place (self, UDP);
  emit_load (self, BPF_H, 0);
  emit_jump (self, BPF_JEQ, WEIR_DNS_PORT, LONG, NEXT);
  emit_jump (self, BPF_JEQ, WEIR_MDNS_PORT, LONG, NEXT);
  emit_jump (self, BPF_JEQ, WEIR_LLMNR_PORT, LONG, NEXT);

  emit_load (self, BPF_W, WEIR_UDP_HEADER + 1);
  emit_jump (self, BPF_JEQ, WEIR_QUIC_VERSION_1, QUIC_1, NEXT);
  emit_jump (self, BPF_JEQ, WEIR_QUIC_VERSION_2, QUIC_2, SHORT);
  place (self, QUIC_1);
  emit_load (self, BPF_B, WEIR_UDP_HEADER);
  emit (self, BPF_ALU | BPF_AND | BPF_K, 0xf0);
  emit_jump (self, BPF_JEQ, 0xc0, LONG, SHORT);
  place (self, QUIC_2);
  emit_load (self, BPF_B, WEIR_UDP_HEADER);
  emit (self, BPF_ALU | BPF_AND | BPF_K, 0xf0);
  emit_jump (self, BPF_JEQ, 0xd0, LONG, SHORT);
}

/* Jumps to labels become distances. */
static void
resolve (Program *self)
{
  for (guint i = 0; i < self->length; i++)
    {
      struct bpf_insn *jump = &self->code[i];
      guint then = jump->jt == NEXT ? i + 1 : self->places[jump->jt];
      guint otherwise = jump->jf == NEXT ? i + 1 : self->places[jump->jf];

      if (BPF_CLASS (jump->code) != BPF_JMP)
        continue;
      g_assert (then > i && otherwise > i);
      if (BPF_OP (jump->code) == BPF_JA)
        *jump = (struct bpf_insn){ .code = jump->code, .k = then - i - 1 };
      else
        {
          jump->jt = (uint8_t) (then - i - 1);
          jump->jf = (uint8_t) (otherwise - i - 1);
        }
    }
}

/* Frames that fit the short length are captured whole in any case.  In longer ones all headers but
 * the options of TCP lie within it, so that nothing below can read behind the end of a frame. */
static gboolean
build (Program *self, int link_type)
{
  emit (self, BPF_LD | BPF_W | BPF_LEN, 0);
  emit_jump (self, BPF_JGT, WEIR_SNAPSHOT_SHORT_BYTES, NEXT, SHORT);
  if (!emit_link (self, link_type))
    return FALSE;
  emit_network (self);
  emit_tcp (self);
  emit_udp (self);
  place (self, SHORT);
  emit (self, BPF_RET | BPF_K, WEIR_SNAPSHOT_SHORT_BYTES);
  place (self, LONG);
  emit (self, BPF_RET | BPF_K, WEIR_SNAPSHOT_LONG_BYTES);
  resolve (self);
  return TRUE;
}

static gboolean
is_acceptance (const struct bpf_insn *instruction)
{
  return BPF_CLASS (instruction->code) == BPF_RET && BPF_RVAL (instruction->code) == BPF_K
         && instruction->k != 0;
}

gboolean
weir_snapshot_filter_extend (struct bpf_program *program, int link_type)
{
  Program names = { .length = 0 };
  const guint length = program->bf_len;
  gboolean has_room;
  struct bpf_insn *both;

  has_room = build (&names, link_type) && length + names.length <= WEIR_SNAPSHOT_FILTER_MAX_LENGTH;
  for (guint i = 0; i < length; i++)
    if (is_acceptance (&program->bf_insns[i]))
      {
        if (has_room)
          program->bf_insns[i] = (struct bpf_insn){ .code = BPF_JMP | BPF_JA, .k = length - i - 1 };
        else
          program->bf_insns[i].k = WEIR_SNAPSHOT_SHORT_BYTES;
      }
  if (!has_room)
    return FALSE;

  /* libpcap frees it with free(). */
  both = realloc (program->bf_insns, (length + names.length) * sizeof *both);
  if (both == NULL)
    g_error ("Out of memory");
  memcpy (both + length, names.code, names.length * sizeof *both);
  program->bf_insns = both;
  program->bf_len = length + names.length;
  return TRUE;
}

void
weir_snapshot_filter_apply (struct bpf_program *program,
                            int link_type,
                            const WeirSnapshot *snapshot)
{
  const uint32_t bytes = snapshot->bytes != 0 ? snapshot->bytes : WEIR_SNAPSHOT_SHORT_BYTES;

  if (snapshot->bytes == 0 && snapshot->reads_names)
    {
      weir_snapshot_filter_extend (program, link_type);
      return;
    }
  for (guint i = 0; i < program->bf_len; i++)
    if (is_acceptance (&program->bf_insns[i]))
      program->bf_insns[i].k = bytes;
}
