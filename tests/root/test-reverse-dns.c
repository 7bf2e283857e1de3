/* What a DNS server is asked, and what becomes of the program when it does not answer.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The server is in this process and counts what it gets; the resolver is the system's own, told
 * by a private resolv.conf to ask it.
 */
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>

#include "core/naming/names.h"
#include "core/naming/reverse-dns.h"
#include "support/namespace.h"

/* Of a DNS message (RFC 1035 section 4.1). */
#define HEADER_SIZE 12
#define TYPE_PTR 12

typedef struct
{
  GSocket *socket;
  GSource *source;
  GPtrArray *questions; /* names asked for, in order, each once */
  gboolean is_mute;
  gboolean has_no_names;
  const char *answer; /* the name that every address has */
} Server;

static void
append_uint16 (GByteArray *message, guint value)
{
  const guint8 bytes[2] = { (guint8) (value >> 8), (guint8) value };

  g_byte_array_append (message, bytes, sizeof bytes);
}

static void
append_name (GByteArray *message, const char *name)
{
  g_auto (GStrv) labels = g_strsplit (name, ".", -1);

  for (guint i = 0; labels[i] != NULL; i++)
    {
      const guint8 length = (guint8) strlen (labels[i]);

      g_byte_array_append (message, &length, 1);
      g_byte_array_append (message, (const guint8 *) labels[i], length);
    }
  g_byte_array_append (message, (const guint8 *) "", 1);
}

/* Returns the end of the name. */
static gsize
read_name (const guint8 *bytes, gsize size, gsize at, GString *name)
{
  while (at < size && bytes[at] != 0)
    {
      gsize length = bytes[at++];

      g_assert_cmpuint (at + length, <, size);
      g_string_append_printf (name, "%s%.*s", name->len > 0 ? "." : "", (int) length,
                              (const char *) bytes + at);
      at += length;
    }
  return at + 1;
}

static void
answer (Server *self, GSocketAddress *client, const guint8 *question, gsize size)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GByteArray) name = g_byte_array_new ();

  g_byte_array_append (message, question, 2);
  append_uint16 (message, self->has_no_names ? 0x8183 : 0x8180);
  append_uint16 (message, 1);
  append_uint16 (message, self->has_no_names ? 0 : 1);
  append_uint16 (message, 0);
  append_uint16 (message, 0);
  g_byte_array_append (message, question + HEADER_SIZE, (guint) (size - HEADER_SIZE));
  if (!self->has_no_names)
    {
      append_name (name, self->answer);
      append_uint16 (message, 0xc000 | HEADER_SIZE);
      append_uint16 (message, TYPE_PTR);
      append_uint16 (message, 1);
      append_uint16 (message, 0);
      append_uint16 (message, 60);
      append_uint16 (message, name->len);
      g_byte_array_append (message, name->data, name->len);
    }
  g_socket_send_to (self->socket, client, (const char *) message->data, message->len, NULL, NULL);
}

static gboolean
question_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  Server *self = user_data;
  g_autoptr (GSocketAddress) client = NULL;
  g_autoptr (GString) name = g_string_new (NULL);
  guint8 bytes[512];
  gssize size = g_socket_receive_from (socket, &client, (char *) bytes, sizeof bytes, NULL, NULL);
  gsize end;

  g_assert_cmpint (size, >, HEADER_SIZE);
  end = read_name (bytes, (gsize) size, HEADER_SIZE, name);
  if (!g_ptr_array_find_with_equal_func (self->questions, name->str, g_str_equal, NULL))
    g_ptr_array_add (self->questions, g_strdup (name->str));
  if (!self->is_mute)
    answer (self, client, bytes, end + 4);
  return G_SOURCE_CONTINUE;
}

static void
server_init (Server *self)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 53);
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->answer = "answer.example";
  self->questions = g_ptr_array_new_with_free_func (g_free);
  self->socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, &error);
  g_assert_no_error (error);
  g_socket_bind (self->socket, address, TRUE, &error);
  g_assert_no_error (error);
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (question_cb), self, NULL);
  g_source_attach (self->source, NULL);
}

