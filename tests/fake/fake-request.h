/* fake-request.h: one HTTP request on its way to an answer, and every way to spoil it. */
#pragma once

#include "fake-fault.h"

typedef struct
{
  Fake *fake;
  SoupServerMessage *message;
  const char *method;
  char *path;        /* as sent, but without a leading /api */
  GHashTable *query; /* may be NULL */
  GBytes *body;
  FakeStrike strike;

  guint status;
  char *type;
  GBytes *answer;
  gboolean paused;
  gboolean gone; /* the client has hung up */
} FakeRequest;

/* A path and who answers it. With @prefix, whatever starts with @path. A handler answers by one of the functions below,
 * at once or later. A table ends with a row of zeros. */
typedef struct
{
  const char *method, *path;
  gboolean prefix;
  void (*handle) (FakeRequest *request);
} FakeRoute;

extern const FakeRoute fake_comfy_routes[], fake_comfy_file_routes[], fake_a1111_routes[], fake_openai_routes[],
    fake_chat_routes[], fake_control_routes[];

/* Every request ends in one of these, once; afterwards it may be gone. */
void fake_answer_bytes (FakeRequest *request, guint status, const char *type, GBytes *bytes);
void fake_answer_text (FakeRequest *request, guint status, const char *type, const char *text);
void fake_answer_json (FakeRequest *request, guint status, const LimJson *root);

/* A header for the answer to come. */
void fake_answer_header (FakeRequest *request, const char *name, const char *value);

/* The error body of OpenAI; @code NULL: none. */
void fake_answer_openai_error (FakeRequest *request, guint status, const char *message, const char *type,
                               const char *code);

/* What the request's fault makes of the picture in its answer. Transfer full. */
GBytes *fake_request_spoil_picture (FakeRequest *request, GBytes *picture);

const char *fake_request_query (FakeRequest *request, const char *name); /* NULL: not given */

/* The body as JSON; NULL: it is none, and a 500 was answered. Transfer full. */
LimJsonDoc *fake_request_json (FakeRequest *request);

/* From the server: makes a request of @message and sees it through. */
void fake_request_take (Fake *fake, SoupServerMessage *message, const char *path, GHashTable *query);

/* Takes the connection away from the server; from the main loop only. Transfer full. */
GIOStream *fake_request_steal (FakeRequest *request);

/* Ends a request without an answer. */
void fake_request_drop (FakeRequest *request);

/* Whether @kind breaks the rules of HTTP; and doing so to @request, whose answer is set. It is gone afterwards, or hangs. */
gboolean fake_breaks_http (FakeKind kind);
void fake_request_break (FakeRequest *request);
void fake_request_free (FakeRequest *request);

/* ComfyUI's own rule: a browser's page from another origin than the server's gets nothing. */
gboolean fake_is_foreign_page (SoupServerMessage *message);
