#include "imaging-png-write-huffman.h"

#include <string.h>

/* Sorts by the byte from @shift on, and leaves equal ones in their order. */
static void
sort_by_byte (const guint64 *from, guint n, guint shift, guint64 *to)
{
  guint at[256] = { 0 }, sum = 0;

  for (guint i = 0; i < n; i++)
    at[from[i] >> shift & 255]++;
  for (guint i = 0; i < 256; i++)
    {
      guint count = at[i];

      at[i] = sum;
      sum += count;
    }
  for (guint i = 0; i < n; i++)
    to[at[from[i] >> shift & 255]++] = from[i];
}

/* The symbols that occur, rarest first: how often, and which, in one number, so that ties have an order. Byte by byte, for
 * with qsort() this took a tenth of the time a flat picture takes. */
static guint
sort_symbols (const guint32 *counts, guint n, guint64 *keys)
{
  guint64 other[LIM_HUFFMAN_MAX_SYMBOLS];
  guint32 largest = 0;
  guint n_used = 0;

  for (guint i = 0; i < n; i++)
    if (counts[i] != 0)
      {
        keys[n_used++] = (guint64) counts[i] << 16 | i;
        largest = MAX (largest, counts[i]);
      }
  /* By pairs of bytes, so that they end where they began. */
  for (guint shift = 0; shift < 32 && largest >> shift != 0; shift += 16)
    {
      sort_by_byte (keys, n_used, 16 + shift, other);
      sort_by_byte (other, n_used, 24 + shift, keys);
    }
  return n_used;
}

/* How many symbols have each depth in the tree that joins the two rarest again and again; depths from @limit on are
 * counted as @limit. @keys: at least two, sorted. */
static void
count_depths (const guint64 *keys, guint n, guint limit, guint *n_of_length)
{
  guint32 weights[LIM_HUFFMAN_MAX_SYMBOLS];     /* of the joined nodes, in the order they are made */
  guint16 parents[2 * LIM_HUFFMAN_MAX_SYMBOLS]; /* of the symbols, then of the joined nodes */
  guint8 depths[LIM_HUFFMAN_MAX_SYMBOLS];
  guint leaf = 0, joined = 0;

  for (guint made = 0; made < n - 1; made++)
    {
      guint32 sum = 0;

      for (guint k = 0; k < 2; k++)
        if (leaf < n && (joined >= made || keys[leaf] >> 16 <= weights[joined]))
          {
            sum += (guint32) (keys[leaf] >> 16);
            parents[leaf++] = (guint16) made;
          }
        else
          {
            sum += weights[joined];
            parents[n + joined++] = (guint16) made;
          }
      weights[made] = sum;
    }
  /* Deeper than 255 would need more symbols that differ by a factor each than 32 bits can count. */
  depths[n - 2] = 0;
  for (guint i = n - 2; i-- > 0;)
    depths[i] = depths[parents[n + i]] + 1;
  for (guint i = 0; i < n; i++)
    n_of_length[MIN ((guint) depths[parents[i]] + 1, limit)]++;
}

/* Cutting lengths leaves too many words: until they fit (Kraft), a longest word goes, and the next shorter one that there
 * is makes room for it by becoming two. */
static void
make_fit (guint *n_of_length, guint limit)
{
  guint32 sum = 0;

  for (guint length = 1; length <= limit; length++)
    sum += (guint32) n_of_length[length] << (limit - length);
  for (; sum > (guint32) 1 << limit; sum--)
    {
      guint shorter = limit - 1;

      while (n_of_length[shorter] == 0)
        shorter--;
      n_of_length[limit]--;
      n_of_length[shorter]--;
      n_of_length[shorter + 1] += 2;
    }
}

void
lim_huffman_lengths (const guint32 *counts, guint n, guint limit, guint8 *lengths)
{
  guint64 keys[LIM_HUFFMAN_MAX_SYMBOLS];
  guint n_of_length[LIM_HUFFMAN_MAX_LENGTH + 1] = { 0 };
  guint n_used = sort_symbols (counts, n, keys), at = 0;

  memset (lengths, 0, n);
  if (n_used >= 2)
    {
      count_depths (keys, n_used, limit, n_of_length);
      make_fit (n_of_length, limit);
    }
  else
    n_of_length[1] = n_used;
  for (guint length = limit; length >= 1; length--)
    for (guint k = 0; k < n_of_length[length]; k++)
      lengths[keys[at++] & 0xffff] = (guint8) length;
}

static guint16
reversed (guint code, guint length)
{
  guint16 result = 0;

  for (; length > 0; length--, code >>= 1)
    result = (guint16) (result << 1 | (code & 1));
  return result;
}

void
lim_huffman_codes (const guint8 *lengths, guint n, guint16 *codes)
{
  guint n_of_length[LIM_HUFFMAN_MAX_LENGTH + 1] = { 0 }, next[LIM_HUFFMAN_MAX_LENGTH + 1] = { 0 };

  for (guint i = 0; i < n; i++)
    n_of_length[lengths[i]]++;
  for (guint length = 2; length <= LIM_HUFFMAN_MAX_LENGTH; length++)
    next[length] = (next[length - 1] + n_of_length[length - 1]) << 1;
  for (guint i = 0; i < n; i++)
    codes[i] = lengths[i] != 0 ? reversed (next[lengths[i]]++, lengths[i]) : 0;
}
