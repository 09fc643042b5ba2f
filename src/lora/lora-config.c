#include "lora-config.h"

#include "base-file.h"
#include "base-text.h"
#include "lora-config-private.h"

#include <string.h>

#define ROW(name) extern const LimLoraTrainer lim_lora_trainer_##name;
#include "lora-trainer-rows.h"
#undef ROW

static const LimLoraTrainer *const rows[] = {
#define ROW(name) &lim_lora_trainer_##name,
#include "lora-trainer-rows.h"
#undef ROW
  NULL,
};

/* The one called @name, or NULL. */
static const LimLoraTrainer *
find_trainer (const char *name)
{
  for (gsize i = 0; rows[i] != NULL; i++)
    if (strcmp (rows[i]->name, name) == 0)
      return rows[i];
  return NULL;
}

/* -- Texts -- */

static void
file_free (gpointer data)
{
  LimLoraConfigFile *file = data;

  g_free (file->name);
  g_free (file->text);
  g_free (file);
}

LimLoraConfigFile *
lim_lora_config_file_new (const char *name, char *text)
{
  LimLoraConfigFile *file = g_new0 (LimLoraConfigFile, 1);

  file->name = g_strdup (name);
  file->text = text;
  return file;
}

void
lim_toml_string (GString *out, const char *key, const char *value)
{
  g_string_append_printf (out, "%s = ", key);
  lim_json_append_quoted (out, value, -1);
  g_string_append_c (out, '\n');
}

void
lim_toml_int (GString *out, const char *key, gint64 value)
{
  g_string_append_printf (out, "%s = %" G_GINT64_FORMAT "\n", key, value);
}

void
lim_toml_double (GString *out, const char *key, double value)
{
  g_string_append_printf (out, "%s = ", key);
  lim_json_append_double (out, value);
  g_string_append_c (out, '\n');
}

void
lim_toml_bool (GString *out, const char *key, gboolean value)
{
  g_string_append_printf (out, "%s = %s\n", key, value ? "true" : "false");
}

gboolean
lim_lora_config_has (const LimLoraConfig *config, const char *below)
{
  g_autofree char *path = config->trainer_dir != NULL ? g_build_filename (config->trainer_dir, below, NULL) : NULL;

  return path != NULL && g_file_test (path, G_FILE_TEST_EXISTS);
}

/* -- The report -- */

void
lim_lora_config_report_free (LimLoraConfigReport *report)
{
  if (report == NULL)
    return;
  g_free (report->config.base);
  g_free (report->config.train);
  g_free (report->config.reg);
  g_free (report->config.packed);
  g_free (report->config.output);
  g_free (report->config.folder);
  g_free (report->config.trainer_dir);
  for (guint i = 0; i < LIM_N_COMPANIONS; i++)
    g_free (report->config.companions[i]);
  lim_lora_check_free (report->check);
  g_ptr_array_unref (report->files);
  g_ptr_array_unref (report->findings);
  g_ptr_array_unref (report->reg_checkpoints);
  g_free (report->command);
  g_free (report);
}

/* @path from where the program runs, or from the project where the plan says it. Transfer full. */
static char *
absolute (const char *folder, const char *path)
{
  g_autofree char *full = folder != NULL && !g_path_is_absolute (path) ? g_build_filename (folder, path, NULL) : NULL;

  return g_canonicalize_filename (full != NULL ? full : path, NULL);
}

static gboolean
choose_trainer (LimLoraConfigReport *report, const LimLoraConfigOptions *options, GError **error)
{
  report->trainer = find_trainer (options->trainer != NULL ? options->trainer : "kohya");
  return report->trainer != NULL || lim_fail (error, LIM_ERROR_USAGE, "there is no trainer “%s”", options->trainer);
}

/* A name of a model hub (“runwayml/stable-diffusion-v1-5”) is left as it is. */
static gboolean
choose_base (LimLoraConfigReport *report, const LimLoraConfigOptions *options, GError **error)
{
  LimLoraConfig *config = &report->config;
  const LimLoraSet *set = report->check->set;
  const char *named = options->base != NULL ? options->base : config->plan->training.base;
  g_autofree char *path = NULL;

  if (named == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s does not say what to train on; name a checkpoint: --base-model FILE, or in the plan "
                     "training: { base: FILE }",
                     set->plan_path);
  path = absolute (options->base != NULL ? NULL : lim_project_folder (set->project), named);
  config->base_is_file = g_file_test (path, G_FILE_TEST_EXISTS);
  if (!config->base_is_file && (g_path_is_absolute (named) || strchr (named, '.') != NULL))
    {
      const char *dot = strrchr (named, '.');

      if (g_path_is_absolute (named) || strcmp (dot, ".safetensors") == 0 || strcmp (dot, ".ckpt") == 0)
        return lim_fail (error, LIM_ERROR_NOT_FOUND, "%s: there is no such file; name the checkpoint to train on",
                         path);
    }
  config->base = config->base_is_file ? g_steal_pointer (&path) : g_strdup (named);
  return TRUE;
}

