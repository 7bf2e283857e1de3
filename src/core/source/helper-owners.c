/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/source/helper-owners.h"

#include "core/flow/flow-owner.h"
#include "core/identity/process-notes.h"
#include "core/identity/wire-socket.h"

static void
add_socket (WeirHelperOwners *self, const WeirWireSocket *socket)
{
  WeirSocketInfo info;

  weir_wire_socket_to_info (socket, &info);
  if (self->infos->len < WEIR_HELPER_OWNERS_MAX)
    g_array_append_val (self->infos, info);
}

void
weir_helper_owners_init (WeirHelperOwners *self)
{
  self->infos = g_array_new (FALSE, FALSE, sizeof (WeirSocketInfo));
}

void
weir_helper_owners_clear (WeirHelperOwners *self)
{
  g_clear_pointer (&self->infos, g_array_unref);
}

gboolean
weir_helper_owners_add (WeirHelperOwners *self, const WeirFrame *frame)
{
  WeirFrame rest = *frame;
  WeirWireRecordResult result;
  WeirWireSocket socket;

  while ((result = weir_wire_socket_next (&rest, &socket)) == WEIR_WIRE_RECORD_NEXT)
    add_socket (self, &socket);

  return result == WEIR_WIRE_RECORD_END;
}

gboolean
weir_helper_owners_answer (const WeirFrame *frame, WeirMeter *meter)
{
  WeirFrame rest = *frame;
  WeirWireRecordResult result;
  WeirWireSocket socket;

  while ((result = weir_wire_socket_next (&rest, &socket)) == WEIR_WIRE_RECORD_NEXT)
    {
      WeirSocketInfo info;

      weir_wire_socket_to_info (&socket, &info);
      /* One without would be taken for a part of a list. */
      if (info.match != WEIR_OWNER_MATCH_NONE)
        weir_meter_add_socket (meter, &info);
    }

  return result == WEIR_WIRE_RECORD_END;
}

gboolean
weir_helper_owners_note (const WeirFrame *frame)
{
  WeirProcessNotes *notes = weir_process_notes_get ();
  WeirFrame rest = *frame;
  WeirWireRecordResult result;
  WeirWireProcess process;

  while ((result = weir_wire_process_next (&rest, &process)) == WEIR_WIRE_RECORD_NEXT)
    {
      g_autofree char *cgroup = g_strndup (process.cgroup, process.cgroup_length);
      g_autofree char *executable = NULL;
      WeirProcessFacts facts;

      if (process.executable_length > 0)
        executable = g_strndup (process.executable, process.executable_length);
      weir_process_facts_take_over (&facts, cgroup, executable,
                                    (process.flags & WEIR_WIRE_PROCESS_SHARES_MOUNTS) != 0);
      weir_process_notes_take (notes, process.pid, process.start_time, &facts);
    }

  return result == WEIR_WIRE_RECORD_END;
}

void
weir_helper_owners_tell (WeirHelperOwners *self, WeirMeter *meter)
{
  for (guint i = 0; i < self->infos->len; i++)
    weir_meter_add_socket (meter, &g_array_index (self->infos, WeirSocketInfo, i));

  weir_meter_end_socket_list (meter);
  g_array_set_size (self->infos, 0);
}
