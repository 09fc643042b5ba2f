#include "dress-picture.h"

#include "base-error.h"
#include "base-hash.h"
#include "dress-adopt.h"
#include "dress-file-name.h"
#include "dress-prompt.h"
#include "store-asset.h"
#include "store-record.h"

#include <string.h>

#define SEEDS ((guint64) 1 << 31)
#define REFERENCE_DENOISE 0.8 /* a likeness is wanted, not the pose */

/* -- Configuration -- */

static const LimOptionRow config_rows[] = {
  { .name = "max-cost", .type = LIM_OPTION_DOUBLE, .min = 0, .max = 1000000, .help = "dollars" },
  { .name = "size", .type = LIM_OPTION_INT, .min = 64, .max = 4096, .fallback = "1024", .help = "pixels" },
  { 0 },
};

gboolean
lim_dress_config (LimProject *project, LimDressConfig *config, GError **error)
{
  const LimJson *root = lim_project_config (project, error);
  g_autoptr (LimSettings) settings = lim_settings_new (config_rows);

  if (root == NULL || !lim_settings_set_json (settings, lim_json_get (root, "dress"), error))
    return FALSE;
  config->max_cost = lim_settings_is_set (settings, "max-cost") ? lim_settings_double (settings, "max-cost") : -1;
  config->size = (guint) lim_settings_int (settings, "size");
  return TRUE;
}

/* -- Who makes them -- */

/* “openai gpt-image-1”: with the settings that change how all pictures look. */
static char *
name_of (const LimImageProvider *provider, const LimSettings *settings, const char *checkpoint)
{
  static const char *const looks[] = { "model", "checkpoint", "workflow" };
  g_autoptr (GString) name = g_string_new (provider->name);

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      const LimOptionRow *row = lim_settings_find (settings, looks[i]);
      gboolean said =
          row != NULL && row->type == LIM_OPTION_STRING && lim_settings_string (settings, looks[i]) != NULL;

      if (said && (checkpoint == NULL || i == G_N_ELEMENTS (looks) - 1))
        g_string_append_printf (name, " %s", lim_settings_string (settings, looks[i]));
    }
  if (checkpoint != NULL)
    g_string_append_printf (name, " %s", checkpoint);
  return g_string_free (g_steal_pointer (&name), FALSE);
}

LimDressMaker *
lim_dress_maker_new (LimProject *project, const char *provider, const char *checkpoint, GError **error)
{
  g_autoptr (LimDressMaker) maker = g_new0 (LimDressMaker, 1);
  LimDressConfig config;

  if (!lim_dress_config (project, &config, error)
      || !lim_produce_choose_provider (project, provider, &maker->provider, &maker->settings, error))
    return NULL;
  maker->checkpoint = g_strdup (checkpoint);
  maker->name = name_of (maker->provider, maker->settings, checkpoint);
  maker->size = config.size;
  maker->prices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return g_steal_pointer (&maker);
}

void
lim_dress_maker_free (LimDressMaker *maker)
{
  if (maker == NULL)
    return;
  g_clear_pointer (&maker->settings, lim_settings_free);
  g_free (maker->checkpoint);
  g_free (maker->name);
  g_clear_pointer (&maker->prices, g_hash_table_unref);
  g_free (maker);
}

/* -- A picture -- */

void
lim_dress_picture_free (LimDressPicture *picture)
{
  if (picture == NULL)
    return;
  g_free (picture->record);
  lim_recipe_free (picture->recipe);
  g_free (picture);
}

static void
set_text (char **to, char *text)
{
  g_free (*to);
  *to = text;
}

static LimRecipe *
new_recipe (const LimProject *project, const LimDressBook *book, const LimBrief *brief, const LimDressMaker *maker)
{
  LimRecipe *recipe = lim_recipe_new ();
  const char *anchor = lim_dress_picture_anchor (book, brief);
  g_autofree char *path = anchor != NULL ? lim_store_resolve (project, anchor, NULL) : NULL;

  set_text (&recipe->prompt, lim_dress_prompt (book, brief));
  set_text (&recipe->negative_prompt, lim_dress_negative (book, brief));
  recipe->checkpoint = g_strdup (maker->checkpoint);
  lim_dress_picture_size (book, (guint64) maker->size * maker->size, &recipe->width, &recipe->height);
  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return recipe;
  recipe->source_image = g_strdup (anchor);
  recipe->denoise = REFERENCE_DENOISE;
  return recipe;
}

static char *
id_of (const LimBrief *brief, const LimRecipe *recipe, const LimDressMaker *maker, guint64 seed, guint try)
{
  g_autofree char *numbers =
      g_strdup_printf ("%u %u %" G_GUINT64_FORMAT " %s", recipe->width, recipe->height, seed, maker->name);
  g_autofree char *name = lim_dress_file_name (brief->id, "");
  g_autoptr (LimHasher) hasher = lim_hasher_new ();

  lim_hasher_add_string (hasher, brief->id);
  lim_hasher_add_string (hasher, recipe->prompt);
  lim_hasher_add_string (hasher, recipe->negative_prompt);
  lim_hasher_add_string (hasher, recipe->source_image);
  lim_hasher_add_string (hasher, numbers);
  g_autofree char *hash = lim_hasher_finish_hex (hasher);
  return g_strdup_printf ("%s_%.8s_s%u", name, hash, try);
}

