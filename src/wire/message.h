/* What is in the frames.  README.md beside this file is the format.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A read function answers false, and a cursor WEIR_WIRE_RECORD_BAD, where a payload makes no sense:
 * the peer is not to be trusted any further.  A write function puts a whole frame into the writer;
 * it answers false where the writer is too small.
 */
#pragma once

#include "wire/frame.h"

#define WEIR_WIRE_NAME_SIZE 16 /* IFNAMSIZ, TASK_COMM_LEN; with the zero at the end */
#define WEIR_WIRE_PROBLEM_MAX_TEXT 512
#define WEIR_WIRE_FILTER_MAX_LENGTH 4096 /* BPF_MAXINSNS */
#define WEIR_WIRE_SOCKET_SIZE 92         /* without those who share it */
#define WEIR_WIRE_MAX_SHARERS 4
#define WEIR_WIRE_TUPLE_SIZE 40
#define WEIR_WIRE_MAX_LOOK_UPS 512 /* of one frame */
#define WEIR_WIRE_LINK_SIZE 44
#define WEIR_WIRE_PROCESS_SIZE 20 /* without its texts */
#define WEIR_WIRE_CGROUP_MAX 4096
#define WEIR_WIRE_EXECUTABLE_MAX 4096

typedef enum
{
  WEIR_WIRE_HELLO_SEES_OWNERS = 1 << 0, /* may look into other users' processes */
} WeirWireHelloFlags;

typedef struct
{
  uint32_t flags;
} WeirWireHello;

typedef struct
{
  uint32_t serial;
  uint32_t link_type;
  uint32_t snaplen;
} WeirWireOpened;

typedef struct
{
  int64_t time_us;
  uint32_t captured;
  uint32_t length;
  const uint8_t *octets;
} WeirWirePacket;

typedef struct
{
  uint64_t received; /* includes dropped */
  uint64_t dropped;
  uint64_t interface_dropped;
  uint64_t rx_octets;
  uint64_t rx_packets;
  uint64_t tx_octets;
  uint64_t tx_packets;
} WeirWireStats;

/* The local end of a flow and its remote one. */
typedef struct
{
  uint8_t family;   /* 4, 6 */
  uint8_t protocol; /* IPPROTO_TCP, IPPROTO_UDP */
  uint16_t local_port;
  uint16_t remote_port;
  uint8_t local[16];
  uint8_t remote[16];
} WeirWireTuple;

/* How the socket of a tuple was found. */
typedef enum
{
  WEIR_WIRE_MATCH_NONE, /* it is one of a list */
  WEIR_WIRE_MATCH_EXACT,
  WEIR_WIRE_MATCH_LOCAL,
  WEIR_WIRE_MATCH_WILDCARD,
  WEIR_WIRE_MATCH_LISTENER,
} WeirWireMatch;

/* Why there is no pid. */
typedef enum
{
  WEIR_WIRE_OWNER_KNOWN,
  WEIR_WIRE_OWNER_NOT_LOOKED_UP,
  WEIR_WIRE_OWNER_NOT_OURS,
  WEIR_WIRE_OWNER_KERNEL,
  WEIR_WIRE_OWNER_OTHER_NAMESPACE,
  WEIR_WIRE_OWNER_CLOSED,
  WEIR_WIRE_OWNER_NO_PERMISSION,
  WEIR_WIRE_OWNER_SHARED_PORT,
} WeirWireUnknown;

typedef struct
{
  uint32_t pid;
  char command[WEIR_WIRE_NAME_SIZE];
} WeirWireSharer;

typedef struct
{
  WeirWireTuple tuple;
  uint8_t state;
  uint8_t match;   /* WeirWireMatch */
  uint8_t unknown; /* WeirWireUnknown */
  uint64_t inode;
  uint64_t cgroup_id; /* 0: not known */
  uint32_t uid;
  uint32_t pid;        /* 0: not known */
  uint64_t start_time; /* ticks since boot, as in /proc/PID/stat */
  char command[WEIR_WIRE_NAME_SIZE];
  uint16_t n_others; /* processes that hold it beside pid */
  uint8_t n_sharers; /* so many of them are named */
  WeirWireSharer sharers[WEIR_WIRE_MAX_SHARERS];
} WeirWireSocket;

typedef enum
{
  WEIR_WIRE_PROCESS_SHARES_MOUNTS = 1 << 0, /* paths mean the same to it as to the helper */
} WeirWireProcessFlags;

/* What /proc says of a process that holds sockets.  The texts are in the frame: any octets but
 * zero, and none behind them. */
typedef struct
{
  uint32_t pid;
  uint32_t flags;
  uint64_t start_time;
  const char *cgroup; /* /proc/PID/cgroup */
  size_t cgroup_length;
  const char *executable; /* what /proc/PID/exe links to */
  size_t executable_length;
} WeirWireProcess;

/* One address of an interface, or the interface itself where it has none. */
typedef struct
{
  char name[WEIR_WIRE_NAME_SIZE];
  uint32_t index;
  uint32_t flags;
  uint8_t family; /* 4, 6; 0: no address */
  uint8_t prefix;
  uint8_t address[16];
} WeirWireLink;

