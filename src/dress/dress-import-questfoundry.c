/* dress-import-questfoundry.c: graph.db of QuestFoundry. Ids stay whole (“passage::bridge”), so that what is made for the story
 * can be written back to the nodes it belongs to. */

#include "base-error.h"
#include "dress-import.h"
#include "store-questfoundry.h"

#include <string.h>

typedef struct
{
  LimStory *story;
  const LimJson *nodes, *edges, *meta;
  GHashTable *by_id; /* id → node */
} Graph;

static gboolean
is_type (const LimJson *node, const char *type)
{
  return g_strcmp0 (lim_json_get_string (node, "type"), type) == 0;
}

static const LimJson *
data_of (const LimJson *node)
{
  return lim_json_get (node, "data");
}

static void
take_text (const LimJson *data, const char *key, char **to)
{
  const char *text = lim_json_get_string (data, key);

  if (text != NULL && *text != '\0')
    {
      g_free (*to);
      *to = g_strdup (text);
    }
}

static void
take_texts (const LimJson *array, char ***to)
{
  g_auto (GStrv) texts = lim_json_dup_strv (array);

  for (char **text = texts; *text != NULL; text++)
    if (**text != '\0')
      lim_story_list_add (to, *text);
}

/* -- Vision -- */

static void
read_vision (Graph *graph)
{
  const LimJson *vision = data_of (g_hash_table_lookup (graph->by_id, "vision"));
  const LimJson *voice = data_of (g_hash_table_lookup (graph->by_id, "voice::voice"));
  LimStory *story = graph->story;

  take_text (vision, "genre", &story->genre);
  take_text (vision, "subgenre", &story->subgenre);
  take_text (vision, "audience", &story->audience);
  take_text (vision, "style_notes", &story->style_notes);
  take_texts (lim_json_get (vision, "tone"), &story->tone);
  take_texts (lim_json_get (vision, "themes"), &story->themes);
  take_text (graph->meta, "project_name", &story->title);
  take_text (voice, "story_title", &story->title);
  story->format = g_strdup ("QuestFoundry 5.0");
}

/* -- Entities -- */

/* What stands before “ — ” in a concept is a name. */
static void
read_name (LimStoryEntity *entity, const LimJson *data)
{
  static const char *const dashes[] = { " — ", " – ", " - " };
  const char *name = lim_json_get_string (data, "name"), *raw = lim_json_get_string (data, "raw_id");
  const char *cut = NULL;

  for (gsize i = 0; cut == NULL && entity->concept != NULL && i < G_N_ELEMENTS (dashes); i++)
    cut = strstr (entity->concept, dashes[i]);
  g_free (entity->name);
  if (name != NULL && *name != '\0')
    entity->name = g_strdup (name);
  else if (cut != NULL && cut > entity->concept)
    entity->name = g_strndup (entity->concept, (gsize) (cut - entity->concept));
  else
    entity->name = g_strdup (raw != NULL && *raw != '\0' ? raw : entity->id);
}

static void
add_detail (GPtrArray *details, const LimJson *member)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (lim_json_is (member, LIM_JSON_STRING))
    g_string_append (text, lim_json_string (member) != NULL ? lim_json_string (member) : "");
  else if (!lim_json_is_null (member))
    lim_json_append_compact (text, member);
  if (text->len > 0)
    g_ptr_array_add (details, lim_story_detail_new (lim_json_key (member), text->str));
}

static void
read_details (LimStoryEntity *entity, const LimJson *data)
{
  static const char *const known[] = { "type",        "raw_id",   "name",        "concept", "category",
                                       "entity_type", "overlays", "disposition", NULL };

  for (const LimJson *member = lim_json_first (data); member != NULL; member = lim_json_next (member))
    if (!g_strv_contains (known, lim_json_key (member)))
      add_detail (entity->base, member);
  const LimJson *overlays = lim_json_get (data, "overlays");
  for (const LimJson *item = lim_json_is (overlays, LIM_JSON_ARRAY) ? lim_json_first (overlays) : NULL; item != NULL;
       item = lim_json_next (item))
    {
      LimStoryOverlay *overlay = lim_story_overlay_new ();
      const LimJson *details = lim_json_get (item, "details");

      take_texts (lim_json_get (item, "when"), &overlay->when);
      for (const LimJson *member = lim_json_first (details); member != NULL; member = lim_json_next (member))
        if (lim_json_key (member) != NULL)
          add_detail (overlay->details, member);
      g_ptr_array_add (entity->overlays, overlay);
    }
}

