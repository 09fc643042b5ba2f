/* studio-api-production.c: the production page: who makes images, what is being made, and making more. The wishes are those of
 * `limner jobs …`, so they reach a run that a terminal began, too; generating is `limner generate` on a thread. */
#include "studio-route.h"

#include "base-error.h"
#include "base-text.h"
#include "imaging-header.h"
#include "produce-about.h"
#include "produce-cancel.h"
#include "produce-options.h"
#include "produce-retry.h"
#include "store-lock.h"
#include "studio-making.h"
#include "style-generate.h"
#include "style-identity.h"
#include "style-inputs.h"

#include <string.h>

#define PACK_FOLDER "inputs/prompts"
#define MAX_LIMIT 1000

/* -- How it stands -- */

static void
set_state (LimJson *root, const LimMakingState *state, const LimStudioRequest *request, LimJsonDoc *doc)
{
  g_autofree char *now = lim_clock_now_iso (request->desk->context->clock);
  LimJson *counts = lim_json_new_object (doc);

  lim_json_set_string (root, "now", now);
  lim_json_set_bool (root, "running", state->running);
  lim_json_set_bool (root, "here", state->here);
  lim_json_set_int (root, "process", state->process);
  lim_json_set_bool (root, "paused", state->paused);
  for (guint i = 0; i < LIM_N_JOB_STATES; i++)
    lim_json_set_int (counts, lim_job_state_name (i), state->counts[i]);
  lim_json_set (root, "counts", counts);
}

LIM_STUDIO_HANDLER (production)
{
  LimMaking *making = request->desk->making;
  LimMakingState state;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  if (!lim_making_look (making, NULL, &state, NULL, NULL, error))
    return FALSE;
  set_state (root, &state, request, doc);
  lim_json_set (root, "servers", lim_making_servers_to_json (making, doc));
  lim_json_set (root, "work", lim_work_to_json (lim_making_work (making), doc));
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (preview)
{
  g_autoptr (GBytes) image = lim_making_preview (request->desk->making, request->id);
  LimImageInfo info;
  gsize length;

  if (image == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "there is no preview of “%s”", request->id);
  const guint8 *data = g_bytes_get_data (image, &length);
  if (!lim_image_probe_bytes (data, length, "the preview", &info, error))
    return FALSE;
  answer->body = g_steal_pointer (&image);
  answer->content_type = lim_image_format_mime (info.format);
  return TRUE;
}

/* -- Who makes -- */

LIM_STUDIO_HANDLER (providers)
{
  g_autoptr (LimProject) project = lim_project_open (lim_project_folder (request->desk->project), NULL, error);
  gboolean probe = g_strcmp0 (g_hash_table_lookup (request->query, "probe"), "true") == 0;
  g_autoptr (GPtrArray) all =
      project != NULL ? lim_produce_about (project, NULL, probe, request->cancellable, error) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *list = lim_json_new_array (doc);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    lim_json_append (list, lim_provider_about_to_json (all->pdata[i], doc));
  return lim_studio_answer_json (answer, list);
}

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
  set_state (root, &state, request, doc);
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
  gboolean wanted;

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
  gboolean first;

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

/* -- Runs of this studio -- */

/* Said before a thread is begun, so that who asks hears it at once; the engine asks again. */
static gboolean
check_free (const LimStudioDesk *desk, GError **error)
{
  int process = 0;

  if (!lim_work_is_busy (lim_making_work (desk->making)) && lim_lock_is_held (desk->project, LIM_LOCK_RUN, &process))
    return lim_fail (
        error, LIM_ERROR_CONFLICT,
        "process %d makes images of this project already. Wait for its end; its jobs stand here, and can "
        "be paused, moved and cancelled here",
        process);
  return TRUE;
}

static gboolean
start (const LimStudioRequest *request, const char *kind, LimWorkFunc run, gpointer data, GDestroyNotify destroy,
       LimStudioAnswer *answer, GError **error)
{
  LimWork *work = lim_making_work (request->desk->making);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return lim_work_start (work, kind, run, data, destroy, error)
         && lim_studio_answer_json (answer, lim_work_to_json (work, doc));
}

LIM_STUDIO_HANDLER (stop)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_bool (root, "stopping", lim_work_stop (lim_making_work (request->desk->making)));
  return lim_studio_answer_json (answer, root);
}

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
  if (project == NULL || !check_free (request->desk, error))
    return FALSE;
  Retrying *retrying = g_new0 (Retrying, 1);
  retrying->project = g_steal_pointer (&project);
  retrying->making = request->desk->making;
  retrying->keys = keys_of (wish.rows);
  retrying->provider = g_strdup (provider);
  return start (request, "retry", run_retry, retrying, retrying_free, answer, error);
}

