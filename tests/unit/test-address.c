/* Addresses: text, groups, prefixes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/address.h"
#include "fixtures.h"

static void
test_text_is_canonical (void)
{
  /* RFC 5952 section 4: lower case, the longest run of zeros is shortened, the first of equals,
   * and a single zero group is not. */
  static const struct
  {
    const char *text;
    WeirFamily family;
    const char *canonical;
  } cases[] = {
    { "0.0.0.0", WEIR_FAMILY_IPV4, "0.0.0.0" },
    { "192.0.2.1", WEIR_FAMILY_IPV4, "192.0.2.1" },
    { "255.255.255.255", WEIR_FAMILY_IPV4, "255.255.255.255" },
    { "::", WEIR_FAMILY_IPV6, "::" },
    { "::1", WEIR_FAMILY_IPV6, "::1" },
    { "2001:DB8::A", WEIR_FAMILY_IPV6, "2001:db8::a" },
    { "2001:db8:0:0:1:0:0:1", WEIR_FAMILY_IPV6, "2001:db8::1:0:0:1" },
    { "2001:db8:0:1:1:1:1:1", WEIR_FAMILY_IPV6, "2001:db8:0:1:1:1:1:1" },
    { "2001:0db8:0000:0000:0000:0000:0002:0001", WEIR_FAMILY_IPV6, "2001:db8::2:1" },
    { "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", WEIR_FAMILY_IPV6,
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char text[WEIR_ADDRESS_TEXT_MAX];
      WeirAddress address;
      WeirFamily family;

      g_assert_true (weir_address_parse (cases[i].text, &address, &family));
      g_assert_cmpint (family, ==, cases[i].family);
      g_assert_cmpstr (weir_address_format (&address, family, text), ==, cases[i].canonical);
    }
}

static void
test_only_literals_are_read (void)
{
  static const char *const cases[] = {
    "",
    " ",
    "192.0.2",
    "192.0.2.256",
    "192.0.2.1 ",
    " 192.0.2.1",
    "192.0.2.1\n",
    "192.0.2.1/24",
    "192.0.2.1:80",
    "192.0.2.01.1",
    "1",
    "0x7f.1",
    "localhost",
    "fe80::1%eth0",
    "[::1]",
    "::1/128",
    ":::",
    "2001:db8",
    "2001:db8::1::2",
    "2001:db8::12345",
    "02:00:00:00:00:01",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WeirAddress address;
      WeirFamily family;

      if (weir_address_parse (cases[i], &address, &family))
        g_error ("“%s” was taken for an address", cases[i]);
    }
}

static void
test_ipv4_is_stored_mapped (void)
{
  static const uint8_t ipv4[4] = { 192, 0, 2, 1 };
  WeirAddress from_bytes;
  WeirAddress from_text = fixture_address ("192.0.2.1", NULL);
  WeirAddress mapped = fixture_address ("::ffff:192.0.2.1", NULL);

  weir_address_set_ipv4 (&from_bytes, ipv4);
  g_assert_cmpmem (from_bytes.bytes, 16, mapped.bytes, 16);
  g_assert_true (weir_address_equal (&from_bytes, &from_text));
}

static void
test_link_addresses_are_six_bytes (void)
{
  static const uint8_t mac[6] = { 0x02, 0x00, 0x5e, 0x10, 0x00, 0xff };
  static const uint8_t zeros[10];
  char text[WEIR_ADDRESS_TEXT_MAX];
  WeirAddress address;

  memset (&address, 0xaa, sizeof address);
  weir_address_set_link (&address, mac);
  g_assert_cmpmem (address.bytes, 6, mac, 6);
  g_assert_cmpmem (address.bytes + 6, 10, zeros, 10);
  g_assert_cmpstr (weir_address_format (&address, WEIR_FAMILY_LINK, text), ==, "02:00:5e:10:00:ff");
}

