/* studio-api-canon.c: what the project holds to be right, and which status scores call for. */
#include "studio-route.h"

#include "style-canon.h"

static LimJson *
dimensions_to_json (const LimCanon *canon, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < canon->dimensions->len; i++)
    {
      const LimDimension *dimension = canon->dimensions->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", dimension->name);
      lim_json_set_string (object, "help", dimension->help);
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
failure_modes_to_json (const LimCanon *canon, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < canon->failure_modes->len; i++)
    {
      const LimFailureMode *mode = canon->failure_modes->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", mode->name);
      lim_json_set_string (object, "help", mode->help);
      lim_json_set (object, "rules", lim_json_new_strv (doc, (const char *const *) mode->rules));
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
lanes_to_json (const LimCanon *canon, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < canon->lanes->len; i++)
    {
      const LimLane *lane = canon->lanes->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", lane->id);
      lim_json_set_string (object, "label", lane->label);
      lim_json_set_string (object, "help", lane->help);
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
factions_to_json (const LimCanon *canon, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < canon->factions->len; i++)
    lim_json_append (list, lim_json_new_string (doc, ((LimFaction *) canon->factions->pdata[i])->name));
  return list;
}

static LimJson *
rules_to_json (const LimCanon *canon, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < canon->rules->len; i++)
    {
      const LimRule *rule = canon->rules->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "id", rule->id);
      lim_json_set_string (object, "category", rule->category);
      lim_json_set_string (object, "title", rule->title);
      lim_json_set_string (object, "text", rule->text);
      lim_json_set (object, "dimensions", lim_json_new_strv (doc, (const char *const *) rule->dimensions));
      lim_json_set (object, "failure_modes", lim_json_new_strv (doc, (const char *const *) rule->failure_modes));
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
thresholds_to_json (const LimThresholds *limits, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_double (object, "approve_each", limits->approve_each);
  lim_json_set_double (object, "approve_mean", limits->approve_mean);
  lim_json_set_double (object, "reject_any", limits->reject_any);
  lim_json_set_double (object, "reject_mean", limits->reject_mean);
  return object;
}

LIM_STUDIO_HANDLER (canon)
{
  g_autoptr (LimCanon) canon = lim_style_load_canon (request->desk->project, NULL, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  if (canon == NULL)
    return FALSE;
  lim_json_set_string (root, "version", canon->version);
  lim_json_set (root, "dimensions", dimensions_to_json (canon, doc));
  lim_json_set (root, "failure_modes", failure_modes_to_json (canon, doc));
  lim_json_set (root, "thresholds", thresholds_to_json (&canon->thresholds, doc));
  lim_json_set (root, "lanes", lanes_to_json (canon, doc));
  lim_json_set (root, "factions", factions_to_json (canon, doc));
  lim_json_set_string (root, "faction_label", canon->faction_label);
  lim_json_set (root, "rules", rules_to_json (canon, doc));
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (call)
{
  const char *text = g_hash_table_lookup (request->query, "scores");
  g_autoptr (LimCanon) canon = lim_style_load_canon (request->desk->project, NULL, error);
  g_autoptr (LimScores) scores = canon != NULL ? lim_scores_parse (text != NULL ? text : "", error) : NULL;
  g_autofree char *reason = NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);
  LimStatus status;

  if (scores == NULL
      || !lim_thresholds_judge (&canon->thresholds, (const char *const *) canon->dimension_names, scores, &status,
                                &reason, error))
    return FALSE;
  lim_json_set_string (root, "status", lim_status_name (status));
  lim_json_set_string (root, "reason", reason);
  return lim_studio_answer_json (answer, root);
}

/* -- The rows -- */

static const LimStudioParameter call_query[] = {
  { "scores", "as on the command line: dim=0.9,dim=0.8" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_canon[] = {
  { "GET", "/api/canon", LIM_ROUTE_WORK, "What the project holds to be right.",
    .answer = "`version`, `dimensions`, `failure_modes`, `thresholds`, `lanes`, `factions`, `faction_label`, `rules`",
    .handle = handle_canon },
  { "GET", "/api/call", LIM_ROUTE_WORK, "Which status a set of scores calls for.", call_query,
    .answer = "`status` and `reason`", .handle = handle_call },
  { NULL },
};
