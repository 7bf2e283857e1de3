/* What leaves the window for files: the list, a picture of the graph, a recording.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "app/graph-export.h"
#include "app/list-export.h"
#include "app/main-window-private.h"
#include "core/export/row-copies.h"

#define MEGABYTE 1000000

/* How long a problem is shown.  Toasts wait for each other: libadwaita 1.2 crashes where one is
 * dismissed that is only coming in. */
#define PROBLEM_S 10

#define MINUTE_US (60 * G_USEC_PER_SEC)

typedef enum
{
  FORMAT_CSV,
  FORMAT_JSON,
  FORMAT_TEXT,
  FORMAT_PNG,
  FORMAT_SVG,
  N_FORMATS,
} Format;

static const struct
{
  const char *suffix;
  const char *name; /* to be translated */
} formats[] = {
  [FORMAT_CSV] = { "csv", N_ ("List as a CSV Table") },
  [FORMAT_JSON] = { "json", N_ ("List as JSON") },
  [FORMAT_TEXT] = { "txt", N_ ("List as Text") },
  [FORMAT_PNG] = { "png", N_ ("Graph as a PNG Picture") },
  [FORMAT_SVG] = { "svg", N_ ("Graph as a SVG Picture") },
};

/* ---- saying how it went ---------------------------------------------------------------------- */

/* @path: (nullable): of a file that is there now */
static void
say (WeirMainWindow *self, const char *sentence, const char *path)
{
  AdwToast *toast;
  g_autofree char *title = g_markup_escape_text (sentence, -1);

  if (self->toasts == NULL)
    return;
  toast = adw_toast_new (title);
  if (path != NULL)
    {
      adw_toast_set_button_label (toast, _ ("Open _Folder"));
      adw_toast_set_action_name (toast, "win.open-folder");
      adw_toast_set_action_target_value (toast, g_variant_new_bytestring (path));
    }
  else
    {
      /* What went wrong takes longer to read. */
      adw_toast_set_timeout (toast, PROBLEM_S);
    }

  g_set_object (&self->toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
open_folder_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_bytestring (parameter));
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (user_data), uri, GDK_CURRENT_TIME);
}

/* ---- the list -------------------------------------------------------------------------------- */

static GPtrArray *
copy_rows (WeirMainWindow *self)
{
  GListModel *list = G_LIST_MODEL (weir_flow_view_get_model (self->flow_view));
  guint n = g_list_model_get_n_items (list);
  GPtrArray *rows = g_ptr_array_new_full (n, (GDestroyNotify) weir_row_free);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (WeirFlowItem) item = g_list_model_get_item (list, i);
      const WeirFlow *flow = weir_flow_item_get_flow (item);

      if (flow != NULL)
        g_ptr_array_add (rows, weir_row_copy (flow));
    }
  return rows;
}

static void
exported_cb (WeirListExport *export, const GError *error, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  g_autofree char *name = g_filename_display_basename (self->export_path);
  guint n_rows = weir_list_export_get_n_rows (export);
  g_autofree char *sentence = NULL;

  if (error != NULL)
    say (self, error->message, NULL);
  else
    {
      sentence = g_strdup_printf (
          /* Translators: how many, and a file. */
          ngettext ("Exported %'u row to “%s”.", "Exported %'u rows to “%s”.", n_rows), n_rows,
          name);
      say (self, sentence, self->export_path);
    }
  g_clear_pointer (&self->list_export, weir_list_export_free);
}

static void
export_list (WeirMainWindow *self, WeirNewFile *file, Format format)
{
  WeirFlowModel *model = weir_flow_view_get_model (self->flow_view);
  const WeirLedger *ledger = weir_flow_model_get_ledger (model);
  const WeirTotals none = { 0 };
  const WeirTotals *totals = ledger != NULL ? weir_ledger_get_totals (ledger) : &none;
  const gboolean is_file = weir_session_get_kind (self->session) == WEIR_SESSION_FILE;
  const char *name = weir_session_get_name (self->session);
  g_autoptr (GPtrArray) rows = copy_rows (self);
  g_autoptr (GPtrArray) columns =
      weir_column_layout_dup_shown (weir_flow_view_get_layout (self->flow_view));
  WeirListExportOptions options = {
    .format = format == FORMAT_CSV    ? WEIR_LIST_CSV
              : format == FORMAT_JSON ? WEIR_LIST_JSON
                                      : WEIR_LIST_TEXT,
    .rows = rows,
    .totals = totals,
    .matching = weir_flow_model_get_sums (model),
    .context = *weir_flow_model_get_context (model),
    .columns = columns,
    .title = adw_window_title_get_subtitle (self->title),
  };

  weir_session_get_known (self->session, &options.options);
  options.options.name = name;
  options.options.interface = is_file ? NULL : g_intern_string (name);
  options.options.file = is_file ? g_intern_string (name) : NULL;
  options.options.start_us = totals->start_us;
  options.options.is_final = is_file;
  options.options.max_rows = G_MAXUINT;
  options.options.max_flows = WEIR_LEDGER_DEFAULT_MAX_FLOWS;
  options.options.group_by = weir_flow_model_get_grouping (model);
  options.options.filter = weir_flow_model_get_filter (model);
  if (options.matching == NULL)
    options.options.filter = NULL;
  self->list_export = weir_list_export_new (file, &options, exported_cb, self);
}

