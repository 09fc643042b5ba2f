/* fake-a1111-render.c: txt2img and img2img. The call waits for its turn at the machine and for its pictures. */
#include "fake-a1111-private.h"

#include "fake-comfy.h"
#include "fake-json.h"
#include "fake-picture.h"

#include "imaging-header.h"

#include <math.h>
#include <string.h>

typedef struct
{
  FakeTask task;
  FakeRequest *request; /* NULL: answered */
  LimJsonDoc *body;
  const LimJson *asked;
  const char *sampler, *scheduler, *checkpoint;
  gboolean from_image;
  guint width, height, count;
  gint64 seed;
} Call;

static void
call_free (FakeTask *task)
{
  Call *call = (Call *) task;

  if (call->request != NULL)
    fake_request_drop (call->request);
  lim_json_doc_free (call->body);
  g_free (task->id);
  g_free (call);
}

gboolean
fake_a1111_is_task (const FakeTask *task)
{
  return task->free == call_free;
}

GBytes *
fake_a1111_decode (const LimJson *node)
{
  const char *text = lim_json_string (node);
  const char *comma = text != NULL && g_str_has_prefix (text, "data:") ? strchr (text, ',') : NULL;
  gsize length;
  LimImageInfo info;

  if (text == NULL)
    return NULL;

  guchar *data = g_base64_decode (comma != NULL ? comma + 1 : text, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);

  return lim_image_probe_bytes (data, length, "image", &info, NULL) ? g_steal_pointer (&bytes) : NULL;
}

static const char *
prompt_of (const Call *call)
{
  const char *prompt = lim_json_get_string (call->asked, "prompt");

  return prompt != NULL ? prompt : "";
}

/* -- What a picture says about itself -- */

/* sd-server has its own names, and one word for sampler and scheduler. */
static void
append_sd_server (GString *text, const Call *call, guint index)
{
  g_string_append_printf (
      text,
      "\nSteps: %" G_GINT64_FORMAT ", CFG scale: %f, Guidance: 3.500000, Eta: 0.000000, Seed: %" G_GINT64_FORMAT
      ", Size: %ux%u, Model: %s, RNG: cuda, Sampler: euler discrete, Version: stable-diffusion.cpp",
      lim_json_get_int (call->asked, "steps", 20), lim_json_get_double (call->asked, "cfg_scale", 7),
      call->seed + index, call->width, call->height, call->checkpoint);
}

static char *
parameters_text (const Call *call, guint index)
{
  const char *negative = lim_json_get_string (call->asked, "negative_prompt");
  GString *text = g_string_new (prompt_of (call));
  g_autofree char *hash = fake_a1111_hash (call->checkpoint);
  g_autofree char *stem = fake_a1111_stem (call->checkpoint);

  if (negative != NULL && *negative != '\0')
    g_string_append_printf (text, "\nNegative prompt: %s", negative);
  if (fake_a1111_is (call->request->fake, "sd-server"))
    {
      append_sd_server (text, call, index);
      return g_string_free (text, FALSE);
    }
  g_string_append_printf (text, "\nSteps: %" G_GINT64_FORMAT ", Sampler: %s",
                          lim_json_get_int (call->asked, "steps", 50), call->sampler);
  if (call->scheduler != NULL)
    g_string_append_printf (text, ", Schedule type: %s", call->scheduler);
  g_string_append_printf (text, ", CFG scale: %g, Seed: %" G_GINT64_FORMAT ", Size: %ux%u, Model hash: %s, Model: %s",
                          lim_json_get_double (call->asked, "cfg_scale", 7), call->seed + index, call->width,
                          call->height, hash, stem);
  if (call->from_image)
    g_string_append_printf (text, ", Denoising strength: %g",
                            lim_json_get_double (call->asked, "denoising_strength", 0.75));
  g_string_append (text, ", Version: v1.10.0");
  return g_string_free (text, FALSE);
}

static char *
picture_base64 (const Call *call, guint index)
{
  FakeRequest *request = call->request;
  g_autofree char *identity = g_strdup_printf ("%" G_GINT64_FORMAT "|%s", call->seed + index, prompt_of (call));
  g_autofree char *text = parameters_text (call, index);
  g_autoptr (GBytes) png =
      fake_picture_png (identity, call->width, call->height, (const char *const[]){ "parameters", text, NULL });
  g_autoptr (GBytes) picture = fake_picture_convert (png, request->fake->a1111->format);
  g_autoptr (GBytes) sent = fake_request_spoil_picture (request, picture);

  fake_stats_render (request->fake, identity);
  return g_base64_encode (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));
}

