/* studio-api-image.c: the picture of a record, whole or small. */
#include "studio-route.h"

#include "store-asset.h"
#include "store-record.h"
#include "studio-picture.h"

#define DEFAULT_SIDE 256

/* Where the record's picture lies, absolute. LIM_ERROR_NOT_FOUND where it is nowhere. Transfer full. */
static char *
find_picture (const LimStudioRequest *request, GError **error)
{
  const LimProject *project = request->desk->project;
  g_autoptr (LimRecord) record = lim_store_load_record (project, request->id, error);
  g_autoptr (GError) problem = NULL;
  g_autofree char *relative = record != NULL ? lim_store_find_image (project, record, &problem) : NULL;

  if (record == NULL)
    return NULL;
  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  if (relative == NULL)
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND,
                          "%s: its image is nowhere in the project; `limner restore --only %s` makes it again",
                          record->id, record->id);
  return lim_project_path (project, relative);
}

LIM_STUDIO_HANDLER (image)
{
  g_autofree char *path = find_picture (request, error);

  return path != NULL && lim_studio_answer_picture (request, answer, path, error);
}

LIM_STUDIO_HANDLER (thumb)
{
  gint64 side;

  if (!lim_studio_query_int (request, "size", LIM_THUMB_MIN_SIDE, LIM_THUMB_MAX_SIDE, DEFAULT_SIDE, &side, error))
    return FALSE;
  g_autofree char *path = find_picture (request, error);
  if (path == NULL)
    return FALSE;
  if (g_cancellable_is_cancelled (request->cancellable))
    return lim_fail (error, LIM_ERROR_CANCELLED, "nobody waits for the picture any more");
  answer->body = lim_thumbs_get (request->desk->thumbs, path, (guint) side, &answer->hash, error);
  answer->content_type = "image/webp";
  return answer->body != NULL;
}

/* -- The rows -- */

static const LimStudioParameter image_query[] = {
  { "hash", "as GET /api/records/{id} tells it: while it is still this, the answer may be kept for good" },
  { 0 },
};

static const LimStudioParameter thumb_query[] = {
  { "size", "the longest side in pixels, 64 to 2048, rounded up to 128, 256, 512, 1024 or 2048; else 256" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_image[] = {
  { "GET", "/api/images/{id}", LIM_ROUTE_WORK, "The picture of a record, as it lies on disk.", image_query,
    .answer = "the file; takes Range, If-Range and If-None-Match", .handle = handle_image },
  { "GET", "/api/thumbs/{id}", LIM_ROUTE_WORK, "A small copy of the picture.", thumb_query,
    .answer = "WebP; takes If-None-Match", .handle = handle_thumb },
  { NULL },
};
