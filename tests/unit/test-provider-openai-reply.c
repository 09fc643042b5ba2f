#include "provider-openai-reply.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

/* -- Refusals -- */

static const struct
{
  const char *holds;
  guint status;
  const char *body, *header, *value; /* header NULL: none */
  LimFailure failure;
  const char *says;
  gint64 retry_after_ms;
} refusals[] = {
  { "moderation is no fault of the request's form", 400,
    "{\"error\":{\"message\":\"Rejected by the safety system.\",\"type\":\"image_generation_user_error\","
    "\"code\":\"moderation_blocked\"}}",
    NULL, NULL, LIM_FAILURE_POLICY, "refuses to show this: Rejected by the safety system.", 0 },
  { "nor with the older code", 400, "{\"error\":{\"message\":\"No.\",\"code\":\"content_policy_violation\"}}", NULL,
    NULL, LIM_FAILURE_POLICY, "No.", 0 },
  { "nor where only the words say it", 400, "{\"error\":{\"message\":\"x safety_violations=[self-harm]\"}}", NULL,
    NULL, LIM_FAILURE_POLICY, "self-harm", 0 },
  { "a wrong key", 401, "{\"error\":{\"message\":\"Incorrect API key: sk-secret\",\"code\":\"invalid_api_key\"}}",
    NULL, NULL, LIM_FAILURE_AUTH,
    "does not accept our key (HTTP 401: Incorrect API key: [key]). It came from the drawer", 0 },
  { "an organisation that is not verified", 403, "{\"error\":{\"message\":\"Verify.\"}}", NULL, NULL,
    LIM_FAILURE_AUTH, "Verify.", 0 },
  { "a model that was shut down", 404, "{\"error\":{\"message\":\"gone\",\"code\":\"model_not_found\"}}", NULL, NULL,
    LIM_FAILURE_AUTH, "has no model “dall-e-3” (gone); OpenAI shut it down on 2026-05-12", 0 },
  { "an address that is none", 404, "<html>nginx</html>", NULL, NULL, LIM_FAILURE_UNREACHABLE, "end in /v1", 0 },
  { "429: wait, and how long", 429, "{\"error\":{\"message\":\"Slow.\",\"code\":\"rate_limit_exceeded\"}}",
    "retry-after", "7", LIM_FAILURE_RATE_LIMIT, "asks us to wait", 7000 },
  { "429: wait", 429, "{}", NULL, NULL, LIM_FAILURE_RATE_LIMIT, "asks us to wait", 0 },
  { "429: no money, which no waiting brings", 429,
    "{\"error\":{\"message\":\"Check your plan.\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}",
    "retry-after", "7", LIM_FAILURE_AUTH, "no money left", 0 },
  { "429: a spending limit", 429, "{\"error\":{\"message\":\"x\",\"code\":\"project_spend_limit_exceeded\"}}", NULL,
    NULL, LIM_FAILURE_AUTH, "spending limit", 0 },
  { "429 that is not to be tried again", 429, "{\"error\":{\"message\":\"x\"}}", "x-should-retry", "false",
    LIM_FAILURE_IMAGE, "asks us to wait", 0 },
  { "a bad request", 400, "{\"error\":{\"message\":\"Invalid size.\"}}", NULL, NULL, LIM_FAILURE_IMAGE,
    "refused the image (HTTP 400: Invalid size.)", 0 },
  { "a bad request, as sd-server says it", 400, "{\"error\":\"prompt required\"}", NULL, NULL, LIM_FAILURE_IMAGE,
    "prompt required", 0 },
  { "too large", 413, "", NULL, NULL, LIM_FAILURE_IMAGE, "HTTP 413", 0 },
  { "the server's own fault", 500, "{\"error\":{\"message\":\"Oops.\"}}", NULL, NULL, LIM_FAILURE_SERVER, "Oops.",
    0 },
  { "a proxy that lost a server at work, which may have cost", 504, "<html>", NULL, NULL, LIM_FAILURE_TIMEOUT,
    "may have been billed", 0 },
  { "a proxy's fault", 503, "<html>", NULL, NULL, LIM_FAILURE_SERVER, "HTTP 503", 0 },
};

