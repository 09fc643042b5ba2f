/* dress-ship-walk.c: reading a sealed page back, as a reader who takes every choice he ever can. */

#include "dress-ship-sealed.h"

#include "base-json.h"
#include "canon-story-graph.h"

typedef struct
{
  const LimJson **passages; /* by number */
  guint n_passages;
  guint8 *been;      /* by number */
  GHashTable *words; /* token → key, 32 bytes */
  GPtrArray *docs;   /* of all that was opened */
  GPtrArray *locked; /* (element-type LimJson) choices that wait for codewords */
  GPtrArray *due;    /* (element-type LimJson) choices to be taken */
  GPtrArray *problems;
} Walk;

static void
complain (Walk *walk, const char *what)
{
  if (walk->problems->len < 20)
    g_ptr_array_add (walk->problems, g_strdup (what));
}

/* The thing sealed in @text, or NULL. Borrowed from the walk. */
static const LimJson *
open_sealed (Walk *walk, const char *text, const guint8 *const *keys, guint n_keys)
{
  gsize length = 0;
  char *plain = text != NULL ? lim_seal_open (text, keys, n_keys, &length) : NULL;
  LimJsonDoc *doc = plain != NULL ? lim_json_parse_take ("sealed", plain, length, NULL) : NULL;

  if (doc == NULL)
    return NULL;
  g_ptr_array_add (walk->docs, doc);
  return lim_json_root (doc);
}

static void
earn (Walk *walk, const LimJson *grants)
{
  for (const LimJson *grant = lim_json_first (grants); grant != NULL; grant = lim_json_next (grant))
    {
      const char *token = lim_json_string (lim_json_first (grant));
      const char *key = lim_json_string (lim_json_next (lim_json_first (grant)));
      gsize length = 0;
      guint8 *bytes = key != NULL ? g_base64_decode (key, &length) : NULL;

      if (token == NULL || length != LIM_CIPHER_KEY)
        {
          g_free (bytes);
          complain (walk, "a codeword has no key");
        }
      else if (!g_hash_table_insert (walk->words, g_strdup (token), bytes))
        continue;
    }
}

/* What is in @thing, a locked one or an open one; NULL while codewords are missing. */
static const LimJson *
unlock (Walk *walk, const LimJson *thing)
{
  const LimJson *names = lim_json_get (thing, "n");
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  const LimJson *opened;

  if (lim_json_get (thing, "x") == NULL)
    return thing;
  for (const LimJson *name = lim_json_first (names); name != NULL; name = lim_json_next (name))
    {
      gpointer key = g_hash_table_lookup (walk->words, lim_json_string (name));

      if (key == NULL)
        return NULL;
      g_ptr_array_add (keys, key);
    }
  opened = open_sealed (walk, lim_json_get_string (thing, "x"), (const guint8 *const *) keys->pdata, keys->len);
  if (opened == NULL)
    complain (walk, "something sealed does not open under its codewords");
  return opened;
}

static void
arrive (Walk *walk, gint64 place, const char *key_text)
{
  gsize length = 0;
  g_autofree guint8 *key = key_text != NULL ? g_base64_decode (key_text, &length) : NULL;
  const guint8 *const keys[] = { key };
  const LimJson *passage;

  if (place < 0 || place >= walk->n_passages || length != LIM_CIPHER_KEY)
    {
      complain (walk, "a choice leads to no passage");
      return;
    }
  if (walk->been[place])
    return;
  walk->been[place] = 1;
  passage = open_sealed (walk, lim_json_string (walk->passages[place]), keys, 1);
  if (passage == NULL || lim_json_get (passage, "b") == NULL)
    {
      complain (walk, "a passage does not open under the key of a choice");
      return;
    }
  earn (walk, lim_json_get (passage, "g"));
  for (const LimJson *choice = lim_json_first (lim_json_get (passage, "c")); choice != NULL;
       choice = lim_json_next (choice))
    g_ptr_array_add (lim_json_get (choice, "x") != NULL ? walk->locked : walk->due, (gpointer) choice);
}

static void
take_due (Walk *walk)
{
  while (walk->due->len > 0)
    {
      const LimJson *choice = g_ptr_array_steal_index_fast (walk->due, walk->due->len - 1);

      earn (walk, lim_json_get (choice, "g"));
      arrive (walk, lim_json_get_int (choice, "to", -1), lim_json_get_string (choice, "k"));
    }
}

/* Takes every choice whose codewords are there, until that opens no more. */
static void
go_everywhere (Walk *walk)
{
  guint n_words;

  do
    {
      take_due (walk);
      n_words = g_hash_table_size (walk->words);
      for (guint i = walk->locked->len; i > 0; i--)
        {
          const LimJson *choice = unlock (walk, walk->locked->pdata[i - 1]);

          if (choice == NULL)
            continue;
          g_ptr_array_remove_index_fast (walk->locked, i - 1);
          g_ptr_array_add (walk->due, (gpointer) choice);
        }
    }
  while (walk->due->len > 0 || g_hash_table_size (walk->words) != n_words);
}

