#include "provider-comfyui-reply.h"

#include "base-text.h"

#include <string.h>

#define MAX_SAID 400u /* columns of a server's own words in a message */

LimJsonDoc *
lim_comfyui_parse (GBytes *body, const char *what, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  LimJsonDoc *doc = lim_json_parse_python (what, text, (gssize) length, &cause);

  if (doc == NULL)
    return lim_fail_null (error, LIM_ERROR_PROVIDER,
                          "%s answered something that is not JSON (%s); is it really a ComfyUI server?", what,
                          cause->message);
  return doc;
}

static char *
say (const char *text)
{
  g_autofree char *harmless = lim_text_harmless (text);

  return lim_text_cut (g_strstrip (harmless), MAX_SAID);
}

/* -- Errors of /prompt -- */

/* What an input's value is called by people, and where the server looks for it. */
static const struct
{
  const char *input, *called, *advice;
} inputs[] = {
  { "ckpt_name", "the checkpoint", "put the file into the server's models/checkpoints or name another one" },
  { "lora_name", "the LoRA", "put the file into the server's models/loras or name another one" },
  { "sampler_name", "the sampler", "name one the server knows" },
  { "scheduler", "the scheduler", "name one the server knows" },
};

/* The choices of an input, in either spelling: [["a","b"],{…}] and ["COMBO",{"options":["a","b"]}]. */
static char **
read_choices (const LimJson *input_config)
{
  const LimJson *first = lim_json_first (input_config);

  if (lim_json_is (first, LIM_JSON_ARRAY))
    return lim_json_dup_strv (first);
  return lim_json_dup_strv (lim_json_get (first != NULL ? lim_json_next (first) : NULL, "options"));
}

/* “the checkpoint “x” is not on the server. Did you mean “y”? Put …”; NULL when @fault is of another kind. */
static char *
describe_missing (const LimJson *fault)
{
  const LimJson *extra = lim_json_get (fault, "extra_info");
  const char *input = lim_json_get_string (extra, "input_name");
  const char *value = lim_json_get_string (extra, "received_value");

  if (g_strcmp0 (lim_json_get_string (fault, "type"), "value_not_in_list") != 0 || input == NULL || value == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (inputs); i++)
    if (strcmp (inputs[i].input, input) == 0)
      {
        g_auto (GStrv) choices = read_choices (lim_json_get (extra, "input_config"));
        g_autofree char *hint = lim_text_did_you_mean (value, (const char *const *) choices);
        g_autofree char *said = g_strdup_printf ("%s “%s” is not on the server.%s To go on, %s", inputs[i].called,
                                                 value, hint, inputs[i].advice);
        return say (said);
      }
  return NULL;
}

static void
add_fault (GPtrArray *faults, const LimJson *fault, const char *class_type)
{
  g_autofree char *missing = describe_missing (fault);
  const char *message = lim_json_get_string (fault, "message");
  const char *details = lim_json_get_string (fault, "details");
  g_autofree char *said =
      g_strdup_printf ("%s: %s%s%s", class_type != NULL ? class_type : "a node", message != NULL ? message : "error",
                       details != NULL && *details != '\0' ? ": " : "", details != NULL ? details : "");

  g_ptr_array_add (faults, missing != NULL ? g_steal_pointer (&missing) : say (said));
}

#define MAX_FAULTS 4u

/* The faults of all nodes, or NULL when there is none. */
static char *
describe_node_errors (const LimJson *root)
{
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);

  for (const LimJson *node = lim_json_first (lim_json_get (root, "node_errors")); node != NULL;
       node = lim_json_next (node))
    for (const LimJson *fault = lim_json_first (lim_json_get (node, "errors"));
         fault != NULL && faults->len < MAX_FAULTS; fault = lim_json_next (fault))
      add_fault (faults, fault, lim_json_get_string (node, "class_type"));
  if (faults->len == 0)
    return NULL;
  g_ptr_array_add (faults, NULL);
  return g_strjoinv ("; ", (char **) faults->pdata);
}

