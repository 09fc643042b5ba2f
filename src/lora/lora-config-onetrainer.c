/* lora-config-onetrainer.c: OneTrainer: one JSON file for scripts/train.py, and the words of the regularization images, which it
 * reads from a file. */
#include "lora-config.h"

#include "base-json.h"

#define REG_PROMPT "reg-prompt.txt"

/* Of its formats these are written. A file without one is taken for the very first and stops it; a newer one is brought up to
 * date by itself, and what was “SAFETENSORS” in this one stays the LoRA file that ComfyUI reads. */
enum
{
  CONFIG_VERSION = 10,
  CONCEPT_VERSION = 2
};

static const char *const kinds[LIM_N_MODELS] = {
  [LIM_MODEL_SD1] = "STABLE_DIFFUSION_15",
  [LIM_MODEL_SD2] = "STABLE_DIFFUSION_20",
  [LIM_MODEL_SDXL] = "STABLE_DIFFUSION_XL_10_BASE",
  [LIM_MODEL_SD3] = "STABLE_DIFFUSION_3",
  [LIM_MODEL_FLUX] = "FLUX_DEV_1",
};

static void
preflight (const LimLoraConfig *config, GPtrArray *findings)
{
  if (config->trainer_dir != NULL && !lim_lora_config_has (config, "scripts/train.py"))
    g_ptr_array_add (findings, lim_finding_new (LIM_FINDING_ERROR, config->trainer_dir, 0, "trainer",
                                                "no scripts/train.py in it", "a copy of OneTrainer",
                                                "Name the folder that holds its scripts."));
}

/* It mirrors and shifts at random unless told not to. */
static LimJson *
image_settings (LimJsonDoc *doc)
{
  static const char *const off[] = { "enable_crop_jitter",     "enable_random_flip",
                                     "enable_fixed_flip",      "enable_random_rotate",
                                     "enable_fixed_rotate",    "enable_random_brightness",
                                     "enable_random_contrast", "enable_random_saturation",
                                     "enable_random_hue",      "enable_resolution_override" };
  LimJson *image = lim_json_new_object (doc);

  for (gsize i = 0; i < G_N_ELEMENTS (off); i++)
    lim_json_set_bool (image, off[i], FALSE);
  return image;
}

static void
append_concept (LimJson *concepts, LimJsonDoc *doc, const char *name, const char *folder, const char *strategy,
                double balancing, const char *prompt_file)
{
  LimJson *concept = lim_json_new_object (doc), *text = lim_json_new_object (doc);

  lim_json_set_int (concept, "__version", CONCEPT_VERSION);
  lim_json_set_string (concept, "name", name);
  lim_json_set_string (concept, "path", folder);
  lim_json_set_int (concept, "seed", 42);
  lim_json_set_bool (concept, "enabled", TRUE);
  lim_json_set_string (concept, "type", "STANDARD");
  lim_json_set_bool (concept, "include_subdirectories", FALSE);
  lim_json_set_int (concept, "image_variations", 1);
  lim_json_set_int (concept, "text_variations", 1);
  lim_json_set_double (concept, "balancing", balancing);
  lim_json_set_string (concept, "balancing_strategy", strategy);
  lim_json_set_double (concept, "loss_weight", 1);
  lim_json_set (concept, "image", image_settings (doc));
  lim_json_set_string (text, "prompt_source", prompt_file != NULL ? "concept" : "sample");
  lim_json_set_string (text, "prompt_path", prompt_file != NULL ? prompt_file : "");
  lim_json_set_bool (text, "enable_tag_shuffling", FALSE);
  lim_json_set_bool (text, "tag_dropout_enable", FALSE);
  lim_json_set (concept, "text", text);
  lim_json_append (concepts, concept);
}

