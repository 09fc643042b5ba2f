#include "dress-import.h"

#include "base-file.h"
#include "base-hash.h"
#include "base-text.h"
#include "dress-story-facts.h"
#include "dress-story.h"
#include "store-document.h"
#include "store-questfoundry.h"

#include <string.h>

#define MAX_SIZE ((gsize) 256 << 20)
#define MAX_YAML ((gsize) 3 << 20)
#define NOTE "story/original/import.json"

#define ROW(name) extern const LimStoryImporter lim_story_importer_##name;
#include "dress-rows.h"
#undef ROW

const LimStoryImporter *const *
lim_story_importers (void)
{
  static const LimStoryImporter *const rows[] = {
#define ROW(name) &lim_story_importer_##name,
#include "dress-rows.h"
#undef ROW
    NULL,
  };

  return rows;
}

void
lim_story_import_free (LimStoryImport *import)
{
  if (import == NULL)
    return;
  lim_story_free (import->story);
  g_free (import->path);
  g_free (import->original);
  g_clear_pointer (&import->changes, g_ptr_array_unref);
  g_clear_pointer (&import->losses, g_ptr_array_unref);
  g_clear_pointer (&import->findings, g_ptr_array_unref);
  g_free (import);
}

void
lim_import_note (GPtrArray *findings, const char *name, guint count, const char *what, const char *consequence)
{
  if (count == 0)
    return;
  g_autofree char *found =
      count == 1 ? g_strdup_printf ("one %s", what) : g_strdup_printf ("%u times: %s", count, what);
  g_autofree char *fix = g_strconcat (consequence, ".", NULL);
  g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_INFO, name, 0, NULL, found, NULL, fix));
}

/* -- Reading -- */

static const LimStoryImporter *
choose (const char *name, const char *format, const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (const LimStoryImporter *const *row = lim_story_importers (); *row != NULL; row++)
    {
      if (format != NULL ? strcmp ((*row)->name, format) == 0 : (*row)->knows (name, text, length))
        return *row;
      g_ptr_array_add (names, (gpointer) (*row)->name);
    }
  g_ptr_array_add (names, NULL);
  g_autofree char *list = lim_text_list ((const char *const *) names->pdata);
  return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                        "%s: no kind of story limner knows. It reads %s; --format says which", name, list);
}

/* Whatever is text has to be UTF-8 without NULs; Windows saved some stories otherwise. */
static gboolean
check_text (const char *name, const char *text, gsize length, GError **error)
{
  const char *bad = NULL;
  guint line = 1;

  if (g_utf8_validate (text, (gssize) length, &bad))
    return TRUE;
  for (const char *at = text; at < bad; at++)
    line += *at == '\n' ? 1 : 0;
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "%s:%u: a byte that is no UTF-8; expected a text in UTF-8. Save it as that", name, line);
}

static LimStory *
read_file (const char *path, const char *name, const LimStoryImporter *importer, const char *text, gsize length,
           GPtrArray *findings, GError **error)
{
  if (!lim_questfoundry_is_database (text, length) && !check_text (name, text, length, error))
    return NULL;
  return importer->read (name, path, text, length, findings, error);
}

/* The story that was there last time, as it came out of the file it was made from. NULL where that is not known. */
static LimStory *
read_base (const LimProject *project)
{
  g_autoptr (LimJsonDoc) note = lim_store_load_document (project, NOTE, NULL);
  const LimJson *root = note != NULL ? lim_json_root (note) : NULL;
  const char *name = lim_json_get_string (root, "file"), *format = lim_json_get_string (root, "format");
  g_autofree char *relative = NULL, *path = NULL, *text = NULL;
  g_autoptr (GPtrArray) findings = lim_findings_new ();
  gsize length = 0;

  if (name == NULL || !lim_text_is_safe_name (name))
    return NULL;
  relative = g_strconcat ("story/original/", name, NULL);
  path = lim_store_resolve (project, relative, NULL);
  text = path != NULL ? lim_file_read (path, MAX_SIZE, &length, NULL) : NULL;
  const LimStoryImporter *importer = text != NULL ? choose (name, format, text, length, NULL) : NULL;
  return importer != NULL ? read_file (path, name, importer, text, length, findings, NULL) : NULL;
}

static gboolean
take_side (LimStory *story, const char *file, GPtrArray *findings, GError **error)
{
  gsize length = 0;
  g_autofree char *text = lim_file_read (file, MAX_SIZE, &length, error), *name = g_path_get_basename (file);
  g_autoptr (LimStory) side = text != NULL ? lim_dress_story_parse (name, text, length, findings, error) : NULL;

  if (side == NULL)
    return FALSE;
  lim_story_take_over (story, side);
  return TRUE;
}

/* -- Comparing -- */

static void
compare (LimStoryImport *import, const LimStory *old, const LimStory *base)
{
  g_autoptr (GHashTable) before = lim_story_facts (old), after = lim_story_facts (import->story);
  g_autoptr (GHashTable) origin = NULL;

  g_ptr_array_unref (import->changes);
  import->changes = lim_story_changes (before, after);
  import->is_same = import->changes->len == 0;
  /* Without an origin everything may be somebody's work. */
  origin = base != NULL ? lim_story_facts (base) : g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_unref (import->losses);
  import->losses = lim_story_losses (origin, before, after);
}

static gboolean
refuse (const LimStoryImport *import, GError **error)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < import->losses->len && i < 20; i++)
    g_string_append_printf (list, "\n  %s", (const char *) import->losses->pdata[i]);
  if (import->losses->len > 20)
    g_string_append_printf (list, "\n  … and %u more", import->losses->len - 20);
  g_autofree char *count = lim_text_count (import->losses->len, "thing", NULL);
  return lim_fail (
      error, LIM_ERROR_REFUSED,
      "%s holds work of yours that the new story does not: %s would be lost.%s\n"
      "Put it into the story where it is written, or give --replace to let it go (git may keep the old file)",
      import->path, count, list->str);
}

