/* lora-pack-webdataset.c: archives whose files belong together by the name up to the first dot, and stand side by side. Names are
 * numbers: a subject's own name may hold a dot, which would cut it in two. */
#include "lora-pack-private.h"

#include "base-file-stream.h"
#include "base-json.h"
#include "base-tar.h"

#include <string.h>

/* About what loaders like to fetch at a time. */
#define SHARD_BYTES G_GUINT64_CONSTANT (1000000000)

typedef struct
{
  LimPacking *packing;
  const char *prefix; /* “train” */
  LimFileStream *stream;
  guint shard, sample;
  guint64 room; /* taken in the shard */
} Shards;

static gboolean
to_stream (const void *data, gsize length, gpointer sink_data, GError **error)
{
  Shards *self = sink_data;

  if (!lim_file_stream_write (self->stream, data, length, error))
    return FALSE;
  self->packing->bytes += length;
  self->room += length;
  return TRUE;
}

static char *
shard_path (const LimPacking *packing, const char *prefix, guint shard)
{
  g_autofree char *name = g_strdup_printf ("%s-%06u.tar", prefix, shard);

  return g_build_filename (packing->folder, name, NULL);
}

static gboolean
close_shard (Shards *self, GError **error)
{
  gboolean ok = self->stream == NULL
                || (lim_tar_finish (to_stream, self, error) && lim_file_stream_commit (self->stream, error));

  self->shard += self->stream != NULL ? 1 : 0;
  g_clear_pointer (&self->stream, lim_file_stream_free);
  return ok;
}

static gboolean
open_shard (Shards *self, GError **error)
{
  g_autofree char *path = shard_path (self->packing, self->prefix, self->shard);

  self->stream = lim_file_stream_open (path, error);
  self->packing->n_files++;
  self->room = 0;
  return self->stream != NULL;
}

static char *
describe (const LimLoraCheckImage *image)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);
  g_autofree char *name = g_path_get_basename (image->path);
  GString *text = g_string_new (NULL);

  lim_json_set_string (root, "file_name", name);
  lim_json_set_string (root, "id", image->image != NULL ? image->image->id : "");
  lim_json_set_bool (root, "mirrored", image->flip);
  lim_json_set_int (root, "repeats", (gint64) image->trained->repeats);
  lim_json_append_compact (text, root);
  return g_string_free (text, FALSE);
}

/* The words of a folder have “_” where the class has blanks. */
static const char *
caption_of (const LimPacking *packing, const LimLoraCheckImage *image)
{
  return image->is_reg && image->trained->source == LIM_TRAINER_CAPTION_CLASS ? packing->check->set->plan->class_words
                                                                              : image->trained->caption;
}

static gboolean
add_part (Shards *self, const char *ending, const void *data, gsize length, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%06u.%s", self->sample, ending);

  return lim_tar_write (name, data, length, to_stream, self, error);
}

static gboolean
add_sample (Shards *self, const LimLoraCheckImage *image, GError **error)
{
  g_autoptr (GBytes) bytes = lim_packing_read (self->packing, image, error);
  g_autofree char *about = describe (image);
  const char *caption = caption_of (self->packing, image);
  const char *ending = lim_image_format_extension (image->info.format);

  if (bytes == NULL)
    return FALSE;
  if (self->stream != NULL && self->room + lim_tar_room (g_bytes_get_size (bytes)) > SHARD_BYTES
      && !close_shard (self, error))
    return FALSE;
  if ((self->stream == NULL && !open_shard (self, error))
      || !add_part (self, ending, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error)
      || !add_part (self, "txt", caption, strlen (caption), error)
      || !add_part (self, "json", about, strlen (about), error))
    return FALSE;
  self->sample++;
  return TRUE;
}

static gboolean
write_set (LimPacking *packing, gboolean is_reg, GError **error)
{
  Shards self = { .packing = packing, .prefix = is_reg ? "reg" : "train" };
  gboolean ok = TRUE;

  for (guint i = 0; ok && i < packing->check->images->len; i++)
    {
      const LimLoraCheckImage *image = packing->check->images->pdata[i];

      if (image->is_reg == is_reg && lim_packing_takes (image))
        ok = add_sample (&self, image, error);
    }
  ok = ok && close_shard (&self, error);
  g_clear_pointer (&self.stream, lim_file_stream_free);
  return ok;
}

gboolean
lim_pack_webdataset (LimPacking *packing, GError **error)
{
  return write_set (packing, FALSE, error) && write_set (packing, TRUE, error);
}

/* -- Reading it again -- */

typedef struct
{
  const LimPacking *packing;
  const char *prefix;
  guint shard;
  char *bytes;
  gsize length, at;
} Reader;

static gboolean
next_shard (Reader *self, GError **error)
{
  g_autofree char *path = shard_path (self->packing, self->prefix, self->shard++);

  g_clear_pointer (&self->bytes, g_free);
  self->at = 0;
  self->bytes = lim_file_read (path, (gsize) SHARD_BYTES * 2, &self->length, error);
  return self->bytes != NULL;
}

/* The next file, of this shard or the first of the next. */
static gboolean
next_entry (Reader *self, LimTarEntry *entry, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (self->bytes != NULL
      && lim_tar_next (self->prefix, (const guint8 *) self->bytes, self->length, &self->at, entry, &problem))
    return TRUE;
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return next_shard (self, error)
         && lim_tar_next (self->prefix, (const guint8 *) self->bytes, self->length, &self->at, entry, error);
}

static gboolean
expect (Reader *self, guint sample, const char *ending, const void *data, gsize length, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%06u.%s", sample, ending);
  LimTarEntry entry;

  if (!next_entry (self, &entry, error))
    return error != NULL && *error != NULL
               ? FALSE
               : lim_fail (error, LIM_ERROR_IO, "%s: %s is missing in what was packed", self->prefix, name);
  return (strcmp (entry.name, name) == 0 && entry.length == length
          && (length == 0 || memcmp (entry.data, data, length) == 0))
         || lim_fail (error, LIM_ERROR_IO, "%s: %s is not what is there now; run it again", self->prefix, name);
}

static gboolean
verify_sample (Reader *self, guint sample, const LimLoraCheckImage *image, GError **error)
{
  g_autoptr (GBytes) bytes = lim_packing_read (self->packing, image, error);
  g_autofree char *about = describe (image);
  const char *caption = caption_of (self->packing, image);

  return bytes != NULL
         && expect (self, sample, lim_image_format_extension (image->info.format), g_bytes_get_data (bytes, NULL),
                    g_bytes_get_size (bytes), error)
         && expect (self, sample, "txt", caption, strlen (caption), error)
         && expect (self, sample, "json", about, strlen (about), error);
}

static gboolean
verify_set (const LimPacking *packing, gboolean is_reg, GError **error)
{
  Reader self = { .packing = packing, .prefix = is_reg ? "reg" : "train" };
  gboolean ok = TRUE;
  guint sample = 0;

  for (guint i = 0; ok && i < packing->check->images->len; i++)
    {
      const LimLoraCheckImage *image = packing->check->images->pdata[i];

      if (image->is_reg == is_reg && lim_packing_takes (image))
        ok = verify_sample (&self, sample++, image, error);
    }
  g_free (self.bytes);
  return ok;
}

gboolean
lim_pack_verify_webdataset (const LimPacking *packing, GError **error)
{
  return verify_set (packing, FALSE, error) && verify_set (packing, TRUE, error);
}
