#include "export-split.h"

#include <math.h>
#include <string.h>

#include "base-error.h"
#include "base-random.h"
#include "imaging-fingerprint.h"
#include "imaging-group.h"

/* Drawn once, so that limner's draws differ from what else is hashed by the same names. */
#define SPLIT_SEED 0x6c696d6e65722031u

const LimSplitShares lim_split_shares_default = { { 0.9, 0.05, 0.05 } };

gboolean
lim_split_shares_parse (const char *text, LimSplitShares *shares, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  LimSplitShares read = { { 0, 0, 0 } };
  guint n = g_strv_length (words);
  double sum = 0.0;

  if (n < 1 || n > LIM_N_SPLITS)
    return lim_fail (error, LIM_ERROR_USAGE, "“%s”: expected up to three shares, for example 0.9,0.05,0.05", text);
  for (guint i = 0; i < n; i++)
    {
      char *end;

      read.share[i] = g_ascii_strtod (g_strstrip (words[i]), &end);
      if (end == words[i] || *end != '\0' || !(read.share[i] >= 0.0 && read.share[i] <= 1.0))
        return lim_fail (error, LIM_ERROR_USAGE, "“%s” is no share: expected a number from 0 to 1", words[i]);
      sum += read.share[i];
    }
  if (fabs (sum - 1.0) > 1e-6)
    return lim_fail (error, LIM_ERROR_USAGE, "the shares %s sum to %g; expected 1", text, sum);
  if (read.share[LIM_SPLIT_TRAIN] <= 0.0)
    return lim_fail (error, LIM_ERROR_USAGE, "the share of train is 0; there must be something to learn from");
  *shares = read;
  return TRUE;
}

/* -- Families: union and find -- */

typedef struct
{
  guint *parent;
  guint *size;
} Forest;

static guint
find (Forest *forest, guint i)
{
  while (forest->parent[i] != i)
    i = forest->parent[i] = forest->parent[forest->parent[i]];
  return i;
}

static void
join (Forest *forest, guint a, guint b)
{
  a = find (forest, a);
  b = find (forest, b);
  if (a == b)
    return;
  if (forest->size[a] < forest->size[b])
    {
      guint swap = a;
      a = b;
      b = swap;
    }
  forest->parent[b] = a;
  forest->size[a] += forest->size[b];
}

/* Joins asset @i to all that gave the same name of the same @kind. */
static void
join_by_name (Forest *forest, GHashTable *names, char kind, const char *name, guint i)
{
  if (name == NULL || *name == '\0')
    return;

  char *key = g_strdup_printf ("%c%s", kind, name);
  gpointer other;
  if (g_hash_table_lookup_extended (names, key, NULL, &other))
    {
      join (forest, i, GPOINTER_TO_UINT (other));
      g_free (key);
    }
  else
    g_hash_table_insert (names, key, GUINT_TO_POINTER (i));
}

/* The id without a final _v or _s number: variants and seeds of one prompt. */
static char *
stem_of (const char *id)
{
  const char *mark = strrchr (id, '_');

  if (mark == NULL || mark == id || (mark[1] != 'v' && mark[1] != 's') || mark[2] == '\0'
      || strspn (mark + 2, "0123456789") != strlen (mark + 2))
    return g_strdup (id);
  return g_strndup (id, (gsize) (mark - id));
}

static void
join_by_names (Forest *forest, GPtrArray *assets)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < assets->len; i++)
    {
      const LimExportAsset *asset = g_ptr_array_index (assets, i);
      g_autofree char *stem = stem_of (asset->id);

      join_by_name (forest, names, 's', asset->subject, i);
      join_by_name (forest, names, 't', stem, i);
      join_by_name (forest, names, 'p', asset->image.pixels_sha256, i);
      join_by_name (forest, names, 'a', asset->id, i);
      join_by_name (forest, names, 'a', asset->derived_from, i);
    }
}

static void
join_by_likeness (Forest *forest, GPtrArray *assets)
{
  g_autofree guint64 *fingerprints = g_new (guint64, MAX (assets->len, 1));
  g_autofree guint *members = g_new (guint, MAX (assets->len, 1));
  guint n = 0;

  for (guint i = 0; i < assets->len; i++)
    {
      const LimExportAsset *asset = g_ptr_array_index (assets, i);

      if (asset->image.fingerprint == 0)
        continue;
      members[n] = i;
      fingerprints[n++] = asset->image.fingerprint;
    }
  g_autofree guint *groups = lim_fingerprint_groups (fingerprints, n, LIM_NEAR_IDENTICAL_BITS);
  for (guint i = 0; i < n; i++)
    join (forest, members[i], members[groups[i]]);
}

static void
join_by_comparisons (Forest *forest, const LimComparedPair *pairs, guint n_pairs)
{
  for (guint i = 0; i < n_pairs; i++)
    {
      guint a = find (forest, pairs[i].a), b = find (forest, pairs[i].b);

      if (a != b && forest->size[a] + forest->size[b] <= LIM_COMPARED_FAMILY_LIMIT)
        join (forest, a, b);
    }
}

/* -- Sides -- */

typedef struct
{
  guint64 name; /* hash of the member subject whose hash is smallest, so that most newcomers do not change it */
  double draw;  /* where the family fell in [0, 1) */
  guint lane;   /* number of the lane of its first asset */
  guint n_assets;
  LimSplit split;
} Family;

