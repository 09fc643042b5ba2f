/* studio-api-judge.c: the two routes that change something. What may be said is decided where the command line has it
 * decided: lim_style_curate(). */
#include "studio-route.h"

#include "base-text.h"
#include "store-record.h"
#include "style-canon.h"
#include "style-curate.h"

/* -- Reading -- */

/* A text, or NULL where it is missing, null or empty. */
static gboolean
optional_text (const LimJson *root, const char *key, const char **text, GError **error)
{
  const LimJson *node = lim_json_get (root, key);

  *text = lim_json_string (node);
  if (*text == NULL && !lim_json_is_null (node))
    return lim_json_fail (node, error, "%s must be a text", key);
  if (*text != NULL && **text == '\0')
    *text = NULL;
  return TRUE;
}

static gboolean
read_failures (const LimJson *root, char ***failures, GError **error)
{
  const LimJson *list = lim_json_get (root, "failure_modes");
  gboolean good = lim_json_is_null (list) || lim_json_is (list, LIM_JSON_ARRAY);

  for (const LimJson *at = lim_json_first (list); at != NULL; at = lim_json_next (at))
    good = good && lim_json_string (at) != NULL;
  if (!good)
    return lim_json_fail (list, error, "failure_modes must be a list of names");
  g_strfreev (*failures);
  *failures = lim_json_dup_strv (list);
  return TRUE;
}

static gboolean
read_confidence (const LimJson *root, double *confidence, GError **error)
{
  const LimJson *node = lim_json_get (root, "confidence");
  double value = -1;

  if (!lim_json_is_null (node) && (!lim_json_double (node, &value) || value < 0 || value > 1))
    return lim_json_fail (node, error, "confidence must be a number from 0 to 1");
  *confidence = value;
  return TRUE;
}

/* The status the person chose; else what the scores call for. */
static gboolean
read_status (const LimJson *root, const LimCanon *canon, const LimScores *scores, LimStatus *status, GError **error)
{
  const char *name;

  if (!optional_text (root, "status", &name, error))
    return FALSE;
  if (name == NULL)
    return lim_thresholds_judge (&canon->thresholds, (const char *const *) canon->dimension_names, scores, status,
                                 NULL, error);
  if (lim_status_parse (name, status) && *status != LIM_STATUS_CANDIDATE)
    return TRUE;
  g_autofree char *hint = lim_text_did_you_mean (name, lim_status_judged_names ());
  return lim_fail (error, LIM_ERROR_USAGE, "“%s” is no verdict.%s There are approved, rejected and borderline", name,
                   hint);
}

/* Transfer full. */
static LimJudgment *
read_judgment (const LimStudioRequest *request, const LimJson *root, const LimCanon *canon, GError **error)
{
  g_autoptr (LimJudgment) judgment = lim_judgment_new (LIM_STATUS_BORDERLINE, NULL);
  const char *why, *notes, *override;

  if (!optional_text (root, "explanation", &why, error) || !optional_text (root, "improvement_notes", &notes, error)
      || !optional_text (root, "override_reason", &override, error)
      || !lim_studio_read_scores (lim_json_get (root, "scores"), judgment->scores, error)
      || !read_failures (root, &judgment->failure_modes, error)
      || !read_confidence (root, &judgment->confidence, error)
      || !read_status (root, canon, judgment->scores, &judgment->status, error))
    return NULL;
  g_free (judgment->explanation);
  judgment->explanation = g_strstrip (g_strdup (why != NULL ? why : ""));
  if (*judgment->explanation == '\0')
    return lim_fail_null (error, LIM_ERROR_USAGE,
                          "a judgment needs its reason: what is in this picture that decides it");
  judgment->improvement_notes = g_strdup (notes);
  judgment->override_reason = g_strdup (override);
  judgment->reviewer = g_strdup (lim_studio_reviewer (request, NULL));
  judgment->reviewed_at = lim_clock_now_iso (request->desk->context->clock);
  return g_steal_pointer (&judgment);
}

/* -- Answering -- */

