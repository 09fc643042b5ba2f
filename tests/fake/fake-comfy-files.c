/* fake-comfy-files.c: what ComfyUI's API does with its folders: uploads and views. */
#include "fake-comfy.h"
#include "fake-json.h"
#include "fake-picture.h"
#include "fake-request.h"
#include "fake-stats.h"

#include <string.h>

/* -- Uploads -- */

typedef struct
{
  GBytes *image;
  char *name, *type, *subfolder;
  gboolean overwrite;
} Upload;

static void
upload_clear (Upload *upload)
{
  g_clear_pointer (&upload->image, g_bytes_unref);
  g_free (upload->name);
  g_free (upload->type);
  g_free (upload->subfolder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Upload, upload_clear)

static char *
text_of (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  return g_strndup (length > 0 ? text : "", length);
}

static void
set_text (char **field, const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}

static void
take_part (Upload *upload, SoupMessageHeaders *headers, GBytes *body)
{
  g_autoptr (GHashTable) parameters = NULL;
  g_autofree char *disposition = NULL;

  if (!soup_message_headers_get_content_disposition (headers, &disposition, &parameters))
    return;

  const char *name = g_hash_table_lookup (parameters, "name");
  const char *filename = g_hash_table_lookup (parameters, "filename");
  g_autofree char *text = text_of (body);

  if (g_strcmp0 (name, "image") == 0)
    {
      g_clear_pointer (&upload->image, g_bytes_unref);
      upload->image = g_bytes_ref (body);
      g_free (upload->name);
      upload->name = g_strdup (filename);
    }
  else if (g_strcmp0 (name, "type") == 0)
    set_text (&upload->type, text);
  else if (g_strcmp0 (name, "subfolder") == 0)
    set_text (&upload->subfolder, text);
  else if (g_strcmp0 (name, "overwrite") == 0)
    upload->overwrite = strcmp (text, "true") == 0 || strcmp (text, "1") == 0;
}

static gboolean
read_upload (FakeRequest *request, Upload *upload)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  g_autoptr (SoupMultipart) parts = soup_multipart_new_from_message (headers, request->body);

  if (parts == NULL)
    return FALSE;
  upload->type = g_strdup ("input");
  upload->subfolder = g_strdup ("");
  for (int i = 0; i < soup_multipart_get_length (parts); i++)
    {
      SoupMessageHeaders *part_headers;
      GBytes *part_body;

      if (soup_multipart_get_part (parts, i, &part_headers, &part_body))
        take_part (upload, part_headers, part_body);
    }
  return upload->name != NULL && *upload->name != '\0' && strstr (upload->name, "..") == NULL
         && strstr (upload->subfolder, "..") == NULL;
}

/* “a.png” as “a (1).png”, “a (2).png” …: the first that is free or holds the same bytes. Transfer full. */
static char *
free_name (FakeRequest *request, const Upload *upload)
{
  const char *dot = strrchr (upload->name, '.');
  int stem = dot != NULL ? (int) (dot - upload->name) : (int) strlen (upload->name);
  g_autofree char *name = g_strdup (upload->name);

  for (guint i = 1;; i++)
    {
      GBytes *there = fake_comfy_file (request->fake, upload->type, upload->subfolder, name);

      if (there == NULL || upload->overwrite || g_bytes_equal (there, upload->image))
        return g_steal_pointer (&name);
      g_free (name);
      name = g_strdup_printf ("%.*s (%u)%s", stem, upload->name, i, dot != NULL ? dot : "");
    }
}

static void
post_upload (FakeRequest *request)
{
  g_auto (Upload) upload = { 0 };
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new ("answer");

  if (!read_upload (request, &upload))
    {
      fake_answer_text (request, 400, "text/plain", "");
      return;
    }
  if (!fake_comfy_is_folder (upload.type))
    {
      fake_answer_text (request, 500, "text/plain", "500 Internal Server Error");
      return;
    }
  if (request->strike.kind == FAKE_OTHER_NAME)
    {
      g_autofree char *other = g_strconcat ("another ", upload.name, NULL);

      set_text (&upload.name, other);
    }

  g_autofree char *name = free_name (request, &upload);

  fake_comfy_store (request->fake, upload.type, upload.subfolder, name, upload.image);
  fake_stats_upload (request->fake, name);
  fake_answer_json (request, 200,
                    fake_object (doc, "name:s subfolder:s type:s", name, upload.subfolder, upload.type));
}

/* -- Views -- */

static const char *
type_of (GBytes *bytes)
{
  gsize length;
  const guint8 *p = g_bytes_get_data (bytes, &length);

  if (length > 3 && p[0] == 0xff && p[1] == 0xd8)
    return "image/jpeg";
  if (length > 12 && memcmp (p + 8, "WEBP", 4) == 0)
    return "image/webp";
  return "image/png";
}

/* What is asked for; NULL: @status says why not. Borrowed. */
static GBytes *
find_view (FakeRequest *request, const char *type, const char *subfolder, const char *filename, guint *status)
{
  if (filename == NULL)
    *status = 404;
  else if (*filename == '\0' || *filename == '/' || strstr (filename, "..") != NULL || !fake_comfy_is_folder (type))
    *status = 400;
  else if (strstr (subfolder, "..") != NULL || *subfolder == '/')
    *status = 403;
  else
    {
      *status = 404;
      return fake_comfy_file (request->fake, type, subfolder, filename);
    }
  return NULL;
}

static void
note_delivery (FakeRequest *request, const char *type, const char *subfolder, const char *filename)
{
  FakeKind kind = request->strike.kind;
  g_autofree char *path = fake_comfy_path (type, subfolder, filename);

  if (kind == FAKE_NONE || kind == FAKE_DELAY)
    fake_stats_delivered (request->fake, path);
}

static const char *
query_or (FakeRequest *request, const char *name, const char *fallback)
{
  const char *given = fake_request_query (request, name);

  return given != NULL ? given : fallback;
}

static void
get_view (FakeRequest *request)
{
  const char *filename = fake_request_query (request, "filename");
  const char *subfolder = query_or (request, "subfolder", "");
  const char *type = query_or (request, "type", "output");
  g_auto (GStrv) preview = g_strsplit (query_or (request, "preview", ""), ";", 2);
  guint status;
  GBytes *bytes = find_view (request, type, subfolder, filename, &status);

  if (bytes == NULL)
    {
      fake_answer_text (request, status, "text/plain; charset=utf-8", status == 404 ? "404: Not Found" : "");
      return;
    }

  g_autofree char *disposition = g_strdup_printf ("filename=\"%s\"", filename);
  g_autoptr (GBytes) shown = fake_picture_convert (bytes, preview[0] != NULL ? preview[0] : "");
  g_autoptr (GBytes) sent = fake_request_spoil_picture (request, shown);

  if (sent == bytes)
    note_delivery (request, type, subfolder, filename);
  fake_answer_header (request, "Content-Disposition", disposition);
  fake_answer_bytes (request, 200, type_of (shown), sent);
}

const FakeRoute fake_comfy_file_routes[] = {
  { "POST", "/upload/image", FALSE, post_upload },
  { "GET", "/view", FALSE, get_view },
  { NULL },
};
