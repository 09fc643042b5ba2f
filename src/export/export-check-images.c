#include "export-check.h"

#include <string.h>

#include "base-file.h"
#include "base-hash.h"
#include "base-pool.h"
#include "export-leakage.h"
#include "imaging-fingerprint.h"

/* -- Collecting -- */

static guint
enter (LimCheck *check, const char *key, LimCheckImage *image)
{
  g_ptr_array_add (check->images, image);
  g_hash_table_insert (check->image_by_key, g_strdup (key), GUINT_TO_POINTER (check->images->len));
  return check->images->len - 1;
}

guint
lim_check_image_file (LimCheck *check, const char *path)
{
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (check->image_by_key, path));
  const char *digest = g_hash_table_lookup (check->digests, path);
  g_autofree char *fresh = NULL;

  if (known != 0)
    return known - 1;

  LimCheckImage *image = g_new0 (LimCheckImage, 1);
  image->path = g_strdup (path);
  if (digest == NULL)
    {
      g_autofree char *full = g_build_filename (check->folder, path, NULL);
      digest = fresh = lim_sha256_file_hex (full, NULL);
    }
  if (digest != NULL)
    g_strlcpy (image->sha256, digest, sizeof image->sha256);
  image->is_bad = digest == NULL;
  return enter (check, path, image);
}

/* Digest of size and pixels; only compared with others made here. */
static void
mark_pixels (LimCheckImage *image, const LimImage *pixels)
{
  g_autoptr (LimHasher) hasher = lim_hasher_new ();
  g_autofree char *size = g_strdup_printf ("%ux%u", pixels->width, pixels->height);

  lim_hasher_add_string (hasher, size);
  lim_hasher_add_bytes (hasher, pixels->pixels, (gsize) pixels->width * pixels->height * 3);
  g_autofree char *digest = lim_hasher_finish_hex (hasher);
  g_strlcpy (image->pixels_sha256, digest, sizeof image->pixels_sha256);
  image->fingerprint = lim_fingerprint_rgb (pixels->pixels, pixels->width, pixels->height);
}

gboolean
lim_check_image_known (LimCheck *check, const char *key, guint *image)
{
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (check->image_by_key, key));

  if (known == 0)
    return FALSE;
  *image = known - 1;
  return TRUE;
}

guint
lim_check_image_bytes (LimCheck *check, const char *key, GBytes *bytes)
{
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autofree char *digest = lim_sha256_hex (data, (gssize) length);
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (check->image_by_key, digest));

  if (known != 0)
    {
      g_hash_table_insert (check->image_by_key, g_strdup (key), GUINT_TO_POINTER (known));
      return known - 1;
    }

  LimCheckImage *image = g_new0 (LimCheckImage, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (LimImage) pixels = lim_image_load_rgb_bytes (bytes, "an embedded image", 0, &error);
  g_strlcpy (image->sha256, digest, sizeof image->sha256);
  image->is_bad = pixels == NULL;
  if (pixels != NULL)
    mark_pixels (image, pixels);
  else
    lim_check_fault (check, LIM_FINDING_ERROR, "an image cannot be decoded", NULL, 0, NULL, "%s", error->message);
  known = enter (check, digest, image);
  g_hash_table_insert (check->image_by_key, g_strdup (key), GUINT_TO_POINTER (known + 1));
  return known;
}

/* -- Decoding those that are files -- */

typedef struct
{
  LimCheck *check;
  char **messages; /* what the decoder said, per image */
} Decoding;

static gboolean
decode_one (gsize index, gpointer data, GError **error)
{
  Decoding *decoding = data;
  LimCheckImage *image = g_ptr_array_index (decoding->check->images, index);
  g_autoptr (GError) said = NULL;
  (void) error;

  if (image->path != NULL && !image->is_bad)
    {
      g_autofree char *path = g_build_filename (decoding->check->folder, image->path, NULL);
      g_autoptr (LimImage) pixels = lim_image_load_rgb (path, 0, &said);

      if (pixels != NULL)
        mark_pixels (image, pixels);
      else
        decoding->messages[index] = g_strdup (said->message);
    }
  lim_progress_step (decoding->check->context->progress, 1, NULL);
  return TRUE;
}

static gboolean
decode_files (LimCheck *check, GError **error)
{
  guint n = check->images->len;
  g_auto (GStrv) messages = g_new0 (char *, n + 1);
  Decoding decoding = { check, messages };

  lim_progress_begin (check->context->progress, n, "image", "Decoding images");
  gboolean ok = lim_pool_run (0, n, decode_one, &decoding, check->context->cancellable, error);
  lim_progress_end (check->context->progress);
  for (guint i = 0; i < n; i++)
    {
      LimCheckImage *image = g_ptr_array_index (check->images, i);

      if (messages[i] == NULL)
        continue;
      image->is_bad = TRUE;
      lim_check_fault (check, LIM_FINDING_ERROR, "an image cannot be decoded", image->path, 0, NULL, "%s",
                       messages[i]);
      g_clear_pointer (&messages[i], g_free);
      messages[i] = g_strdup (""); /* g_strfreev stops at the first NULL */
    }
  for (guint i = 0; i < n; i++)
    if (messages[i] == NULL)
      messages[i] = g_strdup ("");
  return ok;
}

/* -- Units -- */

