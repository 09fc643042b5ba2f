#include "produce-about.h"

#include "base-text.h"

#include <string.h>

static void
server_free (gpointer data)
{
  LimServerAbout *server = data;

  g_free (server->name);
  g_free (server->said);
  g_free (server);
}

static void
about_free (gpointer data)
{
  LimProviderAbout *about = data;

  lim_settings_free (about->settings);
  g_free (about->fault);
  g_free (about->key_from);
  g_free (about->key_place);
  g_ptr_array_unref (about->servers);
  g_free (about);
}

static void
add_server (LimProviderAbout *about, gpointer state, guint index, const LimProviderServer *row, gboolean probe,
            GCancellable *cancellable)
{
  LimServerAbout *server = g_new0 (LimServerAbout, 1);
  g_autoptr (GError) error = NULL;

  server->name = g_strdup (row->name);
  server->slots = row->slots;
  if (probe && about->provider->probe != NULL)
    {
      server->well = about->provider->probe (state, index, cancellable, &server->said, &error);
      if (!server->well)
        server->said = g_strdup (error->message);
    }
  g_ptr_array_add (about->servers, server);
}

static void
look_at_servers (LimProviderAbout *about, gpointer state, gboolean probe, GCancellable *cancellable)
{
  const LimImageProvider *provider = about->provider;
  guint n = 0;
  const LimProviderServer *rows = provider->servers != NULL ? provider->servers (state, &n) : NULL;

  for (guint i = 0; i < n; i++)
    add_server (about, state, i, &rows[i], probe, cancellable);
  if (provider->key != NULL)
    {
      const char *from = NULL, *place = NULL;

      provider->key (state, &from, &place);
      about->key_from = g_strdup (from);
      about->key_place = g_strdup (place);
    }
}

static LimProviderAbout *
look_at (LimProject *project, const LimImageProvider *provider, const char *chosen, const LimJson *config,
         gboolean probe, GCancellable *cancellable)
{
  LimProviderAbout *about = g_new0 (LimProviderAbout, 1);
  const LimImageProvider *found;
  g_autoptr (GError) error = NULL;
  gpointer state = NULL;

  about->provider = provider;
  about->chosen = strcmp (provider->name, chosen) == 0;
  about->configured = !lim_json_is_null (lim_json_path (config, "providers", provider->name, NULL));
  about->servers = g_ptr_array_new_with_free_func (server_free);
  if (!lim_produce_choose_provider (project, provider->name, &found, &about->settings, &error)
      || (provider->open != NULL && (state = provider->open (about->settings, &error)) == NULL))
    {
      about->fault = g_strdup (error->message);
      return about;
    }
  look_at_servers (about, state, probe, cancellable);
  if (provider->close != NULL)
    provider->close (state);
  return about;
}

GPtrArray *
lim_produce_about (LimProject *project, const char *name, gboolean probe, GCancellable *cancellable, GError **error)
{
  const LimJson *config = lim_project_config (project, error);
  const LimImageProvider *only = NULL;
  const char *chosen = lim_json_string (lim_json_path (config, "defaults", "provider", NULL));
  GPtrArray *all;

  if (config == NULL || (name != NULL && (only = lim_provider_find (name, error)) == NULL))
    return NULL;
  all = g_ptr_array_new_with_free_func (about_free);
  for (guint i = 0; lim_image_providers[i] != NULL; i++)
    if (only == NULL || only == lim_image_providers[i])
      g_ptr_array_add (all, look_at (project, lim_image_providers[i], chosen != NULL ? chosen : LIM_PRODUCE_BUILT_IN,
                                     config, probe, cancellable));
  return all;
}

/* -- Options -- */

/* What the environment says in place of @option; NULL: nothing. */
static const char *
environment_of (const LimProviderAbout *about, const LimOptionRow *option)
{
  const LimProviderVariable *variable = about->provider->variables;

  for (; variable != NULL && variable->name != NULL; variable++)
    {
      const char *value = variable->option != NULL ? g_getenv (variable->name) : NULL;

      if (value != NULL && *value != '\0' && strcmp (variable->option, option->name) == 0)
        return value;
    }
  return NULL;
}

const char *
lim_produce_option_source (const LimProviderAbout *about, const LimOptionRow *option)
{
  if (environment_of (about, option) != NULL)
    return "environment";
  if (about->settings != NULL && lim_settings_is_set (about->settings, option->name))
    return "limner.yaml";
  return option->fallback != NULL ? "default" : NULL;
}

char *
lim_produce_option_value (const LimProviderAbout *about, const LimOptionRow *option)
{
  const LimSettings *settings = about->settings;

  if (environment_of (about, option) != NULL)
    return g_strdup (environment_of (about, option));
  if (settings == NULL)
    return g_strdup (option->fallback);
  switch (option->type)
    {
    case LIM_OPTION_FLAG:
      return g_strdup (lim_settings_flag (settings, option->name) ? "yes" : "no");
    case LIM_OPTION_INT:
      return lim_produce_option_source (about, option) == NULL
                 ? NULL
                 : g_strdup_printf ("%" G_GINT64_FORMAT, lim_settings_int (settings, option->name));
    case LIM_OPTION_DOUBLE:
      return lim_produce_option_source (about, option) == NULL
                 ? NULL
                 : g_strdup_printf ("%g", lim_settings_double (settings, option->name));
    case LIM_OPTION_LIST:
      return lim_settings_list (settings, option->name)[0] != NULL
                 ? g_strjoinv (", ", (char **) lim_settings_list (settings, option->name))
                 : NULL;
    default:
      return g_strdup (lim_settings_string (settings, option->name));
    }
}
