#include "dress-write-back.h"

#include "base-file.h"
#include "base-hash.h"
#include "store-document.h"
#include "store-questfoundry-write.h"
#include "store-questfoundry.h"

#include <string.h>

#define STAGE "dress"
#define MAX_PICTURE ((gsize) 256 << 20)
#define SKIP 99 /* QuestFoundry's priority of a brief that is not rendered */
#define MANY_MISSING 20u

/* A picture as QuestFoundry keeps it. */
typedef struct
{
  GBytes *bytes;
  char *asset; /* “assets/0123456789abcdef.png” */
} Picture;

typedef struct
{
  const LimDressBook *book;
  LimQuestfoundryWriter *writer;
  LimJsonDoc *doc;      /* new nodes are made in */
  GHashTable *keep;     /* ids of nodes that stay */
  GHashTable *pictures; /* id of an illustration → Picture */
  LimWriteBack *result;
} Work;

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_bytes_unref (picture->bytes);
  g_free (picture->asset);
  g_free (picture);
}

void
lim_write_back_free (LimWriteBack *result)
{
  if (result == NULL)
    return;
  g_free (result->graph);
  g_free (result->snapshot);
  g_ptr_array_unref (result->missing);
  g_free (result);
}

/* What stands behind the first “::” of an id. */
static const char *
raw_of (const char *id)
{
  const char *mark = strstr (id, "::");

  return mark != NULL ? mark + 2 : id;
}

/* -- Whether the graph is this story's -- */

static gboolean
check_there (const LimJson *nodes, const LimStory *story, const char *graph, GError **error)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (const LimJson *node = lim_json_first (nodes); node != NULL; node = lim_json_next (node))
    if (lim_json_get_string (node, "id") != NULL)
      g_hash_table_add (ids, (gpointer) lim_json_get_string (node, "id"));
  for (guint i = 0; i < story->passages->len + story->entities->len; i++)
    {
      const gboolean of_passage = i < story->passages->len;
      const char *id = of_passage ? ((const LimStoryPassage *) story->passages->pdata[i])->id
                                  : ((const LimStoryEntity *) story->entities->pdata[i - story->passages->len])->id;

      if (!g_hash_table_contains (ids, id))
        return lim_fail (error, LIM_ERROR_BAD_INPUT,
                         "%s: it has no %s “%s”, so it is not the graph this story came from, or the story changed "
                         "since. Import it again: limner story import %s",
                         graph, of_passage ? "passage" : "entity", id, graph);
    }
  return TRUE;
}

/* The ids QuestFoundry makes have no scope in them, so two things that differ in it only would share one node. */
static gboolean
check_distinct (GHashTable *seen, const char *id, GError **error)
{
  const char *other = g_hash_table_lookup (seen, raw_of (id));

  if (other != NULL)
    return lim_fail (
        error, LIM_ERROR_BAD_INPUT,
        "“%s” and “%s” differ in their scope only, and QuestFoundry cannot tell their visuals and entries "
        "apart. Rename one of them in QuestFoundry and import the story again",
        other, id);
  g_hash_table_insert (seen, (gpointer) raw_of (id), (gpointer) id);
  return TRUE;
}

static gboolean
check_names (const LimStory *story, GError **error)
{
  g_autoptr (GHashTable) entities = g_hash_table_new (g_str_hash, g_str_equal),
                         passages = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < story->entities->len; i++)
    if (!check_distinct (entities, ((const LimStoryEntity *) story->entities->pdata[i])->id, error))
      return FALSE;
  for (guint i = 0; i < story->passages->len; i++)
    if (!check_distinct (passages, ((const LimStoryPassage *) story->passages->pdata[i])->id, error))
      return FALSE;
  return TRUE;
}

/* -- Whether all is there that art direction promises -- */

