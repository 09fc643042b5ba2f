/* record-story-write.c: a story as the text of story.yaml or story.json. */

#include "record-story.h"

#include "base-yaml-write.h"

#include <string.h>

/* -- YAML -- */

static void
append_details (GString *out, const char *key, const GPtrArray *details, guint indent)
{
  if (details->len == 0)
    return;
  g_string_append_printf (out, "%*s%s:\n", (int) indent, "", key);
  for (guint i = 0; i < details->len; i++)
    {
      const LimStoryDetail *detail = details->pdata[i];

      g_string_append_printf (out, "%*s", (int) indent + 2, "");
      lim_yaml_append_scalar (out, detail->name);
      g_string_append (out, ": ");
      lim_yaml_append_scalar (out, detail->text);
      g_string_append_c (out, '\n');
    }
}

/* The first member of an entry of a list. */
static void
append_first (GString *out, const char *key, const char *text, guint indent)
{
  g_string_append_printf (out, "%*s- %s: ", (int) indent, "", key);
  lim_yaml_append_scalar (out, text);
  g_string_append_c (out, '\n');
}

static void
append_entity (GString *out, const LimStoryEntity *entity)
{
  append_first (out, "id", entity->id, 2);
  lim_yaml_append_text (out, "type", lim_entity_type_name (entity->type), 4);
  if (strcmp (entity->name, entity->id) != 0)
    lim_yaml_append_text (out, "name", entity->name, 4);
  lim_yaml_append_list (out, "aka", entity->aka, 4);
  lim_yaml_append_text (out, "concept", entity->concept, 4);
  append_details (out, "base", entity->base, 4);
  if (entity->overlays->len > 0)
    g_string_append (out, "    overlays:\n");
  for (guint i = 0; i < entity->overlays->len; i++)
    {
      const LimStoryOverlay *overlay = entity->overlays->pdata[i];

      g_string_append (out, "      - when: ");
      lim_yaml_append_flow (out, overlay->when);
      g_string_append_c (out, '\n');
      append_details (out, "details", overlay->details, 8);
    }
}

static void
append_codeword (GString *out, const LimStoryCodeword *codeword)
{
  append_first (out, "id", codeword->id, 2);
  lim_yaml_append_list (out, "tracks", codeword->tracks, 4);
  lim_yaml_append_list (out, "entities", codeword->entities, 4);
  lim_yaml_append_list (out, "reveals", codeword->reveals, 4);
}

static void
append_choice (GString *out, const LimStoryChoice *choice)
{
  append_first (out, "to", choice->to, 6);
  if (strcmp (choice->label, choice->to) != 0)
    lim_yaml_append_text (out, "label", choice->label, 8);
  lim_yaml_append_list (out, "requires", choice->requires, 8);
  lim_yaml_append_list (out, "grants", choice->grants, 8);
  if (choice->is_return)
    g_string_append (out, "        is_return: true\n");
}

static void
append_passage (GString *out, const LimStoryPassage *passage)
{
  g_string_append_c (out, '\n');
  append_first (out, "id", passage->id, 2);
  if (strcmp (passage->title, passage->id) != 0)
    lim_yaml_append_text (out, "title", passage->title, 4);
  lim_yaml_append_text (out, "scene_type", passage->scene_type, 4);
  if (passage->spine)
    g_string_append (out, "    spine: true\n");
  lim_yaml_append_list (out, "appears", passage->appears, 4);
  lim_yaml_append_list (out, "grants", passage->grants, 4);
  lim_yaml_append_list (out, "tags", passage->tags, 4);
  if (passage->prose != NULL)
    lim_yaml_append_block (out, "prose", passage->prose, 4);
  if (passage->source != NULL)
    lim_yaml_append_block (out, "source", passage->source, 4);
  if (passage->choices->len > 0)
    g_string_append (out, "    choices:\n");
  for (guint i = 0; i < passage->choices->len; i++)
    append_choice (out, passage->choices->pdata[i]);
}

static gboolean
has_vision (const LimStory *story)
{
  return story->genre != NULL || story->subgenre != NULL || story->audience != NULL || story->style_notes != NULL
         || story->tone[0] != NULL || story->themes[0] != NULL;
}

char *
lim_story_to_yaml (const LimStory *story)
{
  GString *out = g_string_new (NULL);

  lim_yaml_append_text (out, "title", story->title, 0);
  lim_yaml_append_text (out, "ifid", story->ifid, 0);
  lim_yaml_append_text (out, "format", story->format, 0);
  lim_yaml_append_text (out, "start", story->start, 0);
  if (has_vision (story))
    g_string_append (out, "vision:\n");
  lim_yaml_append_text (out, "genre", story->genre, 2);
  lim_yaml_append_text (out, "subgenre", story->subgenre, 2);
  lim_yaml_append_text (out, "audience", story->audience, 2);
  lim_yaml_append_list (out, "tone", story->tone, 2);
  lim_yaml_append_list (out, "themes", story->themes, 2);
  lim_yaml_append_text (out, "style_notes", story->style_notes, 2);
  g_string_append (out, story->entities->len > 0 ? "\nentities:\n" : "");
  for (guint i = 0; i < story->entities->len; i++)
    append_entity (out, story->entities->pdata[i]);
  g_string_append (out, story->codewords->len > 0 ? "\ncodewords:\n" : "");
  for (guint i = 0; i < story->codewords->len; i++)
    append_codeword (out, story->codewords->pdata[i]);
  g_string_append (out, "\npassages:\n");
  for (guint i = 0; i < story->passages->len; i++)
    append_passage (out, story->passages->pdata[i]);
  return g_string_free (out, FALSE);
}

