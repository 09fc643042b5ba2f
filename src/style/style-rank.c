#include "style-rank.h"

#include "base-problem.h"
#include "store-comparison.h"
#include "style-canon.h"
#include "style-index.h"

#include <string.h>

typedef struct
{
  GHashTable *compared; /* ids that occur in a comparison */
  GArray *items;        /* (element-type LimRankItem), its texts in strings */
  GStringChunk *strings;
} Gathering;

static gboolean
gather_row (const LimIndexRow *row, gpointer data, GError **error G_GNUC_UNUSED)
{
  Gathering *gathering = data;
  LimRankItem item;

  gboolean is_asked_about =
      row->status != LIM_STATUS_REJECTED && !lim_status_is_material (row->status, row->asset_path);

  if (row->problem != NULL || (!is_asked_about && !g_hash_table_contains (gathering->compared, row->id)))
    return TRUE;
  item.id = g_string_chunk_insert (gathering->strings, row->id);
  item.lane = row->lane != NULL ? g_string_chunk_insert_const (gathering->strings, row->lane) : NULL;
  g_array_append_val (gathering->items, item);
  return TRUE;
}

static void
bad_comparison (const char *id, const GError *error, gpointer data)
{
  lim_problems_add (data, id, error->message);
}

LimRanking *
lim_style_rank (const LimProject *project, const LimCanon *canon, const char *lane, GPtrArray *problems,
                GError **error)
{
  g_autoptr (GHashTable) compared = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (LimRankItem));
  g_autoptr (GArray) outcomes = g_array_new (FALSE, FALSE, sizeof (LimRankOutcome));
  g_autoptr (GPtrArray) comparisons = NULL;
  g_autoptr (LimIndex) index = NULL;
  LimIndexQuery query = { .status = -1, .lane = lane };
  Gathering gathering = { .compared = compared, .items = items };
  LimRanking *ranking = NULL;

  if (!lim_style_check_lane (canon, lane, error))
    return NULL;
  comparisons = lim_store_load_comparisons (project, bad_comparison, problems, error);
  index = comparisons != NULL ? lim_style_open_index (project, canon, error) : NULL;
  if (index == NULL)
    return NULL;

  for (guint i = 0; i < comparisons->len; i++)
    {
      const LimComparison *comparison = comparisons->pdata[i];
      LimRankOutcome outcome = { comparison->asset_a_id, comparison->asset_b_id, comparison->chosen };

      g_array_append_val (outcomes, outcome);
      g_hash_table_add (compared, comparison->asset_a_id);
      g_hash_table_add (compared, comparison->asset_b_id);
    }
  gathering.strings = g_string_chunk_new (4096);
  if (lim_index_for_each (index, &query, gather_row, &gathering, error))
    ranking = lim_ranking_new ((const LimRankItem *) (void *) items->data, items->len,
                               (const LimRankOutcome *) (void *) outcomes->data, outcomes->len);
  g_string_chunk_free (gathering.strings);
  return ranking;
}

/* -- As JSON -- */

LimJson *
lim_ranking_to_json (const LimRanking *ranking, guint most, LimJsonDoc *doc)
{
  LimJson *list = lim_json_new_array (doc);

  for (guint i = 0; i < MIN (lim_ranking_length (ranking), most) && lim_ranking_at (ranking, i)->group > 0; i++)
    {
      const LimRankEntry *entry = lim_ranking_at (ranking, i);
      LimJson *object = lim_json_new_object (doc);

      lim_json_set_int (object, "place", i + 1);
      lim_json_set_string (object, "id", entry->id);
      lim_json_set_string (object, "lane", entry->lane);
      lim_json_set_int (object, "group", entry->group);
      lim_json_set_double (object, "strength", entry->strength);
      lim_json_set_double (object, "low", entry->low);
      lim_json_set_double (object, "high", entry->high);
      lim_json_set_int (object, "wins", entry->wins);
      lim_json_set_int (object, "losses", entry->losses);
      lim_json_set_int (object, "ties", entry->ties);
      lim_json_append (list, object);
    }
  return list;
}

const LimRankEntry *
lim_ranking_find (const LimRanking *ranking, const char *id)
{
  for (guint i = 0; i < lim_ranking_length (ranking); i++)
    if (strcmp (lim_ranking_at (ranking, i)->id, id) == 0)
      return lim_ranking_at (ranking, i);
  return NULL;
}

LimJson *
lim_ranking_next_to_json (const LimRanking *ranking, LimJsonDoc *doc, GError **error)
{
  const char *a, *b;

  if (!lim_ranking_next_pair (ranking, &a, &b))
    return lim_fail_null (error, LIM_ERROR_NOT_FOUND, "there are no two images of one lane to compare");

  const LimRankEntry *left = lim_ranking_find (ranking, a), *right = lim_ranking_find (ranking, b);
  LimJson *root = lim_json_new_object (doc);
  lim_json_set_string (root, "a", left->id);
  lim_json_set_string (root, "b", right->id);
  lim_json_set_string (root, "lane", left->lane);
  lim_json_set_double (root, "chance_a", lim_rank_chance (left, right));
  return root;
}
