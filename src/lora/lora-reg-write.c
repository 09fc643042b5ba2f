/* lora-reg-write.c: from originals to the images of reg/{N}_{class}/.
 *
 * dataset/<subject>/reg.json tells which original each was made from and what was written, so that what a person changed is
 * seen:
 *
 *   { "folder": "reg/1_young_woman", "images": { "reg_001": { "original": id, "made_from": hash, "png": hash } } }
 *
 * Without it images are compared with what would be written. */

#include "base-file-group.h"
#include "base-hash.h"
#include "base-text.h"
#include "imaging-png.h"
#include "lora-memory.h"
#include "lora-original.h"
#include "lora-reg-private.h"
#include "lora-stale.h"
#include "store-document.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define RESTORE "restore the file from git, or delete it"

typedef struct
{
  const LimContext *context;
  const LimLoraSet *set;
  const LimLoraRegOptions *options;
  LimLoraRegReport *report;
  LimLoraMemory memory; /* reg.json */
  char *path;           /* of the folder, absolute */
  LimFileGroup *group;
  GPtrArray *waiting; /* (element-type Waiting): what is in the group */
} Writing;

/* An image that waits for the disk. */
typedef struct
{
  const LimLoraSlot *slot;
  char *from, *png; /* hashes: of what it is made from, of its bytes */
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_free (waiting->from);
  g_free (waiting->png);
  g_free (waiting);
}

static void
writing_clear (Writing *self)
{
  lim_lora_memory_clear (&self->memory);
  g_free (self->path);
  g_clear_pointer (&self->group, lim_file_group_free);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writing, writing_clear)

/* -- The memory -- */

static gboolean
open_memory (Writing *self, GError **error)
{
  if (!lim_lora_memory_open (&self->memory, self->set, "reg.json", RESTORE, error))
    return FALSE;

  LimJson *root = lim_lora_memory_root (&self->memory);
  if (self->memory.known == NULL)
    lim_json_set (root, "images", lim_json_new_object (self->memory.doc));
  return lim_json_is (lim_json_get (root, "images"), LIM_JSON_OBJECT)
         || lim_json_fail (root, error, "images must be an object; " RESTORE);
}

static LimJson *
images_of (const Writing *self)
{
  return lim_json_get (lim_lora_memory_root (&self->memory), "images");
}

/* -- The folder -- */