static void
read_entity (Graph *graph, const LimJson *node)
{
  const LimJson *data = data_of (node);
  const char *id = lim_json_get_string (node, "id"), *type = lim_json_get_string (data, "category");
  LimStoryEntity *entity = lim_story_add_entity (graph->story, id);
  g_autofree char *scope = g_strndup (id, strcspn (id, ":"));

  if (entity == NULL)
    return;
  if (type == NULL)
    type = lim_json_get_string (data, "entity_type");
  if (!lim_entity_type_parse (type, &entity->type))
    lim_entity_type_parse (scope, &entity->type);
  take_text (data, "concept", &entity->concept);
  read_name (entity, data);
  read_details (entity, data);
}

/* -- Codewords: state flags, and the consequence each stands for -- */

static void
read_flag (Graph *graph, const LimJson *node)
{
  LimStoryCodeword *codeword = lim_story_add_codeword (graph->story, lim_json_get_string (node, "id"));
  const char *from = lim_json_get_string (data_of (node), "derived_from");
  const LimJson *consequence = from != NULL ? data_of (g_hash_table_lookup (graph->by_id, from)) : NULL;
  const char *description = lim_json_get_string (consequence, "description");

  if (codeword == NULL)
    return;
  if (description != NULL && *description != '\0')
    lim_story_list_add (&codeword->tracks, description);
  take_texts (lim_json_get (consequence, "ripples"), &codeword->tracks);
}

/* -- Passages -- */

static void
read_passage (Graph *graph, const LimJson *node)
{
  const LimJson *data = data_of (node);
  LimStoryPassage *passage = lim_story_add_passage (graph->story, lim_json_get_string (node, "id"));

  if (passage == NULL)
    return;
  take_text (data, "raw_id", &passage->title);
  take_text (data, "prose", &passage->prose);
  take_texts (lim_json_get (data, "entities"), &passage->appears);
}

/* Passages are looked up to be filled in; the story hands them out to be looked at. */
static LimStoryPassage *
passage_at (Graph *graph, const LimJson *edge, const char *end)
{
  const char *id = lim_json_get_string (edge, end);

  return id != NULL ? g_hash_table_lookup (graph->story->passages_by_id, id) : NULL;
}

static void
read_choice (Graph *graph, const LimJson *edge)
{
  LimStoryPassage *from = passage_at (graph, edge, "from");
  const LimJson *data = data_of (edge);
  const char *to = lim_json_get_string (edge, "to");
  LimStoryChoice *choice =
      from != NULL ? lim_story_add_choice (graph->story, from, to, lim_json_get_string (data, "label")) : NULL;

  if (choice == NULL)
    return;
  take_texts (lim_json_get (data, "requires"), &choice->requires);
  take_texts (lim_json_get (data, "grants"), &choice->grants);
  choice->is_return = lim_json_get_bool (data, "is_return", FALSE);
}

/* The first beat grouped in a passage gives its scene type; beats of the spine's arc put it on the spine. */
static void
read_beat (Graph *graph, const LimJson *edge, GHashTable *spine)
{
  LimStoryPassage *passage = passage_at (graph, edge, "to");
  const char *beat = lim_json_get_string (edge, "from");

  if (passage == NULL || beat == NULL)
    return;
  if (passage->scene_type == NULL)
    take_text (data_of (g_hash_table_lookup (graph->by_id, beat)), "scene_type", &passage->scene_type);
  passage->spine |= g_hash_table_contains (spine, beat);
}

