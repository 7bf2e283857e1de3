/* The list on its way to a file.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "app/list-export.h"

#include "core/export/csv-report.h"
#include "core/export/json-report.h"
#include "core/export/plain-text.h"

/* How long rows may be read before events and drawing have their turn, and how many are between two
 * looks at the clock. */
#define BUDGET_US 6000
#define ROWS_AT_A_TIME 64

/* So much is given to the disk at a time. */
#define PIECE_BYTES (256 * 1024)

#define COLUMN_GAP 2

struct _WeirListExport
{
  WeirNewFile *file;
  WeirListExportFunc func;
  gpointer user_data;
  GCancellable *cancellable;

  WeirListFormat format;
  GPtrArray *rows;
  WeirTotals totals;
  WeirReport *report;
  WeirFlowContext context;
  WeirOutput *output;
  guint next; /* row */
  gboolean is_read;

  GPtrArray *columns;  /* of TEXT */
  GPtrArray *cells;    /* char *: of all rows that were read, row by row */
  GArray *widths;      /* glong: of each column */
  guint next_to_align; /* row */

  guint idle_id;
  gboolean is_writing;
  WeirOutput *late; /* (nullable): what was read meanwhile */
  gboolean is_over; /* freed by its owner; what is under way holds a reference */
};

static void go_on (WeirListExport *self);
static void clear (WeirListExport *self);

/* ---- text ------------------------------------------------------------------------------------ */

static void
add_cell (WeirListExport *self, guint column, const char *text)
{
  char *plain = weir_plain_text_dup (text);
  glong *width = &g_array_index (self->widths, glong, column);

  *width = MAX (*width, weir_plain_text_get_width (plain));
  g_ptr_array_add (self->cells, plain);
}

static void
add_text_row (WeirListExport *self, const WeirFlow *row)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      char text[WEIR_FLOW_COLUMN_TEXT_MAX];

      add_cell (
          self, i,
          weir_flow_column_read (g_ptr_array_index (self->columns, i), row, &self->context, text));
    }
}

/* The widths are known. */
static void
align_row (WeirListExport *self, guint row)
{
  GString *text = self->output->text;

  for (guint i = 0; i < self->columns->len; i++)
    {
      const WeirFlowColumn *column = g_ptr_array_index (self->columns, i);
      const int width = (int) g_array_index (self->widths, glong, i);
      const char *cell = g_ptr_array_index (self->cells, row * self->columns->len + i);

      weir_plain_text_append_padded (text, cell, column->is_numeric ? -width : width);
      weir_plain_text_append_padded (text, "", COLUMN_GAP);
    }
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
  g_string_append_c (text, '\n');
}

static void
begin_text (WeirListExport *self, const char *title)
{
  g_autofree char *plain = weir_plain_text_dup (title);

  g_string_append_printf (self->output->text, "%s\n\n", plain);
  self->cells = g_ptr_array_new_with_free_func (g_free);
  self->widths = g_array_new (FALSE, TRUE, sizeof (glong));
  g_array_set_size (self->widths, self->columns->len);
  for (guint i = 0; i < self->columns->len; i++)
    add_cell (self, i, weir_flow_column_get_name (g_ptr_array_index (self->columns, i)));
}

/* ---- reading the rows ------------------------------------------------------------------------ */

/* @n: at most so many rows */
static void
read_rows (WeirListExport *self, guint n)
{
  const guint end = self->next + MIN (n, self->rows->len - self->next);

  switch (self->format)
    {
    case WEIR_LIST_CSV:
      weir_csv_report_write_rows (self->report, self->next, n, self->output, NULL);
      break;
    case WEIR_LIST_JSON:
      weir_json_report_write_rows (self->report, self->next, n, self->output, NULL);
      break;
    case WEIR_LIST_TEXT:
    default:
      for (guint i = self->next; i < end; i++)
        add_text_row (self, g_ptr_array_index (self->rows, i));
    }
  self->next = end;
  if (end < self->rows->len || self->is_read)
    return;

  self->is_read = TRUE;
  if (self->format == WEIR_LIST_JSON)
    weir_json_report_end (self->output);
}

/* The heading is a row as well.  Returns: whether nothing is left to do */
static gboolean
align_rows (WeirListExport *self, guint n)
{
  if (self->format != WEIR_LIST_TEXT)
    return TRUE;
  for (guint i = 0; i < n && self->next_to_align <= self->rows->len; i++)
    align_row (self, self->next_to_align++);
  return self->next_to_align > self->rows->len;
}

