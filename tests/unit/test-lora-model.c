/* Which family a checkpoint belongs to: one row of names and shapes each. */
#include "lora-model.h"

#include <string.h>

#define T(name, shape) "\"" name "\":{\"dtype\":\"F16\",\"shape\":" shape ",\"data_offsets\":[0,0]}"
#define P "model.diffusion_model."

static const struct
{
  const char *holds, *tensors;
  LimModelInfo info;
} rows[] = {
  { "768 wide at block 2 is SD 1",
    T (P "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight", "[320,768]") "," T ("cond_stage_model.x", "[1]"),
    { .model = LIM_MODEL_SD1 } },
  { "1024 wide is SD 2",
    T (P "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight", "[320,1024]") "," T ("cond_stage_model.x", "[1]"),
    { .model = LIM_MODEL_SD2 } },
  { "its metadata may tell of v-prediction",
    "\"__metadata__\":{\"modelspec.architecture\":\"stable-diffusion-v2-768-v\"}," T (
        P "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight", "[320,1024]") "," T ("cond_stage_model.x",
                                                                                          "[1]"),
    { .model = LIM_MODEL_SD2, .is_v_prediction = TRUE } },
  { "a second text encoder is SDXL",
    T ("conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias", "[1280]"),
    { .model = LIM_MODEL_SDXL } },
  { "the first alone is its refiner",
    T ("conditioner.embedders.0.model.transformer.resblocks.9.mlp.c_proj.bias", "[1280]"),
    { .model = LIM_MODEL_SDXL_REFINER } },
  { "2048 wide at block 4 is SDXL without text encoders",
    T ("input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight", "[640,2048]"),
    { .model = LIM_MODEL_SDXL, .unet_only = TRUE } },
  { "SDXL has block 0 as SD 1 has it, which tells nothing",
    T (P "input_blocks.0.0.weight", "[320,4,3,3]"),
    { .unet_only = TRUE } },
  { "nine channels are for inpainting",
    T (P "input_blocks.0.0.weight", "[320,9,3,3]") "," T (P "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight",
                                                          "[320,768]") "," T ("cond_stage_model.x", "[1]"),
    { .model = LIM_MODEL_SD1, .is_inpainting = TRUE } },
  { "joint blocks are SD 3",
    T (P "joint_blocks.0.context_block.adaLN_modulation.1.bias", "[1]"),
    { .model = LIM_MODEL_SD3, .unet_only = TRUE } },
  { "double blocks are Flux",
    T ("double_blocks.0.img_attn.norm.key_norm.scale", "[128]"),
    { .model = LIM_MODEL_FLUX, .unet_only = TRUE } },
  { "but not those of Hunyuan Video",
    T ("double_blocks.0.img_attn.norm.key_norm.scale", "[128]") "," T ("txt_in.individual_token_refiner.x", "[1]"),
    { .unet_only = TRUE } },
  { "Chroma has Flux's blocks and a guidance layer",
    T ("double_blocks.0.img_attn.norm.key_norm.scale", "[128]") "," T ("distilled_guidance_layer.in_proj.bias",
                                                                       "[1]"),
    { .model = LIM_MODEL_CHROMA, .unet_only = TRUE } },
  { "Flux 2 by its modulation",
    T ("single_stream_modulation.lin.weight", "[1,1]"),
    { .model = LIM_MODEL_FLUX2, .unet_only = TRUE } },
  { "Flux in the layout of diffusers",
    T ("transformer_blocks.0.x", "[1]") "," T ("single_transformer_blocks.0.x", "[1]"),
    { .model = LIM_MODEL_FLUX, .unet_only = TRUE } },
  { "a UNet of diffusers, 768 wide",
    T ("down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight", "[640,768]"),
    { .model = LIM_MODEL_SD1, .unet_only = TRUE } },
  { "the same 2048 wide",
    T ("down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k.weight", "[640,2048]"),
    { .model = LIM_MODEL_SDXL, .unet_only = TRUE } },
  { "a width nobody has is unknown",
    T (P "input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight", "[320,5]"),
    { .unet_only = TRUE } },
  { "a LoRA of SD 1",
    T ("lora_te_text_model_x.lora_down.weight",
       "[4,768]") "," T ("lora_unet_down_blocks_0_attn2_to_k.lora_down.weight", "[4,768]"),
    { .model = LIM_MODEL_SD1, .is_lora = TRUE } },
  { "a LoRA of SDXL",
    T ("lora_te2_text_model_x.lora_down.weight", "[4,1280]"),
    { .model = LIM_MODEL_SDXL, .is_lora = TRUE } },
  { "a LoRA of Flux",
    T ("lora_unet_double_blocks_0_img_attn_proj.lora_down.weight", "[4,3072]"),
    { .model = LIM_MODEL_FLUX, .is_lora = TRUE } },
  { "a LoRA in other names", T ("transformer.x.lora_A.weight", "[4,3072]"), { .is_lora = TRUE } },
  { "something else is unknown", T ("bert.x", "[1]"), { .unet_only = TRUE } },
};

static void
test_row (gconstpointer data)
{
  const typeof (rows[0]) *row = data;
  g_autoptr (GString) bytes = g_string_new ("12345678");
  g_autoptr (GError) error = NULL;
  guint64 length;
  LimModelInfo info;

  g_string_append_printf (bytes, "{%s}", row->tensors);
  length = GUINT64_TO_LE ((guint64) bytes->len - 8);
  memcpy (bytes->str, &length, sizeof length);
  g_autoptr (LimSafetensors) file =
      lim_safetensors_parse ("model", (const guint8 *) bytes->str, bytes->len, bytes->len, &error);
  g_assert_no_error (error);
  info = lim_model_identify (file);
  g_assert_cmpstr (lim_model_name (info.model), ==, lim_model_name (row->info.model));
  g_assert_cmpint (info.is_lora, ==, row->info.is_lora);
  g_assert_cmpint (info.is_inpainting, ==, row->info.is_inpainting);
  g_assert_cmpint (info.is_v_prediction, ==, row->info.is_v_prediction);
  g_assert_cmpint (info.unet_only, ==, row->info.unet_only);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/lora/model/%s", rows[i].holds);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  return g_test_run ();
}
