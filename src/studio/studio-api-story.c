/* studio-api-story.c: the story, how it looks, and what people say at its gates. */
#include "studio-route.h"

#include "base-finding.h"
#include "dress-budget.h"
#include "dress-edit.h"
#include "dress-json.h"
#include "dress-prompt.h"
#include "dress-prose.h"
#include "dress-render.h"
#include "dress-status.h"
#include "dress-story.h"

/* -- Looking -- */

LIM_STUDIO_HANDLER (story)
{
  g_autoptr (LimStory) story = lim_dress_story_open (request->desk->project, NULL, error);
  g_autoptr (LimStoryOverview) overview = story != NULL ? lim_dress_overview (story) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);

  return overview != NULL && lim_studio_answer_json (answer, lim_dress_story_to_json (overview, doc));
}

static LimJson *
briefs_to_json (const LimDressBook *book, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);
  g_autoptr (GPtrArray) briefs = lim_dress_book_by_priority (book);

  for (guint i = 0; i < briefs->len; i++)
    lim_json_append (list, lim_dress_brief_to_json (book, briefs->pdata[i], doc));
  return list;
}

static LimJson *
codex_to_json (const LimDressBook *book, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < book->story->entities->len; i++)
    {
      const LimStoryEntity *entity = book->story->entities->pdata[i];
      LimJson *item = lim_dress_codex_to_json (book, entity->id, doc);

      lim_json_set_string (item, "name", entity->name);
      lim_json_append (list, item);
    }
  return list;
}

static LimJson *
findings_to_json (const LimDressBook *book, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < book->findings->len; i++)
    {
      g_autofree char *message = lim_finding_message (book->findings->pdata[i]);

      lim_json_append (list, lim_json_new_string (doc, message));
    }
  return list;
}

