/* produce-work.c: one try at one job, from its note in the database to its record. */

#include "produce-private.h"

#include "base-file.h"
#include "base-hash.h"
#include "produce-keep.h"
#include "store-document.h"

#include <string.h>

#define RATE_LIMIT_PAUSE_MS 10000    /* when the server does not say how long */
#define RATE_LIMIT_LONGEST_MS 120000 /* a server that wants more than this gets no second try in this run */
#define SLOW_REST_MS 60000
#define MAX_LOST 3u
#define MAX_TROUBLED 3u
#define MAX_SOURCE (256u << 20)

/* One try under way. */
typedef struct
{
  LimProduceRun *run;
  LimProduceEntry *entry;
  guint server;
  void (*rendered) (LimProduceRun *run, LimProduceEntry *entry);
  LimRenderReply reply;
  LimProduceResult *result;
} Try;

void
lim_produce_result_clear (LimProduceResult *result)
{
  g_clear_error (&result->error);
}

/* The run ends with @cause (transfer full). */
static void
stop (Try *try, GError *cause)
{
  g_clear_error (&try->result->error);
  try->result->outcome = LIM_OUTCOME_STOP;
  try->result->error = cause;
}

/* -- What the provider hears and says -- */

static void
on_progress (double share, gpointer data)
{
  Try *try = data;

  lim_produce_tell_progress (try->run, try->entry, share);
}

static void
on_preview (GBytes *image, gpointer data)
{
  Try *try = data;

  lim_produce_tell_preview (try->run, try->entry, image);
}

static void
on_rendered (gpointer data)
{
  Try *try = data;

  try->rendered (try->run, try->entry);
}

/* The picture the image starts from. Its failure is this image's alone. NULL without @error: it starts from words. */
static GBytes *
read_source (Try *try, GError **error)
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
call_provider (Try *try, gboolean ask, GError **error)
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
note_sent (Try *try, GError **error)
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

/* -- From failure to policy -- */

/* It is over for this image: the row says @state, the others go on. */
static void
give_up (Try *try, LimJobState state, const GError *cause)
{
  GError *trouble = NULL;

  try->result->outcome = LIM_OUTCOME_ENDED;
  if (!lim_produce_put (try->run, try->entry, state, cause->message, &trouble))
    {
      stop (try, trouble);
      return;
    }
  lim_produce_note_problem (try->run, try->entry, state == LIM_JOB_BLOCKED ? LIM_FAILURE_POLICY : LIM_FAILURE_IMAGE,
                            cause->message);
}

/* It waits for another try, unless it had @tries already. */
static void
try_again (Try *try, guint *tries, guint most, const GError *cause)
{
  GError *trouble = NULL;

  if (++*tries > most)
    {
      give_up (try, LIM_JOB_FAILED, cause);
      return;
    }
  try->result->outcome = LIM_OUTCOME_AGAIN;
  if (!lim_produce_put (try->run, try->entry, LIM_JOB_PLANNED, cause->message, &trouble))
    stop (try, trouble);
  else
    lim_produce_tell_stage (try->run, try->entry, LIM_STAGE_AGAIN, cause->message);
}

static void
wait_for_rate (Try *try, const GError *cause)
{
  gint64 pause = try->reply.retry_after_ms > 0 ? try->reply.retry_after_ms : RATE_LIMIT_PAUSE_MS;
  guint tries = try->entry->waited ? 1 : 0;

  if (pause > RATE_LIMIT_LONGEST_MS)
    {
      give_up (try, LIM_JOB_FAILED, cause);
      return;
    }
  try->result->verdict = LIM_SERVER_WANTS_REST;
  try->result->rest_ms = pause;
  try->entry->waited = TRUE;
  try_again (try, &tries, 1, cause);
}

static gboolean
is_unwanted (Try *try)
{
  g_mutex_lock (&try->run->lock);
  gboolean unwanted = try->entry->unwanted;
  g_mutex_unlock (&try->run->lock);
  return unwanted;
}

