/* lora-config-preflight.c: what would go wrong whoever trains. */
#include "lora-config-private.h"

#include "base-file.h"
#include "base-text.h"
#include "imaging-metadata.h"
#include "record-dialect.h"

#include <string.h>

/* So many regularization images are asked what made them. */
#define MOST_ASKED 40u

static void add (LimLoraConfigReport *report, LimFindingSeverity severity, const char *file, const char *field,
                 const char *expected, const char *fix, const char *format, ...) G_GNUC_PRINTF (7, 8);

static void
add (LimLoraConfigReport *report, LimFindingSeverity severity, const char *file, const char *field,
     const char *expected, const char *fix, const char *format, ...)
{
  g_autofree char *found = NULL;
  va_list arguments;

  va_start (arguments, format);
  found = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (report->findings, lim_finding_new (severity, file, 0, field, found, expected, fix));
}

/* -- The set -- */

static void
look_at_set (LimLoraConfigReport *report)
{
  const LimLoraCheck *check = report->check;
  g_autofree char *fix = g_strdup_printf ("`limner lora check %s` names them.", check->set->subject);

  if (check->n_errors > 0)
    add (report, LIM_FINDING_ERROR, check->set->folder, "set", "none", fix, "%u errors", check->n_errors);
  if (check->n_warnings > 0)
    add (report, LIM_FINDING_INFO, check->set->folder, "set", NULL, fix, "%u warnings", check->n_warnings);
}

/* -- The model -- */

/* The side of the pictures it was made with, in pixels. */
static guint
native_side (const LimModelInfo *model)
{
  switch (model->model)
    {
    case LIM_MODEL_SD1:
      return 512;
    case LIM_MODEL_SD2:
      return model->is_v_prediction ? 768 : 512;
    default:
      return 1024;
    }
}

static void
look_at_model (LimLoraConfigReport *report)
{
  const LimLoraConfig *config = &report->config;
  guint side = native_side (&config->model);
  g_autofree char *expected = g_strdup_printf ("%u", side);

  if (config->plan->size < side)
    add (report, LIM_FINDING_WARNING, report->check->set->plan_path, "size", expected,
         "Raise `size` and make the images anew, or train on a smaller model.",
         "%u pixels, and the base is %s, made with pictures of %u", config->plan->size,
         lim_model_title (config->model.model), side);
  if (config->model.is_inpainting)
    add (report, LIM_FINDING_ERROR, config->base, "base", "a model that makes pictures from nothing",
         "Train on the ordinary one; the LoRA works with both.", "a model for inpainting or editing");
}

/* -- Companions of SD 3 and Flux -- */

static const struct
{
  const char *name;
  const char *files[4];
  guint models;
} companions[LIM_N_COMPANIONS] = {
  [LIM_COMPANION_CLIP_L] = { "clip_l", { "clip_l.safetensors" }, 1u << LIM_MODEL_SD3 | 1u << LIM_MODEL_FLUX },
  [LIM_COMPANION_CLIP_G] = { "clip_g", { "clip_g.safetensors" }, 1u << LIM_MODEL_SD3 },
  [LIM_COMPANION_T5] = { "t5xxl",
                         { "t5xxl_fp16.safetensors", "t5xxl.safetensors", "t5xxl_fp8_e4m3fn.safetensors" },
                         1u << LIM_MODEL_SD3 | 1u << LIM_MODEL_FLUX },
  [LIM_COMPANION_AE] = { "ae", { "ae.safetensors", "flux_ae.safetensors" }, 1u << LIM_MODEL_FLUX },
};

const char *
lim_companion_name (LimCompanion companion)
{
  return companions[companion].name;
}

/* Beside the base, and where ComfyUI keeps such files. Transfer full. */
static char *
find_companion (const LimLoraConfig *config, LimCompanion companion)
{
  static const char *const places[] = { ".", "../clip", "../text_encoders", "../vae" };
  g_autofree char *folder = g_path_get_dirname (config->base);

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    for (const char *const *file = companions[companion].files; *file != NULL; file++)
      {
        g_autofree char *path = g_build_filename (folder, places[i], *file, NULL);

        if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
          return g_canonicalize_filename (path, NULL);
      }
  return NULL;
}

