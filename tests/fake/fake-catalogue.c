#include "fake-catalogue.h"

#include "fake-comfy.h"
#include "fake-json.h"

#include <string.h>

#define SAMPLER                                                                                                      \
  "steps:INT=20,1,10000 cfg:FLOAT=8.0,0.0,100.0 sampler_name:*samplers scheduler:*schedulers "                       \
  "positive:CONDITIONING negative:CONDITIONING latent_image:LATENT"
#define SIZE "width:INT=512,16,16384 height:INT=512,16,16384 batch_size:INT=1,1,4096"
#define SEED "INT=0,0,18446744073709551615"

/* clang-format off */
static const FakeClass classes[] = {
  { "CheckpointLoaderSimple", "ckpt_name:*checkpoints", "MODEL CLIP VAE", FALSE, FALSE },
  { "UNETLoader", "unet_name:*unets weight_dtype:*dtypes", "MODEL", FALSE, FALSE },
  { "DualCLIPLoader", "clip_name1:*clips clip_name2:*clips type:*cliptypes", "CLIP", FALSE, FALSE },
  { "VAELoader", "vae_name:*vaes", "VAE", FALSE, FALSE },
  { "LoraLoader", "model:MODEL clip:CLIP lora_name:*loras strength_model:FLOAT=1.0,-100.0,100.0 strength_clip:FLOAT=1.0,-100.0,100.0", "MODEL CLIP", FALSE, FALSE },
  { "LoraLoaderModelOnly", "model:MODEL lora_name:*loras strength_model:FLOAT=1.0,-100.0,100.0", "MODEL", FALSE, TRUE },
  { "CLIPSetLastLayer", "clip:CLIP stop_at_clip_layer:INT=-1,-24,-1", "CLIP", FALSE, FALSE },
  { "CLIPTextEncode", "text:STRING clip:CLIP", "CONDITIONING", FALSE, FALSE },
  { "ConditioningZeroOut", "conditioning:CONDITIONING", "CONDITIONING", FALSE, FALSE },
  { "FluxGuidance", "conditioning:CONDITIONING guidance:FLOAT=3.5,0.0,100.0", "CONDITIONING", FALSE, TRUE },
  { "EmptyLatentImage", SIZE, "LATENT", FALSE, FALSE },
  { "EmptySD3LatentImage", SIZE, "LATENT", FALSE, TRUE },
  { "KSampler", "model:MODEL seed:" SEED " " SAMPLER " denoise:FLOAT=1.0,0.0,1.0", "LATENT", FALSE, FALSE },
  { "KSamplerAdvanced", "model:MODEL add_noise:*switch noise_seed:" SEED " " SAMPLER " start_at_step:INT=0,0,10000 end_at_step:INT=10000,0,10000 return_with_leftover_noise:*switch", "LATENT", FALSE, FALSE },
  { "VAEDecode", "samples:LATENT vae:VAE", "IMAGE", FALSE, FALSE },
  { "VAEEncode", "pixels:IMAGE vae:VAE", "LATENT", FALSE, FALSE },
  { "LatentUpscale", "samples:LATENT upscale_method:*upscales width:INT=512,0,16384 height:INT=512,0,16384 crop:*crops", "LATENT", FALSE, FALSE },
  { "LoadImage", "image:*images", "IMAGE MASK", FALSE, FALSE },
  { "ImageScale", "image:IMAGE upscale_method:*upscales width:INT=512,0,16384 height:INT=512,0,16384 crop:*crops", "IMAGE", FALSE, TRUE },
  { "ImageInvert", "image:IMAGE", "IMAGE", FALSE, FALSE },
  { "EmptyImage", "width:INT=512,1,16384 height:INT=512,1,16384 batch_size:INT=1,1,4096 color:INT=0,0,16777215", "IMAGE", FALSE, FALSE },
  { "SaveImage", "images:IMAGE filename_prefix:STRING", "", TRUE, FALSE },
  { "PreviewImage", "images:IMAGE", "", TRUE, FALSE },
};

static const struct
{
  const char *list, *names, *folder;
} lists[] = {
  { "*unets", "flux1-dev.safetensors", "diffusion_models" },
  { "*dtypes", "default fp8_e4m3fn", NULL },
  { "*clips", "clip_l.safetensors t5xxl_fp16.safetensors", "text_encoders" },
  { "*cliptypes", "sdxl sd3 flux", NULL },
  { "*vaes", "ae.safetensors sdxl_vae.safetensors", "vae" },
  { "*samplers", "euler euler_ancestral heun dpm_2 dpm_2_ancestral lms dpmpp_2s_ancestral dpmpp_sde dpmpp_2m dpmpp_2m_sde dpmpp_3m_sde ddim uni_pc", NULL },
  { "*schedulers", "normal karras exponential sgm_uniform simple ddim_uniform beta", NULL },
  { "*upscales", "nearest-exact bilinear area bicubic lanczos", NULL },
  { "*crops", "disabled center", NULL },
  { "*switch", "enable disable", NULL },
  { "*checkpoints", NULL, "checkpoints" },
  { "*loras", NULL, "loras" },
};
/* clang-format on */

const FakeClass *
fake_class_find (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (classes); i++)
    if (strcmp (classes[i].name, name) == 0)
      return &classes[i];
  return NULL;
}

