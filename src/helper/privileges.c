/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "helper/privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BIT(capability) (UINT64_C (1) << (capability))
#define KEPT (BIT (CAP_NET_RAW) | BIT (CAP_SYS_PTRACE) | BIT (CAP_DAC_READ_SEARCH))

/* PKEXEC_UID names no group, and to look one up would run the name service with privileges. */
#define NOBODY 65534

static pid_t parent;

/* The kernel sends this when the *thread* that started the helper ends, too: then the process is
 * still there, and so is the helper. */
static void
parent_died_cb (int signal_number)
{
  if (getppid () != parent)
    _exit (0);
}

static bool
die_with_parent (void)
{
  struct sigaction action = { .sa_handler = parent_died_cb, .sa_flags = SA_RESTART };

  return sigaction (SIGUSR1, &action, NULL) == 0 && prctl (PR_SET_PDEATHSIG, SIGUSR1) == 0;
}

/* The system calls themselves: libcap would be one more library with privileges. */
static bool
get_capabilities (uint64_t *permitted, uint64_t *effective, uint64_t *inheritable)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct data[2];

  if (syscall (SYS_capget, &header, data) != 0)
    return false;

  *permitted = data[0].permitted | (uint64_t) data[1].permitted << 32;
  *effective = data[0].effective | (uint64_t) data[1].effective << 32;
  *inheritable = data[0].inheritable | (uint64_t) data[1].inheritable << 32;
  return true;
}

static bool
set_capabilities (uint64_t kept)
{
  struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
  struct __user_cap_data_struct data[2] = {
    { .permitted = kept, .effective = kept },
    { .permitted = kept >> 32, .effective = kept >> 32 },
  };

  return syscall (SYS_capset, &header, data) == 0;
}

/* What a program started from here could have again. */
static void
empty_bounding_set (void)
{
  for (int capability = 0; prctl (PR_CAPBSET_READ, capability) >= 0; capability++)
    prctl (PR_CAPBSET_DROP, capability);
  prctl (PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

/* Strictly: "0", "1000"; nothing around it. */
static bool
parse_uid (const char *text, uid_t *uid)
{
  unsigned long long value = 0;
  size_t length = strlen (text);

  if (length == 0 || length > 10 || (text[0] == '0' && length > 1))
    return false;
  for (size_t i = 0; i < length; i++)
    {
      if (text[i] < '0' || text[i] > '9')
        return false;
      value = value * 10 + (text[i] - '0');
    }

  *uid = value;
  return value < UINT32_MAX; /* -1 means "leave as it is" to setresuid() */
}

static bool
become_user (bool is_root_allowed, char text[static WEIR_WIRE_PROBLEM_MAX_TEXT])
{
  const char *name = getenv ("PKEXEC_UID");
  uid_t uid = 0;

  /* Installed set-user-ID: the environment is then the caller's, and nobody was authorised. */
  if (getuid () != 0)
    {
      snprintf (text, WEIR_WIRE_PROBLEM_MAX_TEXT, "the helper must not be set-user-ID");
      return false;
    }
  if (name && !parse_uid (name, &uid))
    {
      snprintf (text, WEIR_WIRE_PROBLEM_MAX_TEXT, "PKEXEC_UID is not a user");
      return false;
    }
  if (uid == 0 && !is_root_allowed)
    {
      snprintf (text, WEIR_WIRE_PROBLEM_MAX_TEXT,
                "started as root, but not by pkexec for an ordinary user (see --allow-root)");
      return false;
    }

  empty_bounding_set ();
  if (uid == 0)
    return true;

  if (prctl (PR_SET_KEEPCAPS, 1) != 0 || setgroups (0, NULL) != 0
      || setresgid (NOBODY, NOBODY, NOBODY) != 0 || setresuid (uid, uid, uid) != 0
      || prctl (PR_SET_KEEPCAPS, 0) != 0)
    {
      snprintf (text, WEIR_WIRE_PROBLEM_MAX_TEXT, "cannot become user %u: %s", (unsigned) uid,
                strerror (errno));
      return false;
    }
  if (setresuid (0, 0, 0) == 0 || getuid () != uid || geteuid () != uid)
    {
      snprintf (text, WEIR_WIRE_PROBLEM_MAX_TEXT, "root did not go away");
      return false;
    }
  return true;
}

bool
weir_privileges_drop (WeirPrivileges privileges,
                      bool *sees_owners,
                      char text[static WEIR_WIRE_PROBLEM_MAX_TEXT])
{
  const struct rlimit no_core = { 0, 0 };
  uint64_t permitted, effective, inheritable;
  uint64_t kept;

  parent = getppid ();
  umask (077);
  if (geteuid () == 0 && !become_user (privileges == WEIR_PRIVILEGES_STAY_ROOT, text))
    return false;

  if (!get_capabilities (&permitted, &effective, &inheritable))
    permitted = 0;
  kept = privileges == WEIR_PRIVILEGES_NONE ? 0 : permitted & KEPT;
  *sees_owners = kept == KEPT;
  if (!(kept & BIT (CAP_NET_RAW)) && privileges != WEIR_PRIVILEGES_NONE)
    {
      snprintf (text, WEIR_WIRE_PROBLEM_MAX_TEXT,
                "the helper was started without the right to capture");
      return false;
    }

  /* PDEATHSIG comes after the change of uid, which clears it; the parent may have died before. */
  if (!set_capabilities (kept) || setrlimit (RLIMIT_CORE, &no_core) != 0
      || prctl (PR_SET_DUMPABLE, 0) != 0 || prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
      || !die_with_parent () || getppid () != parent)
    {
      snprintf (text, WEIR_WIRE_PROBLEM_MAX_TEXT, "cannot give up privileges: %s",
                strerror (errno));
      return false;
    }
  if (!get_capabilities (&permitted, &effective, &inheritable) || permitted != kept
      || effective != kept || inheritable != 0)
    {
      snprintf (text, WEIR_WIRE_PROBLEM_MAX_TEXT, "capabilities did not go away");
      return false;
    }
  return true;
}
