/* fake-openai.c: OpenAI's Images API: /v1/images/generations, /v1/images/edits, /v1/models. Calls don't wait for each
 * other: there are many machines behind it. */
#include "fake-comfy.h"
#include "fake-json.h"
#include "fake-picture.h"
#include "fake-request.h"
#include "fake-stats.h"

#include "imaging-header.h"

#include <math.h>
#include <string.h>

/* What is asked for, from JSON or a form. */
typedef struct
{
  FakeRequest *request;
  GHashTable *fields; /* name → text */
  guint images;       /* uploaded */
  guint width, height, n;
  const char *quality, *format;
} Order;

static void
order_free (Order *order)
{
  g_hash_table_unref (order->fields);
  g_free (order);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Order, order_free)

static const char *
field (const Order *order, const char *name)
{
  return g_hash_table_lookup (order->fields, name);
}

/* -- Who may ask, how often -- */

static gboolean
has_key (FakeRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *given = soup_message_headers_get_one (headers, "Authorization");
  g_autofree char *wanted = g_strconcat ("Bearer ", request->fake->options.key, NULL);

  if (request->fake->options.key == NULL || g_strcmp0 (given, wanted) == 0)
    return TRUE;
  fake_answer_openai_error (request, 401,
                            given == NULL ? "You didn't provide an API key." : "Incorrect API key provided.",
                            "invalid_request_error", given == NULL ? NULL : "invalid_api_key");
  return FALSE;
}

static void
put_header (FakeRequest *request, const char *name, const char *format, double value)
{
  g_autofree char *text = g_strdup_printf (format, value);

  fake_answer_header (request, name, text);
}

/* So many calls in each window of time; the headers say how many are left. */
static gboolean
is_within_rate (FakeRequest *request)
{
  Fake *fake = request->fake;
  g_auto (GStrv) words = g_strsplit (fake->options.rate_limit, ",", 2);
  double limit = g_ascii_strtod (words[0], NULL);
  double window = words[1] != NULL ? g_ascii_strtod (words[1], NULL) : 60000;
  double now = fake_steady_ms ();

  if (now >= fake->window_end)
    {
      fake->window_end = now + window;
      fake->window_calls = 0;
    }
  fake->window_calls++;

  double left = MAX (limit - fake->window_calls, 0);
  double wait = fake->window_end - now;

  put_header (request, "x-ratelimit-limit-requests", "%.0f", limit);
  put_header (request, "x-ratelimit-remaining-requests", "%.0f", left);
  put_header (request, "x-ratelimit-reset-requests", "%.0fms", wait);
  if (fake->window_calls <= limit)
    return TRUE;
  put_header (request, "Retry-After", "%.0f", ceil (wait / 1000));
  put_header (request, "retry-after-ms", "%.0f", wait);
  fake_answer_openai_error (request, 429, "Rate limit reached for images per minute.", "requests",
                            "rate_limit_exceeded");
  return FALSE;
}

/* -- Reading an order -- */

static void
set_field (Order *order, const char *name, char *text)
{
  g_hash_table_insert (order->fields, g_strdup (name), text);
}

static gboolean
read_json (Order *order)
{
  g_autoptr (LimJsonDoc) body = NULL;
  gsize length;
  const char *text = g_bytes_get_data (order->request->body, &length);

  body = lim_json_parse ("body", length > 0 ? text : "", (gssize) length, NULL);
  if (body == NULL || !lim_json_is (lim_json_root (body), LIM_JSON_OBJECT))
    {
      fake_answer_openai_error (order->request, 400, "We could not parse the JSON body of your request.",
                                "invalid_request_error", NULL);
      return FALSE;
    }
  for (LimJson *each = lim_json_first (lim_json_root (body)); each != NULL; each = lim_json_next (each))
    set_field (order, lim_json_key (each),
               lim_json_string (each) != NULL ? g_strdup (lim_json_string (each)) : fake_json_text (each));
  return TRUE;
}

static gboolean
is_image (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  LimImageInfo info;

  return lim_image_probe_bytes (data, length, "image", &info, NULL);
}

static void
take_part (Order *order, SoupMessageHeaders *headers, GBytes *body)
{
  g_autoptr (GHashTable) parameters = NULL;
  g_autofree char *disposition = NULL;
  const char *name;
  gsize length;
  const char *data = g_bytes_get_data (body, &length);

  if (!soup_message_headers_get_content_disposition (headers, &disposition, &parameters))
    return;
  name = g_hash_table_lookup (parameters, "name");
  if (name == NULL)
    return;
  if (strcmp (name, "image") == 0 || strcmp (name, "image[]") == 0)
    {
      order->images += is_image (body);
      fake_stats_upload (order->request->fake, g_hash_table_lookup (parameters, "filename"));
    }
  else if (g_utf8_validate (data, (gssize) length, NULL))
    set_field (order, name, g_strndup (length > 0 ? data : "", length));
}

