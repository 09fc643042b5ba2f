/* produce-server.c: servers found, examined, and found again after they were gone. */

#include "produce-private.h"

#include "base-pool.h"
#include "base-text.h"

#define FIRST_BACKOFF (1 * G_USEC_PER_SEC)
#define LONGEST_BACKOFF (30 * G_USEC_PER_SEC)

/* What one server said of itself. */
typedef struct
{
  char *about;
  GError *error;        /* it is not there; NULL: it is */
  GHashTable *verdicts; /* kind of recipe → message of what is missing; NULL value: it has all */
} Meeting;

typedef struct
{
  LimProduceRun *run;
  Meeting *meetings;
} Round;

static void
meeting_clear (Meeting *meeting)
{
  g_free (meeting->about);
  g_clear_error (&meeting->error);
  g_clear_pointer (&meeting->verdicts, g_hash_table_unref);
}

/* All that `check` may look at, so that equal kinds are examined once. */
static char *
kind_of (const LimRecipe *recipe)
{
  GString *kind = g_string_new (recipe->checkpoint);

  g_string_append_printf (kind, "\n%s\n%s\n%s\n%s\n%ux%u %u", recipe->workflow != NULL ? recipe->workflow : "",
                          recipe->sampler != NULL ? recipe->sampler : "",
                          recipe->scheduler != NULL ? recipe->scheduler : "",
                          recipe->source_image != NULL ? "from a picture" : "from words", recipe->width,
                          recipe->height, recipe->steps);
  for (guint i = 0; i < recipe->loras->len; i++)
    g_string_append_printf (kind, "\n%s", g_array_index (recipe->loras, LimLora, i).name);
  return g_string_free (kind, FALSE);
}