static void
add_missing (GPtrArray *missing, const char *format, const char *id)
{
  if (missing->len < MANY_MISSING)
    g_ptr_array_add (missing, g_strdup_printf (format, id)); /* a constant format with one %s */
  else if (missing->len == MANY_MISSING)
    g_ptr_array_add (missing, g_strdup ("and more"));
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

static void
find_missing (const LimDressBook *book, GPtrArray *missing)
{
  const LimArtDirection *direction = book->direction;

  if (direction == NULL || is_empty (direction->style) || is_empty (direction->medium) || *direction->palette == NULL
      || is_empty (direction->composition_notes) || is_empty (direction->negative_defaults)
      || is_empty (direction->aspect_ratio))
    g_ptr_array_add (missing, g_strdup ("the art direction is not whole"));
  for (guint i = 0; i < book->story->passages->len; i++)
    {
      const LimStoryPassage *passage = book->story->passages->pdata[i];

      if (lim_dress_book_brief (book, passage->id) == NULL)
        add_missing (missing, "no brief for %s", passage->id);
    }
  for (guint i = 0; i < book->story->entities->len; i++)
    {
      const LimStoryEntity *entity = book->story->entities->pdata[i];
      const LimEntityVisual *visual = lim_dress_book_visual (book, entity->id);
      g_autoptr (GPtrArray) entries = lim_dress_book_codex_of (book, entity->id);

      if (visual == NULL || is_empty (visual->reference_prompt_fragment))
        add_missing (missing, "no visual for %s", entity->id);
      if (entries->len == 0)
        add_missing (missing, "no codex entry for %s", entity->id);
    }
}

/* -- The pictures -- */

static const struct
{
  const char *suffix, *as;
} kinds[] = { { ".png", "png" }, { ".jpg", "jpg" }, { ".jpeg", "jpg" }, { ".webp", "webp" } };

static Picture *
load_picture (const LimProject *project, const LimIllustration *illustration, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, illustration->asset, error);
  gsize length;
  char *data = path != NULL ? lim_file_read (path, MAX_PICTURE, &length, error) : NULL;

  if (data == NULL)
    {
      g_prefix_error (error, "the picture of “%s” cannot be read: ", illustration->brief);
      return NULL;
    }

  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  g_autofree char *hash = lim_sha256_hex (data, (gssize) length);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_suffix (illustration->asset, kinds[i].suffix))
      {
        Picture *picture = g_new0 (Picture, 1);

        picture->bytes = g_steal_pointer (&bytes);
        picture->asset = g_strdup_printf ("assets/%.16s.%s", hash, kinds[i].as);
        return picture;
      }
  return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: QuestFoundry knows PNG, JPEG and WebP only",
                        illustration->asset);
}

/* Only pictures of passages the story still has. */
static GHashTable *
load_pictures (const LimProject *project, const LimDressBook *book, GError **error)
{
  g_autoptr (GHashTable) pictures = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, picture_free);

  for (guint i = 0; i < book->illustrations->len; i++)
    {
      const LimIllustration *illustration = book->illustrations->pdata[i];
      Picture *picture;

      if (lim_story_passage (book->story, illustration->passage) == NULL
          || lim_dress_book_illustration (book, illustration->passage) != illustration)
        continue;
      picture = load_picture (project, illustration, error);
      if (picture == NULL)
        return NULL;
      g_hash_table_insert (pictures, illustration->id, picture);
    }
  return g_steal_pointer (&pictures);
}

static gboolean
write_pictures (GHashTable *pictures, const char *folder, gboolean dry_run, guint *n, GError **error)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, pictures);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Picture *picture = value;
      g_autofree char *path = g_build_filename (folder, picture->asset, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS)) /* its name says its content */
        continue;
      *n += 1;
      if (!dry_run && !lim_file_write_bytes (path, picture->bytes, error))
        return FALSE;
    }
  return TRUE;
}

/* -- Nodes and edges -- */

static void
set_text (LimJson *node, const char *key, const char *text)
{
  if (text != NULL)
    lim_json_set_string (node, key, text);
}

static void
set_list (Work *work, LimJson *node, const char *key, char **list)
{
  lim_json_set (node, key, lim_json_new_strv (work->doc, (const char *const *) list));
}

static gboolean
put (Work *work, const char *phase, const char *id, const char *type, LimJson *data, GError **error)
{
  g_hash_table_add (work->keep, g_strdup (id));
  return lim_questfoundry_put_node (work->writer, phase, id, type, data, error);
}

static gboolean
put_direction (Work *work, GError **error)
{
  const LimArtDirection *direction = work->book->direction;
  LimJson *node = lim_json_new_object (work->doc);

  if (!work->result->directed)
    return TRUE;
  set_text (node, "style", direction->style);
  set_text (node, "medium", direction->medium);
  set_list (work, node, "palette", direction->palette);
  set_text (node, "composition_notes", direction->composition_notes);
  set_text (node, "style_exclusions", direction->negative_defaults);
  set_text (node, "aspect_ratio", direction->aspect_ratio);
  return put (work, "art_direction", "art_direction::main", "art_direction", node, error);
}