static gboolean
answer_outcome (LimStudioAnswer *answer, const LimCurateOutcome *outcome, const char *id, gboolean dry_run)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_curate_outcome_to_json (outcome, id, dry_run, doc);

  lim_json_set_string (root, "record_hash", outcome->record_hash);
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (judge)
{
  static const char *const known[] = { "id",      "record_hash",     "status",     "explanation",
                                       "scores",  "failure_modes",   "confidence", "improvement_notes",
                                       "dry_run", "override_reason", NULL };
  const LimStudioDesk *desk = request->desk;
  g_autoptr (LimJsonDoc) doc = lim_studio_read_body (request, known, error);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *id, *seen;
  LimCurateOutcome outcome;

  if (doc == NULL || lim_studio_reviewer (request, error) == NULL || !lim_json_require_string (root, "id", &id, error)
      || !lim_json_require_string (root, "record_hash", &seen, error))
    return FALSE;
  gboolean dry_run = lim_json_get_bool (root, "dry_run", FALSE);
  g_autoptr (LimCanon) canon = lim_style_load_canon (desk->project, NULL, error);
  g_autoptr (LimJudgment) judgment = canon != NULL ? read_judgment (request, root, canon, error) : NULL;
  return judgment != NULL && lim_style_curate (desk->project, canon, id, seen, judgment, dry_run, &outcome, error)
         && answer_outcome (answer, &outcome, id, dry_run);
}

LIM_STUDIO_HANDLER (undo)
{
  static const char *const known[] = { "id", "record_hash", "dry_run", NULL };
  const LimStudioDesk *desk = request->desk;
  g_autoptr (LimJsonDoc) doc = lim_studio_read_body (request, known, error);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *id, *seen;
  LimCurateOutcome outcome;
  g_autofree char *undone = NULL;

  if (doc == NULL || lim_studio_reviewer (request, error) == NULL || !optional_text (root, "id", &id, error)
      || !optional_text (root, "record_hash", &seen, error)
      || (id != NULL && !lim_json_require_string (root, "record_hash", &seen, error)))
    return FALSE;
  gboolean dry_run = lim_json_get_bool (root, "dry_run", FALSE);
  /* Taking back works under a canon that cannot be read, too. */
  g_autoptr (LimCanon) canon = lim_style_load_canon (desk->project, NULL, NULL);
  return lim_style_undo_judgment (desk->project, canon, id, seen, dry_run, &undone, &outcome, error)
         && answer_outcome (answer, &outcome, undone, dry_run);
}

/* -- The rows -- */

static const LimStudioParameter judge_body[] = {
  { "id", "of the record" },
  { "record_hash", "of the record as it was shown, from GET /api/records/{id}" },
  { "status", "approved, rejected or borderline; null: what the scores call for" },
  { "explanation", "why; must not be empty" },
  { "scores", "an object: a number from 0 to 1 for each dimension of the rubric" },
  { "failure_modes", "a list of names; may be left out" },
  { "improvement_notes", "a text; may be left out" },
  { "confidence", "a number from 0 to 1; may be left out" },
  { "override_reason", "why the verdict may contradict the scores; may be left out" },
  { "dry_run", "true: only say what would happen" },
  { 0 },
};

static const LimStudioParameter undo_body[] = {
  { "id", "of the record; null: the one judged last" },
  { "record_hash", "of the record as it was shown; must be given with an id" },
  { "dry_run", "true: only say what would happen" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_judge[] = {
  { "GET", "/review", LIM_ROUTE_PAGE, "The review page.", .answer = "HTML" },
  { "POST", "/api/judgments", LIM_ROUTE_WORK, "Judges a record, as `limner curate ID STATUS \"why\"` does.",
    .body = judge_body,
    .answer =
        "what `limner curate … --json` prints, and `record_hash`: of the record as it is now. 409: somebody else "
        "changed the record; 422: the rubric or a gate refuses",
    .handle = handle_judge },
  { "POST", "/api/undo", LIM_ROUTE_WORK, "Takes a judgment back, as `limner curate [ID] --undo` does.",
    .body = undo_body, .answer = "as for /api/judgments", .handle = handle_undo },
  { NULL },
};
