#include "store-project.h"

#include "base-file.h"
#include "base-text.h"
#include "base-yaml.h"

#include <stdlib.h>
#include <string.h>
#include <errno.h>

#define MAX_TEXT_SIZE ((gsize) 16 << 20)

struct _LimProject
{
  char *folder, *name;
  GMutex lock;        /* over config */
  LimJsonDoc *config; /* NULL until asked for */
};

static const char *const parents_of_projects[] = { "games", "projects" };

/* -- What is a project -- */

static gboolean
has (const char *folder, const char *name, GFileTest test)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, test);
}

static gboolean
is_project (const char *folder)
{
  if (has (folder, "limner.yaml", G_FILE_TEST_IS_REGULAR) || has (folder, "constitution.json", G_FILE_TEST_IS_REGULAR)
      || has (folder, "canon/constitution.md", G_FILE_TEST_IS_REGULAR))
    return TRUE;
  return has (folder, "records", G_FILE_TEST_IS_DIR)
         && (has (folder, "canon", G_FILE_TEST_IS_DIR) || has (folder, "inputs", G_FILE_TEST_IS_DIR)
             || has (folder, "project.json", G_FILE_TEST_IS_REGULAR));
}

/* -- Looking for one -- */

/* Adds “games/NAME” for each project there. */
static void
add_projects_in (const char *workspace, const char *parent, GPtrArray *found)
{
  g_autofree char *folder = g_build_filename (workspace, parent, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (is_project (path))
        g_ptr_array_add (found, g_build_filename (parent, name, NULL));
    }
}

/* Relative paths of the projects of @workspace, sorted and NULL-terminated. */
static GPtrArray *
list_projects (const char *workspace)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (parents_of_projects); i++)
    add_projects_in (workspace, parents_of_projects[i], found);
  g_ptr_array_sort (found, lim_text_compare);
  g_ptr_array_add (found, NULL);
  return found;
}

/* The folder above @folder, or NULL at the top. */
static char *
folder_above (const char *folder)
{
  g_autofree char *above = g_path_get_dirname (folder);

  return strcmp (above, folder) != 0 ? g_steal_pointer (&above) : NULL;
}

static char *
choose_in_workspace (const char *workspace, const GPtrArray *found, GError **error)
{
  if (found->len == 2)
    return g_build_filename (workspace, found->pdata[0], NULL);

  g_autofree char *list = lim_text_list ((const char *const *) found->pdata);
  g_autofree char *first = g_path_get_basename (found->pdata[0]);
  return lim_fail_null (error, LIM_ERROR_USAGE,
                        "%s has %u projects: %s. Say which, with --game %s for example, or go into its folder",
                        workspace, found->len - 1, list, first);
}

static char *
find_upwards (const char *start, GError **error)
{
  for (g_autofree char *folder = g_strdup (start); folder != NULL;)
    {
      if (is_project (folder))
        return g_steal_pointer (&folder);

      g_autoptr (GPtrArray) found = list_projects (folder);
      if (found->len > 1)
        return choose_in_workspace (folder, found, error);

      char *above = folder_above (folder);
      g_free (folder);
      folder = above;
    }
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND,
                        "%s: no project here. Looked in it and in every folder above for limner.yaml, "
                        "constitution.json, canon/constitution.md, records/ with canon/, and for projects under "
                        "games/ and projects/. Go to one with -C DIR, or make one with “limner init NAME”",
                        start);
}

static char *
game_in (const char *workspace, const char *game)
{
  g_autofree char *fallback = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (parents_of_projects); i++)
    {
      g_autofree char *path = g_build_filename (workspace, parents_of_projects[i], game, NULL);

      if (is_project (path))
        return g_steal_pointer (&path);
      /* A folder named outright may still be empty; but one that is a project goes before it. */
      if (fallback == NULL && g_file_test (path, G_FILE_TEST_IS_DIR))
        fallback = g_steal_pointer (&path);
    }
  return g_steal_pointer (&fallback);
}

/* What else there is, for the message when a game was not found: “ There are games/a and games/b.” or "". */
static char *
other_games (const char *start, const char *game)
{
  for (g_autofree char *folder = g_strdup (start); folder != NULL;)
    {
      g_autoptr (GPtrArray) found = list_projects (folder);

      if (found->len > 1)
        {
          g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
          for (guint i = 0; i + 1 < found->len; i++)
            {
              g_autofree char *name = g_path_get_basename (found->pdata[i]);
              g_strv_builder_add (builder, name);
            }
          g_auto (GStrv) names = g_strv_builder_end (builder);
          g_autofree char *list = lim_text_list ((const char *const *) names);
          g_autofree char *meant = lim_text_did_you_mean (game, (const char *const *) names);
          return g_strdup_printf (" %s has %s.%s", folder, list, meant);
        }
      char *above = folder_above (folder);
      g_free (folder);
      folder = above;
    }
  return g_strdup ("");
}

static char *
find_game (const char *start, const char *game, GError **error)
{
  if (!lim_text_is_safe_name (game))
    return lim_fail_null (error, LIM_ERROR_USAGE,
                          "--game “%s”: expected the name of a folder under games/ or projects/", game);
  for (g_autofree char *folder = g_strdup (start); folder != NULL;)
    {
      g_autofree char *found = game_in (folder, game);

      if (found != NULL)
        return g_steal_pointer (&found);
      char *above = folder_above (folder);
      g_free (folder);
      folder = above;
    }

  g_autofree char *others = other_games (start, game);
  return lim_fail_null (error, LIM_ERROR_NOT_FOUND,
                        "no project “%s”: looked for games/%s and projects/%s in %s and in every folder above.%s",
                        game, game, game, start, others);
}

