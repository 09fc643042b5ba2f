#include "lora-render.h"

#include "base-hash.h"
#include "imaging-fingerprint.h"
#include "store-asset.h"
#include "store-record.h"

#include <string.h>

#define SEEDS ((guint64) 1 << 31) /* what every image maker takes */

LimLoraSlot *
lim_lora_slot_new (const char *key, const char *prompt, const char *negative, gint64 seed)
{
  LimLoraSlot *slot = g_new0 (LimLoraSlot, 1);

  *slot = (LimLoraSlot){ .key = g_strdup (key),
                         .prompt = g_strdup (prompt),
                         .negative = g_strdup (negative),
                         .seed = seed,
                         .state = LIM_LORA_SLOT_NEW };
  return slot;
}

void
lim_lora_slot_free (LimLoraSlot *slot)
{
  g_free (slot->key);
  g_free (slot->prompt);
  g_free (slot->negative);
  g_free (slot->id);
  g_free (slot->picture);
  g_free (slot->sha256);
  g_free (slot->alike);
  g_free (slot);
}

LimLoraRendering *
lim_lora_rendering_new (void)
{
  LimLoraRendering *rendering = g_new0 (LimLoraRendering, 1);

  rendering->made = lim_produce_report_new ();
  rendering->problems = lim_problems_new ();
  return rendering;
}

void
lim_lora_rendering_free (LimLoraRendering *rendering)
{
  if (rendering == NULL)
    return;
  lim_produce_report_free (rendering->made);
  g_ptr_array_unref (rendering->problems);
  g_free (rendering);
}

/* What is known of an original. */
typedef struct
{
  guint64 fingerprint;
  gboolean rejected;
} Original;

typedef struct
{
  const LimContext *context;
  const LimLoraSet *set;
  const LimLoraRenderOptions *options;
  const LimImageProvider *provider;
  const LimSettings *settings;
  GPtrArray *slots;
  LimLoraRendering *rendering;
  GHashTable *originals; /* id → Original: what was looked at */
  guint n_asked;         /* jobs given to the engine */
} Render;

/* -- Names and seeds -- */

static guint64
seed_of (const Render *self, const LimLoraSlot *slot)
{
  g_autofree char *name = g_strdup_printf ("%s %s", self->set->subject, slot->key);
  guint64 first = slot->seed >= 0 ? (guint64) slot->seed : lim_hash_u64 (0, name);

  return (first % SEEDS + slot->try) % SEEDS;
}

/* The beginning of @text, whole letters of at most @most bytes. */
static char *
beginning (const char *text, gsize most)
{
  const char *end = text;

  while (*end != '\0' && (gsize) (g_utf8_next_char (end) - text) <= most)
    end = g_utf8_next_char (end);
  return g_strndup (text, (gsize) (end - text));
}

/* Other words, sizes, models and makers ask for other pictures. */
static char *
id_of (const Render *self, const LimLoraSlot *slot)
{
  g_autofree char *rest =
      g_strdup_printf ("%u %" G_GINT64_FORMAT " %s", self->set->plan->size, slot->seed, self->provider->name);
  g_autoptr (LimHasher) hasher = lim_hasher_new ();

  lim_hasher_add_string (hasher, slot->key);
  lim_hasher_add_string (hasher, slot->prompt);
  lim_hasher_add_string (hasher, slot->negative);
  lim_hasher_add_string (hasher, rest);
  lim_hasher_add_string (hasher, self->options->checkpoint);
  g_autofree char *hash = lim_hasher_finish_hex (hasher);
  g_autofree char *subject = beginning (self->set->subject, 40), *key = beginning (slot->key, 40);
  return g_strdup_printf ("%s_%s_%.8s_s%u", subject, key, hash, slot->try);
}

static LimProduceJob *
new_job (const Render *self, const LimLoraSlot *slot)
{
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();

  g_free (recipe->prompt);
  recipe->prompt = g_strdup (slot->prompt);
  g_free (recipe->negative_prompt);
  recipe->negative_prompt = g_strdup (slot->negative != NULL ? slot->negative : "");
  recipe->checkpoint = g_strdup (self->options->checkpoint);
  recipe->seed = seed_of (self, slot);
  recipe->width = recipe->height = self->set->plan->size;

  LimProduceJob *job = lim_produce_job_new (LIM_PRODUCE_NEW, slot->id, recipe);
  job->workflow_id = g_strdup (self->options->lane);
  job->folder = g_build_filename (LIM_STATUS_MATERIAL_FOLDER, self->set->subject, NULL);
  return job;
}

/* The job that brings back the picture of a record that lost it. */
static LimProduceJob *
new_job_again (const LimRecord *record, GError **error)
{
  g_autoptr (LimRecipe) recipe = lim_recipe_from_json (lim_json_get (record->root, "provenance"), error);
  LimProduceJob *job;

  if (recipe == NULL)
    return NULL;
  job = lim_produce_job_new (LIM_PRODUCE_RESTORE, record->id, recipe);
  job->asset_path = g_strdup (record->asset_path);
  return job;
}

