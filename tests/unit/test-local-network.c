/* What counts as this machine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/error.h"
#include "core/flow/local-network.h"
#include "fixtures.h"

static gboolean
contains (const WeirLocalNetwork *network, const char *text)
{
  WeirFamily family;
  WeirAddress address = fixture_address (text, &family);

  return weir_local_network_contains (network, &address, family);
}

static WeirLocalNetwork *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  WeirLocalNetwork *network = weir_local_network_new_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (network);
  return network;
}

static void
test_networks_are_read (void)
{
  static const struct
  {
    const char *network;
    const char *address;
    gboolean is_inside;
  } cases[] = {
    { "192.168.1.0/24", "192.168.1.100", TRUE },
    { "192.168.1.50/24", "192.168.1.100", TRUE },
    { "192.168.1.0/24", "192.168.2.1", FALSE },
    { "10.0.0.0/8", "10.20.30.40", TRUE },
    { "10.0.0.0/8", "11.0.0.1", FALSE },
    { "0.0.0.0/1", "127.0.0.1", TRUE },
    { "10.0.0.0/9", "10.127.255.254", TRUE },
    { "10.0.0.0/9", "10.128.0.0", FALSE },
    { "0.0.0.0/0", "203.0.113.9", TRUE },
    { "192.0.2.7/32", "192.0.2.7", TRUE },
    { "192.0.2.7/32", "192.0.2.8", FALSE },
    { "::1/128", "::1", TRUE },
    { "2001:db8::/32", "2001:db8:ffff::1", TRUE },
    { "2001:db8::/32", "2001:db9::1", FALSE },
    { "fc00::/7", "fd00::1", TRUE },
    { "fc00::/7", "fe80::1", FALSE },
    { "::ffff:0:0/96", "::ffff:192.0.2.1", TRUE },
    /* Families are not mixed, whatever the prefix. */
    { "::1/0", "192.0.2.1", FALSE },
    { "::/0", "2001:db8::1", TRUE },
    { "0.0.0.0/0", "2001:db8::1", FALSE },
    { "::ffff:0:0/96", "192.0.2.1", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WeirLocalNetwork) network = parse (cases[i].network);

      if (contains (network, cases[i].address) != cases[i].is_inside)
        g_error ("%s in %s was misjudged", cases[i].address, cases[i].network);
    }
}

static void
test_anything_else_is_refused (void)
{
  static const char *const cases[] = {
    "192.168.1.0",
    "/24",
    "10.0.0.0/",
    "/",
    "",
    "10.0.0.0/24/8",
    "10.0.0.0//24",
    "/abc",
    "/-1",
    "/256",
    "not.an.ip/24",
    "10.0.0.0/33",
    "10.0.0.0/200",
    "10.0.0.0/255",
    "10.0.0.0/024",
    "10.0.0.0/00",
    "10.0.0.0/-1",
    "10.0.0.0/+8",
    "10.0.0.0/8 ",
    " 10.0.0.0/8",
    "10.0.0.0 /8",
    "10.0.0.0/ 8",
    "10.0.0.0/8\t",
    "10.0.0.0/8\n",
    "10.0.0.0/8\r",
    "10.0.0.0/8\xc2\xa0",
    "10.0.0.0/\xd9\xa8",
    "10.0.0.0/0x8",
    "10.0.0.0/8.0",
    "10.0.0.0/4294967304",
    "2001:db8::/129",
    "2001:db8::/1280",
    "fe80::1%lo/64",
    "[2001:db8::]/32",
    "10.0.0/8",
    "10.0.0.0/255.0.0.0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WeirLocalNetwork) network = weir_local_network_new_parse (cases[i], &error);

      if (network != NULL)
        g_error ("“%s” was taken for a network", cases[i]);
      g_assert_error (error, WEIR_ERROR, WEIR_ERROR_INVALID);
    }
}

static void
test_groups_are_never_local (void)
{
  g_autoptr (WeirLocalNetwork) ipv4 = parse ("0.0.0.0/0");
  g_autoptr (WeirLocalNetwork) ipv6 = parse ("::/0");

  g_assert_false (contains (ipv4, "224.0.0.251"));
  g_assert_false (contains (ipv4, "239.255.255.250"));
  g_assert_false (contains (ipv4, "255.255.255.255"));
  g_assert_false (contains (ipv6, "ff02::1"));
  g_assert_true (contains (ipv6, "fe80::1"));
}

static void
test_nothing_is_in_the_empty_network (void)
{
  g_autoptr (WeirLocalNetwork) network = weir_local_network_new_empty ();

  g_assert_false (contains (network, "127.0.0.1"));
  g_assert_false (contains (network, "::1"));
  g_assert_false (contains (network, "0.0.0.0"));
  g_assert_false (contains (network, "::"));
}

static void
test_an_interface_has_its_addresses (void)
{
  g_autoptr (WeirLocalNetwork) lo = weir_local_network_new_for_interface ("lo");
  g_autoptr (WeirLocalNetwork) all = weir_local_network_new_for_interface ("any");
  g_autoptr (WeirLocalNetwork) all_too = weir_local_network_new_for_interface (NULL);

  if (!contains (lo, "127.0.0.1"))
    {
      g_test_skip ("the loopback interface has no address");
      return;
    }
  g_assert_false (contains (lo, "192.0.2.1"));
  g_assert_true (contains (all, "127.0.0.1"));
  g_assert_false (contains (all, "192.0.2.1"));
  g_assert_true (weir_local_network_equal (all, all_too));
}

static void
test_a_missing_interface_is_empty (void)
{
  g_autoptr (WeirLocalNetwork) network = weir_local_network_new_for_interface ("weir-none");
  g_autoptr (WeirLocalNetwork) empty = weir_local_network_new_empty ();

  g_assert_false (contains (network, "127.0.0.1"));
  g_assert_true (weir_local_network_equal (network, empty));
}

static void
test_equal_means_the_same_addresses (void)
{
  g_autoptr (WeirLocalNetwork) a = parse ("192.0.2.0/24");
  g_autoptr (WeirLocalNetwork) same = parse ("192.0.2.0/24");
  g_autoptr (WeirLocalNetwork) wider = parse ("192.0.2.0/23");
  g_autoptr (WeirLocalNetwork) other = parse ("198.51.100.0/24");
  g_autoptr (WeirLocalNetwork) empty = weir_local_network_new_empty ();
  g_autoptr (WeirLocalNetwork) a_again = weir_local_network_ref (a);

  g_assert_true (weir_local_network_equal (a, a_again));
  g_assert_true (weir_local_network_equal (a, same));
  g_assert_false (weir_local_network_equal (a, wider));
  g_assert_false (weir_local_network_equal (a, other));
  g_assert_false (weir_local_network_equal (a, empty));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/local-network/networks-are-read", test_networks_are_read);
  g_test_add_func ("/local-network/anything-else-is-refused", test_anything_else_is_refused);
  g_test_add_func ("/local-network/groups-are-never-local", test_groups_are_never_local);
  g_test_add_func ("/local-network/nothing-is-in-the-empty-network",
                   test_nothing_is_in_the_empty_network);
  g_test_add_func ("/local-network/an-interface-has-its-addresses",
                   test_an_interface_has_its_addresses);
  g_test_add_func ("/local-network/a-missing-interface-is-empty",
                   test_a_missing_interface_is_empty);
  g_test_add_func ("/local-network/equal-means-the-same-addresses",
                   test_equal_means_the_same_addresses);
  return g_test_run ();
}
