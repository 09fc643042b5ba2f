/* lora-check-coverage.c: what the set shows against what the plan means it to show, and the steps it comes to. */
#include "lora-check-private.h"

#include <math.h>
#include <string.h>

/* A share may be off by a tenth, or by one picture of a small set, without a word. */
#define TOLERANCE 0.1
#define SLACK 1e-9

static LimLoraShareState
judge (double share, double aim, guint total, gboolean at_least)
{
  double off = at_least ? MAX (aim - share, 0) : fabs (share - aim);

  if (off <= (at_least ? 0 : 0.5 / MAX (total, 1)) + SLACK) /* no number of pictures comes nearer */
    return LIM_LORA_SHARE_MET;
  return off <= MAX (TOLERANCE, 1.0 / MAX (total, 1)) + SLACK ? LIM_LORA_SHARE_NEAR : LIM_LORA_SHARE_MISSED;
}

static LimLoraShare *
add_share (LimLoraChecking *self, const char *group, const char *name, guint count, guint total, double aim,
           gboolean at_least)
{
  LimLoraShare *share = g_new0 (LimLoraShare, 1);

  share->group = group;
  share->name = g_strdup (name);
  share->count = count;
  share->total = total;
  share->share = total > 0 ? (double) count / total : 0;
  share->aim = aim;
  share->state = judge (share->share, aim, total, at_least);
  g_ptr_array_add (self->check->shares, share);
  self->n_checked++;
  return share;
}

static void
tell_share (LimLoraChecking *self, const LimLoraShare *share, gboolean at_least)
{
  g_autofree char *expected = g_strdup_printf ("%s%.0f %%", at_least ? "at least " : "about ", 100 * share->aim);

  if (share->state == LIM_LORA_SHARE_MISSED || (at_least && share->state == LIM_LORA_SHARE_NEAR))
    lim_lora_check_add (self, LIM_FINDING_WARNING, self->set->plan_path, "coverage", expected,
                        share->share < share->aim ? "Add such images, or leave others out."
                                                  : "Add others, or leave some out.",
                        "%s: %u of %u images, %.0f %%", share->name, share->count, share->total, 100 * share->share);
}

typedef struct
{
  guint total, one_sided;
  guint framings[LIM_N_FRAMINGS], poses[LIM_N_POSES];
  GHashTable *expressions; /* name → how many */
} Counts;

static void
count_image (const LimPlan *plan, const LimLoraCheckImage *image, Counts *counts)
{
  char *expression;

  counts->total++;
  if (image->image == NULL)
    return;
  counts->one_sided += lim_plan_one_sided (plan, image->image) != NULL ? 1 : 0;
  counts->framings[image->image->framing]++;
  counts->poses[image->image->pose]++;
  if (image->image->expression == NULL)
    return;
  expression = g_utf8_casefold (image->image->expression, -1);
  g_hash_table_insert (counts->expressions, expression,
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts->expressions, expression))
                                         + 1));
}

static void
tell_shares (LimLoraChecking *self, const char *group, const char *(*name) (int), const double *aims, guint n,
             const guint *counts, guint total)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += aims[i];
  for (guint i = 1; i < n && sum > 0; i++)
    if (aims[i] > 0 || counts[i] > 0)
      tell_share (self, add_share (self, group, name ((int) i), counts[i], total, aims[i], FALSE), FALSE);
}

static const char *
framing_name (int framing)
{
  return lim_framing_name ((LimFraming) framing);
}

static const char *
pose_name (int pose)
{
  return lim_pose_name ((LimPose) pose);
}

static void
tell_expressions (LimLoraChecking *self, const Counts *counts)
{
  for (char **name = self->set->plan->coverage.expressions; *name != NULL; name++)
    {
      g_autofree char *folded = g_utf8_casefold (*name, -1);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts->expressions, folded));

      add_share (self, "expression", *name, count, counts->total, counts->total > 0 ? 1.0 / counts->total : 0, TRUE)
          ->state = count > 0 ? LIM_LORA_SHARE_MET : LIM_LORA_SHARE_MISSED;
      if (count == 0)
        lim_lora_check_add (self, LIM_FINDING_WARNING, self->set->plan_path, "coverage", "at least one image",
                            "Add a crop or a top-up with it.", "the expression “%s” does not occur", *name);
    }
}

static gboolean
has_one_sided (const LimPlan *plan)
{
  for (guint i = 0; i < plan->features->len; i++)
    if (((const LimPlanFeature *) plan->features->pdata[i])->side != LIM_SIDE_NONE)
      return TRUE;
  return FALSE;
}

gboolean
lim_lora_check_coverage (LimLoraChecking *self, GError **error G_GNUC_UNUSED)
{
  const LimPlan *plan = self->set->plan;
  g_autoptr (GHashTable) expressions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Counts counts = { .expressions = expressions };

  for (guint i = 0; i < self->check->images->len; i++)
    if (!((const LimLoraCheckImage *) self->check->images->pdata[i])->is_reg)
      count_image (plan, self->check->images->pdata[i], &counts);
  if (counts.total == 0)
    return TRUE;
  if (has_one_sided (plan) && plan->coverage.features > 0)
    tell_share (self,
                add_share (self, "features", "one-sided features", counts.one_sided, counts.total,
                           plan->coverage.features, TRUE),
                TRUE);
  tell_shares (self, "framing", framing_name, plan->coverage.framing, LIM_N_FRAMINGS, counts.framings, counts.total);
  tell_shares (self, "pose", pose_name, plan->coverage.pose, LIM_N_POSES, counts.poses, counts.total);
  tell_expressions (self, &counts);
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

  steps->samples = self->check->reading->train_samples + self->check->reading->reg_samples;
  steps->epoch_steps = lim_trainer_epoch_steps (steps->samples, plan->batch, 1);
  steps->steps = steps->epoch_steps * plan->epochs;
  steps->can_hit = lim_trainer_epochs (steps->epoch_steps, &plan->steps, &steps->least_epochs, &steps->most_epochs);
  self->n_checked = (guint) MIN (steps->samples, G_MAXUINT);
  if (steps->samples > 0)
    tell_steps (self);
  return TRUE;
}
