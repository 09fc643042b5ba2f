#include "dress-brief.h"

#include "base-hash.h"
#include "base-text.h"
#include "canon-diegetic.h"
#include "canon-spoiler.h"
#include "canon-story-priority.h"
#include "dress-file-name.h"
#include "dress-opinion.h"
#include "dress-words.h"

#include <string.h>

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

/* -- The question -- */

static const LimStoryPassage *
passage_of (const LimDressWork *work, const LimDressItem *item)
{
  return work->book->story->passages->pdata[item->index];
}

/* The ids in `appears` that the story has. Transfer container. */
static GPtrArray *
who_appears (const LimDressWork *work, const LimStoryPassage *passage)
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

static char *
write_user (const LimDressWork *work, const LimDressItem *item)
{
  const LimStoryPassage *passage = passage_of (work, item);
  g_autoptr (GPtrArray) who = who_appears (work, passage);
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

static char *
write_system (void)
{
  return g_strconcat (system_words, "\n\n", lim_dress_about_material, NULL);
}

static char *
write_words (const LimDressWork *work, const LimDressItem *item)
{
  g_autofree char *system = write_system (), *user = write_user (work, item);

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

/* Who can be in the picture is a closed list; where nobody appears there is no such member. */
static LimSchema *
write_schema (const GPtrArray *who, GError **error)
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

/* -- The answer -- */

static void
set_line (char **to, const LimJson *answer, const char *key)
{
  g_free (*to);
  *to = lim_dress_clean_line (lim_json_get_string (answer, key));
}

static guint
read_judgment (const LimJson *answer)
{
  return (lim_json_get_bool (answer, "visually_striking", FALSE) ? LIM_FACTOR_STRIKING : 0u)
         | (lim_json_get_bool (answer, "emotionally_pivotal", FALSE) ? LIM_FACTOR_PIVOTAL : 0u)
         | (lim_json_get_bool (answer, "dialogue_heavy", FALSE) ? LIM_FACTOR_STATIC : 0u);
}

/* Scores the brief by the passage's structure and @judged. */
static void
score (LimBrief *brief, guint structural, guint judged)
{
  guint factors = (structural & LIM_FACTORS_STRUCTURAL) | (judged & LIM_FACTORS_JUDGED);

  for (guint i = 0; i < LIM_N_FACTORS; i++)
    if ((judged & LIM_FACTORS_JUDGED & 1u << i) != 0)
      lim_story_list_add (&brief->judged, lim_factor_name (1u << i));
  brief->score = lim_priority_score (factors);
  brief->priority = lim_priority_of ((int) brief->score);
  g_free (brief->reason);
  brief->reason = factors != 0 ? lim_priority_reason (factors) : g_strdup ("nothing speaks for a picture");
}

static LimBrief *
new_brief (const LimStoryPassage *passage)
{
  g_autofree char *id = g_strconcat ("ib_", passage->id, NULL);

  return lim_brief_new (id, passage->id);
}

static LimBrief *
take_brief (const LimDressWork *work, const LimStoryPassage *passage, const LimJson *answer)
{
  LimBrief *brief = new_brief (passage);

  set_line (&brief->subject, answer, "subject");
  set_line (&brief->composition, answer, "composition");
  set_line (&brief->mood, answer, "mood");
  set_line (&brief->caption, answer, "caption");
  set_line (&brief->negative, answer, "negative");
  set_line (&brief->style_overrides, answer, "style_overrides");
  brief->category = g_strdup (lim_json_get_string (answer, "category"));
  for (const LimJson *at = lim_json_first (lim_json_get (answer, "entities")); at != NULL; at = lim_json_next (at))
    lim_story_list_add (&brief->entities, lim_json_string (at));
  score (brief, work->factors[passage->index], read_judgment (answer));
  return brief;
}

static char *
describe (const LimBrief *brief)
{
  g_autofree char *label = brief->priority > 0 ? g_strdup_printf ("priority %u", brief->priority) : g_strdup ("skip");

  return g_strdup_printf ("%s, score %" G_GINT64_FORMAT ": %s", label, brief->score, brief->reason);
}

/* A text of nothing but blanks passes the schema. */
static void
check_answer (const LimJson *answer, GPtrArray *problems, gpointer data G_GNUC_UNUSED)
{
  static const char *const keys[] = { "subject", "composition", "mood", "caption" };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *text = lim_dress_clean_line (lim_json_get_string (answer, keys[i]));

      if (text == NULL)
        g_ptr_array_add (problems, g_strdup_printf ("/%s: must not be empty", keys[i]));
    }
}

static void
look_over (const LimDressWork *work, const LimStoryPassage *passage, const LimBrief *brief, LimDressItem *item)
{
  g_autofree char *slip = lim_diegetic_slip (brief->caption, LIM_DIEGETIC_CAPTION);

  if (slip != NULL)
    g_ptr_array_add (item->warnings, g_strdup_printf ("the caption %s: “%s”", slip, brief->caption));
  if (work->options->ask_model)
    lim_dress_opinion_caption (work->chat, passage, brief->caption, item->warnings);
}

static char *
make (const LimDressWork *work, LimDressItem *item, LimChatAnswer *answer, GError **error)
{
  const LimStoryPassage *passage = passage_of (work, item);
  g_autoptr (GPtrArray) who = who_appears (work, passage);
  g_autoptr (LimSchema) schema = write_schema (who, error);
  g_autofree char *system = write_system (), *user = write_user (work, item);
  g_autofree char *key = g_strconcat ("brief:", passage->id, NULL);
  g_autoptr (LimBrief) brief = NULL;
  const LimDressQuestion question = {
    .key = key,
    .schema_name = "brief",
    .schema = schema,
    .system = system,
    .user = user,
    .temperature = -1,
    .tries = 1,
    .check = check_answer,
  };

  if (schema == NULL || !lim_dress_chat_ask (work->chat, &question, answer, error))
    return NULL;
  brief = take_brief (work, passage, lim_json_root (answer->json));
  item->says = describe (brief);
  look_over (work, passage, brief, item);
  return lim_brief_to_yaml (brief);
}

/* The subject only: the passage's title, and who is there. */
static char *
make_minimal (const LimDressWork *work, LimDressItem *item)
{
  const LimStoryPassage *passage = passage_of (work, item);
  g_autoptr (GPtrArray) who = who_appears (work, passage);
  g_autoptr (LimBrief) brief = new_brief (passage);
  g_autofree const char **names = g_new0 (const char *, who->len + 1);
  g_autofree char *list = NULL, *subject = NULL;

  for (guint i = 0; i < who->len; i++)
    {
      const LimStoryEntity *entity = who->pdata[i];

      names[i] = entity->name;
      lim_story_list_add (&brief->entities, entity->id);
    }
  list = lim_text_list (names);
  subject = who->len > 0 ? g_strdup_printf ("%s, with %s", passage->title, list) : g_strdup (passage->title);
  brief->subject = lim_dress_clean_line (subject);
  brief->minimal = TRUE;
  score (brief, work->factors[passage->index], 0);
  item->says = describe (brief);
  return lim_brief_to_yaml (brief);
}

/* -- All of them -- */

/* What a brief is made from, as far as it would be another one for it. */
static char *
hash_sources (const LimDressWork *work, const LimStoryPassage *passage)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  g_autoptr (GPtrArray) who = who_appears (work, passage);
  g_autoptr (GString) vision = g_string_new (NULL);
  g_autofree char *prose = lim_dress_hash_prose (passage), *style = lim_dress_hash_style (work->book->direction);
  g_autofree char *factors = g_strdup_printf ("%u", work->factors[passage->index]);

  lim_dress_say_vision (vision, work->book->story);
  lim_hasher_add_string (hasher, vision->str);
  lim_hasher_add_string (hasher, prose);
  lim_hasher_add_string (hasher, style);
  lim_hasher_add_string (hasher, factors);
  for (guint i = 0; i < who->len; i++)
    {
      const LimStoryEntity *entity = who->pdata[i];
      const LimEntityVisual *visual = lim_dress_book_visual (work->book, entity->id);
      g_autofree char *hash = visual != NULL ? lim_dress_hash_visual (visual) : NULL;

      lim_hasher_add_string (hasher, entity->id);
      lim_hasher_add_string (hasher, hash);
    }
  return lim_hasher_finish_hex (hasher);
}

