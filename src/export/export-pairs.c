#include "export-pairs.h"

#include <string.h>

#include "base-hash.h"
#include "export-text.h"

typedef struct
{
  guint64 order; /* first 16 hex digits of the id's SHA-256 */
  const LimExportAsset *asset;
} Place;

struct _LimNeighbours
{
  GHashTable *circles; /* what members have in common → GArray of Place, sorted by order */
};

static guint64
order_of (const char *id)
{
  g_autofree char *digest = lim_sha256_hex (id, -1);

  digest[16] = '\0';
  return g_ascii_strtoull (digest, NULL, 16);
}

typedef enum
{
  SAME_FAMILY,
  SAME_LANE_AND_FACTION,
  SAME_LANE,
  N_CIRCLES,
} Circle;

/* The critique question has one address per text, so the address stands for it. */
static char *
circle_name (Circle circle, const LimExportAsset *asset, LimStatus status)
{
  const char *lane = asset->lane != NULL ? asset->lane : "";
  const char *faction = asset->faction != NULL ? asset->faction : "";

  switch (circle)
    {
    case SAME_FAMILY:
      return g_strdup_printf ("%d %d %p f %u", status, asset->split, (const void *) asset->critique_question,
                              asset->family);
    case SAME_LANE_AND_FACTION:
      return g_strdup_printf ("%d %d %p b %s\n%s", status, asset->split, (const void *) asset->critique_question,
                              lane, faction);
    default:
      return g_strdup_printf ("%d %d %p l %s", status, asset->split, (const void *) asset->critique_question, lane);
    }
}

static gboolean
opposite_of (LimStatus status, LimStatus *opposite)
{
  if (status != LIM_STATUS_APPROVED && status != LIM_STATUS_REJECTED)
    return FALSE;
  *opposite = status == LIM_STATUS_APPROVED ? LIM_STATUS_REJECTED : LIM_STATUS_APPROVED;
  return TRUE;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *left = a, *right = b;

  if (left->order != right->order)
    return left->order < right->order ? -1 : 1;
  return strcmp (left->asset->id, right->asset->id);
}

static void
enter (LimNeighbours *neighbours, Circle circle, const Place *place)
{
  g_autofree char *name = circle_name (circle, place->asset, place->asset->status);
  GArray *places = g_hash_table_lookup (neighbours->circles, name);

  if (places == NULL)
    {
      places = g_array_new (FALSE, FALSE, sizeof (Place));
      g_hash_table_insert (neighbours->circles, g_steal_pointer (&name), places);
    }
  g_array_append_val (places, *place);
}

LimNeighbours *
lim_neighbours_new (GPtrArray *assets)
{
  LimNeighbours *neighbours = g_new0 (LimNeighbours, 1);
  GHashTableIter iter;
  gpointer places;

  neighbours->circles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  for (guint i = 0; i < assets->len; i++)
    {
      const LimExportAsset *asset = g_ptr_array_index (assets, i);
      Place place = { order_of (asset->id), asset };
      LimStatus opposite;

      if (opposite_of (asset->status, &opposite))
        for (Circle circle = 0; circle < N_CIRCLES; circle++)
          enter (neighbours, circle, &place);
    }
  g_hash_table_iter_init (&iter, neighbours->circles);
  while (g_hash_table_iter_next (&iter, NULL, &places))
    g_array_sort (places, compare_places);
  return neighbours;
}

void
lim_neighbours_free (LimNeighbours *neighbours)
{
  if (neighbours == NULL)
    return;
  g_hash_table_unref (neighbours->circles);
  g_free (neighbours);
}

/* The first place after @order, around the circle. */
static const LimExportAsset *
next_on_circle (const GArray *places, guint64 order)
{
  guint low = 0, high = places->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (places, Place, middle).order > order)
        high = middle;
      else
        low = middle + 1;
    }
  return g_array_index (places, Place, low < places->len ? low : 0).asset;
}

const LimExportAsset *
lim_neighbours_find (const LimNeighbours *neighbours, const LimExportAsset *asset)
{
  LimStatus opposite;

  if (!opposite_of (asset->status, &opposite))
    return NULL;
  for (Circle circle = 0; circle < N_CIRCLES; circle++)
    {
      g_autofree char *name = circle_name (circle, asset, opposite);
      const GArray *places = g_hash_table_lookup (neighbours->circles, name);

      if (places != NULL)
        return next_on_circle (places, order_of (asset->id));
    }
  return NULL;
}

LimExportUnit *
lim_pair_of_critiques (const LimExportAsset *asset, const LimExportAsset *neighbour)
{
  if (strcmp (asset->critique_answer, neighbour->critique_answer) == 0)
    return NULL;

  LimExportUnit *unit = g_new0 (LimExportUnit, 1);
  unit->task = LIM_TASK_CRITIQUE;
  unit->origin = LIM_ORIGIN_SYNTHESISED;
  unit->split = asset->split;
  unit->id = g_strdup_printf ("pair:%s", asset->id);
  unit->assets[0] = asset;
  unit->n_assets = 1;
  unit->question = asset->critique_question;
  unit->answer = g_strdup (asset->critique_answer);
  unit->rejected = g_strdup (neighbour->critique_answer);
  return unit;
}

LimExportUnit *
lim_preference_of_neighbours (const LimExportAsset *one, const LimExportAsset *other, const char *question)
{
  gboolean one_is_a = order_of (one->id) < order_of (other->id);
  const LimExportAsset *a = one_is_a ? one : other, *b = one_is_a ? other : one;
  LimExportUnit *unit = g_new0 (LimExportUnit, 1);
  g_autofree char *reason = g_strdup_printf ("A was %s: %s B was %s: %s", lim_status_name (a->status), a->explanation,
                                             lim_status_name (b->status), b->explanation);

  unit->task = LIM_TASK_PREFERENCE;
  unit->origin = LIM_ORIGIN_SYNTHESISED;
  unit->split = a->split;
  unit->id = g_strdup_printf ("neighbours:%s+%s", a->id, b->id);
  unit->assets[0] = a;
  unit->assets[1] = b;
  unit->n_assets = 2;
  unit->question = question;
  unit->answer = lim_export_preference_answer (a->status == LIM_STATUS_APPROVED ? "A" : "B", reason);
  return unit;
}