static void
server_clear (Server *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_object_unref (self->socket);
  g_ptr_array_unref (self->questions);
}

static WeirAddress
address_of (const char *text, WeirFamily *family)
{
  WeirAddress address;

  g_assert_true (weir_address_parse (text, &address, family));
  return address;
}

static const char *
lookup (WeirNames *names, const char *text, WeirNameSource *source)
{
  WeirFamily family;
  WeirAddress address = address_of (text, &family);

  return weir_names_lookup (names, &address, family, 0, source);
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("reverse DNS is still asking");
  return G_SOURCE_REMOVE;
}

static void
wait_for_answers (WeirNames *names)
{
  guint id = g_timeout_add_seconds (20, too_late_cb, NULL);

  while (weir_names_is_asking (names))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static const char *const never_asked[] = {
  "10.9.0.1",     "172.16.0.1",    "192.168.77.1",    "169.254.3.4",     "127.0.0.5",
  "100.64.1.1",   "224.0.0.251",   "239.255.255.250", "255.255.255.255", "192.0.2.1",
  "198.51.100.1", "203.0.113.1",   "198.18.0.1",      "0.0.0.0",         "240.0.0.1",
  "::",           "::1",           "fe80::1",         "fd99::1",         "ff02::fb",
  "2001:db8::1",  "2002:a00:1::1", "64:ff9b::a00:1",  "10.1.0.0",        "10.1.0.255",
};

static void
test_consent (void)
{
  const WeirNamesOptions options = { .is_live = TRUE, .hosts_path = "" };
  g_autoptr (WeirNames) names = weir_names_new (&options);
  WeirNameSource source;
  Server server;

  server_init (&server);
  /* Not agreed to: nothing is asked, however often it is looked up. */
  for (guint i = 0; i < 100; i++)
    {
      g_assert_null (lookup (names, "8.8.8.8", &source));
      g_assert_false (weir_names_is_asking (names));
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_cmpuint (server.questions->len, ==, 0);

  weir_names_set_reverse_dns (names, TRUE);
  g_assert_null (lookup (names, "8.8.8.8", &source));
  g_assert_true (weir_names_is_asking (names));
  wait_for_answers (names);
  g_assert_cmpstr (lookup (names, "8.8.8.8", &source), ==, "answer.example");
  g_assert_cmpint (source, ==, WEIR_NAME_REVERSE);
  g_assert_cmpuint (server.questions->len, ==, 1);
  g_assert_cmpstr (server.questions->pdata[0], ==, "8.8.8.8.in-addr.arpa");

  /* Once. */
  for (guint i = 0; i < 100; i++)
    lookup (names, "8.8.8.8", NULL);
  g_assert_false (weir_names_is_asking (names));

  /* Taken back: forgotten, and nothing more is asked. */
  weir_names_set_reverse_dns (names, FALSE);
  g_assert_null (lookup (names, "8.8.8.8", &source));
  g_assert_cmpint (source, ==, WEIR_NAME_NONE);
  g_assert_null (lookup (names, "9.9.9.9", NULL));
  g_assert_cmpuint (server.questions->len, ==, 1);
  server_clear (&server);
}

static void
test_private (void)
{
  const WeirNamesOptions options = { .is_live = TRUE, .hosts_path = "" };
  g_autoptr (WeirNames) names = weir_names_new (&options);
  Server server;

  server_init (&server);
  weir_names_set_reverse_dns (names, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (never_asked); i++)
    {
      g_test_message ("%s", never_asked[i]);
      g_assert_null (lookup (names, never_asked[i], NULL));
      g_assert_false (weir_names_is_asking (names));
    }
  /* Of our own network. */
  g_assert_null (lookup (names, "10.1.0.7", NULL));
  g_assert_true (weir_names_is_asking (names));
  g_assert_null (lookup (names, "2a00::1", NULL));
  wait_for_answers (names);
  g_assert_cmpuint (server.questions->len, ==, 2);
  g_assert_true (g_ptr_array_find_with_equal_func (server.questions, "7.0.1.10.in-addr.arpa",
                                                   g_str_equal, NULL));
  server_clear (&server);
}

/* In a capture file, our own network is another's. */
static void
test_capture_file (void)
{
  const WeirNamesOptions options = { .is_live = FALSE, .hosts_path = "" };
  g_autoptr (WeirNames) names = weir_names_new (&options);

  weir_names_set_reverse_dns (names, TRUE);
  g_assert_null (lookup (names, "10.1.0.7", NULL));
  g_assert_false (weir_names_is_asking (names));
}

static void
test_known_names (void)
{
  const WeirNamesOptions options = { .is_live = TRUE, .hosts_path = "" };
  g_autoptr (WeirNames) names = weir_names_new (&options);
  WeirFamily family;
  WeirAddress address = address_of ("8.8.8.8", &family);

  weir_names_set_reverse_dns (names, TRUE);
  weir_names_learn (names, &address, "dns.example", WEIR_NAME_DNS, 0, 1);
  g_assert_cmpstr (lookup (names, "8.8.8.8", NULL), ==, "dns.example");
  g_assert_false (weir_names_is_asking (names));
}

static void
test_no_name (void)
{
  const WeirNamesOptions options = { .is_live = TRUE, .hosts_path = "" };
  g_autoptr (WeirNames) names = weir_names_new (&options);
  Server server;

  server_init (&server);
  server.has_no_names = TRUE;
  weir_names_set_reverse_dns (names, TRUE);
  lookup (names, "8.8.4.4", NULL);
  wait_for_answers (names);
  g_assert_cmpuint (server.questions->len, ==, 1);
  for (guint i = 0; i < 100; i++)
    g_assert_null (lookup (names, "8.8.4.4", NULL));
  g_assert_false (weir_names_is_asking (names));
  server_clear (&server);
}

static void
test_many (void)
{
  const WeirNamesOptions options = { .is_live = TRUE, .hosts_path = "" };
  g_autoptr (WeirNames) names = weir_names_new (&options);
  int64_t start_us;
  Server server;

  server_init (&server);
  weir_names_set_reverse_dns (names, TRUE);
  start_us = g_get_monotonic_time ();
  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *text = g_strdup_printf ("20.0.%u.%u", i >> 8, i & 255);

      lookup (names, text, NULL);
    }
  /* Never waits, and what is not asked takes no place. */
  g_assert_cmpuint (weir_names_get_n_addresses (names), ==, WEIR_REVERSE_DNS_MAX_WAITING);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, G_USEC_PER_SEC);
  while (g_get_monotonic_time () - start_us < G_USEC_PER_SEC / 2)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (server.questions->len, >, 0);
  g_assert_cmpuint (server.questions->len, <=, WEIR_REVERSE_DNS_MAX_PER_SECOND);
  server_clear (&server);
}

