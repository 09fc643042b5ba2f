/* produce-work.c: one job from its note in the database to its record. */

#include "produce-private.h"

#include "base-file.h"
#include "base-hash.h"
#include "produce-keep.h"
#include "store-document.h"

#include <string.h>

#define RATE_LIMIT_PAUSE_MS 10000    /* when the server does not say how long */
#define RATE_LIMIT_LONGEST_MS 120000 /* a server that wants more than this gets no second try in this run */
#define MAX_LOST 3u
#define MAX_SOURCE (256u << 20)

/* -- Telling -- */

static void
tell (LimProduceRun *run, const LimProduceJob *job, LimProduceStage stage, const char *message)
{
  if (run->events == NULL)
    return;
  g_mutex_lock (&run->lock);
  run->events->stage (job, stage, message, run->events->data);
  g_mutex_unlock (&run->lock);
}

static void
count (LimProduceRun *run, guint *counter)
{
  g_mutex_lock (&run->lock);
  (*counter)++;
  g_mutex_unlock (&run->lock);
}

void
lim_produce_note_problem (LimProduceRun *run, const LimProduceJob *job, LimFailure failure, const char *message)
{
  g_mutex_lock (&run->lock);
  lim_problems_add (run->report->problems, job->id, message);
  if (failure == LIM_FAILURE_POLICY)
    run->report->blocked++;
  else
    run->report->failed++;
  g_mutex_unlock (&run->lock);
  lim_progress_note (run->context->progress, "%s: %s", job->id, message);
  lim_progress_step (run->context->progress, 1, job->id);
  tell (run, job, LIM_STAGE_FAILED, message);
}

/* -- The database's row -- */

static gboolean
put (LimProduceRun *run, LimJob *row, LimJobState state, GError **error)
{
  row->state = state;
  g_free (row->updated_at);
  row->updated_at = lim_clock_now_iso (run->context->clock);
  return lim_jobs_put (run->db, row, error);
}

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

/* What the job shall be known by from now on: what is known already, unless it asks for something else by now. */
static LimJob *
make_row (const LimProduceRun *run, const LimProduceJob *job, LimProduceView *view)
{
  g_autofree char *request = lim_produce_request (job);
  LimJob *row = view->row;

  if (row != NULL
      && (view->image != NULL
          || (g_strcmp0 (row->request, request) == 0 && g_strcmp0 (row->provider, run->provider->name) == 0)))
    return g_steal_pointer (&view->row);

  LimJob *fresh = lim_job_new (row != NULL ? row->key : NULL);
  if (row == NULL)
    fresh->key = lim_produce_key (job);
  fresh->attempt = row != NULL ? row->attempt : 0;
  fresh->request = g_steal_pointer (&request);
  fresh->provider = g_strdup (run->provider->name);
  return fresh;
}

/* Where a job without a finished picture begins, by where it ended. One that was rendered and not stored any more may
 * still lie at the server. */
static LimJobState
next_state (LimJobState state)
{
  return state == LIM_JOB_SENT || state == LIM_JOB_RENDERED ? LIM_JOB_SENT : LIM_JOB_PLANNED;
}

gboolean
lim_produce_remember (LimProduceRun *run, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_job_free);
  g_autofree char *now = lim_clock_now_iso (run->context->clock);

  for (guint i = 0; i < run->todo->len; i++)
    {
      const LimProduceJob *job = run->todo->pdata[i];
      g_auto (LimProduceView) view = { 0 };

      if (!lim_produce_look (run->project, run->db, job, &view, error))
        return FALSE;

      LimJob *row = make_row (run, job, &view);
      g_ptr_array_add (rows, row);
      if (view.image == NULL)
        row->state = next_state (row->state);
      g_free (row->updated_at);
      row->updated_at = g_strdup (now);
    }
  return lim_jobs_put_all (run->db, rows, error);
}

/* -- Making the picture -- */

/* One job under way. */
typedef struct
{
  LimProduceRun *run;
  const LimProduceJob *job;
  LimJob *row;
  GBytes *source; /* of job->recipe->source_image, once it is needed */
  LimRenderReply reply;
  guint lost;      /* how often the server did not know it */
  gboolean waited; /* once for the rate limit */
  gboolean collected;
} Work;