static void
look_for_companions (LimLoraConfigReport *report)
{
  LimLoraConfig *config = &report->config;

  for (LimCompanion i = 0; i < LIM_N_COMPANIONS; i++)
    if ((companions[i].models & 1u << config->model.model) != 0)
      {
        config->companions[i] = config->base_is_file ? find_companion (config, i) : NULL;
        if (config->base_is_file && config->companions[i] == NULL && strcmp (report->trainer->name, "kohya") == 0)
          add (report, LIM_FINDING_ERROR, companions[i].files[0], "base", NULL,
               "Put it beside the base model, or into ComfyUI's clip, text_encoders or vae folder.",
               "%s is trained with it, and it was not found", lim_model_title (config->model.model));
      }
}

/* -- What made the regularization images -- */

/* The model that the picture at @path says it was made with; NULL: it does not say. Transfer full. */
static char *
checkpoint_of (const char *path)
{
  gsize length = 0;
  char *bytes = lim_file_read (path, 0, &length, NULL);
  g_autoptr (GBytes) image = bytes != NULL ? g_bytes_new_take (bytes, length) : NULL;
  g_auto (GStrv) texts = image != NULL ? lim_image_read_texts (image, path, NULL, NULL) : NULL;
  g_autoptr (LimTrace) trace = texts != NULL ? lim_trace_read ((const char *const *) texts) : NULL;

  if (trace == NULL)
    return NULL;
  if (trace->recipe->checkpoint != NULL)
    return g_strdup (trace->recipe->checkpoint);
  return g_strdup (trace->provider);
}

/* The model that the record @path of an original says; NULL: it says none. Transfer full. */
static char *
checkpoint_of_record (const char *path)
{
  gsize length = 0;
  g_autofree char *text = lim_file_read (path, 0, &length, NULL);
  g_autoptr (LimJsonDoc) doc = text != NULL ? lim_json_parse (path, text, (gssize) length, NULL) : NULL;
  const LimJson *provenance = doc != NULL ? lim_json_get (lim_json_root (doc), "provenance") : NULL;
  const char *checkpoint = lim_json_get_string (provenance, "checkpoint");

  return g_strdup (checkpoint != NULL ? checkpoint : lim_json_get_string (provenance, "provider"));
}

static void
take_checkpoint (LimLoraConfigReport *report, char *name)
{
  g_autofree char *own = name;

  if (own != NULL && !g_ptr_array_find_with_equal_func (report->reg_checkpoints, own, g_str_equal, NULL))
    g_ptr_array_add (report->reg_checkpoints, g_steal_pointer (&own));
}

/* Images that `lora reg` made carry no texts, but their originals have records (lora-render.h). */
static void
ask_records (LimLoraConfigReport *report)
{
  const LimLoraSet *set = report->check->set;
  g_autofree char *folder = lim_project_path (set->project, "records");
  g_autofree char *begins = g_strdup_printf ("%.40s_reg_", set->subject);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_asked = 0;

  for (const char *name; dir != NULL && n_asked < MOST_ASKED && (name = g_dir_read_name (dir)) != NULL;)
    if (g_str_has_prefix (name, begins) && g_str_has_suffix (name, ".json"))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        n_asked++;
        take_checkpoint (report, checkpoint_of_record (path));
      }
}

static void
ask_reg_images (LimLoraConfigReport *report)
{
  guint n_asked = 0;

  for (guint i = 0; i < report->check->images->len && n_asked < MOST_ASKED; i++)
    {
      const LimLoraCheckImage *image = report->check->images->pdata[i];
      g_autofree char *path = lim_project_path (report->check->set->project, image->path);

      if (!image->is_reg)
        continue;
      n_asked++;
      take_checkpoint (report, checkpoint_of (path));
    }
  if (report->reg_checkpoints->len == 0)
    ask_records (report);
  g_ptr_array_sort (report->reg_checkpoints, lim_text_compare);
}

