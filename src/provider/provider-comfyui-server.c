/* provider-comfyui-server.c: one ComfyUI server: its address, how patient we are with it, and calls to it. */

#include "provider-comfyui-private.h"

#include <string.h>

#define CALL_TIMEOUT 30u         /* seconds of silence in one call; a job's own limit is the `timeout` option */
#define CALL_TIMEOUT_OF_MANY 10u /* the same where others can take over */
#define PATIENCE_OF_MANY 5.0

/* -- Addresses -- */

static gint
port_of (GUri *uri)
{
  if (g_uri_get_port (uri) > 0)
    return g_uri_get_port (uri);
  return strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

static gboolean
is_address (GUri *uri)
{
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;

  return scheme != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0'
         && (strcmp (scheme, "http") == 0 || strcmp (scheme, "https") == 0) && g_uri_get_query (uri) == NULL
         && g_uri_get_fragment (uri) == NULL;
}

static char *
without_slashes (const char *path)
{
  gsize length = strlen (path);

  while (length > 0 && path[length - 1] == '/')
    length--;
  return g_strndup (path, length);
}

/* As two spellings of one address have in common. */
static char *
shown_address (GUri *uri)
{
  g_autofree char *path = without_slashes (g_uri_get_path (uri));
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);

  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, host, port_of (uri), path, NULL, NULL);
}

/* What is no address may hold a password all the same. */
static gpointer
fail_address (const char *text, const char *where, GError **error)
{
  const char *at = strrchr (text, '@');

  return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s must be an address like http://127.0.0.1:8188, found “%s%s”",
                        where, at != NULL ? "…" : "", at != NULL ? at : text);
}

LimComfyServer *
lim_comfyui_server_new (const LimSettings *settings, const char *text, const char *where, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);

  if (!is_address (uri))
    return fail_address (text, where, error);

  LimComfyServer *server = g_new0 (LimComfyServer, 1);

  server->settings = settings;
  server->url = without_slashes (text);
  server->shown = shown_address (uri);
  server->patience = lim_settings_double (settings, "patience");
  server->timeout = CALL_TIMEOUT;
  server->board = lim_comfyui_board_new ();
  server->socket = lim_comfyui_socket_new (server->url, server->board);
  g_mutex_init (&server->lock);
  g_mutex_init (&server->asking);
  return server;
}

void
lim_comfyui_server_free (LimComfyServer *server)
{
  if (server == NULL)
    return;
  lim_comfyui_socket_free (server->socket);
  lim_comfyui_board_free (server->board);
  g_free (server->url);
  g_free (server->shown);
  g_free (server->device);
  lim_catalogue_unref (server->catalogue);
  g_mutex_clear (&server->lock);
  g_mutex_clear (&server->asking);
  g_free (server);
}

void
lim_comfyui_server_is_one_of_many (LimComfyServer *server)
{
  server->timeout = CALL_TIMEOUT_OF_MANY;
  if (!lim_settings_is_set (server->settings, "patience"))
    server->patience = PATIENCE_OF_MANY;
}

char *
lim_comfyui_server_device (LimComfyServer *server)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&server->lock);

  return g_strdup (server->device);
}

void
lim_comfyui_server_set_device (LimComfyServer *server, const char *device)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&server->lock);

  g_free (server->device);
  server->device = g_strdup (device);
}

/* -- Calls -- */

LimHttpResponse *
lim_comfyui_call (const LimComfyLine *line, const char *method, const char *path, GBytes *json, gsize max_size,
                  LimHttpOutcome *outcome, GError **error)
{
  g_autofree char *url = g_strconcat (line->server->url, path, NULL);
  const LimHttpRequest request = {
    .method = method,
    .url = url,
    .content_type = json != NULL ? "application/json" : NULL,
    .body = json,
    .timeout_s = line->server->timeout,
    .max_size = max_size,
    .session = line->session,
    .outcome = outcome,
  };

  return lim_http_send (&request, line->cancellable, error);
}

gboolean
lim_comfyui_is_good (const LimHttpResponse *answer)
{
  return answer->status >= 200 && answer->status <= 299;
}

/* -- Failures -- */

gboolean
lim_comfyui_fail_unreachable (LimComfyServer *server, LimRenderReply *reply, const GError *cause, GError **error)
{
  return lim_provider_fail (reply, LIM_FAILURE_UNREACHABLE, error, LIM_ERROR_PROVIDER,
                            "no ComfyUI at %s (%s). Start it there, or set providers.comfyui.url in limner.yaml or "
                            "the environment's COMFY_URL",
                            server->shown, cause->message);
}

gboolean
lim_comfyui_fail_server (LimComfyServer *server, LimRenderReply *reply, const GError *cause, GError **error)
{
  return lim_provider_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER,
                            "ComfyUI at %s is in trouble: %s. Its own log tells more", server->shown, cause->message);
}

gboolean
lim_comfyui_fail_cancelled (LimRenderReply *reply, GError **error)
{
  return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
}
