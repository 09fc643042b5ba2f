/* Workflows as forms: which slots are found, what they are filled with, and what is refused. */
#include "provider-workflow-shelf.h"

#include <glib/gstdio.h>

#include <string.h>

#define SAVE "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"mine\",\"images\":[\"5\",0]}}"
#define TEXT "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"{{prompt}}\",\"clip\":[\"1\",1]}}"
#define LOADER "\"1\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"own.safetensors\"}}"
#define SAMPLER                                                                                                      \
  "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":\"{{seed}}\",\"model\":[\"1\",0],\"positive\":[\"2\",0]}" \
  "}"

static LimWorkflow *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return lim_workflow_parse ("mine", "workflows/mine.json", bytes, error);
}

/* -- Filling -- */

/* The whole graph but for the nodes that every row has. */
static const struct
{
  const char *holds;
  const char *file;
  const char *recipe; /* besides the prompt “a crate” and seed 7 */
  const char *graph;
  const char *save_node;
  guint again;
} fillings[] = {
  { "a placeholder alone gets the slot's type, one within a text is part of it, several are filled",
    "{\"a\":{\"class_type\":\"X\",\"inputs\":{\"text\":\"best, {{prompt}}, {{ seed }} at "
    "{{cfg}}\",\"seed\":\"{{seed}}\"}},"
    "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"{{filename_prefix}}\",\"images\":[\"a\",0]"
    "}}}",
    "\"cfg\":2.5",
    "{\"a\":{\"class_type\":\"X\",\"inputs\":{\"text\":\"best, a crate, 7 at 2.5\",\"seed\":7}},"
    "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"limner_r2\",\"images\":[\"a\",0]}}}",
    "9", 2 },
  { "what fills a slot is not looked at again, and braces that are no placeholder stay",
    "{\"a\":{\"class_type\":\"X\",\"inputs\":{\"text\":\"{{prompt}} {{red|blue}} "
    "{{\",\"n\":{\"__value__\":[\"{{seed}}\"]}}},"
    "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"mine\",\"images\":[\"a\",0]}}}",
    "\"prompt\":\"{{seed}}\"",
    "{\"a\":{\"class_type\":\"X\",\"inputs\":{\"text\":\"{{seed}} {{red|blue}} {{\",\"n\":{\"__value__\":[7]}}},"
    "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"mine\",\"images\":[\"a\",0]}}}",
    "9", 0 },
  { "titles fill the usual inputs where plain values stand, and are gone; other titles and links stay; a name of the "
    "user's own changes when it is sent again",
    "{\"p\":{\"class_type\":\"CLIPTextEncodeSDXL\",\"inputs\":{\"text_g\":\"x\",\"text_l\":\"y\",\"width\":64},"
    "\"_meta\":{\"title\":\"Limner: Prompt\"}},"
    "\"n\":{\"class_type\":\"PrimitiveString\",\"inputs\":{\"value\":\"bad\"},\"_meta\":{\"title\":\"limner:"
    "negative\"}},"
    "\"k\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":1,\"steps\":2,\"cfg\":3,\"sampler_name\":\"s\","
    "\"scheduler\":"
    "[\"n\",0],\"denoise\":0.5,\"positive\":[\"p\",0]},\"_meta\":{\"title\":\"limner:sampler\"}},"
    "\"l\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":8,\"height\":8,\"batch_size\":1},"
    "\"_meta\":{\"title\":\"limner:size\"}},"
    "\"s\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"mine\",\"images\":[\"k\",0]},"
    "\"_meta\":{\"title\":\"Save\"}}}",
    "\"negative_prompt\":\"text\",\"steps\":9,\"cfg\":4,\"sampler\":\"euler\",\"width\":512,\"height\":768",
    "{\"p\":{\"class_type\":\"CLIPTextEncodeSDXL\",\"inputs\":{\"text_g\":\"a crate\",\"text_l\":\"a "
    "crate\",\"width\":64}},"
    "\"n\":{\"class_type\":\"PrimitiveString\",\"inputs\":{\"value\":\"text\"}},"
    "\"k\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":7,\"steps\":9,\"cfg\":4,\"sampler_name\":\"euler\","
    "\"scheduler\":"
    "[\"n\",0],\"denoise\":1,\"positive\":[\"p\",0]}},"
    "\"l\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512,\"height\":768,\"batch_size\":1}},"
    "\"s\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"mine_r1\",\"images\":[\"k\",0]},"
    "\"_meta\":{\"title\":\"Save\"}}}",
    "s", 1 },
  { "LoRAs follow a marked loader under new ids; picture decoder and other outputs stay with the loader",
    "{\"1\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"own.safetensors\"},"
    "\"_meta\":{\"title\":\"limner:loras\"}}," TEXT "," SAMPLER ","
    "\"12:3\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"5\",0],\"vae\":[\"1\",2]}}," SAVE "}",
    "\"loras\":[{\"name\":\"one\",\"weight\":0.5},{\"name\":\"two\"}]",
    "{\"1\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"own.safetensors\"}},"
    "\"10\":{\"class_type\":\"LoraLoader\",\"inputs\":{\"lora_name\":\"one\",\"strength_model\":0.5,\"strength_"
    "clip\":0.5,"
    "\"model\":[\"1\",0],\"clip\":[\"1\",1]}},"
    "\"11\":{\"class_type\":\"LoraLoader\",\"inputs\":{\"lora_name\":\"two\",\"strength_model\":1,\"strength_clip\":"
    "1,"
    "\"model\":[\"10\",0],\"clip\":[\"10\",1]}},"
    "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a crate\",\"clip\":[\"11\",1]}},"
    "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":7,\"model\":[\"11\",0],\"positive\":[\"2\",0]}},"
    "\"12:3\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"5\",0],\"vae\":[\"1\",2]}}," SAVE "}",
    "9", 0 },
  { "a loader without text encoder is followed by LoRAs for the model alone",
    "{\"1\":{\"class_type\":\"UNETLoader\",\"inputs\":{\"unet_name\":\"u\"},\"_meta\":{\"title\":\"limner:loras\"}},"
    "\"5\":{\"class_type\":\"X\",\"inputs\":{\"text\":\"{{prompt}}\",\"seed\":\"{{seed}}\",\"model\":[\"1\",0]}}"
    "," SAVE "}",
    "\"loras\":[{\"name\":\"one\"}]",
    "{\"1\":{\"class_type\":\"UNETLoader\",\"inputs\":{\"unet_name\":\"u\"}},"
    "\"10\":{\"class_type\":\"LoraLoaderModelOnly\",\"inputs\":{\"lora_name\":\"one\",\"strength_model\":1,\"model\":"
    "[\"1\",0]}},"
    "\"5\":{\"class_type\":\"X\",\"inputs\":{\"text\":\"a crate\",\"seed\":7,\"model\":[\"10\",0]}}," SAVE "}",
    "9", 0 },
  { "a marked LoRA loader is replaced by one for each LoRA",
    "{" LOADER ",\"3\":{\"class_type\":\"LoraLoader\",\"inputs\":{\"lora_name\":\"try\",\"strength_model\":1,"
    "\"strength_clip\":1,\"model\":[\"1\",0],\"clip\":[\"1\",1]},\"_meta\":{\"title\":\"limner:loras\"}},"
    "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"{{prompt}}\",\"clip\":[\"3\",1]}},"
    "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":\"{{seed}}\",\"model\":[\"3\",0]}}," SAVE "}",
    "\"loras\":[{\"name\":\"one\",\"weight\":0.5,\"clip_weight\":0},{\"name\":\"two\"}]",
    "{" LOADER ",\"3\":{\"class_type\":\"LoraLoader\",\"inputs\":{\"lora_name\":\"one\",\"strength_model\":0.5,"
    "\"strength_clip\":0,\"model\":[\"1\",0],\"clip\":[\"1\",1]}},"
    "\"10\":{\"class_type\":\"LoraLoader\",\"inputs\":{\"lora_name\":\"two\",\"strength_model\":1,"
    "\"strength_clip\":1,\"model\":[\"3\",0],\"clip\":[\"3\",1]}},"
    "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a crate\",\"clip\":[\"10\",1]}},"
    "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":7,\"model\":[\"10\",0]}}," SAVE "}",
    "9", 0 },
  { "without LoRAs a marked LoRA loader is taken out",
    "{" LOADER ",\"3\":{\"class_type\":\"LoraLoader\",\"inputs\":{\"lora_name\":\"try\",\"strength_model\":1,"
    "\"strength_clip\":1,\"model\":[\"1\",0],\"clip\":[\"1\",1]},\"_meta\":{\"title\":\"limner:loras\"}},"
    "\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"{{prompt}}\",\"clip\":[\"3\",1]}},"
    "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":\"{{seed}}\",\"model\":[\"3\",0]}}," SAVE "}",
    "\"loras\":[]",
    "{" LOADER ",\"2\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a crate\",\"clip\":[\"1\",1]}},"
    "\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":7,\"model\":[\"1\",0]}}," SAVE "}",
    "9", 0 },
  { "of several nodes that save, the marked one counts, and its file's name is a slot",
    "{\"a\":{\"class_type\":\"X\",\"inputs\":{\"text\":\"{{prompt}}\",\"seed\":\"{{seed}}\"}},"
    "\"8\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"m\",\"images\":[\"a\",0]},"
    "\"_meta\":{\"title\":\"limner:output\"}},"
    "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"n\",\"images\":[\"a\",1]}}}",
    "\"cfg\":1",
    "{\"a\":{\"class_type\":\"X\",\"inputs\":{\"text\":\"a crate\",\"seed\":7}},"
    "\"8\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"limner\",\"images\":[\"a\",0]}},"
    "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"n\",\"images\":[\"a\",1]}}}",
    "8", 0 },
};