static gboolean
identify_base (LimLoraConfigReport *report, const LimLoraConfigOptions *options, GError **error)
{
  LimLoraConfig *config = &report->config;
  gboolean is_readable = config->base_is_file && g_str_has_suffix (config->base, ".safetensors");
  g_autoptr (LimSafetensors) file = is_readable ? lim_safetensors_open (config->base, error) : NULL;

  if (is_readable && file == NULL)
    return FALSE;
  if (file != NULL)
    config->model = lim_model_identify (file);
  if (options->model != LIM_MODEL_UNKNOWN && config->model.model == LIM_MODEL_UNKNOWN)
    config->model.model = options->model;
  if (config->model.is_lora)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s is a LoRA, not a checkpoint; name the model it was made for",
                     config->base);
  if (config->model.model == LIM_MODEL_UNKNOWN)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "%s: it does not show what kind of model it is; say so: --model sd1, sd2, sdxl, sd3 or flux",
                     config->base);
  if (options->model != LIM_MODEL_UNKNOWN && options->model != config->model.model)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s is %s by its tensors, not %s", config->base,
                     lim_model_title (config->model.model), lim_model_title (options->model));
  if ((report->trainer->models & 1u << config->model.model) == 0)
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s is %s, for which limner writes no config of %s", config->base,
                     lim_model_title (config->model.model), report->trainer->name);
  return TRUE;
}

static void
fill_paths (LimLoraConfigReport *report, const LimLoraConfigOptions *options)
{
  LimLoraConfig *config = &report->config;
  const LimLoraSet *set = report->check->set;
  const char *project = lim_project_folder (set->project);
  g_autofree char *train = lim_plan_train_folder (config->plan), *reg = lim_plan_reg_folder (config->plan);
  g_autofree char *own = g_build_filename (project, set->folder, NULL);
  g_autofree char *packed = g_strconcat (set->subject, "-imagefolder", NULL);

  config->train = g_build_filename (own, train, NULL);
  config->reg = report->check->reading->n_reg > 0 ? g_build_filename (own, reg, NULL) : NULL;
  config->packed = g_build_filename (project, "exports", packed, NULL);
  config->output = config->plan->training.output != NULL ? absolute (project, config->plan->training.output)
                                                         : g_build_filename (own, "output", NULL);
  config->folder = options->out != NULL ? absolute (NULL, options->out)
                                        : g_build_filename (own, "config", report->trainer->name, NULL);
  config->trainer_dir = options->trainer_dir != NULL ? absolute (NULL, options->trainer_dir) : NULL;
}

LimLoraConfigReport *
lim_lora_config (const LimContext *context, const LimLoraSet *set, const LimLoraConfigOptions *options,
                 GError **error)
{
  g_autoptr (LimLoraConfigReport) report = g_new0 (LimLoraConfigReport, 1);

  report->files = g_ptr_array_new_with_free_func (file_free);
  report->findings = lim_findings_new ();
  report->reg_checkpoints = g_ptr_array_new_with_free_func (g_free);
  report->config = (LimLoraConfig){ .plan = set->plan, .subject = set->subject, .device = options->device };
  if (!choose_trainer (report, options, error))
    return NULL;
  report->check = lim_lora_check (context, set, error);
  if (report->check == NULL)
    return NULL;
  report->config.check = report->check;
  if (!choose_base (report, options, error) || !identify_base (report, options, error))
    return NULL;
  fill_paths (report, options);
  lim_lora_config_preflight (report);
  report->trainer->preflight (&report->config, report->findings);
  report->trainer->write (&report->config, report->files);
  report->command = report->trainer->command (&report->config);
  return g_steal_pointer (&report);
}

gboolean
lim_lora_config_save (const LimLoraConfigReport *report, GError **error)
{
  for (guint i = 0; i < report->files->len; i++)
    {
      const LimLoraConfigFile *file = report->files->pdata[i];
      g_autofree char *path = g_build_filename (report->config.folder, file->name, NULL);

      if (!lim_file_write (path, file->text, strlen (file->text), error))
        return FALSE;
    }
  return TRUE;
}
