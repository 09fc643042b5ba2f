/* lora-config-diffusers.c: the example scripts of diffusers, train_text_to_image_lora(_sdxl).py. They read an imagefolder, know
 * neither repeats nor regularization, and take everything on the command line: train.sh holds it. */
#include "lora-config.h"

static const char *
script_of (const LimLoraConfig *config)
{
  return config->model.model == LIM_MODEL_SDXL ? "train_text_to_image_lora_sdxl.py" : "train_text_to_image_lora.py";
}

static char *
find_script (const LimLoraConfig *config)
{
  const char *const places[] = { "", "examples/text_to_image" };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *below = g_build_filename (places[i], script_of (config), NULL);

      if (lim_lora_config_has (config, below))
        return g_build_filename (config->trainer_dir, below, NULL);
    }
  return NULL;
}

static void
preflight (const LimLoraConfig *config, GPtrArray *findings)
{
  g_autofree char *script = config->trainer_dir != NULL ? find_script (config) : NULL;

  if (config->trainer_dir != NULL && script == NULL)
    g_ptr_array_add (findings,
                     lim_finding_new (LIM_FINDING_ERROR, config->trainer_dir, 0, "trainer",
                                      "no example scripts in it", script_of (config),
                                      "Name a copy of the repository huggingface/diffusers, or the folder of the "
                                      "script."));
  if (config->base_is_file && g_file_test (config->base, G_FILE_TEST_IS_REGULAR))
    g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_ERROR, config->base, 0, "base", "a single file",
                                                "a folder of diffusers, or a name on the Hub",
                                                "Give --base-model such a name and --model; the script cannot read a "
                                                "single file."));
  if (config->reg != NULL)
    g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_WARNING, config->reg, 0, "regularization",
                                                "these images are not used: the script knows no regularization", NULL,
                                                "Train with kohya, ai-toolkit or onetrainer to use them."));
  if (!g_file_test (config->packed, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *fix = g_strdup_printf ("limner lora pack %s --format imagefolder", config->subject);

      g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_ERROR, config->packed, 0, "set", "it is not there yet",
                                                  "an imagefolder", fix));
    }
}

static void
append_option (GString *out, const char *name, const char *value)
{
  g_autofree char *quoted = value != NULL ? g_shell_quote (value) : NULL;

  g_string_append_printf (out, " \\\n  --%s%s%s", name, quoted != NULL ? "=" : "", quoted != NULL ? quoted : "");
}

static void
append_uint (GString *out, const char *name, guint64 value)
{
  g_string_append_printf (out, " \\\n  --%s=%" G_GUINT64_FORMAT, name, value);
}

/* Without regularization an epoch has half the steps; the script repeats nothing, so the number of steps is what counts. */
static guint64
steps_of (const LimLoraConfig *config)
{
  return lim_trainer_epoch_steps (config->check->reading->train_samples, config->plan->batch, 1)
         * config->plan->epochs;
}

static void
write_files (const LimLoraConfig *config, GPtrArray *files)
{
  const LimPlan *plan = config->plan;
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *script = config->trainer_dir != NULL ? find_script (config) : NULL;
  g_autofree char *quoted = g_shell_quote (script != NULL ? script : script_of (config));
  GString *out = g_string_new (
      "#!/bin/sh\n# Written by `limner lora config`. There is no --random_flip, and there must be none: a "
      "mirrored\n# picture shows one-sided details on the wrong side.\nset -eu\nexec accelerate "
      "launch ");

  g_string_append_printf (out, "--mixed_precision=%s %s", lim_lora_config_precision (config), quoted);
  append_option (out, "pretrained_model_name_or_path", config->base);
  append_option (out, "train_data_dir", config->packed);
  append_option (out, "image_column", "image");
  append_option (out, "caption_column", "text");
  append_uint (out, "resolution", plan->size);
  append_option (out, "center_crop", NULL);
  append_uint (out, "train_batch_size", plan->batch);
  append_uint (out, "gradient_accumulation_steps", 1);
  append_option (out, "gradient_checkpointing", NULL);
  append_uint (out, "max_train_steps", steps_of (config));
  append_uint (out, "rank", plan->training.rank);
  append_option (out, "learning_rate", g_ascii_dtostr (number, sizeof number, plan->training.learning_rate));
  append_option (out, "lr_scheduler", "constant");
  append_uint (out, "lr_warmup_steps", 0);
  append_uint (out, "checkpointing_steps", plan->training.save_steps);
  append_option (out, "mixed_precision", lim_lora_config_precision (config));
  append_uint (out, "seed", 42);
  append_option (out, "output_dir", config->output);
  g_string_append_c (out, '\n');
  g_ptr_array_add (files, lim_lora_config_file_new ("train.sh", g_string_free (out, FALSE)));
}

static char *
command (const LimLoraConfig *config)
{
  g_autofree char *path = g_build_filename (config->folder, "train.sh", NULL);
  g_autofree char *quoted = g_shell_quote (path);

  return g_strconcat ("sh ", quoted, NULL);
}

const LimLoraTrainer lim_lora_trainer_diffusers = {
  .name = "diffusers",
  .help = "the example scripts of diffusers; without regularization",
  .models = 1u << LIM_MODEL_SD1 | 1u << LIM_MODEL_SD2 | 1u << LIM_MODEL_SDXL,
  .preflight = preflight,
  .write = write_files,
  .command = command,
};
