/* studio-api-jobs.c: the jobs, and what people wish of them. The wishes are those of `limner jobs …`, so they reach a run that a
 * terminal began, too. */
#include "studio-route.h"

#include "base-error.h"
#include "produce-cancel.h"
#include "produce-retry.h"

#define MAX_LIMIT 1000

/* -- The jobs -- */

/* “failed,blocked” as bits; 0: all. */
static gboolean
read_states (const char *text, guint *states, GError **error)
{
  g_auto (GStrv) names = g_strsplit (text != NULL ? text : "", ",", -1);

  *states = 0;
  for (guint i = 0; names[i] != NULL; i++)
    {
      LimJobState state;

      if (!lim_job_state_parse (names[i], &state))
        return lim_fail (
            error, LIM_ERROR_USAGE,
            "state must name some of planned, sent, rendered, done, failed, blocked and cancelled, found "
            "“%s”",
            names[i]);
      *states |= 1u << state;
    }
  return TRUE;
}

LIM_STUDIO_HANDLER (jobs)
{
  LimJobQuery query = { .text = g_hash_table_lookup (request->query, "text"),
                        .latest = g_strcmp0 (g_hash_table_lookup (request->query, "order"), "latest") == 0 };
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);
  g_autoptr (GPtrArray) rows = NULL;
  LimMakingState state;
  gint64 offset, limit;
  guint total;

  if (!read_states (g_hash_table_lookup (request->query, "state"), &query.states, error)
      || !lim_studio_query_int (request, "offset", 0, G_MAXINT32, 0, &offset, error)
      || !lim_studio_query_int (request, "limit", 1, MAX_LIMIT, 100, &limit, error))
    return FALSE;
  query.offset = (guint) offset;
  query.limit = (guint) limit;
  if (!lim_making_look (request->desk->making, &query, &state, &rows, &total, error))
    return FALSE;
  lim_making_state_to_json (&state, request->desk->context->clock, root, doc);
  lim_json_set_int (root, "total", total);
  lim_json_set_int (root, "offset", offset);
  for (guint i = 0; i < rows->len; i++)
    lim_json_append (list, lim_produce_row_to_json (rows->pdata[i], doc));
  lim_json_set (root, "jobs", list);
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (job)
{
  const char *words[] = { g_hash_table_lookup (request->query, "key"), NULL };
  g_auto (LimProduceQueue) queue = { 0 };
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  if (words[0] == NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "which job? The query needs its key");
  if (!lim_produce_queue_open (request->desk->project, &queue, error))
    return FALSE;
  g_autoptr (GPtrArray) rows = lim_produce_queue_find (&queue, words, error);
  const LimJob *row = rows != NULL ? rows->pdata[0] : NULL;
  g_autoptr (GPtrArray) history = row != NULL ? lim_jobs_history (queue.db, row->key, error) : NULL;
  return history != NULL && lim_studio_answer_json (answer, lim_produce_row_to_full_json (row, history, FALSE, doc));
}

/* -- Wishes -- */

/* A member that must be true or false. */
static gboolean
require_flag (const LimJson *root, const char *name, gboolean *flag, GError **error)
{
  const LimJson *node = lim_json_get (root, name);

  if (!lim_json_is (node, LIM_JSON_TRUE) && !lim_json_is (node, LIM_JSON_FALSE))
    return lim_json_fail (node, error, "%s must be true or false", name);
  *flag = lim_json_is (node, LIM_JSON_TRUE);
  return TRUE;
}

LIM_STUDIO_HANDLER (pause)
{
  static const char *const known[] = { "paused", NULL };
  g_autoptr (LimJsonDoc) body = lim_studio_read_body (request, known, error);
  g_auto (LimProduceQueue) queue = { 0 };
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);
  gboolean wanted = FALSE;

  if (body == NULL || !require_flag (lim_json_root (body), "paused", &wanted, error)
      || !lim_produce_queue_open (request->desk->project, &queue, error)
      || !lim_produce_queue_pause (&queue, wanted, error))
    return FALSE;
  lim_json_set_bool (root, "paused", wanted);
  return lim_studio_answer_json (answer, root);
}

/* What a wish is about: the jobs that the body names, or those in its states. */
typedef struct
{
  LimJsonDoc *body;
  const LimJson *root;
  gboolean dry_run;
  LimProduceQueue queue;
  GPtrArray *rows; /* (element-type LimJob), borrowed */
} Wish;

