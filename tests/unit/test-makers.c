/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/naming/makers.h"
#include "core/naming/neighbours.h"

typedef struct
{
  char *folder;
  char *files[3];
} Lists;

static const char csv[] = "Registry,Assignment,Organization Name,Organization Address\r\n"
                          "MA-L,0055DA,IEEE Registration Authority,Somewhere\r\n"
                          "MA-M,0055DA1,\"Medium, Inc.\",\"Road 1, Town\"\r\n"
                          "MA-S,0055DA123,Small GmbH,Road 2\r\n"
                          "MA-L,AABBCC,\"\x1b[31mRed\xff\",\r\n"
                          "MA-L,ACDE48,Private,\r\n"
                          "MA-L,XYZ,Not hexadecimal,\r\n"
                          "MA-L,0055,Too short,\r\n"
                          "MA-L,0055DA0055DA0055DA,Too long,\r\n"
                          "MA-L\r\n"
                          ",,,\r\n"
                          "MA-L,001122,\"no end";
static const char text[] = "OUI/MA-L                       Organization\r\n"
                           "28-6F-B9   (hex)\t\tNokia Shanghai Bell Co., Ltd.\r\n"
                           "286FB9     (base 16)\t\tNokia Shanghai Bell Co., Ltd.\r\n"
                           "\t\t\t\tNo.388 Ning Qiao Road\r\n"
                           "00-55-DA   (hex)\t\tA second one, which does not count\r\n"
                           "(hex)\t\tNo address\r\n";
static const char hwdb[] = "# a comment\n"
                           "OUI:000000*\n"
                           " ID_OUI_FROM_DATABASE=XEROX CORPORATION\n"
                           "\n"
                           "OUI:70B3D5A00*\n"
                           " ID_OUI_FROM_DATABASE=Tiny Ltd\n"
                           "OUI:*\n"
                           " ID_OUI_FROM_DATABASE=None\n"
                           "usb:v1234*\n"
                           " ID_VENDOR_FROM_DATABASE=None\n";

static void
write_text (const char *path, const char *content, gssize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content, size, &error);
  g_assert_no_error (error);
}

static Lists
make_lists (void)
{
  g_autoptr (GError) error = NULL;
  Lists lists = { .folder = g_dir_make_tmp ("weir-makers-XXXXXX", &error) };

  g_assert_no_error (error);
  lists.files[0] = g_build_filename (lists.folder, "oui.csv", NULL);
  lists.files[1] = g_build_filename (lists.folder, "20-OUI.hwdb", NULL);
  lists.files[2] = g_build_filename (lists.folder, "oui.txt", NULL);
  write_text (lists.files[0], csv, sizeof csv - 1);
  write_text (lists.files[1], hwdb, -1);
  write_text (lists.files[2], text, -1);
  return lists;
}

static void
lists_clear (Lists *lists)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists->files); i++)
    {
      g_remove (lists->files[i]);
      g_free (lists->files[i]);
    }
  g_assert_cmpint (g_rmdir (lists->folder), ==, 0);
  g_free (lists->folder);
}

static WeirMakers *
new_makers (const Lists *lists)
{
  const char *const files[] = { "/nonexistent.csv", lists->files[0], lists->files[1],
                                lists->files[2], NULL };

  return weir_makers_new (files);
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("the lists were not read");
  return G_SOURCE_REMOVE;
}

