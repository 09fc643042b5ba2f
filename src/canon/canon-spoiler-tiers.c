/* canon-spoiler-tiers.c: the codex opens in order, and all of it can open. */

#include "canon-spoiler-private.h"

#include <string.h>

static char *
label (const LimCodexEntry *entry)
{
  return g_strdup_printf ("codex %s", entry->id);
}

/* Why nobody can hold all of @codewords: the first of them nobody earns, else that they exclude each other. */
static void
add_never_opens (LimProving *proving, const LimCodexEntry *entry, const LimStorySearch *search,
                 const guint *codewords, guint n)
{
  g_autofree char *field = label (entry), *all = g_strjoinv (" and ", entry->visible_when);

  for (guint i = 0; i < n; i++)
    if (!lim_story_search_reaches (search, LIM_STORY_NOWHERE, &codewords[i], 1))
      {
        lim_proving_add (proving, LIM_FINDING_ERROR, entry->file, entry->line, field,
                         "Let some choice a reader can take grant it, or gate the entry otherwise.",
                         "never opens: nobody can earn %s", proving->graph->codewords[codewords[i]]);
        return;
      }
  lim_proving_add (proving, LIM_FINDING_ERROR, entry->file, entry->line, field,
                   "Gate it by one of them, or by a codeword of a way that has both.",
                   "never opens: each of %s can be earned, but not all by one reader", all);
}

static void
check_reachable (LimProving *proving)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (LimStorySearch) search = NULL;

  for (guint i = 0; i < proving->graph->n_codewords; i++)
    for (guint j = 0; j < proving->codex->len; j++)
      if (g_strv_contains ((const char *const *) ((const LimCodexEntry *) proving->codex->pdata[j])->visible_when,
                           proving->graph->codewords[i]))
        {
          g_array_append_val (all, i);
          break;
        }
  search = lim_proving_ask (proving, NULL, NULL, (const guint *) (void *) all->data, all->len);
  for (guint i = 0; i < proving->codex->len; i++)
    {
      const LimCodexEntry *entry = proving->codex->pdata[i];
      g_autofree guint *codewords = NULL;
      guint n;

      if (lim_proving_codewords (proving, entry->visible_when, &codewords, &n) && n > 0
          && !lim_story_search_reaches (search, LIM_STORY_NOWHERE, codewords, n))
        add_never_opens (proving, entry, search, codewords, n);
    }
}

/* Whether some reader holds what @higher asks for and not @missing, which @lower asks for. */
static gboolean
opens_before (LimProving *proving, const LimCodexEntry *higher, const LimCodexEntry *lower, guint missing)
{
  g_autofree guint8 *shunned = g_new0 (guint8, proving->graph->n_codewords + 1);
  g_autofree guint *codewords = NULL;
  g_autoptr (LimStorySearch) search = NULL;
  guint n;

  if (!lim_proving_codewords (proving, higher->visible_when, &codewords, &n))
    return FALSE;
  shunned[missing] = 1;
  search = lim_proving_ask (proving, NULL, shunned, codewords, n);
  if (!lim_story_search_reaches (search, LIM_STORY_NOWHERE, codewords, n))
    return FALSE;
  g_autofree char *way = lim_proving_way (proving, search, LIM_STORY_NOWHERE, codewords, n), *field = label (higher);
  lim_proving_add (proving, LIM_FINDING_WARNING, higher->file, higher->line, field,
                   "Add the lower entry's codeword to its own, or make sure it can be read without the lower one.",
                   "rank %u opens before rank %u (%s), without %s; %s", higher->rank, lower->rank, lower->id,
                   proving->graph->codewords[missing], way);
  return TRUE;
}

static void
check_pair (LimProving *proving, const LimCodexEntry *lower, const LimCodexEntry *higher)
{
  g_autofree guint *codewords = NULL;
  guint n;

  if (!lim_proving_codewords (proving, lower->visible_when, &codewords, &n))
    return;
  for (guint i = 0; i < n; i++)
    if (!g_strv_contains ((const char *const *) higher->visible_when, proving->graph->codewords[codewords[i]])
        && opens_before (proving, higher, lower, codewords[i]))
      return;
}

static void
check_entry (LimProving *proving, const LimCodexEntry *entry)
{
  g_autofree char *field = label (entry);

  if (lim_story_entity (proving->graph->story, entry->entity) == NULL)
    lim_proving_add (proving, LIM_FINDING_ERROR, entry->file, entry->line, field, "Correct its entity.",
                     "is about “%s”, which is no entity of the story", entry->entity);
  if (entry->rank == 1 && entry->visible_when[0] != NULL)
    lim_proving_add (proving, LIM_FINDING_ERROR, entry->file, entry->line, field,
                     "Empty visible_when, or give it a higher rank and write a rank 1 that may always be read.",
                     "rank 1 asks for codewords; it is what everybody may read from the start");
  for (char **name = entry->visible_when; *name != NULL; name++)
    if (lim_story_graph_codeword (proving->graph, *name) == LIM_STORY_NOWHERE)
      lim_proving_add (proving, LIM_FINDING_ERROR, entry->file, entry->line, field,
                       "Correct it, or define it in the story.", "asks for “%s”, which is no codeword of the story",
                       *name);
}

static int
by_entity_and_rank (gconstpointer a, gconstpointer b)
{
  const LimCodexEntry *first = *(LimCodexEntry *const *) a, *second = *(LimCodexEntry *const *) b;
  int order = strcmp (first->entity, second->entity);

  return order != 0 ? order : (first->rank > second->rank) - (first->rank < second->rank);
}

void
lim_proving_check_tiers (LimProving *proving)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < proving->codex->len; i++)
    {
      check_entry (proving, proving->codex->pdata[i]);
      g_ptr_array_add (sorted, proving->codex->pdata[i]);
    }
  check_reachable (proving);
  g_ptr_array_sort (sorted, by_entity_and_rank);
  for (guint i = 1; i < sorted->len; i++)
    {
      const LimCodexEntry *lower = sorted->pdata[i - 1], *higher = sorted->pdata[i];
      g_autofree char *field = label (higher);

      if (strcmp (lower->entity, higher->entity) != 0)
        continue;
      if (lower->rank == higher->rank)
        lim_proving_add (proving, LIM_FINDING_WARNING, higher->file, higher->line, field,
                         "Give one of them another rank.", "has rank %u, as %s has", higher->rank, lower->id);
      else
        check_pair (proving, lower, higher);
    }
}
