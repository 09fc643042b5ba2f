#include "record-provenance.h"

#include <math.h>
#include <string.h>

#define MAX_TEXT 100000
#define MAX_LORAS 64

static void
lora_clear (gpointer data)
{
  g_free (((LimLora *) data)->name);
}

LimRecipe *
lim_recipe_new (void)
{
  LimRecipe *recipe = g_new0 (LimRecipe, 1);

  recipe->loras = g_array_new (FALSE, FALSE, sizeof (LimLora));
  g_array_set_clear_func (recipe->loras, lora_clear);
  recipe->prompt = g_strdup ("");
  recipe->negative_prompt = g_strdup ("");
  recipe->steps = 20;
  recipe->cfg = 7;
  recipe->width = recipe->height = 1024;
  recipe->denoise = 1;
  return recipe;
}

void
lim_recipe_free (LimRecipe *recipe)
{
  if (recipe == NULL)
    return;
  g_free (recipe->checkpoint);
  g_array_unref (recipe->loras);
  g_free (recipe->prompt);
  g_free (recipe->negative_prompt);
  g_free (recipe->sampler);
  g_free (recipe->scheduler);
  g_free (recipe->source_image);
  g_free (recipe->workflow);
  g_free (recipe);
}

void
lim_recipe_add_lora (LimRecipe *recipe, const char *name, double weight, double clip_weight)
{
  LimLora lora = { g_strdup (name), weight, clip_weight };

  g_array_append_val (recipe->loras, lora);
}

LimRecipe *
lim_recipe_copy (const LimRecipe *recipe)
{
  LimRecipe *copy = lim_recipe_new ();
  GArray *loras = copy->loras;

  g_free (copy->prompt);
  g_free (copy->negative_prompt);
  *copy = *recipe;
  copy->loras = loras;
  copy->checkpoint = g_strdup (recipe->checkpoint);
  copy->prompt = g_strdup (recipe->prompt);
  copy->negative_prompt = g_strdup (recipe->negative_prompt);
  copy->sampler = g_strdup (recipe->sampler);
  copy->scheduler = g_strdup (recipe->scheduler);
  copy->source_image = g_strdup (recipe->source_image);
  copy->workflow = g_strdup (recipe->workflow);
  for (guint i = 0; i < recipe->loras->len; i++)
    {
      const LimLora *lora = &g_array_index (recipe->loras, LimLora, i);

      lim_recipe_add_lora (copy, lora->name, lora->weight, lora->clip_weight);
    }
  return copy;
}

/* -- Reading -- */

static gboolean
read_text (const LimJson *object, const char *key, char **text, GError **error)
{
  const LimJson *member = lim_json_get (object, key);
  const char *found = lim_json_string (member);

  if (lim_json_is_null (member))
    return TRUE;
  if (found == NULL || strlen (found) > MAX_TEXT)
    {
      g_autofree char *what = lim_json_describe (member);

      return lim_json_fail (member, error, "“%s” must be text of at most %d bytes, found %s", key, MAX_TEXT, what);
    }
  g_free (*text);
  *text = g_strdup (found);
  return TRUE;
}

static gboolean
read_whole (const LimJson *object, const char *key, gint64 low, gint64 high, guint *value, GError **error)
{
  const LimJson *member = lim_json_get (object, key);
  gint64 number;

  if (lim_json_is_null (member))
    return TRUE;
  if (!lim_json_int (member, &number) || number < low || number > high)
    {
      g_autofree char *what = lim_json_describe (member);

      return lim_json_fail (member, error,
                            "“%s” must be a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ", found %s",
                            key, low, high, what);
    }
  *value = (guint) number;
  return TRUE;
}

static gboolean
read_real (const LimJson *object, const char *key, double low, double high, double *value, GError **error)
{
  const LimJson *member = lim_json_get (object, key);
  double number;

  if (lim_json_is_null (member))
    return TRUE;
  if (!lim_json_double (member, &number) || !(number >= low && number <= high))
    {
      g_autofree char *what = lim_json_describe (member);

      return lim_json_fail (member, error, "“%s” must be a number from %g to %g, found %s", key, low, high, what);
    }
  *value = number;
  return TRUE;
}

