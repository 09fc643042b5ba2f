/* fake-a1111.c: /sdapi/v1 as AUTOMATIC1111 and Forge speak it, with the habits of SD.Next and sd-server on request.
 * Lists and options; pictures are made in fake-a1111-render.c. */
#include "fake-a1111-private.h"

#include "fake-gpu.h"
#include "fake-json.h"
#include "fake-picture.h"

#include "base-hash.h"
#include "imaging-png.h"

#include <string.h>

/* clang-format off */
static const char *const samplers[] = { "Euler a", "Euler", "DPM++ 2M", "DPM++ SDE", "DPM++ 2M SDE", "LMS", "Heun", "DDIM", "UniPC", NULL };
static const char *const schedulers[] = { "automatic", "Automatic", "uniform", "Uniform", "karras", "Karras", "exponential", "Exponential", "sgm_uniform", "SGM Uniform", NULL };
/* clang-format on */

FakeA1111 *
fake_a1111_new (Fake *fake)
{
  FakeA1111 *a1111 = g_new0 (FakeA1111, 1);

  a1111->checkpoint = g_strdup (fake->options.checkpoints[0] != NULL ? fake->options.checkpoints[0] : "none");
  a1111->format = g_strdup (fake_a1111_is (fake, "sdnext") ? "jpg" : "png");
  return a1111;
}

void
fake_a1111_free (FakeA1111 *a1111)
{
  g_free (a1111->checkpoint);
  g_free (a1111->format);
  g_free (a1111);
}

gboolean
fake_a1111_is (Fake *fake, const char *flavour)
{
  return strcmp (fake->options.flavour, flavour) == 0;
}

char *
fake_a1111_hash (const char *name)
{
  g_autofree char *hex = lim_sha256_hex (name, -1);

  return g_strndup (hex, 10);
}

/* A file's name without “.safetensors”. Transfer full. */
char *
fake_a1111_stem (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL ? g_strndup (name, (gsize) (dot - name)) : g_strdup (name);
}

const char *
fake_a1111_checkpoint (Fake *fake, const char *name)
{
  for (guint i = 0; fake->options.checkpoints[i] != NULL; i++)
    {
      const char *file = fake->options.checkpoints[i];
      g_autofree char *hash = fake_a1111_hash (file);
      g_autofree char *title = g_strdup_printf ("%s [%s]", file, hash);
      g_autofree char *stem = fake_a1111_stem (file);

      if (strcmp (name, file) == 0 || strcmp (name, title) == 0 || strcmp (name, stem) == 0)
        return file;
    }
  return NULL;
}

const char *
fake_a1111_sampler (const char *name)
{
  for (guint i = 0; name != NULL && samplers[i] != NULL; i++)
    if (g_ascii_strcasecmp (samplers[i], name) == 0)
      return samplers[i];
  return NULL;
}

const char *
fake_a1111_scheduler (const char *name)
{
  for (guint i = 0; name != NULL && schedulers[i] != NULL; i++)
    if (g_ascii_strcasecmp (schedulers[i], name) == 0)
      return schedulers[i | 1];
  return NULL;
}

/* -- Who may ask, and how it is told no -- */

void
fake_a1111_answer_error (FakeRequest *request, guint status, const char *kind, const char *detail)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");

  if (fake_a1111_is (request->fake, "sd-server"))
    fake_answer_json (request, status, fake_object (doc, "error:s", detail));
  else if (status == 404)
    fake_answer_json (request, status, fake_object (doc, "detail:s", detail));
  else
    fake_answer_json (request, status,
                      fake_object (doc, "error:s detail:s body:s errors:s", kind, detail, "", detail));
}

gboolean
fake_a1111_admits (FakeRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *given = soup_message_headers_get_one (headers, "Authorization");
  const char *login = request->fake->options.login;
  g_autofree char *code = login != NULL ? g_base64_encode ((const guint8 *) login, strlen (login)) : NULL;
  g_autofree char *wanted = login != NULL ? g_strconcat ("Basic ", code, NULL) : NULL;

  if (wanted == NULL || g_strcmp0 (given, wanted) == 0)
    return TRUE;
  fake_answer_header (request, "WWW-Authenticate", "Basic");
  fake_answer_text (request, 401, "application/json", "{\"detail\": \"Incorrect username or password\"}");
  return FALSE;
}

/* Whether @request is to be answered: the login is right, and the flavour has such a route. */
static gboolean
is_served (FakeRequest *request, gboolean by_sd_server)
{
  if (!fake_a1111_admits (request))
    return FALSE;
  if (by_sd_server || !fake_a1111_is (request->fake, "sd-server"))
    return TRUE;
  fake_answer_text (request, 404, "text/plain", "");
  return FALSE;
}

/* -- Lists -- */

