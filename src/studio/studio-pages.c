#include "studio-pages.h"

#include "base-hash.h"

#include <string.h>

#ifdef LIM_STUDIO_PAGES
#include "studio-web-resource.h"
#endif

static const struct
{
  const char *path, *file, *content_type;
} parts[] = {
  { "/assets/studio.js", "studio.js", "text/javascript; charset=utf-8" },
  { "/assets/studio.css", "studio.css", "text/css; charset=utf-8" },
  { "/assets/icon.svg", "icon.svg", "image/svg+xml" },
};

static const char without[] =
    "This limner was built without the pages of the studio; its API answers (docs/api.md).\n\n"
    "To build them: install npm (Debian: apt-get install npm), then in the source folder run\n\n"
    "    ./dev build\n\n"
    "and start the new build/limner again.\n";

gboolean
lim_studio_has_pages (void)
{
#ifdef LIM_STUDIO_PAGES
  return TRUE;
#else
  return FALSE;
#endif
}

static GBytes *
look_up (const char *file)
{
#ifdef LIM_STUDIO_PAGES
  g_autofree char *path = g_strconcat ("/limner/studio/", file, NULL);

  return g_resource_lookup_data (studio_web_get_resource (), path, 0, NULL);
#else
  (void) file;
  return NULL;
#endif
}

static gboolean
answer_part (const char *file, const char *content_type, LimStudioAnswer *answer)
{
  gsize length;

  answer->body = look_up (file);
  if (answer->body == NULL)
    return FALSE;
  gconstpointer data = g_bytes_get_data (answer->body, &length);
  answer->content_type = content_type;
  answer->hash = lim_sha256_hex (data, (gssize) length);
  return TRUE;
}

gboolean
lim_studio_page (const char *path, LimStudioAnswer *answer, GError **error)
{
  gboolean page = !g_str_has_prefix (path, "/assets/");

  if (page && !lim_studio_has_pages ())
    {
      answer->body = g_bytes_new_static (without, strlen (without));
      answer->content_type = "text/plain; charset=utf-8";
      return TRUE;
    }
  if (page && answer_part ("index.html", "text/html; charset=utf-8", answer))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strcmp (parts[i].path, path) == 0 && answer_part (parts[i].file, parts[i].content_type, answer))
      return TRUE;
  return lim_fail (error, LIM_ERROR_NOT_FOUND, "the studio has no %s", path);
}
