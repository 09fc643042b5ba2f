#include "store-repair.h"

#include "base-file.h"
#include "base-text.h"
#include "store-asset.h"
#include "store-pending.h"

#include <string.h>
#include <unistd.h>

/* A repair is an extra of the command that was asked for; it does not make that wait for long. */
#define PATIENCE_MS 2000
#define TEMPORARY_AGE_S 60

static void
repair_free (gpointer data)
{
  g_free (((LimRepair *) data)->text);
  g_free (data);
}

GPtrArray *
lim_repairs_new (void)
{
  return g_ptr_array_new_with_free_func (repair_free);
}

static void note (GPtrArray *repairs, LimRepairOutcome outcome, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
note (GPtrArray *repairs, LimRepairOutcome outcome, const char *format, ...)
{
  LimRepair *repair;
  va_list arguments;

  if (repairs == NULL)
    return;
  repair = g_new0 (LimRepair, 1);
  repair->outcome = outcome;
  va_start (arguments, format);
  repair->text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (repairs, repair);
}

/* -- Temporary files -- */

static void
remove_temporaries (const LimProject *project, const char *folder, gboolean dry_run, GPtrArray *repairs)
{
  g_autofree char *path = lim_project_path (project, folder);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint count = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (lim_file_is_leftover (file, TEMPORARY_AGE_S) && (dry_run || unlink (file) == 0))
        count++;
    }
  if (count > 0)
    {
      g_autofree char *files = lim_text_count (count, "unfinished file", NULL);

      note (repairs, dry_run ? LIM_REPAIR_WOULD : LIM_REPAIR_DONE, "%s: %s %s of a process that was killed",
            *folder != '\0' ? folder : "the project's folder", dry_run ? "would remove" : "removed", files);
    }
}

/* -- What was noted -- */

typedef struct
{
  const LimLock *lock;
  GPtrArray *repairs;
} Repair;

