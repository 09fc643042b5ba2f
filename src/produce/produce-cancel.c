#include "produce-cancel.h"

#include "base-problem.h"
#include "store-lock.h"

#include <string.h>

/* -- Telling servers -- */

/* The provider of the job told last, open: jobs of one provider come together mostly. */
typedef struct
{
  const LimContext *context;
  LimProject *project;
  LimJobs *db;
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
  if (!lim_produce_choose_provider (teller->project, name, &teller->provider, &teller->settings, error))
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
  GCancellable *cancellable = teller->context->cancellable;
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
  if (!lim_jobs_add_stray (teller->db, row->provider, row->server, row->sent_id, error))
    return FALSE;
  *told = tell_servers (teller, row, error) && lim_jobs_drop_stray (teller->db, row->sent_id, error);
  return *told;
}

/* The id of the record that the job is for. */
static const char *
id_of (const LimJob *row)
{
  const char *slash = strchr (row->key, '/');

  return slash != NULL ? slash + 1 : row->key;
}

static void
tell_one (Teller *teller, const LimJob *row, LimProduceCancelled *report)
{
  g_autoptr (GError) cause = NULL;
  gboolean told = FALSE;

  if (tell (teller, row, &told, &cause))
    {
      report->told += told;
      return;
    }

  g_autofree char *reason =
      g_strdup_printf ("%s is cancelled, but its server could not be told and may still make it. "
                       "The next run tells it: %s",
                       id_of (row), cause->message);
  lim_problems_add (report->problems, id_of (row), reason);
  report->untold = TRUE;
}

/* -- The memory -- */

static LimJob *
cancelled_copy (const LimJob *row, const LimClock *clock)
{
  LimJob *copy = lim_job_copy (row);

  copy->state = LIM_JOB_CANCELLED;
  g_free (copy->message);
  copy->message = g_strdup ("cancelled by a person");
  g_free (copy->updated_at);
  copy->updated_at = lim_clock_now_iso (clock);
  return copy;
}

static void
note_done (const LimJob *row, LimProduceCancelled *report)
{
  g_autofree char *reason = g_strdup_printf ("%s is done: its image has a record already, and stays", id_of (row));

  lim_problems_add (report->problems, id_of (row), reason);
}

/* Noted first: a server may be gone, and the wish holds all the same. What failed is over for a run, which so does not
 * mind; cancelled, the next one leaves it alone. */
static gboolean
cancel_here (Teller *teller, const GPtrArray *rows, gboolean final_only, LimProduceCancelled *report, GError **error)
{
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
          g_ptr_array_add (after, cancelled_copy (row, teller->context->clock));
        }
    }
  if (after->len > 0 && !lim_jobs_put_all (teller->db, after, error))
    return FALSE;
  report->cancelled = after->len;
  for (guint i = 0; i < before->len && !g_cancellable_is_cancelled (teller->context->cancellable); i++)
    tell_one (teller, before->pdata[i], report);
  return TRUE;
}

gboolean
lim_produce_cancel (const LimContext *context, LimProject *project, LimJobs *db, const GPtrArray *rows,
                    LimProduceCancelled *report, GError **error)
{
  g_auto (Teller) teller = { .context = context, .project = project, .db = db };
  g_autoptr (GError) busy = NULL;
  g_autoptr (LimLock) lock = lim_lock_take (project, LIM_LOCK_RUN, 0, &busy);
  g_autofree const char **keys = g_new0 (const char *, rows->len + 1);

  if (lock == NULL && !g_error_matches (busy, LIM_ERROR, LIM_ERROR_CONFLICT))
    {
      g_propagate_error (error, g_steal_pointer (&busy));
      return FALSE;
    }
  for (guint i = 0; i < rows->len; i++)
    keys[i] = ((const LimJob *) rows->pdata[i])->key;
  report->running = lock == NULL;
  if (report->running && !lim_jobs_ask_cancel (db, keys, &report->asked, error))
    return FALSE;
  return cancel_here (&teller, rows, report->running, report, error);
}