/* The answer's own sentence: an object or a text under "error". */
static char *
describe_error (const LimJson *root)
{
  const LimJson *fault = lim_json_get (root, "error");
  const char *message = lim_json_get_string (fault, "message");
  const char *details = lim_json_get_string (fault, "details");
  g_autofree char *said = NULL;

  if (lim_json_string (fault) != NULL)
    return say (lim_json_string (fault));
  if (message == NULL)
    return NULL;
  said = g_strconcat (message, details != NULL && *details != '\0' ? ": " : NULL, details, NULL);
  return say (said);
}

static char *
describe_refusal (GBytes *body)
{
  g_autoptr (LimJsonDoc) doc = lim_comfyui_parse (body, "ComfyUI", NULL);
  char *said = doc != NULL ? describe_node_errors (lim_json_root (doc)) : NULL;

  if (said == NULL && doc != NULL)
    said = describe_error (lim_json_root (doc));
  if (said == NULL)
    {
      gsize length;
      const char *text = g_bytes_get_data (body, &length);
      g_autofree char *copy = g_strndup (text != NULL ? text : "", MIN (length, 4u * MAX_SAID));

      said = say (*copy != '\0' ? copy : "without a word");
    }
  return said;
}

/* What a status that is not 2xx means for the batch. */
static const struct
{
  guint low, high;
  LimFailure failure;
  const char *means;
} statuses[] = {
  { 401, 401, LIM_FAILURE_AUTH, "wants a login, which a plain ComfyUI server does not; check the URL and any proxy" },
  { 403, 403, LIM_FAILURE_AUTH, "forbids it; check the URL and any proxy" },
  { 404, 405, LIM_FAILURE_AUTH, "does not know our request; is it really a ComfyUI server? Check the URL" },
  { 413, 413, LIM_FAILURE_IMAGE,
    "finds what we send too large; its --max-upload-size, or a proxy's limit, can be raised" },
  { 429, 429, LIM_FAILURE_RATE_LIMIT, "asks us to wait" },
  { 502, 504, LIM_FAILURE_SERVER, "cannot be reached behind its proxy, or is too busy" },
  { 500, 599, LIM_FAILURE_SERVER, "is in trouble; its own log tells more" },
};

gboolean
lim_comfyui_fail_status (guint status, GBytes *body, const char *refused, LimRenderReply *reply, GError **error)
{
  g_autofree char *said = describe_refusal (body);

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (status >= statuses[i].low && status <= statuses[i].high)
      return lim_provider_fail (reply, statuses[i].failure, error, LIM_ERROR_PROVIDER, "ComfyUI %s (HTTP %u: %s)",
                                statuses[i].means, status, said);
  return lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER, "ComfyUI %s (HTTP %u): %s", refused,
                            status, said);
}

gboolean
lim_comfyui_read_submit (guint status, GBytes *body, char **prompt_id, LimRenderReply *reply, GError **error)
{
  if (status < 200 || status > 299)
    return lim_comfyui_fail_status (status, body, "refused the workflow", reply, error);

  g_autoptr (LimJsonDoc) doc = lim_comfyui_parse (body, "ComfyUI's /prompt", error);
  if (doc == NULL)
    {
      reply->failure = LIM_FAILURE_SERVER;
      return FALSE;
    }

  /* With 200 some outputs may still be refused, and we have only one. */
  g_autofree char *faults = describe_node_errors (lim_json_root (doc));
  const char *id = lim_json_get_string (lim_json_root (doc), "prompt_id");

  if (faults != NULL)
    return lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER, "ComfyUI refused the workflow: %s",
                              faults);
  if (id == NULL || *id == '\0' || strlen (id) > 200)
    return lim_provider_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER,
                              "ComfyUI took the workflow but gave no prompt_id; is it really a ComfyUI server?");
  *prompt_id = g_strdup (id);
  return TRUE;
}

/* -- History -- */

