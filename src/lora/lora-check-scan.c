/* lora-check-scan.c: what lies in the folders of a set. */
#include "lora-check-private.h"

#include "base-file.h"
#include "base-hash.h"
#include "base-pool.h"
#include "imaging-letterbox.h"

#include <string.h>
#include <sys/stat.h>

/* A trainer's folder is two levels deep; a third is looked at to say that it is not read. */
#define MOST_LEVELS 3
#define MOST_ENTRIES 1000000
#define MOST_CAPTION_BYTES (1 << 20)

static gboolean
is_caption (const char *name)
{
  return g_str_has_suffix (name, ".txt") || g_str_has_suffix (name, ".caption");
}

/* Links are followed, as the trainer does, but what is no regular file is not opened. */
static GBytes *
read_caption (const char *path)
{
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  char *bytes = lim_file_read (path, MOST_CAPTION_BYTES, &length, &problem);

  return bytes != NULL ? g_bytes_new_take (bytes, length) : NULL;
}

static gboolean scan_folder (LimLoraChecking *self, const char *path, const char *below, guint level, GError **error);

static gboolean
scan_entry (LimLoraChecking *self, const char *folder, const char *below, const char *name, guint level,
            GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *relative = g_build_filename (below, name, NULL);
  struct stat about;

  if (stat (path, &about) != 0 || lim_file_is_temporary_name (name))
    return TRUE;
  if (self->check->entries->len >= MOST_ENTRIES)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s: more than a million files; is this a training set?", folder);
  g_autoptr (GBytes) text = S_ISREG (about.st_mode) && is_caption (name) ? read_caption (path) : NULL;
  lim_trainer_entries_add (self->check->entries, relative, S_ISDIR (about.st_mode), text);
  if (S_ISREG (about.st_mode) && !is_caption (name) && !lim_trainer_looks_like_image (name))
    g_ptr_array_add (self->check->others, lim_lora_path (self->set, relative));
  return !S_ISDIR (about.st_mode) || level + 1 >= MOST_LEVELS || scan_folder (self, path, relative, level + 1, error);
}

static gboolean
scan_folder (LimLoraChecking *self, const char *path, const char *below, guint level, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &problem);

  if (dir == NULL && g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return TRUE;
  if (dir == NULL)
    return lim_fail (error, LIM_ERROR_IO, "%s", problem->message);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    if (!scan_entry (self, path, below, name, level, error))
      return FALSE;
  return TRUE;
}

/* -- The images -- */

/* Which image of the plan each name of a file belongs to: even numbers the image, odd ones its mirrored copy. */
static GHashTable *
known_names (const LimLoraChecking *self, const GPtrArray *images)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < images->len; i++)
    for (guint flip = 0; flip < 2; flip++)
      {
        const LimPlanImage *image = images->pdata[i];
        g_autofree char *stem = lim_lora_made_stem (self->made, image->id, flip != 0);
        g_autofree char *name = stem != NULL ? g_strconcat (stem, ".png", NULL) : NULL;

        if (name != NULL)
          g_hash_table_insert (names, lim_lora_train_path (self->set, name), GUINT_TO_POINTER (2 * i + flip + 1));
      }
  return names;
}

static void
add_image (LimLoraChecking *self, const char *path, const LimTrainerImage *trained, gboolean is_reg,
           GHashTable *names, const GPtrArray *of_plan)
{
  LimLoraCheckImage *image = g_new0 (LimLoraCheckImage, 1);
  guint which;

  image->path = lim_lora_path (self->set, path);
  image->trained = trained;
  image->is_reg = is_reg;
  which = GPOINTER_TO_UINT (g_hash_table_lookup (names, image->path));
  if (which > 0)
    {
      image->image = of_plan->pdata[(which - 1) / 2];
      image->flip = (which - 1) % 2 != 0;
    }
  g_ptr_array_add (self->check->images, image);
}

static void
list_images (LimLoraChecking *self)
{
  const LimTrainerReading *reading = self->check->reading;
  g_autoptr (GPtrArray) of_plan = lim_plan_images (self->set->plan);
  g_autoptr (GHashTable) names = known_names (self, of_plan);

  for (guint i = 0; i < reading->images->len; i++)
    {
      const LimTrainerImage *trained = reading->images->pdata[i];

      add_image (self, trained->path, trained, trained->is_reg, names, of_plan);
    }
  for (guint i = 0; i < reading->ignored->len; i++)
    {
      const LimTrainerPass *pass = &g_array_index (reading->ignored, LimTrainerPass, i);

      if (pass->why == LIM_TRAINER_REG_SURPLUS)
        add_image (self, pass->path, NULL, TRUE, names, of_plan);
    }
}

/* What the picture is seen in a mirror, as the same two marks. */
static void
mark_mirrored (LimLoraCheckImage *image, const LimImage *picture)
{
  g_autoptr (LimImage) mirrored = lim_image_mirrored (picture);
  g_autofree char *hash = lim_sha256_hex (mirrored->pixels, (gssize) mirrored->width * mirrored->height * 3);

  image->mirror_fingerprint = lim_fingerprint_rgb (mirrored->pixels, mirrored->width, mirrored->height);
  g_strlcpy (image->mirror_pixels_sha256, hash, sizeof image->mirror_pixels_sha256);
}

static void
mark (LimLoraCheckImage *image, const LimImage *picture)
{
  g_autofree char *hash = lim_sha256_hex (picture->pixels, (gssize) picture->width * picture->height * 3);

  image->marks.width = picture->width;
  image->marks.height = picture->height;
  image->marks.fingerprint = lim_fingerprint_rgb (picture->pixels, picture->width, picture->height);
  g_strlcpy (image->marks.pixels_sha256, hash, sizeof image->marks.pixels_sha256);
  mark_mirrored (image, picture);
}

static gboolean
look_at (gsize index, gpointer data, GError **error G_GNUC_UNUSED)
{
  LimLoraChecking *self = data;
  LimLoraCheckImage *image = self->check->images->pdata[index];
  g_autofree char *path = lim_project_path (self->set->project, image->path);
  g_autoptr (GError) problem = NULL;
  g_autoptr (LimImage) picture = NULL;
  struct stat about;

  if (stat (path, &about) == 0)
    image->changed_us = (gint64) about.st_mtim.tv_sec * G_USEC_PER_SEC + about.st_mtim.tv_nsec / 1000;
  if (!lim_image_probe (path, &image->info, &problem) || (picture = lim_image_load_rgb (path, 0, &problem)) == NULL)
    image->unreadable = g_strdup (problem->message);
  else
    mark (image, picture);
  lim_progress_step (self->context->progress, 1, image->path);
  return TRUE;
}

gboolean
lim_lora_check_scan (LimLoraChecking *self, GError **error)
{
  static const char *const parents[] = { "train", "reg" };
  gboolean ok = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (parents); i++)
    {
      g_autofree char *relative = lim_lora_path (self->set, parents[i]);
      g_autofree char *path = lim_project_path (self->set->project, relative);

      if (!scan_folder (self, path, parents[i], 0, error))
        return FALSE;
    }
  self->check->reading = lim_trainer_read (self->check->entries, ".txt");
  list_images (self);
  lim_progress_begin (self->context->progress, self->check->images->len, "image", "Looking");
  ok = lim_pool_run (0, self->check->images->len, look_at, self, self->context->cancellable, error);
  lim_progress_end (self->context->progress);
  return ok;
}
