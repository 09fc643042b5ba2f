#include "record-story.h"

#include <string.h>

static const char *const type_names[LIM_N_ENTITY_TYPES + 1] = {
  [LIM_ENTITY_CHARACTER] = "character",
  [LIM_ENTITY_LOCATION] = "location",
  [LIM_ENTITY_OBJECT] = "object",
  [LIM_ENTITY_FACTION] = "faction",
};

const char *
lim_entity_type_name (LimEntityType type)
{
  return type_names[type];
}

gboolean
lim_entity_type_parse (const char *text, LimEntityType *type)
{
  for (int i = 0; text != NULL && i < LIM_N_ENTITY_TYPES; i++)
    if (strcmp (text, type_names[i]) == 0)
      {
        *type = (LimEntityType) i;
        return TRUE;
      }
  return FALSE;
}

const char *const *
lim_entity_type_names (void)
{
  return type_names;
}

const char *const *
lim_story_scene_types (void)
{
  static const char *const names[] = { "scene", "sequel", "climax", "transition", "micro_beat", NULL };

  return names;
}

/* -- Freeing -- */

static void
detail_free (gpointer data)
{
  LimStoryDetail *detail = data;

  g_free (detail->name);
  g_free (detail->text);
  g_free (detail);
}

static void
overlay_free (gpointer data)
{
  LimStoryOverlay *overlay = data;

  g_strfreev (overlay->when);
  g_ptr_array_unref (overlay->details);
  g_free (overlay);
}

static void
entity_free (gpointer data)
{
  LimStoryEntity *entity = data;

  g_free (entity->id);
  g_free (entity->name);
  g_strfreev (entity->aka);
  g_free (entity->concept);
  g_ptr_array_unref (entity->base);
  g_ptr_array_unref (entity->overlays);
  g_free (entity);
}

static void
codeword_free (gpointer data)
{
  LimStoryCodeword *codeword = data;

  g_free (codeword->id);
  g_strfreev (codeword->tracks);
  g_strfreev (codeword->entities);
  g_strfreev (codeword->reveals);
  g_free (codeword);
}

static void
choice_free (gpointer data)
{
  LimStoryChoice *choice = data;

  g_free (choice->to);
  g_free (choice->label);
  g_strfreev (choice->requires);
  g_strfreev (choice->grants);
  g_free (choice);
}

static void
passage_free (gpointer data)
{
  LimStoryPassage *passage = data;

  g_free (passage->id);
  g_free (passage->title);
  g_free (passage->prose);
  g_free (passage->source);
  g_free (passage->scene_type);
  g_strfreev (passage->appears);
  g_strfreev (passage->grants);
  g_strfreev (passage->tags);
  g_ptr_array_unref (passage->choices);
  g_free (passage);
}

void
lim_story_free (LimStory *story)
{
  if (story == NULL)
    return;
  g_free (story->file);
  g_free (story->title);
  g_free (story->ifid);
  g_free (story->format);
  g_free (story->start);
  g_free (story->genre);
  g_free (story->subgenre);
  g_free (story->audience);
  g_free (story->style_notes);
  g_strfreev (story->tone);
  g_strfreev (story->themes);
  g_hash_table_unref (story->entities_by_id);
  g_hash_table_unref (story->codewords_by_id);
  g_hash_table_unref (story->passages_by_id);
  g_ptr_array_unref (story->entities);
  g_ptr_array_unref (story->codewords);
  g_ptr_array_unref (story->passages);
  g_free (story);
}

/* -- Building -- */

static char **
no_texts (void)
{
  return g_new0 (char *, 1);
}

LimStory *
lim_story_new (const char *file)
{
  LimStory *story = g_new0 (LimStory, 1);

  story->file = g_strdup (file);
  story->tone = no_texts ();
  story->themes = no_texts ();
  story->entities = g_ptr_array_new_with_free_func (entity_free);
  story->codewords = g_ptr_array_new_with_free_func (codeword_free);
  story->passages = g_ptr_array_new_with_free_func (passage_free);
  story->entities_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  story->codewords_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  story->passages_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  return story;
}

gboolean
lim_story_is_id (const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  if (length == 0 || length > LIM_STORY_MAX_ID || !g_utf8_validate (text, (gssize) length, NULL)
      || g_ascii_isspace (text[0]) || g_ascii_isspace (text[length - 1]))
    return FALSE;
  for (const char *at = text; *at != '\0'; at++)
    if ((guchar) *at < 0x20 || *at == 0x7f)
      return FALSE;
  return TRUE;
}

static gboolean
can_add (const GPtrArray *list, guint most, GHashTable *by_id, const char *id)
{
  return list->len < most && lim_story_is_id (id) && !g_hash_table_contains (by_id, id);
}

