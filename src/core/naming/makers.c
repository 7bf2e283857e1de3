/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/makers.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/export/plain-text.h"

#define ADDRESS_DIGITS 12

/* Debian's and Arch's ieee-data; Fedora's and openSUSE's hwdata, which has the largest blocks
 * alone; udev's list, which has all and comes with systemd. */
static const char *const default_files[] = {
  "/usr/share/ieee-data/oui.csv",
  "/usr/share/ieee-data/mam.csv",
  "/usr/share/ieee-data/oui36.csv",
  "/usr/lib/udev/hwdb.d/20-OUI.hwdb",
  "/lib/udev/hwdb.d/20-OUI.hwdb",
  "/usr/share/hwdata/oui.txt",
  NULL,
};

typedef struct
{
  uint64_t key; /* the block's first address with its length in bits in the lowest byte */
  const char *name;
  guint order; /* of appearance: the first of several counts */
} Block;

typedef struct
{
  GArray *blocks; /* Block, in the end sorted */
  GStringChunk *names;
} Table;

struct _WeirMakers
{
  GStrv files;
  Table *table; /* (nullable): not read yet */
  GTask *task;  /* (nullable) (unowned): under way */
};

static void
table_free (gpointer data)
{
  Table *table = data;

  g_array_unref (table->blocks);
  g_string_chunk_free (table->names);
  g_free (table);
}

static uint64_t
make_key (uint64_t address, guint bits)
{
  uint64_t mask = ~UINT64_C (0) << (48 - bits);

  return (address & mask) << 8 | bits;
}

/* Hexadecimal digits from the left; '-' between them goes.
 * Returns their number; 0: there is something else among them */
static guint
read_digits (const char *text, gsize length, uint64_t *address)
{
  guint n = 0;

  *address = 0;
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '-')
        continue;
      if (!g_ascii_isxdigit (text[i]) || n >= ADDRESS_DIGITS)
        return 0;
      *address |= (uint64_t) g_ascii_xdigit_value (text[i]) << (4 * (ADDRESS_DIGITS - 1 - n));
      n++;
    }
  return n;
}

static gboolean
is_block_length (guint n_digits)
{
  return n_digits == 6 || n_digits == 7 || n_digits == 9;
}

static void
add_block (Table *table, uint64_t address, guint n_digits, const char *name)
{
  g_autofree char *copy = g_strndup (name, WEIR_MAKER_NAME_MAX);
  g_autofree char *plain = weir_plain_text_dup (g_strstrip (copy));
  Block block = { .key = make_key (address, 4 * n_digits), .order = table->blocks->len };

  /* Whoever asked the IEEE not to tell. */
  if (*plain == '\0' || g_str_equal (plain, "Private")
      || table->blocks->len >= WEIR_MAKERS_MAX_BLOCKS)
    return;
  block.name = g_string_chunk_insert_const (table->names, plain);
  g_array_append_val (table->blocks, block);
}

/* "MA-M,741AE09,Name,Address", where the name may be in quotation marks. */
static void
read_csv_line (Table *table, char *line)
{
  char *digits = strchr (line, ',');
  char *name = digits != NULL ? strchr (digits + 1, ',') : NULL;
  char *end;
  uint64_t address;
  guint n;

  if (name == NULL)
    return;
  digits++;
  n = read_digits (digits, (gsize) (name - digits), &address);
  if (!is_block_length (n))
    return;

  name++;
  if (*name == '"')
    end = strchr (++name, '"');
  else
    end = strchr (name, ',');
  if (end != NULL)
    *end = '\0';
  add_block (table, address, n, name);
}

/* "28-6F-B9   (hex)\t\tNokia Shanghai Bell Co., Ltd." */
static void
read_text_line (Table *table, char *line)
{
  char *mark = strstr (line, "(hex)");
  uint64_t address;

  if (mark != NULL && mark - line >= 8 && read_digits (line, 8, &address) == 6)
    add_block (table, address, 6, mark + strlen ("(hex)"));
}

/* "OUI:0055DA0*", then " ID_OUI_FROM_DATABASE=Name". */
static void
read_hwdb_line (Table *table, char *line, uint64_t *address, guint *n_digits)
{
  static const char property[] = " ID_OUI_FROM_DATABASE=";

  if (g_str_has_prefix (line, "OUI:"))
    *n_digits = read_digits (line + 4, strcspn (line + 4, "*"), address);
  else if (g_str_has_prefix (line, property) && is_block_length (*n_digits))
    add_block (table, *address, *n_digits, line + strlen (property));
}

