#include "dress-adopt.h"

#include "base-error.h"
#include "base-file.h"
#include "base-hash.h"
#include "dress-file-name.h"
#include "dress-gates.h"
#include "dress-review.h"
#include "dress-stale.h"
#include "store-asset.h"
#include "store-record.h"

#include <string.h>
#include <unistd.h>

#define NOTE ".limner/dress.json"
#define PREFIX 16 /* hex digits of an asset's name */

/* -- What is to be done, on the disk before it is begun -- */

/* The assets that may have to go, as the note says; none where it is broken. */
static char **
noted_old (const char *text)
{
  g_autoptr (LimJsonDoc) doc = text != NULL ? lim_json_parse (NOTE, text, -1, NULL) : NULL;

  return lim_json_dup_strv (doc != NULL ? lim_json_get (lim_json_root (doc), "old") : NULL);
}

/* Adds @old, an asset that may have to go, to those noted already; NULL: none. */
static gboolean
note_begin (const LimProject *project, const char *old, GError **error)
{
  g_autofree char *path = lim_project_path (project, NOTE), *text = lim_project_read_text (project, NOTE, NULL, NULL);
  g_auto (GStrv) before = noted_old (text);
  g_autoptr (LimJsonDoc) doc = NULL;
  g_autoptr (GBytes) bytes = NULL;
  LimJson *root, *list;

  if (text != NULL && old == NULL)
    return TRUE;
  if (!lim_project_ensure_state_folder (project, error))
    return FALSE;
  doc = lim_json_doc_new (NULL);
  root = lim_json_new_object (doc);
  list = lim_json_new_strv (doc, (const char *const *) before);
  if (old != NULL)
    lim_json_append (list, lim_json_new_string (doc, old));
  lim_json_set (root, "old", list);
  lim_json_doc_set_root (doc, root);
  bytes = lim_json_doc_to_bytes (doc);
  return lim_file_write_bytes (path, bytes, error);
}

static void
note_end (const LimProject *project)
{
  g_autofree char *path = lim_project_path (project, NOTE);

  (void) unlink (path);
}

/* -- Assets -- */

gboolean
lim_dress_has_asset (const LimProject *project, const LimIllustration *illustration)
{
  g_autofree char *path = lim_store_resolve (project, illustration->asset, NULL);

  return path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* Puts the bytes of @picture to @asset, where they may be already. */
static gboolean
put_asset (const LimProject *project, const char *picture, const char *asset, GError **error)
{
  g_autofree char *from = lim_store_resolve (project, picture, error);
  g_autofree char *to = from != NULL ? lim_store_resolve (project, asset, error) : NULL;
  g_autofree char *data = NULL;
  gsize length = 0;

  if (to == NULL)
    return FALSE;
  if (g_file_test (to, G_FILE_TEST_EXISTS))
    return TRUE;
  data = lim_file_read (from, 0, &length, error);
  return data != NULL && lim_file_write (to, data, length, error);
}

static GHashTable *
named_assets (const LimDressBook *book)
{
  GHashTable *named = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < book->illustrations->len; i++)
    g_hash_table_add (named, ((const LimIllustration *) book->illustrations->pdata[i])->asset);
  for (guint i = 0; i < book->visuals->len; i++)
    if (((const LimEntityVisual *) book->visuals->pdata[i])->anchor != NULL)
      g_hash_table_add (named, ((const LimEntityVisual *) book->visuals->pdata[i])->anchor);
  return named;
}

GPtrArray *
lim_dress_orphans (const LimProject *project, const LimDressBook *book, GError **error)
{
  g_autoptr (GPtrArray) names = lim_store_list_names (project, "assets", "", error);
  g_autoptr (GHashTable) named = named_assets (book);
  GPtrArray *orphans = NULL;

  if (names == NULL)
    return NULL;
  orphans = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *asset = g_strconcat ("assets/", (const char *) names->pdata[i], NULL);

      if (!g_hash_table_contains (named, asset))
        g_ptr_array_add (orphans, g_steal_pointer (&asset));
    }
  return orphans;
}

