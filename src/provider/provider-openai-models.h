/* provider-openai-models.h: what is known of image models that speak OpenAI's protocol: sizes, qualities, prices. Pure but for
 * reading the user's own rows.
 *
 * Models come and go within a year, so they are rows of data: data/providers/openai-models.json, and laid over it
 * ~/.config/limner/openai-models.json or the file of the option models-file. docs/providers.md lists the members of a
 * row. A model without a row works, too; it is asked for exactly what the recipe says. */
#pragma once

#include "base-json.h"
#include "record-provenance.h"

typedef struct
{
  guint width, height; /* pixels */
} LimOpenaiSize;

/* One row. */
typedef struct
{
  char *name;
  char **takes;      /* the optional fields of a request that it knows */
  gboolean edits;    /* it can start from a picture */
  gint64 max_prompt; /* characters; 0: not known */
  GArray *sizes;     /* (element-type LimOpenaiSize); empty: see any_size */
  gboolean any_size; /* every size within the limits below */
  gint64 multiple, max_side, min_pixels, max_pixels;
  double max_ratio;   /* of the longer to the shorter side */
  char **qualities;   /* empty: it knows none */
  char *quality;      /* when nobody asks for one; may be NULL */
  char *until;        /* the day OpenAI shuts it down; NULL: none is known */
  const LimJson *row; /* for prices; borrowed */
} LimOpenaiModel;

typedef struct _LimOpenaiModels LimOpenaiModels;

/* The rows that come with limner with those of @path on top; @path NULL: the user's file, which need not exist.
 * LIM_ERROR_BAD_INPUT names file, line and member; LIM_ERROR_NOT_FOUND when @path is given and not there. Transfer full. */
LimOpenaiModels *lim_openai_models_load (const char *path, GError **error);
void lim_openai_models_free (LimOpenaiModels *models);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimOpenaiModels, lim_openai_models_free)

const char *lim_openai_models_default (const LimOpenaiModels *models);

/* The row of @name, NULL when there is none. Borrowed. */
const LimOpenaiModel *lim_openai_models_find (const LimOpenaiModels *models, const char *name);

/* Whether a request to @model may have @field; a model without a row (NULL) knows no more than is needed. */
gboolean lim_openai_takes (const LimOpenaiModel *model, const char *field);

/* The size @model can make that is nearest to @asked: of a list, the nearest in shape, and of those the nearest in area; of
 * any size, itself or the smallest change that is allowed. @model may be NULL: @asked. */
LimOpenaiSize lim_openai_choose_size (const LimOpenaiModel *model, LimOpenaiSize asked);

/* US dollars for one picture, without what the prompt and a picture to start from cost. FALSE: not known. */
gboolean lim_openai_price (const LimOpenaiModel *model, const char *quality, LimOpenaiSize size, double *dollars);
