#include "style-ingest-private.h"

#include "base-file.h"
#include "base-hash.h"
#include "base-pool.h"
#include "base-text.h"
#include "canon-rubric.h"
#include "imaging-fingerprint.h"
#include "imaging-metadata.h"
#include "imaging-png.h"
#include "record-ingested.h"
#include "store-adopt.h"
#include "store-record.h"
#include "style-identity.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE_BYTES ((guint64) 256 << 20)
#define CHUNK 32u /* images that become durable together */

const char *
lim_ingest_fate_name (LimIngestFate fate)
{
  static const char *const names[] = { "new", "same", "finished", "back", "near", "failed" };

  return names[fate];
}

static void
item_free (gpointer data)
{
  LimIngestItem *item = data;

  g_free (item->path);
  g_free (item->id);
  g_free (item->asset_path);
  g_free (item->like);
  g_free (item->tool);
  g_free (item);
}

LimIngestReport *
lim_ingest_report_new (void)
{
  LimIngestReport *report = g_new0 (LimIngestReport, 1);

  report->items = g_ptr_array_new_with_free_func (item_free);
  report->problems = lim_problems_new ();
  return report;
}

void
lim_ingest_report_free (LimIngestReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->items);
  g_ptr_array_unref (report->problems);
  g_free (report);
}

/* One file while its chunk is worked on. */
typedef struct
{
  const LimIngestFile *source;
  LimIngestItem *item;
  int fd; /* -1: not open */
  struct stat seen;
  LimImageFile marks;
  LimTrace *trace;
  LimRecord *record;
  gboolean in_place; /* the image lies there already, from a run that was stopped */
  GError *problem;
} Incoming;

static void
incoming_clear (gpointer data)
{
  Incoming *one = data;

  if (one->fd >= 0)
    close (one->fd);
  lim_trace_free (one->trace);
  lim_record_free (one->record);
  g_clear_error (&one->problem);
}

typedef struct
{
  const LimContext *context;
  const LimProject *project;
  const LimIngestRun *run;
  LimIngestReport *report;
  LimIngestIndex *index;
  GHashTable *ids; /* given in this run */
  GArray *chunk;   /* (element-type Incoming) */
} Ingest;

/* -- Looking at a file -- */

static GBytes *
read_whole (int fd, guint64 size, const char *path, GError **error)
{
  g_autofree guint8 *data = g_malloc (MAX (size, 1));

  for (guint64 at = 0; at < size;)
    {
      ssize_t got = pread (fd, data + at, size - at, (off_t) at);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          lim_fail_errno (error, errno, path, "read it");
          return NULL;
        }
      if (got == 0)
        return lim_fail_null (error, LIM_ERROR_CONFLICT, "%s: became shorter while it was read; ingest it again",
                              path);
      at += (guint64) got;
    }
  return g_bytes_new_take (g_steal_pointer (&data), size);
}

static LimTrace *
read_trace (GBytes *bytes, const char *path, LimProgress *progress)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) texts = lim_image_read_texts (bytes, path, notes, NULL);
  LimTrace *trace = texts != NULL ? lim_trace_read ((const char *const *) texts) : NULL;

  for (guint i = 0; i < notes->len; i++)
    lim_progress_note (progress, "%s: %s", path, (const char *) notes->pdata[i]);
  if (trace != NULL)
    return trace;
  g_autofree char *hidden = lim_image_read_hidden (bytes);
  const char *const pair[] = { "hidden", hidden, NULL };

  return hidden != NULL ? lim_trace_read (pair) : NULL;
}

static gboolean
look_at_pixels (Incoming *one, GBytes *bytes, GError **error)
{
  const char *path = one->source->path;
  LimImageMarks marks;
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  if (!lim_image_probe_bytes (data, length, path, &one->marks.info, error)
      || !lim_png_check_sums (data, length, path, error) || !lim_image_marks_bytes (bytes, path, &marks, error))
    return FALSE;
  one->marks.fingerprint = marks.fingerprint;
  g_strlcpy (one->marks.pixels_sha256, marks.pixels_sha256, sizeof one->marks.pixels_sha256);
  return TRUE;
}

