#include "dress-codex.h"

#include "base-hash.h"
#include "base-text.h"
#include "canon-codex.h"
#include "dress-file-name.h"
#include "dress-opinion.h"
#include "dress-words.h"

#include <string.h>

static const char system_words[] =
    "You write the encyclopedia of a branching story, one entity at a time. Entries open as readers earn codewords, "
    "and all that "
    "are open are shown together, in the order of their ranks. You are told everything about the entity; most of it "
    "is not for "
    "everybody.\n"
    "Each entry speaks in the story's voice, as somebody in its world would write it: “A traveling scholar who "
    "offers guidance to "
    "those in need.” It never speaks of characters, protagonists, the story, its passages, its reader or player.\n"
    "Each entry is understood by itself, without the others, and repeats as little of them as it can.\n"
    "Rank 1 is for everybody from the first page on: it says what anybody could see or has heard, and hints at "
    "nothing. A higher "
    "rank says only what its own codewords tell. What a later codeword reveals may not be guessed from an earlier "
    "entry.\n"
    "Keep to the tiers you are given. Leave out a tier that would have nothing to tell, and count the ranks on "
    "without a gap. One "
    "to three sentences each.";

/* -- The question -- */

static const LimStoryEntity *
entity_of (const LimDressWork *work, const LimDressItem *item)
{
  return work->book->story->entities->pdata[item->index];
}

static void
say_codewords (GString *out, const LimDressWork *work, char *const *codewords)
{
  for (char *const *name = codewords; *name != NULL; name++)
    {
      const LimStoryCodeword *codeword = lim_story_codeword (work->book->story, *name);
      g_autofree char *tracks = codeword != NULL ? g_strjoinv ("; ", codeword->tracks) : NULL;
      g_autofree char *reveals = codeword != NULL ? g_strjoinv (", ", codeword->reveals) : NULL;

      g_string_append_printf (out, "- %s: %s", *name, tracks != NULL && *tracks != '\0' ? tracks : "(not explained)");
      if (reveals != NULL && *reveals != '\0')
        g_string_append_printf (out, "; never say before it: %s", reveals);
      g_string_append_c (out, '\n');
    }
}

static void
say_tiers (GString *out, const GPtrArray *tiers)
{
  for (guint i = 0; i < tiers->len; i++)
    {
      const LimCodexTier *tier = tiers->pdata[i];
      g_autofree char *when = g_strjoinv (", ", tier->visible_when);

      g_string_append_printf (out, "- rank %u: visible_when [%s]%s\n", tier->rank, when,
                              tier->rank == 1 ? ", open to everybody" : "");
    }
}

/* All codewords a gate may ask for: those of the plan, and all that touch the entity. Transfer full. */
static char **
all_codewords (const LimDressWork *work, const LimStoryEntity *entity, const GPtrArray *tiers)
{
  char **list = lim_codex_codewords (work->atlas, entity);

  for (guint i = 0; i < tiers->len; i++)
    for (char **name = ((LimCodexTier *) tiers->pdata[i])->visible_when; *name != NULL; name++)
      lim_story_list_add (&list, *name);
  return list;
}

static char *
write_user (const LimDressWork *work, const LimStoryEntity *entity, const GPtrArray *tiers, char *const *codewords)
{
  g_autoptr (GString) vision = g_string_new (NULL), whole = g_string_new (NULL), known = g_string_new (NULL),
                      plan = g_string_new (NULL);
  GString *out = g_string_new ("Write the entries about this entity.\n\n");

  lim_dress_say_vision (vision, work->book->story);
  lim_dress_say_entity (whole, entity, TRUE);
  say_codewords (known, work, codewords);
  say_tiers (plan, tiers);
  lim_dress_add_material (out, "vision", vision->str);
  lim_dress_add_material (out, "the entity, all that is known", whole->str);
  if (codewords[0] != NULL)
    lim_dress_add_material (out, "codewords", known->str);
  lim_dress_add_material (out, "tiers", plan->str);
  return g_string_free (out, FALSE);
}

static char *
write_system (void)
{
  return g_strconcat (system_words, "\n\n", lim_dress_about_material, NULL);
}

/* What the entries are made from: the vision, all about the entity, its codewords. The tiers follow from them and the ways through the
 * story, and are no reason to write anew. */
static char *
write_sources (const LimDressWork *work, const LimStoryEntity *entity)
{
  g_auto (GStrv) codewords = lim_codex_codewords (work->atlas, entity);
  GString *out = g_string_new (NULL);

  lim_dress_say_vision (out, work->book->story);
  lim_dress_say_entity (out, entity, TRUE);
  say_codewords (out, work, codewords);
  return g_string_free (out, FALSE);
}

