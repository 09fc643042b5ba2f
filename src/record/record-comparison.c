#include "record-comparison.h"

#include "record.h"

#include <string.h>

static const char *const chosen_names[] = { [LIM_CHOSEN_A] = "a", [LIM_CHOSEN_B] = "b", [LIM_CHOSEN_TIE] = "tie" };

const char *
lim_chosen_name (LimChosen chosen)
{
  return chosen_names[chosen];
}

gboolean
lim_chosen_parse (const char *name, LimChosen *chosen)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (chosen_names); i++)
    if (g_ascii_strcasecmp (name, chosen_names[i]) == 0)
      {
        *chosen = i;
        return TRUE;
      }
  return FALSE;
}

static void
pair_score_clear (gpointer data)
{
  g_free (((LimPairScore *) data)->dimension);
}

LimComparison *
lim_comparison_new (void)
{
  LimComparison *comparison = g_new0 (LimComparison, 1);

  comparison->scores = g_array_new (FALSE, FALSE, sizeof (LimPairScore));
  g_array_set_clear_func (comparison->scores, pair_score_clear);
  return comparison;
}

void
lim_comparison_free (LimComparison *comparison)
{
  if (comparison == NULL)
    return;
  g_free (comparison->id);
  g_free (comparison->asset_a_id);
  g_free (comparison->asset_b_id);
  g_free (comparison->asset_a_path);
  g_free (comparison->asset_b_path);
  g_free (comparison->source);
  g_free (comparison->reasoning);
  g_array_unref (comparison->scores);
  g_free (comparison->reviewer);
  g_free (comparison->reviewed_at);
  g_free (comparison);
}

static void
add_pair_score (GArray *scores, const char *dimension, double a, double b)
{
  LimPairScore score = { g_strdup (dimension), a, b };

  g_array_append_val (scores, score);
}

static void
read_pair_scores (GArray *scores, const LimJson *object)
{
  double a, b;

  for (const LimJson *member = lim_json_first (object); member != NULL; member = lim_json_next (member))
    if (lim_json_key (member) != NULL && lim_json_double (lim_json_get (member, "a"), &a)
        && lim_json_double (lim_json_get (member, "b"), &b))
      add_pair_score (scores, lim_json_key (member), a, b);
}

LimComparison *
lim_comparison_from_json (const char *id, const LimJson *root, GError **error)
{
  g_autoptr (LimComparison) comparison = lim_comparison_new ();
  const char *a, *b, *chosen;

  if (!lim_record_check_id (id, error) || !lim_json_require_string (root, "asset_a_id", &a, error)
      || !lim_json_require_string (root, "asset_b_id", &b, error)
      || !lim_json_require_string (root, "chosen", &chosen, error) || !lim_record_check_id (a, error)
      || !lim_record_check_id (b, error))
    return NULL;
  if (strcmp (a, b) == 0)
    {
      lim_json_fail (lim_json_get (root, "asset_b_id"), error, "“%s” is compared with itself", a);
      return NULL;
    }
  if (!lim_chosen_parse (chosen, &comparison->chosen))
    {
      lim_json_fail (lim_json_get (root, "chosen"), error, "“chosen” must be a, b or tie, found “%s”", chosen);
      return NULL;
    }

  comparison->id = g_strdup (id);
  comparison->asset_a_id = g_strdup (a);
  comparison->asset_b_id = g_strdup (b);
  comparison->asset_a_path = g_strdup (lim_json_get_string (root, "asset_a_path"));
  comparison->asset_b_path = g_strdup (lim_json_get_string (root, "asset_b_path"));
  comparison->source = g_strdup (lim_json_get_string (root, "source"));
  comparison->reasoning = g_strdup (lim_json_get_string (root, "reasoning"));
  read_pair_scores (comparison->scores, lim_json_get (root, "criteria_scores"));
  comparison->reviewer = g_strdup (lim_json_get_string (root, "reviewer"));
  comparison->reviewed_at = g_strdup (lim_json_get_string (root, "reviewed_at"));
  return g_steal_pointer (&comparison);
}

LimJsonDoc *
lim_comparison_to_doc (const LimComparison *comparison)
{
  LimJsonDoc *doc = lim_json_doc_new (comparison->id);
  LimJson *root = lim_json_new_object (doc), *scores = lim_json_new_object (doc);

  lim_json_doc_set_root (doc, root);
  lim_json_set_string (root, "id", comparison->id);
  lim_json_set_string (root, "asset_a_id", comparison->asset_a_id);
  lim_json_set_string (root, "asset_b_id", comparison->asset_b_id);
  lim_json_set_string (root, "asset_a_path", comparison->asset_a_path);
  lim_json_set_string (root, "asset_b_path", comparison->asset_b_path);
  lim_json_set_string (root, "chosen", lim_chosen_name (comparison->chosen));
  lim_json_set_string (root, "source", comparison->source);
  lim_json_set_string (root, "reasoning", comparison->reasoning);
  for (guint i = 0; i < comparison->scores->len; i++)
    {
      const LimPairScore *score = &g_array_index (comparison->scores, LimPairScore, i);
      LimJson *pair = lim_json_new_object (doc);

      lim_json_set_double (pair, "a", score->a);
      lim_json_set_double (pair, "b", score->b);
      lim_json_set (scores, score->dimension, pair);
    }
  lim_json_set (root, "criteria_scores", scores);
  lim_json_set (root, "rubric_citations", lim_json_new_array (doc));
  lim_json_set_string (root, "reviewer", comparison->reviewer);
  lim_json_set_string (root, "reviewed_at", comparison->reviewed_at);
  return doc;
}

static gboolean
is_score (const char *text, double *value)
{
  char *end = NULL;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *value >= 0 && *value <= 1;
}

gboolean
lim_comparison_parse_scores (const char *text, GArray *scores, GError **error)
{
  g_auto (GStrv) pieces = g_strsplit (text, ",", -1);

  for (gsize i = 0; pieces[i] != NULL; i++)
    {
      char *piece = g_strstrip (pieces[i]);
      char *separator = strpbrk (piece, "=:");
      char *slash = separator != NULL ? strchr (separator, '/') : NULL;
      double a, b;

      if (*piece == '\0')
        continue;
      if (slash == NULL || separator == piece)
        return lim_fail (error, LIM_ERROR_USAGE,
                         "score “%s”: expected dimension=A/B, for example composition=0.9/0.6", piece);
      *separator = *slash = '\0';
      if (!is_score (g_strstrip (separator + 1), &a) || !is_score (g_strstrip (slash + 1), &b))
        return lim_fail (error, LIM_ERROR_USAGE, "score of “%s”: expected two numbers from 0 to 1, found “%s/%s”",
                         piece, separator + 1, slash + 1);
      add_pair_score (scores, g_strstrip (piece), a, b);
    }
  return TRUE;
}
