/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* Harmless with any arguments, to a process that holds what this one does.  Names rather than
 * numbers: what an architecture or a libc does not have is passed over. */
static const char *const calls[] = {
  /* the conversation, files that are open, the end */
  "read",
  "readv",
  "pread64",
  "lseek",
  "_llseek",
  "close",
  "poll",
  "ppoll",
  "ppoll_time64",
  "exit",
  "exit_group",
  "restart_syscall",
  "fcntl",
  "fcntl64",

  /* /proc and /sys; open() itself is below */
  "fstat",
  "fstat64",
  "stat",
  "stat64",
  "lstat",
  "lstat64",
  "newfstatat",
  "fstatat64",
  "statx",
  "access",
  "faccessat",
  "faccessat2",
  "getdents",
  "getdents64",
  "readlink",
  "readlinkat",

  /* packet and netlink sockets; socket() itself is below */
  "bind",
  "getsockname",
  "getsockopt",
  "setsockopt",
  "recv",
  "recvfrom",
  "recvmsg",
  "send",
  "sendto",
  "sendmsg",
  "eventfd2",

  /* memory, time, the signal that tells of the parent's death, and who we are */
  "brk",
  "munmap",
  "mremap",
  "madvise",
  "futex",
  "getrandom",
  "clock_gettime",
  "clock_gettime64",
  "gettimeofday",
  "time",
  "rt_sigreturn",
  "sigreturn",
  "rt_sigprocmask",
  "getppid",
  "getpid",
  "gettid",
  "getuid",
  "geteuid",
  "uname",

  /* of qsort(), which asks how much memory there is */
  "sysinfo",
};

typedef struct
{
  const char *call;
  uint32_t action;
  struct scmp_arg_cmp condition;
} Rule;

/* ioctl() numbers of sockets: 0x89.. (if.h, ethtool), 0x8b.. (wireless) */
#define IOCTL_KIND 0xff00

static const Rule rules[] = {
  { "write", SCMP_ACT_ALLOW, SCMP_CMP32 (0, SCMP_CMP_LE, STDERR_FILENO) },
  { "writev", SCMP_ACT_ALLOW, SCMP_CMP32 (0, SCMP_CMP_LE, STDERR_FILENO) },

  { "open", SCMP_ACT_ALLOW, SCMP_CMP32 (1, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDONLY) },
  { "openat", SCMP_ACT_ALLOW, SCMP_CMP32 (2, SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDONLY) },

  /* AF_UNIX and AF_INET only carry ioctls: connect() is not on the list. */
  { "socket", SCMP_ACT_ALLOW, SCMP_CMP32 (0, SCMP_CMP_EQ, AF_UNIX) },
  { "socket", SCMP_ACT_ALLOW, SCMP_CMP32 (0, SCMP_CMP_EQ, AF_INET) },
  { "socket", SCMP_ACT_ALLOW, SCMP_CMP32 (0, SCMP_CMP_EQ, AF_NETLINK) },
  { "socket", SCMP_ACT_ALLOW, SCMP_CMP32 (0, SCMP_CMP_EQ, AF_PACKET) },
  { "ioctl", SCMP_ACT_ALLOW, SCMP_CMP32 (1, SCMP_CMP_MASKED_EQ, IOCTL_KIND, 0x8900) },
  { "ioctl", SCMP_ACT_ALLOW, SCMP_CMP32 (1, SCMP_CMP_MASKED_EQ, IOCTL_KIND, 0x8b00) },

  /* New code is refused, not killed for: a library that looks for plug-ins goes on without. */
  { "mmap", SCMP_ACT_ALLOW, SCMP_CMP32 (2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) },
  { "mmap", SCMP_ACT_ERRNO (EPERM), SCMP_CMP32 (2, SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC) },
  { "mmap2", SCMP_ACT_ALLOW, SCMP_CMP32 (2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) },
  { "mmap2", SCMP_ACT_ERRNO (EPERM), SCMP_CMP32 (2, SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC) },
  { "mprotect", SCMP_ACT_ALLOW, SCMP_CMP32 (2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0) },
  { "mprotect", SCMP_ACT_ERRNO (EPERM), SCMP_CMP32 (2, SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC) },
};

static bool
add_rule (scmp_filter_ctx filter,
          const char *call,
          uint32_t action,
          const struct scmp_arg_cmp *condition)
{
  int number = seccomp_syscall_resolve_name (call);

  return number == __NR_SCMP_ERROR
         || seccomp_rule_add_array (filter, action, number, condition ? 1 : 0, condition) == 0;
}

bool
weir_sandbox_enter (void)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_KILL_PROCESS);
  bool is_good = filter != NULL;

  for (size_t i = 0; is_good && i < sizeof calls / sizeof calls[0]; i++)
    is_good = add_rule (filter, calls[i], SCMP_ACT_ALLOW, NULL);
  for (size_t i = 0; is_good && i < sizeof rules / sizeof rules[0]; i++)
    is_good = add_rule (filter, rules[i].call, rules[i].action, &rules[i].condition);

  is_good = is_good
            && seccomp_attr_set (filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0
            && seccomp_load (filter) == 0;
  if (filter)
    seccomp_release (filter);
  return is_good;
}
