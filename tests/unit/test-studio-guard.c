/* Who may come in, and who answers. */
#include "studio-guard.h"
#include "studio-route.h"

#define PORT 8420
#define HERE "127.0.0.1:8420"

static const struct
{
  const char *holds;
  LimClaim claim; /* cookie “good” and token “good” stand for the right ones */
  LimGuardAnswer answer;
  guint status;
} claims[] = {
  { "the right cookie gets in", { "GET", "/", .host = HERE, .cookie = "good" }, LIM_GUARD_PASS, 0 },
  { "no cookie does not", { "GET", "/", .host = HERE }, LIM_GUARD_REFUSE, 401 },
  { "the token opens the door", { "GET", "/", "good", HERE }, LIM_GUARD_WELCOME, 0 },
  { "also from a link elsewhere", { "GET", "/", "good", HERE, .fetch_site = "cross-site" }, LIM_GUARD_WELCOME, 0 },
  { "and nothing else", { "GET", "/api/status", "good", HERE }, LIM_GUARD_REFUSE, 401 },
  { "not to who posts", { "POST", "/", "good", HERE }, LIM_GUARD_REFUSE, 401 },
  { "a wrong token does not", { "GET", "/", "bad", HERE }, LIM_GUARD_REFUSE, 401 },
  { "a name that was bent here is a stranger",
    { "GET", "/", .host = "evil.example:8420", .cookie = "good" },
    LIM_GUARD_REFUSE,
    403 },
  { "even with the token", { "GET", "/", "good", "evil.example:8420" }, LIM_GUARD_REFUSE, 403 },
  { "no host is a stranger", { "GET", "/", .cookie = "good" }, LIM_GUARD_REFUSE, 403 },
  { "our other name is ours", { "GET", "/", .host = "LocalHost:8420", .cookie = "good" }, LIM_GUARD_PASS, 0 },
  { "a page under the other name is another origin",
    { "GET", "/", .host = HERE, .origin = "http://localhost:8420", .cookie = "good" },
    LIM_GUARD_REFUSE,
    403 },
  { "another site's picture of ours is not shown",
    { "GET", "/api/images/x", .host = HERE, .fetch_site = "same-site", .cookie = "good" },
    LIM_GUARD_REFUSE,
    403 },
  { "a change without the mark is a form's",
    { "POST", "/api/undo", .host = HERE, .cookie = "good", .content_type = "application/json" },
    LIM_GUARD_REFUSE,
    403 },
  { "a change with it passes",
    { "POST", "/api/undo", .host = HERE, .cookie = "good", .marker = "1", .has_body = TRUE, .has_length = TRUE },
    LIM_GUARD_PASS,
    0 },
  { "its body is JSON",
    { "POST", "/api/undo", .host = HERE, .cookie = "good", .content_type = "text/plain", .marker = "1",
      .has_body = TRUE, .has_length = TRUE, .length = 2 },
    LIM_GUARD_REFUSE,
    415 },
  { "of known length",
    { "POST", "/api/undo", .host = HERE, .cookie = "good", .content_type = "application/json", .marker = "1",
      .has_body = TRUE },
    LIM_GUARD_REFUSE,
    411 },
  { "and small",
    { "POST", "/api/undo", .host = HERE, .cookie = "good", .content_type = "application/json", .marker = "1",
      .has_body = TRUE, .has_length = TRUE, .length = LIM_STUDIO_MAX_BODY + 1 },
    LIM_GUARD_REFUSE,
    413 },
};

/* Where people log in, at 192.168.1.5. */
#define THERE "192.168.1.5:8420"

static const struct
{
  const char *holds;
  LimClaim claim;
  LimGuardAnswer answer;
  guint status;
} claims_of_people[] = {
  { "who has a session gets in", { "GET", "/api/status", .host = THERE, .has_person = TRUE }, LIM_GUARD_PASS, 0 },
  { "who has none does not", { "GET", "/api/status", .host = THERE }, LIM_GUARD_REFUSE, 401 },
  { "but sees the page to log in", { "GET", "/", .host = THERE, .is_public = TRUE }, LIM_GUARD_PASS, 0 },
  { "the cookie of one person on this machine opens nothing",
    { "GET", "/api/status", .host = THERE, .cookie = "good" },
    LIM_GUARD_REFUSE,
    401 },
  { "nor does a token", { "GET", "/", "good", THERE }, LIM_GUARD_REFUSE, 401 },
  { "a link elsewhere may lead to a page",
    { "GET", "/review", .host = THERE, .fetch_site = "cross-site", .is_public = TRUE },
    LIM_GUARD_PASS,
    0 },
  { "a page elsewhere may not log in",
    { "POST", "/api/login", .host = THERE, .fetch_site = "cross-site", .marker = "1", .is_public = TRUE },
    LIM_GUARD_REFUSE,
    403 },
  { "nor may a form", { "POST", "/api/login", .host = THERE, .is_public = TRUE }, LIM_GUARD_REFUSE, 403 },
  { "a name that was bent here is a stranger, session or not",
    { "GET", "/api/status", .host = "evil.example:8420", .has_person = TRUE },
    LIM_GUARD_REFUSE,
    403 },
  { "the loopback address is ours as well",
    { "GET", "/api/status", .host = HERE, .has_person = TRUE },
    LIM_GUARD_PASS,
    0 },
  { "an address that was not asked for is not",
    { "GET", "/api/status", .host = "10.0.0.9:8420", .has_person = TRUE, .reached = "10.0.0.9" },
    LIM_GUARD_REFUSE,
    403 },
};

