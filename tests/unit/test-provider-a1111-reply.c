#include "provider-a1111-private.h"

#include <string.h>

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

/* -- Names -- */

#define MODELS                                                                                                       \
  "[{\"title\":\"sd_xl_base_1.0.safetensors "                                                                        \
  "[31e35c80fc]\",\"model_name\":\"sd_xl_base_1.0\",\"hash\":\"31e35c80fc\","                                        \
  "\"sha256\":null,\"filename\":\"C:\\\\models\\\\sd_xl_base_1.0.safetensors\"},"                                    \
  "{\"title\":\"anime/dream v1.ckpt\",\"model_name\":\"anime_dream v1\"},"                                           \
  "{\"title\":\"twin_a.safetensors\",\"model_name\":\"twin a\"},{\"title\":\"twin-a.safetensors\"},"                 \
  "{\"title\":7},{},null]"
#define SAMPLERS                                                                                                     \
  "[{\"name\":\"DPM++ 2M\",\"aliases\":[\"k_dpmpp_2m\"],\"options\":{}},{\"name\":\"Euler a\",\"aliases\":[]},"      \
  "{\"name\":\"euler_a\"}]"

static const struct
{
  const char *holds;
  LimA1111Kind kind;
  const char *list, *asked, *send; /* NULL: not there */
} names[] = {
  { "a title as it is", LIM_A1111_MODELS, MODELS, "sd_xl_base_1.0.safetensors [31e35c80fc]",
    "sd_xl_base_1.0.safetensors [31e35c80fc]" },
  { "the file, as ComfyUI packs name it", LIM_A1111_MODELS, MODELS, "sd_xl_base_1.0.safetensors",
    "sd_xl_base_1.0.safetensors [31e35c80fc]" },
  { "without its ending, in other letters", LIM_A1111_MODELS, MODELS, "SD_XL_base_1.0",
    "sd_xl_base_1.0.safetensors [31e35c80fc]" },
  { "by its hash", LIM_A1111_MODELS, MODELS, "31e35c80fc", "sd_xl_base_1.0.safetensors [31e35c80fc]" },
  { "in a folder", LIM_A1111_MODELS, MODELS, "other/dream v1.safetensors", "anime/dream v1.ckpt" },
  { "a part of a name is no name", LIM_A1111_MODELS, MODELS, "sd_xl_base", NULL },
  { "nothing is no name", LIM_A1111_MODELS, MODELS, "", NULL },
  { "of two that are nearly alike, the one that is spelled so", LIM_A1111_MODELS, MODELS, "twin-a.safetensors",
    "twin-a.safetensors" },
  { "and none where both could be meant", LIM_A1111_MODELS, MODELS, "TWIN_A", NULL },
  { "a sampler by its alias", LIM_A1111_SAMPLERS, SAMPLERS, "k_dpmpp_2m", "DPM++ 2M" },
  { "and as sd-server spells it", LIM_A1111_SAMPLERS, SAMPLERS, "dpm++2m", "DPM++ 2M" },
  { "“+” and digits are no trifles", LIM_A1111_SAMPLERS, SAMPLERS, "DPM 2M", NULL },
};

static void
test_name (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) body = bytes_of (names[i].list);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = lim_a1111_read_names (body, names[i].kind, &error);

  g_test_message ("%s", names[i].holds);
  g_assert_no_error (error);
  const LimA1111Name *name = lim_a1111_find (list, names[i].asked);
  g_assert_cmpstr (name != NULL ? name->send : NULL, ==, names[i].send);
}