static void
work_clear (Work *work)
{
  lim_render_reply_clear (&work->reply);
  g_clear_pointer (&work->source, g_bytes_unref);
  g_clear_pointer (&work->row, lim_job_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* The picture the image starts from. Its failure is this image's alone. */
static gboolean
read_source (Work *work, GError **error)
{
  const char *relative = work->job->recipe->source_image;
  g_autofree char *path = NULL;
  g_autoptr (GError) cause = NULL;
  gsize length = 0;
  char *data = NULL;

  if (relative == NULL || work->source != NULL)
    return TRUE;
  path = lim_store_resolve (work->run->project, relative, error);
  if (path == NULL)
    return FALSE;
  data = lim_file_read (path, MAX_SOURCE, &length, &cause);
  if (data == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "the picture it starts from cannot be read: %s", cause->message);
  work->source = g_bytes_new_take (data, length);
  return TRUE;
}

static gboolean
render_once (Work *work, gboolean ask, GError **error)
{
  const LimImageProvider *provider = work->run->provider;
  LimRenderRequest request = {
    .recipe = work->job->recipe,
    .asset_id = work->job->id,
    .job_id = work->row->sent_id,
    .attempt = work->row->attempt > 0 ? work->row->attempt - 1 : 0,
    .cancellable = work->run->context->cancellable,
  };

  lim_render_reply_clear (&work->reply);
  memset (&work->reply, 0, sizeof work->reply);
  if (!read_source (work, error))
    return FALSE;
  request.source = work->source;
  return (ask ? provider->recover : provider->render) (work->run->state, &request, &work->reply, error);
}

/* Notes that the job is about to be sent, under a new id. Where nobody can be asked later, that is of no use. */
static gboolean
note_sent (Work *work, GError **error)
{
  LimJob *row = work->row;

  g_free (row->sent_id);
  row->sent_id = new_sent_id (work->run->context->random, row);
  row->attempt++;
  if (work->run->provider->recover != NULL && !put (work->run, row, LIM_JOB_SENT, error))
    return FALSE;
  tell (work->run, work->job, LIM_STAGE_SENT, NULL);
  return TRUE;
}

/* Whether the failure is one after which the job is sent again; waits where it has to. */
static gboolean
may_try_again (Work *work)
{
  gint64 pause = work->reply.retry_after_ms > 0 ? work->reply.retry_after_ms : RATE_LIMIT_PAUSE_MS;

  if (work->reply.failure == LIM_FAILURE_LOST)
    return ++work->lost <= MAX_LOST;
  if (work->reply.failure != LIM_FAILURE_RATE_LIMIT || work->waited || pause > RATE_LIMIT_LONGEST_MS)
    return FALSE;
  work->waited = TRUE;
  if (lim_provider_pause ((double) pause / 1000, work->run->context->cancellable))
    return TRUE;
  work->reply.failure = LIM_FAILURE_CANCELLED;
  return FALSE;
}

/* FALSE with @stop: the disk; else the provider's failure is in the reply. */
static gboolean
make_picture (Work *work, gboolean *stop, GError **error)
{
  gboolean ask = work->row->state == LIM_JOB_SENT && work->run->provider->recover != NULL;

  for (;;)
    {
      g_autoptr (GError) cause = NULL;

      if (!ask && !note_sent (work, error))
        {
          *stop = TRUE;
          return FALSE;
        }
      if (render_once (work, ask, &cause))
        {
          work->collected = ask;
          return TRUE;
        }
      if (!may_try_again (work))
        {
          g_propagate_error (error, g_steal_pointer (&cause));
          return FALSE;
        }
      ask = FALSE;
    }
}

/* -- From failure to policy -- */

/* What each failure means for the run and for the job's row. */
static const struct
{
  gboolean stops;
  gboolean keeps_sent; /* the server may yet finish it: the next run asks for it */
} policies[] = {
  [LIM_FAILURE_IMAGE] = { FALSE, FALSE },      [LIM_FAILURE_TIMEOUT] = { FALSE, FALSE },
  [LIM_FAILURE_RATE_LIMIT] = { FALSE, FALSE }, [LIM_FAILURE_POLICY] = { FALSE, FALSE },
  [LIM_FAILURE_AUTH] = { TRUE, FALSE },        [LIM_FAILURE_UNREACHABLE] = { TRUE, TRUE },
  [LIM_FAILURE_LOST] = { FALSE, FALSE },       [LIM_FAILURE_CANCELLED] = { TRUE, TRUE },
  [LIM_FAILURE_SERVER] = { FALSE, FALSE },
};

/* FALSE: the run stops, with @cause. */
static gboolean
give_up (Work *work, LimFailure failure, const GError *cause, GError **error)
{
  g_free (work->row->message);
  work->row->message = g_strdup (cause->message);
  if (!policies[failure].keeps_sent && !put (work->run, work->row, LIM_JOB_FAILED, error))
    return FALSE;
  if (policies[failure].stops)
    {
      if (error != NULL)
        *error = g_error_copy (cause);
      return FALSE;
    }
  lim_produce_note_problem (work->run, work->job, failure, cause->message);
  return TRUE;
}

/* Disk trouble would strike every job after this one; a file in the way only this one. */
static gboolean
give_up_keeping (Work *work, const GError *cause, GError **error)
{
  if (g_error_matches (cause, LIM_ERROR, LIM_ERROR_IO))
    {
      if (error != NULL)
        *error = g_error_copy (cause);
      return FALSE;
    }
  return give_up (work, LIM_FAILURE_IMAGE, cause, error);
}

/* -- Keeping it -- */

static gboolean
note_rendered (Work *work, GError **error)
{
  LimJob *row = work->row;
  gsize length;
  const void *data = g_bytes_get_data (work->reply.image, &length);

  g_free (row->image_sha256);
  row->image_sha256 = lim_sha256_hex (data, (gssize) length);
  if (!put (work->run, row, LIM_JOB_RENDERED, error))
    return FALSE;
  tell (work->run, work->job, LIM_STAGE_RENDERED, NULL);
  return TRUE;
}

static gboolean
keep_new (Work *work, GError **error)
{
  LimJob *row = work->row;

  g_free (row->record);
  g_free (row->asset_path);
  row->record = lim_produce_write_record (work->run, work->job, &work->reply, &row->asset_path);
  if (!note_rendered (work, error)
      || !lim_produce_store_image (work->run->project, row->asset_path, work->reply.image, error))
    return FALSE;
  tell (work->run, work->job, LIM_STAGE_STORED, NULL);
  return lim_produce_create_record (work->run->project, work->job->id, row->record, error);
}

/* The record says first that its picture was made again; a crash in between leaves the picture missing, and it is made
 * once more. */
static gboolean
keep_restored (Work *work, GError **error)
{
  return note_rendered (work, error) && lim_produce_note_restored (work->run, work->job, &work->reply, error)
         && lim_produce_store_image (work->run->project, work->job->asset_path, work->reply.image, error);
}

static gboolean
finish (Work *work, guint *counter, GError **error)
{
  if (!put (work->run, work->row, LIM_JOB_DONE, error))
    return FALSE;
  count (work->run, counter);
  lim_progress_step (work->run->context->progress, 1, work->job->id);
  tell (work->run, work->job, LIM_STAGE_DONE, NULL);
  return TRUE;
}

static gboolean
make_and_keep (Work *work, GError **error)
{
  g_autoptr (GError) cause = NULL;
  LimProduceReport *report = work->run->report;
  gboolean stop = FALSE;

  if (!make_picture (work, &stop, &cause))
    {
      if (!stop)
        return give_up (work, work->reply.failure, cause, error);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (!(work->job->kind == LIM_PRODUCE_RESTORE ? keep_restored : keep_new) (work, &cause))
    return give_up_keeping (work, cause, error);
  return finish (work, work->collected ? &report->collected : &report->made, error);
}

/* The picture lies there, as the row says; only its record is missing. */
static gboolean
finish_record (Work *work, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (!lim_produce_create_record (work->run->project, work->job->id, work->row->record, &cause))
    return give_up_keeping (work, cause, error);
  return finish (work, &work->run->report->collected, error);
}

static gboolean
refuse_in_way (Work *work, GError **error)
{
  g_autofree char *image = lim_produce_find_candidate (work->run->project, work->job->id);
  g_autoptr (GError) cause = NULL;

  lim_fail (&cause, LIM_ERROR_CONFLICT,
            "%s lies where the picture should go, and no record tells of it. Move it away to have a new one made",
            image != NULL ? image : "a file");
  return give_up (work, LIM_FAILURE_IMAGE, cause, error);
}

gboolean
lim_produce_do (gsize index, gpointer data, GError **error)
{
  LimProduceRun *run = data;
  const LimProduceJob *job = run->todo->pdata[index];
  g_auto (LimProduceView) view = { 0 };
  g_auto (Work) work = { .run = run, .job = job };

  /* Looked at again: another program may have been at work since the run began. */
  if (!lim_produce_look (run->project, run->db, job, &view, error))
    return FALSE;
  work.row = g_steal_pointer (&view.row);
  if (view.fate == LIM_FATE_EXISTS)
    return finish (&work, &run->report->collected, error);
  if (view.fate == LIM_FATE_IN_WAY)
    return refuse_in_way (&work, error);
  return view.image != NULL ? finish_record (&work, error) : make_and_keep (&work, error);
}