static gboolean
read_form (Order *order)
{
  FakeRequest *request = order->request;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  g_autoptr (SoupMultipart) parts = soup_multipart_new_from_message (headers, request->body);

  for (int i = 0; parts != NULL && i < soup_multipart_get_length (parts); i++)
    {
      SoupMessageHeaders *part_headers;
      GBytes *part_body;

      if (soup_multipart_get_part (parts, i, &part_headers, &part_body))
        take_part (order, part_headers, part_body);
    }
  if (order->images > 0)
    return TRUE;
  fake_answer_openai_error (request, 400, "Invalid image file or mode for image 1, please check your image file.",
                            "image_generation_user_error", "invalid_image_file");
  return FALSE;
}

/* -- Judging it -- */

static gboolean
is_gpt (const Order *order)
{
  return field (order, "model") != NULL && strstr (field (order, "model"), "gpt-image") != NULL;
}

static gboolean
knows_model (Order *order)
{
  Fake *fake = order->request->fake;
  const char *model = field (order, "model");
  g_autofree char *message = g_strdup_printf ("The model '%s' does not exist or you do not have access to it.",
                                              model != NULL ? model : "dall-e-2");

  if (strcmp (fake->options.flavour, "sd-server") == 0
      || (model != NULL && g_strv_contains ((const char *const *) fake->options.models, model)))
    return TRUE;
  fake_answer_openai_error (order->request, 404, message, "invalid_request_error", "model_not_found");
  return FALSE;
}

