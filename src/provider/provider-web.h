/* provider-web.h: what image makers that are asked over HTTP share: addresses, the many shapes of an error, waiting. */
#pragma once

#include "base-http.h"
#include "provider-key.h"
#include "provider.h"

typedef struct
{
  char *url;       /* without a final slash */
  char *host;      /* lower-case */
  gboolean local;  /* on this machine */
  gboolean secure; /* https */
} LimWebAddress;

void lim_web_address_clear (LimWebAddress *address);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimWebAddress, lim_web_address_clear)

/* Reads @text, which @where names (“providers.a1111.url in limner.yaml”). LIM_ERROR_BAD_INPUT, with @example, for what is no
 * http or https address, and for one with a password in it: that belongs into the environment or a key file. */
gboolean lim_web_address_read (LimWebAddress *address, const char *text, const char *where, const char *example,
                               GError **error);

/* The addresses of an image maker's servers, from the strongest source that names any: the environment's @variable (with commas for
 * several), the setting “servers”, the setting “url”. *@where (static or interned) says which, for messages. Transfer full. */
char **lim_web_choose_addresses (const LimSettings *settings, const char *provider, const char *variable,
                                 const char **where);

/* Sends @request. NULL with @error, from whose words what @key holds is taken out: there was no answer. Transfer full. */
LimHttpResponse *lim_web_send (const LimProviderKey *key, const LimHttpRequest *request, GCancellable *cancellable,
                               GError **error);

/* The same for @path below @address: GET, or POST where @request has a body, with @key as its Authorization. @request's method,
 * url and headers are filled in. */
LimHttpResponse *lim_web_call (const LimWebAddress *address, const LimProviderKey *key, const char *path,
                               LimHttpRequest request, GCancellable *cancellable, GError **error);

/* What an answer says of what went wrong; texts may be NULL but for the message. Every word came from the server and has
 * been made harmless. */
typedef struct
{
  char *message; /* “without a word” when there was none */
  char *type, *code;
} LimWebFault;

void lim_web_fault_clear (LimWebFault *fault);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimWebFault, lim_web_fault_clear)

/* Reads the body of an answer that is no success: {"error": {"message", "type", "code"}}, {"error": "text"},
 * {"message"}, {"detail": "text"}, {"detail": [{"loc", "msg"}]}, or plain text and HTML, cut (provider-protocols 5.5).
 * @key (may be NULL) is taken out of it: some servers echo what they were sent. */
void lim_web_fault_read (GBytes *body, const LimProviderKey *key, LimWebFault *fault);

/* Whether it was refused for what it would show or say: asked again unchanged, it would be refused again. */
gboolean lim_web_is_moderation (const LimWebFault *fault);

/* Whether no money is left, or a spending limit is reached: 429 may mean that, or to wait. */
gboolean lim_web_is_out_of_money (const LimWebFault *fault);

/* How long the answer asks us to wait, in milliseconds: retry-after-ms, or Retry-After in seconds or as a date; 0 when it
 * does not say. At most a day. */
gint64 lim_web_retry_after_ms (const LimHttpResponse *answer);

/* The body as JSON; LIM_ERROR_PROVIDER “@what answered something that is not JSON …”. Transfer full. */
LimJsonDoc *lim_web_parse (GBytes *body, const char *what, GError **error);

/* The bytes that @text (base64, perhaps a data: URL) stands for; NULL when it is none. Transfer full. */
GBytes *lim_web_decode (const char *text);

gboolean lim_web_is_good (const LimHttpResponse *answer); /* 2xx */