/* -- Opening -- */

static char *
real_folder (const char *path, GError **error)
{
  char *resolved = realpath (path, NULL);

  if (resolved == NULL)
    {
      lim_fail_errno (error, errno, path, "open the folder");
      return NULL;
    }
  g_autofree char *folder = g_strdup (resolved);
  free (resolved);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return lim_fail_null (error, LIM_ERROR_BAD_INPUT, "%s: expected a folder, found a file", path);
  return g_steal_pointer (&folder);
}

LimProject *
lim_project_open (const char *start_folder, const char *game, GError **error)
{
  g_autofree char *start = real_folder (start_folder != NULL ? start_folder : ".", error);
  if (start == NULL)
    return NULL;
  g_autofree char *found = game != NULL ? find_game (start, game, error) : find_upwards (start, error);
  if (found == NULL)
    return NULL;
  g_autofree char *folder = real_folder (found, error);
  if (folder == NULL)
    return NULL;

  LimProject *project = g_new0 (LimProject, 1);
  project->name = g_path_get_basename (folder);
  project->folder = g_steal_pointer (&folder);
  g_mutex_init (&project->lock);
  return project;
}

void
lim_project_free (LimProject *project)
{
  if (project == NULL)
    return;
  g_mutex_clear (&project->lock);
  g_clear_pointer (&project->config, lim_json_doc_free);
  g_free (project->folder);
  g_free (project->name);
  g_free (project);
}

const char *
lim_project_folder (const LimProject *project)
{
  return project->folder;
}

const char *
lim_project_name (const LimProject *project)
{
  return project->name;
}

char *
lim_project_path (const LimProject *project, const char *relative)
{
  return g_build_filename (project->folder, relative, NULL);
}

/* -- Reading -- */

char *
lim_project_read_text (const LimProject *project, const char *relative, gsize *length, GError **error)
{
  g_autofree char *path = lim_project_path (project, relative);
  g_autoptr (GError) read_error = NULL;
  gsize size = 0;
  char *text = lim_file_read (path, MAX_TEXT_SIZE, &size, &read_error);

  if (text == NULL && !g_error_matches (read_error, LIM_ERROR, LIM_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&read_error));
  if (text != NULL && length != NULL)
    *length = size;
  return text;
}

static void
lay_over (LimJsonDoc *doc, LimJson *below, const LimJson *above)
{
  for (const LimJson *member = lim_json_first (above); member != NULL; member = lim_json_next (member))
    {
      LimJson *existing = lim_json_get (below, lim_json_key (member));

      if (lim_json_is (existing, LIM_JSON_OBJECT) && lim_json_is (member, LIM_JSON_OBJECT))
        lay_over (doc, existing, member);
      else
        lim_json_set (below, lim_json_key (member), lim_json_copy (doc, member));
    }
}

typedef LimJsonDoc *(*Parser) (const char *name, const char *text, gssize length, GError **error);

/* The configuration file @name; NULL without @error when there is none, or nothing but comments. */
static LimJsonDoc *
read_config (const LimProject *project, const char *name, Parser parse, GError **error)
{
  gsize length = 0;
  g_autofree char *text = lim_project_read_text (project, name, &length, error);
  g_autoptr (LimJsonDoc) file = text != NULL ? parse (name, text, (gssize) length, error) : NULL;
  const LimJson *root = file != NULL ? lim_json_root (file) : NULL;

  if (lim_json_is_null (root))
    return NULL;
  if (!lim_json_is (root, LIM_JSON_OBJECT))
    {
      g_autofree char *found = lim_json_describe (root);

      lim_json_fail (root, error, "expected keys with values, found %s", found);
      return NULL;
    }
  return g_steal_pointer (&file);
}

/* One file alone is kept as it was read, so that complaints can name its lines. */
static LimJsonDoc *
load_config (const LimProject *project, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (LimJsonDoc) below = read_config (project, "project.json", lim_json_parse, &cause);
  g_autoptr (LimJsonDoc) above = cause == NULL ? read_config (project, "limner.yaml", lim_yaml_parse, &cause) : NULL;
  g_autoptr (LimJsonDoc) both = lim_json_doc_new ("limner.yaml");

  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  if (below == NULL && above != NULL)
    return g_steal_pointer (&above);
  if (above == NULL && below != NULL)
    return g_steal_pointer (&below);

  lim_json_doc_set_root (both, lim_json_new_object (both));
  if (above != NULL)
    {
      lay_over (both, lim_json_root (both), lim_json_root (below));
      lay_over (both, lim_json_root (both), lim_json_root (above));
    }
  return g_steal_pointer (&both);
}

const LimJson *
lim_project_config (LimProject *project, GError **error)
{
  g_mutex_lock (&project->lock);
  if (project->config == NULL)
    project->config = load_config (project, error);
  const LimJson *config = project->config != NULL ? lim_json_root (project->config) : NULL;
  g_mutex_unlock (&project->lock);
  return config;
}

gboolean
lim_project_ensure_state_folder (const LimProject *project, GError **error)
{
  g_autofree char *path = lim_project_path (project, ".limner/.gitignore");
  g_autoptr (GError) create_error = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (lim_file_create (path, "*\n", 2, &create_error)
      || g_error_matches (create_error, LIM_ERROR, LIM_ERROR_CONFLICT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&create_error));
  return FALSE;
}
