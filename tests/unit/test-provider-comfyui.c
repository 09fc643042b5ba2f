/* The provider against the stand-in server, over real sockets. */
#include "fake-fixture.h"
#include "provider-comfyui-private.h"

#define JOB "0f4c2f9e-3a55-4d0e-9d0c-0c6a3a4fd001"
#define OTHER_JOB "0f4c2f9e-3a55-4d0e-9d0c-0c6a3a4fd002"

extern const LimImageProvider lim_provider_comfyui;

/* Options apart from the address, “name=value …”. */
static LimSettings *
new_settings (const char *url, const char *options)
{
  LimSettings *settings = lim_settings_new (lim_provider_comfyui.options);
  g_auto (GStrv) each = g_strsplit (options, " ", 0);

  g_assert_true (lim_settings_set_text (settings, "url", url, NULL));
  g_assert_true (lim_settings_set_text (settings, "poll-interval", "0.02", NULL));
  for (guint i = 0; each[i] != NULL && *each[i] != '\0'; i++)
    {
      char *value = strchr (each[i], '=');

      *value++ = '\0';
      g_assert_true (lim_settings_set_text (settings, each[i], value, NULL));
    }
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
  const char *options;
  gboolean well;
  LimFailure failure;
  const char *says;
} renders[] = {
  { "a good server", "", "", TRUE, 0, NULL },
  { "a missing checkpoint is named", "refuse", "", FALSE, LIM_FAILURE_IMAGE,
    "the checkpoint “sd_xl_base_1.0.safetensors” is not on the server" },
  { "node errors with 200", "partial", "", FALSE, LIM_FAILURE_IMAGE, "ComfyUI refused the workflow: SaveImage" },
  { "a server that chooses its own ids is followed", "other-id", "", TRUE, 0, NULL },
  { "a login", "401:path=/prompt", "", FALSE, LIM_FAILURE_AUTH, "wants a login" },
  { "forbidden", "403:path=/prompt", "", FALSE, LIM_FAILURE_AUTH, "forbids it" },
  { "too large", "413:path=/prompt", "", FALSE, LIM_FAILURE_IMAGE, "--max-upload-size" },
  { "a late answer", "delay:path=/prompt,ms=300", "", TRUE, 0, NULL },
  { "the submission fails inside the server", "500:path=/prompt", "", FALSE, LIM_FAILURE_SERVER, "HTTP 500" },
  { "the server fails once it has taken the prompt", "500:path=/prompt,handled=1", "", TRUE, 0, NULL },
  { "a proxy that loses the answer", "504:path=/prompt,handled=1", "", TRUE, 0, NULL },
  { "a proxy without its server", "502:path=/prompt", "", FALSE, LIM_FAILURE_SERVER, "HTTP 502" },
  { "the answer to the submission is no JSON", "garbage:path=/prompt", "", FALSE, LIM_FAILURE_SERVER, "not JSON" },
  { "garbage after it was taken", "garbage:path=/prompt,handled=1", "", TRUE, 0, NULL },
  { "the answer to the submission has no end, but the prompt arrived", "cut:path=/prompt", "", TRUE, 0, NULL },
  { "the answer to the submission is empty, but the prompt arrived", "empty:path=/prompt", "", TRUE, 0, NULL },
  { "an answer of 2 GB is not read to its end, but the prompt arrived", "huge:path=/prompt,handled=1", "", TRUE, 0,
    NULL },
  { "the submission is dropped before it arrives", "drop:path=/prompt,times=all", "", FALSE, LIM_FAILURE_SERVER,
    "is in trouble" },
  { "the submission arrives and the answer is dropped", "drop:path=/prompt,handled=1", "", TRUE, 0, NULL },
  { "a server that restarts instead of answering", "restart:path=/prompt,ms=300", "", FALSE, LIM_FAILURE_SERVER,
    "is in trouble" },
  { "a node fails", "error", "", FALSE, LIM_FAILURE_IMAGE, "ComfyUI failed: KSampler: " },
  { "somebody interrupts the job", "interrupted", "", FALSE, LIM_FAILURE_IMAGE, "interrupted" },
  { "no picture is saved", "no-image", "", FALSE, LIM_FAILURE_IMAGE, "without saving a picture" },
  { "the server forgets the job", "forget", "", FALSE, LIM_FAILURE_LOST, "does not know the job" },
  { "a restart wipes queue and history", "restart:path=/history,ms=300", "", FALSE, LIM_FAILURE_LOST,
    "does not know the job" },
  { "one bad answer of every kind while waiting is waited out",
    "500:path=/history garbage:path=/history,skip=1 cut:path=/history,skip=2 drop:path=/history,skip=3 "
    "429:path=/history,skip=4 huge:path=/history,skip=5 500:path=/queue garbage:path=/queue,skip=1 "
    "huge:path=/queue,skip=2",
    "", TRUE, 0, NULL },
  { "a queue of 2 GB", "stuck huge:path=/queue,times=all", "patience=0.1", FALSE, LIM_FAILURE_SERVER, "larger than" },
  { "a history that stays broken is the server's trouble", "garbage:path=/history,times=all", "patience=0.1", FALSE,
    LIM_FAILURE_SERVER, "not JSON" },
  { "a history of 2 GB, too", "huge:path=/history,times=all", "patience=0.1", FALSE, LIM_FAILURE_SERVER,
    "larger than" },
  { "a server that hangs up on every question is as good as none", "drop:path=/history,times=all", "patience=0.1",
    FALSE, LIM_FAILURE_UNREACHABLE, "no ComfyUI at" },
  { "a job that never ends", "stuck", "timeout=0.1", FALSE, LIM_FAILURE_TIMEOUT, "did not finish the image" },
  { "a picture that is cut on the way is fetched again",
    "cut:path=/view 500:path=/view,skip=1 drop:path=/view,skip=2", "", TRUE, 0, NULL },
  { "a picture that is cut each time", "cut:path=/view,times=all", "patience=0.1", FALSE, LIM_FAILURE_SERVER,
    "is in trouble" },
  { "a picture of 2 GB", "huge:path=/view", "", FALSE, LIM_FAILURE_IMAGE, "larger than 256 MiB" },
  { "a picture that arrives spoiled twice is fetched again", "text:path=/view short:path=/view,skip=1", "", TRUE, 0,
    NULL },
  { "a picture that is none", "text:path=/view,times=3", "", FALSE, LIM_FAILURE_IMAGE,
    "ComfyUI's picture for crate_v1" },
  { "half a picture", "short:path=/view,times=3", "", FALSE, LIM_FAILURE_IMAGE, "ComfyUI's picture for crate_v1" },
  { "an empty picture", "empty:path=/view,times=3", "", FALSE, LIM_FAILURE_IMAGE, "ComfyUI's picture for crate_v1" },
  { "a picture of another size", "wrong-size:path=/view,times=3", "", FALSE, LIM_FAILURE_IMAGE,
    "is 8 × 8 pixels, asked for were 24 × 16" },
  { "a picture that is gone", "404:path=/view", "", FALSE, LIM_FAILURE_LOST, "no longer has it" },
  { "a cached result without a new file", "cached", "", FALSE, LIM_FAILURE_LOST, "no longer has it" },
  { "a picture that we may not have", "403:path=/view", "", FALSE, LIM_FAILURE_AUTH, "forbids it" },
  { "no WebSocket there", "404:path=/ws,times=all", "", TRUE, 0, NULL },
  { "a WebSocket in trouble", "500:path=/ws,times=all", "", TRUE, 0, NULL },
  { "a WebSocket that hangs", "hang:path=/ws,times=all", "", TRUE, 0, NULL },
  { "a silent socket", "socket-silent:times=all", "", TRUE, 0, NULL },
  { "a socket that only keeps the end to itself", "socket-silent:event=execution,times=all", "", TRUE, 0, NULL },
  { "a socket that is cut", "socket-cut:event=progress", "", TRUE, 0, NULL },
  { "a socket that is cut again and again", "socket-cut:times=all", "", TRUE, 0, NULL },
  { "a socket that says everything twice", "socket-duplicate:times=all", "", TRUE, 0, NULL },
  { "a socket that mixes up its words", "socket-reorder:times=all", "", TRUE, 0, NULL },
  { "a socket that tells of somebody else", "socket-foreign:times=all", "", TRUE, 0, NULL },
  { "a socket that calls us by another name", "socket-wrong-id:times=all", "", TRUE, 0, NULL },
  { "a socket that lies about the end", "socket-lie:times=all", "", TRUE, 0, NULL },
};

