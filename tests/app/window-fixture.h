/* The real window, as the tests of it have it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/main-window-private.h"
#include "patience.h"

typedef struct
{
  GSettings *settings;
  WeirMainWindow *window;
  WeirSession *session;
  GListModel *list;
} Fixture;

/* The application that the windows belong to; before the tests run, and instead of g_test_run(). */
void fixture_register (void);
int fixture_run (void);

/* A window that shows nothing yet, with the settings as they come. */
void fixture_set_up (Fixture *fixture, gconstpointer user_data);
void fixture_tear_down (Fixture *fixture, gconstpointer user_data);

/* Until the whole file is in the list. */
void fixture_show_file (Fixture *fixture, const char *path);
gboolean fixture_has_ended (Fixture *fixture);

guint fixture_count (Fixture *fixture);
const WeirFlow *fixture_flow_at (Fixture *fixture, guint position);
gboolean fixture_is_sorted_by (Fixture *fixture, const char *id, gboolean is_descending);
char *fixture_dup_clipboard (Fixture *fixture);

/* An action of the window.
 * @target: (nullable) */
void fixture_activate (Fixture *fixture, const char *action, const char *target);

/* Returns: (nullable): the first below @widget that is of this type, in the order of the tree */
gpointer fixture_find (GtkWidget *widget, GType type);

/* Whether a label below @widget that is to be seen says @text, among other things. */
gboolean fixture_shows_text (GtkWidget *widget, const char *text);

/* Whether there is somebody to click and to press keys; if not, says that the test is skipped. */
gboolean fixture_has_user (void);

/* In the middle of its height, at that part of its width: two clicks in one place would be a double
 * click. */
void fixture_click (GtkWidget *widget, double x_part);

/* The same with another button, as X numbers it. */
void fixture_press_button (GtkWidget *widget, double x_part, guint button);

/* With the first button, at half its height. */
void fixture_drag (GtkWidget *widget, double from_part, double to_part);

/* A key on the keyboard of the display, as gtk_accelerator_parse() reads it. */
void fixture_press (Fixture *fixture, const char *accelerator);

/* The same in another window, which has to have a title of its own. */
void fixture_press_in (GtkWindow *window, const char *accelerator);

/* Returns: (nullable) (transfer none): a window of this type that is to be seen */
gpointer fixture_find_window (GType type);
