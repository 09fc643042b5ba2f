/* imaging-png-write-code.h: the code of a deflate block, and how a block tells it (RFC 1951, 3.2.5 to 3.2.7). */
#pragma once

#include "imaging-png-write-bits.h"

enum
{
  LIM_DEFLATE_END_OF_BLOCK = 256,
  LIM_DEFLATE_FIRST_LENGTH = 257,
  LIM_DEFLATE_N_SYMBOLS = 286,
  LIM_DEFLATE_N_FIXED = 288,
  LIM_DEFLATE_N_DISTANCES = 2, /* only the first is used; some readers want a complete code */
  LIM_DEFLATE_N_CODE_LENGTHS = 19,
  LIM_DEFLATE_LITERAL_LIMIT = 14 /* bits of a word: four of them and seven more fit into 63 */
};

typedef struct
{
  guint8 lengths[LIM_DEFLATE_N_FIXED];
  guint8 distance_lengths[LIM_DEFLATE_N_DISTANCES];
  guint distance_length; /* bits of the word for distance 1, which is all zeros */
} LimDeflateCode;

/* A step of a code's own description (RFC 1951, 3.2.7). */
typedef struct
{
  guint8 symbol, extra_bits, extra;
} LimDeflateStep;

typedef struct
{
  LimDeflateStep steps[LIM_DEFLATE_N_SYMBOLS + LIM_DEFLATE_N_DISTANCES];
  guint n_steps;
  guint n_symbols; /* of the literal code, without those at the end that are not used */
  guint n_lengths; /* likewise of the lengths' own code */
  guint8 lengths[LIM_DEFLATE_N_CODE_LENGTHS];
  guint bits; /* of all of it */
} LimDeflateDescription;

/* The best code for symbols that occur as @counts tells, and its description. */
void lim_deflate_make_code (const guint32 counts[LIM_DEFLATE_N_SYMBOLS], LimDeflateCode *code,
                            LimDeflateDescription *description);

/* The code that needs no description. */
void lim_deflate_fixed_code (LimDeflateCode *code);

void lim_deflate_write_description (LimBits *bits, const LimDeflateDescription *description);