static void
append_training (LimJson *root, const LimLoraConfig *config, LimJsonDoc *doc)
{
  const LimPlan *plan = config->plan;
  gboolean trains_text = config->model.model == LIM_MODEL_SD1 || config->model.model == LIM_MODEL_SD2;
  g_autofree char *size = g_strdup_printf ("%u", plan->size);
  LimJson *text_encoder = lim_json_new_object (doc), *optimizer = lim_json_new_object (doc);
  const char *precision = lim_lora_config_precision (config);

  lim_json_set_string (root, "resolution", size);
  lim_json_set_bool (root, "aspect_ratio_bucketing", FALSE);
  lim_json_set_int (root, "batch_size", plan->batch);
  lim_json_set_int (root, "gradient_accumulation_steps", 1);
  lim_json_set_int (root, "epochs", plan->epochs);
  lim_json_set_double (root, "learning_rate", plan->training.learning_rate);
  lim_json_set_string (root, "learning_rate_scheduler", "CONSTANT");
  lim_json_set_int (root, "learning_rate_warmup_steps", 0);
  lim_json_set_string (optimizer, "optimizer", "ADAMW");
  lim_json_set (root, "optimizer", optimizer);
  lim_json_set_int (root, "lora_rank", plan->training.rank);
  lim_json_set_double (root, "lora_alpha", plan->training.alpha);
  lim_json_set_bool (text_encoder, "train", trains_text);
  lim_json_set (root, "text_encoder", text_encoder);
  lim_json_set_string (root, "train_device", lim_device_name (config->device));
  lim_json_set_string (root, "train_dtype",
                       precision[0] == 'f'   ? "FLOAT_16"
                       : precision[0] == 'b' ? "BFLOAT_16"
                                             : "FLOAT_32");
  lim_json_set_int (root, "save_every", plan->training.save_steps);
  lim_json_set_string (root, "save_every_unit", "STEP");
}

static char *
write_config (const LimLoraConfig *config)
{
  const LimPlan *plan = config->plan;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc), *concepts = lim_json_new_array (doc);
  g_autofree char *name = g_strconcat (plan->trigger, ".safetensors", NULL);
  g_autofree char *output = g_build_filename (config->output, name, NULL);
  g_autofree char *work = g_build_filename (config->folder, "workspace", NULL);
  g_autofree char *cache = g_build_filename (config->folder, "cache", NULL);
  g_autofree char *prompt = g_build_filename (config->folder, REG_PROMPT, NULL);

  lim_json_doc_set_root (doc, root);
  lim_json_set_int (root, "__version", CONFIG_VERSION);
  lim_json_set_string (root, "training_method", "LORA");
  lim_json_set_string (root, "model_type",
                       config->model.model == LIM_MODEL_SD2 && config->model.is_v_prediction
                           ? "STABLE_DIFFUSION_21"
                           : kinds[config->model.model]);
  lim_json_set_string (root, "base_model_name", config->base);
  lim_json_set_string (root, "output_model_destination", output);
  lim_json_set_string (root, "output_model_format", "SAFETENSORS");
  lim_json_set_string (root, "workspace_dir", work);
  lim_json_set_string (root, "cache_dir", cache);
  lim_json_set_bool (root, "clear_cache_before_training", TRUE);
  append_concept (concepts, doc, plan->trigger, config->train, "REPEATS", plan->repeats, NULL);
  if (config->reg != NULL)
    append_concept (concepts, doc, plan->class_words, config->reg, "SAMPLES",
                    (double) config->check->reading->train_samples, prompt);
  lim_json_set (root, "concepts", concepts);
  append_training (root, config, doc);

  g_autoptr (GBytes) bytes = lim_json_doc_to_bytes (doc);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
write_files (const LimLoraConfig *config, GPtrArray *files)
{
  g_ptr_array_add (files, lim_lora_config_file_new ("config.json", write_config (config)));
  if (config->reg != NULL)
    g_ptr_array_add (files,
                     lim_lora_config_file_new (REG_PROMPT, g_strconcat (config->plan->class_words, "\n", NULL)));
}

static char *
command (const LimLoraConfig *config)
{
  g_autofree char *path = g_build_filename (config->folder, "config.json", NULL);
  g_autofree char *file = g_shell_quote (path);
  g_autofree char *folder = g_shell_quote (config->trainer_dir != NULL ? config->trainer_dir : "OneTrainer");

  return g_strdup_printf ("cd %s && python scripts/train.py --config-path %s", folder, file);
}

const LimLoraTrainer lim_lora_trainer_onetrainer = {
  .name = "onetrainer",
  .help = "OneTrainer",
  .models =
      1u << LIM_MODEL_SD1 | 1u << LIM_MODEL_SD2 | 1u << LIM_MODEL_SDXL | 1u << LIM_MODEL_SD3 | 1u << LIM_MODEL_FLUX,
  .preflight = preflight,
  .write = write_files,
  .command = command,
};