/* ---- the graph ------------------------------------------------------------------------------- */

static gboolean
write_graph (WeirMainWindow *self, WeirNewFile *file, Format format, GError **error)
{
  const WeirGraphExportOptions options = {
    .format = format == FORMAT_PNG ? WEIR_GRAPH_PNG : WEIR_GRAPH_SVG,
    .title = adw_window_title_get_subtitle (self->title),
  };
  g_autoptr (GError) problem = NULL;

  if (weir_graph_export_write (self->graph, &options, weir_new_file_get_stream (file), NULL,
                               &problem))
    return weir_new_file_commit (file, error);

  g_propagate_error (error, weir_new_file_explain (file, problem));
  return FALSE;
}

static void
export_graph (WeirMainWindow *self, WeirNewFile *file, Format format)
{
  g_autofree char *name = g_filename_display_basename (self->export_path);
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  if (!write_graph (self, file, format, &error))
    {
      say (self, error->message, NULL);
      return;
    }
  sentence = g_strdup_printf (_ ("Exported the graph to “%s”."), name);
  say (self, sentence, self->export_path);
}

/* ---- exporting ------------------------------------------------------------------------------- */

/* What the name ends in decides; else what was chosen. */
static Format
get_format (const char *path, Format chosen)
{
  const char *dot = strrchr (path, '.');

  for (guint i = 0; dot != NULL && i < N_FORMATS; i++)
    if (g_ascii_strcasecmp (dot + 1, formats[i].suffix) == 0)
      return (Format) i;
  return chosen;
}

static void
export_to (WeirMainWindow *self, const char *path, Format chosen)
{
  const Format format = get_format (path, chosen);
  g_autoptr (GError) error = NULL;
  g_autoptr (WeirNewFile) file = weir_new_file_new (path, &error);

  if (file == NULL)
    {
      say (self, error->message, NULL);
      return;
    }

  g_clear_pointer (&self->list_export, weir_list_export_free);
  g_free (self->export_path);
  self->export_path = g_strdup (path);
  if (format == FORMAT_PNG || format == FORMAT_SVG)
    export_graph (self, file, format);
  else
    export_list (self, g_steal_pointer (&file), format);
}

void
weir_main_window_export_to (WeirMainWindow *self, const char *path)
{
  export_to (self, path, FORMAT_CSV);
}

/* Returns: (transfer full) (nullable): says so where the file is not on this computer */
static char *
take_chosen_path (WeirMainWindow *self, int response, GtkFileChooserNative **chooser)
{
  g_autoptr (GFile) file = NULL;
  char *path;

  if (response != GTK_RESPONSE_ACCEPT)
    return NULL;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (*chooser));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path == NULL)
    say (self, _ ("Files can be saved on this computer only."), NULL);
  return path;
}

static void
export_response_cb (GtkNativeDialog *dialog, int response, WeirMainWindow *self)
{
  g_autofree char *path = take_chosen_path (self, response, &self->export_chooser);
  GtkFileFilter *filter = gtk_file_chooser_get_filter (GTK_FILE_CHOOSER (dialog));
  const char *name = filter != NULL ? gtk_file_filter_get_name (filter) : NULL;
  Format chosen = FORMAT_CSV;

  for (guint i = 0; i < N_FORMATS; i++)
    if (g_strcmp0 (name, _ (formats[i].name)) == 0)
      chosen = (Format) i;
  if (path != NULL)
    export_to (self, path, chosen);
  g_clear_object (&self->export_chooser);
}

static GtkFileChooserNative *
new_chooser (WeirMainWindow *self, const char *title, const char *name, GCallback response_cb)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect_object (chooser, "response", response_cb, self, 0);
  return chooser;
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  g_autofree char *view = g_settings_get_string (self->settings, "view");
  g_autofree char *name = g_strconcat (view, ".csv", NULL);

  if (self->export_chooser == NULL)
    {
      self->export_chooser =
          new_chooser (self, _ ("Export What Is Shown"), name, G_CALLBACK (export_response_cb));
      for (guint i = 0; i < N_FORMATS; i++)
        {
          g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

          gtk_file_filter_set_name (filter, _ (formats[i].name));
          gtk_file_filter_add_suffix (filter, formats[i].suffix);
          gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->export_chooser), filter);
        }
    }
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->export_chooser));
}

/* ---- recording ------------------------------------------------------------------------------- */

