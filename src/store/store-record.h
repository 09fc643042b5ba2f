/* store-record.h: the records of a project, records/<id>.json: one, all, and saving them. */
#pragma once

#include "record.h"
#include "store-document.h"

/* The ids of all records, sorted by bytes. A name that is no good id is listed too: loading it says what is wrong.
 * Empty when there is no folder. (element-type char*), transfer full. */
GPtrArray *lim_store_list_records (const LimProject *project, GError **error);

/* Reads one record, together with the content to save it by. LIM_ERROR_NOT_FOUND names near ids. Transfer full. */
LimRecord *lim_store_load_record (const LimProject *project, const char *id, GError **error);
gboolean lim_store_has_record (const LimProject *project, const char *id);

/* What to do with record number @index of the run; may be called from several threads at once. @record is freed
 * afterwards unless it was taken with g_steal_pointer(). FALSE with @error ends the run. */
typedef gboolean (*LimRecordFunc) (gsize index, LimRecord **record, gpointer data, GError **error);

/* Number @index, the file @id, could not be read, because of @error. */
typedef void (*LimBadRecordFunc) (gsize index, const char *id, const GError *error, gpointer data);

/* Reads the records @ids (element-type char*) on @n_threads (0: one per processor) and calls @func for each. What cannot
 * be read ends nothing: @bad (may be NULL) hears of it when all is done, in the order of @ids and in the caller's
 * thread. @ids NULL: all of them. */
gboolean lim_store_for_each_record (const LimProject *project, const GPtrArray *ids, guint n_threads,
                                    LimRecordFunc func, LimBadRecordFunc bad, gpointer data,
                                    GCancellable *cancellable, GError **error);

/* Saves @record if its file is still what was read (content), or does not exist for a new one; else
 * LIM_ERROR_CONFLICT. LIM_ERROR_REFUSED when its lineage was changed into an illegal one (store-lineage.h). Sets content
 * to the new one. Takes the write lock. */
gboolean lim_store_save_record (const LimProject *project, LimRecord *record, GError **error);
gboolean lim_store_save_record_locked (const LimProject *project, const LimLock *lock, LimRecord *record,
                                       GError **error);

/* Many records that become durable together, with one sync for all. The write lock is held from new to free; so read
 * what is to be changed after that, and there will be no conflicts. Freeing without commit leaves every old file. The
 * version before the last batch stays in .limner/spare/, which the next batch writes over.
 *
 *   g_autoptr (LimRecordBatch) batch = lim_record_batch_new (project, &error);
 *   lim_record_batch_save (batch, record, &error) …    from several threads; LIM_ERROR_CONFLICT and REFUSED leave that one out
 *   lim_record_batch_commit (batch, &error);           a crash inside it leaves each file old or new */
typedef struct _LimRecordBatch LimRecordBatch;
LimRecordBatch *lim_record_batch_new (const LimProject *project, GError **error);
gboolean lim_record_batch_save (LimRecordBatch *batch, const LimRecord *record, GError **error);
gboolean lim_record_batch_commit (LimRecordBatch *batch, GError **error);
void lim_record_batch_free (LimRecordBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimRecordBatch, lim_record_batch_free)
