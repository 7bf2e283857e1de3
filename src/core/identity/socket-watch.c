/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/socket-watch.h"

#include <unistd.h>

#include "core/identity/owner-cache.h"
#include "core/source/sock-diag.h"

#define INTERVAL_US G_USEC_PER_SEC

/* A machine with more sockets than this is told of that many. */
#define MAX_SOCKETS 65536

struct _WeirSocketWatch
{
  GThread *thread;

  GMutex mutex; /* guards all below */
  GCond cond;
  gboolean is_stopping;
  GArray *answer; /* (nullable): WeirSocketInfo; the newest, not told yet */
};

/* Of the thread. */
typedef struct
{
  GArray *infos;   /* WeirSocketInfo */
  GArray *cookies; /* uint64_t: of the same */
} Round;

static void
socket_cb (const WeirDiagSocket *socket, gpointer user_data)
{
  Round *round = user_data;

  if (round->infos->len >= MAX_SOCKETS)
    return;

  g_array_append_vals (round->infos, &socket->info, 1);
  g_array_append_vals (round->cookies, &socket->cookie, 1);
}

/* Returns: (transfer full) */
static GArray *
ask (int fd, WeirOwnerCache *owners)
{
  g_autoptr (GArray) cookies = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  Round round = { g_array_new (FALSE, FALSE, sizeof (WeirSocketInfo)), cookies };

  weir_sock_diag_dump (fd, socket_cb, &round, NULL);
  weir_sock_diag_dump_udp (fd, socket_cb, &round, NULL);
  weir_owner_cache_resolve (owners, (WeirSocketInfo *) (void *) round.infos->data,
                            (const uint64_t *) (const void *) cookies->data, cookies->len);
  weir_owner_cache_end_round (owners);

  return round.infos;
}

static gpointer
watch_thread (gpointer data)
{
  WeirSocketWatch *self = data;
  g_autoptr (WeirOwnerCache) owners = weir_owner_cache_new ();
  int fd = weir_sock_diag_open (NULL);

  g_mutex_lock (&self->mutex);
  while (!self->is_stopping && fd >= 0)
    {
      gint64 next_us = g_get_monotonic_time () + INTERVAL_US;
      GArray *answer;

      g_mutex_unlock (&self->mutex);
      answer = ask (fd, owners);
      g_mutex_lock (&self->mutex);

      g_clear_pointer (&self->answer, g_array_unref);
      self->answer = answer;
      while (!self->is_stopping && g_cond_wait_until (&self->cond, &self->mutex, next_us))
        continue;
    }
  g_mutex_unlock (&self->mutex);

  if (fd >= 0)
    close (fd);
  return NULL;
}

WeirSocketWatch *
weir_socket_watch_new (void)
{
  WeirSocketWatch *self = g_new0 (WeirSocketWatch, 1);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("weir-sockets", watch_thread, self);

  return self;
}

void
weir_socket_watch_free (WeirSocketWatch *self)
{
  g_mutex_lock (&self->mutex);
  self->is_stopping = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (self->thread);

  g_clear_pointer (&self->answer, g_array_unref);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
weir_socket_watch_tell (WeirSocketWatch *self, WeirMeter *meter)
{
  g_autoptr (GArray) answer = NULL;

  g_mutex_lock (&self->mutex);
  answer = g_steal_pointer (&self->answer);
  g_mutex_unlock (&self->mutex);

  for (guint i = 0; answer != NULL && i < answer->len; i++)
    weir_meter_add_socket (meter, &g_array_index (answer, WeirSocketInfo, i));
  if (answer != NULL)
    weir_meter_end_socket_list (meter);
}
