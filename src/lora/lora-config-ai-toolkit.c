/* lora-config-ai-toolkit.c: ostris' ai-toolkit: one YAML file for run.py. */
#include "lora-config.h"

#include "base-json.h"

/* Which switch makes it load which model, and how noise is added in training. */
static const struct
{
  const char *model_switch, *scheduler;
} kinds[LIM_N_MODELS] = {
  [LIM_MODEL_SD1] = { NULL, "ddpm" },
  [LIM_MODEL_SD2] = { "is_v2", "ddpm" },
  [LIM_MODEL_SDXL] = { "is_xl", "ddpm" },
  [LIM_MODEL_SD3] = { "is_v3", "flowmatch" },
  [LIM_MODEL_FLUX] = { "is_flux", "flowmatch" },
};

static void
preflight (const LimLoraConfig *config, GPtrArray *findings)
{
  if (config->trainer_dir != NULL && !lim_lora_config_has (config, "run.py"))
    g_ptr_array_add (findings,
                     lim_finding_new (LIM_FINDING_ERROR, config->trainer_dir, 0, "trainer", "no run.py in it",
                                      "a copy of ai-toolkit", "Name the folder that holds its run.py."));
}

static void
line (GString *out, guint level, const char *text)
{
  g_string_append_printf (out, "%*s%s\n", (int) (2 * level), "", text);
}

static void
value (GString *out, guint level, const char *key, const char *text)
{
  g_string_append_printf (out, "%*s%s: ", (int) (2 * level), "", key);
  lim_json_append_quoted (out, text, -1);
  g_string_append_c (out, '\n');
}

static void
number (GString *out, guint level, const char *key, double amount)
{
  g_string_append_printf (out, "%*s%s: ", (int) (2 * level), "", key);
  lim_json_append_double (out, amount);
  g_string_append_c (out, '\n');
}

static void
append_dataset (GString *out, const LimLoraConfig *config, const char *folder, guint64 repeats, const char *words,
                gboolean is_reg)
{
  g_string_append (out, "        - folder_path: ");
  lim_json_append_quoted (out, folder, -1);
  g_string_append_c (out, '\n');
  value (out, 5, "caption_ext", "txt");
  value (out, 5, "default_caption", words);
  number (out, 5, "num_repeats", (double) repeats);
  line (out, 5, is_reg ? "is_reg: true" : "is_reg: false");
  number (out, 5, "resolution", config->plan->size);
  line (out, 5, "flip_x: false # never: a mirrored picture shows one-sided details on the wrong side");
  line (out, 5, "flip_y: false");
  line (out, 5, "shuffle_tokens: false");
  line (out, 5, "caption_dropout_rate: 0.0");
  line (out, 5, "cache_latents_to_disk: false # caches on disk outlive a change of the images");
}

static char *
write_config (const LimLoraConfig *config)
{
  const LimPlan *plan = config->plan;
  const LimLoraSteps *steps = &config->check->steps;
  const char *model_switch = kinds[config->model.model].model_switch;
  const char *precision = lim_lora_config_precision (config);
  GString *out = g_string_new (
      "# Written by `limner lora config`: change the plan, and write it anew.\n---\njob: extension\nconfig:\n");

  value (out, 1, "name", plan->trigger);
  line (out, 1, "process:");
  line (out, 2, "- type: sd_trainer");
  value (out, 3, "training_folder", config->output);
  value (out, 3, "device", config->device == LIM_DEVICE_CUDA ? "cuda:0" : lim_device_name (config->device));
  value (out, 3, "trigger_word", plan->trigger);
  line (out, 3, "network:");
  value (out, 4, "type", "lora");
  number (out, 4, "linear", plan->training.rank);
  number (out, 4, "linear_alpha", plan->training.alpha);
  line (out, 3, "save:");
  value (out, 4, "dtype", "float16");
  number (out, 4, "save_every", plan->training.save_steps);
  number (out, 4, "max_step_saves_to_keep", (double) (steps->steps / plan->training.save_steps + 1));
  line (out, 3, "datasets:");
  append_dataset (out, config, config->train, plan->repeats, plan->trigger, FALSE);
  if (config->reg != NULL)
    append_dataset (out, config, config->reg, plan->reg_repeats, plan->class_words, TRUE);
  line (out, 3, "train:");
  number (out, 4, "batch_size", plan->batch);
  number (out, 4, "steps", (double) steps->steps);
  number (out, 4, "gradient_accumulation_steps", 1);
  line (out, 4, "train_unet: true");
  line (out, 4, "train_text_encoder: false");
  line (out, 4, "gradient_checkpointing: true");
  value (out, 4, "noise_scheduler", kinds[config->model.model].scheduler);
  value (out, 4, "optimizer", "adamw");
  number (out, 4, "lr", plan->training.learning_rate);
  value (out, 4, "lr_scheduler", "constant");
  value (out, 4, "dtype", precision[0] == 'n' ? "float32" : precision);
  line (out, 4, "disable_sampling: true");
  line (out, 3, "model:");
  value (out, 4, "name_or_path", config->base);
  if (model_switch != NULL)
    g_string_append_printf (out, "        %s: true\n", model_switch);
  line (out, 0, "meta:");
  value (out, 1, "name", "[name]");
  value (out, 1, "version", "1.0");
  return g_string_free (out, FALSE);
}

static void
write_files (const LimLoraConfig *config, GPtrArray *files)
{
  g_ptr_array_add (files, lim_lora_config_file_new ("config.yaml", write_config (config)));
}

static char *
command (const LimLoraConfig *config)
{
  g_autofree char *path = g_build_filename (config->folder, "config.yaml", NULL);
  g_autofree char *file = g_shell_quote (path);
  g_autofree char *folder = g_shell_quote (config->trainer_dir != NULL ? config->trainer_dir : "ai-toolkit");

  return g_strdup_printf ("cd %s && python run.py %s", folder, file);
}

const LimLoraTrainer lim_lora_trainer_ai_toolkit = {
  .name = "ai-toolkit",
  .help = "ostris' ai-toolkit",
  .models =
      1u << LIM_MODEL_SD1 | 1u << LIM_MODEL_SD2 | 1u << LIM_MODEL_SDXL | 1u << LIM_MODEL_SD3 | 1u << LIM_MODEL_FLUX,
  .preflight = preflight,
  .write = write_files,
  .command = command,
};