typedef struct
{
  guint n_unanswered;
  guint n_others;
} Answers;

static void
count_cb (const WeirAddress *address,
          WeirReverseDnsResult result,
          const char *name,
          gpointer user_data)
{
  Answers *answers = user_data;

  if (result == WEIR_REVERSE_DNS_UNANSWERED)
    answers->n_unanswered++;
  else
    answers->n_others++;
}

static guint
count_threads (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* A resolver that never answers. */
static void
test_mute (void)
{
  Answers answers = { 0 };
  const WeirReverseDnsOptions options = {
    .asks_private = TRUE,
    .timeout_ms = 100,
    .func = count_cb,
    .user_data = &answers,
  };
  g_autoptr (WeirReverseDns) reverse_dns = weir_reverse_dns_new (&options);
  guint n_threads = count_threads ();
  guint n_asked = 0;
  Server server;
  guint id;

  server_init (&server);
  server.is_mute = TRUE;
  id = g_timeout_add_seconds (20, too_late_cb, NULL);
  for (guint i = 0; i < 1000; i++)
    {
      const uint8_t bytes[4] = { 30, 0, (uint8_t) (i >> 8), (uint8_t) i };
      WeirAddress address;

      weir_address_set_ipv4 (&address, bytes);
      if (weir_reverse_dns_ask (reverse_dns, &address, WEIR_FAMILY_IPV4))
        n_asked++;
    }
  g_assert_cmpuint (n_asked, ==, WEIR_REVERSE_DNS_MAX_WAITING);
  while (weir_reverse_dns_get_n_questions (reverse_dns) > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);

  /* All are given up, only a few were asked, and then it is left alone. */
  g_assert_cmpuint (answers.n_unanswered, ==, n_asked);
  g_assert_cmpuint (answers.n_others, ==, 0);
  g_assert_cmpuint (server.questions->len, <=, WEIR_REVERSE_DNS_MAX_AT_ONCE);
  g_assert_cmpuint (count_threads (), <=, n_threads + WEIR_REVERSE_DNS_MAX_AT_ONCE + 1);
  for (guint i = 0; i < 1000; i++)
    {
      const uint8_t bytes[4] = { 31, 0, (uint8_t) (i >> 8), (uint8_t) i };
      WeirAddress address;

      weir_address_set_ipv4 (&address, bytes);
      g_assert_false (weir_reverse_dns_ask (reverse_dns, &address, WEIR_FAMILY_IPV4));
    }
  server_clear (&server);
}

/* Everything may end while questions are under way. */
static void
test_freed (void)
{
  Server server;

  server_init (&server);
  server.is_mute = TRUE;
  for (guint i = 0; i < 3; i++)
    {
      const WeirNamesOptions options = { .is_live = TRUE, .hosts_path = "" };
      g_autoptr (WeirNames) names = weir_names_new (&options);

      weir_names_set_reverse_dns (names, TRUE);
      lookup (names, "40.0.0.1", NULL);
      for (guint k = 0; k < 20; k++)
        g_main_context_iteration (NULL, FALSE);
    }
  for (guint k = 0; k < 20; k++)
    g_main_context_iteration (NULL, FALSE);
  server_clear (&server);
}

static void
test_hostile_name (void)
{
  const WeirNamesOptions options = { .is_live = TRUE, .hosts_path = "" };
  g_autoptr (WeirNames) names = weir_names_new (&options);
  const char *name;
  Server server;

  server_init (&server);
  server.answer = "\x1b[31mred\xff<b>.example";
  weir_names_set_reverse_dns (names, TRUE);
  lookup (names, "8.8.8.8", NULL);
  wait_for_answers (names);
  name = lookup (names, "8.8.8.8", NULL);
  g_assert_true (name == NULL || (g_utf8_validate (name, -1, NULL) && strchr (name, 0x1b) == NULL));
  server_clear (&server);
}

/* weir-cli, as a user runs it. */
static guint
run_cli (Server *server, const char *capture, gboolean agrees, char **output)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) cli = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GInputStream *stream;
  char buffer[65536];
  gssize size;
  GString *text = g_string_new (NULL);

  cli = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                          &error, g_getenv ("WEIR_CLI"), "--json", "-r", capture,
                          agrees ? "--reverse-dns" : NULL, NULL);
  g_assert_no_error (error);
  stream = g_subprocess_get_stdout_pipe (cli);
  do
    {
      g_main_context_iteration (NULL, FALSE);
      if (!g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (stream)))
        {
          g_usleep (1000);
          size = 1;
          continue;
        }
      size = g_input_stream_read (stream, buffer, sizeof buffer, NULL, &error);
      g_assert_no_error (error);
      g_string_append_len (text, buffer, size);
    }
  while (size > 0);
  g_assert_true (g_subprocess_wait_check (cli, NULL, &error));
  g_assert_no_error (error);
  *output = g_string_free (text, FALSE);
  return server->questions->len;
}

