/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/packet/spoken.h"

#include <string.h>

#include "core/packet/bytes.h"

#define TCP WEIR_SPOKEN_STARTS_TCP
#define UDP WEIR_SPOKEN_STARTS_UDP

const uint8_t weir_spoken_starts[256] = {
  [0x00] = TCP | UDP, /* SMB, PostgreSQL; STUN */
  [0x01] = UDP,       /* STUN, WireGuard, DHCP */
  [0x02] = UDP,       /* DHCP, WireGuard */
  [0x03] = TCP,       /* RDP */
  [0x10] = TCP,       /* MQTT */
  [0x13] = TCP,       /* BitTorrent */
  [0x16] = TCP | UDP, /* TLS, DTLS */
  ['*'] = TCP,        /* Redis, IMAP */
  ['<'] = TCP,        /* XMPP */
  ['A'] = UDP,        /* SIP */
  ['B'] = UDP,
  ['C'] = TCP | UDP,
  ['D'] = TCP,
  ['E'] = TCP,
  ['G'] = TCP,
  ['H'] = TCP | UDP,
  ['I'] = TCP | UDP,
  ['M'] = UDP,
  ['N'] = UDP,
  ['O'] = TCP | UDP,
  ['P'] = TCP,
  ['R'] = TCP | UDP,
  ['S'] = TCP | UDP,
  ['d'] = UDP,
  /* A long header of QUIC with its fixed bit (RFC 9000 section 17.2). */
  [0xc0 ... 0xff] = UDP,
};

/* The start of a message, and what else its first line has, if that was captured. */
typedef struct
{
  const char *start;
  const char *rest; /* (nullable) */
  WeirSpoken spoken;
} Text;

static const Text tcp_texts[] = {
  { "SSH-2.0-", NULL, WEIR_SPOKEN_SSH },    /* RFC 4253 section 4.2 */
  { "SSH-1.", NULL, WEIR_SPOKEN_SSH },      /* the same, section 5.1 */
  { "HTTP/1.", NULL, WEIR_SPOKEN_HTTP },    /* RFC 9112 section 4 */
  { "GET ", " HTTP/1.", WEIR_SPOKEN_HTTP }, /* the same, section 3 */
  { "POST ", " HTTP/1.", WEIR_SPOKEN_HTTP },
  { "HEAD ", " HTTP/1.", WEIR_SPOKEN_HTTP },
  { "PUT ", " HTTP/1.", WEIR_SPOKEN_HTTP },
  { "DELETE ", " HTTP/1.", WEIR_SPOKEN_HTTP },
  { "PATCH ", " HTTP/1.", WEIR_SPOKEN_HTTP },
  { "CONNECT ", " HTTP/1.", WEIR_SPOKEN_HTTP },
  { "PROPFIND ", " HTTP/1.", WEIR_SPOKEN_HTTP },
  { "OPTIONS rtsp://", NULL, WEIR_SPOKEN_RTSP }, /* RFC 2326 */
  { "DESCRIBE rtsp://", NULL, WEIR_SPOKEN_RTSP },
  { "SETUP rtsp://", NULL, WEIR_SPOKEN_RTSP },
  { "RTSP/1.", NULL, WEIR_SPOKEN_RTSP },
  { "OPTIONS sip:", NULL, WEIR_SPOKEN_SIP },
  { "OPTIONS ", " HTTP/1.", WEIR_SPOKEN_HTTP },
  { "PRI * HTTP/2.0\r\n", NULL, WEIR_SPOKEN_HTTP2 }, /* RFC 9113 section 3.4 */
  { "SIP/2.0 ", NULL, WEIR_SPOKEN_SIP },             /* RFC 3261 section 7 */
  { "INVITE sip:", NULL, WEIR_SPOKEN_SIP },
  { "REGISTER sip:", NULL, WEIR_SPOKEN_SIP },
  { "\x13"
    "BitTorrent protocol",
    NULL, WEIR_SPOKEN_BITTORRENT },    /* BEP 3 */
  { "EHLO ", NULL, WEIR_SPOKEN_SMTP }, /* RFC 5321 section 4.1.1.1 */
  { "HELO ", NULL, WEIR_SPOKEN_SMTP },
  { "* OK ", NULL, WEIR_SPOKEN_IMAP },          /* RFC 9051 section 7.1 */
  { "RFB 003.", NULL, WEIR_SPOKEN_RFB },        /* RFC 6143 section 7.1.1 */
  { "<stream:stream", NULL, WEIR_SPOKEN_XMPP }, /* RFC 6120 section 4 */
  { "<?xml ", "<stream:stream", WEIR_SPOKEN_XMPP },
};

