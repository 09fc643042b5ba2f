/* dress-ship-json.c: the story for engines: story.json, its JSON Schema, and the pictures. Everything is in the open: an engine
 * that plays it does the gating. */

#include "base-error.h"
#include "base-file.h"
#include "base-schema.h"
#include "dress-resource.h"
#include "dress-ship.h"

#include <string.h>

#define SCHEMA "story.schema.json"
#define MAX_SIZE ((gsize) 1 << 30)

static void
set_text (LimJson *object, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    lim_json_set_string (object, key, text);
}

static void
set_list (LimJsonDoc *doc, LimJson *object, const char *key, char **list)
{
  lim_json_set (object, key, lim_json_new_strv (doc, (const char *const *) list));
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
  return vision;
}

/* How the story looks, or NULL. */
static LimJson *
direction_json (LimJsonDoc *doc, const LimArtDirection *direction)
{
  LimJson *object = direction != NULL ? lim_json_new_object (doc) : NULL;

  if (direction == NULL)
    return NULL;
  set_text (object, "style", direction->style);
  set_text (object, "medium", direction->medium);
  set_list (doc, object, "palette", direction->palette);
  set_text (object, "composition_notes", direction->composition_notes);
  set_text (object, "aspect_ratio", direction->aspect_ratio);
  return object;
}

static LimJson *
picture_json (LimJsonDoc *doc, const LimShipPicture *picture)
{
  LimJson *object = lim_json_new_object (doc);
  g_autofree char *file = g_strconcat ("pictures/", picture->name, NULL);

  lim_json_set_string (object, "file", file);
  lim_json_set_string (object, "type", picture->mime);
  lim_json_set_int (object, "width", picture->width);
  lim_json_set_int (object, "height", picture->height);
  set_text (object, "caption", picture->caption);
  set_text (object, "category", picture->category);
  return object;
}

static LimJson *
choices_json (LimJsonDoc *doc, const LimStoryPassage *passage)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < passage->choices->len; i++)
    {
      const LimStoryChoice *choice = passage->choices->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "to", choice->to);
      lim_json_set_string (object, "label", choice->label);
      set_list (doc, object, "requires", choice->requires);
      set_list (doc, object, "grants", choice->grants);
      lim_json_set_bool (object, "is_return", choice->is_return);
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
passage_json (LimJsonDoc *doc, const LimShipment *shipment, const LimStoryPassage *passage,
              const LimStoryPassage *start)
{
  const LimShipPicture *picture = lim_shipment_picture (shipment, passage);
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "id", passage->id);
  lim_json_set_string (object, "title", passage->title);
  lim_json_set_string (object, "prose", passage->prose != NULL ? passage->prose : "");
  lim_json_set_bool (object, "is_start", passage == start);
  lim_json_set_bool (object, "is_ending", passage->choices->len == 0);
  lim_json_set_string (object, "scene_type", lim_story_scene_type (passage));
  lim_json_set_bool (object, "spine", passage->spine);
  if (*passage->tags != NULL)
    set_list (doc, object, "tags", passage->tags);
  set_list (doc, object, "appears", passage->appears);
  set_list (doc, object, "grants", passage->grants);
  if (picture != NULL)
    lim_json_set (object, "picture", picture_json (doc, picture));
  lim_json_set (object, "choices", choices_json (doc, passage));
  return object;
}

static LimJson *
entity_json (LimJsonDoc *doc, const LimStoryEntity *entity)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "id", entity->id);
  lim_json_set_string (object, "type", lim_entity_type_name (entity->type));
  lim_json_set_string (object, "name", entity->name);
  if (*entity->aka != NULL)
    set_list (doc, object, "aka", entity->aka);
  set_text (object, "concept", entity->concept);
  lim_json_set (object, "base", lim_story_details_to_json (entity->base, doc));
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
  return object;
}

static LimJson *
codex_json (LimJsonDoc *doc, const LimCodexEntry *entry)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "id", entry->id);
  lim_json_set_string (object, "entity", entry->entity);
  lim_json_set_int (object, "rank", entry->rank);
  set_list (doc, object, "visible_when", entry->visible_when);
  set_text (object, "title", entry->title);
  lim_json_set_string (object, "content", entry->content);
  return object;
}

static LimJson *
head_json (LimJsonDoc *doc, const LimShipment *shipment)
{
  LimJson *root = lim_json_new_object (doc), *direction = direction_json (doc, shipment->book->direction);

  lim_json_set_string (root, "$schema", SCHEMA);
  lim_json_set_int (root, "limner_story", 1);
  lim_json_set_string (root, "limner", LIM_VERSION);
  lim_json_set_string (root, "title", shipment->title);
  set_text (root, "ifid", shipment->story->ifid);
  lim_json_set_string (root, "language", shipment->language);
  lim_json_set_string (root, "start", lim_story_start (shipment->story)->id);
  lim_json_set_string (root, "story_sha256", shipment->story_hash);
  lim_json_set (root, "vision", vision_json (doc, shipment->story));
  if (direction != NULL)
    lim_json_set (root, "direction", direction);
  return root;
}