static void
get_models (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  LimJson *list = lim_json_new_array (doc);
  char **names = request->fake->options.checkpoints;

  if (!is_served (request, TRUE))
    return;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *hash = fake_a1111_hash (names[i]);
      g_autofree char *sha = lim_sha256_hex (names[i], -1);
      g_autofree char *title = g_strdup_printf ("%s [%s]", names[i], hash);
      g_autofree char *stem = fake_a1111_stem (names[i]);
      g_autofree char *path = g_strconcat ("/models/Stable-diffusion/", names[i], NULL);

      lim_json_append (list, fake_object (doc, "title:s model_name:s hash:s sha256:s filename:s config:n", title,
                                          stem, hash, sha, path));
    }
  fake_answer_json (request, 200, list);
}

static void
get_samplers (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  LimJson *list = lim_json_new_array (doc);

  if (!is_served (request, TRUE))
    return;
  for (guint i = 0; samplers[i] != NULL; i++)
    lim_json_append (list, fake_object (doc, "name:s aliases:j options:j", samplers[i], lim_json_new_array (doc),
                                        lim_json_new_object (doc)));
  fake_answer_json (request, 200, list);
}

static void
get_schedulers (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  LimJson *list = lim_json_new_array (doc);

  if (!is_served (request, TRUE))
    return;
  for (guint i = 0; schedulers[i] != NULL; i += 2)
    lim_json_append (list, fake_object (doc, "name:s label:s aliases:n default_rho:d need_inner_model:b",
                                        schedulers[i], schedulers[i + 1], -1.0, FALSE));
  fake_answer_json (request, 200, list);
}

static void
get_loras (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  LimJson *list = lim_json_new_array (doc);
  char **names = request->fake->options.loras;

  if (!is_served (request, TRUE))
    return;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *stem = fake_a1111_stem (names[i]);
      g_autofree char *path = g_strconcat ("/models/Lora/", names[i], NULL);

      lim_json_append (list, fake_object (doc, "name:s alias:s path:s metadata:j", stem, stem, path,
                                          lim_json_new_object (doc)));
    }
  fake_answer_json (request, 200, list);
}

static void
get_nothing (FakeRequest *request)
{
  if (is_served (request, TRUE))
    fake_answer_text (request, 200, "application/json", "[]");
}

/* -- Options -- */

static void
get_options (FakeRequest *request)
{
  FakeA1111 *a1111 = request->fake->a1111;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  g_autofree char *hash = fake_a1111_hash (a1111->checkpoint);
  g_autofree char *title = g_strdup_printf ("%s [%s]", a1111->checkpoint, hash);

  if (is_served (request, TRUE))
    fake_answer_json (request, 200,
                      fake_object (doc,
                                   "samples_format:s sd_model_checkpoint:s sd_vae:s return_grid:b "
                                   "CLIP_stop_at_last_layers:i",
                                   a1111->format, title, "Automatic", a1111->grid, (gint64) 1));
}

static void
post_options (FakeRequest *request)
{
  FakeA1111 *a1111 = request->fake->a1111;
  g_autoptr (LimJsonDoc) body = NULL;

  if (!is_served (request, FALSE) || (body = fake_request_json (request)) == NULL)
    return;

  const char *wanted = lim_json_get_string (lim_json_root (body), "sd_model_checkpoint");
  const char *format = lim_json_get_string (lim_json_root (body), "samples_format");
  const char *checkpoint = wanted != NULL ? fake_a1111_checkpoint (request->fake, wanted) : NULL;

  if (wanted != NULL && checkpoint == NULL)
    {
      fake_a1111_answer_error (request, 500, "RuntimeError", "model not found");
      return;
    }
  if (checkpoint != NULL)
    fake_a1111_load (request->fake, checkpoint);
  if (format != NULL)
    {
      g_free (a1111->format);
      a1111->format = g_strdup (format);
    }
  a1111->grid = lim_json_get_bool (lim_json_root (body), "return_grid", a1111->grid);
  fake_answer_text (request, 200, "application/json", "null");
}

void
fake_a1111_load (Fake *fake, const char *checkpoint)
{
  g_free (fake->a1111->checkpoint);
  fake->a1111->checkpoint = g_strdup (checkpoint);
}

/* -- Watching and stopping -- */

