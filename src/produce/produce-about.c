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
  g_free (about->model);
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
about_new (void)
{
  LimProviderAbout *about = g_new0 (LimProviderAbout, 1);

  about->servers = g_ptr_array_new_with_free_func (server_free);
  return about;
}

static LimProviderAbout *
look_at (LimProject *project, const LimImageProvider *provider, const char *chosen, const LimJson *config,
         gboolean probe, GCancellable *cancellable)
{
  LimProviderAbout *about = about_new ();
  const LimImageProvider *found;
  g_autoptr (GError) error = NULL;
  gpointer state = NULL;

  about->provider = provider;
  about->name = provider->name;
  about->help = provider->help;
  about->flags = provider->flags;
  about->options = provider->options;
  about->variables = provider->variables;
  about->connect = provider->connect;
  about->chosen = strcmp (provider->name, chosen) == 0;
  about->configured = !lim_json_is_null (lim_json_path (config, "providers", provider->name, NULL));
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

/* -- Chat models -- */

static char *
describe_model (const LimChatModel *model)
{
  GString *text = g_string_new (model->model);

  if (model->model == NULL)
    return g_string_free (text, FALSE);
  if (model->context > 0)
    g_string_append_printf (text, ", %" G_GINT64_FORMAT " tokens of context", model->context);
  if (model->priced && (model->dollars_in > 0 || model->dollars_out > 0))
    g_string_append_printf (text, ", $%g for a million tokens asked and $%g answered", model->dollars_in,
                            model->dollars_out);
  return g_string_free (text, FALSE);
}

static void
look_at_model (LimProviderAbout *about, gpointer state, gboolean probe, GCancellable *cancellable)
{
  const LimChatProvider *chat = about->chat;
  LimServerAbout *server = g_new0 (LimServerAbout, 1);
  LimChatModel model = { 0 };
  const char *from = NULL, *place = NULL;
  g_autoptr (GError) error = NULL;

  chat->about (state, &model);
  about->model = model.model != NULL ? describe_model (&model) : NULL;
  if (chat->key != NULL)
    chat->key (state, &from, &place);
  about->key_from = g_strdup (from);
  about->key_place = g_strdup (place);
  server->name = g_strdup (about->name);
  server->slots = model.slots;
  if (probe && chat->probe != NULL)
    {
      server->well = chat->probe (state, cancellable, &server->said, &error);
      if (!server->well)
        server->said = g_strdup (error->message);
    }
  g_ptr_array_add (about->servers, server);
}

static LimProviderAbout *
look_at_chat (LimProject *project, const LimChatProvider *chat, const LimJson *config, gboolean named, gboolean probe,
              GCancellable *cancellable)
{
  static const char prefix[] = "chat.";
  LimProviderAbout *about = about_new ();
  const LimChatProvider *found;
  g_autofree char *name = g_strconcat (prefix, chat->name, NULL);
  g_autoptr (GError) error = NULL;
  gpointer state = NULL;

  about->chat = chat;
  about->name = g_intern_string (name);
  about->help = chat->help;
  about->flags = chat->flags;
  about->options = chat->options;
  about->variables = chat->variables;
  about->connect = chat->connect;
  about->chosen = g_strcmp0 (lim_json_string (lim_json_path (config, "defaults", "chat", NULL)), chat->name) == 0;
  about->configured = !lim_json_is_null (lim_json_path (config, "chat", chat->name, NULL));
  if (lim_produce_choose_chat (project, chat->name, &found, &about->settings, &error)
      && (state = chat->open (about->settings, &error)) != NULL)
    {
      /* Without having been asked for, strangers are not. */
      look_at_model (about, state, probe && (named || about->configured || about->chosen), cancellable);
      chat->close (state);
    }
  else if (about->configured || about->chosen)
    about->fault = g_strdup (error->message);
  return about;
}

/* -- All of them -- */

/* One of the two is set, or both NULL for all. */
static gboolean
find (const char *name, const LimImageProvider **image, const LimChatProvider **chat, GError **error)
{
  *image = NULL;
  *chat = NULL;
  if (name == NULL)
    return TRUE;
  if (g_str_has_prefix (name, "chat."))
    return (*chat = lim_chat_find (name + strlen ("chat."), error)) != NULL;
  *image = lim_provider_find (name, NULL);
  *chat = *image == NULL ? lim_chat_find (name, NULL) : NULL;
  return *image != NULL || *chat != NULL || lim_provider_find (name, error) != NULL;
}

GPtrArray *
lim_produce_about (LimProject *project, const char *name, gboolean probe, GCancellable *cancellable, GError **error)
{
  const LimJson *config = lim_project_config (project, error);
  const LimImageProvider *image;
  const LimChatProvider *chat;
  const char *chosen = lim_json_string (lim_json_path (config, "defaults", "provider", NULL));
  GPtrArray *all;

  if (config == NULL || !find (name, &image, &chat, error))
    return NULL;
  all = g_ptr_array_new_with_free_func (about_free);
  for (guint i = 0; lim_image_providers[i] != NULL; i++)
    if (name == NULL || image == lim_image_providers[i])
      g_ptr_array_add (all, look_at (project, lim_image_providers[i], chosen != NULL ? chosen : LIM_PRODUCE_BUILT_IN,
                                     config, probe, cancellable));
  for (guint i = 0; lim_chat_providers[i] != NULL; i++)
    if (name == NULL || chat == lim_chat_providers[i])
      g_ptr_array_add (all, look_at_chat (project, lim_chat_providers[i], config, name != NULL, probe, cancellable));
  return all;
}

/* -- Options -- */

/* What the environment says in place of @option; NULL: nothing. */
static const char *
environment_of (const LimProviderAbout *about, const LimOptionRow *option)
{
  const LimProviderVariable *variable = about->variables;

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
