#include "style-rank.h"

#include "base-problem.h"
#include "store-comparison.h"
#include "style-canon.h"
#include "style-index.h"

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