static void
get_progress (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  FakeTask *task = fake_gpu_running (request->fake->gpu);
  gboolean skip = g_strcmp0 (fake_request_query (request, "skip_current_image"), "true") == 0;
  g_autofree char *picture = NULL;

  if (!is_served (request, FALSE))
    return;

  gboolean at_work = task != NULL && fake_a1111_is_task (task);
  double share = at_work ? (double) task->done / task->steps : 0;
  LimJson *state = fake_object (
      doc,
      "skipped:b interrupted:b stopping_generation:b job:s job_count:i job_timestamp:s job_no:i sampling_step:i "
      "sampling_steps:i",
      FALSE, at_work && task->interrupted, FALSE, at_work ? "scripts_txt2img" : "",
      (gint64) (at_work ? (task->done == 0 ? -1 : 1) : 0), "20260101000000", (gint64) 0,
      (gint64) (at_work ? task->done : 0), (gint64) (at_work ? task->steps : 0));

  if (at_work && !skip && task->done > 0)
    {
      g_autoptr (GBytes) png = fake_picture_png (task->id, 32, 32, NULL);

      picture = g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png));
    }
  fake_answer_json (request, 200,
                    fake_object (doc, "progress:d eta_relative:d state:j current_image:s textinfo:n current_task:s",
                                 share, at_work ? task->ms * (1 - share) / 1000.0 : 0, state, picture,
                                 at_work ? task->id : NULL));
}

/* What the page of AUTOMATIC1111 and Forge asks: how far one task is, by the name its caller gave it. */
static void
post_task (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  g_autoptr (LimJsonDoc) body = NULL;
  FakeTask *task = fake_gpu_running (request->fake->gpu);

  if (!fake_a1111_is (request->fake, "forge"))
    {
      fake_answer_text (request, 404, "application/json", "{\"detail\": \"Not Found\"}");
      return;
    }
  if ((body = fake_request_json (request)) == NULL)
    return;

  const char *asked = lim_json_get_string (lim_json_root (body), "id_task");
  gboolean active = task != NULL && fake_a1111_is_task (task) && g_strcmp0 (task->id, asked) == 0;
  g_autoptr (GBytes) png = fake_picture_png ("preview", 32, 32, NULL);
  g_autofree char *coded = g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  g_autofree char *preview = g_strconcat ("data:image/png;base64,", coded, NULL);
  gboolean with_preview = active && lim_json_get_bool (lim_json_root (body), "live_preview", TRUE);

  fake_answer_json (request, 200,
                    fake_object (doc, "active:b queued:b completed:b progress:d live_preview:s", active, FALSE, FALSE,
                                 active ? (double) task->done / task->steps : 0.0, with_preview ? preview : NULL));
}

static void
post_interrupt (FakeRequest *request)
{
  FakeTask *task = fake_gpu_running (request->fake->gpu);

  if (!is_served (request, FALSE))
    return;
  fake_stats_interrupt (request->fake, NULL);
  if (task != NULL && fake_a1111_is_task (task))
    fake_gpu_interrupt (request->fake->gpu, task->id);
  fake_answer_text (request, fake_a1111_is (request->fake, "sdnext") ? 204 : 200, "application/json",
                    fake_a1111_is (request->fake, "sdnext") ? "" : "{}");
}

static void
post_png_info (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  g_autoptr (LimJsonDoc) body = NULL;
  g_auto (GStrv) texts = NULL;
  const char *info = "";

  if (!is_served (request, FALSE) || (body = fake_request_json (request)) == NULL)
    return;

  g_autoptr (GBytes) image = fake_a1111_decode (lim_json_get (lim_json_root (body), "image"));

  if (image != NULL)
    texts = lim_png_read_text (g_bytes_get_data (image, NULL), g_bytes_get_size (image), "image", NULL);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i += 2)
    if (strcmp (texts[i], "parameters") == 0)
      info = texts[i + 1];
  if (texts == NULL)
    fake_a1111_answer_error (request, 500, "HTTPException", "Invalid encoded image");
  else
    fake_answer_json (request, 200,
                      fake_object (doc, "info:s items:j parameters:j", info, lim_json_new_object (doc),
                                   lim_json_new_object (doc)));
}

const FakeRoute fake_a1111_routes[] = {
  { "GET", "/sdapi/v1/sd-models", FALSE, get_models },
  { "GET", "/sdapi/v1/samplers", FALSE, get_samplers },
  { "GET", "/sdapi/v1/schedulers", FALSE, get_schedulers },
  { "GET", "/sdapi/v1/loras", FALSE, get_loras },
  { "GET", "/sdapi/v1/sd-vae", FALSE, get_nothing },
  { "GET", "/sdapi/v1/upscalers", FALSE, get_nothing },
  { "GET", "/sdapi/v1/options", FALSE, get_options },
  { "POST", "/sdapi/v1/options", FALSE, post_options },
  { "GET", "/sdapi/v1/progress", FALSE, get_progress },
  { "POST", "/internal/progress", FALSE, post_task },
  { "POST", "/sdapi/v1/interrupt", FALSE, post_interrupt },
  { "POST", "/sdapi/v1/skip", FALSE, post_interrupt },
  { "POST", "/sdapi/v1/png-info", FALSE, post_png_info },
  { "POST", "/sdapi/v1/txt2img", FALSE, fake_a1111_render },
  { "POST", "/sdapi/v1/img2img", FALSE, fake_a1111_render },
  { NULL },
};
