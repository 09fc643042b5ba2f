/* studio-api-constitution.c: the canon as people read it, how its rules fare, and what another text of it would change. */
#include "studio-route.h"

#include "studio-markdown.h"

#include "style-canon-change.h"
#include "style-canon.h"
#include "style-coverage.h"

#include <string.h>

#define MAX_PICTURES 48

/* -- Looking -- */

/* The file that the query or body names; the constitution where it names none. */
static gboolean
find_file (const char *name, LimCanonFile *file, GError **error)
{
  return lim_style_find_canon_file (name != NULL ? name : lim_canon_file_path (LIM_CANON_CONSTITUTION_MD), file,
                                    error);
}

static LimJson *
files_to_json (const LimProject *project, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < LIM_N_CANON_FILES; i++)
    {
      g_autofree char *path = lim_project_path (project, lim_canon_file_path (i));

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        lim_json_append (list, lim_json_new_string (doc, lim_canon_file_path (i)));
    }
  return list;
}

LIM_STUDIO_HANDLER (text)
{
  const LimProject *project = request->desk->project;
  g_autofree char *text = NULL, *hash = NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);
  LimCanonFile file;

  if (!find_file (g_hash_table_lookup (request->query, "file"), &file, error)
      || !lim_style_read_canon_file (project, file, &text, &hash, error))
    return FALSE;
  const char *path = lim_canon_file_path (file);
  lim_json_set (root, "files", files_to_json (project, doc));
  lim_json_set_string (root, "file", path);
  lim_json_set_string (root, "hash", hash);
  lim_json_set_string (root, "text", text);
  lim_json_set (root, "blocks",
                text != NULL && g_str_has_suffix (path, ".md") ? lim_studio_markdown (doc, text, strlen (text))
                                                               : lim_json_new_null (doc));
  return lim_studio_answer_json (answer, root);
}

/* A context that ends when nobody waits any more. */
static LimContext
context_of (const LimStudioRequest *request)
{
  LimContext context = *request->desk->context;

  context.cancellable = request->cancellable;
  return context;
}

LIM_STUDIO_HANDLER (coverage)
{
  const LimStudioDesk *desk = request->desk;
  LimContext context = context_of (request);
  g_autoptr (LimCanon) canon = lim_style_load_canon (desk->project, NULL, error);
  g_autoptr (LimCoverage) coverage =
      canon != NULL ? lim_style_coverage (&context, desk->project, canon, error) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *rules = lim_json_new_array (doc);

  if (coverage == NULL)
    return FALSE;
  for (guint i = 0; i < lim_coverage_length (coverage); i++)
    lim_json_append (rules, lim_rule_coverage_to_json (coverage, i, doc));
  lim_json_set (root, "rules", rules);
  return lim_studio_answer_json (answer, root);
}

/* -- Changing -- */

/* What the file is to hold: an empty text is one. Borrowed from @asked; NULL with @error. */
static const char *
require_text (const LimJson *asked, GError **error)
{
  const char *text = lim_json_string (lim_json_get (asked, "text"));

  if (text == NULL)
    lim_fail (error, LIM_ERROR_BAD_INPUT, "the request lacks “text”, a text");
  return text;
}

LIM_STUDIO_HANDLER (change)
{
  static const char *const known[] = { "file", "text", NULL };
  const LimStudioDesk *desk = request->desk;
  LimContext context = context_of (request);
  g_autoptr (LimJsonDoc) body = lim_studio_read_body (request, known, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  const char *text;
  LimCanonFile file;

  if (body == NULL || (text = require_text (lim_json_root (body), error)) == NULL
      || !find_file (lim_json_get_string (lim_json_root (body), "file"), &file, error))
    return FALSE;
  g_autoptr (LimCanonChange) change =
      lim_style_canon_change (&context, desk->project, file, text, strlen (text), error);
  return change != NULL && lim_studio_answer_json (answer, lim_canon_change_to_json (change, MAX_PICTURES, doc));
}

LIM_STUDIO_HANDLER (save)
{
  static const char *const known[] = { "file", "text", "hash", NULL };
  g_autoptr (LimJsonDoc) body = lim_studio_read_body (request, known, error);
  const LimJson *asked = body != NULL ? lim_json_root (body) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);
  g_autofree char *hash = NULL;
  const char *text;
  LimCanonFile file;

  if (body == NULL || lim_studio_reviewer (request, error) == NULL || (text = require_text (asked, error)) == NULL
      || !find_file (lim_json_get_string (asked, "file"), &file, error)
      || !lim_style_save_canon_file (request->desk->project, file, text, strlen (text),
                                     lim_json_get_string (asked, "hash"), &hash, error))
    return FALSE;
  lim_json_set_string (root, "file", lim_canon_file_path (file));
  lim_json_set_string (root, "hash", hash);
  return lim_studio_answer_json (answer, root);
}

/* -- The rows -- */

#define FILE_HELP "canon/constitution.md (else), or another file of the canon"

static const LimStudioParameter text_query[] = {
  { "file", FILE_HELP },
  { 0 },
};

static const LimStudioParameter change_body[] = {
  { "file", FILE_HELP },
  { "text", "what it would hold" },
  { 0 },
};

static const LimStudioParameter save_body[] = {
  { "file", FILE_HELP },
  { "text", "what it is to hold" },
  { "hash", "of the file as it was shown, from GET /api/canon/text; null: there was none" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_constitution[] = {
  { "GET", "/canon", LIM_ROUTE_PAGE, "The page of the canon.", .answer = "HTML" },
  { "GET", "/api/canon/text", LIM_ROUTE_WORK, "A file of the canon.", text_query,
    .answer =
        "`files` that there are, `file`, `hash`, `text` (null: there is no such file) and `blocks`: Markdown as a "
        "tree of `{t, c, …}`, null for other files",
    .handle = handle_text },
  { "GET", "/api/canon/coverage", LIM_ROUTE_WORK, "How each rule fares over the judged pictures.",
    .answer = "`rules`: of each what `limner canon show --json` prints", .handle = handle_coverage },
  { "POST", "/api/canon/change", LIM_ROUTE_WORK,
    "What another text would change, as `limner canon diff` says it. Nothing is written.", .body = change_body,
    .answer = "what `limner canon diff --json` prints, with at most 48 pictures", .handle = handle_change },
  { "POST", "/api/canon/text", LIM_ROUTE_WORK, "Saves a file of the canon.", .body = save_body,
    .answer = "`file` and its new `hash`. 409: somebody else changed it; 422: the canon would not be usable",
    .handle = handle_save },
  { NULL },
};
