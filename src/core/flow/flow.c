/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/flow/flow.h"

void
weir_flow_free (WeirFlow *self)
{
  g_free (self->window);
  g_free (self->socket);
  g_free (self->tcp);
  g_free (self->server_name);
  g_free (self);
}

WeirFlow *
weir_flow_copy (const WeirFlow *self)
{
  WeirFlow *copy = g_memdup2 (self, sizeof *self);

  if (self->window != NULL)
    copy->window = g_memdup2 (self->window, sizeof *self->window);
  if (self->socket != NULL)
    copy->socket = g_memdup2 (self->socket, sizeof *self->socket);
  if (self->tcp != NULL)
    copy->tcp = g_memdup2 (self->tcp, sizeof *self->tcp);
  copy->server_name = g_strdup (self->server_name);
  copy->user_data = NULL;
  copy->next = copy->prev = NULL;
  copy->slot = 0;
  return copy;
}

double
weir_flow_get_tx_bps (const WeirFlow *self, WeirWindow window)
{
  return self->window != NULL ? weir_rate_window_get_tx_bps (self->window, window) : 0.0;
}

double
weir_flow_get_rx_bps (const WeirFlow *self, WeirWindow window)
{
  return self->window != NULL ? weir_rate_window_get_rx_bps (self->window, window) : 0.0;
}