/* -- Looking at what there is -- */

/* What the original of @slot is; NULL: there is none yet. Sets its picture. Borrowed. */
static const Original *
look_at (Render *self, LimLoraSlot *slot)
{
  g_autoptr (LimRecord) record = NULL;
  Original *original;

  g_clear_pointer (&slot->picture, g_free);
  if (!lim_store_has_record (self->set->project, slot->id)
      || (record = lim_store_load_record (self->set->project, slot->id, NULL)) == NULL)
    return NULL;
  slot->picture = lim_store_find_image (self->set->project, record, NULL);
  if (slot->picture == NULL)
    return NULL;
  original = g_hash_table_lookup (self->originals, slot->id);
  if (original != NULL)
    return original;
  original = g_new0 (Original, 1);
  original->rejected =
      record->status == LIM_STATUS_REJECTED || lim_lora_approval_is_rejected (self->options->approval, slot->id);
  g_autofree char *path = lim_project_path (self->set->project, slot->picture);
  /* One that cannot be read is told when an image is to be made from it. */
  if (!lim_image_fingerprint (path, &original->fingerprint, NULL))
    original->fingerprint = 0;
  g_hash_table_insert (self->originals, g_strdup (slot->id), original);
  return original;
}

/* What @fingerprint is nearly the same as: a picture to be unlike, or the original of a slot before @index. NULL: nothing. */
static const char *
find_alike (const Render *self, guint index, guint64 fingerprint)
{
  const GArray *unlike = self->options->unlike;

  if (fingerprint == 0)
    return NULL;
  for (guint i = 0; unlike != NULL && i < unlike->len; i++)
    {
      const LimLoraLikeness *other = &g_array_index (unlike, LimLoraLikeness, i);

      if (lim_fingerprint_distance (other->fingerprint, fingerprint) <= LIM_NEAR_IDENTICAL_BITS)
        return other->name;
    }
  for (guint i = 0; i < index; i++)
    {
      const LimLoraSlot *slot = self->slots->pdata[i];
      const Original *other =
          slot->state == LIM_LORA_SLOT_READY ? g_hash_table_lookup (self->originals, slot->id) : NULL;

      if (other != NULL && lim_fingerprint_distance (other->fingerprint, fingerprint) <= LIM_NEAR_IDENTICAL_BITS)
        return slot->key;
    }
  return NULL;
}

static void
try_next (Render *self, LimLoraSlot *slot)
{
  slot->try++;
  g_free (slot->id);
  slot->id = id_of (self, slot);
}

/* Passes over the originals of slot @index that will not do, up to the first that is not made yet. */
static void
settle (Render *self, guint index)
{
  LimLoraSlot *slot = self->slots->pdata[index];
  const Original *original;

  g_clear_pointer (&slot->alike, g_free);
  while ((original = look_at (self, slot)) != NULL)
    {
      const char *alike = find_alike (self, index, original->fingerprint);
      gboolean last = slot->try + 1 >= LIM_LORA_TRIES;

      if (!original->rejected && (alike == NULL || last))
        {
          slot->alike = g_strdup (alike);
          slot->state = LIM_LORA_SLOT_READY;
          return;
        }
      if (last)
        break;
      try_next (self, slot);
    }
  slot->state = original != NULL ? LIM_LORA_SLOT_REFUSED : LIM_LORA_SLOT_NEW;
}

/* Decides for all slots, in their order and from their first try on: so the same originals lead to the same choice however many
 * runs it took to make them. */
static void
settle_all (Render *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      LimLoraSlot *slot = self->slots->pdata[i];

      slot->try = 0;
      g_free (slot->id);
      slot->id = id_of (self, slot);
      settle (self, i);
    }
}

/* -- Rejecting -- */

static LimLoraSlot *
find_slot (const Render *self, const char *key)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (strcmp (((const LimLoraSlot *) self->slots->pdata[i])->key, key) == 0)
      return self->slots->pdata[i];
  return NULL;
}

/* All of them or none. A dry run forgets it again. */
static gboolean
reject (Render *self, GError **error)
{
  const LimLoraRenderOptions *options = self->options;

  for (guint i = 0; options->reject != NULL && options->reject[i] != NULL; i++)
    {
      g_autofree char *key = g_strconcat (options->prefix != NULL ? options->prefix : "", options->reject[i], NULL);
      const LimLoraSlot *slot = find_slot (self, key);

      if (slot == NULL || slot->state != LIM_LORA_SLOT_READY)
        return lim_fail (error, LIM_ERROR_NOT_FOUND,
                         "%s has no original that could be rejected; make it first, or name another",
                         options->reject[i]);
      lim_lora_approval_reject (options->approval, slot->id, options->who, self->context->clock);
      ((Original *) g_hash_table_lookup (self->originals, slot->id))->rejected = TRUE;
    }
  settle_all (self);
  return options->dry_run || lim_lora_approval_save (options->approval, error);
}

