/* The provider against the stand-in server, over real sockets. */
#include "fake-fixture.h"
#include "imaging-png.h"
#include "provider.h"

#define JOB "0f4c2f9e-3a55-4d0e-9d0c-0c6a3a4fd001"

extern const LimImageProvider lim_provider_a1111;

static LimSettings *
new_settings (const char *url, const char *timeout)
{
  LimSettings *settings = lim_settings_new (lim_provider_a1111.options);

  g_assert_true (lim_settings_set_text (settings, "url", url, NULL));
  g_assert_true (lim_settings_set_text (settings, "timeout", timeout, NULL));
  g_assert_true (lim_settings_set_text (settings, "poll-interval", "0.01", NULL));
  return settings;
}

static LimRecipe *
new_recipe (gpointer state, const char *checkpoint)
{
  LimRecipe *recipe = lim_recipe_new ();

  g_free (recipe->prompt);
  recipe->prompt = g_strdup ("a crate");
  recipe->checkpoint = g_strdup (checkpoint);
  recipe->sampler = g_strdup ("euler_ancestral"); /* as a pack for ComfyUI says it */
  recipe->scheduler = g_strdup ("normal");
  recipe->seed = 7;
  recipe->width = 72;
  recipe->height = 64;
  g_free (recipe->scheduler);
  recipe->scheduler = g_strdup ("karras");
  g_assert_true (lim_provider_a1111.prepare (state, recipe, NULL));
  g_assert_cmpstr (recipe->sampler, ==, "Euler a");
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
  const char *holds, *option, *fault, *checkpoint, *timeout;
  gboolean from_image, well;
  LimFailure failure;
  const char *says;
  gint64 retry_after_ms;
} renders[] = {
  { "a good server", NULL, NULL, "one", "60", FALSE, TRUE, 0, NULL, 0 },
  { "from a picture", NULL, NULL, "one", "60", TRUE, TRUE, 0, NULL, 0 },
  { "sd-server, which has neither progress nor interrupt", "--flavour=sd-server", NULL, "one", "60", FALSE, TRUE, 0,
    NULL, 0 },
  { "sd-server has one checkpoint, whatever is asked for", "--flavour=sd-server", NULL, "two", "60", FALSE, FALSE,
    LIM_FAILURE_IMAGE, "asked for checkpoint “two”, the server took “one”", 0 },
  { "a login that we do not have", "--login=painter:secret", NULL, "one", "60", FALSE, FALSE, LIM_FAILURE_AUTH,
    "wants a login", 0 },
  { "a checkpoint that is not there", NULL, NULL, "onne", "60", FALSE, FALSE, LIM_FAILURE_IMAGE,
    "has no checkpoint “onne”. Did you mean “one”?", 0 },
  { "a rate limit", NULL, "429:path=/sdapi/v1/txt2img,retry_after=7", "one", "60", FALSE, FALSE,
    LIM_FAILURE_RATE_LIMIT, "asks us to wait", 7000 },
  { "a rate limit without a word how long", NULL, "429:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE,
    LIM_FAILURE_RATE_LIMIT, "asks us to wait", 0 },
  { "trouble in the server", NULL, "500:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE, LIM_FAILURE_SERVER,
    "failed (HTTP 500", 0 },
  { "trouble in a proxy", NULL, "503:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE, LIM_FAILURE_UNREACHABLE,
    "behind its proxy", 0 },
  { "a request that is not understood", NULL, "422:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE,
    LIM_FAILURE_IMAGE, "refused the image (HTTP 422", 0 },
  { "too large", NULL, "413:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE, LIM_FAILURE_IMAGE, "too large", 0 },
  { "garbage", NULL, "garbage:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE, LIM_FAILURE_SERVER, "not JSON", 0 },
  { "an empty answer", NULL, "empty:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE, LIM_FAILURE_SERVER,
    "not JSON", 0 },
  { "garbage where its models should be", NULL, "garbage:path=/sdapi/v1/sd-models", "one", "60", FALSE, FALSE,
    LIM_FAILURE_SERVER, "not JSON", 0 },
  { "an answer without end", NULL, "huge:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE, LIM_FAILURE_SERVER,
    "larger than", 0 },
  { "a connection that is dropped", NULL, "drop:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE,
    LIM_FAILURE_SERVER, "the connection was lost", 0 },
  { "an answer that is cut", NULL, "cut:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE, LIM_FAILURE_SERVER,
    "the connection was lost", 0 },
  { "a server that hangs", NULL, "hang:path=/sdapi/v1/txt2img", "one", "0.2", FALSE, FALSE, LIM_FAILURE_TIMEOUT,
    "within 0.2 s", 0 },
  { "progress that fails does no harm", "--render-ms=150", "500:path=/sdapi/v1/progress,times=all", "one", "60",
    FALSE, TRUE, 0, NULL, 0 },
  { "nor progress that hangs", "--render-ms=150", "hang:path=/sdapi/v1/progress,skip=2,times=all", "one", "60", FALSE,
    TRUE, 0, NULL, 0 },
  { "a page in place of the picture", NULL, "text:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE,
    LIM_FAILURE_IMAGE, "the picture of http://", 0 },
  { "half a picture", NULL, "short:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE, LIM_FAILURE_IMAGE,
    "the picture of http://", 0 },
  { "a picture of another size", NULL, "wrong-size:path=/sdapi/v1/txt2img", "one", "60", FALSE, FALSE,
    LIM_FAILURE_IMAGE, "asked for 72 × 64 pixels, the picture has 8 × 8", 0 },
};

static void
test_render (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Stand) stand = stand_new ("--checkpoint=one.safetensors", "--checkpoint=two.safetensors",
                                       renders[i].option != NULL ? renders[i].option : "--render-ms=5", NULL);
  g_autoptr (LimSettings) settings = new_settings (stand->url, renders[i].timeout);
  g_autoptr (GError) error = NULL;
  gpointer state = lim_provider_a1111.open (settings, &error);
  g_autoptr (LimRecipe) recipe = new_recipe (state, renders[i].checkpoint);
  g_autoptr (GBytes) source = renders[i].from_image ? new_source () : NULL;
  g_auto (LimRenderReply) reply = { 0 };
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB, .source = source };

  g_test_message ("%s", renders[i].holds);
  if (renders[i].fault != NULL)
    stand_fault (stand, renders[i].fault);

  gboolean well = lim_provider_a1111.render (state, &request, &reply, &error);
  if (renders[i].well)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (reply.info.width, ==, 72);
      g_assert_cmpuint (reply.info.height, ==, 64);
      g_assert_nonnull (reply.image);
    }
  else
    {
      g_assert_nonnull (error);
      if (strstr (error->message, renders[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, renders[i].says);
      g_assert_cmpint (reply.failure, ==, renders[i].failure);
      g_assert_cmpint (reply.retry_after_ms, ==, renders[i].retry_after_ms);
    }
  g_assert_true (well == renders[i].well);
  lim_provider_a1111.close (state);
}

/* SD.Next has no list of schedulers in older versions and answers with JPEG files; the bytes say what they are. */
static void
test_sdnext (void)
{
  g_autoptr (Stand) stand = stand_new ("--flavour=sdnext", "--checkpoint=one.safetensors", "--render-ms=5", NULL);
  g_autoptr (LimSettings) settings = new_settings (stand->url, "60");
  g_autoptr (GError) error = NULL;
  gpointer state = lim_provider_a1111.open (settings, &error);
  g_autoptr (LimRecipe) recipe = new_recipe (state, "one");
  g_auto (LimRenderReply) reply = { 0 };
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB };

  g_assert_true (lim_provider_a1111.render (state, &request, &reply, &error));
  g_assert_no_error (error);
  g_assert_cmpint (reply.info.format, ==, LIM_IMAGE_JPEG);
  lim_provider_a1111.close (state);
}

