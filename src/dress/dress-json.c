#include "dress-json.h"

#include "dress-stale.h"

/* -- The story -- */

static LimJson *
choices_json (LimJsonDoc *doc, const LimStoryPassage *passage, const LimStory *story)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < passage->choices->len; i++)
    {
      const LimStoryChoice *choice = passage->choices->pdata[i];
      LimJson *item = lim_json_new_object (doc);

      lim_json_set_string (item, "to", choice->to);
      lim_json_set_string (item, "label", choice->label);
      lim_json_set (item, "requires", lim_json_new_strv (doc, (const char *const *) choice->requires));
      lim_json_set (item, "grants", lim_json_new_strv (doc, (const char *const *) choice->grants));
      lim_json_set_bool (item, "is_return", choice->is_return);
      lim_json_set_bool (item, "broken", lim_story_passage (story, choice->to) == NULL);
      lim_json_append (list, item);
    }
  return list;
}

static LimJson *
passage_json (LimJsonDoc *doc, const LimStoryOverview *overview, const LimStoryPassage *passage)
{
  const LimPassageView *view = &overview->passages[passage->index];
  LimJson *object = lim_json_new_object (doc);
  int score = lim_priority_score (view->factors);
  g_autofree char *reason = lim_priority_reason (view->factors);

  lim_json_set_string (object, "id", passage->id);
  lim_json_set_string (object, "title", passage->title);
  lim_json_set_string (object, "scene_type", lim_story_scene_type (passage));
  lim_json_set_bool (object, "spine", passage->spine);
  lim_json_set_bool (object, "start", passage->index == overview->graph->start);
  lim_json_set_bool (object, "ending", passage->choices->len == 0);
  lim_json_set_bool (object, "reachable", view->reachable);
  lim_json_set_bool (object, "can_end", view->can_end);
  if (view->distance != LIM_STORY_NOWHERE)
    lim_json_set_int (object, "distance", view->distance);
  lim_json_set_int (object, "words", view->n_words);
  lim_json_set_int (object, "score", score);
  lim_json_set_string (object, "score_reason", reason);
  lim_json_set_int (object, "priority", lim_priority_of (score));
  lim_json_set (object, "appears", lim_json_new_strv (doc, (const char *const *) passage->appears));
  lim_json_set (object, "grants", lim_json_new_strv (doc, (const char *const *) passage->grants));
  lim_json_set (object, "choices", choices_json (doc, passage, overview->story));
  return object;
}

static LimJson *
entity_json (LimJsonDoc *doc, const LimStoryOverview *overview, const LimStoryEntity *entity)
{
  LimJson *object = lim_json_new_object (doc), *list = lim_json_new_array (doc);

  lim_json_set_string (object, "id", entity->id);
  lim_json_set_string (object, "name", entity->name);
  lim_json_set_string (object, "type", lim_entity_type_name (entity->type));
  for (guint i = 0; overview->entities[entity->index].n_passages > 0 && i < overview->graph->n_passages; i++)
    {
      const LimStoryPassage *passage = overview->story->passages->pdata[i];

      if (g_strv_contains ((const char *const *) passage->appears, entity->id))
        lim_json_append (list, lim_json_new_string (doc, passage->id));
    }
  lim_json_set (object, "appears_in", list);
  return object;
}

static LimJson *
places_json (LimJsonDoc *doc, const GPtrArray *passages)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < passages->len; i++)
    lim_json_append (list, lim_json_new_string (doc, ((const LimStoryPassage *) passages->pdata[i])->id));
  return list;
}

static LimJson *
codeword_json (LimJsonDoc *doc, const LimStoryOverview *overview, guint index)
{
  LimJson *object = lim_json_new_object (doc);
  const char *name = overview->graph->codewords[index];
  const LimStoryCodeword *codeword = lim_story_codeword (overview->story, name);

  lim_json_set_string (object, "id", name);
  lim_json_set_bool (object, "defined", codeword != NULL);
  if (codeword != NULL)
    lim_json_set (object, "tracks", lim_json_new_strv (doc, (const char *const *) codeword->tracks));
  lim_json_set_bool (object, "earnable", overview->codewords[index].earnable);
  lim_json_set (object, "granted_in", places_json (doc, overview->codewords[index].granted));
  lim_json_set (object, "required_in", places_json (doc, overview->codewords[index].required));
  return object;
}