static void
test_refusal (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  char *secrets[] = { (char *) "sk-secret", NULL };
  const LimProviderKey key = { .header = (char *) "x", .from = (char *) "the drawer", .secrets = secrets };
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) body = bytes_of (refusals[i].body);
  const LimHttpResponse answer = { .status = refusals[i].status, .headers = headers, .body = body };
  g_autoptr (LimOpenaiModels) models = lim_openai_models_load (NULL, NULL);
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", refusals[i].holds);
  if (refusals[i].header != NULL)
    g_hash_table_insert (headers, (gpointer) refusals[i].header, (gpointer) refusals[i].value);
  g_assert_false (lim_openai_fail_status (&answer, "http://x/v1", &key, "dall-e-3", models, &reply, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_PROVIDER);
  g_assert_cmpint (reply.failure, ==, refusals[i].failure);
  g_assert_cmpint (reply.retry_after_ms, ==, refusals[i].retry_after_ms);
  if (strstr (error->message, refusals[i].says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, refusals[i].says);
}

/* -- Results -- */

static void
test_result (void)
{
  static const struct
  {
    const char *body;
    gboolean well, image;
  } rows[] = {
    { "{\"created\":1,\"data\":[{\"b64_json\":\"aGk=\"}]}", TRUE, TRUE },
    { "{\"data\":[{\"url\":\"https://x/y.png\"}]}", TRUE, FALSE },
    { "{\"data\":[{\"url\":\"data:image/png;base64,aGk=\"}]}", TRUE, TRUE },
    { "{\"data\":[{\"b64_json\":\"%\"}]}", FALSE, FALSE },
    { "{\"data\":[{}]}", FALSE, FALSE },
    { "{\"data\":[]}", FALSE, FALSE },
    { "{\"data\":{\"b64_json\":7}}", FALSE, FALSE },
    { "[]", FALSE, FALSE },
    { "", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) body = bytes_of (rows[i].body);
      g_auto (LimOpenaiResult) result = { 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].body);
      g_assert_true (lim_openai_read_result (body, &result, &error) == rows[i].well);
      g_assert_true ((error == NULL) == rows[i].well);
      if (rows[i].well)
        g_assert_true ((result.image != NULL) == rows[i].image && (result.url == NULL) == rows[i].image);
    }
}

/* -- Limits -- */

static void
test_duration (void)
{
  g_assert_cmpint (lim_openai_read_duration ("12ms"), ==, 12);
  g_assert_cmpint (lim_openai_read_duration ("1s"), ==, 1000);
  g_assert_cmpint (lim_openai_read_duration ("6m0s"), ==, 360000);
  g_assert_cmpint (lim_openai_read_duration ("1h2m3.5s"), ==, 3723500);
  g_assert_cmpint (lim_openai_read_duration ("99999999h"), ==, 24 * 3600 * 1000);
  g_assert_cmpint (lim_openai_read_duration ("-1s"), ==, 0);
  g_assert_cmpint (lim_openai_read_duration ("1"), ==, 0);
  g_assert_cmpint (lim_openai_read_duration ("s"), ==, 0);
  g_assert_cmpint (lim_openai_read_duration (""), ==, 0);
  g_assert_cmpint (lim_openai_read_duration (NULL), ==, 0);
}

static const struct
{
  const char *holds, *limit, *remaining, *reset; /* of requests; NULL: no such header */
  gint64 pause_ms;
} limits[] = {
  { "something is left", "10", "3", "60s", 0 },
  { "nothing is left: one request's share of the window", "10", "0", "60s", 6000 },
  { "no headers", NULL, NULL, NULL, 0 },
  { "a server that always says 0", NULL, "0", "60s", 0 },
  { "or −1", "-1", "-1", "60s", 0 },
  { "no time given", "10", "0", NULL, 0 },
};

static void
test_limit (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  const LimHttpResponse answer = { .status = 200, .headers = headers };
  const char *values[] = { limits[i].limit, limits[i].remaining, limits[i].reset };
  static const char *const keys[] = { "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
                                      "x-ratelimit-reset-requests" };

  g_test_message ("%s", limits[i].holds);
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    if (values[k] != NULL)
      g_hash_table_insert (headers, (gpointer) keys[k], (gpointer) values[k]);
  g_assert_cmpint (lim_openai_read_pause (&answer), ==, limits[i].pause_ms);
}

/* -- Models -- */

static const struct
{
  const char *holds, *model;
  LimOpenaiSize asked, made;
} sizes[] = {
  { "a size that is on the list", "gpt-image-1.5", { 1024, 1536 }, { 1024, 1536 } },
  { "the nearest in shape", "gpt-image-1.5", { 1920, 1080 }, { 1536, 1024 } },
  { "upright, too", "gpt-image-1.5", { 768, 1024 }, { 1024, 1536 } },
  { "nearly square is square", "gpt-image-1.5", { 1024, 960 }, { 1024, 1024 } },
  { "of one shape the nearest in area", "dall-e-2", { 300, 300 }, { 256, 256 } },
  { "any size is any size", "gpt-image-2", { 1280, 720 }, { 1280, 720 } },
  { "as long as it is large enough: scaled up in its shape", "gpt-image-2", { 512, 512 }, { 816, 816 } },
  { "and on the grid", "gpt-image-2", { 1000, 1000 }, { 1008, 1008 } },
  { "and not too long for its width", "gpt-image-2", { 4096, 256 }, { 1776, 592 } },
  { "and not too large", "gpt-image-2", { 8192, 8192 }, { 2880, 2880 } },
  { "nor a side too long", "gpt-image-2", { 16000, 8000 }, { 3840, 1920 } },
  { "an unknown model gets what was asked", "house-brand-7", { 333, 77 }, { 333, 77 } },
};

