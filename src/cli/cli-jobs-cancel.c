/* cli-jobs-cancel.c: cancelling: a run that is going on is asked; without one the job is noted as cancelled and the
 * server that may have it is told. */
#include "cli-jobs.h"

#include "base-problem.h"
#include "base-text.h"
#include "produce.h"
#include "store-lock.h"

/* -- Telling servers -- */

/* The provider of the job told last, open: jobs of one provider come together mostly. */
typedef struct
{
  LimCli *cli;
  const LimImageProvider *provider;
  LimSettings *settings;
  gpointer state;
} Teller;

static void
teller_clear (Teller *teller)
{
  if (teller->state != NULL && teller->provider->close != NULL)
    teller->provider->close (teller->state);
  teller->state = NULL;
  teller->provider = NULL;
  g_clear_pointer (&teller->settings, lim_settings_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Teller, teller_clear)

static gboolean
open_provider (Teller *teller, const char *name, GError **error)
{
  if (teller->provider != NULL && g_strcmp0 (teller->provider->name, name) == 0)
    return TRUE;
  teller_clear (teller);
  if (!lim_produce_choose_provider (teller->cli->project, name, &teller->provider, &teller->settings, error))
    return FALSE;
  if (teller->provider->open == NULL || (teller->state = teller->provider->open (teller->settings, error)) != NULL)
    return TRUE;
  teller_clear (teller);
  return FALSE;
}

/* A job that does not say which server has it may be at any. */
static gboolean
tell_servers (Teller *teller, const LimJob *row, GError **error)
{
  const LimImageProvider *provider = teller->provider;
  GCancellable *cancellable = teller->cli->context.cancellable;
  guint n = 1;
  const LimProviderServer *servers = provider->servers != NULL ? provider->servers (teller->state, &n) : NULL;
  gboolean found = FALSE;

  for (guint i = 0; i < n; i++)
    {
      if (servers != NULL && row->server != NULL && g_strcmp0 (servers[i].name, row->server) != 0)
        continue;
      found = TRUE;
      if (!provider->cancel (teller->state, i, row->sent_id, cancellable, error))
        return FALSE;
    }
  return found
         || lim_fail (error, LIM_ERROR_BAD_INPUT, "limner.yaml has no server “%s” under providers.%s any more",
                      row->server, provider->name);
}

/* *@told: somebody had to be told, and was. */
static gboolean
tell (Teller *teller, const LimJob *row, gboolean *told, GError **error)
{
  *told = FALSE;
  if (row->state != LIM_JOB_SENT || row->sent_id == NULL || row->provider == NULL)
    return TRUE;
  if (!open_provider (teller, row->provider, error))
    return FALSE;
  if (teller->provider->cancel == NULL)
    return TRUE;
  *told = tell_servers (teller, row, error);
  return *told;
}

static void
tell_one (Teller *teller, const LimJob *row, LimCancelReport *report)
{
  g_autoptr (GError) cause = NULL;
  gboolean told = FALSE;

  if (tell (teller, row, &told, &cause))
    {
      report->told += told;
      return;
    }

  g_autofree char *reason =
      g_strdup_printf ("%s is cancelled, but its server could not be told and may still make it: %s",
                       lim_cli_job_id (row), cause->message);
  lim_problems_add (report->problems, lim_cli_job_id (row), reason);
  report->untold = TRUE;
}

/* -- The memory -- */

static LimJob *
cancelled_copy (const LimJob *row, const LimClock *clock)
{
  LimJob *copy = lim_job_copy (row);

  copy->state = LIM_JOB_CANCELLED;
  g_free (copy->message);
  copy->message = g_strdup ("cancelled by hand");
  g_free (copy->updated_at);
  copy->updated_at = lim_clock_now_iso (clock);
  return copy;
}

static void
note_done (const LimJob *row, LimCancelReport *report)
{
  g_autofree char *reason =
      g_strdup_printf ("%s is done: its image has a record already, and stays", lim_cli_job_id (row));

  lim_problems_add (report->problems, lim_cli_job_id (row), reason);
}

/* Noted first: a server may be gone, and the wish holds all the same. What failed is over for a run, which so does not
 * mind; cancelled, the next one leaves it alone. */
static gboolean
cancel_here (LimCli *cli, LimCliJobs *jobs, const GPtrArray *rows, gboolean final_only, LimCancelReport *report,
             GError **error)
{
  g_auto (Teller) teller = { .cli = cli };
  g_autoptr (GPtrArray) before = g_ptr_array_new ();
  g_autoptr (GPtrArray) after = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_job_free);

  for (guint i = 0; i < rows->len; i++)
    {
      LimJob *row = rows->pdata[i];

      if (row->state == LIM_JOB_DONE)
        note_done (row, report);
      else if (row->state != LIM_JOB_CANCELLED && (!final_only || lim_job_state_is_final (row->state)))
        {
          g_ptr_array_add (before, row);
          g_ptr_array_add (after, cancelled_copy (row, cli->context.clock));
        }
    }
  if (after->len > 0 && !lim_jobs_put_all (jobs->db, after, error))
    return FALSE;
  report->cancelled = after->len;
  for (guint i = 0; i < before->len && !g_cancellable_is_cancelled (cli->context.cancellable); i++)
    tell_one (&teller, before->pdata[i], report);
  return TRUE;
}

gboolean
lim_cli_jobs_cancel (LimCli *cli, LimCliJobs *jobs, const GPtrArray *rows, LimCancelReport *report, GError **error)
{
  g_autoptr (GError) busy = NULL;
  g_autoptr (LimLock) lock = lim_lock_take (cli->project, LIM_LOCK_RUN, 0, &busy);
  g_autofree const char **keys = lim_cli_jobs_keys (rows);

  if (lock == NULL && !g_error_matches (busy, LIM_ERROR, LIM_ERROR_CONFLICT))
    {
      g_propagate_error (error, g_steal_pointer (&busy));
      return FALSE;
    }
  jobs->running = lock == NULL;
  if (jobs->running && !lim_jobs_ask_cancel (jobs->db, keys, &report->asked, error))
    return FALSE;
  return cancel_here (cli, jobs, rows, jobs->running, report, error);
}
