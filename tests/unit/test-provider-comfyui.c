/* The provider against the stand-in server, over real sockets. */
#include "provider.h"

#include "fake-fixture.h"

#define JOB "0f4c2f9e-3a55-4d0e-9d0c-0c6a3a4fd001"

extern const LimImageProvider lim_provider_comfyui;

/* One with the faults in @faults, divided by blanks. */
static Stand *
new_stand (const char *faults)
{
  Stand *stand = stand_new ("--render-ms=10", NULL);
  g_autofree char *lines = g_strdelimit (g_strdup (faults), " ", '\n');

  stand_fault (stand, lines);
  return stand;
}

static LimSettings *
new_settings (const char *url, const char *timeout, const char *patience)
{
  LimSettings *settings = lim_settings_new (lim_provider_comfyui.options);

  g_assert_true (lim_settings_set_text (settings, "url", url, NULL));
  g_assert_true (lim_settings_set_text (settings, "timeout", timeout, NULL));
  g_assert_true (lim_settings_set_text (settings, "patience", patience, NULL));
  g_assert_true (lim_settings_set_text (settings, "poll-interval", "0.02", NULL));
  return settings;
}

static LimRecipe *
new_recipe (gpointer state)
{
  LimRecipe *recipe = lim_recipe_new ();

  g_free (recipe->prompt);
  recipe->prompt = g_strdup ("a crate");
  recipe->checkpoint = g_strdup ("sd_xl_base_1.0.safetensors");
  recipe->seed = 0x030201;
  recipe->width = 24;
  recipe->height = 16;
  g_assert_true (lim_provider_comfyui.prepare (state, recipe, NULL));
  return recipe;
}

/* Each row: what the server does wrong, and what comes of one render. `says` is part of the message. */
static const struct
{
  const char *holds;
  const char *faults;
  const char *timeout, *patience;
  gboolean well;
  LimFailure failure;
  const char *says;
} renders[] = {
  { "a good server", "", "60", "5", TRUE, 0, NULL },
  { "a missing checkpoint is named", "refuse", "60", "5", FALSE, LIM_FAILURE_IMAGE,
    "the checkpoint “sd_xl_base_1.0.safetensors” is not on the server" },
  { "node errors with 200", "partial", "60", "5", FALSE, LIM_FAILURE_IMAGE, "SaveImage: Bad output" },
  { "a server that chooses its own ids is followed", "other-id", "60", "5", TRUE, 0, NULL },
  { "a login", "401:path=/prompt", "60", "5", FALSE, LIM_FAILURE_AUTH, "wants a login" },
  { "rate limit", "429:path=/prompt,retry_after=7", "60", "5", FALSE, LIM_FAILURE_RATE_LIMIT, "asks us to wait" },
  { "the submission fails inside the server", "500:path=/prompt", "60", "5", FALSE, LIM_FAILURE_IMAGE, "HTTP 500" },
  { "the answer to the submission is no JSON", "garbage:path=/prompt", "60", "5", FALSE, LIM_FAILURE_IMAGE,
    "not JSON" },
  { "the submission is dropped before it arrives: the server does not know the job", "drop:path=/prompt,times=2",
    "60", "5", FALSE, LIM_FAILURE_LOST, "does not know the job" },
  { "a node fails", "error", "60", "5", FALSE, LIM_FAILURE_IMAGE, "KSampler: Allocation on device" },
  { "somebody interrupts the job", "interrupted", "60", "5", FALSE, LIM_FAILURE_IMAGE, "interrupted" },
  { "no picture is saved", "no-image", "60", "5", FALSE, LIM_FAILURE_IMAGE, "without saving a picture" },
  { "the server forgets the job", "forget", "60", "5", FALSE, LIM_FAILURE_LOST, "does not know the job" },
  { "one bad answer of every kind while waiting is waited out",
    "500:path=/history garbage:path=/history,skip=1 cut:path=/history,skip=2 drop:path=/history,skip=3 "
    "500:path=/queue garbage:path=/queue,skip=1",
    "60", "20", TRUE, 0, NULL },
  { "a history that stays broken is given up", "garbage:path=/history,times=all", "60", "0.1", FALSE,
    LIM_FAILURE_UNREACHABLE, "not JSON" },
  { "a job that never ends", "stuck", "0.1", "5", FALSE, LIM_FAILURE_TIMEOUT, "did not finish the image" },
  { "a picture that is cut on the way is fetched again",
    "cut:path=/view 500:path=/view,skip=1 drop:path=/view,skip=2", "60", "20", TRUE, 0, NULL },
  { "a picture that is none", "text", "60", "5", FALSE, LIM_FAILURE_IMAGE, "ComfyUI's picture for crate_v1" },
  { "half a picture", "short", "60", "5", FALSE, LIM_FAILURE_IMAGE, "ComfyUI's picture for crate_v1" },
  { "an empty picture", "empty:path=/view", "60", "5", FALSE, LIM_FAILURE_IMAGE, "ComfyUI's picture for crate_v1" },
  { "a picture that is gone", "404:path=/view", "60", "5", FALSE, LIM_FAILURE_LOST, "no longer has it" },
};

