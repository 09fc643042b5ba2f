#include "provider-data.h"

#include "base-file.h"
#include "provider-key.h"
#include "provider-resource.h"

#define MAX_FILE ((gsize) 1 << 20)

static LimJsonDoc *
load_built_in (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat ("/limner/providers/", name, NULL);
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (provider_data_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  gsize length;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return text != NULL ? lim_json_parse (name, text, (gssize) length, error) : NULL;
}

/* TRUE with NULL: there is none, and none was asked for. */
static gboolean
load_users (const char *name, const char *path, LimJsonDoc **doc, GError **error)
{
  g_autofree char *file = path != NULL ? lim_provider_home_path (path) : lim_provider_config_path (name);
  gsize length;
  char *text;

  if (path == NULL && !g_file_test (file, G_FILE_TEST_EXISTS))
    return TRUE;
  text = lim_file_read (file, MAX_FILE, &length, error);
  *doc = text != NULL ? lim_json_parse_take (file, text, length, error) : NULL;
  return *doc != NULL;
}

gboolean
lim_provider_data_load (const char *name, const char *path, LimJsonDoc *docs[2], GError **error)
{
  docs[0] = load_built_in (name, error);
  return docs[0] != NULL && load_users (name, path, &docs[1], error);
}
