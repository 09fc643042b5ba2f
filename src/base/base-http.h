/* base-http.h: one HTTP request, answered or failed, in the thread that asks.
 *
 * For image makers and chat models: straight-line code on a worker thread. Every call may come from any thread, as each
 * request has a connection of its own, unless it comes with a session. The answer is held in memory, so there is a bound
 * on its size. */
#pragma once

#include "base-error.h"

/* Connections that are kept open for further requests to the same servers. Belongs to one thread at a time, and may only
 * be used and freed by the thread that made it: make one for a row of requests, as one job sends them. */
typedef struct _LimHttpSession LimHttpSession;

LimHttpSession *lim_http_session_new (void); /* Transfer full. */
void lim_http_session_free (LimHttpSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimHttpSession, lim_http_session_free)

/* How far a request came, for those who must not send it twice. */
typedef struct
{
  gboolean sent;      /* all of it left this machine: the server may have acted on it */
  gboolean timed_out; /* the server was silent for too long */
  gboolean answered;  /* an answer began, whether or not it came to its end */
  gboolean too_large; /* the answer is larger than allowed */
} LimHttpOutcome;

/* Hears an answer of status 2xx while it comes, in the thread that asked; all of it stands in the response afterwards, too. FALSE:
 * it heard enough, and the response is what was heard so far. */
typedef gboolean (*LimHttpHear) (const char *bytes, gsize length, gpointer data);

typedef struct
{
  const char *method;         /* “GET” when NULL */
  const char *url;            /* http or https */
  const char *const *headers; /* name, value, name, value … NULL; NULL: none */
  const char *content_type;   /* of @body */
  GBytes *body;               /* NULL: none */
  guint timeout_s;            /* longest silence of the server; 0: 60 */
  guint whole_s;              /* longest time for the whole answer, once it has begun; 0: ten times timeout_s */
  gsize max_size;             /* of the answer; 0: 64 MiB */
  LimHttpSession *session;    /* NULL: a connection for this request alone */
  LimHttpOutcome *outcome;    /* filled whatever comes of it; NULL: no matter */
  LimHttpHear hear;           /* NULL: nobody listens */
  gpointer hear_data;
} LimHttpRequest;

typedef struct
{
  guint status;        /* 200 … 599 */
  char *content_type;  /* without parameters, lower-case; "" when the server said none */
  GHashTable *headers; /* lower-case name → value; several of one name joined by “, ” */
  GBytes *body;
} LimHttpResponse;

void lim_http_response_free (LimHttpResponse *response);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimHttpResponse, lim_http_response_free)

/* Sends @request and waits for the whole answer, whatever its status. A redirect is followed (GET only, five times) as
 * long as it stays on the same scheme, host and port; elsewhere a key in the headers could reach a stranger.
 *
 * NULL with LIM_ERROR_PROVIDER “URL: reason” when the server is unreachable, silent, redirects elsewhere or says too
 * much; LIM_ERROR_BAD_INPUT for what is no URL; LIM_ERROR_CANCELLED. A password in the URL is not shown in messages. */
LimHttpResponse *lim_http_send (const LimHttpRequest *request, GCancellable *cancellable, GError **error);

/* The time that @text names as HTTP writes it (“Sun, 06 Nov 1994 08:49:37 GMT”); NULL when it is none. Transfer full. */
GDateTime *lim_http_parse_date (const char *text);
