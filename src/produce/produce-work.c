/* produce-work.c: one try at one job, from its note in the database to its record. */

#include "produce-try.h"

#include "base-file.h"
#include "base-hash.h"
#include "produce-keep.h"
#include "store-document.h"

#include <string.h>

#define SLOW_REST_MS 60000 /* a server that was too slow gets no job so long */
#define MAX_SOURCE (256u << 20)

void
lim_produce_result_clear (LimProduceResult *result)
{
  g_clear_error (&result->error);
}

/* -- What the provider hears and says -- */

static void
on_progress (double share, gpointer data)
{
  LimProduceTry *try = data;

  lim_produce_tell_progress (try->run, try->entry, share);
}

static void
on_preview (GBytes *image, gpointer data)
{
  LimProduceTry *try = data;

  lim_produce_tell_preview (try->run, try->entry, image);
}

static void
on_rendered (gpointer data)
{
  LimProduceTry *try = data;

  try->rendered (try->run, try->entry);
}

/* The picture the image starts from. Its failure is this image's alone. NULL without @error: it starts from words. */
static GBytes *
read_source (LimProduceTry *try, GError **error)
{
  const char *relative = try->entry->job->recipe->source_image;
  g_autofree char *path = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length = 0;
  char *data = NULL;

  if (relative == NULL || (path = lim_store_resolve (try->run->project, relative, error)) == NULL)
    return NULL;
  data = lim_file_read (path, MAX_SOURCE, &length, &cause);
  if (data == NULL)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "the picture it starts from cannot be read: %s",
                          cause->message);
  return g_bytes_new_take (data, length);
}

static gboolean
call_provider (LimProduceTry *try, gboolean ask, GError **error)
{
  const LimImageProvider *provider = try->run->provider;
  const LimJob *row = try->entry->row;
  const LimRenderEvents events = { on_progress, on_preview, on_rendered, try };
  LimRenderRequest request = {
    .recipe = try->entry->job->recipe,
    .server = try->server,
    .events = &events,
    .asset_id = try->entry->job->id,
    .job_id = row->sent_id,
    .attempt = row->attempt > 0 ? row->attempt - 1 : 0,
    .cancellable = try->entry->cancellable,
  };
  g_autoptr (GError) cause = NULL;
  g_autoptr (GBytes) source = read_source (try, &cause);

  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  request.source = source;
  return (ask ? provider->recover : provider->render) (try->run->state, &request, &try->reply, error);
}

/* -- Sending -- */

/* An id for one sending. Key and attempt are in it, so that no two sendings share one even where the random source
 * repeats itself. */
