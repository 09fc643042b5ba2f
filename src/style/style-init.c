#include "style-init.h"

#include "base-file.h"
#include "base-json.h"
#include "base-text.h"
#include "style-templates.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ROOT "/limner/templates/"

static const LimTemplate templates[] = {
  { "blank", "your own world from a clean page" },
  { "game-art", "costume, vessels, interiors, tools and shores of a game world" },
  { "character-design", "figures, portraits, expressions, kits" },
  { "creature-design", "profiles, heads, motion, habitats" },
  { "architecture", "façades, interiors, streets, details" },
  { "vehicle-mech", "haulers, walkers, cockpits, parts" },
  { NULL },
};

const LimTemplate *
lim_templates (void)
{
  return templates;
}

/* Folders that a template need not hold but a project has. */
static const char *const empty_folders[] = {
  "canon",       "inputs/prompts",     "inputs/identity-packets", "inputs/references", "records",
  "comparisons", "outputs/candidates", "outputs/approved",        "outputs/rejected",  "outputs/borderline",
};

static gboolean
check_template (const char *name, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (const LimTemplate *template = templates; template->name != NULL; template ++)
    {
      if (strcmp (template->name, name) == 0)
        return TRUE;
      g_ptr_array_add (names, (char *) template->name);
    }
  g_ptr_array_add (names, NULL);
  g_autofree char *hint = lim_text_did_you_mean (name, (const char *const *) names->pdata);
  g_autofree char *list = lim_text_list ((const char *const *) names->pdata);
  return lim_fail (error, LIM_ERROR_BAD_INPUT, "there is no template “%s”.%s There are %s", name, hint, list);
}

/* Adds the resource paths of all files below @path, in order. */
static void
list_files (GResource *resource, const char *path, GPtrArray *files)
{
  g_auto (GStrv) children = g_resource_enumerate_children (resource, path, 0, NULL);

  for (gsize i = 0; children != NULL && children[i] != NULL; i++)
    {
      g_autofree char *child = g_strconcat (path, children[i], NULL);

      if (g_str_has_suffix (child, "/"))
        list_files (resource, child, files);
      else
        g_ptr_array_add (files, g_steal_pointer (&child));
    }
}

/* The text of a file with @NAME@ replaced. It stands in YAML's double quotes, whose escapes are those of JSON. */
static char *
fill_in (GBytes *bytes, const char *name, gsize *length)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  GString *out = g_string_new_len (data, (gssize) size);
  g_autoptr (GString) quoted = g_string_new (NULL);

  lim_json_append_quoted (quoted, name, -1);
  g_string_truncate (quoted, quoted->len - 1);
  g_string_replace (out, "@NAME@", quoted->str + 1, 0);
  *length = out->len;
  return g_string_free (out, FALSE);
}

static gboolean
write_file (GResource *resource, const char *path, const char *target, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, 0, error);
  gsize length;

  if (bytes == NULL)
    return FALSE;
  if (!g_str_has_suffix (path, "/limner.yaml"))
    return lim_file_write_bytes (target, bytes, error);
  g_autofree char *text = fill_in (bytes, name, &length);
  return lim_file_write (target, text, length, error);
}

static gboolean
write_all (GResource *resource, const GPtrArray *paths, gsize prefix_length, const char *folder, const char *name,
           GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (empty_folders); i++)
    {
      g_autofree char *path = g_build_filename (folder, empty_folders[i], NULL);

      if (!lim_file_make_folder (path, error))
        return FALSE;
    }
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = paths->pdata[i];
      g_autofree char *target = g_build_filename (folder, path + prefix_length, NULL);

      if (!write_file (resource, path, target, name, error))
        return FALSE;
    }
  return TRUE;
}

/* Built beside its place and renamed into it, so nobody finds half a project. An empty folder may be replaced. */
static gboolean
build_beside (GResource *resource, const GPtrArray *paths, gsize prefix_length, const char *folder, const char *name,
              GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *staging = g_build_filename (parent, ".limner-tmp-XXXXXX", NULL);

  if (!lim_file_make_folder (parent, error))
    return FALSE;
  if (g_mkdtemp_full (staging, 0777) == NULL)
    return lim_fail_errno (error, errno, parent, "make a folder in it");
  if (!write_all (resource, paths, prefix_length, staging, name, error))
    {
      lim_file_remove_tree (staging);
      return FALSE;
    }
  if (rename (staging, folder) < 0)
    {
      int saved_errno = errno;

      lim_file_remove_tree (staging);
      if (saved_errno == ENOTEMPTY || saved_errno == EEXIST || saved_errno == ENOTDIR)
        return lim_fail (error, LIM_ERROR_BAD_INPUT, "%s exists already and is not empty; choose another name",
                         folder);
      return lim_fail_errno (error, saved_errno, folder, "make it");
    }
  return TRUE;
}

gboolean
lim_style_init (const char *folder, const char *template_name, gboolean dry_run, GPtrArray *files, GError **error)
{
  g_autofree char *name = g_path_get_basename (folder);
  g_autofree char *prefix = g_strconcat (ROOT, template_name, "/", NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  GResource *resource = style_templates_get_resource ();

  if (!lim_text_is_safe_name (name))
    return lim_fail (error, LIM_ERROR_BAD_INPUT,
                     "“%s” cannot be a project's name: it becomes a folder, so no “/”, no control characters, no "
                     "leading dot or dash",
                     name);
  if (!check_template (template_name, error))
    return FALSE;
  list_files (resource, prefix, paths);
  g_ptr_array_sort (paths, lim_text_compare);
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (files, g_strdup ((const char *) paths->pdata[i] + strlen (prefix)));
  return dry_run || build_beside (resource, paths, strlen (prefix), folder, name, error);
}
