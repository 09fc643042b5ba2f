#include "export-plan.h"

#include <string.h>

#include "base-error.h"
#include "base-pool.h"
#include "base-text.h"
#include "export-leakage.h"
#include "export-plan-units.h"
#include "export-text.h"

const LimExportPlanOptions lim_export_plan_defaults = {
  .tasks = LIM_TASK_ALL,
  .shares = { { 0.9, 0.05, 0.05 } },
};

static void
input_free (gpointer data)
{
  LimExportInput *input = data;

  g_free (input->path);
  g_free (input->sha256);
  g_free (input);
}

static char *
safe_name (const char *name)
{
  GString *out = g_string_new (NULL);

  for (const char *at = name; *at != '\0'; at++)
    if (g_ascii_isalnum (*at))
      g_string_append_c (out, g_ascii_tolower (*at));
    else if (out->len > 0 && out->str[out->len - 1] != '-')
      g_string_append_c (out, '-');
  while (out->len > 0 && out->str[out->len - 1] == '-')
    g_string_truncate (out, out->len - 1);
  g_string_truncate (out, MIN (out->len, 80));
  if (out->len == 0)
    g_string_append (out, "project");
  return g_string_free (out, FALSE);
}

static char *
make_ident (const char *safe_name)
{
  char *ident = g_ascii_isdigit (*safe_name) ? g_strconcat ("p_", safe_name, NULL) : g_strdup (safe_name);

  return g_strdelimit (ident, "-", '_');
}

LimExportPlan *
lim_export_plan_new (const char *name, const char *title)
{
  LimExportPlan *plan = g_new0 (LimExportPlan, 1);

  g_mutex_init (&plan->lock);
  plan->project = safe_name (name);
  plan->ident = make_ident (plan->project);
  plan->title = lim_export_neutralise (title != NULL ? title : name, &plan->neutralised);
  plan->assets = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_export_asset_free);
  plan->units = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_export_unit_free);
  plan->excluded = g_hash_table_new (g_str_hash, g_str_equal);
  plan->canon_inputs = g_ptr_array_new_with_free_func (input_free);
  plan->record_inputs = g_ptr_array_new_with_free_func (input_free);
  plan->comparison_inputs = g_ptr_array_new_with_free_func (input_free);
  plan->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  plan->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  plan->comparisons = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_comparison_free);
  plan->questions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  plan->classification_question = lim_export_classification_question (plan->title);
  plan->preference_question = lim_export_preference_question (plan->title, TRUE);
  plan->letter_question = lim_export_preference_question (plan->title, FALSE);
  return plan;
}

void
lim_export_plan_free (LimExportPlan *plan)
{
  if (plan == NULL)
    return;
  g_ptr_array_unref (plan->units);
  g_ptr_array_unref (plan->assets);
  g_hash_table_unref (plan->excluded);
  g_ptr_array_unref (plan->canon_inputs);
  g_ptr_array_unref (plan->record_inputs);
  g_ptr_array_unref (plan->comparison_inputs);
  g_hash_table_unref (plan->seen);
  g_hash_table_unref (plan->refused);
  g_ptr_array_unref (plan->comparisons);
  g_hash_table_unref (plan->questions);
  g_free (plan->classification_question);
  g_free (plan->preference_question);
  g_free (plan->letter_question);
  g_free (plan->project);
  g_free (plan->ident);
  g_free (plan->title);
  g_free (plan->license);
  g_mutex_clear (&plan->lock);
  g_free (plan);
}

/* -- Counting -- */

const char *const lim_export_unit_kinds[LIM_N_UNIT_KINDS] = { "classification", "critique", "preference", "pairs" };

void
lim_export_plan_count (const LimExportPlan *plan, guint counts[LIM_N_SPLITS][LIM_N_UNIT_KINDS])
{
  memset (counts, 0, LIM_N_SPLITS * sizeof *counts);
  for (guint i = 0; i < plan->units->len; i++)
    {
      const LimExportUnit *unit = g_ptr_array_index (plan->units, i);
      guint kind = unit->rejected != NULL                  ? 3
                   : unit->task == LIM_TASK_CLASSIFICATION ? 0
                   : unit->task == LIM_TASK_CRITIQUE       ? 1
                                                           : 2;

      counts[unit->split][kind]++;
    }
}