static char *
new_sent_id (LimRandom *random, const LimJob *row)
{
  g_autofree char *lot = g_strdup_printf ("%016" G_GINT64_MODIFIER "x/%u", lim_random_u64 (random), row->attempt);
  g_autoptr (LimHasher) hasher = lim_hasher_new ();

  lim_hasher_add_string (hasher, lot);
  lim_hasher_add_string (hasher, row->key);

  g_autofree char *hex = lim_hasher_finish_hex (hasher);
  hex[12] = '4';                                        /* version: random */
  hex[16] = "89ab"[g_ascii_xdigit_value (hex[16]) & 3]; /* variant: RFC 4122 */
  return g_strdup_printf ("%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

/* Notes that the job is about to be sent, under a new id. What another server may still have of it is a stray then. */
static gboolean
note_sent (LimProduceTry *try, GError **error)
{
  LimProduceRun *run = try->run;
  LimJob *row = try->entry->row;

  if (row->state == LIM_JOB_SENT && !lim_jobs_add_stray (run->db, row->provider, row->server, row->sent_id, error))
    return FALSE;
  g_free (row->server);
  row->server = g_strdup (run->servers[try->server].name);
  g_mutex_lock (&run->lock); /* one random source for all */
  g_free (row->sent_id);
  row->sent_id = new_sent_id (run->context->random, row);
  g_mutex_unlock (&run->lock);
  row->attempt++;
  if (!lim_produce_put (run, try->entry, LIM_JOB_SENT, NULL, error))
    return FALSE;
  lim_produce_tell_stage (run, try->entry, LIM_STAGE_SENT, NULL);
  return TRUE;
}

/* -- Keeping it -- */

static gboolean
note_rendered (LimProduceTry *try, GError **error)
{
  LimJob *row = try->entry->row;
  gsize length;
  const void *data = g_bytes_get_data (try->reply.image, &length);

  g_free (row->image_sha256);
  row->image_sha256 = lim_sha256_hex (data, (gssize) length);
  row->elapsed_ms = try->reply.elapsed_ms;
  g_clear_pointer (&row->message, g_free);
  if (!lim_produce_put (try->run, try->entry, LIM_JOB_RENDERED, NULL, error))
    return FALSE;
  lim_produce_tell_stage (try->run, try->entry, LIM_STAGE_RENDERED, NULL);
  return TRUE;
}

static gboolean
keep_new (LimProduceTry *try, GError **error)
{
  const LimProduceJob *job = try->entry->job;
  LimJob *row = try->entry->row;

  g_free (row->record);
  g_free (row->asset_path);
  row->record = lim_produce_write_record (try->run, job, &try->reply, &row->asset_path);
  if (!note_rendered (try, error)
      || !lim_produce_store_image (try->run->project, row->asset_path, try->reply.image, error))
    return FALSE;
  lim_produce_tell_stage (try->run, try->entry, LIM_STAGE_STORED, NULL);
  return lim_produce_create_record (try->run->project, job->id, row->record, error);
}

/* The record says first that its picture was made again; a crash in between leaves the picture missing, and it is made
 * once more. */
static gboolean
keep_restored (LimProduceTry *try, GError **error)
{
  const LimProduceJob *job = try->entry->job;

  return note_rendered (try, error) && lim_produce_note_restored (try->run, job, &try->reply, error)
         && lim_produce_store_image (try->run->project, job->asset_path, try->reply.image, error);
}

static void
finish (LimProduceTry *try, guint *counter)
{
  GError *trouble = NULL;

  if (!lim_produce_put (try->run, try->entry, LIM_JOB_DONE, NULL, &trouble))
    {
      lim_produce_stop (try, trouble);
      return;
    }
  lim_produce_count (try->run, try->entry, counter);
  lim_produce_tell_stage (try->run, try->entry, LIM_STAGE_DONE, NULL);
}

static void
keep (LimProduceTry *try, gboolean collected)
{
  LimProduceReport *report = try->run->report;
  g_autoptr (GError) cause = NULL;

  if (!(try->entry->job->kind == LIM_PRODUCE_RESTORE ? keep_restored : keep_new) (try, &cause))
    lim_produce_fail_keeping (try, cause);
  else
    finish (try, collected ? &report->collected : &report->made);
}

/* -- Away from a slow server -- */

/* Takes the job back from its server, which may have finished it just now; then the picture counts. */
static void
move_away (LimProduceTry *try)
{
  LimProduceRun *run = try->run;
  guint tries = 0;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) late = NULL;

  lim_fail (&late, LIM_ERROR_PROVIDER, "%s takes far longer than the others; the image is given to another server",
            run->servers[try->server].name);
  try->result->verdict = LIM_SERVER_WANTS_REST;
  try->result->rest_ms = SLOW_REST_MS;
  g_clear_error (&try->result->error);
  try->result->error = g_error_copy (late);
  if (!run->provider->cancel (run->state, try->server, try->entry->row->sent_id, try->entry->cancellable, &cause))
    {
      try->result->outcome = LIM_OUTCOME_HELD; /* it cannot be told: the job stays there */
      return;
    }
  lim_render_reply_clear (&try->reply);
  memset (&try->reply, 0, sizeof try->reply);
  if (call_provider (try, TRUE, &cause))
    keep (try, TRUE);
  else
    lim_produce_try_again (try, &tries, 1, late);
}

/* -- One try -- */

static void
make_and_keep (LimProduceTry *try)
{
  const LimJob *row = try->entry->row;
  gboolean ask = row->state == LIM_JOB_SENT && try->run->provider->recover != NULL
                 && lim_produce_find_server (try->run, row->server) == (int) try->server;
  g_autoptr (GError) cause = NULL;

  if (!ask && !note_sent (try, &cause))
    {
      lim_produce_stop (try, g_steal_pointer (&cause));
      return;
    }
  if (!call_provider (try, ask, &cause))
    {
      if (!lim_produce_fail (try, cause))
        move_away (try);
      return;
    }
  try->result->verdict = LIM_SERVER_DID_WELL;
  keep (try, ask);
}

/* The picture lies there, as the row says; only its record is missing. */
static void
finish_record (LimProduceTry *try)
{
  g_autoptr (GError) cause = NULL;

  if (!lim_produce_create_record (try->run->project, try->entry->job->id, try->entry->row->record, &cause))
    lim_produce_fail_keeping (try, cause);
  else
    finish (try, &try->run->report->collected);
}

static void
refuse_in_way (LimProduceTry *try)
{
  g_autofree char *image = lim_produce_find_picture (try->run->project, try->entry->job);
  g_autoptr (GError) cause = NULL;

  lim_fail (&cause, LIM_ERROR_CONFLICT,
            "%s lies where the picture should go, and no record tells of it. Move it away to have a new one made",
            image != NULL ? image : "a file");
  lim_produce_give_up (try, LIM_JOB_FAILED, cause);
}

void
lim_produce_try (LimProduceRun *run, LimProduceEntry *entry, guint server,
                 void (*rendered) (LimProduceRun *run, LimProduceEntry *entry), LimProduceResult *result)
{
  LimProduceTry try = { .run = run, .entry = entry, .server = server, .rendered = rendered, .result = result };
  g_auto (LimProduceView) view = { 0 };
  GError *trouble = NULL;

  result->outcome = LIM_OUTCOME_ENDED;
  /* Looked at again: another program may have been at work since the run began. */
  if (!lim_produce_look (run->project, run->db, entry->job, &view, &trouble))
    lim_produce_stop (&try, trouble);
  else if (view.fate == LIM_FATE_EXISTS)
    finish (&try, &run->report->collected);
  else if (view.fate == LIM_FATE_IN_WAY)
    refuse_in_way (&try);
  else if (view.image != NULL)
    finish_record (&try);
  else
    make_and_keep (&try);
  lim_render_reply_clear (&try.reply);
}
