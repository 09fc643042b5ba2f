#include "imaging-group.h"

#include <string.h>

enum
{
  BLOCKS = 4,
  BLOCK_BITS = 16,
  BUCKETS = 1 << BLOCK_BITS,
  MAX_PROBES = 1 + 16 + 120 /* keys that differ in 0, 1 and 2 of 16 bits */
};

typedef struct
{
  guint64 hash;
  guint index; /* of the first fingerprint with this hash */
} Unique;

typedef struct
{
  Unique *unique; /* no two equal */
  guint n;
  guint *parent; /* union-find over the fingerprints; a root is the smallest index of its group */
  guint max_distance;
} Search;

static guint
find_root (guint *parent, guint i)
{
  while (parent[i] != i)
    {
      parent[i] = parent[parent[i]];
      i = parent[i];
    }
  return i;
}

static void
join (guint *parent, guint a, guint b)
{
  a = find_root (parent, a);
  b = find_root (parent, b);
  parent[MAX (a, b)] = MIN (a, b);
}

static int
compare_unique (const void *a, const void *b)
{
  const Unique *left = a, *right = b;

  if (left->hash != right->hash)
    return left->hash < right->hash ? -1 : 1;
  return (left->index > right->index) - (left->index < right->index);
}

/* Sorts, joins equal fingerprints and keeps one of each, so that a thousand flat pictures cost as much as one. */
static void
collapse_equal (Search *search, const guint64 *fingerprints, guint n)
{
  for (guint i = 0; i < n; i++)
    search->unique[i] = (Unique){ fingerprints[i], i };
  qsort (search->unique, n, sizeof *search->unique, compare_unique);

  for (guint i = 0; i < n; i++)
    if (search->n > 0 && search->unique[search->n - 1].hash == search->unique[i].hash)
      join (search->parent, search->unique[search->n - 1].index, search->unique[i].index);
    else
      search->unique[search->n++] = search->unique[i];
}

static guint
block_of (guint64 hash, guint block)
{
  return (guint) (hash >> (block * BLOCK_BITS)) & (BUCKETS - 1);
}

/* The masks of up to @bits flipped bits of 16, none first. */
static guint
list_probes (guint bits, guint *probes)
{
  guint n = 0;

  probes[n++] = 0;
  for (guint i = 0; bits >= 1 && i < BLOCK_BITS; i++)
    probes[n++] = 1u << i;
  for (guint i = 0; bits >= 2 && i < BLOCK_BITS; i++)
    for (guint j = i + 1; j < BLOCK_BITS; j++)
      probes[n++] = 1u << i | 1u << j;
  return n;
}

/* Deals the bits to the blocks by how evenly they are set, so that a set whose pictures agree in many bits does not
 * fill a few buckets of one block. Distances stay as they are. */
static void
deal_bits (Search *search)
{
  guint set[64] = { 0 }, order[64];

  for (guint i = 0; i < search->n; i++)
    for (guint bit = 0; bit < 64; bit++)
      set[bit] += search->unique[i].hash >> bit & 1;
  for (guint bit = 0; bit < 64; bit++)
    {
      guint evenness = MIN (set[bit], search->n - set[bit]), at = bit;

      for (; at > 0 && MIN (set[order[at - 1]], search->n - set[order[at - 1]]) < evenness; at--)
        order[at] = order[at - 1];
      order[at] = bit;
    }
  for (guint i = 0; i < search->n; i++)
    {
      guint64 dealt = 0;

      for (guint k = 0; k < 64; k++)
        dealt |= (search->unique[i].hash >> order[k] & 1) << (k % BLOCKS * BLOCK_BITS + k / BLOCKS);
      search->unique[i].hash = dealt;
    }
}

static void
join_bucket (Search *search, const Unique *one, const Unique *others, guint n)
{
  for (guint k = 0; k < n && others + k < one; k++)
    if ((guint) __builtin_popcountll (one->hash ^ others[k].hash) <= search->max_distance)
      join (search->parent, others[k].index, one->index);
}

/* Joins what agrees in one block; @starts and @ordered are room for a counting sort by it. */
static void
join_by_block (Search *search, guint block, guint *starts, Unique *ordered)
{
  guint probes[MAX_PROBES];
  guint n_probes = list_probes (search->max_distance / BLOCKS, probes);

  memset (starts, 0, (BUCKETS + 2) * sizeof *starts);
  for (guint i = 0; i < search->n; i++)
    starts[block_of (search->unique[i].hash, block) + 2]++;
  for (guint key = 2; key < BUCKETS + 2; key++)
    starts[key] += starts[key - 1];
  /* Filling moves the start of each bucket to its end, which is where the next one starts. */
  for (guint i = 0; i < search->n; i++)
    ordered[starts[block_of (search->unique[i].hash, block) + 1]++] = search->unique[i];

  for (guint i = 0; i < search->n; i++)
    for (guint p = 0; p < n_probes; p++)
      {
        guint key = block_of (ordered[i].hash, block) ^ probes[p];

        join_bucket (search, ordered + i, ordered + starts[key], starts[key + 1] - starts[key]);
      }
}

guint *
lim_fingerprint_groups (const guint64 *fingerprints, guint n, guint max_distance)
{
  g_return_val_if_fail (max_distance <= LIM_GROUP_MAX_DISTANCE, NULL);
  if (n == 0)
    return NULL;

  guint *parent = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    parent[i] = i;

  g_autofree Unique *unique = g_new (Unique, n);
  Search search = { .unique = unique, .parent = parent, .max_distance = max_distance };
  collapse_equal (&search, fingerprints, n);

  deal_bits (&search);

  g_autofree guint *starts = g_new (guint, BUCKETS + 2);
  g_autofree Unique *ordered = g_new (Unique, search.n);
  for (guint block = 0; max_distance > 0 && block < BLOCKS; block++)
    join_by_block (&search, block, starts, ordered);

  /* Roots are the smallest index, and a parent is never larger than its child: one pass ascending flattens all. */
  for (guint i = 0; i < n; i++)
    parent[i] = parent[parent[i]];
  return parent;
}