/* -- Writing -- */

static GBytes *
story_bytes (const LimStoryImport *import, const char *text, gsize length)
{
  g_autofree char *yaml = NULL;

  /* Our own file stays as its author wrote it, remarks and all. */
  if (text != NULL)
    return g_bytes_new (text, length);
  if (g_str_has_suffix (import->path, ".json"))
    return lim_story_to_json (import->story);
  yaml = lim_story_to_yaml (import->story);
  length = strlen (yaml);
  return g_bytes_new_take (g_steal_pointer (&yaml), length);
}

/* YAML for people, unless it would be too large for the reader of YAML. */
static char *
choose_path (const LimStory *story, const char *own_name)
{
  g_autofree char *yaml = NULL;

  if (own_name != NULL)
    return g_strdup (g_str_has_suffix (own_name, ".json") ? "story/story.json" : "story/story.yaml");
  yaml = lim_story_to_yaml (story);
  return g_strdup (strlen (yaml) < MAX_YAML ? "story/story.yaml" : "story/story.json");
}

static gboolean
write_note (const LimProject *project, const LimStoryImport *import, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NOTE);
  g_autofree char *path = lim_store_resolve (project, NOTE, error), *name = g_path_get_basename (import->original);
  LimJson *root = lim_json_new_object (doc);

  if (path == NULL)
    return FALSE;
  lim_json_set_string (root, "file", name);
  lim_json_set_string (root, "format", import->importer->name);
  lim_json_doc_set_root (doc, root);
  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
  return lim_file_write_bytes (path, bytes, error);
}

/* The original first: a story whose original is not the one it came from is only compared less well. */
static gboolean
write_all (const LimProject *project, const char *file, const LimStoryImport *import, const char *text, gsize length,
           gboolean own, GError **error)
{
  g_autoptr (LimLock) lock = lim_lock_take (project, LIM_LOCK_WRITE, LIM_LOCK_PATIENCE_MS, error);
  g_autofree char *original = lock != NULL ? lim_store_resolve (project, import->original, error) : NULL;
  g_autofree char *path = original != NULL ? lim_store_resolve (project, import->path, error) : NULL;
  g_autofree char *other =
      lim_project_path (project, g_str_has_suffix (import->path, ".json") ? "story/story.yaml" : "story/story.json");
  g_autoptr (GBytes) copy = NULL, story = NULL;

  if (path == NULL)
    return FALSE;
  copy =
      lim_questfoundry_is_database (text, length) ? lim_questfoundry_copy (file, error) : g_bytes_new (text, length);
  story = story_bytes (import, own ? text : NULL, length);
  if (copy == NULL || !lim_file_write_bytes (original, copy, error) || !write_note (project, import, error)
      || !lim_file_write_bytes (path, story, error))
    return FALSE;
  lim_file_remove_tree (other);
  return TRUE;
}

/* A name that can stand in a folder beside import.json. */
static char *
original_name (const char *file)
{
  g_autofree char *name = g_path_get_basename (file);

  if (lim_text_is_safe_name (name) && strcmp (name, "import.json") != 0)
    return g_strconcat ("story/original/", name, NULL);
  return g_strdup ("story/original/story");
}

gboolean
lim_dress_import (const LimProject *project, const char *file, const LimStoryImportOptions *options,
                  LimStoryImport **result, GError **error)
{
  g_autoptr (LimStoryImport) import = g_new0 (LimStoryImport, 1);
  g_autoptr (GError) problem = NULL;
  g_autofree char *name = g_path_get_basename (file), *text = NULL, *old_path = NULL;
  g_autoptr (LimStory) old = NULL, base = NULL;
  gsize length = 0;
  gboolean own, refused;

  import->changes = g_ptr_array_new_with_free_func (g_free);
  import->losses = g_ptr_array_new_with_free_func (g_free);
  import->findings = lim_findings_new ();
  text = lim_file_read (file, MAX_SIZE, &length, error);
  import->importer = text != NULL ? choose (name, options->format, text, length, error) : NULL;
  import->story = import->importer != NULL
                      ? read_file (file, name, import->importer, text, length, import->findings, error)
                      : NULL;
  if (import->story == NULL)
    return FALSE;
  old_path = lim_dress_story_path (project, &problem);
  old = old_path != NULL ? lim_dress_story_open (project, NULL, &problem) : NULL;
  if (problem != NULL && !options->replace)
    {
      g_propagate_prefixed_error (
          error, g_steal_pointer (&problem),
          "the story there is cannot be compared with the new one; mend it, or give --replace. ");
      return FALSE;
    }
  base = old != NULL ? read_base (project) : NULL;
  if (options->side != NULL && !take_side (import->story, options->side, import->findings, error))
    return FALSE;
  if (old != NULL && !import->importer->whole)
    lim_story_take_over (import->story, old);
  own = options->side == NULL && strcmp (import->importer->name, "story") == 0;
  import->path = choose_path (import->story, own ? name : NULL);
  import->original = original_name (file);
  import->is_new = old == NULL;
  if (old != NULL)
    compare (import, old, base);
  refused = import->losses->len > 0 && !options->replace;
  if (refused)
    refuse (import, error);
  else if (!options->dry_run && !write_all (project, file, import, text, length, own, error))
    return FALSE;
  *result = g_steal_pointer (&import);
  return !refused;
}