static void
read_lines (Table *table, const char *path, char *text, gsize size)
{
  gboolean is_csv = g_str_has_suffix (path, ".csv");
  gboolean is_hwdb = g_str_has_suffix (path, ".hwdb");
  char *end = text + size;
  uint64_t address = 0;
  guint n_digits = 0;

  while (text < end)
    {
      char *newline = memchr (text, '\n', (gsize) (end - text));

      if (newline == NULL)
        newline = end;
      *newline = '\0';
      if (is_csv)
        read_csv_line (table, text);
      else if (is_hwdb)
        read_hwdb_line (table, text, &address, &n_digits);
      else
        read_text_line (table, text);
      text = newline + 1;
    }
}

static void
read_list (Table *table, const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  g_autofree char *text = NULL;
  struct stat status;
  gsize room, size = 0;

  if (fd < 0)
    return;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    {
      room = (gsize) CLAMP (status.st_size, 0, WEIR_MAKERS_MAX_BYTES);
      text = g_malloc (room + 1);
      while (size < room)
        {
          ssize_t n = read (fd, text + size, room - size);

          if (n < 0 && errno == EINTR)
            continue;
          if (n <= 0)
            break;
          size += (gsize) n;
        }
      read_lines (table, path, text, size);
    }
  close (fd);
}

static int
compare_blocks (gconstpointer a, gconstpointer b)
{
  const Block *x = a;
  const Block *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  return x->order < y->order ? -1 : x->order > y->order;
}

static void
sort_blocks (GArray *blocks)
{
  guint n = 0;

  g_array_sort (blocks, compare_blocks);
  for (guint i = 0; i < blocks->len; i++)
    {
      Block block = g_array_index (blocks, Block, i);

      if (n == 0 || g_array_index (blocks, Block, n - 1).key != block.key)
        g_array_index (blocks, Block, n++) = block;
    }
  g_array_set_size (blocks, n);
}

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const char *const *files = task_data;
  Table *table = g_new0 (Table, 1);

  table->blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  table->names = g_string_chunk_new (65536);
  for (; *files != NULL && !g_cancellable_is_cancelled (cancellable); files++)
    read_list (table, *files);
  sort_blocks (table->blocks);
  g_task_return_pointer (task, table, table_free);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (result);
  WeirMakers *self = user_data;

  /* Given up: self may have gone. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return;
  self->task = NULL;
  self->table = g_task_propagate_pointer (task, NULL);
}

static void
load (WeirMakers *self)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, loaded_cb, self);

  g_task_set_source_tag (task, load);
  g_task_set_task_data (task, g_strdupv (self->files), (GDestroyNotify) g_strfreev);
  self->task = task;
  g_task_run_in_thread (task, load_thread);
}

WeirMakers *
weir_makers_new (const char *const *files)
{
  WeirMakers *self = g_new0 (WeirMakers, 1);

  self->files = g_strdupv ((GStrv) (files != NULL ? files : default_files));
  return self;
}

void
weir_makers_free (WeirMakers *self)
{
  if (self->task != NULL)
    g_cancellable_cancel (g_task_get_cancellable (self->task));
  g_clear_pointer (&self->table, table_free);
  g_strfreev (self->files);
  g_free (self);
}

static const char *
find (const Table *table, uint64_t address, guint bits)
{
  const Block block = { .key = make_key (address, bits) };
  guint low = 0;
  guint high = table->blocks->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const Block *found = &g_array_index (table->blocks, Block, middle);

      if (found->key == block.key)
        return found->name;
      if (found->key < block.key)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

const char *
weir_makers_lookup (WeirMakers *self, const uint8_t mac[6])
{
  static const guint lengths[] = { 36, 28, 24 };
  uint64_t address = 0;
  const char *name = NULL;

  if (self->table == NULL)
    {
      if (self->task == NULL)
        load (self);
      return NULL;
    }
  for (guint i = 0; i < 6; i++)
    address = address << 8 | mac[i];
  for (guint i = 0; i < G_N_ELEMENTS (lengths) && name == NULL; i++)
    name = find (self->table, address, lengths[i]);
  return name;
}

gboolean
weir_makers_is_loading (const WeirMakers *self)
{
  return self->task != NULL;
}

guint
weir_makers_get_n_blocks (const WeirMakers *self)
{
  return self->table != NULL ? self->table->blocks->len : 0;
}