/* Whether @asset bears the name that limner gave it for the bytes it has. */
static gboolean
is_ours (const char *asset, const char *path)
{
  g_autofree char *hash = lim_sha256_file_hex (path, NULL);

  return hash != NULL && lim_illustration_is_asset (asset) && strncmp (asset + strlen ("assets/"), hash, PREFIX) == 0;
}

static gboolean
drop_asset (const LimProject *project, const LimDressBook *book, const char *asset)
{
  g_autoptr (GHashTable) named = named_assets (book);
  g_autofree char *path = lim_store_resolve (project, asset, NULL);

  return path != NULL && !g_hash_table_contains (named, asset) && is_ours (asset, path) && unlink (path) == 0;
}

/* -- Adopting -- */

static char *
asset_name (const LimProject *project, const char *picture, char **sha256, GError **error)
{
  g_autofree char *path = lim_store_resolve (project, picture, error);
  const char *dot = strrchr (picture, '.');

  *sha256 = path != NULL ? lim_sha256_file_hex (path, error) : NULL;
  if (*sha256 == NULL)
    return NULL;
  return g_strdup_printf ("assets/%.*s%s", PREFIX, *sha256, dot != NULL && strchr (dot, '/') == NULL ? dot : "");
}

static LimIllustration *
new_illustration (const LimDressBook *book, const LimBrief *brief, const LimRecord *record, const char *asset)
{
  const LimJson *provenance = lim_json_get (record->root, "provenance"),
                *image = lim_json_get (record->root, "image");
  g_autofree char *id = g_strconcat ("illustration_", brief->id, NULL);
  LimIllustration *made = lim_illustration_new (id, brief->id, brief->passage, asset);

  made->caption = g_strdup (brief->caption);
  made->category = g_strdup (brief->category != NULL ? brief->category : lim_brief_categories ()[0]);
  made->prompt = g_strdup (lim_json_get_string (provenance, "prompt"));
  made->negative_prompt = g_strdup (lim_json_get_string (provenance, "negative_prompt"));
  made->provider = g_strdup (lim_json_get_string (provenance, "provider"));
  made->model = g_strdup (lim_json_get_string (provenance, "checkpoint"));
  made->quality = g_strdup (lim_json_get_string (provenance, "quality"));
  made->created = g_strdup (lim_json_get_string (record->root, "created_at"));
  made->record = g_strdup (record->id);
  made->seed = lim_json_get_int (provenance, "seed", -1);
  made->width = (guint) CLAMP (lim_json_get_int (image, "width", 0), 0, 65536);
  made->height = (guint) CLAMP (lim_json_get_int (image, "height", 0), 0, 65536);
  lim_dress_note_made_from (book, brief, made);
  return made;
}

/* The file of the illustration of @brief: the one that is there, where it holds just that one. */
static char *
file_of (const LimDressBook *book, const LimBrief *brief)
{
  const LimIllustration *old = lim_dress_book_illustration_of_brief (book, brief->id);
  g_autofree char *name = lim_dress_file_name (brief->id, ".json");

  if (old != NULL && old->file != NULL && g_str_has_prefix (old->file, LIM_DRESS_ILLUSTRATIONS "/"))
    return g_strdup (old->file);
  return g_strconcat (LIM_DRESS_ILLUSTRATIONS "/", name, NULL);
}

static char *
find_picture (const LimProject *project, const LimRecord *record, GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *picture = lim_store_find_image (project, record, &cause);

  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (picture == NULL)
    lim_fail (error, LIM_ERROR_NOT_FOUND, "%s: its picture is nowhere in the project", record->id);
  return picture;
}

