/* canon-spoiler-terms.c: words that tell too much. Whoever has read a word in the prose knows it; so the passages that say it are closed,
 * and whatever readers can still be shown must not say it. */

#include "canon-spoiler-private.h"

#include <string.h>

#define MAX_COMBINATIONS 64u

typedef enum
{
  TERM_SECRET, /* a codeword reveals it */
  TERM_GATED,  /* only gated entries introduce it */
  TERM_NAME,   /* of an entity */
} TermKind;

typedef struct
{
  TermKind kind;
  guint term;
  GPtrArray *gates;  /* (element-type char**): who holds all of one of them may know; not owned */
  const char *owner; /* codeword, or entity */
} Item;

/* A text readers are shown. */
typedef struct
{
  const LimCodexEntry *entry; /* or */
  const LimBrief *brief;
  guint passage;
  GArray *said; /* terms */
} Shown;

typedef struct
{
  LimProving *proving;
  LimTerms *terms;
  GPtrArray *shown;   /* (element-type Shown) */
  GPtrArray *items;   /* (element-type Item) */
  GPtrArray *said_in; /* by passage: GArray of terms */
} Words;

static void
shown_free (gpointer data)
{
  Shown *shown = data;

  g_array_unref (shown->said);
  g_free (shown);
}

static void
item_free (gpointer data)
{
  Item *item = data;

  g_ptr_array_unref (item->gates);
  g_free (item);
}

static gboolean
says (const GArray *said, guint term)
{
  for (guint i = 0; i < said->len; i++)
    if (g_array_index (said, guint, i) == term)
      return TRUE;
  return FALSE;
}

static Item *
add_item (Words *words, TermKind kind, const char *text, const char *owner)
{
  guint term = lim_terms_add (words->terms, text);
  Item *item;

  if (term == G_MAXUINT)
    return NULL;
  item = g_new0 (Item, 1);
  *item = (Item){ kind, term, g_ptr_array_new (), owner };
  g_ptr_array_add (words->items, item);
  return item;
}

/* -- What there is to tell -- */

static void
collect_secrets_and_names (Words *words)
{
  const LimStory *story = words->proving->graph->story;

  for (guint i = 0; i < story->codewords->len; i++)
    for (char **text = ((const LimStoryCodeword *) story->codewords->pdata[i])->reveals; *text != NULL; text++)
      add_item (words, TERM_SECRET, *text, ((const LimStoryCodeword *) story->codewords->pdata[i])->id);
  for (guint i = 0; i < story->entities->len; i++)
    {
      const LimStoryEntity *entity = story->entities->pdata[i];

      add_item (words, TERM_NAME, entity->name, entity->id);
      for (char **text = entity->aka; *text != NULL; text++)
        add_item (words, TERM_NAME, *text, entity->id);
    }
}

/* Names in gated entries; those that the prose or an open entry says as well are dropped when all texts are known. */
static void
collect_gated (Words *words)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_direct_hash, g_direct_equal);

  for (guint i = 0; i < words->items->len; i++)
    g_hash_table_add (known, GUINT_TO_POINTER (((const Item *) words->items->pdata[i])->term));
  for (guint i = 0; i < words->proving->codex->len; i++)
    {
      const LimCodexEntry *entry = words->proving->codex->pdata[i];
      g_autoptr (GPtrArray) names = entry->visible_when[0] != NULL ? lim_text_names (entry->content) : NULL;

      for (guint j = 0; names != NULL && j < names->len; j++)
        {
          guint term = lim_terms_add (words->terms, names->pdata[j]);

          if (term != G_MAXUINT && g_hash_table_add (known, GUINT_TO_POINTER (term)))
            add_item (words, TERM_GATED, names->pdata[j], entry->entity);
        }
    }
}

/* -- Who says it -- */

