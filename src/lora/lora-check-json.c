/* lora-check-json.c: what a check found, for programs. */
#include "lora-check.h"

static LimJson *
steps_to_json (const LimLoraCheck *check, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);
  const LimLoraSteps *steps = &check->steps;

  lim_json_set_int (object, "train_samples", (gint64) check->reading->train_samples);
  lim_json_set_int (object, "reg_samples", (gint64) check->reading->reg_samples);
  lim_json_set_int (object, "batch", check->set->plan->batch);
  lim_json_set_int (object, "steps_per_epoch", (gint64) steps->epoch_steps);
  lim_json_set_int (object, "epochs", check->set->plan->epochs);
  lim_json_set_int (object, "steps", (gint64) steps->steps);
  lim_json_set (object, "epochs_that_hit", lim_json_new_array (doc));
  if (steps->can_hit)
    {
      lim_json_append (lim_json_get (object, "epochs_that_hit"),
                       lim_json_new_int (doc, (gint64) steps->least_epochs));
      lim_json_append (lim_json_get (object, "epochs_that_hit"), lim_json_new_int (doc, (gint64) steps->most_epochs));
    }
  return object;
}

static LimJson *
images_to_json (const LimLoraCheck *check, LimJsonDoc *doc)
{
  LimJson *array = lim_json_new_array (doc);

  for (guint i = 0; i < check->images->len; i++)
    {
      const LimLoraCheckImage *image = check->images->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "file", image->path);
      lim_json_set_string (object, "set", image->is_reg ? "reg" : "train");
      lim_json_set_string (object, "id", image->image != NULL ? image->image->id : NULL);
      lim_json_set_bool (object, "flip", image->flip);
      lim_json_set_int (object, "repeats", image->trained != NULL ? (gint64) image->trained->repeats : 0);
      lim_json_set_string (object, "caption", image->trained != NULL ? image->trained->caption : NULL);
      lim_json_append (array, object);
    }
  return array;
}

static LimJson *
results_to_json (const LimLoraCheck *check, LimJsonDoc *doc)
{
  LimJson *array = lim_json_new_array (doc);

  for (guint i = 0; i < check->results->len; i++)
    {
      const LimLoraCheckResult *result = &g_array_index (check->results, LimLoraCheckResult, i);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", result->name);
      lim_json_set_string (object, "thing", result->thing);
      lim_json_set_int (object, "checked", result->n_checked);
      lim_json_set_int (object, "errors", result->n_findings[LIM_FINDING_ERROR]);
      lim_json_set_int (object, "warnings", result->n_findings[LIM_FINDING_WARNING]);
      lim_json_append (array, object);
    }
  return array;
}

LimJson *
lim_lora_check_to_json (const LimLoraCheck *check, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "subject", check->set->subject);
  lim_json_set_int (root, "errors", check->n_errors);
  lim_json_set_int (root, "warnings", check->n_warnings);
  lim_json_set_int (root, "train", check->reading->n_train);
  lim_json_set_int (root, "reg", check->reading->n_reg);
  lim_json_set (root, "html", lim_json_new_null (doc));
  lim_json_set (root, "parts", results_to_json (check, doc));
  lim_json_set (root, "steps", steps_to_json (check, doc));
  lim_json_set (root, "coverage", lim_lora_coverage_to_json (check->shares, doc));
  lim_json_set (root, "findings", lim_findings_to_json (check->findings, doc));
  lim_json_set (root, "images", images_to_json (check, doc));
  return root;
}
