/* provider-a1111-server.c: calls to a server, what its refusals mean, and what it has. */

#include "provider-a1111-private.h"

#include "base-text.h"

#include <string.h>

#define LIST_TIMEOUT 30u /* seconds of silence */

/* -- Calls -- */

LimHttpResponse *
lim_a1111_call (const LimA1111Server *server, const char *path, GBytes *json, guint timeout_s, gsize max_size,
                LimHttpOutcome *outcome, GCancellable *cancellable, GError **error)
{
  const LimHttpRequest request = {
    .content_type = json != NULL ? "application/json" : NULL,
    .body = json,
    .timeout_s = timeout_s,
    .max_size = max_size,
    .outcome = outcome,
  };

  return lim_web_call (&server->address, &server->key, path, request, cancellable, error);
}

gboolean
lim_a1111_fail_unreachable (const LimA1111Server *server, LimRenderReply *reply, const char *cause, GError **error)
{
  return lim_provider_fail (reply, LIM_FAILURE_UNREACHABLE, error, LIM_ERROR_PROVIDER,
                            "no server of the AUTOMATIC1111 kind at %s (%s). Start it there with --api, or set "
                            "providers.a1111.url in limner.yaml or the environment's A1111_URL",
                            server->address.url, cause);
}

/* What a status that is no success means. */
static const struct
{
  guint low, high;
  LimFailure failure;
  const char *means;
} statuses[] = {
  { 300, 399, LIM_FAILURE_UNREACHABLE, "points to another address; give that one instead if it is right" },
  { 401, 401, LIM_FAILURE_AUTH, "wants a login" },
  { 403, 403, LIM_FAILURE_AUTH, "forbids it; check the address and any proxy" },
  { 413, 413, LIM_FAILURE_IMAGE, "finds the request too large" },
  { 400, 428, LIM_FAILURE_IMAGE, "refused the image" },
  { 429, 429, LIM_FAILURE_RATE_LIMIT, "asks us to wait" },
  { 430, 499, LIM_FAILURE_IMAGE, "refused the image" },
  { 502, 504, LIM_FAILURE_UNREACHABLE, "cannot be reached behind its proxy" },
  { 500, 599, LIM_FAILURE_SERVER, "failed" },
};

/* FastAPI's words for a route it does not have; with other words 404 means a sampler or picture that is not there. */
static gboolean
lacks_route (const LimHttpResponse *answer, const LimWebFault *fault)
{
  return answer->status == 405
         || (answer->status == 404
             && (strcmp (answer->content_type, "application/json") != 0
                 || g_ascii_strcasecmp (fault->message, "Not Found") == 0));
}

gboolean
lim_a1111_fail_status (const LimA1111Server *server, const LimHttpResponse *answer, LimRenderReply *reply,
                       GError **error)
{
  g_auto (LimWebFault) fault = { 0 };

  lim_web_fault_read (answer->body, &server->key, &fault);
  if (lacks_route (answer, &fault))
    return lim_provider_fail (reply, LIM_FAILURE_UNREACHABLE, error, LIM_ERROR_PROVIDER,
                              "%s does not know /sdapi/v1 (HTTP %u). Was the server started with --api?",
                              server->address.url, answer->status);
  if (answer->status == 401)
    return lim_provider_fail (reply, LIM_FAILURE_AUTH, error, LIM_ERROR_PROVIDER,
                              "%s %s (HTTP 401: %s). Give it as USER:PASSWORD in %s", server->address.url,
                              server->key.header != NULL ? "does not accept our login" : "wants a login",
                              fault.message, server->key.place);
  if (answer->status == 429)
    reply->retry_after_ms = lim_web_retry_after_ms (answer);
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (answer->status >= statuses[i].low && answer->status <= statuses[i].high)
      return lim_provider_fail (reply, statuses[i].failure, error, LIM_ERROR_PROVIDER, "%s %s (HTTP %u: %s)",
                                server->address.url, statuses[i].means, answer->status, fault.message);
  return lim_provider_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER, "%s answered HTTP %u",
                            server->address.url, answer->status);
}

/* -- What it has -- */

static void
catalogue_clear (gpointer data)
{
  LimA1111Catalogue *catalogue = data;

  for (guint i = 0; i < G_N_ELEMENTS (catalogue->names); i++)
    g_clear_pointer (&catalogue->names[i], g_ptr_array_unref);
}

