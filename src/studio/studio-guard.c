#include "studio-guard.h"

#include <string.h>
#include <sys/random.h>

#define SECRET_BYTES 24

/* -- Secrets -- */

char *
lim_guard_new_secret (void)
{
  guint8 bytes[SECRET_BYTES];
  gsize have = 0;

  while (have < sizeof bytes)
    {
      gssize got = getrandom (bytes + have, sizeof bytes - have, 0);

      have += got > 0 ? (gsize) got : 0;
    }
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < SECRET_BYTES; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  return g_string_free (text, FALSE);
}

/* In the same time wherever they differ, so that nobody can feel their way. */
static gboolean
is_secret (const char *secret, const char *claimed, gsize length)
{
  guint8 differs = 0;

  if (length != SECRET_BYTES * 2)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    differs |= (guint8) (secret[i] ^ claimed[i]);
  return differs == 0;
}

LimGuard *
lim_guard_new (guint port, const char *const *names)
{
  LimGuard *guard = g_new0 (LimGuard, 1);

  guard->port = port;
  guard->names = g_strdupv ((char **) names);
  guard->token = lim_guard_new_secret ();
  guard->secret = lim_guard_new_secret ();
  return guard;
}

void
lim_guard_free (LimGuard *guard)
{
  if (guard == NULL)
    return;
  g_free (guard->token);
  g_free (guard->secret);
  g_strfreev (guard->names);
  g_free (guard);
}

/* -- Names -- */

static const char *const own_names[] = { "127.0.0.1", "localhost", NULL };

static gboolean
is_name (const LimGuard *guard, const char *text, const char *name)
{
  gboolean v6 = strchr (name, ':') != NULL;
  g_autofree char *full = g_strdup_printf (v6 ? "[%s]:%u" : "%s:%u", name, guard->port);

  return g_ascii_strcasecmp (text, full) == 0;
}

static gboolean
is_one_of (const LimGuard *guard, const char *text, const char *const *names)
{
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    if (is_name (guard, text, names[i]))
      return TRUE;
  return FALSE;
}

/* Whether the Host of @claim is one of our names with our port. */
static gboolean
is_own_host (const LimGuard *guard, const LimClaim *claim)
{
  return is_one_of (guard, claim->host, own_names)
         || is_one_of (guard, claim->host, (const char *const *) guard->names)
         || (guard->anywhere && claim->reached != NULL && is_name (guard, claim->host, claim->reached));
}

/* The origin must be that of the page itself, so of the host it was asked under. */
static gboolean
is_own_origin (const LimClaim *claim)
{
  return g_str_has_prefix (claim->origin, "http://") && g_ascii_strcasecmp (claim->origin + 7, claim->host) == 0;
}

/* -- The cookie -- */

/* Cookies do not know ports, so that of another studio on this machine has another name. */
static char *
cookie_name (const LimGuard *guard)
{
  return g_strdup_printf ("limner-%u", guard->port);
}

char *
lim_guard_cookie (const LimGuard *guard, const char *secret)
{
  g_autofree char *name = cookie_name (guard);

  return g_strdup_printf ("%s=%s; Path=/; HttpOnly; SameSite=Strict%s", name, secret != NULL ? secret : "",
                          secret != NULL ? "" : "; Max-Age=0");
}

const char *
lim_guard_find_cookie (const LimGuard *guard, const char *cookies, gsize *length)
{
  g_autofree char *name = cookie_name (guard);
  gsize name_length = strlen (name);

  for (const char *at = cookies; at != NULL && *at != '\0';)
    {
      at += strspn (at, "; ");
      gsize whole = strcspn (at, ";");

      if (whole == name_length + 1 + SECRET_BYTES * 2 && strncmp (at, name, name_length) == 0
          && at[name_length] == '=')
        {
          *length = SECRET_BYTES * 2;
          return at + name_length + 1;
        }
      at += whole;
    }
  return NULL;
}

/* Whether whoever asks was let in. */
static gboolean
is_inside (const LimGuard *guard, const LimClaim *claim)
{
  gsize length = 0;

  if (guard->has_users)
    return claim->has_person || claim->is_public;
  const char *secret = lim_guard_find_cookie (guard, claim->cookie, &length);
  return secret != NULL && is_secret (guard->secret, secret, length);
}

/* -- The look -- */

static LimGuardAnswer
refuse (guint code, const char *because, guint *status, const char **sentence)
{
  *status = code;
  *sentence = because;
  return LIM_GUARD_REFUSE;
}

static gboolean
changes_something (const LimClaim *claim)
{
  return strcmp (claim->method, "GET") != 0 && strcmp (claim->method, "HEAD") != 0;
}

static gboolean
is_json (const char *content_type)
{
  return content_type != NULL && g_ascii_strncasecmp (content_type, "application/json", 16) == 0
         && (content_type[16] == '\0' || content_type[16] == ';');
}

LimGuardAnswer
lim_guard_look (const LimGuard *guard, const LimClaim *claim, guint *status, const char **sentence)
{
  gboolean at_door =
      !changes_something (claim)
      && (guard->has_users ? claim->is_public : strcmp (claim->path, "/") == 0 && claim->token != NULL);

  if (claim->host == NULL || !is_own_host (guard, claim))
    return refuse (403, "this is not the host that was asked for; open the address that `limner serve` printed",
                   status, sentence);
  if (claim->origin != NULL && !is_own_origin (claim))
    return refuse (403, "pages from elsewhere may not ask the studio", status, sentence);
  /* A link elsewhere may lead to the door; what it may not do is look inside. */
  if (claim->fetch_site != NULL && !at_door && strcmp (claim->fetch_site, "same-origin") != 0
      && strcmp (claim->fetch_site, "none") != 0)
    return refuse (403, "pages from elsewhere may not ask the studio", status, sentence);
  if (!guard->has_users && at_door && is_secret (guard->token, claim->token, strlen (claim->token)))
    return LIM_GUARD_WELCOME;
  if (!is_inside (guard, claim) && guard->has_users)
    return refuse (401, "who asks? Log in first", status, sentence);
  if (!is_inside (guard, claim))
    return refuse (401, "who asks? Open the address that `limner serve` printed; it is a new one at each start",
                   status, sentence);
  if (claim->has_body && !claim->has_length)
    return refuse (411, "say how long the request is (Content-Length)", status, sentence);
  if (claim->length > LIM_STUDIO_MAX_BODY)
    return refuse (413, "the request is larger than 256 KiB", status, sentence);
  if (changes_something (claim) && g_strcmp0 (claim->marker, "1") != 0)
    return refuse (403, "what changes something must carry the header " LIM_STUDIO_HEADER ": 1", status, sentence);
  if (changes_something (claim) && claim->length > 0 && !is_json (claim->content_type))
    return refuse (415, "a request's body must be application/json", status, sentence);
  return LIM_GUARD_PASS;
}

gboolean
lim_bucket_take (LimBucket *bucket, gint64 now)
{
  double seconds = (double) (now - bucket->at) / G_USEC_PER_SEC;

  bucket->left = bucket->at == 0 ? bucket->most : MIN (bucket->most, bucket->left + seconds * bucket->per_second);
  bucket->at = now;
  if (bucket->left < 1)
    return FALSE;
  bucket->left -= 1;
  return TRUE;
}
