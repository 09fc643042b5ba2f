/* provider-a1111-reply.h: what servers of the AUTOMATIC1111 family answer, read with distrust. Pure.
 *
 * They fall back in silence: an unknown checkpoint or sampler is replaced by another one, a size is rounded
 * (provider-protocols, 2.5). So what was asked is compared with what the answer says was done. */
#pragma once

#include "base-json.h"
#include "record-provenance.h"

/* One thing that a server has: a checkpoint, sampler, scheduler or LoRA. */
typedef struct
{
  char *send;   /* what a request calls it */
  char **known; /* all its names, NULL-terminated; the first is the one for people */
} LimA1111Name;

typedef enum
{
  LIM_A1111_MODELS,
  LIM_A1111_SAMPLERS,
  LIM_A1111_SCHEDULERS,
  LIM_A1111_LORAS,
} LimA1111Kind;

/* The names in an answer of sd-models, samplers, schedulers or loras: (element-type LimA1111Name). LIM_ERROR_PROVIDER.
 * Transfer full. */
GPtrArray *lim_a1111_read_names (GBytes *body, LimA1111Kind kind, GError **error);

/* The one of @names that @asked means: spelled alike, else alike but for case, blanks, “_”, “-” and a model file's folder
 * and ending, so that what a ComfyUI pack names is found. NULL when none or several are meant. Borrowed. */
const LimA1111Name *lim_a1111_find (const GPtrArray *names, const char *asked);

/* All that they are known as, NULL-terminated, borrowed; for “did you mean”. Transfer container. */
const char **lim_a1111_list_known (const GPtrArray *names);

/* How this family calls a sampler or scheduler that ComfyUI calls @name; @name itself when it is none of those. */
const char *lim_a1111_translate (LimA1111Kind kind, const char *name);

/* A made picture and what the server says of it; what it did not say is NULL or 0. */
typedef struct
{
  GBytes *image;
  char *seed; /* digits */
  gint64 width, height;
  char *sampler, *model, *model_hash;
} LimA1111Result;

void lim_a1111_result_clear (LimA1111Result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimA1111Result, lim_a1111_result_clear)

/* Reads the answer of txt2img or img2img. LIM_ERROR_PROVIDER: no JSON, no picture, a picture that is no base64. */
gboolean lim_a1111_read_result (GBytes *body, LimA1111Result *result, GError **error);

/* Whether @result is what @recipe asked for; @model and @sampler (may be NULL: not known) are what its names meant to the
 * server. LIM_ERROR_PROVIDER names what was asked and what was done. */
gboolean lim_a1111_check_result (const LimA1111Result *result, const LimRecipe *recipe, const LimA1111Name *model,
                                 const LimA1111Name *sampler, GError **error);

/* How far the server is. */
typedef struct
{
  double share;    /* 0..1 */
  gboolean busy;   /* with anybody's job */
  char *run;       /* changes from job to job; NULL: not said */
  gboolean mine;   /* of /internal/progress: it is the task that was asked for */
  GBytes *preview; /* NULL: none */
} LimA1111Progress;

void lim_a1111_progress_clear (LimA1111Progress *progress);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimA1111Progress, lim_a1111_progress_clear)

/* Reads /sdapi/v1/progress, which tells of whatever runs, or with @internal /internal/progress, which tells of one task.
 * FALSE: it says neither. */
gboolean lim_a1111_read_progress (GBytes *body, gboolean internal, LimA1111Progress *progress);
