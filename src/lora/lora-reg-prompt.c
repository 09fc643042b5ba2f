/* lora-reg-prompt.c: what regularization images are asked for: how many, in which words, and without which. */

#include "base-text.h"
#include "lora-caption-lint.h"
#include "lora-flip.h"
#include "lora-reg.h"

#include <string.h>

guint
lim_lora_reg_count (const LimPlan *plan)
{
  g_autoptr (GPtrArray) images = lim_plan_images (plan);
  guint64 n = images->len;

  for (guint i = 0; i < images->len; i++)
    n += lim_lora_flip_is_wanted (plan, images->pdata[i]) ? 1 : 0;
  return (guint) CLAMP (n * plan->repeats / MAX (plan->reg_repeats, 1), plan->reg.least, plan->reg.most);
}

/* -- Words -- */

/* @caption with the class where the trigger stands. */
static char *
with_class (const LimPlan *plan, const char *caption)
{
  gsize length = strlen (plan->trigger);

  if (strncmp (caption, plan->trigger, length) == 0 && (caption[length] == ',' || caption[length] == '\0'))
    return g_strconcat (plan->class_words, caption + length, NULL);
  GString *text = g_string_new (caption);
  if (g_string_replace (text, plan->trigger, plan->class_words, 0) == 0)
    g_string_prepend (g_string_prepend (text, ", "), plan->class_words);
  return g_string_free (text, FALSE);
}

/* A caption of the training set with its class, and whose it is. */
static void
add_twin (const LimPlan *plan, const LimPlanImage *image, const char *caption, GPtrArray *prompts, GPtrArray *places)
{
  g_ptr_array_add (prompts, with_class (plan, caption));
  g_ptr_array_add (places, g_strdup_printf ("the caption of “%s”", image->id));
}

static void
add_twins (const LimPlan *plan, GPtrArray *prompts, GPtrArray *places)
{
  g_autoptr (GPtrArray) images = lim_plan_images (plan);

  for (guint i = 0; i < images->len; i++)
    {
      const LimPlanImage *image = images->pdata[i];
      g_autofree char *caption = lim_plan_caption (plan, image);

      add_twin (plan, image, caption, prompts, places);
      if (lim_lora_flip_is_wanted (plan, image))
        {
          g_autofree char *mirrored = lim_plan_mirror_caption (plan, caption);

          add_twin (plan, image, mirrored, prompts, places);
        }
    }
}

/* The trigger, or the word of a feature, that @prompt mentions; NULL: none. Borrowed. */
static const char *
find_leak (const LimPlan *plan, const char *prompt)
{
  if (lim_lora_mentions (prompt, plan->trigger))
    return plan->trigger;
  for (guint i = 0; i < plan->features->len; i++)
    for (char **word = ((const LimPlanFeature *) plan->features->pdata[i])->words; *word != NULL; word++)
      if (lim_lora_mentions (prompt, *word))
        return *word;
  return NULL;
}

/* Names every prompt that would teach something of the subject. */
static gboolean
check_leaks (const LimLoraSet *set, const GPtrArray *prompts, const GPtrArray *places, GError **error)
{
  g_autoptr (GString) leaks = g_string_new (NULL);

  for (guint i = 0; i < prompts->len; i++)
    {
      const char *leak = find_leak (set->plan, prompts->pdata[i]);

      if (leak != NULL)
        g_string_append_printf (leaks, "%s%s has “%s”", leaks->len > 0 ? "; " : "", (const char *) places->pdata[i],
                                leak);
    }
  if (leaks->len == 0)
    return TRUE;
  return lim_fail (
      error, LIM_ERROR_REFUSED,
      "%s: a regularization prompt must hold neither the trigger word nor a feature, or everybody of the "
      "class learns it; nothing was sent: %s. Take it out of the words; the negative prompt has it anyway",
      set->plan_path, leaks->str);
}

char **
lim_lora_reg_prompts (const LimLoraSet *set, gboolean twin, GError **error)
{
  const LimPlan *plan = set->plan;
  g_autoptr (GPtrArray) prompts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  if (twin)
    add_twins (plan, prompts, places);
  for (guint i = 0; !twin && plan->reg_prompts[i] != NULL; i++)
    {
      g_ptr_array_add (prompts, g_strdup (plan->reg_prompts[i]));
      g_ptr_array_add (places, g_strdup_printf ("reg.prompt %u", i + 1));
    }
  if (prompts->len == 0)
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT,
                          twin ? "%s has no training images yet, so there is nothing to make twins of"
                               : "%s says nothing under reg.prompt. Example: reg: { prompt: \"a %s, full body\" }",
                          set->plan_path, plan->class_words);
  if (!check_leaks (set, prompts, places, error))
    return NULL;
  g_ptr_array_add (prompts, NULL);
  g_ptr_array_set_free_func (prompts, NULL);
  return (char **) g_ptr_array_steal (prompts, NULL);
}

char *
lim_lora_reg_negative (const LimPlan *plan)
{
  GString *text = g_string_new (plan->reg_negative);

  if (!lim_lora_mentions (text->str, plan->trigger))
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", plan->trigger);
  for (guint i = 0; i < plan->features->len; i++)
    {
      const LimPlanFeature *feature = plan->features->pdata[i];

      if (!lim_lora_mentions (text->str, feature->name))
        g_string_append_printf (text, ", %s", feature->name);
    }
  return g_string_free (text, FALSE);
}
