/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/error.h"

/* clang-format off: it takes the hyphens for arithmetic */
G_DEFINE_QUARK (weir - error - quark, weir_error)
/* clang-format on */

gboolean
weir_error_is_retryable (const GError *error)
{
  return g_error_matches (error, WEIR_ERROR, WEIR_ERROR_FAILED)
         || g_error_matches (error, WEIR_ERROR, WEIR_ERROR_INTERFACE_DOWN)
         || g_error_matches (error, WEIR_ERROR, WEIR_ERROR_HELPER_LOST);
}

gboolean
weir_error_is_refusal (const GError *error)
{
  static const WeirErrorCode codes[] = {
    WEIR_ERROR_PERMISSION,    WEIR_ERROR_DISMISSED,      WEIR_ERROR_DENIED,
    WEIR_ERROR_NO_AGENT,      WEIR_ERROR_HELPER_MISSING, WEIR_ERROR_HELPER_VERSION,
    WEIR_ERROR_HELPER_BROKEN, WEIR_ERROR_ASKS_AGAIN,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (g_error_matches (error, WEIR_ERROR, (int) codes[i]))
        return TRUE;
    }

  return FALSE;
}