/* -- Generating -- */

static const LimOptionRow generate_options[] = {
  LIM_PRODUCE_OPTION_ONLY,
  LIM_PRODUCE_OPTION_LIMIT,
  LIM_PRODUCE_OPTION_PROVIDER,
  LIM_PRODUCE_OPTION_SEEDS,
  LIM_PRODUCE_OPTION_DENOISE,
  { .name = "subject", .type = LIM_OPTION_STRING, .placeholder = "NAME", .help = "only this subject of the packet" },
  { 0 },
};

typedef struct
{
  LimProject *project; /* its own, for limner.yaml is read anew */
  LimMaking *making;
  guint kind;
  char *input; /* absolute path */
  LimSettings *settings;
} Generating;

static void
generating_free (gpointer data)
{
  Generating *self = data;

  lim_project_free (self->project);
  g_clear_pointer (&self->settings, lim_settings_free);
  g_free (self->input);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Generating, generating_free)

static gboolean
make_pack (const LimContext *context, LimProject *project, const LimIdentityOptions *options,
           LimGenerateReport *report, GError **error)
{
  return lim_style_generate (context, project, &options->make, report, error);
}

static const struct
{
  const char *name, *folder, *what;
  gboolean (*make) (const LimContext *context, LimProject *project, const LimIdentityOptions *options,
                    LimGenerateReport *report, GError **error);
} kinds[] = {
  { "pack", PACK_FOLDER, "pack", make_pack },
  { "discover", LIM_PACKET_FOLDER, "identity packet", lim_style_identity_discover },
  { "follow-on", LIM_PACKET_FOLDER, "identity packet", lim_style_identity_follow_on },
};

static gboolean
generate (const LimContext *context, const Generating *self, gboolean dry_run, LimGenerateReport *report,
          GError **error)
{
  const LimIdentityOptions options = {
    .packet = self->input,
    .subject = lim_settings_string (self->settings, "subject"),
    .n_seeds = (guint) lim_settings_int (self->settings, "seeds"),
    .denoise = lim_settings_double (self->settings, "denoise"),
    .make = { .pack = self->input,
              .provider = lim_settings_string (self->settings, "provider"),
              .only = lim_settings_list (self->settings, "only"),
              .limit = (guint) lim_settings_int (self->settings, "limit"),
              .dry_run = dry_run,
              .events = dry_run ? NULL : lim_making_listen (self->making) },
  };

  return kinds[self->kind].make (context, self->project, &options, report, error);
}

static gboolean
run_generate (const LimContext *context, gpointer data, LimJsonDoc *doc, LimJson **result, GError **error)
{
  g_autoptr (LimGenerateReport) report = lim_generate_report_new ();
  gboolean well = generate (context, data, FALSE, report, error);

  if (report->pack != NULL && report->provider != NULL)
    {
      *result = lim_generate_report_to_json (report, FALSE, doc);
      lim_json_remove (*result, "images"); /* they stand among the jobs */
    }
  return well && lim_produce_report_check (report->made, 0, error);
}