static void
test_render (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_auto (LimRenderReply) reply = { 0 };

  g_test_message ("%s", renders[i].holds);
  g_autoptr (Stand) stand = new_stand (renders[i].faults);

  g_autoptr (LimSettings) settings = new_settings (stand->url, renders[i].timeout, renders[i].patience);
  gpointer state = lim_provider_comfyui.open (settings, &error);
  g_assert_no_error (error);
  g_autoptr (LimRecipe) recipe = new_recipe (state);
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB };
  gboolean well = lim_provider_comfyui.render (state, &request, &reply, &error);

  if (renders[i].well)
    g_assert_no_error (error);
  g_assert_true (well == renders[i].well);
  if (well)
    {
      g_assert_cmpuint (reply.info.width, ==, 24);
      g_assert_cmpuint (reply.info.height, ==, 16);
      g_assert_nonnull (reply.image);
    }
  else
    {
      g_assert_cmpint (reply.failure, ==, renders[i].failure);
      g_assert_cmpint (reply.retry_after_ms, ==, reply.failure == LIM_FAILURE_RATE_LIMIT ? 7000 : 0);
      g_assert_cmpint (error->code, ==, LIM_ERROR_PROVIDER);
      if (renders[i].says != NULL && strstr (error->message, renders[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, renders[i].says);
    }
  lim_provider_comfyui.close (state);
}

/* What an earlier run sent is collected, not made again; what it did not send is lost. */
static void
test_recover (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (LimRenderReply) first = { 0 };
  g_auto (LimRenderReply) again = { 0 };
  g_auto (LimRenderReply) other = { 0 };

  g_autoptr (Stand) stand = new_stand ("");
  g_autoptr (LimSettings) settings = new_settings (stand->url, "60", "5");
  gpointer state = lim_provider_comfyui.open (settings, &error);
  g_autoptr (LimRecipe) recipe = new_recipe (state);
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB };

  g_assert_true (lim_provider_comfyui.render (state, &request, &first, &error));
  g_assert_true (lim_provider_comfyui.recover (state, &request, &again, &error));
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (first.image, again.image));

  request.job_id = "0f4c2f9e-3a55-4d0e-9d0c-0c6a3a4fd002";
  g_assert_false (lim_provider_comfyui.recover (state, &request, &other, &error));
  g_assert_cmpint (other.failure, ==, LIM_FAILURE_LOST);
  lim_provider_comfyui.close (state);
}

