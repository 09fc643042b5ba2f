#include "imaging-resample-plain.h"

#include "imaging-processor.h"

#include <string.h>

enum
{
  PIXEL = 3
};

/* A block, read unaligned. */
typedef guint64 Words __attribute__ ((vector_size (LIM_PLAIN_BLOCK), aligned (1), may_alias));

void
lim_plain_init (LimPlain *plain, gsize n_samples)
{
  plain->n = (guint) (n_samples / LIM_PLAIN_BLOCK);
  plain->same = g_new0 (guint8, plain->n + 1);
  plain->plain_end = g_new0 (guint, plain->n + 1);
}

void
lim_plain_clear (LimPlain *plain)
{
  g_clear_pointer (&plain->same, g_free);
  g_clear_pointer (&plain->plain_end, g_free);
}

/* Where something changes it mostly does from the first row to the second. */
static inline gboolean
is_same (const guint8 *rows, gsize stride, guint n_rows)
{
  const Words first = *(const Words *) rows;
  Words difference = { 0 };

  for (guint i = 1; i < n_rows; i++)
    {
      difference |= first ^ *(const Words *) (rows + i * stride);
      if ((i == 1 || i + 1 == n_rows) && (difference[0] | difference[1] | difference[2] | difference[3]) != 0)
        return FALSE;
    }
  return TRUE;
}

LIM_FOR_THIS_PROCESSOR static void
find_same (LimPlain *plain, const guint8 *rows, gsize stride, guint n_rows)
{
  for (guint i = 0; i < plain->n; i++)
    plain->same[i] = is_same (rows + i * LIM_PLAIN_BLOCK, stride, n_rows);
}

/* Whether block @i of the row is of one colour, which is that of the pixel before it. */
static gboolean
goes_on (const guint8 *row, guint i)
{
  gsize from = MAX (i * LIM_PLAIN_BLOCK, PIXEL), to = (i + 1) * LIM_PLAIN_BLOCK;

  return memcmp (row + from, row + from - PIXEL, to - from) == 0;
}

void
lim_plain_survey (LimPlain *plain, const guint8 *rows, gsize stride, guint n_rows)
{
  find_same (plain, rows, stride, n_rows);
  plain->plain_end[plain->n] = plain->n;
  for (guint i = plain->n; i-- > 0;)
    plain->plain_end[i] = plain->same[i] && goes_on (rows, i) ? plain->plain_end[i + 1] : i;
}
