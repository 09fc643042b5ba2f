#include "style-inputs.h"

#include "base-file.h"
#include "base-yaml.h"
#include "base-text.h"

static gboolean
is_document (const char *name)
{
  return name[0] != '.'
         && (g_str_has_suffix (name, ".json") || g_str_has_suffix (name, ".yaml") || g_str_has_suffix (name, ".yml"));
}

GPtrArray *
lim_style_list_inputs (const LimProject *project, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = lim_project_path (project, folder);
  g_autoptr (GError) problem = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &problem);
  const char *name;

  if (dir == NULL && !g_error_matches (problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return lim_fail_null (error, LIM_ERROR_IO, "%s: %s", folder, problem->message);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_document (name))
      g_ptr_array_add (files, g_build_filename (folder, name, NULL));
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