/* -- JSON -- */

static void
set_text (LimJson *object, const char *key, const char *text)
{
  if (text != NULL)
    lim_json_set_string (object, key, text);
}

static void
set_list (LimJsonDoc *doc, LimJson *object, const char *key, char **texts)
{
  if (texts[0] != NULL)
    lim_json_set (object, key, lim_json_new_strv (doc, (const char *const *) texts));
}

LimJson *
lim_story_details_to_json (const GPtrArray *details, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  for (guint i = 0; i < details->len; i++)
    {
      const LimStoryDetail *detail = details->pdata[i];

      lim_json_set_string (object, detail->name, detail->text);
    }
  return object;
}

LimJson *
lim_story_overlays_to_json (const GPtrArray *overlays, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < overlays->len; i++)
    {
      const LimStoryOverlay *overlay = overlays->pdata[i];
      LimJson *item = lim_json_new_object (doc);

      lim_json_set (item, "when", lim_json_new_strv (doc, (const char *const *) overlay->when));
      lim_json_set (item, "details", lim_story_details_to_json (overlay->details, doc));
      lim_json_append (list, item);
    }
  return list;
}

static LimJson *
entity_json (LimJsonDoc *doc, const LimStoryEntity *entity)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "id", entity->id);
  lim_json_set_string (object, "type", lim_entity_type_name (entity->type));
  lim_json_set_string (object, "name", entity->name);
  set_list (doc, object, "aka", entity->aka);
  set_text (object, "concept", entity->concept);
  if (entity->base->len > 0)
    lim_json_set (object, "base", lim_story_details_to_json (entity->base, doc));
  if (entity->overlays->len > 0)
    lim_json_set (object, "overlays", lim_story_overlays_to_json (entity->overlays, doc));
  return object;
}

static LimJson *
codeword_json (LimJsonDoc *doc, const LimStoryCodeword *codeword)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "id", codeword->id);
  set_list (doc, object, "tracks", codeword->tracks);
  set_list (doc, object, "entities", codeword->entities);
  set_list (doc, object, "reveals", codeword->reveals);
  return object;
}

static LimJson *
passage_json (LimJsonDoc *doc, const LimStoryPassage *passage)
{
  LimJson *object = lim_json_new_object (doc), *choices = lim_json_new_array (doc);

  lim_json_set_string (object, "id", passage->id);
  if (strcmp (passage->title, passage->id) != 0)
    lim_json_set_string (object, "title", passage->title);
  set_text (object, "scene_type", passage->scene_type);
  if (passage->spine)
    lim_json_set_bool (object, "spine", TRUE);
  set_list (doc, object, "appears", passage->appears);
  set_list (doc, object, "grants", passage->grants);
  set_list (doc, object, "tags", passage->tags);
  set_text (object, "prose", passage->prose);
  set_text (object, "source", passage->source);
  for (guint i = 0; i < passage->choices->len; i++)
    {
      const LimStoryChoice *choice = passage->choices->pdata[i];
      LimJson *item = lim_json_new_object (doc);

      lim_json_set_string (item, "to", choice->to);
      lim_json_set_string (item, "label", choice->label);
      set_list (doc, item, "requires", choice->requires);
      set_list (doc, item, "grants", choice->grants);
      if (choice->is_return)
        lim_json_set_bool (item, "is_return", TRUE);
      lim_json_append (choices, item);
    }
  if (passage->choices->len > 0)
    lim_json_set (object, "choices", choices);
  return object;
}

static LimJson *
vision_json (LimJsonDoc *doc, const LimStory *story)
{
  LimJson *vision = lim_json_new_object (doc);

  set_text (vision, "genre", story->genre);
  set_text (vision, "subgenre", story->subgenre);
  set_text (vision, "audience", story->audience);
  set_list (doc, vision, "tone", story->tone);
  set_list (doc, vision, "themes", story->themes);
  set_text (vision, "style_notes", story->style_notes);
  return vision;
}

GBytes *
lim_story_to_json (const LimStory *story)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (story->file);
  LimJson *root = lim_json_new_object (doc), *entities = lim_json_new_array (doc),
          *codewords = lim_json_new_array (doc), *passages = lim_json_new_array (doc);

  set_text (root, "title", story->title);
  set_text (root, "ifid", story->ifid);
  set_text (root, "format", story->format);
  set_text (root, "start", story->start);
  if (has_vision (story))
    lim_json_set (root, "vision", vision_json (doc, story));
  for (guint i = 0; i < story->entities->len; i++)
    lim_json_append (entities, entity_json (doc, story->entities->pdata[i]));
  for (guint i = 0; i < story->codewords->len; i++)
    lim_json_append (codewords, codeword_json (doc, story->codewords->pdata[i]));
  for (guint i = 0; i < story->passages->len; i++)
    lim_json_append (passages, passage_json (doc, story->passages->pdata[i]));
  lim_json_set (root, "entities", entities);
  lim_json_set (root, "codewords", codewords);
  lim_json_set (root, "passages", passages);
  lim_json_doc_set_root (doc, root);
  return lim_json_doc_to_bytes (doc);
}
