/* provider-comfyui.c: a ComfyUI server as an image maker, over plain HTTP. What becomes of one image is the matter of
 * provider-comfyui-job.c. */

#include "provider-comfyui-graph.h"
#include "provider-comfyui-private.h"
#include "provider-comfyui-reply.h"

#include <string.h>

#define CALL_TIMEOUT 30u /* seconds of silence in one call; a job's own limit is the `timeout` option */

static const LimOptionRow comfyui_options[] = {
  { .name = "url",
    .type = LIM_OPTION_STRING,
    .fallback = "http://127.0.0.1:8188",
    .placeholder = "URL",
    .help = "where the server is; the environment's COMFY_URL wins" },
  { .name = "timeout",
    .type = LIM_OPTION_DOUBLE,
    .min = 0.01,
    .max = 86400,
    .fallback = "600",
    .placeholder = "SECONDS",
    .help = "longest wait for one image" },
  { .name = "poll-interval",
    .type = LIM_OPTION_DOUBLE,
    .min = 0.01,
    .max = 60,
    .fallback = "0.5",
    .placeholder = "SECONDS",
    .help = "pause between two questions whether an image is done" },
  { .name = "patience",
    .type = LIM_OPTION_DOUBLE,
    .min = 0,
    .max = 3600,
    .fallback = "30",
    .placeholder = "SECONDS",
    .help = "how long a server that stopped answering is given to come back" },
  { .name = "checkpoint",
    .type = LIM_OPTION_STRING,
    .placeholder = "FILE",
    .help = "model for recipes that name none" },
  { .name = "sampler",
    .type = LIM_OPTION_STRING,
    .fallback = "euler",
    .placeholder = "NAME",
    .help = "sampler for recipes that name none" },
  { .name = "scheduler",
    .type = LIM_OPTION_STRING,
    .fallback = "normal",
    .placeholder = "NAME",
    .help = "scheduler for recipes that name none" },
  { .name = "workflow",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "workflow for recipes that name none: workflows/NAME.json in the project (docs/workflows.md)" },
  { .name = "img2img-workflow",
    .type = LIM_OPTION_STRING,
    .placeholder = "NAME",
    .help = "the same for images that start from a picture" },
  { .name = "workflow-folder",
    .type = LIM_OPTION_STRING,
    .placeholder = "DIR",
    .help = "where workflows lie, relative to the project (workflows)" },
  { .name = "filename-prefix",
    .type = LIM_OPTION_STRING,
    .fallback = "limner",
    .placeholder = "TEXT",
    .help = "how its copies are called in the server's own output folder" },
  { 0 },
};

static void
comfyui_close (gpointer state)
{
  LimComfy *comfy = state;

  g_free (comfy->url);
  g_free (comfy->shown);
  g_free (comfy->client);
  g_free (comfy->device);
  lim_workflow_shelf_free (comfy->shelf);
  g_free (comfy);
}

static gboolean
read_url (LimComfy *comfy, GError **error)
{
  const char *environment = g_getenv ("COMFY_URL");
  gboolean named = environment != NULL && *environment != '\0';
  const char *text = named ? environment : lim_settings_string (comfy->settings, "url");
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0))
    return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s must be an address like http://127.0.0.1:8188, found “%s”",
                     named ? "the environment's COMFY_URL" : "providers.comfyui.url in limner.yaml", text);
  comfy->url = g_strdup (text);
  while (g_str_has_suffix (comfy->url, "/"))
    comfy->url[strlen (comfy->url) - 1] = '\0';
  comfy->shown = g_uri_to_string_partial (uri, G_URI_HIDE_PASSWORD);
  return TRUE;
}

static gpointer
comfyui_open (const LimSettings *settings, GError **error)
{
  LimComfy *comfy = g_new0 (LimComfy, 1);

  comfy->settings = settings;
  comfy->client = g_uuid_string_random ();
  comfy->shelf = lim_workflow_shelf_new (lim_settings_string (settings, "workflow-folder"));
  if (!read_url (comfy, error))
    {
      comfyui_close (comfy);
      return NULL;
    }
  comfy->server = (LimProviderServer){ comfy->shown, 1 };
  return comfy;
}

/* -- Calls -- */

/* NULL: no answer-> */
LimHttpResponse *
lim_comfyui_call (LimComfy *comfy, const char *method, const char *path, GBytes *json, gsize max_size,
                  GCancellable *cancellable, GError **error)
{
  g_autofree char *url = g_strconcat (comfy->url, path, NULL);
  const LimHttpRequest request = {
    .method = method,
    .url = url,
    .content_type = json != NULL ? "application/json" : NULL,
    .body = json,
    .timeout_s = CALL_TIMEOUT,
    .max_size = max_size,
  };

  return lim_http_send (&request, cancellable, error);
}

gboolean
lim_comfyui_is_good (const LimHttpResponse *answer)
{
  return answer->status >= 200 && answer->status <= 299;
}