/* A server that cannot be asked is not there. */
static gboolean
examine (LimProduceRun *run, guint server, const LimRecipe *recipe, GHashTable *verdicts, GError **error)
{
  g_autofree char *kind = kind_of (recipe);
  g_autoptr (GError) cause = NULL;

  if (g_hash_table_contains (verdicts, kind))
    return TRUE;
  if (run->provider->check (run->state, server, recipe, run->context->cancellable, &cause)
      || g_error_matches (cause, LIM_ERROR, LIM_ERROR_BAD_INPUT))
    {
      g_hash_table_insert (verdicts, g_steal_pointer (&kind), cause != NULL ? g_strdup (cause->message) : NULL);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

static gboolean
examine_all (LimProduceRun *run, guint server, GHashTable *verdicts, GError **error)
{
  for (guint i = 0; run->provider->check != NULL && i < run->entries->len; i++)
    {
      const LimProduceEntry *entry = run->entries->pdata[i];

      if (!entry->has_picture && !examine (run, server, entry->job->recipe, verdicts, error))
        return FALSE;
    }
  return TRUE;
}

/* What was cancelled or moved to another server while this one was away. A failure now is no harm: the next meeting
 * tries again. */
static void
recall_strays (LimProduceRun *run, guint server)
{
  g_autoptr (GPtrArray) strays = run->provider->cancel != NULL ? lim_jobs_list_strays (run->db, NULL) : NULL;

  for (guint i = 0; strays != NULL && i < strays->len; i++)
    {
      const LimStray *stray = strays->pdata[i];

      if (g_strcmp0 (stray->provider, run->provider->name) == 0
          && g_strcmp0 (stray->server, run->servers[server].name) == 0
          && run->provider->cancel (run->state, server, stray->sent_id, run->context->cancellable, NULL))
        lim_jobs_drop_stray (run->db, stray->sent_id, NULL);
    }
}

static void
meet (LimProduceRun *run, guint server, Meeting *meeting)
{
  const LimImageProvider *provider = run->provider;

  meeting->verdicts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (provider->probe != NULL
      && !provider->probe (run->state, server, run->context->cancellable, &meeting->about, &meeting->error))
    return;
  if (examine_all (run, server, meeting->verdicts, &meeting->error))
    recall_strays (run, server);
}

/* Under the lock: the schedule learns what @server lacks. */
static void
forbid (LimProduceRun *run, guint server, GHashTable *verdicts)
{
  for (guint i = 0; i < run->entries->len; i++)
    {
      const LimProduceEntry *entry = run->entries->pdata[i];
      g_autofree char *kind = kind_of (entry->job->recipe);

      if (!entry->has_picture && g_hash_table_lookup (verdicts, kind) != NULL)
        lim_schedule_forbid (run->schedule, i, server);
    }
}

static void
note_gone (LimProduceRun *run, guint server, const GError *cause)
{
  gint64 pause = MAX (run->backoff[server], FIRST_BACKOFF), now = g_get_monotonic_time ();

  run->backoff[server] = MIN (pause * 2, LONGEST_BACKOFF);
  lim_schedule_rest (run->schedule, server, LIM_SERVER_GONE, now, now + pause);
  g_free ((char *) run->states[server].message);
  run->states[server].message = g_strdup (cause->message);
}

/* -- At the start -- */

static gboolean
meet_one (gsize server, gpointer data, GError **error G_GNUC_UNUSED)
{
  Round *round = data;

  meet (round->run, (guint) server, &round->meetings[server]);
  if (round->run->provider->probe != NULL)
    lim_progress_step (round->run->context->progress, 1, round->run->servers[server].name);
  return TRUE;
}

/* One that is there but says nothing holds all up for a while, so people are told what is waited for. */
static gboolean
meet_all (Round *round, GError **error)
{
  const LimProduceRun *run = round->run;
  LimProgress *progress = run->context->progress;

  if (run->provider->probe != NULL)
    lim_progress_begin (progress, run->n_servers, "server", "Asking what the servers have");
  gboolean well = lim_pool_run (run->n_servers, run->n_servers, meet_one, round, run->context->cancellable, error);
  if (run->provider->probe != NULL)
    lim_progress_end (progress);
  return well;
}

/* What every server that is there lacks for @entry; NULL: one can make it. Transfer full. */
static char *
lacking (const LimProduceRun *run, const Meeting *meetings, const LimProduceEntry *entry)
{
  g_autofree char *kind = kind_of (entry->job->recipe);
  const char *first = NULL;

  for (guint i = 0; i < run->n_servers; i++)
    {
      const char *message = meetings[i].error == NULL ? g_hash_table_lookup (meetings[i].verdicts, kind) : NULL;

      if (message == NULL)
        return NULL; /* it can make it, or is away and may be able to */
      first = first != NULL ? first : message;
    }
  return g_strdup (first);
}

/* Ends the entries that no server can make. FALSE: there is no other entry. */
static gboolean
drop_impossible (LimProduceRun *run, const Meeting *meetings, GError **error)
{
  guint possible = 0;
  g_autofree char *first = NULL;

  for (guint i = 0; i < run->entries->len; i++)
    {
      LimProduceEntry *entry = run->entries->pdata[i];
      g_autofree char *message = entry->has_picture ? NULL : lacking (run, meetings, entry);

      if (message == NULL)
        {
          possible++;
          continue;
        }
      lim_schedule_end (run->schedule, i);
      if (!lim_produce_put (run, entry, LIM_JOB_FAILED, message, error))
        return FALSE;
      lim_produce_note_problem (run, entry, LIM_FAILURE_IMAGE, message);
      if (first == NULL)
        first = g_strconcat (entry->job->id, ": ", message, NULL);
    }
  if (possible > 0)
    return TRUE;
  return run->entries->len == 1
             ? lim_fail (error, LIM_ERROR_BAD_INPUT, "%s", first)
             : lim_fail (error, LIM_ERROR_BAD_INPUT, "none of %u images can be made. %s", run->entries->len, first);
}

static gboolean
judge_meetings (LimProduceRun *run, Meeting *meetings, GError **error)
{
  GString *about = g_string_new (NULL);
  const GError *gone = NULL;
  guint there = 0;

  for (guint i = 0; i < run->n_servers; i++)
    {
      if (meetings[i].error != NULL)
        {
          gone = gone != NULL ? gone : meetings[i].error;
          note_gone (run, i, meetings[i].error);
          continue;
        }
      there++;
      forbid (run, i, meetings[i].verdicts);
      if (meetings[i].about != NULL)
        g_string_append_printf (about, "%s%s", about->len > 0 ? " · " : "", meetings[i].about);
    }
  run->report->about = g_string_free (about, about->len == 0);
  if (there > 0)
    return drop_impossible (run, meetings, error);
  if (error != NULL)
    *error = g_error_copy (gone);
  return FALSE;
}

/* A server that idles beside busy ones is told of: who pays for it wants to know why. */
static void
note_left_to_others (const LimProduceRun *run, const Meeting *meetings, guint server)
{
  const char *first = NULL;
  guint n = 0;

  for (guint i = 0; i < run->entries->len; i++)
    {
      const LimProduceEntry *entry = run->entries->pdata[i];
      g_autofree char *kind = kind_of (entry->job->recipe);
      const char *message = g_hash_table_lookup (meetings[server].verdicts, kind);
      g_autofree char *by_nobody = message != NULL ? lacking (run, meetings, entry) : NULL;

      if (message == NULL || entry->has_picture || by_nobody != NULL)
        continue;
      n++;
      first = first != NULL ? first : message;
    }
  if (n > 0)
    lim_progress_note (run->context->progress, "%u of these images %s left to the other servers: %s", n,
                       n == 1 ? "is" : "are", first);
}

gboolean
lim_produce_meet_servers (LimProduceRun *run, GError **error)
{
  g_autofree Meeting *meetings = g_new0 (Meeting, run->n_servers);
  Round round = { run, meetings };
  gboolean well = meet_all (&round, error) && judge_meetings (run, meetings, error);

  for (guint i = 0; well && i < run->n_servers; i++)
    if (meetings[i].error != NULL)
      lim_progress_note (run->context->progress, "%s; the other servers do its work", meetings[i].error->message);
    else
      note_left_to_others (run, meetings, i);
  for (guint i = 0; i < run->n_servers; i++)
    meeting_clear (&meetings[i]);
  return well;
}

/* -- Later -- */

void
lim_produce_look_for (LimProduceRun *run, guint server)
{
  Meeting meeting = { 0 };

  meet (run, server, &meeting);
  g_mutex_lock (&run->lock);
  if (meeting.error != NULL)
    note_gone (run, server, meeting.error);
  else
    {
      run->backoff[server] = 0;
      forbid (run, server, meeting.verdicts);
      lim_schedule_ready (run->schedule, server);
    }
  g_cond_broadcast (&run->changed);
  g_mutex_unlock (&run->lock);
  if (meeting.error == NULL)
    lim_progress_note (run->context->progress, "%s is there again", run->servers[server].name);
  meeting_clear (&meeting);
  lim_produce_tell_servers (run);
}
