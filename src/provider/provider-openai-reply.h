/* provider-openai-reply.h: what servers that speak OpenAI's Images protocol answer, read with distrust. Pure. */
#pragma once

#include "provider-openai-models.h"
#include "provider-web.h"

/* What a refusal of /images means, with the server's words in the message; @model is the one that was asked for, and
 * @models names others. Always FALSE. */
gboolean lim_openai_fail_status (const LimHttpResponse *answer, const char *where, const LimProviderKey *key,
                                 const char *model, const LimOpenaiModels *models, LimRenderReply *reply,
                                 GError **error);

/* A picture, or where it lies. */
typedef struct
{
  GBytes *image; /* or */
  char *url;
} LimOpenaiResult;

void lim_openai_result_clear (LimOpenaiResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimOpenaiResult, lim_openai_result_clear)

/* Reads the answer of /images. LIM_ERROR_PROVIDER: no JSON, no picture. */
gboolean lim_openai_read_result (GBytes *body, LimOpenaiResult *result, GError **error);

/* The ids in an answer of /models, NULL-terminated; NULL when it is no such list. Transfer full. */
char **lim_openai_read_models (GBytes *body);

/* “1h2m3.5s”, “6m0s”, “12ms” in milliseconds; 0 when it is no duration. */
gint64 lim_openai_read_duration (const char *text);

/* How long to wait, in milliseconds, before the next request after this answer: 0 unless its x-ratelimit headers say that
 * nothing is left. They tell how long until everything is back; one request's share of that is enough. */
gint64 lim_openai_read_pause (const LimHttpResponse *answer);
