/* lora-config-kohya.c: kohya's sd-scripts: dataset.toml for --dataset_config, training.toml for --config_file. */
#include "lora-config.h"

#include <string.h>

/* What each kind of model asks for. */
static const struct
{
  const char *script, *module;
  gboolean unet_only; /* the text encoders are large, or learn badly from few pictures */
} kinds[LIM_N_MODELS] = {
  [LIM_MODEL_SD1] = { "train_network.py", "networks.lora", FALSE },
  [LIM_MODEL_SD2] = { "train_network.py", "networks.lora", FALSE },
  [LIM_MODEL_SDXL] = { "sdxl_train_network.py", "networks.lora", TRUE },
  [LIM_MODEL_SD3] = { "sd3_train_network.py", "networks.lora_sd3", TRUE },
  [LIM_MODEL_FLUX] = { "flux_train_network.py", "networks.lora_flux", TRUE },
};

/* -- The trainer's folder: sd-scripts itself, or kohya_ss with sd-scripts in it as a submodule of git -- */

static char *
find_scripts (const LimLoraConfig *config)
{
  const char *script = kinds[config->model.model].script;
  g_autofree char *below = g_build_filename ("sd-scripts", script, NULL);

  if (lim_lora_config_has (config, script))
    return g_strdup (config->trainer_dir);
  return lim_lora_config_has (config, below) ? g_build_filename (config->trainer_dir, "sd-scripts", NULL) : NULL;
}

static gboolean
is_empty_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  return dir != NULL && g_dir_read_name (dir) == NULL;
}

static void
preflight (const LimLoraConfig *config, GPtrArray *findings)
{
  g_autofree char *scripts = config->trainer_dir != NULL ? find_scripts (config) : NULL;
  g_autofree char *submodule =
      config->trainer_dir != NULL ? g_build_filename (config->trainer_dir, "sd-scripts", NULL) : NULL;
  g_autofree char *quoted = config->trainer_dir != NULL ? g_shell_quote (config->trainer_dir) : NULL;
  g_autofree char *fix = g_strdup_printf ("Fetch it: `git -C %s submodule update --init --recursive`.", quoted);

  if (config->trainer_dir == NULL || scripts != NULL)
    return;
  if (is_empty_folder (submodule))
    g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_ERROR, submodule, 0, "trainer",
                                                "an empty folder: kohya_ss was fetched without its submodule",
                                                kinds[config->model.model].script, fix));
  else
    g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_ERROR, config->trainer_dir, 0, "trainer",
                                                "no sd-scripts in it", kinds[config->model.model].script,
                                                "Name the folder of kohya_ss or of sd-scripts."));
}

/* -- dataset.toml -- */

static void
append_subset (GString *out, const char *folder, const char *words, guint repeats, gboolean is_reg)
{
  g_string_append (out, "\n  [[datasets.subsets]]\n  ");
  lim_toml_string (out, "image_dir", folder);
  g_string_append (out, "  ");
  lim_toml_string (out, "class_tokens", words);
  g_string_append (out, "  ");
  lim_toml_int (out, "num_repeats", repeats);
  if (is_reg)
    g_string_append (out, "  is_reg = true\n");
}

static char *
write_dataset (const LimLoraConfig *config)
{
  const LimPlan *plan = config->plan;
  GString *out = g_string_new ("# Written by `limner lora config`: change the plan, and write it anew.\n[general]\n");

  lim_toml_string (out, "caption_extension", ".txt");
  g_string_append (out, "# Every image has the same size, so there is nothing to put into buckets.\n");
  lim_toml_bool (out, "enable_bucket", FALSE);
  g_string_append (out, "# Never: a mirrored picture shows one-sided details on the wrong side.\n");
  lim_toml_bool (out, "flip_aug", FALSE);
  lim_toml_bool (out, "color_aug", FALSE);
  lim_toml_bool (out, "random_crop", FALSE);
  lim_toml_bool (out, "shuffle_caption", FALSE);
  lim_toml_int (out, "keep_tokens", 1);
  g_string_append_printf (out, "\n[[datasets]]\nresolution = [%u, %u]\n", plan->size, plan->size);
  lim_toml_int (out, "batch_size", plan->batch);
  append_subset (out, config->train, plan->trigger, plan->repeats, FALSE);
  if (config->reg != NULL)
    append_subset (out, config->reg, plan->class_words, plan->reg_repeats, TRUE);
  return g_string_free (out, FALSE);
}

/* -- training.toml -- */