static GBytes *
story_json (const LimShipment *shipment)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("story.json");
  LimJson *root = head_json (doc, shipment), *passages = lim_json_new_array (doc),
          *codewords = lim_json_new_array (doc), *entities = lim_json_new_array (doc),
          *codex = lim_json_new_array (doc);
  const LimStory *story = shipment->story;
  const LimStoryPassage *start = lim_story_start (story); /* looked for among all choices */

  for (guint i = 0; i < story->passages->len; i++)
    lim_json_append (passages, passage_json (doc, shipment, story->passages->pdata[i], start));
  for (guint i = 0; i < story->codewords->len; i++)
    lim_json_append (codewords, codeword_json (doc, story->codewords->pdata[i]));
  for (guint i = 0; i < story->entities->len; i++)
    lim_json_append (entities, entity_json (doc, story->entities->pdata[i]));
  for (guint i = 0; i < shipment->codex->len; i++)
    lim_json_append (codex, codex_json (doc, shipment->codex->pdata[i]));
  lim_json_set (root, "passages", passages);
  lim_json_set (root, "codewords", codewords);
  lim_json_set (root, "entities", entities);
  lim_json_set (root, "codex", codex);
  lim_json_doc_set_root (doc, root);
  return lim_json_doc_to_bytes (doc);
}

static GBytes *
schema_bytes (void)
{
  return g_resource_lookup_data (dress_get_resource (), "/limner/dress/story-export.schema.json", 0, NULL);
}

static gboolean
write_json (const LimShipment *shipment, LimExportFolder *folder, char **open, GError **error)
{
  g_autoptr (GBytes) story = story_json (shipment), schema = schema_bytes ();

  if (!lim_ship_write_bytes (folder, "story.json", story, error)
      || !lim_ship_write_bytes (folder, SCHEMA, schema, error)
      || !lim_ship_write_pictures (shipment, folder, "pictures", error))
    return FALSE;
  *open = g_strdup ("story.json");
  return TRUE;
}

/* -- Reading it back -- */

static void
check_references (const LimJson *root, const char *path, GPtrArray *problems)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (const LimJson *at = lim_json_first (lim_json_get (root, "passages")); at != NULL; at = lim_json_next (at))
    g_hash_table_add (ids, (gpointer) lim_json_get_string (at, "id"));
  if (!g_hash_table_contains (ids, lim_json_get_string (root, "start")))
    g_ptr_array_add (problems, g_strdup ("story.json: start is no passage"));
  for (const LimJson *at = lim_json_first (lim_json_get (root, "passages")); at != NULL; at = lim_json_next (at))
    {
      const char *file = lim_json_get_string (lim_json_get (at, "picture"), "file");
      g_autofree char *picture = file != NULL ? g_build_filename (path, file, NULL) : NULL;

      if (picture != NULL && !g_file_test (picture, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (problems, g_strdup_printf ("story.json: there is no %s", file));
      for (const LimJson *to = lim_json_first (lim_json_get (at, "choices")); to != NULL; to = lim_json_next (to))
        if (!g_hash_table_contains (ids, lim_json_get_string (to, "to")))
          g_ptr_array_add (problems,
                           g_strdup_printf ("story.json: a choice leads to “%s”", lim_json_get_string (to, "to")));
    }
}

static gboolean
check_json (const LimShipment *shipment G_GNUC_UNUSED, const char *path, GPtrArray *problems, GError **error)
{
  g_autofree char *file = g_build_filename (path, "story.json", NULL);
  g_autoptr (GBytes) schema_text = schema_bytes ();
  gsize length;
  char *text = lim_file_read (file, MAX_SIZE, &length, error);
  g_autoptr (LimJsonDoc) doc = text != NULL ? lim_json_parse_take ("story.json", text, length, error) : NULL;
  g_autoptr (LimSchema) schema =
      doc != NULL ? lim_schema_parse (SCHEMA, g_bytes_get_data (schema_text, NULL), error) : NULL;

  if (schema == NULL)
    return FALSE;
  g_auto (GStrv) found = lim_schema_check (schema, lim_json_root (doc));
  for (char **problem = found; *problem != NULL; problem++)
    g_ptr_array_add (problems, g_strconcat ("story.json: ", *problem, NULL));
  check_references (lim_json_root (doc), path, problems);
  return TRUE;
}

const LimShipFormat lim_ship_format_json = {
  .name = "json",
  .help = "everything an engine needs, with its JSON Schema",
  .write = write_json,
  .check = check_json,
};
