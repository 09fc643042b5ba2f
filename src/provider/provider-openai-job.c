/* provider-openai-job.c: one image from a server that speaks OpenAI's Images protocol.
 *
 * A call costs money as soon as the server has it, whether we hear the answer or not. So nothing is sent twice here, and a
 * connection that is lost afterwards is a failure of its own that says so (trap 26). */

#include "provider-openai-private.h"

#include "imaging-metadata.h"
#include "provider-form.h"
#include "record-dialect.h"

#include <string.h>

#define MAX_PICTURE ((gsize) 128 << 20) /* bytes of an answer: a picture of 96 MiB in base64 */
#define LONGEST_PAUSE_S 60.0            /* that we wait for a limit ourselves; more is the engine's matter */
#define MAX_UPLOAD ((gsize) 50 << 20)

/* -- What is sent -- */

const char *
lim_openai_quality (const LimOpenai *openai, const LimOpenaiModel *model)
{
  const char *asked = lim_settings_string (openai->settings, "quality");

  return asked != NULL || model == NULL ? asked : model->quality;
}

/* There is no field for what is not wanted. */
static char *
write_prompt (const LimRecipe *recipe)
{
  if (*recipe->negative_prompt == '\0')
    return g_strdup (recipe->prompt);
  return g_strdup_printf ("%s\n\nAvoid: %s", recipe->prompt, recipe->negative_prompt);
}

/* What the settings ask for, where the model takes it or nobody knows whether it does. */
static void
add_option (const LimOpenai *openai, LimJson *root, const char *option, const char *field)
{
  const char *value = lim_settings_string (openai->settings, option);

  if (value != NULL)
    lim_json_set_string (root, field, value);
}

LimJsonDoc *
lim_openai_write_request (const LimOpenai *openai, const LimRecipe *recipe)
{
  const LimOpenaiModel *model = lim_openai_models_find (openai->models, recipe->checkpoint);
  LimJsonDoc *doc = lim_json_doc_new ("request");
  LimJson *root = lim_json_new_object (doc);
  g_autofree char *prompt = write_prompt (recipe);
  g_autofree char *size = g_strdup_printf ("%ux%u", recipe->width, recipe->height);
  const char *quality = lim_openai_quality (openai, model);

  lim_json_doc_set_root (doc, root);
  lim_json_set_string (root, "model", recipe->checkpoint);
  lim_json_set_string (root, "prompt", prompt);
  lim_json_set_int (root, "n", 1);
  lim_json_set_string (root, "size", size);
  if (quality != NULL && (model == NULL || lim_openai_takes (model, "quality")))
    lim_json_set_string (root, "quality", quality);
  add_option (openai, root, "background", "background");
  add_option (openai, root, "output-format", "output_format");
  if (recipe->source_image == NULL)
    add_option (openai, root, "moderation", "moderation");
  if (lim_openai_takes (model, "response_format"))
    lim_json_set_string (root, "response_format", "b64_json");
  return doc;
}

char *
lim_openai_compose (gpointer state, const LimRecipe *recipe, GError **error G_GNUC_UNUSED)
{
  g_autoptr (LimJsonDoc) doc = lim_openai_write_request (state, recipe);
  GString *text = g_string_new (NULL);

  lim_json_append_compact (text, lim_json_root (doc));
  return g_string_free (text, FALSE);
}

static char *
text_of (const LimJson *value)
{
  gsize length;
  const char *digits = lim_json_number_text (value, &length);

  return digits != NULL ? g_strndup (digits, length) : g_strdup (lim_json_string (value));
}

/* The same fields as a form, with the picture. */
static GBytes *
write_form (const LimJson *fields, GBytes *source, char **content_type, LimRenderReply *reply, GError **error)
{
  g_autoptr (LimForm) form = lim_form_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (source, &length);
  LimImageInfo info;

  if (!lim_image_probe_bytes (data, length, "the picture to start from", &info, error))
    {
      reply->failure = LIM_FAILURE_IMAGE;
      return NULL;
    }
  if (length >= MAX_UPLOAD)
    {
      lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_BAD_INPUT,
                         "the picture to start from has %" G_GSIZE_FORMAT " bytes; less than %" G_GSIZE_FORMAT
                         " are taken",
                         length, MAX_UPLOAD);
      return NULL;
    }

  g_autofree char *name = g_strconcat ("source.", lim_image_format_extension (info.format), NULL);
  for (const LimJson *field = lim_json_first (fields); field != NULL; field = lim_json_next (field))
    {
      g_autofree char *text = text_of (field);
      lim_form_add_text (form, lim_json_key (field), text);
    }
  lim_form_add_file (form, "image", name, lim_image_format_mime (info.format), source);
  return lim_form_finish (form, content_type);
}

static GBytes *
write_body (const LimOpenai *openai, const LimRenderRequest *request, char **content_type, LimRenderReply *reply,
            GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_openai_write_request (openai, request->recipe);
  GString *text;

  if (request->source != NULL)
    return write_form (lim_json_root (doc), request->source, content_type, reply, error);
  text = g_string_new (NULL);
  lim_json_append_compact (text, lim_json_root (doc));
  *content_type = g_strdup ("application/json");
  return g_string_free_to_bytes (text);
}

/* -- Limits -- */

