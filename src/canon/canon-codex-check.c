/* canon-codex-check.c: whether the entries about an entity hold. */

#include "canon-codex.h"

#include "base-text.h"
#include "canon-diegetic.h"
#include "canon-spoiler.h"
#include "canon-term.h"

#include <string.h>

#define RUN 5u      /* words in a row that two texts do not share by chance */
#define SHORTEST 3u /* words of a text short enough to be compared whole */

/* Words that lean on another entry; “^”: where the text begins. */
static const char *const leaning[] = {
  " as mentioned ",  " as stated ",       " as described above ", " as noted ",       " as we have seen ",
  " see above ",     " mentioned above ", " described above ",    " previous entry ", " previous entries ",
  " earlier entry ", " earlier entries ", " entry above ",        " other entries ",  " previously stated ",
  "^ furthermore ",  "^ moreover ",       "^ additionally ",      "^ in addition ",   "^ also ",
  "^ however ",      "^ likewise ",       "^ on top of that ",
};

typedef struct
{
  const LimCodexAtlas *atlas;
  const LimStoryGraph *graph; /* of the atlas */
  const LimStoryEntity *entity;
  const GPtrArray *entries;
  GPtrArray *problems;
  gboolean early; /* something is told too early */
} Checking;

static void complain (Checking *checking, const LimCodexEntry *entry, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
complain (Checking *checking, const LimCodexEntry *entry, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (checking->problems, g_strdup_printf ("the entry of rank %u %s", entry->rank, text));
}

/* -- Ranks and gates -- */

static void
check_ranks (Checking *checking)
{
  for (guint rank = 1; rank <= checking->entries->len; rank++)
    {
      guint n = 0;

      for (guint i = 0; i < checking->entries->len; i++)
        n += ((const LimCodexEntry *) checking->entries->pdata[i])->rank == rank ? 1 : 0;
      if (n != 1)
        g_ptr_array_add (checking->problems,
                         g_strdup_printf ("%s of rank %u; %u entries have the ranks 1 to %u, each once",
                                          n == 0 ? "there is no entry" : "there are several entries", rank,
                                          checking->entries->len, checking->entries->len));
    }
  if (checking->entries->len == 0)
    g_ptr_array_add (checking->problems, g_strdup ("there is no entry; rank 1, which everybody may read, has to be"));
  for (guint i = 0; i < checking->entries->len; i++)
    {
      const LimCodexEntry *entry = checking->entries->pdata[i];

      if (entry->rank > 1 && entry->visible_when[0] == NULL)
        complain (checking, entry, "asks for no codeword; only rank 1 is open to everybody");
    }
}

/* -- Voice -- */

static void
check_voice (Checking *checking, const LimCodexEntry *entry)
{
  g_autofree char *text = g_strconcat (entry->title != NULL ? entry->title : "", "\n", entry->content, NULL);
  g_autofree char *slip = lim_diegetic_slip (text, LIM_DIEGETIC_CODEX), *words = lim_text_spread (entry->content);

  if (strspn (words, " ") == strlen (words))
    complain (checking, entry, "says nothing");
  if (slip != NULL)
    complain (checking, entry, "%s", slip);
  for (gsize i = 0; i < G_N_ELEMENTS (leaning); i++)
    {
      const char *phrase = leaning[i] + (leaning[i][0] == '^' ? 1 : 0);

      if (!(leaning[i][0] == '^' ? g_str_has_prefix (words, phrase) : strstr (words, phrase) != NULL))
        continue;
      g_autofree char *shown = g_strndup (phrase + 1, strlen (phrase) - 2);
      complain (checking, entry, "says “%s”, which leans on another entry; each is read by itself", shown);
      return;
    }
}

static void
check_twice (Checking *checking)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < checking->entries->len; i++)
    {
      const LimCodexEntry *entry = checking->entries->pdata[i];

      if (!g_hash_table_add (seen, lim_text_spread (entry->content)))
        complain (checking, entry, "says the same as another one");
    }
}

/* -- Told too early -- */

