/* imaging-png-write-bits.h: bits into bytes, the first one lowest, as deflate packs them (RFC 1951, 3.1.1). */
#pragma once

#include <glib.h>
#include <string.h>

/* Bytes are written eight at a time, so that many must be free behind the end. */
#define LIM_BITS_SLACK 8u

typedef struct
{
  guint8 *to;
  guint64 bits;
  guint n; /* bits not yet written; below 8 after bits_flush() */
} LimBits;

static inline void
lim_bits_flush (LimBits *bits)
{
  guint64 word = GUINT64_TO_LE (bits->bits);

  memcpy (bits->to, &word, sizeof word);
  bits->to += bits->n / 8;
  bits->bits >>= bits->n & ~7u;
  bits->n &= 7;
}

/* At most 56 bits. */
static inline void
lim_bits_put (LimBits *bits, guint64 value, guint n)
{
  bits->bits |= value << bits->n;
  bits->n += n;
  lim_bits_flush (bits);
}

static inline void
lim_bits_align (LimBits *bits)
{
  bits->n = (bits->n + 7) & ~7u;
  lim_bits_flush (bits);
}
