/* produce-about.h: what there is to say of the providers as a project configures them. */
#pragma once

#include "produce-chat.h"
#include "produce.h"

typedef struct
{
  char *name; /* NULL: it has none */
  guint slots;
  gboolean well; /* when it was asked: it answered */
  char *said;    /* what it said of itself, or why it cannot be reached; NULL: it was not asked */
} LimServerAbout;

typedef struct
{
  const LimImageProvider *provider; /* NULL: it is a chat model */
  const LimChatProvider *chat;      /* NULL: it makes images */
  const char *name;                 /* as people name it: “comfyui”, “chat.openai” */
  const char *help;
  LimProviderFlags flags;
  const LimOptionRow *options;
  const LimProviderVariable *variables;
  const char *const *connect;
  gboolean chosen;       /* the project's own */
  gboolean configured;   /* limner.yaml has a word about it */
  LimSettings *settings; /* NULL: they are wrong */
  char *fault;           /* why it cannot be used; NULL: it can */
  char *key_from;        /* where its key comes from; NULL: there is none */
  char *key_place;       /* where one is looked for; NULL: it needs none */
  GPtrArray *servers;    /* (element-type LimServerAbout) */
  char *model;           /* of a chat model: which, and what is known of it; NULL: nothing */
} LimProviderAbout;

/* Of the provider @name, or of all (NULL), in their order, chat models last. A chat model's name begins with “chat.”, which may be
 * left out where no image maker is called so. One that nobody set up has no fault. @probe: asks each of their servers, too, which may take as long
 * as the network does. LIM_ERROR_USAGE for an unknown name; what is wrong with one provider is its `fault`.
 * (element-type LimProviderAbout). Transfer full. */
GPtrArray *lim_produce_about (LimProject *project, const char *name, gboolean probe, GCancellable *cancellable,
                              GError **error);

/* Who gave @option its value: “environment”, “limner.yaml”, “default”; NULL when nobody did. */
const char *lim_produce_option_source (const LimProviderAbout *about, const LimOptionRow *option);

/* Its value as text; a list as “a, b”. NULL: none. Transfer full. */
char *lim_produce_option_value (const LimProviderAbout *about, const LimOptionRow *option);

/* “chosen”, “configured”, “faulty”, “no key”, “built in” and so on: how it stands. */
const char *lim_provider_about_state (const LimProviderAbout *about);

LimJson *lim_provider_about_to_json (const LimProviderAbout *about, LimJsonDoc *doc);
