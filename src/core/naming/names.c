/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/names.h"

#include "core/naming/address-scope.h"
#include "core/naming/hosts-file.h"
#include "core/naming/name-text.h"
#include "core/naming/reverse-dns.h"

#define HOSTS_PATH "/etc/hosts"

/* An answer is stamped a little later than the packets of the connection it was for where several
 * queues of the interface deliver them. */
#define SLACK_US (2 * G_USEC_PER_SEC)

/* When a question may be asked again. */
#define NAMED_US (INT64_C (3600) * G_USEC_PER_SEC)
#define UNNAMED_US (600 * G_USEC_PER_SEC)
#define UNANSWERED_US (60 * G_USEC_PER_SEC)

/* The changed function is not called more often than this. */
#define CHANGED_MS 100

/* A name seen on the wire. */
typedef struct
{
  char *text; /* GRefString */
  int64_t seen_us;
  int64_t expires_us;
  WeirNameSource source;
} Seen;

typedef struct
{
  WeirAddress address; /* first: the table's key */
  GList link;          /* in the order of use */
  Seen seen[WEIR_NAMES_MAX_PER_ADDRESS];
  guint n_seen;
  char *reverse;        /* (nullable): GRefString */
  int64_t ask_again_us; /* monotonic; G_MAXINT64 while the question is under way */
} Entry;

struct _WeirNames
{
  gboolean is_live;
  guint max_addresses;
  GHashTable *entries;         /* Entry, by its address */
  GQueue used;                 /* Entry, used last first */
  WeirHostsFile *hosts_file;   /* (nullable) */
  WeirReverseDns *reverse_dns; /* (nullable): not agreed to */
  WeirNamesFunc changed_func;
  gpointer changed_data;
  guint changed_id;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  for (guint i = 0; i < entry->n_seen; i++)
    g_ref_string_release (entry->seen[i].text);
  g_clear_pointer (&entry->reverse, g_ref_string_release);
  g_free (entry);
}

static void
forget_entry (WeirNames *self, Entry *entry)
{
  g_queue_unlink (&self->used, &entry->link);
  g_hash_table_remove (self->entries, entry);
}

static Entry *
find_entry (WeirNames *self, const WeirAddress *address)
{
  Entry *entry = g_hash_table_lookup (self->entries, address);

  if (entry != NULL && self->used.head != &entry->link)
    {
      g_queue_unlink (&self->used, &entry->link);
      g_queue_push_head_link (&self->used, &entry->link);
    }
  return entry;
}

static Entry *
ensure_entry (WeirNames *self, const WeirAddress *address)
{
  Entry *entry = find_entry (self, address);

  if (entry != NULL)
    return entry;
  if (g_hash_table_size (self->entries) >= self->max_addresses)
    forget_entry (self, self->used.tail->data);

  entry = g_new0 (Entry, 1);
  entry->address = *address;
  entry->link.data = entry;
  g_hash_table_add (self->entries, entry);
  g_queue_push_head_link (&self->used, &entry->link);
  return entry;
}

static gboolean
changed_cb (gpointer user_data)
{
  WeirNames *self = user_data;

  self->changed_id = 0;
  if (self->changed_func != NULL)
    self->changed_func (self, self->changed_data);
  return G_SOURCE_REMOVE;
}

static void
mark_changed (WeirNames *self)
{
  if (self->changed_id == 0)
    self->changed_id = g_timeout_add (CHANGED_MS, changed_cb, self);
}

static void
hosts_changed_cb (gpointer user_data)
{
  mark_changed (user_data);
}

WeirNames *
weir_names_new (const WeirNamesOptions *options)
{
  WeirNames *self = g_new0 (WeirNames, 1);
  const char *path = options->hosts_path != NULL ? options->hosts_path : HOSTS_PATH;

  self->is_live = options->is_live;
  self->max_addresses =
      options->max_addresses != 0 ? options->max_addresses : WEIR_NAMES_MAX_ADDRESSES;
  self->entries =
      g_hash_table_new_full (weir_address_hash, (GEqualFunc) weir_address_equal, entry_free, NULL);
  g_queue_init (&self->used);
  if (*path != '\0')
    self->hosts_file = weir_hosts_file_new (path, hosts_changed_cb, self);
  return self;
}

void
weir_names_free (WeirNames *self)
{
  g_clear_handle_id (&self->changed_id, g_source_remove);
  g_clear_pointer (&self->reverse_dns, weir_reverse_dns_free);
  g_clear_pointer (&self->hosts_file, weir_hosts_file_free);
  g_hash_table_unref (self->entries);
  g_free (self);
}