gboolean
lim_comfyui_fail_unreachable (LimComfy *comfy, LimRenderReply *reply, const GError *cause, GError **error)
{
  return lim_provider_fail (reply, LIM_FAILURE_UNREACHABLE, error, LIM_ERROR_PROVIDER,
                            "no ComfyUI at %s (%s). Start it there, or set providers.comfyui.url in limner.yaml or "
                            "the environment's COMFY_URL",
                            comfy->shown, cause->message);
}

gboolean
lim_comfyui_fail_cancelled (LimRenderReply *reply, GError **error)
{
  return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
}

static const LimProviderServer *
comfyui_servers (gpointer state, guint *n)
{
  *n = 1;
  return &((LimComfy *) state)->server;
}

static gboolean
comfyui_probe (gpointer state, guint server G_GNUC_UNUSED, GCancellable *cancellable, char **about, GError **error)
{
  LimComfy *comfy = state;
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (LimHttpResponse) answer = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree char *version = NULL;
  g_autofree char *device = NULL;

  answer = lim_comfyui_call (comfy, "GET", "/system_stats", NULL, LIM_COMFYUI_MAX_ANSWER, cancellable, &cause);
  if (answer == NULL)
    return g_cancellable_is_cancelled (cancellable) ? lim_comfyui_fail_cancelled (&reply, error)
                                                    : lim_comfyui_fail_unreachable (comfy, &reply, cause, error);
  if (!lim_comfyui_is_good (answer))
    return lim_fail (error, LIM_ERROR_PROVIDER,
                     "%s answers /system_stats with HTTP %u; is it really a ComfyUI server?", comfy->shown,
                     answer->status);
  if (!lim_comfyui_read_stats (answer->body, &version, &device, error))
    return FALSE;

  g_free (comfy->device);
  comfy->device = g_steal_pointer (&device);
  *about = g_strdup_printf ("ComfyUI %s at %s, %s", version != NULL ? version : "of unknown version", comfy->shown,
                            comfy->device != NULL ? comfy->device : "device unknown");
  return TRUE;
}

static void
fill (char **text, const char *fallback)
{
  if (*text == NULL || **text == '\0')
    {
      g_free (*text);
      *text = g_strdup (fallback);
    }
}

/* What a recipe may leave open, if the workflow asks for it at all. */
static const struct
{
  LimSlot slot;
  gsize member;
  const char *option;
} filled[] = {
  { LIM_SLOT_CHECKPOINT, G_STRUCT_OFFSET (LimRecipe, checkpoint), "checkpoint" },
  { LIM_SLOT_SAMPLER, G_STRUCT_OFFSET (LimRecipe, sampler), "sampler" },
  { LIM_SLOT_SCHEDULER, G_STRUCT_OFFSET (LimRecipe, scheduler), "scheduler" },
};

static gboolean
comfyui_prepare (gpointer state, LimRecipe *recipe, GError **error)
{
  LimComfy *comfy = state;
  const LimWorkflow *workflow;

  if (!lim_comfyui_settle (comfy->shelf, comfy->settings, recipe, &workflow, error))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (filled); i++)
    if (lim_workflow_has (workflow, filled[i].slot))
      fill (&G_STRUCT_MEMBER (char *, recipe, filled[i].member),
            lim_settings_string (comfy->settings, filled[i].option));
  if (recipe->checkpoint == NULL && lim_workflow_has (workflow, LIM_SLOT_CHECKPOINT))
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "no checkpoint is named; ComfyUI needs one. Set defaults.checkpoint in the pack or "
                     "providers.comfyui.checkpoint in limner.yaml");
  if (recipe->denoise < 1 && recipe->source_image == NULL)
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "denoise %g asks for a picture to start from, and the recipe names no source_image",
                     recipe->denoise);
  if (recipe->width < 16 || recipe->height < 16)
    return lim_fail (
        error, LIM_ERROR_BAD_INPUT,
        "ComfyUI makes images from 16 pixels a side on, found %u × %u; change the pack's width and height",
        recipe->width, recipe->height);
  return TRUE;
}

static char *
comfyui_compose (gpointer state, const LimRecipe *recipe, GError **error)
{
  LimComfy *comfy = state;

  return lim_comfyui_graph_text (comfy->shelf, comfy->settings, recipe, error);
}

const LimImageProvider lim_provider_comfyui = {
  .name = "comfyui",
  .help = "a ComfyUI server on this or another machine",
  .flags = LIM_PROVIDER_NETWORK | LIM_PROVIDER_SEED,
  .servers = comfyui_servers,
  .options = comfyui_options,
  .open = comfyui_open,
  .close = comfyui_close,
  .probe = comfyui_probe,
  .prepare = comfyui_prepare,
  .compose = comfyui_compose,
  .render = lim_comfyui_render,
  .recover = lim_comfyui_recover,
};