static char *
info_text (const Call *call, guint count, guint first, LimJson *infotexts, LimJsonDoc *doc)
{
  LimJson *seeds = lim_json_new_array (doc);
  LimJson *prompts = lim_json_new_array (doc);
  g_autofree char *hash = fake_a1111_hash (call->checkpoint);
  g_autofree char *stem = fake_a1111_stem (call->checkpoint);
  LimJson *info;

  for (guint i = 0; i < count; i++)
    {
      lim_json_append (seeds, lim_json_new_int (doc, call->seed + i));
      lim_json_append (prompts, lim_json_new_string (doc, prompt_of (call)));
    }
  info = fake_object (doc,
                      "prompt:s all_prompts:j negative_prompt:s seed:i all_seeds:j subseed:i width:i height:i "
                      "sampler_name:s cfg_scale:d steps:i batch_size:i sd_model_name:s sd_model_hash:s "
                      "denoising_strength:d index_of_first_image:i infotexts:j version:s",
                      prompt_of (call), prompts, lim_json_get_string (call->asked, "negative_prompt"), call->seed,
                      seeds, (gint64) 0, (gint64) call->width, (gint64) call->height, call->sampler,
                      lim_json_get_double (call->asked, "cfg_scale", 7), lim_json_get_int (call->asked, "steps", 50),
                      (gint64) count, stem, hash, lim_json_get_double (call->asked, "denoising_strength", 0.75),
                      (gint64) first, infotexts, "v1.10.0");
  if (fake_a1111_is (call->request->fake, "sdnext"))
    lim_json_remove (info, "sd_model_name");
  return fake_json_text (info);
}

/* -- The course of a call -- */

static LimJson *
pictures_json (const Call *call, LimJsonDoc *doc, guint count, gboolean grid, LimJson *infotexts)
{
  LimJson *images = lim_json_new_array (doc);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *picture = picture_base64 (call, i);
      g_autofree char *text = parameters_text (call, i);

      if (i == 0 && grid)
        {
          lim_json_append (images, lim_json_new_string (doc, picture));
          lim_json_append (infotexts, lim_json_new_string (doc, text));
        }
      lim_json_append (images, lim_json_new_string (doc, picture));
      lim_json_append (infotexts, lim_json_new_string (doc, text));
    }
  return images;
}

/* An interrupted call is answered with what there is: A1111 has half a picture, SD.Next nothing. */
static void
call_end (FakeTask *task, gboolean interrupted)
{
  Call *call = (Call *) task;
  Fake *fake = call->request->fake;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  gboolean nothing = interrupted && fake_a1111_is (fake, "sdnext");
  guint count = nothing ? 0 : interrupted ? 1 : call->count;
  gboolean grid = fake->a1111->grid && count > 1;
  LimJson *infotexts = lim_json_new_array (doc);
  LimJson *images = pictures_json (call, doc, count, grid, infotexts);
  g_autofree char *info = nothing ? g_strdup ("") : info_text (call, count, grid, infotexts, doc);

  fake_answer_json (g_steal_pointer (&call->request), 200,
                    fake_object (doc, "images:j parameters:j info:s", images, lim_json_copy (doc, call->asked),
                                 info));
  fake_gpu_release (fake->gpu);
  fake_gpu_next (fake->gpu);
}

static guint
whole (const LimJson *asked, const char *name, guint fallback, guint limit)
{
  return (guint) CLAMP (lim_json_get_int (asked, name, fallback), 1, limit);
}

/* The first field whose type is wrong; NULL: none. */
static const char *
wrong_field (const LimJson *asked)
{
  static const struct
  {
    const char *name;
    LimJsonType type;
  } fields[] = { { "prompt", LIM_JSON_STRING },     { "negative_prompt", LIM_JSON_STRING },
                 { "steps", LIM_JSON_NUMBER },      { "seed", LIM_JSON_NUMBER },
                 { "width", LIM_JSON_NUMBER },      { "height", LIM_JSON_NUMBER },
                 { "cfg_scale", LIM_JSON_NUMBER },  { "denoising_strength", LIM_JSON_NUMBER },
                 { "batch_size", LIM_JSON_NUMBER }, { "n_iter", LIM_JSON_NUMBER },
                 { "init_images", LIM_JSON_ARRAY }, { "override_settings", LIM_JSON_OBJECT } };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      LimJson *value = lim_json_get (asked, fields[i].name);

      if (!lim_json_is_null (value) && !lim_json_is (value, fields[i].type))
        return fields[i].name;
    }
  return NULL;
}

static void
answer_wrong_field (FakeRequest *request, const char *name)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  LimJson *where = fake_list_of (doc, lim_json_new_string (doc, "body"));
  LimJson *detail;

  lim_json_append (where, lim_json_new_string (doc, name));
  detail = fake_object (doc, "loc:j msg:s type:s", where, "value is not of the right type", "type_error");
  fake_answer_json (request, 422, fake_object (doc, "detail:j", fake_list_of (doc, detail)));
}

