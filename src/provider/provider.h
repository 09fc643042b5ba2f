/* provider.h: image makers behind one small interface. One file and one word in meson.build make a new one.
 *
 * The order of calls, which the engine (produce/) keeps:
 *
 *   open                       once per run, with checked settings
 *   servers                    who makes the images: one machine or several that can stand in for each other
 *   prepare, compose           per recipe, before its job is stored; price at any time
 *   probe                      per server: is anybody there, and what is it? Again when one comes back
 *   check                      per server and kind of recipe, before the first job: has it all that is needed?
 *   render, or recover         per job; recover comes first when an earlier run may have sent the job already
 *   cancel                     for a job that was sent and is not wanted any more
 *   close                      once
 *
 * Threads: open, servers, prepare, compose and close are called by one thread. All others are called from several threads at
 * once with the same state, so what they change in it they must lock. A server is never given more jobs at once than
 * its slots; a job counts until render returns or says `rendered`.
 * They are straight-line code that waits; every wait ends soon after the request's cancellable is cancelled.
 *
 * FALSE: @error says in one sentence what happened and what to do, and where there is a reply its `failure` says of
 * which kind it was. A provider never retries what costs money and never writes a file: that is the engine's business. */
#pragma once

#include "base-settings.h"
#include "imaging-header.h"
#include "record-provenance.h"

typedef enum
{
  LIM_PROVIDER_NETWORK = 1 << 0,     /* asks another machine or process */
  LIM_PROVIDER_SEED = 1 << 1,        /* the same recipe gives the same picture */
  LIM_PROVIDER_PLACEHOLDER = 1 << 2, /* its pictures only stand in; records say quality: placeholder */
} LimProviderFlags;

/* Why an image was not made. What follows from each is the engine's policy, produce.h. */
typedef enum
{
  LIM_FAILURE_IMAGE,       /* this image only: refused recipe, error on the server, bytes that are no image */
  LIM_FAILURE_TIMEOUT,     /* took longer than the settings allow */
  LIM_FAILURE_RATE_LIMIT,  /* asked to wait: `retry_after_ms` */
  LIM_FAILURE_POLICY,      /* refused for what it would show */
  LIM_FAILURE_AUTH,        /* no key, wrong key, no right: the whole batch would fail */
  LIM_FAILURE_UNREACHABLE, /* nobody answers */
  LIM_FAILURE_SERVER, /* this server is in trouble (HTTP 500, garbage, a cut answer): another, or later, may do better */
  LIM_FAILURE_LOST,                       /* the server does not know the job (any more); it may be sent again */
  LIM_FAILURE_CANCELLED,                  /* stopped by the person */
  LIM_FAILURE_ANSWER = LIM_FAILURE_IMAGE, /* of a chat model: this question only */
} LimFailure;

/* One machine. */
typedef struct
{
  const char *name; /* unique, the same in the next run, without a password: jobs remember who has them */
  guint slots;      /* jobs it is given at once */
} LimProviderServer;

/* What a render says while it waits. A method may be NULL. Calls come from any thread, one at a time per request, and none after
 * render has returned. */
typedef struct
{
  void (*progress) (double share, gpointer data); /* 0..1 of this image */
  void (*preview) (GBytes *image, gpointer data); /* a JPEG or PNG file, as it came from the server: hostile */
  void (*rendered) (gpointer data); /* the server is done with it: its slot is free, only fetching is left */
  gpointer data;
} LimRenderEvents;

typedef struct
{
  const LimRecipe *recipe;       /* as prepare left it */
  GBytes *source;                /* the file recipe->source_image; NULL: the image starts from words alone */
  guint server;                  /* which of the provider's servers is to make it */
  const LimRenderEvents *events; /* NULL: nobody listens */
  const char *asset_id;
  const char *job_id; /* lower-case UUIDv4 that we chose; each sending has its own */
  guint attempt;      /* how often this image was sent before */
  GCancellable *cancellable;
} LimRenderRequest;

/* Zeroed by the caller, cleared by it with lim_render_reply_clear(). */
typedef struct
{
  GBytes *image; /* the file's bytes, unchanged from the maker */
  LimImageInfo info;
  char *device;          /* what made it (“RTX 4090”); NULL: unknown */
  gint64 elapsed_ms;     /* from sending to having the bytes */
  LimFailure failure;    /* when FALSE was returned */
  gint64 retry_after_ms; /* with LIM_FAILURE_RATE_LIMIT: 0 when the server did not say */
} LimRenderReply;

void lim_render_reply_clear (LimRenderReply *reply);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimRenderReply, lim_render_reply_clear)

/* A variable of the environment that a provider reads. */
typedef struct
{
  const char *name;
  const char *option; /* that it is stronger than; NULL: it holds a key or login, and is never shown */
} LimProviderVariable;