static GHashTable *
spine_beats (Graph *graph)
{
  GHashTable *beats = g_hash_table_new (g_str_hash, g_str_equal);

  for (const LimJson *node = lim_json_first (graph->nodes); node != NULL; node = lim_json_next (node))
    {
      const LimJson *sequence = lim_json_get (data_of (node), "sequence");

      if (!is_type (node, "arc") || g_strcmp0 (lim_json_get_string (data_of (node), "arc_type"), "spine") != 0)
        continue;
      for (const LimJson *beat = lim_json_is (sequence, LIM_JSON_ARRAY) ? lim_json_first (sequence) : NULL;
           beat != NULL; beat = lim_json_next (beat))
        if (lim_json_string (beat) != NULL)
          g_hash_table_add (beats, (gpointer) lim_json_string (beat));
    }
  return beats;
}

static void
read_edges (Graph *graph)
{
  g_autoptr (GHashTable) spine = spine_beats (graph), appears = g_hash_table_new (g_str_hash, g_str_equal);

  for (const LimJson *edge = lim_json_first (graph->edges); edge != NULL; edge = lim_json_next (edge))
    {
      LimStoryPassage *passage = passage_at (graph, edge, "to");
      const char *from = lim_json_get_string (edge, "from");

      if (is_type (edge, "choice"))
        read_choice (graph, edge);
      else if (is_type (edge, "grouped_in"))
        read_beat (graph, edge, spine);
      else if (is_type (edge, "appears") && passage != NULL && from != NULL)
        {
          /* Where there are such edges, they count and not the passage's own list. */
          if (g_hash_table_add (appears, passage->id))
            {
              g_strfreev (passage->appears);
              passage->appears = g_new0 (char *, 1);
            }
          lim_story_list_add (&passage->appears, from);
        }
    }
}

static LimStory *
read_story (const char *name, const char *path, const char *text G_GNUC_UNUSED, gsize length G_GNUC_UNUSED,
            GPtrArray *findings, GError **error)
{
  static const struct
  {
    const char *type;
    void (*read) (Graph *graph, const LimJson *node);
  } kinds[] = { { "entity", read_entity }, { "state_flag", read_flag }, { "passage", read_passage } };
  g_autoptr (LimJsonDoc) doc = lim_questfoundry_read (path, error);
  g_autoptr (LimStory) story = lim_story_new (name);
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  Graph graph = { .story = story, .by_id = by_id };

  if (doc == NULL)
    return NULL;
  graph.nodes = lim_json_get (lim_json_root (doc), "nodes");
  graph.edges = lim_json_get (lim_json_root (doc), "edges");
  graph.meta = lim_json_get (lim_json_root (doc), "meta");
  for (const LimJson *node = lim_json_first (graph.nodes); node != NULL; node = lim_json_next (node))
    if (lim_json_get_string (node, "id") != NULL)
      g_hash_table_insert (by_id, (gpointer) lim_json_get_string (node, "id"), (gpointer) node);
  read_vision (&graph);
  for (const LimJson *node = lim_json_first (graph.nodes); node != NULL; node = lim_json_next (node))
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
      if (is_type (node, kinds[i].type) && lim_json_get_string (node, "id") != NULL)
        kinds[i].read (&graph, node);
  read_edges (&graph);
  if (story->passages->len == 0)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: the graph has no passages yet; expected one after FILL",
                          name);
  const char *stage = lim_json_get_string (graph.meta, "last_stage");
  static const char *const filled[] = { "fill", "dress", "ship", NULL };
  if (stage == NULL || !g_strv_contains (filled, stage))
    g_ptr_array_add (findings,
                     lim_finding_new (LIM_FINDING_WARNING, name, 0, "last_stage", stage != NULL ? stage : "nothing",
                                      "fill, dress or ship", "The prose may not be finished."));
  return g_steal_pointer (&story);
}

static gboolean
knows (const char *name G_GNUC_UNUSED, const char *text, gsize length)
{
  return lim_questfoundry_is_database (text, length);
}

const LimStoryImporter lim_story_importer_questfoundry = {
  .name = "questfoundry",
  .help = "graph.db of QuestFoundry (schema 5.0)",
  .whole = TRUE,
  .knows = knows,
  .read = read_story,
};
