#include "imaging-png-write-deflate.h"

#include "imaging-png-write-code.h"
#include "imaging-png-write-huffman.h"

#include <libdeflate.h>
#include <string.h>

/* Runs are found eight bytes at a time, and shorter ones cost as much as their literals. */
#define SHORTEST_RUN 8u
#define LONGEST_MATCH 258u
#define SHORTEST_MATCH 3u

#define SEGMENT ((gsize) 32 << 10)
#define STORED_MAX 65535u

enum
{
  HEADER_GUESS = 520 /* bits that a block's own code takes, about */
};

/* -- Matches: all at distance 1 -- */

typedef struct
{
  guint symbol, extra_bits, extra;
} Match;

static Match
match_of (guint length)
{
  guint over = length - SHORTEST_MATCH, extra_bits;

  if (length == LONGEST_MATCH)
    return (Match){ .symbol = LIM_DEFLATE_N_SYMBOLS - 1 };
  if (over < 8)
    return (Match){ .symbol = LIM_DEFLATE_FIRST_LENGTH + over };
  extra_bits = g_bit_storage (over) - 3;
  return (Match){ .symbol = LIM_DEFLATE_FIRST_LENGTH + 4 * extra_bits + (over >> extra_bits),
                  .extra_bits = extra_bits,
                  .extra = over & ((1u << extra_bits) - 1) };
}

/* The next match of a run with @left bytes to go: what remains is never too short for another. */
static guint
next_match (gsize left)
{
  if (left <= LONGEST_MATCH)
    return (guint) left;
  return left < LONGEST_MATCH + SHORTEST_MATCH ? (guint) left - SHORTEST_MATCH : LONGEST_MATCH;
}

/* -- Blocks: what is coded with one code -- */

/* Bytes from @start on that equal the one before. */
typedef struct
{
  gsize start, end;
} Run;

typedef struct
{
  gsize start, end;
  GArray *runs;
  guint32 counts[LIM_DEFLATE_N_SYMBOLS];
  guint n_matches;
  guint64 extra_bits; /* of the matches' lengths */
  double cost;        /* bits, without the code itself */
} Block;

typedef guint32 Counts[4][256];

/* Four tables: equal neighbours would wait for each other. */
static inline void
count_literals (Counts counts, const guint8 *at, const guint8 *end)
{
  for (; end - at >= 8; at += 8)
    {
      guint64 word;

      memcpy (&word, at, sizeof word);
      for (guint k = 0; k < 8; k++)
        counts[k % 4][(word >> (8 * k)) & 255]++;
    }
  for (; at < end; at++)
    counts[0][*at]++;
}

static void
count_run (Block *block, const Run *run)
{
  gsize left = run->end - run->start;

  g_array_append_vals (block->runs, run, 1);
  while (left > 0)
    {
      guint length = next_match (left);
      Match match = match_of (length);

      block->counts[match.symbol]++;
      block->extra_bits += match.extra_bits;
      block->n_matches++;
      left -= length;
    }
}

/* Read unaligned. */
typedef guint64 Stretch __attribute__ ((vector_size (32), aligned (1), may_alias));

static inline gboolean
repeats_long (const guint8 *at)
{
  Stretch difference = *(const Stretch *) at ^ *(const Stretch *) (at - 1);

  return (difference[0] | difference[1] | difference[2] | difference[3]) == 0;
}

static inline gboolean
repeats (const guint8 *at)
{
  guint64 here, before;

  memcpy (&here, at, sizeof here);
  memcpy (&before, at - 1, sizeof before);
  return here == before;
}

/* The run around @at, where eight bytes equal those before them. */
static Run
run_around (const guint8 *bytes, gsize at, gsize from, gsize end)
{
  Run run = { .start = at, .end = at + 8 };

  while (run.start > from && bytes[run.start - 1] == bytes[run.start - 2])
    run.start--;
  while (run.end + sizeof (Stretch) <= end && repeats_long (bytes + run.end))
    run.end += sizeof (Stretch);
  while (run.end + 8 <= end && repeats (bytes + run.end))
    run.end += 8;
  while (run.end < end && bytes[run.end] == bytes[run.end - 1])
    run.end++;
  return run;
}