/* The absolute path of @path, one of those that GET /api/inputs lists. */
static char *
find_input (const LimProject *project, guint kind, const char *path, GError **error)
{
  g_autoptr (GPtrArray) paths = lim_style_list_inputs (project, kinds[kind].folder, error);

  if (paths == NULL)
    return NULL;
  for (guint i = 0; i < paths->len; i++)
    if (strcmp (paths->pdata[i], path) == 0)
      return lim_project_path (project, path);
  g_autofree char *harmless = lim_text_harmless (path);
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "there is no %s “%.200s” in this project", kinds[kind].what,
                        harmless);
}

static gboolean
find_kind (const char *name, guint *kind, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].name, name) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return lim_fail (error, LIM_ERROR_USAGE, "kind must be one of pack, discover and follow-on, found “%s”", name);
}

/* Transfer full. */
static Generating *
read_generating (const LimStudioRequest *request, const LimJson *root, GError **error)
{
  g_autoptr (Generating) self = g_new0 (Generating, 1);
  const char *kind, *input;

  if (!lim_json_require_string (root, "kind", &kind, error) || !find_kind (kind, &self->kind, error)
      || !lim_json_require_string (root, "input", &input, error))
    return NULL;
  self->making = request->desk->making;
  self->project = lim_project_open (lim_project_folder (request->desk->project), NULL, error);
  self->input = self->project != NULL ? find_input (self->project, self->kind, input, error) : NULL;
  self->settings = lim_settings_new (generate_options);
  if (self->input == NULL || !lim_settings_set_json (self->settings, lim_json_get (root, "options"), error))
    return NULL;
  return g_steal_pointer (&self);
}

LIM_STUDIO_HANDLER (generate)
{
  static const char *const known[] = { "kind", "input", "options", "dry_run", NULL };
  g_autoptr (LimJsonDoc) body = lim_studio_read_body (request, known, error);
  const LimJson *root = body != NULL ? lim_json_root (body) : NULL;
  g_autoptr (Generating) self = root != NULL ? read_generating (request, root, error) : NULL;
  g_autoptr (LimGenerateReport) report = lim_generate_report_new ();
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimContext context = *request->desk->context;

  /* What is wrong is said at once, also when it is to be made. */
  context.cancellable = request->cancellable;
  if (self == NULL || !generate (&context, self, TRUE, report, error))
    return FALSE;
  if (lim_json_get_bool (root, "dry_run", FALSE))
    return lim_studio_answer_json (answer, lim_generate_report_to_json (report, TRUE, doc));
  return check_free (request->desk, error)
         && start (request, "generate", run_generate, g_steal_pointer (&self), generating_free, answer, error);
}

/* -- What there is to generate from -- */

static LimJson *
subjects_of (const LimJsonDoc *packet, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (const LimJson *at = lim_json_first (lim_json_get (lim_json_root (packet), "subjects")); at != NULL;
       at = lim_json_next (at))
    {
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", lim_json_get_string (at, "subject_name"));
      lim_json_set_string (object, "type", lim_json_get_string (at, "subject_type"));
      lim_json_set_int (object, "shots", lim_json_length (lim_json_get (at, "shots")));
      lim_json_append (list, object);
    }
  return list;
}

static void
describe_packet (const LimJsonDoc *packet, LimJson *object, LimJsonDoc *doc, GError **error)
{
  const LimPacketOptions plan = { .n_seeds = 1 };
  g_autoptr (LimPack) pack = lim_packet_plan (packet, &plan, error);

  if (pack == NULL)
    return;
  lim_json_set_string (object, "lane", pack->lane);
  lim_json_set_int (object, "images", pack->candidates->len);
  lim_json_set (object, "subjects", subjects_of (packet, doc));
}

static void
describe_pack (const LimJsonDoc *source, LimJson *object, LimJsonDoc *doc G_GNUC_UNUSED, GError **error)
{
  g_autoptr (LimPack) pack = lim_pack_from_doc (source, error);

  if (pack == NULL)
    return;
  lim_json_set_string (object, "lane", pack->lane);
  lim_json_set_string (object, "description", pack->description);
  lim_json_set_int (object, "images", pack->candidates->len);
}