/* Seeds reach 2^64 − 1, more than lim_json_int() gives. */
static gboolean
read_seed (const LimJson *object, guint64 *seed, GError **error)
{
  const LimJson *member = lim_json_get (object, "seed");
  gsize length = 0;
  const char *text = lim_json_number_text (member, &length);
  g_autofree char *digits = text != NULL ? g_strndup (text, length) : NULL;

  if (lim_json_is_null (member))
    return TRUE;
  if (digits == NULL || !g_ascii_string_to_unsigned (digits, 10, 0, G_MAXUINT64, seed, NULL))
    {
      g_autofree char *what = lim_json_describe (member);

      return lim_json_fail (member, error, "“seed” must be a whole number from 0 to 2^64 − 1, found %s", what);
    }
  return TRUE;
}

static gboolean
read_lora (LimRecipe *recipe, const LimJson *lora, GError **error)
{
  const char *name;
  double weight = 1, clip_weight = -1;

  if (!lim_json_require_string (lora, "name", &name, error) || !read_real (lora, "weight", -10, 10, &weight, error)
      || !read_real (lora, "clip_weight", -10, 10, &clip_weight, error))
    return FALSE;
  if (lim_json_is_null (lim_json_get (lora, "clip_weight")))
    clip_weight = NAN;
  lim_recipe_add_lora (recipe, name, weight, clip_weight);
  return TRUE;
}

gboolean
lim_recipe_read_loras (LimRecipe *recipe, const LimJson *list, GError **error)
{
  if (lim_json_is_null (list))
    return TRUE;
  if (!lim_json_is (list, LIM_JSON_ARRAY) || lim_json_length (list) > MAX_LORAS)
    {
      g_autofree char *what = lim_json_describe (list);

      return lim_json_fail (list, error, "“loras” must be a list of at most %d objects, found %s", MAX_LORAS, what);
    }
  for (const LimJson *lora = lim_json_first (list); lora != NULL; lora = lim_json_next (lora))
    if (!read_lora (recipe, lora, error))
      return FALSE;
  return TRUE;
}

gboolean
lim_recipe_lay_over (LimRecipe *recipe, const LimJson *object, GError **error)
{
  const LimJson *loras = lim_json_get (object, "loras");

  if (!lim_json_is_null (loras))
    g_array_set_size (recipe->loras, 0);
  return read_text (object, "prompt", &recipe->prompt, error)
         && read_text (object, "negative_prompt", &recipe->negative_prompt, error)
         && read_text (object, "checkpoint", &recipe->checkpoint, error)
         && read_text (object, "sampler", &recipe->sampler, error)
         && read_text (object, "scheduler", &recipe->scheduler, error) && lim_recipe_read_loras (recipe, loras, error)
         && read_seed (object, &recipe->seed, error) && read_whole (object, "steps", 1, 1000, &recipe->steps, error)
         && read_real (object, "cfg", 0, 100, &recipe->cfg, error)
         && read_whole (object, "width", 1, 16384, &recipe->width, error)
         && read_whole (object, "height", 1, 16384, &recipe->height, error)
         && read_real (object, "denoise", 0, 1, &recipe->denoise, error)
         && read_text (object, "source_image", &recipe->source_image, error)
         && lim_recipe_read_workflow (recipe, object, error);
}

gboolean
lim_recipe_read_workflow (LimRecipe *recipe, const LimJson *object, GError **error)
{
  return read_text (object, "workflow", &recipe->workflow, error);
}

LimRecipe *
lim_recipe_from_defaults (const LimJson *defaults, GError **error)
{
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();

  return lim_recipe_lay_over (recipe, defaults, error) ? g_steal_pointer (&recipe) : NULL;
}

LimRecipe *
lim_recipe_from_json (const LimJson *provenance, GError **error)
{
  const char *prompt;

  if (!lim_json_require_string (provenance, "prompt", &prompt, error))
    return NULL;
  return lim_recipe_from_defaults (provenance, error);
}

/* -- Writing -- */

static LimJson *
new_seed (LimJsonDoc *doc, guint64 seed)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, seed);
  g_autoptr (LimJsonDoc) number = lim_json_parse ("seed", text, -1, NULL);

  return lim_json_copy (doc, lim_json_root (number));
}