void
lim_comfyui_result_clear (LimComfyuiResult *result)
{
  g_clear_pointer (&result->filename, g_free);
  g_clear_pointer (&result->subfolder, g_free);
  g_clear_pointer (&result->type, g_free);
  g_clear_pointer (&result->message, g_free);
}

/* The first picture of one node's output that was saved and not only previewed. */
static gboolean
take_image (const LimJson *output, LimComfyuiResult *result)
{
  for (const LimJson *image = lim_json_first (lim_json_get (output, "images")); image != NULL;
       image = lim_json_next (image))
    {
      const char *filename = lim_json_get_string (image, "filename");
      const char *subfolder = lim_json_get_string (image, "subfolder");
      const char *type = lim_json_get_string (image, "type");

      if (filename == NULL || *filename == '\0' || (type != NULL && strcmp (type, "output") != 0))
        continue;
      result->state = LIM_COMFYUI_DONE;
      result->filename = g_strdup (filename);
      result->subfolder = g_strdup (subfolder != NULL ? subfolder : "");
      result->type = g_strdup ("output");
      return TRUE;
    }
  return FALSE;
}

static gboolean
find_image (const LimJson *outputs, const char *save_node, LimComfyuiResult *result)
{
  if (save_node != NULL && take_image (lim_json_get (outputs, save_node), result))
    return TRUE;
  for (const LimJson *output = lim_json_first (outputs); output != NULL; output = lim_json_next (output))
    if (take_image (output, result))
      return TRUE;
  return FALSE;
}

static gboolean
fail_result (LimComfyuiResult *result, const char *text)
{
  result->state = LIM_COMFYUI_FAILED;
  result->message = say (text);
  return TRUE;
}

/* The last message [event, {…}] of an entry's status. TRUE: it tells a failure, which @result now holds. */
static gboolean
read_last_message (const LimJson *status, LimComfyuiResult *result)
{
  const LimJson *last = NULL;

  for (const LimJson *message = lim_json_first (lim_json_get (status, "messages")); message != NULL;
       message = lim_json_next (message))
    last = message;

  const LimJson *event = lim_json_first (last);
  const LimJson *data = event != NULL ? lim_json_next (event) : NULL;
  const char *name = lim_json_string (event);

  if (g_strcmp0 (name, "execution_interrupted") == 0)
    return fail_result (result, "the job was interrupted on the server");
  if (g_strcmp0 (name, "execution_error") != 0)
    return FALSE;

  const char *node = lim_json_get_string (data, "node_type");
  const char *message = lim_json_get_string (data, "exception_message");
  g_autofree char *said = g_strdup_printf ("%s%s%s", node != NULL ? node : "", node != NULL ? ": " : "",
                                           message != NULL ? message : "an error it did not describe");
  return fail_result (result, said);
}

/* An entry's prompt is [number, id, graph, …]; old servers may leave it out. */
static gboolean
is_ours (const LimJson *entry, const LimJson *graph)
{
  const LimJson *theirs = lim_json_first (lim_json_get (entry, "prompt"));

  for (guint i = 0; theirs != NULL && i < 2; i++)
    theirs = lim_json_next (theirs);
  return graph == NULL || theirs == NULL || lim_comfyui_same_graph (graph, theirs);
}

gboolean
lim_comfyui_read_history (GBytes *body, const char *prompt_id, const char *save_node, const LimJson *graph,
                          LimComfyuiResult *result, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_comfyui_parse (body, "ComfyUI's /history", error);

  if (doc == NULL)
    return FALSE;
  if (!lim_json_is (lim_json_root (doc), LIM_JSON_OBJECT))
    return lim_fail (error, LIM_ERROR_PROVIDER, "ComfyUI's /history answered no object");

  const LimJson *entry = lim_json_get (lim_json_root (doc), prompt_id);
  const LimJson *status = lim_json_get (entry, "status");
  const LimJson *outputs = lim_json_get (entry, "outputs");
  const char *word = lim_json_get_string (status, "status_str");

  if (!lim_json_is (entry, LIM_JSON_OBJECT))
    {
      result->state = LIM_COMFYUI_NOT_THERE;
      return TRUE;
    }
  if (!is_ours (entry, graph))
    {
      result->state = LIM_COMFYUI_FOREIGN;
      return TRUE;
    }
  if (read_last_message (status, result))
    return TRUE;
  if (g_strcmp0 (word, "error") == 0)
    return fail_result (result, "the server says “error” and no more");
  if (find_image (outputs, save_node, result))
    return TRUE;
  if (!lim_json_is_null (status) && !lim_json_get_bool (status, "completed", FALSE))
    {
      result->state = LIM_COMFYUI_NOT_THERE;
      return TRUE;
    }
  return fail_result (result, "the job finished without saving a picture");
}

