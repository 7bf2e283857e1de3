/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/reverse-dns.h"

#include <gio/gio.h>

#include "core/naming/address-scope.h"
#include "core/naming/own-networks.h"

#define DEFAULT_TIMEOUT_MS 5000

/* Addresses of this machine come and go. */
#define OWN_NETWORKS_AGE_US (5 * G_USEC_PER_SEC)

/* The C library waits up to 5 s for each of 3 servers, twice (resolv.conf(5)); its thread is not
 * free before.  With these rests, at most as many threads wait as questions may be asked at once,
 * and one or two more. */
#define MIN_REST_US (10 * G_USEC_PER_SEC)
#define MAX_REST_US (120 * G_USEC_PER_SEC)

typedef struct
{
  WeirReverseDns *owner; /* (nullable): it has gone, or no longer waits for the answer */
  WeirAddress address;
  GCancellable *cancellable;
  guint timeout_id;
} Question;

struct _WeirReverseDns
{
  WeirReverseDnsOptions options;
  GResolver *resolver;
  WeirOwnNetworks *own_networks;
  int64_t own_networks_us;
  GQueue waiting;    /* WeirAddress */
  GPtrArray *asked;  /* Question, borrowed: each frees itself with its answer */
  guint n_in_second; /* asked since second_us */
  int64_t second_us;
  int64_t rest_until_us; /* no question before this */
  int64_t rest_us;       /* length of the rest; 0: the last question was answered */
  guint pump_id;
};

static void pump (WeirReverseDns *self);

static gboolean
pump_cb (gpointer user_data)
{
  WeirReverseDns *self = user_data;

  self->pump_id = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
pump_later (WeirReverseDns *self, int64_t delay_us)
{
  g_clear_handle_id (&self->pump_id, g_source_remove);
  self->pump_id = g_timeout_add ((guint) (delay_us / 1000 + 1), pump_cb, self);
}

static gpointer
to_ipv4 (const WeirAddress *address)
{
  return g_inet_address_new_from_bytes (address->bytes + 12, G_SOCKET_FAMILY_IPV4);
}

static GInetAddress *
to_inet_address (const WeirAddress *address)
{
  if (weir_address_get_ip_family (address) == WEIR_FAMILY_IPV4)
    return to_ipv4 (address);
  return g_inet_address_new_from_bytes (address->bytes, G_SOCKET_FAMILY_IPV6);
}

static void
report (Question *question, WeirReverseDnsResult result, const char *name)
{
  WeirReverseDns *self = g_steal_pointer (&question->owner);

  g_clear_handle_id (&question->timeout_id, g_source_remove);
  g_ptr_array_remove_fast (self->asked, question);
  self->options.func (&question->address, result, name, self->options.user_data);
  pump_later (self, 0);
}

static void
answered_cb (GObject *source, GAsyncResult *answer, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_resolver_lookup_by_address_finish (G_RESOLVER (source), answer, &error);

  if (question->owner != NULL)
    {
      gboolean is_unanswered =
          name == NULL && !g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);

      question->owner->rest_us = 0;
      question->owner->rest_until_us = 0;
      report (question,
              is_unanswered  ? WEIR_REVERSE_DNS_UNANSWERED
              : name == NULL ? WEIR_REVERSE_DNS_UNNAMED
                             : WEIR_REVERSE_DNS_NAMED,
              name);
    }
  g_object_unref (question->cancellable);
  g_free (question);
}

/* The thread that waits for the answer cannot be stopped, only be left alone. */
static gboolean
timeout_cb (gpointer user_data)
{
  Question *question = user_data;
  WeirReverseDns *self = question->owner;
  int64_t now_us = g_get_monotonic_time ();

  question->timeout_id = 0;
  if (now_us >= self->rest_until_us)
    {
      self->rest_us = CLAMP (self->rest_us * 2, MIN_REST_US, MAX_REST_US);
      self->rest_until_us = now_us + self->rest_us;
    }
  g_cancellable_cancel (question->cancellable);
  report (question, WEIR_REVERSE_DNS_UNANSWERED, NULL);
  return G_SOURCE_REMOVE;
}

