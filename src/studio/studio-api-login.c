/* studio-api-login.c: coming in and going where people log in (studio-sessions.h). */
#include "studio-route.h"

#include <string.h>

/* Of an error, by what came of the attempt. */
static const guint statuses[] = {
  [LIM_LOGIN_WRONG] = 401,
  [LIM_LOGIN_TOO_OFTEN] = 429,
  [LIM_LOGIN_CLOSED] = 503,
};

static gboolean
require_sessions (const LimStudioRequest *request, GError **error)
{
  return request->desk->sessions != NULL
         || lim_fail (error, LIM_ERROR_NOT_FOUND,
                      "nobody logs in here: this studio was opened for one person, who has its address");
}

static gboolean
answer_name (const LimStudioRequest *request, LimStudioAnswer *answer, const char *name, const char *secret)
{
  g_autoptr (LimJsonDoc) doc = lim_json_doc_new (NULL);
  LimJson *root = lim_json_new_object (doc);

  lim_json_set_string (root, "name", name);
  answer->cookie = lim_guard_cookie (request->desk->guard, secret);
  return lim_studio_answer_json (answer, root);
}

LIM_STUDIO_HANDLER (login)
{
  static const char *const known[] = { "name", "password", NULL };
  g_autoptr (LimJsonDoc) doc =
      require_sessions (request, error) ? lim_studio_read_body (request, known, error) : NULL;
  const LimJson *root = doc != NULL ? lim_json_root (doc) : NULL;
  const char *name, *password;
  g_autofree char *secret = NULL;

  if (doc == NULL || !lim_json_require_string (root, "name", &name, error)
      || !lim_json_require_string (root, "password", &password, error))
    return FALSE;
  LimLogin outcome = lim_sessions_login (request->desk->sessions, name, password, request->peer,
                                         g_get_monotonic_time (), &secret, error);
  answer->status = statuses[outcome];
  return outcome == LIM_LOGIN_DONE && answer_name (request, answer, name, secret);
}

LIM_STUDIO_HANDLER (logout)
{
  if (!require_sessions (request, error))
    return FALSE;
  if (request->session != NULL)
    lim_sessions_end (request->desk->sessions, request->session, strlen (request->session));
  return answer_name (request, answer, NULL, NULL);
}

/* -- The rows -- */

static const LimStudioParameter login_body[] = {
  { "name", "as in the file of users" },
  { "password", "its password" },
  { 0 },
};

const LimStudioRoute lim_studio_routes_login[] = {
  { "POST", "/api/login", LIM_ROUTE_WORK, "Logs in, where the studio has users (`limner serve --users FILE`).",
    .body = login_body,
    .answer = "`name`, and the session's cookie. 401: name or password are wrong; 429: tried too often",
    .is_public = TRUE, .handle = handle_login },
  { "POST", "/api/logout", LIM_ROUTE_WORK, "Ends the session.", .answer = "`name`: null", .handle = handle_logout },
  { NULL },
};