static LimRecipe *
new_recipe (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"prompt\":\"a crate\",\"seed\":7,%s}", members);
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("recipe", text, -1, &error);
  g_assert_no_error (error);
  LimRecipe *recipe = lim_recipe_from_json (lim_json_root (doc), &error);
  g_assert_no_error (error);
  return recipe;
}

static void
test_fill (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (LimRecipe) recipe = new_recipe (fillings[i].recipe);
  g_autoptr (GError) error = NULL;
  g_autoptr (LimWorkflow) workflow = parse (fillings[i].file, &error);
  g_assert_no_error (error);

  const LimSlotValues values = { .recipe = recipe, .prefix = "limner", .again = fillings[i].again };
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("graph");
  g_autofree char *save_node = NULL;
  lim_json_doc_set_root (doc, lim_workflow_fill (workflow, &values, doc, &save_node));

  g_autoptr (GString) text = g_string_new (NULL);
  lim_json_append_compact (text, lim_json_root (doc));
  g_test_message ("%s", fillings[i].holds);
  g_assert_cmpstr (text->str, ==, fillings[i].graph);
  g_assert_cmpstr (save_node, ==, fillings[i].save_node);
}

/* Every slot has a value of its own. */
static void
test_every_slot (void)
{
  g_autoptr (GString) file = g_string_new ("{\"1\":{\"class_type\":\"X\",\"inputs\":{");
  g_autoptr (LimRecipe) recipe = new_recipe (
      "\"negative_prompt\":\"text\",\"width\":512,\"height\":768,\"steps\":9,\"cfg\":4.5,\"sampler\":\"euler\","
      "\"scheduler\":\"karras\",\"denoise\":0.38,\"checkpoint\":\"c\"");

  for (guint slot = 0; slot < LIM_SLOT_LORAS; slot++)
    g_string_append_printf (file, "%s\"i%u\":\"{{%s}}\"", slot > 0 ? "," : "", slot, lim_slot_name (slot));
  g_string_append (file, "},\"_meta\":{\"title\":\"limner:output, loras\"}}}");

  g_autoptr (GError) error = NULL;
  g_autoptr (LimWorkflow) workflow = parse (file->str, &error);
  g_assert_no_error (error);
  for (guint slot = 0; slot < LIM_N_SLOTS; slot++)
    g_assert_true (lim_workflow_has (workflow, slot));

  const LimSlotValues values = { .recipe = recipe, .prefix = "limner", .image = "up.png" };
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("graph");
  lim_json_doc_set_root (doc, lim_workflow_fill (workflow, &values, doc, NULL));
  g_autoptr (GString) text = g_string_new (NULL);
  lim_json_append_compact (text, lim_json_root (doc));
  g_assert_cmpstr (
      text->str, ==,
      "{\"1\":{\"class_type\":\"X\",\"inputs\":{\"i0\":\"a crate\",\"i1\":\"text\",\"i2\":7,\"i3\":512,\"i4\":768,"
      "\"i5\":9,\"i6\":4.5,\"i7\":\"euler\",\"i8\":\"karras\",\"i9\":0.38,\"i10\":\"up.png\",\"i11\":\"c\","
      "\"i12\":\"limner\"}}}");
}

