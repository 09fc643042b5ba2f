/* What a server's catalogue says, and what of a graph does not go with it. */
#include "provider-comfyui-preflight.h"
#include "provider-workflow-shelf.h"

#include <math.h>
#include <string.h>

/* Both spellings of a choice; Python's Infinity; a Windows name; a node of somebody else's; strange entries. */
static const char server_has[] =
    "{\"CheckpointLoaderSimple\":{\"input\":{\"required\":{\"ckpt_name\":[[\"dreamshaper_8.safetensors\","
    "\"sdxl\\\\base.ckpt\"],"
    "{\"tooltip\":\"t\"}]}},\"output\":[\"MODEL\",\"CLIP\",\"VAE\"],\"output_node\":false,\"python_module\":"
    "\"nodes\"},"
    "\"LoraLoader\":{\"input\":{\"required\":{\"model\":[\"MODEL\"],\"clip\":[\"CLIP\"],\"lora_name\":[\"COMBO\",{"
    "\"options\":"
    "[\"style_v2.safetensors\"]}],\"strength_model\":[\"FLOAT\",{\"min\":-100,\"max\":100}],\"strength_clip\":["
    "\"FLOAT\",{}]}},"
    "\"output\":[\"MODEL\",\"CLIP\"],\"python_module\":\"nodes\"},"
    "\"CLIPTextEncode\":{\"input\":{\"required\":{\"text\":[\"STRING\",{\"multiline\":true}],\"clip\":[\"CLIP\"]}},"
    "\"output\":[\"CONDITIONING\"],\"python_module\":\"nodes\"},"
    "\"EmptyLatentImage\":{\"input\":{\"required\":{\"width\":[\"INT\",{\"min\":16,\"max\":2048}],\"height\":["
    "\"INT\",{\"min\":"
    "16,\"max\":Infinity}],\"batch_size\":[\"INT\"]}},\"output\":[\"LATENT\"],\"python_module\":\"nodes\"},"
    "\"KSampler\":{\"input\":{\"required\":{\"seed\":[\"INT\",{\"min\":0,\"max\":18446744073709551615}],\"steps\":["
    "\"INT\",{"
    "\"min\":1,\"max\":100}],\"cfg\":[\"FLOAT\",{\"min\":0.0,\"max\":100.0}],\"sampler_name\":[[\"euler\",\"dpmpp_"
    "2m\"]],"
    "\"scheduler\":[[\"normal\",\"karras\"]],\"denoise\":[\"FLOAT\",{\"max\":1.0}],\"model\":[\"MODEL\"],"
    "\"positive\":["
    "\"CONDITIONING\"],\"negative\":[\"CONDITIONING\"],\"latent_image\":[\"LATENT\"]}},\"output\":[\"LATENT\"],"
    "\"python_module\":\"nodes\"},"
    "\"LoadImage\":{\"input\":{\"required\":{\"image\":[[\"a.png\"],{\"image_upload\":true}]}},\"output\":[\"IMAGE\","
    "\"MASK\"],"
    "\"python_module\":\"nodes\"},"
    "\"VAEEncode\":{\"input\":{\"required\":{\"pixels\":[\"IMAGE\"],\"vae\":[\"VAE\"]}},\"output\":[\"LATENT\"],"
    "\"python_module\":\"nodes\"},"
    "\"VAEDecode\":{\"input\":{\"required\":{\"samples\":[\"LATENT\"],\"vae\":[\"VAE\"]}},\"output\":[\"IMAGE\"],"
    "\"python_module\":\"nodes\"},"
    "\"VAELoader\":{\"input\":{\"required\":{\"vae_name\":[[]]}},\"output\":[\"VAE\"],\"python_module\":\"nodes\"},"
    "\"SaveImage\":{\"input\":{\"required\":{\"images\":[\"IMAGE\"],\"filename_prefix\":[\"STRING\"]}},\"output\":[],"
    "\"output_node\":true,\"python_module\":\"nodes\"},"
    "\"Anything\":{\"input\":{\"required\":{\"x\":[\"*\"],\"list\":[[\"one\"]],\"n\":[\"INT\",{\"max\":1}],\"grow\":["
    "\"COMFY_AUTOGROW_V3\"]},\"optional\":{\"y\":[\"IMAGE,MASK\"]}},\"output\":[\"*\",[\"a\",\"b\"],\"IMAGE,LATENT\"]"
    ","
    "\"python_module\":\"custom_nodes.other\"},"
    "\"Odd\":{\"input\":7,\"output\":\"x\"},\"Odder\":{\"input\":{\"required\":{\"a\":[],\"b\":{},\"c\":[[{}]],\"d\":"
    "null}}},"
    "\"Oddest\":null}";