LIM_STUDIO_HANDLER (dress)
{
  const LimProject *project = request->desk->project;
  g_autoptr (LimDressBook) book = lim_dress_book_open (project, error);
  g_autoptr (LimDressStatus) status = book != NULL ? lim_dress_status (project, error) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  if (status == NULL)
    return FALSE;
  lim_json_set (root, "status", lim_dress_status_to_json (status, doc));
  lim_json_set (root, "direction", lim_dress_direction_to_json (book, doc));
  lim_json_set (root, "briefs", briefs_to_json (book, doc));
  lim_json_set (root, "codex", codex_to_json (book, doc));
  lim_json_set (root, "pictures", lim_dress_pictures_to_json (book, doc));
  lim_json_set (root, "findings", findings_to_json (book, doc));
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (passage)
{
  g_autoptr (LimDressBook) book = lim_dress_book_open (request->desk->project, error);
  const char *id = g_hash_table_lookup (request->query, "id");
  const LimStoryPassage *passage = book != NULL && id != NULL ? lim_story_passage (book->story, id) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  if (book == NULL)
    return FALSE;
  if (passage == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "the story has no passage “%s”", id != NULL ? id : "");

  const LimBrief *brief = lim_dress_book_brief (book, passage->id);
  g_autoptr (GPtrArray) blocks = lim_prose_parse (passage->prose, lim_prose_is_twine (book->story));
  g_autofree char *plain = lim_prose_plain (blocks);
  g_autofree char *prompt = brief != NULL ? lim_dress_prompt (book, brief) : NULL;
  g_autofree char *negative = brief != NULL ? lim_dress_negative (book, brief) : NULL;
  lim_json_set_string (root, "id", passage->id);
  lim_json_set_string (root, "title", passage->title);
  lim_json_set_string (root, "prose", plain);
  lim_json_set_string (root, "prompt", prompt);
  lim_json_set_string (root, "negative_prompt", negative);
  return lim_studio_answer_json (answer, root);
}

/* -- Gates -- */

static const struct
{
  const char *name;
  LimDressGate gate;
} gates[] = {
  { "direction", LIM_DRESS_GATE_DIRECTION },
  { "brief", LIM_DRESS_GATE_BRIEF },
  { "codex", LIM_DRESS_GATE_CODEX },
  { "sample", LIM_DRESS_GATE_SAMPLE },
};

static gboolean
find_gate (const char *name, LimDressGate *gate, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
    if (g_strcmp0 (gates[i].name, name) == 0)
      {
        *gate = gates[i].gate;
        return TRUE;
      }
  return lim_fail (error, LIM_ERROR_USAGE, "“%s” is no gate; there are direction, brief, codex and sample",
                   name != NULL ? name : "");
}

/* A verdict is about what was seen: the page says which content that was. */
static gboolean
check_seen (const LimDressBook *book, LimDressGate gate, const char *id, const char *seen, GError **error)
{
  g_autofree char *now = lim_dress_gate_content (book, gate, id);

  if (seen == NULL || g_strcmp0 (seen, now) == 0)
    return TRUE;
  return lim_fail (error, LIM_ERROR_CONFLICT, "it changed since you saw it; look at it again");
}

LIM_STUDIO_HANDLER (judge_story)
{
  static const char *const known[] = { "gate", "id", "verdict", "reason", "priority", "anyway", "content", NULL };
  const LimProject *project = request->desk->project;
  g_autoptr (LimJsonDoc) doc = lim_studio_read_body (request, known, error);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *who = root != NULL ? lim_studio_reviewer (request, error) : NULL, *verdict, *gate_name;
  const char *id = lim_json_get_string (root, "id");
  g_autoptr (LimDressBook) book = NULL;
  LimDressSaying saying = { .who = who, .clock = request->desk->context->clock };
  LimDressGate gate = LIM_DRESS_GATE_DIRECTION;

  if (who == NULL || !lim_json_require_string (root, "gate", &gate_name, error)
      || !lim_json_require_string (root, "verdict", &verdict, error) || !find_gate (gate_name, &gate, error))
    return FALSE;
  if (!lim_dress_verdict_parse (verdict, &saying.verdict))
    return lim_fail (error, LIM_ERROR_USAGE, "“%s” is no verdict; there are approved, rejected, skipped and pending",
                     verdict);
  saying.reason = lim_json_get_string (root, "reason");
  saying.priority =
      (int) CLAMP (lim_json_get_int (root, "priority", LIM_REVIEW_NO_PRIORITY), LIM_REVIEW_NO_PRIORITY, 99);
  saying.anyway = lim_json_get_bool (root, "anyway", FALSE);
  book = lim_dress_book_open (project, error);
  if (book == NULL || !check_seen (book, gate, id, lim_json_get_string (root, "content"), error))
    return FALSE;
  if (gate == LIM_DRESS_GATE_SAMPLE
          ? !lim_dress_judge_sample (project, saying.verdict, who, saying.reason, saying.clock, error)
          : !lim_dress_say (project, book, gate, id, &saying, error))
    return FALSE;
  return handle_dress (request, answer, error);
}

/* -- Editing -- */

LIM_STUDIO_HANDLER (edit_story)
{
  static const char *const known[] = { "part", "id", "key", "value", "content", NULL };
  const LimProject *project = request->desk->project;
  g_autoptr (LimJsonDoc) doc = lim_studio_read_body (request, known, error);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *part, *id, *key, *value, *file = NULL, *about = NULL;
  g_autoptr (LimDressBook) book = NULL;
  gboolean of_brief;

  if (root == NULL || lim_studio_reviewer (request, error) == NULL
      || !lim_json_require_string (root, "part", &part, error) || !lim_json_require_string (root, "id", &id, error)
      || !lim_json_require_string (root, "key", &key, error)
      || !lim_json_require_string (root, "value", &value, error))
    return FALSE;
  of_brief = g_strcmp0 (part, "brief") == 0;
  if (!of_brief && g_strcmp0 (part, "codex") != 0)
    return lim_fail (error, LIM_ERROR_USAGE, "“%s” cannot be edited; there are brief and codex", part);
  book = lim_dress_book_open (project, error);
  if (book == NULL)
    return FALSE;
  if (of_brief && lim_dress_book_brief_by_id (book, id) != NULL)
    {
      file = lim_dress_book_brief_by_id (book, id)->file;
      about = id;
    }
  for (guint i = 0; !of_brief && i < book->codex->len; i++)
    {
      const LimCodexEntry *entry = book->codex->pdata[i];

      if (g_strcmp0 (entry->id, id) == 0)
        {
          file = entry->file;
          about = entry->entity;
        }
    }
  if (file == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "there is no %s “%s”", of_brief ? "brief" : "codex entry", id);
  return check_seen (book, of_brief ? LIM_DRESS_GATE_BRIEF : LIM_DRESS_GATE_CODEX, about,
                     lim_json_get_string (root, "content"), error)
         && lim_dress_edit_set (project, of_brief ? LIM_DRESS_PART_BRIEF : LIM_DRESS_PART_CODEX, file, id, key, value,
                                error)
         && handle_dress (request, answer, error);
}

/* -- The budget -- */

static gboolean
read_limits (const LimJson *root, LimBudget *budget, GError **error)
{
  const LimJson *priorities = lim_json_get (root, "priority");

  budget->none = lim_json_get_bool (root, "none", FALSE);
  budget->top = (guint) CLAMP (lim_json_get_int (root, "top", 0), 0, LIM_BUDGET_MAX_TOP);
  budget->max_cost = lim_json_get_double (root, "max_cost", -1);
  for (const LimJson *at = lim_json_first (priorities); at != NULL; at = lim_json_next (at))
    {
      gint64 priority;

      if (!lim_json_int (at, &priority) || priority < 1 || priority > 3)
        return lim_json_fail (at, error, "a priority must be 1, 2 or 3");
      budget->any_priority = FALSE;
      budget->priorities[priority] = TRUE;
    }
  return TRUE;
}

static LimJson *
plan_to_json (const LimBudget *budget, const LimDressBudgetPlan *plan, const LimDressMaker *maker, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc), *list = lim_json_new_array (doc);
  g_autofree char *text = lim_budget_text (budget);

  for (guint i = 0; i < plan->pictures->len; i++)
    lim_json_append (list, lim_json_new_string (doc, ((LimDressPicture *) plan->pictures->pdata[i])->brief->id));
  lim_json_set_string (root, "budget", text);
  lim_json_set_string (root, "provider", maker->name);
  lim_json_set (root, "chosen", list);
  lim_json_set_bool (root, "free", plan->is_free);
  lim_json_set_double (root, "estimated_dollars", plan->dollars);
  lim_json_set_int (root, "unknown_prices", plan->n_unknown);
  lim_json_set_int (root, "illustrated", plan->n_illustrated);
  lim_json_set_int (root, "beyond", plan->n_beyond);
  lim_json_set_int (root, "unapproved", plan->n_open);
  return root;
}

