#include "export-leakage.h"

#include <string.h>

/* One image in two splits may differ in this many bits of its fingerprint after scaling or compressing it anew. */
#define SAME_PICTURE_BITS 6

static char *
stem_of (const char *id)
{
  gsize length = strlen (id);
  gsize end = length;

  while (end > 0 && g_ascii_isdigit (id[end - 1]))
    end--;
  if (end < length && end > 2 && (id[end - 1] == 'v' || id[end - 1] == 's') && id[end - 2] == '_')
    return g_strndup (id, end - 2);
  return g_strdup (id);
}

static char *
key_of_file (const LimShown *shown)
{
  return g_strdup (shown->sha256);
}

static char *
key_of_pixels (const LimShown *shown)
{
  return g_strdup (shown->pixels_sha256);
}

static char *
key_of_subject (const LimShown *shown)
{
  return g_strdup (shown->subject);
}

static char *
key_of_stem (const LimShown *shown)
{
  return shown->asset != NULL ? stem_of (shown->asset) : NULL;
}

static const struct
{
  const char *what;
  char *(*key) (const LimShown *shown);
} kinds[] = {
  { "the same file", key_of_file },
  { "the same pixels", key_of_pixels },
  { "the same subject", key_of_subject },
  { "the same subject", key_of_stem },
};

static void
report (GArray *leaks, const char *what, const LimShown *shown, guint a, guint b, guint limit, guint *n)
{
  LimLeak leak = { what, shown[a].split < shown[b].split ? a : b, shown[a].split < shown[b].split ? b : a };

  if ((*n)++ < limit)
    g_array_append_val (leaks, leak);
}

/* The first of each key in each split is enough to tell: one leak per key and pair of splits. */
static guint
find_by_key (GArray *leaks, const LimShown *shown, guint n_shown, guint kind, guint limit)
{
  g_autoptr (GHashTable) first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint n = 0;

  for (guint i = 0; i < n_shown; i++)
    {
      g_autofree char *key = kinds[kind].key (&shown[i]);
      guint *in_split = key != NULL ? g_hash_table_lookup (first, key) : NULL;

      if (key == NULL)
        continue;
      if (in_split == NULL)
        {
          in_split = g_new0 (guint, LIM_N_SPLITS); /* index + 1 */
          g_hash_table_insert (first, g_steal_pointer (&key), in_split);
        }
      if (in_split[shown[i].split] != 0)
        continue;
      for (LimSplit split = 0; split < LIM_N_SPLITS; split++)
        if (in_split[split] != 0)
          report (leaks, kinds[kind].what, shown, in_split[split] - 1, i, limit, &n);
      in_split[shown[i].split] = i + 1;
    }
  return n;
}

/* The images of @split that have a fingerprint, each fingerprint once. */
static GArray *
fingerprints_of (const LimShown *shown, guint n, LimSplit split)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n; i++)
    if (shown[i].split == split && shown[i].fingerprint != 0
        && g_hash_table_add (seen, (gpointer) &shown[i].fingerprint))
      g_array_append_val (indices, i);
  return indices;
}

/* The places in @others where a fingerprint is within SAME_PICTURE_BITS of @fingerprint go to @found, which holds as many
 * as there are @others; returns how many. */
static inline __attribute__ ((always_inline)) guint
scan_alike (guint64 fingerprint, const guint64 *others, guint n, guint *found)
{
  guint n_found = 0;

  for (guint i = 0; i < n; i++)
    {
      found[n_found] = i;
      n_found += __builtin_popcountll (fingerprint ^ others[i]) <= SAME_PICTURE_BITS ? 1 : 0;
    }
  return n_found;
}

#if defined(__x86_64__)
__attribute__ ((target ("popcnt"))) static guint
scan_alike_popcnt (guint64 fingerprint, const guint64 *others, guint n, guint *found)
{
  return scan_alike (fingerprint, others, n, found);
}
#endif

static guint
find_among (guint64 fingerprint, const guint64 *others, guint n, guint *found)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("popcnt"))
    return scan_alike_popcnt (fingerprint, others, n, found);
#endif
  return scan_alike (fingerprint, others, n, found);
}

/* All of @left against all of @right, which are indices of @shown. */
static guint
find_alike_between (GArray *leaks, const LimShown *shown, const GArray *left, const GArray *right, guint limit,
                    guint n)
{
  g_autofree guint64 *others = g_new (guint64, right->len + 1);
  g_autofree guint *found = g_new (guint, right->len + 1);

  for (guint k = 0; k < right->len; k++)
    others[k] = shown[g_array_index (right, guint, k)].fingerprint;
  for (guint i = 0; i < left->len; i++)
    {
      guint a = g_array_index (left, guint, i);
      guint n_found = find_among (shown[a].fingerprint, others, right->len, found);

      for (guint k = 0; k < n_found; k++)
        report (leaks, "nearly the same picture", shown, a, g_array_index (right, guint, found[k]), limit, &n);
    }
  return n;
}

/* Plainly each against each: the smaller splits are small, and a popcount is one instruction. */
static guint
find_alike (GArray *leaks, const LimShown *shown, guint n_shown, guint limit)
{
  guint n = 0;

  for (LimSplit one = 0; one < LIM_N_SPLITS; one++)
    for (LimSplit other = one + 1; other < LIM_N_SPLITS; other++)
      {
        g_autoptr (GArray) left = fingerprints_of (shown, n_shown, one);
        g_autoptr (GArray) right = fingerprints_of (shown, n_shown, other);

        n = find_alike_between (leaks, shown, left, right, limit, n);
      }
  return n;
}

GArray *
lim_export_find_leaks (const LimShown *shown, guint n, guint limit, guint64 *total)
{
  GArray *leaks = g_array_new (FALSE, FALSE, sizeof (LimLeak));
  guint64 sum = 0;

  for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    sum += find_by_key (leaks, shown, n, kind, limit);
  sum += find_alike (leaks, shown, n, limit);
  if (total != NULL)
    *total = sum;
  return leaks;
}
