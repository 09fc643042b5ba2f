#include "provider-workflow-shelf.h"

#include "base-file.h"
#include "base-text.h"
#include "provider-workflows.h"

#include <string.h>

#define MAX_FILE (4u << 20)
#define MAX_LISTED 1000u
#define ENDING ".json"

static const char *const built_in[] = { LIM_WORKFLOW_TXT2IMG, LIM_WORKFLOW_IMG2IMG };

struct LimWorkflowShelf
{
  char *folder;
  GMutex lock;
  GHashTable *known; /* name → LimWorkflow */
};

LimWorkflowShelf *
lim_workflow_shelf_new (const char *folder)
{
  LimWorkflowShelf *shelf = g_new0 (LimWorkflowShelf, 1);

  shelf->folder = g_strdup (folder);
  g_mutex_init (&shelf->lock);
  shelf->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) lim_workflow_free);
  return shelf;
}

void
lim_workflow_shelf_free (LimWorkflowShelf *shelf)
{
  if (shelf == NULL)
    return;
  g_free (shelf->folder);
  g_mutex_clear (&shelf->lock);
  g_hash_table_unref (shelf->known);
  g_free (shelf);
}

gboolean
lim_workflow_is_built_in (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (built_in); i++)
    if (strcmp (built_in[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* -- Names -- */

static void
list_folder (const char *folder, GPtrArray *names)
{
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  guint first = names->len;

  for (const char *file = dir != NULL ? g_dir_read_name (dir) : NULL; file != NULL && names->len < MAX_LISTED;
       file = g_dir_read_name (dir))
    if (g_str_has_suffix (file, ENDING) && lim_text_is_safe_name (file) && strlen (file) > strlen (ENDING))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (ENDING)));
  qsort (names->pdata + first, names->len - first, sizeof *names->pdata, lim_text_compare);
}

char **
lim_workflow_shelf_names (const LimWorkflowShelf *shelf)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (built_in); i++)
    g_ptr_array_add (names, g_strdup (built_in[i]));
  list_folder (shelf->folder, names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_steal (names, NULL);
}

/* -- Reading -- */

static gboolean
fail_unknown (const LimWorkflowShelf *shelf, const char *name, GError **error)
{
  g_auto (GStrv) names = lim_workflow_shelf_names (shelf);
  g_autofree char *hint = lim_text_did_you_mean (name, (const char *const *) names);
  g_autofree char *list = lim_text_list ((const char *const *) names);

  return lim_fail (error, LIM_ERROR_BAD_INPUT,
                   "there is no workflow “%s”.%s There are %s. One of your own is a file %s/NAME.json, exported from "
                   "ComfyUI in API format with its slots marked",
                   name, hint, list, shelf->folder != NULL ? shelf->folder : "workflows");
}

static LimWorkflow *
load_built_in (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat ("/limner/workflows/", name, ENDING, NULL);
  g_autofree char *file = g_strconcat ("built-in ", name, ENDING, NULL);
  g_autoptr (GBytes) text = g_resource_lookup_data (provider_workflows_get_resource (), path, 0, error);

  return text != NULL ? lim_workflow_parse (name, file, text, error) : NULL;
}

static LimWorkflow *
load_file (const LimWorkflowShelf *shelf, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, ENDING, NULL);
  g_autofree char *path = shelf->folder != NULL ? g_build_filename (shelf->folder, file, NULL) : NULL;
  g_autofree char *shown = NULL;
  gsize length = 0;

  if (path == NULL || !lim_text_is_safe_name (file) || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      fail_unknown (shelf, name, error);
      return NULL;
    }

  char *data = lim_file_read (path, MAX_FILE, &length, error);
  if (data == NULL)
    return NULL;

  g_autoptr (GBytes) text = g_bytes_new_take (data, length);
  g_autofree char *folder = g_path_get_basename (shelf->folder);
  shown = g_build_filename (folder, file, NULL);
  return lim_workflow_parse (name, shown, text, error);
}

const LimWorkflow *
lim_workflow_shelf_get (LimWorkflowShelf *shelf, const char *name, GError **error)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&shelf->lock);
  LimWorkflow *workflow = g_hash_table_lookup (shelf->known, name);

  if (workflow != NULL)
    return workflow;
  workflow = lim_workflow_is_built_in (name) ? load_built_in (name, error) : load_file (shelf, name, error);
  if (workflow != NULL)
    g_hash_table_insert (shelf->known, g_strdup (name), workflow);
  return workflow;
}
