/* produce-price.h: what jobs would cost, and whether they can be done, before anything is spent. */
#pragma once

#include "produce.h"

typedef struct
{
  gboolean free;  /* this provider costs nothing */
  double dollars; /* of the images whose price is known, as an estimate */
  guint known, unknown;
} LimProduceCost;

/* Fills @cost for @jobs (element-type LimProduceJob). An image that the provider cannot make counts as unknown. Errors are
 * those of opening the provider. */
gboolean lim_produce_estimate (const LimImageProvider *provider, const LimSettings *settings, const GPtrArray *jobs,
                               LimProduceCost *cost, GError **error);

/* Whether @provider can make what @recipe asks for, *@can being FALSE when it says no. Errors are those of opening it. */
gboolean lim_produce_can_make (const LimImageProvider *provider, const LimSettings *settings, const LimRecipe *recipe,
                               gboolean *can, GError **error);
