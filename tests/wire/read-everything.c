/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "read-everything.h"

#include <string.h>

gboolean
read_everything (const WeirFrame *frame)
{
  WeirFrame rest = *frame;
  WeirWireRecordResult result;
  WeirWireHello hello;
  WeirWireOpened opened;
  WeirWireStats stats;
  WeirWireProblem problem;
  WeirWireOpen open;
  WeirWirePacket packet;
  WeirWireSocket socket;
  WeirWireProcess process;
  WeirWireTuple tuple;
  WeirWireLink link;
  WeirFrameType list;
  WeirWireInstruction instructions[WEIR_WIRE_FILTER_MAX_LENGTH];
  size_t count;

  switch (frame->type)
    {
    case WEIR_FRAME_HELLO:
      return weir_wire_hello_read (frame, &hello);
    case WEIR_FRAME_OPENED:
      return weir_wire_opened_read (frame, &opened);
    case WEIR_FRAME_STATS:
      return weir_wire_stats_read (frame, &stats);
    case WEIR_FRAME_ERROR:
      return weir_wire_problem_read (frame, &problem) && strlen (problem.text) <= frame->length;
    case WEIR_FRAME_END:
      return weir_wire_end_read (frame, &list);
    case WEIR_FRAME_PACKETS:
    case WEIR_FRAME_OPENINGS:
      while ((result = weir_wire_packet_next (&rest, &packet)) == WEIR_WIRE_RECORD_NEXT)
        g_assert_true (packet.octets + packet.captured <= frame->payload + frame->length);
      return result == WEIR_WIRE_RECORD_END;
    case WEIR_FRAME_SOCKETS:
    case WEIR_FRAME_OWNERS:
      while ((result = weir_wire_socket_next (&rest, &socket)) == WEIR_WIRE_RECORD_NEXT)
        {
          g_assert_cmpuint (strlen (socket.command), <, sizeof socket.command);
          for (guint i = 0; i < socket.n_sharers; i++)
            g_assert_cmpuint (strlen (socket.sharers[i].command), <, WEIR_WIRE_NAME_SIZE);
        }
      return result == WEIR_WIRE_RECORD_END;
    case WEIR_FRAME_PROCESSES:
      while ((result = weir_wire_process_next (&rest, &process)) == WEIR_WIRE_RECORD_NEXT)
        {
          const char *end = (const char *) frame->payload + frame->length;

          g_assert_true (process.cgroup + process.cgroup_length <= end);
          g_assert_true (process.executable + process.executable_length <= end);
        }
      return result == WEIR_WIRE_RECORD_END;
    case WEIR_FRAME_INTERFACES:
      while ((result = weir_wire_link_next (&rest, &link)) == WEIR_WIRE_RECORD_NEXT)
        g_assert_true (weir_wire_name_is_valid (link.name));
      return result == WEIR_WIRE_RECORD_END;
    case WEIR_FRAME_OPEN:
      return weir_wire_open_read (frame, &open) && weir_wire_name_is_valid (open.name);
    case WEIR_FRAME_FILTER:
      return weir_wire_filter_read (frame, instructions, &count);
    case WEIR_FRAME_WATCH:
      return weir_wire_watch_read (frame, instructions, &count);
    case WEIR_FRAME_LOOK_UP:
      while ((result = weir_wire_tuple_next (&rest, &tuple)) == WEIR_WIRE_RECORD_NEXT)
        g_assert_true (rest.payload <= frame->payload + frame->length);
      return result == WEIR_WIRE_RECORD_END;
    case WEIR_FRAME_CLOSE:
    case WEIR_FRAME_LIST_SOCKETS:
    case WEIR_FRAME_LIST_INTERFACES:
      return frame->length == 0;
    default:
      g_assert_not_reached ();
    }
}