void
lim_a1111_catalogue_unref (LimA1111Catalogue *catalogue)
{
  g_atomic_rc_box_release_full (catalogue, catalogue_clear);
}

static const struct
{
  const char *path;
  gboolean needed;
} lists[] = {
  [LIM_A1111_MODELS] = { "/sdapi/v1/sd-models", TRUE },
  [LIM_A1111_SAMPLERS] = { "/sdapi/v1/samplers", TRUE },
  [LIM_A1111_SCHEDULERS] = { "/sdapi/v1/schedulers", FALSE }, /* A1111 before 1.9 */
  [LIM_A1111_LORAS] = { "/sdapi/v1/loras", FALSE },
};

static gboolean
load_list (const LimA1111Server *server, LimA1111Kind kind, GPtrArray **names, GCancellable *cancellable,
           LimRenderReply *reply, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimHttpResponse) answer =
      lim_a1111_call (server, lists[kind].path, NULL, LIST_TIMEOUT, LIM_A1111_MAX_ANSWER, NULL, cancellable, &cause);

  if (answer == NULL && g_cancellable_is_cancelled (cancellable))
    return lim_provider_fail (reply, LIM_FAILURE_CANCELLED, error, LIM_ERROR_CANCELLED, "stopped");
  if (answer == NULL)
    return lim_a1111_fail_unreachable (server, reply, cause->message, error);
  if (!lists[kind].needed && (answer->status == 404 || answer->status == 405))
    return TRUE;
  if (!lim_web_is_good (answer))
    return lim_a1111_fail_status (server, answer, reply, error);
  *names = lim_a1111_read_names (answer->body, kind, &cause);
  if (*names == NULL)
    return lim_provider_fail (reply, LIM_FAILURE_SERVER, error, LIM_ERROR_PROVIDER, "%s%s", server->address.url,
                              cause->message);
  return TRUE;
}

/* Which kinds of progress it tells; trouble here only means that we hear less. */
static void
load_manners (const LimA1111Server *server, LimA1111Catalogue *catalogue, GCancellable *cancellable)
{
  static const char ask[] = "{\"id_task\":\"limner\",\"live_preview\":false}";
  g_autoptr (GBytes) body = g_bytes_new_static (ask, strlen (ask));
  g_autoptr (LimHttpResponse) task = lim_a1111_call (server, "/internal/progress", body, LIST_TIMEOUT,
                                                     LIM_A1111_MAX_ANSWER, NULL, cancellable, NULL);
  g_autoptr (LimHttpResponse) any = lim_a1111_call (server, "/sdapi/v1/progress?skip_current_image=true", NULL,
                                                    LIST_TIMEOUT, LIM_A1111_MAX_ANSWER, NULL, cancellable, NULL);
  g_auto (LimA1111Progress) progress = { 0 };

  catalogue->tells_tasks =
      task != NULL && lim_web_is_good (task) && lim_a1111_read_progress (task->body, TRUE, &progress);
  catalogue->tells_progress = any != NULL && any->status != 404 && any->status != 405;
}

static LimA1111Catalogue *
load_catalogue (const LimA1111Server *server, GCancellable *cancellable, LimRenderReply *reply, GError **error)
{
  LimA1111Catalogue *catalogue = g_atomic_rc_box_new0 (LimA1111Catalogue);

  for (guint kind = 0; kind < G_N_ELEMENTS (lists); kind++)
    if (!load_list (server, kind, &catalogue->names[kind], cancellable, reply, error))
      {
        lim_a1111_catalogue_unref (catalogue);
        return NULL;
      }
  load_manners (server, catalogue, cancellable);
  return catalogue;
}

LimA1111Catalogue *
lim_a1111_catalogue (LimA1111Server *server, gboolean fresh, GCancellable *cancellable, LimRenderReply *reply,
                     GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&server->lock);

  if (server->catalogue == NULL || fresh)
    {
      LimA1111Catalogue *catalogue = load_catalogue (server, cancellable, reply, error);

      if (catalogue == NULL)
        return NULL;
      g_clear_pointer (&server->catalogue, lim_a1111_catalogue_unref);
      server->catalogue = catalogue;
    }
  return g_atomic_rc_box_acquire (server->catalogue);
}

