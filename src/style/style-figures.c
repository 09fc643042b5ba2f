#include "style-figures.h"

#include "style-index.h"

#include <math.h>

static void
spread_free (gpointer data)
{
  LimScoreSpread *spread = data;

  g_free (spread->dimension);
  g_free (spread);
}

void
lim_project_figures_free (LimProjectFigures *figures)
{
  if (figures == NULL)
    return;
  g_clear_pointer (&figures->days, g_ptr_array_unref);
  g_clear_pointer (&figures->packs, g_ptr_array_unref);
  g_clear_pointer (&figures->spreads, g_ptr_array_unref);
  g_free (figures);
}

static LimScoreSpread *
find_spread (GPtrArray *spreads, const char *dimension)
{
  LimScoreSpread *spread;

  for (guint i = 0; i < spreads->len; i++)
    if (g_strcmp0 (((LimScoreSpread *) spreads->pdata[i])->dimension, dimension) == 0)
      return spreads->pdata[i];
  spread = g_new0 (LimScoreSpread, 1);
  spread->dimension = g_strdup (dimension);
  g_ptr_array_add (spreads, spread);
  return spread;
}

static void
add_score (const char *dimension, double score, gpointer data)
{
  LimScoreSpread *spread;

  if (!(score >= 0 && score <= 1))
    return;
  spread = find_spread (data, dimension);
  spread->bins[MIN ((guint) (score * LIM_FIGURES_BINS), LIM_FIGURES_BINS - 1)]++;
  spread->n++;
  spread->sum += score;
}

LimProjectFigures *
lim_style_figures (const LimProject *project, const LimCanon *canon, GError **error)
{
  g_autoptr (LimProjectFigures) figures = g_new0 (LimProjectFigures, 1);
  g_autoptr (LimIndex) index = lim_style_open_index (project, canon, error);

  figures->spreads = g_ptr_array_new_with_free_func (spread_free);
  for (guint i = 0; i < canon->dimensions->len; i++)
    find_spread (figures->spreads, ((LimDimension *) canon->dimensions->pdata[i])->name);
  if (index == NULL)
    return NULL;
  figures->days = lim_index_days (index, error);
  figures->packs = figures->days != NULL ? lim_index_packs (index, error) : NULL;
  return figures->packs != NULL && lim_index_for_each_score (index, add_score, figures->spreads, error)
             ? g_steal_pointer (&figures)
             : NULL;
}

/* -- As JSON -- */

static LimJson *
days_to_json (const GPtrArray *days, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < days->len; i++)
    {
      const LimIndexDay *day = days->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "day", day->day);
      lim_json_set_int (object, "made", (gint64) day->made);
      lim_json_set_int (object, "judged", (gint64) day->judged);
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
spreads_to_json (const GPtrArray *spreads, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < spreads->len; i++)
    {
      const LimScoreSpread *spread = spreads->pdata[i];
      LimJson *object = lim_json_new_object (doc), *bins = lim_json_new_array (doc);

      for (guint bin = 0; bin < LIM_FIGURES_BINS; bin++)
        lim_json_append (bins, lim_json_new_int (doc, spread->bins[bin]));
      lim_json_set_string (object, "name", spread->dimension);
      lim_json_set_int (object, "judged", spread->n);
      if (spread->n > 0)
        lim_json_set_double (object, "mean", round (1000 * spread->sum / spread->n) / 1000);
      lim_json_set (object, "bins", bins);
      lim_json_append (list, object);
    }
  return list;
}

static LimJson *
packs_to_json (const GPtrArray *packs, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < packs->len; i++)
    {
      const LimIndexPack *pack = packs->pdata[i];
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_string (object, "name", pack->name);
      for (guint status = 0; status < LIM_N_STATUSES; status++)
        lim_json_set_int (object, lim_status_name (status), (gint64) pack->statuses[status]);
      lim_json_append (list, object);
    }
  return list;
}

LimJson *
lim_project_figures_to_json (const LimProjectFigures *figures, LimJsonDoc *doc)
{
  LimJson *root = lim_json_new_object (doc);

  lim_json_set (root, "days", days_to_json (figures->days, doc));
  lim_json_set (root, "dimensions", spreads_to_json (figures->spreads, doc));
  lim_json_set (root, "packs", packs_to_json (figures->packs, doc));
  return root;
}