void
weir_main_window_record_to (WeirMainWindow *self, const char *path)
{
  g_autofree char *filter = g_settings_get_string (self->settings, "capture-filter");
  const WeirRecorderOptions options = {
    .max_bytes = (uint64_t) g_settings_get_int (self->settings, "record-megabytes") * MEGABYTE,
    .max_us = (int64_t) g_settings_get_int (self->settings, "record-minutes") * MINUTE_US,
    .replaces = TRUE,
    .interface = weir_session_get_name (self->session),
    .filter = filter,
  };
  g_autoptr (GError) error = NULL;

  if (!weir_recording_bar_begin (self->recording_bar, path, &options, &error))
    say (self, error->message, NULL);
  weir_main_window_update_action_state (self);
}

static void
record_response_cb (GtkNativeDialog *dialog, int response, WeirMainWindow *self)
{
  g_autofree char *path = take_chosen_path (self, response, &self->record_chooser);

  if (path != NULL && !weir_session_can_record (self->session))
    say (self, _ ("Nothing is captured any more that could be recorded."), NULL);
  else if (path != NULL)
    weir_main_window_record_to (self, path);
  g_clear_object (&self->record_chooser);
}

static void
stop_recording_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  weir_recording_bar_stop (WEIR_MAIN_WINDOW (user_data)->recording_bar);
}

static void
record_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WeirMainWindow *self = user_data;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "weir-%Y-%m-%d-%H%M%S.pcapng");

  if (weir_recording_bar_is_recording (self->recording_bar))
    {
      weir_recording_bar_stop (self->recording_bar);
      return;
    }
  if (self->record_chooser == NULL)
    self->record_chooser =
        new_chooser (self, _ ("Record Packets"), name, G_CALLBACK (record_response_cb));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->record_chooser));
}

static void
recorded_cb (WeirRecordingBar *bar,
             const char *sentence,
             gboolean is_complete,
             WeirMainWindow *self)
{
  say (self, sentence, is_complete ? weir_recording_bar_get_path (bar) : NULL);
  weir_main_window_update_action_state (self);
}

/* ---- the window ------------------------------------------------------------------------------ */

static void
set_enabled (WeirMainWindow *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

void
weir_main_window_update_export_actions (WeirMainWindow *self)
{
  gboolean is_recording = weir_recording_bar_is_recording (self->recording_bar);

  set_enabled (self, "export", weir_session_get_ledger (self->session) != NULL);
  set_enabled (self, "record", is_recording || weir_session_can_record (self->session));
  set_enabled (self, "stop-recording", is_recording);
}

/* A capture file tells of processes only if they were recorded with it. */
void
weir_main_window_update_owners (WeirMainWindow *self)
{
  const WeirLedger *ledger = weir_session_get_ledger (self->session);
  gboolean has_owners =
      weir_session_get_kind (self->session) != WEIR_SESSION_FILE
      || (ledger != NULL && weir_ledger_get_totals (ledger)->attributed_bytes > 0);

  weir_column_layout_set_shows_sockets (weir_flow_view_get_layout (self->flow_view), has_owners);
  weir_totals_bar_set_shows_attribution (self->totals_bar, has_owners);
}

/* What is known of the hosts of other flows goes with them. */
static void
ledger_changed_cb (WeirSession *session, gboolean is_continued, WeirMainWindow *self)
{
  if (!is_continued && self->list_export != NULL)
    weir_list_export_hurry (self->list_export);
}

/* Over everything else in the window. */
static void
add_toasts (WeirMainWindow *self)
{
  AdwApplicationWindow *window = ADW_APPLICATION_WINDOW (self);
  GtkWidget *content = g_object_ref (adw_application_window_get_content (window));

  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_application_window_set_content (window, NULL);
  adw_toast_overlay_set_child (self->toasts, content);
  adw_application_window_set_content (window, GTK_WIDGET (self->toasts));
  g_object_unref (content);
}

void
weir_main_window_class_bind_export_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, 0, "win.export", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "win.export", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "win.record",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_SHIFT_MASK, "win.record", NULL);
}

void
weir_main_window_add_export_actions (WeirMainWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "export", .activate = export_cb },
    { .name = "record", .activate = record_cb },
    { .name = "stop-recording", .activate = stop_recording_cb },
    { .name = "open-folder", .activate = open_folder_cb, .parameter_type = "ay" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_toasts (self);
  weir_recording_bar_set_session (self->recording_bar, self->session);
  g_signal_connect_object (self->recording_bar, "over", G_CALLBACK (recorded_cb), self, 0);
  g_signal_connect_object (self->session, "ledger-changed", G_CALLBACK (ledger_changed_cb), self,
                           0);
}

static void
close_chooser (GtkFileChooserNative **chooser)
{
  if (*chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (*chooser));
  g_clear_object (chooser);
}

void
weir_main_window_clear_export (WeirMainWindow *self)
{
  g_clear_pointer (&self->list_export, weir_list_export_free);
  g_clear_pointer (&self->export_path, g_free);
  close_chooser (&self->export_chooser);
  close_chooser (&self->record_chooser);
  g_clear_object (&self->toast);
  self->toasts = NULL;
}
