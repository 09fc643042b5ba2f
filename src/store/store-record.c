#include "store-record.h"

#include "base-pool.h"
#include "base-text.h"
#include "store-record-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static char *
record_path (const char *id)
{
  return g_strconcat ("records/", id, ".json", NULL);
}

GPtrArray *
lim_store_list_records (const LimProject *project, GError **error)
{
  return lim_store_list_names (project, "records", ".json", error);
}

gboolean
lim_store_has_record (const LimProject *project, const char *id)
{
  g_autofree char *relative = record_path (id);
  g_autofree char *path = lim_project_path (project, relative);

  return lim_record_check_id (id, NULL) && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* -- One -- */

/* The message for an id that no file has, with the id that was perhaps meant. */
static gpointer
fail_unknown (const LimProject *project, const char *id, GError **error)
{
  g_autoptr (GPtrArray) ids = lim_store_list_records (project, NULL);
  g_autofree char *meant = NULL;

  if (ids != NULL)
    {
      g_ptr_array_add (ids, NULL);
      meant = lim_text_did_you_mean (id, (const char *const *) ids->pdata);
    }
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "no record “%s” in %s/records.%s", id,
                        lim_project_folder (project), meant != NULL ? meant : "");
}

/* The record of a document that came from disk: what it was then is kept, for saving if unchanged. Takes @doc. */
static LimRecord *
record_as_read (const char *id, LimJsonDoc *doc, GError **error)
{
  LimRecord *record = lim_record_from_doc (id, doc, error);
  gsize length = 0;

  if (record != NULL)
    {
      const char *source = lim_json_doc_source (doc, &length);
      record->content = g_bytes_new_static (source, length); /* lives in doc, which lives as long as the record */
    }
  return record;
}

static LimRecord *
read_record (int folder, const char *id, GError **error)
{
  g_autofree char *relative = record_path (id);
  gsize length = 0;
  char *text = lim_record_file_read (folder, relative, &length, error);

  if (text == NULL)
    return NULL;
  LimJsonDoc *doc = lim_json_parse_take (relative, text, length, error);
  return doc != NULL ? record_as_read (id, doc, error) : NULL;
}

/* Opens records/, which must lie in the project. Negative on failure. */
static int
open_folder (const LimProject *project, GError **error)
{
  g_autofree char *folder = lim_store_resolve (project, "records", error);
  int fd = folder != NULL ? open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

  if (folder != NULL && fd < 0)
    lim_fail_errno (error, errno, folder, "open the folder");
  return fd;
}

LimRecord *
lim_store_load_record (const LimProject *project, const char *id, GError **error)
{
  g_autoptr (GError) load_error = NULL;
  LimRecord *record = NULL;

  if (!lim_record_check_id (id, error))
    return NULL;
  int folder = open_folder (project, &load_error);
  if (folder >= 0)
    {
      record = read_record (folder, id, &load_error);
      close (folder);
    }
  if (g_error_matches (load_error, LIM_ERROR, LIM_ERROR_NOT_FOUND))
    return fail_unknown (project, id, error);
  if (load_error != NULL)
    g_propagate_error (error, g_steal_pointer (&load_error));
  return record;
}

gboolean
lim_store_save_record_locked (const LimProject *project, const LimLock *lock, LimRecord *record, GError **error)
{
  g_autofree char *relative = record_path (record->id);
  g_autoptr (GBytes) bytes = NULL;

  if (!lim_record_check_id (record->id, error))
    return FALSE;
  bytes = lim_json_doc_to_bytes (record->doc);
  if (!lim_store_save_document_locked (project, lock, relative, bytes, record->content, error))
    return FALSE;
  g_clear_pointer (&record->content, g_bytes_unref);
  record->content = g_steal_pointer (&bytes);
  return TRUE;
}

gboolean
lim_store_save_record (const LimProject *project, LimRecord *record, GError **error)
{
  g_autoptr (LimLock) lock = lim_lock_take (project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);

  return lock != NULL && lim_store_save_record_locked (project, lock, record, error);
}

/* -- All -- */

typedef struct
{
  gsize index;
  GError *error;
} BadRecord;

typedef struct
{
  const GPtrArray *ids;
  int folder; /* descriptor of records/: a name then costs no walk down the path */
  LimRecordFunc func;
  gpointer data;
  GMutex lock; /* over bad */
  GArray *bad; /* (element-type BadRecord) */
} Run;

static gboolean
do_record (gsize index, gpointer data, GError **error)
{
  Run *run = data;
  BadRecord bad = { .index = index };
  g_autoptr (LimRecord) record = read_record (run->folder, run->ids->pdata[index], &bad.error);

  if (record != NULL)
    return run->func (index, &record, run->data, error);

  g_mutex_lock (&run->lock);
  g_array_append_val (run->bad, bad);
  g_mutex_unlock (&run->lock);
  return TRUE;
}

static int
compare_bad (gconstpointer a, gconstpointer b)
{
  const BadRecord *x = a, *y = b;

  return (x->index > y->index) - (x->index < y->index);
}

static void
tell_bad (Run *run, LimBadRecordFunc bad)
{
  g_array_sort (run->bad, compare_bad);
  for (guint i = 0; i < run->bad->len; i++)
    {
      BadRecord *item = &g_array_index (run->bad, BadRecord, i);

      if (bad != NULL)
        bad (item->index, run->ids->pdata[item->index], item->error, run->data);
      g_error_free (item->error);
    }
}

gboolean
lim_store_for_each_record (const LimProject *project, const GPtrArray *ids, guint n_threads, LimRecordFunc func,
                           LimBadRecordFunc bad, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) all = ids == NULL ? lim_store_list_records (project, error) : NULL;
  Run run = { .ids = ids != NULL ? ids : all, .func = func, .data = data };

  if (run.ids == NULL)
    return FALSE;
  if (run.ids->len == 0)
    return TRUE;

  run.folder = open_folder (project, error);
  if (run.folder < 0)
    return FALSE;

  g_autoptr (GArray) bad_records = g_array_new (FALSE, FALSE, sizeof (BadRecord));
  run.bad = bad_records;
  g_mutex_init (&run.lock);
  gboolean ok = lim_pool_run (n_threads, run.ids->len, do_record, &run, cancellable, error);
  tell_bad (&run, bad);
  g_mutex_clear (&run.lock);
  close (run.folder);
  return ok;
}
