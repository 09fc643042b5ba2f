/* provider-openai-private.h: a run's state. */
#pragma once

#include "provider-openai-models.h"
#include "provider-openai-reply.h"

#define LIM_OPENAI_HOST "api.openai.com"
#define LIM_OPENAI_MAX_ANSWER ((gsize) 16 << 20) /* bytes of anything but pictures */

typedef struct
{
  const LimSettings *settings;
  LimWebAddress address;
  LimProviderKey key;
  LimProviderServer row;
  LimOpenaiModels *models;
  GMutex lock;         /* over what follows */
  gint64 closed_until; /* monotonic microseconds: the server said that until then nothing is left for us */
  gboolean asked;      /* for the models it has */
  char **has;          /* NULL: it does not tell */
} LimOpenai;

/* One call of @path; @body NULL: GET. NULL with @error (what the key holds is taken out of it): no answer. Transfer full. */
LimHttpResponse *lim_openai_call (const LimOpenai *openai, const char *path, GBytes *body, const char *content_type,
                                  guint timeout_s, gsize max_size, LimHttpOutcome *outcome, GCancellable *cancellable,
                                  GError **error);

/* The request's fields, the picture it starts from left out. Transfer full. */
LimJsonDoc *lim_openai_write_request (const LimOpenai *openai, const LimRecipe *recipe);

/* The quality that @model is asked for; NULL: none. */
const char *lim_openai_quality (const LimOpenai *openai, const LimOpenaiModel *model);

/* The methods of the provider's row. */
gboolean lim_openai_render (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error);
char *lim_openai_compose (gpointer state, const LimRecipe *recipe, GError **error);