/* -- Refusals -- */

static const struct
{
  const char *holds;
  const char *file;
  const char *says;
} refusals[] = {
  { "the export for the window is recognised", "{\"nodes\":[],\"links\":[],\"version\":0.4}", "*Export (API)*" },
  { "no JSON", "{\"1\":", "workflows/mine.json:*" },
  { "no object", "[1]", "*one member per node*found a list*" },
  { "no nodes", "{}", "*has no nodes*" },
  { "something else", "{\"prompt\":{\"1\":{}}}", "*node “prompt” has no “class_type”*Export (API)*" },
  { "a node that is no object", "{\"1\":7}", "*node “1” has no “class_type” (found the number 7)*" },
  { "a node without inputs", "{\"1\":{\"class_type\":\"X\"}}", "*node “1” (X) has no object “inputs”*" },
  { "two nodes of one id", "{\"1\":{\"class_type\":\"X\",\"inputs\":{}},\"1\":{\"class_type\":\"X\",\"inputs\":{}}}",
    "*two nodes have the id “1”*" },
  { "a link to a node that is not there", "{\"1\":{\"class_type\":\"X\",\"inputs\":{\"model\":[\"44\",0]}}}",
    "*mine.json:1: node “1” (X), input “model”: links to node “44”, which is not in the file*" },
  { "a link whose id is a number", "{\"1\":{\"class_type\":\"X\",\"inputs\":{\"model\":[1,0]}}}", "*a link is*" },
  { "a circle is told as one",
    "{\"0\":{\"class_type\":\"X\",\"inputs\":{\"a\":[\"1\",0]}},\"1\":{\"class_type\":\"X\",\"inputs\":{\"a\":[\"2\","
    "0]}},"
    "\"2\":{\"class_type\":\"X\",\"inputs\":{\"a\":[\"1\",0]}}}",
    "*in a circle: 1 → 2 → 1" },
  { "an unknown placeholder, with the nearest slot",
    "{\"1\":{\"class_type\":\"X\",\"inputs\":{\"a\":\"{{promt}}\"}}}",
    "*node “1” (X), input “a”: {{promt}} names no slot. Did you mean “prompt”?*" },
  { "an unknown mark, with the nearest slot",
    "{\"1\":{\"class_type\":\"X\",\"inputs\":{},\"_meta\":{\"title\":\"limner:sede\"}}}",
    "*node “1” (X)*“limner:sede” names no slot. Did you mean “seed”?*" },
  { "a placeholder for what is a node", "{\"1\":{\"class_type\":\"X\",\"inputs\":{\"a\":\"{{loras}}\"}}}",
    "*the title “limner:loras”*" },
  { "a mark without an input for it",
    "{\"1\":{\"class_type\":\"X\",\"inputs\":{\"seed\":[\"2\",0]},\"_meta\":{\"title\":\"limner:seed\"}},"
    "\"2\":{\"class_type\":\"X\",\"inputs\":{}}}",
    "*node “1” (X) is marked “limner:seed” and has no input for it*" },
  { "one input for two slots",
    "{\"1\":{\"class_type\":\"X\",\"inputs\":{\"text\":\"x\"},\"_meta\":{\"title\":\"limner:prompt,negative\"}}}",
    "*input “text” is marked for prompt and for negative*" },
  { "two places for LoRAs",
    "{\"1\":{\"class_type\":\"X\",\"inputs\":{},\"_meta\":{\"title\":\"limner:loras\"}},"
    "\"2\":{\"class_type\":\"X\",\"inputs\":{},\"_meta\":{\"title\":\"limner:loras\"}}}",
    "*both marked “limner:loras”*" },
  { "a LoRA loader that gets no model",
    "{\"1\":{\"class_type\":\"LoraLoader\",\"inputs\":{\"lora_name\":\"a\"},\"_meta\":{\"title\":\"limner:loras\"}}}",
    "*“model” is no link*" },
  { "nothing saves", "{" LOADER "," TEXT "," SAMPLER "}", "*no node saves a picture*" },
  { "two nodes save and none is marked",
    "{" LOADER "," TEXT "," SAMPLER "," SAVE
    ",\"10\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"mine\",\"images\":[\"5\",0]}}}",
    "*nodes “9” and “10” both save*limner:output*" },
  { "no slot for the prompt", "{\"5\":{\"class_type\":\"X\",\"inputs\":{\"seed\":\"{{seed}}\"}}," SAVE "}",
    "*no slot for the prompt*{{prompt}}*" },
  { "no slot for the seed", "{\"5\":{\"class_type\":\"X\",\"inputs\":{\"text\":\"{{prompt}}\"}}," SAVE "}",
    "*no slot for the seed*{{seed}}*" },
};

