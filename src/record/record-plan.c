#include "record-plan.h"

#include "record-plan-private.h"

#include <string.h>

static void
feature_free (gpointer data)
{
  LimPlanFeature *feature = data;

  g_free (feature->name);
  g_strfreev (feature->words);
  g_free (feature);
}

static void
image_free (gpointer data)
{
  LimPlanImage *image = data;

  g_free (image->id);
  g_free (image->action);
  g_free (image->expression);
  g_free (image->background);
  g_strfreev (image->tags);
  g_free (image->caption);
  g_strfreev (image->shows);
  g_free (image->exclude);
  g_free (image->prompt);
  g_free (image->negative);
  g_free (image);
}

static void
source_free (gpointer data)
{
  LimPlanSource *source = data;

  g_free (source->file);
  g_free (source->exclude);
  g_ptr_array_unref (source->crops);
  g_free (source);
}

LimPlanSource *
lim_plan_source_new (void)
{
  LimPlanSource *source = g_new0 (LimPlanSource, 1);

  source->crops = g_ptr_array_new_with_free_func (image_free);
  return source;
}

LimPlan *
lim_plan_new (void)
{
  LimPlan *plan = g_new0 (LimPlan, 1);

  plan->features = g_ptr_array_new_with_free_func (feature_free);
  plan->sources = g_ptr_array_new_with_free_func (source_free);
  plan->topups = g_ptr_array_new_with_free_func (image_free);
  return plan;
}

void
lim_plan_free (LimPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->subject);
  g_free (plan->name);
  g_free (plan->trigger);
  g_free (plan->class_words);
  g_free (plan->background_tag);
  g_strfreev (plan->flip_ids);
  g_ptr_array_unref (plan->features);
  g_strfreev (plan->coverage.expressions);
  g_ptr_array_unref (plan->sources);
  g_ptr_array_unref (plan->topups);
  g_free (plan->topup_prompt);
  g_free (plan->topup_negative);
  g_strfreev (plan->reg_prompts);
  g_free (plan->reg_negative);
  g_free (plan->training.base);
  g_free (plan->training.output);
  g_free (plan);
}

/* -- Asking -- */

const char *
lim_plan_image_excluded (const LimPlanImage *image)
{
  if (image->exclude != NULL)
    return image->exclude;
  return image->source != NULL ? image->source->exclude : NULL;
}

static void
add_used (GPtrArray *images, const GPtrArray *candidates)
{
  for (guint i = 0; i < candidates->len; i++)
    if (lim_plan_image_excluded (candidates->pdata[i]) == NULL)
      g_ptr_array_add (images, candidates->pdata[i]);
}

GPtrArray *
lim_plan_images (const LimPlan *plan)
{
  GPtrArray *images = g_ptr_array_new ();

  for (guint i = 0; i < plan->sources->len; i++)
    add_used (images, ((const LimPlanSource *) plan->sources->pdata[i])->crops);
  add_used (images, plan->topups);
  return images;
}

static const LimPlanImage *
find_in (const GPtrArray *images, const char *id)
{
  for (guint i = 0; i < images->len; i++)
    {
      const LimPlanImage *image = images->pdata[i];

      if (strcmp (image->id, id) == 0)
        return image;
    }
  return NULL;
}

const LimPlanImage *
lim_plan_find (const LimPlan *plan, const char *id)
{
  for (guint i = 0; i < plan->sources->len; i++)
    {
      const LimPlanImage *found = find_in (((const LimPlanSource *) plan->sources->pdata[i])->crops, id);

      if (found != NULL)
        return found;
    }
  return find_in (plan->topups, id);
}

gboolean
lim_plan_image_shows (const LimPlanImage *image, const LimPlanFeature *feature)
{
  if (image->shows != NULL)
    return g_strv_contains ((const char *const *) image->shows, feature->name);
  if (image->framing != LIM_FRAMING_UNKNOWN && (feature->framings & 1u << image->framing) == 0)
    return FALSE;
  for (LimView view = LIM_VIEW_FRONT; view < LIM_N_VIEWS; view++)
    if ((feature->views & 1u << view) != 0 && lim_view_may_show (image->view, view))
      return TRUE;
  return FALSE;
}

const LimPlanFeature *
lim_plan_one_sided (const LimPlan *plan, const LimPlanImage *image)
{
  for (guint i = 0; i < plan->features->len; i++)
    {
      const LimPlanFeature *feature = plan->features->pdata[i];

      if (feature->side != LIM_SIDE_NONE && lim_plan_image_shows (image, feature))
        return feature;
    }
  return NULL;
}

char *
lim_plan_class_token (const LimPlan *plan)
{
  return g_strdelimit (g_strdup (plan->class_words), " ", '_');
}

char *
lim_plan_train_folder (const LimPlan *plan)
{
  return g_strdup_printf ("train/%u_%s", plan->repeats, plan->trigger);
}

char *
lim_plan_reg_folder (const LimPlan *plan)
{
  g_autofree char *token = lim_plan_class_token (plan);

  return g_strdup_printf ("reg/%u_%s", plan->reg_repeats, token);
}