/* Waits until the server has something left for us. FALSE: that is too long, or the person stopped it. */
static gboolean
wait_for_turn (LimOpenai *openai, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  g_mutex_lock (&openai->lock);
  double wait = (double) (openai->closed_until - g_get_monotonic_time ()) / G_USEC_PER_SEC;
  g_mutex_unlock (&openai->lock);

  if (wait <= 0)
    return TRUE;
  if (wait > LONGEST_PAUSE_S)
    {
      reply->retry_after_ms = (gint64) (wait * 1000);
      return lim_provider_fail (reply, LIM_FAILURE_RATE_LIMIT, error, LIM_ERROR_PROVIDER,
                                "%s said that nothing is left for us for another %.0f s", openai->address.url, wait);
    }
  if (lim_provider_pause (wait, request->cancellable))
    return TRUE;
  return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
}

static void
note_limits (LimOpenai *openai, const LimHttpResponse *answer)
{
  gint64 until = g_get_monotonic_time () + lim_openai_read_pause (answer) * 1000;

  g_mutex_lock (&openai->lock);
  openai->closed_until = MAX (openai->closed_until, until);
  g_mutex_unlock (&openai->lock);
}

/* -- One image -- */

static gboolean
fail_no_answer (const LimOpenai *openai, const LimRenderRequest *request, const LimHttpOutcome *outcome,
                const char *cause, LimRenderReply *reply, GError **error)
{
  const char *bill = outcome->sent ? "; it had our request, so the picture may have been billed" : "";

  if (g_cancellable_is_cancelled (request->cancellable))
    return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped%s", bill);
  if (!outcome->sent)
    return lim_provider_fail (reply, LIM_FAILURE_UNREACHABLE, error, LIM_ERROR_PROVIDER,
                              "nobody answers at %s (%s). Is the address right (providers.openai.base_url, or the "
                              "environment's OPENAI_BASE_URL), and the network there?",
                              openai->address.url, cause);
  return lim_provider_fail (reply, LIM_FAILURE_TIMEOUT, error, LIM_ERROR_PROVIDER, "the answer was lost (%s)%s",
                            cause, bill);
}

/* Servers of an older kind only say where the picture lies. It is fetched without our key, and, as the server must not
 * send us about in our own network, from itself or by https. */
static GBytes *
fetch (const LimOpenai *openai, const char *url, const LimRenderRequest *request, LimRenderReply *reply,
       GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  gboolean own = host != NULL && g_ascii_strcasecmp (host, openai->address.host) == 0;
  const LimHttpRequest get = { .url = url, .max_size = MAX_PICTURE };
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimHttpResponse) answer = NULL;

  if (!own && (host == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0))
    {
      lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER,
                         "%s made the picture and says it lies at an address we do not follow", openai->address.url);
      return NULL;
    }
  answer = lim_http_send (&get, request->cancellable, &cause);
  if (answer != NULL && lim_web_is_good (answer))
    return g_bytes_ref (answer->body);
  if (answer == NULL && g_cancellable_is_cancelled (request->cancellable))
    lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
  else
    lim_provider_fail (reply, LIM_FAILURE_TIMEOUT, error, LIM_ERROR_PROVIDER,
                       "the picture was made and billed, but cannot be fetched (%s)",
                       answer != NULL ? "the server refused" : cause->message);
  return NULL;
}

/* The picture with its recipe in it: it comes without. One that cannot carry it is better than none. */
static GBytes *
with_recipe (GBytes *image, const LimRecipe *recipe)
{
  g_autofree char *parameters = lim_recipe_to_parameters (recipe, "openai");
  GBytes *carrying = lim_image_embed_parameters (image, "picture", parameters, NULL);

  return carrying != NULL ? carrying : g_bytes_ref (image);
}

static gboolean
take_answer (const LimOpenai *openai, const LimHttpResponse *answer, const LimRenderRequest *request,
             LimRenderReply *reply, GError **error)
{
  g_auto (LimOpenaiResult) result = { 0 };
  g_autoptr (GError) cause = NULL;
  g_autofree char *name = g_strdup_printf ("the picture of %s", openai->address.url);

  if (!lim_web_is_good (answer))
    return lim_openai_fail_status (answer, openai->address.url, &openai->key, request->recipe->checkpoint,
                                   openai->models, reply, error);
  if (!lim_openai_read_result (answer->body, &result, &cause))
    return lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER, "%s: %s", openai->address.url,
                              cause->message);
  if (result.image == NULL)
    result.image = fetch (openai, result.url, request, reply, error);
  if (result.image == NULL || !lim_provider_take_image (reply, result.image, name, error))
    return FALSE;

  g_autoptr (GBytes) carrying = with_recipe (result.image, request->recipe);
  return lim_provider_take_image (reply, carrying, name, error);
}

gboolean
lim_openai_render (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error)
{
  LimOpenai *openai = state;
  const char *path = request->source != NULL ? "/images/edits" : "/images/generations";
  guint timeout = (guint) MAX (1, lim_settings_double (openai->settings, "timeout"));
  g_autofree char *content_type = NULL;
  g_autoptr (GBytes) body = write_body (openai, request, &content_type, reply, error);
  g_autoptr (GError) cause = NULL;
  LimHttpOutcome outcome;

  if (body == NULL || !wait_for_turn (openai, request, reply, error))
    return FALSE;

  gint64 start = g_get_monotonic_time ();
  g_autoptr (LimHttpResponse) answer = lim_openai_call (openai, path, body, content_type, timeout, MAX_PICTURE,
                                                        &outcome, request->cancellable, &cause);
  reply->elapsed_ms = (g_get_monotonic_time () - start) / 1000;
  if (answer == NULL)
    return fail_no_answer (openai, request, &outcome, cause->message, reply, error);
  note_limits (openai, answer);
  return take_answer (openai, answer, request, reply, error);
}
