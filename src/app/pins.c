/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "app/pins.h"
#include "core/group/flow-groups.h"

struct _WeirPins
{
  GPtrArray *texts;   /* owns them; the oldest comes first */
  GHashTable *set;    /* of the same */
  GHashTable *keys;   /* WeirFlowKey: of those that are flows, for looking up many of them */
  GPtrArray *foreign; /* owns them: texts of another version; they pin nothing */
};

WeirPins *
weir_pins_new (void)
{
  WeirPins *self = g_new0 (WeirPins, 1);

  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->foreign = g_ptr_array_new_with_free_func (g_free);
  self->set = g_hash_table_new (g_str_hash, g_str_equal);
  self->keys = g_hash_table_new_full (weir_flow_key_hash, weir_flow_key_equal, g_free, NULL);
  return self;
}

void
weir_pins_free (WeirPins *self)
{
  g_ptr_array_unref (self->foreign);
  g_hash_table_unref (self->keys);
  g_hash_table_unref (self->set);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

static char *
dup_key_text (const WeirFlowKey *key)
{
  char local[WEIR_ADDRESS_TEXT_MAX], remote[WEIR_ADDRESS_TEXT_MAX];

  return g_strdup_printf (
      "flow %u %s %u %s %u", key->protocol, weir_address_format (&key->local, key->family, local),
      key->local_port, weir_address_format (&key->remote, key->family, remote), key->remote_port);
}

static gboolean
parse_address (const char *text, WeirAddress *address, WeirFamily *family)
{
  uint8_t mac[6];

  if (weir_address_parse (text, address, family))
    return TRUE;
  if (sscanf (text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &mac[0], &mac[1], &mac[2], &mac[3],
              &mac[4], &mac[5])
      != 6)
    return FALSE;

  weir_address_set_link (address, mac);
  *family = WEIR_FAMILY_LINK;
  return TRUE;
}

static gboolean
parse_uint16 (const char *text, uint16_t *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT16, &value, NULL))
    return FALSE;
  *number = (uint16_t) value;
  return TRUE;
}

/* Only what dup_key_text() writes. */
static gboolean
parse_key (const char *text, WeirFlowKey *key)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 7);
  g_autofree char *again = NULL;
  WeirFamily local_family, remote_family;

  memset (key, 0, sizeof *key);
  if (g_strv_length (words) != 6 || !parse_uint16 (words[1], &key->protocol)
      || !parse_address (words[2], &key->local, &local_family)
      || !parse_uint16 (words[3], &key->local_port)
      || !parse_address (words[4], &key->remote, &remote_family)
      || !parse_uint16 (words[5], &key->remote_port) || local_family != remote_family)
    return FALSE;

  key->family = (uint8_t) local_family;
  again = dup_key_text (key);
  return strcmp (again, text) == 0;
}

static gboolean
is_group_text (const char *text)
{
  const char *blank = strchr (text, ' ');
  g_autofree char *kind = NULL;

  kind = blank != NULL ? g_strndup (text, (gsize) (blank - text)) : g_strdup (text);
  return weir_group_kind_find (kind) != NULL;
}

static char *
dup_text (const WeirFlow *flow)
{
  const WeirFlowGroup *group;

  if (!weir_flow_is_group (flow))
    return dup_key_text (&flow->key);

  group = weir_flow_group_of_sum (flow);
  if (group->value == NULL)
    return g_strdup (group->kind->id);
  return g_strconcat (group->kind->id, " ", group->value, NULL);
}

static void
forget (WeirPins *self, guint index)
{
  const char *text = g_ptr_array_index (self->texts, index);
  WeirFlowKey key;

  if (parse_key (text, &key))
    g_hash_table_remove (self->keys, &key);
  g_hash_table_remove (self->set, text);
  g_ptr_array_remove_index (self->texts, index);
}

static gboolean
is_text (const char *text)
{
  return strlen (text) <= WEIR_PIN_MAX_BYTES && g_utf8_validate (text, -1, NULL);
}

static gboolean
add (WeirPins *self, const char *text)
{
  WeirFlowKey key;
  gboolean is_flow;
  char *own;

  if (!is_text (text))
    return FALSE;
  is_flow = g_str_has_prefix (text, "flow ");
  if (is_flow ? !parse_key (text, &key) : !is_group_text (text))
    return FALSE;
  if (g_hash_table_contains (self->set, text))
    return TRUE;

  while (self->texts->len >= WEIR_PINS_MAX)
    forget (self, 0);
  own = g_strdup (text);
  g_ptr_array_add (self->texts, own);
  g_hash_table_add (self->set, own);
  if (is_flow)
    g_hash_table_add (self->keys, g_memdup2 (&key, sizeof key));
  return TRUE;
}

void
weir_pins_read (WeirPins *self, const char *const *texts)
{
  g_hash_table_remove_all (self->keys);
  g_hash_table_remove_all (self->set);
  g_ptr_array_set_size (self->texts, 0);
  g_ptr_array_set_size (self->foreign, 0);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      if (!add (self, texts[i]) && is_text (texts[i]) && self->foreign->len < WEIR_PINS_MAX)
        g_ptr_array_add (self->foreign, g_strdup (texts[i]));
    }
}

char **
weir_pins_dup_texts (const WeirPins *self)
{
  guint n_foreign = self->foreign->len;
  char **texts = g_new0 (char *, n_foreign + self->texts->len + 1);

  for (guint i = 0; i < n_foreign; i++)
    texts[i] = g_strdup (g_ptr_array_index (self->foreign, i));
  for (guint i = 0; i < self->texts->len; i++)
    texts[n_foreign + i] = g_strdup (g_ptr_array_index (self->texts, i));
  return texts;
}

guint
weir_pins_get_n (const WeirPins *self)
{
  return self->texts->len;
}

gboolean
weir_pins_contain (const WeirPins *self, const WeirFlow *flow)
{
  g_autofree char *text = NULL;

  if (self->texts->len == 0)
    return FALSE;
  if (!weir_flow_is_group (flow))
    return g_hash_table_contains (self->keys, &flow->key);

  text = dup_text (flow);
  return g_hash_table_contains (self->set, text);
}

gboolean
weir_pins_toggle (WeirPins *self, const WeirFlow *flow)
{
  g_autofree char *text = dup_text (flow);

  for (guint i = 0; i < self->texts->len; i++)
    {
      if (strcmp (g_ptr_array_index (self->texts, i), text) == 0)
        {
          forget (self, i);
          return FALSE;
        }
    }
  return add (self, text);
}
