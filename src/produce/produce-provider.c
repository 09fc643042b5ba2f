#include "produce.h"

/* Providers know no project: the folder where a project keeps its workflows reaches them as an absolute path. */
static gboolean
find_workflows (const LimProject *project, LimSettings *settings, GError **error)
{
  if (lim_settings_find (settings, "workflow-folder") == NULL)
    return TRUE;

  const char *said = lim_settings_string (settings, "workflow-folder");
  g_autofree char *folder = said != NULL && g_path_is_absolute (said)
                                ? g_strdup (said)
                                : lim_project_path (project, said != NULL ? said : "workflows");
  return lim_settings_set_text (settings, "workflow-folder", folder, error);
}

/* So does a file of models that lies in the project. */
static gboolean
find_models (const LimProject *project, LimSettings *settings, GError **error)
{
  const char *said =
      lim_settings_find (settings, "models-file") != NULL ? lim_settings_string (settings, "models-file") : NULL;

  if (said == NULL || g_path_is_absolute (said) || g_str_has_prefix (said, "~/"))
    return TRUE;
  g_autofree char *path = lim_project_path (project, said);
  return lim_settings_set_text (settings, "models-file", path, error);
}

gboolean
lim_produce_choose_provider (LimProject *project, const char *name, const LimImageProvider **provider,
                             LimSettings **settings, GError **error)
{
  const LimJson *config = lim_project_config (project, error);

  if (config == NULL)
    return FALSE;
  if (name == NULL)
    name = lim_json_string (lim_json_path (config, "defaults", "provider", NULL));

  const LimImageProvider *found = lim_provider_find (name != NULL ? name : LIM_PRODUCE_BUILT_IN, error);
  if (found == NULL)
    return FALSE;

  g_autoptr (LimSettings) taken = lim_settings_new (found->options);
  if (!lim_settings_set_json (taken, lim_json_path (config, "providers", found->name, NULL), error)
      || !find_workflows (project, taken, error) || !find_models (project, taken, error))
    return FALSE;
  *provider = found;
  *settings = g_steal_pointer (&taken);
  return TRUE;
}
