#include "style-ingest-private.h"

#include "imaging-fingerprint.h"
#include "store-asset.h"
#include "store-record.h"

#include <string.h>

#define MEMORY ".limner/ingest-marks.txt"

struct _LimIngestIndex
{
  const LimProject *project;
  GMutex lock;           /* while records are read */
  GPtrArray *all;        /* (element-type LimIngestKnown), owned */
  GHashTable *by_bytes;  /* sha256 → LimIngestKnown; all three borrowed from it */
  GHashTable *by_origin; /* ingest_sha256 → those whose image is gone */
  GHashTable *by_pixels;
};

static void
known_free (gpointer data)
{
  LimIngestKnown *known = data;

  g_free (known->id);
  g_free (known->file.path);
  g_free (known->asset_path);
  g_free (known->original_name);
  g_free (known->ingest_sha256);
  g_free (known);
}

static gboolean
take_record (gsize number G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  LimIngestIndex *index = data;
  const LimJson *block = lim_json_get ((*record)->root, "ingest");
  g_autofree char *image = lim_store_find_image (index->project, *record, NULL);
  LimIngestKnown *known = g_new0 (LimIngestKnown, 1);

  known->id = g_strdup ((*record)->id);
  known->file.path = image != NULL ? lim_project_path (index->project, image) : NULL;
  known->asset_path = g_strdup ((*record)->asset_path);
  known->original_name = g_strdup (lim_json_get_string (block, "original_name"));
  known->ingest_sha256 = g_strdup (lim_json_get_string (block, "sha256"));
  g_mutex_lock (&index->lock);
  g_ptr_array_add (index->all, known);
  g_mutex_unlock (&index->lock);
  return TRUE;
}

static void
enter (LimIngestIndex *index, LimIngestKnown *known)
{
  if (known->file.fault == NULL && *known->file.sha256 != '\0')
    {
      g_hash_table_insert (index->by_bytes, known->file.sha256, known);
      g_hash_table_insert (index->by_pixels, known->file.pixels_sha256, known);
    }
  else if (known->file.path == NULL && known->ingest_sha256 != NULL)
    g_hash_table_insert (index->by_origin, known->ingest_sha256, known);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const LimIngestKnown *const *first = a, *const *second = b;

  return strcmp ((*first)->id, (*second)->id);
}

/* Backwards, so that of several that are equal the first by id is named. */
static gboolean
look_at_images (LimIngestIndex *index, const LimContext *context, GError **error)
{
  g_autofree char *memory = lim_project_path (index->project, MEMORY);
  g_autofree LimImageFile **files = g_new (LimImageFile *, MAX (index->all->len, 1));
  gboolean remembers = index->all->len > 0 && lim_project_ensure_state_folder (index->project, NULL);

  g_ptr_array_sort (index->all, compare_ids);
  for (guint i = 0; i < index->all->len; i++)
    files[i] = &((LimIngestKnown *) index->all->pdata[i])->file;
  if (!lim_image_marks_take (files, index->all->len, remembers ? memory : NULL, context, error))
    return FALSE;
  for (guint i = index->all->len; i-- > 0;)
    enter (index, index->all->pdata[i]);
  return TRUE;
}

LimIngestIndex *
lim_ingest_index_new (const LimContext *context, const LimProject *project, GError **error)
{
  g_autoptr (LimIngestIndex) index = g_new0 (LimIngestIndex, 1);

  index->project = project;
  index->all = g_ptr_array_new_with_free_func (known_free);
  index->by_bytes = g_hash_table_new (g_str_hash, g_str_equal);
  index->by_origin = g_hash_table_new (g_str_hash, g_str_equal);
  index->by_pixels = g_hash_table_new (g_str_hash, g_str_equal);
  g_mutex_init (&index->lock);
  if (!lim_store_for_each_record (project, NULL, 0, take_record, NULL, index, context->cancellable, error)
      || !look_at_images (index, context, error))
    return NULL;
  return g_steal_pointer (&index);
}

void
lim_ingest_index_free (LimIngestIndex *index)
{
  if (index == NULL)
    return;
  g_mutex_clear (&index->lock);
  g_hash_table_unref (index->by_bytes);
  g_hash_table_unref (index->by_origin);
  g_hash_table_unref (index->by_pixels);
  g_ptr_array_unref (index->all);
  g_free (index);
}

void
lim_ingest_index_add (LimIngestIndex *index, LimIngestKnown *known)
{
  g_ptr_array_add (index->all, known);
  if (lim_ingest_index_find (index, known->file.sha256) == NULL)
    enter (index, known);
}

const LimIngestKnown *
lim_ingest_index_find (LimIngestIndex *index, const char *sha256)
{
  const LimIngestKnown *known = g_hash_table_lookup (index->by_bytes, sha256);

  return known != NULL ? known : g_hash_table_lookup (index->by_origin, sha256);
}

const LimIngestKnown *
lim_ingest_index_near (LimIngestIndex *index, const LimImageFile *marks, guint *distance)
{
  const LimIngestKnown *nearest = g_hash_table_lookup (index->by_pixels, marks->pixels_sha256);

  *distance = nearest != NULL ? 0 : LIM_NEAR_IDENTICAL_BITS + 1;
  if (nearest != NULL || marks->fingerprint == 0)
    return nearest;
  for (guint i = 0; i < index->all->len; i++)
    {
      const LimIngestKnown *known = index->all->pdata[i];
      guint bits = lim_fingerprint_distance (known->file.fingerprint, marks->fingerprint);

      if (known->file.fault == NULL && known->file.fingerprint != 0 && bits < *distance)
        {
          nearest = known;
          *distance = bits;
        }
    }
  return nearest;
}

void
lim_ingest_index_remember (LimIngestIndex *index, const LimProject *project)
{
  g_autofree char *memory = lim_project_path (project, MEMORY);
  g_autofree LimImageFile **files = g_new (LimImageFile *, MAX (index->all->len, 1));

  for (guint i = 0; i < index->all->len; i++)
    files[i] = &((LimIngestKnown *) index->all->pdata[i])->file;
  if (lim_project_ensure_state_folder (project, NULL))
    lim_image_marks_remember (files, index->all->len, memory);
}
