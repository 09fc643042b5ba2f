#include "lora-model.h"

#include <string.h>

static const struct
{
  const char *name, *title;
} models[LIM_N_MODELS] = {
  [LIM_MODEL_UNKNOWN] = { "unknown", "an unknown kind of model" },
  [LIM_MODEL_SD1] = { "sd1", "Stable Diffusion 1.x" },
  [LIM_MODEL_SD2] = { "sd2", "Stable Diffusion 2.x" },
  [LIM_MODEL_SDXL] = { "sdxl", "Stable Diffusion XL" },
  [LIM_MODEL_SDXL_REFINER] = { "sdxl-refiner", "the refiner of Stable Diffusion XL" },
  [LIM_MODEL_SD3] = { "sd3", "Stable Diffusion 3" },
  [LIM_MODEL_FLUX] = { "flux", "FLUX.1" },
  [LIM_MODEL_FLUX2] = { "flux2", "FLUX.2" },
  [LIM_MODEL_CHROMA] = { "chroma", "Chroma" },
};

const char *
lim_model_name (LimModel model)
{
  return models[model].name;
}

const char *
lim_model_title (LimModel model)
{
  return models[model].title;
}

/* Tested in this order: the later ones share names with the earlier. A tensor with “@” before it may have the prefix of
 * whole checkpoints. A dimension of 0 is not asked for. */
static const struct
{
  const char *tensor;
  int index;
  gint64 dimension;
  LimModel model;
} tests[] = {
  { "@single_stream_modulation.lin.weight", 0, 0, LIM_MODEL_FLUX2 },
  { "@distilled_guidance_layer.in_proj.bias", 0, 0, LIM_MODEL_CHROMA },
  { "@double_blocks.0.img_attn.norm.key_norm.scale", 0, 0, LIM_MODEL_FLUX },
  { "@joint_blocks.0.context_block.adaLN_modulation.1.bias", 0, 0, LIM_MODEL_SD3 },
  { "conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias", 0, 0, LIM_MODEL_SDXL },
  { "conditioner.embedders.0.model.transformer.resblocks.9.mlp.c_proj.bias", 0, 0, LIM_MODEL_SDXL_REFINER },
  { "@input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight", -1, 768, LIM_MODEL_SD1 },
  { "@input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight", -1, 1024, LIM_MODEL_SD2 },
  { "@input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight", -1, 2048, LIM_MODEL_SDXL },
  { "@label_emb.0.0.weight", 1, 2816, LIM_MODEL_SDXL },
  { "@label_emb.0.0.weight", 1, 2560, LIM_MODEL_SDXL_REFINER },
  { "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight", -1, 768, LIM_MODEL_SD1 },
  { "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight", -1, 1024, LIM_MODEL_SD2 },
  { "down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight", -1, 2048, LIM_MODEL_SDXL },
};

static const char *const prefixes[] = { "model.diffusion_model.", "" };

/* Whether @tensor, with either prefix for “@”, is there and fits. */
static gboolean
fits (const LimSafetensors *file, const char *tensor, int index, gint64 dimension)
{
  gboolean either = tensor[0] == '@';

  for (gsize i = 0; i < (either ? G_N_ELEMENTS (prefixes) : 1); i++)
    {
      g_autofree char *name = g_strconcat (either ? prefixes[i] : "", tensor + (either ? 1 : 0), NULL);

      if (lim_safetensors_has (file, name)
          && (dimension == 0 || lim_safetensors_dimension (file, name, index) == dimension))
        return TRUE;
    }
  return FALSE;
}

/* Hunyuan Video has Flux's blocks and this besides. */
static gboolean
is_hunyuan (const LimSafetensors *file)
{
  return lim_safetensors_has_prefix (file, "model.diffusion_model.txt_in.individual_token_refiner.")
         || lim_safetensors_has_prefix (file, "txt_in.individual_token_refiner.");
}

static LimModel
identify_checkpoint (const LimSafetensors *file)
{
  if (is_hunyuan (file))
    return LIM_MODEL_UNKNOWN;
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    if (fits (file, tests[i].tensor, tests[i].index, tests[i].dimension))
      return tests[i].model;
  if (lim_safetensors_has_prefix (file, "transformer_blocks.")
      && lim_safetensors_has_prefix (file, "single_transformer_blocks."))
    return LIM_MODEL_FLUX;
  return LIM_MODEL_UNKNOWN;
}

/* -- LoRA files, in kohya's names -- */

static const struct
{
  const char *prefix;
  LimModel model;
} lora_prefixes[] = {
  { "lora_unet_double_blocks_", LIM_MODEL_FLUX },  { "lora_unet_joint_blocks_", LIM_MODEL_SD3 },
  { "lora_unet_input_blocks_", LIM_MODEL_SDXL },   { "lora_te2_", LIM_MODEL_SDXL },
  { "lora_unet_down_blocks_", LIM_MODEL_UNKNOWN }, { "lora_te_", LIM_MODEL_UNKNOWN },
};

static gboolean
identify_lora (const LimSafetensors *file, LimModel *model)
{
  const char *key = lim_safetensors_find_suffix (file, "attn2_to_k.lora_down.weight");
  gint64 width = key != NULL ? lim_safetensors_dimension (file, key, 1) : 0;
  LimModel by_width = width == 768    ? LIM_MODEL_SD1
                      : width == 1024 ? LIM_MODEL_SD2
                      : width == 2048 ? LIM_MODEL_SDXL
                                      : LIM_MODEL_UNKNOWN;

  for (gsize i = 0; i < G_N_ELEMENTS (lora_prefixes); i++)
    if (lim_safetensors_has_prefix (file, lora_prefixes[i].prefix))
      {
        *model = lora_prefixes[i].model != LIM_MODEL_UNKNOWN ? lora_prefixes[i].model : by_width;
        return TRUE;
      }
  return lim_safetensors_find_suffix (file, ".lora_A.weight") != NULL
         || lim_safetensors_find_suffix (file, ".lora_down.weight") != NULL;
}

static gboolean
has_text_encoder (const LimSafetensors *file)
{
  return lim_safetensors_has_prefix (file, "cond_stage_model.") || lim_safetensors_has_prefix (file, "conditioner.")
         || lim_safetensors_has_prefix (file, "text_encoders.");
}

LimModelInfo
lim_model_identify (const LimSafetensors *file)
{
  const char *spec = lim_safetensors_metadata (file, "modelspec.architecture");
  const char *prediction = lim_safetensors_metadata (file, "modelspec.prediction_type");
  LimModelInfo info = { 0 };

  if (identify_lora (file, &info.model))
    {
      info.is_lora = TRUE;
      return info;
    }
  info.model = identify_checkpoint (file);
  info.unet_only = !has_text_encoder (file);
  info.is_inpainting = fits (file, "@input_blocks.0.0.weight", 1, 9) || fits (file, "@input_blocks.0.0.weight", 1, 8);
  info.is_v_prediction = g_strcmp0 (spec, "stable-diffusion-v2-768-v") == 0 || g_strcmp0 (prediction, "v") == 0
                         || lim_safetensors_has (file, "v_pred");
  return info;
}