static void
test_size (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (LimOpenaiModels) models = lim_openai_models_load (NULL, NULL);
  LimOpenaiSize made = lim_openai_choose_size (lim_openai_models_find (models, sizes[i].model), sizes[i].asked);

  g_test_message ("%s", sizes[i].holds);
  g_assert_cmpuint (made.width, ==, sizes[i].made.width);
  g_assert_cmpuint (made.height, ==, sizes[i].made.height);
}

/* Whatever is asked of a model of any size, what comes out is within its limits. */
static void
test_any_size (void)
{
  g_autoptr (LimOpenaiModels) models = lim_openai_models_load (NULL, NULL);
  const LimOpenaiModel *model = lim_openai_models_find (models, "gpt-image-2");

  for (guint width = 1; width < 20000; width = width * 5 / 4 + 3)
    for (guint height = 1; height < 20000; height = height * 5 / 4 + 3)
      {
        LimOpenaiSize made = lim_openai_choose_size (model, (LimOpenaiSize){ width, height });
        guint longer = MAX (made.width, made.height), shorter = MIN (made.width, made.height);

        if (made.width % 16 != 0 || made.height % 16 != 0 || longer > 3840 || longer > 3 * shorter
            || made.width * made.height < 655360 || made.width * made.height > 8294400)
          g_error ("%u × %u becomes %u × %u", width, height, made.width, made.height);
      }
}

static void
test_price (void)
{
  static const struct
  {
    const char *model, *quality;
    LimOpenaiSize size;
    double dollars; /* negative: not known */
  } rows[] = {
    { "gpt-image-1.5", "high", { 1024, 1536 }, 0.2 },        { "gpt-image-1-mini", "low", { 1024, 1024 }, 0.005 },
    { "gpt-image-2", "high", { 1024, 1024 }, 7024 * 30e-6 }, { "gpt-image-2", "high", { 1536, 1024 }, 5488 * 30e-6 },
    { "gpt-image-2", "auto", { 1024, 1024 }, -1 },           { "gpt-image-2.6-flare", "low", { 1024, 1024 }, -1 },
    { "gpt-image-1.5", "high", { 512, 512 }, -1 },           { "house-brand-7", "high", { 1024, 1024 }, -1 },
  };
  g_autoptr (LimOpenaiModels) models = lim_openai_models_load (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double dollars = 0;
      const LimOpenaiModel *model = lim_openai_models_find (models, rows[i].model);
      gboolean known = lim_openai_price (model, rows[i].quality, rows[i].size, &dollars);

      g_test_message ("%s %s", rows[i].model, rows[i].quality);
      g_assert_true (known == (rows[i].dollars >= 0));
      if (known)
        g_assert_cmpfloat (fabs (dollars - rows[i].dollars), <, 1e-9);
    }
}

/* A user's rows lie over ours; a faulty file is refused with its line. */
static void
test_users_models (void)
{
  g_autofree char *folder = g_dir_make_tmp ("limner-models-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "m.json", NULL);
  g_autoptr (GError) error = NULL;
  static const char *const bad[] = {
    "{\"models\":{\"x\":{\"sizes\":[\"big\"]}}}",
    "{\"models\":{\"x\":7}}",
    "{\"models\":[]}",
    "[]",
    "{\"models\":{\"x\":{\"any_size\":{}}}}",
    "{\"models\":{\"x\":{\"any",
    "",
  };

  g_assert_true (
      g_file_set_contents (path,
                           "{\"default\":\"mine\",\"models\":{\"mine\":{\"sizes\":[\"64x64\"],\"qualities\":"
                           "[\"low\"],\"quality\":\"low\",\"prices\":{\"low\":{\"64x64\":0.5}}},"
                           "\"gpt-image-2\":{\"sizes\":[\"8x8\"]}}}",
                           -1, NULL));
  g_autoptr (LimOpenaiModels) models = lim_openai_models_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lim_openai_models_default (models), ==, "mine");
  g_assert_cmpuint (lim_openai_models_find (models, "gpt-image-2")->sizes->len, ==, 1);
  g_assert_nonnull (lim_openai_models_find (models, "gpt-image-1.5"));
  g_assert_null (lim_openai_models_find (models, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) fault = NULL;

      g_assert_true (g_file_set_contents (path, bad[i], -1, NULL));
      g_assert_null (lim_openai_models_load (path, &fault));
      g_assert_error (fault, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (fault->message, "m.json:1"));
    }
  g_remove (path);
  g_assert_null (lim_openai_models_load (path, &error));
  g_assert_nonnull (strstr (error->message, path));
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *empty = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  empty = g_dir_make_tmp ("limner-config-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", empty, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *path = g_strdup_printf ("/openai/refusal/%02u %s", i, refusals[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_refusal);
    }
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree char *path = g_strdup_printf ("/openai/limit/%02u %s", i, limits[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_limit);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/openai/size/%02u %s", i, sizes[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_size);
    }
  g_test_add_func ("/openai/result", test_result);
  g_test_add_func ("/openai/duration", test_duration);
  g_test_add_func ("/openai/any-size", test_any_size);
  g_test_add_func ("/openai/price", test_price);
  g_test_add_func ("/openai/users-models", test_users_models);
  status = g_test_run ();
  g_rmdir (empty);
  return status;
}