static LimCatalogue *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return lim_catalogue_parse (bytes, error);
}

static void
test_catalogue (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimCatalogue) catalogue = parse (server_has, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lim_catalogue_n_classes (catalogue), ==, 13);

  const LimCatalogueClass *loader = lim_catalogue_class (catalogue, "CheckpointLoaderSimple");
  const LimCatalogueInput *names = lim_catalogue_input (loader, "ckpt_name");
  g_assert_cmpuint (loader->n_outputs, ==, 3);
  g_assert_false (loader->is_output);
  g_assert_cmpuint (names->n_choices, ==, 2);
  g_assert_cmpstr (names->type, ==, "COMBO");
  g_assert_cmpstr (lim_catalogue_choice (names, "sdxl/base.ckpt"), ==, "sdxl\\base.ckpt");
  g_assert_null (lim_catalogue_choice (names, "sdxl/base"));
  g_assert_true (lim_catalogue_input (lim_catalogue_class (catalogue, "LoadImage"), "image")->upload);
  g_assert_true (isinf (lim_catalogue_input (lim_catalogue_class (catalogue, "EmptyLatentImage"), "height")->max));
  g_assert_false (lim_catalogue_class (catalogue, "Anything")->is_core);
  g_assert_cmpstr (lim_catalogue_class (catalogue, "Anything")->outputs[1], ==, "COMBO");
  g_assert_null (lim_catalogue_class (catalogue, "Oddest"));
  g_assert_null (lim_catalogue_input (lim_catalogue_class (catalogue, "Odder"), "c")->choices);

  static const char *const strange[] = { "", "7", "[]", "{}", "{\"a\":1}", "{\"a\"", "<html>" };
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_assert_null (parse (strange[i], &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_PROVIDER);
      g_clear_error (&error);
    }
}

/* -- The built-in workflows -- */

#define GOOD "\"checkpoint\":\"dreamshaper_8.safetensors\",\"sampler\":\"euler\",\"scheduler\":\"karras\""

static const struct
{
  const char *holds;
  const char *recipe;
  const char *says; /* of the first problem; NULL: there is none */
  guint n;
  gboolean from_picture;
} recipes[] = {
  { "what the server has passes", GOOD, NULL, 0, FALSE },
  { "the highest seed is not above itself", GOOD ",\"seed\":18446744073709551615", NULL, 0, FALSE },
  { "a slash for a backslash is the same model",
    "\"checkpoint\":\"sdxl/base.ckpt\",\"sampler\":\"euler\",\"scheduler\":\"normal\"", NULL, 0, FALSE },
  { "the picture's name is not looked for", GOOD ",\"denoise\":0.4", NULL, 0, TRUE },
  { "a checkpoint, the nearest, and where to set it",
    "\"checkpoint\":\"dreamshaper_9\",\"sampler\":\"euler\",\"scheduler\":\"normal\"",
    "checkpoint “dreamshaper_9” is not on http://there; nearest of 2: “dreamshaper_8.safetensors”. Set "
    "defaults.checkpoint in the pack or providers.comfyui.checkpoint in limner.yaml",
    1, FALSE },
  { "with nothing near, what there is", "\"checkpoint\":\"flux\",\"sampler\":\"euler\",\"scheduler\":\"normal\"",
    "checkpoint “flux” is not on http://there; it has only dreamshaper_8.safetensors and sdxl*base.ckpt. *", 1,
    FALSE },
  { "sampler and scheduler, each told",
    "\"checkpoint\":\"dreamshaper_8.safetensors\",\"sampler\":\"dpmpp_2n\",\"scheduler\":\"karas\"",
    "sampler “dpmpp_2n” is not on http://there; nearest of 2: “dpmpp_2m”. Set defaults.sampler*", 2, FALSE },
  { "a LoRA", GOOD ",\"loras\":[{\"name\":\"style_v1\"}]",
    "LoRA “style_v1” is not on http://there; nearest of 1: “style_v2.safetensors”. Change “loras” in the pack*", 1,
    FALSE },
  { "a number above what the server takes", GOOD ",\"steps\":400",
    "node “5” (KSampler), input “steps”: 400 is above 100, the most that http://there takes. Change defaults.steps "
    "in "
    "the pack",
    1, FALSE },
  { "a size below", GOOD ",\"width\":8", "node “4” (EmptyLatentImage), input “width”: 8 is below 16,*", 1, FALSE },
};

