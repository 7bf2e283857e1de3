/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/cgroup.h"

#include <string.h>

/* An id that is shorter is no container's. */
#define MIN_ID_DIGITS 12
#define SHOWN_ID_DIGITS 12

/* No group is this deep. */
#define MAX_DEPTH 64

static gboolean
is_hex_id (const char *text, gsize length)
{
  if (length < MIN_ID_DIGITS)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return FALSE;
    }

  return TRUE;
}

/* systemd writes what would be a separator as "\x2d". */
static void
copy_unescaped (char to[WEIR_CGROUP_NAME_MAX], const char *from, gsize length)
{
  gsize used = 0;

  for (gsize i = 0; i < length && used < WEIR_CGROUP_NAME_MAX - 1; i++)
    {
      if (i + 3 < length && from[i] == '\\' && from[i + 1] == 'x' && g_ascii_isxdigit (from[i + 2])
          && g_ascii_isxdigit (from[i + 3]))
        {
          to[used++] =
              (char) (g_ascii_xdigit_value (from[i + 2]) << 4 | g_ascii_xdigit_value (from[i + 3]));
          i += 3;
        }
      else
        {
          to[used++] = from[i];
        }
    }

  to[used] = '\0';
}

static void
set_container (WeirCgroup *cgroup, const char *engine, const char *name, gsize length)
{
  cgroup->kind = WEIR_CGROUP_CONTAINER;
  cgroup->engine = engine;
  cgroup->program[0] = '\0';
  if (is_hex_id (name, length))
    {
      if (length < sizeof cgroup->id)
        memcpy (cgroup->id, name, length);
      length = SHOWN_ID_DIGITS;
    }
  copy_unescaped (cgroup->name, name, length);
}