static gboolean
is_blocked (Order *order)
{
  char **words = order->request->fake->options.blocked;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (strstr (field (order, "prompt"), words[i]) != NULL)
      {
        fake_answer_openai_error (order->request, 400,
                                  "Your request was rejected by the safety system. safety_violations=[violence].",
                                  "image_generation_user_error", "moderation_blocked");
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_size (Order *order)
{
  const char *size = field (order, "size");
  char *end = NULL;

  order->width = order->height = 1024;
  if (size == NULL || strcmp (size, "auto") == 0)
    return TRUE;
  order->width = (guint) g_ascii_strtoull (size, &end, 10);
  if (end != size && *end == 'x')
    order->height = (guint) g_ascii_strtoull (end + 1, &end, 10);
  return *end == '\0' && order->width >= 16 && order->height >= 16 && order->width % 16 == 0
         && order->height % 16 == 0 && order->width <= 3840 && order->height <= 3840;
}

/* Whether the order can be carried out; if not, that was answered. */
static gboolean
makes_sense (Order *order)
{
  FakeRequest *request = order->request;
  const char *n = field (order, "n");

  order->n = n != NULL ? (guint) g_ascii_strtoull (n, NULL, 10) : 1;
  order->quality = field (order, "quality") != NULL ? field (order, "quality") : "auto";
  order->format = field (order, "output_format") != NULL ? field (order, "output_format") : "png";
  if (field (order, "prompt") == NULL)
    fake_answer_openai_error (request, 400, "Missing required parameter: 'prompt'.", "invalid_request_error",
                              "missing_required_parameter");
  else if (!knows_model (order))
    return FALSE;
  else if (is_gpt (order) && field (order, "response_format") != NULL)
    fake_answer_openai_error (request, 400, "Unknown parameter: 'response_format'.", "invalid_request_error",
                              "unknown_parameter");
  else if (!read_size (order))
    fake_answer_openai_error (request, 400, "Invalid value for 'size'.", "invalid_request_error", "invalid_value");
  else if (order->n < 1 || order->n > 10)
    fake_answer_openai_error (request, 400, "Invalid 'n': it must be from 1 to 10.", "invalid_request_error",
                              "integer_above_max_value");
  else
    return !is_blocked (order);
  return FALSE;
}

/* -- Carrying it out -- */

/* What one picture costs; the formula that people found for gpt-image-2. */
static gint64
output_tokens (const Order *order)
{
  double q = strcmp (order->quality, "low") == 0 ? 16 : strcmp (order->quality, "high") == 0 ? 96 : 48;
  double shorter = MIN (order->width, order->height), longer = MAX (order->width, order->height);
  double pixels = (double) order->width * order->height;

  return (gint64) ceil (q * round (q * shorter / longer) * (2000000 + pixels) / 4000000);
}

static LimJson *
usage_json (const Order *order, LimJsonDoc *doc)
{
  gint64 text = (gint64) (strlen (field (order, "prompt")) / 4 + 1), image = 300 * (gint64) order->images;
  gint64 output = output_tokens (order) * order->n;
  LimJson *details = fake_object (doc, "text_tokens:i image_tokens:i", text, image);

  return fake_object (doc, "input_tokens:i input_tokens_details:j output_tokens:i total_tokens:i", text + image,
                      details, output, text + image + output);
}

static LimJson *
picture_json (const Order *order, LimJsonDoc *doc, guint index)
{
  FakeRequest *request = order->request;
  g_autofree char *identity = index == 0 ? g_strconcat ("|", field (order, "prompt"), NULL)
                                         : g_strdup_printf ("%u|%s", index, field (order, "prompt"));
  g_autoptr (GBytes) png = fake_picture_png (identity, order->width, order->height, NULL);
  g_autoptr (GBytes) picture = fake_picture_convert (png, order->format);
  g_autoptr (GBytes) sent = fake_request_spoil_picture (request, picture);
  const char *wanted = field (order, "response_format");

  fake_stats_render (request->fake, identity);
  if (!is_gpt (order) && strcmp (request->fake->options.flavour, "sd-server") != 0
      && g_strcmp0 (wanted, "b64_json") != 0)
    {
      g_autofree char *name = g_strdup_printf ("%" G_GUINT64_FORMAT ".png", fake_comfy_next_number (request->fake));
      g_autofree char *url = g_strconcat (request->fake->url, "/generated-images/", name, NULL);

      fake_comfy_store (request->fake, "output", "", name, sent);
      return fake_object (doc, "url:s", url);
    }
  g_autofree char *text = g_base64_encode (g_bytes_get_data (sent, NULL), g_bytes_get_size (sent));

  return fake_object (doc, "b64_json:s", text);
}

static gboolean
deliver (gpointer data)
{
  g_autoptr (Order) order = data;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  LimJson *pictures = lim_json_new_array (doc);
  g_autofree char *size = g_strdup_printf ("%ux%u", order->width, order->height);

  for (guint i = 0; i < order->n; i++)
    lim_json_append (pictures, picture_json (order, doc, i));
  fake_answer_json (order->request, 200,
                    fake_object (doc, "created:i background:s output_format:s quality:s size:s data:j usage:j",
                                 fake_wall_ms () / 1000, "opaque", order->format,
                                 strcmp (order->quality, "auto") == 0 ? "medium" : order->quality, size, pictures,
                                 usage_json (order, doc)));
  return G_SOURCE_REMOVE;
}

static void
post_images (FakeRequest *request)
{
  g_autoptr (Order) order = g_new0 (Order, 1);
  gboolean edit = g_str_has_suffix (request->path, "/edits");

  order->request = request;
  order->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fake_answer_header (request, "x-request-id", "req_stand_in");
  if (!has_key (request) || !is_within_rate (request) || !(edit ? read_form (order) : read_json (order))
      || !makes_sense (order))
    return;
  g_timeout_add ((guint) request->fake->options.render_ms, deliver, g_steal_pointer (&order));
}

static void
get_models (FakeRequest *request)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");
  LimJson *list = lim_json_new_array (doc);
  char **names = request->fake->options.models;
  static const char *const own[] = { "sd-cpp-local", NULL };

  if (!has_key (request))
    return;
  if (strcmp (request->fake->options.flavour, "sd-server") == 0)
    names = (char **) own;
  for (guint i = 0; names[i] != NULL; i++)
    lim_json_append (list, fake_object (doc, "id:s object:s created:i owned_by:s", names[i], "model",
                                        (gint64) 1767225600, "system"));
  fake_answer_json (request, 200, fake_object (doc, "object:s data:j", "list", list));
}

static void
get_generated (FakeRequest *request)
{
  GBytes *bytes = fake_comfy_file (request->fake, "output", "", request->path + strlen ("/generated-images/"));

  if (bytes != NULL)
    fake_answer_bytes (request, 200, "image/png", bytes);
  else
    fake_answer_text (request, 404, "text/plain", "");
}

const FakeRoute fake_openai_routes[] = {
  { "POST", "/v1/images/generations", FALSE, post_images },
  { "POST", "/v1/images/edits", FALSE, post_images },
  { "GET", "/v1/models", FALSE, get_models },
  { "GET", "/generated-images/", TRUE, get_generated },
  { NULL },
};
