#include "style-inputs.h"

#include "base-file.h"
#include "base-text.h"
#include "base-yaml.h"
#include "store-document.h"

#include <string.h>

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

/* @path as seen from the project: what the working folder has wins, as a shell completes it. NULL: not there. */
static char *
try_path (const LimProject *project, const char *path)
{
  g_autofree char *here = g_canonicalize_filename (path, NULL);
  g_autofree char *inside = lim_project_path (project, path);
  g_autofree char *root = g_strconcat (lim_project_folder (project), "/", NULL);

  if (g_file_test (here, G_FILE_TEST_IS_REGULAR))
    return g_strdup (g_str_has_prefix (here, root) ? here + strlen (root) : here);
  return g_file_test (inside, G_FILE_TEST_IS_REGULAR) ? g_strdup (path) : NULL;
}

/* “inputs/prompts/wave1.json” is called “wave1”. Transfer full. */
static char *
plain_name (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *ending = strrchr (name, '.');

  return ending != NULL && ending != name ? g_strndup (name, (gsize) (ending - name)) : g_steal_pointer (&name);
}

#define MOST_NAMED 12u

static gpointer
fail_none (const LimProject *project, const char *folder, const char *what, const char *name, GError **error)
{
  g_autoptr (GPtrArray) files = lim_style_list_inputs (project, folder, NULL);

  if (files == NULL || files->len == 0)
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "there is no %s “%s”; %s has none", what, name, folder);

  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (names, plain_name (files->pdata[i]));
  g_ptr_array_add (names, NULL);

  g_autofree char *called = plain_name (name);
  g_autofree char *near = lim_text_did_you_mean (called, (const char *const *) names->pdata);
  if (files->len > MOST_NAMED)
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "there is no %s “%s”.%s %s has %u others", what, name, near,
                          folder, files->len);
  g_autofree char *list = lim_text_list ((const char *const *) names->pdata);
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "there is no %s “%s”.%s %s has %s", what, name, near, folder,
                        list);
}

LimJsonDoc *
lim_style_find_document (const LimProject *project, const char *folder, const char *what, const char *name,
                         GError **error)
{
  static const char *const endings[] = { "", ".json", ".yaml", ".yml" };
  g_autofree char *found = try_path (project, name);

  for (guint i = 0; i < G_N_ELEMENTS (endings) && found == NULL; i++)
    {
      g_autofree char *path = g_strconcat (folder, "/", name, endings[i], NULL);

      found = try_path (project, path);
    }
  if (found == NULL)
    return fail_none (project, folder, what, name, error);
  return lim_style_read_document (project, found, error);
}