static LimSplit
side_of (double draw, const LimSplitShares *shares)
{
  double border = 0.0;
  LimSplit last = LIM_SPLIT_TRAIN;

  for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
    {
      border += shares->share[split];
      if (shares->share[split] > 0.0)
        last = split;
      if (draw < border && shares->share[split] > 0.0)
        return split;
    }
  return last;
}

static guint
lane_number (GHashTable *lanes, const char *lane)
{
  const char *name = lane != NULL ? lane : "";
  gpointer number;

  if (g_hash_table_lookup_extended (lanes, name, NULL, &number))
    return GPOINTER_TO_UINT (number);
  g_hash_table_insert (lanes, (gpointer) name, GUINT_TO_POINTER (g_hash_table_size (lanes)));
  return g_hash_table_size (lanes) - 1;
}

/* Numbers the families in the order of their first assets. */
static GArray *
collect_families (Forest *forest, GPtrArray *assets, GHashTable *lanes)
{
  GArray *families = g_array_new (FALSE, TRUE, sizeof (Family));
  g_autofree guint *number = g_new (guint, MAX (assets->len, 1));

  memset (number, 0xff, assets->len * sizeof *number);
  for (guint i = 0; i < assets->len; i++)
    {
      LimExportAsset *asset = g_ptr_array_index (assets, i);
      guint root = find (forest, i);
      guint64 name = lim_hash_u64 (SPLIT_SEED, asset->subject != NULL ? asset->subject : asset->id);

      if (number[root] == G_MAXUINT)
        {
          Family family = { .name = name, .lane = lane_number (lanes, asset->lane) };
          number[root] = families->len;
          g_array_append_val (families, family);
        }
      Family *family = &g_array_index (families, Family, number[root]);
      family->name = MIN (family->name, name);
      family->n_assets++;
      asset->family = number[root];
    }
  return families;
}

static void
draw_sides (GArray *families, const LimSplitShares *shares)
{
  for (guint i = 0; i < families->len; i++)
    {
      Family *family = &g_array_index (families, Family, i);
      g_autofree char *name = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", family->name);

      /* The smallest of several hashes is not evenly spread, so the draw hashes once more. */
      family->draw = (double) (lim_hash_u64 (SPLIT_SEED, name) >> 11) * 0x1p-53;
      family->split = side_of (family->draw, shares);
    }
}

/* -- Mending: a share that was asked for and got nothing -- */

static gboolean
is_in_lane (const Family *family, guint lane)
{
  return lane == G_MAXUINT || family->lane == lane;
}

/* The family of training that fell nearest to the share of @split; NULL when training has only one. */
static Family *
nearest_in_training (GArray *families, guint lane, LimSplit split, const LimSplitShares *shares)
{
  double start = shares->share[LIM_SPLIT_TRAIN] + (split == LIM_SPLIT_TEST ? shares->share[LIM_SPLIT_VALIDATION] : 0);
  Family *nearest = NULL;
  guint n = 0;

  for (guint i = 0; i < families->len; i++)
    {
      Family *family = &g_array_index (families, Family, i);

      if (!is_in_lane (family, lane) || family->split != LIM_SPLIT_TRAIN)
        continue;
      n++;
      if (nearest == NULL || fabs (start - family->draw) < fabs (start - nearest->draw))
        nearest = family;
    }
  return n > 1 ? nearest : NULL;
}

/* @lane G_MAXUINT: the whole. */
static void
mend (GArray *families, guint lane, const LimSplitShares *shares, double least)
{
  guint n = 0, found[LIM_N_SPLITS] = { 0 };

  for (guint i = 0; i < families->len; i++)
    if (is_in_lane (&g_array_index (families, Family, i), lane))
      {
        n++;
        found[g_array_index (families, Family, i).split]++;
      }
  for (LimSplit split = LIM_SPLIT_VALIDATION; split < LIM_N_SPLITS; split++)
    {
      if (found[split] > 0 || shares->share[split] <= 0.0 || n * shares->share[split] < least)
        continue;
      Family *family = nearest_in_training (families, lane, split, shares);
      if (family != NULL)
        family->split = split;
    }
  /* Nothing to train on would be the worst: the first family goes there, whatever was drawn. */
  if (lane == G_MAXUINT && n > 0 && found[LIM_SPLIT_TRAIN] == 0)
    g_array_index (families, Family, 0).split = LIM_SPLIT_TRAIN;
}

guint
lim_export_split (GPtrArray *assets, const LimComparedPair *pairs, guint n_pairs, const LimSplitShares *shares)
{
  guint n = assets->len;
  g_autofree guint *parent = g_new (guint, MAX (n, 1));
  g_autofree guint *size = g_new (guint, MAX (n, 1));
  g_autoptr (GHashTable) lanes = g_hash_table_new (g_str_hash, g_str_equal);
  Forest forest = { parent, size };

  for (guint i = 0; i < n; i++)
    {
      parent[i] = i;
      size[i] = 1;
    }
  join_by_names (&forest, assets);
  join_by_likeness (&forest, assets);
  join_by_comparisons (&forest, pairs, n_pairs);

  g_autoptr (GArray) families = collect_families (&forest, assets, lanes);
  draw_sides (families, shares);
  for (guint lane = 0; lane < g_hash_table_size (lanes); lane++)
    mend (families, lane, shares, 2.0);
  mend (families, G_MAXUINT, shares, 0.5);

  for (guint i = 0; i < n; i++)
    {
      LimExportAsset *asset = g_ptr_array_index (assets, i);
      asset->split = g_array_index (families, Family, asset->family).split;
    }
  return families->len;
}
