/* produce-about-json.c: providers in a word, and for programs. Keys are told by where they come from, never shown. */
#include "produce-about.h"

const char *
lim_provider_about_state (const LimProviderAbout *about)
{
  if (about->chat != NULL && about->fault == NULL && !about->chosen)
    return about->configured ? "configured" : "not set up";
  return about->fault != NULL                                        ? "faulty"
         : about->chosen                                             ? "chosen"
         : about->configured                                         ? "configured"
         : about->connect == NULL                                    ? "built in"
         : about->provider->price != NULL && about->key_from == NULL ? "no key"
                                                                     : "default settings";
}

static LimJson *
options_to_json (const LimProviderAbout *about, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (const LimOptionRow *row = about->options; row != NULL && row->name != NULL; row++)
    {
      LimJson *object = lim_json_new_object (doc);
      g_autofree char *value = lim_produce_option_value (about, row);
      g_autofree char *name = g_strdelimit (g_strdup (row->name), "-", '_');

      lim_json_set_string (object, "name", name);
      lim_json_set_string (object, "value", value);
      lim_json_set_string (object, "from", value != NULL ? lim_produce_option_source (about, row) : NULL);
      lim_json_set_string (object, "help", row->help);
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
servers_to_json (const LimProviderAbout *about, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < about->servers->len; i++)
    {
      const LimServerAbout *server = about->servers->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", server->name);
      lim_json_set_int (object, "slots", server->slots);
      lim_json_set (object, "answers",
                    server->said != NULL ? lim_json_new_bool (doc, server->well) : lim_json_new_null (doc));
      lim_json_set_string (object, "said", server->said);
      lim_json_append (list, object);
    }
  return list;
}

LimJson *
lim_provider_about_to_json (const LimProviderAbout *about, LimJsonDoc *doc)
{
  LimJson *object = lim_json_new_object (doc);

  lim_json_set_string (object, "provider", about->name);
  lim_json_set_string (object, "kind", about->chat != NULL ? "chat" : "images");
  lim_json_set_string (object, "help", about->help);
  lim_json_set_string (object, "state", lim_provider_about_state (about));
  lim_json_set_bool (object, "chosen", about->chosen);
  lim_json_set_bool (object, "network", (about->flags & LIM_PROVIDER_NETWORK) != 0);
  lim_json_set_bool (object, "seed", (about->flags & LIM_PROVIDER_SEED) != 0);
  lim_json_set_bool (object, "recover", about->provider != NULL && about->provider->recover != NULL);
  lim_json_set_bool (object, "cancel", about->provider != NULL && about->provider->cancel != NULL);
  lim_json_set_bool (object, "costs_money", about->provider != NULL && about->provider->price != NULL);
  lim_json_set_bool (object, "placeholder", (about->flags & LIM_PROVIDER_PLACEHOLDER) != 0);
  lim_json_set_string (object, "model", about->model);
  lim_json_set_string (object, "fault", about->fault);
  lim_json_set_string (object, "key_from", about->key_from);
  lim_json_set_string (object, "key_place", about->key_place);
  lim_json_set (object, "servers", servers_to_json (about, doc));
  lim_json_set (object, "options", options_to_json (about, doc));
  return object;
}
