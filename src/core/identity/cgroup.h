/* What the control group of a process says it belongs to: an application, a service, a container.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of groups follow conventions: systemd's DESKTOP_ENVIRONMENTS.md for applications, those of
 * the container engines for containers.  Pure; the text may be anything.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WEIR_CGROUP_NAME_MAX 128

/* 64 hexadecimal digits, or a pod's id, and a NUL. */
#define WEIR_CGROUP_ID_SIZE 65

typedef enum
{
  WEIR_CGROUP_OTHER,
  WEIR_CGROUP_APPLICATION, /* of the desktop: name is its id, without ".desktop" */
  WEIR_CGROUP_FLATPAK,     /* name is its id */
  WEIR_CGROUP_SNAP,        /* name is the snap's; program is its program or service */
  WEIR_CGROUP_CONTAINER,   /* name is its name, or the first twelve digits of its id */
  WEIR_CGROUP_SERVICE,     /* a systemd service; name is it without ".service" */
} WeirCgroupKind;

typedef struct
{
  WeirCgroupKind kind;
  char name[WEIR_CGROUP_NAME_MAX];
  char unit[WEIR_CGROUP_NAME_MAX];    /* systemd unit or scope; empty if there is none */
  char program[WEIR_CGROUP_NAME_MAX]; /* of SNAP; of SERVICE: the name on the bus it runs for */
  const char *engine;                 /* (nullable): of CONTAINER: "docker", "podman", … */
  char id[WEIR_CGROUP_ID_SIZE]; /* of CONTAINER: all digits of its id; empty: it has but a name */
  char pod_id[WEIR_CGROUP_ID_SIZE]; /* of CONTAINER: of its Kubernetes pod; empty: of none */
} WeirCgroup;

/* @text: all of /proc/PID/cgroup (cgroups(7)), of any version */
void weir_cgroup_parse (const char *text, WeirCgroup *cgroup);

G_END_DECLS