LimStoryEntity *
lim_story_add_entity (LimStory *story, const char *id)
{
  LimStoryEntity *entity;

  if (!can_add (story->entities, LIM_STORY_MAX_ENTITIES, story->entities_by_id, id))
    return NULL;
  entity = g_new0 (LimStoryEntity, 1);
  entity->id = g_strdup (id);
  entity->name = g_strdup (id);
  entity->aka = no_texts ();
  entity->base = g_ptr_array_new_with_free_func (detail_free);
  entity->overlays = g_ptr_array_new_with_free_func (overlay_free);
  entity->index = story->entities->len;
  g_ptr_array_add (story->entities, entity);
  g_hash_table_insert (story->entities_by_id, entity->id, entity);
  return entity;
}

LimStoryCodeword *
lim_story_add_codeword (LimStory *story, const char *id)
{
  LimStoryCodeword *codeword;

  if (!can_add (story->codewords, LIM_STORY_MAX_CODEWORDS, story->codewords_by_id, id))
    return NULL;
  codeword = g_new0 (LimStoryCodeword, 1);
  codeword->id = g_strdup (id);
  codeword->tracks = no_texts ();
  codeword->entities = no_texts ();
  codeword->reveals = no_texts ();
  codeword->index = story->codewords->len;
  g_ptr_array_add (story->codewords, codeword);
  g_hash_table_insert (story->codewords_by_id, codeword->id, codeword);
  return codeword;
}

void
lim_story_ensure_codeword (LimStory *story, const char *id)
{
  lim_story_add_codeword (story, id);
}

LimStoryPassage *
lim_story_add_passage (LimStory *story, const char *id)
{
  LimStoryPassage *passage;

  if (!can_add (story->passages, LIM_STORY_MAX_PASSAGES, story->passages_by_id, id))
    return NULL;
  passage = g_new0 (LimStoryPassage, 1);
  passage->id = g_strdup (id);
  passage->title = g_strdup (id);
  passage->appears = no_texts ();
  passage->grants = no_texts ();
  passage->tags = no_texts ();
  passage->choices = g_ptr_array_new_with_free_func (choice_free);
  passage->index = story->passages->len;
  g_ptr_array_add (story->passages, passage);
  g_hash_table_insert (story->passages_by_id, passage->id, passage);
  return passage;
}

LimStoryChoice *
lim_story_add_choice (LimStory *story, LimStoryPassage *passage, const char *to, const char *label)
{
  LimStoryChoice *choice;

  if (!lim_story_is_id (to) || story->n_choices == LIM_STORY_MAX_CHOICES)
    return NULL;
  choice = g_new0 (LimStoryChoice, 1);
  choice->to = g_strdup (to);
  choice->label = g_strdup (label != NULL && *label != '\0' ? label : to);
  choice->requires = no_texts ();
  choice->grants = no_texts ();
  g_ptr_array_add (passage->choices, choice);
  story->n_choices++;
  return choice;
}

LimStoryDetail *
lim_story_detail_new (const char *name, const char *text)
{
  LimStoryDetail *detail = g_new0 (LimStoryDetail, 1);

  detail->name = g_strdup (name);
  detail->text = g_strdup (text);
  return detail;
}

LimStoryOverlay *
lim_story_overlay_new (void)
{
  LimStoryOverlay *overlay = g_new0 (LimStoryOverlay, 1);

  overlay->when = no_texts ();
  overlay->details = g_ptr_array_new_with_free_func (detail_free);
  return overlay;
}

void
lim_story_list_add (char ***list, const char *text)
{
  guint length = g_strv_length (*list);

  if (g_strv_contains ((const char *const *) *list, text))
    return;
  *list = g_renew (char *, *list, length + 2);
  (*list)[length] = g_strdup (text);
  (*list)[length + 1] = NULL;
}

/* -- Asking -- */

const LimStoryEntity *
lim_story_entity (const LimStory *story, const char *id)
{
  return id != NULL ? g_hash_table_lookup (story->entities_by_id, id) : NULL;
}

const LimStoryCodeword *
lim_story_codeword (const LimStory *story, const char *id)
{
  return id != NULL ? g_hash_table_lookup (story->codewords_by_id, id) : NULL;
}

const LimStoryPassage *
lim_story_passage (const LimStory *story, const char *id)
{
  return id != NULL ? g_hash_table_lookup (story->passages_by_id, id) : NULL;
}

const LimStoryPassage *
lim_story_start (const LimStory *story)
{
  g_autoptr (GHashTable) led_to = NULL;

  if (story->start != NULL)
    return lim_story_passage (story, story->start);
  led_to = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < story->passages->len; i++)
    {
      const LimStoryPassage *passage = story->passages->pdata[i];

      for (guint j = 0; j < passage->choices->len; j++)
        {
          const LimStoryChoice *choice = passage->choices->pdata[j];

          if (!choice->is_return)
            g_hash_table_add (led_to, choice->to);
        }
    }
  for (guint i = 0; i < story->passages->len; i++)
    if (!g_hash_table_contains (led_to, ((const LimStoryPassage *) story->passages->pdata[i])->id))
      return story->passages->pdata[i];
  return NULL;
}

const char *
lim_story_scene_type (const LimStoryPassage *passage)
{
  return passage->scene_type != NULL ? passage->scene_type : "scene";
}