static gboolean
is_there (const LimProject *project, const char *relative)
{
  g_autofree char *path = relative != NULL ? lim_project_path (project, relative) : NULL;

  return path != NULL && g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
finish_move (const LimProject *project, const LimRecord *record, const char *from, Repair *repair)
{
  g_autoptr (GError) error = NULL;
  gboolean was_there = is_there (project, record->asset_path), missing = FALSE;

  if (!lim_store_move_asset (project, repair->lock, record, from, &missing, &error))
    {
      note (repair->repairs, LIM_REPAIR_FAILED, "%s: its image could not be moved from %s: %s", record->id, from,
            error->message);
      return;
    }
  if (!missing && !was_there)
    note (repair->repairs, LIM_REPAIR_DONE,
          "%s: moved its image from %s to %s, which an interrupted judgment had left undone", record->id, from,
          record->asset_path);
  lim_pending_remove_move (project, record->id);
}

static void
repair_noted (const LimProject *project, const char *id, const char *from, gpointer data)
{
  Repair *repair = data;

  g_autoptr (GError) error = NULL;
  g_autoptr (LimRecord) record = lim_store_load_record (project, id, &error);
  if (record != NULL)
    finish_move (project, record, from, repair);
  else if (g_error_matches (error, LIM_ERROR, LIM_ERROR_NOT_FOUND))
    lim_pending_remove_move (project, id);
  else
    note (repair->repairs, LIM_REPAIR_FAILED,
          "%s: its image may have to move from %s, but the record cannot be read: %s", id, from, error->message);
}

gboolean
lim_store_repair (const LimProject *project, GPtrArray *repairs, GError **error)
{
  if (!lim_pending_any (project))
    return TRUE;

  g_autoptr (LimLock) lock = lim_lock_take (project, LIM_LOCK_WRITE, PATIENCE_MS, error);
  Repair repair = { .lock = lock, .repairs = repairs };
  if (lock == NULL)
    return FALSE;
  lim_pending_for_each (project, repair_noted, &repair);
  return TRUE;
}

LimProject *
lim_store_open (const char *start_folder, const char *game, GPtrArray *repairs, GError **error)
{
  g_autoptr (GError) repair_error = NULL;
  LimProject *project = lim_project_open (start_folder, game, error);

  if (project != NULL && !lim_store_repair (project, repairs, &repair_error)
      && !g_error_matches (repair_error, LIM_ERROR, LIM_ERROR_CONFLICT))
    note (repairs, LIM_REPAIR_FAILED, "an interrupted judgment was left as it is: %s", repair_error->message);
  return project;
}

/* -- Everything -- */

typedef struct
{
  const LimProject *project;
  const LimLock *lock;
  GHashTable *images;
  gboolean dry_run;
  GMutex mutex;     /* over found */
  GPtrArray *found; /* (element-type LimRecord) whose image lies elsewhere */
} Scan;

static char *
path_in_status (LimStatus status, const char *name)
{
  return g_build_filename (lim_status_folder (status), name, NULL);
}

/* How many folders of a status hold the image of @record; the last of them in @where. */
static guint
count_places (const Scan *scan, const LimRecord *record, char **where)
{
  g_autofree char *name = lim_record_asset_name (record);
  guint count = 0;

  for (guint i = 0; i < LIM_N_STATUSES; i++)
    {
      g_autofree char *path = path_in_status (i, name);

      if (!g_hash_table_contains (scan->images, path))
        continue;
      count++;
      g_free (*where);
      *where = g_steal_pointer (&path);
    }
  return count;
}

static gboolean
look_at_record (G_GNUC_UNUSED gsize index, LimRecord **record, gpointer data, G_GNUC_UNUSED GError **error)
{
  Scan *scan = data;
  g_autofree char *where = NULL;

  if ((*record)->asset_path == NULL || (*record)->oddities & LIM_RECORD_FOLDER_DIFFERS
      || g_hash_table_contains (scan->images, (*record)->asset_path) || count_places (scan, *record, &where) == 0)
    return TRUE;
  g_mutex_lock (&scan->mutex);
  g_ptr_array_add (scan->found, g_steal_pointer (record));
  g_mutex_unlock (&scan->mutex);
  return TRUE;
}

static void
bring_home (Scan *scan, const LimRecord *record, GPtrArray *repairs)
{
  g_autofree char *where = NULL;
  g_autoptr (GError) error = NULL;

  if (count_places (scan, record, &where) > 1)
    note (repairs, LIM_REPAIR_FAILED,
          "%s: its image is expected at %s and lies in several other folders; delete all but the right one",
          record->id, record->asset_path);
  else if (scan->dry_run)
    note (repairs, LIM_REPAIR_WOULD, "%s: would move its image from %s to %s", record->id, where, record->asset_path);
  else if (!lim_store_move_asset (scan->project, scan->lock, record, where, NULL, &error))
    note (repairs, LIM_REPAIR_FAILED, "%s: its image could not be moved from %s: %s", record->id, where,
          error->message);
  else
    note (repairs, LIM_REPAIR_DONE, "%s: moved its image from %s to %s, where the record says it is", record->id,
          where, record->asset_path);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const LimRecord *const *x = a, *const *y = b;

  return strcmp ((*x)->id, (*y)->id);
}

static void
remove_old_temporaries (const LimProject *project, gboolean dry_run, GPtrArray *repairs)
{
  static const char *const folders[] = { "",        "records",           "comparisons", "canon",  "inputs",
                                         "outputs", "outputs/painterly", ".limner",     "assets", "exports" };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    remove_temporaries (project, folders[i], dry_run, repairs);
  for (guint i = 0; i < LIM_N_STATUSES; i++)
    remove_temporaries (project, lim_status_folder (i), dry_run, repairs);
}

static gboolean
scan_records (Scan *scan, const GPtrArray *ids, GPtrArray *repairs, GError **error)
{
  scan->images = lim_store_list_images (scan->project, error);
  if (scan->images == NULL)
    return FALSE;
  scan->found = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_record_free);
  g_mutex_init (&scan->mutex);

  /* What cannot be read is the business of whoever checks records; here it is passed over. */
  gboolean ok = lim_store_for_each_record (scan->project, ids, 0, look_at_record, NULL, scan, NULL, error);
  g_ptr_array_sort (scan->found, compare_ids);
  for (guint i = 0; ok && i < scan->found->len; i++)
    bring_home (scan, scan->found->pdata[i], repairs);

  g_mutex_clear (&scan->mutex);
  g_ptr_array_unref (scan->found);
  g_hash_table_unref (scan->images);
  return ok;
}

gboolean
lim_store_repair_all (const LimProject *project, const GPtrArray *ids, gboolean dry_run, GPtrArray *repairs,
                      GError **error)
{
  g_autoptr (GError) lock_error = NULL;
  g_autoptr (LimLock) lock = dry_run ? NULL : lim_lock_take (project, LIM_LOCK_WRITE, PATIENCE_MS, &lock_error);
  Repair repair = { .lock = lock, .repairs = repairs };
  Scan scan = { .project = project, .lock = lock, .dry_run = lock == NULL };

  /* What is read-only or busy can still be looked at. */
  if (lock_error != NULL)
    note (repairs, LIM_REPAIR_FAILED, "nothing can be repaired now: %s", lock_error->message);
  if (lock != NULL)
    lim_pending_for_each (project, repair_noted, &repair);
  remove_old_temporaries (project, scan.dry_run, repairs);
  return scan_records (&scan, ids, repairs, error);
}