gboolean
lim_dress_adopt (const LimProject *project, const LimDressBook *book, const LimBrief *brief, const char *record_id,
                 gboolean sample, GError **error)
{
  const LimIllustration *old = lim_dress_book_illustration_of_brief (book, brief->id);
  g_autoptr (LimRecord) record = lim_store_load_record (project, record_id, error);
  g_autofree char *picture = record != NULL ? find_picture (project, record, error) : NULL;
  g_autofree char *sha256 = NULL, *asset = NULL, *file = NULL;
  g_autoptr (LimIllustration) made = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (picture == NULL)
    return FALSE;
  asset = asset_name (project, picture, &sha256, error);
  if (asset == NULL
      || !note_begin (project, old != NULL && strcmp (old->asset, asset) != 0 ? old->asset : NULL, error))
    return FALSE;
  made = new_illustration (book, brief, record, asset);
  made->sample = sample;
  made->sha256 = g_steal_pointer (&sha256);
  bytes = lim_illustration_to_json (made);
  file = file_of (book, brief);
  return lim_dress_save (project, file, bytes, error) && put_asset (project, picture, asset, error);
}

/* -- Mending -- */

/* Puts the asset of @illustration back from the picture it came from, if that is still the same. */
static gboolean
put_back (const LimProject *project, const LimIllustration *illustration)
{
  g_autoptr (LimRecord) record = illustration->record != NULL && lim_store_has_record (project, illustration->record)
                                     ? lim_store_load_record (project, illustration->record, NULL)
                                     : NULL;
  g_autofree char *picture = record != NULL ? lim_store_find_image (project, record, NULL) : NULL;
  g_autofree char *path = picture != NULL ? lim_store_resolve (project, picture, NULL) : NULL;
  g_autofree char *hash = path != NULL ? lim_sha256_file_hex (path, NULL) : NULL;

  return hash != NULL && (illustration->sha256 == NULL || strcmp (hash, illustration->sha256) == 0)
         && put_asset (project, picture, illustration->asset, NULL);
}

gboolean
lim_dress_mend (const LimProject *project, gboolean thorough, guint *n, GError **error)
{
  g_autofree char *text = lim_project_read_text (project, NOTE, NULL, NULL);
  g_auto (GStrv) old = noted_old (text);
  g_autoptr (LimDressBook) book = NULL;
  guint n_done = 0;

  if (text == NULL && !thorough)
    return TRUE;
  book = lim_dress_book_open (project, error);
  if (book == NULL)
    return FALSE;
  for (guint i = 0; i < book->illustrations->len; i++)
    if (!lim_dress_has_asset (project, book->illustrations->pdata[i])
        && put_back (project, book->illustrations->pdata[i]))
      n_done++;
  for (char **asset = old; *asset != NULL; asset++)
    n_done += drop_asset (project, book, *asset) ? 1 : 0;
  if (text != NULL)
    note_end (project);
  if (n != NULL)
    *n = n_done;
  return TRUE;
}

void
lim_dress_mend_left (const LimProject *project, guint *n)
{
  g_autofree char *path = lim_project_path (project, NOTE);
  g_autoptr (LimLock) lock =
      g_file_test (path, G_FILE_TEST_EXISTS) ? lim_lock_take (project, LIM_LOCK_RUN, 0, NULL) : NULL;

  if (lock != NULL)
    lim_dress_mend (project, FALSE, n, NULL);
}

/* -- Captions -- */

gboolean
lim_dress_follow_captions (const LimProject *project, const LimDressBook *book, guint *n, GError **error)
{
  guint n_done = 0;

  for (guint i = 0; i < book->illustrations->len; i++)
    {
      LimIllustration *made = book->illustrations->pdata[i];
      const LimBrief *brief = lim_dress_book_brief_by_id (book, made->brief);
      const char *category = brief != NULL && brief->category != NULL ? brief->category : made->category;
      g_autoptr (GBytes) bytes = NULL;

      if (brief == NULL || made->file == NULL || !lim_gates_brief_passed (book, brief)
          || (g_strcmp0 (brief->caption, made->caption) == 0 && g_strcmp0 (category, made->category) == 0))
        continue;
      g_free (made->caption);
      made->caption = g_strdup (brief->caption);
      category = g_strdup (category);
      g_free (made->category);
      made->category = (char *) category;
      bytes = lim_illustration_to_json (made);
      if (!lim_dress_save (project, made->file, bytes, error))
        return FALSE;
      n_done++;
    }
  if (n != NULL)
    *n = n_done;
  return TRUE;
}
