/* dress-brief-question.c: what a model is told of a passage, and which form its answer must have. */

#include "dress-brief-private.h"

#include "canon-story-priority.h"
#include "dress-words.h"

#define WHOLE_VISUALS 12u /* of those who appear; of more only the prompt fragment is told */

static const char system_words[] = "You plan the illustrations of a finished branching story, one passage at a time. "
                                   "For the passage you are given, describe "
                                   "one picture of one moment in it.\n"
                                   "subject: what is to be seen, one concrete sentence an illustrator can draw; only "
                                   "who and what is in this passage.\n"
                                   "entities: the ids of those who are in the picture; nobody else's.\n"
                                   "composition: framing and camera. mood: the feeling, in a few words. category: "
                                   "scene, portrait, vista or item_detail.\n"
                                   "caption: a short line that readers see below the picture. It speaks in the "
                                   "story's voice, as part of its world, as “The "
                                   "bridge where loyalties shatter”. It never says that it is a picture, never "
                                   "speaks of characters, scenes, the story, the "
                                   "reader or the player, and tells nothing that this passage does not tell.\n"
                                   "negative: what this picture must avoid beyond the art direction, or an empty "
                                   "text. style_overrides: where this picture has "
                                   "to depart from the art direction; nearly always an empty text.\n"
                                   "visually_striking: whether it would be an unusually strong image. "
                                   "emotionally_pivotal: whether the story turns here. "
                                   "dialogue_heavy: whether there is mostly talk, or nothing moves.";

const LimStoryPassage *
lim_briefing_passage (const LimDressWork *work, const LimDressItem *item)
{
  return work->book->story->passages->pdata[item->index];
}

GPtrArray *
lim_briefing_who (const LimDressWork *work, const LimStoryPassage *passage)
{
  GPtrArray *who = g_ptr_array_new ();

  for (char **id = passage->appears; *id != NULL; id++)
    {
      const LimStoryEntity *entity = lim_story_entity (work->book->story, *id);

      if (entity != NULL && !g_ptr_array_find (who, entity, NULL))
        g_ptr_array_add (who, (gpointer) entity);
    }
  return who;
}

static void
say_visuals (GString *out, const LimDressWork *work, const GPtrArray *who)
{
  for (guint i = 0; i < who->len; i++)
    {
      const LimStoryEntity *entity = who->pdata[i];
      const LimEntityVisual *visual = lim_dress_book_visual (work->book, entity->id);

      if (visual != NULL && i < WHOLE_VISUALS)
        lim_dress_say_visual (out, entity, visual);
      else if (visual != NULL && visual->reference_prompt_fragment != NULL)
        g_string_append_printf (out, "- %s (%s): %s\n", entity->id, lim_entity_type_name (entity->type),
                                visual->reference_prompt_fragment);
      else
        lim_dress_say_entity (out, entity, FALSE);
    }
}

static void
say_place (GString *out, const LimDressWork *work, const LimStoryPassage *passage)
{
  guint factors = work->factors[passage->index];

  g_string_append_printf (out, "scene type: %s\n", lim_story_scene_type (passage));
  g_string_append_printf (out, "on the main line: %s\n", (factors & LIM_FACTOR_SPINE) != 0 ? "yes" : "no");
  if ((factors & LIM_FACTOR_BRANCH) != 0)
    g_string_append (out, "opens a branch\n");
  if ((factors & LIM_FACTOR_ENDING) != 0)
    g_string_append (out, "an ending of the story\n");
  if (work->graph->start == passage->index)
    g_string_append (out, "the story begins here\n");
}

char *
lim_briefing_user (const LimDressWork *work, const LimDressItem *item)
{
  const LimStoryPassage *passage = lim_briefing_passage (work, item);
  g_autoptr (GPtrArray) who = lim_briefing_who (work, passage);
  g_autoptr (GString) vision = g_string_new (NULL), art = g_string_new (NULL), visuals = g_string_new (NULL),
                      place = g_string_new (NULL);
  GString *out = g_string_new ("Plan the picture of this passage.\n\n");
  g_autofree char *title = g_strconcat ("passage ", passage->id, NULL);

  lim_dress_say_vision (vision, work->book->story);
  lim_dress_say_direction (art, work->book->direction);
  say_visuals (visuals, work, who);
  say_place (place, work, passage);
  lim_dress_add_material (out, "vision", vision->str);
  lim_dress_add_material (out, "art direction", art->str);
  if (who->len > 0)
    lim_dress_add_material (out, "who and what is here", visuals->str);
  lim_dress_add_material (out, "place in the story", place->str);
  lim_dress_add_material (out, title, passage->prose != NULL ? passage->prose : "");
  return g_string_free (out, FALSE);
}

char *
lim_briefing_system (void)
{
  return g_strconcat (system_words, "\n\n", lim_dress_about_material, NULL);
}

char *
lim_briefing_words (const LimDressWork *work, const LimDressItem *item)
{
  g_autofree char *system = lim_briefing_system (), *user = lim_briefing_user (work, item);

  return g_strconcat (system, user, NULL);
}

static void
add_choices (GString *out, const char *const *values)
{
  g_string_append (out, "{\"type\":\"string\",\"enum\":[");
  for (const char *const *value = values; *value != NULL; value++)
    {
      g_string_append (out, value == values ? "" : ",");
      lim_json_append_quoted (out, *value, -1);
    }
  g_string_append (out, "]}");
}

LimSchema *
lim_briefing_schema (const GPtrArray *who, GError **error)
{
  g_autoptr (GString) out =
      g_string_new ("{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"subject\","
                    "\"composition\",\"mood\",\"category\",\"caption\",\"visually_striking\","
                    "\"emotionally_pivotal\",\"dialogue_heavy\"],\"properties\":{");
  static const struct
  {
    const char *name;
    guint least, most;
  } texts[] = { { "subject", 1, 600 }, { "composition", 1, 400 }, { "mood", 1, 200 },
                { "caption", 1, 240 }, { "negative", 0, 400 },    { "style_overrides", 0, 400 } };
  static const char *const flags[] = { "visually_striking", "emotionally_pivotal", "dialogue_heavy" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_string_append_printf (out, "\"%s\":{\"type\":\"string\",\"minLength\":%u,\"maxLength\":%u},", texts[i].name,
                            texts[i].least, texts[i].most);
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    g_string_append_printf (out, "\"%s\":{\"type\":\"boolean\"},", flags[i]);
  g_string_append (out, "\"category\":");
  add_choices (out, lim_brief_categories ());
  if (who->len > 0)
    {
      g_autofree const char **ids = g_new0 (const char *, who->len + 1);

      for (guint i = 0; i < who->len; i++)
        ids[i] = ((const LimStoryEntity *) who->pdata[i])->id;
      g_string_append_printf (out, ",\"entities\":{\"type\":\"array\",\"maxItems\":%u,\"items\":", who->len);
      add_choices (out, ids);
      g_string_append (out, "}");
    }
  g_string_append (out, "}}");
  return lim_schema_parse ("brief", out->str, error);
}