static const Text udp_texts[] = {
  { "M-SEARCH * HTTP/1.", NULL, WEIR_SPOKEN_SSDP },
  { "NOTIFY * HTTP/1.", NULL, WEIR_SPOKEN_SSDP },
  { "HTTP/1.1 200 OK\r\n", NULL, WEIR_SPOKEN_SSDP }, /* nothing else answers so in UDP */
  { "SIP/2.0 ", NULL, WEIR_SPOKEN_SIP },
  { "INVITE sip:", NULL, WEIR_SPOKEN_SIP },
  { "REGISTER sip:", NULL, WEIR_SPOKEN_SIP },
  { "OPTIONS sip:", NULL, WEIR_SPOKEN_SIP },
  { "SUBSCRIBE sip:", NULL, WEIR_SPOKEN_SIP },
  { "NOTIFY sip:", NULL, WEIR_SPOKEN_SIP },
  { "ACK sip:", NULL, WEIR_SPOKEN_SIP },
  { "BYE sip:", NULL, WEIR_SPOKEN_SIP },
  { "CANCEL sip:", NULL, WEIR_SPOKEN_SIP },
  { "d1:ad2:id20:", NULL, WEIR_SPOKEN_BITTORRENT }, /* BEP 5 */
  { "d1:rd2:id20:", NULL, WEIR_SPOKEN_BITTORRENT },
};

/* The first byte alone says no for nearly all of them: this is asked for each packet whose payload
 * begins like any protocol. */
static gboolean
begins (const uint8_t *payload, gsize size, const char *start)
{
  gsize length;

  if (payload[0] != (uint8_t) start[0])
    return FALSE;
  length = strlen (start);
  return size >= length && memcmp (payload, start, length) == 0;
}

/* A first line that was cut off before its end may have it or not. */
static gboolean
first_line_has (const uint8_t *payload, gsize size, const char *text)
{
  const uint8_t *end = memchr (payload, '\n', size);

  return end == NULL || memmem (payload, (gsize) (end - payload), text, strlen (text)) != NULL;
}

/* Texts begin with a sign of ASCII, but for the length before BitTorrent's name; zeros, which much
 * begins with, are none. */
static WeirSpoken
find_text (const Text *texts, gsize n_texts, const uint8_t *payload, gsize size)
{
  if (payload[0] < 0x13)
    return WEIR_SPOKEN_NONE;
  for (gsize i = 0; i < n_texts; i++)
    if (begins (payload, size, texts[i].start)
        && (texts[i].rest == NULL || first_line_has (payload, size, texts[i].rest)))
      return texts[i].spoken;
  return WEIR_SPOKEN_NONE;
}

/* A record with a ClientHello or a ServerHello (RFC 8446 sections 4, 5.1). */
static gboolean
is_tls (const uint8_t *payload, gsize size)
{
  return size >= 6 && payload[0] == 0x16 && payload[1] == 3 && payload[2] <= 4
         && weir_read_be16 (payload + 3) <= 16384 && weir_read_be16 (payload + 3) >= 4
         && (payload[5] == 1 || payload[5] == 2);
}

/* A record with a hello of either side (RFC 9147 section 5.2); DTLS 1.0 and 1.2 on the wire. */
static gboolean
is_dtls (const uint8_t *payload, gsize size)
{
  return size >= 14 && payload[0] == 0x16 && payload[1] == 0xfe
         && (payload[2] == 0xff || payload[2] == 0xfd) && payload[3] == 0 && payload[4] == 0
         && payload[13] >= 1 && payload[13] <= 3;
}