LIM_STUDIO_HANDLER (budget)
{
  static const char *const known[] = { "priority", "top", "max_cost", "none", "provider", "dry_run", NULL };
  const LimStudioDesk *desk = request->desk;
  g_autoptr (LimJsonDoc) doc = lim_studio_read_body (request, known, error);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *who = root != NULL ? lim_studio_reviewer (request, error) : NULL;
  g_autoptr (LimBudget) budget = lim_budget_new ();
  g_autoptr (LimDressBook) book = who != NULL ? lim_dress_book_open (desk->project, error) : NULL;
  g_autoptr (LimProject) project = NULL;
  g_autoptr (LimDressMaker) maker = NULL;
  g_autoptr (LimDressBudgetPlan) plan = NULL;
  g_autoptr (LimJsonDoc) told = lim_json_doc_new (NULL);

  if (book == NULL || !read_limits (root, budget, error)
      || (!budget->none && !lim_gates_allow (book, LIM_DRESS_MAY_BUDGET, NULL, error)))
    return FALSE;
  project = lim_project_open (lim_project_folder (desk->project), NULL, error);
  maker = project != NULL ? lim_dress_maker_new (project, lim_json_get_string (root, "provider"), NULL, error) : NULL;
  plan = maker != NULL ? lim_dress_budget_plan (project, book, budget, maker, FALSE, error) : NULL;
  if (plan == NULL
      || (!lim_json_get_bool (root, "dry_run", FALSE)
          && !lim_dress_budget_set (project, book, budget, plan, maker, who, desk->context->clock, error)))
    return FALSE;
  return lim_studio_answer_json (answer, plan_to_json (budget, plan, maker, told));
}

