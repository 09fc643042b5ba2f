/* fake-comfy-routes.c: ComfyUI's API without its folders. */
#include "fake-catalogue.h"
#include "fake-comfy.h"
#include "fake-gpu.h"
#include "fake-json.h"
#include "fake-request.h"
#include "fake-socket.h"
#include "fake-stats.h"

#include <string.h>

static void
answer_error (FakeRequest *request, LimJsonDoc *doc, LimJson *error, LimJson *node_errors)
{
  fake_answer_json (request, 400, fake_object (doc, "error:j node_errors:j", error, node_errors));
}

static void
answer_simple_error (FakeRequest *request, LimJsonDoc *doc, const char *type, const char *message)
{
  answer_error (request, doc,
                fake_object (doc, "type:s message:s details:s extra_info:j", type, message, message,
                             lim_json_new_object (doc)),
                lim_json_new_object (doc));
}

/* What the fault “refuse” says: the first loader's checkpoint is not there. */
static void
answer_refusal (FakeRequest *request, LimJsonDoc *doc, const LimJson *graph)
{
  LimJson *nodes = lim_json_new_object (doc);
  const char *wanted = "x.safetensors";

  for (LimJson *node = lim_json_first (graph); node != NULL; node = lim_json_next (node))
    {
      if (g_strcmp0 (lim_json_get_string (node, "class_type"), "CheckpointLoaderSimple") != 0)
        continue;
      wanted = lim_json_get_string (lim_json_get (node, "inputs"), "ckpt_name");
    }

  LimJson *choices = lim_json_new_strv (doc, (const char *const *) request->fake->options.checkpoints);
  LimJson *config = fake_list_of (doc, choices);
  LimJson *extra;
  LimJson *error;

  lim_json_append (config, lim_json_new_object (doc));
  extra = fake_object (doc, "input_name:s input_config:j received_value:s", "ckpt_name", config, wanted);
  error = fake_object (doc, "type:s message:s details:s extra_info:j", "value_not_in_list", "Value not in list",
                       "ckpt_name", extra);
  lim_json_set (nodes, "1",
                fake_object (doc, "errors:j dependent_outputs:j class_type:s", fake_list_of (doc, error),
                             fake_list_of (doc, lim_json_new_string (doc, "7")), "CheckpointLoaderSimple"));
  answer_error (request, doc,
                fake_object (doc, "type:s message:s details:s extra_info:j", "prompt_outputs_failed_validation",
                             "Prompt outputs failed validation", "", lim_json_new_object (doc)),
                nodes);
}

static LimJson *
partial_errors (LimJsonDoc *doc)
{
  LimJson *error = fake_object (doc, "type:s message:s details:s extra_info:j", "required_input_missing",
                                "Bad output", "", lim_json_new_object (doc));

  return fake_object (doc, "7:j",
                      fake_object (doc, "errors:j dependent_outputs:j class_type:s", fake_list_of (doc, error),
                                   lim_json_new_array (doc), "SaveImage"));
}

static double
number_of (const LimJson *root, guint64 count)
{
  if (lim_json_get (root, "number") != NULL)
    return lim_json_get_double (root, "number", 0);
  return lim_json_get_bool (root, "front", FALSE) ? -(double) count : (double) count;
}

static gboolean
is_uuid (const char *id)
{
  g_autofree char *lower = g_ascii_strdown (id, -1);

  return g_uuid_string_is_valid (id) && strcmp (lower, id) == 0;
}

static void
accept (FakeRequest *request, LimJsonDoc *body, LimJsonDoc *doc, FakeCheck *check)
{
  Fake *fake = request->fake;
  LimJson *root = lim_json_root (body);
  const char *given = lim_json_get_string (root, "prompt_id");
  gboolean own = given == NULL || request->strike.kind == FAKE_OTHER_ID;
  g_autofree char *id = own ? g_uuid_string_random () : g_strdup (given);
  double number = number_of (root, fake_comfy_next_number (fake));
  LimJson *errors = request->strike.kind == FAKE_PARTIAL ? partial_errors (doc) : check->node_errors;

  fake_comfy_queue (fake, body, id, number, check->outputs);
  fake_answer_json (request, 200, fake_object (doc, "prompt_id:s number:d node_errors:j", id, number, errors));
}

static void
post_prompt (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) body = fake_request_json (request);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  FakeCheck check;

  if (body == NULL)
    return;

  LimJson *graph = lim_json_get (lim_json_root (body), "prompt");
  LimJson *id = lim_json_get (lim_json_root (body), "prompt_id");

  if (!lim_json_is_null (id) && !request->fake->options.any_id
      && (lim_json_string (id) == NULL || !is_uuid (lim_json_string (id))))
    {
      answer_simple_error (request, doc, "invalid_prompt_id", "prompt_id must be a canonical UUID");
      return;
    }
  if (request->strike.kind == FAKE_REFUSE)
    {
      answer_refusal (request, doc, graph);
      return;
    }
  fake_graph_check (request->fake, doc, graph, &check);
  if (check.error != NULL)
    answer_error (request, doc, check.error, check.node_errors);
  else
    accept (request, g_steal_pointer (&body), doc, &check);
  fake_check_clear (&check);
}

static void
get_prompt (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  LimJson *info = fake_object (doc, "queue_remaining:i", (gint64) fake_gpu_length (request->fake->gpu));

  fake_answer_json (request, 200, fake_object (doc, "exec_info:j", info));
}

static void
get_queue (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");

  fake_answer_json (request, 200,
                    fake_object (doc, "queue_running:j queue_pending:j",
                                 fake_comfy_queue_json (request->fake, doc, TRUE),
                                 fake_comfy_queue_json (request->fake, doc, FALSE)));
}

