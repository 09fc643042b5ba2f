/* The provider against the stand-in server, over real sockets. */
#include "fake-fixture.h"
#include "imaging-metadata.h"
#include "imaging-png.h"
#include "provider.h"

#include <math.h>

#define JOB "0f4c2f9e-3a55-4d0e-9d0c-0c6a3a4fd001"
#define KEY "sk-do-not-show-me-42"

extern const LimImageProvider lim_provider_openai;

static gpointer
open_at (Stand *stand, const char *model, LimSettings **settings)
{
  g_autofree char *base = g_strconcat (stand->url, "/v1", NULL);
  g_autoptr (GError) error = NULL;

  *settings = lim_settings_new (lim_provider_openai.options);
  g_assert_true (lim_settings_set_text (*settings, "base-url", base, NULL));
  g_assert_true (lim_settings_set_text (*settings, "timeout", "1", NULL));
  if (model != NULL)
    g_assert_true (lim_settings_set_text (*settings, "model", model, NULL));
  gpointer state = lim_provider_openai.open (*settings, &error);
  g_assert_no_error (error);
  return state;
}

static LimRecipe *
new_recipe (gpointer state, const char *prompt, gboolean from_image)
{
  LimRecipe *recipe = lim_recipe_new ();
  g_autoptr (GError) error = NULL;

  g_free (recipe->prompt);
  recipe->prompt = g_strdup (prompt);
  g_free (recipe->negative_prompt);
  recipe->negative_prompt = g_strdup ("text");
  recipe->checkpoint = g_strdup ("sd_xl_base_1.0.safetensors"); /* as a pack for ComfyUI says it */
  recipe->width = recipe->height = 816;
  if (from_image)
    recipe->source_image = g_strdup ("outputs/approved/a.png");
  g_assert_true (lim_provider_openai.prepare (state, recipe, &error));
  g_assert_no_error (error);
  return recipe;
}

static GBytes *
new_source (void)
{
  g_autofree guint8 *rgb = g_malloc0 (8 * 8 * 3);

  return lim_png_encode_rgb (rgb, 8, 8, NULL, NULL);
}

/* What goes wrong, and what comes of one render. `says` is part of the message. */
static const struct
{
  const char *holds, *option, *fault, *model, *prompt;
  gboolean from_image, well;
  LimFailure failure;
  const char *says;
  gint64 retry_after_ms;
} renders[] = {
  { "a good server", NULL, NULL, NULL, "a crate", FALSE, TRUE, 0, NULL, 0 },
  { "from a picture, with a form", NULL, NULL, NULL, "a crate", TRUE, TRUE, 0, NULL, 0 },
  { "a model that nobody knows, and that answers with an address", "--model=house-brand", NULL, "house-brand",
    "a crate", FALSE, TRUE, 0, NULL, 0 },
  { "sd-server, which cares for no model", "--flavour=sd-server", NULL, "sd-cpp-local", "a crate", FALSE, TRUE, 0,
    NULL, 0 },
  { "a key that is not the right one", "--key=sk-other", NULL, NULL, "a crate", FALSE, FALSE, LIM_FAILURE_AUTH,
    "does not accept our key", 0 },
  { "a model that was shut down", NULL, NULL, "gpt-image-1", "a crate", FALSE, FALSE, LIM_FAILURE_AUTH,
    "OpenAI shut it down on 2026-10-23", 0 },
  { "what it refuses to show is in its words", "--block=blood", NULL, NULL, "blood", FALSE, FALSE, LIM_FAILURE_POLICY,
    "safety_violations=[violence]", 0 },
  { "the same by a fault", NULL, "moderation", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_POLICY, "refuses to show",
    0 },
  { "a rate limit", NULL, "429:path=/v1/images,retry_after=7", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_RATE_LIMIT,
    "asks us to wait", 7000 },
  { "no money", NULL, "quota", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_AUTH, "no money left", 0 },
  { "trouble in the server", NULL, "500:path=/v1/images", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_SERVER,
    "HTTP 500", 0 },
  { "too large", NULL, "413:path=/v1/images", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_IMAGE, "HTTP 413", 0 },
  { "garbage, which was paid", NULL, "garbage:path=/v1/images", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_IMAGE,
    "not JSON", 0 },
  { "an empty answer", NULL, "empty:path=/v1/images", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_IMAGE, "not JSON",
    0 },
  { "an answer without end", NULL, "huge:path=/v1/images", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_TIMEOUT,
    "larger than", 0 },
  { "a connection that is dropped is not tried again: it may have cost", NULL, "drop:path=/v1/images", NULL,
    "a crate", FALSE, FALSE, LIM_FAILURE_TIMEOUT, "may have been billed", 0 },
  { "nor an answer that is cut", NULL, "cut:path=/v1/images", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_TIMEOUT,
    "may have been billed", 0 },
  { "nor one that does not come", NULL, "hang:path=/v1/images", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_TIMEOUT,
    "may have been billed", 0 },
  { "a page in place of the picture", NULL, "text:path=/v1/images", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_IMAGE,
    "the picture of http://", 0 },
  { "half a picture", NULL, "short:path=/v1/images", NULL, "a crate", FALSE, FALSE, LIM_FAILURE_IMAGE,
    "the picture of http://", 0 },
  { "an address of the picture that answers nothing", "--model=house-brand", "404:path=/generated-images",
    "house-brand", "a crate", FALSE, FALSE, LIM_FAILURE_TIMEOUT, "cannot be fetched", 0 },
};