/* Where repeats or class changed, the folder of old takes the new name: beside the new one a trainer would read both. */
static gboolean
follow_rename (Writing *self, const char *now, GError **error)
{
  const char *before = lim_json_get_string (lim_lora_memory_root (&self->memory), "folder");
  g_autofree char *old_relative = before != NULL ? lim_lora_path (self->set, before) : NULL;
  g_autofree char *old = before != NULL ? lim_store_resolve (self->set->project, old_relative, error) : NULL;

  if (before == NULL || strcmp (before, now) == 0)
    return TRUE;
  if (old == NULL)
    return FALSE;
  if (!g_file_test (old, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (g_file_test (self->path, G_FILE_TEST_EXISTS))
    return lim_fail (
        error, LIM_ERROR_CONFLICT,
        "%s was the folder of regularization images before, and %s exists too; a trainer reads both. Move one "
        "of them away",
        old_relative, self->report->folder);
  if (rename (old, self->path) != 0)
    return lim_fail_errno (error, errno, old, "rename it");
  self->report->renamed_from = g_strdup (old_relative);
  return TRUE;
}

static gboolean
prepare_folder (Writing *self, GError **error)
{
  g_autofree char *now = lim_plan_reg_folder (self->set->plan);

  self->path = lim_store_resolve (self->set->project, self->report->folder, error);
  if (self->path == NULL || !open_memory (self, error) || !follow_rename (self, now, error))
    return FALSE;
  lim_json_set_string (lim_lora_memory_root (&self->memory), "folder", now);
  return lim_lora_memory_save (&self->memory, NULL, error) && lim_file_make_folder (self->path, error)
         && lim_lora_ensure_gitignore (self->set->project, error);
}

/* -- One image -- */

/* What is remembered of the image @key, made if need be. */
static LimJson *
require_entry (Writing *self, const char *key)
{
  if (!lim_json_is (lim_json_get (images_of (self), key), LIM_JSON_OBJECT))
    lim_json_set (images_of (self), key, lim_json_new_object (self->memory.doc));
  return lim_json_get (images_of (self), key);
}

static void
remember (Writing *self, const LimLoraSlot *slot, const char *from, const char *png)
{
  LimJson *image = require_entry (self, slot->key);

  lim_json_set_string (image, "original", slot->id);
  lim_json_set_string (image, "made_from", from);
  lim_json_set_string (image, "png", png);
  lim_json_remove (image, "png_coming");
}

/* Before they take their places, so that a run that is killed there finds its own work again. */
static gboolean
announce (Writing *self, GError **error)
{
  for (guint i = 0; i < self->waiting->len; i++)
    {
      const Waiting *waiting = self->waiting->pdata[i];

      lim_json_set_string (require_entry (self, waiting->slot->key), "png_coming", waiting->png);
    }
  return self->waiting->len == 0 || lim_lora_memory_save (&self->memory, NULL, error);
}

/* Whether what has the hash @found is what limner wrote as @key, or was about to write. */
static gboolean
is_own (const Writing *self, const char *key, const char *found)
{
  const LimJson *image = lim_json_get (images_of (self), key);

  return found != NULL
         && (g_strcmp0 (lim_json_get_string (image, "png"), found) == 0
             || g_strcmp0 (lim_json_get_string (image, "png_coming"), found) == 0);
}

static void
fail (Writing *self, const LimLoraSlot *slot, const char *message)
{
  lim_problems_add (self->report->problems, slot->key, message);
}

/* Puts what waits in its place, and only then remembers it. */
static void
commit (Writing *self)
{
  g_autoptr (GError) problem = NULL;
  gboolean announced = announce (self, &problem);
  gboolean well = announced && lim_file_group_commit (self->group, &problem);

  if (!announced)
    lim_file_group_abandon (self->group);
  for (guint i = 0; i < self->waiting->len; i++)
    {
      const Waiting *waiting = self->waiting->pdata[i];

      if (!well)
        {
          fail (self, waiting->slot, problem->message);
          continue;
        }
      self->report->n_caches += lim_lora_remove_caches_in (self->path, waiting->slot->key);
      remember (self, waiting->slot, waiting->from, waiting->png);
      self->report->n_written++;
    }
  g_ptr_array_set_size (self->waiting, 0);
}

/* Adds the image of @slot to those that wait, unless the same bytes are there: @found is the hash of what is. */
static gboolean
add_image (Writing *self, const LimLoraSlot *slot, const char *path, const char *found, const char *from,
           GError **error)
{
  g_autoptr (LimImage) square = lim_lora_original_fit (self->set, slot, error);
  g_autoptr (GBytes) bytes =
      square != NULL ? lim_png_encode_rgb (square->pixels, square->width, square->height, NULL, error) : NULL;
  Waiting *waiting;
  gsize length;

  if (bytes == NULL)
    return FALSE;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autofree char *hash = lim_sha256_hex (data, (gssize) length);
  if (g_strcmp0 (found, hash) == 0)
    {
      remember (self, slot, from, hash);
      self->report->n_existing++;
      return TRUE;
    }
  if (found != NULL && !self->options->force && !is_own (self, slot->key, found))
    return lim_fail (
        error, LIM_ERROR_CONFLICT,
        "%s.png is not what limner wrote there; it was changed by hand, or is somebody else's. Move it away, "
        "or pass --force to replace it",
        slot->key);
  if (!lim_file_group_add (self->group, path, bytes, error))
    return FALSE;
  waiting = g_new (Waiting, 1);
  *waiting = (Waiting){ .slot = slot, .from = g_strdup (from), .png = g_steal_pointer (&hash) };
  g_ptr_array_add (self->waiting, waiting);
  return TRUE;
}

static void
bring (Writing *self, const LimLoraSlot *slot)
{
  const LimJson *image = lim_json_get (images_of (self), slot->key);
  g_autofree char *name = g_strconcat (slot->key, ".png", NULL);
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  g_autofree char *found = lim_sha256_file_hex (path, NULL), *from = lim_lora_original_hash (self->set, slot);
  g_autoptr (GError) problem = NULL;

  if (found != NULL && g_strcmp0 (lim_json_get_string (image, "made_from"), from) == 0
      && g_strcmp0 (lim_json_get_string (image, "png"), found) == 0)
    self->report->n_existing++;
  else if (!add_image (self, slot, path, found, from, &problem))
    fail (self, slot, problem->message);
  if (self->waiting->len == LIM_FILE_GROUP_MAX)
    commit (self);
}

/* -- What lies there besides -- */

static gboolean
is_wanted (const Writing *self, const char *name)
{
  for (guint i = 0; i < self->report->slots->len; i++)
    {
      const LimLoraSlot *slot = self->report->slots->pdata[i];
      gsize length = strlen (slot->key);

      if (strncmp (name, slot->key, length) == 0 && strcmp (name + length, ".png") == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether the file @name is what limner wrote; then it is forgotten and removed. */
static gboolean
prune (Writing *self, const char *name)
{
  g_autofree char *key = g_str_has_suffix (name, ".png") ? g_strndup (name, strlen (name) - 4) : g_strdup (name);
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  g_autofree char *hash = lim_sha256_file_hex (path, NULL);

  if (!is_own (self, key, hash) || unlink (path) != 0)
    return FALSE;
  self->report->n_caches += lim_lora_remove_caches_in (self->path, key);
  lim_json_remove (images_of (self), key);
  self->report->n_pruned++;
  return TRUE;
}

static void
look_for_surplus (Writing *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    if (!lim_file_is_temporary_name (name) && lim_lora_concerns_trainer (name) && !is_wanted (self, name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, lim_text_compare);
  for (guint i = 0; i < names->len; i++)
    if (!self->options->prune || !prune (self, names->pdata[i]))
      g_ptr_array_add (self->report->surplus, g_strdup (names->pdata[i]));
}

gboolean
lim_lora_reg_write (const LimContext *context, const LimLoraSet *set, const LimLoraRegOptions *options,
                    LimLoraRegReport *report, GError **error)
{
  g_autoptr (LimLock) running = lim_lock_take (set->project, LIM_LOCK_RUN, 0, error);
  g_auto (Writing) self = { .context = context, .set = set, .options = options, .report = report };

  if (running == NULL || !prepare_folder (&self, error))
    return FALSE;
  self.group = lim_file_group_new ();
  self.waiting = g_ptr_array_new_with_free_func (waiting_free);
  for (guint i = 0; i < report->slots->len && !g_cancellable_is_cancelled (context->cancellable); i++)
    if (((const LimLoraSlot *) report->slots->pdata[i])->sha256 != NULL)
      bring (&self, report->slots->pdata[i]);
  commit (&self);
  look_for_surplus (&self);
  if (!lim_lora_memory_save (&self.memory, NULL, error))
    return FALSE;
  return !g_cancellable_is_cancelled (context->cancellable)
         || lim_fail (error, LIM_ERROR_CANCELLED, "stopped; the same command goes on");
}