/* Behind the length of NetBIOS' session service (RFC 1002), as on port 445. */
static gboolean
is_smb (const uint8_t *payload, gsize size)
{
  return size >= 8 && payload[0] == 0 && (payload[4] == 0xff || payload[4] == 0xfe)
         && memcmp (payload + 5, "SMB", 3) == 0;
}

/* A request for TLS, or a startup message of version 3. */
static gboolean
is_postgresql (const uint8_t *payload, gsize size)
{
  return size >= 8 && payload[0] == 0
         && (memcmp (payload, "\0\0\0\x08\x04\xd2\x16\x2f", 8) == 0
             || (size >= 13 && weir_read_be32 (payload) < 10000
                 && memcmp (payload + 4, "\0\x03\0\0user", 8) == 0));
}

/* A TPKT (RFC 1006) with a connection request or confirm, and what RDP alone has in it: a cookie or
 * a negotiation. */
static gboolean
is_rdp (const uint8_t *payload, gsize size)
{
  if (size < 15 || payload[0] != 3 || payload[1] != 0
      || payload[4] + 5u != weir_read_be16 (payload + 2)
      || (payload[5] != 0xe0 && payload[5] != 0xd0))
    return FALSE;
  return memcmp (payload + 11, "Cook", 4) == 0
         || (payload[11] >= 1 && payload[11] <= 3 && payload[13] == 8 && payload[14] == 0);
}

/* CONNECT of MQTT 3.1.1 and 5: type, remaining length (one to four bytes), "MQTT". */
static gboolean
is_mqtt (const uint8_t *payload, gsize size)
{
  gsize at = 1;

  if (payload[0] != 0x10)
    return FALSE;
  while (at < size && at < 4 && (payload[at] & 0x80) != 0)
    at++;
  at++;
  return size >= at + 6 && memcmp (payload + at, "\0\x04MQTT", 6) == 0;
}

/* "*3\r\n$3\r\n" */
static gboolean
is_redis (const uint8_t *payload, gsize size)
{
  return size >= 6 && payload[0] == '*' && g_ascii_isdigit (payload[1])
         && memcmp (payload + 2, "\r\n$", 3) == 0 && g_ascii_isdigit (payload[5]);
}

WeirSpoken
weir_spoken_read_tcp (const uint8_t *payload, gsize size)
{
  if (is_tls (payload, size))
    return WEIR_SPOKEN_TLS;
  if (is_smb (payload, size))
    return WEIR_SPOKEN_SMB;
  if (is_postgresql (payload, size))
    return WEIR_SPOKEN_POSTGRESQL;
  if (is_rdp (payload, size))
    return WEIR_SPOKEN_RDP;
  if (is_mqtt (payload, size))
    return WEIR_SPOKEN_MQTT;
  if (is_redis (payload, size))
    return WEIR_SPOKEN_REDIS;
  return find_text (tcp_texts, G_N_ELEMENTS (tcp_texts), payload, size);
}

/* RFC 8489 section 5; the length excludes the header. */
static gboolean
is_stun (const uint8_t *payload, gsize size, gsize length)
{
  return size >= 20 && (payload[0] & 0xc0) == 0 && weir_read_be32 (payload + 4) == 0x2112a442
         && 20 + (gsize) weir_read_be16 (payload + 2) == length;
}

/* Handshakes: a type, three zeros, and their exact sizes. */
static gboolean
is_wireguard (const uint8_t *payload, gsize size, gsize length)
{
  return size >= 4 && payload[1] == 0 && payload[2] == 0 && payload[3] == 0
         && ((payload[0] == 1 && length == 148) || (payload[0] == 2 && length == 92));
}

/* BOOTP with the magic cookie (RFC 2131 section 3), or, where that was cut off, for Ethernet. */
static gboolean
is_dhcp (const uint8_t *payload, gsize size, gsize length)
{
  if (size < 8 || length < 240 || (payload[0] != 1 && payload[0] != 2) || payload[1] != 1
      || payload[2] != 6 || payload[3] > 16)
    return FALSE;
  return size >= 240 && weir_read_be32 (payload + 236) == 0x63825363;
}