/* What there is of the record @id; FALSE when it was rejected. */
static gboolean
look_at (const LimProject *project, const char *id, LimDressPictureState *state)
{
  g_autoptr (LimRecord) record =
      lim_store_has_record (project, id) ? lim_store_load_record (project, id, NULL) : NULL;
  g_autofree char *image = record != NULL ? lim_store_find_image (project, record, NULL) : NULL;

  *state = record == NULL ? LIM_DRESS_PICTURE_NEW : image != NULL ? LIM_DRESS_PICTURE_MADE : LIM_DRESS_PICTURE_LOST;
  return record == NULL || record->status != LIM_STATUS_REJECTED;
}

/* Prices follow from model, size and whether a picture is given; prompts change them for nobody. */
static gboolean
ask_price (LimDressPicture *picture, LimDressMaker *maker, GError **error)
{
  const LimRecipe *recipe = picture->recipe;
  g_autofree char *kind = g_strdup_printf ("%u %u %d", recipe->width, recipe->height, recipe->source_image != NULL);
  LimProduceCost *cost = g_hash_table_lookup (maker->prices, kind);

  if (cost == NULL)
    {
      g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);
      LimProduceCost asked;

      g_ptr_array_add (jobs, lim_produce_job_new (LIM_PRODUCE_NEW, picture->record, recipe));
      if (!lim_produce_estimate (maker->provider, maker->settings, jobs, &asked, error))
        return FALSE;
      cost = g_memdup2 (&asked, sizeof asked);
      g_hash_table_insert (maker->prices, g_steal_pointer (&kind), cost);
    }
  picture->price_known = cost->free || cost->known == 1;
  picture->dollars = cost->free ? 0 : cost->dollars;
  return TRUE;
}

/* A maker that cannot start from a picture does without the reference. */
static gboolean
try_reference (LimRecipe *recipe, const LimDressMaker *maker, GError **error)
{
  gboolean can = TRUE;

  if (recipe->source_image == NULL)
    return TRUE;
  if (!lim_produce_can_make (maker->provider, maker->settings, recipe, &can, error))
    return FALSE;
  if (!can)
    {
      g_clear_pointer (&recipe->source_image, g_free);
      recipe->denoise = 1;
    }
  return TRUE;
}

LimDressPicture *
lim_dress_picture_new (const LimProject *project, const LimDressBook *book, const LimBrief *brief,
                       LimDressMaker *maker, GError **error)
{
  g_autoptr (LimDressPicture) picture = g_new0 (LimDressPicture, 1);
  guint64 seed = lim_dress_picture_seed (book, brief);

  picture->brief = brief;
  picture->recipe = new_recipe (project, book, brief, maker);
  if (!try_reference (picture->recipe, maker, error))
    return NULL;
  for (guint try = 0; try < LIM_DRESS_TRIES; try++)
    {
      set_text (&picture->record, id_of (brief, picture->recipe, maker, seed, try));
      picture->recipe->seed = (seed + try) % SEEDS;
      if (look_at (project, picture->record, &picture->state))
        return ask_price (picture, maker, error) ? g_steal_pointer (&picture) : NULL;
    }
  picture->state = LIM_DRESS_PICTURE_REJECTED;
  return g_steal_pointer (&picture);
}

LimProduceJob *
lim_dress_picture_job (const LimProject *project, const LimDressPicture *picture, GError **error)
{
  LimProduceJob *job;

  if (picture->state == LIM_DRESS_PICTURE_LOST)
    {
      g_autoptr (LimRecord) record = lim_store_load_record (project, picture->record, error);
      g_autoptr (LimRecipe) recipe =
          record != NULL ? lim_recipe_from_json (lim_json_get (record->root, "provenance"), error) : NULL;

      if (recipe == NULL)
        return NULL;
      job = lim_produce_job_new (LIM_PRODUCE_RESTORE, picture->record, recipe);
      job->asset_path = g_strdup (record->asset_path);
      return job;
    }
  job = lim_produce_job_new (LIM_PRODUCE_NEW, picture->record, picture->recipe);
  job->workflow_id = g_strdup (LIM_DRESS_LANE);
  job->folder = g_strdup (LIM_STATUS_STORY_FOLDER);
  return job;
}

gboolean
lim_dress_is_illustrated (const LimProject *project, const LimDressBook *book, const LimBrief *brief)
{
  const LimIllustration *made = lim_dress_book_illustration_of_brief (book, brief->id);
  LimDressPictureState state;

  return made != NULL && strcmp (made->passage, brief->passage) == 0 && lim_dress_has_asset (project, made)
         && (made->record == NULL || look_at (project, made->record, &state));
}