LimJson *
lim_dress_story_to_json (const LimStoryOverview *overview, LimJsonDoc *doc)
{
  const LimStory *story = overview->story;
  LimJson *root = lim_json_new_object (doc), *passages = lim_json_new_array (doc),
          *entities = lim_json_new_array (doc), *codewords = lim_json_new_array (doc);

  lim_json_set_string (root, "file", story->file);
  lim_json_set_string (root, "title", story->title);
  lim_json_set_string (root, "start",
                       overview->graph->start != LIM_STORY_NOWHERE ? lim_story_start (story)->id : NULL);
  lim_json_set_int (root, "words", overview->n_words);
  lim_json_set_int (root, "endings", overview->n_endings);
  lim_json_set_int (root, "unreachable", overview->n_unreachable);
  lim_json_set_int (root, "broken_choices", overview->n_broken);
  lim_json_set_bool (root, "exact", overview->exact);
  for (guint i = 0; i < story->passages->len; i++)
    lim_json_append (passages, passage_json (doc, overview, story->passages->pdata[i]));
  for (guint i = 0; i < story->entities->len; i++)
    lim_json_append (entities, entity_json (doc, overview, story->entities->pdata[i]));
  for (guint i = 0; i < overview->graph->n_codewords; i++)
    lim_json_append (codewords, codeword_json (doc, overview, i));
  lim_json_set (root, "passages", passages);
  lim_json_set (root, "entities", entities);
  lim_json_set (root, "codewords", codewords);
  return root;
}

/* -- Its dress -- */

static LimJson *
strv_to_json (LimJsonDoc *doc, char **list)
{
  return lim_json_new_strv (doc, (const char *const *) list);
}

/* What a verdict about it would hold for: who approves says which content was seen. */
static void
set_content (LimJson *object, const LimDressBook *book, LimDressGate gate, const char *id)
{
  g_autofree char *content = lim_dress_gate_content (book, gate, id);

  lim_json_set_string (object, "content", content);
}

LimJson *
lim_dress_brief_to_json (const LimDressBook *book, const LimBrief *brief, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  LimDressGateState state = lim_dress_gate_state (book, LIM_DRESS_GATE_BRIEF, brief->id, NULL);
  const LimIllustration *made = lim_dress_book_illustration_of_brief (book, brief->id);
  g_autoptr (GPtrArray) problems = lim_dress_brief_problems (book, brief);

  g_ptr_array_add (problems, NULL);
  lim_json_set_string (object, "id", brief->id);
  lim_json_set_string (object, "passage", brief->passage);
  lim_json_set_int (object, "priority", lim_dress_book_priority (book, brief));
  lim_json_set_string (object, "state", lim_dress_gate_state_name (state));
  if (brief->reason != NULL)
    {
      lim_json_set_int (object, "score", brief->score);
      lim_json_set_string (object, "reason", brief->reason);
    }
  lim_json_set_string (object, "category", brief->category);
  lim_json_set_string (object, "subject", brief->subject);
  lim_json_set (object, "entities", strv_to_json (doc, brief->entities));
  lim_json_set_string (object, "composition", brief->composition);
  lim_json_set_string (object, "mood", brief->mood);
  lim_json_set_string (object, "caption", brief->caption);
  lim_json_set_string (object, "negative", brief->negative);
  lim_json_set_string (object, "style_overrides", brief->style_overrides);
  lim_json_set_string (object, "asset", made != NULL ? made->asset : NULL);
  lim_json_set (object, "problems", strv_to_json (doc, (char **) problems->pdata));
  set_content (object, book, LIM_DRESS_GATE_BRIEF, brief->id);
  return object;
}

LimJson *
lim_dress_codex_to_json (const LimDressBook *book, const char *entity, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc), *list = lim_json_new_array (doc);
  LimDressGateState state = lim_dress_gate_state (book, LIM_DRESS_GATE_CODEX, entity, NULL);
  g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (book, entity);
  g_autoptr (GPtrArray) problems = lim_dress_codex_problems (book, entity);

  g_ptr_array_add (problems, NULL);
  for (guint i = 0; i < entries->len; i++)
    {
      const LimCodexEntry *entry = entries->pdata[i];
      LimJson *item = lim_json_new_object (doc);

      lim_json_set_string (item, "id", entry->id);
      lim_json_set_int (item, "rank", entry->rank);
      lim_json_set (item, "visible_when", strv_to_json (doc, entry->visible_when));
      lim_json_set_string (item, "title", entry->title);
      lim_json_set_string (item, "content", entry->content);
      lim_json_append (list, item);
    }
  lim_json_set_string (object, "entity", entity);
  lim_json_set_string (object, "state", lim_dress_gate_state_name (state));
  lim_json_set (object, "entries", list);
  lim_json_set (object, "problems", strv_to_json (doc, (char **) problems->pdata));
  set_content (object, book, LIM_DRESS_GATE_CODEX, entity);
  return object;
}

/* -- How it looks -- */

static LimJson *
visual_to_json (const LimEntityVisual *visual, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "description", visual->description);
  lim_json_set (object, "distinguishing_features", strv_to_json (doc, visual->distinguishing_features));
  lim_json_set (object, "color_associations", strv_to_json (doc, visual->color_associations));
  lim_json_set_string (object, "reference_prompt_fragment", visual->reference_prompt_fragment);
  lim_json_set_string (object, "anchor", visual->anchor);
  lim_json_set_string (object, "file", visual->file);
  return object;
}

