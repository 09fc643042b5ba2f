#include "provider-comfyui-graph.h"

#include "provider.h"

#include <math.h>

extern const LimImageProvider lim_provider_comfyui;

/* The whole graph is compared, since another program has to understand it; layout as ComfyUI's API form wants it. */
static const struct
{
  const char *holds;
  const char *recipe;
  const char *graph, *save_node;
  const char *source;
} graphs[] = {
  { "without LoRAs seven nodes, model and clip from the checkpoint",
    "{\"checkpoint\":\"a.safetensors\",\"prompt\":\"a "
    "crate\",\"negative_prompt\":\"text\",\"seed\":10401,\"steps\":8,"
    "\"cfg\":2,\"sampler\":\"dpmpp_sde\",\"scheduler\":\"karras\",\"width\":512,\"height\":768}",
    "{\"1\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"a.safetensors\"}},"
    "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a crate\",\"clip\":[\"1\",1]}},"
    "\"3\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"text\",\"clip\":[\"1\",1]}},"
    "\"4\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512,\"height\":768,\"batch_size\":1}},"
    "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":10401,\"steps\":8,\"cfg\":2,\"sampler_name\":\"dpmpp_"
    "sde\","
    "\"scheduler\":\"karras\",\"denoise\":1,\"model\":[\"1\",0],\"positive\":[\"2\",0],\"negative\":[\"3\",0],"
    "\"latent_image\":[\"4\",0]}},"
    "\"6\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"5\",0],\"vae\":[\"1\",2]}},"
    "\"7\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"limner\",\"images\":[\"6\",0]}}}",
    "7" },
  { "LoRAs are chained, clip strength is the weight unless it is said, and the decoder stays with the checkpoint",
    "{\"checkpoint\":\"a\",\"loras\":[{\"name\":\"one\",\"weight\":0.8},{\"name\":\"two\",\"weight\":1,\"clip_"
    "weight\":0}],"
    "\"prompt\":\"p\",\"sampler\":\"euler\",\"scheduler\":\"normal\",\"seed\":18446744073709551615}",
    "{\"1\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"a\"}},"
    "\"2\":{\"class_type\":\"LoraLoader\",\"inputs\":{\"lora_name\":\"one\",\"strength_model\":0.8,\"strength_clip\":"
    "0.8,"
    "\"model\":[\"1\",0],\"clip\":[\"1\",1]}},"
    "\"3\":{\"class_type\":\"LoraLoader\",\"inputs\":{\"lora_name\":\"two\",\"strength_model\":1,\"strength_clip\":0,"
    "\"model\":[\"2\",0],\"clip\":[\"2\",1]}},"
    "\"4\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"p\",\"clip\":[\"3\",1]}},"
    "\"5\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"\",\"clip\":[\"3\",1]}},"
    "\"6\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":1024,\"height\":1024,\"batch_size\":1}},"
    "\"7\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":18446744073709551615,\"steps\":20,\"cfg\":7,"
    "\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"denoise\":1,\"model\":[\"3\",0],\"positive\":[\"4\",0],"
    "\"negative\":[\"5\",0],\"latent_image\":[\"6\",0]}},"
    "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"7\",0],\"vae\":[\"1\",2]}},"
    "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"limner\",\"images\":[\"8\",0]}}}",
    "9" },
  { "a picture to start from takes the empty latent's place, and denoise counts",
    "{\"checkpoint\":\"a\",\"prompt\":\"p\",\"sampler\":\"euler\",\"scheduler\":\"normal\",\"seed\":1,\"steps\":10,"
    "\"cfg\":2.5,\"denoise\":0.38,\"source_image\":\"outputs/approved/a.png\"}",
    "{\"1\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"a\"}},"
    "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"p\",\"clip\":[\"1\",1]}},"
    "\"3\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"\",\"clip\":[\"1\",1]}},"
    "\"4\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"up.png\"}},"
    "\"5\":{\"class_type\":\"VAEEncode\",\"inputs\":{\"pixels\":[\"4\",0],\"vae\":[\"1\",2]}},"
    "\"6\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":1,\"steps\":10,\"cfg\":2.5,\"sampler_name\":\"euler\","
    "\"scheduler\":\"normal\",\"denoise\":0.38,\"model\":[\"1\",0],\"positive\":[\"2\",0],\"negative\":[\"3\",0],"
    "\"latent_image\":[\"5\",0]}},"
    "\"7\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"6\",0],\"vae\":[\"1\",2]}},"
    "\"8\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"limner\",\"images\":[\"7\",0]}}}",
    "8", "up.png" },
};

static void
test_graph (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) source = lim_json_parse ("recipe", graphs[i].recipe, -1, &error);
  g_assert_no_error (error);
  g_autoptr (LimRecipe) recipe = lim_recipe_from_json (lim_json_root (source), &error);
  g_assert_no_error (error);

  g_autoptr (LimSettings) settings = lim_settings_new (lim_provider_comfyui.options);
  g_autoptr (LimWorkflowShelf) shelf = lim_workflow_shelf_new (NULL);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("graph");
  g_autofree char *save_node = NULL;
  LimJson *graph = lim_comfyui_graph (shelf, settings, recipe, graphs[i].source, 0, doc, &save_node, &error);
  g_assert_no_error (error);
  lim_json_doc_set_root (doc, graph);

  g_autoptr (GString) text = g_string_new (NULL);
  lim_json_append_compact (text, lim_json_root (doc));
  g_test_message ("%s", graphs[i].holds);
  g_assert_cmpstr (text->str, ==, graphs[i].graph);
  g_assert_cmpstr (save_node, ==, graphs[i].save_node);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (graphs); i++)
    {
      g_autofree char *path = g_strdup_printf ("/provider/comfyui/graph/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_graph);
    }
  return g_test_run ();
}
