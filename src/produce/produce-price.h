/* produce-price.h: what jobs would cost, before anything is spent. */
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