static LimJson *
loras_to_json (const GArray *loras, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < loras->len; i++)
    {
      const LimLora *lora = &g_array_index (loras, LimLora, i);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", lora->name);
      lim_json_set_double (object, "weight", lora->weight);
      if (!isnan (lora->clip_weight))
        lim_json_set_double (object, "clip_weight", lora->clip_weight);
      lim_json_append (list, object);
    }
  return list;
}

void
lim_recipe_to_json (const LimRecipe *recipe, LimJson *object, LimJsonDoc *doc)
{
  lim_json_set_string (object, "checkpoint", recipe->checkpoint);
  lim_json_set (object, "loras", loras_to_json (recipe->loras, doc));
  lim_json_set_string (object, "prompt", recipe->prompt);
  lim_json_set_string (object, "negative_prompt", recipe->negative_prompt);
  lim_json_set (object, "seed", new_seed (doc, recipe->seed));
  lim_json_set_int (object, "steps", recipe->steps);
  lim_json_set_double (object, "cfg", recipe->cfg);
  lim_json_set_string (object, "sampler", recipe->sampler);
  lim_json_set_string (object, "scheduler", recipe->scheduler);
  lim_json_set_int (object, "width", recipe->width);
  lim_json_set_int (object, "height", recipe->height);
  if (recipe->denoise < 1)
    lim_json_set_double (object, "denoise", recipe->denoise);
  if (recipe->source_image != NULL)
    lim_json_set_string (object, "source_image", recipe->source_image);
  if (recipe->workflow != NULL)
    lim_json_set_string (object, "workflow", recipe->workflow);
}

static LimJson *
image_to_json (const LimRenderFacts *facts, LimJsonDoc *doc)
{
  LimJson *image = lim_json_new_object (doc);

  lim_json_set_string (image, "format", facts->format);
  lim_json_set_int (image, "width", facts->width);
  lim_json_set_int (image, "height", facts->height);
  lim_json_set_int (image, "bytes", (gint64) facts->bytes);
  return image;
}

static LimJson *
provenance_to_json (const LimRecipe *recipe, const LimRenderFacts *facts, LimJsonDoc *doc)
{
  LimJson *provenance = lim_json_new_object (doc);

  lim_json_set_string (provenance, "workflow_id", facts->workflow_id);
  lim_json_set_string (provenance, "workflow_version", facts->workflow_version);
  lim_recipe_to_json (recipe, provenance, doc);
  lim_json_set_int (provenance, "generation_time_ms", facts->generation_time_ms);
  lim_json_set_string (provenance, "gpu_model", facts->device);
  if (facts->blocks != NULL) /* schema 2.0.0 states it for text to image, too */
    lim_json_set_double (provenance, "denoise", recipe->denoise);
  if (facts->batch_index >= 0)
    lim_json_set_int (provenance, "batch_index", facts->batch_index);
  lim_json_set_string (provenance, "provider", facts->provider);
  if (facts->quality != NULL)
    lim_json_set_string (provenance, "quality", facts->quality);
  lim_json_set_string (provenance, "generated_at", facts->created_at);
  return provenance;
}

/* Ids are checked before anything is made under them. */
static LimRecord *
readable (const char *id, LimJsonDoc *doc)
{
  g_autoptr (GError) error = NULL;
  LimRecord *record = lim_record_from_doc (id, doc, &error);

  if (record == NULL)
    g_error ("a generated record must be readable: %s", error->message);
  return record;
}