void
lim_export_count (GHashTable *excluded, const char *reason, guint n)
{
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (excluded, reason));

  if (n > 0)
    g_hash_table_insert (excluded, (gpointer) reason, GUINT_TO_POINTER (before + n));
}

char *
lim_export_describe_excluded (GHashTable *excluded)
{
  g_autoptr (GList) reasons = g_list_sort (g_hash_table_get_keys (excluded), (GCompareFunc) strcmp);
  GString *text = g_string_new (NULL);

  for (GList *item = reasons; item != NULL; item = item->next)
    g_string_append_printf (text, "%s%u %s", text->len > 0 ? ", " : "",
                            GPOINTER_TO_UINT (g_hash_table_lookup (excluded, item->data)), (char *) item->data);
  return g_string_free (text, FALSE);
}

/* -- Records -- */

void
lim_export_plan_add_input (GPtrArray *inputs, const char *path, const char *sha256)
{
  LimExportInput *input = g_new0 (LimExportInput, 1);

  input->path = g_strdup (path);
  input->sha256 = g_strdup (sha256);
  g_ptr_array_add (inputs, input);
}

/* One address for equal questions: there are few, and neighbours are found by them. Takes @question. */
static const char *
intern_question (LimExportPlan *plan, char *question)
{
  gpointer known;

  if (g_hash_table_lookup_extended (plan->questions, question, &known, NULL))
    {
      g_free (question);
      return known;
    }
  g_hash_table_add (plan->questions, question);
  return question;
}

/* lineage.derived_from_record_id is a text, or in some files a number. */
static char *
derived_from (const LimRecord *record)
{
  const LimJson *node = lim_json_path (record->root, "lineage", "derived_from_record_id", NULL);
  gsize length;
  const char *digits = lim_json_number_text (node, &length);

  return digits != NULL ? g_strndup (digits, length) : g_strdup (lim_json_string (node));
}

static LimExportAsset *
make_asset (const LimRecord *record, const char *image_path, LimExportCanon canon, const char *lane,
            const char *faction, guint64 *neutralised)
{
  LimExportAsset *asset = g_new0 (LimExportAsset, 1);

  asset->id = g_strdup (record->id);
  asset->image.path = g_strdup (image_path);
  asset->status = record->status;
  asset->lane = g_strdup (lane);
  asset->faction = g_strdup (faction);
  asset->subject = lim_record_subject (record);
  asset->derived_from = derived_from (record);
  asset->explanation = lim_export_neutralise (lim_record_explanation (record), neutralised);
  asset->critique_answer = lim_export_critique_answer (record, neutralised);
  asset->canon = canon;
  return asset;
}

/* The texts are made before the lock is taken: they are most of the work. */
void
lim_export_plan_add_record (LimExportPlan *plan, const LimRecord *record, const char *image_path,
                            LimExportCanon canon, const char *lane, const char *faction)
{
  guint64 neutralised = 0;
  gboolean judged = record->status != LIM_STATUS_CANDIDATE;
  LimExportAsset *asset = judged ? make_asset (record, image_path, canon, lane, faction, &neutralised) : NULL;
  char *question = judged ? lim_export_critique_question (plan->title, record, &neutralised) : NULL;

  g_mutex_lock (&plan->lock);
  g_hash_table_add (plan->seen, g_strdup (record->id));
  plan->neutralised += neutralised;
  if (judged)
    {
      asset->critique_question = intern_question (plan, question);
      g_ptr_array_add (plan->assets, asset);
    }
  else
    lim_export_count (plan->excluded, "unjudged", 1);
  g_mutex_unlock (&plan->lock);
}

void
lim_export_plan_add_comparison (LimExportPlan *plan, LimComparison *comparison)
{
  g_ptr_array_add (plan->comparisons, comparison);
}

/* -- Assets -- */

void
lim_export_plan_refuse (LimExportPlan *plan, const char *id, const char *reason)
{
  g_hash_table_insert (plan->refused, g_strdup (id), (gpointer) reason);
}

