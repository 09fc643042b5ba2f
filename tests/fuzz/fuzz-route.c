/* Any text as the method and path of a request to the studio: a route, with what stands for {id} in it, or the methods that
 * the path takes, or nothing. */
#include "studio-route.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size), *id = NULL, *allowed = NULL;
  char *path = strchr (text, ' ');

  if (path == NULL)
    return 0;
  *path++ = '\0';
  const LimStudioRoute *route = lim_studio_route_find (text, path, &id, &allowed);
  if (route == NULL)
    {
      g_assert_null (id);
      return 0;
    }
  g_assert_null (allowed);
  g_assert_true ((id != NULL) == (strstr (route->pattern, "{id}") != NULL));
  if (id != NULL)
    g_assert_true (*id != '\0' && strchr (id, '/') == NULL && strstr (path, id) != NULL);
  else
    g_assert_cmpstr (route->pattern, ==, path);
  return 0;
}
