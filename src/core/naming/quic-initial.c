/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/quic-initial.h"

#include <nettle/gcm.h>
#include <nettle/hkdf.h>
#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <string.h>

#define SAMPLE_AT 4 /* behind the place where the number begins, however long that is */
#define SAMPLE_SIZE 16
#define TAG_SIZE 16
#define IV_SIZE 12

/* Types of packets with the long header, version 1; in version 2 each is one more, modulo 4. */
enum
{
  TYPE_INITIAL = 0,
  TYPE_RETRY = 3,
};

/* RFC 9000 section 19; no others are allowed in an Initial packet (section 12.4). */
enum
{
  FRAME_PADDING = 0x00,
  FRAME_PING = 0x01,
  FRAME_ACK = 0x02,
  FRAME_ACK_ECN = 0x03,
  FRAME_CRYPTO = 0x06,
};

typedef struct
{
  uint8_t salt[20];
  const char *key;
  const char *iv;
  const char *protection;
} Version;

/* RFC 9001 section 5.2 and 5.1. */
static const Version version_1 = {
  { 0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
    0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a },
  "quic key",
  "quic iv",
  "quic hp",
};

/* RFC 9369 section 3.3. */
static const Version version_2 = {
  { 0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93,
    0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9 },
  "quicv2 key",
  "quicv2 iv",
  "quicv2 hp",
};

typedef struct
{
  uint8_t key[AES128_KEY_SIZE];
  uint8_t iv[IV_SIZE];
  uint8_t protection[AES128_KEY_SIZE];
} Keys;

/* ---- bytes
 * -------------------------------------------------------------------------------------*/

/* RFC 9000 section 16.  Returns: whether there was one */
static gboolean
take_number (WeirQuicFrames *from, uint64_t *number)
{
  gsize size;

  if (from->left == 0)
    return FALSE;
  size = (gsize) 1 << (from->at[0] >> 6);
  if (from->left < size)
    return FALSE;

  *number = from->at[0] & 0x3f;
  for (gsize i = 1; i < size; i++)
    *number = *number << 8 | from->at[i];
  from->at += size;
  from->left -= size;
  return TRUE;
}

static gboolean
skip (WeirQuicFrames *from, uint64_t count)
{
  if (count > from->left)
    return FALSE;
  from->at += count;
  from->left -= (gsize) count;
  return TRUE;
}

/* A connection identifier behind its length. */
static gboolean
take_cid (WeirQuicFrames *from, const uint8_t **cid, guint *length)
{
  if (from->left == 0 || from->at[0] > WEIR_QUIC_CID_MAX)
    return FALSE;
  *length = from->at[0];
  *cid = from->at + 1;
  return skip (from, 1 + (uint64_t) *length);
}

/* ---- packets
 * -----------------------------------------------------------------------------------*/

static guint
get_type (const WeirQuicInitial *packet)
{
  guint type = packet->bytes[0] >> 4 & 3;

  return packet->version == WEIR_QUIC_VERSION_2 ? (type + 3) & 3 : type;
}

/* Any packet with a long header that has a length: all but Retry. */
static gboolean
read_long_header (WeirQuicInitial *packet, const uint8_t *bytes, gsize length)
{
  WeirQuicFrames rest = { bytes, length };
  const uint8_t *other;
  guint other_length;
  uint64_t size;

  if (length < WEIR_QUIC_START || !weir_quic_is_long (bytes))
    return FALSE;
  packet->bytes = bytes;
  packet->version = weir_read_be32 (bytes + 1);
  skip (&rest, WEIR_QUIC_START - 1);
  if (get_type (packet) == TYPE_RETRY || !take_cid (&rest, &packet->cid, &packet->cid_length)
      || !take_cid (&rest, &other, &other_length))
    return FALSE;

  /* A token, from an earlier connection or a Retry. */
  if (get_type (packet) == TYPE_INITIAL && (!take_number (&rest, &size) || !skip (&rest, size)))
    return FALSE;
  if (!take_number (&rest, &size) || size > rest.left)
    return FALSE;

  packet->number_at = (gsize) (rest.at - bytes);
  packet->size = packet->number_at + (gsize) size;
  return TRUE;
}

gboolean
weir_quic_initial_next (WeirQuicInitial *initial, const uint8_t **bytes, gsize *length)
{
  while (read_long_header (initial, *bytes, *length))
    {
      *bytes += initial->size;
      *length -= initial->size;
      if (get_type (initial) == TYPE_INITIAL
          && initial->size >= initial->number_at + SAMPLE_AT + SAMPLE_SIZE
          && initial->size <= WEIR_QUIC_PACKET_MAX)
        return TRUE;
    }
  return FALSE;
}

/* ---- keys
 * --------------------------------------------------------------------------------------*/

/* HKDF-Expand-Label of RFC 8446 section 7.1, without a context. */
static void
expand (const uint8_t secret[SHA256_DIGEST_SIZE], const char *label, uint8_t *to, gsize size)
{
  struct hmac_sha256_ctx hmac;
  uint8_t info[32];
  int length = g_snprintf ((char *) info + 2, sizeof info - 2, "%ctls13 %s",
                           (int) (strlen ("tls13 ") + strlen (label)), label);

  info[0] = 0;
  info[1] = (uint8_t) size;
  info[2 + length] = 0;
  hmac_sha256_set_key (&hmac, SHA256_DIGEST_SIZE, secret);
  hkdf_expand (&hmac, (nettle_hash_update_func *) hmac_sha256_update,
               (nettle_hash_digest_func *) hmac_sha256_digest, SHA256_DIGEST_SIZE,
               (size_t) length + 3, info, size, to);
}