static void
read_texts (Words *words)
{
  const LimStoryGraph *graph = words->proving->graph;

  for (guint i = 0; i < graph->n_passages; i++)
    g_ptr_array_add (words->said_in,
                     lim_terms_find (words->terms,
                                     ((const LimStoryPassage *) graph->story->passages->pdata[i])->prose));
  for (guint i = 0; i < words->proving->codex->len; i++)
    {
      const LimCodexEntry *entry = words->proving->codex->pdata[i];
      g_autofree char *text = g_strconcat (entry->title != NULL ? entry->title : "", "\n", entry->content, NULL);
      Shown *shown = g_new0 (Shown, 1);

      *shown = (Shown){ .entry = entry, .passage = LIM_STORY_NOWHERE, .said = lim_terms_find (words->terms, text) };
      g_ptr_array_add (words->shown, shown);
    }
  for (guint i = 0; i < words->proving->briefs->len; i++)
    {
      const LimBrief *brief = words->proving->briefs->pdata[i];
      const LimStoryPassage *passage = lim_story_passage (graph->story, brief->passage);
      Shown *shown = passage != NULL ? g_new0 (Shown, 1) : NULL;

      if (shown == NULL)
        continue;
      *shown =
          (Shown){ .brief = brief, .passage = passage->index, .said = lim_terms_find (words->terms, brief->caption) };
      g_ptr_array_add (words->shown, shown);
    }
}

/* The gates behind which a gated name is told; FALSE when it is no secret, since all may read it somewhere. */
static gboolean
find_gates (Words *words, Item *item)
{
  if (item->kind != TERM_GATED)
    return TRUE;
  for (guint i = 0; i < words->said_in->len; i++)
    if (says (words->said_in->pdata[i], item->term))
      return FALSE;
  for (guint i = 0; i < words->shown->len; i++)
    {
      const Shown *shown = words->shown->pdata[i];

      if (shown->entry == NULL || !says (shown->said, item->term))
        continue;
      if (shown->entry->visible_when[0] == NULL)
        return FALSE;
      g_ptr_array_add (item->gates, shown->entry->visible_when);
    }
  return TRUE;
}

/* Whether @shown saying @item's term is a question at all. */
static gboolean
matters (const Item *item, const Shown *shown)
{
  if (!says (shown->said, item->term))
    return FALSE;
  if (shown->entry == NULL)
    return TRUE;
  /* An entry may name whom it is about; a gated name is introduced by entries, so only captions tell it early. */
  return item->kind == TERM_SECRET || (item->kind == TERM_NAME && strcmp (shown->entry->entity, item->owner) != 0);
}

/* -- Asking -- */

static void
add_leak (Words *words, const Item *item, const Shown *shown, const char *way)
{
  static const char *const fixes[] = {
    [TERM_SECRET] = "Say it otherwise, or gate the text by that codeword.",
    [TERM_GATED] = "Say it otherwise, or let the prose name it first.",
    [TERM_NAME] = "Say it otherwise, or let the prose name it first.",
  };
  const char *text = lim_terms_text (words->terms, item->term);
  const char *file = shown->entry != NULL ? shown->entry->file : shown->brief->file;
  guint line = shown->entry != NULL ? shown->entry->line : shown->brief->line;
  g_autofree char *field = shown->entry != NULL ? g_strdup_printf ("codex %s", shown->entry->id)
                                                : g_strdup_printf ("caption of %s", shown->brief->id);
  LimFindingSeverity severity = item->kind == TERM_NAME ? LIM_FINDING_WARNING : LIM_FINDING_ERROR;

  if (item->kind == TERM_SECRET)
    lim_proving_add (words->proving, severity, file, line, field, fixes[item->kind],
                     "tells “%s” to a reader without codeword %s; %s", text, item->owner, way);
  else if (item->kind == TERM_GATED)
    lim_proving_add (words->proving, severity, file, line, field, fixes[item->kind],
                     "tells “%s”, which only gated entries about %s introduce; %s", text, item->owner, way);
  else
    lim_proving_add (words->proving, severity, file, line, field, fixes[item->kind],
                     "names “%s” to a reader to whom the story has not named them yet; %s", text, way);
}

