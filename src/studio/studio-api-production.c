/* studio-api-production.c: the production page: who makes images, and how the run stands, whoever began it. What may be done about
 * the jobs stands in studio-api-jobs.c, making more in studio-api-generate.c. */
#include "studio-route.h"

#include "imaging-header.h"
#include "produce-about.h"

/* -- How it stands -- */

LIM_STUDIO_HANDLER (production)
{
  LimMaking *making = request->desk->making;
  LimMakingState state;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  if (!lim_making_look (making, NULL, &state, NULL, NULL, error))
    return FALSE;
  lim_making_state_to_json (&state, request->desk->context->clock, root, doc);
  lim_json_set (root, "servers", lim_making_servers_to_json (making, doc));
  lim_json_set (root, "work", lim_work_to_json (lim_making_work (making), doc));
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (preview)
{
  g_autoptr (GBytes) image = lim_making_preview (request->desk->making, request->id);
  LimImageInfo info;
  gsize length;

  if (image == NULL)
    return lim_fail (error, LIM_ERROR_NOT_FOUND, "there is no preview of “%s”", request->id);
  const guint8 *data = g_bytes_get_data (image, &length);
  if (!lim_image_probe_bytes (data, length, "the preview", &info, error))
    return FALSE;
  answer->body = g_steal_pointer (&image);
  answer->content_type = lim_image_format_mime (info.format);
  return TRUE;
}

LIM_STUDIO_HANDLER (stop)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_bool (root, "stopping", lim_work_stop (lim_making_work (request->desk->making)));
  return lim_studio_answer_json (answer, root);
}

/* -- Who makes -- */

LIM_STUDIO_HANDLER (providers)
{
  g_autoptr (LimProject) project = lim_project_open (lim_project_folder (request->desk->project), NULL, error);
  gboolean probe = g_strcmp0 (g_hash_table_lookup (request->query, "probe"), "true") == 0;
  g_autoptr (GPtrArray) all =
      project != NULL ? lim_produce_about (project, NULL, probe, request->cancellable, error) : NULL;
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *list = lim_json_new_array (doc);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    lim_json_append (list, lim_provider_about_to_json (all->pdata[i], doc));
  return lim_studio_answer_json (answer, list);
}

/* -- Rows -- */

static const LimStudioParameter providers_query[] = {
  { "probe", "true: also ask each of their servers, which may take as long as the network does" },
  { 0 },
};

static const LimStudioParameter preview_query[] = {
  { "n", "any number: another address for a newer one" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_production[] = {
  { "GET", "/production", LIM_ROUTE_PAGE, "The production page.", .answer = "HTML" },
  { "GET", "/api/production", LIM_ROUTE_WORK, "How the making of images stands.",
    .answer = "`now`, `running`, `here` (this studio runs), `process`, `paused`, `counts` by state, `servers` of "
              "the studio's own run with `jobs` (`id`, `share`, `preview`), and `work`: the run that the studio "
              "began last, null when there was none",
    .handle = handle_production },
  { "GET", "/api/production/previews/{id}", LIM_ROUTE_WORK, "The newest preview of an image that this studio makes.",
    preview_query, .answer = "an image, as its server sent it", .handle = handle_preview },
  { "GET", "/api/providers", LIM_ROUTE_WORK, "Who could make images, and what is configured.", providers_query,
    .answer = "what `limner config providers --json` prints", .handle = handle_providers },
  { "POST", "/api/production/stop", LIM_ROUTE_WORK,
    "Stops the run of this studio after the work in hand; the same again goes on with it.",
    .answer = "`stopping`: false when there was none", .handle = handle_stop },
  { NULL },
};