static gboolean
add_passage (LimDressWork *work, const LimStoryPassage *passage, GError **error)
{
  g_autofree char *name = lim_dress_file_name (passage->id, ".yaml");
  char *file = g_strconcat (LIM_DRESS_BRIEFS "/", name, NULL);
  const LimBrief *present = lim_dress_book_brief (work->book, passage->id);
  const char *elsewhere = present != NULL && g_strcmp0 (present->file, file) != 0 ? present->file : NULL;
  LimDressItem *item =
      lim_dress_work_add (work, passage->id, passage->index, file, elsewhere, hash_sources (work, passage), error);

  if (item == NULL)
    return FALSE;
  if (item->state == LIM_ITEM_TODO && (passage->prose == NULL || *passage->prose == '\0'))
    {
      item->state = LIM_ITEM_FAILED;
      item->why = g_strdup ("it has no prose to be illustrated");
    }
  return TRUE;
}

static gboolean
plan (LimDressWork *work, GError **error)
{
  const LimStory *story = work->book->story;

  if (!lim_dress_work_check_only (work, "passage", story->passages_by_id, error))
    return FALSE;
  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      if (lim_dress_work_wants (work, passage->id) && !add_passage (work, passage, error))
        return FALSE;
    }
  return TRUE;
}

static void
count_priorities (const LimDressBook *book, LimDressReport *report)
{
  for (guint i = 0; i < book->briefs->len; i++)
    {
      guint priority = lim_dress_book_priority (book, book->briefs->pdata[i]);

      if (priority < G_N_ELEMENTS (report->by_priority))
        report->by_priority[priority]++;
    }
}

