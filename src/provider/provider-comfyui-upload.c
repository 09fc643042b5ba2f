/* provider-comfyui-upload.c: the picture an image starts from, to the server's input folder. */

#include "base-hash.h"
#include "provider-comfyui-private.h"
#include "provider-comfyui-reply.h"
#include "provider-form.h"
#include "provider-web.h"

#include <string.h>

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

  return g_strdup_printf (LIM_COMFYUI_UPLOADED "%.*s%s", LIM_COMFYUI_UPLOADED_DIGITS, hash,
                          kinds[kind_of (path)].ending);
}

static GBytes *
write_form (GBytes *source, const char *name, char **content_type)
{
  g_autoptr (LimForm) form = lim_form_new ();

  lim_form_add_file (form, "image", name, kinds[kind_of (name)].type, source);
  lim_form_add_text (form, "overwrite", "true");
  return lim_form_finish (form, content_type);
}

/* Where the picture lies, as a graph names it. A server that has another of this name chooses a new one. */
static gboolean
read_name (LimComfyServer *server, GBytes *body, char **name, LimRenderReply *reply, GError **error)
{
  g_autoptr (LimJsonDoc) doc = lim_comfyui_parse (body, "ComfyUI's /upload/image", error);
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *kept = lim_json_get_string (root, "name");
  const char *folder = lim_json_get_string (root, "subfolder");

  if (doc == NULL)
    {
      reply->failure = LIM_FAILURE_SERVER;
      return FALSE;
    }
  if (kept == NULL || *kept == '\0')
    return lim_provider_fail (reply, LIM_FAILURE_IMAGE, error, LIM_ERROR_PROVIDER,
                              "ComfyUI at %s does not say under which name it keeps the uploaded picture",
                              server->shown);
  g_free (*name);
  *name = folder != NULL && *folder != '\0' ? g_strdup_printf ("%s/%s", folder, kept) : g_strdup (kept);
  return TRUE;
}

static gboolean
take_answer (LimComfyServer *server, const LimHttpResponse *answer, char **name, LimRenderReply *reply,
             GError **error)
{
  if (lim_comfyui_is_good (answer))
    return read_name (server, answer->body, name, reply, error);
  reply->retry_after_ms = lim_web_retry_after_ms (answer);
  return lim_comfyui_fail_status (answer->status, answer->body, "did not take the picture to start from", reply,
                                  error);
}

gboolean
lim_comfyui_upload (const LimComfyLine *line, GBytes *source, char **name, LimRenderReply *reply, GError **error)
{
  LimHttpOutcome outcome;
  g_autofree char *url = g_strconcat (line->server->url, "/upload/image", NULL);
  g_autofree char *content_type = NULL;
  g_autoptr (GBytes) form = write_form (source, *name, &content_type);
  const LimHttpRequest request = {
    .method = "POST",
    .url = url,
    .content_type = content_type,
    .body = form,
    .timeout_s = UPLOAD_TIMEOUT,
    .max_size = LIM_COMFYUI_MAX_ANSWER,
    .session = line->session,
    .outcome = &outcome,
  };
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimHttpResponse) answer = lim_http_send (&request, line->cancellable, &cause);

  if (answer != NULL)
    return take_answer (line->server, answer, name, reply, error);
  if (g_cancellable_is_cancelled (line->cancellable))
    return lim_comfyui_fail_cancelled (reply, error);
  return !outcome.answered ? lim_comfyui_fail_unreachable (line->server, reply, cause, error)
                           : lim_comfyui_fail_server (line->server, reply, cause, error);
}
