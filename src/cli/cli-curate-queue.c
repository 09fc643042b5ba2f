#include "cli-curate-queue.h"

#include "canon-detect.h"
#include "store-record.h"

#include <string.h>

typedef struct
{
  char *id, *pack;
  gint64 place; /* in the pack */
  LimStatus status;
} Place;

typedef struct
{
  const LimCanon *canon;
  guint statuses; /* bits */
  const char *lane;
  GMutex lock;
  GPtrArray *places;
  guint n_bad;
} Search;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->id);
  g_free (place->pack);
  g_free (place);
}

static gboolean
keep_wanted (gsize index G_GNUC_UNUSED, LimRecord **record, gpointer data, GError **error G_GNUC_UNUSED)
{
  Search *search = data;
  const LimJson *provenance = lim_json_get ((*record)->root, "provenance");
  Place *place;

  if (!(search->statuses & 1u << (*record)->status)
      || lim_status_is_material ((*record)->status, (*record)->asset_path)
      || (search->lane != NULL && g_strcmp0 (search->lane, lim_canon_lane (search->canon, (*record)->id)) != 0))
    return TRUE;
  place = g_new0 (Place, 1);
  place->id = g_strdup ((*record)->id);
  place->pack = g_strdup (lim_json_get_string (provenance, "workflow_id"));
  place->place = lim_json_get_int (provenance, "batch_index", G_MAXINT64);
  place->status = (*record)->status;
  g_mutex_lock (&search->lock);
  g_ptr_array_add (search->places, place);
  g_mutex_unlock (&search->lock);
  return TRUE;
}

static void
count_bad (gsize index G_GNUC_UNUSED, const char *id G_GNUC_UNUSED, const GError *error G_GNUC_UNUSED, gpointer data)
{
  ((Search *) data)->n_bad++;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *x = *(Place *const *) a, *y = *(Place *const *) b;
  int order = (x->status != LIM_STATUS_CANDIDATE) - (y->status != LIM_STATUS_CANDIDATE);

  if (order == 0)
    order = g_strcmp0 (x->pack, y->pack);
  if (order == 0)
    order = (x->place > y->place) - (x->place < y->place);
  return order != 0 ? order : strcmp (x->id, y->id);
}

GPtrArray *
lim_cli_curate_queue (LimCli *cli, const LimCanon *canon, guint *n_bad, GError **error)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (place_free);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  guint statuses = lim_status_bits (lim_settings_list (cli->options, "status"));
  Search search = { .canon = canon,
                    .statuses = statuses != 0 ? statuses : 1u << LIM_STATUS_CANDIDATE,
                    .lane = lim_settings_string (cli->options, "lane"),
                    .places = places };

  g_mutex_init (&search.lock);
  gboolean ok = lim_store_for_each_record (cli->project, NULL, 0, keep_wanted, count_bad, &search,
                                           cli->context.cancellable, error);
  g_mutex_clear (&search.lock);
  if (!ok)
    return NULL;
  g_ptr_array_sort (places, compare_places);
  for (guint i = 0; i < places->len; i++)
    g_ptr_array_add (ids, g_strdup (((Place *) places->pdata[i])->id));
  *n_bad = search.n_bad;
  return g_steal_pointer (&ids);
}