static void
take_back (Fake *fake, const char *id)
{
  if (id == NULL)
    return;

  g_autofree char *kept = g_strdup (id);

  if (fake_gpu_remove (fake->gpu, kept))
    fake_stats_deleted (fake, kept);
}

static void
post_queue (FakeRequest *request)
{
  Fake *fake = request->fake;
  g_autoptr (LimJsonDoc) body = fake_request_json (request);

  if (body == NULL)
    return;
  if (lim_json_get_bool (lim_json_root (body), "clear", FALSE))
    while (fake_gpu_waiting (fake->gpu)->len > 0)
      take_back (fake, ((FakeTask *) fake_gpu_waiting (fake->gpu)->pdata[0])->id);
  for (LimJson *id = lim_json_first (lim_json_get (lim_json_root (body), "delete")); id != NULL;
       id = lim_json_next (id))
    take_back (fake, lim_json_string (id));
  fake_socket_status (fake->sockets);
  fake_answer_text (request, 200, "text/plain", "");
}

/* A body that is empty or broken means whatever runs. */
static void
post_interrupt (FakeRequest *request)
{
  gsize length;
  const char *text = g_bytes_get_data (request->body, &length);
  g_autoptr (LimJsonDoc) body = lim_json_parse ("body", length > 0 ? text : "", (gssize) length, NULL);
  const char *id = body != NULL ? lim_json_get_string (lim_json_root (body), "prompt_id") : NULL;

  fake_stats_interrupt (request->fake, id);
  fake_gpu_interrupt (request->fake->gpu, id);
  fake_answer_text (request, 200, "text/plain", "");
}

static void
answer_history (FakeRequest *request, const char *text)
{
  fake_answer_text (request, 200, "application/json; charset=utf-8", text);
}

static void
get_history (FakeRequest *request)
{
  const char *max = fake_request_query (request, "max_items");
  const char *offset = fake_request_query (request, "offset");
  g_autofree char *text = fake_comfy_history (request->fake, offset != NULL ? g_ascii_strtoll (offset, NULL, 10) : -1,
                                              max != NULL ? g_ascii_strtoll (max, NULL, 10) : -1);

  answer_history (request, text);
}

static void
get_history_of (FakeRequest *request)
{
  const char *id = request->path + strlen ("/history/");
  const char *entry = fake_comfy_recall (request->fake, id);
  g_autofree char *text = entry != NULL ? g_strdup_printf ("{\"%s\": %s}", id, entry) : g_strdup ("{}");

  answer_history (request, text);
}

static void
post_history (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) body = fake_request_json (request);

  if (body == NULL)
    return;
  if (lim_json_get_bool (lim_json_root (body), "clear", FALSE))
    fake_comfy_forget (request->fake, NULL);
  for (LimJson *id = lim_json_first (lim_json_get (lim_json_root (body), "delete")); id != NULL;
       id = lim_json_next (id))
    if (lim_json_string (id) != NULL)
      fake_comfy_forget (request->fake, lim_json_string (id));
  fake_answer_text (request, 200, "text/plain", "");
}

static void
get_object_info (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  const char *class =
      strlen (request->path) > strlen ("/object_info/") ? request->path + strlen ("/object_info/") : NULL;

  fake_answer_json (request, 200, fake_catalogue_json (request->fake, doc, class));
}

static void
get_system_stats (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  LimJson *device =
      fake_object (doc, "name:s type:s index:i vram_total:i vram_free:i", "cuda:0 Stand-in GPU : native", "cuda",
                   (gint64) 0, (gint64) 25757220864, (gint64) 24000000000);
  LimJson *system =
      fake_object (doc, "os:s ram_total:i ram_free:i comfyui_version:s python_version:s argv:j", "posix",
                   (gint64) 67430887424, (gint64) 50000000000, request->fake->options.comfyui_version, "3.12.3",
                   fake_list_of (doc, lim_json_new_string (doc, "main.py")));

  fake_answer_json (request, 200, fake_object (doc, "system:j devices:j", system, fake_list_of (doc, device)));
}

static void
get_features (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");

  fake_answer_json (request, 200, fake_comfy_features (request->fake, doc));
}

static void
get_models (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  const char *folder = strlen (request->path) > strlen ("/models/") ? request->path + strlen ("/models/") : NULL;
  g_auto (GStrv) names = folder != NULL ? fake_model_files (request->fake, folder) : fake_model_folders ();

  if (names == NULL)
    fake_answer_text (request, 404, "text/plain", "");
  else
    fake_answer_json (request, 200, lim_json_new_strv (doc, (const char *const *) names));
}

static void
post_free (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) body = fake_request_json (request);

  if (body == NULL)
    return;
  if (lim_json_get_bool (lim_json_root (body), "free_memory", FALSE))
    fake_comfy_empty_cache (request->fake);
  fake_answer_text (request, 200, "text/plain", "");
}

const FakeRoute fake_comfy_routes[] = {
  { "GET", "/prompt", FALSE, get_prompt },
  { "POST", "/prompt", FALSE, post_prompt },
  { "GET", "/queue", FALSE, get_queue },
  { "POST", "/queue", FALSE, post_queue },
  { "POST", "/interrupt", FALSE, post_interrupt },
  { "GET", "/history", FALSE, get_history },
  { "GET", "/history/", TRUE, get_history_of },
  { "POST", "/history", FALSE, post_history },
  { "GET", "/object_info", FALSE, get_object_info },
  { "GET", "/object_info/", TRUE, get_object_info },
  { "GET", "/system_stats", FALSE, get_system_stats },
  { "GET", "/features", FALSE, get_features },
  { "GET", "/models", FALSE, get_models },
  { "GET", "/models/", TRUE, get_models },
  { "POST", "/free", FALSE, post_free },
  { NULL },
};
