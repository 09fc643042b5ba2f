#include "style-generate.h"

#include "base-text.h"
#include "store-asset.h"
#include "store-record.h"
#include "style-inputs.h"

#include <string.h>

#define PACK_FOLDER "inputs/prompts"

LimGenerateReport *
lim_generate_report_new (void)
{
  LimGenerateReport *report = g_new0 (LimGenerateReport, 1);

  report->items = g_array_new (FALSE, FALSE, sizeof (LimGenerateItem));
  report->made = lim_produce_report_new ();
  return report;
}

void
lim_generate_report_free (LimGenerateReport *report)
{
  if (report == NULL)
    return;
  lim_pack_free (report->pack);
  g_array_unref (report->items);
  lim_produce_report_free (report->made);
  g_free (report);
}

/* -- Which of its candidates -- */

static gboolean
is_named (const LimCandidate *candidate, const char *name)
{
  return strcmp (candidate->id, name) == 0 || strcmp (candidate->subject_id, name) == 0;
}

static gboolean
is_wanted (const LimCandidate *candidate, const char *const *only)
{
  for (guint i = 0; only != NULL && only[i] != NULL; i++)
    if (is_named (candidate, only[i]))
      return TRUE;
  return only == NULL || only[0] == NULL;
}

static gboolean
check_only (const LimPack *pack, const char *const *only, GError **error)
{
  for (guint i = 0; only != NULL && only[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) known = g_ptr_array_new ();
      gboolean found = FALSE;

      for (guint j = 0; j < pack->candidates->len && !found; j++)
        {
          const LimCandidate *candidate = pack->candidates->pdata[j];

          found = is_named (candidate, only[i]);
          g_ptr_array_add (known, candidate->id);
          g_ptr_array_add (known, candidate->subject_id);
        }
      if (found)
        continue;
      g_ptr_array_add (known, NULL);
      g_autofree char *near = lim_text_did_you_mean (only[i], (const char *const *) known->pdata);
      return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s has no image and no subject “%s”.%s", pack->name, only[i],
                       near);
    }
  return TRUE;
}

static gboolean
check_placeholders (const LimPack *pack, const GPtrArray *wanted, GError **error)
{
  for (guint i = 0; i < wanted->len; i++)
    {
      const LimCandidate *candidate = wanted->pdata[i];
      g_autofree char *placeholder = lim_pack_find_placeholder (candidate->recipe->prompt);

      if (placeholder != NULL)
        return lim_fail (error, LIM_ERROR_BAD_INPUT,
                         "%s: subject “%s” still holds the placeholder %s; write what the image shows, then generate "
                         "again",
                         pack->name, candidate->subject_id, placeholder);
    }
  return TRUE;
}

/* -- What is to be done -- */

/* What there is to say about a candidate whose record exists. Nothing when the record cannot be read: doctor tells. */
static void
look_at_record (const LimProject *project, LimGenerateItem *item)
{
  g_autoptr (LimRecord) record = lim_store_load_record (project, item->candidate->id, NULL);
  g_autoptr (LimRecipe) recipe = NULL;
  g_autofree char *image = NULL;
  g_autoptr (GError) error = NULL;

  if (record == NULL)
    return;
  image = lim_store_find_image (project, record, &error);
  item->no_image = image == NULL && error == NULL;
  recipe = lim_recipe_from_json (lim_json_get (record->root, "provenance"), NULL);
  item->differs = recipe != NULL
                  && (recipe->seed != item->candidate->recipe->seed
                      || strcmp (recipe->prompt, item->candidate->recipe->prompt) != 0
                      || strcmp (recipe->negative_prompt, item->candidate->recipe->negative_prompt) != 0);
}

/* What the record of a named subject's image says besides. */
static char *
write_blocks (const LimCandidate *candidate)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("blocks");
  LimJson *object = lim_json_new_object (doc);
  GString *text = g_string_new (NULL);

  lim_json_doc_set_root (doc, object);
  lim_json_set (object, "identity", lim_identity_to_json (candidate->identity, doc));
  lim_json_set (object, "lineage", lim_lineage_to_json (candidate->lineage, doc));
  lim_json_append_compact (text, object);
  return g_string_free (text, FALSE);
}

static LimProduceJob *
new_job (const LimPack *pack, const LimCandidate *candidate)
{
  LimProduceJob *job = lim_produce_job_new (LIM_PRODUCE_NEW, candidate->id, candidate->recipe);

  job->workflow_id = g_strdup (pack->lane);
  if (candidate->identity != NULL)
    {
      job->schema_version = g_strdup (LIM_IDENTITY_SCHEMA);
      job->blocks = write_blocks (candidate);
    }
  else
    job->batch_index = candidate->index;
  return job;
}

static GPtrArray *
new_jobs (const LimPack *pack, const GPtrArray *wanted)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_produce_job_free);

  for (guint i = 0; i < wanted->len; i++)
    g_ptr_array_add (jobs, new_job (pack, wanted->pdata[i]));
  return jobs;
}