static void
derive_keys (Keys *keys, const Version *version, const uint8_t *cid, guint cid_length)
{
  struct hmac_sha256_ctx hmac;
  uint8_t initial[SHA256_DIGEST_SIZE];
  uint8_t client[SHA256_DIGEST_SIZE];

  hmac_sha256_set_key (&hmac, sizeof version->salt, version->salt);
  hkdf_extract (&hmac, (nettle_hash_update_func *) hmac_sha256_update,
                (nettle_hash_digest_func *) hmac_sha256_digest, SHA256_DIGEST_SIZE, cid_length, cid,
                initial);
  expand (initial, "client in", client, sizeof client);
  expand (client, version->key, keys->key, sizeof keys->key);
  expand (client, version->iv, keys->iv, sizeof keys->iv);
  expand (client, version->protection, keys->protection, sizeof keys->protection);
}

/* Takes the protection off the header (RFC 9001 section 5.4): the first byte and the number.
 * @header: (out): the header as it was before, with room for it
 * Returns: how many bytes the number has */
static guint
unprotect_header (const WeirQuicInitial *initial, const Keys *keys, uint8_t *header)
{
  struct aes128_ctx aes;
  uint8_t mask[AES_BLOCK_SIZE];
  guint number_size;

  aes128_set_encrypt_key (&aes, keys->protection);
  aes128_encrypt (&aes, sizeof mask, mask, initial->bytes + initial->number_at + SAMPLE_AT);

  memcpy (header, initial->bytes, initial->number_at + SAMPLE_AT);
  header[0] ^= mask[0] & 0x0f;
  number_size = (header[0] & 3u) + 1;
  for (guint i = 0; i < number_size; i++)
    header[initial->number_at + i] ^= mask[1 + i];
  return number_size;
}

gboolean
weir_quic_initial_open (const WeirQuicInitial *initial,
                        const uint8_t *cid,
                        guint cid_length,
                        uint8_t *plain,
                        WeirQuicFrames *frames)
{
  const Version *version = initial->version == WEIR_QUIC_VERSION_2 ? &version_2 : &version_1;
  uint8_t header[WEIR_QUIC_PACKET_MAX];
  struct gcm_aes128_ctx gcm;
  uint8_t tag[TAG_SIZE];
  Keys keys;
  guint number_size;
  gsize header_size;
  gsize size;

  derive_keys (&keys, version, cid, cid_length);
  number_size = unprotect_header (initial, &keys, header);
  header_size = initial->number_at + number_size;

  /* The number is what was sent of it: connections that are asked for a name begin at 0. */
  for (guint i = 0; i < number_size; i++)
    keys.iv[IV_SIZE - number_size + i] ^= header[initial->number_at + i];

  /* There is room for a sample behind the longest number, so there is for a tag. */
  size = initial->size - header_size - TAG_SIZE;
  gcm_aes128_set_key (&gcm, keys.key);
  gcm_aes128_set_iv (&gcm, sizeof keys.iv, keys.iv);
  gcm_aes128_update (&gcm, header_size, header);
  gcm_aes128_decrypt (&gcm, size, plain, initial->bytes + header_size);
  gcm_aes128_digest (&gcm, sizeof tag, tag);

  *frames = (WeirQuicFrames){ plain, size };
  return memeql_sec (tag, initial->bytes + initial->size - TAG_SIZE, sizeof tag) != 0;
}

/* ---- frames
 * ------------------------------------------------------------------------------------*/

static gboolean
skip_numbers (WeirQuicFrames *frames, uint64_t count)
{
  uint64_t number;

  /* Each takes a byte at least, so that a count which lies ends with the bytes. */
  while (count-- > 0)
    if (!take_number (frames, &number))
      return FALSE;
  return TRUE;
}

/* RFC 9000 section 19.3. */
static gboolean
skip_ack (WeirQuicFrames *frames, gboolean has_ecn)
{
  uint64_t n_ranges;

  return skip_numbers (frames, 2) && take_number (frames, &n_ranges) && n_ranges <= frames->left
         && skip_numbers (frames, 1 + 2 * n_ranges) && skip_numbers (frames, has_ecn ? 3 : 0);
}

gboolean
weir_quic_frames_next_crypto (WeirQuicFrames *frames, WeirQuicCrypto *crypto)
{
  uint64_t length;

  while (frames->left > 0)
    {
      uint8_t type = frames->at[0];

      skip (frames, 1);
      switch (type)
        {
        case FRAME_PADDING:
        case FRAME_PING:
          break;
        case FRAME_ACK:
        case FRAME_ACK_ECN:
          if (!skip_ack (frames, type == FRAME_ACK_ECN))
            return FALSE;
          break;
        case FRAME_CRYPTO:
          if (!take_number (frames, &crypto->offset) || !take_number (frames, &length)
              || length > frames->left)
            return FALSE;
          crypto->data = frames->at;
          crypto->length = (gsize) length;
          return skip (frames, length);
        default:
          return FALSE;
        }
    }
  return FALSE;
}
