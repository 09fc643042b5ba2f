/* studio-route.h: what there is to ask, as rows: method, path, what it takes and gives, who answers. docs/api.md is made
 * from them, so a route that is not described does not exist.
 *
 * Each studio-api-NAME.c answers some of them and ends in its rows, lim_studio_routes_NAME[], the last without a method; NAME
 * stands in the list of meson.build. A page is such a file too: its row of LIM_ROUTE_PAGE, and what the page asks. */
#pragma once

#include "studio-request.h"

typedef struct
{
  const char *name, *help;
} LimStudioParameter;

typedef enum
{
  LIM_ROUTE_WORK,   /* handle() answers, on a thread */
  LIM_ROUTE_EVENTS, /* stays open; studio-events.h */
  LIM_ROUTE_PAGE,   /* a page, which always is index.html, or below /assets/ a part of it; studio-pages.h */
} LimRouteKind;

typedef struct
{
  const char *method; /* “GET” answers HEAD as well */
  const char *pattern; /* “/api/records/{id}”: {id} stands for one part, anything but “/”; more may follow it */
  LimRouteKind kind;
  const char *help;                /* a sentence */
  const LimStudioParameter *query; /* ends in { 0 }; NULL: takes none */
  const LimStudioParameter *body;  /* members of the JSON object; likewise */
  const char *answer;              /* what comes back, a sentence */
  gboolean is_public; /* whoever has not logged in yet may ask, where people log in; so may they for pages */

  /* Answers @request. Called on any thread, several at once. The error's code decides the HTTP status. */
  gboolean (*handle) (const LimStudioRequest *request, LimStudioAnswer *answer, GError **error);
} LimStudioRoute;

/* A handler of the file: `LIM_STUDIO_HANDLER (records)` begins the definition of handle_records(). */
#define LIM_STUDIO_HANDLER(name)                                                                                     \
  static gboolean handle_##name (const LimStudioRequest *request G_GNUC_UNUSED,                                      \
                                 LimStudioAnswer *answer G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)

/* The row that answers; *@id (transfer full) is what {id} stands for, NULL where there is none. Else NULL: *@allowed
 * (transfer full) lists the methods that the path takes, “GET, HEAD”; NULL: there is no such path. */
const LimStudioRoute *lim_studio_route_find (const char *method, const char *path, char **id, char **allowed);

/* The HTTP status for an error's code. */
guint lim_studio_status_of (const GError *error);
