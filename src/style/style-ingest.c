#include "style-ingest-private.h"

#include "base-hash.h"
#include "base-pool.h"
#include "canon-rubric.h"
#include "record-ingested.h"
#include "store-record.h"
#include "style-identity.h"

#include <string.h>
#include <unistd.h>

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

static void
incoming_clear (gpointer data)
{
  LimIncoming *one = data;

  if (one->fd >= 0)
    close (one->fd);
  lim_trace_free (one->trace);
  lim_record_free (one->record);
  g_clear_error (&one->problem);
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
is_in_way (const LimIngest *self, const LimIncoming *one, const char *id, const char *asset_path, gboolean *in_place)
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
asset_path_of (const LimIngest *self, const LimIncoming *one, const char *id)
{
  LimStatus status = self->run->judgment != NULL ? self->run->judgment->status : LIM_STATUS_CANDIDATE;

  return g_strdup_printf ("%s/%s.%s", lim_status_folder (status), id,
                          lim_image_format_extension (one->marks.info.format));
}

/* The first of name, name-2, name-3 … that no other image has. */
static void
give_id (LimIngest *self, LimIncoming *one)
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
decide_same (LimIngest *self, LimIncoming *one, const LimIngestKnown *known)
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
new_record (const LimIngest *self, const LimIncoming *one)
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
add_to_index (LimIngest *self, const LimIncoming *one)
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
decide_new (LimIngest *self, LimIncoming *one)
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
decide (LimIngest *self, LimIncoming *one)
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
check_identity (const LimIngest *self, const LimIncoming *one, GError **error)
{
  const LimJudgment *judgment = self->run->judgment;

  return one->record == NULL || judgment == NULL || self->run->shows == NULL
         || judgment->status != LIM_STATUS_APPROVED
         || lim_style_identity_check_approval (self->project, self->run->canon, one->record,
                                               judgment->override_reason, error);
}

/* -- Reporting -- */

static void
count (LimIngest *self, LimIncoming *one)
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
begin_chunk (LimIngest *self, const GPtrArray *files, guint from)
{
  g_array_set_size (self->chunk, 0);
  for (guint i = from; i < MIN (from + CHUNK, files->len); i++)
    {
      LimIncoming one = { .source = files->pdata[i], .item = g_new0 (LimIngestItem, 1), .fd = -1 };

      one.item->path = g_strdup (one.source->path);
      g_ptr_array_add (self->report->items, one.item);
      g_array_append_val (self->chunk, one);
    }
}

static gboolean
do_chunk (LimIngest *self, GError **error)
{
  if (!lim_pool_run (0, self->chunk->len, lim_ingest_look, self, self->context->cancellable, error))
    return FALSE;
  for (guint i = 0; i < self->chunk->len; i++)
    {
      LimIncoming *one = &g_array_index (self->chunk, LimIncoming, i);

      decide (self, one);
      if (!check_identity (self, one, error))
        return FALSE;
    }
  if (!self->run->dry_run && !lim_ingest_bring_in (self, error))
    return FALSE;
  for (guint i = 0; i < self->chunk->len; i++)
    count (self, &g_array_index (self->chunk, LimIncoming, i));
  return TRUE;
}

static gboolean
do_all (LimIngest *self, const GPtrArray *files, GError **error)
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
  g_autoptr (GArray) chunk = g_array_new (FALSE, FALSE, sizeof (LimIncoming));
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (LimLock) lock = NULL;
  LimIngest ingest = { context, project, run, report, NULL, ids, chunk };

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
