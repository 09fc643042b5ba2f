/* lora-check-coverage.c: what the set shows against what the plan means it to show, and the steps it comes to. */
#include "lora-check-private.h"

#include <string.h>

static void
tell_share (LimLoraChecking *self, const LimLoraShare *share)
{
  gboolean at_least = lim_lora_share_is_least (share);
  g_autofree char *expected = g_strdup_printf ("%s%.0f %%", at_least ? "at least " : "about ", 100 * share->aim);

  if (strcmp (share->group, "expression") == 0)
    {
      if (share->count == 0)
        lim_lora_check_add (self, LIM_FINDING_WARNING, self->set->plan_path, "coverage", "at least one image",
                            "Add a crop or a top-up with it.", "the expression “%s” does not occur", share->name);
    }
  else if (share->state == LIM_LORA_SHARE_MISSED || (at_least && share->state == LIM_LORA_SHARE_NEAR))
    lim_lora_check_add (self, LIM_FINDING_WARNING, self->set->plan_path, "coverage", expected,
                        share->share < share->aim ? "Add such images, or leave others out."
                                                  : "Add others, or leave some out.",
                        "%s: %u of %u images, %.0f %%", share->name, share->count, share->total, 100 * share->share);
}

gboolean
lim_lora_check_coverage (LimLoraChecking *self, GError **error G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new ();

  for (guint i = 0; i < self->check->images->len; i++)
    {
      const LimLoraCheckImage *image = self->check->images->pdata[i];

      if (!image->is_reg)
        g_ptr_array_add (images, (gpointer) image->image);
    }
  g_ptr_array_unref (self->check->shares);
  self->check->shares = lim_lora_coverage (self->set->plan, images);
  for (guint i = 0; i < self->check->shares->len; i++)
    tell_share (self, self->check->shares->pdata[i]);
  self->n_checked += self->check->shares->len;
  return TRUE;
}

/* -- Steps -- */

static void
tell_steps (LimLoraChecking *self)
{
  const LimPlan *plan = self->set->plan;
  const LimLoraSteps *steps = &self->check->steps;
  g_autofree char *expected = g_strdup_printf ("%u to %u", plan->steps.least, plan->steps.most);
  g_autofree char *fix = NULL;

  if (steps->steps >= plan->steps.least && steps->steps <= plan->steps.most)
    return;
  if (!steps->can_hit)
    fix = g_strdup_printf ("No number of epochs hits the aim; change `repeats` (now %u) or the number of images.",
                           plan->repeats);
  else if (steps->least_epochs == steps->most_epochs)
    fix = g_strdup_printf ("Set steps.epochs to %" G_GUINT64_FORMAT ".", steps->least_epochs);
  else
    fix = g_strdup_printf ("Set steps.epochs to %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ".", steps->least_epochs,
                           steps->most_epochs);
  lim_lora_check_add (self, LIM_FINDING_WARNING, self->set->plan_path, "steps", expected, fix,
                      "%u epochs of %" G_GUINT64_FORMAT " steps are %" G_GUINT64_FORMAT, plan->epochs,
                      steps->epoch_steps, steps->steps);
}

gboolean
lim_lora_check_steps (LimLoraChecking *self, GError **error G_GNUC_UNUSED)
{
  const LimPlan *plan = self->set->plan;
  LimLoraSteps *steps = &self->check->steps;

  *steps = lim_lora_steps (self->check->reading->train_samples + self->check->reading->reg_samples, plan->batch,
                           plan->epochs, &plan->steps);
  self->n_checked = (guint) MIN (steps->samples, G_MAXUINT);
  if (steps->samples > 0)
    tell_steps (self);
  return TRUE;
}