/* Where the word after @at begins; @at stands on a blank before a word. */
static const char *
next_word (const char *at)
{
  const char *blank = strchr (at + 1, ' ');

  return blank != NULL && blank[1] != '\0' ? blank : NULL;
}

/* The first @n words from @at on, with the blanks around; NULL: there are fewer. */
static char *
take_words (const char *at, guint n)
{
  const char *end = at;

  for (guint i = 0; i < n; i++)
    {
      end = strchr (end + 1, ' ');
      if (end == NULL)
        return NULL;
    }
  return g_strndup (at, (gsize) (end - at) + 1);
}

static guint
count_words (const char *words)
{
  guint n = 0;

  for (const char *at = words; *at != '\0'; at++)
    n += *at == ' ' ? 1 : 0;
  return n > 0 ? n - 1 : 0;
}

/* The run of words that @text (spread) shares with @secret (spread) and @known does not say. NULL: none. Transfer full. */
static char *
shared_run (const char *secret, const char *text, const char *known)
{
  guint n = MIN (count_words (secret), RUN);

  for (const char *at = n >= SHORTEST ? secret : NULL; at != NULL; at = next_word (at))
    {
      g_autofree char *run = take_words (at, n);

      if (run == NULL)
        return NULL;
      if (strstr (text, run) != NULL && strstr (known, run) == NULL)
        return g_strstrip (g_steal_pointer (&run));
    }
  return NULL;
}

/* What anybody may know of the entity, spread. */
static char *
spread_known (const LimStoryEntity *entity)
{
  g_autoptr (GString) all = g_string_new (entity->name);

  for (char **name = entity->aka; *name != NULL; name++)
    g_string_append_printf (all, " . %s", *name);
  if (entity->concept != NULL)
    g_string_append_printf (all, " . %s", entity->concept);
  for (guint i = 0; i < entity->base->len; i++)
    g_string_append_printf (all, " . %s", ((const LimStoryDetail *) entity->base->pdata[i])->text);
  return lim_text_spread (all->str);
}

static gboolean
is_said_in_prose (const LimStory *story, const char *name)
{
  g_autoptr (LimTerms) terms = lim_terms_new ();

  if (lim_terms_add (terms, name) == G_MAXUINT)
    return TRUE;
  for (guint i = 0; i < story->passages->len; i++)
    {
      g_autoptr (GArray) said = lim_terms_find (terms, ((const LimStoryPassage *) story->passages->pdata[i])->prose);

      if (said->len > 0)
        return TRUE;
    }
  return FALSE;
}

/* A name in @secret that @entry says and nobody could know. NULL: none. Transfer full. */
static char *
shared_name (const Checking *checking, const char *secret, const LimCodexEntry *entry, const char *known)
{
  g_autoptr (GPtrArray) names = lim_text_names (secret);

  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (LimTerms) terms = lim_terms_new ();
      g_autofree char *spread = lim_text_spread (names->pdata[i]);
      g_autoptr (GArray) said = NULL;

      if (strstr (known, spread) != NULL || lim_terms_add (terms, names->pdata[i]) == G_MAXUINT)
        continue;
      said = lim_terms_find (terms, entry->content);
      if (said->len > 0 && !is_said_in_prose (checking->graph->story, names->pdata[i]))
        return g_strdup (names->pdata[i]);
    }
  return NULL;
}

static gboolean
has_all (char *const *codewords, char *const *wanted)
{
  for (char *const *name = wanted; *name != NULL; name++)
    if (!g_strv_contains ((const char *const *) codewords, *name))
      return FALSE;
  return TRUE;
}

/* What readers without @when are not to be told in the words of @secret. */
static void
check_secret (Checking *checking, const char *secret, char *const *when, const char *known)
{
  g_autofree char *words = lim_text_spread (secret), *list = g_strjoinv (" and ", (char **) when);

  for (guint i = 0; i < checking->entries->len; i++)
    {
      const LimCodexEntry *entry = checking->entries->pdata[i];
      g_autofree char *text = NULL, *found = NULL;

      if (has_all (entry->visible_when, when))
        continue;
      text = lim_text_spread (entry->content);
      found = shared_run (words, text, known);
      if (found == NULL)
        found = shared_name (checking, secret, entry, known);
      if (found == NULL)
        continue;
      checking->early = TRUE;
      complain (checking, entry,
                "tells “%s”, which is known only with %s: move it to an entry gated by that, or leave it out", found,
                list);
    }
}