void
lim_check_units (LimCheck *check)
{
  g_autofree char *path = g_build_filename (check->folder, "units.jsonl", NULL);
  gsize length;
  g_autofree char *text = check->strict ? lim_file_read (path, (gsize) 2 << 30, &length, NULL) : NULL;
  guint line = 0;

  if (text == NULL)
    return;
  for (char *at = text, *end; (end = memchr (at, '\n', length - (gsize) (at - text))) != NULL; at = end + 1)
    {
      g_autoptr (LimJsonDoc) doc = lim_json_parse ("units.jsonl", at, end - at, NULL);
      const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
      const char *file = lim_json_get_string (root, "file");
      gint64 row = lim_json_get_int (root, "row", -1);

      line++;
      if (file == NULL || row < 0)
        lim_check_fault (check, LIM_FINDING_ERROR, "units.jsonl does not match", "units.jsonl", line, NULL,
                         "expected an object with file and row");
      else
        g_hash_table_insert (check->units, g_strdup_printf ("%s\n%" G_GINT64_FORMAT, file, row),
                             g_steal_pointer (&doc));
    }
}

/* The unit of the row that @showing belongs to; NULL without units. */
static const LimJson *
unit_of (LimCheck *check, const LimCheckShowing *showing)
{
  const LimCheckFile *file = g_ptr_array_index (check->files, showing->file);
  g_autofree char *key = g_strdup_printf ("%s\n%u", file->path, showing->row);
  const LimJsonDoc *doc = g_hash_table_lookup (check->units, key);

  return doc != NULL ? lim_json_root (doc) : NULL;
}

static const char *
text_at (const LimJson *list, guint index)
{
  const LimJson *item = lim_json_first (list);

  while (item != NULL && index-- > 0)
    item = lim_json_next (item);
  return lim_json_string (item);
}

/* The place of @showing among those of its row. */
static guint
place_in_row (const LimCheck *check, guint index)
{
  const LimCheckShowing *showing = &g_array_index (check->showings, LimCheckShowing, index);
  guint place = 0;

  while (place < index)
    {
      const LimCheckShowing *before = &g_array_index (check->showings, LimCheckShowing, index - place - 1);

      if (before->file != showing->file || before->row != showing->row)
        break;
      place++;
    }
  return place;
}

static void
compare_with_unit (LimCheck *check, guint index, const LimJson *unit)
{
  const LimCheckShowing *showing = &g_array_index (check->showings, LimCheckShowing, index);
  const LimCheckImage *image = g_ptr_array_index (check->images, showing->image);
  const LimCheckFile *file = g_ptr_array_index (check->files, showing->file);
  const char *sha256 = text_at (lim_json_get (unit, "sha256"), place_in_row (check, index));

  if (!image->is_bad && g_strcmp0 (sha256, image->sha256) != 0)
    lim_check_fault (check, LIM_FINDING_ERROR, "units.jsonl does not match", file->path, showing->row + 1, NULL,
                     "row %u shows another image than units.jsonl says", showing->row);
}

/* -- Leakage -- */

static GArray *
what_is_shown (LimCheck *check)
{
  GArray *shown = g_array_new (FALSE, FALSE, sizeof (LimShown));

  for (guint i = 0; i < check->showings->len; i++)
    {
      const LimCheckShowing *showing = &g_array_index (check->showings, LimCheckShowing, i);
      const LimCheckImage *image = g_ptr_array_index (check->images, showing->image);
      const LimJson *unit = unit_of (check, showing);
      LimShown one = { .split = showing->split, .fingerprint = image->fingerprint };

      if (unit != NULL)
        {
          compare_with_unit (check, i, unit);
          one.asset = text_at (lim_json_get (unit, "assets"), place_in_row (check, i));
        }
      one.sha256 = *image->sha256 != '\0' ? image->sha256 : NULL;
      one.pixels_sha256 = *image->pixels_sha256 != '\0' ? image->pixels_sha256 : NULL;
      g_array_append_val (shown, one);
    }
  return shown;
}

static char *
describe_showing (LimCheck *check, guint index)
{
  const LimCheckShowing *showing = &g_array_index (check->showings, LimCheckShowing, index);
  const LimCheckFile *file = g_ptr_array_index (check->files, showing->file);

  return g_strdup_printf ("%s row %u", file->path, showing->row);
}

static void
check_leakage (LimCheck *check)
{
  g_autoptr (GArray) shown = what_is_shown (check);
  guint64 total;
  g_autoptr (GArray) leaks = lim_export_find_leaks ((const LimShown *) (void *) shown->data, shown->len, 3, &total);

  for (guint i = 0; i < leaks->len; i++)
    {
      const LimLeak *leak = &g_array_index (leaks, LimLeak, i);
      g_autofree char *a = describe_showing (check, leak->a);
      g_autofree char *b = describe_showing (check, leak->b);

      lim_check_fault (check, LIM_FINDING_ERROR, "splits share images", NULL, 0, NULL, "%s and %s show %s", a, b,
                       leak->what);
      check->n_fatal++;
    }
}

static void
look_for_unshown (LimCheck *check)
{
  GHashTableIter iter;
  gpointer path;

  g_hash_table_iter_init (&iter, check->digests);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    if (strstr (path, "images/") != NULL && !g_hash_table_contains (check->image_by_key, path))
      lim_check_fault (check, LIM_FINDING_WARNING, "an image has no row", path, 0, NULL, "no row shows this image");
}

gboolean
lim_check_images (LimCheck *check, GError **error)
{
  if (!decode_files (check, error))
    return FALSE;
  check_leakage (check);
  look_for_unshown (check);
  return TRUE;
}
