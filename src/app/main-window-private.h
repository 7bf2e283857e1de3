/* What main-window.c and main-window-actions.c share.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "app/alert-button.h"
#include "app/alerts.h"
#include "app/details-handle.h"
#include "app/details-pane.h"
#include "app/filter-bar.h"
#include "app/filtered-timeline.h"
#include "app/flow-details.h"
#include "app/interface-button.h"
#include "app/notice-bar.h"
#include "app/list-export.h"
#include "app/path-bar.h"
#include "app/rate-graph.h"
#include "app/recording-bar.h"
#include "app/settings-bar.h"
#include "app/status-bar.h"
#include "app/theme-bar.h"
#include "app/time-bar.h"
#include "app/totals-bar.h"
#include "app/main-window.h"

G_BEGIN_DECLS

struct _WeirMainWindow
{
  AdwApplicationWindow parent_instance;

  WeirInterfaceButton *interface_button;
  GtkWidget *pause_button;
  AdwWindowTitle *title;
  WeirNoticeBar *notice_bar;
  WeirStatusBar *status_bar;
  WeirThemeBar *theme_bar;
  WeirSettingsBar *settings_bar;
  GtkWidget *download_segment;
  WeirTimeBar *time_bar;
  GtkLabel *download_title;
  GtkLabel *download_label;
  GtkWidget *upload_segment;
  GtkLabel *upload_title;
  GtkLabel *upload_label;
  WeirRateGraph *graph;
  GtkMenuButton *span_button;
  WeirFilterBar *filter_bar;
  GtkEditable *filter_entry; /* in it */
  GtkStack *stack;
  WeirDetailsPane *details_pane;
  AdwFlap *flap; /* in it */
  WeirFlowView *flow_view;
  WeirFlowDetails *details;
  AdwStatusPage *empty_page;
  GtkWidget *retry_button;
  GtkWidget *open_button;
  GtkWidget *clear_filter_button;
  WeirTotalsBar *totals_bar;
  GMenu *columns_section;
  GMenu *orders_section;
  GtkMenuButton *view_button;
  GMenu *view_menu;
  WeirPathBar *path_bar;
  gboolean is_on_path; /* the view and the filter change because a step is taken */

  guint file_graph_seconds; /* shown of a file by the graph; 0: all */

  GSettings *settings;
  WeirSession *session;
  WeirThemeManager *theme_manager;
  WeirAlerts *alerts;
  WeirAlertButton *alert_button;
  GtkFileChooserNative *file_chooser; /* (nullable): while it is open */
  gboolean is_shown;                  /* mapped and not minimised */
  GPtrArray *cards;                   /* WeirCard: of the header and the footer */
  GtkCssProvider *list_css;           /* the size of the list */
  WeirFilteredTimeline *filtered;     /* what the filter leaves, for the graph */
  const WeirTimeline *timeline;       /* (nullable): what the graph shows */
  gint64 wanted_first;                /* of the seconds that were asked for last */
  double scrolled;                    /* with Ctrl, since the size has changed */
  const char *link_name;              /* (nullable): interned: whose speed was asked for … */
  gint64 link_asked_us;               /* … by the monotonic clock */
  double link_bps;
  GtkWidget *frozen_button;
  gboolean is_reading_pins; /* the list follows the setting, not the setting the list */
  int64_t updated_us;       /* the packet time that is shown */

  WeirRecordingBar *recording_bar;
  AdwToastOverlay *toasts;
  AdwToast *toast;                      /* (nullable): the last */
  WeirListExport *list_export;          /* (nullable): while it is being written */
  char *export_path;                    /* (nullable): of that, or of the last */
  GtkFileChooserNative *export_chooser; /* (nullable): while it is open */
  GtkFileChooserNative *record_chooser; /* (nullable): the same */
};

/* Their keys, and "win." actions. */
void weir_main_window_class_bind_keys (GtkWidgetClass *widget_class);
void weir_main_window_add_actions (WeirMainWindow *self);