static void
test_refusal (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (LimWorkflow) workflow = parse (refusals[i].file, &error);

  g_test_message ("%s: %s", refusals[i].holds, error != NULL ? error->message : "taken");
  g_assert_null (workflow);
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_true (g_pattern_match_simple (refusals[i].says, error->message));
}

/* -- Settling -- */

static void
test_settle (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimWorkflow) workflow =
      parse ("{" LOADER "," TEXT
             ",\"5\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":\"{{seed}}\",\"steps\":4,\"cfg\":1,"
             "\"sampler_name\":\"lcm\"}},\"6\":{\"class_type\":\"KSampler\",\"inputs\":{\"cfg\":2,\"steps\":4}}," SAVE
             "}",
             &error);
  g_autoptr (LimRecipe) recipe = new_recipe (
      "\"negative_prompt\":\"text\",\"steps\":30,\"cfg\":7,\"checkpoint\":\"theirs\",\"scheduler\":\"karras\"");
  g_assert_no_error (error);

  lim_workflow_settle (workflow, recipe);
  g_assert_cmpstr (recipe->checkpoint, ==, "own.safetensors");
  g_assert_cmpstr (recipe->sampler, ==, "lcm");
  g_assert_cmpstr (recipe->scheduler, ==, "karras");
  g_assert_cmpstr (recipe->negative_prompt, ==, "");
  g_assert_cmpuint (recipe->steps, ==, 4);
  g_assert_cmpfloat (recipe->cfg, ==, 7); /* the nodes differ */
  g_assert_cmpuint (recipe->seed, ==, 7);
}

