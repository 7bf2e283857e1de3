/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/error.h"

G_DEFINE_QUARK (weir - error - quark, weir_error)

gboolean
weir_error_is_retryable (const GError *error)
{
  return g_error_matches (error, WEIR_ERROR, WEIR_ERROR_FAILED)
         || g_error_matches (error, WEIR_ERROR, WEIR_ERROR_INTERFACE_DOWN)
         || g_error_matches (error, WEIR_ERROR, WEIR_ERROR_HELPER_LOST);
}
