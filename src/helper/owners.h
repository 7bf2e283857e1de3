/* Which process holds which socket: one walk through /proc, a process at a time.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/message.h"

typedef struct
{
  uint32_t pid;
  uint64_t start_time;
  char command[WEIR_WIRE_NAME_SIZE];
} WeirOwner;

typedef struct
{
  uint64_t inode; /* 0: free */
  uint32_t owner; /* index into owners */
} WeirOwnedSocket;

typedef struct
{
  DIR *proc; /* NULL: not walking */
  WeirOwner *owners;
  size_t n_owners;
  size_t owners_size;
  WeirOwnedSocket *sockets; /* open addressing */
  size_t n_sockets;
  size_t sockets_size;
} WeirOwners;

/* Forgets everything and begins a walk; false if /proc cannot be read. */
bool weir_owners_begin (WeirOwners *self);

/* Looks into one more process; false when all have been seen. */
bool weir_owners_step (WeirOwners *self);

/* A socket can have several owners after fork(): the one that started first is returned, or NULL.
 */
const WeirOwner *weir_owners_find (const WeirOwners *self, uint64_t inode);

void weir_owners_clear (WeirOwners *self);