static guint
count_requests (Stand *stand, const char *path)
{
  g_autoptr (LimJsonDoc) doc = stand_json (stand, "/_fake/requests");
  guint n = 0;

  for (const LimJson *at = lim_json_first (lim_json_root (doc)); at != NULL; at = lim_json_next (at))
    {
      GString *text = g_string_new (NULL);

      lim_json_append_compact (text, at);
      n += strstr (text->str, path) != NULL;
      g_string_free (text, TRUE);
    }
  return n;
}

/* The picture says itself how it was made; the server's did not. */
static void
assert_carries_recipe (GBytes *image, const char *prompt)
{
  g_auto (GStrv) texts = lim_image_read_texts (image, "picture", NULL, NULL);

  g_assert_cmpstr (texts[0], ==, "parameters");
  g_assert_true (g_str_has_prefix (texts[1], prompt));
  g_assert_nonnull (strstr (texts[1], "Provider: openai"));
}

static void
test_render (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Stand) stand = stand_new ("--render-ms=5", "--model=gpt-image-2",
                                       renders[i].option != NULL ? renders[i].option : "--key=" KEY, NULL);
  g_autoptr (LimSettings) settings = NULL;
  gpointer state = open_at (stand, renders[i].model, &settings);
  g_autoptr (LimRecipe) recipe = new_recipe (state, renders[i].prompt, renders[i].from_image);
  g_autoptr (GBytes) source = renders[i].from_image ? new_source () : NULL;
  g_auto (LimRenderReply) reply = { 0 };
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB, .source = source };
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", renders[i].holds);
  if (renders[i].fault != NULL)
    stand_fault (stand, renders[i].fault);

  gboolean well = lim_provider_openai.render (state, &request, &reply, &error);
  if (renders[i].well)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (reply.info.width, ==, 816);
      g_assert_cmpuint (reply.info.height, ==, 816);
      assert_carries_recipe (reply.image, renders[i].prompt);
    }
  else
    {
      g_assert_error (error, LIM_ERROR, LIM_ERROR_PROVIDER);
      if (strstr (error->message, renders[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, renders[i].says);
      g_assert_null (strstr (error->message, KEY));
      g_assert_cmpint (reply.failure, ==, renders[i].failure);
      g_assert_cmpint (reply.retry_after_ms, ==, renders[i].retry_after_ms);
    }
  g_assert_true (well == renders[i].well);
  g_assert_cmpuint (count_requests (stand, "/v1/images"), ==, 1); /* whatever came of it, it was sent once */
  lim_provider_openai.close (state);
}

/* The server says that nothing is left: the next request waits for its turn instead of running into a refusal. */
static void
test_limits (void)
{
  g_autoptr (Stand) stand = stand_new ("--render-ms=5", "--rate-limit=1,300", "--model=gpt-image-2", NULL);
  g_autoptr (LimSettings) settings = NULL;
  gpointer state = open_at (stand, NULL, &settings);
  g_autoptr (LimRecipe) recipe = new_recipe (state, "a crate", FALSE);
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB };

  for (guint i = 0; i < 3; i++)
    {
      g_auto (LimRenderReply) reply = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_true (lim_provider_openai.render (state, &request, &reply, &error));
      g_assert_no_error (error);
    }
  lim_provider_openai.close (state);
}