static void
add_faults (Stand *stand, const char *faults)
{
  g_autofree char *lines = g_strdelimit (g_strdup (faults), " ", '\n');

  if (*lines != '\0')
    stand_fault (stand, lines);
}

/* How long @list of the server's statistics is. */
static guint
count_of (Stand *stand, const char *list)
{
  g_autoptr (LimJsonDoc) stats = stand_stats (stand);

  return lim_json_length (lim_json_get (lim_json_root (stats), list));
}

static void
check_failure (guint i, const LimRenderReply *reply, const GError *error)
{
  g_assert_cmpint (reply->failure, ==, renders[i].failure);
  g_assert_cmpint (error->code, ==, LIM_ERROR_PROVIDER);
  g_assert_null (reply->image);
  if (strstr (error->message, renders[i].says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, renders[i].says);
}

static void
test_render (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Stand) stand = stand_new ("--render-ms=20", NULL);
  g_autoptr (GError) error = NULL;
  g_auto (LimRenderReply) reply = { 0 };

  g_test_message ("%s", renders[i].holds);
  add_faults (stand, renders[i].faults);

  g_autoptr (LimSettings) settings = new_settings (stand->url, renders[i].options);
  gpointer state = lim_provider_comfyui.open (settings, &error);
  g_assert_no_error (error);
  g_autoptr (LimRecipe) recipe = new_recipe (state);
  LimRenderRequest request = { .recipe = recipe, .asset_id = "crate_v1", .job_id = JOB };
  gboolean well = lim_provider_comfyui.render (state, &request, &reply, &error);

  if (renders[i].well)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (reply.info.width, ==, 24);
      g_assert_cmpuint (reply.info.height, ==, 16);
      g_assert_nonnull (reply.image);
      g_assert_cmpuint (count_of (stand, "prompts"), ==, 1);
    }
  else
    check_failure (i, &reply, error);
  g_assert_true (well == renders[i].well);
  lim_provider_comfyui.close (state);
}

