#include "produce-chat.h"

/* Providers know no project: what it keeps in its folder reaches them as an absolute path. */
static gboolean
find_file (const LimProject *project, LimSettings *settings, const char *option, GError **error)
{
  const char *said = lim_settings_find (settings, option) != NULL ? lim_settings_string (settings, option) : NULL;

  if (said == NULL || g_path_is_absolute (said) || g_str_has_prefix (said, "~/"))
    return TRUE;
  g_autofree char *path = lim_project_path (project, said);
  return lim_settings_set_text (settings, option, path, error);
}

gboolean
lim_produce_choose_chat (LimProject *project, const char *name, const LimChatProvider **provider,
                         LimSettings **settings, GError **error)
{
  const LimJson *config = lim_project_config (project, error);

  if (config == NULL)
    return FALSE;
  if (name == NULL)
    name = lim_json_string (lim_json_path (config, "defaults", "chat", NULL));
  if (name == NULL)
    return lim_fail (
        error, LIM_ERROR_USAGE,
        "no chat model is chosen. limner.yaml: defaults: {chat: openai}, anthropic or script; `limner config "
        "providers` lists them");

  const LimChatProvider *found = lim_chat_find (name, error);
  if (found == NULL)
    return FALSE;

  g_autoptr (LimSettings) taken = lim_settings_new (found->options);
  if (!lim_settings_set_json (taken, lim_json_path (config, "chat", found->name, NULL), error)
      || !find_file (project, taken, "file", error) || !find_file (project, taken, "models-file", error))
    return FALSE;
  *provider = found;
  *settings = g_steal_pointer (&taken);
  return TRUE;
}
