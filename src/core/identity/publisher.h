/* Where a program came from: the package, Flatpak, Snap or container image that brought it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_PUBLISHER_UNKNOWN, /* nobody has answered (yet), or nobody could */
  WEIR_PUBLISHER_DPKG,
  WEIR_PUBLISHER_RPM,
  WEIR_PUBLISHER_PACMAN,
  WEIR_PUBLISHER_APK,
  WEIR_PUBLISHER_FLATPAK,
  WEIR_PUBLISHER_SNAP,
  WEIR_PUBLISHER_CONTAINER, /* name is its image, or the container where that is not known */
  WEIR_PUBLISHER_NONE,      /* no package: every package manager here was asked and denied it */
} WeirPublisherKind;

typedef struct
{
  WeirPublisherKind kind;
  char *name;   /* (nullable): of the package, without version and architecture; id, image */
  char *sha256; /* (nullable): of NONE: the executable's, 64 digits; absent where it is too large */
} WeirPublisher;

/* "dpkg", "rpm", "flatpak", …, "none", as in reports; NULL for UNKNOWN */
const char *weir_publisher_kind_get_id (WeirPublisherKind kind);

/* For people, as a cell shows it: "curl", "not from a package".
 * Returns: (nullable) (transfer none): NULL for UNKNOWN */
const char *weir_publisher_get_label (const WeirPublisher *publisher);

void weir_publisher_copy (WeirPublisher *to, const WeirPublisher *from);
void weir_publisher_clear (WeirPublisher *publisher);

G_END_DECLS