static void
test_claim_of_people (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  static const char *const names[] = { "192.168.1.5", NULL };
  g_autoptr (LimGuard) guard = lim_guard_new (PORT, names);
  g_autofree char *cookie = lim_guard_cookie (guard, guard->secret);
  LimClaim claim = claims_of_people[i].claim;
  guint status = 0;
  const char *sentence;

  guard->has_users = TRUE;
  if (claim.token != NULL)
    claim.token = guard->token;
  if (claim.cookie != NULL)
    claim.cookie = cookie;
  g_assert_cmpint (lim_guard_look (guard, &claim, &status, &sentence), ==, claims_of_people[i].answer);
  g_assert_cmpuint (status, ==, claims_of_people[i].status);
}

static void
test_every_address (void)
{
  g_autoptr (LimGuard) guard = lim_guard_new (PORT, NULL);
  LimClaim claim = { "GET", "/", .host = "[fd00::7]:8420", .has_person = TRUE, .reached = "fd00::7" };
  guint status;
  const char *sentence;

  guard->has_users = guard->anywhere = TRUE;
  g_assert_cmpint (lim_guard_look (guard, &claim, &status, &sentence), ==, LIM_GUARD_PASS);
  claim.host = "[fd00::8]:8420";
  g_assert_cmpint (lim_guard_look (guard, &claim, &status, &sentence), ==, LIM_GUARD_REFUSE);
}

static void
test_claim (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autoptr (LimGuard) guard = lim_guard_new (PORT, NULL);
  g_autofree char *cookie = g_strdup_printf ("a=b; limner-8420=%s; c", guard->secret);
  LimClaim claim = claims[i].claim;
  guint status = 0;
  const char *sentence;

  if (g_strcmp0 (claim.token, "good") == 0)
    claim.token = guard->token;
  if (claim.cookie != NULL)
    claim.cookie = cookie;
  g_assert_cmpint (lim_guard_look (guard, &claim, &status, &sentence), ==, claims[i].answer);
  g_assert_cmpuint (status, ==, claims[i].status);
}

static void
test_bucket (void)
{
  LimBucket bucket = { .most = 3, .per_second = 2 };
  gint64 now = 1000;
  guint n = 0;

  while (lim_bucket_take (&bucket, now))
    n++;
  g_assert_cmpuint (n, ==, 3);
  g_assert_false (lim_bucket_take (&bucket, now + G_USEC_PER_SEC / 4));
  g_assert_true (lim_bucket_take (&bucket, now + G_USEC_PER_SEC));
}

static const struct
{
  const char *holds, *method, *path, *pattern, *id, *allowed;
} paths[] = {
  { "a path of its own", "GET", "/api/status", "/api/status", NULL, NULL },
  { "HEAD is GET without the body", "HEAD", "/api/status", "/api/status", NULL, NULL },
  { "a part in the path", "GET", "/api/records/a_v1", "/api/records/{id}", "a_v1", NULL },
  { "one part and no more", "GET", "/api/records/a/b", NULL, NULL, NULL },
  { "and not none", "GET", "/api/records/", NULL, NULL, NULL },
  { "an unknown path", "GET", "/etc/passwd", NULL, NULL, NULL },
  { "a method that it does not take", "DELETE", "/api/status", NULL, NULL, "GET, HEAD" },
  { "events have no head", "HEAD", "/api/events", NULL, NULL, "GET" },
};

static void
test_path (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autofree char *id = NULL, *allowed = NULL;
  const LimStudioRoute *route = lim_studio_route_find (paths[i].method, paths[i].path, &id, &allowed);

  g_assert_cmpstr (route != NULL ? route->pattern : NULL, ==, paths[i].pattern);
  g_assert_cmpstr (id, ==, paths[i].id);
  g_assert_cmpstr (allowed, ==, paths[i].allowed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      g_autofree char *name = g_strdup_printf ("/studio/guard/%s", claims[i].holds);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_claim);
    }
  for (guint i = 0; i < G_N_ELEMENTS (claims_of_people); i++)
    {
      g_autofree char *name = g_strdup_printf ("/studio/guard/people/%s", claims_of_people[i].holds);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_claim_of_people);
    }
  g_test_add_func ("/studio/guard/listening on every address it goes by the one it was reached under",
                   test_every_address);
  g_test_add_func ("/studio/guard/a bucket gives so many at once, and so many a second after that", test_bucket);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *name = g_strdup_printf ("/studio/route/%s", paths[i].holds);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_path);
    }
  return g_test_run ();
}