/* Why @asset is left out, or NULL. */
static const char *
reason_against (const LimExportPlan *plan, const LimExportAsset *asset, const LimExportPlanOptions *options)
{
  const char *refused = g_hash_table_lookup (plan->refused, asset->id);

  if (refused != NULL)
    return refused;
  if (asset->canon == LIM_EXPORT_CANON_STALE)
    return "stale_binding";
  if (asset->canon == LIM_EXPORT_CANON_NONE && !options->allow_incomplete)
    return "no_canon";
  if (*asset->explanation == '\0' && !options->allow_incomplete)
    return "no_explanation";
  return asset->image.fault;
}

static gboolean
refuse_stale (LimExportPlan *plan, GError **error)
{
  guint n = 0;
  const char *first = NULL;

  for (guint i = 0; i < plan->assets->len; i++)
    {
      const LimExportAsset *asset = g_ptr_array_index (plan->assets, i);

      if (asset->canon != LIM_EXPORT_CANON_STALE || g_hash_table_contains (plan->refused, asset->id))
        continue;
      if (n++ == 0)
        first = asset->id;
    }
  if (n == 0)
    return TRUE;
  g_autofree char *count = lim_text_count (n, "record is", "records are");
  return lim_fail (
      error, LIM_ERROR_REFUSED,
      "%s bound to an earlier state of the canon or of the judgment (%s%s); a stale verdict does not ship. "
      "Run limner canon bind, or leave them out with --allow-incomplete.",
      count, first, n > 1 ? ", …" : "");
}

static void
leave_out (LimExportPlan *plan, const LimExportPlanOptions *options)
{
  g_autoptr (GPtrArray) all = g_steal_pointer (&plan->assets);

  plan->assets = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_export_asset_free);
  g_ptr_array_set_free_func (all, NULL);
  for (guint i = 0; i < all->len; i++)
    {
      LimExportAsset *asset = g_ptr_array_index (all, i);
      const char *reason = reason_against (plan, asset, options);

      if (reason == NULL)
        {
          g_ptr_array_add (plan->assets, asset);
          continue;
        }
      lim_export_count (plan->excluded, reason, 1);
      lim_export_asset_free (asset);
    }
}

/* Of stripped images the digests are known only now. */
static gboolean
strip_one (gsize index, gpointer data, GError **error)
{
  LimExportImage *image = ((LimExportImage **) data)[index];
  g_autoptr (GError) cause = NULL;

  if (image->fault != NULL || lim_image_marks_strip (image, &cause))
    return TRUE;
  if (!g_error_matches (cause, LIM_ERROR, LIM_ERROR_BAD_INPUT))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  image->fault = "image_undecodable"; /* nothing goes out that was to be stripped and is not */
  return TRUE;
}

static gboolean
strip_images (LimExportPlan *plan, LimExportImage **images, const LimContext *context, GError **error)
{
  if (!lim_pool_run (0, plan->assets->len, strip_one, images, context->cancellable, error))
    return FALSE;
  plan->stripped = TRUE;
  for (guint i = 0; i < plan->assets->len; i++)
    plan->n_hidden_texts += images[i]->has_hidden;
  return TRUE;
}

static gboolean
look_at_images (LimExportPlan *plan, gboolean strip, const char *memory, const LimContext *context, GError **error)
{
  g_autofree LimExportImage **images = g_new (LimExportImage *, MAX (plan->assets->len, 1));

  for (guint i = 0; i < plan->assets->len; i++)
    images[i] = &((LimExportAsset *) g_ptr_array_index (plan->assets, i))->image;
  if (!lim_image_marks_take (images, plan->assets->len, memory, context, error)
      || (strip && !strip_images (plan, images, context, error)))
    return FALSE;
  for (guint i = 0; i < plan->assets->len; i++)
    {
      LimExportAsset *asset = g_ptr_array_index (plan->assets, i);

      /* Named by what it holds, so that equal files are stored once and no id can be read as the name of a split. */
      g_snprintf (asset->file, sizeof asset->file, "%.32s.%s", asset->image.sha256,
                  lim_image_format_extension (asset->image.info.format));
    }
  return TRUE;
}

/* -- Split -- */

