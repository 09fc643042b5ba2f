#include "export-plan-units.h"

#include <string.h>

#include "export-pairs.h"
#include "export-text.h"

static LimExportUnit *
add_unit (LimExportPlan *plan, LimTask task, const LimExportAsset *asset, const char *question, const char *answer)
{
  LimExportUnit *unit = g_new0 (LimExportUnit, 1);

  unit->task = task;
  unit->split = asset->split;
  unit->id = g_strdup_printf ("%s:%s", lim_task_name (task), asset->id);
  unit->assets[0] = asset;
  unit->n_assets = 1;
  unit->question = question;
  unit->answer = g_strdup (answer);
  g_ptr_array_add (plan->units, unit);
  return unit;
}

/* The two assets of @comparison, or FALSE with the reason why there are not both. */
static gboolean
find_compared (LimExportPlan *plan, GHashTable *by_id, const LimComparison *comparison, const LimExportAsset **a,
               const LimExportAsset **b, const char **reason)
{
  *a = g_hash_table_lookup (by_id, comparison->asset_a_id);
  *b = g_hash_table_lookup (by_id, comparison->asset_b_id);
  if (*a != NULL && *b != NULL)
    return TRUE;
  *reason = g_hash_table_contains (plan->seen, comparison->asset_a_id)
                    && g_hash_table_contains (plan->seen, comparison->asset_b_id)
                ? "side_left_out"
                : "missing_record";
  return FALSE;
}

static LimExportUnit *
new_comparison_unit (const LimComparison *comparison, const LimExportAsset *a, const LimExportAsset *b)
{
  LimExportUnit *unit = g_new0 (LimExportUnit, 1);

  unit->task = LIM_TASK_PREFERENCE;
  unit->split = a->split;
  unit->id = g_strdup_printf ("preference:%s", comparison->id);
  unit->assets[0] = a;
  unit->assets[1] = b;
  unit->n_assets = 2;
  return unit;
}

static void
add_comparison_units (LimExportPlan *plan, const LimComparison *comparison, const LimExportAsset *a,
                      const LimExportAsset *b)
{
  static const char *const letters[] = { "A", "B", "tie" };
  const char *letter = letters[comparison->chosen];
  g_autofree char *reason = lim_export_neutralise (comparison->reasoning, &plan->neutralised);
  LimExportUnit *unit = new_comparison_unit (comparison, a, b);

  unit->question = *reason != '\0' ? plan->preference_question : plan->letter_question;
  unit->answer = *reason != '\0' ? lim_export_preference_answer (letter, reason) : g_strdup (letter);
  unit->has_pair = comparison->chosen != LIM_CHOSEN_TIE;
  g_ptr_array_add (plan->units, unit);
  if (comparison->chosen == LIM_CHOSEN_TIE)
    {
      plan->n_ties++;
      return;
    }

  LimExportUnit *pair = new_comparison_unit (comparison, a, b);
  pair->question = plan->letter_question;
  pair->answer = g_strdup (letter);
  pair->rejected = g_strdup (letters[1 - comparison->chosen]);
  g_ptr_array_add (plan->units, pair);
}

static char *
compared_key (const char *a, const char *b)
{
  return strcmp (a, b) < 0 ? g_strdup_printf ("%s\n%s", a, b) : g_strdup_printf ("%s\n%s", b, a);
}

static GHashTable *
index_by_id (const LimExportPlan *plan)
{
  GHashTable *by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < plan->assets->len; i++)
    {
      LimExportAsset *asset = g_ptr_array_index (plan->assets, i);
      g_hash_table_insert (by_id, asset->id, asset);
    }
  return by_id;
}

/* Returns which assets a person compared, as keys. */
static GHashTable *
add_comparisons (LimExportPlan *plan, GHashTable *by_id)
{
  GHashTable *compared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < plan->comparisons->len; i++)
    {
      const LimComparison *comparison = g_ptr_array_index (plan->comparisons, i);
      const LimExportAsset *a, *b;
      const char *reason;

      if (!find_compared (plan, by_id, comparison, &a, &b, &reason))
        lim_export_count (plan->excluded, reason, 1);
      else if (a->split != b->split)
        lim_export_count (plan->excluded, "straddles_splits", 1);
      else
        {
          add_comparison_units (plan, comparison, a, b);
          g_hash_table_add (compared, compared_key (a->id, b->id));
        }
    }
  return compared;
}

