/* studio-api-compare.c: which of two pictures is better, and the order that follows. */
#include "studio-route.h"

#include "base-problem.h"
#include "style-canon.h"
#include "style-compare.h"
#include "style-rank.h"

#define DEFAULT_LIMIT 200
#define MAX_LIMIT 1000
#define MAX_CIRCLES 5

/* -- Looking -- */

/* Transfer full. */
static LimRanking *
load_ranking (const LimStudioRequest *request, GPtrArray *problems, GError **error)
{
  const LimProject *project = request->desk->project;
  g_autoptr (LimCanon) canon = lim_style_load_canon (project, NULL, error);

  return canon != NULL
             ? lim_style_rank (project, canon, g_hash_table_lookup (request->query, "lane"), problems, error)
             : NULL;
}

LIM_STUDIO_HANDLER (next)
{
  g_autoptr (GPtrArray) problems = lim_problems_new ();
  g_autoptr (LimRanking) ranking = load_ranking (request, problems, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = ranking != NULL ? lim_ranking_next_to_json (ranking, doc, error) : NULL;

  return root != NULL && lim_studio_answer_json (answer, root);
}

static LimJson *
circles_to_json (const LimRanking *ranking, LimJsonDoc *doc)
{
  g_autoptr (GPtrArray) circles = lim_ranking_cycles (ranking);
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < MIN (circles->len, MAX_CIRCLES); i++)
    lim_json_append (list, lim_json_new_strv (doc, circles->pdata[i]));
  return list;
}

static guint
count_compared (const LimRanking *ranking)
{
  guint n = 0;

  while (n < lim_ranking_length (ranking) && lim_ranking_at (ranking, n)->group > 0)
    n++;
  return n;
}

