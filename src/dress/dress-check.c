#include "dress-check.h"

#include "dress-book.h"

void
lim_story_report_free (LimStoryReport *report)
{
  if (report == NULL)
    return;
  g_clear_pointer (&report->findings, g_ptr_array_unref);
  g_free (report);
}

LimStoryReport *
lim_dress_check_story (const LimProject *project, GError **error)
{
  g_autoptr (LimStoryReport) report = g_new0 (LimStoryReport, 1);
  g_autoptr (LimDressBook) book = lim_dress_book_open (project, error);
  g_autoptr (LimStoryGraph) graph = NULL;
  g_autoptr (LimSpoilerProof) proof = NULL;

  if (book == NULL)
    return NULL;
  report->findings = g_steal_pointer (&book->findings);
  book->findings = lim_findings_new ();
  graph = lim_story_graph_new (book->story);
  lim_story_check (graph, report->findings, report->n_errors);
  proof = lim_spoiler_prove (graph, book->codex, book->briefs);
  lim_findings_first (proof->findings, LIM_FINDING_ERROR, &report->n_spoilers);
  report->n_codex = book->codex->len;
  report->n_briefs = book->briefs->len;
  report->n_questions = proof->n_questions;
  report->n_rough = proof->n_rough;
  g_ptr_array_extend_and_steal (report->findings, g_steal_pointer (&proof->findings));
  proof->findings = lim_findings_new ();
  return g_steal_pointer (&report);
}