/* A long wait is the engine's to decide, and the person's to cut short. */
static void
test_long_limit (void)
{
  g_autoptr (Stand) stand = stand_new ("--render-ms=5", "--rate-limit=1,900000", "--model=gpt-image-2", NULL);
  g_autoptr (LimSettings) settings = NULL;
  gpointer state = open_at (stand, NULL, &settings);
  g_autoptr (LimRecipe) recipe = new_recipe (state, "a crate", FALSE);
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB };
  g_auto (LimRenderReply) first = { 0 };
  g_auto (LimRenderReply) second = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_provider_openai.render (state, &request, &first, NULL));
  g_assert_false (lim_provider_openai.render (state, &request, &second, &error));
  g_assert_cmpint (second.failure, ==, LIM_FAILURE_RATE_LIMIT);
  g_assert_cmpint (second.retry_after_ms, >, 800000);
  g_assert_cmpuint (count_requests (stand, "/v1/images"), ==, 1);
  lim_provider_openai.close (state);
}

static gpointer
cancel_when_asked (gpointer data)
{
  gpointer *both = data;

  while (count_requests (both[0], "/v1/images") == 0)
    g_usleep (1000);
  g_cancellable_cancel (both[1]);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (Stand) stand = stand_new ("--render-ms=60000", "--model=gpt-image-2", NULL);
  g_autoptr (LimSettings) settings = NULL;
  gpointer state = open_at (stand, NULL, &settings);
  g_autoptr (LimRecipe) recipe = new_recipe (state, "a crate", FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB, .cancellable = cancellable };
  gpointer both[] = { stand, cancellable };
  GThread *thread = g_thread_new ("cancel", cancel_when_asked, both);
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (lim_provider_openai.render (state, &request, &reply, &error));
  g_thread_join (thread);
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
  g_assert_cmpint (reply.failure, ==, LIM_FAILURE_CANCELLED);
  g_assert_nonnull (strstr (error->message, "may have been billed"));
  lim_provider_openai.close (state);
}

static void
test_nobody (void)
{
  g_autoptr (Stand) stand = stand_new ("--model=gpt-image-2", NULL);
  g_autoptr (LimSettings) settings = NULL;
  gpointer state = open_at (stand, NULL, &settings);
  g_autoptr (LimRecipe) recipe = new_recipe (state, "a crate", FALSE);
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB };
  g_auto (LimRenderReply) reply = { 0 };
  g_autofree char *about = NULL;
  g_autoptr (GError) error = NULL;

  stand_kill (stand);
  g_assert_false (lim_provider_openai.render (state, &request, &reply, &error));
  g_assert_cmpint (reply.failure, ==, LIM_FAILURE_UNREACHABLE);
  g_assert_null (strstr (error->message, "billed"));
  g_assert_false (lim_provider_openai.probe (state, 0, NULL, &about, NULL));
  lim_provider_openai.close (state);
}

static void
test_probe_and_check (void)
{
  g_autoptr (Stand) stand = stand_new ("--model=gpt-image-2", "--model=house-brand", "--key=" KEY, NULL);
  g_autoptr (LimSettings) settings = NULL;
  gpointer state = open_at (stand, NULL, &settings);
  g_autoptr (LimRecipe) recipe = new_recipe (state, "a crate", FALSE);
  g_autofree char *about = NULL;
  g_autofree char *wanted = g_strdup_printf ("%s/v1, 2 models", stand->url);
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_provider_openai.probe (state, 0, NULL, &about, &error));
  g_assert_cmpstr (about, ==, wanted);
  g_assert_true (lim_provider_openai.check (state, 0, recipe, NULL, &error));
  g_free (recipe->checkpoint);
  recipe->checkpoint = g_strdup ("gpt-image-3");
  g_assert_false (lim_provider_openai.check (state, 0, recipe, NULL, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "Did you mean “gpt-image-2”?"));
  lim_provider_openai.close (state);
}

/* OpenAI itself is not even asked without a key. */
static void
test_no_key (void)
{
  g_autoptr (LimSettings) settings = lim_settings_new (lim_provider_openai.options);
  g_autofree char *about = NULL;
  g_autoptr (GError) error = NULL;

  g_unsetenv ("OPENAI_API_KEY");
  gpointer state = lim_provider_openai.open (settings, NULL);
  g_assert_false (lim_provider_openai.probe (state, 0, NULL, &about, &error));
  g_assert_nonnull (strstr (error->message, "OPENAI_API_KEY"));
  lim_provider_openai.close (state);
  g_setenv ("OPENAI_API_KEY", KEY, TRUE);
}