/* Stopped: by the person for this job alone, or with the whole run. */
static void
fail_cancelled (Try *try, gboolean unwanted, GError *cause)
{
  GError *trouble = NULL;

  if (!unwanted)
    {
      stop (try, g_error_copy (cause));
      return;
    }
  try->result->outcome = LIM_OUTCOME_ENDED;
  if (!lim_produce_drop (try->run, try->entry, (int) try->server, &trouble))
    stop (try, trouble);
}

static void
fail (Try *try, GError *cause)
{
  LimProduceResult *result = try->result;

  result->error = g_error_copy (cause);
  switch (try->reply.failure)
    {
    case LIM_FAILURE_IMAGE:
      give_up (try, LIM_JOB_FAILED, cause);
      return;
    case LIM_FAILURE_POLICY:
      give_up (try, LIM_JOB_BLOCKED, cause);
      return;
    case LIM_FAILURE_TIMEOUT:
      result->verdict = LIM_SERVER_DID_BADLY;
      give_up (try, LIM_JOB_FAILED, cause);
      return;
    case LIM_FAILURE_RATE_LIMIT:
      wait_for_rate (try, cause);
      return;
    case LIM_FAILURE_LOST:
      try_again (try, &try->entry->lost, MAX_LOST, cause);
      return;
    case LIM_FAILURE_SERVER:
      result->verdict = LIM_SERVER_DID_BADLY;
      try_again (try, &try->entry->troubled, MAX_TROUBLED, cause);
      return;
    case LIM_FAILURE_UNREACHABLE: /* it may yet finish it: whoever comes next asks for it */
      result->verdict = LIM_SERVER_IS_GONE;
      result->outcome = LIM_OUTCOME_HELD;
      lim_produce_tell_stage (try->run, try->entry, LIM_STAGE_AGAIN, cause->message);
      return;
    case LIM_FAILURE_AUTH: /* all others would fail alike */
      lim_produce_put (try->run, try->entry, LIM_JOB_FAILED, cause->message, NULL);
      stop (try, g_error_copy (cause));
      return;
    case LIM_FAILURE_CANCELLED:
      fail_cancelled (try, is_unwanted (try), cause);
      return;
    }
}

/* -- Keeping it -- */

/* Disk trouble would strike every job after this one; a file in the way only this one. */
static void
fail_keeping (Try *try, const GError *cause)
{
  if (g_error_matches (cause, LIM_ERROR, LIM_ERROR_IO))
    stop (try, g_error_copy (cause));
  else
    give_up (try, LIM_JOB_FAILED, cause);
}

static gboolean
note_rendered (Try *try, GError **error)
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
keep_new (Try *try, GError **error)
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
keep_restored (Try *try, GError **error)
{
  const LimProduceJob *job = try->entry->job;

  return note_rendered (try, error) && lim_produce_note_restored (try->run, job, &try->reply, error)
         && lim_produce_store_image (try->run->project, job->asset_path, try->reply.image, error);
}

static void
finish (Try *try, guint *counter)
{
  GError *trouble = NULL;

  if (!lim_produce_put (try->run, try->entry, LIM_JOB_DONE, NULL, &trouble))
    {
      stop (try, trouble);
      return;
    }
  lim_produce_count (try->run, try->entry, counter);
  lim_produce_tell_stage (try->run, try->entry, LIM_STAGE_DONE, NULL);
}

static void
keep (Try *try, gboolean collected)
{
  LimProduceReport *report = try->run->report;
  g_autoptr (GError) cause = NULL;

  if (!(try->entry->job->kind == LIM_PRODUCE_RESTORE ? keep_restored : keep_new) (try, &cause))
    fail_keeping (try, cause);
  else
    finish (try, collected ? &report->collected : &report->made);
}

/* -- Away from a slow server -- */

/* Whether the try was cut short only to give the job to another server. From here on it can be cancelled anew. */
static gboolean
begin_move (Try *try)
{
  LimProduceEntry *entry = try->entry;
  GCancellable *fresh = g_cancellable_new ();

  g_mutex_lock (&try->run->lock);
  gboolean moving = entry->moving && !entry->unwanted && !try->run->stopping;
  if (moving)
    {
      GCancellable *old = entry->cancellable;

      entry->moving = FALSE;
      entry->moved = TRUE;
      entry->cancellable = fresh;
      fresh = old;
    }
  g_mutex_unlock (&try->run->lock);
  g_object_unref (fresh);
  return moving;
}