/* By entity of the story; “visual” is null for those that have none. */
static LimJson *
looks_to_json (const LimDressBook *book, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < book->story->entities->len; i++)
    {
      const LimStoryEntity *entity = book->story->entities->pdata[i];
      const LimEntityVisual *visual = lim_dress_book_visual (book, entity->id);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "entity", entity->id);
      lim_json_set_string (object, "name", entity->name);
      lim_json_set_string (object, "type", lim_entity_type_name (entity->type));
      lim_json_set_string (object, "concept", entity->concept);
      lim_json_set (object, "visual", visual != NULL ? visual_to_json (visual, doc) : lim_json_new_null (doc));
      lim_json_append (list, object);
    }
  return list;
}

LimJson *
lim_dress_direction_to_json (const LimDressBook *book, LimJsonDoc *doc)
{
  const LimArtDirection *direction = book->direction;
  const LimDressReview *review = book->direction_review;
  LimJson *object = lim_json_new_object (doc);
  g_autoptr (GPtrArray) problems = lim_dress_direction_problems (book);

  g_ptr_array_add (problems, NULL);
  lim_json_set_string (object, "state",
                       lim_dress_gate_state_name (lim_dress_gate_state (book, LIM_DRESS_GATE_DIRECTION, NULL, NULL)));
  lim_json_set_bool (object, "there", direction != NULL);
  lim_json_set_string (object, "style", direction != NULL ? direction->style : NULL);
  lim_json_set_string (object, "medium", direction != NULL ? direction->medium : NULL);
  lim_json_set (object, "palette",
                direction != NULL ? strv_to_json (doc, direction->palette) : lim_json_new_array (doc));
  lim_json_set_string (object, "composition_notes", direction != NULL ? direction->composition_notes : NULL);
  lim_json_set_string (object, "negative_defaults", direction != NULL ? direction->negative_defaults : NULL);
  lim_json_set_string (object, "aspect_ratio", direction != NULL ? direction->aspect_ratio : NULL);
  lim_json_set (object, "looks", looks_to_json (book, doc));
  lim_json_set (object, "problems", strv_to_json (doc, (char **) problems->pdata));
  lim_json_set_string (object, "by", review != NULL ? review->by : NULL);
  lim_json_set_string (object, "reason", review != NULL ? review->reason : NULL);
  set_content (object, book, LIM_DRESS_GATE_DIRECTION, NULL);
  return object;
}

/* -- Its pictures -- */

static LimJson *
illustration_to_json (const LimDressBook *book, const LimIllustration *illustration, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  g_autoptr (GPtrArray) stale = lim_dress_stale (book, illustration);

  g_ptr_array_add (stale, NULL);
  lim_json_set_string (object, "brief", illustration->brief);
  lim_json_set_string (object, "passage", illustration->passage);
  lim_json_set_string (object, "asset", illustration->asset);
  lim_json_set_string (object, "record", illustration->record);
  lim_json_set_string (object, "caption", illustration->caption);
  lim_json_set_string (object, "provider", illustration->provider);
  lim_json_set_string (object, "quality", illustration->quality);
  lim_json_set (object, "stale", strv_to_json (doc, (char **) stale->pdata));
  return object;
}

static LimJson *
sample_to_json (const LimDressBook *book, LimJsonDoc *doc)
{
  const LimDressReview *review = book->sample_review;
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "state",
                       lim_dress_gate_state_name (lim_dress_gate_state (book, LIM_DRESS_GATE_SAMPLE, NULL, NULL)));
  lim_json_set_string (object, "brief", review != NULL ? review->of : NULL);
  lim_json_set_string (object, "record", review != NULL ? review->record : NULL);
  lim_json_set_string (object, "picture", review != NULL ? review->picture : NULL);
  lim_json_set_string (object, "maker", review != NULL ? review->maker : NULL);
  lim_json_set_string (object, "reason", review != NULL ? review->reason : NULL);
  set_content (object, book, LIM_DRESS_GATE_SAMPLE, NULL);
  return object;
}

static LimJson *
budget_to_json (const LimDressBook *book, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  g_autofree char *text = book->budget != NULL ? lim_budget_text (book->budget) : NULL;

  lim_json_set_string (object, "text", text);
  lim_json_set_string (object, "by", book->budget != NULL ? book->budget->by : NULL);
  lim_json_set (object, "chosen",
                book->budget != NULL ? strv_to_json (doc, book->budget->chosen) : lim_json_new_array (doc));
  lim_json_set_double (object, "spent", book->budget != NULL ? lim_budget_spent (book->budget) : 0);
  return object;
}

LimJson *
lim_dress_pictures_to_json (const LimDressBook *book, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc), *list = lim_json_new_array (doc);

  for (guint i = 0; i < book->illustrations->len; i++)
    lim_json_append (list, illustration_to_json (book, book->illustrations->pdata[i], doc));
  lim_json_set (object, "sample", sample_to_json (book, doc));
  lim_json_set (object, "budget", budget_to_json (book, doc));
  lim_json_set (object, "illustrations", list);
  return object;
}