static void
append_model (GString *out, const LimLoraConfig *config)
{
  LimModel model = config->model.model;

  lim_toml_string (out, "pretrained_model_name_or_path", config->base);
  for (LimCompanion i = 0; i < LIM_N_COMPANIONS; i++)
    if (config->companions[i] != NULL)
      lim_toml_string (out, lim_companion_name (i), config->companions[i]);
  if (model == LIM_MODEL_SD1)
    lim_toml_int (out, "clip_skip", 1);
  if (model == LIM_MODEL_SD2)
    {
      lim_toml_bool (out, "v2", TRUE);
      lim_toml_bool (out, "v_parameterization", config->model.is_v_prediction);
    }
  if (model == LIM_MODEL_SDXL)
    {
      g_string_append (out, "# The VAE of SDXL overflows in half precision.\n");
      lim_toml_bool (out, "no_half_vae", TRUE);
      lim_toml_bool (out, "v_parameterization", config->model.is_v_prediction);
    }
  if (model != LIM_MODEL_FLUX)
    return;
  lim_toml_string (out, "timestep_sampling", "shift");
  lim_toml_double (out, "discrete_flow_shift", 3.1582);
  lim_toml_string (out, "model_prediction_type", "raw");
  lim_toml_double (out, "guidance_scale", 1.0);
}

static void
append_network (GString *out, const LimLoraConfig *config)
{
  const LimPlanTraining *training = &config->plan->training;
  LimModel model = config->model.model;

  g_string_append (out, "\n");
  lim_toml_string (out, "network_module", kinds[model].module);
  lim_toml_int (out, "network_dim", training->rank);
  lim_toml_int (out, "network_alpha", training->alpha);
  lim_toml_bool (out, "network_train_unet_only", kinds[model].unet_only);
  if (model == LIM_MODEL_FLUX || model == LIM_MODEL_SD3)
    lim_toml_bool (out, "cache_text_encoder_outputs", TRUE);
  g_string_append (out, "\n# The trainer's own default of 2e-6 is far too small for a LoRA.\n");
  lim_toml_double (out, "learning_rate", training->learning_rate);
  lim_toml_string (out, "optimizer_type", "AdamW");
  lim_toml_string (out, "lr_scheduler", "constant");
  lim_toml_int (out, "lr_warmup_steps", 0);
}

static char *
write_training (const LimLoraConfig *config)
{
  const LimLoraSteps *steps = &config->check->steps;
  g_autofree char *dataset = g_build_filename (config->folder, "dataset.toml", NULL);
  const char *precision = lim_lora_config_precision (config);
  GString *out = g_string_new ("# Written by `limner lora config`: change the plan, and write it anew.\n");

  append_model (out, config);
  g_string_append (out, "\n");
  lim_toml_string (out, "dataset_config", dataset);
  lim_toml_string (out, "output_dir", config->output);
  lim_toml_string (out, "output_name", config->plan->trigger);
  lim_toml_string (out, "save_model_as", "safetensors");
  lim_toml_string (out, "save_precision", "fp16");
  lim_toml_int (out, "save_every_n_steps", config->plan->training.save_steps);
  append_network (out, config);
  g_string_append_printf (out,
                          "\n# %" G_GUINT64_FORMAT " steps an epoch, regularization counted: %" G_GUINT64_FORMAT
                          " in all.\n",
                          steps->epoch_steps, steps->steps);
  lim_toml_int (out, "max_train_epochs", config->plan->epochs);
  if (config->reg != NULL)
    lim_toml_double (out, "prior_loss_weight", 1.0);
  lim_toml_int (out, "seed", 42);
  lim_toml_string (out, "mixed_precision", precision);
  lim_toml_bool (out, "sdpa", TRUE);
  lim_toml_bool (out, "gradient_checkpointing", TRUE);
  lim_toml_bool (out, "cache_latents", TRUE);
  return g_string_free (out, FALSE);
}

static void
write_files (const LimLoraConfig *config, GPtrArray *files)
{
  g_ptr_array_add (files, lim_lora_config_file_new ("dataset.toml", write_dataset (config)));
  g_ptr_array_add (files, lim_lora_config_file_new ("training.toml", write_training (config)));
}

static char *
command (const LimLoraConfig *config)
{
  g_autofree char *training = g_build_filename (config->folder, "training.toml", NULL);
  g_autofree char *scripts = config->trainer_dir != NULL ? find_scripts (config) : NULL;
  g_autofree char *folder = g_shell_quote (scripts != NULL ? scripts : "sd-scripts");
  g_autofree char *file = g_shell_quote (training);

  return g_strdup_printf ("cd %s && accelerate launch --num_cpu_threads_per_process 1 --mixed_precision %s %s "
                          "--config_file %s",
                          folder, lim_lora_config_precision (config), kinds[config->model.model].script, file);
}

const LimLoraTrainer lim_lora_trainer_kohya = {
  .name = "kohya",
  .help = "sd-scripts, as in kohya_ss",
  .models =
      1u << LIM_MODEL_SD1 | 1u << LIM_MODEL_SD2 | 1u << LIM_MODEL_SDXL | 1u << LIM_MODEL_SD3 | 1u << LIM_MODEL_FLUX,
  .preflight = preflight,
  .write = write_files,
  .command = command,
};