/* Takes the job back from its server, which may have finished it just now; then the picture counts. */
static void
move_away (Try *try)
{
  LimProduceRun *run = try->run;
  guint tries = 0;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) late = NULL;

  lim_fail (&late, LIM_ERROR_PROVIDER, "%s takes far longer than the others; the image is given to another server",
            run->servers[try->server].name);
  try->result->verdict = LIM_SERVER_WANTS_REST;
  try->result->rest_ms = SLOW_REST_MS;
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
    try_again (try, &tries, 1, late);
}

/* -- One try -- */

static void
make_and_keep (Try *try)
{
  const LimJob *row = try->entry->row;
  gboolean ask = row->state == LIM_JOB_SENT && try->run->provider->recover != NULL
                 && lim_produce_find_server (try->run, row->server) == (int) try->server;
  g_autoptr (GError) cause = NULL;

  if (!ask && !note_sent (try, &cause))
    {
      stop (try, g_steal_pointer (&cause));
      return;
    }
  if (!call_provider (try, ask, &cause))
    {
      if (try->reply.failure == LIM_FAILURE_CANCELLED && begin_move (try))
        move_away (try);
      else
        fail (try, cause);
      return;
    }
  try->result->verdict = LIM_SERVER_DID_WELL;
  keep (try, ask);
}

/* The picture lies there, as the row says; only its record is missing. */
static void
finish_record (Try *try)
{
  g_autoptr (GError) cause = NULL;

  if (!lim_produce_create_record (try->run->project, try->entry->job->id, try->entry->row->record, &cause))
    fail_keeping (try, cause);
  else
    finish (try, &try->run->report->collected);
}

static void
refuse_in_way (Try *try)
{
  g_autofree char *image = lim_produce_find_picture (try->run->project, try->entry->job);
  g_autoptr (GError) cause = NULL;

  lim_fail (&cause, LIM_ERROR_CONFLICT,
            "%s lies where the picture should go, and no record tells of it. Move it away to have a new one made",
            image != NULL ? image : "a file");
  give_up (try, LIM_JOB_FAILED, cause);
}

void
lim_produce_try (LimProduceRun *run, LimProduceEntry *entry, guint server,
                 void (*rendered) (LimProduceRun *run, LimProduceEntry *entry), LimProduceResult *result)
{
  Try try = { .run = run, .entry = entry, .server = server, .rendered = rendered, .result = result };
  g_auto (LimProduceView) view = { 0 };
  GError *trouble = NULL;

  result->outcome = LIM_OUTCOME_ENDED;
  /* Looked at again: another program may have been at work since the run began. */
  if (!lim_produce_look (run->project, run->db, entry->job, &view, &trouble))
    stop (&try, trouble);
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

/* The server is asked to take it back even if the answer never comes: the row says first that nobody wants it. */
gboolean
lim_produce_drop (LimProduceRun *run, LimProduceEntry *entry, int server, GError **error)
{
  LimJob *row = entry->row;
  gboolean sent = server >= 0 && row->state == LIM_JOB_SENT && run->provider->cancel != NULL;

  if (sent && !lim_jobs_add_stray (run->db, row->provider, row->server, row->sent_id, error))
    return FALSE;
  if (!lim_produce_put (run, entry, LIM_JOB_CANCELLED, "cancelled by a person", error))
    return FALSE;
  lim_produce_count (run, entry, &run->report->cancelled);
  lim_produce_tell_stage (run, entry, LIM_STAGE_CANCELLED, NULL);
  if (!sent || !run->provider->cancel (run->state, (guint) server, row->sent_id, run->context->cancellable, NULL))
    return TRUE; /* as a stray it is tried again when the server is met next */
  return lim_jobs_drop_stray (run->db, row->sent_id, error);
}
