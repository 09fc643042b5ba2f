/* studio-request.h: what a route gets and gives. For studio/ only; knows nothing of HTTP libraries. */
#pragma once

#include "base-context.h"
#include "canon.h"
#include "store-project.h"
#include "studio-guard.h"
#include "studio-making.h"
#include "studio-near.h"
#include "studio-seen.h"
#include "studio-sessions.h"
#include "studio-sheets.h"
#include "studio-thumbs.h"
#include "studio-work.h"

/* What all requests share; read only, but for what guards itself: thumbnails, sheets, sessions, what was seen, long work. Where people log in, each
 * request has a copy with the name of its person as reviewer, so keep what it holds and not where it is. */
typedef struct
{
  const LimContext *context;
  const LimProject *project;
  const char *reviewer, *no_reviewer; /* as in LimStudioOptions */
  LimThumbs *thumbs;
  LimSheets *sheets;
  LimNear *near;
  LimSeen *seen;
  const LimGuard *guard;
  LimSessions *sessions; /* NULL: nobody logs in here */
  LimMaking *making;
  LimWork *exporting; /* an export, or the check of one */
  LimWork *building;  /* of a training set */
} LimStudioDesk;

/* Everything is borrowed for the call. */
typedef struct
{
  const LimStudioDesk *desk;
  const char *id;    /* what stands for {id} in the path; NULL: the pattern has none */
  GHashTable *query; /* name → value, of those that the route takes; never NULL */
  GBytes *body;      /* NULL: none */
  GCancellable *cancellable;
  const char *peer;    /* the address it comes from */
  const char *session; /* the secret of the session of who asks; NULL: there is none */
} LimStudioRequest;

/* Filled by the handler; zeroed before. */
typedef struct
{
  GBytes *body;             /* transfer full */
  const char *content_type; /* static */
  gboolean lasting;         /* the address holds the hash, so what it leads to never changes */
  char *hash; /* of the body, for the browser to ask whether it is still this; NULL: not to be kept. Transfer full */
  char *cookie; /* to be set; NULL: none. Transfer full */
  guint status; /* of an error, instead of the one that its code has; 0: that one */
} LimStudioAnswer;

/* Answers with @root, which belongs to @doc. TRUE. */
gboolean lim_studio_answer_json (LimStudioAnswer *answer, LimJson *root);

/* Whose name what @request changes carries, borrowed; NULL with LIM_ERROR_REFUSED, which says why nobody may. */
const char *lim_studio_reviewer (const LimStudioRequest *request, GError **error);

/* A whole number of the query within @min..@max, @fallback where it is not given; LIM_ERROR_USAGE else. */
gboolean lim_studio_query_int (const LimStudioRequest *request, const char *name, gint64 min, gint64 max,
                               gint64 fallback, gint64 *value, GError **error);

/* The body as a JSON object whose members are all among @known (NULL-terminated); LIM_ERROR_BAD_INPUT names what is wrong.
 * Transfer full. */
LimJsonDoc *lim_studio_read_body (const LimStudioRequest *request, const char *const *known, GError **error);

/* Adds {"dimension": 0.8, …} to @scores; NULL and null have none. LIM_ERROR_BAD_INPUT names what is no number. */
gboolean lim_studio_read_scores (const LimJson *object, LimScores *scores, GError **error);
