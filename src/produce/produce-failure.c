/* produce-failure.c: from a failure to what follows from it. */

#include "produce-try.h"

#define RATE_LIMIT_PAUSE_MS 10000    /* when the server does not say how long */
#define RATE_LIMIT_LONGEST_MS 120000 /* a server that wants more than this gets no second try in this run */
#define MAX_LOST 3u
#define MAX_TROUBLED 3u

void
lim_produce_stop (LimProduceTry *try, GError *cause)
{
  g_clear_error (&try->result->error);
  try->result->outcome = LIM_OUTCOME_STOP;
  try->result->error = cause;
}

void
lim_produce_give_up (LimProduceTry *try, LimJobState state, const GError *cause)
{
  GError *trouble = NULL;

  try->result->outcome = LIM_OUTCOME_ENDED;
  if (!lim_produce_put (try->run, try->entry, state, cause->message, &trouble))
    {
      lim_produce_stop (try, trouble);
      return;
    }
  lim_produce_note_problem (try->run, try->entry, state == LIM_JOB_BLOCKED ? LIM_FAILURE_POLICY : LIM_FAILURE_IMAGE,
                            cause->message);
}

void
lim_produce_try_again (LimProduceTry *try, guint *tries, guint most, const GError *cause)
{
  GError *trouble = NULL;

  if (++*tries > most)
    {
      lim_produce_give_up (try, LIM_JOB_FAILED, cause);
      return;
    }
  try->result->outcome = LIM_OUTCOME_AGAIN;
  if (!lim_produce_put (try->run, try->entry, LIM_JOB_PLANNED, cause->message, &trouble))
    lim_produce_stop (try, trouble);
  else
    lim_produce_tell_stage (try->run, try->entry, LIM_STAGE_AGAIN, cause->message);
}

/* The server rests, and the job is tried once more. */
static void
fail_rate (LimProduceTry *try, const GError *cause)
{
  gint64 pause = try->reply.retry_after_ms > 0 ? try->reply.retry_after_ms : RATE_LIMIT_PAUSE_MS;
  guint tries = try->entry->waited ? 1 : 0;

  if (pause > RATE_LIMIT_LONGEST_MS)
    {
      lim_produce_give_up (try, LIM_JOB_FAILED, cause);
      return;
    }
  try->result->verdict = LIM_SERVER_WANTS_REST;
  try->result->rest_ms = pause;
  try->entry->waited = TRUE;
  lim_produce_try_again (try, &tries, 1, cause);
}

/* Asks @server to forget what was sent last for @entry. When it cannot be told now it is when it is met next. */
static gboolean
recall (LimProduceRun *run, LimProduceEntry *entry, guint server, GError **error)
{
  const LimJob *row = entry->row;

  if (run->provider->cancel == NULL || row->sent_id == NULL)
    return TRUE;
  if (!lim_jobs_add_stray (run->db, row->provider, row->server, row->sent_id, error))
    return FALSE;
  return !run->provider->cancel (run->state, server, row->sent_id, run->context->cancellable, NULL)
         || lim_jobs_drop_stray (run->db, row->sent_id, error);
}

gboolean
lim_produce_drop (LimProduceRun *run, LimProduceEntry *entry, int server, GError **error)
{
  gboolean sent = server >= 0 && entry->row->state == LIM_JOB_SENT;

  if (sent && !recall (run, entry, (guint) server, error))
    return FALSE;
  if (!lim_produce_put (run, entry, LIM_JOB_CANCELLED, "cancelled by a person", error))
    return FALSE;
  lim_produce_count (run, entry, &run->report->cancelled);
  lim_produce_tell_stage (run, entry, LIM_STAGE_CANCELLED, NULL);
  return TRUE;
}

/* Stopped: by the person for this job alone, or with the whole run. */
static void
fail_cancelled (LimProduceTry *try, const GError *cause)
{
  GError *trouble = NULL;

  g_mutex_lock (&try->run->lock);
  gboolean unwanted = try->entry->unwanted;
  g_mutex_unlock (&try->run->lock);
  try->result->outcome = LIM_OUTCOME_ENDED;
  if (!unwanted)
    lim_produce_stop (try, g_error_copy (cause));
  else if (!lim_produce_drop (try->run, try->entry, (int) try->server, &trouble))
    lim_produce_stop (try, trouble);
}