static void
answered_cb (const WeirAddress *address,
             WeirReverseDnsResult result,
             const char *name,
             gpointer user_data)
{
  WeirNames *self = user_data;
  Entry *entry = ensure_entry (self, address);
  int64_t now_us = g_get_monotonic_time ();

  switch (result)
    {
    case WEIR_REVERSE_DNS_NAMED:
      g_clear_pointer (&entry->reverse, g_ref_string_release);
      entry->reverse = weir_name_text_new (name, -1);
      entry->ask_again_us = now_us + NAMED_US;
      break;
    case WEIR_REVERSE_DNS_UNNAMED:
      g_clear_pointer (&entry->reverse, g_ref_string_release);
      entry->ask_again_us = now_us + UNNAMED_US;
      break;
    case WEIR_REVERSE_DNS_UNANSWERED:
    default:
      entry->ask_again_us = now_us + UNANSWERED_US;
      break;
    }
  mark_changed (self);
}

void
weir_names_set_reverse_dns (WeirNames *self, gboolean is_allowed)
{
  const WeirReverseDnsOptions options = {
    .asks_private = self->is_live,
    .func = answered_cb,
    .user_data = self,
  };

  if (is_allowed == (self->reverse_dns != NULL))
    return;
  if (is_allowed)
    self->reverse_dns = weir_reverse_dns_new (&options);
  else
    {
      g_clear_pointer (&self->reverse_dns, weir_reverse_dns_free);
      for (GList *link = self->used.head; link != NULL; link = link->next)
        {
          Entry *entry = link->data;

          g_clear_pointer (&entry->reverse, g_ref_string_release);
          entry->ask_again_us = 0;
        }
    }
  mark_changed (self);
}

static Seen *
find_newest (Entry *entry)
{
  Seen *newest = NULL;

  for (guint i = 0; i < entry->n_seen; i++)
    if (newest == NULL || entry->seen[i].seen_us >= newest->seen_us)
      newest = &entry->seen[i];
  return newest;
}

/* A place for another name: that of the oldest, once all are taken. */
static Seen *
take_place (Entry *entry)
{
  Seen *oldest = &entry->seen[0];

  if (entry->n_seen < WEIR_NAMES_MAX_PER_ADDRESS)
    return &entry->seen[entry->n_seen++];
  for (guint i = 1; i < entry->n_seen; i++)
    if (entry->seen[i].seen_us < oldest->seen_us)
      oldest = &entry->seen[i];
  g_ref_string_release (oldest->text);
  return oldest;
}

void
weir_names_learn (WeirNames *self,
                  const WeirAddress *address,
                  const char *text,
                  WeirNameSource source,
                  int64_t seen_us,
                  int64_t expires_us)
{
  char *name = weir_name_text_new (text, -1);
  Seen *place;
  Entry *entry;

  if (name == NULL)
    return;
  entry = ensure_entry (self, address);
  place = find_newest (entry);
  /* The same again: in force for longer.  Names are interned. */
  if (place != NULL && place->text == name && place->source == source)
    {
      place->expires_us = MAX (place->expires_us, expires_us);
      g_ref_string_release (name);
      return;
    }
  place = take_place (entry);
  *place = (Seen){ name, seen_us, expires_us, source };
  mark_changed (self);
}

/* How well a name fits a moment: in force, past, still to come. */
static int
get_fit (const Seen *seen, int64_t at_us)
{
  if (seen->seen_us > at_us && seen->seen_us - at_us > SLACK_US)
    return 2;
  return seen->expires_us > at_us ? 0 : 1;
}

static gboolean
is_better (const Seen *a, const Seen *b, int64_t at_us)
{
  int fit_a = get_fit (a, at_us);
  int fit_b = get_fit (b, at_us);

  if (fit_a != fit_b)
    return fit_a < fit_b;
  if (a->source != b->source)
    return a->source < b->source;
  /* Of those to come the first. */
  return fit_a == 2 ? a->seen_us < b->seen_us : a->seen_us > b->seen_us;
}

static const Seen *
find_best (const Entry *entry, int64_t at_us)
{
  const Seen *best = NULL;

  for (guint i = 0; i < entry->n_seen; i++)
    if (best == NULL || is_better (&entry->seen[i], best, at_us))
      best = &entry->seen[i];
  return best;
}

static const char *
lookup_hosts (const WeirNames *self, const WeirAddress *address, WeirFamily family)
{
  const char *name =
      self->hosts_file != NULL ? weir_hosts_file_lookup (self->hosts_file, address) : NULL;

  if (name == NULL
      || (!self->is_live && weir_address_get_scope (address, family) == WEIR_SCOPE_PRIVATE))
    return NULL;
  return name;
}

