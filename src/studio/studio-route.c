#include "studio-route.h"

#include "studio.h"

#include <string.h>

#define ROW(name) extern const LimStudioRoute lim_studio_routes_##name[];
#include "studio-rows.h"
#undef ROW

static const LimStudioRoute *const tables[] = {
#define ROW(name) lim_studio_routes_##name,
#include "studio-rows.h"
#undef ROW
};

/* -- Finding -- */

/* The row that comes after @route, NULL for the first; NULL after the last. @table counts along. */
static const LimStudioRoute *
next_route (const LimStudioRoute *route, guint *table)
{
  route = route != NULL ? route + 1 : tables[ *table = 0];
  while (route->method == NULL)
    if (++*table >= G_N_ELEMENTS (tables))
      return NULL;
    else
      route = tables[*table];
  return route;
}

/* Whether @path is of @pattern; *@id (transfer full) is the part for {id}, NULL where the pattern has none. */
static gboolean
matches (const char *pattern, const char *path, char **id)
{
  const char *hole = strstr (pattern, "{id}");

  *id = NULL;
  if (hole == NULL)
    return strcmp (pattern, path) == 0;
  gsize before = (gsize) (hole - pattern), after = strlen (hole + strlen ("{id}")), length = strlen (path);
  if (length <= before + after || strncmp (pattern, path, before) != 0
      || strcmp (path + length - after, hole + strlen ("{id}")) != 0)
    return FALSE;
  g_autofree char *part = g_strndup (path + before, length - before - after);
  if (strchr (part, '/') != NULL)
    return FALSE;
  *id = g_steal_pointer (&part);
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
  guint table;

  for (const LimStudioRoute *route = next_route (NULL, &table); route != NULL; route = next_route (route, &table))
    {
      g_autofree char *part = NULL;

      if (!matches (route->pattern, path, &part))
        continue;
      if (takes (route, method))
        {
          *id = g_steal_pointer (&part);
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
  guint table;
  GString *page = g_string_new (
      "# The studio's API\n\n"
      "<!-- Made by `limner serve --api` from the rows at the end of each src/studio/studio-api-*.c; a test "
      "compares. -->\n\n"
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

  for (const LimStudioRoute *route = next_route (NULL, &table); route != NULL; route = next_route (route, &table))
    {
      g_string_append_printf (page, "\n## %s %s\n\n%s Answer: %s.\n", route->method, route->pattern, route->help,
                              route->answer);
      append_parameters (page, "query", route->query);
      append_parameters (page, "body", route->body);
    }
  return g_string_free (page, FALSE);
}
