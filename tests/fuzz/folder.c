/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz/folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "support/temp-folder.h"

static TempFolder *folder;

static void
remove_folder (void)
{
  temp_folder_free (folder);
}

const char *
folder_get_path (void)
{
  if (folder == NULL)
    {
      if (access ("/dev/shm", W_OK) == 0)
        g_setenv ("TMPDIR", "/dev/shm", TRUE);
      folder = temp_folder_new ();
      atexit (remove_folder);
    }
  return temp_folder_get_path (folder);
}

char *
folder_dup_path (const char *below)
{
  return g_build_filename (folder_get_path (), below, NULL);
}

void
folder_write (const char *below, const void *bytes, gsize size)
{
  g_autofree char *path = folder_dup_path (below);
  int fd = open (path, O_WRONLY | O_TRUNC | O_CLOEXEC);

  /* A file that is there already is written over, which is quicker. */
  if (fd < 0)
    {
      temp_folder_write (folder, below, bytes, (gssize) size);
      return;
    }
  g_assert (write (fd, bytes, size) == (ssize_t) size);
  close (fd);
}

void
folder_link (const char *below, const char *target)
{
  folder_get_path ();
  temp_folder_link (folder, below, target);
}