/* -- One server with a run open -- */

typedef struct
{
  Stand *stand;
  LimSettings *settings;
  gpointer state;
  LimRecipe *recipe;
  LimRenderRequest request;
  LimRenderReply reply;
  GError *error;
} Run;

static Run *
run_new (Stand *stand, const char *options)
{
  Run *run = g_new0 (Run, 1);

  run->stand = stand;
  run->settings = new_settings (stand->url, options);
  run->state = lim_provider_comfyui.open (run->settings, &run->error);
  g_assert_no_error (run->error);
  run->recipe = new_recipe (run->state);
  run->request = (LimRenderRequest){ .recipe = run->recipe, .asset_id = "crate_v1", .job_id = JOB };
  return run;
}

static void
run_free (Run *run)
{
  lim_provider_comfyui.close (run->state);
  lim_recipe_free (run->recipe);
  lim_settings_free (run->settings);
  lim_render_reply_clear (&run->reply);
  g_clear_error (&run->error);
  g_clear_pointer (&run->stand, stand_free);
  g_free (run);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static gboolean
run_render (Run *run)
{
  return lim_provider_comfyui.render (run->state, &run->request, &run->reply, &run->error);
}

/* Until @done prompts are in @state on the server; it has a minute. */
static void
await_prompts (Stand *stand, const char *state, guint wanted)
{
  for (guint round = 0; round < 6000; round++)
    {
      g_autoptr (LimJsonDoc) stats = stand_stats (stand);
      guint found = 0;

      for (const LimJson *each = lim_json_first (lim_json_get (lim_json_root (stats), "prompts")); each != NULL;
           each = lim_json_next (each))
        found += g_strcmp0 (lim_json_get_string (each, "state"), state) == 0;
      if (found == wanted)
        return;
      g_usleep (10000);
    }
  g_error ("there never were %u prompts %s", wanted, state);
}

/* What an earlier run sent is collected, not made again; what it did not send is lost. */
static void
test_recover (void)
{
  g_autoptr (Run) run = run_new (stand_new ("--render-ms=5", NULL), "");
  g_auto (LimRenderReply) again = { 0 };
  g_auto (LimRenderReply) other = { 0 };

  g_assert_true (run_render (run));
  g_assert_true (lim_provider_comfyui.recover (run->state, &run->request, &again, &run->error));
  g_assert_no_error (run->error);
  g_assert_true (g_bytes_equal (run->reply.image, again.image));
  g_assert_cmpuint (count_of (run->stand, "prompts"), ==, 1);

  run->request.job_id = OTHER_JOB;
  g_assert_false (lim_provider_comfyui.recover (run->state, &run->request, &other, &run->error));
  g_assert_cmpint (other.failure, ==, LIM_FAILURE_LOST);
}

/* The id is ours and the picture is not: another client used it. */
static void
test_foreign (void)
{
  g_autoptr (Run) run = run_new (stand_new ("--render-ms=5", NULL), "");
  g_auto (LimRenderReply) first = { 0 };

  g_assert_true (lim_provider_comfyui.render (run->state, &run->request, &first, &run->error));
  run->recipe->seed++;
  g_assert_false (lim_provider_comfyui.recover (run->state, &run->request, &run->reply, &run->error));
  g_assert_cmpint (run->reply.failure, ==, LIM_FAILURE_LOST);
  g_assert_nonnull (strstr (run->error->message, "another client's image"));
  g_assert_null (run->reply.image);
}

static void
test_probe (void)
{
  g_autoptr (Run) run = run_new (stand_new ("--comfyui-version=0.3.40", NULL), "");
  g_autofree char *about = NULL;
  g_autofree char *expected = NULL;

  expected = g_strdup_printf ("ComfyUI 0.3.40 at %s, Stand-in GPU", run->stand->url);
  g_assert_true (lim_provider_comfyui.probe (run->state, 0, NULL, &about, &run->error));
  g_assert_cmpstr (about, ==, expected);

  stand_kill (run->stand);
  g_free (g_steal_pointer (&about));
  g_assert_false (lim_provider_comfyui.probe (run->state, 0, NULL, &about, &run->error));
  g_assert_cmpint (run->error->code, ==, LIM_ERROR_PROVIDER);
  g_assert_nonnull (strstr (run->error->message, "no ComfyUI at http://127.0.0.1:"));
  g_assert_nonnull (strstr (run->error->message, "COMFY_URL"));
}

static const struct
{
  const char *holds;
  const char *fault;
  gint64 wait_ms;
} limits[] = {
  { "the server says how long", "429:path=/prompt,retry_after=7", 7000 },
  { "the server does not say", "429:path=/prompt", 0 },
  { "it names a date, and we wait for no more than a day", "429:path=/prompt,retry_date=200000", 86400000 },
};

static void
test_rate_limit (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (Run) run = run_new (stand_new (NULL, NULL), "");

      g_test_message ("%s", limits[i].holds);
      stand_fault (run->stand, limits[i].fault);
      g_assert_false (run_render (run));
      g_assert_cmpint (run->reply.failure, ==, LIM_FAILURE_RATE_LIMIT);
      g_assert_cmpint (run->reply.retry_after_ms, ==, limits[i].wait_ms);
    }
}

