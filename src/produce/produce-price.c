#include "produce-price.h"

/* The job's own recipe stays as it is: the run prepares it again. */
static void
add_price (const LimImageProvider *provider, gpointer state, const LimProduceJob *job, LimProduceCost *cost)
{
  g_autoptr (LimRecipe) recipe = lim_recipe_copy (job->recipe);
  double dollars = 0;

  if ((provider->prepare == NULL || provider->prepare (state, recipe, NULL))
      && provider->price (state, recipe, &dollars))
    {
      cost->known++;
      cost->dollars += dollars;
    }
  else
    cost->unknown++;
}

gboolean
lim_produce_estimate (const LimImageProvider *provider, const LimSettings *settings, const GPtrArray *jobs,
                      LimProduceCost *cost, GError **error)
{
  gpointer state = NULL;

  *cost = (LimProduceCost){ .free = provider->price == NULL };
  if (cost->free)
    return TRUE;
  if (provider->open != NULL && (state = provider->open (settings, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < jobs->len; i++)
    add_price (provider, state, jobs->pdata[i], cost);
  if (provider->close != NULL)
    provider->close (state);
  return TRUE;
}

gboolean
lim_produce_can_make (const LimImageProvider *provider, const LimSettings *settings, const LimRecipe *recipe,
                      gboolean *can, GError **error)
{
  g_autoptr (LimRecipe) copy = lim_recipe_copy (recipe);
  gpointer state = NULL;

  if (provider->open != NULL && (state = provider->open (settings, error)) == NULL)
    return FALSE;
  *can = provider->prepare == NULL || provider->prepare (state, copy, NULL);
  if (provider->close != NULL)
    provider->close (state);
  return TRUE;
}