static gboolean
put_visuals (Work *work, GError **error)
{
  for (guint i = 0; i < work->book->visuals->len; i++)
    {
      const LimEntityVisual *visual = work->book->visuals->pdata[i];
      g_autofree char *id = g_strconcat ("entity_visual::", raw_of (visual->entity), NULL);
      LimJson *node = lim_json_new_object (work->doc);

      if (lim_story_entity (work->book->story, visual->entity) == NULL)
        continue;
      set_text (node, "description", visual->description);
      set_list (work, node, "distinguishing_features", visual->distinguishing_features);
      set_list (work, node, "color_associations", visual->color_associations);
      set_text (node, "reference_prompt_fragment", visual->reference_prompt_fragment);
      if (!put (work, "art_direction", id, "entity_visual", node, error)
          || !lim_questfoundry_put_edge (work->writer, "art_direction", "describes_visual", id, visual->entity,
                                         error))
        return FALSE;
      work->result->n_visuals++;
    }
  return TRUE;
}

static gboolean
put_briefs (Work *work, GError **error)
{
  for (guint i = 0; i < work->book->briefs->len; i++)
    {
      const LimBrief *brief = work->book->briefs->pdata[i];
      guint priority = lim_dress_book_priority (work->book, brief);
      g_autofree char *id = g_strconcat ("illustration_brief::", raw_of (brief->passage), NULL);
      LimJson *node = lim_json_new_object (work->doc);

      if (lim_story_passage (work->book->story, brief->passage) == NULL)
        continue;
      lim_json_set_int (node, "priority", priority >= 1 && priority <= 3 ? priority : SKIP);
      set_text (node, "category", brief->category != NULL ? brief->category : "scene");
      set_text (node, "subject", brief->subject);
      set_list (work, node, "entities", brief->entities);
      set_text (node, "caption", brief->caption);
      set_text (node, "mood", brief->mood);
      set_text (node, "composition", brief->composition);
      set_text (node, "style_overrides", brief->style_overrides != NULL ? brief->style_overrides : "");
      set_text (node, "negative", brief->negative != NULL ? brief->negative : "");
      if (!put (work, "briefs", id, "illustration_brief", node, error)
          || !lim_questfoundry_put_edge (work->writer, "briefs", "targets", id, brief->passage, error))
        return FALSE;
      work->result->n_briefs++;
    }
  return TRUE;
}

static gboolean
put_codex (Work *work, GError **error)
{
  for (guint i = 0; i < work->book->codex->len; i++)
    {
      const LimCodexEntry *entry = work->book->codex->pdata[i];
      const LimStoryEntity *entity = lim_story_entity (work->book->story, entry->entity);
      g_autofree char *id = g_strdup_printf ("codex::%s_rank%u", raw_of (entry->entity), entry->rank);
      LimJson *node = lim_json_new_object (work->doc);

      if (entity == NULL)
        continue;
      set_text (node, "title", entry->title != NULL ? entry->title : entity->name);
      lim_json_set_int (node, "rank", entry->rank);
      set_list (work, node, "visible_when", entry->visible_when);
      set_text (node, "content", entry->content);
      if (!put (work, "codex", id, "codex_entry", node, error)
          || !lim_questfoundry_put_edge (work->writer, "codex", "HasEntry", id, entry->entity, error))
        return FALSE;
      work->result->n_codex++;
    }
  return TRUE;
}

static gboolean
put_illustrations (Work *work, GError **error)
{
  for (guint i = 0; i < work->book->illustrations->len; i++)
    {
      const LimIllustration *illustration = work->book->illustrations->pdata[i];
      const Picture *picture = g_hash_table_lookup (work->pictures, illustration->id);
      const char *raw = raw_of (illustration->passage);
      g_autofree char *id = g_strconcat ("illustration::", raw, NULL);
      g_autofree char *brief = g_strconcat ("illustration_brief::", raw, NULL);
      LimJson *node = lim_json_new_object (work->doc);

      if (picture == NULL)
        continue;
      set_text (node, "asset", picture->asset);
      set_text (node, "caption", illustration->caption != NULL ? illustration->caption : "");
      set_text (node, "category", illustration->category != NULL ? illustration->category : "scene");
      set_text (node, "quality", illustration->quality != NULL ? illustration->quality : "high");
      if (!put (work, "generate", id, "illustration", node, error)
          || !lim_questfoundry_put_edge (work->writer, "generate", "Depicts", id, illustration->passage, error)
          || (g_hash_table_contains (work->keep, brief)
              && !lim_questfoundry_put_edge (work->writer, "generate", "from_brief", id, brief, error)))
        return FALSE;
      work->result->n_illustrations++;
    }
  return TRUE;
}