/* -- What is said while waiting -- */

typedef struct
{
  gint rendered, previews; /* atomic */
  double last;
} Heard;

static void
hear_progress (double share, gpointer data)
{
  Heard *heard = data;

  g_assert_cmpint (heard->rendered, ==, 0);
  g_assert_cmpfloat (share, >, heard->last);
  g_assert_cmpfloat (share, <=, 1);
  heard->last = share;
}

static void
hear_preview (GBytes *image, gpointer data)
{
  g_assert_cmpuint (g_bytes_get_size (image), >, 8);
  ((Heard *) data)->previews++;
}

static void
hear_rendered (gpointer data)
{
  ((Heard *) data)->rendered++;
}

static const char *const listens[] = { "", "socket-foreign:times=all", "socket-duplicate:times=all",
                                       "socket-reorder:event=progress,times=all" };

/* Progress grows, previews come, and the slot is free before the picture is fetched, once; with a socket that tells the
 * end, few questions are needed. */
static void
test_events (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (listens); i++)
    {
      g_autoptr (Run) run = run_new (stand_new ("--render-ms=200", "--previews", NULL), "poll-interval=60");
      Heard heard = { 0 };
      const LimRenderEvents events = { hear_progress, hear_preview, hear_rendered, &heard };

      add_faults (run->stand, listens[i]);
      run->request.events = &events;
      g_assert_true (run_render (run));
      g_assert_cmpint (heard.rendered, ==, 1);
      g_assert_cmpint (heard.previews, >, 0);
      g_assert_cmpfloat (heard.last, >, 0.5);
    }
}

/* -- Uploads -- */