static guint
count_interrupts (Stand *stand)
{
  g_autoptr (LimJsonDoc) stats = stand_stats (stand);

  return lim_json_length (lim_json_get (lim_json_root (stats), "interrupts"));
}

typedef struct
{
  GCancellable *cancellable; /* cancelled at the first sign of progress; NULL: let it go on */
  guint n;
  double last;
} Listener;

static void
on_progress (double share, gpointer data)
{
  Listener *listener = data;

  g_assert_cmpfloat (share, >=, listener->last);
  g_assert_cmpfloat (share, <=, 1);
  listener->last = share;
  listener->n++;
  if (listener->cancellable != NULL)
    g_cancellable_cancel (listener->cancellable);
}

/* One render on a slow server. */
static gboolean
render_slowly (Stand *stand, const char *timeout, GCancellable *cancellable, Listener *listener,
               LimRenderReply *reply, GError **error)
{
  g_autoptr (LimSettings) settings = new_settings (stand->url, timeout);
  gpointer state = lim_provider_a1111.open (settings, NULL);
  g_autoptr (LimRecipe) recipe = new_recipe (state, "one");
  const LimRenderEvents events = { .progress = on_progress, .data = listener };
  LimRenderRequest request = { .recipe = recipe,
                               .asset_id = "crate_v1",
                               .job_id = JOB,
                               .cancellable = cancellable,
                               .events = listener != NULL ? &events : NULL };
  gboolean well = lim_provider_a1111.render (state, &request, reply, error);

  lim_provider_a1111.close (state);
  return well;
}