static gboolean
put_all (Work *work, GError **error)
{
  static const struct
  {
    const char *type, *phase;
  } ours[] = { { "art_direction", "art_direction" },
               { "entity_visual", "art_direction" },
               { "illustration_brief", "briefs" },
               { "codex_entry", "codex" },
               { "illustration", "generate" } };

  g_hash_table_add (work->keep, g_strdup ("illustration::cover"));
  g_hash_table_add (work->keep, g_strdup ("illustration_brief::cover"));
  if (!put_direction (work, error) || !put_visuals (work, error) || !put_briefs (work, error)
      || !put_codex (work, error) || !put_illustrations (work, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ours); i++)
    if (!lim_questfoundry_keep_nodes (work->writer, ours[i].phase, ours[i].type, work->keep, error))
      return FALSE;
  return TRUE;
}

/* -- The whole -- */

/* One transaction over the graph; without @clock it is only counted what would change. */
static gboolean
write_graph (const LimDressBook *book, GHashTable *pictures, const LimClock *clock, LimWriteBack *result,
             GError **error)
{
  g_autoptr (LimQuestfoundryWriter) writer = lim_questfoundry_writer_open (result->graph, STAGE, error);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("dress");
  g_autoptr (GHashTable) keep = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Work work = { book, writer, doc, keep, pictures, result };

  result->n_visuals = result->n_briefs = result->n_codex = result->n_illustrations = 0;
  if (writer == NULL || !put_all (&work, error))
    return FALSE;
  result->n_changes = lim_questfoundry_writer_changes (writer);
  return clock == NULL || lim_questfoundry_writer_commit (writer, clock, error);
}

/* Of the graph before its DRESS, so a graph that has one keeps the snapshot there is. */
static gboolean
keep_snapshot (LimWriteBack *result, const char *folder, const LimJson *meta, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "snapshots", "pre-dress.db", NULL);
  g_autoptr (GBytes) copy = NULL;

  if (g_strcmp0 (lim_json_get_string (meta, "last_stage"), STAGE) == 0 && g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  copy = lim_questfoundry_copy (result->graph, error);
  if (copy == NULL || !lim_file_write_bytes (path, copy, error))
    return FALSE;
  result->snapshot = g_steal_pointer (&path);
  return TRUE;
}

static char *
find_graph (const char *where)
{
  g_autofree char *given = g_canonicalize_filename (where, NULL);

  return g_file_test (given, G_FILE_TEST_IS_DIR) ? g_build_filename (given, "graph.db", NULL)
                                                 : g_steal_pointer (&given);
}

static gboolean
check_book (const LimDressBook *book, GError **error)
{
  guint n_errors;
  const LimFinding *first = lim_findings_first (book->findings, LIM_FINDING_ERROR, &n_errors);

  if (first != NULL)
    {
      g_autofree char *message = lim_finding_message (first);

      return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s%s. Mend it first; `limner dress check` lists everything",
                       message, n_errors > 1 ? ", and more" : "");
    }
  if (book->direction == NULL && book->visuals->len + book->briefs->len + book->codex->len == 0)
    return lim_fail (error, LIM_ERROR_REFUSED,
                     "there is nothing to write back yet: no art direction, visuals, briefs or codex below story/. "
                     "Begin with `limner dress direct`");
  return TRUE;
}

LimWriteBack *
lim_dress_write_back (const LimProject *project, const char *where, const LimClock *clock, gboolean dry_run,
                      GError **error)
{
  g_autoptr (LimWriteBack) result = g_new0 (LimWriteBack, 1);
  g_autoptr (LimDressBook) book = NULL;
  g_autoptr (LimJsonDoc) graph = NULL;
  g_autoptr (GHashTable) pictures = NULL;
  g_autofree char *folder = NULL;

  result->missing = g_ptr_array_new_with_free_func (g_free);
  result->graph = find_graph (where);
  folder = g_path_get_dirname (result->graph);
  book = lim_dress_book_open (project, error);
  if (book == NULL || !check_book (book, error) || !check_names (book->story, error))
    return NULL;
  graph = lim_questfoundry_read (result->graph, error);
  if (graph == NULL
      || !check_there (lim_json_get (lim_json_root (graph), "nodes"), book->story, result->graph, error))
    return NULL;
  pictures = load_pictures (project, book, error);
  if (pictures == NULL)
    return NULL;
  find_missing (book, result->missing);
  result->directed = result->missing->len == 0;

  /* Pictures first: a graph never names one that is not there. */
  if (!write_graph (book, pictures, NULL, result, error))
    return NULL;
  if (!dry_run && result->n_changes > 0
      && !keep_snapshot (result, folder, lim_json_get (lim_json_root (graph), "meta"), error))
    return NULL;
  if (!write_pictures (pictures, folder, dry_run, &result->n_pictures, error))
    return NULL;
  if (!dry_run && result->n_changes > 0 && !write_graph (book, pictures, clock, result, error))
    return NULL;
  return g_steal_pointer (&result);
}
