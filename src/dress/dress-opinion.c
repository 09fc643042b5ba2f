#include "dress-opinion.h"

#include "base-text.h"
#include "dress-words.h"

static const char schema_text[] =
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"in_voice\",\"tells_too_much\",\"why\"],"
    "\"properties\":{\"in_voice\":{\"type\":\"boolean\"},\"tells_too_much\":{\"type\":\"boolean\"},\"why\":{\"type\":"
    "\"string\",\"maxLength\":400}}}";

static const char system_words[] = "You read proofs of an illustrated branching story. in_voice: whether the text "
                                   "could stand in the story's world, spoken by "
                                   "somebody there; a text that speaks of pictures, characters, scenes, the story, "
                                   "its reader or player is not. tells_too_much: "
                                   "whether it tells something that whoever reads it there is not to know yet. why: "
                                   "one sentence; empty when nothing is "
                                   "wrong.";

static void
ask (LimDressChat *chat, const char *key, const char *what, const char *user, GPtrArray *warnings)
{
  g_autoptr (LimSchema) schema = lim_schema_parse ("opinion", schema_text, NULL);
  g_autofree char *system = g_strconcat (system_words, "\n\n", lim_dress_about_material, NULL), *why = NULL;
  g_auto (LimChatAnswer) answer = { 0 };
  g_autoptr (GError) cause = NULL;
  const LimDressQuestion question = {
    .key = key,
    .schema_name = "opinion",
    .schema = schema,
    .system = system,
    .user = user,
    .temperature = 0,
    .tries = 2,
  };

  if (!lim_dress_chat_ask (chat, &question, &answer, &cause))
    {
      g_ptr_array_add (warnings, g_strdup_printf ("no opinion of the model on %s: %s", what, cause->message));
      return;
    }
  why = lim_dress_clean_line (lim_json_get_string (lim_json_root (answer.json), "why"));
  if (!lim_json_get_bool (lim_json_root (answer.json), "in_voice", TRUE))
    g_ptr_array_add (warnings, g_strdup_printf ("the model finds %s not in the story's voice: %s", what,
                                                why != NULL ? why : "it does not say why"));
  if (lim_json_get_bool (lim_json_root (answer.json), "tells_too_much", FALSE))
    g_ptr_array_add (warnings, g_strdup_printf ("the model finds that %s tells too much: %s", what,
                                                why != NULL ? why : "it does not say why"));
}

void
lim_dress_opinion_caption (LimDressChat *chat, const LimStoryPassage *passage, const char *caption,
                           GPtrArray *warnings)
{
  g_autofree char *key = g_strconcat ("opinion:brief:", passage->id, NULL);
  g_autoptr (GString) user =
      g_string_new ("This caption stands below the picture of this passage, which its readers know.\n\n");

  lim_dress_add_material (user, "passage", passage->prose != NULL ? passage->prose : "");
  lim_dress_add_material (user, "caption", caption);
  ask (chat, key, "the caption", user->str, warnings);
}

void
lim_dress_opinion_codex (LimDressChat *chat, const LimStoryEntity *entity, const LimCodexEntry *entry,
                         GPtrArray *warnings)
{
  g_autofree char *key = g_strdup_printf ("opinion:codex:%s:%u", entity->id, entry->rank);
  g_autofree char *what = g_strdup_printf ("the entry of rank %u", entry->rank);
  g_autofree char *known = g_strjoinv (" and ", entry->visible_when);
  g_autoptr (GString) user = g_string_new ("This entry of an encyclopedia is about what is described here in full. ");
  g_autoptr (GString) whole = g_string_new (NULL);

  g_string_append (user, *known != '\0'
                             ? "Whoever reads it has earned the codewords named with it, and knows no more.\n\n"
                             : "Everybody may read it from the start, knowing nothing yet.\n\n");
  lim_dress_say_entity (whole, entity, TRUE);
  lim_dress_add_material (user, "in full", whole->str);
  if (*known != '\0')
    lim_dress_add_material (user, "codewords earned", known);
  lim_dress_add_material (user, "entry", entry->content);
  ask (chat, key, what, user->str, warnings);
}