static gboolean
check_place (const Ingest *self, const char *path, GError **error)
{
  g_autofree char *real = realpath (path, NULL);
  g_autofree char *outputs = lim_project_path (self->project, "outputs/");

  return real == NULL || !g_str_has_prefix (real, outputs)
         || lim_fail (
             error, LIM_ERROR_BAD_INPUT,
             "%s: lies in the project's own outputs, where only its records put images; move it out of there "
             "first",
             path);
}

static gboolean
open_source (const Ingest *self, Incoming *one, GError **error)
{
  const char *path = one->source->path;
  guint64 size;

  if (!check_place (self, path, error))
    return FALSE;
  one->fd = lim_file_open (path, &size, error);
  if (one->fd < 0)
    return FALSE;
  if (fstat (one->fd, &one->seen) < 0)
    return lim_fail_errno (error, errno, path, "look at it");
  if (size > MAX_FILE_BYTES)
    {
      g_autofree char *has = lim_text_bytes (size), *may = lim_text_bytes (MAX_FILE_BYTES);

      return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: has %s; images of up to %s are taken", path, has, may);
    }
  return TRUE;
}

static gboolean
examine (const Ingest *self, Incoming *one, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *sha256 = NULL;

  if (!open_source (self, one, error)
      || (bytes = read_whole (one->fd, (guint64) one->seen.st_size, one->source->path, error)) == NULL)
    return FALSE;
  sha256 = lim_sha256_hex (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  g_strlcpy (one->marks.sha256, sha256, sizeof one->marks.sha256);
  if (lim_ingest_index_find (self->index, sha256) != NULL) /* nothing more is needed of it */
    return TRUE;
  if (!look_at_pixels (one, bytes, error))
    return FALSE;
  one->trace = read_trace (bytes, one->source->path, self->context->progress);
  return TRUE;
}

static gboolean
examine_one (gsize number, gpointer data, GError **error G_GNUC_UNUSED)
{
  Ingest *self = data;
  Incoming *one = &g_array_index (self->chunk, Incoming, number);

  examine (self, one, &one->problem);
  lim_progress_step (self->context->progress, 1, one->source->name);
  return TRUE;
}

/* -- Deciding -- */

/* Whether @path holds these bytes. */
static gboolean
holds (const char *path, const char *sha256)
{
  g_autofree char *found = lim_sha256_file_hex (path, NULL);

  return g_strcmp0 (found, sha256) == 0;
}

/* Whether a file of that base name lies in the folder of a status, and is not the one that shall lie there. */
static gboolean
is_in_way (const Ingest *self, const Incoming *one, const char *id, const char *asset_path, gboolean *in_place)
{
  static const char *const endings[] = { "png", "jpg", "jpeg", "webp" };

  *in_place = FALSE;
  for (guint status = 0; status < LIM_N_STATUSES; status++)
    for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
      {
        g_autofree char *relative = g_strdup_printf ("%s/%s.%s", lim_status_folder (status), id, endings[i]);
        g_autofree char *path = lim_project_path (self->project, relative);

        if (!g_file_test (path, G_FILE_TEST_EXISTS))
          continue;
        if (strcmp (relative, asset_path) != 0 || !holds (path, one->marks.sha256))
          return TRUE;
        *in_place = TRUE;
      }
  return FALSE;
}

static char *
asset_path_of (const Ingest *self, const Incoming *one, const char *id)
{
  LimStatus status = self->run->judgment != NULL ? self->run->judgment->status : LIM_STATUS_CANDIDATE;

  return g_strdup_printf ("%s/%s.%s", lim_status_folder (status), id,
                          lim_image_format_extension (one->marks.info.format));
}

/* The first of name, name-2, name-3 … that no other image has. */
static void
give_id (Ingest *self, Incoming *one)
{
  g_autofree char *name = lim_ingest_id_from_name (one->source->name);

  for (guint n = 1;; n++)
    {
      g_autofree char *id = n == 1 ? g_strdup (name) : g_strdup_printf ("%s-%u", name, n);
      g_autofree char *asset_path = asset_path_of (self, one, id);

      if (g_hash_table_contains (self->ids, id) || lim_store_has_record (self->project, id)
          || is_in_way (self, one, id, asset_path, &one->in_place))
        continue;
      g_hash_table_add (self->ids, g_strdup (id));
      one->item->id = g_steal_pointer (&id);
      one->item->asset_path = g_steal_pointer (&asset_path);
      return;
    }
}

/* The same bytes are known: by an image, or by a record whose image is gone. */
static void
decide_same (Ingest *self, Incoming *one, const LimIngestKnown *known)
{
  gboolean gone = known->file.path == NULL && known->asset_path != NULL;
  gboolean own = self->run->mode == LIM_INGEST_MOVE && g_strcmp0 (known->original_name, one->source->name) == 0
                 && g_strcmp0 (known->ingest_sha256, one->marks.sha256) == 0 && known->file.path != NULL
                 && holds (known->file.path, one->marks.sha256); /* by its bytes, for the source goes */

  one->item->like = g_strdup (known->id);
  one->item->fate = gone ? LIM_INGEST_BACK : own ? LIM_INGEST_FINISHED : LIM_INGEST_SAME;
  if (gone)
    {
      one->item->id = g_strdup (known->id);
      one->item->asset_path = g_strdup (known->asset_path);
    }
}

static LimRecord *
new_record (const Ingest *self, const Incoming *one)
{
  g_autofree char *now = lim_clock_now_iso (self->context->clock);
  const LimImageInfo *info = &one->marks.info;
  const LimRenderFacts facts = { .created_at = now,
                                 .format = lim_image_format_name (info->format),
                                 .width = info->width,
                                 .height = info->height,
                                 .bytes = info->bytes };
  const LimIngestFacts ingest = { .original_name = one->source->name,
                                  .sha256 = one->marks.sha256,
                                  .ingested_at = now,
                                  .trace = one->trace,
                                  .shows = self->run->shows };
  LimRecord *record = lim_record_new_ingested (one->item->id, &facts, &ingest);

  if (self->run->judgment != NULL)
    lim_record_judge (record, self->run->judgment);
  return record;
}

/* From now on others are held against it, too. */
static void
add_to_index (Ingest *self, const Incoming *one)
{
  LimIngestKnown *known = g_new0 (LimIngestKnown, 1);
  struct stat info = one->seen;

  known->id = g_strdup (one->item->id);
  known->file = one->marks;
  known->file.path = lim_project_path (self->project, one->item->asset_path);
  known->file.mtime_ns = (gint64) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
  known->asset_path = g_strdup (one->item->asset_path);
  known->original_name = g_strdup (one->source->name);
  known->ingest_sha256 = g_strdup (one->marks.sha256);
  lim_ingest_index_add (self->index, known);
}

static void
decide_new (Ingest *self, Incoming *one)
{
  LimIngestItem *item = one->item;
  const LimIngestKnown *near = lim_ingest_index_near (self->index, &one->marks, &item->distance);

  item->like = near != NULL ? g_strdup (near->id) : NULL;
  item->tool = one->trace != NULL ? g_strdup (one->trace->tool) : NULL;
  item->has_prompt = one->trace != NULL && (one->trace->known & LIM_KNOWN_PROMPT) != 0;
  item->fate = near != NULL && self->run->skip_near ? LIM_INGEST_NEAR : LIM_INGEST_NEW;
  if (item->fate == LIM_INGEST_NEAR)
    return;
  give_id (self, one);
  one->record = new_record (self, one);
  add_to_index (self, one);
}

static void
decide (Ingest *self, Incoming *one)
{
  const LimIngestKnown *known = one->problem == NULL ? lim_ingest_index_find (self->index, one->marks.sha256) : NULL;

  if (one->problem != NULL)
    one->item->fate = LIM_INGEST_FAILED;
  else if (known != NULL)
    decide_same (self, one, known);
  else
    decide_new (self, one);
}

/* A named subject is approved only past its gates; what holds for one of a run holds for all. */
static gboolean
check_identity (const Ingest *self, const Incoming *one, GError **error)
{
  const LimJudgment *judgment = self->run->judgment;

  return one->record == NULL || judgment == NULL || self->run->shows == NULL
         || judgment->status != LIM_STATUS_APPROVED
         || lim_style_identity_check_approval (self->project, self->run->canon, one->record,
                                               judgment->override_reason, error);
}

/* -- Bringing in -- */

static gboolean
wants_place (const Incoming *one)
{
  return one->problem == NULL && (one->item->fate == LIM_INGEST_NEW || one->item->fate == LIM_INGEST_BACK)
         && !one->in_place;
}

/* The file is still the one that was looked at. */
static gboolean
check_unchanged (const Incoming *one, GError **error)
{
  struct stat now;

  if (fstat (one->fd, &now) == 0 && now.st_size == one->seen.st_size && now.st_mtim.tv_sec == one->seen.st_mtim.tv_sec
      && now.st_mtim.tv_nsec == one->seen.st_mtim.tv_nsec)
    return TRUE;
  return lim_fail (error, LIM_ERROR_CONFLICT, "%s: changed while it was ingested; ingest it again",
                   one->source->path);
}

static gboolean
place_one (gsize number, gpointer data, GError **error G_GNUC_UNUSED)
{
  Ingest *self = data;
  Incoming *one = &g_array_index (self->chunk, Incoming, number);
  gboolean by_link = self->run->mode == LIM_INGEST_LINK, linked = FALSE;

  if (!wants_place (one))
    return TRUE;
  if (!lim_store_adopt_image (self->project, one->fd, one->item->asset_path, by_link, &linked, &one->problem))
    return TRUE;
  if (!check_unchanged (one, &one->problem))
    {
      g_autofree char *path = lim_project_path (self->project, one->item->asset_path);

      unlink (path);
    }
  one->item->copied = by_link && !linked;
  return TRUE;
}

static gboolean
save_records (Ingest *self, GError **error)
{
  g_autoptr (LimRecordBatch) batch = lim_record_batch_new (self->project, error);

  for (guint i = 0; batch != NULL && i < self->chunk->len; i++)
    {
      Incoming *one = &g_array_index (self->chunk, Incoming, i);

      if (one->record != NULL && one->problem == NULL)
        lim_record_batch_save (batch, one->record, &one->problem);
    }
  return batch != NULL && lim_record_batch_commit (batch, error);
}

/* Only when the name still leads to the file whose bytes are in the project now. */
static void
remove_source (const Ingest *self, Incoming *one)
{
  struct stat now;

  if (self->run->mode != LIM_INGEST_MOVE || one->problem != NULL || one->item->fate == LIM_INGEST_SAME
      || one->item->fate == LIM_INGEST_NEAR)
    return;
  if (lstat (one->source->path, &now) < 0 || now.st_ino != one->seen.st_ino || now.st_dev != one->seen.st_dev
      || !check_unchanged (one, NULL))
    lim_progress_note (self->context->progress, "%s: changed or is a link, so it was not removed", one->source->path);
  else if (unlink (one->source->path) < 0)
    lim_progress_note (self->context->progress, "%s: is in the project now, but could not be removed: %s",
                       one->source->path, g_strerror (errno));
}

static gboolean
bring_in (Ingest *self, GError **error)
{
  if (!lim_pool_run (0, self->chunk->len, place_one, self, NULL, error)
      || !lim_store_sync_images (self->project, error) || !save_records (self, error))
    return FALSE;
  for (guint i = 0; i < self->chunk->len; i++)
    remove_source (self, &g_array_index (self->chunk, Incoming, i));
  return TRUE;
}

/* -- Reporting -- */

static void
count (Ingest *self, Incoming *one)
{
  LimIngestReport *report = self->report;
  LimIngestItem *item = one->item;

  if (one->problem != NULL)
    {
      item->fate = LIM_INGEST_FAILED;
      lim_problems_add (report->problems, item->path, one->problem->message);
    }
  report->n_new += item->fate == LIM_INGEST_NEW;
  report->n_same += item->fate == LIM_INGEST_SAME;
  report->n_finished += item->fate == LIM_INGEST_FINISHED;
  report->n_back += item->fate == LIM_INGEST_BACK;
  report->n_near_skipped += item->fate == LIM_INGEST_NEAR;
  report->n_failed += item->fate == LIM_INGEST_FAILED;
  report->n_near += item->fate == LIM_INGEST_NEW && item->like != NULL;
  report->n_with_prompt += item->fate == LIM_INGEST_NEW && item->has_prompt;
  report->n_copied += item->copied;
}

/* -- A chunk -- */

static void
begin_chunk (Ingest *self, const GPtrArray *files, guint from)
{
  g_array_set_size (self->chunk, 0);
  for (guint i = from; i < MIN (from + CHUNK, files->len); i++)
    {
      Incoming one = { .source = files->pdata[i], .item = g_new0 (LimIngestItem, 1), .fd = -1 };

      one.item->path = g_strdup (one.source->path);
      g_ptr_array_add (self->report->items, one.item);
      g_array_append_val (self->chunk, one);
    }
}

static gboolean
do_chunk (Ingest *self, GError **error)
{
  if (!lim_pool_run (0, self->chunk->len, examine_one, self, self->context->cancellable, error))
    return FALSE;
  for (guint i = 0; i < self->chunk->len; i++)
    {
      Incoming *one = &g_array_index (self->chunk, Incoming, i);

      decide (self, one);
      if (!check_identity (self, one, error))
        return FALSE;
    }
  if (!self->run->dry_run && !bring_in (self, error))
    return FALSE;
  for (guint i = 0; i < self->chunk->len; i++)
    count (self, &g_array_index (self->chunk, Incoming, i));
  return TRUE;
}

static gboolean
do_all (Ingest *self, const GPtrArray *files, GError **error)
{
  gboolean well = TRUE;

  lim_progress_begin (self->context->progress, files->len, "image", "Ingesting");
  for (guint at = 0; at < files->len && well; at += CHUNK)
    {
      begin_chunk (self, files, at);
      well = do_chunk (self, error);
      if (!well) /* what was begun in this chunk did not come to pass */
        g_ptr_array_set_size (self->report->items, (int) at);
    }
  lim_progress_end (self->context->progress);
  return well;
}

static gboolean
check_judgment (const LimIngestRun *run, GError **error)
{
  return run->judgment == NULL || run->canon == NULL || lim_canon_check_judgment (run->canon, run->judgment, error);
}

gboolean
lim_style_ingest (const LimContext *context, const LimProject *project, const LimIngestRun *run,
                  LimIngestReport *report, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) chunk = g_array_new (FALSE, FALSE, sizeof (Incoming));
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (LimLock) lock = NULL;
  Ingest ingest = { context, project, run, report, NULL, ids, chunk };

  g_array_set_clear_func (chunk, incoming_clear);
  if (!check_judgment (run, error)
      || (files = lim_ingest_list_files (run->paths, &report->n_other_files, error)) == NULL
      || (!run->dry_run && (lock = lim_lock_take (project, LIM_LOCK_RUN, 0, error)) == NULL))
    return FALSE;
  g_autoptr (LimIngestIndex) index = lim_ingest_index_new (context, project, error);
  if (index == NULL)
    return FALSE;
  ingest.index = index;
  gboolean well = do_all (&ingest, files, error);
  if (!run->dry_run)
    lim_ingest_index_remember (index, project);
  return well;
}
