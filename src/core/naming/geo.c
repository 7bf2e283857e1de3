/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "core/naming/geo.h"

#include <gio/gio.h>
#include <sys/stat.h>

#define SUFFIX ".mmdb"

/* A file that is being written changes many times. */
#define SETTLE_MS 1000

/* Names that a folder is searched for. */
#define MAX_CANDIDATES 64

struct _WeirGeo
{
  GStrv folders;
  char *file;           /* (nullable) */
  GPtrArray *databases; /* WeirGeoDatabase, best first */
  GPtrArray *monitors;  /* GFileMonitor */
  GError *error;        /* (nullable): of the chosen file */
  GTask *task;          /* (nullable) (unowned): under way */
  guint reload_id;
  WeirAddress last_address;
  WeirFamily last_family; /* WEIR_FAMILY_NONE: last_place is of no address */
  WeirPlace last_place;
  WeirGeoFunc changed_func;
  gpointer changed_data;
};

/* What a thread is given, and what it gives back. */
typedef struct
{
  GStrv folders;
  char *file;
  GPtrArray *databases;
  GError *error;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_strfreev (load->folders);
  g_free (load->file);
  g_ptr_array_unref (load->databases);
  g_clear_error (&load->error);
  g_free (load);
}

typedef struct
{
  char *path;
  int rank;
  gint64 modified;
} Candidate;

static void
candidate_free (gpointer data)
{
  Candidate *candidate = data;

  g_free (candidate->path);
  g_free (candidate);
}

/* Those of cities are ten times as large and know no more of countries. */
static int
get_rank (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (strstr (lower, "country") != NULL || strstr (lower, "asn") != NULL)
    return 0;
  return strstr (lower, "city") == NULL && strstr (lower, "enterprise") == NULL ? 1 : 2;
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *x = *(Candidate *const *) a;
  const Candidate *y = *(Candidate *const *) b;

  if (x->rank != y->rank)
    return x->rank - y->rank;
  if (x->modified != y->modified)
    return x->modified > y->modified ? -1 : 1;
  return strcmp (x->path, y->path);
}

static void
add_candidates (GPtrArray *candidates, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && candidates->len < MAX_CANDIDATES && (name = g_dir_read_name (dir)) != NULL)
    {
      Candidate *candidate;
      struct stat status;

      if (!g_str_has_suffix (name, SUFFIX))
        continue;
      candidate = g_new0 (Candidate, 1);
      candidate->path = g_build_filename (folder, name, NULL);
      candidate->rank = get_rank (name);
      candidate->modified = stat (candidate->path, &status) == 0 ? status.st_mtime : 0;
      g_ptr_array_add (candidates, candidate);
    }
}

static gboolean
is_complete (const GPtrArray *databases)
{
  gboolean has_countries = FALSE;
  gboolean has_networks = FALSE;

  for (guint i = 0; i < databases->len; i++)
    {
      const WeirGeoDatabase *database = g_ptr_array_index (databases, i);

      has_countries = has_countries || weir_geo_database_has_countries (database);
      has_networks = has_networks || weir_geo_database_has_networks (database);
    }
  return has_countries && has_networks;
}

/* Whether a database of that name would add to those there are. */
static gboolean
is_wanted (const GPtrArray *databases, const Candidate *candidate)
{
  gboolean is_large = candidate->rank == 2;

  if (databases->len >= WEIR_GEO_MAX_DATABASES || is_complete (databases))
    return FALSE;
  for (guint i = 0; is_large && i < databases->len; i++)
    if (weir_geo_database_has_countries (g_ptr_array_index (databases, i)))
      return FALSE;
  return TRUE;
}

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Load *load = task_data;
  g_autoptr (GPtrArray) candidates = g_ptr_array_new_with_free_func (candidate_free);
  WeirGeoDatabase *database;

  if (load->file != NULL)
    {
      database = weir_geo_database_open (load->file, &load->error);
      if (database != NULL)
        g_ptr_array_add (load->databases, database);
    }

  for (guint i = 0; load->folders[i] != NULL; i++)
    add_candidates (candidates, load->folders[i]);
  g_ptr_array_sort (candidates, compare_candidates);
  for (guint i = 0; i < candidates->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      Candidate *candidate = g_ptr_array_index (candidates, i);
      g_autoptr (GError) error = NULL;

      if (!is_wanted (load->databases, candidate))
        continue;
      database = weir_geo_database_open (candidate->path, &error);
      if (database != NULL)
        g_ptr_array_add (load->databases, database);
      else
        g_debug ("%s", error->message);
    }
  g_task_return_boolean (task, TRUE);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (result);
  Load *load = g_task_get_task_data (task);
  WeirGeo *self = user_data;

  /* Given up: self may have gone. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return;

  self->task = NULL;
  g_clear_error (&self->error);
  self->error = g_steal_pointer (&load->error);
  g_ptr_array_unref (self->databases);
  self->databases = g_ptr_array_ref (load->databases);
  self->last_family = WEIR_FAMILY_NONE;
  if (self->changed_func != NULL)
    self->changed_func (self, self->changed_data);
}

static void
stop_loading (WeirGeo *self)
{
  if (self->task != NULL)
    g_cancellable_cancel (g_task_get_cancellable (self->task));
  self->task = NULL;
}

static void
start_loading (WeirGeo *self)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, loaded_cb, self);
  Load *load = g_new0 (Load, 1);

  stop_loading (self);
  load->folders = g_strdupv (self->folders);
  load->file = g_strdup (self->file);
  load->databases = g_ptr_array_new_with_free_func ((GDestroyNotify) weir_geo_database_free);
  g_task_set_source_tag (task, start_loading);
  g_task_set_task_data (task, load, load_free);
  self->task = task;
  g_task_run_in_thread (task, load_thread);
}

static gboolean
reload_cb (gpointer user_data)
{
  WeirGeo *self = user_data;

  self->reload_id = 0;
  start_loading (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (GFileMonitor *monitor,
            GFile *file,
            GFile *other,
            GFileMonitorEvent event,
            gpointer user_data)
{
  WeirGeo *self = user_data;

  g_clear_handle_id (&self->reload_id, g_source_remove);
  self->reload_id = g_timeout_add (SETTLE_MS, reload_cb, self);
}

static void
watch (WeirGeo *self, const char *path, gboolean is_folder)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileMonitor *monitor =
      is_folder ? g_file_monitor_directory (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL)
                : g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

  if (monitor == NULL)
    return;
  g_signal_connect (monitor, "changed", G_CALLBACK (changed_cb), self);
  g_ptr_array_add (self->monitors, monitor);
}

static void
monitor_free (gpointer monitor)
{
  g_file_monitor_cancel (monitor);
  g_object_unref (monitor);
}

static void
stop_watching (WeirGeo *self)
{
  for (guint i = 0; i < self->monitors->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->monitors, i), self);
  g_ptr_array_set_size (self->monitors, 0);
}

/* A folder that appears later is found at the next start. */
static void
watch_all (WeirGeo *self)
{
  stop_watching (self);
  for (guint i = 0; self->folders[i] != NULL; i++)
    if (g_file_test (self->folders[i], G_FILE_TEST_IS_DIR))
      watch (self, self->folders[i], TRUE);
  if (self->file != NULL)
    watch (self, self->file, FALSE);
}