static GPtrArray *
preflight (const char *server, const LimWorkflow *workflow, const LimRecipe *recipe, const char *image)
{
  const LimSlotValues values = { .recipe = recipe, .prefix = "limner", .image = image, .count_anew = TRUE };
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("graph");
  g_autoptr (LimCatalogue) catalogue = parse (server, NULL);

  lim_json_doc_set_root (doc, lim_workflow_fill (workflow, &values, doc, NULL));
  return lim_comfyui_preflight (catalogue, workflow, lim_json_root (doc), "http://there");
}

static LimRecipe *
new_recipe (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"prompt\":\"a crate\",%s}", members);
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("recipe", text, -1, NULL);
  g_autoptr (GError) error = NULL;
  LimRecipe *recipe = lim_recipe_from_json (lim_json_root (doc), &error);

  g_assert_no_error (error);
  return recipe;
}

static void
test_recipe (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (LimWorkflowShelf) shelf = lim_workflow_shelf_new (NULL);
  g_autoptr (LimRecipe) recipe = new_recipe (recipes[i].recipe);
  const char *name = recipes[i].from_picture ? "img2img" : "txt2img";
  g_autoptr (GPtrArray) problems = preflight (server_has, lim_workflow_shelf_get (shelf, name, NULL), recipe,
                                              recipes[i].from_picture ? "up.png" : NULL);

  g_test_message ("%s: %s", recipes[i].holds, problems->len > 0 ? (char *) problems->pdata[0] : "no problem");
  g_assert_cmpuint (problems->len, ==, recipes[i].n);
  if (recipes[i].says != NULL)
    g_assert_true (g_pattern_match_simple (recipes[i].says, problems->pdata[0]));
}

/* -- Workflows of one's own -- */

#define NODE(id, class, inputs) "\"" id "\":{\"class_type\":\"" class "\",\"inputs\":{" inputs "}}"
#define LOADER NODE ("1", "CheckpointLoaderSimple", "\"ckpt_name\":\"dreamshaper_8.safetensors\"")
#define TEXT NODE ("2", "CLIPTextEncode", "\"text\":\"{{prompt}} {{seed}}\",\"clip\":[\"1\",1]")
#define SAVE(link) NODE ("9", "SaveImage", "\"filename_prefix\":\"m\",\"images\":" link)