static const struct
{
  const char *holds;
  const char *fault;
  gboolean well;
  LimFailure failure;
} uploads[] = {
  { "the picture to start from goes along", "", TRUE, 0 },
  { "a server that may not be written to", "401:path=/upload", FALSE, LIM_FAILURE_AUTH },
  { "a picture too large for the server", "413:path=/upload", FALSE, LIM_FAILURE_IMAGE },
  { "a server that is asked too often", "429:path=/upload,retry_after=3", FALSE, LIM_FAILURE_RATE_LIMIT },
  { "a server that fails", "500:path=/upload", FALSE, LIM_FAILURE_SERVER },
  { "a server that answers nonsense", "garbage:path=/upload", FALSE, LIM_FAILURE_SERVER },
  { "a server that hangs up", "drop:path=/upload,times=all", FALSE, LIM_FAILURE_UNREACHABLE },
  { "a server that keeps it under another name", "other-name", TRUE, 0 },
};

/* The graph asks for the picture as the server calls it, and a later run knows the job again by what we would call it. */
static void
check_uploaded (Run *run)
{
  g_autoptr (LimJsonDoc) stats = stand_stats (run->stand);
  const LimJson *uploaded = lim_json_first (lim_json_get (lim_json_root (stats), "uploads"));
  g_autoptr (LimJsonDoc) sent = stand_json (run->stand, "/_fake/prompts");
  const LimJson *graph = lim_json_get (lim_json_first (lim_json_root (sent)), "prompt");
  const char *asked = NULL;
  g_auto (LimRenderReply) again = { 0 };

  for (const LimJson *node = lim_json_first (graph); node != NULL; node = lim_json_next (node))
    if (g_strcmp0 (lim_json_get_string (node, "class_type"), "LoadImage") == 0)
      asked = lim_json_get_string (lim_json_get (node, "inputs"), "image");
  g_assert_nonnull (asked);
  g_assert_cmpstr (asked, ==, lim_json_string (uploaded));
  g_assert_true (lim_provider_comfyui.recover (run->state, &run->request, &again, &run->error));
  g_assert_true (g_bytes_equal (run->reply.image, again.image));
}

static void
test_upload (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (Run) made = run_new (stand_new ("--render-ms=5", NULL), "");

  g_test_message ("%s", uploads[i].holds);
  g_assert_true (run_render (made));

  g_autoptr (Run) run = run_new (stand_new ("--render-ms=5", NULL), "");
  add_faults (run->stand, uploads[i].fault);
  run->request.source = made->reply.image;
  g_free (run->recipe->source_image);
  run->recipe->source_image = g_strdup ("outputs/approved/crate.png");
  run->recipe->denoise = 0.4;
  gboolean well = run_render (run);
  if (uploads[i].well)
    g_assert_no_error (run->error);
  g_assert_true (well == uploads[i].well);
  if (!well)
    g_assert_cmpint (run->reply.failure, ==, uploads[i].failure);
  g_assert_cmpuint (count_of (run->stand, "prompts"), ==, well ? 1 : 0);
  if (well)
    check_uploaded (run);
}

/* -- Stopping -- */

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (50000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static const char *const silences[] = { "hang:path=/history,times=all", "hang:path=/prompt,times=all", "stuck",
                                        "hang:path=/view,times=all", "hang:times=all" };

/* A server that keeps silent cannot hold up the person, wherever we wait for it. */
static void
test_stop (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (silences); i++)
    {
      g_autoptr (Run) run = run_new (stand_new ("--render-ms=5", NULL), "patience=600");
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();

      add_faults (run->stand, silences[i]);
      run->request.cancellable = cancellable;
      GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
      g_assert_false (run_render (run));
      g_assert_cmpint (run->reply.failure, ==, LIM_FAILURE_CANCELLED);
      g_assert_cmpint (run->error->code, ==, LIM_ERROR_CANCELLED);
      g_thread_join (thread);
    }
}

static gpointer
render_on_thread (gpointer run)
{
  return GINT_TO_POINTER (run_render (run));
}

static Run *
run_beside (Run *run, const char *job_id)
{
  Run *other = g_new0 (Run, 1);

  *other = (Run){ .state = run->state, .request = run->request, .recipe = run->recipe };
  other->request.job_id = job_id;
  return other;
}

static void
beside_free (Run *run)
{
  lim_render_reply_clear (&run->reply);
  g_clear_error (&run->error);
  g_free (run);
}
typedef Run Beside;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Beside, beside_free)

