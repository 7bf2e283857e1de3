/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/identity/publisher.h"

#include <glib/gi18n.h>

const char *
weir_publisher_kind_get_id (WeirPublisherKind kind)
{
  static const char *const ids[] = {
    [WEIR_PUBLISHER_UNKNOWN] = NULL, [WEIR_PUBLISHER_DPKG] = "dpkg",
    [WEIR_PUBLISHER_RPM] = "rpm",    [WEIR_PUBLISHER_PACMAN] = "pacman",
    [WEIR_PUBLISHER_APK] = "apk",    [WEIR_PUBLISHER_FLATPAK] = "flatpak",
    [WEIR_PUBLISHER_SNAP] = "snap",  [WEIR_PUBLISHER_CONTAINER] = "container",
    [WEIR_PUBLISHER_NONE] = "none",
  };

  return ids[kind];
}

const char *
weir_publisher_get_label (const WeirPublisher *publisher)
{
  if (publisher->kind == WEIR_PUBLISHER_NONE)
    return _ ("not from a package");

  return publisher->kind != WEIR_PUBLISHER_UNKNOWN ? publisher->name : NULL;
}

void
weir_publisher_copy (WeirPublisher *to, const WeirPublisher *from)
{
  g_autofree char *name = g_strdup (from->name);
  g_autofree char *sha256 = g_strdup (from->sha256);

  weir_publisher_clear (to);
  to->kind = from->kind;
  to->name = g_steal_pointer (&name);
  to->sha256 = g_steal_pointer (&sha256);
}

void
weir_publisher_clear (WeirPublisher *publisher)
{
  publisher->kind = WEIR_PUBLISHER_UNKNOWN;
  g_clear_pointer (&publisher->name, g_free);
  g_clear_pointer (&publisher->sha256, g_free);
}
