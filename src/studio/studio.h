/* studio.h: the project in a browser: a server for one person on this machine, or for several who log in, its API and its
 * pages.
 *
 * It decides nothing: each route asks the function of style/ or store/ that the command line asks, and answers with the
 * same JSON and the same sentences. What may pass at all is decided in studio-guard.h; what there is to ask stands in the
 * table of studio-route.h, from which docs/api.md is made.
 *
 * The main loop only takes requests and hands out answers; what reads files or pixels runs on a few threads, and is
 * cancelled when its client goes. */
#pragma once

#include "base-context.h"
#include "store-project.h"

/* Where the studio is found unless somebody else is there. */
#define LIM_STUDIO_PORT 8420

typedef struct
{
  guint port;         /* 0: LIM_STUDIO_PORT, or a free one where that is taken */
  const char *listen; /* an address of this machine in numbers, “0.0.0.0”: all; NULL: loopback. Needs … */
  const char *users; /* … a file of users (studio-users.h): who logs in judges. NULL: one person, let in by a token */
  const char *reviewer;    /* whose judgments these are; NULL: nobody may judge here … */
  const char *no_reviewer; /* … and this sentence says why */

  /* Called once, when it listens. @url holds the token that lets a browser in; @has_pages: the program was built with
   * its pages, else only the API answers. */
  void (*ready) (const char *url, gboolean has_pages, gpointer data);
  gpointer data;
} LimStudioOptions;

/* Serves @project until the context's cancellable is cancelled. LIM_ERROR_IO when the port is
 * taken; for the users as lim_users_load(). */
gboolean lim_studio_serve (const LimContext *context, const LimProject *project, const LimStudioOptions *options,
                           GError **error);

/* docs/api.md, made from the rows. Transfer full. */
char *lim_studio_api_page (void);