static void
free_doc (gpointer doc)
{
  lim_json_doc_free (doc);
}

void
lim_ship_sealed_check (const char *json, GPtrArray *problems, guint *n_read, guint *n_entries)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("page", json, -1, &error);
  g_autoptr (GHashTable) words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func (free_doc), locked = g_ptr_array_new (),
                        due = g_ptr_array_new ();
  Walk walk = { .words = words, .docs = docs, .locked = locked, .due = due, .problems = problems };
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL,
                *start = lim_json_first (lim_json_get (root, "start"));
  const LimJson *list = lim_json_get (root, "passages");
  g_autofree const LimJson **passages = NULL;
  g_autofree guint8 *been = NULL;
  gint64 place = -1;

  *n_read = *n_entries = 0;
  if (root == NULL || start == NULL)
    {
      complain (&walk, error != NULL ? error->message : "the page has no start");
      return;
    }
  walk.n_passages = lim_json_length (list);
  walk.passages = passages = g_new0 (const LimJson *, walk.n_passages + 1);
  walk.been = been = g_new0 (guint8, walk.n_passages + 1);
  for (const LimJson *at = lim_json_first (list); at != NULL; at = lim_json_next (at))
    passages[place = place + 1] = at;
  lim_json_int (start, &place);
  arrive (&walk, place, lim_json_string (lim_json_next (start)));
  go_everywhere (&walk);
  for (guint i = 0; i < walk.n_passages; i++)
    *n_read += walk.been[i];
  for (const LimJson *entry = lim_json_first (lim_json_get (root, "codex")); entry != NULL;
       entry = lim_json_next (entry))
    *n_entries += unlock (&walk, entry) != NULL ? 1 : 0;
}

/* -- What is to be expected -- */

typedef struct
{
  const LimStoryGraph *graph;
  guint8 *been, *held; /* by passage, by codeword */
  GArray *due;         /* passages (guint) come to and not left yet */
  GArray *waiting;     /* edges (guint) that wait for codewords */
  guint n_been;
  gboolean news; /* a codeword was earned */
} Expected;

static void
hold (Expected *expected, const guint *words, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      expected->news |= !expected->held[words[i]];
      expected->held[words[i]] = 1;
    }
}

static void
come_to (Expected *expected, guint passage)
{
  if (expected->been[passage])
    return;
  expected->been[passage] = 1;
  expected->n_been++;
  hold (expected, expected->graph->arrivals[passage], expected->graph->n_arrivals[passage]);
  g_array_append_val (expected->due, passage);
}

static gboolean
try_edge (Expected *expected, guint index)
{
  const LimStoryEdge *edge = &expected->graph->edges[index];

  for (guint i = 0; i < edge->n_requires; i++)
    if (!expected->held[edge->requires[i]])
      return FALSE;
  hold (expected, edge->grants, edge->n_grants);
  come_to (expected, edge->to);
  return TRUE;
}

static void
leave_all (Expected *expected)
{
  while (expected->due->len > 0)
    {
      guint passage = g_array_index (expected->due, guint, expected->due->len - 1);

      g_array_set_size (expected->due, expected->due->len - 1);
      for (guint i = expected->graph->first_edge[passage]; i < expected->graph->first_edge[passage + 1]; i++)
        if (!try_edge (expected, i))
          g_array_append_val (expected->waiting, i);
    }
}

void
lim_ship_sealed_expect (const LimShipment *shipment, guint *n_read, guint *n_entries)
{
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (shipment->story);
  g_autofree guint8 *been = g_new0 (guint8, graph->n_passages + 1), *held = g_new0 (guint8, graph->n_codewords + 1);
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (guint)),
                     waiting = g_array_new (FALSE, FALSE, sizeof (guint));
  Expected expected = { graph, been, held, due, waiting, 0, FALSE };

  come_to (&expected, graph->start);
  leave_all (&expected);
  while (expected.news)
    {
      expected.news = FALSE;
      for (guint i = waiting->len; i > 0; i--)
        if (try_edge (&expected, g_array_index (waiting, guint, i - 1)))
          g_array_remove_index_fast (waiting, i - 1);
      leave_all (&expected);
    }
  *n_read = expected.n_been;
  *n_entries = 0;
  for (guint i = 0; i < shipment->codex->len; i++)
    {
      gboolean open = TRUE;

      for (char **word = ((const LimCodexEntry *) shipment->codex->pdata[i])->visible_when; *word != NULL; word++)
        {
          guint index = lim_story_graph_codeword (graph, *word);

          open &= index != LIM_STORY_NOWHERE && held[index];
        }
      *n_entries += open ? 1 : 0;
    }
}