/* One job runs, one waits; either is taken back while somebody waits for it, and each hears that it was. */
static void
test_cancel (void)
{
  g_autoptr (Run) run = run_new (stand_new ("--render-ms=5", "--fault=stuck:times=all", NULL), "poll-interval=60");
  g_autoptr (Beside) waiting = run_beside (run, OTHER_JOB);

  GThread *first = g_thread_new ("first", render_on_thread, run);
  await_prompts (run->stand, "running", 1);
  GThread *second = g_thread_new ("second", render_on_thread, waiting);
  await_prompts (run->stand, "pending", 1);

  g_assert_true (lim_provider_comfyui.cancel (run->state, 0, OTHER_JOB, NULL, &run->error));
  g_assert_no_error (run->error);
  g_assert_false (GPOINTER_TO_INT (g_thread_join (second)));
  g_assert_cmpint (waiting->reply.failure, ==, LIM_FAILURE_CANCELLED);
  await_prompts (run->stand, "running", 1); /* the other one is left alone */

  GError *error = NULL;
  g_assert_true (lim_provider_comfyui.cancel (run->state, 0, JOB, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (GPOINTER_TO_INT (g_thread_join (first)));
  g_assert_cmpint (run->reply.failure, ==, LIM_FAILURE_CANCELLED);
  await_prompts (run->stand, "running", 0);
}

/* Jobs that nobody waits for any more, or that nobody knows, are taken back as well; only who cannot be told is an error. */
static void
test_cancel_unknown (void)
{
  g_autoptr (Run) run = run_new (stand_new (NULL, NULL), "");

  g_assert_true (lim_provider_comfyui.cancel (run->state, 0, JOB, NULL, &run->error));
  g_assert_no_error (run->error);
  stand_fault (run->stand, "500:path=/queue,times=all");
  g_assert_false (lim_provider_comfyui.cancel (run->state, 0, JOB, NULL, &run->error));
  g_assert_cmpint (run->error->code, ==, LIM_ERROR_PROVIDER);
  g_assert_nonnull (strstr (run->error->message, "cannot take an image back from ComfyUI at http://"));
}

/* -- Servers -- */

static const struct
{
  const char *holds;
  const char *environment, *servers;
  const char *names; /* joined by blanks; NULL: refused */
} pools[] = {
  { "one by default", NULL, NULL, "http://127.0.0.1:8188" },
  { "several, in their order", NULL, "http://a:1,http://b:2", "http://a:1 http://b:2" },
  { "one named twice, however it is spelled, is one", NULL, "http://a,http://A:80/,http://a:81",
    "http://a:80 http://a:81" },
  { "passwords are not shown, and do not make two of one", NULL, "http://me:secret@a:1,http://you:other@a:1",
    "http://a:1" },
  { "a path behind a proxy", NULL, "https://a/one,https://a/two/", "https://a:443/one https://a:443/two" },
  { "the environment wins", "http://c:3", "http://a:1,http://b:2", "http://c:3" },
  { "the environment may name several", "http://c:3, http://d:4", "http://a:1", "http://c:3 http://d:4" },
  { "an empty environment says nothing", "", "http://a:1", "http://a:1" },
  { "one wrong address spoils all", NULL, "http://a:1,b", NULL },
  { "a wrong address in the environment", "http://c:3,", NULL, NULL },
};

static void
test_servers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    {
      g_autoptr (LimSettings) settings = lim_settings_new (lim_provider_comfyui.options);
      g_autoptr (GString) names = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      guint n;

      g_test_message ("%s", pools[i].holds);
      if (pools[i].servers != NULL)
        g_assert_true (lim_settings_set_text (settings, "servers", pools[i].servers, NULL));
      if (pools[i].environment != NULL)
        g_setenv ("COMFY_URL", pools[i].environment, TRUE);
      gpointer state = lim_provider_comfyui.open (settings, &error);
      g_unsetenv ("COMFY_URL");
      g_assert_true ((state != NULL) == (pools[i].names != NULL));
      if (state == NULL)
        {
          g_assert_cmpint (error->code, ==, LIM_ERROR_BAD_INPUT);
          continue;
        }

      const LimProviderServer *rows = lim_provider_comfyui.servers (state, &n);
      for (guint row = 0; row < n; row++)
        {
          g_assert_cmpuint (rows[row].slots, ==, 2);
          g_string_append_printf (names, "%s%s", row > 0 ? " " : "", rows[row].name);
        }
      g_assert_cmpstr (names->str, ==, pools[i].names);
      lim_provider_comfyui.close (state);
    }
}

static const struct
{
  const char *holds;
  const char *patience; /* NULL: not said */
  gboolean many;
  double expected;
} patiences[] = {
  { "one server is given time to come back", NULL, FALSE, 30 },
  { "one of many is given up soon", NULL, TRUE, 5 },
  { "what the person says counts", "77", TRUE, 77 },
};

static void
test_patience (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (patiences); i++)
    {
      g_autoptr (LimSettings) settings = lim_settings_new (lim_provider_comfyui.options);

      if (patiences[i].patience != NULL)
        g_assert_true (lim_settings_set_text (settings, "patience", patiences[i].patience, NULL));
      g_autoptr (LimComfyServer) server = lim_comfyui_server_new (settings, "http://a:1", "here", NULL);
      g_test_message ("%s", patiences[i].holds);
      if (patiences[i].many)
        lim_comfyui_server_is_one_of_many (server);
      g_assert_cmpfloat (server->patience, ==, patiences[i].expected);
    }
}

