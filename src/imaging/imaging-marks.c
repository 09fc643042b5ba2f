#include "imaging-marks.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base-file.h"
#include "base-hash.h"
#include "base-pool.h"
#include "imaging-fingerprint.h"
#include "imaging-metadata.h"

#define FIRST_LINE "limner image marks 1\n"

/* A file that was not changed keeps all three; two names of one file share them. */
typedef struct
{
  guint64 inode;
  guint64 size;
  gint64 mtime_ns;
} Key;

typedef struct
{
  Key key;
  LimImageFile marks; /* without a path */
  const char *path;   /* one of the names, borrowed */
} Entry;

static guint
key_hash (gconstpointer key)
{
  const Key *k = key;

  return (guint) ((k->inode * 0x9e3779b97f4a7c15u ^ k->size ^ (guint64) k->mtime_ns * 0xc2b2ae3d27d4eb4fu) >> 24);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Key)) == 0;
}

/* -- The memory -- */

static gboolean
parse_line (const char *line, Entry *entry)
{
  int format, has_palette, has_alpha;
  LimImageFile *marks = &entry->marks;
  LimImageInfo *info = &marks->info;

  if (sscanf (line, "%" SCNu64 " %" SCNu64 " %" SCNd64 " %64[0-9a-f] %64[0-9a-f] %" SCNx64 " %d %u %u %u %u %d %d",
              &entry->key.inode, &entry->key.size, &entry->key.mtime_ns, marks->sha256, marks->pixels_sha256,
              &marks->fingerprint, &format, &info->width, &info->height, &info->bit_depth, &info->channels,
              &has_palette, &has_alpha)
      != 13)
    return FALSE;
  if (strlen (marks->sha256) != 64 || strlen (marks->pixels_sha256) != 64 || format < 0 || format > LIM_IMAGE_WEBP)
    return FALSE;
  info->format = (LimImageFormat) format;
  info->has_palette = has_palette != 0;
  info->has_alpha = has_alpha != 0;
  info->bytes = entry->key.size;
  return TRUE;
}

static GHashTable *
read_memory (const char *path)
{
  GHashTable *known = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  gsize length;
  g_autofree char *text = path != NULL ? lim_file_read (path, (gsize) 1 << 30, &length, NULL) : NULL;

  if (text == NULL || !g_str_has_prefix (text, FIRST_LINE))
    return known;
  for (char *line = text + strlen (FIRST_LINE), *end; (end = strchr (line, '\n')) != NULL; line = end + 1)
    {
      g_autofree Entry *entry = g_new0 (Entry, 1);

      *end = '\0';
      if (parse_line (line, entry))
        {
          g_hash_table_add (known, entry);
          g_steal_pointer (&entry);
        }
    }
  return known;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *const *left = a, *const *right = b;

  return memcmp (&(*left)->key, &(*right)->key, sizeof (Key));
}

/* A project that cannot be written to is exported all the same, only slower the next time. */
static void
write_memory (const char *path, GHashTable *entries)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (FIRST_LINE);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    g_ptr_array_add (sorted, value);
  g_ptr_array_sort (sorted, compare_entries);
  for (guint i = 0; i < sorted->len; i++)
    {
      const Entry *entry = g_ptr_array_index (sorted, i);
      const LimImageFile *marks = &entry->marks;
      const LimImageInfo *info = &marks->info;

      if (marks->fault == NULL)
        g_string_append_printf (text,
                                "%" PRIu64 " %" PRIu64 " %" PRId64 " %s %s %016" PRIx64 " %d %u %u %u %u %d %d\n",
                                entry->key.inode, entry->key.size, entry->key.mtime_ns, marks->sha256,
                                marks->pixels_sha256, marks->fingerprint, (int) info->format, info->width,
                                info->height, info->bit_depth, info->channels, info->has_palette, info->has_alpha);
    }
  lim_file_write (path, text->str, text->len, NULL);
}

/* -- Looking -- */

static gboolean
has_known_signature (const char *path)
{
  FILE *file = fopen (path, "re");
  guint8 head[12] = { 0 };
  gsize length = 0;

  if (file == NULL)
    return FALSE;
  length = fread (head, 1, sizeof head, file);
  fclose (file);
  return length == 0 || memcmp (head, "\x89PNG", 4) == 0 || memcmp (head, "\xff\xd8\xff", 3) == 0
         || (memcmp (head, "RIFF", 4) == 0 && memcmp (head + 8, "WEBP", 4) == 0);
}

static void
examine (Entry *entry)
{
  LimImageFile *marks = &entry->marks;
  LimImageMarks seen;
  g_autofree char *sha256 = NULL;

  if (!lim_image_probe (entry->path, &marks->info, NULL) || !lim_image_marks (entry->path, &seen, NULL)
      || (sha256 = lim_sha256_file_hex (entry->path, NULL)) == NULL)
    {
      marks->fault = has_known_signature (entry->path) ? "image_undecodable" : "image_format";
      return;
    }
  marks->fingerprint = seen.fingerprint;
  g_strlcpy (marks->pixels_sha256, seen.pixels_sha256, sizeof marks->pixels_sha256);
  g_strlcpy (marks->sha256, sha256, sizeof marks->sha256);
}

typedef struct
{
  GPtrArray *entries; /* to examine */
  LimProgress *progress;
} Work;