/* A capture of two UDP packets, from 10.1.0.1 to 8.8.8.8 and to 192.168.77.1 (raw IP). */
static char *
write_capture (void)
{
  static const guint8 header[] = { 0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0,   0, 0, 0,
                                   0,    0,    0,    0,    0, 0, 1, 0, 101, 0, 0, 0 };
  static const guint8 packet[] = { 1, 0,    0, 0, 0,  0, 0,    0,    28,   0,    0,  0, 28, 0,  0,
                                   0, 0x45, 0, 0, 28, 0, 0,    0,    0,    64,   17, 0, 0,  10, 1,
                                   0, 1,    8, 8, 8,  8, 0x13, 0x88, 0x13, 0x89, 0,  8, 0,  0 };
  static const guint8 other[4] = { 192, 168, 77, 1 };
  const gsize destination = 32;
  char *path = g_build_filename (g_get_tmp_dir (), "two.pcap", NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  g_byte_array_append (bytes, header, sizeof header);
  g_byte_array_append (bytes, packet, sizeof packet);
  g_byte_array_append (bytes, packet, sizeof packet);
  memcpy (bytes->data + sizeof header + sizeof packet + destination, other, sizeof other);
  g_file_set_contents (path, (const char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_cli (void)
{
  g_autofree char *capture = write_capture ();
  g_autofree char *without = NULL;
  g_autofree char *with = NULL;
  Server server;

  server_init (&server);
  g_assert_cmpuint (run_cli (&server, capture, FALSE, &without), ==, 0);
  g_assert_nonnull (strstr (without, "\"8.8.8.8\""));
  g_assert_nonnull (strstr (without, "\"192.168.77.1\""));
  g_assert_null (strstr (without, "\"reverse\""));
  g_assert_cmpuint (run_cli (&server, capture, TRUE, &with), ==, 1);
  g_assert_nonnull (
      strstr (with, "\"remote_name\":\"answer.example\",\"remote_name_source\":\"reverse\""));
  server_clear (&server);
}

static void
replace_file (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = g_strdup_printf ("/mnt/weir-%s", path + strlen ("/etc/"));

  g_file_set_contents (copy, text, -1, &error);
  g_assert_no_error (error);
  if (mount (copy, path, NULL, MS_BIND, NULL) != 0)
    g_test_message ("%s: %s", path, g_strerror (errno));
}

static gboolean
setup (void)
{
  if (mount ("tmpfs", "/mnt", "tmpfs", 0, NULL) != 0)
    {
      g_print ("1..0 # SKIP cannot mount\n");
      return FALSE;
    }
  replace_file ("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
  replace_file ("/etc/nsswitch.conf", "hosts: dns\n");
  namespace_run ("ip address add 10.1.0.1/24 dev weir-a");
  return TRUE;
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reverse-dns/not-before-the-user-has-agreed", test_consent);
  g_test_add_func ("/reverse-dns/not-for-addresses-of-other-networks", test_private);
  g_test_add_func ("/reverse-dns/not-for-private-ones-of-a-capture-file", test_capture_file);
  g_test_add_func ("/reverse-dns/not-where-there-is-a-name", test_known_names);
  g_test_add_func ("/reverse-dns/no-name-is-an-answer", test_no_name);
  g_test_add_func ("/reverse-dns/asks-a-few-at-a-time", test_many);
  g_test_add_func ("/reverse-dns/hostile-names-can-be-shown", test_hostile_name);
  g_test_add_func ("/reverse-dns/cli-asks-only-if-told-to", test_cli);
  g_test_add_func ("/reverse-dns/can-be-freed-while-asking", test_freed);
  g_test_add_func ("/reverse-dns/a-resolver-that-never-answers-is-left-alone", test_mute);

  return namespace_run_tests (setup);
}