static void
ask_next (WeirReverseDns *self)
{
  g_autofree WeirAddress *address = g_queue_pop_head (&self->waiting);
  g_autoptr (GInetAddress) inet_address = to_inet_address (address);
  Question *question = g_new0 (Question, 1);

  question->owner = self;
  question->address = *address;
  question->cancellable = g_cancellable_new ();
  question->timeout_id = g_timeout_add (self->options.timeout_ms, timeout_cb, question);
  g_ptr_array_add (self->asked, question);
  self->n_in_second++;
  g_resolver_lookup_by_address_async (self->resolver, inet_address, question->cancellable,
                                      answered_cb, question);
}

/* What could not be asked in its time is answered by that. */
static void
give_up_waiting (WeirReverseDns *self)
{
  WeirAddress *address;

  while ((address = g_queue_pop_head (&self->waiting)) != NULL)
    {
      self->options.func (address, WEIR_REVERSE_DNS_UNANSWERED, NULL, self->options.user_data);
      g_free (address);
    }
}

static void
pump (WeirReverseDns *self)
{
  int64_t now_us = g_get_monotonic_time ();
  guint at_once = self->rest_us == 0 ? WEIR_REVERSE_DNS_MAX_AT_ONCE : 1;

  if (now_us < self->rest_until_us)
    {
      give_up_waiting (self);
      return;
    }
  if (now_us - self->second_us >= G_USEC_PER_SEC)
    {
      self->second_us = now_us;
      self->n_in_second = 0;
    }
  while (self->waiting.length > 0 && self->asked->len < at_once
         && self->n_in_second < WEIR_REVERSE_DNS_MAX_PER_SECOND)
    ask_next (self);

  /* An answer calls again by itself. */
  if (self->waiting.length > 0 && self->asked->len < at_once)
    pump_later (self, self->second_us + G_USEC_PER_SEC - now_us);
}

WeirReverseDns *
weir_reverse_dns_new (const WeirReverseDnsOptions *options)
{
  WeirReverseDns *self = g_new0 (WeirReverseDns, 1);

  self->options = *options;
  if (self->options.timeout_ms == 0)
    self->options.timeout_ms = DEFAULT_TIMEOUT_MS;
  self->resolver = g_resolver_get_default ();
  self->asked = g_ptr_array_new ();
  g_queue_init (&self->waiting);
  return self;
}

void
weir_reverse_dns_free (WeirReverseDns *self)
{
  for (guint i = 0; i < self->asked->len; i++)
    {
      Question *question = g_ptr_array_index (self->asked, i);

      question->owner = NULL;
      g_clear_handle_id (&question->timeout_id, g_source_remove);
      g_cancellable_cancel (question->cancellable);
    }
  g_ptr_array_unref (self->asked);
  g_queue_clear_full (&self->waiting, g_free);
  g_clear_handle_id (&self->pump_id, g_source_remove);
  g_clear_pointer (&self->own_networks, weir_own_networks_free);
  g_object_unref (self->resolver);
  g_free (self);
}

gboolean
weir_reverse_dns_may_ask (WeirReverseDns *self, const WeirAddress *address, WeirFamily family)
{
  WeirAddressScope scope = weir_address_get_scope (address, family);
  int64_t now_us = g_get_monotonic_time ();

  if (scope != WEIR_SCOPE_PRIVATE || !self->options.asks_private)
    return scope == WEIR_SCOPE_GLOBAL;

  if (self->own_networks == NULL || now_us - self->own_networks_us > OWN_NETWORKS_AGE_US)
    {
      g_clear_pointer (&self->own_networks, weir_own_networks_free);
      self->own_networks = weir_own_networks_new ();
      self->own_networks_us = now_us;
    }
  return weir_own_networks_contains (self->own_networks, address, family);
}

gboolean
weir_reverse_dns_ask (WeirReverseDns *self, const WeirAddress *address, WeirFamily family)
{
  if (self->waiting.length >= WEIR_REVERSE_DNS_MAX_WAITING
      || g_get_monotonic_time () < self->rest_until_us
      || !weir_reverse_dns_may_ask (self, address, family))
    return FALSE;

  g_queue_push_tail (&self->waiting, g_memdup2 (address, sizeof *address));
  if (self->pump_id == 0)
    pump_later (self, 0);
  return TRUE;
}

guint
weir_reverse_dns_get_n_questions (const WeirReverseDns *self)
{
  return self->waiting.length + self->asked->len;
}