static void
begin (WeirListExport *self, const char *title)
{
  switch (self->format)
    {
    case WEIR_LIST_CSV:
      if (self->report->options.group_by != NULL)
        weir_csv_report_write_group_header (self->output, NULL);
      else
        weir_csv_report_write_header (self->output, NULL);
      break;
    case WEIR_LIST_JSON:
      weir_json_report_begin (self->report, self->output);
      break;
    case WEIR_LIST_TEXT:
    default:
      begin_text (self, title);
    }
}

/* ---- writing --------------------------------------------------------------------------------- */

static void
end (WeirListExport *self, const GError *error)
{
  g_autoptr (GError) explained = error != NULL ? weir_new_file_explain (self->file, error) : NULL;

  self->func (self, explained, self->user_data);
}

static void
committed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  WeirListExport *self = user_data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (!self->is_over)
    end (self, error);
  g_rc_box_release_full (self, (GDestroyNotify) clear);
}

static void
commit_thread (GTask *task, gpointer object, gpointer file, GCancellable *cancellable)
{
  GError *error = NULL;

  if (weir_new_file_commit (file, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The disk may take its time. */
static void
commit (WeirListExport *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, committed_cb, g_rc_box_acquire (self));

  g_task_set_task_data (task, self->file, NULL);
  g_task_run_in_thread (task, commit_thread);
}

static void
written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  WeirListExport *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_written =
      g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error);

  self->is_writing = FALSE;
  g_string_truncate (self->output->text, 0);
  if (self->late != NULL)
    {
      weir_output_free (self->output);
      self->output = g_steal_pointer (&self->late);
    }
  if (is_written && !self->is_over)
    go_on (self);
  else if (!self->is_over)
    end (self, error);
  g_rc_box_release_full (self, (GDestroyNotify) clear);
}

/* Nothing is added to the output meanwhile. */
static void
write_piece (WeirListExport *self)
{
  self->is_writing = TRUE;
  g_output_stream_write_all_async (weir_new_file_get_stream (self->file), self->output->text->str,
                                   self->output->text->len, G_PRIORITY_DEFAULT, self->cancellable,
                                   written_cb, g_rc_box_acquire (self));
}

/* Returns: whether all is in the output */
static gboolean
step (WeirListExport *self)
{
  gint64 deadline_us = g_get_monotonic_time () + BUDGET_US;
  gboolean is_done = FALSE;

  while (!is_done && self->output->text->len < PIECE_BYTES && g_get_monotonic_time () < deadline_us)
    {
      if (!self->is_read)
        read_rows (self, ROWS_AT_A_TIME);
      else
        is_done = align_rows (self, ROWS_AT_A_TIME);
    }
  return is_done;
}

static gboolean
idle_cb (gpointer user_data)
{
  WeirListExport *self = user_data;
  gboolean is_done = step (self);

  if (self->output->text->len < PIECE_BYTES && !is_done)
    return G_SOURCE_CONTINUE;

  self->idle_id = 0;
  if (self->output->text->len > 0)
    write_piece (self);
  else
    commit (self);
  return G_SOURCE_REMOVE;
}

static void
go_on (WeirListExport *self)
{
  self->idle_id = g_idle_add (idle_cb, self);
}

WeirListExport *
weir_list_export_new (WeirNewFile *file,
                      const WeirListExportOptions *options,
                      WeirListExportFunc func,
                      gpointer user_data)
{
  WeirListExport *self = g_rc_box_new0 (WeirListExport);

  self->file = file;
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->format = options->format;
  self->rows = g_ptr_array_ref (options->rows);
  self->totals = *options->totals;
  self->report =
      weir_report_new_of_rows (&self->totals, self->rows, options->matching, &options->options);
  self->context = options->context;
  self->columns =
      options->columns != NULL ? g_ptr_array_ref (options->columns) : g_ptr_array_new ();
  self->output = weir_output_new (NULL);
  begin (self, options->title);
  go_on (self);
  return self;
}

void
weir_list_export_free (WeirListExport *self)
{
  self->is_over = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_rc_box_release_full (self, (GDestroyNotify) clear);
}

static void
clear (WeirListExport *self)
{
  weir_new_file_free (self->file);
  g_object_unref (self->cancellable);
  weir_report_free (self->report);
  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->cells, g_ptr_array_unref);
  g_clear_pointer (&self->widths, g_array_unref);
  weir_output_free (self->output);
  g_clear_pointer (&self->late, weir_output_free);
}

void
weir_list_export_hurry (WeirListExport *self)
{
  WeirOutput *output = self->output;

  if (self->is_read)
    return;

  /* A disk that is at work has the text. */
  if (self->is_writing)
    self->output = weir_output_new (NULL);
  read_rows (self, self->rows->len);
  if (self->is_writing)
    {
      self->late = self->output;
      self->output = output;
    }
}

guint
weir_list_export_get_n_rows (const WeirListExport *self)
{
  return self->rows->len;
}