/* “anything.safetensors” and “models/Anything” are the same. */
static char *
plain_name (const char *path)
{
  g_autofree char *slashes = g_strdelimit (g_strdup (path), "\\", '/');
  g_autofree char *base = g_path_get_basename (slashes);
  char *dot = strrchr (base, '.');

  if (dot != NULL && (strcmp (dot, ".safetensors") == 0 || strcmp (dot, ".ckpt") == 0))
    *dot = '\0';
  return g_utf8_casefold (base, -1);
}

/* The kind of the model @name: by its file, where that lies beside the base; else as its name hints. *@sure: by the file. */
static LimModel
kind_of (const LimLoraConfig *config, const char *name, gboolean *sure)
{
  g_autofree char *folder = g_path_get_dirname (config->base);
  g_autofree char *slashes = g_strdelimit (g_strdup (name), "\\", '/');
  g_autofree char *file = g_path_get_basename (slashes);
  g_autofree char *ending = g_str_has_suffix (file, ".safetensors") ? NULL : g_strconcat (file, ".safetensors", NULL);
  g_autofree char *path = g_build_filename (folder, ending != NULL ? ending : file, NULL);
  g_autoptr (LimSafetensors) header = lim_safetensors_open (path, NULL);
  g_autofree char *lower = g_utf8_strdown (file, -1);

  *sure = header != NULL;
  if (header != NULL)
    return lim_model_identify (header).model;
  return strstr (lower, "xl") != NULL     ? LIM_MODEL_SDXL
         : strstr (lower, "flux") != NULL ? LIM_MODEL_FLUX
                                          : LIM_MODEL_UNKNOWN;
}

static void
compare_reg (LimLoraConfigReport *report, const char *made_with)
{
  const LimLoraConfig *config = &report->config;
  g_autofree char *base = plain_name (config->base), *other = plain_name (made_with);
  g_autofree char *shown = g_path_get_basename (config->base);
  gboolean sure;
  LimModel kind;

  if (strcmp (base, other) == 0)
    return;
  if (strcmp (made_with, "sketch") == 0)
    {
      add (report, LIM_FINDING_WARNING, config->reg, "regularization", shown,
           "Make them with the model you train: `limner lora reg` with another provider.",
           "the images are placeholders of the built-in painter");
      return;
    }
  kind = kind_of (config, made_with, &sure);
  if (kind != LIM_MODEL_UNKNOWN && kind != config->model.model)
    add (report, LIM_FINDING_WARNING, config->reg, "regularization", shown,
         "Make them anew with the base you train, or go on: they hold back less than they could.",
         "the images were made with %s, %s %s, and training starts from %s. They are to show what the base makes of "
         "the "
         "class without the LoRA; another kind of model makes something else of it",
         made_with, sure ? "which is" : "by its name", lim_model_title (kind), lim_model_title (config->model.model));
  else
    add (report, LIM_FINDING_INFO, config->reg, "regularization", shown,
         "If it is another style, make them anew with the base you train.",
         "the images were made with %s, another model than the base", made_with);
}

static void
look_at_reg (LimLoraConfigReport *report)
{
  if (report->config.reg == NULL)
    return;
  ask_reg_images (report);
  if (report->reg_checkpoints->len == 0)
    add (report, LIM_FINDING_INFO, report->config.reg, "regularization", NULL, NULL,
         "the images do not tell what made them; it should be the base you train");
  for (guint i = 0; i < report->reg_checkpoints->len; i++)
    compare_reg (report, report->reg_checkpoints->pdata[i]);
}

/* -- The machine -- */

static void
look_at_device (LimLoraConfigReport *report)
{
  if (report->config.device == LIM_DEVICE_CPU)
    add (report, LIM_FINDING_WARNING, NULL, "device", "a GPU",
         "Train on another machine: the files take --device cuda or mps.",
         "no GPU is seen here; on a processor alone training takes days");
}

void
lim_lora_config_preflight (LimLoraConfigReport *report)
{
  look_at_set (report);
  look_at_model (report);
  look_for_companions (report);
  look_at_reg (report);
  look_at_device (report);
}
