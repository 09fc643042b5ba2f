/* studio-guard.h: who may come in. Pure: knows what a request claims and what this server is, and says yes or no.
 *
 * A page of any other origin in the same browser, a name that was made to point at this machine, and a program of another
 * user are strangers. So: Host must be this server's own (against rebound names); Origin and Sec-Fetch-Site, where there
 * are any, must be its own (against other pages); the cookie must be the one given for the token in the address that the
 * terminal printed (against other users); and what changes something must say so in a header that no form can send.
 *
 * Where people log in (studio-sessions.h) there is no token: whoever has a session comes in, and everybody sees the pages,
 * which hold nothing of the project, and may try to log in. */
#pragma once

#include <glib.h>

#define LIM_STUDIO_HEADER "X-Limner" /* “1” in every request that changes something */
#define LIM_STUDIO_MAX_BODY (256u << 10)

typedef struct
{
  guint port;
  char *token;        /* in the printed address */
  char *secret;       /* in the cookie */
  gboolean has_users; /* people log in; the two above open nothing */
  char **names;       /* that this server goes by */
  gboolean anywhere;  /* it listens on every address, and so goes by each it was reached under */
} LimGuard;

/* Fresh secrets from the system, whatever seed the program runs under. @names (NULL-terminated, copied): the server's names
 * beside 127.0.0.1 and localhost; NULL: none. Transfer full. */
LimGuard *lim_guard_new (guint port, const char *const *names);
void lim_guard_free (LimGuard *guard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimGuard, lim_guard_free)

/* 48 hexadecimal digits from the system. Transfer full. */
char *lim_guard_new_secret (void);

/* The value of the studio's cookie in a Cookie header, borrowed from it, and its *@length; NULL: there is none. */
const char *lim_guard_find_cookie (const LimGuard *guard, const char *cookies, gsize *length);

/* What a request says of itself; NULL: it does not. */
typedef struct
{
  const char *method;
  const char *path;
  const char *token; /* of the query */
  const char *host, *origin, *fetch_site, *cookie, *content_type, *marker /* X-Limner */;
  gboolean has_body, has_length;
  gint64 length;
  /* What the server knows of it: */
  const char *reached; /* the address of this machine it came to */
  gboolean is_public;  /* what it asks for is for everybody where people log in */
  gboolean has_person; /* the cookie is that of a session */
} LimClaim;

typedef enum
{
  LIM_GUARD_PASS,
  LIM_GUARD_WELCOME, /* the token is right: give the cookie, and send it on to the page itself */
  LIM_GUARD_REFUSE,
} LimGuardAnswer;

/* With LIM_GUARD_REFUSE, *@status is the HTTP status and *@sentence (static) says why. */
LimGuardAnswer lim_guard_look (const LimGuard *guard, const LimClaim *claim, guint *status, const char **sentence);

/* The value of a Set-Cookie header that gives a browser @secret; NULL takes it away. Transfer full. */
char *lim_guard_cookie (const LimGuard *guard, const char *secret);

/* So many at once, and so many a second after that. */
typedef struct
{
  double most, per_second;
  double left;
  gint64 at; /* microseconds */
} LimBucket;

/* FALSE when there were too many before @now (microseconds that only grow). */
gboolean lim_bucket_take (LimBucket *bucket, gint64 now);
