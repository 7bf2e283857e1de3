/* What can go wrong in the core, as codes that a caller can switch on.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every message is a sentence fit for a person: it says what could not be done and, where it
 * helps, what to do about it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  WEIR_ERROR_FAILED,         /* anything else; a retry may mend it */
  WEIR_ERROR_PERMISSION,     /* this process may not capture */
  WEIR_ERROR_NO_INTERFACE,   /* there is no such interface */
  WEIR_ERROR_INTERFACE_DOWN, /* it exists but is not up; it may come back */
  WEIR_ERROR_FILTER,         /* the capture filter does not compile */
  WEIR_ERROR_LINK_TYPE,      /* the link type is not supported */
  WEIR_ERROR_FILE_OPEN,      /* the file cannot be opened or read */
  WEIR_ERROR_FILE_FORMAT,    /* the file is not a capture file, or it is damaged */
  WEIR_ERROR_FILE_TRUNCATED, /* the file ends in the middle of a record */
  WEIR_ERROR_FILE_WRITE,     /* the file cannot be made or written */
  WEIR_ERROR_INVALID,        /* a value given by the user makes no sense */

  /* Of the helper.  Nothing is to be tried again without the user: it might ask for a password. */
  WEIR_ERROR_DISMISSED,      /* the user closed the question; no error to make a fuss about */
  WEIR_ERROR_DENIED,         /* wrong password, or not permitted */
  WEIR_ERROR_NO_AGENT,       /* nothing can ask for the password */
  WEIR_ERROR_HELPER_MISSING, /* not installed, or cannot be started */
  WEIR_ERROR_HELPER_VERSION, /* of another version */
  WEIR_ERROR_HELPER_BROKEN,  /* says things that make no sense, or nothing */
  WEIR_ERROR_ASKS_AGAIN,     /* has ended, and somebody would be asked before it starts again */
  WEIR_ERROR_HELPER_LOST,    /* has ended, or hangs, after it was ready: this may be retried */
} WeirErrorCode;

#define WEIR_ERROR (weir_error_quark ())
GQuark weir_error_quark (void);

/* Whether trying again later, with nothing changed by the user, can help. */
gboolean weir_error_is_retryable (const GError *error);

/* Whether capturing needs permission, or a helper, that is not to be had without the user. */
gboolean weir_error_is_refusal (const GError *error);

G_END_DECLS
