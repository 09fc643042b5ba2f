#include "lora-reg.h"

#include "base-text.h"
#include "imaging-fingerprint.h"
#include "lora-caption-lint.h"
#include "lora-reg-private.h"

#include <string.h>

#define LANE "lora_reg"

LimLoraRegReport *
lim_lora_reg_report_new (void)
{
  LimLoraRegReport *report = g_new0 (LimLoraRegReport, 1);

  report->rendering = lim_lora_rendering_new ();
  report->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_lora_slot_free);
  report->remarks = g_ptr_array_new_with_free_func (g_free);
  report->problems = lim_problems_new ();
  report->surplus = g_ptr_array_new_with_free_func (g_free);
  return report;
}

void
lim_lora_reg_report_free (LimLoraRegReport *report)
{
  if (report == NULL)
    return;
  g_free (report->folder);
  g_free (report->renamed_from);
  lim_lora_rendering_free (report->rendering);
  g_ptr_array_unref (report->slots);
  g_ptr_array_unref (report->remarks);
  g_ptr_array_unref (report->problems);
  g_ptr_array_unref (report->surplus);
  g_free (report);
}

/* One slot for each of @count images, the prompts in turn. */
static void
add_slots (const LimLoraSet *set, char *const *prompts, guint count, LimLoraRegReport *report)
{
  g_autofree char *negative = lim_lora_reg_negative (set->plan);
  guint n_prompts = g_strv_length ((char **) prompts);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *key = g_strdup_printf ("reg_%03u", i + 1);

      g_ptr_array_add (report->slots, lim_lora_slot_new (key, prompts[i % n_prompts], negative, -1));
    }
}

static void
remark_on_prompts (const LimLoraSet *set, char *const *prompts, guint count, LimLoraRegReport *report)
{
  const LimPlan *plan = set->plan;
  g_autofree char *images = lim_text_count (count, "image", NULL);

  for (guint i = 0; prompts[i] != NULL; i++)
    if (!lim_lora_mentions (prompts[i], plan->class_words))
      {
        g_ptr_array_add (report->remarks,
                         g_strdup_printf ("“%.60s” does not say “%s”: the images would be of another class",
                                          prompts[i], plan->class_words));
        break;
      }
  if (count < plan->reg.least || count > plan->reg.most)
    g_ptr_array_add (report->remarks, g_strdup_printf ("%s, where %s asks for %u to %u", images, set->plan_path,
                                                       plan->reg.least, plan->reg.most));
  guint most = lim_lora_reg_count (plan);
  if (count > most)
    g_ptr_array_add (report->remarks,
                     g_strdup_printf ("%s, of which a trainer uses %u an epoch: it takes no more than there are "
                                      "training images with their repeats",
                                      images, most));
}

/* The training images, which none may be like. @names owns their names. */
static GArray *
read_training_images (const LimLoraSet *set, GPtrArray *names)
{
  GArray *unlike = g_array_new (FALSE, FALSE, sizeof (LimLoraLikeness));
  g_autofree char *folder = lim_lora_train_path (set, NULL);
  g_autofree char *path = lim_project_path (set->project, folder);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *image = g_build_filename (path, name, NULL);
      LimLoraLikeness likeness;

      if (!g_str_has_suffix (name, ".png") || !lim_image_fingerprint (image, &likeness.fingerprint, NULL)
          || likeness.fingerprint == 0)
        continue;
      g_ptr_array_add (names, g_strdup (name));
      likeness.name = names->pdata[names->len - 1];
      g_array_append_val (unlike, likeness);
    }
  return unlike;
}

gboolean
lim_lora_reg (const LimContext *context, const LimLoraSet *set, const LimLoraRegOptions *options,
              LimLoraRegReport *report, GError **error)
{
  g_autofree char *folder = lim_plan_reg_folder (set->plan);
  g_auto (GStrv) prompts = lim_lora_reg_prompts (set, options->twin, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) unlike = prompts != NULL ? read_training_images (set, names) : NULL;
  g_autoptr (LimLoraApproval) approval = unlike != NULL ? lim_lora_approval_open (set, error) : NULL;
  const LimLoraRenderOptions render = { .lane = LANE,
                                        .provider = options->provider,
                                        .checkpoint = options->checkpoint,
                                        .limit = options->limit,
                                        .dry_run = options->dry_run,
                                        .events = options->events,
                                        .approval = approval,
                                        .reject = options->reject,
                                        .who = options->who,
                                        .unlike = unlike };
  guint count = options->count;

  if (approval == NULL)
    return FALSE;
  if (count == 0)
    count = options->twin ? g_strv_length (prompts) : lim_lora_reg_count (set->plan);
  report->folder = lim_lora_path (set, folder);
  add_slots (set, prompts, count, report);
  remark_on_prompts (set, prompts, count, report);
  if (!lim_lora_render (context, set, &render, report->slots, report->rendering, error))
    return FALSE;
  return options->dry_run || lim_lora_reg_write (context, set, options, report, error);
}