/* Looks at all texts still without a finding, for readers who avoid @closed and @shunned. */
static void
ask (Words *words, const Item *item, const guint8 *closed, const guint8 *shunned, GHashTable *told)
{
  g_autoptr (GArray) minded = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (LimStorySearch) search = NULL;

  for (guint i = 0; i < words->shown->len; i++)
    {
      const Shown *shown = words->shown->pdata[i];
      g_autofree guint *codewords = NULL;
      guint n = 0;

      if (shown->entry != NULL && matters (item, shown)
          && lim_proving_codewords (words->proving, shown->entry->visible_when, &codewords, &n) && n > 0)
        g_array_append_vals (minded, codewords, n);
    }
  search = lim_proving_ask (words->proving, closed, shunned, (const guint *) (void *) minded->data, minded->len);
  for (guint i = 0; i < words->shown->len; i++)
    {
      Shown *shown = words->shown->pdata[i];
      g_autofree guint *codewords = NULL;
      guint n = 0;

      if (!matters (item, shown) || g_hash_table_contains (told, shown)
          || (shown->entry != NULL
              && !lim_proving_codewords (words->proving, shown->entry->visible_when, &codewords, &n))
          || !lim_story_search_reaches (search, shown->passage, codewords, n))
        continue;
      g_autofree char *way = lim_proving_way (words->proving, search, shown->passage, codewords, n);
      add_leak (words, item, shown, way);
      g_hash_table_add (told, shown);
    }
}

/* A reader holds none of the gates when of each some codeword is missing: every choice of these is asked. */
static void
ask_each (Words *words, const Item *item, const guint8 *closed, guint8 *shunned, guint gate, guint *left,
          GHashTable *told)
{
  if (*left == 0)
    return;
  if (gate == item->gates->len)
    {
      (*left)--;
      ask (words, item, closed, shunned, told);
      return;
    }
  for (char **name = item->gates->pdata[gate]; *name != NULL; name++)
    {
      guint codeword = lim_story_graph_codeword (words->proving->graph, *name);

      if (codeword == LIM_STORY_NOWHERE)
        continue;
      guint8 before = shunned[codeword];
      shunned[codeword] = 1;
      ask_each (words, item, closed, shunned, gate + 1, left, told);
      shunned[codeword] = before;
      if (before)
        return;
    }
}

static void
check_item (Words *words, Item *item)
{
  const LimStoryGraph *graph = words->proving->graph;
  g_autofree guint8 *closed = NULL, *shunned = NULL;
  g_autoptr (GHashTable) told = NULL;
  guint left = MAX_COMBINATIONS;
  gboolean asked = FALSE;

  for (guint i = 0; !asked && i < words->shown->len; i++)
    asked = matters (item, words->shown->pdata[i]);
  if (!asked || !find_gates (words, item))
    return;
  closed = g_new0 (guint8, graph->n_passages + 1);
  shunned = g_new0 (guint8, graph->n_codewords + 1);
  told = g_hash_table_new (g_direct_hash, g_direct_equal);
  for (guint i = 0; i < graph->n_passages; i++)
    closed[i] = says (words->said_in->pdata[i], item->term);
  if (item->kind == TERM_SECRET)
    shunned[lim_story_graph_codeword (graph, item->owner)] = 1;
  ask_each (words, item, closed, shunned, 0, &left, told);
}

void
lim_proving_check_terms (LimProving *proving)
{
  g_autoptr (LimTerms) terms = lim_terms_new ();
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (shown_free),
                        items = g_ptr_array_new_with_free_func (item_free),
                        said_in = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  Words words = { .proving = proving, .terms = terms, .shown = shown, .items = items, .said_in = said_in };

  collect_secrets_and_names (&words);
  collect_gated (&words);
  read_texts (&words);
  for (guint i = 0; i < items->len; i++)
    check_item (&words, items->pdata[i]);
}