typedef struct LimImageProvider
{
  const char *name; /* “comfyui”: in limner.yaml under providers:, and in records */
  const char *help; /* one line */
  LimProviderFlags flags;
  const LimOptionRow *options;          /* of providers.<name> in limner.yaml; NULL: none */
  const LimProviderVariable *variables; /* ending in { NULL }; NULL: none */
  const char *const *connect; /* how to connect it, a line each, NULL-terminated; NULL: there is nothing to connect */

  /* Makes the state of a run; absent: it is NULL. @settings (of `options`) outlives it. Transfer full, to close. */
  gpointer (*open) (const LimSettings *settings, GError **error);
  void (*close) (gpointer state);

  /* Its servers, @n of them, at least one; owned by the state. Absent: one without a name, with a slot per processor. */
  const LimProviderServer *(*servers) (gpointer state, guint *n);

  /* Where its key or login comes from, *@from NULL when there is none, and where one would be looked for; borrowed from
   * the state. Absent: it needs none. */
  void (*key) (gpointer state, const char **from, const char **place);

  /* Fills what @recipe leaves open (checkpoint, sampler), so that the job and the record say what was really used.
   * FALSE, LIM_ERROR_BAD_INPUT: this provider cannot make such an image. Absent: nothing to fill. */
  gboolean (*prepare) (gpointer state, LimRecipe *recipe, GError **error);

  /* What @recipe will be sent as, as text (a workflow's graph as JSON), for the job's memory; equal recipes give equal text.
   * LIM_ERROR_BAD_INPUT: it cannot be written down. Absent: the recipe says it all. Transfer full. */
  char *(*compose) (gpointer state, const LimRecipe *recipe, GError **error);

  /* What making @recipe (as prepare left it) costs in US dollars, as an estimate. FALSE: not known. Absent: nothing. */
  gboolean (*price) (gpointer state, const LimRecipe *recipe, double *dollars);

  /* Whether somebody is there. @about: transfer full, one line for people (“ComfyUI 0.3.40, NVIDIA RTX 4090”).
   * Absent: always there. LIM_ERROR_PROVIDER names the address and what to do. */
  gboolean (*probe) (gpointer state, guint server, GCancellable *cancellable, char **about, GError **error);

  /* Whether @server has all that @recipe needs: models, samplers, nodes. LIM_ERROR_BAD_INPUT names what is missing and
   * the nearest name there is; LIM_ERROR_PROVIDER: it cannot be asked. Cheap for the second recipe of a kind. Absent: it has. */
  gboolean (*check) (gpointer state, guint server, const LimRecipe *recipe, GCancellable *cancellable,
                     GError **error);

  /* Makes one image and checks that it is one. */
  gboolean (*render) (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error);

  /* Waits for and fetches what an earlier run sent under the same job id, without sending anything;
   * LIM_FAILURE_LOST when the server does not know it. Absent: always lost, and costs nothing. */
  gboolean (*recover) (gpointer state, const LimRenderRequest *request, LimRenderReply *reply, GError **error);

  /* Takes the job @job_id back from @server, whether it waits or runs there; unknown or finished is fine, too. FALSE: the server
   * cannot be told. Absent: jobs cannot be taken back. */
  gboolean (*cancel) (gpointer state, guint server, const char *job_id, GCancellable *cancellable, GError **error);
} LimImageProvider;

/* All of them, NULL-terminated, in the order of meson.build. */
extern const LimImageProvider *const lim_image_providers[];

/* The provider called @name. LIM_ERROR_USAGE with the known names and the nearest one. */
const LimImageProvider *lim_provider_find (const char *name, GError **error);

/* There is no “image” or “chat” provider of that name; @known, NULL-terminated, are. Returns NULL. */
gpointer lim_provider_fail_unknown (const char *kind, const char *name, const char *const *known, GError **error);

/* Gives *@text the settings' @option where the recipe leaves it open. For providers. */
void lim_provider_fill (char **text, const LimSettings *settings, const char *option);

/* A denoise below 1 asks for a picture to start from. For providers. */
gboolean lim_provider_check_source (const LimRecipe *recipe, GError **error);

/* Sets the failure class and an error of @code; returns FALSE. For providers. */
gboolean lim_provider_fail (LimRenderReply *reply, LimFailure failure, GError **error, LimErrorCode code,
                            const char *format, ...) G_GNUC_PRINTF (5, 6);

/* Sleeps; FALSE when it was cut short by @cancellable (may be NULL). For providers and the engine. */
gboolean lim_provider_pause (double seconds, GCancellable *cancellable);

/* Say it to the request's listener, if there is one. For providers. */
void lim_render_tell_progress (const LimRenderRequest *request, double share);
void lim_render_tell_preview (const LimRenderRequest *request, GBytes *image);
void lim_render_tell_rendered (const LimRenderRequest *request);

/* Takes @image into @reply after checking that its bytes are a whole image; @name stands in messages. FALSE:
 * LIM_FAILURE_IMAGE. For providers. */
gboolean lim_provider_take_image (LimRenderReply *reply, GBytes *image, const char *name, GError **error);
