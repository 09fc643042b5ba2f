#include "canon-spoiler-private.h"

#include <string.h>

#define PATIENCE 3u
#define HASTE 1000000u /* steps */

void
lim_proving_add (LimProving *proving, LimFindingSeverity severity, const char *file, guint line, const char *field,
                 const char *fix, const char *found, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, found);
  text = g_strdup_vprintf (found, arguments);
  va_end (arguments);
  g_ptr_array_add (proving->proof->findings, lim_finding_new (severity, file, line, field, text, NULL, fix));
}

LimStorySearch *
lim_proving_ask (LimProving *proving, const guint8 *closed, const guint8 *shunned, const guint *codewords, guint n)
{
  g_autofree guint8 *minded = g_new0 (guint8, proving->graph->n_codewords + 1);
  /* A story that was too much several times will be so again. */
  const LimStoryRoute route = {
    .closed = closed,
    .shunned = shunned,
    .minded = minded,
    .effort = proving->proof->n_rough < PATIENCE ? 0 : HASTE,
  };
  LimStorySearch *search;

  for (guint i = 0; i < n; i++)
    minded[codewords[i]] = 1;
  search = lim_story_search_new (proving->graph, &route);
  proving->proof->n_questions++;
  proving->proof->n_rough += lim_story_search_is_exact (search) ? 0 : 1;
  return search;
}

char *
lim_proving_way (LimProving *proving, LimStorySearch *search, guint passage, const guint *codewords, guint n)
{
  gboolean shortest = FALSE;
  g_autofree guint *way = lim_story_search_way (search, passage, codewords, n, &shortest);
  g_autofree char *text = way != NULL ? lim_story_way_text (proving->graph, way) : g_strdup ("?");

  if (!lim_story_search_is_exact (search))
    return g_strdup_printf ("possibly, along %s: the codewords are too many to be sure", text);
  return g_strdup_printf ("%s: %s", shortest ? "the shortest way" : "one way", text);
}

gboolean
lim_proving_codewords (const LimProving *proving, char **names, guint **numbers, guint *n)
{
  g_autofree guint *list = g_new (guint, g_strv_length (names) + 1);

  *n = 0;
  for (char **name = names; *name != NULL; name++)
    {
      list[*n] = lim_story_graph_codeword (proving->graph, *name);
      if (list[(*n)++] == LIM_STORY_NOWHERE)
        return FALSE;
    }
  *numbers = g_steal_pointer (&list);
  return TRUE;
}

static int
by_place (gconstpointer a, gconstpointer b)
{
  const LimFinding *first = *(LimFinding *const *) a, *second = *(LimFinding *const *) b;
  int order = g_strcmp0 (first->file, second->file);

  if (order == 0)
    order = (first->line > second->line) - (first->line < second->line);
  return order != 0 ? order : g_strcmp0 (first->found, second->found);
}

LimSpoilerProof *
lim_spoiler_prove (const LimStoryGraph *graph, const GPtrArray *codex, const GPtrArray *briefs)
{
  LimSpoilerProof *proof = g_new0 (LimSpoilerProof, 1);
  LimProving proving = { .graph = graph, .codex = codex, .briefs = briefs, .proof = proof };

  proof->findings = lim_findings_new ();
  lim_proving_check_tiers (&proving);
  lim_proving_check_pictures (&proving);
  lim_proving_check_terms (&proving);
  g_ptr_array_sort (proof->findings, by_place);
  return proof;
}

void
lim_spoiler_proof_free (LimSpoilerProof *proof)
{
  if (proof == NULL)
    return;
  g_ptr_array_unref (proof->findings);
  g_free (proof);
}
