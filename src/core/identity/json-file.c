/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/json-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
may_stand_outside_strings (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr (" \t\r\n-+.,:[]{}\"", c) != NULL);
}

/* Nothing that json-glib takes beyond JSON, comments above all, can hide a bracket from this. */
static gboolean
is_safe (const char *text, gsize length)
{
  gboolean is_in_string = FALSE;
  guint depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '"')
        is_in_string = !is_in_string;
      else if (is_in_string && text[i] == '\\')
        i++;
      else if (!is_in_string && !may_stand_outside_strings (text[i]))
        return FALSE;
      else if (!is_in_string && (text[i] == '[' || text[i] == '{') && ++depth > WEIR_JSON_DEPTH_MAX)
        return FALSE;
      else if (!is_in_string && (text[i] == ']' || text[i] == '}') && depth > 0)
        depth--;
    }
  return TRUE;
}

JsonNode *
weir_json_parse (const char *text, gssize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (length < 0)
    length = (gssize) strlen (text);
  if (length == 0 || !is_safe (text, (gsize) length)
      || !json_parser_load_from_data (parser, text, length, NULL))
    return NULL;
  return json_parser_steal_root (parser);
}

JsonNode *
weir_json_file_load (const char *path, gsize max_bytes)
{
  g_autofree char *text = NULL;
  struct stat file;
  gsize used = 0;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

  if (fd < 0)
    return NULL;
  if (fstat (fd, &file) == 0 && S_ISREG (file.st_mode) && file.st_size > 0
      && (gsize) file.st_size <= max_bytes)
    {
      text = g_malloc ((gsize) file.st_size + 1);
      while (used < (gsize) file.st_size)
        {
          ssize_t n = read (fd, text + used, (gsize) file.st_size - used);

          if (n < 0 && errno == EINTR)
            continue;
          if (n <= 0)
            break;
          used += (gsize) n;
        }
      text[used] = '\0';
    }
  close (fd);
  return text != NULL ? weir_json_parse (text, (gssize) used) : NULL;
}

const char *
weir_json_get_text (JsonNode *node, const char *const *names)
{
  for (; node != NULL && *names != NULL; names++)
    node = JSON_NODE_HOLDS_OBJECT (node)
               ? json_object_get_member (json_node_get_object (node), *names)
               : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}