/* -- Making what is missing -- */

/* The jobs of the slots without an original, as far as the limit goes; those of @asked had their turn. */
static GPtrArray *
new_jobs (Render *self, GHashTable *asked)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);

  for (guint i = 0; i < self->slots->len; i++)
    {
      const LimLoraSlot *slot = self->slots->pdata[i];
      g_autoptr (GError) problem = NULL;
      g_autoptr (LimRecord) record = NULL;
      LimProduceJob *job;

      if (slot->state != LIM_LORA_SLOT_NEW || g_hash_table_contains (asked, slot->id))
        continue;
      if (self->options->limit > 0 && self->n_asked >= self->options->limit)
        break;
      if (lim_store_has_record (self->set->project, slot->id))
        record = lim_store_load_record (self->set->project, slot->id, &problem);
      job = record != NULL ? new_job_again (record, &problem) : problem == NULL ? new_job (self, slot) : NULL;
      g_hash_table_add (asked, g_strdup (slot->id));
      if (job != NULL)
        g_ptr_array_add (jobs, job);
      else
        lim_problems_add (self->rendering->problems, slot->id, problem->message);
      self->n_asked += job != NULL ? 1 : 0;
    }
  return jobs;
}

static void
add_up (LimProduceReport *all, LimProduceReport *one)
{
  if (all->about == NULL)
    all->about = g_steal_pointer (&one->about);
  all->made += one->made;
  all->collected += one->collected;
  all->blocked += one->blocked;
  all->cancelled += one->cancelled;
  all->failed += one->failed;
  all->left += one->left;
  for (guint i = 0; i < one->problems->len; i++)
    {
      const LimProblem *problem = one->problems->pdata[i];

      lim_problems_add (all->problems, problem->id, problem->reason);
    }
}

/* Makes what is missing, looks at it, and makes other seeds of what will not do. */
static gboolean
make_all (Render *self, GError **error)
{
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean well = TRUE;

  for (guint round = 0; well && round <= LIM_LORA_TRIES; round++)
    {
      g_autoptr (GPtrArray) jobs = new_jobs (self, asked);
      g_autoptr (LimProduceReport) made = lim_produce_report_new ();

      if (jobs->len == 0)
        return TRUE;
      well = lim_produce_run (self->context, self->set->project, self->provider, self->settings, jobs,
                              self->options->events, made, error);
      add_up (self->rendering->made, made);
      settle_all (self);
    }
  return well;
}

static gboolean
estimate (Render *self, GError **error)
{
  g_autoptr (GHashTable) asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) jobs = new_jobs (self, asked);

  return lim_produce_estimate (self->provider, self->settings, jobs, &self->rendering->cost, error);
}

static void
sum_up (Render *self)
{
  LimLoraRendering *rendering = self->rendering;

  for (guint i = 0; i < self->slots->len; i++)
    {
      LimLoraSlot *slot = self->slots->pdata[i];
      g_autofree char *path =
          slot->state == LIM_LORA_SLOT_READY ? lim_project_path (self->set->project, slot->picture) : NULL;

      g_free (slot->sha256);
      slot->sha256 = path != NULL ? lim_sha256_file_hex (path, NULL) : NULL;
      rendering->n_ready += path != NULL ? 1 : 0;
      rendering->n_new += path != NULL ? 0 : 1;
      rendering->n_replaced += slot->try;
      rendering->n_alike += slot->alike != NULL ? 1 : 0;
    }
}

gboolean
lim_lora_render (const LimContext *context, const LimLoraSet *set, const LimLoraRenderOptions *options,
                 GPtrArray *slots, LimLoraRendering *rendering, GError **error)
{
  g_autoptr (LimSettings) settings = NULL;
  g_autoptr (GHashTable) originals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Render self = {
    .context = context, .set = set, .options = options, .slots = slots, .rendering = rendering, .originals = originals
  };
  gboolean well;

  if (!lim_produce_choose_provider (set->project, options->provider, &self.provider, &settings, error))
    return FALSE;
  rendering->provider = self.provider;
  self.settings = settings;
  settle_all (&self);
  if (!reject (&self, error))
    return FALSE;
  for (guint i = 0; i < slots->len; i++)
    rendering->made->existed += ((const LimLoraSlot *) slots->pdata[i])->state == LIM_LORA_SLOT_READY ? 1 : 0;
  well = options->dry_run ? estimate (&self, error) : make_all (&self, error);
  sum_up (&self);
  return well;
}