static char *
write_words (const LimDressWork *work, const LimDressItem *item)
{
  g_autofree char *system = write_system (), *sources = write_sources (work, entity_of (work, item));

  return g_strconcat (system, sources, NULL);
}

static LimSchema *
write_schema (guint n_tiers, char *const *codewords, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out,
                          "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"entries\"],"
                          "\"properties\":{\"entries\":{\"type\":"
                          "\"array\",\"minItems\":1,\"maxItems\":%u,\"items\":{\"type\":\"object\","
                          "\"additionalProperties\":false,\"required\":["
                          "\"rank\",\"visible_when\",\"content\"],\"properties\":{\"rank\":{\"type\":\"integer\","
                          "\"minimum\":1,\"maximum\":%u},"
                          "\"title\":{\"type\":\"string\",\"maxLength\":120},\"content\":{\"type\":\"string\","
                          "\"minLength\":1,\"maxLength\":1500},"
                          "\"visible_when\":{\"type\":\"array\",\"maxItems\":%u,\"items\":{\"type\":\"string\"",
                          n_tiers, n_tiers, g_strv_length ((char **) codewords));
  if (codewords[0] != NULL)
    {
      g_string_append (out, ",\"enum\":[");
      for (char *const *name = codewords; *name != NULL; name++)
        {
          g_string_append (out, name == codewords ? "" : ",");
          lim_json_append_quoted (out, *name, -1);
        }
      g_string_append_c (out, ']');
    }
  g_string_append (out, "}}}}}}}");
  return lim_schema_parse ("codex", out->str, error);
}

/* -- The answer -- */

static int
by_rank (gconstpointer a, gconstpointer b)
{
  const LimCodexEntry *first = *(LimCodexEntry *const *) a, *second = *(LimCodexEntry *const *) b;

  return (first->rank > second->rank) - (first->rank < second->rank);
}

static LimCodexEntry *
take_entry (const LimStoryEntity *entity, const LimJson *object)
{
  guint rank = (guint) lim_json_get_int (object, "rank", 1);
  g_autofree char *id = g_strdup_printf ("%s_%u", entity->id, rank);
  g_autofree char *content = lim_dress_clean_text (lim_json_get_string (object, "content"));
  LimCodexEntry *entry = lim_codex_entry_new (id, entity->id, rank, content != NULL ? content : "");

  entry->title = lim_dress_clean_line (lim_json_get_string (object, "title"));
  g_strfreev (entry->visible_when);
  entry->visible_when = lim_json_dup_strv (lim_json_get (object, "visible_when"));
  return entry;
}

static GPtrArray *
take_entries (const LimStoryEntity *entity, const LimJson *answer)
{
  GPtrArray *entries = lim_codex_new ();

  for (const LimJson *at = lim_json_first (lim_json_get (answer, "entries")); at != NULL; at = lim_json_next (at))
    g_ptr_array_add (entries, take_entry (entity, at));
  g_ptr_array_sort (entries, by_rank);
  return entries;
}

typedef struct
{
  const LimDressWork *work;
  const LimStoryEntity *entity;
} Checked;

static void
check_answer (const LimJson *answer, GPtrArray *problems, gpointer data)
{
  const Checked *checked = data;
  g_autoptr (GPtrArray) entries = take_entries (checked->entity, answer), own = g_ptr_array_new ();

  lim_codex_check (checked->work->atlas, checked->entity, entries, own);
  g_ptr_array_extend_and_steal (problems, g_steal_pointer (&own));
}

static char *
describe (const GPtrArray *entries)
{
  g_autofree char *count = lim_text_count (entries->len, "tier", NULL);
  GString *out = g_string_new (count);

  for (guint i = 1; i < entries->len; i++)
    {
      g_autofree char *when = g_strjoinv (" and ", ((LimCodexEntry *) entries->pdata[i])->visible_when);

      g_string_append_printf (out, "%s%s", i == 1 ? ": open, " : ", ", when);
    }
  return g_string_free (out, FALSE);
}

static char *
make (const LimDressWork *work, LimDressItem *item, LimChatAnswer *answer, GError **error)
{
  const LimStoryEntity *entity = entity_of (work, item);
  g_autoptr (GPtrArray) tiers = lim_codex_plan (work->atlas, entity), entries = NULL;
  g_auto (GStrv) codewords = all_codewords (work, entity, tiers);
  g_autoptr (LimSchema) schema = write_schema (tiers->len, codewords, error);
  g_autofree char *system = write_system (), *user = write_user (work, entity, tiers, codewords);
  g_autofree char *key = g_strconcat ("codex:", entity->id, NULL);
  Checked checked = { work, entity };
  const LimDressQuestion question = {
    .key = key,
    .schema_name = "codex",
    .schema = schema,
    .system = system,
    .user = user,
    .temperature = -1,
    .tries = LIM_CODEX_RETRIES + 1,
    .check = check_answer,
    .check_data = &checked,
  };

  if (schema == NULL || !lim_dress_chat_ask (work->chat, &question, answer, error))
    return NULL;
  entries = take_entries (entity, lim_json_root (answer->json));
  item->says = describe (entries);
  for (guint i = 0; work->options->ask_model && i < entries->len; i++)
    lim_dress_opinion_codex (work->chat, entity, entries->pdata[i], item->warnings);
  return lim_codex_to_yaml (entries);
}

