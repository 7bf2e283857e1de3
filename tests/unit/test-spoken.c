/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sys/mman.h>
#include <unistd.h>

#include "core/packet/spoken.h"

#define ROOM 4096

/* Messages up to the end of @bytes; the rest of @length is zeros. */
typedef struct
{
  WeirSpoken spoken;
  uint16_t port;
  gsize length; /* 0: no more than the bytes */
  const char *bytes;
  gsize size;
} Sample;

#define TEXT(spoken, text)              \
  {                                     \
    spoken, 0, 0, text, sizeof text - 1 \
  }
#define LONG(spoken, length, text)           \
  {                                          \
    spoken, 0, length, text, sizeof text - 1 \
  }
#define PORT(spoken, port, text)           \
  {                                        \
    spoken, port, 0, text, sizeof text - 1 \
  }

static const Sample tcp_samples[] = {
  TEXT (WEIR_SPOKEN_TLS, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
  TEXT (WEIR_SPOKEN_TLS, "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"),
  TEXT (WEIR_SPOKEN_HTTP, "GET / HTTP/1.1\r\nHost: x\r\n"),
  TEXT (WEIR_SPOKEN_HTTP, "POST /a?b=c HTTP/1.0\r\n"),
  TEXT (WEIR_SPOKEN_HTTP, "GET /a-very-long-path-that-was-cut-off-by-the-snapshot"),
  TEXT (WEIR_SPOKEN_HTTP, "HTTP/1.1 200 OK\r\n"),
  TEXT (WEIR_SPOKEN_HTTP, "OPTIONS * HTTP/1.1\r\n"),
  TEXT (WEIR_SPOKEN_HTTP, "CONNECT a.example:443 HTTP/1.1\r\n"),
  TEXT (WEIR_SPOKEN_HTTP2, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  TEXT (WEIR_SPOKEN_SSH, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
  TEXT (WEIR_SPOKEN_SSH, "SSH-1.99-Cisco-1.25\n"),
  TEXT (WEIR_SPOKEN_BITTORRENT,
        "\x13"
        "BitTorrent protocol\0\0\0\0\0\x10\0\x05"),
  TEXT (WEIR_SPOKEN_SMTP, "EHLO mail.example\r\n"),
  TEXT (WEIR_SPOKEN_IMAP, "* OK [CAPABILITY IMAP4rev1] ready\r\n"),
  TEXT (WEIR_SPOKEN_RFB, "RFB 003.008\n"),
  TEXT (WEIR_SPOKEN_XMPP, "<?xml version='1.0'?><stream:stream to='x'"),
  TEXT (WEIR_SPOKEN_RTSP, "DESCRIBE rtsp://camera/1 RTSP/1.0\r\n"),
  TEXT (WEIR_SPOKEN_SIP, "REGISTER sip:example.org SIP/2.0\r\n"),
  TEXT (WEIR_SPOKEN_SMB, "\0\0\0\x54\xfeSMB\x40\0\0\0"),
  TEXT (WEIR_SPOKEN_POSTGRESQL, "\0\0\0\x08\x04\xd2\x16\x2f"),
  TEXT (WEIR_SPOKEN_POSTGRESQL, "\0\0\0\x20\0\x03\0\0user\0me\0"),
  TEXT (WEIR_SPOKEN_RDP, "\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0"),
  TEXT (WEIR_SPOKEN_MQTT, "\x10\x1a\0\x04MQTT\x04\x02\0\x3c"),
  TEXT (WEIR_SPOKEN_MQTT, "\x10\x9a\x01\0\x04MQTT\x05\x02\0\x3c"),
  TEXT (WEIR_SPOKEN_REDIS, "*1\r\n$4\r\nPING\r\n"),
};

/* What begins alike and is something else. */
static const Sample tcp_others[] = {
  TEXT (WEIR_SPOKEN_NONE, "\x16\x03\x01\xff\xff\x01\x00\x01\xfc"),
  TEXT (WEIR_SPOKEN_NONE, "\x16\x03\x01\x00\x20\x14\x00\x00\x0c"),
  TEXT (WEIR_SPOKEN_NONE, "\x16\x02\x01\x02\x00\x01\x00\x01\xfc"),
  TEXT (WEIR_SPOKEN_NONE, "GET me out of here\r\n"),
  TEXT (WEIR_SPOKEN_NONE, "HTTPS is not HTTP/1.1\r\n"),
  TEXT (WEIR_SPOKEN_NONE, "SSH what"),
  TEXT (WEIR_SPOKEN_NONE,
        "\x13"
        "BitTorrent prot"),
  TEXT (WEIR_SPOKEN_NONE, "*12 is a number"),
  TEXT (WEIR_SPOKEN_NONE, "<?xml version='1.0'?>\n<feed>"),
  TEXT (WEIR_SPOKEN_NONE, "\x03\0\0\x13\x0f\xe0\0\0\0\0\0\x01\0\x08"),
  TEXT (WEIR_SPOKEN_NONE, "\x10\xff\xff\xff\xff\xff\xff\xff\0\x04MQTT"),
};

static const Sample udp_samples[] = {
  LONG (WEIR_SPOKEN_QUIC, 1200, "\xc3\0\0\0\x01\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\0\0"),
  LONG (WEIR_SPOKEN_QUIC, 1200, "\xd3\x6b\x33\x43\xcf\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\0\0"),
  LONG (WEIR_SPOKEN_QUIC, 1200, "\xc3\xff\0\0\x1d\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\0\0"),
  TEXT (WEIR_SPOKEN_STUN,
        "\0\x01\0\0\x21\x12\xa4\x42"
        "abcdefghijkl"),
  LONG (WEIR_SPOKEN_WIREGUARD, 148, "\x01\0\0\0\x11\x22\x33\x44"),
  LONG (WEIR_SPOKEN_WIREGUARD, 92, "\x02\0\0\0\x11\x22\x33\x44"),
  TEXT (WEIR_SPOKEN_DTLS, "\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\x7e\x01\0\0"),
  TEXT (WEIR_SPOKEN_SSDP, "M-SEARCH * HTTP/1.1\r\n"),
  TEXT (WEIR_SPOKEN_SIP, "INVITE sip:a@b SIP/2.0\r\n"),
  TEXT (WEIR_SPOKEN_BITTORRENT, "d1:ad2:id20:abcdefghij0123456789e1:q4:ping"),
  PORT (WEIR_SPOKEN_DNS, 53, "\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x01x\0\0\x01\0\x01"),
  PORT (WEIR_SPOKEN_MDNS, 5353, "\0\0\x84\0\0\0\0\x01\0\0\0\0"),
  PORT (WEIR_SPOKEN_LLMNR, 5355, "\x12\x34\0\0\0\x01\0\0\0\0\0\0"),
};

static const Sample udp_others[] = {
  LONG (WEIR_SPOKEN_NONE, 1200, "\xc3\0\0\0\x02\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\0\0"),
  LONG (WEIR_SPOKEN_NONE, 1200, "\xc3\0\0\0\x01\xff\x83\x94\xc8\xf0\x3e\x51\x57\x08\0\0"),
  LONG (WEIR_SPOKEN_NONE, 149, "\x01\0\0\0\x11\x22\x33\x44"),
  TEXT (WEIR_SPOKEN_NONE,
        "\0\x01\0\x08\x21\x12\xa4\x42"
        "abcdefghijkl"),
  TEXT (WEIR_SPOKEN_NONE, "d1:ad2:xx"),
  PORT (WEIR_SPOKEN_NONE, 53, "GET / HTTP/1.1\r\n"),
  PORT (WEIR_SPOKEN_NONE, 53, "\x12\x34\x01\0\0\0\0\0\0\0\0\0"),
};

/* What lies behind it cannot be read. */
static uint8_t *guarded_end;

static void
guard_init (void)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  uint8_t *memory =
      mmap (NULL, ROOM + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (memory != MAP_FAILED);
  guarded_end = memory + ROOM;
  g_assert_cmpint (mprotect (guarded_end, page, PROT_NONE), ==, 0);
}

/* By way of a whole packet, so that the table of first bytes is part of it. */
static WeirSpoken
read_sample (const Sample *sample, gsize size, gboolean is_tcp)
{
  const gsize header_size = is_tcp ? 20 : 8;
  const gsize length = MAX (sample->length, sample->size);
  uint8_t *header = guarded_end - header_size - size;
  WeirPacket packet = { .protocol = is_tcp ? IPPROTO_TCP : IPPROTO_UDP, .src_port = 40000 };
  WeirTransport transport = {
    .header = header,
    .captured = (uint32_t) (header_size + size),
    .bytes = (uint32_t) (header_size + length),
  };

  packet.dst_port = sample->port;
  memset (header, 0, header_size);
  if (is_tcp)
    header[12] = 5 << 4;
  memcpy (header + header_size, sample->bytes, size);
  return weir_spoken_read (&packet, &transport);
}

static void
check (const Sample *samples, gsize n_samples, gboolean is_tcp)
{
  for (gsize i = 0; i < n_samples; i++)
    {
      const Sample *sample = &samples[i];

      g_test_message ("%zu: %s", i, weir_spoken_get_name (sample->spoken));
      g_assert_cmpint (read_sample (sample, sample->size, is_tcp), ==, sample->spoken);

      /* Every prefix is that, or nothing; never something else. */
      for (gsize size = 0; size < sample->size; size++)
        {
          WeirSpoken spoken = read_sample (sample, size, is_tcp);

          /* A first line without its end may still be what it begins as. */
          if (sample->spoken != WEIR_SPOKEN_NONE)
            g_assert_true (spoken == sample->spoken || spoken == WEIR_SPOKEN_NONE);
        }
    }
}

static void
test_tcp (void)
{
  check (tcp_samples, G_N_ELEMENTS (tcp_samples), TRUE);
  check (tcp_others, G_N_ELEMENTS (tcp_others), TRUE);
}

static void
test_udp (void)
{
  check (udp_samples, G_N_ELEMENTS (udp_samples), FALSE);
  check (udp_others, G_N_ELEMENTS (udp_others), FALSE);
}

static void
test_names (void)
{
  g_assert_null (weir_spoken_get_name (WEIR_SPOKEN_NONE));
  for (int i = 1; i < WEIR_N_SPOKEN; i++)
    g_assert_nonnull (weir_spoken_get_name ((WeirSpoken) i));
}

/* Random bytes are not taken for anything. */
static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint n_recognised = 0;

  for (guint i = 0; i < 1000000; i++)
    {
      guint32 words[16];
      Sample sample = { WEIR_SPOKEN_NONE, 0, 1200, (const char *) words, sizeof words };

      for (guint k = 0; k < G_N_ELEMENTS (words); k++)
        words[k] = g_rand_int (random);
      n_recognised += read_sample (&sample, sample.size, i % 2 == 0) != WEIR_SPOKEN_NONE;
    }
  g_assert_cmpuint (n_recognised, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  guard_init ();

  g_test_add_func ("/spoken/tcp-by-how-messages-begin", test_tcp);
  g_test_add_func ("/spoken/udp-by-how-messages-begin", test_udp);
  g_test_add_func ("/spoken/random-bytes-are-nothing", test_random);
  g_test_add_func ("/spoken/each-has-a-name", test_names);

  return g_test_run ();
}