static void
test_probe (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *about = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (Stand) stand = new_stand ("");
  g_autoptr (LimSettings) settings = new_settings (stand->url, "60", "5");
  gpointer state = lim_provider_comfyui.open (settings, &error);
  expected = g_strdup_printf ("ComfyUI 0.3.64 at %s, Stand-in GPU", stand->url);
  g_assert_true (lim_provider_comfyui.probe (state, 0, NULL, &about, &error));
  g_assert_cmpstr (about, ==, expected);

  stand_kill (stand);
  g_free (g_steal_pointer (&about));
  g_assert_false (lim_provider_comfyui.probe (state, 0, NULL, &about, &error));
  g_assert_cmpint (error->code, ==, LIM_ERROR_PROVIDER);
  g_assert_nonnull (strstr (error->message, "no ComfyUI at http://127.0.0.1:"));
  g_assert_nonnull (strstr (error->message, "COMFY_URL"));
  lim_provider_comfyui.close (state);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (50000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* A server that keeps silent cannot hold up the person. */
static void
test_cancel (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_autoptr (Stand) stand = new_stand ("hang:path=/history,times=all");
  g_autoptr (LimSettings) settings = new_settings (stand->url, "60", "60");
  gpointer state = lim_provider_comfyui.open (settings, &error);
  g_autoptr (LimRecipe) recipe = new_recipe (state);
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB, .cancellable = cancellable };
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  g_assert_false (lim_provider_comfyui.render (state, &request, &reply, &error));
  g_assert_cmpint (reply.failure, ==, LIM_FAILURE_CANCELLED);
  g_assert_cmpint (error->code, ==, LIM_ERROR_CANCELLED);
  g_thread_join (thread);
  lim_provider_comfyui.close (state);
}

static const struct
{
  const char *url;
  gboolean well;
} urls[] = {
  { "http://127.0.0.1:8188", TRUE },
  { "http://box.lan:8188/", TRUE },
  { "https://box/comfy", TRUE },
  { "http://[::1]:8188", TRUE },
  { "127.0.0.1:8188", FALSE },
  { "ftp://box", FALSE },
  { "http://", FALSE },
  { "", FALSE },
};

static void
test_url (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimSettings) settings = new_settings (urls[i].url, "1", "1");
      gpointer state = lim_provider_comfyui.open (settings, &error);

      if ((state != NULL) != urls[i].well)
        g_error ("“%s”", urls[i].url);
      if (state != NULL)
        lim_provider_comfyui.close (state);
      else
        g_assert_cmpint (error->code, ==, LIM_ERROR_BAD_INPUT);
    }
}

/* A recipe that leaves things open is filled from the settings, so that the record tells what was used. */
static void
test_prepare (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimSettings) settings = new_settings ("http://127.0.0.1:1", "1", "1");
  gpointer state = lim_provider_comfyui.open (settings, &error);
  g_autoptr (LimRecipe) recipe = lim_recipe_new ();

  g_assert_false (lim_provider_comfyui.prepare (state, recipe, &error));
  g_assert_cmpint (error->code, ==, LIM_ERROR_BAD_INPUT);
  g_assert_true (lim_settings_set_text (settings, "checkpoint", "base", NULL));
  g_assert_true (lim_provider_comfyui.prepare (state, recipe, NULL));
  g_assert_cmpstr (recipe->checkpoint, ==, "base");
  g_assert_cmpstr (recipe->sampler, ==, "euler");
  g_assert_cmpstr (recipe->scheduler, ==, "normal");
  lim_provider_comfyui.close (state);
}

static void
test_find (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_provider_find ("comfyui", &error) == &lim_provider_comfyui);
  g_assert_null (lim_provider_find ("comfy", &error));
  g_assert_cmpint (error->code, ==, LIM_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "Did you mean “comfyui”?"));
}

int
main (int argc, char **argv)
{
  g_unsetenv ("COMFY_URL");
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (renders); i++)
    {
      g_autofree char *path = g_strdup_printf ("/provider/comfyui/render/%02u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_render);
    }
  g_test_add_func ("/provider/comfyui/recover", test_recover);
  g_test_add_func ("/provider/comfyui/probe", test_probe);
  g_test_add_func ("/provider/comfyui/cancel", test_cancel);
  g_test_add_func ("/provider/comfyui/url", test_url);
  g_test_add_func ("/provider/comfyui/prepare", test_prepare);
  g_test_add_func ("/provider/find", test_find);
  return g_test_run ();
}