static void
add_data_folder (GPtrArray *folders, const char *data)
{
  g_autofree char *shared = g_build_filename (data, "GeoIP", NULL);

  if (g_ptr_array_find_with_equal_func (folders, shared, g_str_equal, NULL))
    return;
  g_ptr_array_add (folders, g_steal_pointer (&shared));
  g_ptr_array_add (folders, g_build_filename (data, "weir", "geo", NULL));
}

static GStrv
dup_default_folders (void)
{
  GPtrArray *folders = g_ptr_array_new ();
  const char *const *system = g_get_system_data_dirs ();

  add_data_folder (folders, g_get_user_data_dir ());
  add_data_folder (folders, WEIR_DATADIR);
  for (; *system != NULL; system++)
    add_data_folder (folders, *system);
  g_ptr_array_add (folders, g_strdup ("/var/lib/GeoIP"));
  g_ptr_array_add (folders, NULL);
  return (GStrv) g_ptr_array_free (folders, FALSE);
}

WeirGeo *
weir_geo_new (const char *const *folders, const char *file)
{
  WeirGeo *self = g_new0 (WeirGeo, 1);

  self->folders = folders != NULL ? g_strdupv ((GStrv) folders) : dup_default_folders ();
  self->file = g_strdup (file);
  self->databases = g_ptr_array_new ();
  self->monitors = g_ptr_array_new_with_free_func (monitor_free);
  watch_all (self);
  start_loading (self);
  return self;
}

void
weir_geo_free (WeirGeo *self)
{
  stop_loading (self);
  stop_watching (self);
  g_clear_handle_id (&self->reload_id, g_source_remove);
  g_ptr_array_unref (self->monitors);
  g_ptr_array_unref (self->databases);
  g_strfreev (self->folders);
  g_clear_error (&self->error);
  g_free (self->file);
  g_free (self);
}

void
weir_geo_set_file (WeirGeo *self, const char *file)
{
  if (g_strcmp0 (self->file, file) == 0)
    return;
  g_free (self->file);
  self->file = g_strdup (file);
  watch_all (self);
  start_loading (self);
}

const WeirPlace *
weir_geo_lookup (WeirGeo *self, const WeirAddress *address, WeirFamily family)
{
  WeirPlace *place = &self->last_place;

  /* One flow's country, network and its name are asked for in a row. */
  if (self->last_family != family || !weir_address_equal (&self->last_address, address))
    {
      memset (place, 0, sizeof *place);
      for (guint i = 0; i < self->databases->len; i++)
        weir_geo_database_lookup (g_ptr_array_index (self->databases, i), address, family, place);
      self->last_address = *address;
      self->last_family = family;
    }
  return place->country[0] != '\0' || place->asn != 0 ? place : NULL;
}

gboolean
weir_geo_is_loading (const WeirGeo *self)
{
  return self->task != NULL;
}

const GError *
weir_geo_get_error (const WeirGeo *self)
{
  return self->error;
}

guint
weir_geo_get_n_databases (const WeirGeo *self)
{
  return self->databases->len;
}

void
weir_geo_set_changed_func (WeirGeo *self, WeirGeoFunc func, gpointer user_data)
{
  self->changed_func = func;
  self->changed_data = user_data;
}