static void
add_asset_units (LimExportPlan *plan, const LimExportAsset *asset, const LimExportAsset *neighbour)
{
  if (plan->tasks & LIM_TASK_CLASSIFICATION)
    add_unit (plan, LIM_TASK_CLASSIFICATION, asset, plan->classification_question, lim_status_name (asset->status));
  if (!(plan->tasks & LIM_TASK_CRITIQUE))
    return;

  LimExportUnit *critique =
      add_unit (plan, LIM_TASK_CRITIQUE, asset, asset->critique_question, asset->critique_answer);
  LimExportUnit *pair = neighbour != NULL ? lim_pair_of_critiques (asset, neighbour) : NULL;
  if (pair != NULL)
    g_ptr_array_add (plan->units, pair);
  else
    plan->n_without_opposite++;
  critique->has_pair = pair != NULL;
}

static void
add_units (LimExportPlan *plan)
{
  g_autoptr (GHashTable) by_id = index_by_id (plan);
  g_autoptr (LimNeighbours) neighbours = lim_neighbours_new (plan->assets);
  g_autoptr (GHashTable) compared = NULL;

  if (plan->tasks & LIM_TASK_PREFERENCE)
    compared = add_comparisons (plan, by_id);
  for (guint i = 0; i < plan->assets->len; i++)
    {
      const LimExportAsset *asset = g_ptr_array_index (plan->assets, i);
      const LimExportAsset *neighbour = lim_neighbours_find (neighbours, asset);

      add_asset_units (plan, asset, neighbour);
      if (compared == NULL || neighbour == NULL || asset->status != LIM_STATUS_REJECTED)
        continue;
      g_autofree char *key = compared_key (asset->id, neighbour->id);
      if (!g_hash_table_contains (compared, key))
        g_ptr_array_add (plan->units, lim_preference_of_neighbours (asset, neighbour, plan->preference_question));
    }
}

static int
compare_units (gconstpointer a, gconstpointer b)
{
  const LimExportUnit *left = *(const LimExportUnit *const *) a, *right = *(const LimExportUnit *const *) b;

  if (left->split != right->split)
    return left->split < right->split ? -1 : 1;
  if ((left->rejected != NULL) != (right->rejected != NULL))
    return left->rejected != NULL ? 1 : -1;
  if (left->task != right->task)
    return left->task < right->task ? -1 : 1;
  return strcmp (left->id, right->id);
}

static gboolean
is_same_unit (const LimExportUnit *a, const LimExportUnit *b)
{
  return strcmp (a->answer, b->answer) == 0 && strcmp (a->question, b->question) == 0
         && g_strcmp0 (a->rejected, b->rejected) == 0;
}

/* Rows that say the same of the same bytes teach nothing twice, and only weigh what was copied. */
static void
drop_repeated_units (LimExportPlan *plan)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint kept = 0;

  for (guint i = 0; i < plan->units->len; i++)
    {
      LimExportUnit *unit = g_ptr_array_index (plan->units, i);
      gboolean repeated = FALSE;

      /* Texts are long and seldom equal; the images tell nearly all units apart. */
      for (guint n = 0; !repeated; n++)
        {
          const char *second = unit->n_assets > 1 ? unit->assets[1]->image.sha256 : "";
          g_autofree char *key = g_strdup_printf ("%u%c%u%.20s%.20s", unit->task, unit->rejected != NULL ? 'p' : 'a',
                                                  n, unit->assets[0]->image.sha256, second);
          const LimExportUnit *other = g_hash_table_lookup (seen, key);

          repeated = other != NULL && is_same_unit (unit, other);
          if (other != NULL)
            continue;
          g_hash_table_insert (seen, g_steal_pointer (&key), unit);
          break;
        }
      if (!repeated)
        {
          plan->units->pdata[kept++] = unit;
          continue;
        }
      if (unit->rejected == NULL)
        lim_export_count (plan->excluded, "repeated", 1);
      lim_export_unit_free (unit);
    }
  plan->units->len = kept;
}

void
lim_export_plan_build_units (LimExportPlan *plan)
{
  add_units (plan);
  g_ptr_array_sort (plan->units, compare_units);
  drop_repeated_units (plan);
}
