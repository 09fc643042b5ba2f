/* provider-comfyui.c: ComfyUI servers as image makers. What becomes of one image is the matter of
 * provider-comfyui-job.c. */

#include "provider-comfyui-graph.h"
#include "provider-comfyui-private.h"
#include "provider-comfyui-reply.h"
#include "provider-web.h"

#include <string.h>

static const LimOptionRow comfyui_options[] = {
  { .name = "url",
    .type = LIM_OPTION_STRING,
    .fallback = "http://127.0.0.1:8188",
    .placeholder = "URL",
    .help = "where the server is; the environment's COMFY_URL wins" },
  { .name = "servers",
    .type = LIM_OPTION_LIST,
    .placeholder = "URL,…",
    .help = "several servers that share the work, in place of url; COMFY_URL may be such a list, too" },
  { .name = "queue-depth",
    .type = LIM_OPTION_INT,
    .min = 1,
    .max = 16,
    .fallback = "2",
    .placeholder = "N",
    .help = "images each server is given at once; with two it never waits for us" },
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
    .help = "how long a server that stopped answering is given to come back; 5 when there are several" },
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

  g_ptr_array_unref (comfy->servers);
  g_array_unref (comfy->rows);
  lim_workflow_shelf_free (comfy->shelf);
  g_free (comfy);
}

static gboolean
is_known (const GPtrArray *servers, const LimComfyServer *server)
{
  for (guint i = 0; i < servers->len; i++)
    if (strcmp (((const LimComfyServer *) servers->pdata[i])->shown, server->shown) == 0)
      return TRUE;
  return FALSE;
}

/* An address that is named twice is one server. */
static gboolean
add_server (LimComfy *comfy, const char *text, const char *where, GError **error)
{
  g_autofree char *address = g_strstrip (g_strdup (text));
  g_autoptr (LimComfyServer) server = lim_comfyui_server_new (comfy->settings, address, where, error);

  if (server == NULL)
    return FALSE;
  if (!is_known (comfy->servers, server))
    g_ptr_array_add (comfy->servers, g_steal_pointer (&server));
  return TRUE;
}

static gboolean
find_servers (LimComfy *comfy, GError **error)
{
  const char *where;
  g_auto (GStrv) urls = lim_web_choose_addresses (comfy->settings, "comfyui", "COMFY_URL", &where);

  for (guint i = 0; urls[i] != NULL; i++)
    if (!add_server (comfy, urls[i], where, error))
      return FALSE;
  return TRUE;
}

static gpointer
comfyui_open (const LimSettings *settings, GError **error)
{
  LimComfy *comfy = g_new0 (LimComfy, 1);

  comfy->settings = settings;
  comfy->shelf = lim_workflow_shelf_new (lim_settings_string (settings, "workflow-folder"));
  comfy->servers = g_ptr_array_new_with_free_func ((GDestroyNotify) lim_comfyui_server_free);
  comfy->rows = g_array_new (FALSE, FALSE, sizeof (LimProviderServer));
  if (!find_servers (comfy, error))
    {
      comfyui_close (comfy);
      return NULL;
    }
  for (guint i = 0; i < comfy->servers->len; i++)
    {
      LimComfyServer *server = lim_comfyui_nth (comfy, i);
      LimProviderServer row = { server->shown, (guint) lim_settings_int (settings, "queue-depth") };

      if (comfy->servers->len > 1)
        lim_comfyui_server_is_one_of_many (server);
      g_array_append_val (comfy->rows, row);
    }
  return comfy;
}

LimComfyServer *
lim_comfyui_nth (LimComfy *comfy, guint server)
{
  return comfy->servers->pdata[server];
}

static const LimProviderServer *
comfyui_servers (gpointer state, guint *n)
{
  LimComfy *comfy = state;

  *n = comfy->rows->len;
  return (const LimProviderServer *) (gpointer) comfy->rows->data;
}

static gboolean
comfyui_probe (gpointer state, guint nth, GCancellable *cancellable, char **about, GError **error)
{
  LimComfyServer *server = lim_comfyui_nth (state, nth);
  const LimComfyLine line = { server, NULL, cancellable };
  g_auto (LimRenderReply) reply = { 0 };
  g_autoptr (LimHttpResponse) answer = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree char *version = NULL;
  g_autofree char *device = NULL;

  answer = lim_comfyui_call (&line, "GET", "/system_stats", NULL, LIM_COMFYUI_MAX_ANSWER, NULL, &cause);
  if (answer == NULL)
    return g_cancellable_is_cancelled (cancellable) ? lim_comfyui_fail_cancelled (&reply, error)
                                                    : lim_comfyui_fail_unreachable (server, &reply, cause, error);
  if (!lim_comfyui_is_good (answer))
    return lim_fail (error, LIM_ERROR_PROVIDER,
                     "%s answers /system_stats with HTTP %u; is it really a ComfyUI server?", server->shown,
                     answer->status);
  if (!lim_comfyui_read_stats (answer->body, &version, &device, error))
    return FALSE;

  lim_comfyui_forget_catalogue (server); /* it may have been away for new models */
  lim_comfyui_server_set_device (server, device);
  *about = g_strdup_printf ("ComfyUI %s at %s, %s", version != NULL ? version : "of unknown version", server->shown,
                            device != NULL ? device : "device unknown");
  return TRUE;
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
      lim_provider_fill (&G_STRUCT_MEMBER (char *, recipe, filled[i].member), comfy->settings, filled[i].option);
  if (recipe->checkpoint == NULL && lim_workflow_has (workflow, LIM_SLOT_CHECKPOINT))
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "no checkpoint is named; ComfyUI needs one. Set defaults.checkpoint in the pack or "
                     "providers.comfyui.checkpoint in limner.yaml");
  if (!lim_provider_check_source (recipe, error))
    return FALSE;
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

static const LimProviderVariable variables[] = { { "COMFY_URL", "url" }, { NULL } };

static const char *const connect[] = {
  "start ComfyUI; for another machine with --listen",
  "limner.yaml: providers: {comfyui: {url: \"http://127.0.0.1:8188\", checkpoint: FILE}}",
  "several servers: servers: [\"http://gpu1:8188\", \"http://gpu2:8188\"] in place of url; for one run, COMFY_URL=…",
  "limner config providers comfyui --probe tells its version and device",
  "limner generate PACK --provider comfyui, or defaults: {provider: comfyui} in limner.yaml",
  NULL,
};

const LimImageProvider lim_provider_comfyui = {
  .name = "comfyui",
  .help = "a ComfyUI server on this or another machine",
  .flags = LIM_PROVIDER_NETWORK | LIM_PROVIDER_SEED,
  .servers = comfyui_servers,
  .options = comfyui_options,
  .variables = variables,
  .connect = connect,
  .open = comfyui_open,
  .close = comfyui_close,
  .probe = comfyui_probe,
  .prepare = comfyui_prepare,
  .compose = comfyui_compose,
  .check = lim_comfyui_check,
  .render = lim_comfyui_render,
  .recover = lim_comfyui_recover,
  .cancel = lim_comfyui_cancel,
};
