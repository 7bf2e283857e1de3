/* What the kernel tells of sockets to anybody who asks: NETLINK_SOCK_DIAG (sock_diag(7)).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thread a descriptor; a dump and a question need one each.
 */
#pragma once

#include <linux/inet_diag.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/message.h"

/* The kernel fills messages of up to 32 KiB if it is given room for them. */
#define WEIR_DIAG_REPLY_BYTES (32 * 1024)

typedef struct
{
  uint8_t family;      /* AF_INET, AF_INET6 */
  uint8_t protocol;    /* IPPROTO_TCP, IPPROTO_UDP */
  uint8_t extensions;  /* 1 << (INET_DIAG_… - 1) */
  uint16_t local_port; /* 0: all */
  uint32_t states;     /* 1 << number */
} WeirDiagDump;

/* @size: of the message with its attributes */
typedef void (*WeirDiagFunc) (const struct inet_diag_msg *message, size_t size, void *user_data);

/* Returns: a descriptor that waits no longer than 2 s for an answer; -1 with errno */
int weir_diag_open (void);

/* Returns: 0, or an errno */
int weir_diag_request (int fd, const WeirDiagDump *dump);

typedef enum
{
  WEIR_DIAG_MORE,
  WEIR_DIAG_DONE,
  WEIR_DIAG_FAILED, /* @error is set; a kernel without the family: ENOENT */
} WeirDiagResult;

/* Reads a part of the dump that was requested: calls @func for some of its sockets.
 * @reply: of WEIR_DIAG_REPLY_BYTES, aligned for 32 bits; @error: (out) an errno */
WeirDiagResult weir_diag_read (int fd, void *reply, WeirDiagFunc func, void *user_data, int *error);

/* The same of what was received; it may be anything.  @size: at most WEIR_DIAG_REPLY_BYTES */
WeirDiagResult weir_diag_scan (const void *reply,
                               size_t size,
                               WeirDiagFunc func,
                               void *user_data,
                               int *error);

/* Both in one; 0, or an errno. */
int weir_diag_dump (int fd, const WeirDiagDump *dump, WeirDiagFunc func, void *user_data);

/* Fills in what a message says: the tuple, state, inode, control group, uid. */
void weir_diag_parse (const struct inet_diag_msg *message,
                      size_t size,
                      uint8_t protocol,
                      WeirWireSocket *socket);

/* The socket that packets from @tuple's remote side would be given to: the connection itself, else
 * a listener or a UDP socket that takes from anybody.  false: there is none */
bool weir_diag_find (int fd, const WeirWireTuple *tuple, WeirWireSocket *socket);
