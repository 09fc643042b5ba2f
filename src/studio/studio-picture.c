#include "studio-picture.h"

#include "base-file.h"
#include "imaging-header.h"

#define MAX_IMAGE_BYTES (256u << 20)

/* Told by the bytes, whatever the file is called. */
static const char *
type_of (GBytes *bytes, const char *path, GError **error)
{
  static const char *const types[] = {
    [LIM_IMAGE_PNG] = "image/png",
    [LIM_IMAGE_JPEG] = "image/jpeg",
    [LIM_IMAGE_WEBP] = "image/webp",
  };
  LimImageInfo info;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return lim_image_probe_bytes (data, length, path, &info, error) ? types[info.format] : NULL;
}

gboolean
lim_studio_answer_picture (const LimStudioRequest *request, LimStudioAnswer *answer, const char *path, GError **error)
{
  g_autofree char *hash = lim_thumbs_hash (request->desk->thumbs, path, error);
  gsize length;
  char *data = hash != NULL ? lim_file_read (path, MAX_IMAGE_BYTES, &length, error) : NULL;

  if (data == NULL)
    return FALSE;
  g_autoptr (GBytes) bytes = g_bytes_new_take (data, length);
  const char *type = type_of (bytes, path, error);
  if (type == NULL)
    return FALSE;
  answer->body = g_steal_pointer (&bytes);
  answer->content_type = type;
  answer->lasting = g_strcmp0 (g_hash_table_lookup (request->query, "hash"), hash) == 0;
  answer->hash = g_steal_pointer (&hash);
  return TRUE;
}