/* Fills report->items and leaves in @jobs what is to be done, up to the limit. */
static gboolean
plan (const LimProject *project, const LimGenerateOptions *options, const GPtrArray *wanted, GPtrArray *jobs,
      LimGenerateReport *report, GError **error)
{
  g_autoptr (GArray) fates = lim_produce_plan (project, jobs, error);
  guint n_to_do = 0;

  if (fates == NULL)
    return FALSE;
  for (guint i = 0; i < wanted->len; i++)
    {
      LimGenerateItem item = { .candidate = wanted->pdata[i], .fate = g_array_index (fates, LimProduceFate, i) };

      if (item.fate == LIM_FATE_EXISTS)
        look_at_record (project, &item);
      else if (options->limit > 0 && n_to_do >= options->limit)
        {
          report->beyond_limit++;
          g_clear_pointer (&jobs->pdata[i], lim_produce_job_free);
          continue;
        }
      else
        n_to_do++;
      g_array_append_val (report->items, item);
    }
  for (guint i = jobs->len; i > 0; i--)
    if (jobs->pdata[i - 1] == NULL)
      g_ptr_array_remove_index (jobs, i - 1);
  return TRUE;
}

static GPtrArray *
select_wanted (const LimPack *pack, const char *const *only)
{
  GPtrArray *wanted = g_ptr_array_new ();

  for (guint i = 0; i < pack->candidates->len; i++)
    if (is_wanted (pack->candidates->pdata[i], only))
      g_ptr_array_add (wanted, pack->candidates->pdata[i]);
  return wanted;
}

/* What a dry run would cost, of those that are still to be made. */
static gboolean
estimate (const LimSettings *settings, const GPtrArray *jobs, LimGenerateReport *report, GError **error)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();

  for (guint i = 0; i < jobs->len; i++)
    {
      LimProduceFate fate = g_array_index (report->items, LimGenerateItem, i).fate;

      if (fate == LIM_FATE_NEW || fate == LIM_FATE_CONTINUE)
        g_ptr_array_add (left, jobs->pdata[i]);
    }
  return lim_produce_estimate (report->provider, settings, left, &report->cost, error);
}

gboolean
lim_style_generate_pack (const LimContext *context, LimProject *project, LimPack *pack,
                         const LimGenerateOptions *options, LimGenerateReport *report, GError **error)
{
  g_autoptr (LimSettings) settings = NULL;

  report->pack = pack;
  if (!check_only (pack, options->only, error))
    return FALSE;

  g_autoptr (GPtrArray) wanted = select_wanted (pack, options->only);
  g_autoptr (GPtrArray) jobs = new_jobs (pack, wanted);
  if (!check_placeholders (pack, wanted, error)
      || !lim_produce_choose_provider (project, options->provider, &report->provider, &settings, error)
      || !plan (project, options, wanted, jobs, report, error))
    return FALSE;
  if (options->dry_run)
    return estimate (settings, jobs, report, error);
  return lim_produce_run (context, project, report->provider, settings, jobs, options->events, report->made, error);
}

gboolean
lim_style_generate (const LimContext *context, LimProject *project, const LimGenerateOptions *options,
                    LimGenerateReport *report, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_style_find_document (project, PACK_FOLDER, "pack", options->pack, error);
  LimPack *pack = doc != NULL ? lim_pack_from_doc (doc, error) : NULL;

  return pack != NULL && lim_style_generate_pack (context, project, pack, options, report, error);
}

/* -- Saying -- */

static LimJson *
item_to_json (const LimGenerateItem *item, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "id", item->candidate->id);
  lim_json_set_string (object, "subject", item->candidate->subject_id);
  lim_json_set_string (object, "state", lim_produce_fate_name (item->fate));
  lim_json_set_bool (object, "image_missing", item->no_image);
  lim_json_set_bool (object, "differs", item->differs);
  lim_recipe_to_json (item->candidate->recipe, object, doc);
  return object;
}

LimJson *
lim_generate_report_to_json (const LimGenerateReport *report, gboolean dry_run, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc), *items = lim_json_new_array (doc);

  lim_json_set_string (root, "pack", report->pack->name);
  lim_json_set_string (root, "lane", report->pack->lane);
  lim_json_set_string (root, "provider", report->provider->name);
  lim_json_set_bool (root, "dry_run", dry_run);
  if (dry_run && !report->cost.free)
    {
      lim_json_set_double (root, "estimated_dollars", report->cost.dollars);
      lim_json_set_int (root, "without_known_price", report->cost.unknown);
    }
  lim_json_set_int (root, "beyond_limit", report->beyond_limit);
  lim_produce_report_to_json (report->made, root, doc);
  for (guint i = 0; i < report->items->len; i++)
    lim_json_append (items, item_to_json (&g_array_index (report->items, LimGenerateItem, i), doc));
  lim_json_set (root, "images", items);
  return root;
}