/* -- What a recipe means to it -- */

void
lim_a1111_meaning_clear (LimA1111Meaning *meaning)
{
  g_clear_pointer (&meaning->loras, g_ptr_array_unref);
}

static const struct
{
  const char *called, *advice;
} words[] = {
  [LIM_A1111_MODELS] = { "checkpoint", "put the file into its models folder or name another one" },
  [LIM_A1111_SAMPLERS] = { "sampler", "name one it knows" },
  [LIM_A1111_SCHEDULERS] = { "scheduler", "name one it knows, or “Automatic”" },
  [LIM_A1111_LORAS] = { "LoRA", "put the file into its LoRA folder or name another one" },
};

static gboolean
find (const LimA1111Server *server, const LimA1111Catalogue *catalogue, LimA1111Kind kind, const char *asked,
      const LimA1111Name **name, GError **error)
{
  const GPtrArray *names = catalogue->names[kind];

  *name = names != NULL ? lim_a1111_find (names, asked) : NULL;
  if (*name != NULL)
    return TRUE;

  g_autofree const char **known = names != NULL ? lim_a1111_list_known (names) : g_new0 (const char *, 1);
  g_autofree char *hint = lim_text_did_you_mean (asked, known);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s has no %s “%s”.%s To go on, %s", server->address.url,
                   words[kind].called, asked, hint, words[kind].advice);
}

/* A server without a list of schedulers takes them as the end of a sampler's name: “DPM++ 2M Karras”. */
static gboolean
find_joined (const LimA1111Server *server, const LimA1111Catalogue *catalogue, const LimRecipe *recipe,
             LimA1111Meaning *meaning, GError **error)
{
  g_autofree char *joined = g_strdup_printf ("%s %s", recipe->sampler, recipe->scheduler);

  return find (server, catalogue, LIM_A1111_SAMPLERS, joined, &meaning->sampler, error);
}

/* ComfyUI's “normal” is what a server without a list does anyway, and what sd-server calls “discrete”. */
static gboolean
find_scheduler (const LimA1111Server *server, const LimA1111Catalogue *catalogue, const char *asked,
                const LimA1111Name **name, GError **error)
{
  if (strcmp (asked, LIM_A1111_NORMAL) == 0)
    *name = lim_a1111_find (catalogue->names[LIM_A1111_SCHEDULERS], "discrete");
  return *name != NULL || find (server, catalogue, LIM_A1111_SCHEDULERS, asked, name, error);
}

static gboolean
find_sampling (const LimA1111Server *server, const LimA1111Catalogue *catalogue, const LimRecipe *recipe,
               LimA1111Meaning *meaning, GError **error)
{
  gboolean listed = catalogue->names[LIM_A1111_SCHEDULERS] != NULL;
  gboolean automatic = recipe->scheduler == NULL || strcmp (recipe->scheduler, LIM_A1111_AUTOMATIC) == 0
                       || (!listed && strcmp (recipe->scheduler, LIM_A1111_NORMAL) == 0);

  if (!automatic && !listed)
    return find_joined (server, catalogue, recipe, meaning, error);
  if (recipe->sampler != NULL
      && !find (server, catalogue, LIM_A1111_SAMPLERS, recipe->sampler, &meaning->sampler, error))
    return FALSE;
  return automatic || find_scheduler (server, catalogue, recipe->scheduler, &meaning->scheduler, error);
}

gboolean
lim_a1111_understand (const LimA1111Server *server, const LimA1111Catalogue *catalogue, const LimRecipe *recipe,
                      LimA1111Meaning *meaning, GError **error)
{
  meaning->loras = g_ptr_array_new ();
  if (recipe->checkpoint != NULL
      && !find (server, catalogue, LIM_A1111_MODELS, recipe->checkpoint, &meaning->model, error))
    return FALSE;
  if (!find_sampling (server, catalogue, recipe, meaning, error))
    return FALSE;
  for (guint i = 0; i < recipe->loras->len; i++)
    {
      const LimA1111Name *name = NULL;

      if (!find (server, catalogue, LIM_A1111_LORAS, g_array_index (recipe->loras, LimLora, i).name, &name, error))
        return FALSE;
      g_ptr_array_add (meaning->loras, (gpointer) name);
    }
  return TRUE;
}