void weir_main_window_class_bind_list_keys (GtkWidgetClass *widget_class);
void weir_main_window_add_list_actions (WeirMainWindow *self);

/* What leaves the window for files: main-window-export.c. */
void weir_main_window_class_bind_export_keys (GtkWidgetClass *widget_class);
void weir_main_window_add_export_actions (WeirMainWindow *self);
void weir_main_window_update_export_actions (WeirMainWindow *self);
void weir_main_window_clear_export (WeirMainWindow *self);

/* Whether there is anything to say about whose the flows are. */
void weir_main_window_update_owners (WeirMainWindow *self);

/* As if this file had been chosen.  What its name ends in says how it is written. */
void weir_main_window_export_to (WeirMainWindow *self, const char *path);
void weir_main_window_record_to (WeirMainWindow *self, const char *path);

/* Whether what is shown is older than the setting "refresh-seconds" wants it; if so it is expected
 * to be renewed now. */
gboolean weir_main_window_is_update_due (WeirMainWindow *self);

/* Those that listen to what lives longer: GTK may keep a window's actions when the window is gone.
 */
void weir_main_window_remove_actions (WeirMainWindow *self);

/* The graph's own settings and actions. */
void weir_main_window_connect_graph (WeirMainWindow *self);

/* It is to show other traffic. */
void weir_main_window_restart_graph (WeirMainWindow *self);

/* Back to what the list showed before the group was opened, else without a filter. */
void weir_main_window_go_back (WeirMainWindow *self);

/* The list shows the next view, or that before it. */
void weir_main_window_turn_view (WeirMainWindow *self, int steps);

/* Which actions make sense now. */
void weir_main_window_update_action_state (WeirMainWindow *self);

/* How the list looks: main-window-list.c.  First what the settings say and the source knows, then
 * what shows it beside the rows, once the model has it in its context. */
void weir_main_window_read_list_style (WeirMainWindow *self, WeirListStyle *style);
void weir_main_window_show_list_style (WeirMainWindow *self);

/* Returns: (nullable): what the list is to be grouped by; NULL for single flows */
const WeirGroupKind *weir_main_window_get_view (WeirMainWindow *self);

/* Has the list show the view: while ports are hidden flows that differ in nothing else are one row,
 * as in iftop. */
void weir_main_window_group_rows (WeirMainWindow *self);

/* @context_changed: is called with @self when the style has to be read again */
void weir_main_window_connect_list (WeirMainWindow *self, GCallback context_changed);
void weir_main_window_disconnect_list (WeirMainWindow *self);

/* The cards of the header and the footer; to be removed before what they belong to goes. */
void weir_main_window_add_cards (WeirMainWindow *self);
void weir_main_window_update_cards (WeirMainWindow *self);
void weir_main_window_remove_cards (WeirMainWindow *self);
/* Going back in time, and the graph of what the filter leaves: main-window-time.c. */
void weir_main_window_connect_time (WeirMainWindow *self);
void weir_main_window_disconnect_time (WeirMainWindow *self);

/* The session shows another ledger. */
void weir_main_window_update_time (WeirMainWindow *self, gboolean is_continued);

/* There is another filter; a second has been finished. */
void weir_main_window_filter_graph (WeirMainWindow *self);
void weir_main_window_tick_graph (WeirMainWindow *self);

/* Whether seconds of the past are shown. */
gboolean weir_main_window_is_in_past (WeirMainWindow *self);

/* Back to now.  Returns: whether seconds of the past were shown */
gboolean weir_main_window_leave_past (WeirMainWindow *self);

/* The alerts watch the session of the window, and the window shows them: main-window-alerts.c.
 * @rows_changed: is called with @self when other rows are to be marked */
void weir_main_window_add_alerts (WeirMainWindow *self, GCallback rows_changed);
void weir_main_window_remove_alerts (WeirMainWindow *self);

G_END_DECLS
