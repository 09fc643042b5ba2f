#include "studio-dataset.h"

#include "base-hash.h"
#include "lora-audit.h"
#include "lora-coverage.h"
#include "lora-flip.h"
#include "lora-plan-change.h"
#include "lora-steps.h"
#include "store-document.h"

#include <string.h>

/* -- Opening -- */

LimLoraSet *
lim_studio_dataset_open (const LimStudioRequest *request, GError **error)
{
  return lim_lora_set_open ((LimProject *) request->desk->project, request->id, NULL, error);
}

static char *
hash_plan (const LimLoraSet *set)
{
  return lim_sha256_hex (set->plan_text, -1);
}

LimLoraSet *
lim_studio_dataset_open_seen (const LimStudioRequest *request, const LimJson *root, GError **error)
{
  const char *seen;
  g_autoptr (LimLoraSet) set =
      lim_json_require_string (root, "plan_hash", &seen, error) ? lim_studio_dataset_open (request, error) : NULL;
  g_autofree char *hash = set != NULL ? hash_plan (set) : NULL;

  if (set == NULL)
    return NULL;
  if (strcmp (hash, seen) != 0)
    return lim_fail_null (
        error, LIM_ERROR_CONFLICT,
        "%s was changed by somebody else since it was shown; nothing was written. It is shown anew: "
        "look, then change it again",
        set->plan_path);
  return g_steal_pointer (&set);
}

LimContext
lim_studio_dataset_context (const LimStudioRequest *request)
{
  LimContext context = *request->desk->context;

  context.progress = NULL;
  context.cancellable = request->cancellable;
  return context;
}

/* -- Sheets -- */

static const LimPlanSource *
find_source (const LimPlan *plan, const char *file)
{
  for (guint i = 0; i < plan->sources->len; i++)
    {
      const LimPlanSource *source = plan->sources->pdata[i];

      if (strcmp (source->file, file) == 0)
        return source;
    }
  return NULL;
}

gboolean
lim_studio_dataset_sheet (const LimStudioRequest *request, const LimLoraSet *set, const char *file,
                          LimLoraSheet *sheet, GError **error)
{
  const LimPlanSource *source = file != NULL ? find_source (set->plan, file) : NULL;

  if (file == NULL)
    return lim_fail (error, LIM_ERROR_USAGE, "which sheet? file=%s/…", LIM_LORA_REFERENCES);
  if (source == NULL && !g_str_has_prefix (file, LIM_LORA_REFERENCES "/"))
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s has no source “%s”", set->plan_path, file);
  g_autofree char *path = lim_store_resolve (set->project, file, error);
  if (path == NULL)
    return FALSE;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return lim_fail (error, LIM_ERROR_NOT_FOUND,
                     "%s is not there: put the picture there, correct `file` in %s, or give it an `exclude`", file,
                     set->plan_path);
  char *hash = lim_thumbs_hash (request->desk->thumbs, path, error);
  if (hash == NULL)
    return FALSE;
  *sheet = (LimLoraSheet){ .source = source, .path = g_steal_pointer (&path), .sha256 = hash };
  return TRUE;
}

void
lim_studio_sheet_clear (LimLoraSheet *sheet)
{
  g_free (sheet->path);
  g_free (sheet->sha256);
}

/* -- Telling -- */

static LimJson *
views_to_json (guint32 bits, guint n, const char *(*name) (int), LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);
  guint32 all = 0;

  for (guint i = 1; i < n; i++)
    all |= 1u << i;
  for (guint i = 1; i < n && (bits & all) != all; i++)
    if (bits & (1u << i))
      lim_json_append (list, lim_json_new_string (doc, name ((int) i)));
  return list;
}

static const char *
view_name (int view)
{
  return lim_view_name ((LimView) view);
}

static const char *
framing_name (int framing)
{
  return lim_framing_name ((LimFraming) framing);
}

static LimJson *
features_to_json (const LimPlan *plan, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < plan->features->len; i++)
    {
      const LimPlanFeature *feature = plan->features->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", feature->name);
      lim_json_set_string (object, "side", feature->side != LIM_SIDE_NONE ? lim_side_name (feature->side) : NULL);
      lim_json_set (object, "views", views_to_json (feature->views, LIM_N_VIEWS, view_name, doc));
      lim_json_set (object, "framings", views_to_json (feature->framings, LIM_N_FRAMINGS, framing_name, doc));
      lim_json_append (list, object);
    }
  return list;
}

/* The names of the features that @image may show. */
static LimJson *
shown_to_json (const LimPlan *plan, const LimPlanImage *image, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < plan->features->len; i++)
    {
      const LimPlanFeature *feature = plan->features->pdata[i];

      if (lim_plan_image_shows (image, feature))
        lim_json_append (list, lim_json_new_string (doc, feature->name));
    }
  return list;
}