static void
test_progress (void)
{
  g_autoptr (Stand) stand = stand_new ("--checkpoint=one.safetensors", "--render-ms=300", NULL);
  g_auto (LimRenderReply) reply = { 0 };
  Listener listener = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (render_slowly (stand, "60", NULL, &listener, &reply, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (listener.n, >, 0);
  g_assert_cmpuint (count_interrupts (stand), ==, 0);
}

static void
test_cancel (void)
{
  g_autoptr (Stand) stand = stand_new ("--checkpoint=one.safetensors", "--render-ms=60000", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (LimRenderReply) reply = { 0 };
  Listener listener = { .cancellable = cancellable };
  g_autoptr (GError) error = NULL;

  g_assert_false (render_slowly (stand, "60", cancellable, &listener, &reply, &error));
  g_assert_error (error, LIM_ERROR, LIM_ERROR_CANCELLED);
  g_assert_cmpint (reply.failure, ==, LIM_FAILURE_CANCELLED);
  g_assert_cmpuint (count_interrupts (stand), ==, 1);
}

static void
test_late (void)
{
  g_autoptr (Stand) stand = stand_new ("--checkpoint=one.safetensors", "--render-ms=60000", NULL);
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (render_slowly (stand, "0.3", NULL, NULL, &reply, &error));
  g_assert_cmpint (reply.failure, ==, LIM_FAILURE_TIMEOUT);
  g_assert_cmpuint (count_interrupts (stand), ==, 1);
}

static gpointer
send_other (gpointer url)
{
  static const char body[] = "{\"prompt\":\"somebody else's\",\"width\":64,\"height\":64,\"steps\":20}";
  g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));
  g_autofree char *address = g_strconcat (url, "/sdapi/v1/txt2img", NULL);
  const LimHttpRequest request = {
    .method = "POST", .url = address, .body = bytes, .content_type = "application/json"
  };

  lim_http_response_free (lim_http_send (&request, NULL, NULL));
  return NULL;
}

static gboolean
is_busy (Stand *stand)
{
  g_autoptr (LimJsonDoc) doc = stand_json (stand, "/sdapi/v1/progress?skip_current_image=true");

  return lim_json_get_double (lim_json_root (doc), "progress", 0) > 0;
}

/* /progress and /interrupt mean whatever runs. Where that may be another's, it is neither told as ours nor stopped. */
static void
test_somebody_elses (void)
{
  g_autoptr (Stand) stand = stand_new ("--checkpoint=one.safetensors", "--render-ms=60000", NULL);
  GThread *other = g_thread_new ("other", send_other, stand->url);
  g_auto (LimRenderReply) reply = { 0 };
  Listener listener = { 0 };
  g_autoptr (GError) error = NULL;

  while (!is_busy (stand))
    g_usleep (1000);
  g_assert_false (render_slowly (stand, "0.3", NULL, &listener, &reply, &error));
  g_assert_cmpint (reply.failure, ==, LIM_FAILURE_TIMEOUT);
  g_assert_cmpuint (listener.n, ==, 0);
  g_assert_cmpuint (count_interrupts (stand), ==, 0);
  stand_kill (stand);
  g_thread_join (other);
}

static void
on_preview (GBytes *image, gpointer data)
{
  LimImageInfo info;
  gsize length;
  const guint8 *bytes = g_bytes_get_data (image, &length);

  g_assert_true (lim_image_probe_bytes (bytes, length, "preview", &info, NULL));
  ++*(guint *) data;
}

/* Where tasks have names, ours is told with previews, and taken back by name; another's is let alone. */
static void
test_named_tasks (void)
{
  g_autoptr (Stand) stand = stand_new ("--flavour=forge", "--checkpoint=one.safetensors", "--render-ms=300", NULL);
  g_autoptr (LimSettings) settings = new_settings (stand->url, "60");
  gpointer state = lim_provider_a1111.open (settings, NULL);
  g_autoptr (LimRecipe) recipe = new_recipe (state, "one");
  guint previews = 0;
  const LimRenderEvents events = { .preview = on_preview, .data = &previews };
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB, .events = &events };
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_provider_a1111.render (state, &request, &reply, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (previews, >, 0);
  g_assert_true (lim_provider_a1111.cancel (state, 0, JOB, NULL, &error)); /* over already, which is fine, too */
  g_assert_no_error (error);
  g_assert_cmpuint (count_interrupts (stand), ==, 0);
  lim_provider_a1111.close (state);
}

typedef struct
{
  gpointer state;
  gboolean told;
} Canceller;

static void
cancel_from_outside (double share G_GNUC_UNUSED, gpointer data)
{
  Canceller *canceller = data;

  if (!canceller->told)
    g_assert_true (lim_provider_a1111.cancel (canceller->state, 0, JOB, NULL, NULL));
  canceller->told = TRUE;
}

/* `jobs cancel` from another terminal: the server is told, and the half picture it answers with is not taken. */
static void
test_taken_back (void)
{
  g_autoptr (Stand) stand = stand_new ("--flavour=forge", "--checkpoint=one.safetensors", "--render-ms=60000", NULL);
  g_autoptr (LimSettings) settings = new_settings (stand->url, "60");
  Canceller canceller = { .state = lim_provider_a1111.open (settings, NULL) };
  g_autoptr (LimRecipe) recipe = new_recipe (canceller.state, "one");
  const LimRenderEvents events = { .progress = cancel_from_outside, .data = &canceller };
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB, .events = &events };
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (lim_provider_a1111.render (canceller.state, &request, &reply, &error));
  g_assert_true (canceller.told);
  g_assert_cmpint (reply.failure, ==, LIM_FAILURE_CANCELLED);
  g_assert_cmpuint (count_interrupts (stand), ==, 1);
  lim_provider_a1111.close (canceller.state);
}