static void
wish_clear (Wish *wish)
{
  g_clear_pointer (&wish->rows, g_ptr_array_unref);
  lim_produce_queue_clear (&wish->queue);
  g_clear_pointer (&wish->body, lim_json_doc_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

/* A list of texts, or NULL where it is missing. Transfer full. */
static gboolean
read_words (const LimJson *root, const char *name, char ***words, GError **error)
{
  const LimJson *list = lim_json_get (root, name);
  gboolean good = lim_json_is_null (list) || lim_json_is (list, LIM_JSON_ARRAY);

  *words = NULL;
  for (const LimJson *at = lim_json_first (list); at != NULL && good; at = lim_json_next (at))
    good = lim_json_string (at) != NULL;
  if (!good)
    return lim_json_fail (list, error, "%s must be a list of texts", name);
  *words = lim_json_is_null (list) ? NULL : lim_json_dup_strv (list);
  return TRUE;
}

static gboolean
select_rows (Wish *wish, GError **error)
{
  g_auto (GStrv) ids = NULL, names = NULL;
  guint states;

  if (!read_words (wish->root, "jobs", &ids, error) || !read_words (wish->root, "states", &names, error))
    return FALSE;
  if ((ids == NULL) == (names == NULL))
    return lim_fail (error, LIM_ERROR_USAGE, "which jobs? Give either `jobs` or `states`");
  if (ids != NULL)
    return (wish->rows = lim_produce_queue_find (&wish->queue, (const char *const *) ids, error)) != NULL;
  g_autofree char *text = g_strjoinv (",", names);
  if (!read_states (text, &states, error))
    return FALSE;
  wish->rows = lim_produce_queue_select (&wish->queue, states);
  return TRUE;
}

static gboolean
read_wish (const LimStudioRequest *request, const char *const *known, Wish *wish, GError **error)
{
  wish->body = lim_studio_read_body (request, known, error);
  if (wish->body == NULL)
    return FALSE;
  wish->root = lim_json_root (wish->body);
  wish->dry_run = lim_json_get_bool (wish->root, "dry_run", FALSE);
  return lim_produce_queue_open (request->desk->project, &wish->queue, error) && select_rows (wish, error);
}

static gboolean
answer_wish (LimStudioAnswer *answer, const Wish *wish, const char *name, const GPtrArray *problems)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return lim_studio_answer_json (answer, lim_produce_wish_to_json (&wish->queue, wish->dry_run, name, wish->rows,
                                                                   problems, doc));
}

LIM_STUDIO_HANDLER (cancel)
{
  static const char *const known[] = { "jobs", "states", "dry_run", NULL };
  g_auto (Wish) wish = { 0 };
  g_autoptr (GPtrArray) problems = lim_problems_new ();
  LimProduceCancelled report = { .problems = problems };

  if (!read_wish (request, known, &wish, error))
    return FALSE;
  g_autoptr (LimProject) project = lim_project_open (lim_project_folder (request->desk->project), NULL, error);
  if (project == NULL
      || (!wish.dry_run && wish.rows->len > 0
          && !lim_produce_cancel (request->desk->context, project, wish.queue.db, wish.rows, &report, error)))
    return FALSE;
  return answer_wish (answer, &wish, "cancelled", problems);
}

LIM_STUDIO_HANDLER (move)
{
  static const char *const known[] = { "jobs", "states", "first", "dry_run", NULL };
  g_auto (Wish) wish = { 0 };
  g_autoptr (GPtrArray) problems = lim_problems_new ();
  gboolean first = FALSE;

  return read_wish (request, known, &wish, error) && require_flag (wish.root, "first", &first, error)
         && lim_produce_queue_move (&wish.queue, wish.rows, first, wish.dry_run, problems, error)
         && answer_wish (answer, &wish, "moved", problems);
}

LIM_STUDIO_HANDLER (clear)
{
  static const char *const known[] = { "states", "dry_run", NULL };
  g_auto (Wish) wish = { 0 };
  guint states = 0;

  if (!read_wish (request, known, &wish, error))
    return FALSE;
  for (guint i = wish.rows->len; i-- > 0;)
    if (lim_job_state_is_final (((const LimJob *) wish.rows->pdata[i])->state))
      states |= 1u << ((const LimJob *) wish.rows->pdata[i])->state;
    else
      g_ptr_array_remove_index (wish.rows, i);
  if (!wish.dry_run && wish.rows->len > 0 && !lim_jobs_clear (wish.queue.db, states, NULL, error))
    return FALSE;
  return answer_wish (answer, &wish, "cleared", NULL);
}

/* -- Made again -- */

typedef struct
{
  LimProject *project; /* its own, for limner.yaml is read anew */
  LimMaking *making;
  char **keys;
  char *provider; /* NULL: who had each */
} Retrying;

static void
retrying_free (gpointer data)
{
  Retrying *retrying = data;

  lim_project_free (retrying->project);
  g_strfreev (retrying->keys);
  g_free (retrying->provider);
  g_free (retrying);
}

static gboolean
run_retry (const LimContext *context, gpointer data, LimJsonDoc *doc, LimJson **result, GError **error)
{
  Retrying *self = data;
  g_auto (LimProduceQueue) queue = { 0 };

  if (!lim_produce_queue_open (self->project, &queue, error))
    return FALSE;
  g_autoptr (GPtrArray) rows = lim_produce_queue_find (&queue, (const char *const *) self->keys, error);
  if (rows == NULL)
    return FALSE;
  g_autoptr (LimProduceRetry) retry = lim_produce_retry_new (rows, self->provider);
  gboolean well =
      lim_produce_retry_run (context, self->project, &queue, retry, lim_making_listen (self->making), error);
  *result = lim_produce_retry_to_json (retry, FALSE, doc);
  return well && lim_produce_report_check (retry->made, retry->problems->len, error);
}

static char **
keys_of (const GPtrArray *rows)
{
  char **keys = g_new0 (char *, rows->len + 1);

  for (guint i = 0; i < rows->len; i++)
    keys[i] = g_strdup (((const LimJob *) rows->pdata[i])->key);
  return keys;
}

static gboolean
start (const LimStudioRequest *request, Retrying *retrying, LimStudioAnswer *answer, GError **error)
{
  LimMaking *making = request->desk->making;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return lim_making_start (making, "retry", run_retry, retrying, retrying_free, error)
         && lim_studio_answer_json (answer, lim_work_to_json (lim_making_work (making), doc));
}

LIM_STUDIO_HANDLER (retry)
{
  static const char *const known[] = { "jobs", "states", "provider", "dry_run", NULL };
  g_auto (Wish) wish = { 0 };

  if (!read_wish (request, known, &wish, error))
    return FALSE;
  const char *provider = lim_json_get_string (wish.root, "provider");
  if (wish.dry_run)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
      g_autoptr (LimProduceRetry) retry = lim_produce_retry_new (wish.rows, provider);

      return lim_studio_answer_json (answer, lim_produce_retry_to_json (retry, TRUE, doc));
    }
  g_autoptr (LimProject) project = lim_project_open (lim_project_folder (request->desk->project), NULL, error);
  if (project == NULL)
    return FALSE;
  Retrying *retrying = g_new0 (Retrying, 1);
  retrying->project = g_steal_pointer (&project);
  retrying->making = request->desk->making;
  retrying->keys = keys_of (wish.rows);
  retrying->provider = g_strdup (provider);
  return start (request, retrying, answer, error);
}

