#include "record-pack.h"

#include <math.h>
#include <string.h>

static LimPack *
read_pack (const char *text, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("pack.json", text, -1, error);

  return doc != NULL ? lim_pack_from_doc (doc, error) : NULL;
}

/* -- Numbering: ids, seeds and prompts of the reference layout -- */

static const char full_pack[] =
    "{\"lane\": \"anchors\", \"style_prefix\": \"oil painting\", \"negative\": \"photo\",\n"
    " \"subjects\": [{\"id\": \"hand\", \"prompt\": \"a dock hand\"}, {\"id\": \"cook\", \"prompt\": \"a cook\"}],\n"
    " \"variations\": [{\"id\": \"v1\", \"loras\": [{\"name\": \"a\", \"weight\": 0.8}]},\n"
    "  {\"id\": \"v2\", \"loras\": [], \"seed_offset\": 500}, {\"id\": \"alt\", \"loras\": [], \"seed_offset\": "
    "1000}],\n"
    " \"defaults\": {\"checkpoint\": \"x\", \"width\": 512, \"height\": 768, \"steps\": 8, \"cfg\": 2.0,\n"
    "  \"sampler\": \"euler\", \"scheduler\": \"karras\", \"base_seed\": 9900}}";

static const struct
{
  const char *id;
  guint64 seed;
  const char *prompt;
  guint n_loras;
} planned[] = {
  { "hand_v1", 9900, "oil painting, a dock hand", 1 },   { "hand_v2", 10401, "oil painting, a dock hand", 0 },
  { "hand_alt", 10902, "oil painting, a dock hand", 0 }, { "cook_v1", 9903, "oil painting, a cook", 1 },
  { "cook_v2", 10404, "oil painting, a cook", 0 },       { "cook_alt", 10905, "oil painting, a cook", 0 },
};

static void
test_ids_seeds_and_prompts (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimPack) pack = read_pack (full_pack, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (pack->candidates->len, ==, G_N_ELEMENTS (planned));
  g_assert_false (pack->derived_seed);
  for (guint i = 0; i < pack->candidates->len; i++)
    {
      const LimCandidate *candidate = pack->candidates->pdata[i];

      g_assert_cmpstr (candidate->id, ==, planned[i].id);
      g_assert_cmpuint (candidate->recipe->seed, ==, planned[i].seed);
      g_assert_cmpstr (candidate->recipe->prompt, ==, planned[i].prompt);
      g_assert_cmpstr (candidate->recipe->negative_prompt, ==, "photo");
      g_assert_cmpuint (candidate->recipe->loras->len, ==, planned[i].n_loras);
      g_assert_cmpuint (candidate->recipe->height, ==, 768);
      g_assert_cmpuint (candidate->index, ==, i);
    }
}

static void
test_template_shape (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimPack) pack = read_pack (
      "{\"wave\": \"wave1\", \"defaults\": {\"lora\": {\"name\": \"l\", \"weight\": 0.5}, \"negative\": \"n\"},"
      "\"subjects\": [{\"id\": \"a\", \"variations\": 2, \"prompt\": \"p\"}]}",
      &error);
  g_autoptr (LimPack) again =
      read_pack ("{\"wave\": \"wave1\", \"subjects\": [{\"id\": \"b\", \"prompt\": \"q\"}]}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (pack->lane, ==, "wave1");
  g_assert_true (pack->derived_seed);
  g_assert_cmpuint (pack->candidates->len, ==, 2);
  const LimCandidate *second = pack->candidates->pdata[1];
  g_assert_cmpstr (second->id, ==, "a_v2");
  g_assert_cmpstr (second->recipe->negative_prompt, ==, "n");
  g_assert_cmpuint (second->recipe->loras->len, ==, 1);
  /* The derived seed follows from the lane's name alone, so it is the same on every machine. */
  g_assert_cmpuint (((LimCandidate *) pack->candidates->pdata[0])->recipe->seed, ==,
                    ((LimCandidate *) again->candidates->pdata[0])->recipe->seed);
}

/* -- What is refused, and in which words -- */

#define SUBJECTS "\"subjects\": [{\"id\": \"a\", \"prompt\": \"p\"}]"