static void
test_no_list (void)
{
  static const char *const bodies[] = { "", "{}", "<html>", "[" };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GBytes) body = bytes_of (bodies[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (lim_a1111_read_names (body, LIM_A1111_MODELS, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_PROVIDER);
    }
}

/* -- Results -- */

/* What the server says it did, when this was asked: 512×512, seed 9, model sd_xl_base_1.0, sampler DPM++ 2M. `says` is
 * part of the refusal; NULL: it is as asked. */
static const struct
{
  const char *holds, *body, *says;
} results[] = {
  { "all as asked",
    "{\"images\":[\"aGk=\"],\"info\":\"{\\\"seed\\\":9,\\\"all_seeds\\\":[9],\\\"width\\\":512,\\\"height\\\":512,"
    "\\\"sampler_name\\\":\\\"DPM++ 2M\\\",\\\"sd_model_name\\\":\\\"sd_xl_base_1.0\\\"}\"}",
    NULL },
  { "another checkpoint was taken in silence",
    "{\"images\":[\"aGk=\"],\"info\":\"{\\\"seed\\\":9,\\\"sd_model_name\\\":\\\"dream\\\"}\"}",
    "asked for checkpoint “sd_xl_base_1.0”, the server took “dream”" },
  { "it is the right one by its hash",
    "{\"images\":[\"aGk=\"],\"info\":\"{\\\"sd_model_name\\\":\\\"renamed\\\",\\\"sd_model_hash\\\":"
    "\\\"31e35c80fc\\\"}\"}",
    NULL },
  { "the checkpoint stands only in the picture's text",
    "{\"images\":[\"aGk=\"],\"info\":\"{\\\"infotexts\\\":[\\\"a crate\\\\nSteps: 20, Sampler: DPM++ 2M, Model: "
    "dream, "
    "Version: 1\\\"]}\"}",
    "the server took “dream”" },
  { "another sampler", "{\"images\":[\"aGk=\"],\"info\":\"{\\\"sampler_name\\\":\\\"Euler\\\"}\"}",
    "asked for sampler “DPM++ 2M”, the server took “Euler”" },
  { "the sampler by its alias is the same",
    "{\"images\":[\"aGk=\"],\"info\":\"{\\\"sampler_name\\\":\\\"k_dpmpp_2m\\\"}\"}", NULL },
  { "another seed", "{\"images\":[\"aGk=\"],\"info\":\"{\\\"seed\\\":9,\\\"all_seeds\\\":[10]}\"}",
    "asked for seed “9”" },
  { "another size", "{\"images\":[\"aGk=\"],\"info\":\"{\\\"width\\\":504,\\\"height\\\":512}\"}",
    "asked for 512 × 512 pixels, the server made 504 × 512" },
  { "a server that says nothing cannot be held to it", "{\"images\":[\"aGk=\"],\"info\":\"\"}", NULL },
  { "nor one without info", "{\"images\":[\"aGk=\"]}", NULL },
  { "the grid comes first and is left out",
    "{\"images\":[\"!\",\"aGk=\"],\"info\":\"{\\\"index_of_first_image\\\":1}\"}", NULL },
  { "no picture: it failed or was interrupted", "{\"images\":[],\"info\":\"\"}", "made no picture" },
  { "an index beyond the pictures", "{\"images\":[\"aGk=\"],\"info\":\"{\\\"index_of_first_image\\\":5}\"}",
    "made no picture" },
  { "no list", "{\"info\":\"\"}", "no “images”" },
  { "a picture that is no base64", "{\"images\":[\"%%%\"]}", "no base64" },
  { "a picture that is a number", "{\"images\":[7]}", "made no picture" },
  { "no JSON", "<html>502</html>", "not JSON" },
};

static void
test_result (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) body = bytes_of (results[i].body), models_body = bytes_of (MODELS),
                     samplers_body = bytes_of (SAMPLERS);
  g_autoptr (GPtrArray) models = lim_a1111_read_names (models_body, LIM_A1111_MODELS, NULL);
  g_autoptr (GPtrArray) samplers = lim_a1111_read_names (samplers_body, LIM_A1111_SAMPLERS, NULL);
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();
  g_auto (LimA1111Result) result = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", results[i].holds);
  recipe->width = recipe->height = 512;
  recipe->seed = 9;
  recipe->checkpoint = g_strdup ("sd_xl_base_1.0");
  recipe->sampler = g_strdup ("DPM++ 2M");
  gboolean well = lim_a1111_read_result (body, &result, &error)
                  && lim_a1111_check_result (&result, recipe, lim_a1111_find (models, recipe->checkpoint),
                                             lim_a1111_find (samplers, recipe->sampler), &error);
  if (results[i].says == NULL)
    {
      g_assert_no_error (error);
      g_assert_true (well);
      g_assert_cmpmem (g_bytes_get_data (result.image, NULL), g_bytes_get_size (result.image), "hi", 2);
      return;
    }
  g_assert_error (error, LIM_ERROR, LIM_ERROR_PROVIDER);
  if (strstr (error->message, results[i].says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, results[i].says);
}

/* -- Progress -- */

static const struct
{
  const char *holds, *body;
  gboolean internal, well, busy, mine;
  double share;
} steps[] = {
  { "idle", "{\"progress\":0.0,\"state\":{\"job_count\":0,\"job_timestamp\":\"1\"}}", FALSE, TRUE, FALSE, FALSE, 0 },
  { "at work", "{\"progress\":0.4,\"state\":{\"job_count\":1}}", FALSE, TRUE, TRUE, FALSE, 0.4 },
  { "the start of a job, where the count is −1", "{\"progress\":0,\"state\":{\"job_count\":-1}}", FALSE, TRUE, TRUE,
    FALSE, 0 },
  { "a share beyond all bounds", "{\"progress\":1e400,\"state\":{}}", FALSE, TRUE, FALSE, FALSE, 0 },
  { "more than all", "{\"progress\":7,\"state\":{}}", FALSE, TRUE, TRUE, FALSE, 1 },
  { "our own task", "{\"active\":true,\"queued\":false,\"progress\":0.5}", TRUE, TRUE, TRUE, TRUE, 0.5 },
  { "our own task waits", "{\"active\":false,\"queued\":true}", TRUE, TRUE, FALSE, FALSE, 0 },
  { "something else", "{\"detail\":\"Not Found\"}", TRUE, FALSE, FALSE, FALSE, 0 },
  { "no JSON", "x", FALSE, FALSE, FALSE, FALSE, 0 },
};

static void
test_progress (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GBytes) body = bytes_of (steps[i].body);
  g_auto (LimA1111Progress) progress = { 0 };

  g_test_message ("%s", steps[i].holds);
  g_assert_true (lim_a1111_read_progress (body, steps[i].internal, &progress) == steps[i].well);
  if (!steps[i].well)
    return;
  g_assert_true (progress.busy == steps[i].busy);
  g_assert_true (progress.mine == steps[i].mine);
  g_assert_cmpfloat (progress.share, ==, steps[i].share);
}

