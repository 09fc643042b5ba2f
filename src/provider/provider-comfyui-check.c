/* provider-comfyui-check.c: before the first job: does a server have all that a recipe needs?
 *
 * Its catalogue is megabytes, so it is fetched once and again only after the server was away. One that shows none (old, or
 * guarded by a proxy) is taken at its word later, when it refuses a job. */

#include "provider-comfyui-graph.h"
#include "provider-comfyui-preflight.h"
#include "provider-comfyui-private.h"

/* FALSE: it cannot be asked now. TRUE without *@catalogue: it shows none. */
static gboolean
fetch (const LimComfyLine *line, LimCatalogue **catalogue, GError **error)
{
  LimHttpOutcome outcome = { 0 };
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimHttpResponse) answer =
      lim_comfyui_call (line, "GET", "/object_info", NULL, LIM_CATALOGUE_MAX_SIZE, &outcome, &cause);
  g_auto (LimRenderReply) reply = { 0 };

  if (answer != NULL)
    {
      *catalogue = lim_comfyui_is_good (answer) ? lim_catalogue_parse (answer->body, NULL) : NULL;
      return TRUE;
    }
  if (g_cancellable_is_cancelled (line->cancellable))
    return lim_comfyui_fail_cancelled (&reply, error);
  return outcome.too_large || lim_comfyui_fail_unreachable (line->server, &reply, cause, error);
}

/* *@catalogue: transfer full, NULL when the server shows none. */
static gboolean
get_catalogue (LimComfyServer *server, GCancellable *cancellable, LimCatalogue **catalogue, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&server->asking);
  const LimComfyLine line = { server, NULL, cancellable };

  if (!server->asked && !fetch (&line, &server->catalogue, error))
    return FALSE;
  server->asked = TRUE;
  *catalogue = server->catalogue != NULL ? lim_catalogue_ref (server->catalogue) : NULL;
  return TRUE;
}

void
lim_comfyui_forget_catalogue (LimComfyServer *server)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&server->asking);

  server->asked = FALSE;
  g_clear_pointer (&server->catalogue, lim_catalogue_unref);
}

void
lim_comfyui_respell (LimComfyServer *server, LimJson *graph)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&server->asking);

  if (server->catalogue != NULL)
    lim_catalogue_respell (server->catalogue, graph);
}

gboolean
lim_comfyui_check (gpointer state, guint nth, const LimRecipe *recipe, GCancellable *cancellable, GError **error)
{
  LimComfy *comfy = state;
  LimComfyServer *server = lim_comfyui_nth (comfy, nth);
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("graph");
  const char *image = recipe->source_image != NULL ? LIM_COMFYUI_IMAGE_LATER : NULL;
  const LimWorkflow *workflow = lim_comfyui_choose (comfy->shelf, comfy->settings, recipe, error);
  LimJson *graph =
      workflow != NULL ? lim_comfyui_graph (comfy->shelf, comfy->settings, recipe, image, 0, doc, NULL, error) : NULL;
  g_autoptr (LimCatalogue) catalogue = NULL;

  if (graph == NULL || !get_catalogue (server, cancellable, &catalogue, error))
    return FALSE;
  if (catalogue == NULL)
    return TRUE;

  g_autoptr (GPtrArray) problems = lim_comfyui_preflight (catalogue, workflow, graph, server->shown);
  if (problems->len == 0)
    return TRUE;
  g_ptr_array_add (problems, NULL);
  g_autofree char *all = g_strjoinv ("\n", (char **) problems->pdata);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s", all);
}
