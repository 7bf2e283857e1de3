/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/temp-folder.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct _TempFolder
{
  char *path;
};

TempFolder *
temp_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  TempFolder *self = g_new0 (TempFolder, 1);
  g_autofree char *made = g_dir_make_tmp ("weir-test-XXXXXX", &error);
  char *real;

  g_assert_no_error (error);
  real = realpath (made, NULL);
  self->path = g_strdup (real);
  free (real);
  g_assert_cmpint (g_chmod (self->path, 0755), ==, 0);
  return self;
}

static void
remove_all (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
      const char *name;

      while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
        {
          g_autofree char *below = g_build_filename (path, name, NULL);

          remove_all (below);
        }
    }
  g_remove (path);
}

void
temp_folder_free (TempFolder *self)
{
  remove_all (self->path);
  g_free (self->path);
  g_free (self);
}

const char *
temp_folder_get_path (const TempFolder *self)
{
  return self->path;
}

char *
temp_folder_dup_path (const TempFolder *self, const char *below)
{
  return g_build_filename (self->path, below, NULL);
}

static char *
make_folders (const TempFolder *self, const char *below)
{
  char *path = temp_folder_dup_path (self, below);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  return path;
}

void
temp_folder_write (TempFolder *self, const char *below, const char *text, gssize length)
{
  g_autofree char *path = make_folders (self, below);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
}

void
temp_folder_write_program (TempFolder *self, const char *below, const char *script)
{
  g_autofree char *path = temp_folder_dup_path (self, below);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\n%s\n", script);

  temp_folder_write (self, below, text, -1);
  g_assert_cmpint (g_chmod (path, 0755), ==, 0);
}

void
temp_folder_link (TempFolder *self, const char *below, const char *target)
{
  g_autofree char *path = make_folders (self, below);

  g_assert_cmpint (symlink (target, path), ==, 0);
}