/* Only what is asked takes a place: looking up must not drive out what was learnt. */
static void
ask (WeirNames *self, const WeirAddress *address, WeirFamily family)
{
  const Entry *entry = g_hash_table_lookup (self->entries, address);

  if (entry != NULL && entry->ask_again_us > g_get_monotonic_time ())
    return;
  if (weir_reverse_dns_ask (self->reverse_dns, address, family))
    ensure_entry (self, address)->ask_again_us = G_MAXINT64;
}

const char *
weir_names_lookup (WeirNames *self,
                   const WeirAddress *address,
                   WeirFamily family,
                   int64_t at_us,
                   WeirNameSource *source)
{
  WeirNameSource unused = WEIR_NAME_NONE;
  WeirNameSource *known = source != NULL ? source : &unused;
  const Entry *entry;
  const Seen *seen;
  const char *name;

  *known = WEIR_NAME_NONE;
  if (family != WEIR_FAMILY_IPV4 && family != WEIR_FAMILY_IPV6)
    return NULL;

  entry = find_entry (self, address);
  seen = entry != NULL ? find_best (entry, at_us) : NULL;
  if (seen != NULL)
    {
      *known = seen->source;
      return seen->text;
    }

  name = lookup_hosts (self, address, family);
  if (name != NULL)
    {
      *known = WEIR_NAME_HOSTS;
      return name;
    }

  if (self->reverse_dns == NULL)
    return NULL;
  ask (self, address, family);
  entry = g_hash_table_lookup (self->entries, address);
  if (entry == NULL || entry->reverse == NULL)
    return NULL;
  *known = WEIR_NAME_REVERSE;
  return entry->reverse;
}

static int
compare_seen (gconstpointer a, gconstpointer b)
{
  const WeirKnownName *name_a = a, *name_b = b;

  return (name_a->seen_us < name_b->seen_us) - (name_a->seen_us > name_b->seen_us);
}

guint
weir_names_list (const WeirNames *self,
                 const WeirAddress *address,
                 WeirFamily family,
                 WeirKnownName known[WEIR_NAMES_MAX_KNOWN])
{
  const Entry *entry;
  const char *name;
  guint n = 0;

  if (self == NULL || (family != WEIR_FAMILY_IPV4 && family != WEIR_FAMILY_IPV6))
    return 0;

  entry = g_hash_table_lookup (self->entries, address);
  for (guint i = 0; entry != NULL && i < entry->n_seen; i++)
    known[n++] =
        (WeirKnownName){ entry->seen[i].text, entry->seen[i].source, entry->seen[i].seen_us };
  qsort (known, n, sizeof *known, compare_seen);

  name = lookup_hosts (self, address, family);
  if (name != NULL)
    known[n++] = (WeirKnownName){ name, WEIR_NAME_HOSTS, 0 };
  if (entry != NULL && entry->reverse != NULL)
    known[n++] = (WeirKnownName){ entry->reverse, WEIR_NAME_REVERSE, 0 };
  return n;
}

void
weir_names_learn_batch (WeirNames *self, const WeirBatch *batch)
{
  for (gsize i = 0; i < batch->n_names; i++)
    {
      const WeirLearntName *name = &batch->names[i];

      if (!weir_learnt_name_is_of_flow (name))
        weir_names_learn (self, &name->key.remote, name->text, name->source, name->time_us,
                          name->time_us + name->ttl_s * G_USEC_PER_SEC);
    }
}

const char *
weir_names_get_for_flow (WeirNames *self, const WeirFlow *flow, WeirNameSource *source)
{
  if (source != NULL)
    *source = WEIR_NAME_NONE;
  if (self == NULL)
    return NULL;
  if (flow->server_name != NULL && !flow->server_is_local)
    {
      if (source != NULL)
        *source = (WeirNameSource) flow->server_name_source;
      return flow->server_name;
    }
  return weir_names_lookup (self, &flow->key.remote, flow->key.family, flow->begun_us, source);
}

gboolean
weir_names_is_asking (const WeirNames *self)
{
  return self->reverse_dns != NULL && weir_reverse_dns_get_n_questions (self->reverse_dns) > 0;
}

void
weir_names_set_changed_func (WeirNames *self, WeirNamesFunc func, gpointer user_data)
{
  self->changed_func = func;
  self->changed_data = user_data;
}

guint
weir_names_get_n_addresses (const WeirNames *self)
{
  return g_hash_table_size (self->entries);
}