gboolean
fake_input_next (const char **at, gboolean *optional, FakeInput *input)
{
  const char *p = *at + strspn (*at, " ");

  if (*p == '|')
    {
      *optional = TRUE;
      p += 1 + strspn (p + 1, " ");
    }
  if (*p == '\0')
    return FALSE;

  g_autofree char *word = g_strndup (p, strcspn (p, " "));
  g_auto (GStrv) halves = g_strsplit (word, ":", 2);
  g_auto (GStrv) type = g_strsplit (halves[1], "=", 2);

  *at = p + strlen (word);
  *input = (FakeInput){ .optional = *optional };
  g_strlcpy (input->name, halves[0], sizeof input->name);
  g_strlcpy (input->type, type[0], sizeof input->type);
  if (type[1] != NULL)
    {
      g_auto (GStrv) numbers = g_strsplit (type[1], ",", 3);

      g_strlcpy (input->text, type[1], sizeof input->text);
      input->has_range = TRUE;
      input->min = g_ascii_strtod (numbers[1], NULL);
      input->max = g_ascii_strtod (numbers[2], NULL);
    }
  return TRUE;
}

char *
fake_class_output (const FakeClass *class, gint64 index)
{
  g_auto (GStrv) types = g_strsplit (class->outputs, " ", 0);

  if (index < 0 || index >= (gint64) g_strv_length (types))
    return NULL;
  return g_strdup (types[index]);
}

char **
fake_choices (Fake *fake, const char *list)
{
  if (strcmp (list, "*checkpoints") == 0)
    return g_strdupv (fake->options.checkpoints);
  if (strcmp (list, "*loras") == 0)
    return g_strdupv (fake->options.loras);
  if (strcmp (list, "*images") == 0)
    return fake_comfy_inputs (fake);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (strcmp (lists[i].list, list) == 0)
      return g_strsplit (lists[i].names, " ", 0);
  return g_new0 (char *, 1);
}

static LimJson *
choices_json (Fake *fake, LimJsonDoc *doc, const char *list)
{
  g_auto (GStrv) choices = fake_choices (fake, list);

  return lim_json_new_strv (doc, (const char *const *) choices);
}

/* The numbers keep the spelling they have in the table: a seed's limit does not fit a double. */
static LimJson *
range_json (LimJsonDoc *doc, const FakeInput *input)
{
  g_auto (GStrv) n = g_strsplit (input->text, ",", 3);
  g_autofree char *text = g_strdup_printf ("{\"default\": %s, \"min\": %s, \"max\": %s}", n[0], n[1], n[2]);
  g_autoptr (LimJsonDoc) range = lim_json_parse ("range", text, -1, NULL);

  return lim_json_copy (doc, lim_json_root (range));
}

LimJson *
fake_input_json (Fake *fake, LimJsonDoc *doc, const FakeInput *input, gboolean v3)
{
  LimJson *pair = lim_json_new_array (doc);
  gboolean choice = input->type[0] == '*';

  if (choice && (v3 || fake->options.combo))
    {
      lim_json_append (pair, lim_json_new_string (doc, "COMBO"));
      lim_json_append (pair, fake_object (doc, "options:j", choices_json (fake, doc, input->type)));
      return pair;
    }
  lim_json_append (pair, choice ? choices_json (fake, doc, input->type) : lim_json_new_string (doc, input->type));
  if (input->has_range)
    lim_json_append (pair, range_json (doc, input));
  else if (strcmp (input->type, "STRING") == 0)
    lim_json_append (pair, fake_object (doc, "default:s multiline:b", "", TRUE));
  else
    lim_json_append (pair, lim_json_new_object (doc));
  return pair;
}

static LimJson *
class_json (Fake *fake, LimJsonDoc *doc, const FakeClass *class)
{
  LimJson *required = lim_json_new_object (doc);
  LimJson *rest = lim_json_new_object (doc);
  LimJson *order = lim_json_new_array (doc);
  g_auto (GStrv) outputs = g_strsplit (class->outputs, " ", 0);
  const char *at = class->inputs;
  gboolean optional = FALSE;
  FakeInput input;

  while (fake_input_next (&at, &optional, &input))
    {
      lim_json_set (optional ? rest : required, input.name, fake_input_json (fake, doc, &input, class->v3));
      lim_json_append (order, lim_json_new_string (doc, input.name));
    }

  LimJson *inputs = fake_object (doc, "required:j optional:j", required, rest);

  return fake_object (doc,
                      "input:j input_order:j output:j output_name:j name:s display_name:s description:s "
                      "python_module:s category:s output_node:b",
                      inputs, fake_object (doc, "required:j", order),
                      lim_json_new_strv (doc, (const char *const *) outputs),
                      lim_json_new_strv (doc, (const char *const *) outputs), class->name, class->name, "", "nodes",
                      "stand-in", class->saves);
}

LimJson *
fake_catalogue_json (Fake *fake, LimJsonDoc *doc, const char *class)
{
  LimJson *all = lim_json_new_object (doc);

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (class == NULL || strcmp (class, classes[i].name) == 0)
      lim_json_set (all, classes[i].name, class_json (fake, doc, &classes[i]));
  return all;
}

char **
fake_model_folders (void)
{
  GStrvBuilder *names = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (lists[i].folder != NULL)
      g_strv_builder_add (names, lists[i].folder);

  char **folders = g_strv_builder_end (names);

  g_strv_builder_unref (names);
  return folders;
}

char **
fake_model_files (Fake *fake, const char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_strcmp0 (lists[i].folder, folder) == 0)
      return fake_choices (fake, lists[i].list);
  return NULL;
}
