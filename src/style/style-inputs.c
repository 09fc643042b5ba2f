#include "style-inputs.h"

#include "base-file.h"
#include "base-text.h"
#include "base-yaml.h"
#include "store-document.h"

GPtrArray *
lim_style_list_inputs (const LimProject *project, const char *folder, GError **error)
{
  static const char *const suffixes[] = { ".json", ".yaml", ".yml" };
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autoptr (GPtrArray) names = lim_store_list_names (project, folder, suffixes[i], error);

      if (names == NULL)
        return NULL;
      for (guint n = 0; n < names->len; n++)
        g_ptr_array_add (files, g_strconcat (folder, "/", names->pdata[n], suffixes[i], NULL));
    }
  g_ptr_array_sort (files, lim_text_compare);
  return g_steal_pointer (&files);
}

LimJsonDoc *
lim_style_read_document (const LimProject *project, const char *path, GError **error)
{
  g_autofree char *full = g_path_is_absolute (path) ? g_strdup (path) : lim_project_path (project, path);
  gsize length = 0;
  char *text = lim_file_read (full, 0, &length, error);

  if (text == NULL)
    return NULL;
  if (g_str_has_suffix (path, ".json"))
    return lim_json_parse_take (path, text, length, error);

  LimJsonDoc *doc = lim_yaml_parse (path, text, (gssize) length, error);
  g_free (text);
  return doc;
}
