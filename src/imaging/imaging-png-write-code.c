#include "imaging-png-write-code.h"

#include "imaging-png-write-huffman.h"

enum
{
  CODE_LENGTH_LIMIT = 7
};

static const guint8 length_order[LIM_DEFLATE_N_CODE_LENGTHS] = { 16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                                 11, 4,  12, 3, 13, 2, 14, 1, 15 };

static void
add_step (LimDeflateDescription *description, guint symbol, guint extra_bits, guint extra)
{
  description->steps[description->n_steps++] =
      (LimDeflateStep){ .symbol = (guint8) symbol, .extra_bits = (guint8) extra_bits, .extra = (guint8) extra };
}

/* @n times the length @length, @n as often as it comes. */
static void
add_lengths (LimDeflateDescription *description, guint length, guint n)
{
  if (length == 0)
    for (; n >= 3; n -= MIN (n, 138))
      add_step (description, n <= 10 ? 17 : 18, n <= 10 ? 3 : 7, MIN (n, 138) - (n <= 10 ? 3 : 11));
  else if (n >= 4)
    {
      add_step (description, length, 0, 0);
      for (n--; n >= 3; n -= MIN (n, 6))
        add_step (description, 16, 2, MIN (n, 6) - 3);
    }
  for (; n > 0; n--)
    add_step (description, length, 0, 0);
}

static void
describe (const LimDeflateCode *code, LimDeflateDescription *description)
{
  guint8 all[LIM_DEFLATE_N_SYMBOLS + LIM_DEFLATE_N_DISTANCES];
  guint32 counts[LIM_DEFLATE_N_CODE_LENGTHS] = { 0 };
  guint n;

  *description =
      (LimDeflateDescription){ .n_symbols = LIM_DEFLATE_N_SYMBOLS, .n_lengths = LIM_DEFLATE_N_CODE_LENGTHS };
  while (code->lengths[description->n_symbols - 1] == 0)
    description->n_symbols--;
  memcpy (all, code->lengths, description->n_symbols);
  memcpy (all + description->n_symbols, code->distance_lengths, LIM_DEFLATE_N_DISTANCES);
  n = description->n_symbols + LIM_DEFLATE_N_DISTANCES;
  for (guint i = 0, same; i < n; i += same)
    {
      for (same = 1; i + same < n && all[i + same] == all[i]; same++)
        ;
      add_lengths (description, all[i], same);
    }

  for (guint i = 0; i < description->n_steps; i++)
    counts[description->steps[i].symbol]++;
  lim_huffman_lengths (counts, LIM_DEFLATE_N_CODE_LENGTHS, CODE_LENGTH_LIMIT, description->lengths);
  while (description->lengths[length_order[description->n_lengths - 1]] == 0)
    description->n_lengths--;
  description->bits = 5 + 5 + 4 + 3 * description->n_lengths;
  for (guint i = 0; i < description->n_steps; i++)
    description->bits += description->lengths[description->steps[i].symbol] + description->steps[i].extra_bits;
}

void
lim_deflate_write_description (LimBits *bits, const LimDeflateDescription *description)
{
  guint16 codes[LIM_DEFLATE_N_CODE_LENGTHS];

  lim_huffman_codes (description->lengths, LIM_DEFLATE_N_CODE_LENGTHS, codes);
  lim_bits_put (bits, description->n_symbols - LIM_DEFLATE_FIRST_LENGTH, 5);
  lim_bits_put (bits, LIM_DEFLATE_N_DISTANCES - 1, 5);
  lim_bits_put (bits, description->n_lengths - 4, 4);
  for (guint i = 0; i < description->n_lengths; i++)
    lim_bits_put (bits, description->lengths[length_order[i]], 3);
  for (guint i = 0; i < description->n_steps; i++)
    {
      const LimDeflateStep *step = &description->steps[i];

      lim_bits_put (bits, codes[step->symbol], description->lengths[step->symbol]);
      lim_bits_put (bits, step->extra, step->extra_bits);
    }
}

/* RFC 1951, 3.2.6. */
void
lim_deflate_fixed_code (LimDeflateCode *code)
{
  memset (code->lengths, 8, 144);
  memset (code->lengths + 144, 9, 112);
  memset (code->lengths + 256, 7, 24);
  memset (code->lengths + 280, 8, 8);
  code->distance_length = 5;
}

void
lim_deflate_make_code (const guint32 counts[LIM_DEFLATE_N_SYMBOLS], LimDeflateCode *code,
                       LimDeflateDescription *description)
{
  *code = (LimDeflateCode){ .distance_lengths = { 1, 1 }, .distance_length = 1 };
  lim_huffman_lengths (counts, LIM_DEFLATE_N_SYMBOLS, LIM_DEFLATE_LITERAL_LIMIT, code->lengths);
  describe (code, description);
}