/* -- The rows -- */

static const LimStudioParameter passage_query[] = { { "id", "of the passage" }, { 0 } };

static const LimStudioParameter judge_body[] = {
  { "gate", "direction, brief, codex or sample" },
  { "id", "of the brief, or the entity of the codex; else left out" },
  { "verdict", "approved, rejected or skipped; pending: only the priority" },
  { "reason", "why; a rejection needs it" },
  { "priority", "1, 2, 3 or 0 for skip, in place of the brief's own" },
  { "anyway", "true: approve a direction with fields that are missing or vague" },
  { "content", "the content that was seen, as the answer to GET has it: with another one nothing is noted (409)" },
  { 0 },
};

static const LimStudioParameter edit_body[] = {
  { "part", "brief or codex" },
  { "id", "of the brief or entry" },
  { "key", "the member: caption, content, visible_when …" },
  { "value", "what it is to be; a list as “a, b”, an empty text takes it away" },
  { "content", "as with verdicts" },
  { 0 },
};

static const LimStudioParameter budget_body[] = {
  { "priority", "a list of 1, 2, 3; left out: all" },
  { "top", "at most so many pictures" },
  { "max_cost", "at most so many dollars" },
  { "none", "true: no pictures" },
  { "provider", "whose prices count; else the project's" },
  { "dry_run", "true: only say what it would take" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_story[] = {
  { "GET", "/story", LIM_ROUTE_PAGE, "The page of the story.", .answer = "HTML" },
  { "GET", "/api/story", LIM_ROUTE_WORK, "The story as a graph.",
    .answer = "what `limner story show --json` prints. 404: there is none", .handle = handle_story },
  { "GET", "/api/story/passage", LIM_ROUTE_WORK, "A passage's prose, and the prompt of its picture.", passage_query,
    .answer = "id, title; prose without its markup, paragraphs by a blank line; prompt and negative_prompt as an "
              "image maker gets them, null without a brief",
    .handle = handle_passage },
  { "GET", "/api/story/dress", LIM_ROUTE_WORK, "What was made for the story, and where its gates stand.",
    .answer =
        "`status` as in `limner status --json`; `direction` with the looks of all entities; `briefs` and `codex` as "
        "`limner dress review --json` prints them; `pictures` with sample, budget and illustrations; `findings`: "
        "what "
        "could not be read",
    .handle = handle_dress },
  { "POST", "/api/story/judge", LIM_ROUTE_WORK,
    "Says something at a gate, as `limner dress approve` and `review` do.", .body = judge_body,
    .answer = "as GET /api/story/dress", .handle = handle_judge_story },
  { "POST", "/api/story/edit", LIM_ROUTE_WORK, "Changes one member of a brief or a codex entry in its file.",
    .body = edit_body, .answer = "as GET /api/story/dress", .handle = handle_edit_story },
  { "POST", "/api/story/budget", LIM_ROUTE_WORK, "Sets which pictures are made, as `limner dress budget` does.",
    .body = budget_body, .answer = "what it takes, and what that costs", .handle = handle_budget },
  { NULL },
};
