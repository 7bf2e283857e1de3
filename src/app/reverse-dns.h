/* The user's consent to names by reverse DNS.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

gboolean weir_reverse_dns_is_on (GSettings *settings);

/* On becomes off, off on.  As long as the question has never been answered it is asked, above
 * @parent, and only a yes turns it on. */
void weir_reverse_dns_toggle (GtkWindow *parent, GSettings *settings);

G_END_DECLS