LimJson *
lim_studio_plan_image_to_json (const LimLoraSet *set, const LimPlanImage *image, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  g_autofree char *caption = lim_plan_caption (set->plan, image);
  g_autofree char *refusal = lim_lora_flip_refusal (set->plan, image);

  lim_json_set_string (object, "id", image->id);
  lim_json_set_int (object, "line", image->line);
  lim_json_set_string (object, "source", image->source != NULL ? image->source->file : NULL);
  lim_json_set_bool (object, "whole", image->whole);
  lim_json_set_int (object, "left", image->left);
  lim_json_set_int (object, "top", image->top);
  lim_json_set_int (object, "width", image->width);
  lim_json_set_int (object, "height", image->height);
  lim_json_set_string (object, "framing",
                       image->framing != LIM_FRAMING_UNKNOWN ? lim_framing_name (image->framing) : NULL);
  lim_json_set_string (object, "view", image->view != LIM_VIEW_UNKNOWN ? lim_view_name (image->view) : NULL);
  lim_json_set_string (object, "pose", image->pose != LIM_POSE_UNKNOWN ? lim_pose_name (image->pose) : NULL);
  lim_json_set_string (object, "action", image->action);
  lim_json_set_string (object, "expression", image->expression);
  lim_json_set_string (object, "background", image->background);
  lim_json_set (object, "tags", lim_json_new_strv (doc, (const char *const *) image->tags));
  lim_json_set (object, "shows",
                image->shows != NULL ? lim_json_new_strv (doc, (const char *const *) image->shows)
                                     : lim_json_new_null (doc));
  lim_json_set_string (object, "exclude", image->exclude);
  lim_json_set_string (object, "excluded", lim_plan_image_excluded (image));
  lim_json_set_string (object, "caption", caption);
  lim_json_set_bool (object, "own_caption", image->caption != NULL);
  lim_json_set (object, "features", shown_to_json (set->plan, image, doc));
  lim_json_set_string (object, "flip_refusal", refusal);
  lim_json_set_bool (object, "flip", lim_lora_flip_is_wanted (set->plan, image));
  return object;
}

static LimJson *
images_to_json (const LimLoraSet *set, const GPtrArray *images, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < images->len; i++)
    lim_json_append (list, lim_studio_plan_image_to_json (set, images->pdata[i], doc));
  return list;
}

static LimJson *
sources_to_json (const LimStudioRequest *request, const LimLoraSet *set, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < set->plan->sources->len; i++)
    {
      const LimPlanSource *source = set->plan->sources->pdata[i];
      LimJson *object = lim_json_new_object (doc);
      g_auto (LimLoraSheet) sheet = { 0 };
      g_autoptr (GError) problem = NULL;

      lim_studio_dataset_sheet (request, set, source->file, &sheet, &problem);
      lim_json_set_string (object, "file", source->file);
      lim_json_set_string (object, "kind", lim_sheet_kind_name (source->kind));
      lim_json_set_string (object, "exclude", source->exclude);
      lim_json_set_string (object, "hash", sheet.sha256);
      lim_json_set_string (object, "problem", problem != NULL ? problem->message : NULL);
      lim_json_set (object, "crops", images_to_json (set, source->crops, doc));
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
range_to_json (const LimPlanRange *range, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  lim_json_append (list, lim_json_new_int (doc, range->least));
  lim_json_append (list, lim_json_new_int (doc, range->most));
  return list;
}

/* What the fixed words of a plan may be, for lists to choose from. */
static LimJson *
words_to_json (const LimPlan *plan, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set (object, "framing", lim_json_new_strv (doc, lim_framing_names ()));
  lim_json_set (object, "view", lim_json_new_strv (doc, lim_view_names ()));
  lim_json_set (object, "pose", lim_json_new_strv (doc, lim_pose_names ()));
  lim_json_set (object, "kind", lim_json_new_strv (doc, lim_sheet_kind_names ()));
  lim_json_set (object, "expression", lim_json_new_strv (doc, (const char *const *) plan->coverage.expressions));
  return object;
}

static LimJson *
flips_to_json (const LimPlan *plan, LimJsonDoc *doc)
{
  if (plan->flips == LIM_FLIPS_LISTED)
    return lim_json_new_strv (doc, (const char *const *) plan->flip_ids);
  return lim_json_new_string (doc, plan->flips == LIM_FLIPS_SAFE ? "safe" : "none");
}

LimJson *
lim_studio_dataset_to_json (const LimStudioRequest *request, const LimLoraSet *set, LimJsonDoc *doc)
{
  const LimPlan *plan = set->plan;
  LimJson *root = lim_json_new_object (doc);
  g_autofree char *hash = hash_plan (set), *undo = lim_lora_last_change (set);
  g_autofree char *background =
      g_strdup_printf ("#%02x%02x%02x", plan->background[0], plan->background[1], plan->background[2]);
  g_autoptr (GPtrArray) shares = lim_lora_coverage_planned (plan), images = lim_plan_images (plan);

  lim_json_set_string (root, "subject", set->subject);
  lim_json_set_string (root, "plan_path", set->plan_path);
  lim_json_set_string (root, "plan_hash", hash);
  lim_json_set_string (root, "undo", undo);
  lim_json_set_string (root, "trigger", plan->trigger);
  lim_json_set_string (root, "class", plan->class_words);
  lim_json_set_int (root, "size", plan->size);
  lim_json_set_string (root, "background", background);
  lim_json_set_string (root, "background_tag", plan->background_tag);
  lim_json_set_int (root, "repeats", plan->repeats);
  lim_json_set_int (root, "epochs", plan->epochs);
  lim_json_set_int (root, "batch", plan->batch);
  lim_json_set (root, "steps", range_to_json (&plan->steps, doc));
  lim_json_set (root, "counts", range_to_json (&plan->train, doc));
  lim_json_set_int (root, "images", images->len);
  lim_json_set (root, "flips", flips_to_json (plan, doc));
  lim_json_set (root, "features", features_to_json (plan, doc));
  lim_json_set (root, "coverage", lim_lora_coverage_to_json (shares, doc));
  lim_json_set (root, "sources", sources_to_json (request, set, doc));
  lim_json_set (root, "topups", images_to_json (set, plan->topups, doc));
  lim_json_set (root, "words", words_to_json (plan, doc));
  return root;
}