static void
test_nobody (void)
{
  g_autoptr (Stand) stand = stand_new ("--checkpoint=one.safetensors", NULL);
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  stand_kill (stand);
  g_assert_false (render_slowly (stand, "60", NULL, NULL, &reply, &error));
  g_assert_cmpint (reply.failure, ==, LIM_FAILURE_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "--api"));
}

/* The login goes to a server on this machine, and back into no message. */
static void
test_login (void)
{
  g_autoptr (Stand) stand =
      stand_new ("--checkpoint=one.safetensors", "--login=painter:sesame-42", "--render-ms=5", NULL);
  g_auto (LimRenderReply) reply = { 0 };
  g_auto (LimRenderReply) bad = { 0 };
  g_autoptr (GError) error = NULL;

  g_setenv ("LIMNER_A1111_AUTH", "painter:sesame-42", TRUE);
  g_assert_true (render_slowly (stand, "60", NULL, NULL, &reply, &error));
  g_assert_no_error (error);
  g_setenv ("LIMNER_A1111_AUTH", "painter:wrong-one", TRUE);
  g_assert_false (render_slowly (stand, "60", NULL, NULL, &bad, &error));
  g_assert_cmpint (bad.failure, ==, LIM_FAILURE_AUTH);
  g_assert_null (strstr (error->message, "wrong-one"));
  g_unsetenv ("LIMNER_A1111_AUTH");
}