/* -- Shelf -- */

static void
test_shelf (void)
{
  g_autofree char *folder = g_dir_make_tmp ("limner-test-XXXXXX", NULL);
  g_autofree char *own = g_build_filename (folder, "mine.json", NULL);
  g_autofree char *shadow = g_build_filename (folder, "txt2img.json", NULL);
  g_autoptr (LimWorkflowShelf) shelf = lim_workflow_shelf_new (folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (own, "{" LOADER "," TEXT "," SAMPLER "," SAVE "}", -1, NULL));
  g_assert_true (g_file_set_contents (shadow, "no JSON", -1, NULL));

  const LimWorkflow *workflow = lim_workflow_shelf_get (shelf, "mine", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lim_workflow_name (workflow), ==, "mine");
  g_assert_true (lim_workflow_shelf_get (shelf, "mine", &error) == workflow);
  g_assert_cmpuint (lim_workflow_n_nodes (workflow), ==, 4);
  g_assert_nonnull (lim_workflow_shelf_get (shelf, "txt2img", &error));
  g_assert_nonnull (lim_workflow_shelf_get (shelf, "img2img", &error));
  g_assert_no_error (error);

  static const char *const strange[] = { "mien", "../mine", "", ".", "mine.json", "a/b" };
  for (gsize i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_assert_null (lim_workflow_shelf_get (shelf, strange[i], &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      if (i == 0)
        g_assert_true (g_pattern_match_simple ("*“mien”. Did you mean “mine”?*", error->message));
      g_clear_error (&error);
    }
  g_unlink (own);
  g_unlink (shadow);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fillings); i++)
    {
      g_autofree char *path = g_strdup_printf ("/provider/workflow/fill/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_fill);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/provider/workflow/refuse/%u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_refusal);
    }
  g_test_add_func ("/provider/workflow/every-slot", test_every_slot);
  g_test_add_func ("/provider/workflow/settle", test_settle);
  g_test_add_func ("/provider/workflow/shelf", test_shelf);
  return g_test_run ();
}
