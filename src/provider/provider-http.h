/* provider-http.h: one HTTP call at a time, with limits. */
#pragma once

#include "base-error.h"

typedef struct _LimHttp LimHttp;

LimHttp *lim_http_new (guint timeout_s);
void lim_http_free (LimHttp *http);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimHttp, lim_http_free)

gboolean lim_http_call (LimHttp *http, const char *method, const char *url, GBytes *json, gsize max_size,
                        GCancellable *cancellable, guint *status, GBytes **answer, GError **error);