/* Whether the call makes sense to this flavour; if not, that was answered. */
static gboolean
makes_sense (FakeRequest *request, const LimJson *asked)
{
  gboolean from_image = g_str_has_suffix (request->path, "img2img");
  LimJson *images = lim_json_get (asked, "init_images");
  const char *sampler = lim_json_get_string (asked, "sampler_name");
  g_autoptr (GBytes) image = from_image ? fake_a1111_decode (lim_json_first (images)) : NULL;
  const char *prompt = lim_json_get_string (asked, "prompt");

  if (wrong_field (asked) != NULL)
    answer_wrong_field (request, wrong_field (asked));
  else if (fake_a1111_is (request->fake, "sd-server") && (prompt == NULL || *prompt == '\0'))
    fake_a1111_answer_error (request, 400, "", "prompt required");
  else if (from_image && lim_json_length (images) == 0 && fake_a1111_is (request->fake, "sdnext"))
    fake_answer_text (request, 400, "application/json", "{\"error\": \"Init image is none\"}");
  else if (from_image && lim_json_length (images) == 0)
    fake_a1111_answer_error (request, 404, "HTTPException", "Init image not found");
  else if (from_image && image == NULL)
    fake_a1111_answer_error (request, 500, "HTTPException", "Invalid encoded image");
  else if (fake_a1111_is (request->fake, "sdnext") && sampler != NULL && fake_a1111_sampler (sampler) == NULL)
    fake_a1111_answer_error (request, 404, "HTTPException", "Sampler not found");
  else
    return TRUE;
  return FALSE;
}

/* “DPM++ 2M Karras” is the sampler and its scheduler in one. What is unknown is silently something else. */
static void
choose_sampler (Call *call)
{
  const char *given = lim_json_get_string (call->asked, "sampler_name");
  g_autofree char *name = g_strdup (given != NULL ? given : "");
  char *blank = strrchr (name, ' ');

  call->scheduler = fake_a1111_scheduler (lim_json_get_string (call->asked, "scheduler"));
  if (blank != NULL && fake_a1111_sampler (name) == NULL && fake_a1111_scheduler (blank + 1) != NULL)
    {
      call->scheduler = fake_a1111_scheduler (blank + 1);
      *blank = '\0';
    }
  call->sampler = fake_a1111_sampler (name);
  if (call->sampler == NULL)
    call->sampler = fake_a1111_sampler ("Euler");
}

static void
choose_checkpoint (Call *call)
{
  Fake *fake = call->request->fake;
  LimJson *settings = lim_json_get (call->asked, "override_settings");
  const char *wanted = lim_json_get_string (settings, "sd_model_checkpoint");
  const char *known =
      wanted != NULL && !fake_a1111_is (fake, "sd-server") ? fake_a1111_checkpoint (fake, wanted) : NULL;

  if (known != NULL && !lim_json_get_bool (call->asked, "override_settings_restore_afterwards", TRUE))
    fake_a1111_load (fake, known);
  call->checkpoint = known != NULL ? known : fake_a1111_checkpoint (fake, fake->a1111->checkpoint);
  if (call->checkpoint == NULL)
    call->checkpoint = "none";
}

static Call *
new_call (FakeRequest *request, LimJsonDoc *body)
{
  Call *call = g_new0 (Call, 1);
  guint64 number = fake_comfy_next_number (request->fake);
  const LimJson *asked = lim_json_root (body);

  call->request = request;
  call->body = body;
  call->asked = asked;
  call->from_image = g_str_has_suffix (request->path, "img2img");
  call->width = whole (asked, "width", 512, 8192);
  call->height = whole (asked, "height", 512, 8192);
  call->count = whole (asked, "batch_size", 1, 16)
                * (fake_a1111_is (request->fake, "sd-server") ? 1 : whole (asked, "n_iter", 1, 16));
  call->seed = lim_json_get_int (asked, "seed", -1);
  if (call->seed < 0)
    call->seed = g_random_int ();
  choose_sampler (call);
  choose_checkpoint (call);
  const char *task = lim_json_get_string (asked, "force_task_id");
  call->task = (FakeTask){ .number = (double) number,
                           .id = task != NULL ? g_strdup (task) : g_uuid_string_random (),
                           .ms = (guint) request->fake->options.render_ms * call->count,
                           .steps = whole (asked, "steps", 50, 200),
                           .end = call_end,
                           .free = call_free };
  call->task.steps = CLAMP (call->task.ms / 5, 1, call->task.steps);
  return call;
}

void
fake_a1111_render (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) body = NULL;
  Fake *fake = request->fake;

  if (!fake_a1111_admits (request) || (body = fake_request_json (request)) == NULL
      || !makes_sense (request, lim_json_root (body)))
    return;
  fake_gpu_add (fake->gpu, &new_call (request, g_steal_pointer (&body))->task);
}
