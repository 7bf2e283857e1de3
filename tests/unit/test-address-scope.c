/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/address-scope.h"
#include "core/naming/reverse-dns.h"

typedef struct
{
  const char *text;
  WeirAddressScope scope;
} Case;

/* The edges of each range, and what lies beside them. */
static const Case cases[] = {
  { "0.0.0.0", WEIR_SCOPE_SPECIAL },
  { "0.255.255.255", WEIR_SCOPE_SPECIAL },
  { "1.0.0.0", WEIR_SCOPE_GLOBAL },
  { "9.255.255.255", WEIR_SCOPE_GLOBAL },
  { "10.0.0.0", WEIR_SCOPE_PRIVATE },
  { "10.255.255.255", WEIR_SCOPE_PRIVATE },
  { "11.0.0.0", WEIR_SCOPE_GLOBAL },
  { "100.63.255.255", WEIR_SCOPE_GLOBAL },
  { "100.64.0.0", WEIR_SCOPE_SPECIAL },
  { "100.127.255.255", WEIR_SCOPE_SPECIAL },
  { "100.128.0.0", WEIR_SCOPE_GLOBAL },
  { "127.0.0.1", WEIR_SCOPE_SPECIAL },
  { "127.255.255.255", WEIR_SCOPE_SPECIAL },
  { "169.253.255.255", WEIR_SCOPE_GLOBAL },
  { "169.254.169.254", WEIR_SCOPE_SPECIAL },
  { "172.15.255.255", WEIR_SCOPE_GLOBAL },
  { "172.16.0.0", WEIR_SCOPE_PRIVATE },
  { "172.31.255.255", WEIR_SCOPE_PRIVATE },
  { "172.32.0.0", WEIR_SCOPE_GLOBAL },
  { "192.0.0.8", WEIR_SCOPE_SPECIAL },
  { "192.0.2.1", WEIR_SCOPE_SPECIAL },
  { "192.0.3.1", WEIR_SCOPE_GLOBAL },
  { "192.88.99.1", WEIR_SCOPE_SPECIAL },
  { "192.167.255.255", WEIR_SCOPE_GLOBAL },
  { "192.168.0.0", WEIR_SCOPE_PRIVATE },
  { "192.169.0.0", WEIR_SCOPE_GLOBAL },
  { "198.17.255.255", WEIR_SCOPE_GLOBAL },
  { "198.18.0.0", WEIR_SCOPE_SPECIAL },
  { "198.19.255.255", WEIR_SCOPE_SPECIAL },
  { "198.51.100.1", WEIR_SCOPE_SPECIAL },
  { "203.0.113.255", WEIR_SCOPE_SPECIAL },
  { "223.255.255.255", WEIR_SCOPE_GLOBAL },
  { "224.0.0.251", WEIR_SCOPE_SPECIAL },
  { "239.255.255.250", WEIR_SCOPE_SPECIAL },
  { "240.0.0.1", WEIR_SCOPE_SPECIAL },
  { "255.255.255.255", WEIR_SCOPE_SPECIAL },
  { "::", WEIR_SCOPE_SPECIAL },
  { "::1", WEIR_SCOPE_SPECIAL },
  { "64:ff9b::8.8.8.8", WEIR_SCOPE_GLOBAL },
  { "64:ff9b::10.1.2.3", WEIR_SCOPE_PRIVATE },
  { "64:ff9b::127.0.0.1", WEIR_SCOPE_SPECIAL },
  { "64:ff9b:1::8.8.8.8", WEIR_SCOPE_SPECIAL },
  { "100::1", WEIR_SCOPE_SPECIAL },
  { "2000::1", WEIR_SCOPE_GLOBAL },
  { "2001::1", WEIR_SCOPE_SPECIAL },
  { "2001:1ff::1", WEIR_SCOPE_SPECIAL },
  { "2001:200::1", WEIR_SCOPE_GLOBAL },
  { "2001:db8::1", WEIR_SCOPE_SPECIAL },
  { "2002:808:808::1", WEIR_SCOPE_GLOBAL },
  { "2002:c0a8:101::1", WEIR_SCOPE_PRIVATE },
  { "2a00:1450:4009::1", WEIR_SCOPE_GLOBAL },
  { "3fff:0fff::1", WEIR_SCOPE_SPECIAL },
  { "3fff:1000::1", WEIR_SCOPE_GLOBAL },
  { "4000::1", WEIR_SCOPE_SPECIAL },
  { "fbff::1", WEIR_SCOPE_SPECIAL },
  { "fc00::1", WEIR_SCOPE_PRIVATE },
  { "fdff::1", WEIR_SCOPE_PRIVATE },
  { "fe80::1", WEIR_SCOPE_SPECIAL },
  { "fec0::1", WEIR_SCOPE_SPECIAL },
  { "ff02::fb", WEIR_SCOPE_SPECIAL },
};

static void
unused_cb (const WeirAddress *address,
           WeirReverseDnsResult result,
           const char *name,
           gpointer user_data)
{
}

static void
test_scope (void)
{
  /* As for a capture file: what is asked does not depend on this machine's networks. */
  const WeirReverseDnsOptions options = { .asks_private = FALSE, .func = unused_cb };
  g_autoptr (WeirReverseDns) reverse_dns = weir_reverse_dns_new (&options);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WeirAddress address;
      WeirFamily family;

      g_test_message ("%s", cases[i].text);
      g_assert_true (weir_address_parse (cases[i].text, &address, &family));
      g_assert_cmpint (weir_address_get_scope (&address, family), ==, cases[i].scope);
      g_assert_cmpint (weir_address_get_ip_family (&address), ==, family);
      g_assert_cmpint (weir_reverse_dns_may_ask (reverse_dns, &address, family), ==,
                       cases[i].scope == WEIR_SCOPE_GLOBAL);
    }
}

static void
test_other_families (void)
{
  const uint8_t bytes[6] = { 8, 8, 8, 8, 8, 8 };
  WeirAddress address;

  weir_address_set_link (&address, bytes);
  g_assert_cmpint (weir_address_get_scope (&address, WEIR_FAMILY_LINK), ==, WEIR_SCOPE_SPECIAL);
  g_assert_cmpint (weir_address_get_scope (&address, WEIR_FAMILY_NONE), ==, WEIR_SCOPE_SPECIAL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address-scope/only-global-addresses-are-asked-for", test_scope);
  g_test_add_func ("/address-scope/frames-that-are-not-ip-have-none", test_other_families);
  return g_test_run ();
}
