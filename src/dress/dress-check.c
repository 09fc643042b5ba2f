#include "dress-check.h"

#include "base-file.h"
#include "base-yaml.h"
#include "store-document.h"

void
lim_story_report_free (LimStoryReport *report)
{
  if (report == NULL)
    return;
  lim_story_free (report->story);
  g_clear_pointer (&report->findings, g_ptr_array_unref);
  g_free (report);
}

typedef void (*ReadFunc) (const LimJsonDoc *doc, GPtrArray *to, GPtrArray *findings);

static void
read_one (const LimProject *project, const char *relative, ReadFunc read, GPtrArray *to, GPtrArray *findings)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *path = lim_store_resolve (project, relative, &problem);
  gsize length = 0;
  g_autofree char *text = path != NULL ? lim_file_read (path, 0, &length, &problem) : NULL;
  g_autoptr (LimJsonDoc) doc = NULL;

  if (text != NULL)
    doc = g_str_has_suffix (relative, ".json") ? lim_json_parse (relative, text, (gssize) length, &problem)
                                               : lim_yaml_parse (relative, text, (gssize) length, &problem);
  if (doc != NULL)
    read (doc, to, findings);
  else
    g_ptr_array_add (findings, lim_finding_new_from_message (LIM_FINDING_ERROR, relative, problem->message));
}

/* Every document of @folder. */
static gboolean
read_folder (const LimProject *project, const char *folder, ReadFunc read, GPtrArray *to, GPtrArray *findings,
             GError **error)
{
  static const char *const suffixes[] = { ".json", ".yaml" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autoptr (GPtrArray) names = lim_store_list_names (project, folder, suffixes[i], error);

      if (names == NULL)
        return FALSE;
      for (guint j = 0; j < names->len; j++)
        {
          g_autofree char *relative = g_strconcat (folder, "/", (const char *) names->pdata[j], suffixes[i], NULL);

          read_one (project, relative, read, to, findings);
        }
    }
  return TRUE;
}

LimStoryReport *
lim_dress_check_story (const LimProject *project, GError **error)
{
  g_autoptr (LimStoryReport) report = g_new0 (LimStoryReport, 1);
  g_autoptr (GPtrArray) codex = lim_codex_new (), briefs = lim_briefs_new ();
  g_autoptr (LimStoryGraph) graph = NULL;
  g_autoptr (LimSpoilerProof) proof = NULL;

  report->findings = lim_findings_new ();
  report->story = lim_dress_story_open (project, NULL, error);
  if (report->story == NULL || !read_folder (project, "story/codex", lim_codex_read, codex, report->findings, error)
      || !read_folder (project, "story/briefs", lim_briefs_read, briefs, report->findings, error))
    return NULL;
  graph = lim_story_graph_new (report->story);
  lim_story_check (graph, report->findings, report->n_errors);
  proof = lim_spoiler_prove (graph, codex, briefs);
  lim_findings_first (proof->findings, LIM_FINDING_ERROR, &report->n_spoilers);
  report->n_codex = codex->len;
  report->n_briefs = briefs->len;
  report->n_questions = proof->n_questions;
  report->n_rough = proof->n_rough;
  g_ptr_array_extend_and_steal (report->findings, g_steal_pointer (&proof->findings));
  proof->findings = lim_findings_new ();
  return g_steal_pointer (&report);
}