/* Each job goes to the server it is meant for. */
static void
test_two_servers (void)
{
  g_autoptr (Stand) there = stand_new ("--render-ms=5", NULL);
  g_autoptr (Stand) here = stand_new ("--render-ms=5", NULL);
  g_autofree char *list = g_strjoin (",", here->url, there->url, NULL);
  g_autoptr (LimSettings) settings = new_settings ("http://127.0.0.1:1", "");
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (lim_settings_set_text (settings, "servers", list, NULL));
  gpointer state = lim_provider_comfyui.open (settings, &error);
  g_autoptr (LimRecipe) recipe = new_recipe (state);
  LimRenderRequest request = { .recipe = recipe, .server = 1, .asset_id = "crate_v1", .job_id = JOB };

  g_assert_true (lim_provider_comfyui.render (state, &request, &reply, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_of (here, "prompts"), ==, 0);
  g_assert_cmpuint (count_of (there, "prompts"), ==, 1);
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
  { "http://box/?a=b", FALSE },
  { "http://box/#a", FALSE },
  { "ftp://me:secret@box", FALSE },
  { "http:/me:secret@box", FALSE },
  { "", FALSE },
};

static void
test_url (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LimSettings) settings = new_settings (urls[i].url, "");
      gpointer state = lim_provider_comfyui.open (settings, &error);

      if ((state != NULL) != urls[i].well)
        g_error ("“%s”", urls[i].url);
      if (state != NULL)
        {
          lim_provider_comfyui.close (state);
          continue;
        }
      g_assert_cmpint (error->code, ==, LIM_ERROR_BAD_INPUT);
      g_assert_null (strstr (error->message, "secret"));
    }
}

/* A recipe that leaves things open is filled from the settings, so that the record tells what was used. */
static void
test_prepare (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LimSettings) settings = new_settings ("http://127.0.0.1:1", "");
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
  for (guint i = 0; i < G_N_ELEMENTS (uploads); i++)
    {
      g_autofree char *path = g_strdup_printf ("/provider/comfyui/upload/%02u", i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_upload);
    }
  g_test_add_func ("/provider/comfyui/recover", test_recover);
  g_test_add_func ("/provider/comfyui/foreign", test_foreign);
  g_test_add_func ("/provider/comfyui/probe", test_probe);
  g_test_add_func ("/provider/comfyui/rate-limit", test_rate_limit);
  g_test_add_func ("/provider/comfyui/events", test_events);
  g_test_add_func ("/provider/comfyui/stop", test_stop);
  g_test_add_func ("/provider/comfyui/cancel-unknown", test_cancel_unknown);
  g_test_add_func ("/provider/comfyui/servers", test_servers);
  g_test_add_func ("/provider/comfyui/patience", test_patience);
  g_test_add_func ("/provider/comfyui/two-servers", test_two_servers);
  g_test_add_func ("/provider/comfyui/cancel", test_cancel);
  g_test_add_func ("/provider/comfyui/url", test_url);
  g_test_add_func ("/provider/comfyui/prepare", test_prepare);
  g_test_add_func ("/provider/find", test_find);
  return g_test_run ();
}