/* -- Before the first job -- */

static const struct
{
  const char *holds, *checkpoint, *sampler, *scheduler, *lora; /* NULL: as it is */
  const char *says;                                            /* NULL: it has all */
} checks[] = {
  { "all is there", "one", NULL, NULL, "paint_v2", NULL },
  { "a LoRA as ComfyUI names it", "one", NULL, NULL, "paint_v2.safetensors", NULL },
  { "a checkpoint that is not", "onne.safetensors", NULL, NULL, NULL, "Did you mean “one.safetensors”?" },
  { "a sampler that is not", "one", "DPM++ 2N", NULL, NULL, "has no sampler “DPM++ 2N”. Did you mean “DPM++ 2M”?" },
  { "a scheduler that is not", "one", NULL, "karas", NULL, "has no scheduler “karas”. Did you mean “karras”?" },
  { "a LoRA that is not", "one", NULL, NULL, "paint_v3", "has no LoRA “paint_v3”. Did you mean “paint_v2”?" },
};

static void
test_check (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Stand) stand = stand_new ("--checkpoint=one.safetensors", "--lora=paint_v2.safetensors", NULL);
  g_autoptr (LimSettings) settings = new_settings (stand->url, "60");
  gpointer state = lim_provider_a1111.open (settings, NULL);
  g_autoptr (LimRecipe) recipe = new_recipe (state, checks[i].checkpoint);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", checks[i].holds);
  if (checks[i].sampler != NULL)
    {
      g_free (recipe->sampler);
      recipe->sampler = g_strdup (checks[i].sampler);
    }
  if (checks[i].scheduler != NULL)
    {
      g_free (recipe->scheduler);
      recipe->scheduler = g_strdup (checks[i].scheduler);
    }
  if (checks[i].lora != NULL)
    lim_recipe_add_lora (recipe, checks[i].lora, 0.8, 0.8);

  gboolean well = lim_provider_a1111.check (state, 0, recipe, NULL, &error);
  g_assert_true (well == (checks[i].says == NULL));
  if (!well)
    {
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      if (strstr (error->message, checks[i].says) == NULL)
        g_error ("“%s” does not say “%s”", error->message, checks[i].says);
    }
  lim_provider_a1111.close (state);
}

static void
test_probe (void)
{
  g_autoptr (Stand) stand = stand_new ("--checkpoint=one.safetensors", NULL);
  g_autoptr (LimSettings) settings = new_settings (stand->url, "60");
  gpointer state = lim_provider_a1111.open (settings, NULL);
  g_autofree char *about = NULL;
  g_autofree char *wanted = g_strdup_printf ("web UI at %s, 1 checkpoint, 9 samplers", stand->url);
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_provider_a1111.probe (state, 0, NULL, &about, &error));
  g_assert_cmpstr (about, ==, wanted);
  lim_provider_a1111.close (state);
}

/* -- What is refused before anything is sent -- */

