#include "studio-route.h"

#include "studio-api.h"
#include "studio.h"

#include <string.h>

static const LimStudioParameter records_query[] = {
  { "status", "candidate, approved, rejected or borderline" },
  { "binding", "unbound, fresh or stale: how the verdicts under the rules stand" },
  { "lane", "the lane's id; empty: those without one" },
  { "faction", "the faction's name; empty: those without one" },
  { "text", "somewhere in id, subject or explanation" },
  { "order", "id (else), newest, reviewed, best or worst" },
  { "offset", "pass over the first so many" },
  { "limit", "at most so many, 1 to 1000; else 100" },
  { 0 },
};

static const LimStudioParameter image_query[] = {
  { "hash", "as GET /api/records/{id} tells it: while it is still this, the answer may be kept for good" },
  { 0 },
};

static const LimStudioParameter thumb_query[] = {
  { "size", "the longest side in pixels, 64 to 2048, rounded up to 128, 256, 512, 1024 or 2048; else 256" },
  { 0 },
};

static const LimStudioParameter call_query[] = {
  { "scores", "as on the command line: dim=0.9,dim=0.8" },
  { 0 },
};

static const LimStudioParameter judge_body[] = {
  { "id", "of the record" },
  { "record_hash", "of the record as it was shown, from GET /api/records/{id}" },
  { "status", "approved, rejected or borderline; null: what the scores call for" },
  { "explanation", "why; must not be empty" },
  { "scores", "an object: a number from 0 to 1 for each dimension of the rubric" },
  { "failure_modes", "a list of names; may be left out" },
  { "improvement_notes", "a text; may be left out" },
  { "confidence", "a number from 0 to 1; may be left out" },
  { "override_reason", "why the verdict may contradict the scores; may be left out" },
  { "dry_run", "true: only say what would happen" },
  { 0 },
};

static const LimStudioParameter undo_body[] = {
  { "id", "of the record; null: the one judged last" },
  { "record_hash", "of the record as it was shown; must be given with an id" },
  { "dry_run", "true: only say what would happen" },
  { 0 },
};

const LimStudioRoute lim_studio_routes[] = {
  { "GET", "/", LIM_ROUTE_PAGE, "The overview page.", .answer = "HTML" },
  { "GET", "/review", LIM_ROUTE_PAGE, "The review page.", .answer = "HTML" },
  { "GET", "/assets/{id}", LIM_ROUTE_PAGE, "A part of the pages.", .answer = "JavaScript, CSS or SVG" },
  { "GET", "/api/session", LIM_ROUTE_WORK, "Who judges here, and in which project.",
    .answer = "`project`, `folder`, `version`, `reviewer` (null: nobody may judge here, and `no_reviewer` says why)",
    .handle = lim_studio_session },
  { "GET", "/api/status", LIM_ROUTE_WORK, "Where the project stands.", .answer = "what `limner status --json` prints",
    .handle = lim_studio_status },
  { "GET", "/api/records", LIM_ROUTE_WORK, "A page of the records.", records_query,
    .answer =
        "`total`, `offset`, `limit` and `records`: `id`, `status`, `lane`, `faction`, `subject`, `binding`, "
        "`mean_score`, `created_at`, `reviewed_at`, `reviewer`, `explanation`, `problem` (null: the file can be "
        "read)",
    .handle = lim_studio_records },
  { "GET", "/api/records/{id}", LIM_ROUTE_WORK, "One record, and what the canon says of it.",
    .answer =
        "`record_hash`, `status`, `lane`, `faction`, `binding`, `rules` (ids of those that hold for it), `identity` "
        "(what keeps a named subject from being approved), `image` (`path`, `hash`; null: there is none) and "
        "`record`: the file itself",
    .handle = lim_studio_record },
  { "GET", "/api/images/{id}", LIM_ROUTE_WORK, "The picture of a record, as it lies on disk.", image_query,
    .answer = "the file; takes Range, If-Range and If-None-Match", .handle = lim_studio_image },
  { "GET", "/api/thumbs/{id}", LIM_ROUTE_WORK, "A small copy of the picture.", thumb_query,
    .answer = "WebP; takes If-None-Match", .handle = lim_studio_thumb },
  { "GET", "/api/canon", LIM_ROUTE_WORK, "What the project holds to be right.",
    .answer = "`version`, `dimensions`, `failure_modes`, `thresholds`, `lanes`, `factions`, `faction_label`, `rules`",
    .handle = lim_studio_canon },
  { "GET", "/api/call", LIM_ROUTE_WORK, "Which status a set of scores calls for.", call_query,
    .answer = "`status` and `reason`", .handle = lim_studio_call },
  { "POST", "/api/judgments", LIM_ROUTE_WORK, "Judges a record, as `limner curate ID STATUS \"why\"` does.",
    .body = judge_body,
    .answer =
        "what `limner curate … --json` prints, and `record_hash`: of the record as it is now. 409: somebody else "
        "changed the record; 422: the rubric or a gate refuses",
    .handle = lim_studio_judge },
  { "POST", "/api/undo", LIM_ROUTE_WORK, "Takes a judgment back, as `limner curate [ID] --undo` does.",
    .body = undo_body, .answer = "as for /api/judgments", .handle = lim_studio_undo },
  { "GET", "/api/events", LIM_ROUTE_EVENTS, "What changes in the project, as it happens.",
    .answer = "server-sent events: `change` with `{\"what\": [\"records\"]}`; `what` names any of records, canon and "
              "comparisons" },
  { NULL },
};

