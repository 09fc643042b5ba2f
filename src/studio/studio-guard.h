/* studio-guard.h: who may come in. Pure: knows what a request claims and what this server is, and says yes or no.
 *
 * A page of any other origin in the same browser, a name that was made to point at this machine, and a program of another
 * user are strangers. So: Host must be this server's own (against rebound names); Origin and Sec-Fetch-Site, where there
 * are any, must be its own (against other pages); the cookie must be the one given for the token in the address that the
 * terminal printed (against other users); and what changes something must say so in a header that no form can send. */
#pragma once

#include <glib.h>

#define LIM_STUDIO_HEADER "X-Limner" /* “1” in every request that changes something */
#define LIM_STUDIO_MAX_BODY (256u << 10)

typedef struct
{
  guint port;
  char *token;  /* in the printed address */
  char *secret; /* in the cookie */
} LimGuard;

/* Fresh secrets from the system, whatever seed the program runs under. Transfer full. */
LimGuard *lim_guard_new (guint port);
void lim_guard_free (LimGuard *guard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimGuard, lim_guard_free)

/* What a request says of itself; NULL: it does not. */
typedef struct
{
  const char *method;
  const char *path;
  const char *token; /* of the query */
  const char *host, *origin, *fetch_site, *cookie, *content_type, *marker /* X-Limner */;
  gboolean has_body, has_length;
  gint64 length;
} LimClaim;

typedef enum
{
  LIM_GUARD_PASS,
  LIM_GUARD_WELCOME, /* the token is right: give the cookie, and send it on to the page itself */
  LIM_GUARD_REFUSE,
} LimGuardAnswer;

/* With LIM_GUARD_REFUSE, *@status is the HTTP status and *@sentence (static) says why. */
LimGuardAnswer lim_guard_look (const LimGuard *guard, const LimClaim *claim, guint *status, const char **sentence);

/* The value of a Set-Cookie header that lets a browser in. Transfer full. */
char *lim_guard_cookie (const LimGuard *guard);

/* So many at once, and so many a second after that. */
typedef struct
{
  double most, per_second;
  double left;
  gint64 at; /* microseconds */
} LimBucket;

/* FALSE when there were too many before @now (microseconds that only grow). */
gboolean lim_bucket_take (LimBucket *bucket, gint64 now);