static void
test_prepare (void)
{
  static const struct
  {
    const char *holds;
    guint width;
    guint64 seed;
    double denoise;
    const char *lora, *says;
  } rows[] = {
    { "a size off the grid names the next", 100, 1, 1, NULL, "the next is 104 × 64" },
    { "a size too small", 8, 1, 1, NULL, "the next is 64 × 64" },
    { "a seed that would become negative", 64, G_MAXUINT64, 1, NULL, "seed 18446744073709551615" },
    { "denoise without a picture", 64, 1, 0.5, NULL, "denoise 0.5" },
    { "a LoRA that would end its tag", 64, 1, 1, "a:2>", "<lora:" },
  };
  g_autoptr (LimSettings) settings = new_settings ("http://127.0.0.1:9", "60");
  gpointer state = lim_provider_a1111.open (settings, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LimRecipe) recipe = lim_recipe_new ();
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].holds);
      recipe->checkpoint = g_strdup ("one");
      recipe->width = rows[i].width;
      recipe->height = 64;
      recipe->seed = rows[i].seed;
      recipe->denoise = rows[i].denoise;
      if (rows[i].lora != NULL)
        lim_recipe_add_lora (recipe, rows[i].lora, 1, 1);
      g_assert_false (lim_provider_a1111.prepare (state, recipe, &error));
      g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, rows[i].says));
    }
  lim_provider_a1111.close (state);
}

static void
test_open (void)
{
  static const struct
  {
    const char *holds, *servers, *environment, *says; /* says NULL: opens */
    guint n;
  } rows[] = {
    { "several servers", "http://a:1,http://b:1", NULL, NULL, 2 },
    { "the environment wins", "http://a:1,http://b:1", "http://c:1", NULL, 1 },
    { "one that is listed twice", "http://a:1,http://a:1/", NULL, "twice", 0 },
    { "one that is none", "a", NULL, "providers.a1111.servers", 0 },
    { "a password in the address", NULL, "http://me:pw@a:1", "Keys", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (LimSettings) settings = lim_settings_new (lim_provider_a1111.options);
      g_autoptr (GError) error = NULL;
      guint n = 0;

      g_test_message ("%s", rows[i].holds);
      if (rows[i].servers != NULL)
        g_assert_true (lim_settings_set_text (settings, "servers", rows[i].servers, NULL));
      if (rows[i].environment != NULL)
        g_setenv ("A1111_URL", rows[i].environment, TRUE);
      gpointer state = lim_provider_a1111.open (settings, &error);
      g_unsetenv ("A1111_URL");
      g_assert_true ((state != NULL) == (rows[i].says == NULL));
      if (state == NULL)
        {
          g_assert_error (error, LIM_ERROR, LIM_ERROR_BAD_INPUT);
          g_assert_nonnull (strstr (error->message, rows[i].says));
          continue;
        }
      g_assert_cmpuint (lim_provider_a1111.servers (state, &n)[0].slots, ==, 1);
      g_assert_cmpuint (n, ==, rows[i].n);
      lim_provider_a1111.close (state);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("XDG_CONFIG_HOME", "/nonexistent", TRUE);
  g_unsetenv ("A1111_URL");
  g_unsetenv ("LIMNER_A1111_AUTH");
  for (guint i = 0; i < G_N_ELEMENTS (renders); i++)
    {
      g_autofree char *path = g_strdup_printf ("/a1111/render/%02u %s", i, renders[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_render);
    }
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autofree char *path = g_strdup_printf ("/a1111/check/%02u %s", i, checks[i].holds);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_check);
    }
  g_test_add_func ("/a1111/sdnext", test_sdnext);
  g_test_add_func ("/a1111/progress", test_progress);
  g_test_add_func ("/a1111/cancel", test_cancel);
  g_test_add_func ("/a1111/late", test_late);
  g_test_add_func ("/a1111/somebody-elses", test_somebody_elses);
  g_test_add_func ("/a1111/named-tasks", test_named_tasks);
  g_test_add_func ("/a1111/taken-back", test_taken_back);
  g_test_add_func ("/a1111/nobody", test_nobody);
  g_test_add_func ("/a1111/login", test_login);
  g_test_add_func ("/a1111/probe", test_probe);
  g_test_add_func ("/a1111/prepare", test_prepare);
  g_test_add_func ("/a1111/open", test_open);
  return g_test_run ();
}