/* log2 near enough to weigh blocks; 0 for 0. From the exponent and a parabola through the mantissa. */
static inline float
rough_log2 (float x)
{
  union
  {
    float number;
    guint32 bits;
  } parts = { .number = x };
  float exponent = (float) (parts.bits >> 23) - 127.0f;

  parts.bits = (parts.bits & 0x7fffff) | 0x3f800000;
  return x > 0 ? exponent + (-0.33582878f * parts.number + 2.0f) * parts.number - 1.65871022f : 0.0f;
}

/* What the symbols of @a, or of @a and @b together, take at best. */
static double
cost_of (const Block *a, const Block *b)
{
  float sum = 0;
  guint32 all = 0;

  for (guint i = 0; i < LIM_DEFLATE_N_SYMBOLS; i++)
    {
      guint32 count = a->counts[i] + (b != NULL ? b->counts[i] : 0);

      sum += (float) count * rough_log2 ((float) count);
      all += count;
    }
  return (double) ((float) all * rough_log2 ((float) all) - sum) + (double) a->extra_bits + a->n_matches
         + (b != NULL ? (double) b->extra_bits + b->n_matches : 0);
}

static void
block_begin (Block *block, gsize start, gsize end)
{
  GArray *runs = block->runs;

  g_array_set_size (runs, 0);
  *block = (Block){ .start = start, .end = end, .runs = runs };
  block->counts[LIM_DEFLATE_END_OF_BLOCK] = 1;
}

/* Looks at a segment: its runs, and how often each symbol will be needed. */
static void
block_survey (Block *block, const guint8 *bytes)
{
  Counts counts = { 0 };
  gsize from = block->start, at = MAX (from, 1);

  while (at + 8 <= block->end)
    {
      if (!repeats (bytes + at))
        {
          at += 8;
          continue;
        }
      Run run = run_around (bytes, at, MAX (from, 1), block->end);
      count_literals (counts, bytes + from, bytes + run.start);
      count_run (block, &run);
      from = at = run.end;
    }
  count_literals (counts, bytes + from, bytes + block->end);
  for (guint i = 0; i < 256; i++)
    block->counts[i] = counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];
  block->cost = cost_of (block, NULL);
}

static void
block_join (Block *block, const Block *next, double cost)
{
  for (guint i = 0; i < LIM_DEFLATE_N_SYMBOLS; i++)
    block->counts[i] += next->counts[i];
  block->counts[LIM_DEFLATE_END_OF_BLOCK] = 1;
  block->n_matches += next->n_matches;
  block->extra_bits += next->extra_bits;
  block->end = next->end;
  block->cost = cost;
  g_array_append_vals (block->runs, next->runs->data, next->runs->len);
}

static guint64
body_bits (const Block *block, const LimDeflateCode *code)
{
  guint64 sum = block->extra_bits + (guint64) block->n_matches * code->distance_length;

  for (guint i = 0; i < LIM_DEFLATE_N_SYMBOLS; i++)
    sum += (guint64) block->counts[i] * code->lengths[i];
  return sum;
}

/* -- Writing -- */

typedef struct
{
  guint16 code[LIM_DEFLATE_N_FIXED];
  guint8 length[LIM_DEFLATE_N_FIXED];
} Words;

static inline void
put_pair (LimBits *bits, const Words *words, guint8 first, guint8 second)
{
  guint64 both = words->code[first] | (guint64) words->code[second] << words->length[first];

  bits->bits |= both << bits->n;
  bits->n += words->length[first] + words->length[second];
}

static inline void
write_literals (LimBits *to, const Words *words, const guint8 *at, const guint8 *end)
{
  LimBits bits = *to;

  for (; end - at >= 4; at += 4)
    {
      put_pair (&bits, words, at[0], at[1]);
      put_pair (&bits, words, at[2], at[3]);
      lim_bits_flush (&bits);
    }
  for (; at < end; at++)
    lim_bits_put (&bits, words->code[*at], words->length[*at]);
  *to = bits;
}

static void
write_run (LimBits *bits, const Words *words, guint distance_length, gsize left)
{
  while (left > 0)
    {
      guint length = next_match (left);
      Match match = match_of (length);

      lim_bits_put (bits, words->code[match.symbol] | (guint64) match.extra << words->length[match.symbol],
                    words->length[match.symbol] + match.extra_bits + distance_length);
      left -= length;
    }
}