LimRecord *
lim_record_new_generated (const char *id, const LimRecipe *recipe, const LimRenderFacts *facts)
{
  LimJsonDoc *doc = lim_json_doc_new (id);
  LimJson *root = lim_json_new_object (doc);
  const char *extension = g_strcmp0 (facts->format, "jpeg") == 0 ? "jpg" : facts->format;
  const char *folder = facts->folder != NULL ? facts->folder : lim_status_folder (LIM_STATUS_CANDIDATE);
  g_autofree char *asset_path = g_strdup_printf ("%s/%s.%s", folder, id, extension);

  lim_json_doc_set_root (doc, root);
  lim_json_set_string (root, "id", id);
  lim_json_set_string (root, "schema_version", facts->schema_version != NULL ? facts->schema_version : "1.0.0");
  lim_json_set_string (root, "created_at", facts->created_at);
  lim_json_set_string (root, "asset_path", asset_path);
  lim_json_set (root, "image", image_to_json (facts, doc));
  lim_json_set (root, "provenance", provenance_to_json (recipe, facts, doc));
  for (const LimJson *block = lim_json_first (facts->blocks); block != NULL; block = lim_json_next (block))
    lim_json_set (root, lim_json_key (block), lim_json_copy (doc, block));
  lim_json_set (root, "judgment", lim_json_new_null (doc));
  lim_json_set (root, "canon", lim_json_new_null (doc));
  lim_json_set (root, "iteration", lim_json_new_null (doc));

  return readable (id, doc);
}

/* -- Variants -- */

static LimJson *
variant_provenance (const LimRecord *source, const LimRenderFacts *facts, const char *filter_name,
                    const LimRecordNumber *numbers, LimJsonDoc *doc)
{
  const LimJson *old = lim_json_get (source->root, "provenance");
  LimJson *provenance = lim_json_is (old, LIM_JSON_OBJECT) ? lim_json_copy (doc, old) : lim_json_new_object (doc);
  LimJson *filter = lim_json_new_object (doc);

  lim_json_set_string (filter, "name", filter_name);
  for (; numbers->name != NULL; numbers++)
    lim_json_set_double (filter, numbers->name, numbers->value);

  lim_json_set_string (provenance, "workflow_id", facts->workflow_id);
  lim_json_set_string (provenance, "workflow_version", facts->workflow_version);
  lim_json_set_int (provenance, "width", facts->width);
  lim_json_set_int (provenance, "height", facts->height);
  lim_json_set_int (provenance, "generation_time_ms", facts->generation_time_ms);
  lim_json_set_string (provenance, "gpu_model", facts->device);
  lim_json_set_string (provenance, "provider", facts->provider);
  lim_json_set_string (provenance, "generated_at", facts->created_at);
  lim_json_set (provenance, "filter", filter);
  lim_json_remove (provenance, "batch_index");
  return provenance;
}

LimJson *
lim_record_painterly_lineage (const char *source, LimJsonDoc *doc)
{
  LimJson *lineage = lim_json_new_object (doc);

  lim_json_set_string (lineage, "generation_phase", LIM_WORKFLOW_PAINTERLY);
  lim_json_set_string (lineage, "anchor_source_image", NULL);
  lim_json_set_string (lineage, "anchor_subject_version", NULL);
  lim_json_set (lineage, "identity_persistence_score", lim_json_new_null (doc));
  lim_json_set_string (lineage, "derived_from_record_id", source);
  return lineage;
}

LimRecord *
lim_record_new_variant (const char *id, const LimRecord *source, const char *asset_path, const LimRenderFacts *facts,
                        const char *filter_name, const LimRecordNumber *numbers)
{
  LimJsonDoc *doc = lim_json_doc_new (id);
  LimJson *root = lim_json_new_object (doc);

  lim_json_doc_set_root (doc, root);
  lim_json_set_string (root, "id", id);
  lim_json_set_string (root, "schema_version", "1.0.0");
  lim_json_set_string (root, "created_at", facts->created_at);
  lim_json_set_string (root, "asset_path", asset_path);
  lim_json_set (root, "image", image_to_json (facts, doc));
  lim_json_set (root, "provenance", variant_provenance (source, facts, filter_name, numbers, doc));
  lim_json_set (root, "judgment", lim_json_new_null (doc));
  lim_json_set (root, "canon", lim_json_new_null (doc));
  lim_json_set (root, "iteration", lim_json_new_null (doc));
  lim_json_set (root, "lineage", lim_record_painterly_lineage (source->id, doc));
  return readable (id, doc);
}

gboolean
lim_record_is_painterly (const LimRecord *record)
{
  const char *phase = lim_json_get_string (lim_json_get (record->root, "lineage"), "generation_phase");

  return g_strcmp0 (phase, LIM_WORKFLOW_PAINTERLY) == 0;
}