/* The comparisons between exported assets, in the order of when they were made, so that later ones change nothing. */
static GArray *
compared_pairs (LimExportPlan *plan, GHashTable *index_of)
{
  GArray *pairs = g_array_new (FALSE, FALSE, sizeof (LimComparedPair));

  for (guint i = 0; i < plan->comparisons->len; i++)
    {
      const LimComparison *comparison = g_ptr_array_index (plan->comparisons, i);
      gpointer a, b;

      if (!g_hash_table_lookup_extended (index_of, comparison->asset_a_id, NULL, &a)
          || !g_hash_table_lookup_extended (index_of, comparison->asset_b_id, NULL, &b))
        continue;
      LimComparedPair pair = { GPOINTER_TO_UINT (a), GPOINTER_TO_UINT (b) };
      g_array_append_val (pairs, pair);
    }
  return pairs;
}

static void
split_assets (LimExportPlan *plan, const LimSplitShares *shares)
{
  g_autoptr (GHashTable) index_of = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < plan->assets->len; i++)
    g_hash_table_insert (index_of, ((LimExportAsset *) g_ptr_array_index (plan->assets, i))->id,
                         GUINT_TO_POINTER (i));
  g_autoptr (GArray) pairs = compared_pairs (plan, index_of);
  plan->n_families =
      lim_export_split (plan->assets, (const LimComparedPair *) (void *) pairs->data, pairs->len, shares);
}

/* The split is looked at once more, by other code and in the units as they will be written. */
static gboolean
prove_split (const LimExportPlan *plan, GError **error)
{
  g_autoptr (GArray) shown = g_array_new (FALSE, FALSE, sizeof (LimShown));
  GHashTable *seen[LIM_N_SPLITS];
  guint64 total;

  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    seen[split] = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < plan->units->len; i++)
    {
      const LimExportUnit *unit = g_ptr_array_index (plan->units, i);

      for (guint k = 0; k < unit->n_assets; k++)
        {
          const LimExportAsset *asset = unit->assets[k];
          LimShown one = { unit->split,
                           asset->id,
                           asset->subject,
                           asset->image.sha256,
                           asset->image.pixels_sha256,
                           asset->image.fingerprint };
          if (g_hash_table_add (seen[unit->split], (gpointer) asset))
            g_array_append_val (shown, one);
        }
    }
  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    g_hash_table_unref (seen[split]);
  const LimShown *items = (const LimShown *) (void *) shown->data;
  g_autoptr (GArray) leaks = lim_export_find_leaks (items, shown->len, 1, &total);
  if (total == 0)
    return TRUE;

  const LimLeak *leak = &g_array_index (leaks, LimLeak, 0);
  return lim_fail (error, LIM_ERROR_REFUSED,
                   "the split is not clean: %s and %s show %s, and %" G_GUINT64_FORMAT
                   " such cases were found. This is a mistake in limner; nothing was written.",
                   items[leak->a].asset, items[leak->b].asset, leak->what, total);
}

/* -- All of it -- */

static int
compare_assets (gconstpointer a, gconstpointer b)
{
  const LimExportAsset *const *left = a, *const *right = b;

  return strcmp ((*left)->id, (*right)->id);
}

static int
compare_comparisons (gconstpointer a, gconstpointer b)
{
  const LimComparison *const *left = a, *const *right = b;

  return strcmp ((*left)->id, (*right)->id);
}

gboolean
lim_export_plan_finish (LimExportPlan *plan, const LimExportPlanOptions *options, const char *memory,
                        const LimContext *context, GError **error)
{
  plan->tasks = options->tasks;
  if (!options->allow_incomplete && !refuse_stale (plan, error))
    return FALSE;
  g_ptr_array_sort (plan->assets, compare_assets);
  g_ptr_array_sort (plan->comparisons, compare_comparisons);
  if (!look_at_images (plan, options->strip, memory, context, error))
    return FALSE;
  leave_out (plan, options);
  split_assets (plan, &options->shares);
  lim_export_plan_build_units (plan);
  if (plan->units->len > 0)
    return prove_split (plan, error);

  g_autofree char *reasons = lim_export_describe_excluded (plan->excluded);
  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "there is nothing to export: a unit needs an image, a judgment and a canon binding%s%s. %s",
                   *reasons != '\0' ? "; left out: " : "", reasons,
                   g_hash_table_contains (plan->excluded, "no_canon") ? "Run limner canon bind, then export again."
                                                                      : "limner status shows what is missing.");
}
