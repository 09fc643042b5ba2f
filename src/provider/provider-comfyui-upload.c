/* provider-comfyui-upload.c: the picture an image starts from, to the server's input folder. */

#include "base-hash.h"
#include "provider-comfyui-private.h"
#include "provider-comfyui-reply.h"
#include "provider-web.h"

#include <string.h>

#define BOUNDARY "limner-4b1f9c0e7a52"
#define UPLOAD_TIMEOUT 60u /* seconds of silence */

/* The first also stands for all other endings. */
static const struct
{
  const char *ending, *type;
} kinds[] = {
  { ".png", "image/png" },
  { ".jpg", "image/jpeg" },
  { ".jpeg", "image/jpeg" },
  { ".webp", "image/webp" },
};

static gsize
kind_of (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_suffix (path, kinds[i].ending))
      return i;
  return 0;
}

char *
lim_comfyui_source_name (GBytes *source, const char *path)
{
  gsize length;
  const void *data = g_bytes_get_data (source, &length);
  g_autofree char *hash = lim_sha256_hex (data, (gssize) length);

  return g_strdup_printf ("limner_%.32s%s", hash, kinds[kind_of (path)].ending);
}

static GBytes *
write_form (GBytes *source, const char *name)
{
  GString *form = g_string_new (NULL);
  gsize length;
  const char *data = g_bytes_get_data (source, &length);

  g_string_append_printf (form,
                          "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"%s\"\r\n"
                          "Content-Type: %s\r\n\r\n",
                          name, kinds[kind_of (name)].type);
  g_string_append_len (form, data, (gssize) length);
  g_string_append (form, "\r\n--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"overwrite\"\r\n\r\ntrue"
                         "\r\n--" BOUNDARY "--\r\n");
  return g_string_free_to_bytes (form);
}

/* Whether the server says it keeps the picture as @name, which the graph is about to ask for. */
static gboolean
is_kept_as (GBytes *body, const char *name)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autoptr (LimJsonDoc) doc = lim_json_parse ("upload", text != NULL ? text : "", (gssize) length, NULL);

  return doc != NULL && g_strcmp0 (lim_json_get_string (lim_json_root (doc), "name"), name) == 0;
}

static gboolean
check_answer (LimComfyServer *server, const LimHttpResponse *answer, const char *name, LimRenderReply *reply,
              GError **error)
{
  if (!lim_comfyui_is_good (answer))
    {
      reply->retry_after_ms = lim_web_retry_after_ms (answer);
      return lim_comfyui_fail_status (answer->status, answer->body, "did not take the picture to start from", reply,
                                      error);
    }
  if (!is_kept_as (answer->body, name))
    return lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER,
                              "ComfyUI at %s does not say that it keeps the uploaded picture as %s", server->shown,
                              name);
  return TRUE;
}

gboolean
lim_comfyui_upload (const LimComfyLine *line, GBytes *source, const char *name, LimRenderReply *reply, GError **error)
{
  g_autofree char *url = g_strconcat (line->server->url, "/upload/image", NULL);
  g_autoptr (GBytes) form = write_form (source, name);
  const LimHttpRequest request = {
    .method = "POST",
    .url = url,
    .content_type = "multipart/form-data; boundary=" BOUNDARY,
    .body = form,
    .timeout_s = UPLOAD_TIMEOUT,
    .max_size = LIM_COMFYUI_MAX_ANSWER,
    .session = line->session,
  };
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimHttpResponse) answer = lim_http_send (&request, line->cancellable, &cause);

  if (answer != NULL)
    return check_answer (line->server, answer, name, reply, error);
  return g_cancellable_is_cancelled (line->cancellable)
             ? lim_comfyui_fail_cancelled (reply, error)
             : lim_comfyui_fail_unreachable (line->server, reply, cause, error);
}