/* -- Finding -- */

/* Whether @path is of @pattern; *@id is the part for {id}, borrowed from @path. */
static gboolean
matches (const char *pattern, const char *path, const char **id)
{
  const char *hole = strstr (pattern, "{id}");

  *id = NULL;
  if (hole == NULL)
    return strcmp (pattern, path) == 0;
  gsize before = (gsize) (hole - pattern);
  if (strncmp (pattern, path, before) != 0 || path[before] == '\0' || strchr (path + before, '/') != NULL)
    return FALSE;
  *id = path + before;
  return TRUE;
}

static gboolean
takes (const LimStudioRoute *route, const char *method)
{
  return strcmp (route->method, method) == 0
         || (strcmp (route->method, "GET") == 0 && strcmp (method, "HEAD") == 0 && route->kind != LIM_ROUTE_EVENTS);
}

const LimStudioRoute *
lim_studio_route_find (const char *method, const char *path, char **id, char **allowed)
{
  g_autoptr (GString) methods = g_string_new (NULL);

  for (const LimStudioRoute *route = lim_studio_routes; route->method != NULL; route++)
    {
      const char *part;

      if (!matches (route->pattern, path, &part))
        continue;
      if (takes (route, method))
        {
          *id = g_strdup (part);
          return route;
        }
      g_string_append_printf (methods, "%s%s%s", methods->len > 0 ? ", " : "", route->method,
                              strcmp (route->method, "GET") == 0 && route->kind != LIM_ROUTE_EVENTS ? ", HEAD" : "");
    }
  *allowed = methods->len > 0 ? g_strdup (methods->str) : NULL;
  return NULL;
}

guint
lim_studio_status_of (const GError *error)
{
  static const guint statuses[] = {
    [LIM_ERROR_SOME_FAILED] = 500, [LIM_ERROR_IO] = 500,       [LIM_ERROR_CONFLICT] = 409,
    [LIM_ERROR_CANCELLED] = 503,   [LIM_ERROR_USAGE] = 400,    [LIM_ERROR_BAD_INPUT] = 422,
    [LIM_ERROR_NOT_FOUND] = 404,   [LIM_ERROR_PROVIDER] = 502, [LIM_ERROR_REFUSED] = 422,
  };

  return error->domain == LIM_ERROR && (guint) error->code < G_N_ELEMENTS (statuses) ? statuses[error->code] : 500;
}

/* -- The page about them -- */

static void
append_parameters (GString *page, const char *title, const LimStudioParameter *parameters)
{
  if (parameters == NULL)
    return;
  g_string_append_printf (page, "\n| %s | |\n|---|---|\n", title);
  for (; parameters->name != NULL; parameters++)
    g_string_append_printf (page, "| `%s` | %s |\n", parameters->name, parameters->help);
}

char *
lim_studio_api_page (void)
{
  GString *page = g_string_new (
      "# The studio's API\n\n"
      "<!-- Made by `limner serve --api` from the rows in src/studio/studio-route.c; a test compares. -->\n\n"
      "`limner serve` prints an address with a token. Whoever opens it gets a cookie, which every further request "
      "must "
      "carry:\n\n"
      "```sh\n"
      "curl -c jar -o /dev/null 'http://127.0.0.1:8420/?token=…'\n"
      "curl -b jar http://127.0.0.1:8420/api/status\n"
      "```\n\n"
      "- Only this machine is answered, under `127.0.0.1` or `localhost`, and no page of another origin.\n"
      "- What changes something must carry `X-Limner: 1` and, with a body, `Content-Type: application/json`; at most "
      "256 KiB "
      "and ten a second.\n"
      "- An error is `{\"error\": sentence, \"exit\": status}`: what the command line says, and the status it would "
      "end with. "
      "400 makes no\n  sense, 401 no cookie, 403 a stranger, 404 no such thing, 409 somebody else was faster, 413 "
      "too large, "
      "422 wrong input or refused by a\n  rule or gate, 429 too many, 500 the disk.\n");

  for (const LimStudioRoute *route = lim_studio_routes; route->method != NULL; route++)
    {
      g_string_append_printf (page, "\n## %s %s\n\n%s Answer: %s.\n", route->method, route->pattern, route->help,
                              route->answer);
      append_parameters (page, "query", route->query);
      append_parameters (page, "body", route->body);
    }
  return g_string_free (page, FALSE);
}