/* What the captions tell too early. */
static void
prove (LimDressWork *work, const LimDressBook *book)
{
  g_autoptr (LimStoryGraph) graph = lim_story_graph_new (book->story);
  g_autoptr (LimSpoilerProof) proof = lim_spoiler_prove (graph, book->codex, book->briefs);

  for (guint i = 0; i < proof->findings->len; i++)
    {
      LimFinding *finding = proof->findings->pdata[i];

      if (finding->file == NULL || !g_str_has_prefix (finding->file, LIM_DRESS_BRIEFS "/"))
        continue;
      g_ptr_array_add (work->report->findings,
                       lim_finding_new (finding->severity, finding->file, finding->line, finding->field,
                                        finding->found, finding->expected, finding->fix));
    }
}

/* What there is now, after all that was written. */
static void
look_back (LimDressWork *work)
{
  g_autoptr (LimDressBook) book = lim_dress_book_open (work->project, NULL);

  if (book == NULL)
    return;
  count_priorities (book, work->report);
  if (work->report->n[LIM_ITEM_MADE] > 0)
    prove (work, book);
}

static const LimDressMaking making = {
  .unit = "passage",
  .title = "Writing briefs",
  .make = make,
  .minimal = make_minimal,
  .words = write_words,
};

gboolean
lim_dress_make_briefs (const LimContext *context, LimProject *project, const LimDressOptions *options,
                       LimDressReport *report, GError **error)
{
  g_auto (LimDressWork)
      work = { .context = context, .project = project, .options = options, .making = &making, .report = report };
  gboolean good;

  if (!lim_dress_work_open (&work, LIM_DRESS_MAY_BRIEF, error) || !plan (&work, error))
    return FALSE;
  good = lim_dress_work_run (&work, error);
  if (!options->dry_run)
    look_back (&work);
  return good;
}