static void
check_secrets (Checking *checking)
{
  const LimStory *story = checking->graph->story;
  g_autofree char *known = spread_known (checking->entity);
  g_auto (GStrv) codewords = lim_codex_codewords (checking->atlas, checking->entity);

  for (guint i = 0; i < checking->entity->overlays->len; i++)
    {
      const LimStoryOverlay *overlay = checking->entity->overlays->pdata[i];

      for (guint j = 0; overlay->when[0] != NULL && j < overlay->details->len; j++)
        check_secret (checking, ((const LimStoryDetail *) overlay->details->pdata[j])->text, overlay->when, known);
    }
  for (char **name = codewords; *name != NULL; name++)
    {
      const LimStoryCodeword *codeword = lim_story_codeword (story, *name);
      char *when[] = { *name, NULL };

      for (char **text = codeword != NULL ? codeword->tracks : NULL; text != NULL && *text != NULL; text++)
        check_secret (checking, *text, when, known);
    }
}

static const LimCodexEntry *
entry_of_field (const Checking *checking, const char *field)
{
  for (guint i = 0; i < checking->entries->len; i++)
    {
      const LimCodexEntry *entry = checking->entries->pdata[i];

      if (g_str_has_prefix (field, "codex ") && strcmp (field + strlen ("codex "), entry->id) == 0)
        return entry;
    }
  return NULL;
}

static void
check_proof (Checking *checking)
{
  g_autoptr (GPtrArray) none = lim_briefs_new ();
  g_autoptr (LimSpoilerProof) proof = lim_spoiler_prove (checking->graph, checking->entries, none);

  for (guint i = 0; i < proof->findings->len; i++)
    {
      const LimFinding *finding = proof->findings->pdata[i];
      const LimCodexEntry *entry = finding->field != NULL ? entry_of_field (checking, finding->field) : NULL;

      if (finding->severity != LIM_FINDING_ERROR || entry == NULL)
        continue;
      checking->early |= g_str_has_prefix (finding->found, "tells ");
      complain (checking, entry, "is wrong: %s. %s", finding->found, finding->fix != NULL ? finding->fix : "");
    }
}

static int
by_rank (gconstpointer a, gconstpointer b)
{
  const LimCodexEntry *first = *(LimCodexEntry *const *) a, *second = *(LimCodexEntry *const *) b;

  return (first->rank > second->rank) - (first->rank < second->rank);
}

static void
say_order (Checking *checking)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GString) order = g_string_new ("knowledge comes in this order: ");

  for (guint i = 0; i < checking->entries->len; i++)
    g_ptr_array_add (sorted, checking->entries->pdata[i]);
  g_ptr_array_sort (sorted, by_rank);
  for (guint i = 0; i < sorted->len; i++)
    {
      const LimCodexEntry *entry = sorted->pdata[i];
      g_autofree char *when = g_strjoinv (" and ", entry->visible_when);

      g_string_append_printf (order, "%srank %u (%s)", i > 0 ? ", then " : "", entry->rank,
                              *when != '\0' ? when : "everybody");
    }
  g_string_append (
      order, ". An entry says only what its own codewords tell; what a later one reveals it does not even hint at");
  g_ptr_array_add (checking->problems, g_string_free (g_steal_pointer (&order), FALSE));
}

void
lim_codex_check (const LimCodexAtlas *atlas, const LimStoryEntity *entity, const GPtrArray *entries,
                 GPtrArray *problems)
{
  Checking checking = {
    .atlas = atlas, .graph = atlas->graph, .entity = entity, .entries = entries, .problems = problems
  };

  check_ranks (&checking);
  for (guint i = 0; i < entries->len; i++)
    check_voice (&checking, entries->pdata[i]);
  check_twice (&checking);
  check_secrets (&checking);
  check_proof (&checking);
  if (checking.early)
    say_order (&checking);
}