/* "docker-ID.scope" and its kin. */
static gboolean
match_container_scope (const char *component, WeirCgroup *cgroup)
{
  static const struct
  {
    const char *prefix;
    const char *engine;
  } scopes[] = {
    { "docker-", "docker" },      { "libpod-", "podman" },
    { "crio-", "cri-o" },         { "cri-containerd-", "containerd" },
    { "nerdctl-", "containerd" },
  };
  const char *end = g_str_has_suffix (component, ".scope") ? strrchr (component, '.') : NULL;

  for (gsize i = 0; end != NULL && i < G_N_ELEMENTS (scopes); i++)
    {
      const char *id = component + strlen (scopes[i].prefix);

      if (g_str_has_prefix (component, scopes[i].prefix) && is_hex_id (id, (gsize) (end - id)))
        {
          set_container (cgroup, scopes[i].engine, id, (gsize) (end - id));
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
match_container (const char *component, const char *parent, WeirCgroup *cgroup)
{
  static const char lxc_payload[] = "lxc.payload.";
  static const char nspawn[] = "systemd-nspawn@";
  static const char machine[] = "machine-";
  const char *id = strrchr (component, ':');
  gsize length = strlen (component);

  if (match_container_scope (component, cgroup))
    return TRUE;

  /* "kubepods-…-podUID.slice:cri-containerd:ID" */
  if (id != NULL && strstr (component, ":cri-containerd:") != NULL
      && is_hex_id (id + 1, strlen (id + 1)))
    {
      set_container (cgroup, "containerd", id + 1, strlen (id + 1));
      return TRUE;
    }

  if (is_hex_id (component, length) && parent != NULL
      && (strcmp (parent, "docker") == 0 || g_str_has_prefix (parent, "pod")
          || g_str_has_prefix (parent, "kubepods")))
    {
      set_container (cgroup, strcmp (parent, "docker") == 0 ? "docker" : "kubernetes", component,
                     length);
      return TRUE;
    }

  if (g_str_has_prefix (component, lxc_payload))
    {
      set_container (cgroup, "lxc", component + strlen (lxc_payload),
                     length - strlen (lxc_payload));
      return TRUE;
    }
  if (parent != NULL && strcmp (parent, "lxc") == 0)
    {
      set_container (cgroup, "lxc", component, length);
      return TRUE;
    }

  if (g_str_has_prefix (component, nspawn) && g_str_has_suffix (component, ".service"))
    {
      set_container (cgroup, "systemd-nspawn", component + strlen (nspawn),
                     length - strlen (nspawn) - strlen (".service"));
      return TRUE;
    }
  if (g_str_has_prefix (component, machine) && g_str_has_suffix (component, ".scope"))
    {
      set_container (cgroup, "machine", component + strlen (machine),
                     length - strlen (machine) - strlen (".scope"));
      return TRUE;
    }

  return FALSE;
}

/* "pod1a2b…", "kubepods-besteffort-pod1a2b_….slice": systemd's names have "_" for "-". */
static void
match_pod (const char *component, WeirCgroup *cgroup)
{
  const char *id = strstr (component, "pod");
  gsize length;

  if (g_str_has_prefix (component, "kubepods"))
    id = strstr (component, "-pod") != NULL ? strstr (component, "-pod") + 1 : NULL;
  else if (id != component)
    return;
  if (id == NULL)
    return;

  id += strlen ("pod");
  length = strspn (id, "0123456789abcdefABCDEF-_");
  if (length == 0 || length >= sizeof cgroup->pod_id
      || (id[length] != '\0' && id[length] != '.' && id[length] != ':'))
    return;

  memcpy (cgroup->pod_id, id, length);
  cgroup->pod_id[length] = '\0';
  g_strdelimit (cgroup->pod_id, "_", '-');
}

/* "snap.NAME.PROGRAM-….scope", "snap.NAME.SERVICE.service" */
static gboolean
match_snap (const char *component, WeirCgroup *cgroup)
{
  static const char prefix[] = "snap.";
  const char *name = component + strlen (prefix);
  const char *end;
  const char *program_end;

  if (!g_str_has_prefix (component, prefix))
    return FALSE;

  end = strchr (name, '.');
  if (end == NULL || end == name)
    return FALSE;

  cgroup->kind = WEIR_CGROUP_SNAP;
  copy_unescaped (cgroup->name, name, (gsize) (end - name));

  /* After the program of a scope comes a UUID, four of whose characters are hyphens, too. */
  program_end = strrchr (component, '.');
  if (g_str_has_suffix (component, ".scope"))
    {
      for (guint i = 0; i < 5 && program_end != NULL; i++)
        program_end = g_strrstr_len (end, program_end - end, "-");
    }
  if (program_end != NULL && program_end > end + 1)
    copy_unescaped (cgroup->program, end + 1, (gsize) (program_end - end - 1));
  return TRUE;
}

/* "app[-LAUNCHER]-ID-RANDOM.scope", "app[-LAUNCHER]-ID[@RANDOM].service"; a hyphen within one of
 * them is escaped. */
static gboolean
match_application (const char *component, WeirCgroup *cgroup)
{
  gboolean is_scope = g_str_has_suffix (component, ".scope");
  g_auto (GStrv) parts = NULL;
  g_autofree char *middle = NULL;
  char *at;
  guint n_parts;

  if (!g_str_has_prefix (component, "app-")
      || (!is_scope && !g_str_has_suffix (component, ".service")))
    return FALSE;

  middle = g_strndup (component + strlen ("app-"),
                      (gsize) (strrchr (component, '.') - component) - strlen ("app-"));
  at = is_scope ? NULL : strchr (middle, '@');
  if (at != NULL)
    *at = '\0';

  parts = g_strsplit (middle, "-", -1);
  n_parts = g_strv_length (parts);
  if (is_scope && n_parts > 1)
    n_parts--;
  if (n_parts == 0 || *parts[n_parts - 1] == '\0')
    return FALSE;

  cgroup->kind = n_parts > 1 && strcmp (parts[0], "flatpak") == 0 ? WEIR_CGROUP_FLATPAK
                                                                  : WEIR_CGROUP_APPLICATION;
  copy_unescaped (cgroup->name, parts[n_parts - 1], strlen (parts[n_parts - 1]));
  return TRUE;
}

static gboolean
is_unit (const char *component)
{
  return g_str_has_suffix (component, ".service") || g_str_has_suffix (component, ".scope");
}

/* "dbus-:1.7-NAME@0.service", of what the bus started. */
static void
match_bus_name (const char *component, WeirCgroup *cgroup)
{
  const char *name = g_str_has_prefix (component, "dbus-:") ? strchr (component + 6, '-') : NULL;
  const char *end = name != NULL ? strrchr (name, '@') : NULL;

  if (end != NULL)
    copy_unescaped (cgroup->program, name + 1, (gsize) (end - name - 1));
}

/* A user's own systemd is what runs the services, not one of them. */
static gboolean
match_service (const char *component, WeirCgroup *cgroup)
{
  if (!g_str_has_suffix (component, ".service") || g_str_has_prefix (component, "user@"))
    return FALSE;

  cgroup->kind = WEIR_CGROUP_SERVICE;
  copy_unescaped (cgroup->name, component, strlen (component) - strlen (".service"));
  match_bus_name (component, cgroup);
  return TRUE;
}

/* The path of the group: of version 2, or of systemd's own hierarchy, or the longest there is. */
static char *
dup_path (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 64);
  const char *best = NULL;
  int best_rank = -1;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *controllers = strchr (lines[i], ':');
      const char *path = controllers != NULL ? strchr (controllers + 1, ':') : NULL;
      int rank;

      if (path == NULL || path[1] != '/' || path[2] == '\0')
        continue;

      rank = path == controllers + 1 ? 2 : g_str_has_prefix (controllers, ":name=systemd:") ? 1 : 0;
      if (rank > best_rank || (rank == 0 && best_rank == 0 && strlen (path + 1) > strlen (best)))
        {
          best = path + 1;
          best_rank = rank;
        }
    }

  return g_strdup (best);
}

void
weir_cgroup_parse (const char *text, WeirCgroup *cgroup)
{
  g_autofree char *path = dup_path (text);
  g_auto (GStrv) components = NULL;

  memset (cgroup, 0, sizeof *cgroup);
  if (path == NULL)
    return;

  components = g_strsplit (path, "/", MAX_DEPTH);

  /* From the innermost group outwards; a container is a container however its own systemd arranges
   * what is in it. */
  for (guint i = g_strv_length (components); i > 0; i--)
    {
      const char *component = components[i - 1];

      if (cgroup->kind == WEIR_CGROUP_CONTAINER)
        {
          match_pod (component, cgroup);
          continue;
        }

      if (cgroup->unit[0] == '\0' && is_unit (component) && !g_str_has_prefix (component, "user@"))
        g_strlcpy (cgroup->unit, component, sizeof cgroup->unit);

      if (match_container (component, i > 1 ? components[i - 2] : NULL, cgroup))
        match_pod (component, cgroup);
      else if (cgroup->kind == WEIR_CGROUP_OTHER && !match_snap (component, cgroup)
               && !match_application (component, cgroup))
        match_service (component, cgroup);
    }
}
