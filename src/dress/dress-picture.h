/* dress-picture.h: the pictures that briefs ask for, and how far each is.
 *
 * The engine's record of a picture has an id made of all it depends on (words, size, seed, who makes it), so the same brief
 * finds its picture again after a crash, and a changed one asks for another. One whose record was rejected, by `dress approve
 * sample --reject` or `dress review --reject-picture`, asks for the next seed. */
#pragma once

#include "dress-gates.h"
#include "produce-price.h"

#define LIM_DRESS_LANE "dress"
#define LIM_DRESS_TRIES 20u

/* limner.yaml, `dress:`. */
typedef struct
{
  double max_cost; /* dollars a budget may cost without a question; negative: no limit */
  guint size;      /* pictures have about size × size pixels */
} LimDressConfig;

/* LIM_ERROR_BAD_INPUT when it is wrong there. */
gboolean lim_dress_config (LimProject *project, LimDressConfig *config, GError **error);

/* Who makes pictures, opened as the project says. */
typedef struct
{
  const LimImageProvider *provider;
  LimSettings *settings;
  char *checkpoint; /* NULL: its own choice */
  char *name;       /* “openai gpt-image-1”, “sketch”: what a sample is approved of */
  guint size;
  GHashTable *prices; /* of the kinds of pictures that were asked about, LimProduceCost */
} LimDressMaker;

/* @provider NULL: the project's; @checkpoint NULL: the provider's choice. Errors: lim_produce_choose_provider(). Transfer full. */
LimDressMaker *lim_dress_maker_new (LimProject *project, const char *provider, const char *checkpoint,
                                    GError **error);
void lim_dress_maker_free (LimDressMaker *maker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDressMaker, lim_dress_maker_free)

typedef enum
{
  LIM_DRESS_PICTURE_NEW,      /* to be made */
  LIM_DRESS_PICTURE_MADE,     /* it is there, with its record */
  LIM_DRESS_PICTURE_LOST,     /* its record is there; to be made again as that says */
  LIM_DRESS_PICTURE_REJECTED, /* each of its seeds was */
} LimDressPictureState;

typedef struct
{
  const LimBrief *brief; /* borrowed */
  LimDressPictureState state;
  char *record; /* its id */
  LimRecipe *recipe;
  gboolean price_known;
  double dollars; /* to make it; 0 where it is free */
} LimDressPicture;

/* The picture of @brief as @maker would make it. Transfer full. */
LimDressPicture *lim_dress_picture_new (const LimProject *project, const LimDressBook *book, const LimBrief *brief,
                                        LimDressMaker *maker, GError **error);
void lim_dress_picture_free (LimDressPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LimDressPicture, lim_dress_picture_free)

/* The job for the engine. Transfer full. */
LimProduceJob *lim_dress_picture_job (const LimProject *project, const LimDressPicture *picture, GError **error);

/* Whether the brief has the illustration that it should have: with its asset, and not rejected since. */
gboolean lim_dress_is_illustrated (const LimProject *project, const LimDressBook *book, const LimBrief *brief);