static gboolean
list_inputs (const LimProject *project, const char *folder,
             void (*describe) (const LimJsonDoc *source, LimJson *object, LimJsonDoc *doc, GError **error),
             LimJson *list, LimJsonDoc *doc, GError **error)
{
  g_autoptr (GPtrArray) paths = lim_style_list_inputs (project, folder, error);

  for (guint i = 0; paths != NULL && i < paths->len; i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autoptr (LimJsonDoc) source = lim_style_read_document (project, paths->pdata[i], &problem);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "path", paths->pdata[i]);
      if (source != NULL)
        describe (source, object, doc, &problem);
      lim_json_set_string (object, "problem", problem != NULL ? problem->message : NULL);
      lim_json_append (list, object);
    }
  return paths != NULL;
}

LIM_STUDIO_HANDLER (inputs)
{
  const LimProject *project = request->desk->project;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *packs = lim_json_new_array (doc), *packets = lim_json_new_array (doc);

  if (!list_inputs (project, PACK_FOLDER, describe_pack, packs, doc, error)
      || !list_inputs (project, LIM_PACKET_FOLDER, describe_packet, packets, doc, error))
    return FALSE;
  lim_json_set (root, "packs", packs);
  lim_json_set (root, "packets", packets);
  return lim_studio_answer_json (answer, root);
}

/* -- Rows -- */

static const LimStudioParameter providers_query[] = {
  { "probe", "true: also ask each of their servers, which may take as long as the network does" },
  { 0 },
};

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

static const LimStudioParameter preview_query[] = {
  { "n", "any number: another address for a newer one" },
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

static const LimStudioParameter generate_body[] = {
  { "kind", "pack, discover or follow-on" },
  { "input", "the path of the pack or packet, from GET /api/inputs" },
  { "options", "an object: `only`, `limit`, `provider`; of packets also `subject`, `seeds`, `denoise`" },
  { "dry_run", "true: only say what would be made" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_production[] = {
  { "GET", "/production", LIM_ROUTE_PAGE, "The production page.", .answer = "HTML" },
  { "GET", "/api/production", LIM_ROUTE_WORK, "How the making of images stands.",
    .answer =
        "`now`, `running`, `here` (this studio runs), `process`, `paused`, `counts` by state, `servers` of the "
        "studio's own "
        "run with "
        "`jobs` (`id`, `share`, `preview`), and `work`: the run that the studio began last, null when there was none",
    .handle = handle_production },
  { "GET", "/api/production/previews/{id}", LIM_ROUTE_WORK, "The newest preview of an image that this studio makes.",
    preview_query, .answer = "an image, as its server sent it", .handle = handle_preview },
  { "GET", "/api/providers", LIM_ROUTE_WORK, "Who could make images, and what is configured.", providers_query,
    .answer = "what `limner config providers --json` prints", .handle = handle_providers },
  { "GET", "/api/inputs", LIM_ROUTE_WORK, "The packs and identity packets to generate from.",
    .answer = "`packs` and `packets`: `path`, `lane`, `images`, `problem` (null: it can be used); packs have a "
              "`description`, "
              "packets `subjects`",
    .handle = handle_inputs },
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
  { "POST", "/api/production/generate", LIM_ROUTE_WORK,
    "Makes what a pack or packet asks for, as `limner generate` and `limner identity` do, in a run of this studio.",
    .body = generate_body,
    .answer =
        "with `dry_run` what `limner generate --dry-run --json` prints, else `work` of /api/production. 409: a run "
        "is going on",
    .handle = handle_generate },
  { "POST", "/api/production/stop", LIM_ROUTE_WORK,
    "Stops the run of this studio after the work in hand; the same again goes on with it.",
    .answer = "`stopping`: false when there was none", .handle = handle_stop },
  { NULL },
};