static void
load (WeirMakers *makers)
{
  guint id = g_timeout_add_seconds (10, too_late_cb, NULL);
  const uint8_t any[6] = { 0 };

  g_assert_null (weir_makers_lookup (makers, any));
  g_assert_true (weir_makers_is_loading (makers));
  while (weir_makers_is_loading (makers))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

static void
assert_maker (WeirMakers *makers, const char *mac_text, const char *name)
{
  guint mac[6];
  uint8_t bytes[6];

  g_assert_cmpint (sscanf (mac_text, "%02x:%02x:%02x:%02x:%02x:%02x", &mac[0], &mac[1], &mac[2],
                           &mac[3], &mac[4], &mac[5]),
                   ==, 6);
  for (guint i = 0; i < 6; i++)
    bytes[i] = (uint8_t) mac[i];
  g_assert_cmpstr (weir_makers_lookup (makers, bytes), ==, name);
}

static void
test_lists (void)
{
  Lists lists = make_lists ();
  g_autoptr (WeirMakers) makers = new_makers (&lists);

  load (makers);
  /* The longest block that fits. */
  assert_maker (makers, "00:55:da:12:34:56", "Small GmbH");
  assert_maker (makers, "00:55:da:1f:34:56", "Medium, Inc.");
  assert_maker (makers, "00:55:da:20:34:56", "IEEE Registration Authority");
  assert_maker (makers, "28:6f:b9:00:00:00", "Nokia Shanghai Bell Co., Ltd.");
  assert_maker (makers, "00:00:00:12:34:56", "XEROX CORPORATION");
  assert_maker (makers, "70:b3:d5:a0:01:02", "Tiny Ltd");
  assert_maker (makers, "70:b3:d5:b0:01:02", NULL);
  assert_maker (makers, "aa:bb:cc:00:00:00", "\xef\xbf\xbd[31mRed\xef\xbf\xbd");
  assert_maker (makers, "ac:de:48:00:00:00", NULL);
  assert_maker (makers, "00:11:22:33:44:55", "no end");
  g_assert_cmpuint (weir_makers_get_n_blocks (makers), ==, 8);
  lists_clear (&lists);
}

static void
test_bounds (void)
{
  Lists lists = make_lists ();
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (WeirMakers) makers = NULL;
  g_autoptr (WeirMakers) endless = NULL;

  for (guint i = 0; i < WEIR_MAKERS_MAX_BLOCKS + 1000; i++)
    g_string_append_printf (many, "MA-L,%06X,Name %u,\n", i, i % 100);
  write_text (lists.files[0], many->str, (gssize) many->len);
  makers = new_makers (&lists);
  load (makers);
  g_assert_cmpuint (weir_makers_get_n_blocks (makers), ==, WEIR_MAKERS_MAX_BLOCKS);

  /* Endless; what would be waited for; gone. */
  g_assert_cmpint (truncate (lists.files[0], (off_t) 1 << 36), ==, 0);
  g_remove (lists.files[1]);
  g_assert_cmpint (mkfifo (lists.files[1], 0600), ==, 0);
  g_remove (lists.files[2]);
  endless = new_makers (&lists);
  load (endless);
  g_assert_cmpuint (weir_makers_get_n_blocks (endless), >, 0);
  lists_clear (&lists);
}

static void
test_prefixes (void)
{
  Lists lists = make_lists ();

  for (gssize size = 0; size < (gssize) sizeof csv; size++)
    {
      const char *const files[] = { lists.files[0], NULL };
      g_autoptr (WeirMakers) makers = weir_makers_new (files);

      write_text (lists.files[0], csv, size);
      load (makers);
      g_assert_cmpuint (weir_makers_get_n_blocks (makers), <=, 5);
    }
  lists_clear (&lists);
}

static void
test_freed (void)
{
  Lists lists = make_lists ();
  const uint8_t any[6] = { 0 };

  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (WeirMakers) makers = new_makers (&lists);

      if (i % 2 == 0)
        g_assert_null (weir_makers_lookup (makers, any));
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  lists_clear (&lists);
}

/* A frame's own address needs no neighbour. */
static void
test_link_address (void)
{
  Lists lists = make_lists ();
  const char *const files[] = { lists.files[0], NULL };
  g_autoptr (WeirNeighbours) neighbours = weir_neighbours_new (FALSE, files);
  const uint8_t global[6] = { 0x00, 0x55, 0xda, 0x12, 0x34, 0x56 };
  const uint8_t made_up[6] = { 0x02, 0x55, 0xda, 0x12, 0x34, 0x56 };
  const uint8_t group[6] = { 0x33, 0x33, 0x00, 0x00, 0x00, 0x01 };
  WeirNeighbour neighbour;
  WeirAddress address;

  weir_address_set_link (&address, global);
  g_assert_true (weir_neighbours_lookup (neighbours, &address, WEIR_FAMILY_LINK, 0, &neighbour));
  while (weir_neighbours_is_loading (neighbours))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (weir_neighbours_lookup (neighbours, &address, WEIR_FAMILY_LINK, 0, &neighbour));
  g_assert_cmpstr (neighbour.maker, ==, "Small GmbH");
  g_assert_false (neighbour.is_locally_administered);
  g_assert_true (neighbour.has_mac);

  weir_address_set_link (&address, made_up);
  g_assert_true (weir_neighbours_lookup (neighbours, &address, WEIR_FAMILY_LINK, 0, &neighbour));
  g_assert_null (neighbour.maker);
  g_assert_true (neighbour.is_locally_administered);

  weir_address_set_link (&address, group);
  g_assert_true (weir_neighbours_lookup (neighbours, &address, WEIR_FAMILY_LINK, 0, &neighbour));
  g_assert_null (neighbour.maker);
  g_assert_false (neighbour.is_locally_administered);
  lists_clear (&lists);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/makers/the-longest-block-counts", test_lists);
  g_test_add_func ("/makers/have-bounds", test_bounds);
  g_test_add_func ("/makers/every-prefix-of-a-list-is-survived", test_prefixes);
  g_test_add_func ("/makers/can-be-freed-while-loading", test_freed);
  g_test_add_func ("/neighbours/frames-name-their-makers", test_link_address);

  return g_test_run ();
}