/* @text as a sentence: with a capital and a full stop. Transfer full. */
static char *
to_sentence (const char *text)
{
  g_autofree char *first = g_utf8_substring (text, 0, 1), *capital = g_utf8_strup (first, -1);
  const char *rest = g_utf8_next_char (text);

  return g_strconcat (capital, rest, strchr (".!?…", text[strlen (text) - 1]) != NULL ? "" : ".", NULL);
}

/* What the story says of the entity from the start; its name alone, where even that tells too much. */
static char *
make_minimal (const LimDressWork *work, LimDressItem *item)
{
  const LimStoryEntity *entity = entity_of (work, item);
  g_autofree char *id = g_strconcat (entity->id, "_1", NULL);
  g_autofree char *concept = lim_dress_clean_line (entity->concept);
  g_autofree char *content = to_sentence (concept != NULL ? concept : entity->name);
  g_autoptr (GPtrArray) entries = lim_codex_new (), problems = g_ptr_array_new_with_free_func (g_free);
  LimCodexEntry *entry = lim_codex_entry_new (id, entity->id, 1, content);

  g_ptr_array_add (entries, entry);
  lim_codex_check (work->atlas, entity, entries, problems);
  if (problems->len > 0)
    {
      g_free (entry->content);
      entry->content = to_sentence (entity->name);
    }
  item->says = g_strdup ("1 tier, basic description");
  return lim_codex_to_yaml (entries);
}

/* -- All of them -- */

static char *
hash_sources (const LimDressWork *work, const LimStoryEntity *entity)
{
  g_autofree char *sources = write_sources (work, entity);

  return lim_sha256_hex (sources, -1);
}

/* Where entries about @entity stand that @file does not hold; NULL: nowhere. Borrowed from the book. */
static const char *
find_elsewhere (const LimDressWork *work, const char *entity, const char *file)
{
  g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (work->book, entity);

  for (guint i = 0; i < entries->len; i++)
    {
      const LimCodexEntry *entry = entries->pdata[i];

      if (g_strcmp0 (entry->file, file) != 0)
        return entry->file;
    }
  return NULL;
}

static gboolean
add_entity (LimDressWork *work, const LimStoryEntity *entity, GError **error)
{
  g_autofree char *name = lim_dress_file_name (entity->id, ".yaml");
  char *file = g_strconcat (LIM_DRESS_CODEX "/", name, NULL);

  return lim_dress_work_add (work, entity->id, entity->index, file, find_elsewhere (work, entity->id, file),
                             hash_sources (work, entity), error)
         != NULL;
}

static gboolean
plan (LimDressWork *work, GError **error)
{
  const LimStory *story = work->book->story;

  if (!lim_dress_work_check_only (work, "entity", story->entities_by_id, error))
    return FALSE;
  for (guint i = 0; i < story->entities->len; i++)
    {
      const LimStoryEntity *entity = story->entities->pdata[i];

      if (lim_dress_work_wants (work, entity->id) && !add_entity (work, entity, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_story (const LimStory *story, GError **error)
{
  g_autofree char *lacks = lim_dress_lacks_vision (story);

  if (story->entities->len == 0)
    return lim_fail (
        error, LIM_ERROR_BAD_INPUT,
        "%s names no entities, so there is nobody to write about. List them under `entities:` (docs/dress.md)",
        story->file);
  return lacks == NULL
         || lim_fail (error, LIM_ERROR_BAD_INPUT,
                      "%s has no %s, which give the entries their voice. Add them under `vision:` (docs/dress.md)",
                      story->file, lacks);
}

static const LimDressMaking making = {
  .unit = "entity",
  .title = "Writing the codex",
  .make = make,
  .minimal = make_minimal,
  .words = write_words,
};

gboolean
lim_dress_make_codex (const LimContext *context, LimProject *project, const LimDressOptions *options,
                      LimDressReport *report, GError **error)
{
  g_auto (LimDressWork)
      work = { .context = context, .project = project, .options = options, .making = &making, .report = report };

  return lim_dress_work_open (&work, LIM_DRESS_MAY_CODEX, error) && check_story (work.book->story, error)
         && plan (&work, error) && lim_dress_work_run (&work, error);
}
