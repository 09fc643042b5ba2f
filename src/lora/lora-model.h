/* lora-model.h: which family of image models a checkpoint belongs to, read from the names and shapes of its tensors. Their
 * owners' file names say nothing reliable: “XL” may be missing, or stand for something else. */
#pragma once

#include "base-safetensors.h"

typedef enum
{
  LIM_MODEL_UNKNOWN,
  LIM_MODEL_SD1,
  LIM_MODEL_SD2,
  LIM_MODEL_SDXL,
  LIM_MODEL_SDXL_REFINER,
  LIM_MODEL_SD3,
  LIM_MODEL_FLUX,
  LIM_MODEL_FLUX2,
  LIM_MODEL_CHROMA,
  LIM_N_MODELS,
} LimModel;

/* “sd1”, as JSON has it; “Stable Diffusion 1.x”, as people say. */
const char *lim_model_name (LimModel model);
const char *lim_model_title (LimModel model);

typedef struct
{
  LimModel model;
  gboolean is_lora;         /* no checkpoint but an addition to one */
  gboolean is_inpainting;   /* or edits pictures: not for training from nothing */
  gboolean is_v_prediction; /* as its metadata say (SD 2.x of 768 pixels) */
  gboolean unet_only;       /* without text encoders */
} LimModelInfo;

/* Pure. */
LimModelInfo lim_model_identify (const LimSafetensors *file);
