#include "lora-coverage.h"

#include "lora-flip.h"

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
add_share (GPtrArray *shares, const char *group, const char *name, guint count, guint total, double aim,
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
  g_ptr_array_add (shares, share);
  return share;
}

typedef struct
{
  guint total, one_sided;
  guint framings[LIM_N_FRAMINGS], poses[LIM_N_POSES];
  GHashTable *expressions; /* name → how many */
} Counts;

static void
count_image (const LimPlan *plan, const LimPlanImage *image, Counts *counts)
{
  char *expression;

  counts->total++;
  if (image == NULL)
    return;
  counts->one_sided += lim_plan_one_sided (plan, image) != NULL ? 1 : 0;
  counts->framings[image->framing]++;
  counts->poses[image->pose]++;
  if (image->expression == NULL)
    return;
  expression = g_utf8_casefold (image->expression, -1);
  g_hash_table_insert (counts->expressions, expression,
                       GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts->expressions, expression))
                                         + 1));
}

static void
add_shares (GPtrArray *shares, const char *group, const char *(*name) (int), const double *aims, guint n,
            const guint *counts, guint total)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += aims[i];
  for (guint i = 1; i < n && sum > 0; i++)
    if (aims[i] > 0 || counts[i] > 0)
      add_share (shares, group, name ((int) i), counts[i], total, aims[i], FALSE);
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
add_expressions (GPtrArray *shares, const LimPlan *plan, const Counts *counts)
{
  for (char **name = plan->coverage.expressions; *name != NULL; name++)
    {
      g_autofree char *folded = g_utf8_casefold (*name, -1);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts->expressions, folded));

      add_share (shares, "expression", *name, count, counts->total, 1.0 / counts->total, TRUE)->state =
          count > 0 ? LIM_LORA_SHARE_MET : LIM_LORA_SHARE_MISSED;
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

static void
share_free (gpointer data)
{
  LimLoraShare *share = data;

  g_free (share->name);
  g_free (share);
}

GPtrArray *
lim_lora_coverage (const LimPlan *plan, const GPtrArray *images)
{
  g_autoptr (GHashTable) expressions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *shares = g_ptr_array_new_with_free_func (share_free);
  Counts counts = { .expressions = expressions };

  for (guint i = 0; i < images->len; i++)
    count_image (plan, images->pdata[i], &counts);
  if (counts.total == 0)
    return shares;
  if (has_one_sided (plan) && plan->coverage.features > 0)
    add_share (shares, "features", "one-sided features", counts.one_sided, counts.total, plan->coverage.features,
               TRUE);
  add_shares (shares, "framing", framing_name, plan->coverage.framing, LIM_N_FRAMINGS, counts.framings, counts.total);
  add_shares (shares, "pose", pose_name, plan->coverage.pose, LIM_N_POSES, counts.poses, counts.total);
  add_expressions (shares, plan, &counts);
  return shares;
}

GPtrArray *
lim_lora_coverage_planned (const LimPlan *plan)
{
  g_autoptr (GPtrArray) images = lim_plan_images (plan);
  guint n = images->len;

  for (guint i = 0; i < n; i++)
    if (lim_lora_flip_is_wanted (plan, images->pdata[i]))
      g_ptr_array_add (images, images->pdata[i]);
  return lim_lora_coverage (plan, images);
}

gboolean
lim_lora_share_is_least (const LimLoraShare *share)
{
  return strcmp (share->group, "features") == 0 || strcmp (share->group, "expression") == 0;
}

static const char *const state_names[] = {
  [LIM_LORA_SHARE_MET] = "met",
  [LIM_LORA_SHARE_NEAR] = "near",
  [LIM_LORA_SHARE_MISSED] = "missed",
};

LimJson *
lim_lora_coverage_to_json (const GPtrArray *shares, LimJsonDoc *doc)
{
  LimJson *array = lim_json_new_array (doc);

  for (guint i = 0; i < shares->len; i++)
    {
      const LimLoraShare *share = shares->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "group", share->group);
      lim_json_set_string (object, "name", share->name);
      lim_json_set_int (object, "count", share->count);
      lim_json_set_int (object, "total", share->total);
      lim_json_set_double (object, "share", share->share);
      lim_json_set_double (object, "aim", share->aim);
      lim_json_set_string (object, "state", state_names[share->state]);
      lim_json_append (array, object);
    }
  return array;
}