/* The versions of RFC 9000 and RFC 9369, those that came before them, and a list of versions. */
static gboolean
is_quic (const uint8_t *payload, gsize size, gsize length)
{
  uint32_t version;

  if (size < 7 || length < 21 || (payload[0] & 0xc0) != 0xc0 || payload[5] > 20)
    return FALSE;
  version = weir_read_be32 (payload + 1);
  return version == 1 || version == 0x6b3343cf || version >> 8 == 0xff0000;
}

/* A header that makes sense (RFC 1035 section 4.1.1): a question or an answer, and not too many. */
static WeirSpoken
read_dns (const uint8_t *payload, gsize size, uint16_t port)
{
  guint opcode;

  if (size < 12)
    return WEIR_SPOKEN_NONE;
  opcode = payload[2] >> 3 & 15;
  if (opcode > 6 || weir_read_be16 (payload + 4) > 64 || weir_read_be16 (payload + 6) > 512
      || weir_read_be16 (payload + 4) + weir_read_be16 (payload + 6) == 0)
    return WEIR_SPOKEN_NONE;
  return port == 53 ? WEIR_SPOKEN_DNS : port == 5353 ? WEIR_SPOKEN_MDNS : WEIR_SPOKEN_LLMNR;
}

WeirSpoken
weir_spoken_read_udp (const uint8_t *payload, gsize size, gsize length, uint16_t port)
{
  if (port != 0)
    return read_dns (payload, size, port);
  if (is_quic (payload, size, length))
    return WEIR_SPOKEN_QUIC;
  if (is_stun (payload, size, length))
    return WEIR_SPOKEN_STUN;
  if (is_dtls (payload, size))
    return WEIR_SPOKEN_DTLS;
  if (is_wireguard (payload, size, length))
    return WEIR_SPOKEN_WIREGUARD;
  if (is_dhcp (payload, size, length))
    return WEIR_SPOKEN_DHCP;
  return find_text (udp_texts, G_N_ELEMENTS (udp_texts), payload, size);
}

const char *
weir_spoken_get_name (WeirSpoken spoken)
{
  static const char *const names[WEIR_N_SPOKEN] = {
    [WEIR_SPOKEN_BITTORRENT] = "BitTorrent",
    [WEIR_SPOKEN_DHCP] = "DHCP",
    [WEIR_SPOKEN_DNS] = "DNS",
    [WEIR_SPOKEN_DTLS] = "DTLS",
    [WEIR_SPOKEN_HTTP] = "HTTP",
    [WEIR_SPOKEN_HTTP2] = "HTTP/2",
    [WEIR_SPOKEN_IMAP] = "IMAP",
    [WEIR_SPOKEN_LLMNR] = "LLMNR",
    [WEIR_SPOKEN_MDNS] = "mDNS",
    [WEIR_SPOKEN_MQTT] = "MQTT",
    [WEIR_SPOKEN_POSTGRESQL] = "PostgreSQL",
    [WEIR_SPOKEN_QUIC] = "QUIC",
    [WEIR_SPOKEN_RDP] = "RDP",
    [WEIR_SPOKEN_REDIS] = "Redis",
    [WEIR_SPOKEN_RFB] = "VNC",
    [WEIR_SPOKEN_RTSP] = "RTSP",
    [WEIR_SPOKEN_SIP] = "SIP",
    [WEIR_SPOKEN_SMB] = "SMB",
    [WEIR_SPOKEN_SMTP] = "SMTP",
    [WEIR_SPOKEN_SSDP] = "SSDP",
    [WEIR_SPOKEN_SSH] = "SSH",
    [WEIR_SPOKEN_STUN] = "STUN",
    [WEIR_SPOKEN_TLS] = "TLS",
    [WEIR_SPOKEN_WIREGUARD] = "WireGuard",
    [WEIR_SPOKEN_XMPP] = "XMPP",
  };

  g_return_val_if_fail ((guint) spoken < WEIR_N_SPOKEN, NULL);
  return names[spoken];
}