LIM_STUDIO_HANDLER (ranking)
{
  g_autoptr (GPtrArray) problems = lim_problems_new ();
  gint64 limit;

  if (!lim_studio_query_int (request, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT, &limit, error))
    return FALSE;
  g_autoptr (LimRanking) ranking = load_ranking (request, problems, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *left_out = lim_json_new_array (doc);
  if (ranking == NULL)
    return FALSE;

  for (guint i = 0; i < problems->len; i++)
    lim_json_append (left_out, lim_json_new_string (doc, ((const LimProblem *) problems->pdata[i])->reason));
  lim_json_set_int (root, "images", lim_ranking_length (ranking));
  lim_json_set_int (root, "compared", count_compared (ranking));
  lim_json_set_int (root, "groups", lim_ranking_n_groups (ranking));
  lim_json_set (root, "ranking", lim_ranking_to_json (ranking, (guint) limit, doc));
  lim_json_set (root, "circles", circles_to_json (ranking, doc));
  lim_json_set (root, "left_out", left_out);
  return lim_studio_answer_json (answer, root);
}

/* -- Comparing -- */

static gboolean
read_scores (const LimJson *root, GArray *scores, GError **error)
{
  const LimJson *object = lim_json_get (root, "criteria_scores");

  if (!lim_json_is_null (object) && !lim_json_is (object, LIM_JSON_OBJECT))
    return lim_json_fail (object, error, "criteria_scores must be an object: {\"dimension\": {\"a\": 1, \"b\": 0}}");
  for (const LimJson *at = lim_json_first (object); at != NULL; at = lim_json_next (at))
    {
      LimPairScore score = { 0 };

      if (!lim_json_double (lim_json_get (at, "a"), &score.a) || !lim_json_double (lim_json_get (at, "b"), &score.b)
          || !(score.a >= 0 && score.a <= 1 && score.b >= 0 && score.b <= 1))
        return lim_json_fail (at, error, "the scores of %s must be two numbers from 0 to 1, a and b",
                              lim_json_key (at));
      score.dimension = g_strdup (lim_json_key (at));
      g_array_append_val (scores, score);
    }
  return TRUE;
}

/* Transfer full. */
static LimComparison *
read_comparison (const LimStudioRequest *request, const LimJson *root, GError **error)
{
  g_autoptr (LimComparison) comparison = lim_comparison_new ();
  const char *reviewer = lim_studio_reviewer (request, error), *a, *b, *chosen;

  if (reviewer == NULL || !lim_json_require_string (root, "asset_a_id", &a, error)
      || !lim_json_require_string (root, "asset_b_id", &b, error)
      || !lim_json_require_string (root, "chosen", &chosen, error) || !read_scores (root, comparison->scores, error))
    return NULL;
  if (!lim_chosen_parse (chosen, &comparison->chosen))
    return lim_fail_null (error, LIM_ERROR_USAGE,
                          "“%s” is no choice. There are a, b and tie, for the first image, the second, or neither",
                          chosen);
  comparison->asset_a_id = g_strdup (a);
  comparison->asset_b_id = g_strdup (b);
  comparison->reasoning = g_strdup (lim_json_get_string (root, "reasoning"));
  comparison->reviewer = g_strdup (reviewer);
  comparison->reviewed_at = lim_clock_now_iso (request->desk->context->clock);
  return g_steal_pointer (&comparison);
}

static gboolean
answer_comparison (LimStudioAnswer *answer, const LimComparison *comparison)
{
  g_autoptr (LimJsonDoc) doc = lim_comparison_to_doc (comparison);

  return lim_studio_answer_json (answer, lim_json_root (doc));
}

LIM_STUDIO_HANDLER (compare)
{
  static const char *const known[] = { "asset_a_id",      "asset_b_id", "chosen", "reasoning",
                                       "criteria_scores", "dry_run",    NULL };
  const LimStudioDesk *desk = request->desk;
  g_autoptr (LimJsonDoc) doc = lim_studio_read_body (request, known, error);
  g_autoptr (LimComparison) comparison = doc != NULL ? read_comparison (request, lim_json_root (doc), error) : NULL;
  g_autoptr (LimCanon) canon = comparison != NULL ? lim_style_load_canon (desk->project, NULL, error) : NULL;

  return canon != NULL
         && lim_style_compare (desk->context, desk->project, canon, comparison,
                               lim_json_get_bool (lim_json_root (doc), "dry_run", FALSE), error)
         && answer_comparison (answer, comparison);
}

LIM_STUDIO_HANDLER (undo_comparison)
{
  static const char *const known[] = { "id", "dry_run", NULL };
  g_autoptr (LimJsonDoc) doc = lim_studio_read_body (request, known, error);
  g_autoptr (LimComparison) undone = NULL;
  const char *reviewer = doc != NULL ? lim_studio_reviewer (request, error) : NULL;

  return reviewer != NULL
         && lim_style_undo_comparison (request->desk->project, lim_json_get_string (lim_json_root (doc), "id"),
                                       reviewer, lim_json_get_bool (lim_json_root (doc), "dry_run", FALSE), &undone,
                                       error)
         && answer_comparison (answer, undone);
}

/* -- The rows -- */

static const LimStudioParameter next_query[] = {
  { "lane", "a pair of this lane" },
  { 0 },
};

static const LimStudioParameter ranking_query[] = {
  { "lane", "the images of this lane" },
  { "limit", "at most so many, 1 to 1000; else 200" },
  { 0 },
};

static const LimStudioParameter compare_body[] = {
  { "asset_a_id", "of the one record" },
  { "asset_b_id", "of the other" },
  { "chosen", "a, b or tie" },
  { "reasoning", "why; must not be empty" },
  { "criteria_scores", "an object: for a dimension of the rubric {\"a\": 0…1, \"b\": 0…1}; may be left out" },
  { "dry_run", "true: only say what would be written" },
  { 0 },
};

static const LimStudioParameter undo_body[] = {
  { "id", "of the comparison; null: the last of the one who asks" },
  { "dry_run", "true: only say which" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_compare[] = {
  { "GET", "/compare", LIM_ROUTE_PAGE, "The page for comparing two pictures.", .answer = "HTML" },
  { "GET", "/api/comparisons/next", LIM_ROUTE_WORK, "The pair whose answer would tell the most.", next_query,
    .answer = "what `limner compare next --json` prints. 404: no lane has two images", .handle = handle_next },
  { "GET", "/api/ranking", LIM_ROUTE_WORK, "The order that follows from the comparisons.", ranking_query,
    .answer =
        "`ranking` is what `limner compare rank --json` prints; `images` take part, `compared` of them were "
        "compared, "
        "in `groups` that no chain of comparisons joins; `circles`: lists of ids, each better than the next and the "
        "last better than the first; `left_out`: why comparisons are not counted",
    .handle = handle_ranking },
  { "POST", "/api/comparisons", LIM_ROUTE_WORK, "Records which of two is better, as `limner compare` does.",
    .body = compare_body, .answer = "the comparison, as `limner compare --json` prints it",
    .handle = handle_compare },
  { "POST", "/api/comparisons/undo", LIM_ROUTE_WORK, "Takes a comparison back, as `limner compare undo` does.",
    .body = undo_body, .answer = "the comparison that was taken back", .handle = handle_undo_comparison },
  { NULL },
};
