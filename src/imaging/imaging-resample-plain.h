/* imaging-resample-plain.h: where rows of a picture are all one, and so there is nothing to blend. Flat art is that nearly
 * everywhere. */
#pragma once

#include <glib.h>

#define LIM_PLAIN_BLOCK 32u /* samples that are looked at together */

/* What was found in each whole block of a stack of rows. */
typedef struct
{
  guint n;      /* blocks; what is left of the rows behind them is in none */
  guint8 *same; /* per block: nothing changes from row to row */
  guint *
      plain_end; /* per block and one more: the first block from here on that is not one colour with all before it. The block
                       itself: it is not even that alone */
} LimPlain;

/* For rows of @n_samples. */
void lim_plain_init (LimPlain *plain, gsize n_samples);
void lim_plain_clear (LimPlain *plain);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LimPlain, lim_plain_clear)

/* Looks at @n_rows rows, of three samples a pixel and @stride bytes from one to the next. */
void lim_plain_survey (LimPlain *plain, const guint8 *rows, gsize stride, guint n_rows);