static const struct
{
  const char *holds;
  const char *file;
  const char *says;
} files[] = {
  { "a node that the server lacks, and the nearest",
    "{" LOADER "," TEXT "," NODE ("5", "KSamplr", "\"a\":[\"2\",0]") "," SAVE ("[\"5\",0]") "}",
    "http://there has no node “KSamplr” (node “5” of workflows/mine.json). Did you mean “KSampler”?*" },
  { "an input of another type",
    "{" LOADER "," TEXT
    "," NODE ("6", "VAEDecode", "\"samples\":[\"2\",0],\"vae\":[\"1\",2]") "," SAVE ("[\"6\",0]") "}",
    "workflows/mine.json: node “6” (VAEDecode), input “samples” wants LATENT and gets CONDITIONING, output 0 of node "
    "“2” "
    "(CLIPTextEncode)" },
  { "an output that is not there",
    "{" LOADER "," NODE ("2", "CLIPTextEncode", "\"text\":\"{{prompt}} {{seed}}\",\"clip\":[\"1\",7]") "," NODE (
        "6", "Anything", "\"x\":[\"2\",0],\"list\":\"one\",\"n\":1") "," SAVE ("[\"6\",0]") "}",
    "workflows/mine.json: node “2” (CLIPTextEncode), input “clip” links to output 7 of node “1” "
    "(CheckpointLoaderSimple), which has 3 (counted from 0)" },
  { "a required input that is left out",
    "{" LOADER "," TEXT "," NODE ("6", "Anything", "\"x\":[\"2\",0],\"list\":\"one\"") "," SAVE ("[\"6\",0]") "}",
    "workflows/mine.json: node “6” (Anything) lacks its input “n” (INT)*" },
  { "what has no slot is to be changed in the file",
    "{" NODE ("1", "CheckpointLoaderSimple", "\"ckpt_name\":\"none\"") "," TEXT "," NODE (
        "6", "Anything", "\"x\":[\"2\",0],\"list\":\"one\",\"n\":1") "," SAVE ("[\"6\",0]") "}",
    "checkpoint “none” is not on http://there; it has only *. Change it in workflows/mine.json" },
  { "a list with nothing in it",
    "{" LOADER "," TEXT "," NODE ("3", "VAELoader", "\"vae_name\":\"v\"") "," NODE (
        "6", "Anything", "\"x\":[\"2\",0],\"list\":\"one\",\"n\":1,\"z\":[\"3\",0]") "," SAVE ("[\"6\",0]") "}",
    "node “3” (VAELoader), input “vae_name”: “v” is not on http://there, which has none at all. Change it in *" },
  { "text where a number should be",
    "{" LOADER "," TEXT
    "," NODE ("6", "Anything", "\"x\":[\"2\",0],\"list\":\"one\",\"n\":\"many\"") "," SAVE ("[\"6\",0]") "}",
    "node “6” (Anything), input “n”: must be a number, found text “many”*" },
  { "any type, types in common, lists and limits of other people's nodes pass",
    "{" LOADER "," TEXT
    "," NODE ("6", "Anything", "\"x\":[\"2\",0],\"list\":\"else\",\"n\":5,\"y\":[\"7\",0]") "," NODE (
        "7", "LoadImage", "\"image\":\"other.png\"") "," SAVE ("[\"6\",2]") "}",
    NULL },
  { "nodes that lead nowhere are not looked into",
    "{" LOADER "," TEXT "," NODE ("6", "Anything", "\"x\":[\"2\",0],\"list\":\"else\",\"n\":1") "," NODE (
        "8", "VAEDecode", "\"samples\":[\"1\",0]") "," SAVE ("[\"6\",0]") "}",
    NULL },
};

static void
test_file (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) bytes = g_bytes_new (files[i].file, strlen (files[i].file));
  g_autoptr (LimRecipe) recipe = new_recipe (GOOD);
  g_autoptr (GError) error = NULL;
  g_autoptr (LimWorkflow) workflow = lim_workflow_parse ("mine", "workflows/mine.json", bytes, &error);
  g_assert_no_error (error);

  const LimSlotValues values = { .recipe = recipe, .prefix = "limner" };
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("graph");
  g_autoptr (LimCatalogue) catalogue = parse (server_has, NULL);
  lim_json_doc_set_root (doc, lim_workflow_fill (workflow, &values, doc, NULL));
  g_autoptr (GPtrArray) problems = lim_comfyui_preflight (catalogue, workflow, lim_json_root (doc), "http://there");

  g_test_message ("%s: %s", files[i].holds, problems->len > 0 ? (char *) problems->pdata[0] : "no problem");
  g_assert_cmpuint (problems->len, ==, files[i].says != NULL ? 1 : 0);
  if (files[i].says != NULL)
    g_assert_true (g_pattern_match_simple (files[i].says, problems->pdata[0]));
}

static void
test_respell (void)
{
  g_autoptr (LimCatalogue) catalogue = parse (server_has, NULL);
  g_autoptr (LimJsonDoc) doc =
      lim_json_parse ("graph",
                      "{" NODE ("1", "CheckpointLoaderSimple",
                                "\"ckpt_name\":\"sdxl/base.ckpt\"") "," NODE ("2", "Nobody", "\"a\":1") "}",
                      -1, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  lim_catalogue_respell (catalogue, lim_json_root (doc));
  lim_json_append_compact (text, lim_json_root (doc));
  g_assert_nonnull (strstr (text->str, "\"sdxl\\\\base.ckpt\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/provider/comfyui/catalogue", test_catalogue);
  g_test_add_func ("/provider/comfyui/respell", test_respell);
  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/provider/comfyui/preflight/recipe/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_recipe);
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strdup_printf ("/provider/comfyui/preflight/file/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_file);
    }
  return g_test_run ();
}