/* -- Requests -- */

static void
test_request (void)
{
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();
  char *known[] = { (char *) "m", NULL };
  const LimA1111Name model = { (char *) "m [1]", known }, lora = { (char *) "paint", known };
  LimA1111Catalogue web_ui = { .tells_progress = TRUE };
  const LimA1111Catalogue sd_server = { .tells_progress = FALSE };
  g_autoptr (GPtrArray) loras = g_ptr_array_new ();
  LimA1111Meaning meaning = { .model = &model, .loras = loras };

  g_free (recipe->prompt);
  recipe->prompt = g_strdup ("a crate");
  recipe->seed = G_MAXINT64;
  lim_recipe_add_lora (recipe, "paint.safetensors", 0.5, 0.25);
  g_ptr_array_add (loras, (gpointer) &lora);

  g_autoptr (GBytes) body = lim_a1111_write_request (recipe, &web_ui, &meaning, NULL, NULL);
  g_autoptr (LimJsonDoc) doc =
      lim_json_parse ("r", g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL);
  const LimJson *root = lim_json_root (doc);
  g_assert_cmpstr (lim_json_get_string (root, "prompt"), ==, "a crate <lora:paint:0.25:0.5>");
  g_assert_cmpint (lim_json_get_int (root, "seed", 0), ==, G_MAXINT64);
  g_assert_cmpstr (lim_json_string (lim_json_path (root, "override_settings", "sd_model_checkpoint", NULL)), ==,
                   "m [1]");
  g_assert_true (lim_json_is_null (lim_json_get (root, "init_images")));
  g_assert_true (lim_json_is_null (lim_json_get (root, "force_task_id")));

  g_autoptr (GBytes) other = lim_a1111_write_request (recipe, &sd_server, &meaning, body, "task");
  g_autoptr (LimJsonDoc) other_doc =
      lim_json_parse ("r", g_bytes_get_data (other, NULL), (gssize) g_bytes_get_size (other), NULL);
  root = lim_json_root (other_doc);
  g_assert_cmpstr (lim_json_get_string (root, "prompt"), ==, "a crate");
  g_assert_cmpstr (lim_json_get_string (lim_json_first (lim_json_get (root, "lora")), "path"), ==, "m");
  g_assert_cmpstr (lim_json_get_string (root, "force_task_id"), ==, "task");
  g_assert_cmpint (lim_json_length (lim_json_get (root, "init_images")), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("/a1111/name/%02u %s", i, names[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_name);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *path = g_strdup_printf ("/a1111/result/%02u %s", i, results[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_result);
    }
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *path = g_strdup_printf ("/a1111/progress/%02u %s", i, steps[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_progress);
    }
  g_test_add_func ("/a1111/no-list", test_no_list);
  g_test_add_func ("/a1111/request", test_request);
  return g_test_run ();
}