static const struct
{
  const char *holds;
  const char *text;
  const char *says;
} refused[] = {
  { "a pack is an object", "[]", "a prompt pack must be an object, found a list of 0" },
  { "a pack has a name", "{" SUBJECTS "}", "“lane” must be the pack's name" },
  { "subjects are a list", "{\"lane\": \"l\", \"subjects\": {}}", "“subjects” must be a list, found an object" },
  { "there is a subject", "{\"lane\": \"l\", \"subjects\": []}", "“subjects” is empty" },
  { "a subject has an id", "{\"lane\": \"l\", \"subjects\": [{\"prompt\": \"p\"}]}",
    "“id” must be text, found nothing" },
  { "a subject has a prompt", "{\"lane\": \"l\", \"subjects\": [{\"id\": \"a\", \"prompt\": \"\"}]}",
    "“prompt” must not be empty" },
  { "variations are a list or a number",
    "{\"lane\": \"l\", \"subjects\": [{\"id\": \"a\", \"prompt\": \"p\", \"variations\": \"two\"}]}",
    "found text “two”. Example: \"variations\": 2" },
  { "no variation is no picture",
    "{\"lane\": \"l\", \"subjects\": [{\"id\": \"a\", \"prompt\": \"p\", \"variations\": 0}]}",
    "found the number 0" },
  { "an id is not made twice",
    "{\"lane\": \"l\", \"subjects\": [{\"id\": \"a\", \"prompt\": \"p\"}, {\"id\": \"a\", \"prompt\": \"q\"}]}",
    "“a_v1” occurs twice" },
  { "an id does not leave its folder", "{\"lane\": \"l\", \"subjects\": [{\"id\": \"../a\", \"prompt\": \"p\"}]}",
    "it becomes a file name" },
  { "an id has no control characters", "{\"lane\": \"l\", \"subjects\": [{\"id\": \"a\\nb\", \"prompt\": \"p\"}]}",
    "it becomes a file name" },
  { "an id has no NUL", "{\"lane\": \"l\", \"subjects\": [{\"id\": \"a\\u0000b\", \"prompt\": \"p\"}]}", "NUL" },
  { "a width has a bound", "{\"lane\": \"l\", \"defaults\": {\"width\": 1000000}, " SUBJECTS "}",
    "“width” must be a whole number from 1 to 16384" },
  { "a width is not 0", "{\"lane\": \"l\", \"defaults\": {\"width\": 0}, " SUBJECTS "}", "found the number 0" },
  { "a seed is not negative", "{\"lane\": \"l\", \"defaults\": {\"base_seed\": -1}, " SUBJECTS "}",
    "“base_seed” must be" },
  { "a seed is a whole number", "{\"lane\": \"l\", \"defaults\": {\"base_seed\": 1.5}, " SUBJECTS "}",
    "“base_seed” must be a whole number" },
  { "LoRAs have names",
    "{\"lane\": \"l\", \"variations\": [{\"id\": \"v\", \"loras\": [{\"weight\": 1}]}], " SUBJECTS "}",
    "“name” must be text" },
  { "the number of pictures has a bound",
    "{\"lane\": \"l\", \"subjects\": [{\"id\": \"a\", \"prompt\": \"p\", \"variations\": 1001}]}", "from 1 to 1000" },
};

static void
test_refusals_name_file_line_and_field (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimPack) pack = read_pack (refused[i].text, &error);

      if (pack != NULL)
        g_error ("%s: it was read", refused[i].holds);
      if (strstr (error->message, refused[i].says) == NULL || !g_str_has_prefix (error->message, "pack.json:1: "))
        g_error ("%s: it says “%s”", refused[i].holds, error->message);
    }
}

static const struct
{
  const char *prompt, *placeholder;
} prompts[] = {
  { "a hand, [DESCRIBE YOUR CHARACTER — costume], oil", "[DESCRIBE YOUR CHARACTER — costume]" },
  { "[TODO]", "[TODO]" },
  { "a sign that says [ok], (weighted:1.2), [low]", NULL },
  { "[AB] is too short, [A1] too", NULL },
  { "an open [DESCRIBE bracket", NULL },
  { "[first] then [NAME OF SHIP]", "[NAME OF SHIP]" },
  { "", NULL },
};

static void
test_placeholders (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autofree char *found = lim_pack_find_placeholder (prompts[i].prompt);

      g_assert_cmpstr (found, ==, prompts[i].placeholder);
    }
}

/* -- The record a candidate becomes -- */

