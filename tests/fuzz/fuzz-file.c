/* Any bytes as a capture file, through source, meter and ledger.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <sys/mman.h>
#include <unistd.h>

#include "core/error.h"
#include "core/source/file-source.h"
#include "fuzz/books.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A file in memory, by a path that can be opened. */
static char *
write_file (const uint8_t *data, size_t size, int *fd)
{
  *fd = memfd_create ("fuzz-file", MFD_CLOEXEC);
  g_assert (*fd >= 0);
  g_assert (write (*fd, data, size) == (ssize_t) size);

  return g_strdup_printf ("/proc/self/fd/%d", *fd);
}

static void
read_all (WeirSource *source, WeirMeter *meter, GError **error)
{
  WeirReadResult result = WEIR_READ_AGAIN;

  if (!weir_source_open (source, meter, error))
    return;

  while (result == WEIR_READ_AGAIN)
    result = weir_source_read (source, meter, error);
  g_assert ((result == WEIR_READ_FAILED) == (error != NULL && *error != NULL));
  weir_source_close (source);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const WeirMeterOptions options = { .max_flows = 4096, .follows_tcp = TRUE };
  int fd;
  g_autofree char *path = write_file (data, size, &fd);
  g_autoptr (WeirLocalNetwork) nothing = weir_local_network_new_empty ();
  g_autoptr (Books) books = books_new (NULL);
  g_autoptr (WeirMeter) meter = weir_meter_new (&options, nothing, books_take_batch, books);
  g_autoptr (WeirSource) source = weir_file_source_new (path, NULL);
  g_autoptr (GError) error = NULL;

  read_all (source, meter, &error);

  /* Whatever is wrong with a file stays wrong: there is nothing to retry. */
  if (error != NULL)
    g_assert (error->domain == WEIR_ERROR && !weir_error_is_retryable (error)
              && g_utf8_validate (error->message, -1, NULL));
  books_finish (books, meter);
  close (fd);

  return 0;
}