typedef enum
{
  WEIR_WIRE_PROBLEM_FAILED = 1, /* of the device: anything else */
  WEIR_WIRE_PROBLEM_NO_INTERFACE,
  WEIR_WIRE_PROBLEM_INTERFACE_DOWN,
  WEIR_WIRE_PROBLEM_PERMISSION, /* the device may not be opened */
  WEIR_WIRE_PROBLEM_FILTER,     /* the kernel refuses the filter */
  WEIR_WIRE_PROBLEM_PROTOCOL,   /* what the program sent makes no sense; the helper ends */
  WEIR_WIRE_PROBLEM_PRIVILEGES, /* the helper lacks the right, or cannot give rights up; it ends */
} WeirWireProblemCode;

typedef struct
{
  WeirWireProblemCode code;
  uint32_t serial;
  char text[WEIR_WIRE_PROBLEM_MAX_TEXT + 1]; /* any octets but zero */
} WeirWireProblem;

typedef enum
{
  WEIR_WIRE_OPEN_PROMISCUOUS = 1 << 0,
} WeirWireOpenFlags;

typedef struct
{
  uint32_t serial;
  uint32_t snaplen;
  uint32_t flags;
  char name[WEIR_WIRE_NAME_SIZE];
} WeirWireOpen;

/* As the kernel's struct sock_filter and libpcap's struct bpf_insn. */
typedef struct
{
  uint16_t code;
  uint8_t jt;
  uint8_t jf;
  uint32_t k;
} WeirWireInstruction;

/* Whether the kernel would let an interface have this name. */
bool weir_wire_name_is_valid (const char *name);

bool weir_wire_hello_read (const WeirFrame *frame, WeirWireHello *hello);
bool weir_wire_opened_read (const WeirFrame *frame, WeirWireOpened *opened);
bool weir_wire_stats_read (const WeirFrame *frame, WeirWireStats *stats);
bool weir_wire_end_read (const WeirFrame *frame, WeirFrameType *list);
bool weir_wire_problem_read (const WeirFrame *frame, WeirWireProblem *problem);
bool weir_wire_open_read (const WeirFrame *frame, WeirWireOpen *open);

/* @instructions: room for WEIR_WIRE_FILTER_MAX_LENGTH */
bool weir_wire_filter_read (const WeirFrame *frame,
                            WeirWireInstruction *instructions,
                            size_t *count);

/* The same of WATCH. */
bool weir_wire_watch_read (const WeirFrame *frame,
                           WeirWireInstruction *instructions,
                           size_t *count);

bool weir_wire_hello_write (WeirFrameWriter *writer, const WeirWireHello *hello);
bool weir_wire_opened_write (WeirFrameWriter *writer, const WeirWireOpened *opened);
bool weir_wire_stats_write (WeirFrameWriter *writer, const WeirWireStats *stats);
bool weir_wire_end_write (WeirFrameWriter *writer, WeirFrameType list);

/* Text that is too long is cut. */
bool weir_wire_problem_write (WeirFrameWriter *writer, const WeirWireProblem *problem);
bool weir_wire_open_write (WeirFrameWriter *writer, const WeirWireOpen *open);
bool weir_wire_filter_write (WeirFrameWriter *writer,
                             const WeirWireInstruction *instructions,
                             size_t count);
bool weir_wire_watch_write (WeirFrameWriter *writer,
                            const WeirWireInstruction *instructions,
                            size_t count);

/* A frame without payload: CLOSE, LIST_SOCKETS, LIST_INTERFACES. */
bool weir_wire_request_write (WeirFrameWriter *writer, WeirFrameType type);

/* Adds a record to a frame that was begun with its type (packets: PACKETS, OPENINGS; sockets:
 * SOCKETS, OWNERS; processes: PROCESSES; tuples: LOOK_UP); false: begin another frame. */
bool weir_wire_packet_add (WeirFrameWriter *writer, const WeirWirePacket *packet);
bool weir_wire_socket_add (WeirFrameWriter *writer, const WeirWireSocket *socket);
bool weir_wire_process_add (WeirFrameWriter *writer, const WeirWireProcess *process);
bool weir_wire_tuple_add (WeirFrameWriter *writer, const WeirWireTuple *tuple);
bool weir_wire_link_add (WeirFrameWriter *writer, const WeirWireLink *link);

typedef enum
{
  WEIR_WIRE_RECORD_NEXT,
  WEIR_WIRE_RECORD_END,
  WEIR_WIRE_RECORD_BAD,
} WeirWireRecordResult;

/* Walks over a frame's records. Copy the frame and start at its first octet:
 * weir_wire_packet_next() and its kin move payload on. */
WeirWireRecordResult weir_wire_packet_next (WeirFrame *rest, WeirWirePacket *packet);
WeirWireRecordResult weir_wire_socket_next (WeirFrame *rest, WeirWireSocket *socket);
WeirWireRecordResult weir_wire_process_next (WeirFrame *rest, WeirWireProcess *process);
WeirWireRecordResult weir_wire_tuple_next (WeirFrame *rest, WeirWireTuple *tuple);
WeirWireRecordResult weir_wire_link_next (WeirFrame *rest, WeirWireLink *link);