/* Whether the try was cut short only to give the job to another server. From here on it can be cancelled anew. */
static gboolean
begin_move (LimProduceTry *try)
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

/* -- What follows from each kind of failure -- */

static void
fail_image (LimProduceTry *try, const GError *cause)
{
  lim_produce_give_up (try, LIM_JOB_FAILED, cause);
}

static void
fail_blocked (LimProduceTry *try, const GError *cause)
{
  lim_produce_give_up (try, LIM_JOB_BLOCKED, cause);
}

static void
fail_lost (LimProduceTry *try, const GError *cause)
{
  lim_produce_try_again (try, &try->entry->lost, MAX_LOST, cause);
}

/* It may have taken the job before it got into trouble. Where images cost money nothing is sent twice by itself
 * (dress-stage.txt, failure modes: no automatic retry, for cost). */
static void
fail_troubled (LimProduceTry *try, const GError *cause)
{
  GError *trouble = NULL;

  if (try->run->provider->price != NULL)
    lim_produce_give_up (try, LIM_JOB_FAILED, cause);
  else if (!recall (try->run, try->entry, try->server, &trouble))
    lim_produce_stop (try, trouble);
  else
    lim_produce_try_again (try, &try->entry->troubled, MAX_TROUBLED, cause);
}

/* It may yet finish the job: whoever comes next asks for it. */
static void
fail_unreachable (LimProduceTry *try, const GError *cause)
{
  try->result->outcome = LIM_OUTCOME_HELD;
  lim_produce_tell_stage (try->run, try->entry, LIM_STAGE_AGAIN, cause->message);
}

/* All others would fail alike. */
static void
fail_auth (LimProduceTry *try, const GError *cause)
{
  GError *trouble = NULL;

  if (lim_produce_put (try->run, try->entry, LIM_JOB_FAILED, cause->message, &trouble))
    trouble = g_error_copy (cause);
  lim_produce_stop (try, trouble);
}

static const struct
{
  LimServerVerdict verdict;
  void (*follow) (LimProduceTry *try, const GError *cause);
} policies[] = {
  [LIM_FAILURE_IMAGE] = { LIM_SERVER_SAYS_NOTHING, fail_image },
  [LIM_FAILURE_TIMEOUT] = { LIM_SERVER_DID_BADLY, fail_image },
  [LIM_FAILURE_RATE_LIMIT] = { LIM_SERVER_SAYS_NOTHING, fail_rate },
  [LIM_FAILURE_POLICY] = { LIM_SERVER_SAYS_NOTHING, fail_blocked },
  [LIM_FAILURE_AUTH] = { LIM_SERVER_SAYS_NOTHING, fail_auth },
  [LIM_FAILURE_UNREACHABLE] = { LIM_SERVER_IS_GONE, fail_unreachable },
  [LIM_FAILURE_SERVER] = { LIM_SERVER_DID_BADLY, fail_troubled },
  [LIM_FAILURE_LOST] = { LIM_SERVER_SAYS_NOTHING, fail_lost },
  [LIM_FAILURE_CANCELLED] = { LIM_SERVER_SAYS_NOTHING, fail_cancelled },
};

gboolean
lim_produce_fail (LimProduceTry *try, const GError *cause)
{
  LimFailure failure = try->reply.failure;

  if (failure == LIM_FAILURE_CANCELLED && begin_move (try))
    return FALSE;
  try->result->verdict = policies[failure].verdict;
  try->result->error = g_error_copy (cause);
  policies[failure].follow (try, cause);
  return TRUE;
}

/* Disk trouble would strike every job after this one; a file in the way only this one. */
void
lim_produce_fail_keeping (LimProduceTry *try, const GError *cause)
{
  if (g_error_matches (cause, LIM_ERROR, LIM_ERROR_IO))
    lim_produce_stop (try, g_error_copy (cause));
  else
    lim_produce_give_up (try, LIM_JOB_FAILED, cause);
}