static void
write_body (LimBits *bits, const Block *block, const guint8 *bytes, const LimDeflateCode *code)
{
  Words words;
  gsize at = block->start;

  lim_huffman_codes (code->lengths, LIM_DEFLATE_N_FIXED, words.code);
  memcpy (words.length, code->lengths, sizeof words.length);
  for (guint i = 0; i < block->runs->len; i++)
    {
      const Run *run = &g_array_index (block->runs, Run, i);

      write_literals (bits, &words, bytes + at, bytes + run->start);
      write_run (bits, &words, code->distance_length, run->end - run->start);
      at = run->end;
    }
  write_literals (bits, &words, bytes + at, bytes + block->end);
  lim_bits_put (bits, words.code[LIM_DEFLATE_END_OF_BLOCK], words.length[LIM_DEFLATE_END_OF_BLOCK]);
}

static void
write_stored (LimBits *bits, const Block *block, const guint8 *bytes, gboolean last)
{
  for (gsize at = block->start; at < block->end;)
    {
      guint n = (guint) MIN (block->end - at, STORED_MAX);

      lim_bits_put (bits, last && at + n == block->end, 3);
      lim_bits_align (bits);
      lim_bits_put (bits, n | (guint64) (~n & 0xffff) << 16, 32);
      memcpy (bits->to, bytes + at, n);
      bits->to += n;
      at += n;
    }
}

/* As stored, with the fixed code or with one of its own, whichever is shortest. */
static void
write_block (LimBits *bits, const Block *block, const guint8 *bytes, gboolean last)
{
  LimDeflateCode own, fixed;
  LimDeflateDescription description;
  gsize length = block->end - block->start;

  lim_deflate_make_code (block->counts, &own, &description);
  lim_deflate_fixed_code (&fixed);

  guint64 own_bits = description.bits + body_bits (block, &own), fixed_bits = body_bits (block, &fixed);
  guint64 stored_bits = 8 * (guint64) length + 40 * (guint64) ((length + STORED_MAX - 1) / STORED_MAX);
  if (stored_bits < MIN (own_bits, fixed_bits) + 3)
    {
      write_stored (bits, block, bytes, last);
      return;
    }
  lim_bits_put (bits, (guint64) last | (own_bits < fixed_bits ? 2 : 1) << 1, 3);
  if (own_bits < fixed_bits)
    lim_deflate_write_description (bits, &description);
  write_body (bits, block, bytes, own_bits < fixed_bits ? &own : &fixed);
}

/* Segment after segment: one that is like those before goes with them, for a code of its own costs too. */
static void
write_blocks (LimBits *bits, const guint8 *bytes, gsize length)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_autoptr (GArray) more_runs = g_array_new (FALSE, FALSE, sizeof (Run));
  Block block = { .runs = runs }, next = { .runs = more_runs };

  block_begin (&block, 0, MIN (length, SEGMENT));
  block_survey (&block, bytes);
  while (block.end < length)
    {
      block_begin (&next, block.end, MIN (length, block.end + SEGMENT));
      block_survey (&next, bytes);

      double joined = cost_of (&block, &next);
      if (joined <= block.cost + next.cost + HEADER_GUESS)
        block_join (&block, &next, joined);
      else
        {
          Block done = block;

          write_block (bits, &done, bytes, FALSE);
          block = next;
          next = done;
        }
    }
  write_block (bits, &block, bytes, TRUE);
}

guint8 *
lim_png_deflate_runs (const guint8 *bytes, gsize length, gsize *packed_length)
{
  guint8 *packed = g_malloc (length + 5 * (length / SEGMENT + 2) + 8 + LIM_BITS_SLACK);
  LimBits bits = { .to = packed };
  guint32 checksum = GUINT32_TO_BE (libdeflate_adler32 (1, bytes, length));

  *bits.to++ = 0x78;
  *bits.to++ = 0x01;
  write_blocks (&bits, bytes, length);
  lim_bits_align (&bits);
  memcpy (bits.to, &checksum, sizeof checksum);
  *packed_length = (gsize) (bits.to - packed) + sizeof checksum;
  return packed;
}
