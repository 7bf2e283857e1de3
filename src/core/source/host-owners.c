/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/host-owners.h"

#include <string.h>

#include "core/source/helper-owners.h"
#include "core/source/helper.h"

/* Nobody is asked anything. */
#define START_TIMEOUT_MS 3000

struct _WeirHostOwners
{
  WeirHelper *helper; /* (nullable): it did not work */
  WeirHelperOwners coming;
  gboolean is_asked; /* the list is on its way */
  GArray *known;     /* WeirSocketInfo: of the last complete list; by inode */
};

WeirHostOwners *
weir_host_owners_new (const char *const *argv)
{
  WeirHostOwners *self = g_new0 (WeirHostOwners, 1);

  self->helper = weir_helper_new (argv, START_TIMEOUT_MS);
  self->known = g_array_new (FALSE, FALSE, sizeof (WeirSocketInfo));
  weir_helper_owners_init (&self->coming);
  return self;
}

void
weir_host_owners_free (WeirHostOwners *self)
{
  g_clear_pointer (&self->helper, weir_helper_unref);
  weir_helper_owners_clear (&self->coming);
  g_array_unref (self->known);
  g_free (self);
}

static int
compare_inodes (gconstpointer a, gconstpointer b)
{
  const WeirSocketInfo *x = a;
  const WeirSocketInfo *y = b;

  return (x->inode > y->inode) - (x->inode < y->inode);
}

static void
finish_list (WeirHostOwners *self)
{
  GArray *old = self->known;

  self->known = self->coming.infos;
  self->coming.infos = old;
  g_array_set_size (old, 0);
  g_array_sort (self->known, compare_inodes);
  self->is_asked = FALSE;
}

/* Returns: whether it makes sense */
static gboolean
handle_frame (WeirHostOwners *self, const WeirFrame *frame)
{
  WeirFrameType list;

  if (frame->type == WEIR_FRAME_SOCKETS)
    return weir_helper_owners_add (&self->coming, frame);
  if (frame->type == WEIR_FRAME_PROCESSES)
    return weir_helper_owners_note (frame);
  if (frame->type != WEIR_FRAME_END || !weir_wire_end_read (frame, &list))
    return FALSE;
  finish_list (self);
  return TRUE;
}

/* Returns: whether the program can be asked again */
static gboolean
read_answer (WeirHostOwners *self)
{
  WeirHelperResult result;
  WeirFrame frame;

  while ((result = weir_helper_next (self->helper, 0, NULL, &frame, NULL)) == WEIR_HELPER_FRAME)
    if (!handle_frame (self, &frame))
      return FALSE;
  return result == WEIR_HELPER_NOTHING;
}

static gboolean
ask (WeirHostOwners *self)
{
  uint8_t memory[WEIR_FRAME_HEADER_SIZE];
  WeirFrameWriter writer = { .data = memory, .size = sizeof memory };

  if (self->is_asked)
    return TRUE;
  weir_wire_request_write (&writer, WEIR_FRAME_LIST_SOCKETS);
  self->is_asked = weir_helper_send (self->helper, &writer, NULL);
  return self->is_asked;
}

void
weir_host_owners_poll (WeirHostOwners *self)
{
  gboolean is_well;

  if (self->helper == NULL)
    return;

  is_well = weir_helper_is_running (self->helper) ? read_answer (self)
                                                  : weir_helper_start (self->helper, NULL, NULL);
  if (!is_well || !ask (self))
    {
      g_clear_pointer (&self->helper, weir_helper_unref);
      g_array_set_size (self->known, 0);
    }
}

void
weir_host_owners_fill (const WeirHostOwners *self, WeirSocketInfo *infos, gsize n_infos)
{
  for (gsize i = 0; i < n_infos; i++)
    {
      const WeirSocketInfo *owner;
      guint place;

      if (infos[i].pid != 0 || infos[i].inode == 0
          || !g_array_binary_search (self->known, &infos[i], compare_inodes, &place))
        continue;

      owner = &g_array_index (self->known, WeirSocketInfo, place);
      if (owner->pid == 0)
        continue;
      infos[i].pid = owner->pid;
      infos[i].start_time = owner->start_time;
      infos[i].unknown = owner->unknown;
      infos[i].n_others = owner->n_others;
      infos[i].n_sharers = owner->n_sharers;
      memcpy (infos[i].process, owner->process, sizeof owner->process);
      memcpy (infos[i].sharers, owner->sharers, sizeof owner->sharers);
    }
}