static void
test_a_generated_record_in_the_reference_layout (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimPack) pack = read_pack (full_pack, &error);
  const LimCandidate *candidate = pack->candidates->pdata[0];
  const LimRenderFacts facts = {
    .workflow_id = "anchors",
    .workflow_version = "1.0.0",
    .provider = "sketch",
    .quality = "placeholder",
    .created_at = "2026-01-01T00:00:00.000Z",
    .format = "png",
    .width = 512,
    .height = 768,
    .bytes = 99,
    .generation_time_ms = 7,
    .batch_index = 0,
  };
  g_autoptr (LimRecord) record = lim_record_new_generated (candidate->id, candidate->recipe, &facts);
  g_autoptr (GString) text = g_string_new (NULL);

  lim_json_append_compact (text, record->root);
  g_assert_cmpstr (
      text->str, ==,
      "{\"id\":\"hand_v1\",\"schema_version\":\"1.0.0\",\"created_at\":\"2026-01-01T00:00:00.000Z\","
      "\"asset_path\":\"outputs/candidates/"
      "hand_v1.png\",\"image\":{\"format\":\"png\",\"width\":512,\"height\":768,\"bytes\":99},"
      "\"provenance\":{\"workflow_id\":\"anchors\",\"workflow_version\":\"1.0.0\",\"checkpoint\":\"x\","
      "\"loras\":[{\"name\":\"a\",\"weight\":0.8}],\"prompt\":\"oil painting, a dock "
      "hand\",\"negative_prompt\":\"photo\","
      "\"seed\":9900,\"steps\":8,\"cfg\":2,\"sampler\":\"euler\",\"scheduler\":\"karras\",\"width\":512,\"height\":"
      "768,"
      "\"generation_time_ms\":7,\"gpu_model\":null,\"batch_index\":0,\"provider\":\"sketch\",\"quality\":"
      "\"placeholder\","
      "\"generated_at\":\"2026-01-01T00:00:00.000Z\"},\"judgment\":null,\"canon\":null,\"iteration\":null}");

  g_autoptr (LimRecipe) back = lim_recipe_from_json (lim_json_get (record->root, "provenance"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (back->seed, ==, 9900);
  g_assert_cmpstr (back->prompt, ==, candidate->recipe->prompt);
  g_assert_true (isnan (g_array_index (back->loras, LimLora, 0).clip_weight));
}

static void
test_the_largest_seed_survives (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimJsonDoc) doc =
      lim_json_parse ("p", "{\"prompt\": \"p\", \"seed\": 18446744073709551615}", -1, &error);
  g_autoptr (LimRecipe) recipe = lim_recipe_from_json (lim_json_root (doc), &error);
  LimJson *object = lim_json_new_object (doc);
  gsize length;

  g_assert_no_error (error);
  g_assert_cmpuint (recipe->seed, ==, G_MAXUINT64);
  lim_recipe_to_json (recipe, object, doc);
  const char *text = lim_json_number_text (lim_json_get (object, "seed"), &length);
  g_assert_cmpmem (text, length, "18446744073709551615", 20);
}

/* -- Workflows -- */

/* A subject's own comes before the pack's; written only where there is one, and read back. */
static void
test_workflow (void)
{
  static const char *const named[] = { "flux", "sdxl", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (LimPack) pack =
      read_pack ("{\"lane\":\"a\",\"defaults\":{\"workflow\":\"flux\"},\"subjects\":[{\"id\":\"a\",\"prompt\":\"a\"},"
                 "{\"id\":\"b\",\"prompt\":\"b\",\"workflow\":\"sdxl\"}]}",
                 &error);
  g_autoptr (LimPack) plain = read_pack ("{\"lane\":\"a\",\"subjects\":[{\"id\":\"a\",\"prompt\":\"a\"}]}", &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    {
      const LimCandidate *candidate = (named[i] != NULL ? pack : plain)->candidates->pdata[named[i] != NULL ? i : 0];
      g_autoptr (LimRecipe) copy = lim_recipe_copy (candidate->recipe);
      g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("recipe");
      LimJson *object = lim_json_new_object (doc);

      lim_json_doc_set_root (doc, object);
      lim_recipe_to_json (copy, object, doc);
      g_autoptr (LimRecipe) back = lim_recipe_from_json (object, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (back->workflow, ==, named[i]);
      g_assert_true ((lim_json_get (object, "workflow") != NULL) == (named[i] != NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/pack/workflow", test_workflow);
  g_test_add_func ("/record/pack/ids-seeds-and-prompts", test_ids_seeds_and_prompts);
  g_test_add_func ("/record/pack/template-shape", test_template_shape);
  g_test_add_func ("/record/pack/refusals-name-file-line-and-field", test_refusals_name_file_line_and_field);
  g_test_add_func ("/record/pack/placeholders", test_placeholders);
  g_test_add_func ("/record/provenance/a-generated-record-in-the-reference-layout",
                   test_a_generated_record_in_the_reference_layout);
  g_test_add_func ("/record/provenance/the-largest-seed-survives", test_the_largest_seed_survives);
  return g_test_run ();
}