/* -- Rows -- */

static const LimStudioParameter jobs_query[] = {
  { "state", "some of planned, sent, rendered, done, failed, blocked and cancelled, with commas; else all" },
  { "text", "somewhere in the id or in what a server said" },
  { "order", "latest: what changed last first; else in the order they are to be made" },
  { "offset", "pass over the first so many" },
  { "limit", "at most so many, 1 to 1000; else 100" },
  { 0 },
};

static const LimStudioParameter job_query[] = {
  { "key", "of the job, or the id of its record" },
  { 0 },
};

static const LimStudioParameter pause_body[] = {
  { "paused", "true: send nothing new; false: go on" },
  { 0 },
};

#define WHICH                                                                                                        \
  { "jobs", "a list of keys or ids; either this or `states`" },                                                      \
  {                                                                                                                  \
    "states", "a list of states: all that are in them"                                                               \
  }

static const LimStudioParameter wish_body[] = { WHICH, { "dry_run", "true: only say what would happen" }, { 0 } };

static const LimStudioParameter move_body[] = {
  WHICH,
  { "first", "true: before all others; false: behind them" },
  { "dry_run", "true: only say what would happen" },
  { 0 },
};

static const LimStudioParameter retry_body[] = {
  WHICH,
  { "provider", "who makes them; else the one that had them" },
  { "dry_run", "true: only say what would happen" },
  { 0 },
};

static const LimStudioParameter clear_body[] = {
  { "states", "a list of states that are over" },
  { "dry_run", "true: only say what would happen" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_jobs[] = {
  { "GET", "/api/jobs", LIM_ROUTE_WORK, "A page of the jobs.", jobs_query,
    .answer =
        "`total`, `offset`, `jobs` as `limner jobs --json` prints them, and how it stands as /api/production says",
    .handle = handle_jobs },
  { "GET", "/api/job", LIM_ROUTE_WORK, "One job with its history.", job_query,
    .answer = "what `limner jobs show --json` prints", .handle = handle_job },
  { "POST", "/api/jobs/pause", LIM_ROUTE_WORK, "Holds the run that is going on, or lets it go on, whoever runs it.",
    .body = pause_body, .answer = "`paused`", .handle = handle_pause },
  { "POST", "/api/jobs/cancel", LIM_ROUTE_WORK, "Leaves jobs out, as `limner jobs cancel` does.", .body = wish_body,
    .answer = "what `limner jobs cancel --json` prints", .handle = handle_cancel },
  { "POST", "/api/jobs/move", LIM_ROUTE_WORK, "Changes the order, as `limner jobs move` does.", .body = move_body,
    .answer = "what `limner jobs move --json` prints", .handle = handle_move },
  { "POST", "/api/jobs/clear", LIM_ROUTE_WORK, "Forgets jobs that are over, as `limner jobs clear` does.",
    .body = clear_body, .answer = "what `limner jobs clear --json` prints", .handle = handle_clear },
  { "POST", "/api/jobs/retry", LIM_ROUTE_WORK,
    "Makes jobs again, as `limner jobs retry` does, in a run of this studio.", .body = retry_body,
    .answer = "with `dry_run` what `limner jobs retry --dry-run --json` prints, else `work` of /api/production",
    .handle = handle_retry },
  { NULL },
};
