/* provider-a1111-private.h: a run's state, and calls to its servers. */
#pragma once

#include "provider-a1111-reply.h"
#include "provider-web.h"

#define LIM_A1111_MAX_ANSWER ((gsize) 16 << 20) /* bytes of anything but pictures */
#define LIM_A1111_AUTOMATIC "Automatic"         /* the scheduler that belongs to the sampler */
#define LIM_A1111_NORMAL "Normal"

/* What a server has, as it said when it was first asked. Lists it does not have are NULL. Reference-counted (g_rc_box). */
typedef struct
{
  GPtrArray *names[LIM_A1111_LORAS + 1]; /* by LimA1111Kind */
  gboolean tells_tasks;                  /* /internal/progress tells how far a task is that we named */
  gboolean tells_progress; /* /sdapi/v1/progress tells how far it is with whatever runs; sd-server does not */
} LimA1111Catalogue;

typedef struct
{
  LimWebAddress address;
  LimProviderKey key;
  GMutex lock; /* over what follows */
  LimA1111Catalogue *catalogue;
  char *taken_back; /* the job that was interrupted last by lim_a1111_cancel() */
} LimA1111Server;

typedef struct
{
  const LimSettings *settings;
  LimA1111Server *servers;
  LimProviderServer *rows;
  guint n_servers;
} LimA1111;

/* What a recipe's names mean to one server. Borrowed from the catalogue; NULL: it has no list of such. */
typedef struct
{
  const LimA1111Name *model, *sampler, *scheduler;
  GPtrArray *loras; /* (element-type LimA1111Name), as the recipe's; owned */
} LimA1111Meaning;

void lim_a1111_meaning_clear (LimA1111Meaning *meaning);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimA1111Meaning, lim_a1111_meaning_clear)

/* One call of @path; @json is the body of a POST. @timeout_s is the longest silence. NULL with @error (what the key holds
 * is taken out of it): there was no answer. Transfer full. */
LimHttpResponse *lim_a1111_call (const LimA1111Server *server, const char *path, GBytes *json, guint timeout_s,
                                 gsize max_size, LimHttpOutcome *outcome, GCancellable *cancellable, GError **error);

/* Fails with what an answer that is no success, or no answer at all, means. Return FALSE. */
gboolean lim_a1111_fail_status (const LimA1111Server *server, const LimHttpResponse *answer, LimRenderReply *reply,
                                GError **error);
gboolean lim_a1111_fail_unreachable (const LimA1111Server *server, LimRenderReply *reply, const char *cause,
                                     GError **error);

/* What @server has; asked once, and again with @fresh. NULL: @reply and @error say why. Transfer full, to
 * lim_a1111_catalogue_unref(). */
LimA1111Catalogue *lim_a1111_catalogue (LimA1111Server *server, gboolean fresh, GCancellable *cancellable,
                                        LimRenderReply *reply, GError **error);
void lim_a1111_catalogue_unref (LimA1111Catalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimA1111Catalogue, lim_a1111_catalogue_unref)

/* What the names in @recipe mean. LIM_ERROR_BAD_INPUT names the first that @server does not have, and the nearest. */
gboolean lim_a1111_understand (const LimA1111Server *server, const LimA1111Catalogue *catalogue,
                               const LimRecipe *recipe, LimA1111Meaning *meaning, GError **error);

/* The request's body; @task is what the server is to call the job (NULL: as it likes), @source the picture to start from
 * (NULL: none). Transfer full. */
GBytes *lim_a1111_write_request (const LimRecipe *recipe, const LimA1111Catalogue *catalogue,
                                 const LimA1111Meaning *meaning, GBytes *source, const char *task);

/* The methods of the provider's row. */
gboolean lim_a1111_render (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error);
gboolean lim_a1111_cancel (gpointer state, guint server, const char *job_id, GCancellable *cancellable,
                           GError **error);