/* -- Queue and server -- */

/* An item of a queue is [number, prompt_id, …]; odd ones have no id. */
static const char *
read_item (const LimJson *item, double *number)
{
  const LimJson *first = lim_json_first (item);

  *number = 0;
  lim_json_double (first, number);
  return first != NULL ? lim_json_string (lim_json_next (first)) : NULL;
}

static gboolean
queue_holds (const LimJson *queue, const char *prompt_id, double *number)
{
  for (const LimJson *item = lim_json_first (queue); item != NULL; item = lim_json_next (item))
    if (g_strcmp0 (read_item (item, number), prompt_id) == 0)
      return TRUE;
  return FALSE;
}

/* How many waiting prompts come before (@number, @prompt_id), by which the server orders them; it lists them in any order. */
static gint
count_before (const LimJson *queue, double number, const char *prompt_id)
{
  gint count = 0;

  for (const LimJson *item = lim_json_first (queue); item != NULL; item = lim_json_next (item))
    {
      double its_number;
      const char *id = read_item (item, &its_number);

      if (id != NULL && (its_number < number || (!(its_number > number) && strcmp (id, prompt_id) < 0)))
        count++;
    }
  return count;
}

gboolean
lim_comfyui_read_queue (GBytes *body, const char *prompt_id, gint *ahead, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_comfyui_parse (body, "ComfyUI's /queue", error);

  if (doc == NULL)
    return FALSE;

  const LimJson *running = lim_json_get (lim_json_root (doc), "queue_running");
  const LimJson *pending = lim_json_get (lim_json_root (doc), "queue_pending");
  double number;

  if (!lim_json_is (running, LIM_JSON_ARRAY) || !lim_json_is (pending, LIM_JSON_ARRAY))
    return lim_fail (error, LIM_ERROR_PROVIDER, "ComfyUI's /queue answered without its two queues");
  if (queue_holds (running, prompt_id, &number))
    *ahead = 0;
  else if (queue_holds (pending, prompt_id, &number))
    *ahead = (gint) lim_json_length (running) + count_before (pending, number, prompt_id);
  else
    *ahead = -1;
  return TRUE;
}

/* “NVIDIA GeForce RTX 4090” out of “cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync”. */
static char *
plain_device (const char *name)
{
  const char *space = strchr (name, ' ');
  const char *colon = strchr (name, ':');
  g_autofree char *plain = g_strdup (space != NULL && colon != NULL && colon < space ? space + 1 : name);
  char *tail = strstr (plain, " : ");

  if (tail != NULL)
    *tail = '\0';

  g_autofree char *harmless = lim_text_harmless (plain);
  return lim_text_cut (harmless, 80);
}

gboolean
lim_comfyui_read_stats (GBytes *body, char **version, char **device, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_comfyui_parse (body, "ComfyUI's /system_stats", error);

  if (doc == NULL)
    return FALSE;

  const LimJson *root = lim_json_root (doc);
  const char *said = lim_json_get_string (lim_json_get (root, "system"), "comfyui_version");
  const char *name = lim_json_get_string (lim_json_first (lim_json_get (root, "devices")), "name");

  *version = said != NULL ? say (said) : NULL;
  *device = name != NULL ? plain_device (name) : NULL;
  return TRUE;
}