static gboolean
examine_one (gsize index, gpointer data, GError **error)
{
  Work *work = data;
  (void) error;

  examine (g_ptr_array_index (work->entries, index));
  lim_progress_step (work->progress, 1, NULL);
  return TRUE;
}

/* The entry that @image belongs to, a new one when its file is not known; NULL when there is no file. */
static Entry *
find_entry (const LimImageFile *image, GHashTable *known, GHashTable *seen, GPtrArray *unknown)
{
  struct stat info;

  if (image->path == NULL || stat (image->path, &info) < 0 || !S_ISREG (info.st_mode))
    return NULL;

  Key key = { info.st_ino, (guint64) info.st_size, (gint64) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec };
  Entry *entry = g_hash_table_lookup (seen, &key);
  if (entry != NULL)
    return entry;

  Entry *remembered = g_hash_table_lookup (known, &key);
  entry = g_new0 (Entry, 1);
  if (remembered != NULL)
    *entry = *remembered;
  entry->key = key;
  entry->path = image->path;
  g_hash_table_add (seen, entry);
  if (remembered == NULL)
    g_ptr_array_add (unknown, entry);
  return entry;
}

static void
fill (LimImageFile *image, const Entry *entry)
{
  char *path = image->path;

  if (entry == NULL)
    {
      image->fault = "no_image";
      return;
    }
  *image = entry->marks;
  image->path = path;
  image->mtime_ns = entry->key.mtime_ns;
}

gboolean
lim_image_marks_take (LimImageFile *const *images, guint n, const char *memory, const LimContext *context,
                      GError **error)
{
  g_autoptr (GHashTable) known = read_memory (memory);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  g_autoptr (GPtrArray) unknown = g_ptr_array_new ();
  g_autofree Entry **entries = g_new0 (Entry *, MAX (n, 1));
  Work work = { unknown, context->progress };
  gboolean ok = TRUE;

  for (guint i = 0; i < n; i++)
    entries[i] = find_entry (images[i], known, seen, unknown);
  if (unknown->len > 0)
    {
      lim_progress_begin (context->progress, unknown->len, "image", "Looking at images");
      ok = lim_pool_run (0, unknown->len, examine_one, &work, context->cancellable, error);
      lim_progress_end (context->progress);
    }
  if (!ok)
    return FALSE;
  if (memory != NULL && (unknown->len > 0 || g_hash_table_size (seen) != g_hash_table_size (known)))
    write_memory (memory, seen);
  for (guint i = 0; i < n; i++)
    fill (images[i], entries[i]);
  return TRUE;
}

void
lim_image_marks_remember (LimImageFile *const *images, guint n, const char *memory)
{
  g_autoptr (GHashTable) entries = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);

  for (guint i = 0; i < n; i++)
    {
      struct stat info;
      Entry *entry;

      if (images[i]->path == NULL || images[i]->fault != NULL || stat (images[i]->path, &info) < 0)
        continue;
      entry = g_new0 (Entry, 1);
      entry->key = (Key){ info.st_ino, (guint64) info.st_size,
                          (gint64) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec };
      entry->marks = *images[i];
      g_hash_table_add (entries, entry);
    }
  write_memory (memory, entries);
}

/* -- Without metadata -- */

static gboolean
has_digest (GBytes *bytes, const char *sha256)
{
  g_autofree char *found = lim_sha256_hex (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));

  return strcmp (found, sha256) == 0;
}

static GBytes *
read_bytes (const char *path, GError **error)
{
  gsize length;
  char *data = lim_file_read (path, (gsize) 1 << 30, &length, error);

  return data != NULL ? g_bytes_new_take (data, length) : NULL;
}

static gpointer
fail_changed (const char *path, GError **error)
{
  return lim_fail_null (error, LIM_ERROR_CONFLICT, "%s: changed while it was exported. Export again.", path);
}

gboolean
lim_image_marks_strip (LimImageFile *file, GError **error)
{
  g_autoptr (GBytes) bytes = read_bytes (file->path, error);
  g_autoptr (GBytes) bare = NULL;
  g_autofree char *hidden = NULL, *sha256 = NULL;

  if (bytes == NULL)
    return FALSE;
  if (!has_digest (bytes, file->sha256))
    return fail_changed (file->path, error) != NULL;
  bare = lim_image_strip (bytes, file->path, error);
  if (bare == NULL)
    return FALSE;
  hidden = lim_image_read_hidden (bytes);
  sha256 = lim_sha256_hex (g_bytes_get_data (bare, NULL), (gssize) g_bytes_get_size (bare));
  g_strlcpy (file->sha256, sha256, sizeof file->sha256);
  file->info.bytes = g_bytes_get_size (bare);
  file->has_hidden = hidden != NULL;
  file->bare = TRUE;
  return TRUE;
}

GBytes *
lim_image_file_read (const LimImageFile *file, GError **error)
{
  g_autoptr (GBytes) bytes = read_bytes (file->path, error);
  g_autoptr (GBytes) bare = bytes != NULL && file->bare ? lim_image_strip (bytes, file->path, error) : NULL;
  GBytes *wanted = file->bare ? bare : bytes;

  if (wanted == NULL)
    return NULL;
  return has_digest (wanted, file->sha256) ? g_bytes_ref (wanted) : fail_changed (file->path, error);
}