/* What prepare makes of a recipe: the record is to say what was really asked for. */
static void
test_prepare (void)
{
  g_autoptr (Stand) stand = stand_new ("--model=gpt-image-2", NULL);
  g_autoptr (LimSettings) settings = NULL;
  gpointer state = open_at (stand, NULL, &settings);
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();
  g_autofree char *sent = NULL;
  double dollars = 0;

  g_free (recipe->prompt);
  recipe->prompt = g_strdup ("a crate");
  g_free (recipe->negative_prompt);
  recipe->negative_prompt = g_strdup ("text");
  recipe->checkpoint = g_strdup ("gpt-image-1.5"); /* a known model in a pack is the model */
  recipe->sampler = g_strdup ("euler");
  recipe->width = 1344;
  recipe->height = 768;
  g_assert_true (lim_provider_openai.prepare (state, recipe, NULL));
  g_assert_cmpuint (recipe->width, ==, 1536);
  g_assert_cmpuint (recipe->height, ==, 1024);
  g_assert_null (recipe->sampler);
  sent = lim_provider_openai.compose (state, recipe, NULL);
  g_assert_cmpstr (
      sent, ==,
      "{\"model\":\"gpt-image-1.5\",\"prompt\":\"a crate\\n\\nAvoid: text\",\"n\":1,\"size\":\"1536x1024\","
      "\"quality\":\"medium\"}");
  g_assert_true (lim_provider_openai.price (state, recipe, &dollars));
  g_assert_cmpfloat (fabs (dollars - 0.05), <, 1e-9);
  lim_provider_openai.close (state);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *holds, *model, *option, *value, *prompt, *lora, *source, *says;
    double denoise;
  } rows[] = {
    { "a quality that the model does not know", "gpt-image-2", "quality", "xhigh", "x", NULL, NULL,
      "it knows low, medium, high and auto", 1 },
    { "an option that the model does not take", "dall-e-3", "background", "opaque", "x", NULL, NULL,
      "takes no background", 1 },
    { "a picture to start from, where the model cannot", "dall-e-3", NULL, NULL, "x", NULL, "a.png",
      "cannot start from a picture", 1 },
    { "LoRAs", "gpt-image-2", NULL, NULL, "x", "paint", NULL, "no LoRAs", 1 },
    { "denoise without a picture", "gpt-image-2", NULL, NULL, "x", NULL, NULL, "denoise 0.5", 0.5 },
    { "a prompt that is too long", "dall-e-2", NULL, NULL, NULL, NULL, NULL, "at most 1000 characters", 1 },
  };
  g_autofree char *longest = g_strnfill (1001, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LimSettings) settings = lim_settings_new (lim_provider_openai.options);
      g_autoptr (LimRecipe) recipe = lim_recipe_new ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].holds);
      g_assert_true (lim_settings_set_text (settings, "model", rows[i].model, NULL));
      if (rows[i].option != NULL)
        g_assert_true (lim_settings_set_text (settings, rows[i].option, rows[i].value, NULL));
      g_free (recipe->prompt);
      recipe->prompt = g_strdup (rows[i].prompt != NULL ? rows[i].prompt : longest);
      recipe->source_image = g_strdup (rows[i].source);
      recipe->denoise = rows[i].denoise;
      if (rows[i].lora != NULL)
        lim_recipe_add_lora (recipe, rows[i].lora, 1, NAN);
      gpointer state = lim_provider_openai.open (settings, NULL);
      g_assert_false (lim_provider_openai.prepare (state, recipe, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      if (strstr (error->message, rows[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, rows[i].says);
      lim_provider_openai.close (state);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("XDG_CONFIG_HOME", "/nonexistent", TRUE);
  g_setenv ("OPENAI_API_KEY", KEY, TRUE);
  g_unsetenv ("OPENAI_BASE_URL");
  for (guint i = 0; i < G_N_ELEMENTS (renders); i++)
    {
      g_autofree char *path = g_strdup_printf ("/openai/render/%02u %s", i, renders[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_render);
    }
  g_test_add_func ("/openai/limits", test_limits);
  g_test_add_func ("/openai/long-limit", test_long_limit);
  g_test_add_func ("/openai/cancel", test_cancel);
  g_test_add_func ("/openai/nobody", test_nobody);
  g_test_add_func ("/openai/probe-and-check", test_probe_and_check);
  g_test_add_func ("/openai/no-key", test_no_key);
  g_test_add_func ("/openai/prepare", test_prepare);
  g_test_add_func ("/openai/refused", test_refused);
  return g_test_run ();
}