static void
test_groups_are_told_from_hosts (void)
{
  static const struct
  {
    const char *text;
    gboolean is_group;
  } cases[] = {
    { "224.0.0.1", TRUE },
    { "239.255.255.250", TRUE },
    { "223.255.255.255", FALSE },
    { "240.0.0.1", FALSE },
    { "255.255.255.255", TRUE },
    { "192.0.2.255", FALSE },
    { "ff02::fb", TRUE },
    { "ff0e::1", TRUE },
    { "fe80::1", FALSE },
    { "2001:db8::ff02", FALSE },
    { "::", FALSE },
    { "0.0.0.0", FALSE },
  };
  static const uint8_t broadcast[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
  static const uint8_t lldp[6] = { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x0e };
  static const uint8_t station[6] = { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff };
  WeirAddress address;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WeirFamily family;

      address = fixture_address (cases[i].text, &family);
      if (weir_address_is_group (&address, family) != cases[i].is_group)
        g_error ("“%s” was misjudged", cases[i].text);
    }

  weir_address_set_link (&address, broadcast);
  g_assert_true (weir_address_is_group (&address, WEIR_FAMILY_LINK));
  weir_address_set_link (&address, lldp);
  g_assert_true (weir_address_is_group (&address, WEIR_FAMILY_LINK));
  weir_address_set_link (&address, station);
  g_assert_false (weir_address_is_group (&address, WEIR_FAMILY_LINK));
}

static void
test_loopback_is_known (void)
{
  static const struct
  {
    const char *text;
    gboolean is_loopback;
  } cases[] = {
    { "127.0.0.1", TRUE },  { "127.255.255.254", TRUE },
    { "128.0.0.1", FALSE }, { "126.0.0.1", FALSE },
    { "::1", TRUE },        { "::2", FALSE },
    { "::", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WeirFamily family;
      WeirAddress address = fixture_address (cases[i].text, &family);

      if (weir_address_is_loopback (&address, family) != cases[i].is_loopback)
        g_error ("“%s” was misjudged", cases[i].text);
    }
}

static void
test_prefixes_cut_between_bits (void)
{
  static const struct
  {
    const char *address;
    const char *net;
    guint prefix_bits;
    gboolean is_inside;
  } cases[] = {
    { "192.168.1.100", "192.168.1.50", 24, TRUE },
    { "192.168.2.100", "192.168.1.50", 24, FALSE },
    { "127.0.0.1", "0.0.0.0", 1, TRUE },
    { "128.0.0.1", "0.0.0.0", 1, FALSE },
    { "10.127.255.255", "10.0.0.0", 9, TRUE },
    { "10.128.0.0", "10.0.0.0", 9, FALSE },
    { "192.0.2.130", "192.0.2.131", 31, TRUE },
    { "192.0.2.130", "192.0.2.131", 32, FALSE },
    { "192.0.2.131", "192.0.2.131", 32, TRUE },
    { "203.0.113.7", "0.0.0.0", 0, TRUE },
    { "fd00::1", "fc00::", 7, TRUE },
    { "fe80::1", "fc00::", 7, FALSE },
    { "2001:db8:0:7fff::1", "2001:db8::", 49, TRUE },
    { "2001:db8:0:8000::1", "2001:db8::", 49, FALSE },
    { "2001:db8::1", "2001:db8::", 64, TRUE },
    { "2001:db8:0:1::1", "2001:db8::", 64, FALSE },
    { "2001:db8::1", "2001:db8::", 127, TRUE },
    { "2001:db8::1", "2001:db8::", 128, FALSE },
    { "2001:db8::1", "2001:db8::1", 128, TRUE },
    { "::ffff:192.0.2.1", "::ffff:0:0", 96, TRUE },
    { "2001:db8::1", "::", 0, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      WeirFamily family;
      WeirAddress address = fixture_address (cases[i].address, &family);
      WeirAddress net = fixture_address (cases[i].net, NULL);

      if (weir_address_in_prefix (&address, &net, family, cases[i].prefix_bits)
          != cases[i].is_inside)
        g_error ("%s in %s/%u was misjudged", cases[i].address, cases[i].net, cases[i].prefix_bits);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address/text-is-canonical", test_text_is_canonical);
  g_test_add_func ("/address/only-literals-are-read", test_only_literals_are_read);
  g_test_add_func ("/address/ipv4-is-stored-mapped", test_ipv4_is_stored_mapped);
  g_test_add_func ("/address/link-addresses-are-six-bytes", test_link_addresses_are_six_bytes);
  g_test_add_func ("/address/groups-are-told-from-hosts", test_groups_are_told_from_hosts);
  g_test_add_func ("/address/loopback-is-known", test_loopback_is_known);
  g_test_add_func ("/address/prefixes-cut-between-bits", test_prefixes_cut_between_bits);
  return g_test_run ();
}
